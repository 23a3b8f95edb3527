"""Attacks on the secret: with the database, backups between two casts, the key file and the log, from every side.

Who attacks here knows the order in which slips were cast and by which code each, and looks for it in what is kept.
"""

from __future__ import annotations

import random
import re
import secrets
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from records.support_ballots import again, came, close, meeting, open_with, reveal
from zeren.records import keys, vault
from zeren.records.ballots import casting, closing, sealing
from zeren.records.ballots.models import BallotCode, BallotPaper
from zeren.records.ciphers import Unreadable
from zeren.records.matters.queries import entries
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
CODES, PAPERS = "records_ballotcode", "records_ballotpaper"


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def dump() -> dict[str, set[tuple[Any, ...]]]:
    """Everything that is in the database, by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = {tuple(plain(cell) for cell in row) for row in cursor.fetchall()}
    return found


def plain(cell: Any) -> Any:
    return (
        bytes(cell) if isinstance(cell, memoryview) else repr(cell) if isinstance(cell, dict | list) else cell
    )


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def as_it_lies() -> list[str]:
    """The ids of the slips in the order in which the database keeps the rows."""
    place = "ctid" if connection.vendor == "postgresql" else "rowid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {PAPERS} ORDER BY {place}")
        return [str(row[0]).replace("-", "") for row in cursor.fetchall()]


def slips_of(place: Any) -> dict[str, tuple[int, ...]]:
    """What only both tellers' words open: the choices by id."""
    tellers = place.ballot.tellers.all()
    halves = [sealing.open_half(one, words) for one, words in zip(tellers, place.words, strict=True)]
    return {
        row.pk.hex: sealing.open_slip(place.ballot.pk, halves, sealing.take(row))
        for row in BallotPaper.objects.all()
    }


@pytest.fixture
def place(county: Any) -> Any:
    return open_with(meeting(county, 24, exact=True), 24)


def numbered(number: int) -> tuple[int, int]:
    """A slip that tells its number, so that the attack knows which is which."""
    return number // 5 % 5, number % 5


# ---------------------------------------------------------------- what there is to look at


def test_slips_and_codes_have_no_column_for_voter_time_order_machine_or_one_another(place: Any) -> None:
    assert columns(PAPERS) == {"id", "ballot_id", "key_id", "wrapped", "sealed"}
    assert columns(CODES) == {"digest", "ballot_id", "used"}
    for model in (BallotPaper, BallotCode):
        # Nothing refers to a slip or a code, and neither refers to anything but the ballot.
        assert not model._meta.related_objects
        assert [f.name for f in model._meta.get_fields() if f.is_relation] == ["ballot"]
    kinds = {f.get_internal_type() for m in (BallotPaper, BallotCode) for f in m._meta.get_fields()}
    assert not kinds & {
        "AutoField",
        "BigAutoField",
        "DateField",
        "DateTimeField",
        "TimeField",
        "IntegerField",
    }


def test_a_cast_changes_the_codes_and_the_slips_and_no_other_table(place: Any) -> None:
    casting.cast(place.codes[0], (1, 2))
    before = dump()
    casting.cast(place.codes[1], (2, 1))
    after = dump()
    assert {name for name in after if after[name] != before[name]} == {CODES, PAPERS}
    # No sequence moved either, no counter, no head.
    assert TrailEntry.objects.count() == len(before["records_trailentry"])


def test_of_two_backups_around_a_cast_no_row_of_a_slip_is_the_same(place: Any) -> None:
    """Neither ids nor sealed bytes tell which slips were there before; all are of one length."""
    for code in place.codes[:6]:
        casting.cast(code, (1, 2))
    before = dump()[PAPERS]
    casting.cast(place.codes[6], (4, 0))
    after = dump()[PAPERS]
    assert (len(before), len(after)) == (6, 7)
    cells = [{cell for row in rows for cell in row if isinstance(cell, bytes | str) and len(cell) > 20} for rows in (before, after)]  # fmt: skip
    assert cells[0] and not cells[0] & cells[1]
    assert len({tuple(len(cell) for cell in row if isinstance(cell, bytes)) for row in before | after}) == 1


