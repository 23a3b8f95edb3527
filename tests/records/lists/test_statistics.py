"""How many problems stand how: counted by hand here, led to their records there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records import clock
from zeren.records.lists import acts, queries, statistics
from zeren.records.lists.changes import Change, Move
from zeren.records.matters import acts as matters

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def counted(round_: Any) -> Any:
    """Of the traffic bureau one problem each: past its day, open, closed, long, without a task; one of the water's."""
    unit = round_.traffic
    done = {"done": "2026-03-10", "evidence": "会议纪要〔2026〕9号"}
    changes = [
        *(
            problem(unit, number, text=f"问题{number}", kind="作风" if number < 3 else "")
            for number in range(1, 6)
        ),
        task(unit, 1, due="2026-03-15"),
        task(unit, 1, 2, due="2026-12-31"),
        task(unit, 2, due="2026-03-16"),
        task(unit, 3, **done),
        task(unit, 4, long_term="yes", due=""),
        problem(round_.water, 1),
        task(round_.water, 1, due="2026-02-02"),
    ]
    acts.change(round_.feng, round_.matter.pk, changes)
    acts.change_own(round_.liaison, round_.matter.pk, [Change(unit, 3, 1, move=Move.APPLY)])
    acts.change(round_.feng, round_.matter.pk, [Change(unit, 3, 1, move=Move.CLOSE)], on=date(2026, 3, 12))
    return round_


def test_a_problem_stands_as_its_worst_task_and_is_closed_when_all_are(counted: Any) -> None:
    found = statistics.by_unit(statistics.visible_to(counted.feng), clock.today())
    assert dict(found[counted.matter.pk, counted.traffic].states) == {
        "over": 1,
        "open": 2,
        "closed": 1,
        "long": 1,
    }
    assert dict(found[counted.matter.pk, counted.water].states) == {"over": 1}
    assert found[counted.matter.pk, counted.traffic].total == 5


def test_by_source_and_by_kind_the_same_problems_are_counted(counted: Any) -> None:
    problems, today = statistics.visible_to(counted.feng), clock.today()
    sources = statistics.by_source(problems, today)
    assert {key: sums.total for key, sums in sources.items()} == {("zy-2015-inspection", "inspection"): 6}
    assert {kind: sums.total for kind, sums in statistics.by_kind(problems, today).items()} == {
        "作风": 2,
        "": 4,
    }


def test_the_due_day_itself_is_not_past(counted: Any) -> None:
    found = statistics.late(queries.visible_to(counted.feng), clock.today())
    assert [(words, number) for words, _, _, number in found] == [
        ("七日以内", 1),
        ("八至三十日", 0),
        ("三十日以上", 1),
    ]
    spans = [(since, until) for _, since, until, _ in found]
    assert spans[0] == (date(2026, 3, 9), date(2026, 3, 15))
    assert spans[1][1] == date(2026, 3, 8) and spans[2] == (None, date(2026, 2, 13))


def test_the_months_carry_over_what_was_not_closed(counted: Any) -> None:
    problems, tasks = statistics.visible_to(counted.feng), queries.visible_to(counted.feng)
    carried, months = statistics.months(problems, tasks, clock.today())
    assert carried == 0 and [m.first for m in months][-1] == date(2026, 3, 1) and len(months) == 12
    assert [(m.found, m.closed, m.left) for m in months[-2:]] == [(6, 0, 6), (0, 1, 5)]


def test_out_of_sight_nothing_is_counted(counted: Any) -> None:
    assert statistics.by_unit(statistics.visible_to(counted.stranger), clock.today()) == {}
    assert not statistics.matters_with_lists(counted.stranger).exists()
    assert not statistics.visible_to(counted.liaison).exists()


def test_a_voided_problem_is_not_counted(counted: Any) -> None:
    void = Change(counted.traffic, 2, 0, move=Move.VOID, reason="重复")
    acts.change(counted.feng, counted.matter.pk, [void])
    found = statistics.by_unit(statistics.visible_to(counted.feng), clock.today())
    assert found[counted.matter.pk, counted.traffic].total == 4


def test_the_duties_that_wait_in_matters_with_lists(counted: Any) -> None:
    received = ("feedback_received", "2026-03-10", {"form": "written"})
    matters.record_event(counted.feng, counted.matter.pk, *received, by=("inspected_unit",))
    plan = next(
        p
        for p in statistics.periods(statistics.matters_with_lists(counted.feng))
        if p.norm == "plan-deadline"
    )
    assert (plan.number, plan.nearest, plan.cites) == (2, date(2026, 3, 24), "5.5.p1")
    dues = statistics.next_of_units([counted.matter.pk])
    assert dues[counted.matter.pk, f"organ:{counted.water}"].norm == "plan-deadline"


def test_the_tree_sums_up_what_lies_under_each_organ(counted: Any) -> None:
    problems, today = statistics.visible_to(counted.feng), clock.today()
    node = statistics.node_over(problems)
    assert node == counted.organs["Q"]
    found = statistics.branches(problems, today, node)
    assert [(b.organ.code, b.sums.total, b.below) for b in found] == [("QT", 5, False), ("QS", 1, False)]
    above = statistics.branches(problems, today, counted.organs["C"])
    assert [(b.organ.code, b.sums.total, b.below) for b in above] == [("Q", 6, True)]
    alone = problems.filter(unit=counted.water)
    assert statistics.node_over(alone) == counted.organs["QS"]
    assert [b.sums.total for b in statistics.branches(alone, today, counted.organs["QS"])] == [1]


def test_without_problems_there_is_no_tree(round_: Any) -> None:
    assert statistics.node_over(statistics.visible_to(round_.feng)) is None
