"""The county committee of the records' tests, whose people sign in: the office, the secretary, a deputy, one beside."""

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
from records.duties import conftest as of_duties
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.duties import acts

TODAY = of_duties.TODAY
BACKEND = "zeren.access.accounts.backend.AccountBackend"
ACCOUNTS = (
    ("office", "", "Q", Role.COMMITTEE_OFFICE),
    ("wang", "wang", "Q", Role.PRINCIPAL),
    ("feng", "feng", "Q", Role.LEADER_IN_CHARGE),
    ("wei", "wei", "QT", Role.SUBJECT),
    ("chen", "chen", "Q", Role.SUBJECT),
    ("beside", "", "B", Role.COMMITTEE_OFFICE),
    ("audit", "", "Q", Role.AUDIT_ADMIN),
)


def library() -> Any:
    """The small regulation over the shared words of the real packs."""
    shared = of_duties.words()
    return packs.using([load_pack_text(of_duties.DUTIES.encode(), "t-2020-duties.yaml", shared)], shared)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Keys of this test alone, a fixed day, the small regulation."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    with library():
        yield tmp_path


def enter() -> None:
    """Enter the county, its accounts and the committee's list."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    with library():
        of_duties.enter()
        organs = {organ.code: organ for organ in Organ.objects.all()}
        people = {person.code: person for person in Person.objects.all()}
        for signin, person, organ, role in ACCOUNTS:
            account = accounts.make_account(
                SYSTEM,
                signin,
                "qinglan-2026",
                person=people.get(person),
                organ=organs[organ],
                label="" if person else signin,
            )
            accounts.give_role(SYSTEM, account, role, organs[organ], date(2020, 1, 1))
        acts.generate(SYSTEM, organs["Q"].pk, 2026)


entered = once.fixture(enter, TODAY)


@pytest.fixture
def desk(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """The county; ``sign_in(name)`` answers a browser; ``url(…)`` an address of the committee's list."""
    from zeren.access.accounts import queries as accounts

    entered.into(home)
    county = find()
    organ = county.organs["Q"].pk

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
        return client

    def url(page: str = "", noun: str = "duties") -> str:
        return f"/{noun}/{organ}/2026{f'/{page}' if page else ''}"

    return SimpleNamespace(organs=county.organs, people=county.people, sign_in=sign_in, url=url)
