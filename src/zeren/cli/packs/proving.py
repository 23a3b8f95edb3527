"""Whether a pack's examples prove its norms: every change of a norm must turn one of them red."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from zeren.law.packs.examples import Example
from zeren.law.packs.form import Define, ExceptionBody, Kind, Norm, Pack
from zeren.law.packs.mutations import Mutation, mutations
from zeren.norms.calendar import Calendar
from zeren.norms.compiling import PackSet
from zeren.norms.examples import run_test

UNMUTATED = (Kind.STANDING,)
"""A standing duty computes nothing: only its removal is tried."""
PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change that no example noticed. ``item``: the item of a choice that it is about."""

    norm: str
    category: str
    what: str
    item: str | None = None

    @property
    def owner(self) -> str:
        """``norm``, or ``norm/item``: what is not proven."""
        return f"{self.norm}/{self.item}" if self.item else self.norm


@dataclass(frozen=True, slots=True)
class Proof:
    """The changes tried on a pack, and those that survived. ``red``: examples that fail without any change."""

    pack: str
    tried: int
    survivors: tuple[Survivor, ...]
    red: tuple[str, ...] = ()

    def unproven(self) -> dict[str, tuple[str, ...]]:
        """``norm`` or ``norm/item`` → the changes of it that survived."""
        found: dict[str, tuple[str, ...]] = {}
        for survivor in self.survivors:
            found[survivor.owner] = (*found.get(survivor.owner, ()), f"{survivor.category}: {survivor.what}")
        return found


@dataclass(frozen=True)
class Bench:
    """What the changes of one pack are tried on."""

    packs: tuple[Pack, ...]
    pack: Pack
    tests: tuple[Example, ...]
    calendar: Calendar

    @property
    def norms(self) -> tuple[Norm, ...]:
        """The norms in use, and those of the other options of named readings."""
        return (*self.pack.norms, *self.pack.alternatives)

    def red(self) -> tuple[str, ...]:
        """The names of examples that fail as the pack stands."""
        at_hand = PackSet(self.packs).packs
        return tuple(
            str(test["name"])
            for test in self.tests
            if not all(result.passed for result in run_test(at_hand, self.pack, test, self.calendar))
        )

    def without(self, names: Sequence[str]) -> Bench:
        """The same without some examples."""
        return replace(self, tests=tuple(test for test in self.tests if test["name"] not in names))

    def survives(self, norm: Norm, mutation: Mutation) -> bool:
        """Whether every example stays as it was under the change."""
        changed = with_norm(self.pack, norm, mutation.norm)
        return not any(self._noticed(changed, test) for test in self.ordered(norm))

    def _noticed(self, changed: Pack, test: Example) -> bool:
        others = tuple(p for p in self.packs if p.ref != self.pack.ref)
        return not all(result.passed for result in run_test((*others, changed), changed, test, self.calendar))

    def ordered(self, norm: Norm) -> list[Example]:
        """The examples, those that speak of the norm first."""
        return sorted(self.tests, key=lambda test: norm.id not in named(test))

    def try_norm(self, norm: Norm) -> tuple[int, list[Survivor]]:
        """All changes of one norm: how many, and the survivors."""
        tried, survivors = 0, []
        for mutation in changes(norm, self.pack):
            tried += 1
            if self.survives(norm, mutation):
                survivors.append(Survivor(norm.id, mutation.category, mutation.what, mutation.item))
        return tried, survivors


def changes(norm: Norm, pack: Pack) -> Iterator[Mutation]:
    """The changes that are tried on a norm."""
    for mutation in mutations(norm, set(pack.vocabulary.roles)):
        if norm.kind not in UNMUTATED or mutation.category == "removal":
            yield mutation


def named(test: Example) -> set[str]:
    """The norms that an example speaks of."""
    found = {str(wanted["norm"]) for wanted in test.get("expect", ())}
    for wanted in (*test.get("allowed", ()), *test.get("bars", ())):
        norms = wanted.get("norms", ())
        found |= {norms} if isinstance(norms, str) else set(norms)
    return found


