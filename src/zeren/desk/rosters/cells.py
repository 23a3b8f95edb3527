"""The cells of a roster: an entry with its fields, a share as an exact fraction, what is over the approved number, a light."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from zeren.desk import days, links, sources
from zeren.desk.components import Cell, Light, Sign
from zeren.desk.wording import PackWords
from zeren.norms.model import Barring, Finding, State
from zeren.norms.values import number
from zeren.records.matters.events import Recorded, day_of
from zeren.records.rosters.queries import Row
from zeren.records.rosters.rules import Column, limit_of

NONE = Cell("—", dim=True)
ORDER = (State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.PENDING, State.LAPSED, State.MET)
PLAIN = ("one_of", "many_of", "choice", "choices", "text")
"""Types of fields whose value says by itself what it is."""


def entry_cell(column: Column, row: Row, words: PackWords, today: date) -> Cell:
    """The day of the last entry of a step, leading to it, with what the column shows of it."""
    entry = row.last(column.step)
    if entry is None:
        return Cell("没有记录", dim=True)
    day, url = days.in_cell(day_of(entry.at), today), record_url(row, entry)
    if column.share:
        return _share(column, entry, words, url)
    said = "；".join(text for name in column.shows if (text := _field(entry, column.step, name, words)))
    return _over(column, entry, day, url, said) if column.over else Cell(day, url=url, two=said)


def says(column: Column, row: Row, words: PackWords) -> str:
    """What an entry says of an excess, its fields in words."""
    entry = row.last(column.step)
    fields = entry.fields if entry else {}
    told = {name: fields.get(name, "") for name in column.fields}
    return column.says.format_map(
        {name: words.value(v) if isinstance(v, str) else "、".join(v) for name, v in told.items()}
    )


def plain(cell: Cell) -> str:
    """Both lines of a cell in one, for a workbook."""
    first = cell.light.words if cell.light else cell.text
    return "，".join(text for text in (first, cell.two) if text)


def record_url(row: Row, entry: Recorded) -> str:
    """Where the entry stands."""
    return f"{links.matter(row.matter.pk).rstrip('/')}/records?at={entry.seq}#e{entry.seq}"


def _field(entry: Recorded, step: str, name: str, words: PackWords) -> str:
    value, declared = entry.fields.get(name, ""), words.field(step, name)
    text = "、".join(words.value(one) for one in ((value,) if isinstance(value, str) else value) if one)
    if not text or declared is None or declared.type in PLAIN:
        return text
    return f"{declared.label}：{text}"


def fact_cell(column: Column, row: Row, words: PackWords) -> Cell:
    """A fact as stated; what was not stated is said to be so."""
    value = row.fact(column.fact)
    return Cell(words.value(value)) if value else Cell("没有写", dim=True)


def _number(entry: Recorded, name: str) -> Fraction | None:
    value = entry.fields.get(name, "")
    return number(value) if isinstance(value, str) else None


def _share(column: Column, entry: Recorded, words: PackWords, url: str) -> Cell:
    """A part of a whole as a fraction in its lowest terms, beside the limit of the norm; nothing is rounded."""
    norm = next((norm for norm in words.pack.norms if norm.id == column.share), None)
    found = limit_of(norm) if norm else None
    if found is None:
        return NONE
    part, whole = _number(entry, found[0]), _number(entry, found[1])
    if part is None or not whole:
        return Cell(light=days.UNKNOWN)
    share, limit = part / whole, found[2]
    said = "大于" if share > limit else "小于" if share < limit else "等于"
    sum_ = f"{entry.fields[found[0]]}／{entry.fields[found[1]]}"
    return Cell(
        sum_ if str(share) == sum_.replace("／", "/") else f"{sum_} ＝ {share}",
        url=url,
        two=f"{said} {limit}",
    )


def _over(column: Column, entry: Recorded, day: str, url: str, said: str) -> Cell:
    filled, approved = (_number(entry, name) for name in column.over)
    if filled is None or approved is None:
        return Cell(day, url=url, two=said)
    two = f"{day}　{over_words(filled, approved)}"
    return Cell(f"核定 {approved}　实配 {filled}", url=url, two=f"{two}；{said}" if said else two)


def over_words(filled: Fraction | int, approved: Fraction | int) -> str:
    """超 1 名、空 2 名、满."""
    if filled == approved:
        return "满"
    return f"超 {filled - approved} 名" if filled > approved else f"空 {approved - filled} 名"


# ---------------------------------------------------------------- how norms stand


def found_of(column: Column, row: Row) -> list[Finding]:
    """What the column's norms find, of what is worth a light."""
    return [f for f in row.findings if f.norm in column.norms and f.status in ORDER]


def norms_cell(column: Column, row: Row, today: date) -> Cell:
    """The worst of what the norms find, leading to those findings."""
    found = found_of(column, row)
    if not found:
        return Cell("不涉及", dim=True)
    worst = min(found, key=_gravity)
    url = f"{links.matter(row.matter.pk).rstrip('/')}/findings?show={worst.status.value}"
    return Cell(light=light_of(worst, today), url=url, two=_until(worst, today))


def _gravity(finding: Finding) -> tuple[int, str]:
    """The state, then the earliest day."""
    return ORDER.index(finding.status), str(finding.due or "9999")


def light_of(finding: Finding, today: date) -> Light:
    """The light of one finding: an open duty by its day, or by the days that have passed where the text gives none."""
    due = days.day_of(finding.due) if finding.due else None
    if due and finding.done is None and finding.status in (State.PENDING, State.BREACHED):
        return days.due_light(due, today, sources.calendar(), provisional=finding.provisional)
    if finding.status is State.PENDING:
        return days.elapsed_light(finding.starts, today) if finding.starts else Light(Sign.NEXT, "待办")
    return {
        State.BREACHED: Light(Sign.OVER, "待说明"),
        State.CONFLICT: days.CONFLICT,
        State.UNDETERMINED: days.UNKNOWN,
        State.LAPSED: Light(Sign.NEAR_INTERNAL, "提示"),
    }.get(finding.status, days.MET)


def _until(finding: Finding, today: date) -> str:
    if finding.due is None or finding.done is not None:
        return ""
    return f"{days.in_cell(days.day_of(finding.due), today)} 止"


def states_of(row: Row, columns: Sequence[Column]) -> set[str]:
    """By which filters the row is found."""
    named = {State.BREACHED: "explain", State.UNDETERMINED: "supply", State.PENDING: "due"}
    found = {one.status for column in columns for one in found_of(column, row)}
    return {named[one] for one in found if one in named} or {"fine"}


# ---------------------------------------------------------------- bars


def bars_cell(bars: Sequence[Barring], words: PackWords, today: date) -> Cell:
    """What is forbidden for the time being, and until when."""
    if not bars:
        return NONE
    soft = {norm.id for norm in words.pack.norms if norm.force.value == "should"}
    said = dict.fromkeys(_bar(bar, words, bar.norm in soft, today) for bar in bars)
    return Cell("；".join(said), wrap=True)


def _bar(bar: Barring, words: PackWords, soft: bool, today: date) -> str:
    until = f"，{days.in_cell(bar.ends, today)} 止" if bar.ends else ""
    return f"{'原则上' if soft else ''}不得{words.act(bar.act)}{until}"
