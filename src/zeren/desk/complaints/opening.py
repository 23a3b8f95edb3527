"""The pages of opening a reporter: ask, the requests that wait, decide, take back, look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.unsealing import acts, deciders, queries
from zeren.access.unsealing.models import Unsealing
from zeren.access.unsealing.queries import State
from zeren.desk import gate, links, proof
from zeren.desk.complaints import build, views
from zeren.desk.components import Bit, Empty, Head, Light, Link, Notice, Sign
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import queries as complaints
from zeren.records.errors import Refused

NO_TEXT = "本系统设置，条文没有写"


@dataclass(frozen=True, slots=True)
class Row:
    """A request in the list."""

    pk: int
    url: str
    light: Light
    asked: str
    number: str
    by: str
    purpose: str
    granted: str
    seat: str
    verb: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as the sheet lists it."""

    verdict: str
    who: str
    seat: str
    at: str
    reason: str
    light: Light


@dataclass(frozen=True, slots=True)
class Sheet:
    """One request."""

    head: Head
    number: str
    purpose: str
    ground: str
    asker: str
    looker: str
    panel: tuple[str, ...]
    why: tuple[str, ...]
    decisions: tuple[Decision, ...]
    looks: tuple[str, ...]
    may_decide: bool
    why_not: str
    may_look: bool
    may_withdraw: bool
    complaint_url: str
    action: str
    look_url: str
    said: Notice | None
    reason: str
    verdict: str
    errors: tuple[str, ...]
    proof: proof.Proof


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (complaints.reads(actor) or deciders.may_decide(actor)):
        raise PermissionDenied("打开举报人身份，由受理人员提出，由两名有权的人批准。")
    return actor


