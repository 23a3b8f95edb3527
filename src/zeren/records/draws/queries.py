"""Reading draws: of a matter in sight, with what has come to stand against those drawn since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zeren.law.packs.form import Pack, Procedure
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.draws import exclusions, log
from zeren.records.draws.log import Exclusion, Held
from zeren.records.draws.rules import DrawRules, rules_of
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.matters.queries import entries
from zeren.records.people.models import Person
from zeren.records.pool import queries as pools
from zeren.records.pool.models import PoolMember

__all__ = ["DrawRules", "rules_of"]


@dataclass(frozen=True, slots=True)
class Standing:
    """A member of the pool and what keeps him off the list of a matter today."""

    member: PoolMember
    against: tuple[Exclusion, ...]


def of_matter(actor: Actor, matter_id: int) -> tuple[Held, ...]:
    """Every draw of a matter, the oldest first. Raises OutOfSight."""
    return log.draws_in(entries(actor, matter_id))


def standing(actor: Actor, matter: Matter, pool: int) -> list[Standing]:
    """The members of a pool today with what stands against each; nothing of a pool from which the matter's team is
    not drawn, or out of sight."""
    if pool not in {organ.pk for organ in pools.pools_for(actor, matter)}:
        return []
    return listed(actor, matter, pool)


def listed(actor: Actor, matter: Matter, pool: int) -> list[Standing]:
    """The same for who asked before whether it is in sight."""
    members = pools.members(pool, clock.today())
    found = exclusions.against(actor, matter, [member.person for member in members], clock.today())
    return [Standing(member, found.get(member.person_id, ())) for member in members]


def against_seated(actor: Actor, matter: Matter, held: Held) -> Mapping[int, tuple[Exclusion, ...]]:
    """What stands today against those who sit in the team: it came up after the list was frozen."""
    people = Person.objects.filter(pk__in=held.seated()).select_related("organ")
    return exclusions.against(actor, matter, list(people), clock.today())


def known_of(
    pack: Pack, procedure: Procedure, step: str, found: tuple[Recorded, ...]
) -> dict[str, tuple[str, int]]:
    """What the draw in force says of the fields of the step that it serves: value, and the entry that tells it.

    Facts for the form; a person records the step.
    """
    rules = rules_of(pack, procedure)
    if rules is None or rules.step != step:
        return {}
    held = log.in_force(log.draws_in(found))
    if held is None or held.result is None:
        return {}
    numbers = {seat.fills: str(len(held.result.seats.get(seat.id, ()))) for seat in rules.seats}
    return {name: (value, held.result.seq) for name, value in {**rules.known, **numbers}.items()}


def people_of(held: Held) -> dict[int, Person]:
    """Everybody whom a draw names, by id, with the organ; as the register has them now."""
    ids = {*held.people.values(), *(one.person for one in held.excluded)}
    return {person.pk: person for person in Person.objects.filter(pk__in=ids).select_related("organ")}
