"""One instance of a duty: what opened it, for whom, until when, and the acts that count for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from zeren.law.packs.form import Path
from zeren.norms.counting import Deadline
from zeren.norms.model import Finding, Missing
from zeren.norms.view import Ev

if TYPE_CHECKING:
    from zeren.norms.units import Unit


class Instance:
    """A duty opened on ``opened`` for ``subject``; ``key`` is the opening event, the period, or the day."""

    __slots__ = (
        "acts", "because", "cites", "deadline", "doubts", "ended", "failed", "first", "key", "last", "lifted", "longer", "missing",
        "opened", "opener", "spared", "subject", "unsure",
    )  # fmt: skip

    def __init__(self, opened: date, opener: Ev | None, subject: str | None, key: str) -> None:
        self.opened = opened
        self.opener = opener
        self.subject = subject
        self.key = key
        self.first: date | None = None
        """First and last day of the period, where the instance is one."""
        self.last: date | None = None
        self.ended: date | None = None
        """The day after which nothing is owed any more, because the cause no longer holds."""
        self.deadline: Deadline | None = None
        self.longer: tuple[Deadline, tuple[Missing, ...]] | None = None
        """The deadline if an uncertain extension holds, and what it depends on."""
        self.missing: tuple[Missing, ...] = ()
        """What the due day depends on and is not known."""
        self.unsure: tuple[Missing, ...] | None = None
        """What it depends on whether the instance is owed at all."""
        self.spared: tuple[Missing, ...] = ()
        """What it depends on whether an exception lifts the duty."""
        self.acts: list[Ev] = []
        self.doubts: list[tuple[Ev, tuple[Missing, ...]]] = []
        self.failed: list[Ev] = []
        self.lifted: Finding | None = None
        """The finding of an instance that an exception surely lifts: it takes no act."""
        self.because: tuple[str, ...] = (opener.id,) if opener is not None else ()
        self.cites: tuple[str, ...] = ()

    def forget(self) -> None:
        """Give back the acts, to be shared out once more."""
        self.acts, self.doubts, self.failed = [], [], []

    @property
    def at(self) -> date | datetime:
        """The moment of opening."""
        return self.opener.at if self.opener is not None else self.opened

    def done(self, names: tuple[str, ...], each: bool, count: int) -> Ev | None:
        """The act that completes it: the ``count``-th, or with ``each`` the last of the first of every kind."""
        if not each:
            return self.acts[count - 1] if len(self.acts) >= count else None
        firsts = []
        for name in names:
            kind = [a for a in self.acts if a.type == name]
            if len(kind) < count:
                return None
            firsts.append(kind[count - 1])
        return max(firsts, key=lambda a: a.pos)


class Opened:
    """What a duty's opener finds: instances, and the occasions on which nothing is owed."""

    __slots__ = ("apart", "instances")

    def __init__(self) -> None:
        self.instances: list[Instance] = []
        self.apart: list[tuple[str | None, Ev | None, str]] = []


def owner(unit: Unit, instance: Instance) -> tuple[str, ...]:
    """Who owes it: the roles of the norm, or the holder that a fact names. Whom a fact of the subject names is owed to."""
    per = unit.norm.per
    if isinstance(per, Path) and per.head != "subject" and instance.subject:
        return (instance.subject, *unit.who)
    return unit.who
