"""Builds the pages of the situations. Names of subjects and citations of a page are fetched at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Head, Light, Link, Notice, Sign
from zeren.desk.situations.page import AnswerLine, Row, SituationPage
from zeren.records import clock, packs, refs
from zeren.records.actor import Actor
from zeren.records.matters import queries as matters
from zeren.records.matters.events import Recorded, day_of
from zeren.records.situations import queries
from zeren.records.situations.models import Outcome, Situation

SIGNS = {Outcome.OPENED: Sign.DONE, Outcome.DECLINED: Sign.LAPSED}


def target_ref(pack: str) -> str:
    """The version of a pack that is in force today, else its id."""
    found = packs.installed().on(pack, clock.today())
    return found.ref if found else pack


def target_title(pack: str, procedure: str) -> str:
    """The title of a procedure: 约谈."""
    versions = packs.installed().versions(pack)
    found = versions[-1].procedures.get(procedure) if versions else None
    return found.title if found else procedure


def begin_url(found: Situation) -> str:
    """Where the procedure is opened from the fact; empty where its pack is not in force."""
    pack = packs.installed().on(found.pack, clock.today())
    if pack is None or found.procedure not in pack.procedures:
        return ""
    return links.with_query(
        links.named("matter-begin", found.pack, found.procedure), ("situation", str(found.pk))
    )


def citer_of(rows: Sequence[Situation]) -> Citer:
    """The texts of every provision on the page in one query."""
    wanted = [(row.source, row.source_cites.split()) for row in rows]
    wanted += [(target_ref(row.pack), [row.cite]) for row in rows]
    return Citer(wanted, clock.today())


def light_of(row: Situation, today: date) -> Light:
    """How long ago the fact was; once answered the answer."""
    if row.outcome:
        outcome = Outcome(row.outcome)
        return Light(SIGNS[outcome], outcome.label)
    return days.elapsed_light(row.on, today) if row.on else Light(Sign.UNKNOWN, "日期待查明")


def rows_of(actor: Actor, found: Sequence[Situation]) -> tuple[Row, ...]:
    """The rows of a page."""
    citer, names, today = citer_of(found), refs.names_of(row.subject for row in found), clock.today()
    return tuple(
        Row(
            id=str(row.pk),
            url=links.named("situation", row.pk),
            light=light_of(row, today),
            day=days.in_cell(row.on, today),
            words=row.words,
            grade=queries.grade(row),
            subject=names.get(row.subject, ""),
            matter=Link(row.matter.number, links.matter(row.matter_id)),
            source=citer.chip(row.source, row.source_cites.split()[0]) if row.source_cites else citer.chip(row.source, ""),
            more_sources=max(0, len(row.source_cites.split()) - 1),
            cite=citer.chip(target_ref(row.pack), row.cite),
            target=target_title(row.pack, row.procedure),
            open_url=begin_url(row) if queries.may_answer(actor, row) else "",
        )
        for row in found
    )  # fmt: skip


def page(
    actor: Actor,
    found: Situation,
    notices: Sequence[Notice] = (),
    errors: dict[str, str] | None = None,
    reason: str = "",
) -> SituationPage:
    """One situation."""
    citer, title = citer_of([found]), target_title(found.pack, found.procedure)
    may = queries.may_answer(actor, found)
    matter_url = links.matter(found.matter_id)
    answers = queries.answers(actor, found)
    return SituationPage(
        head=_head(found, title),
        pk=found.pk,
        words=found.words,
        grade=queries.grade(found),
        subject=refs.names_of([found.subject]).get(found.subject, ""),
        day=days.in_sentence(found.on, clock.today()) if found.on else "待查明",
        matter=Link(f"{found.matter.number}　{found.matter.title}", matter_url),
        record=_record(found),
        sources=citer.chips(found.source, found.source_cites.split()),
        cite=citer.chip(target_ref(found.pack), found.cite),
        target=title,
        verb=f"发起{title}",
        open_url=begin_url(found) if may else "",
        may_answer=may,
        may_decline=may and found.outcome == Outcome.NONE,
        answers=tuple(_answer(actor, entry) for entry in answers),
        notices=tuple(notices),
        errors=errors or {},
        reason=reason,
    )


def _head(found: Situation, title: str) -> Head:
    crumbs = (Link("谈话与约谈事由", links.named("situations")), Link(found.matter.number))
    sub = (
        (Bit(light=light_of(found, clock.today())),),
        (Bit(f"列为{title}的情形"),),
        (Bit("谈不谈、和谁谈由人定", tone="dim"),),
    )
    return Head(found.words, crumbs, sub=sub)


def _record(found: Situation) -> Link:
    """The entry that tells the fact, or the finding that says it."""
    if found.event:
        return Link(
            f"记录第 {found.event} 号", f"{links.named('matter-records', found.matter_id)}?at={found.event}"
        )
    return Link("核对结果", f"{links.named('matter-findings', found.matter_id)}")


def _answer(actor: Actor, entry: Recorded) -> AnswerLine:
    outcome, child = Outcome(str(entry.fields["outcome"])), str(entry.fields.get("child", ""))
    who = refs.names_of([f"person:{entry.person}"]) if entry.person else {}
    seen = next(iter(matters.by_number(actor, child)), None) if child else None
    return AnswerLine(
        outcome.label, day_of(entry.at).isoformat(), who.get(f"person:{entry.person}", entry.account),
        Link(child, links.matter(seen.pk) if seen else "") if child else None, entry.reason,
    )  # fmt: skip
