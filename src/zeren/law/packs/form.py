"""The compiled form of a pack: what the loader produces and the engine reads.

Plain frozen data. Scalars that a pack leaves to the field's type stay strings here; numbers that the
grammar itself fixes (periods, counts, weights) are typed. The meaning of every part is that of the
pack format; each object keeps the line it came from, so that an error or a finding can point at it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Literal

from zeren.law.packs.expressions import (
    Acts,
    All,
    AnyOf,
    Barred,
    Compare,
    Comparison,
    Condition,
    Const,
    CountValue,
    Due,
    DueBefore,
    DueDay,
    DueWindow,
    DueWithin,
    ElapsedValue,
    FieldValue,
    GradeValue,
    Happened,
    LastingValue,
    NormStatus,
    Not,
    Opener,
    OpenEvery,
    OpenExpired,
    OpenOn,
    OpenOnce,
    OpenWhen,
    Path,
    Period,
    RestOf,
    Right,
    ScoreValue,
    ShareValue,
    Since,
    Span,
    SumValue,
    Term,
    TermValue,
    Unit,
    Value,
)

__all__ = [
    "Acts", "All", "AnyOf", "Authority", "Band", "Bar", "Barred", "Body", "Choice", "ChoiceItem", "Compare",
    "Comparison", "Condition", "Const", "Convention", "CountValue", "Define", "Due", "DueBefore", "DueDay",
    "DueWindow", "DueWithin", "Duty", "ElapsedValue", "ExceptionBody", "Extend", "FieldType", "FieldValue",
    "Force", "Grade", "GradeValue", "Happened", "Kind", "LastingValue", "NamedReading", "Norm", "NormStatus",
    "Not", "OpenEvery", "OpenExpired", "OpenOn", "OpenOnce", "OpenWhen", "Opener", "Pack", "Parameter",
    "Path", "Period", "Procedure", "Provision", "RecordField", "Require", "RestOf", "Right", "Role", "Score",
    "ScorePart", "ScorePlus", "ScoreValue", "ShareValue", "Since", "Span", "Standing", "Status", "Step",
    "SumValue", "Suspend", "Term", "TermValue", "Unit", "Value", "Vocabulary", "WordList",
]  # fmt: skip


class Force(StrEnum):
    """应当/不得, 一般/原则上, 可以, 鼓励/力争."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    AIM = "aim"


class Kind(StrEnum):
    """The ten norm kinds."""

    DUTY = "duty"
    STANDING = "standing"
    REQUIRE = "require"
    BAR = "bar"
    AUTHORITY = "authority"
    CHOICE = "choice"
    SCORE = "score"
    GRADE = "grade"
    DEFINE = "define"
    EXCEPTION = "exception"


class Status(StrEnum):
    """Status of a provision in a pack."""

    ENCODED = "encoded"
    DEFINITION = "definition"
    PRINCIPLE = "principle"
    JUDGMENT = "judgment"
    NOT_AUTOMATED = "not_automated"


# ---------------------------------------------------------------- norm bodies


@dataclass(frozen=True, slots=True)
class Duty:
    act: Acts
    opener: Opener
    due: Due | None = None
    promptly: bool = False
    count: int = 1
    with_: Condition | None = None
    form: str | None = None
    to: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    roll: bool | None = None
    early: bool = False
    joint: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    by: tuple[str, ...] = ()
    act: tuple[str, ...] = ()
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Require:
    acts: tuple[str, ...]
    after: Acts | None = None
    before: Acts | None = None
    has: tuple[str, ...] = ()
    signed_by: tuple[str, ...] = ()
    that: Condition | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    acts: tuple[str, ...] = ()
    conduct: tuple[str, ...] = ()
    from_: tuple[str, ...] = ()
    for_: Period | RestOf | None = None
    until: tuple[str, ...] = ()
    where: Condition | None = None
    first_day: bool = True


@dataclass(frozen=True, slots=True)
class Authority:
    acts: tuple[str, ...]
    by: tuple[str, ...] = ()
    after: Acts | None = None
    that: Condition | None = None


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    id: str
    cite: tuple[str, ...]
    label: str | None = None
    if_: Condition | None = None
    needs: tuple[str, ...] = ()
    open: bool = False
    effect: Literal["lighter", "heavier", "exempt"] | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    event: str
    field: str
    items: tuple[ChoiceItem, ...]
    min: int = 0
    max: int | None = None


@dataclass(frozen=True, slots=True)
class ScorePart:
    id: str
    weight: Fraction
    field: Path | None = None
    score: str | None = None
    max: Fraction | None = None


@dataclass(frozen=True, slots=True)
class ScorePlus:
    id: str
    count: str
    each: Fraction
    cap: Fraction | None = None
    where: Condition | None = None
    span: Span | Period | Since | None = None


@dataclass(frozen=True, slots=True)
class Score:
    name: str
    parts: tuple[ScorePart, ...]
    plus: tuple[ScorePlus, ...] = ()


