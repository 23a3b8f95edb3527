"""Who could end a bar: read from the norm itself, never chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from zeren.law.packs.form import Bar, ExceptionBody, Happened, Norm, Pack, Path, Require, Term, Vocabulary
from zeren.law.packs.form import Define as DefineBody
from zeren.records.precheck.model import Lift

FACTS = frozenset({"subject", "matter", "unit", "param"})
ACT = frozenset({"this", "opener", "actor"})


def lifts_of(pack: Pack, norm: Norm, shared: Vocabulary) -> tuple[Lift, ...]:
    """The steps that end a bar (``until``), that its condition rests on, or by which an exception lifts it.

    A bar that only runs out names none.
    """
    if not isinstance(norm.body, Bar):
        return ()
    named = list(norm.body.until)
    named += () if norm.body.from_ else events_of(pack, norm)
    for other in pack.norms:
        if isinstance(other.body, ExceptionBody) and norm.id in other.body.to:
            named += events_of(pack, other)
    return tuple(Lift(name, roles_of(pack, name, shared)) for name in dict.fromkeys(named))


def events_of(pack: Pack, norm: Norm) -> tuple[str, ...]:
    """The steps of the pack that a norm's condition reads, the terms it uses included."""
    terms = {n.body.term: n.body for n in pack.norms if isinstance(n.body, DefineBody)}
    names = [name for part in (norm.if_, norm.body) for name in _heads(part, terms, frozenset())]
    steps = {name for procedure in pack.procedures.values() for name in procedure.steps}
    return tuple(name for name in dict.fromkeys(names) if name in steps)


def _heads(part: object, terms: dict[str, DefineBody], seen: frozenset[str]) -> Iterator[str]:
    if isinstance(part, Path):
        yield part.head
    elif isinstance(part, Happened):
        yield part.event
    elif isinstance(part, Term) and part.term in terms and part.term not in seen:
        yield from _heads(terms[part.term].that, terms, seen | {part.term})
    elif isinstance(part, tuple):
        for one in part:
            yield from _heads(one, terms, seen)
    elif is_dataclass(part) and not isinstance(part, type):
        for one in fields(part):
            yield from _heads(getattr(part, one.name), terms, seen)


def required(norm: Norm) -> tuple[str, ...]:
    """The steps that a condition of an act demands beforehand."""
    body = norm.body
    if not isinstance(body, Require):
        return ()
    after = body.after.names if body.after is not None else ()
    read = (name for name in _heads(body.that, {}, frozenset()) if name not in FACTS | ACT)
    return tuple(dict.fromkeys((*after, *read)))


def roles_of(pack: Pack, name: str, shared: Vocabulary) -> tuple[str, ...]:
    """Who does a step, by the pack's own words, else by the shared ones."""
    own = next((p.steps[name] for p in pack.procedures.values() if name in p.steps), None)
    step = own or pack.vocabulary.events.get(name) or shared.events.get(name)
    return tuple(step.by) if step else ()
