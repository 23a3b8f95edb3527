"""The trail: one chain for what is written and what is looked at."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from zeren.records import integrity, triggers
from zeren.records.actor import Actor
from zeren.records.trail import acts as trail
from zeren.records.trail.models import TrailEntry


@pytest.mark.django_db
def test_an_entry_names_the_approval_it_rests_on(county: Any) -> None:
    trail.note(county.zhao, "material_read", "material", 7, basis="青纪查〔2026〕11号")
    entry = TrailEntry.objects.get(act="material_read")
    assert entry.basis == "青纪查〔2026〕11号"
    assert integrity.verify().faults == ()
    triggers.remove(connection)
    TrailEntry.objects.filter(pk=entry.pk).update(basis="青纪查〔2026〕12号")
    triggers.install(connection)
    assert [fault.code for fault in integrity.verify().faults] == ["altered"]


@pytest.mark.django_db
def test_the_trail_of_an_act_stands_in_its_transaction(county: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        trail.write(county.zhao, "x", "matter", 1)
        raise ZeroDivisionError
    assert not TrailEntry.objects.filter(act="x").exists()


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        trail.write(Actor("zhao"), "x", "matter", 1)


@pytest.mark.django_db(transaction=True)
def test_looks_at_the_same_time_are_all_on_the_chain_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; processes show it (test_killed)")

    def look(number: int) -> None:
        for turn in range(5):
            trail.note(Actor(f"a{number}"), "matter_read", "matter", turn)
        connection.close()

    threads = [threading.Thread(target=look, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TrailEntry.objects.count() == 40
    assert integrity.verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_a_look_that_could_not_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(trail, "_append", fails)
    with pytest.raises(OSError, match="disk full"):
        trail.note(Actor("zhao"), "matter_read", "matter", 1)
    monkeypatch.undo()
    trail.note(Actor("zhao"), "matter_read", "matter", 1)
    assert TrailEntry.objects.count() == 1
