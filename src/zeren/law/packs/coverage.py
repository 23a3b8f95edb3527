"""How much of a catalogue a pack carries: every id as a norm, an item of a choice, or carried by a provision."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node

from zeren.law.packs.form import Choice, Kind, Norm, Pack, Status
from zeren.law.packs.nodes import compose, entries, items_of, line_of, text_at, value_at
from zeren.law.packs.problems import PackErrors, Problem

HELD = ("encoded", "standing", "judgment", "definition", "principle", "not_automated")
CHAPTER = re.compile(r"ch\d+$")
"""A chapter is a heading over units that have a status each."""
DERIVED = re.compile(r"^title$|\.[se]\d+$")
"""The title and sentences are addresses that no catalogue lists."""
UNPROVEN, MISSING = "unproven", "missing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One norm of a catalogue."""

    id: str
    kind: str
    at: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What a text holds, by ids and addresses, as read by people."""

    id: str
    entries: tuple[Entry, ...]
    addresses: tuple[str, ...]
    effective: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """One document: how each of its ids is carried, what is missing, and what no example proves.

    ``held``: id → one of ``HELD``, ``unproven`` or ``missing``. ``unlisted``: addresses without a status.
    ``surplus``: addresses of the pack that the catalogue does not know.
    """

    id: str
    pack: str | None
    held: Mapping[str, str]
    kinds: Mapping[str, str]
    unlisted: tuple[str, ...] = ()
    surplus: tuple[str, ...] = ()
    survivors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def count(self, status: str) -> int:
        """How many ids are carried that way."""
        return sum(1 for found in self.held.values() if found == status)

    def ids(self, status: str) -> tuple[str, ...]:
        """The ids that are carried that way."""
        return tuple(name for name, found in self.held.items() if found == status)

    def as_data(self) -> dict[str, Any]:
        """The shape that ``zeren packs coverage --json`` prints."""
        by_kind: dict[str, Counter[str]] = {}
        for name, status in self.held.items():
            by_kind.setdefault(self.kinds[name], Counter())[status] += 1
        return {
            "id": self.id,
            "pack": self.pack,
            "norms": len(self.held),
            **{status: self.count(status) for status in HELD},
            "missing": list(self.ids(MISSING)),
            "unproven": [
                {"id": name, "survived": list(self.survivors.get(name, ()))} for name in self.ids(UNPROVEN)
            ],
            "by_kind": {kind: dict(sorted(found.items())) for kind, found in sorted(by_kind.items())},
            "unlisted": list(self.unlisted),
            "surplus": list(self.surplus),
        }


# ---------------------------------------------------------------- reading catalogues


def load_catalogues(folder: Path) -> tuple[Catalogue, ...]:
    """Every catalogue of a folder, by file name.

    Raises:
        PackErrors: a file that is not a catalogue, or a folder without any.

    """
    files = sorted(Path(folder).glob("*.yaml"))
    if not files:
        raise PackErrors([Problem("no_catalogue", str(folder), 0, None, "", str(folder))])
    return tuple(load_catalogue(path) for path in files)


def load_catalogue(path: Path) -> Catalogue:
    """One catalogue: its id, its norms (id, kind, address) and its addresses."""
    root = compose(path.read_bytes(), str(path))
    name = text_at(root, "id")
    if name is None or value_at(root, "norms") is None:
        raise PackErrors([Problem("no_catalogue", str(path), line_of(root), None, "", path.name)])
    found = tuple(_entry(node) for node in items_of(value_at(root, "norms")))
    addresses = tuple(text_at(node, "at") or "" for node in items_of(value_at(root, "provisions")))
    return Catalogue(name, found, addresses, text_at(root, "effective"))


def _entry(node: Node) -> Entry:
    said = {key: value for key, _, value in entries(node)[0]} if isinstance(node, MappingNode) else {}
    texts = {key: value.value for key, value in said.items() if isinstance(value, yaml.ScalarNode)}
    return Entry(texts.get("id", "?"), texts.get("kind", "?"), texts.get("at", ""))


# ---------------------------------------------------------------- holding a pack against one


def cover(
    catalogue: Catalogue, pack: Pack | None, unproven: Mapping[str, tuple[str, ...]] | None = None
) -> Coverage:
    """How the catalogue is carried. ``unproven``: norm → the changes of it that no example noticed."""
    kinds = {entry.id: entry.kind for entry in catalogue.entries}
    if pack is None:
        return Coverage(catalogue.id, None, dict.fromkeys(kinds, MISSING), kinds, ())
    open_norms = dict(unproven or {})
    holders = _Holders(pack)
    held = {name: holders.status(name, open_norms.keys()) for name in kinds}
    survivors = {
        name: holders.survivors(name, open_norms) for name, status in held.items() if status == UNPROVEN
    }
    listed = set(pack.provisions)
    return Coverage(
        catalogue.id, pack.ref, held, kinds, tuple(_unlisted(catalogue.addresses, listed)),
        tuple(sorted(a for a in listed - set(catalogue.addresses) if not DERIVED.search(a))), survivors,
    )  # fmt: skip


class _Holders:
    """Where each id stands in a pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.items: dict[str, list[Norm]] = {}
        self.item_cites: dict[str, list[str]] = {}
        for norm in pack.norms:
            for item in norm.body.items if isinstance(norm.body, Choice) else ():
                self.items.setdefault(item.id, []).append(norm)
                self.item_cites.setdefault(item.id, []).extend(item.cite)
        self.carried = {name: p.status for p in pack.provisions.values() for name in p.carries}

    def norms(self, name: str) -> list[Norm]:
        """The norms that bear an id: ``id`` itself and ``id.part``."""
        return [n for n in self.pack.norms if n.id == name or n.id.startswith(name + ".")]

    def status(self, name: str, unproven: Set[str]) -> str:
        """The strongest way in which an id is carried."""
        found = set(self._statuses(name, unproven))
        return next((status for status in (UNPROVEN, *HELD) if status in found), MISSING)

    def _statuses(self, name: str, unproven: Set[str]) -> Iterator[str]:
        for norm in self.norms(name):
            yield self._of_norm(norm, norm.cite, norm.id in unproven)
        for norm in self.items.get(name, ()):
            yield self._of_norm(norm, tuple(self.item_cites[name]), f"{norm.id}/{name}" in unproven)
        if name in self.carried:
            yield self.carried[name].value

    def _of_norm(self, norm: Norm, cites: tuple[str, ...], unproven: bool) -> str:
        if norm.kind is Kind.STANDING:
            return "standing"
        statuses = {found.value for cite in cites if (found := self._provision(cite)) is not None}
        if "encoded" in statuses or not statuses:
            return UNPROVEN if unproven else "encoded"
        return next(status for status in HELD if status in statuses)

    def _provision(self, address: str) -> Status | None:
        """The status of an address, or of the nearest one above it; of the first below it where none is above."""
        above = address
        while above:
            if above in self.pack.provisions:
                return self.pack.provisions[above].status
            above = above.rpartition(".")[0]
        below = [p.status for at, p in self.pack.provisions.items() if at.startswith(address + ".")]
        return Status.ENCODED if Status.ENCODED in below else (below[0] if below else None)

    def survivors(self, name: str, unproven: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The changes that survived, for the norms that bear an id."""
        names = [n.id for n in self.norms(name)] + [f"{n.id}/{name}" for n in self.items.get(name, ())]
        return tuple(f"{norm}: {what}" for norm in dict.fromkeys(names) for what in unproven.get(norm, ()))


def _unlisted(addresses: tuple[str, ...], listed: Set[str]) -> Iterator[str]:
    """Addresses without a status of their own, below one that has, or all of whose sub-units have."""
    for address in addresses:
        if address in listed or CHAPTER.match(address) or _served_below(address, addresses, listed):
            continue
        yield address


def _served_below(address: str, addresses: tuple[str, ...], listed: Set[str]) -> bool:
    depth = address.count(".") + 1
    below = [a for a in addresses if a.startswith(address + ".") and a.count(".") == depth]
    return bool(below) and all(a in listed or _served_below(a, addresses, listed) for a in below)
