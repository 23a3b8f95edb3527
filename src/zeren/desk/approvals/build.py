"""Builds the approver's page: what waits, the sheet of one request, what was granted and how it is used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zeren.access.consulting import approving, checks, queries
from zeren.access.consulting.checks import Check
from zeren.access.consulting.queries import State
from zeren.desk import days, links
from zeren.desk.approvals.page import CheckLine, Granted, Group, Row, Sheet, Typed
from zeren.desk.citing import Citer
from zeren.desk.components import Citation, Light, Sign
from zeren.desk.proof import Proof
from zeren.desk.wording import joined
from zeren.law.packs.consulting import MaterialKind
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.materials import kinds
from zeren.records.matters import ledger
from zeren.records.people import queries as people

TO_DECIDE, PASSED_ON = "等您批", "不归您批，应转送"
SENT = (TO_DECIDE, PASSED_ON)
QUIET = ("apart", "exists", "days")
FIRST_SIGNS = {False: (Sign.OVER, "red"), True: (Sign.DONE, "green"), None: (Sign.ELAPSED, "dim")}


def citer_of(requests: Iterable[Any]) -> Citer:
    """The chips of all requests at once."""
    return Citer([(request.pack, [request.cite]) for request in requests])


def name_of(account: Any) -> str:
    """The name of an account's person, else its label."""
    return account.person.name if account.person else str(account)


def kind_of(request: Any) -> MaterialKind | None:
    """The kind of material, as the packs say it today."""
    return kinds.on().get(request.kind)


def verb_of(request: Any) -> str:
    """查阅, or 调查核实."""
    way = checks.way_of(request)
    return "调查核实" if way and way[1].verifies else "查阅"


def title_of(request: Any) -> str:
    """查阅个人有关事项报告."""
    kind = kind_of(request)
    return f"{verb_of(request)}{kind.label if kind else request.kind}"


def whose(request: Any) -> str:
    """县水务局 何某某."""
    organ = request.person.organ
    return f"{(organ.short or organ.name) if organ else ''} {request.person.name}".strip()


def years_words(request: Any) -> str:
    """2025、2026 年."""
    return f"{'、'.join(str(year) for year in request.year_list)} 年"


def sections_words(request: Any) -> str:
    """房产; of many the first three and how many there are."""
    kind = kind_of(request)
    labels = [kind.sections.get(s, s) if kind else s for s in request.section_list]
    return "、".join(labels) if len(labels) <= 3 else f"{'、'.join(labels[:3])}等 {len(labels)} 项"


def period_words(begins: Any, ends: Any) -> str:
    """10-14 至 10-20."""
    today = clock.today()
    return f"{days.in_cell(begins, today)} 至 {days.in_cell(ends, today)}"


def groups(actor: Actor, waiting: Sequence[Any], chosen: str) -> tuple[Group, ...]:
    """What the viewer may decide, and what has to be passed on, each in the order in which it came."""
    citer = citer_of(waiting)
    rights = approving.approvers_of_each(waiting)
    mine = [r for r in waiting if any(one.signin == actor.account for one in rights[r.pk])]
    others = [r for r in waiting if r not in mine]
    made = (
        Group(TO_DECIDE, "送批的先后次序", tuple(_row(r, citer, chosen, True, rights[r.pk]) for r in mine)),
        Group(
            PASSED_ON, "送批人选错了人，或者您是当事的人；转送也留痕",
            tuple(_row(r, citer, chosen, False, rights[r.pk]) for r in others),
        ),
    )  # fmt: skip
    return tuple(group for group in made if group.rows)


def _row(request: Any, citer: Citer, chosen: str, mine: bool, right: Sequence[Any]) -> Row:
    today = clock.today()
    light = days.elapsed_light(request.on, today) if mine else Light(Sign.NEXT, "应转送")
    must = checks.named(right) or "没有登记"
    return Row(
        id=str(request.pk), light=light, day=days.in_cell(request.on, today), what=title_of(request),
        about=f"{whose(request)}　·　{name_of(request.asker)} 送", purpose=queries.purpose_of(request),
        reason=f"事由 {request.matter_number}" if request.matter_number else "",
        cite=citer.chip(request.pack, request.cite, bare=True),
        authority="本机关主要负责人" if mine else f"须本机关主要负责人（{must}）",
        period=period_words(request.begins, request.ends),
        extent=f"{len(request.year_list)} 年，{len(request.section_list)} 项，只读",
        verb="批" if mine else "转送", url=f"{links.named('approvals')}?on={request.pk}",
        peek_url=links.named("approval-peek", request.pk), on=str(request.pk) == chosen,
    )  # fmt: skip


# ---------------------------------------------------------------- the sheet


