from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zeren.records import registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Appointment, Person

pytestmark = pytest.mark.django_db


def said(report: Any) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.field) for problem in report.problems]


def test_organs_come_in_any_order_and_know_their_place() -> None:
    rows = [
        {"code": "b", "name": "乙局", "level": "county", "kind": "unit", "superior": "a"},
        {"code": "a", "name": "甲委", "level": "county", "kind": "party_committee"},
    ]
    report = registers.import_rows(SYSTEM, "organs", rows)
    assert (report.written, report.new) == (True, 2)
    upper, lower = Organ.objects.get(code="a"), Organ.objects.get(code="b")
    assert (lower.depth, lower.a1, lower.a2, lower.a3) == (2, upper.pk, lower.pk, None)
    again = registers.import_rows(SYSTEM, "organs", rows)
    assert (again.same, again.changed, again.new) == (2, 0, 0)


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        ([{"code": "", "name": "甲", "level": "county", "kind": "unit"}], [(1, "code")]),
        ([{"code": "x", "name": "", "level": "", "kind": "unit"}], [(1, "name"), (1, "level")]),
        ([{"code": "x", "name": "甲", "level": "county", "kind": "unit", "superior": "nobody"}], [(1, "superior")]),
        ([{"code": "x", "name": "甲", "level": "county", "kind": "unit", "superior": "x"}], [(None, "superior")]),
        ([{"code": "x", "name": "甲", "level": "county", "kind": "unit", "since": "2026-02-30"}], [(1, "since")]),
        ([{"code": "x", "name": "甲", "level": "county", "kind": "unit", "since": "2026-02-02", "until": "2026-02-01"}], [(1, "until")]),
        ([{"code": "x", "name": "甲", "level": "county", "kind": "unit"}] * 2, [(2, "code")]),
    ],
)  # fmt: skip
def test_a_bad_row_of_organs_is_named_and_nothing_is_written(
    county: Any, rows: list[dict[str, str]], problems: list[Any]
) -> None:
    before = Organ.objects.count()
    report = registers.import_rows(SYSTEM, "organs", rows)
    assert said(report) == problems and not report.written
    assert Organ.objects.count() == before


def test_seven_levels_are_one_too_many(county: Any) -> None:
    def chain(length: int) -> list[dict[str, str]]:
        return [
            {
                "code": f"n{n}",
                "name": f"第{n}级",
                "level": "x",
                "kind": "unit",
                "superior": f"n{n - 1}" if n > 1 else "",
            }
            for n in range(1, length + 1)
        ]

    assert registers.import_rows(SYSTEM, "organs", chain(6)).written
    assert said(registers.import_rows(SYSTEM, "organs", chain(7))) == [(None, "superior")]


def test_a_trial_says_what_would_become_and_writes_nothing(county: Any) -> None:
    rows = [
        {"code": "new", "name": "新人", "organ": "QT"},
        {"code": "sun", "name": "孙局长", "organ": "QT", "birth": "1970-05-06"},
        {"code": "li", "name": "李改名", "organ": "QT"},
        {"code": "bad", "name": "", "organ": "nowhere", "birth": "2030-01-01"},
    ]
    report = registers.import_rows(SYSTEM, "people", rows, dry_run=True)
    assert (report.new, report.same, report.changed, report.good, report.written) == (1, 1, 1, 3, False)
    assert said(report) == [(4, "name"), (4, "birth"), (4, "organ")]
    assert not Person.objects.filter(code="new").exists()


def test_the_good_rows_alone_are_written_if_that_is_wished(county: Any) -> None:
    rows = [{"code": "new", "name": "新人", "organ": "QT"}, {"code": "bad", "name": ""}]
    assert not registers.import_rows(SYSTEM, "people", rows).written
    report = registers.import_rows(SYSTEM, "people", rows, good_only=True)
    assert (report.written, report.new, said(report)) == (True, 1, [(2, "name")])
    assert Person.objects.filter(code="new").exists() and not Person.objects.filter(code="bad").exists()


def test_what_rests_on_a_bad_row_is_left_out_too_told_by_its_own_row_and_counted_nowhere(county: Any) -> None:
    organ = {"name": "甲", "level": "county", "kind": "unit"}
    rows = [
        {"code": "bad", **organ, "name": ""},
        {"code": "under", **organ, "superior": "bad"},
        {"code": "good", **organ, "superior": "Q"},
        {"code": "deeper", **organ, "superior": "under"},
    ]
    trial = registers.import_rows(SYSTEM, "organs", rows, dry_run=True)
    assert (trial.new, trial.good, trial.written) == (1, 1, False)
    assert {row for row, _ in said(trial)} == {1, 2, 4}
    written = registers.import_rows(SYSTEM, "organs", rows, good_only=True)
    assert (written.new, written.written, said(written)) == (1, True, said(trial))
    none = registers.import_rows(SYSTEM, "organs", rows[:2], good_only=True)
    assert (none.new, none.written) == (0, False)


