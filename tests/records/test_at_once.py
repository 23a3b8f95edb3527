"""Two people at one matter at the same moment, in threads, where the database locks rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from zeren.records import integrity
from zeren.records.errors import ConcurrentChange
from zeren.records.matters import acts, opening, queries
from zeren.records.matters.models import Matter
from zeren.records.people.models import Person


@pytest.fixture
def committed(transactional_db: None, pack: Any) -> Iterator[None]:
    """Acts really commit; threads see each other."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; processes show it (test_killed)")
    yield


def at_once(*jobs: Any) -> list[Any]:
    """Run the jobs in threads that start together; answers results or errors."""
    barrier = Barrier(len(jobs))

    def one(job: Any) -> Any:
        barrier.wait()
        try:
            return job()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


@pytest.fixture
def place(committed: None) -> Any:
    from records.conftest import build

    return build()


def open_one(place: Any, **differs: Any) -> Matter:
    asked = {"mark": "青纪提", **differs}
    return opening.open_matter(
        place.zhao,
        opening.Opening(
            "test-reminder", "reminder", place.organs["QJ"].pk, "提醒", [place.sun], date(2026, 3, 2), **asked
        ),
    )


def test_without_an_expectation_both_are_kept(place: Any) -> None:
    matter = open_one(place)
    answers = at_once(
        lambda: acts.record_event(place.zhao, matter.pk, "noticed", "2026-03-03"),
        lambda: acts.record_event(place.qian, matter.pk, "heard", "2026-03-04"),
    )
    assert sorted(kept.event.seq for kept in answers) == [2, 3]
    assert integrity.verify().faults == ()


def test_with_an_expectation_one_is_told_and_nothing_is_lost(place: Any) -> None:
    matter = open_one(place)
    answers = at_once(
        *(
            lambda who=who: acts.record_event(who, matter.pk, "noticed", "2026-03-03", expected_head=1)
            for who in (place.zhao, place.qian)
        )
    )
    told = [answer for answer in answers if isinstance(answer, ConcurrentChange)]
    assert len(told) == 1 and told[0].between[0].type == "noticed"
    assert len(queries.entries(place.zhao, matter.pk)) == 2


def test_the_same_key_at_once_is_one_event(place: Any) -> None:
    matter = open_one(place)
    answers = at_once(
        *(lambda: acts.record_event(place.zhao, matter.pk, "noticed", "2026-03-03", idempotency="k"),) * 4
    )
    assert sorted(kept.repeated for kept in answers) == [False, True, True, True]
    assert {kept.event.seq for kept in answers} == {2}


def test_numbers_given_at_once_have_no_gap_and_no_double(place: Any) -> None:
    answers = at_once(*(lambda: open_one(place),) * 6)
    assert sorted(m.number for m in answers) == [f"青纪提〔2026〕{n}号" for n in range(1, 7)]


def test_parent_and_child_at_once_do_not_wait_for_each_other(place: Any) -> None:
    parent, child = open_one(place), open_one(place)
    opening.link(place.zhao, parent.pk, child.pk, "member")
    jobs = [
        lambda pk=pk: acts.record_event(place.zhao, pk, "decided", "2026-03-10", by=["secretary"])
        for pk in (parent.pk, child.pk)
    ]
    for _ in range(5):
        assert not [answer for answer in at_once(*jobs, *jobs) if isinstance(answer, Exception)]
    assert integrity.verify().faults == ()


def test_handing_over_while_another_records(place: Any) -> None:
    matter = open_one(place)
    taker = Person.objects.get(code="qian").pk
    answers = at_once(
        lambda: opening.hand_over(place.zhao, [matter.pk], taker, date(2026, 3, 13)),
        lambda: acts.record_event(place.zhao, matter.pk, "heard", "2026-03-12"),
    )
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    matter.refresh_from_db()
    assert matter.handler_id == taker and matter.head_seq == 3
    assert set(matter.obligations.values_list("handler", flat=True)) == {taker}


def test_decisions_about_one_person_at_once_do_not_wait_for_each_other(place: Any) -> None:
    matters = [open_one(place) for _ in range(3)]
    jobs = [
        lambda pk=matter.pk: acts.record_event(place.zhao, pk, "decided", "2026-03-10", by=["secretary"])
        for matter in matters
    ]
    for _ in range(4):
        assert not [answer for answer in at_once(*jobs) if isinstance(answer, Exception)]
    assert integrity.verify().faults == ()
