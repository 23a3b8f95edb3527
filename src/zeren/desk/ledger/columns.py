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
    return Light(Sign.ELAPSED, f"已历 {(shown.today - row.opened).days} 日")


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
    today = shown.today
    return (
        Field("light", "期限状态", lambda r: Cell(light=light(r, shown)), "select", TIMES, width=16),
        Field(
            "due",
            "最近到期",
            lambda r: Cell(days.in_cell(r.next_due, today)),
            "day",
            sort="next_due",
            excel=lambda r: r.next_due,
            width=12,
        ),
        Field(
            "number",
            "编号",
            lambda r: Cell(r.number, url=links.matter(r.pk)),
            "text",
            excel=lambda r: r.number,
            sort="number",
            width=22,
        ),
        Field(
            "subject",
            "对象",
            lambda r: _subjects(r, shown),
            "text",
            width=22,
            excel=lambda r: "、".join(shown.subjects.get(r.pk, [])),
        ),
        Field("title", "事由", lambda r: Cell(r.title), "text", width=34),
        Field(
            "procedure",
            "程序",
            lambda r: Cell(w.procedure(r.procedure) if (w := shown.of(r)) else r.procedure),
            "select",
            procedures(),
            sort="procedure",
            width=14,
        ),
        Field("step", "最近一步", lambda r: _step(r, shown), width=24),
        Field(
            "last",
            "最近记录",
            lambda r: Cell(days.in_cell(r.last_on, today)),
            usual=False,
            excel=lambda r: r.last_on,
            width=12,
        ),
        Field(
            "organ",
            "承办机关",
            lambda r: Cell(r.organ.short or r.organ.name),
            "text",
            sort="organ__rank",
            excel=lambda r: r.organ.name,
            width=24,
        ),
        Field("handler", "承办人", lambda r: _handler(r, shown), "text", sort="handler__name", width=10),
        Field(
            "opened",
            "立项",
            lambda r: Cell(days.in_cell(r.opened, today)),
            "day",
            sort="opened",
            excel=lambda r: r.opened,
            width=12,
        ),
        Field(
            "closed",
            "办结",
            lambda r: Cell(days.in_cell(r.closed, today), dim=r.closed is None),
            "day",
            sort="closed",
            usual=False,
            excel=lambda r: r.closed,
            width=12,
        ),
        Field(
            "state",
            "在办办结",
            lambda r: Cell(dict(STATES).get(r.state, r.state)),
            "select",
            STATES,
            usual=False,
        ),
        Field(
            "version",
            "适用版本",
            lambda r: Cell(
                f"{short_title(w.pack.title)} {r.version.isoformat()}"
                if (w := shown.of(r))
                else str(r.version)
            ),
            usual=False,
            width=24,
        ),
        Field(
            "facts",
            "事实发生",
            lambda r: Cell(days.in_cell(r.facts_day, today), dim=r.facts_day is None),
            "day",
            usual=False,
            excel=lambda r: r.facts_day,
            width=12,
        ),
        Field(
            "taken",
            "接管日",
            lambda r: Cell(days.in_cell(r.taken_over, today), dim=r.taken_over is None),
            usual=False,
            excel=lambda r: r.taken_over,
            width=12,
        ),
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
