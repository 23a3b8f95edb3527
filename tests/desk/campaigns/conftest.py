"""A smaller year of assessment: ten units of the demonstration, among them every one that stands apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once
from desk.lists.conftest import BACKEND

TODAY = date(2026, 10, 13)
UNITS = ("Q", "Q-02", "Q-03", "Q-05", "Q-06", "Q-08", "Q-09", "Q-10", "Q-11", "Q-12")


def enter() -> int:
    """Registers, accounts, the year."""
    from zeren.cli.demo import campaign, loading

    loading.enter_registers()
    loading.make_accounts()
    return campaign.enter(UNITS).pk


entered = once.fixture(enter, TODAY)


@pytest.fixture
def year(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> SimpleNamespace:
    """The programme, the rules, the matter of a unit by its code, signed-in clients by account."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return of(entered.into(tmp_path))


def of(programme: int) -> SimpleNamespace:
    """What was entered."""
    from zeren.access.accounts import queries as accounts
    from zeren.cli.demo import campaign
    from zeren.records.campaigns import rules
    from zeren.records.matters.models import Matter
    from zeren.records.packs import installed

    def client(name: str) -> Client:
        made = Client()
        made.force_login(accounts.find(name), backend=BACKEND)  # type: ignore[arg-type]
        return made

    def unit(code: str) -> Matter:
        return Matter.objects.get(procedure="annual-assessment", subjects__organ__code=code)

    matter = Matter.objects.get(pk=programme)
    return SimpleNamespace(
        matter=matter, url=f"/matters/{programme}/campaign", client=client, unit=unit, today=TODAY, actor=campaign._office(),
        rules=next(found for pack, _, found in rules.every(installed().packs) if pack.id == matter.pack),
    )  # fmt: skip
