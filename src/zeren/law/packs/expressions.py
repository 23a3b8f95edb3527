"""The compiled form of what conditions say: periods, values, comparisons and their connectives;
acts, what opens a duty and when it is due.

Plain frozen data, read through :mod:`zeren.law.packs.form`, which gives these names out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

# ---------------------------------------------------------------- periods

Unit = Literal["days", "working_days", "months", "years", "hours"]
Span = Literal["year", "half_year", "quarter", "month"]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time: exactly one unit. ``{months: 1}``, ``{working_days: 10}``, ``{hours: 48}``."""

    unit: Unit
    amount: int


@dataclass(frozen=True, slots=True)
class RestOf:
    """``{rest_of: year}``: to the last day of the calendar period."""

    span: Span


@dataclass(frozen=True, slots=True)
class Since:
    """``span: {since: event}``."""

    event: str


# ---------------------------------------------------------------- conditions


@dataclass(frozen=True, slots=True)
class Path:
    """``head.name``: ``this opener subject matter unit actor param`` or an event id, and a field or fact."""

    head: str
    name: str

    def __str__(self) -> str:
        return f"{self.head}.{self.name}"


@dataclass(frozen=True, slots=True)
class FieldValue:
    path: Path


@dataclass(frozen=True, slots=True)
class CountValue:
    event: str
    where: Condition | None = None
    span: Span | Period | Since | None = None


@dataclass(frozen=True, slots=True)
class SumValue:
    event: str
    field: str
    where: Condition | None = None
    span: Span | Period | Since | None = None


@dataclass(frozen=True, slots=True)
class ShareValue:
    parts: tuple[Path, ...]
    of: Path


@dataclass(frozen=True, slots=True)
class ElapsedValue:
    start: Path
    end: Path


@dataclass(frozen=True, slots=True)
class LastingValue:
    fact: Path


@dataclass(frozen=True, slots=True)
class ScoreValue:
    name: str


@dataclass(frozen=True, slots=True)
class GradeValue:
    norm: str


@dataclass(frozen=True, slots=True)
class TermValue:
    term: str


Value = (
    FieldValue
    | CountValue
    | SumValue
    | ShareValue
    | ElapsedValue
    | LastingValue
    | ScoreValue
    | GradeValue
    | TermValue
)

Comparison = Literal[
    "is",
    "in",
    "includes",
    "at_least",
    "at_most",
    "more_than",
    "less_than",
    "filled",
    "before",
    "after",
    "on_or_before",
]


@dataclass(frozen=True, slots=True)
class Const:
    """A literal right side; ``number`` is set when the text is an exact number (``5``, ``2/3``, ``30%``)."""

    text: str
    number: Fraction | None = None


Right = Const | Path | Period | tuple["Const | Path", ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """One value, one comparison. ``order`` is the ordered list (ids, mildest first) when words compare by order."""

    value: Value
    op: Comparison
    right: Right
    line: int = 0
    order: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Happened:
    event: str
    where: Condition | None = None
    span: Span | Period | Since | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    term: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class NormStatus:
    norm: str
    status: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Barred:
    act: str
    line: int = 0


Condition = All | AnyOf | Not | Compare | Happened | Term | NormStatus | Barred

# ---------------------------------------------------------------- acts, what opens a duty, when it is due


@dataclass(frozen=True, slots=True)
class Acts:
    """``act: x`` / ``[a, b]`` / ``{any: […]}`` (mode any), ``{all: […]}`` (mode all)."""

    names: tuple[str, ...]
    mode: Literal["any", "all"] = "any"


@dataclass(frozen=True, slots=True)
class OpenOn:
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenEvery:
    """One instance a calendar period, a term of a fact, or a stretch between two events."""

    span: Span | None = None
    term_fact: str | None = None
    from_event: str | None = None
    until_event: str | None = None


@dataclass(frozen=True, slots=True)
class OpenWhen:
    condition: Condition


@dataclass(frozen=True, slots=True)
class OpenExpired:
    norm: str


@dataclass(frozen=True, slots=True)
class OpenOnce:
    """``once: opened`` (day is None) or a day."""

    day: date | None


Opener = OpenOn | OpenEvery | OpenWhen | OpenExpired | OpenOnce


@dataclass(frozen=True, slots=True)
class DueWithin:
    period: Period | RestOf


@dataclass(frozen=True, slots=True)
class DueBefore:
    """Counted back from a planned day."""

    period: Period
    of: Path | str


@dataclass(frozen=True, slots=True)
class DueDay:
    """``"01-31"`` in the period (month, day), a full day, or a path."""

    month_day: tuple[int, int] | None = None
    day: date | None = None
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class DueWindow:
    """``MM-DD/MM-DD`` or ``param.name``."""

    start: tuple[int, int] | None = None
    end: tuple[int, int] | None = None
    path: Path | None = None


Due = DueWithin | DueBefore | DueDay | DueWindow
