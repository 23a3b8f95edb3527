"""A county with an organization department that receives complaints, and everybody who has to do with one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once
from zeren.records.actor import SYSTEM, Role

TODAY = date(2026, 10, 13)
BACKEND = "zeren.access.accounts.backend.AccountBackend"
PASSWORD = "qinglan-2026"

ORGANS = [
    {"code": "S", "name": "某省委", "level": "province", "kind": "party_committee"},
    {"code": "SZ", "name": "某省委组织部", "level": "province", "kind": "organization_department", "superior": "S", "committee": "S"},
    {"code": "C", "name": "某市委", "level": "city", "kind": "party_committee", "superior": "S"},
    {"code": "CZ", "name": "某市委组织部", "level": "city", "kind": "organization_department", "superior": "C", "committee": "C"},
    {"code": "Q", "name": "青县县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "QZ", "name": "青县县委组织部", "level": "county", "kind": "organization_department", "superior": "Q", "committee": "Q"},
    {"code": "QJ", "name": "青县纪委", "level": "county", "kind": "discipline_commission", "superior": "Q", "committee": "Q"},
    {"code": "QT", "name": "青县交通局", "level": "county", "kind": "unit", "superior": "Q", "committee": "Q"},
]  # fmt: skip
STAFF = {
    # account: organ, role, the post's part there
    "qshuji": ("Q", Role.PRINCIPAL, "principal"),
    "buzhang": ("QZ", Role.PRINCIPAL, "principal"),
    "fubuzhang": ("QZ", Role.LEADER_IN_CHARGE, "member"),
    "jiandu": ("QZ", Role.SUPERVISION_OFFICER, "other"),
    "shouli": ("QZ", Role.COMPLAINT_OFFICER, "other"),
    "shouli2": ("QZ", Role.COMPLAINT_OFFICER, "other"),
    "jwshouli": ("QJ", Role.COMPLAINT_OFFICER, "other"),
    "juzhang": ("QT", Role.CASE_HANDLER, "principal"),
    "cbuzhang": ("CZ", Role.PRINCIPAL, "principal"),
    "cshuji": ("C", Role.PRINCIPAL, "principal"),
    "cshouli": ("CZ", Role.COMPLAINT_OFFICER, "other"),
    "shenji": ("Q", Role.AUDIT_ADMIN, ""),
}


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """Keys and files of this test alone, on a fixed day."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return tmp_path


def enter() -> None:
    """Enter organs, people with posts, and accounts."""
    from zeren.access.accounts import acts as accounts
    from zeren.records import registers
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    people = {name: row for name, row in STAFF.items() if row[2]}
    rows = {
        "organs": ORGANS,
        "people": [{"code": name, "name": f"{name}某", "organ": organ} for name, (organ, _, _) in people.items()],
        "posts": [
            {"code": f"P-{name}", "organ": organ, "name": "职务", "post_class": part, "principal": "是" if part == "principal" else "否"}
            for name, (organ, _, part) in people.items()
        ],
        "appointments": [{"person": name, "post": f"P-{name}", "start": "2020-01-01"} for name in people],
    }  # fmt: skip
    for noun, lines in rows.items():
        report = registers.import_rows(SYSTEM, noun, lines)
        assert report.written, report.problems
    organs = {organ.code: organ for organ in Organ.objects.all()}
    persons = {person.code: person for person in Person.objects.all()}
    for name, (organ, role, _) in STAFF.items():
        account = accounts.make_account(
            SYSTEM, name, PASSWORD, person=persons.get(name), organ=organs[organ], label=name
        )
        accounts.give_role(SYSTEM, account, role, organs[organ], date(2020, 1, 1))


entered = once.fixture(enter, TODAY)


@pytest.fixture
def county(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """The county."""
    entered.into(home)
    return find()


def build() -> SimpleNamespace:
    """Enter the county and answer it."""
    enter()
    return find()


def find() -> SimpleNamespace:
    """The county that was entered."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    organs = {organ.code: organ for organ in Organ.objects.all()}
    persons = {person.code: person for person in Person.objects.all()}
    made = {name: accounts.find(name) for name in STAFF}
    return SimpleNamespace(organs=organs, people=persons, accounts=made, actor=actor, browser=browser(made))


def actor(name: str, *, strong: bool = True) -> Any:
    """The actor of an account."""
    from zeren.access.accounts import queries

    account = queries.find(name)
    assert account is not None
    return replace(queries.actor_of(account), strong=strong)


def browser(accounts: dict[str, Any]) -> Any:
    """A browser in which an account has signed in, with a second factor."""

    def made(name: str, *, strong: bool = True) -> Client:
        from zeren.access.middleware import STRONG

        client = Client()
        client.force_login(accounts[name], backend=BACKEND)
        session = client.session
        session[STRONG] = strong
        session.save()
        return client

    return made


@pytest.fixture
def named(county: SimpleNamespace) -> Any:
    """A complaint by a visitor whose name is sealed, about the bureau's head."""
    return take_in(county)


def take_in(county: SimpleNamespace, about: str = "juzhang") -> Any:
    """A visitor's complaint with a sealed reporter, about somebody of the registers."""
    from zeren.records.complaints import acts
    from zeren.records.complaints.log import Written

    return acts.take_in(
        actor("shouli"),
        acts.Intake(
            county.organs["QZ"].pk, "visit", TODAY, Written("交通局　局长", "甲乙丙丁私下定人"), "佟晓禾", "东街三号",
            (f"person:{county.people[about].pk}",) if about else (),
        ),
    )  # fmt: skip
