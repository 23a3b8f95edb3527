"""What may be done now: the norms that judge an act, asked about a draft of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from zeren.law.packs.form import Bar, Force, Kind, Pack
from zeren.norms.bar import inside, intervals, reaches
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.conflicts import settled
from zeren.norms.model import Allowed, Event, Finding, Log, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import Ev, View

DRAFT = "draft"


def allowed(
    packs: Iterable[Pack] | PackSet,
    log: Log,
    draft: Event,
    as_of: date | datetime,
    calendar: Calendar,
    known_at: date | datetime | None = None,
) -> Allowed:
    """Whether an act may be done as drafted: ``yes``, ``no`` or ``unknown``, with every norm that says why.

    The draft is judged at its place in the order, by the same rules as a recorded act. ``must`` blocks,
    ``should`` warns, a duty opens its act and never blocks one; an ``aim`` says nothing.
    """
    packset = compiled(packs)
    view = View(log, as_of, known_at)
    opens = _opens(Run(packset, view, calendar), draft.type)
    return _verdict(draft.type, _everything(packset, view, draft, calendar), opens)


class Asking:
    """One log on one day, asked what the norms say of several acts as drafted, one after the other: for a check before
    they are done. What the drafts share is read once."""

    def __init__(
        self,
        packs: Iterable[Pack] | PackSet,
        log: Log,
        as_of: date | datetime,
        calendar: Calendar,
        known_at: date | datetime | None = None,
    ) -> None:
        self._packs, self._calendar = compiled(packs), calendar
        self._view = View(log, as_of, known_at)

    def said(self, draft: Event, norm: tuple[str, str] | None = None) -> list[Finding]:
        """Everything that the norms (or one: pack reference, id) say of a draft, also what it keeps."""
        return _everything(self._packs, self._view.anew(), draft, self._calendar, norm)

    def standing(self, steps: Collection[str], subject: str) -> list[Event]:
        """The entries of these steps about one subject that stand on the day, in their order."""
        found = (ev for ev in self._view.events if ev.type in steps)
        return [ev.source for ev in found if not ev.subject or subject in ev.subject]


def _everything(
    packset: PackSet, view: View, draft: Event, calendar: Calendar, norm: tuple[str, str] | None = None
) -> list[Finding]:
    event = view.with_draft(draft if draft.id else replace(draft, id=DRAFT))
    run = Run(packset, view, calendar, draft=event)
    units = packset.judging(event.type)
    asked = units if norm is None else [unit for unit in units if (unit.ref, unit.id) == norm]
    return [finding for unit in asked for finding in _said(run, unit, event)]


def _verdict(act: str, said: list[Finding], opens: tuple[Finding, ...]) -> Allowed:
    blocks = [f for f in said if f.status is State.BREACHED and _binds(f)]
    warns = [f for f in said if f.status is State.BREACHED and not _binds(f)]
    open_ = [f for f in said if f.status is State.UNDETERMINED and _binds(f)]
    if blocks:
        return Allowed(act, "no", tuple(blocks), tuple(warns), opens)
    if open_:
        return Allowed(act, "unknown", tuple(open_), tuple(warns), opens)
    return Allowed(act, "yes", (), tuple(warns), opens)


def _binds(finding: Finding) -> bool:
    """Whether a norm can block: a *must*, and an authority whatever its force."""
    return finding.force is Force.MUST or (finding.force is Force.MAY and finding.kind is Kind.AUTHORITY)


def _said(run: Run, unit: Unit, event: Ev) -> list[Finding]:
    """What a norm that judges the act says about the draft."""
    if settled(run, unit, event.subject[0] if len(event.subject) == 1 else None) is not None:
        return []
    body = unit.norm.body
    return _barred(run, unit, body, event) if isinstance(body, Bar) and body.from_ else run.answer(unit)


def _barred(run: Run, unit: Unit, body: Bar, event: Ev) -> list[Finding]:
    """The intervals that the draft would fall into; ``ends`` says until when."""
    found: list[Finding] = []
    for bar in intervals(run, unit, body):
        mine = bar.subject is None or not event.subject or bar.subject in event.subject
        if not (mine and bar.live and inside(bar, event.day, event.pos, run)):
            continue
        truth, missing = reaches(bar, event, body, run)
        if truth is False:
            continue
        missing = (*bar.missing, *missing)
        weak = unit.force in (Force.AIM, Force.MAY)
        state = State.UNDETERMINED if missing else State.LAPSED if weak else State.BREACHED
        found.append(replace(bar.finding, status=state, missing=missing, because=(bar.source.id,)))
    return found


def _opens(run: Run, act: str) -> tuple[Finding, ...]:
    """The duties and powers that call for the act now."""
    found: list[Finding] = []
    for unit in run.packs.units:
        if unit.kind is Kind.DUTY and act in unit.act:
            found.extend(
                f for f in run.answer(unit) if f.status in (State.PENDING, State.BREACHED, State.LAPSED)
            )
    return tuple(f for f in found if f.done is None)


class Blank(dict[str, str]):
    """The fields of an act that is only named: each of them is still unknown."""

    def get(self, name: str, default: object = None) -> str:
        return "?"

    def __bool__(self) -> bool:
        return True


def allowed_acts(
    packs: Iterable[Pack] | PackSet,
    log: Log,
    as_of: date | datetime,
    calendar: Calendar,
    *,
    by: tuple[str, ...] = (),
    subject: tuple[str, ...] = (),
    procedure: str | None = None,
) -> Mapping[str, Allowed]:
    """For each act of the matter's procedure, whether this actor may do it now.

    What the act will contain is not known yet, so its own content neither blocks nor leaves it open: order,
    authority, bars and the facts of the matter decide.
    """
    packset = compiled(packs)
    wanted = procedure or log.procedure
    types = dict.fromkeys(
        step
        for env in packset.envs
        for name, proc in env.pack.procedures.items()
        if wanted is None or name == wanted
        for step in proc.steps
    )
    return {name: _bare(packset, log, name, as_of, calendar, by, subject) for name in types}


def _bare(
    packset: PackSet,
    log: Log,
    act: str,
    as_of: date | datetime,
    calendar: Calendar,
    by: tuple[str, ...],
    subject: tuple[str, ...],
) -> Allowed:
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    draft = Event(DRAFT, act, day, by=by, subject=subject or log.subjects, fields=Blank())
    found = allowed(packset, log, draft, as_of, calendar)
    if found.ok != "unknown":
        return found
    open_ = tuple(f for f in found.blocks if not _content(f, act))
    return replace(found, ok="unknown" if open_ else "yes", blocks=open_)


def _content(finding: Finding, act: str) -> bool:
    """Whether a finding is open only for want of the act's own content."""
    return all(m.what.startswith(f"{act}.") and m.what != f"{act}.by" for m in finding.missing)
