"""Which items of a list the records speak for before anybody chooses: each condition with its parts, and the exceptions.

Nothing is chosen here, and nothing is ranked. An item without a condition of its own is for people to find and never a
candidate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zeren.law.packs.form import All, Choice, ChoiceItem, Condition, Pack
from zeren.norms.allowing import DRAFT, Blank
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet, compiled
from zeren.norms.context import Ctx, Truth
from zeren.norms.judged import lifted
from zeren.norms.model import Event, Log, Missing
from zeren.norms.reads import ACT_HEADS, ALL, STATIC_HEADS, heads
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import END, View

NO_EVENTS = ACT_HEADS | STATIC_HEADS | {"subject", ALL}


@dataclass(frozen=True, slots=True)
class Part:
    """One of the conditions that an item needs at once: whether it holds, and the acts that it reads."""

    condition: Condition
    truth: Truth
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item for one subject. ``truth``: whether its own condition holds; ``lifted``: whether an exception sets it aside
    (None: not known), ``exceptions``: which, with their provisions."""

    pack: str
    norm: str
    item: ChoiceItem
    subject: str
    truth: Truth
    parts: tuple[Part, ...] = ()
    lifted: Truth = False
    exceptions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    missing: tuple[Missing, ...] = ()

    @property
    def by_people(self) -> bool:
        """Whether the records say nothing of it: people find it, with their reasons."""
        return self.item.if_ is None

    @property
    def reads(self) -> tuple[str, ...]:
        """The acts that its condition reads."""
        return tuple(dict.fromkeys(name for part in self.parts for name in part.reads))


class _Known(Blank):
    """An act of which some fields are known; the others are still unknown."""

    def __init__(self, known: Mapping[str, str]) -> None:
        super().__init__()
        self.known = known

    def get(self, name: str, default: object = None) -> str:
        return self.known.get(name, "?")


def candidates(
    packs: Iterable[Pack] | PackSet,
    log: Log,
    act: str,
    field: str,
    as_of: date,
    calendar: Calendar,
    known: Mapping[str, str] | None = None,
) -> tuple[Candidate, ...]:
    """Every item of the choices over ``act.field`` for every subject that the choice speaks of, in the order of the text.

    Args:
        known: fields of the act to come that are taken as given; the others are unknown.
    """
    packset = compiled(packs)
    view = View(log, as_of, None)
    event = view.with_draft(Event(DRAFT, act, as_of, subject=log.subjects, fields=_Known(known or {})))
    run = Run(packset, view, calendar, draft=event)
    found: list[Candidate] = []
    for unit in packset.units:
        body = unit.norm.body
        if isinstance(body, Choice) and (body.event, body.field) == (act, field):
            for subject in log.subjects:
                ctx = Ctx(run, event, event, subject, event.day, event.pos)
                scope = True if unit.if_ is None else unit.if_(ctx)
                if scope is not False:
                    found.extend(_items(run, unit, body, ctx, subject, scope))
    return tuple(found)


def _items(run: Run, unit: Unit, body: Choice, ctx: Ctx, subject: str, scope: Truth) -> Iterator[Candidate]:
    """``scope`` None: it is not known whether the choice speaks of the subject; then no condition surely holds."""
    unsure = ctx.take() if scope is None else ()
    for item in body.items:
        ctx.missing.clear()
        if item.if_ is None:
            yield Candidate(unit.ref, unit.id, item, subject, None)
            continue
        truth = unit.test(item.if_)(ctx)
        missing = (*unsure, *ctx.take())
        if scope is None and truth is True:
            truth = None
        parts = tuple(_parts(run, unit, item.if_, ctx))
        away, which, lacks = _lifts(run, unit, item, ctx)
        yield Candidate(unit.ref, unit.id, item, subject, truth, parts, away, which, (*missing, *lacks))


def _parts(run: Run, unit: Unit, condition: Condition, ctx: Ctx) -> Iterator[Part]:
    for part in condition.parts if isinstance(condition, All) else (condition,):
        truth = unit.test(part)(ctx)
        ctx.missing.clear()
        yield Part(part, truth, _acts_in(run.packs, unit, part))


def _acts_in(packs: PackSet, unit: Unit, condition: Condition) -> tuple[str, ...]:
    """The acts that a condition reads; found once for all subjects and logs."""
    known = packs.acts_read.get(id(condition))
    if known is None:
        named = dict.fromkeys(head for head in heads(condition, unit.env) if head not in NO_EVENTS)
        known = packs.acts_read[id(condition)] = tuple(named)
    return known


def reads(packs: Iterable[Pack] | PackSet, act: str, field: str) -> frozenset[str] | None:
    """Every act that the items of the choices over ``act.field`` and their exceptions read; None: any."""
    packset = compiled(packs)
    found: set[str] = set()
    for unit in packset.units:
        body = unit.norm.body
        if isinstance(body, Choice) and (body.event, body.field) == (act, field):
            lifts = [one for item in body.items for one in packset.item_lifts(unit.env, item.id)]
            asked = [
                (unit, unit.norm.if_),
                *((unit, item.if_) for item in body.items),
                *((one, one.norm.if_) for one in lifts),
            ]
            found |= {
                head
                for one, condition in asked
                if condition is not None
                for head in heads(condition, one.env)
            }
    return None if ALL in found else frozenset(found - NO_EVENTS)


def _lifts(
    run: Run, unit: Unit, item: ChoiceItem, ctx: Ctx
) -> tuple[Truth, tuple[tuple[str, tuple[str, ...]], ...], tuple[Missing, ...]]:
    """Whether an exception sets the item aside, which ones may, and what that depends on."""
    which: list[tuple[str, tuple[str, ...]]] = []
    answer: Truth = False
    lacks: list[Missing] = []
    for exception in run.packs.item_lifts(unit.env, item.id):
        truth, _ = lifted(run, [exception], ctx)
        lacks.extend(ctx.take())
        if truth is not False:
            which.append((exception.id, exception.cites))
        answer = True if truth is True or answer is True else None if truth is None else answer
    return answer, tuple(which), () if answer is True else tuple(lacks)


@dataclass(frozen=True, slots=True)
class Excepted:
    """Whether an exception's condition holds for one subject, asked by itself; ``missing``: what that depends on."""

    norm: str
    cites: tuple[str, ...]
    subject: str
    truth: Truth
    missing: tuple[Missing, ...] = ()


def exceptions(
    packs: Iterable[Pack] | PackSet, log: Log, names: Collection[str], as_of: date, calendar: Calendar
) -> tuple[Excepted, ...]:
    """The exceptions of these names for every subject, in the order of ``names``."""
    packset = compiled(packs)
    run = Run(packset, View(log, as_of, None), calendar)
    units = {unit.id: unit for unit in packset.units if packset.governs(unit.env, as_of) is True}
    found = []
    for unit in (units[name] for name in names if name in units):
        for subject in log.subjects:
            ctx = Ctx(run, None, None, subject, as_of, END)
            truth = True if unit.if_ is None else unit.if_(ctx)
            found.append(Excepted(unit.id, unit.cites, subject, truth, ctx.take()))
    return tuple(found)
