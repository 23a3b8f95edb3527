"""The pages of opening a reporter: ask, the requests that wait, decide, take back, look."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.access.unsealing import acts, deciders, queries
from zeren.access.unsealing.models import Unsealing
from zeren.access.unsealing.queries import State
from zeren.desk import days, gate, links, proof
from zeren.desk.complaints import build, views
from zeren.desk.components import Bit, Empty, Head, Light, Link, Notice, Sign
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import queries as complaints
from zeren.records.errors import Refused

MOST = 200
FORMS = ("decide", "look", "withdraw")
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
    """One request; the error of a proof, and what was typed, stand in the form that was sent."""

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
    taking_back: str
    verdict: str
    errors: tuple[str, ...]
    deciding: proof.Proof
    looking: proof.Proof
    withdrawing: proof.Proof


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not (complaints.reads(actor) or deciders.may_decide(actor)):
        raise PermissionDenied("打开举报人身份，由受理人员提出，由两名有权的人批准。")
    return actor


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What waits for this viewer, and the others in sight."""
    actor = _actor(request)
    waiting = queries.waiting_for(actor)
    known = {row.pk for row in waiting}
    past = [row for row in queries.listed(actor, MOST) if row.pk not in known]
    names = _names([*waiting, *past])
    mine = [_row(row, names, deciders.seat_of(actor, row)[0]) for row in waiting]
    others = [_row(row, names) for row in past]
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


def _names(rows: list[Unsealing]) -> dict[str, str]:
    """The names of all who asked, look, decided or looked: fetched at once."""
    said = {row.asker for row in rows} | {row.looker for row in rows}
    said |= {one.account for row in rows for one in (*row.decisions.all(), *row.looks.all())}
    return {account: name for account, (name, _) in accounts.shown(said).items()}


def _row(row: Unsealing, names: dict[str, str], seat: deciders.Seat | None = None) -> Row:
    """A row; ``seat``: from which the viewer may decide on it."""
    decided = sorted(row.decisions.all(), key=lambda one: one.at)
    granted = next((names.get(one.account, one.account) for one in decided if one.verdict == "granted"), "")
    day, today = days.local(row.asked), clock.today()
    light = days.elapsed_light(day, today) if seat else build.light_of(queries.state_of(row))
    return Row(
        row.pk, links.named("unsealing", row.pk), light, days.in_cell(day, today), row.complaint.number,
        names.get(row.asker, row.asker), row.get_use_display(),
        f"第一人 {granted} 已批" if granted else "还没有人批", seat.words if seat else "", "批" if seat else "看",
    )  # fmt: skip


@sensitive_post_parameters("ground")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that a reporter be opened."""
    actor, given = views.reader(request), request.POST
    complaints.get(actor, pk)
    try:
        made = acts.ask(actor, pk, given.get("purpose", ""), given.get("ground", ""), given.get("looker", ""))
    except Refused as refused:
        return views._shown(request, pk, {"given": given, "errors": refused.by_field()}, 422)
    request.session["said"] = "已提出，等两人批准。"
    return HttpResponseRedirect(links.named("unsealing", made.pk))


@sensitive_post_parameters(proof.FIELD, "reason")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request with its checks; POST decides or takes back, with proof of oneself and a second factor."""
    actor = _actor(request)
    row = queries.get(actor, pk)
    if row is None:
        raise Http404
    return _sheet(request, row) if request.method != "POST" else _answered(request, row)


@gate.strong
def _answered(request: HttpRequest, row: Unsealing) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    verdict, reason = request.POST.get("verdict", ""), request.POST.get("reason", "")
    form = "withdraw" if verdict == "withdrawn" else "decide"
    if error := proof.refused(request):
        return _sheet(request, row, form, error=error)
    try:
        if form == "withdraw":
            acts.take_back(actor, row.pk, reason)
        else:
            acts.decide(actor, row.pk, verdict, reason)
    except Refused as refused:
        return _sheet(request, row, form, errors=tuple(p.zh for p in refused.problems))
    request.session["said"] = {"granted": "已批准。", "refused": "已不批准。"}.get(verdict, "已收回。")
    return HttpResponseRedirect(links.named("unsealing", row.pk))


