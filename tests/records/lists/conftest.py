"""A round of inspection over two bureaus, with the people of both, for the tests of the three lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from records import conftest as county_of
from records.support_packs import delivered
from zeren.records import clock, packs, registers
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.lists.changes import Change
from zeren.records.matters import acts as matters
from zeren.records.matters.opening import Opening, open_matter

OPENED, FOUND = date(2026, 1, 5), "2026-02-02"
MORE_ORGANS = [
    {"code": "CX", "name": "市委巡察办", "level": "city", "kind": "working_organ", "superior": "C", "committee": "C"},
    {"code": "QS", "name": "青县水务局", "level": "county", "kind": "unit", "superior": "Q", "discipline_organ": "QJ"},
]  # fmt: skip
MORE_PEOPLE = [
    {"code": "feng", "name": "冯组长", "organ": "CX"},
    {"code": "chen", "name": "陈组员", "organ": "CX"},
    {"code": "wei", "name": "卫局长", "organ": "QS"},
    {"code": "han1", "name": "韩同名", "organ": "QS"},
    {"code": "han2", "name": "韩同名", "organ": "QS"},
    {"code": "lian", "name": "连络员", "organ": "QT"},
    {"code": "shui", "name": "水络员", "organ": "QS"},
]


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with delivered() as installed:
        yield installed


def enter() -> None:
    """The county with an inspection office, and the round."""
    county_of.enter()
    for noun, rows in (("organs", MORE_ORGANS), ("people", MORE_PEOPLE)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    found = county_of.find()
    with delivered():
        asked = Opening(
            "zy-2015-inspection", "inspection", found.organs["CX"].pk, "第一轮巡察",
            [f"organ:{found.organs[code].pk}" for code in ("QT", "QS")], OPENED, mark="市巡",
        )  # fmt: skip
        matter = open_matter(SYSTEM, asked)
        matters.show_to_subject(SYSTEM, matter.pk, date(2026, 2, 10))


entered = once.fixture(enter, county_of.TODAY)


@pytest.fixture
def round_(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """The round: its matter, units, people by their codes, and who acts."""
    from zeren.records.matters.models import Matter

    entered.into(home)
    county = county_of.find()

    def actor(account: str, role: Role, organ: str, person: str = "") -> Actor:
        found = county.organs[organ]
        pk = county.people[person].pk if person else None
        return Actor(account, account, pk, found.pk, (Grant(role, found.pk, found.depth),), clock.today())

    return SimpleNamespace(
        **vars(county),
        matter=Matter.objects.get(title="第一轮巡察"),
        traffic=county.organs["QT"].pk,
        water=county.organs["QS"].pk,
        feng=actor("feng", Role.TEAM_MEMBER, "CX", "feng"),
        chen=actor("chen", Role.TEAM_MEMBER, "CX", "chen"),
        liaison=actor("lian", Role.UNIT_LIAISON, "QT", "lian"),
        other=actor("shui", Role.UNIT_LIAISON, "QS", "shui"),
        stranger=actor("wai", Role.CASE_HANDLER, "BJ", "zhou"),
    )


def problem(unit: int, number: int = 1, **said: Any) -> Change:
    """A problem as the team enters it."""
    return Change(unit, number, 0, {"text": "三年行动没有按季研究", "found": FOUND, **said})


def task(unit: int, problem: int = 1, number: int = 1, **said: Any) -> Change:
    """A task as the unit enters it."""
    return Change(unit, problem, number, {"text": "补开专题会", "due": "2026-04-10", **said})
