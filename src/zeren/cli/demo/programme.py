"""The year's programme of inspections in the demonstration: the round of the two departments, two townships to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from zeren.cli.demo.round import BEGAN, LOGINS, OFFICE, UNITS
from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

TOWNSHIPS = ("Q-T1", "Q-T2")
TERM = date(2021, 11, 1)
"""The first day of the city committee's term: made up, like everything here."""


def enter(child: Matter) -> Matter:
    """Enter the programme, with the round that is there already as its child."""
    began = clock.today() - timedelta(days=BEGAN + 30)
    office = _office()
    units = {code: f"organ:{_organ(code)}" for code in (*UNITS, *TOWNSHIPS)}
    asked = opening.Opening(
        "zy-2015-inspection", "inspection-programme", _organ(OFFICE), f"{began.year}年巡察统筹",
        list(units.values()), began, mark="市巡统", handler=office.person, classification="内部",
    )  # fmt: skip
    programme = opening.open_matter(office, asked)
    for code in TOWNSHIPS:
        acts.state_facts(office, programme.pk, {"city_term": "八届"}, of=units[code], start=TERM)
    for after, step, by, fields in _steps(began.year):
        day = began + timedelta(days=after)
        acts.record_event(office, programme.pk, step, day, fields, by=(by,))
    opening.link(office, programme.pk, child.pk, "joined")
    return programme


def _organ(code: str) -> int:
    found = organs.by_code(code)
    assert found is not None, code
    return found.pk


def _office() -> Actor:
    """The inspection office's own account."""
    login = next(one for one in LOGINS if one.signin == "xunban")
    person = people.by_code(login.seat)
    assert person is not None
    return replace(SYSTEM, account=login.signin, name=person.name, person=person.pk)


def _steps(year: int) -> tuple[tuple[int, str, str, dict[str, FieldText]], ...]:
    said: dict[str, FieldText] = {"year": str(year)}
    drafted = {**said, "time": "四月至七月、九月至十一月", "units": "县住建局、县水务局，青河镇、柳湾镇"}
    return (
        (1, "annual_plan_drafted", "inspection_office", drafted),
        (10, "annual_plan_examined", "steering_group", said),
        (18, "annual_plan_agreed", "city_committee", said),
        (29, "round_started", "inspection_office", said),
    )
