"""The approver's pages: what waits, deciding, passing on, what was granted, its looks, withdrawing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.access.consulting import acts, queries
from zeren.access.consulting.acts import Deciding
from zeren.desk import days, links, listing, proof
from zeren.desk.approvals import build, waiting
from zeren.desk.approvals.page import Approvals, Group, Row, Typed
from zeren.desk.approvals.waiting import Outside
from zeren.desk.components import Bit, Empty, Head, Light, Link, Notice, Sign, Tab
from zeren.desk.documents.words import LIGHTS
from zeren.desk.typed import number
from zeren.desk.worklist import build as worklist
from zeren.records import calendars, clock
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.errors import OutOfSight, Refused
from zeren.records.obligations import worklist as work

MATTERS_SHOWN = 50
UNSEALING, IN_MATTERS = "打开举报人身份", "案件中等您批"


@require_safe
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the viewer; without a script the chosen one stands in the address (``on``)."""
    return _page(request, request.GET.get("on", ""))


@require_safe
def peek(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of one request, for the right column."""
    found = queries.get(request.actor, pk)  # type: ignore[attr-defined]
    sheet = build.sheet(request.actor, _account(request), found, proof.asked(request))  # type: ignore[attr-defined]
    return render(request, "desk/approvals/sheet.html", {"s": sheet})


@sensitive_post_parameters(proof.FIELD)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant, return or refuse. 422 with what stands against it; what was typed is kept."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, pk)
    names = ("outcome", "reasons", "begins", "ends")
    typed = Typed(**{name: request.POST.get(name, "").strip() for name in names})
    begins, ends, wrong = _days(typed)
    said = proof.refused(request)
    if said or wrong:
        return _page(request, str(pk), typed, wrong, said)
    try:
        acts.decide(actor, pk, Deciding(typed.outcome, typed.reasons, begins, ends))
    except Refused as refusal:
        return _page(request, str(pk), typed, tuple(dict.fromkeys(p.zh for p in refusal.problems)))
    words = {"granted": "已批准", "returned": "已退回", "refused": "没有批准"}[typed.outcome]
    request.session["said"] = f"{found.number} {words}。"
    return HttpResponseRedirect(links.named("approvals"))


def _days(typed: Typed) -> tuple[date | None, date | None, tuple[str, ...]]:
    """The days typed; of no account where nothing is granted."""
    if typed.outcome != "granted":
        return None, None, ()
    found: list[date | None] = []
    wrong: list[str] = []
    for text in (typed.begins, typed.ends):
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            found.append(None)
            wrong.append(f"“{text[:20]}”不是日期，写成 2026-12-01" if text else "期间的起、止日都要写")
    return found[0], found[1], tuple(dict.fromkeys(wrong))


@require_POST
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    """Pass on what was sent to the wrong person."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, pk)
    try:
        done = acts.forward(actor, pk, request.POST.get("to", ""))
    except Refused as refusal:
        return _page(request, str(pk), None, tuple(p.zh for p in refusal.problems))
    request.session["said"] = f"{found.number} 已转送{build.name_of(done.to)}。"
    return HttpResponseRedirect(links.named("approvals"))


@require_safe
def looks(request: HttpRequest, pk: int) -> HttpResponse:
    """Every look of one request."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, pk)
    rows = [
        (
            f"{row.at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}",
            build.name_of(row.account),
            build.years_words(found),
        )
        for row in queries.looks(actor, pk)
    ]
    head = Head(f"看过 {len(rows)} 次", _crumbs(Link(found.number)), sub=_about(found))
    empty = Empty("还没有看过", "每打开一次，这里有一条，日志里也有一条。")
    return render(
        request, "desk/approvals/looks.html", {"page": {"head": head, "rows": rows, "empty": empty}}
    )


@sensitive_post_parameters(proof.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """提前收回: asked for once more, then at once."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, pk)
    acts.withdrawable(actor, found)
    error = proof.refused(request) if request.method == "POST" else ""
    problems: tuple[str, ...] = ()
    if request.method == "POST" and not error:
        try:
            acts.withdraw(actor, pk, request.POST.get("reasons", "")[:1000])
        except Refused as refusal:
            problems = tuple(p.zh for p in refusal.problems)
        else:
            request.session["said"] = f"{found.number} 已收回，即刻关上。"
            return HttpResponseRedirect(links.named("approvals"))
    page = {
        "head": Head("提前收回", _crumbs(Link(found.number)), sub=_about(found)), "problems": problems,
        "reasons": request.POST.get("reasons", ""), "proof": proof.asked(request, error), "pk": pk,
    }  # fmt: skip
    status = 422 if error or problems else 200
    return render(request, "desk/approvals/withdraw.html", {"page": page}, status=status)


def _about(found: Any) -> tuple[tuple[Bit, ...], ...]:
    """Whose, which years and sections, and where it stands."""
    said = f"{build.whose(found)}　{build.years_words(found)}　{build.sections_words(found)}"
    return ((Bit(said),), (Bit(light=build.state_light(found)),))


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link("待办", links.named("worklist")), Link("等我审批", links.named("approvals")), *more)


def _account(request: HttpRequest) -> Any:
    return accounts.find(request.actor.account)  # type: ignore[attr-defined]


# ---------------------------------------------------------------- the page


