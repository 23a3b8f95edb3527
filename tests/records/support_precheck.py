"""A population for the check before an appointment, the same every time."""

from __future__ import annotations

import random
from datetime import date, timedelta
from types import SimpleNamespace

from zeren.records import packs
from zeren.records.people.models import Person
from zeren.records.precheck import rules
from zeren.records.precheck.model import Asked
from zeren.records.restrictions.models import Restriction

DAY = date(2026, 3, 16)


def population(desk: SimpleNamespace, people: int) -> list[Asked]:
    """Many people of the bureau with restrictions of every kind around the day, on three matters; asked about every intent."""
    chance = random.Random(7)
    mine = desk.open("gs-2015-up-and-down", "unsuited-adjustment")
    theirs = desk.open("cn-2021-organizational-handling", "organizational-handling", "QJ")
    dossier = desk.open("cn-2014-selection-supervision", "selection-dossier")
    home = Person.objects.get(pk=desk.pk)
    scope = {name: getattr(home, name) for name in ("a1", "a2", "a3", "a4", "a5", "a6")}
    made = Person.objects.bulk_create(
        Person(code=f"x{n}", name=f"某{n}", organ=desk.organs["QZ"], **scope | {"a3": desk.organs["Q"].pk, "a4": desk.organs["QZ"].pk})
        for n in range(people)
    )  # fmt: skip
    kinds = [
        (mine, "gs-2015-up-and-down", "impact-1y", ("promoted",)),
        (theirs, "cn-2021-organizational-handling", "demote-period", ("promoted", "rank_promoted", "further_used")),
        (theirs, "cn-2021-organizational-handling", "no-awards", ("awarded",)),
        (dossier, "cn-2014-selection-supervision", "chasing-office", ("appointment_decided", "promoted")),
    ]  # fmt: skip
    rows = []
    for person in made:
        for matter, pack, norm, barred in chance.sample(kinds, chance.randint(0, 3)):
            starts = DAY - timedelta(days=chance.randint(-40, 400))
            ends = chance.choice([None, starts + timedelta(days=365), DAY, DAY - timedelta(days=1)])
            version = packs.installed().versions(pack)[-1].version
            for act in barred:
                rows.append(
                    Restriction(
                        matter=matter, subject=f"person:{person.pk}", person=person, act=act, pack=f"{pack}@{version}",
                        norm=norm, cites="1", source=f"m{matter.pk}e2", starts=starts,
                        ends=max(starts, ends) if ends else None,
                    )
                )  # fmt: skip
    Restriction.objects.bulk_create(rows)
    intents = [*rules.INTENTS]
    return [Asked(p.pk, chance.choice(intents), DAY + timedelta(days=chance.randint(-2, 2))) for p in made]
