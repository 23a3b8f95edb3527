"""The acts of a page about a matter: done, or the page again with what was given and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import Http404, HttpRequest, QueryDict

from zeren.desk.components import Notice
from zeren.desk.matters import others
from zeren.desk.matters.case import Case
from zeren.desk.matters.views import case_of
from zeren.records.errors import OutOfSight, Problem, Refused

Acts = Mapping[str, Callable[[Case, QueryDict], Notice]]


def done(request: HttpRequest, pk: int, what: str, acts: Acts) -> tuple[Case, Sequence[Problem]]:
    """The matter, and why nothing was done: nothing where it was, its notice then waits for the next page.

    Raises Http404: there is no such act, or what it names is out of sight.
    """
    case = case_of(request, pk)
    if what not in acts:
        raise Http404
    try:
        notice = acts[what](case, request.POST)
    except OutOfSight:
        raise Http404 from None
    except Refused as wrong:
        return case_of(request, pk), wrong.problems
    others.say(request, notice)
    return case, ()


def day_in(given: QueryDict, name: str) -> date | None:
    """The day in a field, if one was given. Raises Refused for what is none."""
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused([Problem(name, f"“{text}”不是日期，应为年-月-日", f"'{text}' is no day")]) from None
