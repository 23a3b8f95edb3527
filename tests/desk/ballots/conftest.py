"""The made-up regulation of ballots, installed; words are hashed quickly."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from desk.conftest import SHARED
from desk.support_ballot import place_of
from records.support_ballots import STATEMENTS
from records.support_packs import PACK, load_text
from zeren.records import packs
from zeren.records.ballots import sealing


@pytest.fixture
def installed(home: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[packs.Installed]:
    """It, beside the one that the county's other tests use."""
    monkeypatch.setattr(sealing, "ROUNDS", 1)
    monkeypatch.setattr(sealing, "MEMORY", 8)
    with packs.using([load_text(PACK), load_text(STATEMENTS)], SHARED) as found:
        yield found


@pytest.fixture
def place(desk: SimpleNamespace) -> SimpleNamespace:
    """A matter, the voters, and the browsers of organiser and tellers."""
    return place_of(desk)
