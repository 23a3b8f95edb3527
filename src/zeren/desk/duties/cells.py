"""The cells of a duty row: one for each quarter, spanning the quarters of the duty's period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.desk import days, links
from zeren.desk.components import Light, Link, Sign
from zeren.law.packs.form import Duty as NormDuty
from zeren.law.packs.form import OpenEvery
from zeren.norms.model import Finding, State
from zeren.records import refs
from zeren.records.duties import naming, norms, standing
from zeren.records.duties.models import Duty, DutyHolder
from zeren.records.duties.norms import Owed

QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``kind`` as in ``standing.ORDER``, or ``ahead`` (the period is to come)."""

    kind: str
    span: int
    light: Light | None = None
    count: Link | None = None
    more: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Where the records behind a count are found, and the day that the page is of."""

    ledger: str
    day: date

    def link(self, holder: int, text: str, first: date | None, last: date | None) -> Link:
        """The records of a holder in a period."""
        if not self.ledger:
            return Link(text)
        span = (("since", first.isoformat() if first else ""), ("until", last.isoformat() if last else ""))
        return Link(text, links.with_query(self.ledger, ("holder", str(holder)), *span))


SPANS = {"year": 4, "half_year": 2, "quarter": 1}


def cells_of(duty: Duty, owed: Owed | None, findings: Sequence[Finding], asked: Asked) -> tuple[Cell, ...]:
    """The cells of one duty over the four quarters."""
    live = [f for f in findings if f.status is not State.NOT_TRIGGERED]
    if duty.standing:
        return (_standing(duty, live, asked),)
    if owed is not None and norms.of_term(owed.norm):
        return (_term(duty, live, asked),)
    if _several(live):
        return (_each(duty, live, asked),)
    span = _span(owed)
    if span:
        return _periods(duty, span, {_place(f.key)[0]: f for f in live}, asked)
    if live:
        return (_each(duty, live, asked),)
    return (Cell("none", QUARTERS, more="没有触发"),)


def _term(duty: Duty, live: Sequence[Finding], asked: Asked) -> Cell:
    """The term that the year lies in, with what was done in all of it."""
    if not live:
        return Cell("none", QUARTERS, more="本任期不计")
    finding = live[-1]
    kind, light, more = state_of(finding, duty.holder, asked.day)
    done = records_of(finding)
    count = Link(str(len(done))) if done else asked.link(duty.holder.number, "0", finding.starts, asked.day)
    said = f"任期 {term_words(finding)}"
    return Cell(kind, QUARTERS, light, count, f"{said}；{more} 办" if kind == "met" and more else said)


def term_words(finding: Finding) -> str:
    """2024-03-01 起; 2024-03-01 至 2026-05-31."""
    ends = finding.ends.isoformat() if finding.ends else ""
    return f"{finding.starts} 至 {ends}" if ends else f"{finding.starts} 起"


def _span(owed: Owed | None) -> int:
    """How many quarters a period of the duty has; 0 for a duty that no such period opens."""
    body = owed.norm.body if owed else None
    if isinstance(body, NormDuty) and isinstance(body.opener, OpenEvery):
        return SPANS.get(body.opener.span or "", 0)
    return 0


def _several(live: Sequence[Finding]) -> bool:
    """Whether one period is owed towards several, so that the cell counts heads and not periods."""
    return any(f.subject and f.event is None for f in live)


def _place(key: str | None) -> tuple[int, int]:
    """First quarter (0 to 3) and span of a period by its key; (0, 0) for another key."""
    text = (key or "").partition("-")[2]
    if key and key.isdigit() and len(key) == 4:
        return 0, 4
    if text[:1] == "H" and text[1:].isdigit():
        return 2 * (int(text[1:]) - 1), 2
    if text[:1] == "Q" and text[1:].isdigit():
        return int(text[1:]) - 1, 1
    return 0, 0


def _periods(duty: Duty, span: int, found: dict[int, Finding], asked: Asked) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for first in range(0, QUARTERS, span):
        finding = found.get(first)
        if finding is not None:
            cells.append(_one(duty, finding, span, asked))
        else:
            _widen(cells, _absent(duty, first, span, asked.day))
    return tuple(cells)


def _absent(duty: Duty, first: int, span: int, day: date) -> Cell:
    """A period that is not owed: before the post was taken, or still to come."""
    begins = date(duty.list.year, 3 * first + 1, 1)
    starts = duty.holder.starts
    if starts and starts > begins:
        return Cell("away", span, more=f"{days.in_cell(starts, day)} 到任，此前不作要求")
    if duty.holder.ends and duty.holder.ends < begins:
        return Cell("away", span, more=f"{days.in_cell(duty.holder.ends, day)} 离任")
    return Cell("ahead" if begins > day else "none", span, more="未到" if begins > day else "不作要求")


def _widen(cells: list[Cell], cell: Cell) -> None:
    """Cells that say the same stand as one."""
    if cells and (cells[-1].kind, cells[-1].more) == (cell.kind, cell.more):
        cell = Cell(cell.kind, cells.pop().span + cell.span, more=cell.more)
    cells.append(cell)


def acts_of(finding: Finding) -> list[int]:
    """The numbers of the activities that a finding rests on."""
    return [int(name[1:]) for name in finding.because if name[:1] == "a" and name[1:].isdigit()]


def records_of(finding: Finding) -> list[tuple[int, int]]:
    """The activities of a finding as (year, number); the year 0 is the list's own (``judging.term_events``)."""
    return [found for name in finding.because if (found := numbered(name)) is not None]


