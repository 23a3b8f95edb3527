"""Setting a figure that a text leaves to an organ."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zeren.records import packs
from zeren.records.actor import WRITES, Actor
from zeren.records.duties import states
from zeren.records.errors import OutOfSight, Problems
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh
from zeren.records.organs.models import Organ
from zeren.records.parameters.models import OrganParameter
from zeren.records.trail import acts as trail


def set_parameter(
    actor: Actor, organ_id: int, pack: str, name: str, value: str, since: date, source: str
) -> OrganParameter:
    """Set a figure from a day on, with the paper it comes from; open matters of the organ follow at once."""
    with transaction.atomic():
        organ = Organ.objects.filter(pk=organ_id).first()
        if organ is None or not (
            actor.system or any(getattr(organ, f"a{d}") == o for o, d in actor.scopes(WRITES))
        ):
            raise OutOfSight(f"organ {organ_id}")
        problems = Problems()
        declared = packs.installed().on(pack, since)
        if declared is None or name not in declared.parameters:
            problems.add("name", f"{pack} 没有“{name}”一项参数", f"{pack} has no parameter '{name}'")
        if not value.strip():
            problems.add("value", "缺数值", "the value is missing")
        if not source.strip():
            problems.add("source", "缺依据文号", "the paper that set it is missing")
        problems.refuse()
        row, _ = OrganParameter.objects.update_or_create(
            organ=organ,
            pack=pack,
            name=name,
            since=since,
            defaults={"value": value.strip(), "source": source},
        )
        trail.write(actor, "parameter_set", "organ", organ.pk, detail=f"{pack} {name} {since}")
        states.age_organ(organ.pk)
        open_ones = Matter.objects.select_for_update().filter(organ=organ, pack=pack, state=Matter.State.OPEN)
        for matter in open_ones.order_by("pk"):
            refresh.matter(matter, save=True)
    return row


def set_own(
    actor: Actor, organ: Organ, group: str, values: Mapping[str, str], since: date, source: str
) -> None:
    """Set figures of this system's own, which no pack declares, from a day on. Who may, and which values are in
    order, is for the caller to ask; inside its transaction."""
    for name, value in values.items():
        OrganParameter.objects.update_or_create(
            organ=organ, pack=group, name=name, since=since, defaults={"value": value, "source": source}
        )
    trail.write(actor, "parameter_set", "organ", organ.pk, detail=f"{group} {' '.join(values)} {since}")
