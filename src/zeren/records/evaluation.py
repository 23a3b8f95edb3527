"""Holding a matter against the packs. Nothing is kept: an evaluation is cheaper than a cache that may be stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property

from zeren.law.packs.form import Force, Kind, Pack
from zeren.norms.model import Allowed, Event, Finding, Log, State
from zeren.records import calendars, clock, engine, packs
from zeren.records.actor import Actor
from zeren.records.engine import Judged
from zeren.records.matters import log as logs
from zeren.records.matters.models import Matter

ACT_KINDS = frozenset({Kind.REQUIRE, Kind.AUTHORITY, Kind.BAR, Kind.CHOICE})


def packs_of(matter: Matter) -> tuple[Pack, ...]:
    """The packs that a matter is held against: none for one that was destroyed, of which nothing is known any more."""
    if matter.disposed:
        return ()
    return packs.installed().relevant(matter.pack, matter.procedure)


def log_of(matter: Matter) -> Log:
    """The matter's log as the engine reads it."""
    return logs.log_of(logs.around(matter))


def findings_of(
    matter: Matter, as_of: date | None = None, known_at: date | datetime | None = None
) -> tuple[Finding, ...]:
    """Every finding on a day (default: today), with what was known then if ``known_at`` is given."""
    return judge(log_of(matter), packs_of(matter), as_of or clock.today(), known_at).findings


def judge(log: Log, against: Sequence[Pack], as_of: date, known_at: date | datetime | None = None) -> Judged:
    """One evaluation by the engine."""
    return engine.judge(against, log, as_of, calendars.calendar(), known_at)


def allowed_of(matter: Matter, actor: Actor, as_of: date | None = None) -> Mapping[str, Allowed]:
    """For each act of the procedure: whether it may be done now by this actor, and every norm that says why."""
    day = as_of or clock.today()
    return engine.allowed(packs_of(matter), log_of(matter), day, calendars.calendar(), roles_of(actor))


def draft_allowed(matter: Matter, draft: Event, as_of: date | None = None) -> Allowed:
    """The same for one act as it is about to be recorded: told before, never a refusal."""
    return engine.allowed_draft(
        packs_of(matter), log_of(matter), as_of or clock.today(), calendars.calendar(), draft
    )


def norms_that_apply(log: Log, against: Sequence[Pack], act: str, as_of: date) -> frozenset[tuple[str, str]]:
    """The ``choice`` and ``require`` norms (pack reference, id) that are not ruled out for this act by what is known of the matter."""
    return engine.norms_that_apply(against, log, act, as_of, calendars.calendar())


def withheld(
    matter: Matter, act: str, as_of: date | None = None, subject: str | None = None
) -> tuple[Finding, ...]:
    """Why the paper that would complete this act is withheld; empty: it may be issued."""
    return Withholding(matter, as_of or clock.today()).of(act, subject)


class Withholding:
    """Why papers of one matter are withheld on a day; for all of them the matter is held against its packs once.

    ``log`` and ``found``: the matter's log and its findings of that day, where the caller has them.
    """

    def __init__(
        self, matter: Matter, day: date, log: Log | None = None, found: tuple[Finding, ...] | None = None
    ) -> None:
        self.log, self.packs, self.day = log or log_of(matter), packs_of(matter), day
        self._known = found

    @cached_property
    def _found(self) -> tuple[Finding, ...]:
        return judge(self.log, self.packs, self.day).findings if self._known is None else self._known

    @cached_property
    def _allowed(self) -> Mapping[str, Allowed]:
        return engine.allowed(self.packs, self.log, self.day, calendars.calendar(), ())

    def of(self, act: str, subject: str | None = None) -> tuple[Finding, ...]:
        """What holds back the paper of an act: only what a *must* forbids, done out of order, without authority or
        while barred; or, not yet done, not allowed. A recorded reason (``departure_reasoned`` naming the norm)
        releases it. With a ``subject``: the paper about this one; what was done about others is none of it.
        """
        theirs = {event.id for event in self.log.events if concerns(event.subject, subject)}
        if any(event.type == act and event.id in theirs for event in self.log.events):
            found = (f for f in self._found if f.event is None or f.event in theirs)
            against = [
                f for f in found if act in f.act and f.kind in ACT_KINDS and f.status is State.BREACHED
            ]
        else:
            answer = self._allowed.get(act)
            against = list(answer.blocks) if answer and answer.ok == "no" else []
        reasoned = reasoned_norms(self.log)
        return tuple(
            f
            for f in against
            if f.force is Force.MUST and not names(reasoned, f) and concerns(_whom(f), subject)
        )


def _whom(finding: Finding) -> tuple[str, ...]:
    return (finding.subject,) if finding.subject else ()


def concerns(subjects: Sequence[str], one: str | None) -> bool:
    """Whether what names these subjects speaks of this one: what names nobody speaks of everyone."""
    return one is None or not subjects or one in subjects


def reasoned_norms(log: Log) -> frozenset[str]:
    """The norms for which somebody recorded why they were departed from."""
    found: set[str] = set()
    for event in log.events:
        value = event.fields.get("norm") if event.type == "departure_reasoned" and not event.voids else None
        found.update(value if isinstance(value, tuple) else (value,) if value else ())
    return frozenset(found)


def names(reasoned: frozenset[str], finding: Finding) -> bool:
    """Whether the recorded reasons name this finding's norm (``norm`` or ``pack#norm``)."""
    return finding.norm in reasoned or f"{finding.pack.partition('@')[0]}#{finding.norm}" in reasoned


def roles_of(actor: Actor) -> tuple[str, ...]:
    """How the actor appears to the engine: the pack roles held, and the person."""
    return (*actor.functions, *((f"person:{actor.person}",) if actor.person else ()))
