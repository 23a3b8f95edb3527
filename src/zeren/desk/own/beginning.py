"""What the person begins on the own desk: the form of the first step, who receives it, and giving it in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.access import beginning as giving
from zeren.desk import gate, links
from zeren.desk.citing import Citer
from zeren.desk.components import Citation, Link
from zeren.desk.matters.form import PREFIX, FormField, fields_of, values_of, with_errors
from zeren.desk.own.page import OwnForm
from zeren.desk.wording import words_of
from zeren.norms.model import FieldText
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import own_begin
from zeren.records.matters.own_begin import Beginning
from zeren.records.organs.models import Organ

theirs = gate.only(
    lambda actor: bool(actor.person) and not actor.has(*ADMINISTRATORS),
    "由登记在册的本人办理；这个账号没有对应的人员。",
)


@dataclass(frozen=True, slots=True)
class BeginPage:
    """The page: under which regulation, who receives it, the form."""

    title: str
    procedure: str
    regulation: str
    receiver: str
    cite: Citation | None
    form: OwnForm


def offered(actor: Actor) -> tuple[Link, ...]:
    """What the person may begin, by its regulation."""
    listed = own_begin.beginnings(actor)
    return tuple(Link(f"{_title(one)}（《{one.words.pack.title}》）", _url(one)) for one in listed)


def _title(found: Beginning) -> str:
    does = found.offer.shown.does
    assert does is not None
    return does.title


def _url(found: Beginning) -> str:
    return links.named("own-begin", found.words.pack.id, found.words.procedure.id)


@require_http_methods(["GET", "POST"])
@theirs
def begin(request: HttpRequest, pack: str, procedure: str) -> HttpResponse:
    """The form of the first step; POST opens the matter with it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        found = own_begin.beginning(actor, pack, procedure)
    except OutOfSight:
        raise Http404 from None
    receiver = giving.receiver_of(actor.person or 0)
    if request.method == "GET":
        return _drawn(request, found, receiver, {})
    token = request.POST.get("token", "")[:40]
    given = _given(found, request)
    try:
        event = giving.begin(actor, found, given, receiver, token)
    except Refused as refused:
        return _drawn(request, found, receiver, given, refused.problems, token, 422)
    request.session["own-said"] = "已提交。下面是回执，请打印或者抄下编号。"
    return HttpResponseRedirect(links.named("own-receipt", event.matter_id, event.seq))


def _given(found: Beginning, request: HttpRequest) -> dict[str, FieldText]:
    """What was posted; only what the form asks for is looked at."""
    does = found.offer.shown.does
    assert does is not None
    return {name: v for name, v in values_of(found.step, request.POST).items() if name in does.asks}


def _drawn(
    request: HttpRequest, found: Beginning, receiver: Organ | None, given: Mapping[str, FieldText],
    problems: Sequence[Problem] = (), token: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    pack = found.words.pack
    cites = Citer([(pack.ref, found.step.cite)])
    cite = cites.chip(pack.ref, found.step.cite[0], bare=True) if found.step.cite else None
    told = receiver.name if receiver else "待查明（您的主要职务没有登记由谁管理）"
    form = _form(found, cites, given, problems, token)
    page = BeginPage(_title(found), found.words.procedure.title, pack.title, told, cite, form)
    return render(request, "desk/own/begin.html", {"page": page}, status=status)


def _form(
    found: Beginning, cites: Citer, given: Mapping[str, FieldText], problems: Sequence[Problem], token: str
) -> OwnForm:
    does, ref = found.offer.shown.does, found.words.pack.ref
    assert does is not None
    errors = {problem.field: problem.zh for problem in problems}
    places = {name: PREFIX + name for name in does.asks}
    return OwnForm(
        found.step.id, does.title, does.button, _url(found), "", with_errors(_fields(found, cites, given), errors),
        errors=tuple((places.get(p.field, ""), p.zh) for p in problems), token=token or secrets.token_urlsafe(12),
        note=does.note.text if does.note else "",
        note_cite=cites.chip(ref, does.note.cite, bare=True) if does.note and does.note.cite else None,
    )  # fmt: skip


def _fields(found: Beginning, cites: Citer, given: Mapping[str, FieldText]) -> tuple[FormField, ...]:
    does, ref = found.offer.shown.does, found.words.pack.ref
    words = words_of(ref)
    assert does is not None and words is not None
    step = replace(found.step, record={name: found.step.record[name] for name in does.asks})
    labels = found.offer.shown.labels

    def cite(at: Sequence[str]) -> Citation | None:
        return cites.chip(ref, at[0], bare=True) if at else None

    made = fields_of(words.pack, step, given, cite)
    return tuple(replace(one, label=labels.get(one.name, one.label)) for one in made)
