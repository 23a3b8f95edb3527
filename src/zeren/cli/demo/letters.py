"""督办 with reminder letters: four assigned items around their nodes, two letters issued, one of them read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.cli.demo import county, loading
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor
from zeren.records.letters import acts as letters
from zeren.records.letters.drafting import Key
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people

PACK, PROCEDURE, NODE = "gs-2016-111-oversight", "oversight", "object-four-acts.node"
OFFICE, HANDLER = "Q-BG", "dangban"


@dataclass(frozen=True, slots=True)
class Item:
    """An assigned item: for which unit, when it was assigned and when its node is, in days from today."""

    unit: str
    title: str
    assigned: int
    node: int


ITEMS = (
    Item("Q-01", "保障房分配公开", -21, -2),
    Item("Q-01", "工程招投标问题整改", -14, 2),
    Item("Q-02", "耕地占用问题整改", -10, 9),
    Item("Q-03", "农村公路养护资金公开", -10, 40),
)
"""Invented."""


def enter() -> None:
    """Enter the items through the acts that people use; a red and an amber letter about the first two."""
    office, person = organs.by_code(OFFICE), people.by_code(_code(HANDLER))
    assert office is not None and person is not None
    _in_charge()
    actor = replace(SYSTEM, account=HANDLER, name=person.name, person=person.pk, organ=office.pk)
    made = [_assign(actor, office, item, clock.today()) for item in ITEMS]
    for matter in made[:2]:
        row = Obligation.objects.filter(matter=matter, norm=NODE).first()
        if row is not None:
            letters.issue(actor, Key.of(row))


def _code(signin: str) -> str:
    return loading.person_of(next(login for login in loading.LOGINS if login.signin == signin))


def _in_charge() -> None:
    """A deputy secretary is in charge of the first unit, so that an amber letter finds its leader."""
    seat = next((s for s in county.seats() if (s.unit.code, s.part) == ("Q", "member")), None)
    if seat is not None:
        row = {
            "person": seat.person,
            "organ": "Q-01",
            "start": "2024-01-01",
            "source": "青岚县委分工〔2024〕1号",
        }
        report = registers.import_rows(SYSTEM, "charges", [row])
        assert report.written, report.problems


def _assign(actor: Actor, office: Organ, item: Item, today: date) -> Matter:
    unit = organs.by_code(item.unit)
    assert unit is not None
    began = today + timedelta(days=item.assigned)
    asked = opening.Opening(
        PACK, PROCEDURE, office.pk, item.title, [f"organ:{unit.pk}"], began, mark="青督", handler=actor.person,
        classification="内部",
    )  # fmt: skip
    matter = opening.open_matter(actor, asked)
    day = began.isoformat()
    acts.record_event(actor, matter.pk, "oversight_deployed", day, by=("party_committee",))
    node = (today + timedelta(days=item.node)).isoformat()
    fields = {"item": item.title, "manner": "书面督办", "node": node}
    acts.record_event(actor, matter.pk, "oversight_assigned", day, fields, by=("general_office",))
    return matter
