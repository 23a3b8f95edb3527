"""Opening a year from a table, and figures of the public evaluation: row by row, a second table changes only what differs."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client

import once
from desk.lists.conftest import BACKEND
from zeren.records import registers
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.campaigns import exempting, prefilled, queries, rules
from zeren.records.matters import acts, opening, reading
from zeren.records.matters.models import Event, Matter
from zeren.records.packs import installed

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 13)
ORGANS = [
    {"code": "C", "name": "中共岚川市委", "short": "市委", "level": "city", "kind": "party_committee"},
    {"code": "C-JW", "name": "中共岚川市纪律检查委员会", "short": "市纪委", "level": "city", "kind": "discipline_commission", "superior": "C"},
    {"code": "A", "name": "甲县委员会", "short": "甲县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "B", "name": "市乙局党组", "short": "市乙局", "level": "city", "kind": "party_group", "superior": "C"},
]  # fmt: skip
PEOPLE = [{"code": code, "name": name, "organ": organ} for code, name, organ in (
    ("p1", "赵一", "A"), ("p2", "钱二", "A"), ("p3", "孙三", "B"), ("p4", "李四", "B"), ("p5", "周五", "A"),
)]  # fmt: skip
POST = {
    "code": "z1",
    "organ": "A",
    "name": "书记",
    "rank": "county_principal",
    "post_class": "principal",
    "managing_organ": "C",
    "principal": "yes",
}


def enter() -> None:
    """Four organs, five people, a programme of two units."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.organs import queries as organs

    held = [{"person": "p1", "post": "z1", "start": "2024-01-01", "source": "任字1号"}]
    for noun, given in (("organs", ORGANS), ("people", PEOPLE), ("posts", [POST]), ("appointments", held)):
        report = registers.import_rows(SYSTEM, noun, given)
        assert report.written, report.problems
    office = organs.by_code("C-JW")
    assert office is not None
    account = accounts.make_account(SYSTEM, "office", "long-enough-2026", organ=office)
    accounts.give_role(SYSTEM, account, Role.CASE_HANDLER, office, date(2026, 1, 1))
    refs = [f"organ:{organs.by_code(code).pk}" for code in ("A", "B")]  # type: ignore[union-attr]
    opening.open_matter(
        SYSTEM,
        opening.Opening(
            "zy-2015-assessment",
            "assessment-programme",
            office.pk,
            "2025年度考核",
            refs,
            date(2026, 1, 5),
            mark="市考统",
        ),
    )


entered = once.fixture(enter, TODAY)


