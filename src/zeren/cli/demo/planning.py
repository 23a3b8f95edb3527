"""Posts that ask for rotation, and a leave for health, so that the list of who falls due has each of its kinds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from zeren.cli.demo import county
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

PACK = "gs-2015-up-and-down"
HEADS = ("Q-01", "Q-02", "Q-03", "Q-07", "Q-08", "Q-09", "Q-10", "Q-11", "Q-12")
OTHERS = ("Q-04", "Q-05", "Q-06")
ON_LEAVE = ("Q-09", 1)


def enter() -> None:
    """One matter of terms with the kinds of posts, one of leaves; nothing where the text is not installed."""
    today = clock.today()
    if packs.installed().on(PACK, today) is None:
        return
    kinds = dict.fromkeys(HEADS, "department_principal") | dict.fromkeys(OTHERS, "other")
    posts = {_ref(unit, 0): {"exchange_post": kind} for unit, kind in kinds.items()}
    _open("terms", "任期和交流", posts, today)
    ref, began = _ref(*ON_LEAVE), today - timedelta(days=200)
    matter = _open("incapacity", "因健康原因离岗", {ref: {}}, began - timedelta(days=10))
    acts.state_facts(
        SYSTEM, matter, {"unable_for_health": "yes", "self_arranged_study": "no"}, of=ref, start=began
    )


def _open(procedure: str, title: str, facts: Mapping[str, Mapping[str, str]], opened: date) -> int:
    organ = organs.by_code("Q-ZZ")
    assert organ is not None
    asked = opening.Opening(
        PACK, procedure, organ.pk, title, list(facts), opened, mark="青组期", classification="内部",
        subject_facts={ref: stated for ref, stated in facts.items() if stated},
    )  # fmt: skip
    return opening.open_matter(SYSTEM, asked).pk


def _ref(unit: str, place: int) -> str:
    seat = [seat for seat in county.seats() if seat.unit.code == unit][place]
    person = people.by_code(seat.person)
    assert person is not None
    return f"person:{person.pk}"
