"""What the engine is given and what it answers: events, facts, the matter's log, findings.

Plain frozen data without a clock and without input or output. ``records`` builds a :class:`Log` from
the database, ``cli`` from a case file; both get the same findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from zeren.law.packs.form import Force, Kind
from zeren.norms.counting import Deadline, Interval

UNKNOWN = "?"
"""A field written as ``?`` (or left out) is unknown, never "no"."""


class State(StrEnum):
    """The statuses of a finding, as the pack format defines them."""

    MET = "met"
    PENDING = "pending"
    BREACHED = "breached"
    LAPSED = "lapsed"
    NOT_TRIGGERED = "not_triggered"
    UNDETERMINED = "undetermined"
    CONFLICT = "conflict"
    STANDING = "standing"


FieldText = str | tuple[str, ...]
"""A recorded value: text, or several texts. The pack's field type says how to read it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded act.

    ``at`` is a day, or an instant where the act has a time; ``seq`` its place in the log (1, 2, …).
    ``by`` holds roles and persons; ``re`` the event it answers; ``corrects``/``voids`` an earlier one.

    """

    id: str
    type: str
    at: date | datetime
    seq: int = 0
    recorded: datetime | None = None
    by: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    unit: str | None = None
    re: str | None = None
    corrects: str | None = None
    voids: str | None = None
    fields: Mapping[str, FieldText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated value of a register. ``start``/``end`` are inclusive days; None is open."""

    of: str
    name: str
    value: FieldText
    start: date | None = None
    end: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Log:
    """One matter: its facts, its events in any order, the dated facts around it, children's and parents' events.

    ``facts_of_matter`` are the ``matter.x`` values; ``opened`` the day the matter was opened;
    ``taken_over`` the day from which the log is complete (None: from the start); steps that would
    have fallen before it are undetermined and marked 接管前, never breached.
    """

    id: str = "matter"
    procedure: str | None = None
    opened: date | None = None
    facts_day: date | None = None
    taken_over: date | None = None
    subjects: tuple[str, ...] = ()
    matter: Mapping[str, FieldText] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    facts: tuple[Fact, ...] = ()
    params: Mapping[str, FieldText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not known, and who can supply it (roles or a register; empty when nobody is named)."""

    what: str
    who: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CountingStep:
    """One line of the arithmetic: a sentence and the day it arrives at."""

    text: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """One line of a score: what it was given (``points``), what it brings (``worth``); None: unknown.

    A part: ``points`` × ``weight``, read from ``field`` or being the score ``score``, at most ``full``. A bonus: ``points``
    is how many count, ``each`` what one brings, ``cap`` the most. ``events``: the entries that it rests on.
    """

    id: str
    points: Fraction | None
    worth: Fraction | None
    weight: Fraction | None = None
    full: Fraction | None = None
    field: str = ""
    score: str = ""
    each: Fraction | None = None
    cap: Fraction | None = None
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failed:
    """One leaf of a condition that does not hold: the value asked for, what is wanted, what was found."""

    what: str
    wanted: str
    found: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer. ``nominal`` is the day before rolling, ``due`` the day that decides.

    ``note`` says briefly what is wrong, with the ids of the pack; ``failed`` holds the leaves of a condition
    that did not hold; ``reckoning`` the period's arithmetic, from which ``explain`` renders its steps;
    ``event`` is the act judged, or the event that opened the instance; ``lines`` are steps in words already;
    ``cause`` is the type of the event that opened an instance or a bar; ``limits`` says which acts a bar means;
    ``scored``: the lines of a score.
    """

    pack: str
    norm: str
    kind: Kind
    force: Force
    cites: tuple[str, ...]
    status: State
    subject: str | None = None
    key: str | None = None
    nominal: date | datetime | None = None
    due: date | datetime | None = None
    provisional: bool = False
    starts: date | None = None
    ends: date | None = None
    act: tuple[str, ...] = ()
    done: date | datetime | None = None
    because: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    who: tuple[str, ...] = ()
    lines: tuple[CountingStep, ...] = ()
    value: Fraction | str | None = None
    note: str = ""
    reading: str | None = None
    conventions: tuple[str, ...] = ()
    failed: tuple[Failed, ...] = ()
    reckoning: Deadline | Interval | None = None
    event: str | None = None
    cause: str | None = None
    limits: tuple[Failed, ...] = ()
    scored: tuple[Scored, ...] = ()

    @property
    def steps(self) -> tuple[CountingStep, ...]:
        """Each step of the computation; the arithmetic of a period and of a score is put into words only now."""
        if self.scored:
            from zeren.norms import scored_lines

            return (*scored_lines.steps(self.scored, self.value), *self.lines)
        if self.reckoning is None:
            return self.lines
        from zeren.norms import counting_steps

        if isinstance(self.reckoning, Interval):
            return (*counting_steps.restriction_steps(self.reckoning), *self.lines)
        return (*counting_steps.steps(self.reckoning), *self.lines)


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether an act may be done now: ``yes``, ``no`` or ``unknown``, and every norm that says why."""

    act: str
    ok: str
    blocks: tuple[Finding, ...] = ()
    warns: tuple[Finding, ...] = ()
    opens: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Barring:
    """One bar over a person and an act: first and last day (None: no end day), sure or not."""

    pack: str
    norm: str
    cites: tuple[str, ...]
    person: str
    act: str
    source: str
    starts: date
    ends: date | None
    sure: bool = True
    missing: tuple[Missing, ...] = ()
    steps: tuple[CountingStep, ...] = ()