def test_with_database_backups_and_key_file_together_no_slip_opens(place: Any) -> None:
    """The vault's key takes the outer seal away; then two backups tell which slip is new, and not what it says."""
    casting.cast(place.codes[0], (1, 2))
    before = {sealing.take(row) for row in BallotPaper.objects.all()}
    casting.cast(place.codes[1], (4, 3))
    (new,) = {sealing.take(row) for row in BallotPaper.objects.all()} - before
    assert bytes((4, 3)) not in new
    first, second = place.ballot.tellers.all()
    inner = [vault.read(one, f"ballot {place.ballot.pk} teller {one.place}") for one in (first, second)]
    everything = [key.secret for key in keys.ring().keys.values()]
    guesses = [*inner, *everything, bytes(first.public), bytes(second.public), bytes(first.salt)]
    for one in guesses:
        for other in guesses:
            with pytest.raises((Unreadable, ValueError)):
                sealing.open_slip(place.ballot.pk, [one[:32], other[:32]], new)
    # One teller alone, with all of that, opens nothing either.
    half = sealing.open_half(first, place.words[0])
    for guess in (half, *(one[:32] for one in guesses)):
        with pytest.raises((Unreadable, ValueError)):
            sealing.open_slip(place.ballot.pk, [half, guess], new)
    both = [half, sealing.open_half(second, place.words[1])]
    assert sealing.open_slip(place.ballot.pk, both, new) == (4, 3)


def test_a_slip_moved_to_another_ballot_does_not_open(place: Any) -> None:
    casting.cast(place.codes[0], (1, 2))
    (row,) = BallotPaper.objects.all()
    halves = [sealing.open_half(t, w) for t, w in zip(place.ballot.tellers.all(), place.words, strict=True)]
    with pytest.raises(Unreadable):
        sealing.open_slip(place.ballot.pk + 1, halves, sealing.take(row))


# ---------------------------------------------------------------- order


def correlation(order: list[int]) -> float:
    """Spearman's rank correlation of a permutation of 0…n-1 with the order itself."""
    n = len(order)
    return 1 - 6 * sum((place - one) ** 2 for place, one in enumerate(order)) / (n * (n * n - 1))


