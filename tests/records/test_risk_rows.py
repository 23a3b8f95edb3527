"""Rows into the register of risks: twice the same changes nothing, a row is told where it is wrong, persons are refused."""

from __future__ import annotations

from typing import Any

import pytest

from zeren.records import registers
from zeren.records.actor import Role
from zeren.records.errors import Refused
from zeren.records.risks import acts
from zeren.records.risks.models import Risk, RiskEntry, RiskMeasure

pytestmark = pytest.mark.django_db

RISK = {
    "organ": "QT", "post": "局长", "power": "审批", "point": "一人审批", "level": "high", "basis": "纪要", "review": "2026-12-01",
}  # fmt: skip
FIRST = {**RISK, "measure": "双人复核", "owner_kind": "department", "owner": "办公室", "due": "long"}
SECOND = {**RISK, "measure": "每季公示", "owner_kind": "member", "owner": "sun", "due": "2026-06-30"}


@pytest.fixture
def liaison(county: Any) -> Any:
    """Who answers for the bureau."""
    return county.actor("lian", Role.UNIT_LIAISON, "QT", "li")


def counts(report: Any) -> tuple[int, int, int, bool]:
    assert not report.problems, report.problems
    return report.new, report.changed, report.same, report.written


def told(report: Any) -> set[tuple[int, str]]:
    assert not report.written
    return {(problem.row, problem.field) for problem in report.problems}


def test_rows_of_one_risk_become_one_and_the_second_time_nothing_is_written(liaison: Any) -> None:
    assert counts(registers.import_rows(liaison, "risks", [FIRST, SECOND], dry_run=True)) == (2, 0, 0, False)
    assert not Risk.objects.exists()
    assert counts(registers.import_rows(liaison, "risks", [FIRST, SECOND])) == (2, 0, 0, True)
    risk = Risk.objects.get()
    assert [(m.number, m.text, m.owner_name) for m in risk.measures.all()] == [
        (1, "双人复核", "办公室"),
        (2, "每季公示", "孙局长"),
    ]
    assert counts(registers.import_rows(liaison, "risks", [SECOND, FIRST])) == (0, 0, 2, True)
    assert RiskEntry.objects.count() == 1


def test_only_what_changed_becomes_a_version_and_what_the_table_lacks_stays(liaison: Any) -> None:
    registers.import_rows(
        liaison, "risks", [FIRST, SECOND, {**FIRST, "point": "别的", "level": "", "basis": ""}]
    )
    lacking = {name: text for name, text in FIRST.items() if name not in ("level", "basis", "review")}
    assert counts(registers.import_rows(liaison, "risks", [{**lacking, "due": "2026-05-01"}])) == (
        0,
        1,
        0,
        True,
    )
    risk = Risk.objects.get(number=1)
    assert (risk.level, risk.version, risk.measures.count()) == ("high", 2, 2)
    by_number = {"number": "1", "measure_number": "2", "measure": "每月公示", "organ": "QT"}
    assert counts(registers.import_rows(liaison, "risks", [by_number])) == (0, 1, 0, True)
    assert RiskMeasure.objects.get(risk=risk, number=2).text == "每月公示"
    assert Risk.objects.get(number=2).version == 1


def test_a_number_that_the_table_gives_is_kept_and_the_next_one_follows(liaison: Any) -> None:
    registers.import_rows(liaison, "risks", [{**FIRST, "number": "7"}])
    registers.import_rows(liaison, "risks", [{**FIRST, "point": "别的"}])
    assert list(Risk.objects.order_by("number").values_list("number", flat=True)) == [7, 8]


@pytest.mark.parametrize(
    ("differs", "column"),
    [
        ({"organ": "没有"}, "organ"),
        ({"organ": ""}, "organ"),
        ({"organ": "BJ"}, "organ"),
        ({"number": "x"}, "number"),
        ({"measure_number": "0"}, "measure_number"),
        ({"post_code": "没有"}, "post_code"),
        ({"post": ""}, "post"),
        ({"point": ""}, "point"),
        ({"basis": ""}, "basis"),
        ({"review": "2026-03-15"}, "review"),
        ({"measure": ""}, "measure"),
        ({"owner_kind": ""}, "owner_kind"),
        ({"owner_kind": "member", "owner": "li"}, "owner"),
        ({"due": "2026-02-30"}, "due"),
        ({"done": "2026-03-01"}, "done"),
        ({"表现": "迟到"}, "表现"),
        ({"person": "sun"}, "person"),
    ],
)
def test_a_wrong_cell_is_named_by_its_row_and_column(
    liaison: Any, differs: dict[str, str], column: str
) -> None:
    good = {**SECOND, "point": "别的"}
    report = registers.import_rows(liaison, "risks", [good, {**FIRST, **differs}])
    assert told(report) == {(2, column)} and not Risk.objects.exists()
    assert registers.import_rows(liaison, "risks", [good, {**FIRST, **differs}], good_only=True).written
    assert Risk.objects.get().point == "别的"


def test_a_problem_of_a_later_measure_stands_at_its_row(liaison: Any) -> None:
    registers.import_rows(liaison, "risks", [FIRST, SECOND])
    third = {**RISK, "measure": "轮岗", "owner_kind": "member", "owner": "某某", "due": "long"}
    assert told(registers.import_rows(liaison, "risks", [SECOND, third])) == {(2, "owner")}


def test_rows_of_one_risk_that_differ_and_a_measure_given_twice_are_told(liaison: Any) -> None:
    other = {**SECOND, "level": "low"}
    assert told(registers.import_rows(liaison, "risks", [FIRST, other, FIRST])) == {
        (2, "level"),
        (3, "measure"),
    }


def test_a_lifted_risk_is_changed_by_no_row_and_its_words_may_come_again(liaison: Any) -> None:
    registers.import_rows(liaison, "risks", [FIRST])
    acts.lift(liaison, Risk.objects.get().pk, "岗位撤销")
    assert told(registers.import_rows(liaison, "risks", [{**FIRST, "number": "1"}])) == {(1, "number")}
    registers.import_rows(liaison, "risks", [FIRST])
    assert list(Risk.objects.order_by("number").values_list("number", "state")) == [
        (1, "lifted"),
        (2, "unsigned"),
    ]


def test_neither_an_administrator_nor_a_team_nor_a_viewer_enters_rows(county: Any) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.TEAM_MEMBER, Role.VIEWER, Role.SUBJECT):
        with pytest.raises(Refused):
            registers.import_rows(county.actor("x", role, "QT"), "risks", [FIRST])
