"""The peek: how the day was computed, the provision, what the other party has, and at most two acts.

The stored row says what and when; the steps come from evaluating its one matter anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zeren.desk import days, links
from zeren.desk.citing import Citer, reading_of
from zeren.desk.components import Button, DaySum, Light, Strip
from zeren.desk.letters.links import new_url
from zeren.desk.letters.words import issued_light
from zeren.desk.worklist.build import Builder, missing_words
from zeren.desk.worklist.elsewhere import Elsewhere
from zeren.desk.worklist.page import Peek, SideLine
from zeren.norms.model import Finding
from zeren.records import evaluation
from zeren.records.actor import Actor
from zeren.records.letters import queries as letters
from zeren.records.matters.queries import may_write
from zeren.records.obligations import worklist as work
from zeren.records.obligations.models import Want

MOST_BESIDE = 5
CONVENTION = "计数规则为推定：条文未写起算与顺延，按民法典第二百零一条至第二百零三条。"


def peek(actor: Actor, row: Any, made: Builder) -> Peek:
    """The explanation of one row; what else the matter wants only for who sees it."""
    finding = _finding(row)
    citer = Citer([(row.pack, row.cites.split())], made.today)
    words = made.words(row)
    reading = reading_of(words, row.norm)
    beside = work.beside(actor, row)
    side_title, side = _side(beside, actor, made)
    writes = may_write(actor, row.matter)
    return Peek(
        matter=row.matter.number,
        person=made.person(row),
        post=row.matter.organ.short or row.matter.organ.name,
        what=made.what(row),
        light=made.light(row),
        who=made.who(row),
        acts=_acts(row, made, writes),
        sum=_sum(row, finding),
        strip=_strip(row, finding, made),
        no_sum=_no_sum(row, finding),
        # What is missing may name records that are not theirs to see.
        missing=() if isinstance(made, Elsewhere) else _missing(row, finding, made),
        cites=tuple(
            citer.chip(row.pack, at, reading if place == 0 else "")
            for place, at in enumerate(row.cites.split())
        ),
        side_title=side_title,
        side=side,
        letters=_letters(actor, row),
        letter_url=new_url(row) if writes and row.want == Want.DO and row.due else "",
    )


def _letters(actor: Actor, row: Any) -> tuple[tuple[str, str, Light], ...]:
    """The reminder letters in force about the row."""
    found = letters.of_obligation(actor, row) if row.due else []
    return tuple(
        (one.number, links.named("letter", one.matter_id, one.seq), issued_light(one)) for one in found
    )


def _finding(row: Any) -> Finding | None:
    """The finding that the row was written from."""
    for found in evaluation.findings_of(row.matter):
        same = (found.pack, found.norm, found.subject or "", found.key or "") == (
            row.pack,
            row.norm,
            row.subject,
            row.key,
        )
        if same and days.day_of(found.due or found.nominal or row.due or days.NEVER) == (
            row.due or days.NEVER
        ):
            return found
    return None


def _acts(row: Any, made: Builder, writes: bool) -> tuple[Button, ...]:
    matter = row.matter
    if isinstance(made, Elsewhere):
        opened = Button("打开", url=made.matter_url(row))
        return (Button(f"录入：{made.act(row)}", url=made.act_url(row), main=True), opened)
    whole = Button("打开案件", url=links.matter(matter.pk))
    if not writes:
        return (whole,)
    if row.want == Want.DO and len(row.act.split()) == 1:
        main = Button(f"录入：{made.act(row)}", url=made.act_url(row), main=True)
        late = row.due is not None and row.due < made.today
        reason = Button(
            "记录未及时办理的原因", url=links.matter(matter.pk, act="departure_reasoned", norm=row.norm)
        )
        return main, reason if late else whole
    if row.want == Want.EXPLAIN:
        return Button("说明原因", url=made.act_url(row), main=True), whole
    if row.want in (Want.SUPPLY, Want.SETTLE):
        return Button(made.verb(row), url=made.act_url(row), main=True), whole
    return (whole,)


def _sum(row: Any, finding: Finding | None) -> DaySum | None:
    if finding is None or row.due is None or not finding.steps:
        return None
    assumed = CONVENTION if finding.conventions else ""
    return days.day_sum(finding.steps, row.due, assumed, "期限届满" + ("（暂定）" if row.provisional else ""))


def _strip(row: Any, finding: Finding | None, made: Builder) -> Strip | None:
    if finding is None or row.due is None or row.opened is None or row.opened > row.due:
        return None
    return days.strip(row.opened, row.due, made.today, made.calendar)


def _no_sum(row: Any, finding: Finding | None) -> str:
    if row.want in (Want.SUPPLY, Want.SETTLE, Want.EXPLAIN):
        return finding.note if finding and finding.note and not finding.note.isascii() else ""
    if row.due is None:
        since = f"自 {row.opened.isoformat()} 起" if row.opened else ""
        return f"条文没有写天数，系统不代为规定；{since}只记历时。"
    return ""


def _missing(row: Any, finding: Finding | None, made: Builder) -> tuple[tuple[str, str], ...]:
    """What is missing, and who can supply it."""
    words = made.words(row)
    found = finding.missing if finding else ()
    lines = []
    for item in found:
        who = words.roles(item.who) if words and item.who else "承办机关"
        lines.append((missing_words(item.what, words, made.names), f"由{who}补"))
    return tuple(dict.fromkeys(lines))


def _side(beside: Sequence[Any], actor: Actor, made: Builder) -> tuple[str, tuple[SideLine, ...]]:
    """The other party's periods first; else what else the matter wants."""
    theirs = [row for row in beside if row.want == Want.MAY or row.who.startswith("subject")]
    title = "本人一侧" if theirs else "本案其他待办"
    rows = (theirs or list(beside))[:MOST_BESIDE]
    other = Builder(rows, made.today, made.calendar, actor.person)
    lines = tuple(SideLine(other.act(row), _first_cite(row, other), other.light(row)) for row in rows)
    return (title, lines) if lines else ("", ())


def _first_cite(row: Any, made: Builder) -> str:
    at = row.cites.split()[0] if row.cites else ""
    return made.citer.chip(row.pack, at, bare=True).label if at else ""
