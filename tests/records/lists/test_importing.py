"""A unit's table into the lists: only what differs is changed, and every wrong row is told."""

from __future__ import annotations

from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records.lists import acts, importing, queries
from zeren.records.lists.models import ListedProblem, ListedTask
from zeren.records.matters.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def row(**cells: str) -> dict[str, str]:
    """A row of the team's table."""
    usual = {"unit": "青县交通局", "problem_text": "台账缺项", "problem_found": "2026-02-02"}
    return usual | {"task_text": "补齐台账", "task_due": "2026-04-10"} | cells


def taken(round_: Any, rows: list[dict[str, str]], **how: bool) -> Any:
    """What came of the team's table."""
    lists = queries.lists_of(round_.feng, round_.matter.pk)
    return importing.import_rows(round_.feng, lists, rows, **how)


def told(report: Any) -> list[tuple[int | None, str, str]]:
    return [(p.row, p.field, p.zh) for p in report.problems]


def test_rows_of_one_problem_become_its_tasks(round_: Any) -> None:
    report = taken(round_, [row(), row(task_text="建立制度"), row(problem_text="超期", task_text="清理")])
    assert (report.new, report.written, report.problems) == (3, True, ())
    found = ListedTask.objects.order_by("problem__number", "number").values_list(
        "problem__number", "number", "text"
    )
    assert list(found) == [(1, 1, "补齐台账"), (1, 2, "建立制度"), (2, 1, "清理")]
    assert Event.objects.filter(type="_lists").count() == 1


def test_the_same_table_again_changes_nothing_and_writes_no_entry(round_: Any) -> None:
    rows = [row(task_leaders="孙局长、李科长"), row(task_text="建立制度", task_due="long")]
    taken(round_, rows)
    again = taken(round_, rows)
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert Event.objects.filter(type="_lists").count() == 1
    long = ListedTask.objects.get(text="建立制度")
    assert (long.long_term, long.due) == (True, None)


def test_only_the_cells_that_differ_are_changed(round_: Any) -> None:
    taken(round_, [row(), row(task_text="建立制度")])
    numbered = {"problem_number": "1", "task_number": "2"}
    report = taken(round_, [row(), row(**numbered, task_text="建立制度", task_progress="已印发")])
    assert (report.new, report.changed, report.same) == (0, 1, 1)
    (laid,) = [laid for laid in queries.history(round_.matter, round_.traffic, 1, 2) if laid.seq > 3][-1:]
    assert laid.change.set == {"progress": "已印发"}


def test_a_column_that_the_table_lacks_stays_and_an_empty_cell_empties(round_: Any) -> None:
    taken(round_, [row(task_office="办公室", task_progress="已开会")])
    taken(round_, [row(task_progress="")])
    found = ListedTask.objects.get()
    assert (found.office, found.progress) == ("办公室", "")


@pytest.mark.parametrize(
    ("cells", "field", "word"),
    [
        ({"unit": "青县纪委"}, "unit", "“青县纪委”不是本事项的整改单位，可为：青县交通局、青县水务局"),
        ({"unit": ""}, "unit", "缺整改单位，可为：青县交通局、青县水务局"),
        ({"problem_text": ""}, "problem_text", "缺“问题”"),
        ({"problem_number": "一"}, "problem_number", "“一”应为 1 至 9999 的整数"),
        ({"task_leaders": "卫局长"}, "task_leaders", "“牵头领导”中的“卫局长”不是整改单位的人员"),
        (
            {"unit": "青县水务局", "task_handlers": "韩同名"},
            "task_handlers",
            "“承办人”中的“韩同名”同名 2 人，请写成“姓名（人员代码）”",
        ),
        ({"task_due": "2026-01-31"}, "due", "“完成时限”2026-01-31 早于问题的发现日 2026-02-02"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_nothing_is_written(
    round_: Any, cells: dict[str, str], field: str, word: str
) -> None:
    report = taken(round_, [row(task_text="先"), row(**cells)])
    assert told(report) == [(2, field, word)]
    assert not report.written and not ListedProblem.objects.exists()


def test_of_two_people_of_one_name_the_code_says_which(round_: Any) -> None:
    taken(round_, [row(unit="青县水务局", task_handlers="韩同名（han2）")])
    found = queries.who_of(ListedTask.objects.all())[ListedTask.objects.get().pk]
    assert [pk for pk, _ in found.handlers] == [round_.people["han2"].pk]
    shown = importing.shown_names(round_.organs["QS"], ListedTask.objects.all())
    assert shown[ListedTask.objects.get().pk] == ("", "韩同名（han2）")


def test_the_good_rows_are_written_where_that_was_chosen(round_: Any) -> None:
    report = taken(round_, [row(), row(task_due="2026-01-01", task_text="坏")], good_only=True)
    assert report.written and len(report.problems) == 1
    assert [t.text for t in ListedTask.objects.all()] == ["补齐台账"]


def test_a_trial_writes_nothing(round_: Any) -> None:
    report = taken(round_, [row()], dry_run=True)
    assert (report.new, report.written) == (1, False)
    assert not ListedProblem.objects.exists()


def test_a_later_day_needs_its_reason_in_the_table(round_: Any) -> None:
    taken(round_, [row()])
    later = row(task_due="2026-05-01")
    assert told(taken(round_, [later])) == [
        (1, "reason", "完成时限由 2026-04-10 延至 2026-05-01，须写明理由")
    ]
    assert taken(round_, [{**later, "reason": "等资金"}]).written
    assert ListedTask.objects.get().extended == 1


def test_the_units_own_table_changes_its_tasks_and_no_problem(round_: Any) -> None:
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic), task(round_.traffic)])
    own = queries.own_lists(round_.liaison, round_.matter.pk)
    mine = {"problem_number": "1", "problem_text": "三年行动没有按季研究", "task_number": "1"}
    report = importing.import_rows(
        round_.liaison, own, [{**mine, "task_text": "补开专题会", "task_progress": "已开"}]
    )
    assert (report.changed, report.written) == (1, True)
    report = importing.import_rows(
        round_.liaison, own, [{**mine, "problem_text": "没有问题", "task_text": "补开专题会"}]
    )
    assert told(report) == [(1, "problem", "问题清单由派出机关登记，单位不改")]
    report = importing.import_rows(
        round_.liaison, own, [{"unit": "青县水务局", "problem_number": "1", "task_text": "x"}]
    )
    assert told(report) == [(1, "unit", "“青县水务局”不是本事项的整改单位，可为：青县交通局")]


def test_four_thousand_rows_are_one_entry(round_: Any) -> None:
    rows = [row(problem_text=f"问题{n // 4}", task_text=f"任务{n}") for n in range(4000)]
    assert taken(round_, rows).new == 4000
    assert (ListedProblem.objects.count(), ListedTask.objects.count()) == (1000, 4000)
    assert Event.objects.filter(type="_lists").count() == 1
