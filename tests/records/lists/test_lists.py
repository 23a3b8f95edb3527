"""The three lists: what is refused and why, who may do what, how a task comes to be closed (对账销号)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records import integrity, rebuild
from zeren.records.errors import OutOfSight, Refused
from zeren.records.lists import acts, numbering, queries
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.matters import files, log, secrecy
from zeren.records.matters.models import Event
from zeren.records.trail.models import TrailEntry

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def listed(round_: Any, **said: Any) -> ListedTask:
    """One problem with one task, entered by the team."""
    changes = [problem(round_.traffic), task(round_.traffic, **said)]
    acts.change(round_.feng, round_.matter.pk, changes)
    return ListedTask.objects.get()


def moved(round_: Any, actor: Any, move: Move, reason: str = "", own: bool = False) -> ListedTask:
    """The task after a move."""
    does = acts.change_own if own else acts.change
    does(actor, round_.matter.pk, [Change(round_.traffic, 1, 1, move=move, reason=reason)])
    return ListedTask.objects.get(unit=round_.traffic)


def wrong(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Field and Chinese word of each problem."""
    return [(found.field, found.zh) for found in refused.value.problems]


def test_a_problem_and_its_task_stand_in_the_lists_and_in_the_log(round_: Any) -> None:
    people = {"leaders": (round_.sun,), "handlers": (round_.sun, round_.li)}
    found = listed(round_, office="局办公室", **people)
    assert (found.problem.text, found.problem.found) == ("三年行动没有按季研究", date(2026, 2, 2))
    assert (found.due, found.standing, found.office) == (date(2026, 4, 10), Standing.OPEN, "局办公室")
    who = queries.who_of([found])[found.pk]
    assert [name for _, name in who.leaders] == ["孙局长"]
    assert [name for _, name in who.handlers] == ["孙局长", "李科长"]
    event = Event.objects.get(matter=round_.matter, type="_lists")
    assert event.account == "feng"
    assert TrailEntry.objects.get(act="lists_changed").detail == f"{event.seq} 2"
    assert not integrity.verify().faults


def test_the_engine_reads_nothing_of_the_lists(round_: Any) -> None:
    listed(round_)
    around = log.around(round_.matter)
    assert all(entry.type != "_lists" for entry in around.entries)


def test_replay_gives_what_the_acts_wrote(round_: Any) -> None:
    listed(round_, leaders=(round_.sun,))
    acts.change(round_.feng, round_.matter.pk, [problem(round_.water), task(round_.water)])
    acts.change_own(
        round_.liaison,
        round_.matter.pk,
        [task(round_.traffic, done="2026-03-10", evidence="会议纪要〔2026〕9号")],
    )
    moved(round_, round_.liaison, Move.APPLY, own=True)
    moved(round_, round_.feng, Move.RETURN, "缺签到")
    acts.change(round_.feng, round_.matter.pk, [Change(round_.water, 1, 0, move=Move.VOID, reason="重复")])
    before = rebuild.contents()
    assert before["ListedTask"] and before["Responsible"]
    rebuild.rebuild()
    assert rebuild.contents() == before


# ---------------------------------------------------------------- wrong input


@pytest.mark.parametrize(
    ("said", "field", "word"),
    [
        ({"due": "2026-02-01"}, "due", "“完成时限”2026-02-01 早于问题的发现日 2026-02-02"),
        ({"due": "2026-2-30"}, "due", "“2026-2-30”不是日期，应为年-月-日"),
        ({"done": "2026-02-01"}, "done", "“完成日”2026-02-01 早于问题的发现日 2026-02-02"),
        ({"done": "2026-03-17"}, "done", "“完成日”2026-03-17 晚于今日（2026-03-16）"),
        ({"text": ""}, "text", "缺“任务”"),
        ({"text": "长" * 1001}, "text", "“任务”超过 1000 字"),
        ({"colour": "红"}, "colour", "表上没有这一栏"),
        ({"papers": ("attachment:99",)}, "papers", "没有这份材料"),
    ],
)
def test_what_is_false_is_refused_at_its_place(
    round_: Any, said: dict[str, Any], field: str, word: str
) -> None:
    with pytest.raises(Refused) as refused:
        listed(round_, **said)
    assert (field, word) in wrong(refused)
    assert not ListedProblem.objects.exists() and not Event.objects.filter(type="_lists").exists()


@pytest.mark.parametrize("due", ["2026-02-02", "2026-02-03"])
def test_a_task_may_be_due_on_the_day_its_problem_was_found(round_: Any, due: str) -> None:
    assert listed(round_, due=due).due == date.fromisoformat(due)