def test_the_order_of_rows_and_of_ids_says_nothing_of_the_order_of_casting(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded, so that the same lots fall every time; the real lots are the system's own."""
    assert isinstance(casting.LOT, secrets.SystemRandom)
    lot = random.Random(20260316)
    monkeypatch.setattr(casting, "LOT", lot)
    monkeypatch.setattr(secrets, "token_bytes", lot.randbytes)
    found: dict[str, list[float]] = {"row": [], "id": []}
    last: list[float] = []
    for number, code in enumerate(place.codes):
        casting.cast(code, numbered(number))
        if number < 7:
            continue
        slips = {pk: a * 5 + b for pk, (a, b) in slips_of(place).items()}
        rows = as_it_lies()
        found["row"].append(correlation([slips[pk] for pk in rows]))
        found["id"].append(correlation([slips[pk] for pk in sorted(rows)]))
        last.append([slips[pk] for pk in rows].index(number) / number)
    for name, seen in found.items():
        # Of n slips in no order the correlation is 0 with a deviation of 1/sqrt(n-1); of these together about 0.07.
        assert abs(sum(seen) / len(seen)) < 0.2, (name, seen)
        assert max(seen) < 0.9 and min(seen) > -0.9
    # The last one cast lies anywhere: neither in front nor behind.
    assert 0.3 < sum(last) / len(last) < 0.7 and len(set(last)) > 8


def test_row_stamps_are_the_same_for_every_slip_and_every_code(place: Any) -> None:
    """PostgreSQL stamps each row with the transaction that wrote it; SQLite numbers rows: neither tells an order."""
    for number, code in enumerate(place.codes[:8]):
        casting.cast(code, numbered(number))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in (CODES, PAPERS):
                cursor.execute(f"SELECT DISTINCT xmin::text, cmin::text FROM {table}")
                assert len(cursor.fetchall()) == 1, table
        else:
            cursor.execute(f"SELECT digest FROM {CODES} ORDER BY rowid")
            lying = [row[0] for row in cursor.fetchall()]
            assert lying == sorted(lying)


def test_no_order_of_codes_is_that_of_the_printed_slips_or_of_their_use(place: Any) -> None:
    printed = [sealing.digest_of(code) for code in place.codes]
    assert printed != sorted(printed)
    for number, code in enumerate(place.codes[:10]):
        casting.cast(code, numbered(number))
    with connection.cursor() as cursor:
        lies = "ctid" if connection.vendor == "postgresql" else "rowid"
        cursor.execute(f"SELECT digest FROM {CODES} WHERE used ORDER BY {lies}")
        used = [row[0] for row in cursor.fetchall()]
    assert set(used) == set(printed[:10]) and used != printed[:10]


# ---------------------------------------------------------------- what is left afterwards


def test_after_the_result_neither_slip_code_nor_key_is_there_and_the_log_tells_no_more_than_the_page(
    county: Any, place: Any
) -> None:
    for number, code in enumerate(place.codes):
        casting.cast(code, numbered(number))
    came(place, 24)
    close(place)
    closed = dump()
    assert not closed[CODES]
    reveal(place)
    again(place)
    left = dump()
    assert not left[PAPERS] and not left[CODES] and not left["records_ballotpapercount"]
    assert not any(place.ballot.tellers.filter(wrapped__isnull=False))
    text = repr(left)
    assert not any(code in text or sealing.digest_of(code) in text for code in place.codes)
    assert not any(words in text for words in place.words)
    log = repr([dict(entry.fields) for entry in entries(county.zhao, place.matter.pk)])
    assert not any(code in log or sealing.digest_of(code) in log for code in place.codes)
    assert not re.search(r"(好|较好|一般|较差|弃权) [1-4]\b", log)


def test_the_trail_tells_of_no_cast_and_its_minutes_of_none(place: Any) -> None:
    before = TrailEntry.objects.count()
    for number, code in enumerate(place.codes):
        casting.cast(code, numbered(number))
    assert TrailEntry.objects.count() == before
    came(place, 24)
    close(place)
    said = list(TrailEntry.objects.order_by("seq").values_list("act", flat=True))[before:]
    assert said == ["ballot_attended", "ballot_close_asked", "ballot_closed"]


def test_no_table_joins_a_voter_with_a_slip(place: Any) -> None:
    """Walk every relation of every model from the voters: the slips are reached through the ballot alone, which
    joins every voter with every slip."""
    models = {model._meta.model_name: model for model in apps.get_models()}
    joins = {
        (name, other._meta.model_name)
        for name, model in models.items()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and (other := field.related_model) is not None
    }
    near = {"ballotvoter", "ballotpaper", "ballotcode"}
    assert {pair for pair in joins if pair[0] in near} == {
        ("ballotvoter", "ballot"), ("ballotvoter", "person"), ("ballotpaper", "ballot"), ("ballotcode", "ballot"),
    }  # fmt: skip
    assert not {pair for pair in joins if pair[1] in near}
    casting.cast(place.codes[0], (1, 1))
    casting.cast(place.codes[1], (2, 2))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT v.person_id, p.id FROM records_ballotvoter v JOIN {PAPERS} p ON p.ballot_id = v.ballot_id"
        )
        assert len(cursor.fetchall()) == 24 * 2


def test_reasons_for_a_late_slip_do_not_shrink_the_crowd(place: Any) -> None:
    """Whether somebody who came took a code or paper is kept of nobody."""
    came(place, 5)
    assert columns("records_ballotvoter") == {
        "id",
        "ballot_id",
        "place",
        "person_id",
        "group",
        "excluded",
        "attended",
    }
    assert closing.close(place.first, place.ballot.pk, 20, 1) is False


def test_each_seal_of_the_same_slip_is_another(place: Any) -> None:
    publics = [bytes(one.public) for one in place.ballot.tellers.all()]
    made = [sealing.seal_slip(place.ballot.pk, publics, (1, 1)) for _ in range(4)]
    assert all(a != b and len(a) == len(b) and a[:32] != b[:32] for a, b in pairwise(made))
