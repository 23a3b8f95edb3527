"""Days that contradict each other are refused with their place, and nothing is written: a return before its departure."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from records.test_precheck import desk, real  # noqa: F401
from zeren.records import clock
from zeren.records.actor import SYSTEM
from zeren.records.beside import RulesError
from zeren.records.errors import Refused
from zeren.records.matters import acts, order, own_acts
from zeren.records.matters.models import Event, Matter
from zeren.records.packs import Installed

REPORT = {
    "to": ["superior_committee"],
    "urgent": "no",
    "companions": "一人",
    "reason": "学习",
    "place": "某市",
}


@pytest.fixture
def trip(desk: SimpleNamespace) -> SimpleNamespace:  # noqa: F811
    desk.trip = desk.open("zy-2014-absence-management", "trip")
    return desk


def refused(trip: SimpleNamespace, step: str, at: str, **fields: object) -> dict[str, str]:
    """What is told of a refusal, by its place; nothing was written."""
    before = Event.objects.filter(matter=trip.trip).count()
    with pytest.raises(Refused) as error:
        trip.act(trip.trip, step, at, **fields)
    assert Event.objects.filter(matter=trip.trip).count() == before
    return {problem.field: problem.zh for problem in error.value.problems}


def test_a_return_is_not_reported_before_the_departure_and_on_its_day_it_is(trip: SimpleNamespace) -> None:
    told = refused(
        trip, "absence_reported", "2025-03-01", **REPORT, departs="2025-03-10", returns="2025-03-09"
    )
    assert told == {"returns": "“预计返回日” 2025-03-09 早于“外出日” 2025-03-10，请核对日子"}
    trip.act(
        trip.trip, "absence_reported", "2025-03-01", **REPORT, departs="2025-03-10", returns="2025-03-10"
    )


def test_nobody_comes_back_before_he_went(trip: SimpleNamespace) -> None:
    trip.act(trip.trip, "went_out", "2025-03-10", official="yes", holiday="no")
    assert "at" in refused(trip, "returned", "2025-03-09")
    trip.act(trip.trip, "returned", "2025-03-10")


def test_who_has_come_back_did_not_go_afterwards(trip: SimpleNamespace) -> None:
    trip.act(trip.trip, "returned", "2025-03-10")
    assert "at" in refused(trip, "went_out", "2025-03-11", official="yes", holiday="no")


def test_a_return_before_the_reported_departure_wants_the_departure_as_it_was(trip: SimpleNamespace) -> None:
    trip.act(trip.trip, "absence_reported", "2025-03-01", **REPORT, departs="2025-03-10")
    assert "早于“外出日” 2025-03-10" in refused(trip, "returned", "2025-03-09")["at"]
    trip.act(trip.trip, "went_out", "2025-03-08", official="yes", holiday="no")
    trip.act(trip.trip, "returned", "2025-03-09")


def test_a_correction_is_held_against_what_stands_without_what_it_corrects(trip: SimpleNamespace) -> None:
    gone = trip.act(trip.trip, "went_out", "2025-03-10", official="yes", holiday="no")
    trip.act(trip.trip, "returned", "2025-03-12")
    with pytest.raises(Refused):
        acts.correct_event(SYSTEM, trip.trip.pk, gone, at="2025-03-13", reason="误录")
    acts.correct_event(SYSTEM, trip.trip.pk, gone, at="2025-03-12", reason="误录")
    assert Matter.objects.get(pk=trip.trip.pk).head_seq > gone


def test_what_the_packs_name_is_there(real: Installed) -> None:  # noqa: F811
    found = {
        (pack.id, procedure.id): [fault for one in order.RULES.beside(pack).get(procedure.id, ()) for fault in order.faults(one, procedure)]
        for pack in real.packs for procedure in pack.procedures.values() if procedure.id in order.RULES.beside(pack)
    }  # fmt: skip
    assert {"zy-2013-absence-report", "zy-2014-absence-management"} <= {pack for pack, _ in found}
    assert not any(found.values())


@pytest.mark.parametrize("given", [{"first": "went_out"}, {"first": "a", "then": "b", "else": "c"}])
def test_an_order_wants_its_two_keys(given: dict[str, str]) -> None:
    with pytest.raises(RulesError):
        order.read(given)


def test_what_is_not_there_is_named(real: Installed) -> None:  # noqa: F811
    pack = next(one for one in real.packs if one.id == "zy-2014-absence-management")
    wrong = order.read({"first": "absence_reported.place", "then": "flew"})
    assert order.faults(wrong, pack.procedures["trip"]) == ["no day absence_reported.place", "no step flew"]


def test_on_the_own_desk_it_is_told_as_well(trip: SimpleNamespace) -> None:
    """Who reports the return on a day before the reported departure is told, and may once the departure is corrected."""
    day = (clock.today() + timedelta(days=2)).isoformat()
    trip.act(trip.trip, "absence_reported", "2025-03-01", **REPORT, departs=day)
    trip.act(trip.trip, "leave_approved", "2025-03-02")
    with pytest.raises(Refused, match="returned"):
        own_acts.record_own(trip.subject, trip.trip.pk, "returned")
    (report,) = Event.objects.filter(matter=trip.trip, type="absence_reported")
    fields = {"departs": clock.today().isoformat()}
    acts.correct_event(SYSTEM, trip.trip.pk, report.seq, fields=fields, reason="提前外出")
    assert own_acts.record_own(trip.subject, trip.trip.pk, "returned").type == "returned"
