"""The demonstration's round: an inspection office, two units with their liaisons, lists under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once

TODAY = date(2026, 10, 13)
BACKEND = "zeren.access.accounts.backend.AccountBackend"


def enter() -> None:
    """Registers, accounts, the round."""
    from zeren.cli.demo import loading, round

    loading.enter_registers()
    loading.make_accounts()
    round.enter()


entered = once.fixture(enter, TODAY)


@pytest.fixture
def lists(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> SimpleNamespace:
    """The matter of the round, the two units, a signed-in client by account."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    entered.into(tmp_path)
    return found()


def found() -> SimpleNamespace:
    """What was entered."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.matters.models import Matter
    from zeren.records.organs import queries as organs

    def client(name: str) -> Client:
        made = Client()
        made.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
        return made

    matter = Matter.objects.get(pack="zy-2015-inspection", procedure="inspection")
    housing, water = organs.by_code("Q-01"), organs.by_code("Q-04")
    assert housing and water
    return SimpleNamespace(
        matter=matter,
        housing=housing.pk,
        water=water.pk,
        client=client,
        organ=f"/matters/{matter.pk}/lists",
        own=f"/own/{matter.pk}/lists",
    )
