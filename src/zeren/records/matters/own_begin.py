"""What the person begins: a matter of the receiving organ, opened by their own first step (``begins`` in ``desk.yaml``).

Raises everywhere: OutOfSight (the pack gives nothing of this to the person), Refused with every field that is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import ADMINISTRATORS, Actor
from zeren.records.errors import OutOfSight
from zeren.records.matters import acts, opening, own_acts, own_rules
from zeren.records.matters.models import Event, Matter
from zeren.records.matters.own import Offer
from zeren.records.matters.own_rules import Begins, OwnRules
from zeren.records.organs.models import Organ
from zeren.records.packs import Words
from zeren.records.people.models import Person


@dataclass(frozen=True, slots=True)
class Beginning:
    """A procedure that the person may begin, in the version in force today."""

    words: Words
    rules: OwnRules
    begins: Begins

    @property
    def step(self) -> Step:
        """The first step."""
        return self.words.procedure.steps[self.begins.step]

    @property
    def offer(self) -> Offer:
        """The first step as it is offered: no period runs before there is a matter."""
        return Offer(self.rules.steps[self.begins.step], self.step, None)


def beginnings(actor: Actor) -> tuple[Beginning, ...]:
    """What the person may begin today; nothing for an account without a person, or an administrator's."""
    if not actor.person or actor.has(*ADMINISTRATORS):
        return ()
    library, today = packs.installed(), clock.today()
    current = (pack for pack in library.packs if library.on(pack.id, today) is pack)
    return tuple(
        Beginning(words, rules, rules.begins)
        for pack in current
        for procedure in pack.procedures.values()
        if (rules := own_rules.rules_of(pack, procedure)).begins
        and (words := packs.words(pack.id, pack.version, procedure.id))
    )


def beginning(actor: Actor, pack: str, procedure: str) -> Beginning:
    """One of them by its names."""
    for one in beginnings(actor):
        if (one.words.pack.id, one.words.procedure.id) == (pack, procedure):
            return one
    raise OutOfSight(f"begin {pack} {procedure}")


def last_handler(found: Beginning, receiver: Organ, person: int) -> Person | None:
    """Who handles the receiver's last matter of this kind and still serves; never the person."""
    rows = Matter.objects.filter(pack=found.words.pack.id, procedure=found.words.procedure.id, organ=receiver)
    last = (
        rows.exclude(handler=None).exclude(handler=person).select_related("handler").order_by("-pk").first()
    )
    return last.handler if last and last.handler and last.handler.left is None else None


def begin(
    actor: Actor,
    found: Beginning,
    fields: Mapping[str, FieldText],
    receiver: Organ,
    handler: Person,
    token: str = "",
) -> Event:
    """Open the matter and record the first step, today: both or nothing. The same ``token`` answers the first time's."""
    given = own_acts.checked_of(found.offer, fields)
    key = f"own/{actor.account}/{token}"[:80] if token else None
    with transaction.atomic():
        # Two windows of one person: the second waits here, and then finds what the first one began.
        Person.objects.select_for_update().get(pk=actor.person)
        before = (
            Event.objects.filter(matter__subjects__person=actor.person, idempotency=key).first()
            if key
            else None
        )
        if before is not None:
            return before
        return _begun(actor, found, given, receiver, handler, key)


def _begun(
    actor: Actor, found: Beginning, given: dict[str, FieldText], receiver: Organ, handler: Person, key: str | None
) -> Event:  # fmt: skip
    ref, recording = f"person:{actor.person}", _for_the_record(actor)
    asked = opening.Opening(
        found.words.pack.id, found.words.procedure.id, receiver.pk, f"{actor.name} {found.begins.title}", [ref],
        clock.today(), mark=found.begins.mark, handler=handler.pk, classification="内部",
    )  # fmt: skip
    matter = opening.open_matter(recording, asked)
    return acts.record_event(
        recording, matter.pk, found.begins.step, clock.today(), given, subjects=[ref], by=(found.rules.role,), idempotency=key
    ).event  # fmt: skip


def _for_the_record(actor: Actor) -> Actor:
    """The person's own act in a matter of the receiving organ, under their account and name: they hold no role there."""
    # Built anew: the actor of a request is known only when it is first asked for.
    return Actor(actor.account, actor.name, actor.person, actor.organ, system=True, strong=actor.strong)
