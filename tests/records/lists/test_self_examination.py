"""自查: what a unit found itself stands in the lists of a running matter, on the day that the unit sets itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records import rebuild
from zeren.records.errors import OutOfSight, Refused
from zeren.records.lists import acts, importing, queries, statistics
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.obligations.models import Obligation

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAID = {"text": "自查发现台账不全", "self_found": "yes", "found": "2026-03-02"}


def wrong(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [found.field for found in refused.value.problems]


def test_a_unit_enters_changes_and_voids_what_it_found_itself_and_nothing_else(round_: Any) -> None:
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic)])
    number = acts.enter(round_.liaison, round_.matter.pk, round_.traffic, 0, SAID, own=True)
    assert number == 2
    row = ListedProblem.objects.get(unit=round_.traffic, number=2)
    assert (row.self_found, row.found) == (True, date(2026, 3, 2))
    mine, theirs = (
        Change(round_.traffic, 2, set={"kind": "台账"}),
        Change(round_.traffic, 1, set={"kind": "台账"}),
    )
    acts.change_own(round_.liaison, round_.matter.pk, [mine])
    for refused_change in (
        theirs,
        Change(round_.traffic, 1, move=Move.VOID, reason="误录"),
        Change(round_.traffic, 3, set={"text": "没有标明自查"}),
        Change(round_.traffic, 3, set={"text": "说是反馈的", "self_found": "no"}),
    ):
        with pytest.raises(Refused) as refused:
            acts.change_own(round_.liaison, round_.matter.pk, [refused_change])
        assert wrong(refused) == ["problem"]
    acts.change_own(
        round_.liaison, round_.matter.pk, [Change(round_.traffic, 2, move=Move.VOID, reason="重复")]
    )
    assert ListedProblem.objects.get(unit=round_.traffic, number=2).void
    # Another unit's account reaches neither: the lists of a unit are its own.
    with pytest.raises(Refused):
        acts.enter(round_.other, round_.matter.pk, round_.traffic, 0, SAID, own=True)
    with pytest.raises(OutOfSight):
        acts.enter(round_.stranger, round_.matter.pk, round_.traffic, 0, SAID, own=True)


def test_where_a_problem_comes_from_stays_as_it_was_entered(round_: Any) -> None:
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic)])
    acts.enter(round_.feng, round_.matter.pk, round_.traffic, 0, SAID)
    for number, said in ((1, "yes"), (2, "")):
        with pytest.raises(Refused) as refused:
            acts.change(
                round_.feng, round_.matter.pk, [Change(round_.traffic, number, set={"self_found": said})]
            )
        assert wrong(refused) == ["self_found"]


def test_its_days_are_the_unit_s_own_it_is_closed_like_any_other_and_replay_arrives_at_the_same(
    round_: Any,
) -> None:
    obligations = list(Obligation.objects.filter(matter=round_.matter).order_by("pk").values())
    acts.enter(round_.liaison, round_.matter.pk, round_.traffic, 0, SAID, own=True)
    said = {"text": "补齐台账", "due": "2026-03-10", "done": "2026-03-12", "evidence": "台账 1 册"}
    assert acts.enter(round_.liaison, round_.matter.pk, round_.traffic, 1, said, own=True) == 1
    # Past the day that it set itself: no period of a regulation knows of it.
    assert list(Obligation.objects.filter(matter=round_.matter).order_by("pk").values()) == obligations
    acts.change_own(round_.liaison, round_.matter.pk, [Change(round_.traffic, 1, 1, move=Move.APPLY)])
    with pytest.raises(Refused):
        acts.change_own(round_.liaison, round_.matter.pk, [Change(round_.traffic, 1, 1, move=Move.CLOSE)])
    acts.change(round_.feng, round_.matter.pk, [Change(round_.traffic, 1, 1, move=Move.CLOSE)])
    assert ListedTask.objects.get().standing == Standing.CLOSED
    before = rebuild.contents()
    rebuild.rebuild()
    assert rebuild.contents() == before and before["ListedProblem"]


def test_it_is_a_source_of_its_own_beside_the_round_s(round_: Any) -> None:
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic), task(round_.traffic)])
    acts.enter(round_.liaison, round_.matter.pk, round_.traffic, 0, SAID, own=True)
    acts.enter(round_.liaison, round_.matter.pk, round_.traffic, 2, {"text": "补齐"}, own=True)
    sums = statistics.by_source(statistics.visible_to(round_.feng), date(2026, 3, 16))
    assert {source: found.total for source, found in sums.items()} == {
        ("zy-2015-inspection", "inspection"): 1,
        statistics.SELF: 1,
    }
    tasks = queries.visible_to(round_.feng)
    for source, text in (("self", "补齐"), ("zy-2015-inspection:inspection", "补开专题会")):
        assert [row.text for row in queries.narrowed(tasks, {"source": source}, {})] == [text]


def test_a_unit_s_table_brings_in_what_it_found_itself_and_tells_the_rows_that_are_not_its_to_enter(
    round_: Any,
) -> None:
    lists = queries.own_lists(round_.liaison, round_.matter.pk)
    rows = [
        {
            "problem_text": "自查甲",
            "problem_self_found": "yes",
            "task_text": "补齐",
            "task_due": "2026-04-01",
        },
        {"problem_text": "没有标明", "problem_self_found": "", "task_text": "补齐"},
    ]
    report = importing.import_rows(round_.liaison, lists, rows)
    assert not report.written and [(p.row, p.field) for p in report.problems] == [
        (2, "problem"),
        (2, "problem"),
    ]
    report = importing.import_rows(round_.liaison, lists, rows[:1])
    assert report.written and (report.new, report.changed) == (1, 0)
    again = importing.import_rows(round_.liaison, lists, rows[:1])
    assert again.written and again.same == 1
