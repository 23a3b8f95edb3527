"""The trail changed with a database tool: each way of doing it is found, and what can be known of it is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from zeren.records import chain, integrity, keys, triggers
from zeren.records.actor import SYSTEM, Actor
from zeren.records.ciphers import Method
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail import acts as trail
from zeren.records.trail import heads, queries, verifying
from zeren.records.trail.models import ExportedHead, TrailEntry, TrailHead
from zeren.records.trail.walking import Walk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def entries(db: None) -> list[TrailEntry]:
    """Twelve looks."""
    for number in range(12):
        trail.note(Actor(f"a{number % 3}"), "matter_read", "matter", 900 + number)
    return list(TrailEntry.objects.order_by("seq"))


def run(sql: str, *given: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def by_hand(*statements: tuple[str, tuple[Any, ...]]) -> None:
    """What somebody with a database tool does: the triggers off, the statements, the triggers on again."""
    triggers.remove(connection)
    for sql, given in statements:
        run(sql, *given)
    triggers.install(connection)


def found() -> list[tuple[str, int]]:
    walk = Walk()
    walk.take(TrailEntry.objects.order_by("seq"))
    walk.end()
    return [(fault.code, fault.seq) for fault in walk.faults]


def faults() -> list[Any]:
    walk = Walk()
    walk.take(TrailEntry.objects.order_by("seq"))
    walk.end()
    return walk.faults


SET = "UPDATE records_trailentry SET {} = %s WHERE seq = %s"


@pytest.mark.parametrize("column", ["account", "act", "noun", "target", "detail", "basis"])
def test_an_altered_entry_is_named_with_what_should_be_and_what_is(entries: Any, column: str) -> None:
    by_hand((SET.format(column), ("x", 5)))
    (fault,) = faults()
    assert (fault.code, fault.seq, fault.before, fault.after) == ("altered", 5, True, True)
    assert fault.stored == entries[4].link and fault.computed not in ("", entries[4].link)


def test_the_last_entry_altered_has_nothing_after_it(entries: Any) -> None:
    by_hand((SET.format("account"), ("x", 12)))
    (fault,) = faults()
    assert (fault.seq, fault.before, fault.after) == (12, True, None)


def test_two_neighbours_altered_are_both_named(entries: Any) -> None:
    by_hand((SET.format("account"), ("x", 5)), (SET.format("account"), ("y", 6)))
    assert [(f.code, f.seq, f.before, f.after) for f in faults()] == [
        ("altered", 5, True, False),
        ("altered", 6, False, True),
    ]


def test_only_the_link_altered_blames_that_entry_and_not_the_next(entries: Any) -> None:
    by_hand((SET.format("link"), ("f" * 64, 5)))
    assert found() == [("altered", 5)]
    rows = list(TrailEntry.objects.filter(seq__in=(5, 6)).order_by("seq"))
    computed = queries.computed(rows)
    assert [computed[row.seq] == row.link for row in rows] == [False, True]


def test_removed_entries_are_named_as_a_gap(entries: Any) -> None:
    by_hand(("DELETE FROM records_trailentry WHERE seq IN (4, 5, 6)", ()))
    (fault,) = faults()
    assert (fault.code, fault.seq, fault.last) == ("removed", 4, 6)


def test_exchanged_entries_are_named_with_their_places(entries: Any) -> None:
    change = "UPDATE records_trailentry SET seq = %s WHERE seq = %s"
    by_hand((change, (99, 4)), (change, (4, 7)), (change, (7, 99)))
    assert [(f.code, f.seq, f.place) for f in faults()] == [("moved", 4, 7), ("moved", 7, 4)]
    assert {fault.code for fault in integrity.verify().faults} == {"moved"}


def test_neighbours_exchanged_are_named_with_their_places(entries: Any) -> None:
    change = "UPDATE records_trailentry SET seq = %s WHERE seq = %s"
    by_hand((change, (99, 4)), (change, (4, 5)), (change, (5, 99)))
    assert [(f.code, f.seq, f.place) for f in faults()] == [("moved", 4, 5), ("moved", 5, 4)]


def test_an_entry_of_ones_own_making_is_named(entries: Any) -> None:
    made = TrailEntry.objects.get(seq=12)
    made.pk, made.seq, made.account = None, 13, "nobody"
    made.save(force_insert=True)
    assert ("altered", 13) in found() and ("cut", 14) in found()


def test_a_tail_cut_is_named_by_the_head(entries: Any) -> None:
    by_hand(("DELETE FROM records_trailentry WHERE seq > 9", ()))
    (fault,) = faults()
    assert (fault.code, fault.seq, fault.last) == ("cut", 10, 12)


def test_a_head_sealed_again_without_the_key_is_named(entries: Any, home: Path) -> None:
    """Somebody who has the database and not the key file seals the shorter end with a key of his own."""
    other = keys.KeyRing(
        {"k1": keys.Key("k1", keys.Purpose.CHAIN, Method.HMAC_SHA256, bytes(32))}, {keys.Purpose.CHAIN: "k1"}
    )
    seal = chain.seal_of_head(other, "k1", "trail", 9, entries[8].link)
    by_hand(
        ("DELETE FROM records_trailentry WHERE seq > 9", ()),
        ("UPDATE records_trailhead SET seq = 9, link = %s, seal = %s", (entries[8].link, seal)),
    )
    assert found() == [("head_altered", 9)]


def test_the_head_removed_is_named(entries: Any) -> None:
    run("DELETE FROM records_trailhead")
    assert found() == [("head_missing", 12)]


def played_back(entries: Any, old: TrailHead) -> None:
    """The tail cut and an old head, once truly sealed, put back: the chain and its end fit each other."""
    by_hand(
        ("DELETE FROM records_trailentry WHERE seq > %s", (old.seq,)),
        ("UPDATE records_trailhead SET seq = %s, link = %s, seal = %s", (old.seq, old.link, old.seal)),
    )


def test_a_tail_cut_with_an_old_head_is_found_by_the_heads_that_were_handed_out(entries: Any) -> None:
    old = TrailHead.objects.get()
    trail.note(Actor("late"), "matter_read", "matter", 1)
    head = heads.export(SYSTEM, TODAY)
    played_back(entries, old)
    (fault,) = faults()
    assert (fault.code, fault.seq, fault.last, fault.day) == ("cut_before_head", 13, 13, "2026-03-16")
    assert head.seq == 13
    assert [f.code for f in integrity.verify().faults] == ["cut_before_head"]


def test_and_by_the_file_alone_where_the_register_of_heads_was_emptied_too(entries: Any) -> None:
    old = TrailHead.objects.get()
    trail.note(Actor("late"), "matter_read", "matter", 1)
    row = heads.export(SYSTEM, TODAY)
    file = json.loads(json.dumps(heads.Head(row.day, row.seq, row.link, row.key_id, row.seal).as_dict()))
    by_hand(("DELETE FROM records_exportedhead", ()))
    played_back(entries, old)
    assert integrity.verify().faults == ()
    assert [f.code for f in integrity.held_against(heads.read(file))] == ["cut_before_head"]


CUT = "DELETE FROM records_trailentry WHERE seq = 12"
BACK = "UPDATE records_trailhead SET seq = 11, link = (SELECT link FROM records_trailentry WHERE seq = 11)"


@pytest.mark.parametrize(
    ("statements", "last"),
    [
        ([CUT, BACK], 11),
        ([CUT, "DELETE FROM records_trailhead"], 11),
        (["UPDATE records_trailhead SET seal = 'x'"], 12),
    ],
)
def test_an_end_altered_from_outside_is_told_before_anything_is_written_after_it(
    entries: Any, statements: list[str], last: int
) -> None:
    by_hand(*((statement, ()) for statement in statements))
    trail.note(Actor("late"), "matter_read", "matter", 1)
    trail.note(Actor("later"), "matter_read", "matter", 1)
    written = TrailEntry.objects.filter(seq__gt=last).order_by("seq")
    assert list(written.values_list("act", "account")) == [
        (trail.HEAD_ALTERED, "system"), ("matter_read", "late"), ("matter_read", "later"),
    ]  # fmt: skip
    assert found() == [("head_altered", last + 1)]


def test_a_trail_that_fits_its_heads_is_in_order(entries: Any) -> None:
    row = heads.export(SYSTEM, TODAY)
    made = heads.Head(row.day, row.seq, row.link, row.key_id, row.seal)
    assert integrity.held_against(made) == () and found() == []


def test_a_head_that_is_not_ours_says_so(entries: Any) -> None:
    row = heads.export(SYSTEM, TODAY)
    made = heads.Head(row.day, row.seq, row.link, row.key_id, row.seal)
    for forged in (
        replace(made, seq=3),
        replace(made, day=TODAY - timedelta(days=1)),
        replace(made, key_id="k9"),
    ):
        assert [f.code for f in integrity.held_against(forged)] == ["exported_head_altered"]


def test_a_head_of_a_trail_written_anew_differs(entries: Any) -> None:
    row = heads.export(SYSTEM, TODAY)
    by_hand((SET.format("link"), ("e" * 64, row.seq)))
    assert ("differs_from_head", row.seq) in found()


@pytest.mark.parametrize("given", [{}, [], {"kind": "other"}, {"kind": heads.KIND, "day": "x"}])
def test_what_is_no_head_is_refused(given: Any) -> None:
    with pytest.raises(Refused, match="no head of a trail"):
        heads.read(given)


def test_the_head_of_a_day_is_its_last_entry(entries: Any, settings: Any) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=TODAY + timedelta(days=1))
    trail.note(Actor("b"), "matter_read", "matter", 1)
    assert (heads.head_of(TODAY).seq, heads.head_of(TODAY + timedelta(days=1)).seq) == (12, 13)
    assert heads.head_of(TODAY - timedelta(days=1)).seq == 0
    with pytest.raises(Refused):
        heads.head_of(TODAY + timedelta(days=2))


def test_heads_are_the_audit_administrators(county: Any, entries: Any) -> None:
    with pytest.raises(Refused):
        heads.export(county.zhao, TODAY)
    row = heads.export(county.auditor, TODAY)
    with pytest.raises(Refused):
        heads.sent(county.zhao, row.pk, "市纪委", TODAY)
    with pytest.raises(Refused):
        heads.sent(county.auditor, row.pk, " ", TODAY)
    with pytest.raises(Refused):
        heads.sent(county.auditor, row.pk, "市纪委", TODAY + timedelta(days=1))
    with pytest.raises(OutOfSight):
        heads.sent(county.auditor, row.pk + 1, "市纪委", TODAY)
    assert heads.sent(county.auditor, row.pk, " 市纪委 ", TODAY).to == "市纪委"
    assert queries.heads(county.zhao) == [] and len(queries.heads(county.auditor)) == 1


@pytest.mark.parametrize("table", ["exportedhead", "senthead"])
def test_the_database_refuses_to_change_a_head(entries: Any, table: str) -> None:
    heads.sent(SYSTEM, heads.export(SYSTEM, TODAY).pk, "市纪委", TODAY)
    for sql in (f"UPDATE records_{table} SET account = 'x'", f"DELETE FROM records_{table}"):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            run(sql)
    assert ExportedHead.objects.count() == 1


# ---------------------------------------------------------------- runs


def finished(pk: int, actor: Actor = SYSTEM) -> Any:
    while (made := verifying.go_on(actor, pk, seconds=0)).finished is None:
        pass
    return made


def test_a_run_in_parts_finds_what_one_run_finds(entries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    by_hand(
        (SET.format("account"), ("x", 3)), (SET.format("link"), ("f" * 64, 6)),
        ("DELETE FROM records_trailentry WHERE seq = 9", ()),
    )  # fmt: skip
    whole = [fault.as_dict() for fault in faults()]
    for size in (1, 2, 3, 5):
        monkeypatch.setattr(verifying, "BATCH", size)
        made = finished(verifying.start(SYSTEM).pk)
        kept = [fault for fault in made.report if fault["code"] != "cut"]
        assert kept == whole, size


def test_a_run_is_taken_up_where_it_was_left(entries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "BATCH", 5)
    pk = verifying.start(SYSTEM).pk
    first = verifying.go_on(SYSTEM, pk, seconds=0)
    assert (first.done, first.finished) == (5, None)
    assert verifying.unfinished() == first and verifying.last_finished() is None
    last = finished(pk)
    assert (last.done, last.report) == (12, [])
    assert verifying.unfinished() is None
    entry = TrailEntry.objects.get(act="trail_verified")
    assert (entry.target, entry.detail) == (str(pk), "12 0")
    again = verifying.go_on(SYSTEM, pk)
    assert again.finished == last.finished


def test_what_comes_while_a_run_is_left_is_read_too(entries: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "BATCH", 5)
    pk = verifying.start(SYSTEM).pk
    verifying.go_on(SYSTEM, pk, seconds=0)
    trail.note(Actor("late"), "matter_read", "matter", 1)
    assert (finished(pk).done, finished(pk).report) == (13, [])


def test_a_run_names_a_trigger_that_is_gone(entries: Any) -> None:
    name = "zeren_records_trailentry_update"
    run(f"DROP TRIGGER {name}" + (" ON records_trailentry" if connection.vendor == "postgresql" else ""))
    made = finished(verifying.start(SYSTEM).pk)
    triggers.install(connection)
    assert [(fault["code"], fault["target"]) for fault in made.report] == [("no_trigger", name)]


def test_the_run_before_says_since_when(entries: Any) -> None:
    first = finished(verifying.start(SYSTEM).pk)
    by_hand((SET.format("account"), ("x", 5)))
    second = finished(verifying.start(SYSTEM).pk)
    (fault,) = faults()
    assert verifying.last_good(fault, second) == first
    third = finished(verifying.start(SYSTEM).pk)
    assert verifying.last_good(fault, third) == first


def test_runs_are_the_audit_administrators(county: Any, entries: Any) -> None:
    with pytest.raises(Refused):
        verifying.start(county.leader)
    pk = verifying.start(county.auditor).pk
    with pytest.raises(Refused):
        verifying.go_on(county.leader, pk)
    with pytest.raises(OutOfSight):
        verifying.go_on(county.auditor, pk + 1)
    with pytest.raises(OutOfSight):
        queries.verification(county.leader, pk)
    assert queries.verification(county.auditor, finished(pk).pk).report == []