def sheet(
    actor: Actor,
    account: Any,
    request: Any,
    proof: Proof,
    typed: Typed | None = None,
    errors: tuple[str, ...] = (),
) -> Sheet:
    """One request in full."""
    cite = citer_of([request]).chip(request.pack, request.cite)
    right = approving.approvers_of(request)
    may = request.part("decision") is None and any(one.pk == account.pk for one in right)
    waiting = request.part("decision") is None and request.addressee == account.pk
    takers = tuple((one.signin, name_of(one)) for one in right) if waiting and not may else ()
    matter = links.matter(request.matter_id) if request.matter_id and _sees(actor, request) else ""
    return Sheet(
        pk=request.pk, sent=_sent(request), title=title_of(request), lines=_lines(request), matter_url=matter,
        checks=_check_lines(checks.checks_of(request, account, actor), cite),
        typed=typed or Typed("granted", "", request.begins.isoformat(), request.ends.isoformat()),
        first=request.begins.isoformat(), last=request.ends.isoformat(), may=may,
        label=f"批准，只开{sections_words(request)}", proof=proof, errors=errors, takers=takers,
        done=_done(request),
    )  # fmt: skip


def _sees(actor: Actor, request: Any) -> bool:
    return bool(ledger.in_sight(actor, (request.matter_id,)))


def _sent(request: Any) -> str:
    return (
        f"{request.number}　·　{name_of(request.asker)} {days.minute_in_cell(request.at, clock.today())} 送"
    )


def _done(request: Any) -> str:
    decision = request.part("decision")
    if decision is None:
        return ""
    said = (
        f"{name_of(decision.by)} {days.in_cell(decision.on, clock.today())} {decision.get_outcome_display()}"
    )
    return f"{said}：{decision.reasons}" if decision.reasons else said


def _lines(request: Any) -> tuple[tuple[str, str, str], ...]:
    """Term, strong part, the rest."""
    held = people.posts_on(request.person_id)
    post = "、".join(row.post.in_full for row in held)
    lookers = [name_of(row.account) for row in request.lookers.all()]
    kind = kind_of(request)
    labels = "、".join(kind.sections.get(s, s) if kind else s for s in request.section_list)
    lines = (
        ("谁的", request.person.name, post or "现任职务没有登记"),
        ("用途", "", queries.purpose_of(request)),
        ("理由", "", request.reason),
        ("谁来看", "", joined(lookers, "、")),
        ("打开", "", f"{years_words(request)}报告：{labels}"),
        ("不打开", "", "其余各项、别的年份、本人和家人的其他材料"),
    )
    if request.matter_number:
        return (*lines[:3], ("事由", "", request.matter_number), *lines[3:])
    return lines


def _check_lines(listed: Sequence[Check], cite: Citation) -> tuple[CheckLine, ...]:
    """Failed first, as the eye should find them first; of some only that they failed is worth a line."""
    ordered = sorted(listed, key=lambda c: c.ok is not False)
    ordered = [c for c in ordered if not (c.ok and c.code in QUIET)]
    return tuple(CheckLine(*FIRST_SIGNS[c.ok], c.zh, c.note, cite if c.cited else None) for c in ordered)


# ---------------------------------------------------------------- what was granted


def granted(requests: Sequence[Any]) -> tuple[Granted, ...]:
    """Each with its looks; those in force first, by their last day."""
    looked = queries.looked(list(requests))
    order = sorted(
        requests, key=lambda r: (queries.state_of(r) not in (State.OPEN, State.AHEAD), r.decision.ends)
    )
    return tuple(_granted(request, looked.get(request.pk)) for request in order)


def _granted(request: Any, looked: Any) -> Granted:
    state, today = queries.state_of(request), clock.today()
    names = [name_of(row.account) for row in request.lookers.all()]
    open_ = state in (State.OPEN, State.AHEAD)
    return Granted(
        light=state_light(request), what=f"{verb_of(request)}　{whose(request)} {years_words(request)}　{sections_words(request)}",
        number=request.number, who=joined(names, "、"), times=f"{looked.times if looked else 0} 次",
        last=f"最近 {days.minute_in_cell(looked.last, today)}" if looked else "", looks_url=links.named("approval-looks", request.pk),
        withdraw_url=links.named("approval-withdraw", request.pk) if open_ else "",
        ended="" if open_ else f"止于 {days.in_cell(_ended(request), today)}",
    )  # fmt: skip


def _ended(request: Any) -> Any:
    withdrawal = request.part("withdrawal")
    return days.local(withdrawal.at) if withdrawal else request.decision.ends


def state_light(request: Any) -> Light:
    """Where a request stands, with the days left where it is open (the organ's own period: hollow)."""
    state, today = queries.state_of(request), clock.today()
    if state is State.OPEN:
        left = (request.decision.ends - today).days
        return Light(Sign.IN_TIME_INTERNAL, f"余 {left} 日" if left else "今日止")
    words = {
        State.WAITING: Light(Sign.NEAR_INTERNAL, "待批"),
        State.RETURNED: Light(Sign.NEAR_INTERNAL, "退回"),
        State.REFUSED: Light(Sign.LAPSED, "不批准"),
        State.EXPIRED: Light(Sign.LAPSED, "已到期"),
        State.WITHDRAWN: Light(Sign.LAPSED, "已收回"),
    }
    if state is State.AHEAD:
        return Light(Sign.ELAPSED, f"{days.in_cell(request.decision.begins, today)} 起")
    return words[state]