def with_norm(pack: Pack, norm: Norm, changed: Norm | None) -> Pack:
    """The pack with a norm changed or taken out; exceptions no longer name one that is out."""
    return replace(
        pack,
        norms=_changed(pack.norms, norm, changed),
        alternatives=_changed(pack.alternatives, norm, changed),
    )


def _changed(norms: tuple[Norm, ...], norm: Norm, changed: Norm | None) -> tuple[Norm, ...]:
    kept = [n for n in (changed if n is norm else n for n in norms) if n is not None]
    if changed is None:
        kept = [n for n in (_forgetting(n, norm.id) for n in kept) if n is not None]
    return tuple(kept)


def _forgetting(norm: Norm, gone: str) -> Norm | None:
    if not isinstance(norm.body, ExceptionBody) or gone not in norm.body.to:
        return norm
    rest = tuple(name for name in norm.body.to if name != gone)
    return replace(norm, body=replace(norm.body, to=rest)) if rest else None


def untested(pack: Pack, tests: Sequence[Example]) -> list[str]:
    """Norms that no example speaks of. Definitions and exceptions show in the findings of others: their removal tells."""
    spoken = set().union(*(named(test) for test in tests)) if tests else set()
    silent = [norm for norm in pack.norms if norm.id not in spoken]
    return [norm.id for norm in silent if not isinstance(norm.body, ExceptionBody | Define)]


# ---------------------------------------------------------------- expectations turned false


def hollow(bench: Bench) -> Iterator[tuple[str, str]]:
    """Expectations that still hold when they are turned false, as (example, place)."""
    for test in bench.tests:
        for part in ("expect", "allowed", "bars"):
            for place, wanted in enumerate(test.get(part, ()), 1):
                for key, false in falsified(part, wanted):
                    bare = {k: v for k, v in test.items() if k not in ("expect", "allowed", "bars")}
                    results = run_test(bench.packs, bench.pack, {**bare, part: [false]}, bench.calendar)
                    if all(result.passed for result in results):
                        yield str(test["name"]), f"{part} {place} {key}"


NEVER = "不会出现的文字"
FALSE: dict[str, Any] = {
    "due": "0001-01-01", "nominal": "0001-01-01", "starts": "0001-01-01", "ends": "0001-01-01",
    "done": "0001-01-01", "because": NEVER, "missing": NEVER, "note": NEVER, "value": NEVER, "cite": NEVER,
    "who": NEVER, "pack": NEVER, "key": NEVER,
}  # fmt: skip


def falsified(part: str, wanted: Example) -> Iterator[tuple[str, Example]]:
    """An expectation with one key turned false, once for each key that says something."""
    if part == "allowed":
        yield "ok", {**wanted, "ok": "no" if wanted["ok"] != "no" else "yes"}
    elif part == "bars":
        yield "norms", {**wanted, "norms": [NEVER]}
    else:
        yield "status", {**wanted, "status": "met" if wanted.get("status") != "met" else "breached"}
        for key in wanted:
            if key in FALSE:
                yield key, {**wanted, key: FALSE[key]}


# ---------------------------------------------------------------- over processes

_bench: list[Bench] = []


def _begin(bench: Bench) -> None:
    _bench[:] = [bench]


def _try(place: int) -> tuple[int, list[Survivor]]:
    return _bench[0].try_norm(_bench[0].norms[place])


def prove(bench: Bench, *, processes: int = PROCESSES) -> Iterator[tuple[int, list[Survivor]]]:
    """Try every change of every norm; what was found, norm by norm."""
    places = range(len(bench.norms))
    if processes < 2 or len(places) < 20:
        _begin(bench)
        yield from map(_try, places)
        return
    with ProcessPoolExecutor(processes, initializer=_begin, initargs=(bench,)) as pool:
        yield from pool.map(_try, places, chunksize=4)
