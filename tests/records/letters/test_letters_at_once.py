"""Letters issued and read at the same moment, in threads, where the database locks rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.test_at_once import at_once, committed
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.letters import acts
from zeren.records.letters.drafting import Key
from zeren.records.letters.models import Letter
from zeren.records.matters import queries
from zeren.records.obligations.models import Obligation

__all__ = ["committed"]


@pytest.fixture
def place(committed: None) -> Any:
    from records.conftest import build

    return build()


def errand(place: Any) -> Key:
    from zeren.records.matters import acts as matters
    from zeren.records.matters.opening import Opening, open_matter

    asked = Opening(
        "test-errands", "errand", place.organs["QJ"].pk, "修路", [f"organ:{place.organs['QT'].pk}"], date(2026, 3, 2),
        mark="青督", handler=place.people["zhao"].pk,
    )  # fmt: skip
    matter = open_matter(SYSTEM, asked)
    matters.record_event(SYSTEM, matter.pk, "assigned", "2026-03-02", {"node": "2026-03-20"}, by=("office",))
    return Key.of(Obligation.objects.get(matter=matter, norm="node"))


def test_numbers_given_at_once_have_no_gap_and_no_double(place: Any) -> None:
    keys = [errand(place) for _ in range(4)]
    answers = at_once(*(lambda key=key: acts.issue(place.zhao, key) for key in keys))
    assert sorted(letter.number for letter in answers) == [f"督提〔2026〕{n}号" for n in range(1, 5)]


def test_of_two_letters_about_one_thing_at_once_one_is_told_and_uses_no_number(place: Any) -> None:
    key = errand(place)
    answers = at_once(*(lambda who=who: acts.issue(who, key) for who in (place.zhao, place.qian)))
    assert sorted(isinstance(one, Refused) for one in answers) == [False, True]
    assert acts.issue(place.zhao, errand(place)).number == "督提〔2026〕2号"


def test_two_looks_at_once_are_noted_once(place: Any) -> None:
    letter = acts.issue(place.zhao, errand(place))
    at_once(*(lambda: acts.receive(place.zhao, letter.matter_id, letter.seq),) * 4)
    types = [entry.type for entry in queries.entries(place.zhao, letter.matter_id)]
    assert types.count("_reminder_received") == 1 and Letter.objects.count() == 1
