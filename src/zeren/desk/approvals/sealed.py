"""The sealed lines of a person's page: that material exists, who may open it, and the way to ask."""

from __future__ import annotations

from dataclasses import dataclass

from zeren.access.consulting import queries
from zeren.desk import links
from zeren.desk.components import Button, Sealed
from zeren.records.actor import Actor
from zeren.records.materials import kinds
from zeren.records.materials import queries as materials
from zeren.records.people import queries as people


@dataclass(frozen=True, slots=True)
class SealedLine:
    """One kind of sealed material, and the button to ask where the viewer's organ has a way."""

    sealed: Sealed
    ask: Button | None


def lines(actor: Actor, person: int) -> tuple[SealedLine, ...]:
    """The lines of a person in sight."""
    return tuple(_line(actor, person, found) for found in materials.existence(actor, person))


def _line(actor: Actor, person: int, found: materials.Existence) -> SealedLine:
    kind = kinds.on()[found.kind]
    years = "、".join(str(year) for year in found.years)
    who = "、".join(dict.fromkeys(way.who for way in kind.ways if not way.verifies))
    how = f"{who}写明用途申请，由各自的主要负责人批；每次查阅留痕。"
    may = queries.asking_organ(actor, kind) is not None and people.nameable(actor).filter(pk=person).exists()
    address = links.with_query(links.named("consult-new"), ("person", str(person)), ("kind", kind.id))
    ask = Button("申请查阅", address, small=True) if may and actor.person != person else None
    return SealedLine(Sealed(f"{found.label} {found.count} 份（{years} 年）", how), ask)
