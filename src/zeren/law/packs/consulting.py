"""Who may consult sealed material: ``access.yaml`` beside a pack (``docs/consulting.md``). Nothing follows that is not there.

A material kind lists the ways in which it opens: which organs may ask, for which purposes, about whom, who approves,
each on its provision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from yaml.nodes import Node

from zeren.law.packs.form import Pack
from zeren.law.packs.nodes import compose, items_of, value_at
from zeren.law.packs.problems import PackErrors
from zeren.law.packs.reading import Reading
from zeren.law.packs.records import Key, Record, place
from zeren.law.packs.types import ADDRESS, IDENT, Made, Many, MapOf, Text, Word, YesNo

ACCESS = "access.yaml"


class Limit(StrEnum):
    """About whom may be asked: whom the asker's organ or its committee manages; whom a duty-crime case involves."""

    MANAGEMENT_AUTHORITY = "management_authority"
    CASE_INVOLVEMENT = "case_involvement"


class Approver(StrEnum):
    """Who approves: the principal of the asker's own organ (本机关、本单位主要负责人)."""

    PRINCIPAL = "principal"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to material: for organs of these kinds, for these purposes (id → label), on one provision.

    ``verifies``: the report is not merely read but held against facts (调查核实).
    """

    id: str
    cite: str
    who: str
    organs: tuple[str, ...]
    purposes: Mapping[str, str]
    limit: Limit
    approved_by: Approver
    verifies: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True)
class MaterialKind:
    """A kind of sealed material: its label, its sections (id → label), who keeps it (provision), the ways to it."""

    id: str
    label: str
    custody: str
    sections: Mapping[str, str]
    ways: tuple[Way, ...]
    pack: str = ""
    version: str = ""
    digest: str = ""

    @property
    def ref(self) -> str:
        """``id@version`` of the pack beside which it stands."""
        return f"{self.pack}@{self.version}"

    def ways_of(self, organ_kind: str) -> tuple[Way, ...]:
        """The ways open to organs of a kind; none is the rule."""
        return tuple(way for way in self.ways if organ_kind in way.organs)

    def way(self, organ_kind: str, purpose: str) -> Way | None:
        """The way that a purpose belongs to; None where the text gives the organ no such purpose."""
        return next((way for way in self.ways_of(organ_kind) if purpose in way.purposes), None)


_LABELS = MapOf(Text())
_WHO = Record(
    "who",
    (
        Key("label", Text(), "how the text names these organs", required=True),
        Key("organs", Many(Text(IDENT)), "kinds of organs", required=True),
    ),
    lambda v, node, r: (v["label"], v["organs"]),
)


def _way(v: dict[str, Any], node: Node, r: Reading) -> Way:
    label, organs = v["who"]
    return Way(
        v["id"], v["cite"], label, organs, v["purposes"], v["limit"], v["approved_by"], v.get("verifies", False),
        place(node),
    )  # fmt: skip


WAY = Record(
    "way",
    (
        Key("id", Text(IDENT), "its name", required=True),
        Key("cite", Text(ADDRESS, "bad_address"), "the provision that opens it", required=True),
        Key("who", _WHO, "which organs may ask", required=True),
        Key("purposes", _LABELS, "the closed list of purposes", required=True),
        Key("limit", Made(Word(tuple(Limit)), Limit), "about whom", required=True),
        Key("approved_by", Made(Word(tuple(Approver)), Approver), "who approves", required=True),
        Key("verifies", YesNo(), "whether it is verification"),
    ),
    _way,
)
MATERIAL = Record(
    "material",
    (
        Key("label", Text(), "what people call it", required=True),
        Key("custody", Text(ADDRESS, "bad_address"), "the provision on keeping it", required=True),
        Key("sections", _LABELS, "its parts, each opened by itself", required=True),
        Key("ways", Many(WAY), "how it opens", required=True),
    ),
    lambda v, node, r: MaterialKind(r.keys[-1], v["label"], v["custody"], v["sections"], v["ways"]),
)
FILE = Record(
    "access",
    (Key("materials", MapOf(MATERIAL), "kinds of sealed material", required=True),),
    lambda v, node, r: tuple(v["materials"].values()),
)


def load_access(folder: Path, pack: Pack) -> tuple[MaterialKind, ...]:
    """The kinds of sealed material that a pack opens; none where there is no ``access.yaml`` in its folder.

    Raises:
        PackErrors: with everything that is wrong with the file: line, key, what stands there, what may.

    """
    file = Path(folder) / ACCESS
    if not file.is_file():
        return ()
    data = file.read_bytes()
    root, r = compose(data, str(file)), Reading(str(file))
    kinds: tuple[MaterialKind, ...] | None = FILE.read(root, r)
    if kinds is not None and not r.problems:
        for kind in kinds:
            _check(kind, value_at(root, "materials", kind.id), pack, r)
    if r.problems or kinds is None:
        raise PackErrors(r.problems)
    digest = hashlib.sha256(data).hexdigest()
    return tuple(replace(k, pack=pack.id, version=pack.version.isoformat(), digest=digest) for k in kinds)


def _check(kind: MaterialKind, node: Node | None, pack: Pack, r: Reading) -> None:
    """Every provision is the pack's; an organ finds a purpose, and an id, in one way only."""
    taken: set[tuple[str, str]] = set()
    ids: set[str] = set()
    with r.at("materials"), r.at(kind.id):
        _known(kind.custody, value_at(node, "custody"), pack, r)
        for way, at in zip(kind.ways, items_of(value_at(node, "ways")), strict=True):
            _known(way.cite, value_at(at, "cite"), pack, r)
            if way.id in ids:
                r.refuse("duplicate_item", value_at(at, "id"), way.id)
            pairs = {(organ, purpose) for organ in way.organs for purpose in way.purposes}
            for purpose in sorted({purpose for _, purpose in pairs & taken}):
                r.refuse("duplicate_item", value_at(at, "purposes"), purpose)
            taken |= pairs
            ids.add(way.id)


def _known(address: str, node: Node | None, pack: Pack, r: Reading) -> None:
    if address not in pack.provisions:
        r.refuse("unknown_provision", node, address, pack.provisions)
