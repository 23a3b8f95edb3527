"""One risk: what stands, the steps that may be done now, every version with what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from zeren.desk import days, links
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.risks import citing
from zeren.desk.risks.page import (
    QUESTION,
    Difference,
    MeasureLine,
    Move,
    RiskPage,
    VersionLine,
    crumbs,
    due_light,
    level_line,
    own_light,
    said_of_posts,
    sign_light,
)
from zeren.norms.calendar import Calendar
from zeren.records import calendars, clock, refs
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.risks import content, queries
from zeren.records.risks.drafting import a_year_after
from zeren.records.risks.models import Act, OwnerKind, Risk, RiskMeasure, State
from zeren.records.risks.owners import leaders_of
from zeren.records.risks.queries import Version


def page(
    actor: Actor,
    risk: Risk,
    notices: Sequence[Notice] = (),
    problems: Sequence[Problem] = (),
    wrong: str = "",
    given: Mapping[str, str] | None = None,
) -> RiskPage:
    """The page. ``wrong``: the step that was refused, with what was ``given``."""
    today, calendar = clock.today(), calendars.calendar()
    leaders = "、".join(person.name for person in leaders_of(risk.organ))
    lifted = risk.state == State.LIFTED
    return RiskPage(
        head=_head(actor, risk, today),
        pk=risk.pk,
        version=risk.version,
        lines=tuple(_lines(risk, today)),
        measures=tuple(_measures(risk, today, calendar)),
        sign=sign_light(risk, today),
        signed=f"{risk.signed_by.name}　{risk.signed_on}" if risk.signed_by and risk.signed_on else "",
        in_charge=leaders,
        review=Light(Sign.LAPSED, "已解除") if lifted else own_light(risk.review, today, calendar),
        review_words=risk.review.isoformat(),
        moves=tuple(_moves(actor, risk, today)),
        history=tuple(_history(queries.versions(actor, risk))),
        cites=citing.cites(),
        notices=(*notices, *_questions(risk)),
        errors=tuple((problem.field, problem.zh) for problem in problems),
        wrong=wrong,
        given=given or {},
        lifted=lifted,
    )  # fmt: skip


def _head(actor: Actor, risk: Risk, today: date) -> Head:
    change = Button("修改", url=links.named("risk-change", risk.pk), main=True)
    may = queries.may_keep(actor, risk.organ) and risk.state != State.LIFTED
    return Head(
        f"{risk.post_name}　{risk.power}",
        crumbs(Link(risk.organ.short or risk.organ.name, links.with_query(links.named("risks"), ("organ", risk.organ.name))), Link(f"{risk.number} 号")),
        sub=((Bit(light=sign_light(risk, today)),), (Bit(f"第 {risk.version} 版"),), (said_of_posts(),)),
        buttons=(*((change,) if may else ()), Button("打印", does="print")),
    )  # fmt: skip


def _lines(risk: Risk, today: date) -> Iterator[tuple[str, str]]:
    yield "单位", risk.organ.name
    yield "岗位", f"{risk.post_name}（登记的职务）" if risk.post_id else risk.post_name
    yield "行使的权力", risk.power
    yield "风险点", risk.point
    yield "等级", level_line(risk)
    if risk.reviewed_on:
        yield "上次复核", risk.reviewed_on.isoformat()


def _measures(risk: Risk, today: date, calendar: Calendar) -> Iterator[MeasureLine]:
    rows: list[RiskMeasure] = list(risk.measures.all())
    names = refs.names_of(row.owner for row in rows)
    for row in rows:
        day = "长期" if row.long_term else days.in_cell(row.due, today)
        done = f"（{days.in_cell(row.done, today)} 落实）" if row.done else ""
        owner = names.get(row.owner, row.owner_name)
        yield MeasureLine(
            row.number,
            row.text,
            OwnerKind(row.kind).label,
            owner,
            day + done,
            due_light(row, today, calendar),
        )


def _questions(risk: Risk) -> Iterator[Notice]:
    if risk.asks:
        words = "、".join(f"“{word}”" for word in risk.asks.split("、"))
        yield Notice(
            "care", f"{QUESTION}。", f"{words}：是人名、证件号、手机号的，改写成岗位；不是的，在右边写明。"
        )


def _moves(actor: Actor, risk: Risk, today: date) -> Iterator[Move]:
    keeps = queries.may_keep(actor, risk.organ)
    if risk.state == State.LIFTED:
        if keeps:
            yield Move("restore", "恢复在册", "恢复在册", "为什么恢复", "恢复以后重新签字", needs=True)
        return
    if risk.state == State.UNSIGNED and queries.may_sign(actor, risk.organ):
        yield _sign(actor, risk)
    if keeps:
        following = a_year_after(today).isoformat()
        yield Move("review", "复核", "已复核", "复核情况", "一年至少一次，是本单位自定的时限", day=following)
        if risk.asks:
            yield Move("clear", "不是人名", "记明", "是什么", "记明以后不再提示这些字样", needs=True)
        yield Move("lift", "解除", "解除", "为什么解除", "岗位撤销、权力移出的；登记保留", needs=True)


def _sign(actor: Actor, risk: Risk) -> Move:
    leading = queries.in_charge(risk.organ)
    cannot = "" if not leading or actor.person in leading else "由本单位班子成员或者分管领导签字"
    hint = f"对第 {risk.version} 版的风险点和防控措施签字背书；内容改了重新签"
    return Move("sign", "签字背书", "签字背书", hint=hint, main=True, cannot=cannot)


def _history(versions: Sequence[Version]) -> Iterator[VersionLine]:
    people = refs.names_of(f"person:{v.entry.person}" for v in versions if v.entry.person)
    found, before = [], None
    for version in versions:
        entry = version.entry
        found.append(
            VersionLine(
                entry.version,
                Act(entry.act).label,
                entry.on.isoformat(),
                people.get(f"person:{entry.person}", entry.account),
                entry.reason,
                tuple(_differences(before, version)) if before else (),
            )  # fmt: skip
        )
        before = version
    yield from reversed(found)


def _differences(before: Version, after: Version) -> Iterator[Difference]:
    old, new = dict(content.lines(before.content)), dict(content.lines(after.content))
    for term in dict.fromkeys((*old, *new)):
        if old.get(term, "") != new.get(term, ""):
            yield Difference(term, old.get(term, ""), new.get(term, ""))
