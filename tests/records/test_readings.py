"""The readings that an installation switched hold in the record: one file, read when the process starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from zeren.law.packs import PackErrors
from zeren.law.packs.form import Duty, Norm, Pack
from zeren.law.packs.readings import choices
from zeren.records import packs

ACCOUNTABILITY = "cn-2019-accountability"


@pytest.fixture
def home(pack: packs.Installed, tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """The installed packs, not those that the other tests are given, and a data folder of its own."""
    given, packs._given[:] = packs._given[:], []
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path)
    packs.reload()
    yield tmp_path
    packs.reload()
    packs._given[:] = given


def in_force() -> Pack:
    found = packs.installed().on(ACCOUNTABILITY, date(2024, 3, 4))
    assert found is not None
    return found


def organ_rolls(pack: Pack) -> bool | None:
    (norm,) = (n for n in pack.norms if n.id == "appeal-decision-deadline")
    assert isinstance(norm, Norm) and isinstance(norm.body, Duty)
    return norm.body.roll


def switch(home: Path, text: str) -> None:
    (home / "readings.yaml").write_text(text, encoding="utf-8")


def test_without_a_file_the_packs_read_as_they_are_written(home: Path) -> None:
    assert choices(in_force()) == {}
    assert organ_rolls(in_force()) is False


def test_a_switched_reading_holds_from_the_next_start(home: Path) -> None:
    before = in_force()
    switch(home, f"{ACCOUNTABILITY}: {{organ-month: rolled}}\n")
    assert in_force() is before, "a running process keeps the readings it began with"
    packs.reload()
    assert choices(in_force()) == {"organ-month": "rolled"}
    assert organ_rolls(in_force()) is True
    assert in_force().digest != before.digest
    assert packs.installed().on(ACCOUNTABILITY, date(2018, 3, 4)) is not None


def test_a_switch_that_does_not_fit_is_refused_whole(home: Path) -> None:
    switch(home, f"{ACCOUNTABILITY}: {{organ-month: rolls}}\n")
    packs.reload()
    with pytest.raises(PackErrors) as caught:
        packs.installed()
    assert [(p.code, p.suggestion) for p in caught.value.problems] == [("unknown_option", "rolled")]
