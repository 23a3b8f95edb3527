"""How often something may be tried: exactly so often in any window, and nothing is remembered beyond it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from zeren.access import limits


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
