"""How often something may be tried: exactly so often in any window, and nothing is remembered beyond it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from zeren.access import limits
from zeren.desk.complaints import tries
from zeren.desk.session import limiting


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    limits.forget()
    monkeypatch.setattr(limits.time, "monotonic", lambda: now[0])
    yield now
    limits.forget()


def test_so_often_and_not_once_more() -> None:
    assert [limits.allow("a", 3, 60) for _ in range(5)] == [True, True, True, False, False]
    assert limits.allow("b", 3, 60)


def test_the_window_slides_and_what_was_refused_does_not_count(clock: list[float]) -> None:
    assert limits.allow("a", 2, 60)
    clock[0] += 30
    assert limits.allow("a", 2, 60)
    clock[0] += 29.9
    assert not limits.allow("a", 2, 60)
    clock[0] += 0.1
    assert limits.allow("a", 2, 60)
    assert not limits.allow("a", 2, 60)


def test_it_says_how_long_to_wait(clock: list[float]) -> None:
    assert limits.wait("a") == 0
    limits.allow("a", 1, 60)
    clock[0] += 20.5
    assert limits.wait("a") == 40


def test_what_is_older_than_its_window_is_forgotten(
    clock: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    for name in ("a", "b", "c"):
        limits.allow(name, 1, 60)
    clock[0] += 60
    limits.allow("d", 1, 60)
    assert set(limits._buckets) == {"d"}


def test_a_flood_of_names_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    for number in range(50):
        limits.allow(f"address {number}", 1, 60)
    assert len(limits._buckets) == 3


def test_a_flood_of_names_pushes_out_none_that_is_in_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 3)
    assert limits.allow("all", 2, 60) and limits.allow("all", 2, 60)
    for number in range(50):
        assert limits.full("all", 2) and not limits.allow("all", 2, 60)
        assert limits.allow(f"address {number}", 1, 60)
    assert limits.full("all", 2) and len(limits._buckets) == 3


def test_a_bucket_that_is_there_is_counted_on_though_there_are_as_many_as_may_be(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "MOST_BUCKETS", 2)
    limits.allow("a", 1, 60)
    limits.allow("b", 1, 60)
    assert not limits.allow("a", 1, 60) and not limits.allow("b", 1, 60)


def test_asking_whether_it_is_full_counts_nothing(clock: list[float]) -> None:
    assert not limits.full("a", 1) and not limits._buckets
    assert limits.allow("a", 1, 60)
    assert limits.full("a", 1) and not limits.full("a", 2)
    clock[0] += 60
    assert not limits.full("a", 1) and limits.allow("a", 1, 60)


def test_guessing_many_codes_makes_no_more_buckets_than_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "IN_ALL", 4)
    assert [tries.allowed(f"code {n}") for n in range(6)] == [True] * 4 + [False] * 2
    assert len(limits._buckets) == 5


def test_one_code_tried_too_often_uses_up_no_others_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "IN_ALL", 7)
    assert [tries.allowed("one") for _ in range(20)] == [True] * 5 + [False] * 15
    assert tries.allowed("two") and tries.allowed("two") and not tries.allowed("two")


def test_one_address_uses_up_nobody_elses_tries_and_many_make_no_bucket_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sent(address: str) -> bool:
        return not limiting.exceeded(RequestFactory().post("/signin", REMOTE_ADDR=address))

    monkeypatch.setattr(limiting, "FROM_ONE", 2)
    monkeypatch.setattr(limiting, "IN_ALL", 4)
    assert [sent("10.0.0.1") for _ in range(9)] == [True] * 2 + [False] * 7
    assert [sent(f"10.0.1.{n}") for n in range(5)] == [True] * 2 + [False] * 3
    assert len(limits._buckets) == 4
