"""Checks that ask and accuse nobody: when each begins to ask, on which records, until somebody looked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records import clock
from zeren.records.errors import Refused
from zeren.records.lists import acts, asking, queries
from zeren.records.lists.asking import Asks
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedTask
from zeren.records.matters import files

pytestmark = [pytest.mark.django_db, pytest.mark.database]

TODAY = "2026-03-16"


def closed(round_: Any, number: int, evidence: str, due: str = "2026-03-17") -> ListedTask:
    """A problem with a task that was done, applied for and closed."""
    said = {"due": due, "done": TODAY, "evidence": evidence}
    acts.change(
        round_.feng, round_.matter.pk, [problem(round_.traffic, number), task(round_.traffic, number, **said)]
    )
    move(round_, round_.liaison, number, Move.APPLY)
    move(round_, round_.feng, number, Move.CLOSE)
    return ListedTask.objects.get(problem__number=number)


def move(round_: Any, actor: Any, number: int, what: Move, reason: str = "") -> None:
    does = acts.change_own if actor is round_.liaison else acts.change
    does(actor, round_.matter.pk, [Change(round_.traffic, number, 1, move=what, reason=reason)])


def asked(round_: Any) -> list[tuple[str, list[int]]]:
    """What is asked of the team, by the numbers of the problems."""
    found = asking.questions(queries.visible_to(round_.feng))
    return [(q.asks.value, [row.problem.number for row in (q.task, *q.beside)]) for q in found]


def test_evidence_of_its_own_asks_nothing(round_: Any) -> None:
    closed(round_, 1, "会议纪要〔2026〕9号")
    closed(round_, 2, "会议纪要〔2026〕10号")
    assert asked(round_) == []


def test_the_same_words_for_two_problems_are_asked_about_until_somebody_looked(round_: Any) -> None:
    closed(round_, 1, "会议纪要〔2026〕9号")
    closed(round_, 2, "会议纪要〔2026〕9号")
    assert asked(round_) == [("reused", [1, 2])]
    chosen = asking.together(round_.chen, ListedTask.objects.values_list("pk", flat=True))
    with pytest.raises(Refused) as refused:
        acts.judge(round_.chen, chosen, " ")
    assert {p.zh for p in refused.value.problems} == {"请写明核看的情况"}
    acts.judge(round_.chen, chosen, "一份纪要议定两件事")
    assert asked(round_) == []
    assert queries.history(round_.matter, round_.traffic, 2, 1)[-1].reason == "一份纪要议定两件事"


def test_short_words_and_two_tasks_of_one_problem_are_not_asked_about(round_: Any) -> None:
    closed(round_, 1, "会议纪要")
    closed(round_, 2, "会议纪要")
    said = {"due": "2026-03-17", "done": TODAY, "evidence": "青交发〔2026〕31号文件"}
    acts.change(
        round_.feng,
        round_.matter.pk,
        [problem(round_.traffic, 3), *(task(round_.traffic, 3, n, **said) for n in (1, 2))],
    )
    for number in (1, 2):
        acts.change_own(
            round_.liaison, round_.matter.pk, [Change(round_.traffic, 3, number, move=Move.APPLY)]
        )
    assert asked(round_) == []


def test_the_same_file_under_another_name_is_asked_about(round_: Any) -> None:
    for number, name in ((1, "甲.txt"), (2, "乙.txt")):
        acts.change(
            round_.feng,
            round_.matter.pk,
            [problem(round_.traffic, number), task(round_.traffic, number, done=TODAY)],
        )
        paper = files.add_attachment(round_.feng, round_.matter.pk, name, "同一内容".encode())
        acts.change(
            round_.feng,
            round_.matter.pk,
            [Change(round_.traffic, number, 1, {"papers": (f"attachment:{paper.pk}",)})],
        )
        move(round_, round_.liaison, number, Move.APPLY)
    assert asked(round_) == [("reused", [1, 2])]


@pytest.mark.parametrize(
    ("number", "due", "asks"),
    [(5, "2026-03-17", True), (4, "2026-03-17", False), (5, "2026-03-16", True), (5, "2026-03-18", False)],
)
def test_five_closed_within_minutes_on_the_last_day_or_the_day_before(
    round_: Any, number: int, due: str, asks: bool
) -> None:
    for place in range(1, number + 1):
        closed(round_, place, f"第 {place} 号佐证材料", due)
    assert asked(round_) == ([("batch", list(range(1, number + 1)))] if asks else [])


def test_five_closed_one_after_the_other_over_an_hour_are_not_asked_about(round_: Any) -> None:
    for place in range(1, 6):
        row = closed(round_, place, f"第 {place} 号佐证材料")
        ListedTask.objects.filter(pk=row.pk).update(closed_at=clock.now() + timedelta(minutes=12 * place))
    assert asked(round_) == []


def test_reopened_once_is_not_asked_about_twice_is(round_: Any) -> None:
    closed(round_, 1, "会议纪要〔2026〕9号")
    move(round_, round_.chen, 1, Move.REOPEN, "没有执行")
    assert asked(round_) == []
    acts.change_own(round_.liaison, round_.matter.pk, [Change(round_.traffic, 1, 1, {"done": TODAY})])
    move(round_, round_.liaison, 1, Move.APPLY)
    move(round_, round_.feng, 1, Move.CLOSE)
    move(round_, round_.chen, 1, Move.REOPEN, "又没有执行")
    assert asked(round_) == [("reopened", [1])]


def test_closed_and_without_evidence_any_more(round_: Any) -> None:
    row = closed(round_, 1, "会议纪要〔2026〕9号")
    ListedTask.objects.filter(pk=row.pk).update(evidence="")
    assert asked(round_) == [(Asks.NO_EVIDENCE.value, [1])]


def test_the_unit_answers_no_check_and_out_of_sight_nothing_is_asked(round_: Any) -> None:
    closed(round_, 1, "会议纪要〔2026〕9号")
    closed(round_, 2, "会议纪要〔2026〕9号")
    assert asking.questions(queries.visible_to(round_.stranger)) == []
    assert asking.together(round_.stranger, ListedTask.objects.values_list("pk", flat=True)) == {}
    with pytest.raises(Refused):
        acts.change_own(
            round_.liaison, round_.matter.pk, [Change(round_.traffic, 1, 1, move=Move.JUDGE, reason="看过")]
        )