def test_who_answers_for_a_task_belongs_to_its_unit(round_: Any) -> None:
    wei = f"person:{round_.people['wei'].pk}"
    with pytest.raises(Refused) as refused:
        listed(round_, leaders=(wei,))
    assert wrong(refused) == [("leaders", "“牵头领导”应为整改单位的人员")]


def test_every_wrong_row_is_told_with_its_number_and_nothing_is_written(round_: Any) -> None:
    changes = [
        problem(round_.traffic),
        task(round_.traffic, due="2026-01-01"),
        task(round_.traffic, 7),
        task(round_.traffic, number=2),
    ]
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, changes)
    assert [(p.row, p.field) for p in refused.value.problems] == [(2, "due"), (3, "problem")]
    assert not ListedProblem.objects.exists()


def test_a_later_day_needs_its_reason_and_is_counted(round_: Any) -> None:
    listed(round_)
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, [task(round_.traffic, due="2026-04-11")])
    assert wrong(refused) == [("reason", "完成时限由 2026-04-10 延至 2026-04-11，须写明理由")]
    later = Change(round_.traffic, 1, 1, {"due": "2026-04-11"}, reason="等审批")
    acts.change(round_.feng, round_.matter.pk, [later])
    assert (ListedTask.objects.get().extended, ListedTask.objects.get().text) == (1, "补开专题会")
    acts.change(round_.feng, round_.matter.pk, [Change(round_.traffic, 1, 1, {"due": "2026-04-01"})])
    assert ListedTask.objects.get().extended == 1


def test_only_units_of_the_matter_have_lists_in_it(round_: Any) -> None:
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, [problem(round_.organs["QJ"].pk)])
    assert wrong(refused) == [("unit", "不是本事项的整改单位")]


# ---------------------------------------------------------------- closing


def test_a_task_is_closed_by_another_than_who_applied(round_: Any) -> None:
    listed(round_, leaders=(round_.sun,))
    done = {"done": "2026-03-10", "evidence": "会议纪要〔2026〕9号"}
    acts.change_own(round_.liaison, round_.matter.pk, [task(round_.traffic, **done)])
    assert ListedTask.objects.get().standing == Standing.DONE
    applied = moved(round_, round_.liaison, Move.APPLY, own=True)
    assert (applied.standing, applied.applied_on, applied.applied_by) == (
        Standing.APPLIED,
        date(2026, 3, 16),
        "lian",
    )
    closed = moved(round_, round_.feng, Move.CLOSE)
    assert (closed.standing, closed.closed_on, closed.closed_by) == (
        Standing.CLOSED,
        date(2026, 3, 16),
        "feng",
    )


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({"evidence": "纪要"}, [("done", "没有完成日，不能销号")]),
        ({"done": "2026-03-10"}, [("evidence", "没有佐证，不能销号")]),
        ({}, [("done", "没有完成日，不能销号"), ("evidence", "没有佐证，不能销号")]),
    ],
)
def test_without_a_day_and_evidence_nothing_is_applied_for(
    round_: Any, said: dict[str, Any], missing: list[tuple[str, str]]
) -> None:
    listed(round_, **said)
    with pytest.raises(Refused) as refused:
        moved(round_, round_.liaison, Move.APPLY, own=True)
    assert wrong(refused) == missing


def test_a_paper_is_evidence(round_: Any) -> None:
    paper = files.add_attachment(round_.feng, round_.matter.pk, "签到.txt", "十二人".encode())
    listed(round_, done="2026-03-10", papers=(f"attachment:{paper.pk}",))
    assert moved(round_, round_.feng, Move.APPLY).standing == Standing.APPLIED
    assert [p.name for p in queries.papers_of(ListedTask.objects.all())[ListedTask.objects.get().pk]] == [
        "签到.txt"
    ]


def test_who_applied_does_not_examine(round_: Any) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    moved(round_, round_.feng, Move.APPLY)
    for move in (Move.CLOSE, Move.RETURN):
        with pytest.raises(Refused) as refused:
            moved(round_, round_.feng, move, "缺签到")
        assert wrong(refused) == [("actor", "责任人、申请人不能审核自己的任务")]
    assert moved(round_, round_.chen, Move.CLOSE).standing == Standing.CLOSED