def _minute(at: Any) -> str:
    return f"{at.astimezone(clock.BEIJING):%m-%d %H:%M}"


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for this viewer, and the others in sight."""
    actor = _actor(request)
    waiting = {row.pk for row in queries.waiting_for(actor)}
    rows = [_row(actor, row, row.pk in waiting) for row in queries.visible_to(actor)[:200]]
    mine, others = [r for r in rows if r.pk in waiting], [r for r in rows if r.pk not in waiting]
    head = Head(
        f"打开举报人身份：等您批 {len(mine)} 件",
        sub=((Bit("须两人，各自写明理由"),), (Bit(NO_TEXT, tone="dim"),)),
    )
    empty = Empty("没有等您批的", "受理人员提出以后，在这里列出。反映您或者您上级的不在其内。")
    return render(
        request,
        "desk/complaints/unsealings.html",
        {"head": head, "mine": mine, "others": others, "empty": empty},
    )


def _row(actor: Actor, row: Unsealing, waits: bool) -> Row:
    state = queries.state_of(row)
    granted = [acts.name_of(d.account) for d in row.decisions.filter(verdict="granted").order_by("at")]
    seat = deciders.seat_of(actor, row)[0] if waits else None
    days = (clock.today() - row.asked.astimezone(clock.BEIJING).date()).days
    light = Light(Sign.ELAPSED, f"已历 {days} 日") if waits else build.light_of(state)
    return Row(
        row.pk, links.named("unsealing", row.pk), light, f"{row.asked.astimezone(clock.BEIJING):%m-%d}",
        row.complaint.number, acts.name_of(row.asker), row.get_use_display(),
        f"第一人 {granted[0]} 已批" if granted else "还没有人批", seat.words if seat else "", "批" if waits else "看",
    )  # fmt: skip


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a reporter be opened."""
    actor, given = views.reader(request), request.POST
    complaints.get(actor, pk)
    try:
        made = acts.ask(actor, pk, given.get("purpose", ""), given.get("ground", ""), given.get("looker", ""))
    except Refused as refused:
        errors: dict[str, list[str]] = {}
        for problem in refused.problems:
            errors.setdefault(problem.field, []).append(problem.zh)
        return views._shown(request, pk, {"given": given, "errors": errors, "what": "ask"}, 422)
    request.session["said"] = "已提出，等两人批准。"
    return HttpResponseRedirect(links.named("unsealing", made.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its checks; POST decides or takes back, with proof of oneself and a second factor."""
    actor = _actor(request)
    row = queries.get(actor, pk)
    if row is None:
        raise Http404
    if request.method != "POST":
        return _sheet(request, row)
    if not actor.strong:
        return factor_first(request)
    error = proof.refused(request)
    if error:
        return _sheet(request, row, error=error, status=422)
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    try:
        if verdict == "withdrawn":
            acts.take_back(actor, pk, reason)
        else:
            acts.decide(actor, pk, verdict, reason)
    except Refused as refused:
        return _sheet(request, row, errors=tuple(p.zh for p in refused.problems), status=422)
    request.session["said"] = {"granted": "已批准。", "refused": "已不批准。"}.get(verdict, "已收回。")
    return HttpResponseRedirect(links.named("unsealing", pk))


def factor_first(request: HttpRequest) -> HttpResponse:
    """To the second factor."""
    if links.named("factor"):
        return gate.turned_away(request, "desk:factor")
    raise PermissionDenied("须先通过第二重验证。")


def _sheet(
    request: HttpRequest, row: Unsealing, *, error: str = "", errors: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, panel = queries.state_of(row), deciders.panel_of(row.complaint)
    seat, why_not = deciders.seat_of(actor, row)
    said = request.session.pop("said", "")
    granted = row.decisions.filter(account=actor.account, verdict="granted").exists()
    waiting, alive = state is State.WAITING, state in (State.WAITING, State.GRANTED, State.OPEN)
    sheet = Sheet(
        head=_head(row, state), number=row.complaint.number, purpose=row.get_use_display(),
        ground=acts.words_of(row), asker=acts.name_of(row.asker), looker=acts.name_of(row.looker),
        panel=tuple(one.words for one in panel.seats), why=panel.why, decisions=_decisions(row),
        looks=tuple(f"{_minute(look.at)}　{acts.name_of(look.account)}" for look in row.looks.order_by("at")),
        may_decide=waiting and seat is not None, why_not=why_not if waiting else "",
        may_look=actor.account == row.looker and state in (State.GRANTED, State.OPEN),
        may_withdraw=alive and (granted or actor.account == row.asker),
        complaint_url=links.named("complaint", row.complaint_id) if complaints.visible_to(actor).filter(pk=row.complaint_id).exists() else "",
        action=links.named("unsealing", row.pk), look_url=links.named("unsealing-look", row.pk),
        said=Notice("ok", said) if said else None, reason=request.POST.get("reason", ""),
        verdict=request.POST.get("verdict", "granted"), errors=errors, proof=proof.asked(request, error),
    )  # fmt: skip
    return render(request, "desk/complaints/unsealing.html", {"page": sheet}, status=status)


def _head(row: Unsealing, state: State) -> Head:
    sub = (
        (Bit(light=build.light_of(state)),),
        (Bit(f"{_minute(row.asked)} {acts.name_of(row.asker)}提出"),),
        (Bit(NO_TEXT, tone="dim"),),
    )
    return Head(
        f"打开举报人身份　{row.complaint.number}",
        (Link("打开举报人身份", links.named("unsealings")),),
        sub=sub,
    )


def _decisions(row: Unsealing) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            one.get_verdict_display(), acts.name_of(one.account), one.seat, _minute(one.at), acts.words_of(one),
            Light(Sign.DONE if one.verdict == "granted" else Sign.LAPSED, one.get_verdict_display()),
        )
        for one in row.decisions.select_related("unsealing__complaint").order_by("at", "pk")
    )  # fmt: skip


@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The reporter, on this answer alone: nothing of it is kept in the session or the address."""
    actor = _actor(request)
    row = queries.get(actor, pk)
    if row is None:
        raise Http404
    if not actor.strong:
        return factor_first(request)
    error = proof.refused(request)
    if error:
        return _sheet(request, row, error=error, status=422)
    try:
        identity = acts.look(actor, pk)
    except Refused as refused:
        return _sheet(request, row, errors=tuple(p.zh for p in refused.problems), status=422)
    first = row.looks.order_by("at").first()
    until = _minute(first.at + queries.MINUTES) if first else ""
    both = "、".join(d.who for d in _decisions(row) if d.verdict == "批准")
    context = {
        "head": _head(row, queries.state_of(row)),
        "identity": identity,
        "until": until,
        "both": both,
        "row": row,
    }
    return render(request, "desk/complaints/identity.html", context)
