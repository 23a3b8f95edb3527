"""The person and the unit concerned have a desk of their own; of the file they see nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from zeren.desk import links
from zeren.records.errors import OutOfSight
from zeren.records.matters import queries as matters

View = Callable[..., HttpResponse]


def of_organ(view: View) -> View:
    """Only for whoever sees the matter by an organ; to the person concerned the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        if only_shown(request, pk):
            raise Http404
        return view(request, pk, **kwargs)

    return guarded


def or_own(view: View) -> View:
    """The person concerned is led to the own desk."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        if only_shown(request, pk):
            return HttpResponseRedirect(links.named("own-matter", pk))
        return view(request, pk, **kwargs)

    return guarded


def only_shown(request: HttpRequest, pk: int) -> bool:
    """Whether the matter stands on the actor's own desk alone. Raises Http404 where it is out of sight."""
    try:
        return matters.only_shown(request.actor, pk)  # type: ignore[attr-defined]
    except OutOfSight:
        raise Http404 from None