def test_who_applied_does_not_examine_with_another_account(round_: Any) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    moved(round_, round_.feng, Move.APPLY)
    second = round_.actor("feng2", round_.feng.grants[0].role, "CX", "feng")
    with pytest.raises(Refused) as refused:
        moved(round_, second, Move.CLOSE)
    assert wrong(refused) == [("actor", "责任人、申请人不能审核自己的任务")]


def test_who_answers_for_a_task_does_not_examine_it(round_: Any) -> None:
    listed(round_, leaders=(round_.sun,), done="2026-03-10", evidence="纪要")
    moved(round_, round_.liaison, Move.APPLY, own=True)
    sun = round_.actor("sun2", round_.feng.grants[0].role, "CX", "sun")
    with pytest.raises(OutOfSight):
        # Whom a matter's task names is not kept from it; whom the matter itself concerns is.
        acts.change(round_.stranger, round_.matter.pk, [Change(round_.traffic, 1, 1, move=Move.CLOSE)])
    with pytest.raises(Refused) as refused:
        moved(round_, sun, Move.CLOSE)
    assert wrong(refused) == [("actor", "责任人、申请人不能审核自己的任务")]


def test_the_unit_examines_nothing_and_changes_no_problem(round_: Any) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    moved(round_, round_.feng, Move.APPLY)
    with pytest.raises(Refused) as refused:
        moved(round_, round_.liaison, Move.CLOSE, own=True)
    assert wrong(refused) == [("actor", "审核由派出机关办理")]
    with pytest.raises(Refused) as refused:
        acts.change_own(round_.liaison, round_.matter.pk, [problem(round_.traffic, text="没有问题")])
    assert wrong(refused) == [("problem", "问题清单由派出机关登记，单位不改")]


def test_what_is_returned_says_what_is_missing_and_is_done_again(round_: Any) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    moved(round_, round_.liaison, Move.APPLY, own=True)
    with pytest.raises(Refused) as refused:
        moved(round_, round_.feng, Move.RETURN)
    assert wrong(refused) == [("reason", "请写明缺什么")]
    back = moved(round_, round_.feng, Move.RETURN, "缺退款凭证")
    assert (back.standing, back.done, back.note) == (Standing.RETURNED, None, "缺退款凭证")
    again = [task(round_.traffic, done="2026-03-12")]
    acts.change_own(round_.liaison, round_.matter.pk, again)
    assert moved(round_, round_.liaison, Move.APPLY, own=True).note == ""


def test_a_return_visit_opens_a_closed_task_again_and_it_is_counted(round_: Any) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    moved(round_, round_.liaison, Move.APPLY, own=True)
    moved(round_, round_.feng, Move.CLOSE)
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, [task(round_.traffic, text="改写")])
    assert wrong(refused) == [("standing", "已销号的任务不能再改")]
    opened = moved(round_, round_.chen, Move.REOPEN, "制度没有执行")
    assert (opened.standing, opened.done, opened.closed_on, opened.reopened) == (Standing.OPEN, None, None, 1)
    told = queries.history(round_.matter, round_.traffic, 1, 1)
    moves = [laid.change.move for laid in told if laid.change.move]
    assert moves == [Move.APPLY, Move.CLOSE, Move.REOPEN]
    assert told[-1].reason == "制度没有执行"


@pytest.mark.parametrize("move", [Move.CLOSE, Move.RETURN, Move.REOPEN])
def test_no_step_is_skipped(round_: Any, move: Move) -> None:
    listed(round_, done="2026-03-10", evidence="纪要")
    with pytest.raises(Refused) as refused:
        moved(round_, round_.chen, move, "试")
    assert wrong(refused)[0][0] == "standing"


def test_a_long_term_task_is_never_closed_by_accident(round_: Any) -> None:
    long = listed(round_, long_term="yes", stage="1/3", done="2026-03-10", evidence="8、9 月检查表")
    assert long.standing == Standing.LONG
    with pytest.raises(Refused) as refused:
        moved(round_, round_.liaison, Move.APPLY, own=True)
    assert wrong(refused) == [("standing", "申请销号不适用于“长期坚持”的任务")]


def test_what_was_entered_by_mistake_is_voided_with_its_reason_and_stays_in_the_log(round_: Any) -> None:
    listed(round_)
    void = Change(round_.traffic, 1, 0, move=Move.VOID)
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, [void])
    assert wrong(refused) == [("reason", "撤销须写明理由，不超过 400 字")]
    acts.change(
        round_.feng, round_.matter.pk, [Change(round_.traffic, 1, 0, move=Move.VOID, reason="重复录入")]
    )
    lists = queries.lists_of(round_.feng, round_.matter.pk)
    assert not queries.tasks_of(lists).exists() and not queries.problems_of(lists).exists()
    assert len(queries.history(round_.matter, round_.traffic, 1)) == 2
    assert numbering.next_numbers(round_.matter, round_.traffic) == (2, {1: 2})