def test_appointments_have_their_days_and_management_follows(county: Any) -> None:
    sun = county.people["sun"].pk
    rows = [
        {"person": "sun", "post": "P1", "start": "2020-01-01", "end": "2026/3/10", "source": "免字1号"},
        {"person": "sun", "post": "P2", "start": "2026.3.11"},
    ]
    report = registers.import_rows(SYSTEM, "appointments", rows)
    assert (report.written, report.new, report.changed) == (True, 1, 1)
    assert people.management_of(sun, date(2026, 3, 10)) == ("", county.organs["Q"].pk)
    assert people.management_of(sun, date(2026, 3, 11)) == ("", county.organs["QT"].pk)
    assert people.management_of(sun, date(2019, 12, 31)) == ("", None)
    bad = [
        {"person": "nobody", "post": "P1", "start": "2026-01-01"},
        {"person": "li", "post": "P1", "start": ""},
        {"person": "li", "post": "P1", "start": "2026-01-02", "end": "2026-01-01"},
    ]
    assert said(registers.import_rows(SYSTEM, "appointments", bad)) == [
        (1, "person"),
        (2, "start"),
        (3, "end"),
    ]
    assert Appointment.objects.count() == 3


@pytest.mark.parametrize(
    ("end", "start", "main", "told"),
    [
        ("2026-03-01", "2026-03-01", "是", False),
        ("2026-03-02", "2026-03-01", "是", True),
        ("", "2026-03-01", "是", True),
        ("", "2026-03-01", "否", False),
    ],
)
def test_nobody_has_two_main_posts_at_a_time(
    county: Any, end: str, start: str, main: str, told: bool
) -> None:
    registers.import_rows(SYSTEM, "people", [{"code": "new", "name": "新某", "organ": "QZ"}])
    posts = [{"code": code, "name": f"职务{code}", "organ": "QZ"} for code in ("x1", "x2")]
    registers.import_rows(SYSTEM, "posts", posts)
    first = {"person": "new", "post": "x1", "start": "2025-01-01", "end": end, "main": "是"}
    assert registers.import_rows(SYSTEM, "appointments", [first]).written
    second = {"person": "new", "post": "x2", "start": start, "main": main}
    report = registers.import_rows(SYSTEM, "appointments", [first, second])
    assert said(report) == ([(2, "start")] if told else []) and report.written is not told
    # The first post ended in the same workbook: now there is room.
    assert registers.import_rows(SYSTEM, "appointments", [{**first, "end": "2026-02-28"}, second]).written


def test_who_is_in_charge_of_a_unit_is_a_fact_of_it(county: Any, opened: Any) -> None:
    from zeren.records.people.facts import facts_about

    report = registers.import_rows(
        SYSTEM, "charges", [{"person": "zhao", "organ": "QT", "start": "2025-01-01", "source": "分工1号"}]
    )
    assert report.written
    unit = f"organ:{county.organs['QT'].pk}"
    facts = {(f.name, f.value): f.start for f in facts_about([unit])}
    assert facts[("in_charge", f"person:{county.people['zhao'].pk}")] == date(2025, 1, 1)
    assert facts[("in_charge", county.sun)] == date(2020, 1, 1)
    assert (("posts_approved", "2") in facts, ("posts_filled", "2") in facts) == (True, True)


def test_registers_are_kept_by_those_whose_task_it_is(county: Any) -> None:
    row = [{"code": "new", "name": "新人", "organ": "QT"}]
    for actor in (county.zhao, county.viewer, county.subject, county.auditor):
        with pytest.raises(Refused):
            registers.import_rows(actor, "people", row)
    assert registers.import_rows(county.actor("o", Role.ORGANIZATION_OFFICER, "QZ"), "people", row).written
    with pytest.raises(Refused):
        registers.import_rows(SYSTEM, "horses", row)


def test_people_are_seen_under_ones_organs_and_in_ones_matters(county: Any, opened: Any) -> None:
    names = {
        actor.account: set(people.visible_to(actor).values_list("code", flat=True))
        for actor in (county.zhao, county.leader, county.zhou, county.subject, county.auditor)
    }
    assert names == {
        # 干部管理权限: the commission serves the committee that fills the bureau head's post, not the section's.
        "zhao": {"zhao", "qian", "sun"}, "leader": {"zhao", "qian", "sun", "li"}, "zhou": {"zhou"}, "sun": {"sun"}, "audit": set(),
    }  # fmt: skip
    opened(subjects=[county.li])
    assert people.cadre(county.zhao, county.people["li"].pk) is not None
    assert people.cadre(county.zhou, county.people["sun"].pk) is None
    assert [p.code for p in people.search(county.leader, "孙")] == ["sun"]
    assert people.search(county.zhou, "孙") == [] and people.search(county.leader, " ") == []


def test_the_organs_below_one_on_a_day(county: Any) -> None:
    registers.import_rows(
        SYSTEM,
        "organs",
        [
            {
                "code": "old",
                "name": "旧局",
                "level": "county",
                "kind": "unit",
                "superior": "Q",
                "until": "2025-12-31",
            }
        ],
    )
    county_committee = county.organs["Q"]
    codes = {o.code for o in organs.under(county.leader, county_committee, date(2026, 1, 1))}
    assert codes == {"Q", "QJ", "QZ", "QT"}
    assert "old" in {o.code for o in organs.under(county.leader, county_committee, date(2025, 12, 31))}
