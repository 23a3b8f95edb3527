"""Sheets and finals stand in the matters' own chains: altered, removed or replayed they are found like any record."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from zeren.records import integrity, rebuild, triggers
from zeren.records.matters.models import Event, EventPayload, Matter
from zeren.records.scores import acts, queries
from zeren.records.scores.log import TYPES


def filled(place: Any) -> list[Event]:
    key = place.fixed()
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    place.filled(place.qian, key, "35", "60", "55.5", "44.5")
    acts.settle(place.zhao, place.unit, key, place.group, {"1.1": ("36", "按材料")})
    return list(Event.objects.filter(type__in=TYPES).order_by("pk"))


def test_untouched_they_verify_and_replay_changes_nothing(place: Any) -> None:
    filled(place)
    before = (rebuild.contents(), queries.filled_in(Matter.objects.get(pk=place.unit)))
    assert integrity.verify().faults == ()
    rebuild.rebuild()
    assert (rebuild.contents(), queries.filled_in(Matter.objects.get(pk=place.unit))) == before


@pytest.mark.parametrize("place_in_list", range(4))
def test_whoever_alters_one_is_found(place: Any, place_in_list: int) -> None:
    event = filled(place)[place_in_list]
    other = filled_payload(event)
    triggers.remove(connection)
    try:
        EventPayload.objects.filter(event=event).update(sealed=other)
        assert [fault.code for fault in integrity.verify().faults if fault.code != "no_trigger"] == [
            "payload_altered"
        ]
    finally:
        triggers.install(connection)


def filled_payload(event: Event) -> bytes:
    """The sealed contents of another entry."""
    return bytes(EventPayload.objects.exclude(event=event).order_by("pk")[0].sealed)


def test_the_database_itself_refuses_to_change_a_final(place: Any) -> None:
    from django.db import DatabaseError, transaction

    event = filled(place)[1]
    with pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(account="anderer")
