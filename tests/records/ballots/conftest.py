"""The made-up regulation of ballots, installed for every test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from records.support_ballots import STATEMENTS
from records.support_packs import PACK, load_text
from zeren.records import packs
from zeren.records.ballots import sealing


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """It, beside the one that the county's other tests use."""
    with packs.using([load_text(PACK), load_text(STATEMENTS)]) as installed:
        yield installed


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are hashed slowly on purpose; here quickly."""
    monkeypatch.setattr(sealing, "ROUNDS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8)