def _sheet(
    request: HttpRequest, row: Unsealing, sent: str = "", *, error: str = "", errors: tuple[str, ...] = ()
) -> HttpResponse:
    """The request; ``sent``: the form that was sent and refused (422), with the error of its proof."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state, panel = queries.state_of(row), deciders.panel_of(row.complaint)
    seat, why_not = deciders.seat_of(actor, row)
    said = request.session.pop("said", "")
    asked, reason = proof.asked(request), request.POST.get("reason", "")
    proofs = {form: replace(asked, error=error if form == sent else "") for form in FORMS}
    granted = row.decisions.filter(account=actor.account, verdict="granted").exists()
    waiting, alive = state is State.WAITING, state in (State.WAITING, State.GRANTED, State.OPEN)
    sheet = Sheet(
        head=_head(row, state), number=row.complaint.number, purpose=row.get_use_display(),
        ground=acts.words_of(row), asker=acts.name_of(row.asker), looker=acts.name_of(row.looker),
        panel=tuple(one.words for one in panel.seats), why=panel.why, decisions=_decisions(row),
        looks=tuple(f"{days.minute_in_cell(look.at, clock.today())}　{acts.name_of(look.account)}" for look in row.looks.order_by("at")),
        may_decide=waiting and seat is not None, why_not=why_not if waiting else "",
        may_look=actor.account == row.looker and state in (State.GRANTED, State.OPEN),
        may_withdraw=alive and (granted or actor.account == row.asker),
        complaint_url=links.named("complaint", row.complaint_id) if complaints.visible_to(actor).filter(pk=row.complaint_id).exists() else "",
        action=links.named("unsealing", row.pk), look_url=links.named("unsealing-look", row.pk),
        said=Notice("ok", said) if said else None, verdict=request.POST.get("verdict", "granted"), errors=errors or ((error,) if error else ()),
        reason=reason if sent == "decide" else "", taking_back=reason if sent == "withdraw" else "",
        deciding=proofs["decide"], looking=proofs["look"], withdrawing=proofs["withdraw"],
    )  # fmt: skip
    return render(request, "desk/complaints/unsealing.html", {"page": sheet}, status=422 if sent else 200)


def _head(row: Unsealing, state: State) -> Head:
    sub = (
        (Bit(light=build.light_of(state)),),
        (Bit(f"{days.minute_in_cell(row.asked, clock.today())} {acts.name_of(row.asker)}提出"),),
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
            one.get_verdict_display(), acts.name_of(one.account), one.seat, days.minute_in_cell(one.at, clock.today()), acts.words_of(one),
            Light(Sign.DONE if one.verdict == "granted" else Sign.LAPSED, one.get_verdict_display()),
        )
        for one in row.decisions.select_related("unsealing__complaint").order_by("at", "pk")
    )  # fmt: skip


@sensitive_post_parameters(proof.FIELD)
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """The reporter, on this answer alone: nothing of it is kept in the session or the address."""
    actor = _actor(request)
    row = queries.get(actor, pk)
    if row is None:
        raise Http404
    return _opened(request, row)


@gate.strong
def _opened(request: HttpRequest, row: Unsealing) -> HttpResponse:
    if error := proof.refused(request):
        return _sheet(request, row, "look", error=error)
    try:
        identity = acts.look(request.actor, row.pk)  # type: ignore[attr-defined]
    except Refused as refused:
        return _sheet(request, row, "look", errors=tuple(p.zh for p in refused.problems))
    first = row.looks.order_by("at").first()
    until = days.minute_in_cell(first.at + queries.MINUTES, clock.today()) if first else ""
    both = "、".join(
        acts.name_of(one.account) for one in row.decisions.filter(verdict="granted").order_by("at", "pk")
    )
    context = {
        "head": _head(row, queries.state_of(row)),
        "identity": identity,
        "until": until,
        "both": both,
        "row": row,
    }
    return render(request, "desk/complaints/identity.html", context)
