"""The demonstration's registers and accounts with some of its matters, entered once for a test file and copied for each test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import once

BACKEND = "zeren.access.accounts.backend.AccountBackend"


def entering(matters: Callable[[], None], today: date) -> Any:
    """A fixture ``entered`` for a module: the registers, the accounts, then these matters."""

    def enter() -> None:
        from zeren.cli.demo import loading

        loading.enter_registers()
        loading.make_accounts()
        matters()

    return once.fixture(enter, today)


def county(today: date) -> Any:
    """A fixture ``county`` for a module: what ``entered`` there entered, in a home of the test's own, on this day."""

    @pytest.fixture(name="county")
    def laid(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> None:
        settings.PASSWORD_HASHERS = once.FAST
        settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=today)
        entered.into(tmp_path)

    return laid


def client(name: str) -> Client:
    """Signed in."""
    from zeren.access.accounts import queries as accounts

    made = Client()
    made.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
    return made
