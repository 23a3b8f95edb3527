"""Contradictions between texts, as far as they show without a case: the two of the pack format, and what is set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from zeren.law.packs.form import Authority, Bar, Choice, Duty, Force, Norm, Pack, Vocabulary


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two norms of two packs.

    ``kind``: ``duty_barred`` (one demands what the other forbids), ``authority_apart`` (no role may act under
    both), ``choice_apart`` (no item is listed in both), ``set_aside`` (one overrides the other). ``settled``
    is True where a text settles it.
    """

    kind: str
    one: str
    other: str
    acts: tuple[str, ...]
    cites: tuple[str, ...]
    other_cites: tuple[str, ...]
    settled: bool
    under: str | None = None


def contradictions(packs: Sequence[Pack], shared: Vocabulary) -> tuple[Contradiction, ...]:
    """All contradictions between packs that can be in force on one day and meet in one matter."""
    found: list[Contradiction] = []
    for one, other in permutations(packs, 2):
        if one.id == other.id or not _overlap(one, other):
            continue
        found += _set_aside(one, other)
        acts = _shared_acts(one, other, shared)
        found += _barred_duties(one, other, acts)
        if one.ref < other.ref:
            found += _apart(one, other, acts)
    return tuple(found)


def _overlap(one: Pack, other: Pack) -> bool:
    begins = max(one.version, other.version)
    return all(p.valid_to is None or begins <= p.valid_to for p in (one, other))


def _own(pack: Pack) -> set[str]:
    return {step for procedure in pack.procedures.values() for step in procedure.steps}


def _shared_acts(one: Pack, other: Pack, shared: Vocabulary) -> set[str]:
    """Events that mean the same in both: shared ones, or all where one text details or replaces the other."""
    if one.id in other.implements or other.id in one.implements:
        return _own(one) | _own(other) | set(shared.events)
    common = set(shared.events) - (_own(one) & _own(other))
    return common | (_own(one) ^ _own(other)) & (_waited(one) | _waited(other))


def _waited(pack: Pack) -> set[str]:
    """Events that a pack's norms name without declaring them."""
    named = {act for norm in pack.norms for act in _acts(norm)}
    return named - _own(pack)


def _acts(norm: Norm) -> tuple[str, ...]:
    body = norm.body
    if isinstance(body, Duty):
        return body.act.names
    if isinstance(body, Bar | Authority):
        return body.acts
    return (body.event,) if isinstance(body, Choice) else ()


def _on(pack: Pack, acts: set[str], *kinds: type) -> list[Norm]:
    """The norms of these kinds that speak of one of the acts."""
    return [norm for norm in pack.norms if isinstance(norm.body, kinds) and not acts.isdisjoint(_acts(norm))]


def _overridden(one: Pack, norm: Norm, other: Pack, target: Norm) -> bool:
    return f"{other.id}#{target.id}" in norm.overrides or f"{one.id}#{norm.id}" in target.overrides


def _pair(
    kind: str, one: Pack, norm: Norm, other: Pack, target: Norm, acts: set[str], *, settled: bool
) -> Contradiction:
    return Contradiction(
        kind, f"{one.ref}#{norm.id}", f"{other.ref}#{target.id}", tuple(sorted(acts)), norm.cite, target.cite,
        settled, norm.under,
    )  # fmt: skip


def _set_aside(one: Pack, other: Pack) -> Iterator[Contradiction]:
    for norm in (norm for norm in one.norms if norm.overrides):
        for target in other.norms:
            if f"{other.id}#{target.id}" in norm.overrides:
                yield _pair("set_aside", one, norm, other, target, set(_acts(target)), settled=True)


def _barred_duties(one: Pack, other: Pack, acts: set[str]) -> Iterator[Contradiction]:
    """A *must* duty for an act that a *must* bar of the other text forbids without an end that an event sets."""
    bars = [target for target in _on(other, acts, Bar) if target.force is Force.MUST]
    for norm in _on(one, acts, Duty) if bars else ():
        for target in bars if norm.force is Force.MUST else ():
            common = set(_acts(norm)) & set(_acts(target)) & acts
            if common:
                settled = _overridden(one, norm, other, target)
                yield _pair("duty_barred", one, norm, other, target, common, settled=settled)


def _apart(one: Pack, other: Pack, acts: set[str]) -> Iterator[Contradiction]:
    theirs = _on(other, acts, Authority, Choice)
    for norm in _on(one, acts, Authority, Choice) if theirs else ():
        for target in theirs:
            kind = _kind_apart(norm, target)
            common = set(_acts(norm)) & set(_acts(target)) & acts
            if kind and common and not _any_other_way(one, other, kind, common):
                settled = _overridden(one, norm, other, target)
                yield _pair(kind, one, norm, other, target, common, settled=settled)


def _kind_apart(norm: Norm, target: Norm) -> str | None:
    a, b = norm.body, target.body
    if isinstance(a, Authority) and isinstance(b, Authority) and a.by and b.by:
        return "authority_apart" if not set(a.by) & set(b.by) else None
    if isinstance(a, Choice) and isinstance(b, Choice) and (a.event, a.field) == (b.event, b.field):
        return "choice_apart" if not {i.id for i in a.items} & {i.id for i in b.items} else None
    return None


def _any_other_way(one: Pack, other: Pack, kind: str, acts: set[str]) -> bool:
    """Authorities over one act in one pack are alternatives: some role may fit both packs."""
    if kind != "authority_apart":
        return False
    return bool(_roles(one, acts) & _roles(other, acts))


def _roles(pack: Pack, acts: set[str]) -> set[str]:
    bodies = [n.body for n in pack.norms if isinstance(n.body, Authority)]
    return {role for body in bodies if set(body.acts) & acts for role in body.by}