@pytest.fixture
def desk(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> SimpleNamespace:
    """The programme, its rules, the office as an actor, a client signed in for it."""
    from zeren.access.accounts import queries as accounts

    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    entered.into(tmp_path)
    matter = Matter.objects.get(procedure="assessment-programme")
    client = Client()
    client.force_login(accounts.find("office"), backend=BACKEND)  # type: ignore[arg-type]
    actor = Actor(
        "office",
        "办",
        None,
        matter.organ_id,
        (Grant(Role.CASE_HANDLER, matter.organ_id, matter.organ.depth),),
        TODAY,
    )
    found = next(one for pack, _, one in rules.every(installed().packs) if pack.id == matter.pack)
    return SimpleNamespace(matter=matter, rules=found, actor=actor, client=client)


def table(**changed: dict[str, str]) -> list[dict[str, str]]:
    """Unit A with its principal and a member, unit B with one: changed by the key of the row (``A``, ``p1`` …)."""
    a = {"programme": "市考统〔2026〕1号", "organ": "A", "unit": "县区", "year": "2025", "mark": "市考"}
    b = {**a, "organ": "B", "unit": "部门（单位）", "subordinates": "否"}
    rows = {
        "A": a, "p1": {**a, "person": "p1", "position": "党委（党组）书记、主要负责人"}, "p2": {**a, "person": "p2", "position": "班子其他成员"},
        "B": b, "p3": {**b, "person": "p3", "position": "党委（党组）书记、主要负责人"},
    }  # fmt: skip
    return [{**row, **changed.get(key, {})} for key, row in rows.items()]


def bring(desk: Any, rows: list[dict[str, str]], **how: bool) -> Any:
    """A table brought in by the office."""
    return registers.import_rows(desk.actor, "assessed", rows, **how)


def units(desk: Any) -> tuple[queries.Unit, ...]:
    """The units of the programme."""
    return queries.units_of(SYSTEM, desk.matter, desk.rules)


def test_a_table_opens_one_matter_a_unit_with_its_cadres(desk: Any) -> None:
    report = bring(desk, table())
    assert (report.written, report.new) == (True, 5), report.problems
    found = units(desk)
    assert [(one.organ.code, [c.name for c in one.cadres]) for one in found] == [
        ("A", ["赵一", "钱二"]),
        ("B", ["孙三"]),
    ]
    assert [one.matter.title for one in found if one.matter] == ["甲县委2025年度考核", "市乙局2025年度考核"]
    logged = reading.read([one.matter.pk for one in found if one.matter], (), TODAY)
    first = found[0]
    assert first.matter is not None
    assert logged[first.matter.pk].matter["principal"] == first.cadres[0].ref


def test_a_trial_writes_nothing(desk: Any) -> None:
    report = bring(desk, table(), dry_run=True)
    assert (report.new, report.written) == (5, False)
    assert not any(one.matter for one in units(desk))


def test_the_same_table_again_writes_nothing(desk: Any) -> None:
    bring(desk, table())
    before = Event.objects.count()
    report = bring(desk, table())
    assert (report.new, report.changed, report.same) == (0, 0, 5)
    assert Event.objects.count() == before


def test_a_second_table_changes_only_what_differs(desk: Any) -> None:
    bring(desk, table())
    before = Event.objects.count()
    report = bring(desk, table(p2={"under_investigation": "是"}))
    assert (report.new, report.changed, report.same) == (0, 1, 4)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize(("since", "exempt"), [("2026-04-13", True), ("2026-04-15", False)])
def test_an_absence_told_later_holds_from_its_own_day(desk: Any, since: str, exempt: bool) -> None:
    bring(desk, table(p2={"away_cause": "没有", "opened": "2026-06-01"}, A={"opened": "2026-06-01"}))
    report = bring(desk, table(p2={"away_cause": "离岗培训", "since": since}))
    assert report.changed == 1, report.problems
    unit = units(desk)[0]
    assert unit.matter is not None
    logged = reading.read([unit.matter.pk], ["absence_recorded"], TODAY)[unit.matter.pk]
    found = exempting.of_matter(unit.matter, logged, desk.rules, [c.ref for c in unit.cadres], TODAY)
    assert (unit.cadres[1].ref in found and found[unit.cadres[1].ref].sure) is exempt
    again = bring(desk, table(p2={"away_cause": "离岗培训", "since": since}))
    assert again.changed == 0


def test_a_cadre_who_comes_later_gets_a_matter_under_the_units(desk: Any) -> None:
    bring(desk, table())
    a = table()[0]
    report = bring(desk, [*table(), {**a, "person": "p5", "position": "班子其他成员"}])
    assert (report.new, report.same) == (1, 5), report.problems
    unit = units(desk)[0]
    assert [c.name for c in unit.cadres] == ["赵一", "钱二", "周五"] and len(unit.matters) == 2
    assert bring(desk, [*table(), {**a, "person": "p5", "position": "班子其他成员"}]).same == 6


@pytest.mark.parametrize(
    ("changed", "column", "said"),
    [
        ({"p2": {"person": "px"}}, "person", "没有代码为“px”的人员"),
        ({"p2": {"organ": "X"}}, "organ", "没有代码为“X”的机关"),
        ({"p2": {"person": "p1"}}, "person", "重复"),
        ({"p2": {"position": ""}}, "position", "要写在单位的位置"),
        ({"p2": {"position": "科员"}}, "position", "应为"),
        ({"p2": {"year": "2024"}}, "year", "与同一单位上面的一行不同"),
        ({"p2": {"away_cause": "离岗培训", "since": "去年"}}, "since", "不是日期"),
        ({"A": {"unit": ""}, "p1": {"unit": ""}, "p2": {"unit": ""}}, "unit", "新立的单位要填这一列"),
        ({"B": {"mark": ""}, "p3": {"mark": ""}}, "mark", "发文代字"),
        ({"p3": {"programme": "市考统〔2026〕9号"}}, "programme", "没有您承办的考核统筹"),
    ],
)
def test_what_is_false_is_told_at_its_row_and_nothing_is_written(
    desk: Any, changed: dict[str, dict[str, str]], column: str, said: str
) -> None:
    report = bring(desk, table(**changed))
    assert not report.written
    assert any(p.field == column and said in p.zh and p.row for p in report.problems), report.problems
    assert not any(one.matter for one in units(desk))


def test_a_unit_without_the_row_of_its_group_is_not_opened(desk: Any) -> None:
    report = bring(desk, table()[1:3])
    assert not report.written and any("领导班子一行" in p.zh for p in report.problems)


def test_a_cadre_of_another_unit_is_not_taken_twice(desk: Any) -> None:
    bring(desk, table())
    report = bring(desk, [{**table()[3], "person": "p1", "position": "班子其他成员"}])
    assert not report.written and any("已列在甲县委" in p.zh for p in report.problems)


def test_who_does_not_record_on_the_programme_opens_nothing(desk: Any) -> None:
    other = replace(desk.actor, grants=(Grant(Role.VIEWER, desk.matter.organ_id, desk.matter.organ.depth),))
    with pytest.raises(Exception, match="keep|登记"):
        registers.import_rows(other, "assessed", table())


def test_the_registers_give_the_units_that_are_not_opened_with_their_people(desk: Any) -> None:
    got = desk.client.get(f"/matters/{desk.matter.pk}/campaign/open/rows.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    assert sheet is not None
    cells = [[str(cell.value or "") for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert ["A" in row and "p1" in row and "党委（党组）书记、主要负责人" in row for row in cells][:3] == [
        False,
        True,
        False,
    ]
    assert {row[[c.value for c in sheet[1]].index("考核年度")] for row in cells} == {"2025"}
    acts.record_event(
        SYSTEM, desk.matter.pk, "plan_approved", date(2026, 1, 6), {"year": "2024"}, subjects=[]
    )
    again = openpyxl.load_workbook(
        io.BytesIO(desk.client.get(f"/matters/{desk.matter.pk}/campaign/open/rows.xlsx").content)
    ).active
    assert again is not None and {str(row[4].value) for row in again.iter_rows(min_row=2)} == {"2024"}, (
        "what the plan says"
    )
    bring(desk, table())
    assert "都已经立项" in desk.client.get(f"/matters/{desk.matter.pk}/campaign/open").content.decode()


def test_what_the_year_before_recorded_of_a_group_is_filled_in_to_be_looked_at(desk: Any) -> None:
    group = f"organ:{units(desk)[0].organ.pk}"
    asked = opening.Opening(
        "zy-2015-assessment", "assessment-programme", desk.matter.organ_id, "2024年度考核", [group], date(2025, 1, 5), mark="市考统"
    )  # fmt: skip
    number = opening.open_matter(SYSTEM, asked).number
    before = [
        {**row, "programme": number, "year": "2024", "opened": "2025-01-06"}
        for row in table()
        if row["organ"] == "A"
    ]
    before[0] |= {"vetoed_cases": "市纪审〔2023〕1号"}
    assert bring(desk, before).written
    unit = Matter.objects.get(procedure="annual-assessment")
    acts.record_event(
        SYSTEM, unit.pk, "feedback_given", date(2025, 3, 1), {"parts": ("problems",)}, subjects=[group]
    )
    said = {
        "ground": ("veto-group-8",),
        "year": "2024",
        "case": "市纪审〔2024〕7号",
        "reasons": "另有其他情形",
    }
    acts.record_event(SYSTEM, unit.pk, "vetoed", date(2025, 3, 2), said, subjects=[group])
    found = list(prefilled.rows(desk.actor, desk.matter, desk.rules, "市考", 2025, TODAY))
    told = {row["organ"]: row for row in found if "person" not in row}
    facts = {name: told["A"][name] for name in ("last_year_feedback", "vetoed_last_year", "vetoed_cases")}
    assert facts == {
        "last_year_feedback": "是", "vetoed_last_year": "是", "vetoed_cases": "市纪审〔2023〕1号、市纪审〔2024〕7号",
    }  # fmt: skip
    assert "vetoed_last_year" not in told["B"], "it was not assessed the year before: people fill it in"
    assert not any("vetoed_last_year" in row for row in found if "person" in row)


def test_a_year_before_without_veto_or_feedback_says_no(desk: Any) -> None:
    group = f"organ:{units(desk)[0].organ.pk}"
    asked = opening.Opening(
        "zy-2015-assessment", "assessment-programme", desk.matter.organ_id, "2024年度考核", [group], date(2025, 1, 5), mark="市考统"
    )  # fmt: skip
    number = opening.open_matter(SYSTEM, asked).number
    before = [
        {**row, "programme": number, "year": "2024", "opened": "2025-01-06"}
        for row in table()
        if row["organ"] == "A"
    ]
    assert bring(desk, before).written
    row = next(iter(prefilled.rows(desk.actor, desk.matter, desk.rules, "市考", 2025, TODAY)))
    assert [row[name] for name in ("last_year_feedback", "vetoed_last_year", "vetoed_cases")] == [
        "否",
        "否",
        "无",
    ]
    assert "vetoed_last_year" not in next(
        iter(prefilled.rows(desk.actor, desk.matter, desk.rules, "市考", 2024, TODAY))
    )


# ---------------------------------------------------------------- public evaluation


def figures(desk: Any, **changed: str) -> Any:
    """One figure of the public evaluation."""
    number = Matter.objects.get(subjects__organ__code="A", procedure="annual-assessment").number
    row = {
        "matter": number,
        "subject": "赵一",
        "value": "88.5",
        "sources": "公共评价、绩效评价、组织评价",
        "origin": "勤廉度评价系统 2026-01-20 导出",
        "on": "2026-01-20",
    }
    return registers.import_rows(desk.actor, "public", [{**row, **changed}])


def test_a_public_figure_comes_in_with_its_source(desk: Any) -> None:
    bring(desk, table())
    assert figures(desk).new == 1
    unit = units(desk)[0]
    assert unit.matter is not None
    entry = reading.read([unit.matter.pk], ["public_scored"], TODAY)[unit.matter.pk].last(
        "public_scored", unit.cadres[0].ref
    )
    assert entry is not None
    assert (entry.fields["value"], entry.fields["origin"]) == ("88.5", "勤廉度评价系统 2026-01-20 导出")
    assert entry.fields["sources"] == ("public", "performance", "organization")


def test_a_second_figure_corrects_and_the_same_one_writes_nothing(desk: Any) -> None:
    bring(desk, table())
    figures(desk)
    before = Event.objects.count()
    assert figures(desk).same == 1 and Event.objects.count() == before
    assert figures(desk, value="89").changed == 1
    unit = units(desk)[0]
    assert unit.matter is not None
    entry = reading.read([unit.matter.pk], ["public_scored"], TODAY)[unit.matter.pk].last(
        "public_scored", unit.cadres[0].ref
    )
    assert entry is not None and entry.fields["value"] == "89" and entry.corrects


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"value": "100.0001"}, "高于满分 100"), ({"value": "八十"}, "应为数"), ({"value": "1.23456"}, "至多 4 位小数"), ({"origin": ""}, "缺"),
        ({"subject": "无名"}, "没有对象"), ({"sources": "网络评价"}, "应为"), ({"on": ""}, "缺"), ({"matter": "市考〔2026〕99号"}, "没有您承办的考核"),
        ({"on": "2026-10-14"}, "晚于今日"),
    ],
)  # fmt: skip
def test_a_false_figure_is_refused_with_its_reason(desk: Any, changed: dict[str, str], said: str) -> None:
    bring(desk, table())
    report = figures(desk, **changed)
    assert not report.written and any(said in p.zh for p in report.problems), report.problems


def test_a_full_mark_is_taken(desk: Any) -> None:
    bring(desk, table())
    assert figures(desk, value="100").written
