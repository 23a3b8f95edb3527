"""The register of risks as plain data: columns of the list and of its workbook, lights, the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zeren.desk import days, links
from zeren.desk.components import Bit, Cell, Citation, Grid, Head, Light, Link, Notice, Pages, Sign, Tab
from zeren.desk.listing import Field
from zeren.norms.calendar import Calendar
from zeren.records.risks.content import level_words
from zeren.records.risks.models import Level, OwnerKind, Risk, RiskMeasure, State

LEVELS = (*((level.value, level.label) for level in Level), ("none", "未定"))
NONE = Cell("—", dim=True)
QUESTION = "请核对：此处像人名；风险登记的是岗位"


@dataclass(frozen=True, slots=True)
class RisksPage:
    """The list."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A row of the form: what stands in it and what is wrong, by field."""

    place: int
    number: str
    text: str = ""
    kind: str = ""
    owner: str = ""
    due: str = ""
    long: bool = False
    done: str = ""
    drop: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormPage:
    """The form of a risk; after a refusal with what was given and what is wrong."""

    head: Head
    action: str
    organs: tuple[tuple[str, str], ...]
    organ: str
    given: Mapping[str, str]
    rows: tuple[MeasureRow, ...]
    offered: tuple[tuple[str, str], ...]
    posts: tuple[str, ...]
    version: int
    asks_reason: bool
    cites: tuple[Citation, ...]
    back: str
    today: str
    errors: tuple[tuple[str, str], ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    levels: tuple[tuple[str, str], ...] = tuple(Level.choices)
    kinds: tuple[tuple[str, str], ...] = tuple(OwnerKind.choices)


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure as it stands."""

    number: int
    text: str
    kind: str
    owner: str
    day: str
    light: Light


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of a version that differs from the version before."""

    term: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One entry of the log."""

    version: int
    act: str
    day: str
    who: str
    reason: str
    lines: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A step that may be done now. ``cannot``: why not, in place of the form."""

    name: str
    title: str
    button: str
    asks: str = ""
    hint: str = ""
    day: str = ""
    main: bool = False
    needs: bool = False
    cannot: str = ""


@dataclass(frozen=True, slots=True)
class RiskPage:
    """One risk."""

    head: Head
    pk: int
    version: int
    lines: tuple[tuple[str, str], ...]
    measures: tuple[MeasureLine, ...]
    sign: Light
    signed: str
    in_charge: str
    review: Light
    review_words: str
    moves: tuple[Move, ...]
    history: tuple[VersionLine, ...]
    cites: tuple[Citation, ...]
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    wrong: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    lifted: bool = False


# ---------------------------------------------------------------- lights


def own_light(day: date, today: date, calendar: Calendar) -> Light:
    """An own target of the organ: always hollow, also past its day."""
    if day < today:
        return Light(Sign.NEAR_INTERNAL, f"已过 {(today - day).days} 日")
    return days.due_light(day, today, calendar, internal=True)


def due_light(measure: RiskMeasure, today: date, calendar: Calendar) -> Light:
    """How a measure stands."""
    if measure.done:
        return Light(Sign.DONE, "已落实")
    if measure.long_term or measure.due is None:
        return Light(Sign.ELAPSED, "长期")
    return own_light(measure.due, today, calendar)


def sign_light(risk: Risk, today: date) -> Light:
    """待签, or since when signed or lifted."""
    if risk.state == State.SIGNED and risk.signed_on:
        return Light(Sign.DONE, f"已签 {days.in_cell(risk.signed_on, today)}")
    return Light(Sign.LAPSED, "已解除") if risk.state == State.LIFTED else Light(Sign.NEAR_INTERNAL, "待签")


def post_words(risk: Risk) -> str:
    """The post or kind of post."""
    return risk.post_name


# ---------------------------------------------------------------- columns


def _measures(risk: Risk) -> list[RiskMeasure]:
    return list(risk.measures.all())


def _of_measures(risk: Risk) -> Cell:
    found = _measures(risk)
    if not found:
        return Cell(light=Light(Sign.UNKNOWN, "缺措施"))
    return Cell(found[0].text, two=f"等 {len(found)} 项" if len(found) > 1 else "")


def _owners(risk: Risk) -> Cell:
    names = dict.fromkeys(measure.owner_name for measure in _measures(risk))
    return Cell("、".join(names)) if names else NONE


def _point(risk: Risk) -> Cell:
    asks = f"{QUESTION}（{risk.asks}）" if risk.asks else ""
    return Cell(risk.point, url=links.named("risk", risk.pk), two=asks)


def _level(risk: Risk) -> Cell:
    return Cell(Level(risk.level).label) if risk.level else Cell(light=Light(Sign.UNKNOWN, "未定"))


def fields(today: date, calendar: Calendar) -> tuple[Field[Any], ...]:
    """The columns of the list. None is about a person's conduct; none is computed but the lights of days."""

    def due(risk: Risk) -> Cell:
        if risk.state == State.LIFTED:
            return NONE
        if risk.due:
            return Cell(light=own_light(risk.due, today, calendar))
        open_ones = any(measure.long_term for measure in _measures(risk))
        return Cell(light=Light(Sign.ELAPSED, "长期")) if open_ones else NONE

    def review(risk: Risk) -> Cell:
        return NONE if risk.state == State.LIFTED else Cell(light=own_light(risk.review, today, calendar))

    return (
        Field("number", "编号", lambda r: Cell(str(r.number), dim=True), "text", sort="number", width=8),
        Field("organ", "单位", lambda r: Cell(r.organ.short or r.organ.name), "text", sort="organ__rank", width=18),
        Field("post", "岗位", lambda r: Cell(post_words(r)), "text", hint="名称或代码", sort="post_name", width=18),
        Field("power", "行使的权力", lambda r: Cell(r.power), "text", width=24),
        Field("point", "风险点", _point, "text", width=36),
        Field("level", "等级", _level, "select", LEVELS, sort="level_order", width=8),
        Field("basis", "定级依据", lambda r: Cell(r.basis) if r.basis else NONE, usual=False, width=20),
        Field("measure", "防控措施", _of_measures, "text", width=36),
        Field("owner", "责任", _owners, "text", width=18),
        Field("due", "措施时限", due, sort="due", width=14),
        Field("review", "复核", review, sort="review", width=14),
        Field("reviewed", "上次复核", lambda r: Cell(days.in_cell(r.reviewed_on, today)), sort="reviewed_on", usual=False, width=12),
        Field("state", "签字背书", lambda r: Cell(light=sign_light(r, today)), sort="state", width=14),
        Field("signed_by", "签字人", lambda r: Cell(r.signed_by.name) if r.signed_by else NONE, usual=False, width=10),
    )  # fmt: skip


Pair = tuple[Risk, RiskMeasure | None]


def sheet_fields() -> tuple[Field[Any], ...]:
    """The columns of the workbook: those of the template, one measure a row, so that it can be read in again; and for
    the reader the unit's name and the signature."""
    none = Cell()

    def of_measure(read: Any) -> Any:
        return lambda pair: read(pair[1]) if pair[1] else ""

    return (
        Field("organ", "单位代码", lambda _: none, excel=lambda p: p[0].organ.code),
        Field("unit", "单位", lambda _: none, excel=lambda p: p[0].organ.name, width=22),
        Field("number", "编号", lambda _: none, excel=lambda p: p[0].number, width=8),
        Field("post_code", "岗位代码", lambda _: none, excel=lambda p: p[0].post.code if p[0].post else ""),
        Field("post", "岗位", lambda _: none, excel=lambda p: p[0].post_name, width=18),
        Field("power", "行使的权力", lambda _: none, excel=lambda p: p[0].power, width=24),
        Field("point", "风险点", lambda _: none, excel=lambda p: p[0].point, width=36),
        Field("level", "等级", lambda _: none, choices=LEVELS, excel=lambda p: Level(p[0].level).label if p[0].level else "", width=8),
        Field("basis", "定级依据", lambda _: none, excel=lambda p: p[0].basis, width=22),
        Field("review", "复核日", lambda _: none, excel=lambda p: p[0].review, width=12),
        Field("measure_number", "措施序号", lambda _: none, excel=of_measure(lambda m: m.number), width=9),
        Field("measure", "防控措施", lambda _: none, excel=of_measure(lambda m: m.text), width=36),
        Field("owner_kind", "责任类别", lambda _: none, excel=of_measure(lambda m: OwnerKind(m.kind).label), width=11),
        Field("owner", "责任", lambda _: none, excel=of_measure(lambda m: m.owner_name), width=18),
        Field("due", "时限", lambda _: none, excel=of_measure(lambda m: "长期" if m.long_term else m.due), width=12),
        Field("done", "落实日", lambda _: none, excel=of_measure(lambda m: m.done), width=12),
        Field("signed", "签字背书", lambda _: none, excel=lambda p: State(p[0].state).label, width=10),
        Field("signed_on", "签字日", lambda _: none, excel=lambda p: p[0].signed_on, width=12),
    )  # fmt: skip


def level_line(risk: Risk) -> str:
    """高（依据）, or that none is set."""
    return level_words(risk.level, risk.basis) or "未定"


def crumbs(*last: Link) -> tuple[Link, ...]:
    """Where a page of the register stands."""
    return Link("廉政风险", links.named("risks")), *last


def said_of_posts() -> Bit:
    """The sentence that stands on every page of the register."""
    return Bit("登记的是岗位，不登记个人", tone="dim")
