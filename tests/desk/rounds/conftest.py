"""The demonstration's programme: two departments in a round, two townships that no round took yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from desk.lists.conftest import found as of_the_round

TODAY = date(2026, 10, 13)


def enter() -> int:
    """Registers, accounts, the round, the programme."""
    from zeren.cli.demo import loading, programme, round

    loading.enter_registers()
    loading.make_accounts()
    return programme.enter(round.enter()).pk


entered = once.fixture(enter, TODAY)


@pytest.fixture
def rounds(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> SimpleNamespace:
    """The programme, its units by code, signed-in clients by account; ``page``: what an account gets there."""
    from zeren.records.matters.models import Matter
    from zeren.records.organs import queries as organs

    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    programme = entered.into(tmp_path)
    made = of_the_round()
    made.programme = Matter.objects.get(pk=programme)
    made.url = f"/matters/{programme}/coverage"
    made.ref = lambda code: f"organ:{organs.by_code(code).pk}"  # type: ignore[union-attr]
    return made
