from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from zeren.env import SettingError
from zeren.records import integrity, keys, triggers
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.matters import acts
from zeren.records.matters.models import Event, EventPayload, Matter
from zeren.records.trail import acts as trail
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(county: Any, opened: Any) -> Matter:
    """Two matters; the first has five entries."""
    matter = opened()
    for type, day in (
        ("noticed", "2026-03-03"),
        ("heard", "2026-03-04"),
        ("decided", "2026-03-10"),
        ("reported", "2026-03-11"),
    ):
        acts.record_event(county.zhao, matter.pk, type, day)
    acts.record_event(county.zhao, opened().pk, "noticed", "2026-03-03")
    assert integrity.verify().faults == ()
    matter.refresh_from_db()
    return matter


def run(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def tampered(sql: str, *given: Any) -> list[tuple[str, str]]:
    """The faults after somebody changed the tables with a database tool, triggers out of the way."""
    triggers.remove(connection)
    run(sql, *given)
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    triggers.install(connection)
    return [(fault.code, fault.where) for fault in integrity.verify().faults]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_event SET type = 'other'",
        "DELETE FROM records_event",
        "UPDATE records_eventpayload SET sealed = wrapped",
        "DELETE FROM records_eventpayload",
        "UPDATE records_trailentry SET account = 'other'",
        "DELETE FROM records_trailentry",
    ],
)
def test_the_database_itself_refuses_to_change_a_record(story: Matter, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert integrity.verify().faults == ()


@pytest.mark.parametrize(
    "table", ["records_event", "records_eventpayload", "records_trailentry", "records_disposal"]
)
def test_postgresql_refuses_to_empty_a_table(story: Matter, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="append-only|referenced"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


def test_an_altered_entry_is_named(story: Matter) -> None:
    faults = tampered("UPDATE records_event SET at = '2026-03-05' WHERE matter_id = %s AND seq = 3", story.pk)
    assert faults == [("altered", f"{story.number}#3")]


def test_altered_content_is_named(story: Matter) -> None:
    event = Event.objects.get(matter=story, seq=4)
    faults = tampered("UPDATE records_eventpayload SET sealed = wrapped WHERE event_id = %s", event.pk)
    assert faults == [("payload_altered", f"{story.number}#4")]


def test_content_copied_from_another_entry_is_named(story: Matter) -> None:
    third, fourth = (Event.objects.get(matter=story, seq=seq) for seq in (3, 4))
    faults = tampered(
        "UPDATE records_eventpayload SET sealed = (SELECT sealed FROM records_eventpayload WHERE event_id = %s),"
        " wrapped = (SELECT wrapped FROM records_eventpayload WHERE event_id = %s) WHERE event_id = %s",
        third.pk, third.pk, fourth.pk,
    )  # fmt: skip
    assert faults == [("payload_altered", f"{story.number}#4")]


def test_a_page_never_shows_content_that_was_altered(county: Any, story: Matter) -> None:
    from zeren.records.matters import queries

    event = Event.objects.get(matter=story, seq=4)
    tampered("UPDATE records_eventpayload SET sealed = wrapped WHERE event_id = %s", event.pk)
    with pytest.raises(Refused, match="entry 4 can't be opened"):
        queries.entries(county.zhao, story.pk)


def test_an_entry_removed_from_the_middle_is_named(story: Matter) -> None:
    event = Event.objects.get(matter=story, seq=3)
    triggers.remove(connection)
    run("DELETE FROM records_eventpayload WHERE event_id = %s", event.pk)
    assert tampered("DELETE FROM records_event WHERE id = %s", event.pk) == [("removed", f"{story.number}#3")]


def test_a_tail_cut_off_is_named_even_if_the_head_was_moved_back(story: Matter) -> None:
    fourth = Event.objects.get(matter=story, seq=4)
    event = Event.objects.get(matter=story, seq=5)
    triggers.remove(connection)
    run("DELETE FROM records_eventpayload WHERE event_id = %s", event.pk)
    assert tampered("DELETE FROM records_event WHERE id = %s", event.pk) == [("removed", f"{story.number}#5")]
    faults = tampered(
        "UPDATE records_matter SET head_seq = 4, head_link = %s WHERE id = %s", fourth.link, story.pk
    )
    assert ("head_altered", story.number) in faults
    assert ("head_differs", story.number) in faults


def test_an_old_seal_played_back_is_found_by_the_trail(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03")
    old = Matter.objects.get(pk=matter.pk)
    event = acts.record_event(county.zhao, matter.pk, "heard", "2026-03-04").event
    triggers.remove(connection)
    run("DELETE FROM records_eventpayload WHERE event_id = %s", event.pk)
    run("DELETE FROM records_event WHERE id = %s", event.pk)
    faults = tampered(
        "UPDATE records_matter SET head_seq = %s, head_link = %s, head_seal = %s WHERE id = %s",
        old.head_seq, old.head_link, old.head_seal, matter.pk,
    )  # fmt: skip
    assert faults == [("head_differs", matter.number)]


def test_entries_that_changed_places_are_named(story: Matter) -> None:
    triggers.remove(connection)
    run("UPDATE records_event SET seq = 99 WHERE matter_id = %s AND seq = 3", story.pk)
    run("UPDATE records_event SET seq = 3 WHERE matter_id = %s AND seq = 4", story.pk)
    faults = tampered("UPDATE records_event SET seq = 4 WHERE matter_id = %s AND seq = 99", story.pk)
    assert {("altered", f"{story.number}#{seq}") for seq in (3, 4)} <= set(faults)


def test_an_entry_moved_to_another_matter_is_named(story: Matter) -> None:
    other = Matter.objects.exclude(pk=story.pk).get()
    faults = tampered(
        "UPDATE records_event SET matter_id = %s, seq = 3 WHERE matter_id = %s AND seq = 5",
        other.pk,
        story.pk,
    )
    assert ("altered", f"{other.number}#3") in faults
    assert ("removed", f"{story.number}#5") in faults


def test_a_matter_removed_whole_is_named(story: Matter) -> None:
    triggers.remove(connection)
    for table in ("obligation", "restriction", "mattersubject"):
        run(f"DELETE FROM records_{table} WHERE matter_id = %s", story.pk)
    run(
        "DELETE FROM records_eventpayload WHERE event_id IN (SELECT id FROM records_event WHERE matter_id = %s)",
        story.pk,
    )
    run("DELETE FROM records_event WHERE matter_id = %s", story.pk)
    assert ("removed", f"matter {story.pk}") in tampered("DELETE FROM records_matter WHERE id = %s", story.pk)


def test_nobody_builds_on_an_end_that_was_moved(county: Any, story: Matter) -> None:
    run("UPDATE records_matter SET head_link = %s WHERE id = %s", "0" * 64, story.pk)
    with pytest.raises(Refused):
        acts.record_event(county.zhao, story.pk, "appealed", "2026-03-12")


def test_the_trail_altered_or_cut_is_named(story: Matter) -> None:
    last = TrailEntry.objects.order_by("-seq").first()
    assert last is not None
    assert ("altered", "trail#2") in tampered("UPDATE records_trailentry SET account = 'other' WHERE seq = 2")
    assert ("removed", "trail") in tampered("DELETE FROM records_trailentry WHERE seq = %s", last.seq)


def test_a_trigger_that_is_gone_is_named_and_comes_back(story: Matter) -> None:
    name = "zeren_records_event_delete"
    run(f"DROP TRIGGER {name}" + (" ON records_event" if connection.vendor == "postgresql" else ""))
    assert [(f.code, f.where) for f in integrity.verify().faults] == [("no_trigger", name)]
    triggers.install(connection)
    assert integrity.verify().faults == ()


def test_a_disposed_payload_goes_and_the_chain_still_verifies(story: Matter) -> None:
    event = Event.objects.get(matter=story, seq=3)
    run(
        "INSERT INTO records_disposal (event_id, at, \"by\", confirmed_by, basis) VALUES (%s, %s, 'a', 'b', '保管期满')",
        event.pk, "2026-03-16 00:00:00+08:00",
    )  # fmt: skip
    EventPayload.objects.filter(event=event).delete()
    assert integrity.verify().faults == ()
    with pytest.raises(DatabaseError), transaction.atomic():
        EventPayload.objects.filter(event__seq=4).delete()


def test_another_key_verifies_nothing(story: Matter, home: Any) -> None:
    (home / "keys.json").unlink()
    keys.forget()
    assert [fault.code for fault in integrity.verify().faults] == ["no_key"]
    with pytest.raises(SettingError, match="no new keys"):
        keys.ring()
    assert not (home / "keys.json").exists()
    (home / "keys.json").write_text(json.dumps({"current": {}, "keys": {}}))
    codes = {fault.code for fault in integrity.verify().faults}
    keys.forget()
    assert {"altered", "head_altered"} <= codes


def test_a_new_key_seals_what_is_new_and_the_old_one_still_verifies(
    county: Any, story: Matter, home: Any
) -> None:
    keys.rotate(keys.Purpose.CHAIN)
    acts.record_event(county.zhao, story.pk, "appealed", "2026-03-12")
    assert set(Event.objects.filter(matter=story).values_list("key_id", flat=True)) == {"k1", "k2"}
    assert integrity.verify().faults == ()


def test_the_trail_is_written_inside_the_act_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trail, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        trail.write(SYSTEM, "x", "y", 1)


def test_an_act_that_fails_leaves_nothing_not_even_on_the_trail(county: Any, story: Matter) -> None:
    before = (Event.objects.count(), TrailEntry.objects.count())
    with pytest.raises(Refused):
        acts.record_many(
            county.zhao, "noticed", [acts.Row(story.pk, "2026-03-12"), acts.Row(story.pk, "2027-01-01")]
        )
    assert (Event.objects.count(), TrailEntry.objects.count()) == before
