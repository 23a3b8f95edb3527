"""The demonstration's county as cast, on a fixed day, with the real packs; one case of accountability begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import once

TODAY = date(2024, 6, 28)
SUBJECT = "R034"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """Keys and papers of this test alone; a fixed day; a hasher that costs nothing (sign-in has tests of its own)."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return tmp_path


def enter() -> None:
    """Registers and accounts of the demonstration."""
    from zeren.cli.demo import loading

    loading.enter_registers()
    loading.make_accounts()


entered = once.fixture(enter, TODAY)


@pytest.fixture
def county(db: None, home: Path, entered: once.Entered) -> None:
    """Registers and accounts of the demonstration."""
    entered.into(home)


@pytest.fixture
def as_(county: None) -> Callable[[str], Client]:
    """A browser of the named account."""

    def signed_in(name: str) -> Client:
        from zeren.access.accounts import queries as accounts

        account = accounts.find(name)
        assert account is not None
        client = Client()
        client.force_login(account)
        return client

    return signed_in


@pytest.fixture
def subject(county: None) -> Any:
    """The person concerned: a bureau's deputy head."""
    from zeren.records.people import queries as people

    found = people.by_code(SUBJECT)
    assert found is not None
    return found


@pytest.fixture
def case(as_: Callable[[str], Client], subject: Any) -> Any:
    """A matter begun by the case handler through the form."""
    handler = as_("chengban")
    answer = handler.post("/matters/new/cn-2019-accountability/accountability", opening(SUBJECT))
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return handler, answer.headers["Location"].rstrip("/") + "/"


def opening(code: str, **differs: Any) -> dict[str, Any]:
    """What the form of a new case holds."""
    return {
        "subjects": code,
        "title": "住建局副局长 问责",
        "mark": "青纪问",
        "opened": "2024-01-08",
        "f-m-organ": "discipline_commission",
        "f-s-subject_kind": "cadre",
        "f-s-managed_by": "same_level_committee",
        "f-s-led_by": "same_level_committee",
        "f-s-part": "in_charge",
        "f-s-post_change": "in_post",
        "f-s-under_review": "no",
    } | differs


def record(handler: Client, url: str, step: str, at: str, *by: str, **fields: Any) -> Any:
    """Record one act by its form."""
    data = {"at": at, "by": list(by), **{f"f-{name}": value for name, value in fields.items()}}
    return handler.post(f"{url}record/{step}", data)