def test_what_a_former_leader_has_in_hand_passes_in_one_entry_with_its_basis(round_: Any) -> None:
    both = {"leaders": (round_.sun,), "handlers": (round_.sun, round_.li)}
    unit, pk = round_.traffic, round_.matter.pk
    changes = [
        problem(unit),
        task(unit, **both),
        task(unit, 1, 2, leaders=(round_.li,)),
        task(unit, 1, 3, leaders=(round_.sun,), done="2026-03-10", evidence="纪要"),
    ]
    acts.change(round_.feng, pk, changes)
    acts.change(round_.chen, pk, [Change(unit, 1, 3, move=Move.APPLY)])
    sun, li = round_.people["sun"].pk, round_.people["li"].pk
    assert acts.take_over(round_.liaison, pk, unit, sun, li, "任字〔2026〕3号", own=True) == 1
    found = {t.number: queries.who_of([t])[t.pk] for t in ListedTask.objects.all()}
    assert [p for p, _ in found[1].leaders] == [li] and [p for p, _ in found[1].handlers] == [li]
    # What was applied for stays with who answered for it.
    assert [p for p, _ in found[3].leaders] == [sun]
    assert queries.history(round_.matter, unit, 1, 1)[-1].reason == "任字〔2026〕3号"


@pytest.mark.parametrize(
    ("giver", "taker", "reason", "told"),
    [
        ("sun", "li", " ", ("reason", "请写明交接的依据，不超过 400 字")),
        ("sun", "sun", "任免", ("taker", "接手的是同一个人")),
        ("lian", "li", "任免", ("giver", "此人没有正在整改的任务")),
        ("sun", "wei", "任免", ("leaders", "“牵头领导”应为整改单位的人员")),
    ],
)
def test_a_take_over_that_can_not_be_says_why(
    round_: Any, giver: str, taker: str, reason: str, told: Any
) -> None:
    listed(round_, leaders=(round_.sun,))
    ids = {code: person.pk for code, person in round_.people.items()}
    with pytest.raises(Refused) as refused:
        acts.take_over(round_.feng, round_.matter.pk, round_.traffic, ids[giver], ids[taker], reason)
    assert wrong(refused) == [told]


# ---------------------------------------------------------------- sight


def test_a_unit_sees_and_changes_its_own_part_alone(round_: Any) -> None:
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic), problem(round_.water)])
    mine = queries.own_lists(round_.liaison, round_.matter.pk)
    assert [row.unit_id for row in queries.problems_of(mine)] == [round_.traffic]
    with pytest.raises(OutOfSight):
        queries.one_problem(mine, round_.water, 1)
    with pytest.raises(Refused) as refused:
        acts.change_own(round_.liaison, round_.matter.pk, [task(round_.water)])
    assert wrong(refused) == [("unit", "不是本事项的整改单位")]
    for look in (queries.lists_of, lambda a, pk: acts.change(a, pk, [task(round_.traffic)])):
        with pytest.raises(OutOfSight):
            look(round_.liaison, round_.matter.pk)


def test_before_the_matter_is_shown_to_the_unit_nothing_of_it_is_there(round_: Any) -> None:
    round_.matter.subjects.update(shown_on=None)
    for look in (queries.own_lists, lambda a, pk: acts.change_own(a, pk, [task(round_.traffic)])):
        with pytest.raises(OutOfSight):
            look(round_.liaison, round_.matter.pk)


def test_to_a_stranger_the_lists_are_not_there(round_: Any) -> None:
    listed(round_)
    assert not queries.visible_to(round_.stranger).exists()
    for look in (queries.lists_of, queries.own_lists):
        with pytest.raises(OutOfSight):
            look(round_.stranger, round_.matter.pk)


def test_a_restricted_matters_tasks_are_kept_from_who_is_outside_its_circle(round_: Any) -> None:
    listed(round_)
    assert queries.visible_to(round_.chen).count() == 1
    asked = secrecy.Secrecy("内部", None, circle=(round_.feng.person,))
    secrecy.classify(round_.feng, round_.matter.pk, asked, "试")
    assert queries.visible_to(round_.chen).count() == 0
    assert queries.visible_to(round_.feng).count() == 1
