"""The columns of the ledger of matters: words, filters, cells. The query knows what each filter means."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zeren.desk import days, links
from zeren.desk.components import Cell, Light, Sign
from zeren.desk.listing import Field
from zeren.desk.wording import PackWords, short_title, words_of
from zeren.norms.calendar import Calendar
from zeren.records import packs

STATES = (("open", "在办"), ("closed", "办结"))
TIMES = (
    ("over", "已过期限"),
    ("near", "三个工作日内"),
    ("due", "有期限"),
    ("breached", "待说明或过期"),
    ("undetermined", "待查明"),
    ("conflict", "条文不一"),
    ("none", "没有期限"),
)


@dataclass
class Shown:
    """What the cells of one page need: the day, the calendar, the names of subjects, the packs' words."""

    today: date
    calendar: Calendar
    subjects: dict[int, list[str]] = field(default_factory=dict)
    words: dict[str, PackWords | None] = field(default_factory=dict)

    def of(self, row: Any) -> PackWords | None:
        """The words of the row's pack version, looked up once a page."""
        ref = f"{row.pack}@{row.version.isoformat()}"
        if ref not in self.words:
            self.words[ref] = words_of(ref)
        return self.words[ref]


def procedures() -> tuple[tuple[str, str], ...]:
    """Every procedure of the installed packs, newest version's title, for the filter."""
    found: dict[str, str] = {}
    for pack in sorted(packs.installed().packs, key=lambda p: p.version):
        for procedure in pack.procedures.values():
            found[f"{pack.id}:{procedure.id}"] = procedure.title
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))


def light(row: Any, shown: Shown) -> Light:
    """The state of the whole matter: its nearest due day, else what it wants most."""
    if row.state == "closed":
        return Light(Sign.DONE, "办结")
    if row.next_due and row.next_due < shown.today:
        return days.due_light(row.next_due, shown.today, shown.calendar)
    if row.worst == "breached":
        return Light(Sign.NEAR_INTERNAL, "待说明")
    if row.next_due:
        return days.due_light(row.next_due, shown.today, shown.calendar)
    if row.worst == "conflict":
        return days.CONFLICT
    if row.worst == "undetermined":
        return days.UNKNOWN
    return days.elapsed_light(row.opened, shown.today)


def _subjects(row: Any, shown: Shown) -> Cell:
    names = shown.subjects.get(row.pk, [])
    more = f" 等 {len(names)} 个" if len(names) > 2 else ""
    return Cell("、".join(names[:2]) + more) if names else Cell("没有登记", dim=True)


def _step(row: Any, shown: Shown) -> Cell:
    words = shown.of(row)
    if not row.last_step:
        return Cell("还没有记录", dim=True)
    label = words.act(row.last_step) if words else row.last_step
    return Cell(label)


def _handler(row: Any, _: Shown) -> Cell:
    return Cell(row.handler.name) if row.handler else Cell("未定", dim=True)


def fields(shown: Shown) -> tuple[Field[Any], ...]:
    """Every column that the ledger can show, in order."""
    return (*_what(shown), *_whose(shown), *_aside(shown))


def _day(shown: Shown, key: str, title: str, column: str, **more: Any) -> Field[Any]:
    """A column of days: short in its cell, a day in the workbook, a dash where there is none."""

    def cell(row: Any) -> Cell:
        day = getattr(row, column)
        return Cell(days.in_cell(day, shown.today), dim=day is None)

    return Field(key, title, cell, excel=lambda row: getattr(row, column), width=12, **more)


def _number(row: Any) -> Cell:
    return Cell(row.number, url=links.matter(row.pk))


def _all_subjects(row: Any, shown: Shown) -> str:
    return "、".join(shown.subjects.get(row.pk, []))


def _procedure(row: Any, shown: Shown) -> Cell:
    words = shown.of(row)
    return Cell(words.procedure(row.procedure) if words else row.procedure)


def _version(row: Any, shown: Shown) -> Cell:
    words, day = shown.of(row), row.version.isoformat()
    return Cell(f"{short_title(words.pack.title)} {day}" if words else day)


def _what(shown: Shown) -> tuple[Field[Any], ...]:
    """How things stand, and what it is about."""
    return (
        Field("light", "期限状态", lambda r: Cell(light=light(r, shown)), "select", TIMES, width=16),
        _day(shown, "due", "最近到期", "next_due", filters="day", sort="next_due"),
        Field("number", "编号", _number, "text", sort="number", width=22, excel=lambda r: r.number),
        Field(
            "subject",
            "对象",
            lambda r: _subjects(r, shown),
            "text",
            width=22,
            excel=lambda r: _all_subjects(r, shown),
        ),
        Field("title", "事由", lambda r: Cell(r.title), "text", width=34),
        Field("procedure", "程序", lambda r: _procedure(r, shown), "select", procedures(), sort="procedure"),
        Field("step", "最近一步", lambda r: _step(r, shown), width=24),
        _day(shown, "last", "最近记录", "last_on", usual=False),
    )


def _whose(shown: Shown) -> tuple[Field[Any], ...]:
    """Who handles it, and since when."""
    return (
        Field(
            "organ", "承办机关", lambda r: Cell(r.organ.short or r.organ.name), "text", sort="organ__rank",
            excel=lambda r: r.organ.name, width=24,
        ),
        Field("handler", "承办人", lambda r: _handler(r, shown), "text", sort="handler__name", width=10),
        _day(shown, "opened", "立项", "opened", filters="day", sort="opened"),
        _day(shown, "closed", "办结", "closed", filters="day", sort="closed", usual=False),
    )  # fmt: skip


def _aside(shown: Shown) -> tuple[Field[Any], ...]:
    """What is shown by choice."""
    state = dict(STATES)
    return (
        Field(
            "state", "在办办结", lambda r: Cell(state.get(r.state, r.state)), "select", STATES, usual=False
        ),
        Field("version", "适用版本", lambda r: _version(r, shown), usual=False, width=24),
        _day(shown, "facts", "事实发生", "facts_day", filters="day", usual=False),
        _day(shown, "taken", "接管日", "taken_over", usual=False),
        Field("level", "密级", lambda r: Cell(r.classification or "内部"), usual=False, width=8),
    )


def totals(counts: dict[str, int]) -> tuple[str, ...]:
    """The totals in words with figures; nothing is added up that does not belong together."""
    said = [f"{counts.get('all', 0)} 件"]
    for key, words in (
        ("open", "在办"),
        ("closed", "办结"),
        ("over", "已过期限"),
        ("breached", "待说明"),
        ("undetermined", "待查明"),
    ):
        if counts.get(key):
            said.append(f"{words} {counts[key]}")
    return tuple(said)
