"""A small county, a small pack of its own, and actors, for the records' tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from records.support_packs import PACK, load_text
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM, Actor, Grant, Role

TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keys and papers of this test alone; a fixed day."""
    from dataclasses import replace

    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return tmp_path


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The pack of these tests: a made-up regulation on reminders (提醒)."""
    with packs.using([load_text(PACK)]) as installed:
        yield installed


ORGANS = [
    {"code": "S", "name": "某省委", "level": "province", "kind": "party_committee"},
    {"code": "C", "name": "某市委", "level": "city", "kind": "party_committee", "superior": "S"},
    {"code": "Q", "name": "青县县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "QJ", "name": "青县纪委", "level": "county", "kind": "discipline_commission", "superior": "Q", "committee": "Q"},
    {"code": "QZ", "name": "青县县委组织部", "level": "county", "kind": "organization_department", "superior": "Q", "committee": "Q"},
    {"code": "QT", "name": "青县交通局", "level": "county", "kind": "unit", "superior": "Q", "discipline_organ": "QJ"},
    {"code": "B", "name": "白县县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "BJ", "name": "白县纪委", "level": "county", "kind": "discipline_commission", "superior": "B", "committee": "B"},
]  # fmt: skip
PEOPLE = [
    {"code": "zhao", "name": "赵承办", "organ": "QJ"},
    {"code": "qian", "name": "钱承办", "organ": "QJ"},
    {"code": "sun", "name": "孙局长", "organ": "QT", "birth": "1970-05-06"},
    {"code": "li", "name": "李科长", "organ": "QT"},
    {"code": "zhou", "name": "周承办", "organ": "BJ"},
]
POSTS = [
    {
        "code": "P1",
        "organ": "QT",
        "name": "局长",
        "post_class": "principal",
        "managing_organ": "Q",
        "principal": "yes",
    },
    {
        "code": "P2",
        "organ": "QT",
        "name": "科长",
        "post_class": "other_leader",
        "managing_organ": "QT",
        "approved": "2",
    },
]
APPOINTMENTS = [
    {"person": "sun", "post": "P1", "start": "2020-01-01", "source": "任字〔2020〕1号"},
    {"person": "li", "post": "P2", "start": "2021-06-01"},
]


def enter() -> None:
    """Enter the county."""
    from zeren.records import registers

    for noun, rows in (
        ("organs", ORGANS),
        ("people", PEOPLE),
        ("posts", POSTS),
        ("appointments", APPOINTMENTS),
    ):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems


entered = once.fixture(enter, TODAY)


@pytest.fixture
def county(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """Organs, people, posts and appointments by their codes; actors by their names."""
    entered.into(home)
    return find()


def build() -> SimpleNamespace:
    """Enter the county and answer it."""
    enter()
    return find()


def find() -> SimpleNamespace:
    """The county that was entered."""
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    organs = {organ.code: organ for organ in Organ.objects.all()}
    people = {person.code: person for person in Person.objects.all()}

    def actor(account: str, role: Role, organ: str, person: str = "", *functions: str) -> Actor:
        grant = Grant(role, organs[organ].pk, organs[organ].depth, functions)
        pk = people[person].pk if person else None
        return Actor(account, account, pk, organs[organ].pk, (grant,), clock.today())

    return SimpleNamespace(
        organs=organs,
        people=people,
        actor=actor,
        zhao=actor("zhao", Role.CASE_HANDLER, "QJ", "zhao", "office"),
        qian=actor("qian", Role.CASE_HANDLER, "QJ", "qian", "office"),
        zhou=actor("zhou", Role.CASE_HANDLER, "BJ", "zhou"),
        leader=actor("leader", Role.PRINCIPAL, "Q"),
        viewer=actor("viewer", Role.VIEWER, "C"),
        subject=actor("sun", Role.SUBJECT, "QT", "sun"),
        auditor=actor("audit", Role.AUDIT_ADMIN, "Q"),
        sun=f"person:{people['sun'].pk}",
        li=f"person:{people['li'].pk}",
    )


@pytest.fixture
def opened(county: SimpleNamespace) -> Any:
    """Opens a matter of the county's discipline commission about the bureau's head."""
    from zeren.records.matters.opening import Opening, open_matter

    def open_one(**differs: Any) -> Any:
        asked: dict[str, Any] = {
            "pack": "test-reminder",
            "procedure": "reminder",
            "organ": county.organs["QJ"].pk,
            "title": "提醒交通局长",
            "subjects": [county.sun],
            "opened": date(2026, 3, 2),
            "mark": "青纪提",
            "facts": {"kind": "ordinary"},
        }
        return open_matter(differs.pop("actor", county.zhao), Opening(**{**asked, **differs}))

    return open_one
