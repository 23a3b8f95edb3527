"""A norm, compiled: when it is asked, how it answers, and how its findings are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, make_dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from zeren.law.packs.form import Condition, ExceptionBody, Force, Kind, Norm
from zeren.norms.context import Test
from zeren.norms.counting import Deadline, Interval
from zeren.norms.environment import Env
from zeren.norms.model import CountingStep, Failed, Finding, Missing, Scored, State
from zeren.norms.reads import static_part

if TYPE_CHECKING:
    from zeren.norms.running import Run

Answer = Callable[["Run"], list[Finding]]


class Unit:
    """One norm of one pack version. ``triggers`` empty means: asked always, whatever the log holds."""

    __slots__ = (
        "act", "alone", "answer", "apart", "by_facts", "cites", "conventions", "entitled", "env", "extends", "force", "id", "idle",
        "if_", "index", "kind", "lifts", "norm", "place", "ref", "settled", "settled_if", "suspends", "triggers", "who",
    )  # fmt: skip

    def __init__(self, norm: Norm, env: Env, index: int) -> None:
        self.norm = norm
        self.env = env
        self.index = index
        self.place = 0
        """Place among the units of the whole set."""
        self.id = norm.id
        self.ref = env.pack.ref
        self.kind: Kind = norm.kind
        self.force: Force = norm.force
        self.cites = norm.cite
        self.who: tuple[str, ...] = getattr(norm.body, "by", ())
        self.act: tuple[str, ...] = ()
        self.conventions: tuple[str, ...] = ()
        self.if_: Test | None = env.test(norm.if_) if norm.if_ is not None else None
        settled = static_part(norm.if_, env) if norm.if_ is not None else None
        self.settled: Test | None = env.test(settled) if settled is not None else None
        """What of the norm's ``if`` rests on the matter alone: where that is false, it is false whatever was done."""
        self.settled_if = settled is not None and settled is norm.if_
        """Whether all of it does, so that one answer serves every act."""
        self.entitled: frozenset[str] = frozenset()
        self.by_facts = norm.judged_by == "facts"
        self.apart = False
        """Whether no other norm asks for this one's answer."""
        self.alone = True
        """Whether only this version of the regulation is at hand."""
        self.triggers: frozenset[str] = frozenset()
        self.lifts: list[Unit] = []
        self.extends: list[Unit] = []
        self.suspends: list[Unit] = []
        self.answer: Answer = _nothing
        self.idle = self.make(State.NOT_TRIGGERED)

    @property
    def full(self) -> str:
        """``pack#norm``."""
        return f"{self.env.pack.id}#{self.id}"

    @property
    def exception(self) -> ExceptionBody:
        """The body of an exception. Raises TypeError for another kind."""
        if not isinstance(self.norm.body, ExceptionBody):
            raise TypeError(f"{self.full} is no exception")
        return self.norm.body

    def test(self, condition: Condition) -> Test:
        """The closure of a condition of this norm's pack."""
        return self.env.test(condition)

    def make(
        self,
        status: State,
        subject: str | None = None,
        key: str | None = None,
        *,
        because: tuple[str, ...] = (),
        missing: tuple[Missing, ...] = (),
        note: str = "",
        cites: tuple[str, ...] | None = None,
        nominal: date | datetime | None = None,
        due: date | datetime | None = None,
        provisional: bool = False,
        starts: date | None = None,
        ends: date | None = None,
        act: tuple[str, ...] | None = None,
        done: date | datetime | None = None,
        who: tuple[str, ...] | None = None,
        steps: tuple[CountingStep, ...] = (),
        value: Fraction | str | None = None,
        failed: tuple[Failed, ...] = (),
        reckoning: Deadline | Interval | None = None,
        event: str | None = None,
        cause: str | None = None,
        limits: tuple[Failed, ...] = (),
        scored: tuple[Scored, ...] = (),
    ) -> Finding:
        """A finding of this norm; what the norm fixes is filled in."""
        return _finding(
            self.ref, self.id, self.kind, self.force, self.cites if cites is None else cites, status, subject, key,
            nominal, due, provisional, starts, ends, self.act if act is None else act, done, because, missing,
            self.who if who is None else who, steps, value, note, self.norm.reading, self.conventions, failed,
            reckoning, event, cause, limits, scored,
        )  # fmt: skip


_Open = make_dataclass("_Open", [f.name for f in fields(Finding)], slots=True)
"""A finding while it is filled in. The frozen class sets each field through a call, which takes twelve times as
long and was half of an evaluation; the layout is the same, so the filled one simply becomes a finding."""


def _finding(*values: object) -> Finding:
    made = _Open(*values)
    made.__class__ = Finding
    return cast(Finding, made)


def _nothing(run: Run) -> list[Finding]:
    return []
