"""The bureau's assessment of the records' tests, whose scorers sign in: two of the office, one who looks, one of another county."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once
from records.conftest import find
from records.scores import conftest as of_scores
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.scores import acts
from zeren.records.scores.log import Key

TODAY = of_scores.TODAY
BACKEND = "zeren.access.accounts.backend.AccountBackend"
ACCOUNTS = (
    ("zhao", "zhao", "QJ", Role.CASE_HANDLER),
    ("qian", "qian", "QJ", Role.CASE_HANDLER),
    ("look", "", "Q", Role.VIEWER),
    ("zhou", "zhou", "BJ", Role.CASE_HANDLER),
)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Keys of this test alone, a fixed day, the real pack."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    with packs.using(*of_scores.real()):
        yield tmp_path


def enter() -> tuple[int, int]:
    """The assessment with one sheet, and the accounts."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    programme, unit = of_scores.enter()
    with packs.using(*of_scores.real()):
        organs = {organ.code: organ for organ in Organ.objects.all()}
        people = {person.code: person for person in Person.objects.all()}
        for signin, person, organ, role in ACCOUNTS:
            made = accounts.make_account(
                SYSTEM,
                signin,
                "schein-und-sein",
                person=people.get(person),
                organ=organs[organ],
                label="" if person else signin,
            )
            accounts.give_role(SYSTEM, made, role, organs[organ], date(2020, 1, 1))
        acts.fix(SYSTEM, programme, of_scores.sheet())
    return programme, unit


entered = once.fixture(enter, TODAY)


@pytest.fixture
def place(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """The two matters, the sheet, addresses, and a way to sign in."""
    from zeren.access.accounts import queries as accounts

    programme, unit = entered.into(home)
    found = find()
    found.programme, found.unit = programme, unit
    found.group = f"organ:{found.organs['QT'].pk}"
    found.key = Key(programme, 1)
    found.tree = f"/matters/{unit}/scores"
    found.sheet = f"/matters/{unit}/scores/{found.key}/{found.group.replace(':', '-')}"
    found.sheets = f"/matters/{programme}/sheets"

    def sign_in(name: str = "zhao") -> Client:
        client = Client()
        client.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
        return client

    found.sign_in = sign_in
    return found


def marks(*points: str, note: str = "缺一次记录") -> dict[str, str]:
    """The form of a sheet, filled in."""
    given: dict[str, str] = {}
    for number, text in zip(("1.1", "1.2", "2.1", "2.2"), points, strict=True):
        given |= {f"p-{number}": text, f"n-{number}": note}
    return given
