"""The stored state of a list is what the records say, after every act and on every day, and is found out where it is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from zeren.norms.model import Finding, State
from zeren.records import integrity, registers
from zeren.records.actor import SYSTEM
from zeren.records.duties import (
    activities,
    acts,
    judging,
    log,
    register,
    replaying,
    standing,
    states,
)
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.acts import Called, Change
from zeren.records.duties.models import DutyHolder, DutyList, DutyState

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list of 2026."""
    return acts.generate(county.office, county.organs["Q"].pk, 2026)


def kinds(lst: DutyList) -> dict[str, int]:
    """What is stored for the whole list, without what is nought."""
    return {k: n for k, n in states.totals([lst], TODAY)[lst.pk].numbers.items() if n}


def computed(lst: DutyList, day: date) -> dict[str, int]:
    """What the engine says of the whole list."""
    known, found = register.read(), Counter[str]()
    for holder in lst.holders.all():
        stands = judging.stand(known, lst, holder, day)
        for duty in lst.duties.filter(holder=holder, dropped__isnull=True).select_related("holder"):
            found[standing.of_duty(duty, stands.of(duty.pack, duty.norm), day)] += 1
    return dict(found)


def test_every_act_leaves_the_state_that_the_records_say(drawn: DutyList, county: SimpleNamespace) -> None:
    wang = drawn.holders.get(person__code="wang").number
    doing = Doing(date(2026, 2, 26), "research", "城关镇", (Doer(wang, True),), ("conduct_building",))
    called = Called("t-2020-duties", "meeting_called", date(2026, 3, 2), "会议", county.organs["QT"].pk)
    number = drawn.duties.get(norm="research", holder__number=wang).number
    seen = [kinds(drawn)]
    for act in (
        lambda: activities.record(county.office, drawn.pk, [doing]),
        lambda: activities.correct(county.office, drawn.pk, 1, replace(doing, topics=()), "题目"),
        lambda: activities.correct(county.office, drawn.pk, 1, doing, "题目"),
        lambda: acts.change(county.office, drawn.pk, [Change(number, countersign=True)], "对账"),
        lambda: acts.occasion(county.office, drawn.pk, called),
        lambda: activities.void(county.office, drawn.pk, 1, "重复"),
        lambda: acts.change(county.office, drawn.pk, [Change(number, drop=True)], "不分管"),
    ):
        act()
        seen.append(kinds(drawn))
        assert seen[-1] == computed(drawn, TODAY)
        assert states.differing(drawn) == []
    assert seen[1] != seen[0] and seen[2] == seen[0] and seen[3] == seen[1] and seen[4] == seen[0]


def test_a_day_that_changes_something_by_itself_is_known_ahead(drawn: DutyList, settings: Any) -> None:
    holder = drawn.holders.get(person__code="wang")
    assert not states.stale(TODAY).exists()
    turn = DutyState.objects.get(holder=holder).changes_on
    assert turn == date(2026, 4, 1)  # the second quarter begins, the first is over
    for day in (date(2026, 3, 31), turn):
        settings.ZEREN = replace(settings.ZEREN, today=day)
        total = states.totals([drawn], day)[drawn.pk]
        assert (total.waits, total.as_of) == (day == turn, day if day != turn else TODAY)
    assert states.catch_up(today=turn) == 1
    assert not states.stale(turn).exists()
    assert {k: n for k, n in states.totals([drawn], turn)[drawn.pk].numbers.items() if n} == computed(
        drawn, turn
    )
    assert DutyState.objects.get(holder=holder).over > 0


@pytest.mark.parametrize(
    ("day", "kind"), [(date(2026, 3, 13), "going"), (date(2026, 3, 14), "risk"), (date(2026, 3, 31), "risk")]
)
def test_risk_begins_when_less_than_a_fifth_is_left(day: date, kind: str, drawn: DutyList) -> None:
    """Of the 90 days of the first quarter a fifth is 18: 18 days are left on 03-13, 17 on 03-14."""
    holder = drawn.holders.get(person__code="wang")
    (finding,) = judging.stand(register.read(), drawn, holder, day).of("t-2020-duties", "research")
    assert standing.of_finding(finding, holder, day) == kind


def test_who_has_left_owes_nothing_that_was_still_open(drawn: DutyList) -> None:
    DutyHolder.objects.filter(person__code="feng").update(ends=date(2026, 2, 28))
    holder = drawn.holders.get(person__code="feng")
    (finding,) = judging.stand(register.read(), drawn, holder, TODAY).of("t-2020-duties", "research")
    assert finding.status is State.PENDING
    assert standing.of_finding(finding, holder, date(2026, 2, 28)) != "away"
    assert standing.of_finding(finding, holder, date(2026, 3, 1)) == "away"


def test_what_a_register_changes_waits_to_be_computed_and_then_is_right(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    rows = [{"person": "li", "post": "TZ", "start": "2026-01-01", "source": "任字〔2026〕1号"}]
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    assert list(states.stale(TODAY)) == [drawn]
    assert states.totals([drawn], TODAY)[drawn.pk].waits
    states.catch_up()
    assert kinds(drawn) == computed(drawn, TODAY)


def test_rebuilding_gives_the_same_and_verifying_names_what_differs(drawn: DutyList) -> None:
    before = replaying.standing_rows()
    replaying.replay(log.locked(drawn.pk))
    assert replaying.standing_rows() == before
    assert "state_differs" not in {f.code for f in integrity.verify().faults}
    DutyState.objects.filter(holder__person__code="wang").update(met=40)
    (fault,) = [f for f in integrity.verify().faults if f.code == "state_differs"]
    assert "存下的状态与记录不符" in fault.zh


def test_the_last_quarter_is_missed_once_the_year_is_over(county: SimpleNamespace, settings: Any) -> None:
    lst = acts.generate(county.office, county.organs["Q"].pk, 2025)
    (last,) = [f for f in _research(lst, date(2025, 12, 31)) if f.key == "2025-Q4"]
    (over,) = [f for f in _research(lst, judging.day_for(2025, TODAY)) if f.key == "2025-Q4"]
    assert (last.status, over.status) == (State.PENDING, State.BREACHED)


def _research(lst: DutyList, day: date) -> tuple[Finding, ...]:
    holder = lst.holders.get(person__code="wang")
    return judging.stand(register.read(), lst, holder, day).of("t-2020-duties", "research")