def _page(
    request: HttpRequest,
    on: str,
    typed: Typed | None = None,
    errors: tuple[str, ...] = (),
    unproved: str = "",
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    sent, decided, waits = queries.waiting_for(actor), queries.decided_by(actor), waiting.outside(actor)
    chosen = _chosen(actor, on, sent)
    groups = (
        *build.groups(actor, sent, str(chosen.pk) if chosen else ""),
        *_documents(waits),
        *_unsealings(waits),
        *_matters(actor),
    )
    count = waits.total + work.count(actor, work.Tab.APPROVE)
    sheet = None
    if chosen is not None:
        sheet = build.sheet(actor, _account(request), chosen, proof.asked(request, unproved), typed, errors)
    page = Approvals(
        head=_head(groups, count),
        tabs=_tabs(count),
        groups=groups,
        sheet=sheet,
        granted=build.granted([r for r in decided if r.decision.outcome == "granted"]),
        empty=Empty("没有等您审批的", "送到您这里的查阅申请，按送批的先后排在这里。"),
        said=_said(request),
    )
    return render(
        request, "desk/approvals/list.html", {"page": page}, status=422 if errors or unproved else 200
    )


def _chosen(actor: Any, on: str, sent: list[Any]) -> Any:
    pk = number(on)
    if pk is not None:
        try:
            return queries.get(actor, pk)
        except OutOfSight:
            return None
    return sent[0] if sent else None


def _matters(actor: Any) -> tuple[Group, ...]:
    """What waits for the viewer in matters, as the worklist has it."""
    found = work.listed(
        actor, work.Tab.APPROVE, work.days_of(clock.today(), calendars.calendar()), 0, MATTERS_SHOWN
    )
    if not found.rows:
        return ()
    made = worklist.Builder(found.rows, clock.today(), calendars.calendar(), actor.person)
    rows = tuple(_of_task(made.task(row)) for row in found.rows)
    note = "按期限排列" if found.total <= MATTERS_SHOWN else f"按期限排列，前 {MATTERS_SHOWN} 件"
    return (Group(IN_MATTERS, note, rows),)


def _documents(waits: Outside) -> tuple[Group, ...]:
    """Documents that the viewer may examine or sign."""
    rows = tuple(_of_document(row) for row in waits.documents)
    return (Group("公文", "拟稿、审核、签发由不同的人", rows),) if rows else ()


def _of_document(row: OfficialPaper) -> Row:
    state = State(row.state)
    return Row(
        id=f"d{row.pk}", light=LIGHTS[state], day=days.in_cell(days.local(row.began), clock.today()),
        what="审核公文" if state == State.REVIEW else "签发公文", about=row.matter.number, purpose=row.title, reason=row.label,
        cite=None, authority="重要公文，主要负责人" if row.important and state == State.SIGN else "本机关", period="—", extent="", verb="看",
        url=links.named("document", row.pk), peek_url="",
    )  # fmt: skip


def _unsealings(waits: Outside) -> tuple[Group, ...]:
    """Sealed reporters whose opening waits for the viewer's word."""
    rows = tuple(_of_unsealing(row) for row in waits.unsealings)
    return (Group(UNSEALING, "须两人批准，您是其中一人", rows),) if rows else ()


def _of_unsealing(row: Any) -> Row:
    return Row(
        id=f"u{row.pk}", light=Light(Sign.NEAR_INTERNAL, "待批准"), day=days.in_cell(days.local(row.asked), clock.today()),
        what="打开举报人身份", about=row.complaint.number, purpose=row.get_use_display(), reason="", cite=None,
        authority="本系统设置，条文没有写", period="一次，30 分钟", extent="", verb="批", url=links.named("unsealing", row.pk),
        peek_url="",
    )  # fmt: skip


def _of_task(task: Any) -> Row:
    return Row(
        id=f"m{task.id}", light=task.light, day=task.day, what=task.what, about=f"{task.matter}　{task.person}",
        purpose="", reason="", cite=task.cite, authority=task.who, period="—", extent="", verb="去办", url=task.verb_url,
        peek_url=task.peek_url,
    )  # fmt: skip


def _head(groups: tuple[Group, ...], count: int) -> Head:
    others = sum(len(group.rows) for group in groups if group.title == build.PASSED_ON)
    mine = f"{work.MOST} 件以上" if count - others > work.MOST else f"{count - others} 件"
    title = f"等您批 {mine}" + (f"，另有 {others} 件不归您批" if others else "")
    first = next((row.day for group in groups if group.title in build.SENT for row in group.rows), "")
    said = f"最早一件 {first} 送，条文没有写几日内批" if first else "查阅申请送到您这里，条文没有写几日内批"
    sub = ((Bit(said),), (Bit("批与不批都留痕，理由给送批人看"),))
    return Head(title, (Link("待办", links.named("worklist")), Link("等我审批")), sub=sub)


def _tabs(count: int) -> tuple[Tab, ...]:
    home = links.named("worklist")
    return (
        Tab("我承办的", links.with_query(home, ("tab", "mine"))),
        Tab("等我审批", links.named("approvals"), True, listing.up_to(work.MOST, count)),
        Tab("我申请的", links.named("consult")),
    )


def _said(request: HttpRequest) -> Notice | None:
    text = request.session.pop("said", "")
    return Notice("ok", text) if text else None