@dataclass(frozen=True, slots=True)
class Band:
    grade: str
    at_least: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Grade:
    of: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Define:
    term: str
    that: Condition | None = None
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Extend:
    on: str
    within: Period | RestOf


@dataclass(frozen=True, slots=True)
class Suspend:
    from_: str
    until: str


@dataclass(frozen=True, slots=True)
class ExceptionBody:
    to: tuple[str, ...]
    then: Literal["lift", "extend", "suspend"]
    extend: Extend | None = None
    suspend: Suspend | None = None


Body = Duty | Standing | Require | Bar | Authority | Choice | Score | Grade | Define | ExceptionBody


@dataclass(frozen=True, slots=True)
class Norm:
    """One rule. ``per``: ``matter``, ``subject`` or a Path (``{each: unit.in_charge}``).

    ``option``: the named readings it rests on, each with the option under which the norm holds. ``reading`` is
    what is printed, with those named; ``own_reading`` what the norm itself says.
    """

    id: str
    cite: tuple[str, ...]
    kind: Kind
    body: Body
    force: Force = Force.MUST
    per: Literal["matter", "subject"] | Path = "matter"
    if_: Condition | None = None
    overrides: tuple[str, ...] = ()
    under: str | None = None
    judged_by: Literal["act", "facts"] = "act"
    reading: str | None = None
    note: str | None = None
    line: int = 0
    option: tuple[tuple[str, str], ...] = ()
    own_reading: str | None = None


# ---------------------------------------------------------------- the rest of a pack


@dataclass(frozen=True, slots=True)
class Provision:
    at: str
    label: str
    status: Status
    reason: str | None = None
    carries: tuple[str, ...] = ()
    note: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Convention:
    """A way of reading that the pack states once: ``counting``, ``bars``, ``authority``, ``rounding``."""

    name: str
    use: str
    roll: bool | None = None
    cite: tuple[str, ...] = ()
    basis: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NamedReading:
    """A point that the text leaves open: the options (id → sentence), the one that is used, and the pack's own.

    ``own``: the option that the pack itself uses. ``norms``: the norms of the pack that hold only under it;
    ``shows``: other norms whose findings show the reading, because they rest on those.
    """

    id: str
    label: str
    cite: tuple[str, ...]
    use: str
    options: Mapping[str, str]
    note: str | None = None
    line: int = 0
    own: str = ""
    norms: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    type: str
    cite: tuple[str, ...]
    ask: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    label: str
    above: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of the vocabulary: organ kinds, levels, ranks, measures and other lists alike."""

    id: str
    items: tuple[str, ...]
    ordered: bool = False
    target: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


FieldType = Literal[
    "text",
    "date",
    "datetime",
    "integer",
    "decimal",
    "yes_no",
    "person",
    "organ",
    "post",
    "document",
    "one_of",
    "many_of",
    "choice",
    "choices",
]


@dataclass(frozen=True, slots=True)
class RecordField:
    name: str
    type: FieldType
    cite: tuple[str, ...]
    required: bool = False
    list: str | None = None
    label: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """An event type: what may be recorded, by whom, with which fields."""

    id: str
    label: str
    cite: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    record: Mapping[str, RecordField] = field(default_factory=dict)
    repeatable: bool = True
    closes: bool = False
    opens: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class Procedure:
    id: str
    title: str
    matter: Mapping[str, RecordField] = field(default_factory=dict)
    subject_kind: str | None = None
    subject_many: bool = False
    subject_facts: Mapping[str, RecordField] = field(default_factory=dict)
    steps: Mapping[str, Step] = field(default_factory=dict)
    line: int = 0


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Declared words. A loaded pack's vocabulary holds the shared one too, its own words going first.

    ``facts``: head (``subject unit matter actor``) → fact → label: the ready facts of the record.
    ``fields``: field name → label, for fields that carry none of their own.
    """

    roles: Mapping[str, Role] = field(default_factory=dict)
    lists: Mapping[str, WordList] = field(default_factory=dict)
    documents: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, Step] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """One regulation in one version. ``digest`` is the SHA-256 of the file's bytes (and of switched readings).

    ``file_digest``: of the file alone; ``readings_digest``: of the file of readings beside it, which counts
    once a reading is switched.

    ``norms`` hold under the readings in use; ``alternatives`` under the other options.
    """

    id: str
    version: date
    title: str
    issuer: str
    level: str
    valid_to: date | None = None
    number: str | None = None
    supersedes: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    judged_by: Literal["act", "facts"] = "act"
    note: str | None = None
    conventions: Mapping[str, Convention] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    procedures: Mapping[str, Procedure] = field(default_factory=dict)
    norms: tuple[Norm, ...] = ()
    file: str = ""
    digest: str = ""
    readings: Mapping[str, NamedReading] = field(default_factory=dict)
    alternatives: tuple[Norm, ...] = ()
    readings_digest: str = ""
    file_digest: str = ""

    @property
    def ref(self) -> str:
        """``id@version``, as every finding prints it."""
        return f"{self.id}@{self.version.isoformat()}"