def numbered(name: str) -> tuple[int, int] | None:
    """Year (0: the list's own) and number of an activity by its name in a finding; None for another event."""
    year, mark, number = name.partition("a")
    if not mark or not number.isdigit() or (year and not year.isdigit()):
        return None
    return int(year or 0), int(number)


def _one(duty: Duty, finding: Finding, span: int, asked: Asked) -> Cell:
    kind, light, more = state_of(finding, duty.holder, asked.day)
    if span == 1 and kind in ("met", "over"):
        more = ""  # a narrow cell holds the light and the count
    number = str(len(acts_of(finding)))
    count = asked.link(duty.holder.number, number, finding.starts, finding.ends)
    return Cell(kind, span, light, count, more)


def state_of(finding: Finding, holder: DutyHolder, day: date) -> tuple[str, Light, str]:
    """The kind, the light, and what is said beside it."""
    kind = standing.of_finding(finding, holder, day)
    match kind:
        case "met":
            done = days.day_of(finding.done) if finding.done else None
            return kind, Light(Sign.DONE, "达到"), days.in_cell(done, day) if done else ""
        case "over":
            return kind, Light(Sign.OVER, "未达到"), "偏离" if finding.force.value == "should" else ""
        case "lapsed":
            return kind, Light(Sign.LAPSED, "未办"), ""
        case "away":
            return kind, Light(Sign.LAPSED, "已离任"), days.in_cell(holder.ends, day)
        case "risk" | "going":
            return kind, *_pending(finding, kind, day)
        case _:
            missing = naming.lacking(finding.missing[0].what) if finding.missing else ""
            return kind, Light(Sign.UNKNOWN, "待查明"), missing


def _pending(finding: Finding, kind: str, day: date) -> tuple[Light, str]:
    last = standing.last_of(finding)
    if last is None:
        return Light(Sign.ELAPSED, f"已历 {(day - (finding.starts or day)).days} 日"), ""
    light = Light(Sign.NEAR, "有风险") if kind == "risk" else Light(Sign.IN_TIME, "按进度")
    return light, f"余 {(last - day).days} 日"


def _each(duty: Duty, live: Sequence[Finding], asked: Asked) -> Cell:
    """So many of so many: heads that a duty is owed towards, occasions that asked for it."""
    states = [(state_of(f, duty.holder, asked.day), f) for f in live]
    worst = min((s for s, _ in states), key=lambda s: standing.ORDER.index(s[0]))
    met = sum(s[0] == "met" for s, _ in states)
    unit = "人" if _several(live) else "次"
    first, last = date(duty.list.year, 1, 1), date(duty.list.year, 12, 31)
    count = asked.link(duty.holder.number, f"{met} / {len(live)} {unit}", first, last)
    return Cell(worst[0], QUARTERS, worst[1], count, _lacking(states))


def _lacking(states: Iterable[tuple[tuple[str, Light, str], Finding]]) -> str:
    """The first two towards whom it is still owed, by name."""
    open_ = [f.subject for s, f in states if s[0] != "met" and f.subject and f.event is None]
    names = refs.names_of(open_[:2])
    said = "、".join(names.get(ref, ref) for ref in open_[:2])
    return f"{said}{f' 等 {len(open_)} 人' if len(open_) > 2 else ''} 未办" if said else ""


def _standing(duty: Duty, live: Sequence[Finding], asked: Asked) -> Cell:
    number = len({n for f in live for n in acts_of(f)})
    first, last = date(duty.list.year, 1, 1), date(duty.list.year, 12, 31)
    return Cell("standing", QUARTERS, None, asked.link(duty.holder.number, f"{number}", first, last))
