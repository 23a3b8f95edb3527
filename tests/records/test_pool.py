"""The talent pool: who enters and ends, what is refused, rows by Excel again and again, and who sees it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.support_draws import enter_pool
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.organs.acts import lay_tree
from zeren.records.pool import acts, queries
from zeren.records.pool.acts import Entering
from zeren.records.pool.models import PoolMember
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def refused(call: Any, *args: Any) -> set[str]:
    with pytest.raises(Refused) as told:
        call(*args)
    return {problem.field for problem in told.value.problems}


def entering(county: Any, **differs: Any) -> Entering:
    given = {"organ": county.organs["QJ"].pk, "person": county.people["li"].pk, "since": date(2026, 3, 2)}
    return Entering(**{**given, **differs})


def test_one_is_entered_with_the_trail_and_ended_with_its_reason(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county, may_head=True, basis="青组〔2025〕3号"))
    assert member.a3 == member.organ.a3 and member.may_head
    acts.end(county.zhao, member.pk, date(2026, 3, 10), "岗位调整")
    member.refresh_from_db()
    assert (member.until, member.reason) == (date(2026, 3, 10), "岗位调整")
    assert list(TrailEntry.objects.filter(noun="pool").order_by("seq").values_list("act", flat=True)) == [
        "pool_entered",
        "pool_ended",
    ]


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"since": date(2026, 3, 17)}, "since"),
        ({"may_head": True, "basis": " "}, "basis"),
        ({"basis": "x" * 201}, "basis"),
        ({"person": 10**9}, "person"),
    ],
)
def test_what_is_false_is_refused_at_its_field(county: Any, differs: dict[str, Any], field: str) -> None:
    assert refused(acts.enter, county.zhao, entering(county, **differs)) == {field}
    assert not PoolMember.objects.exists()


def test_nobody_stands_twice_at_a_time_but_may_come_back(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county))
    assert refused(acts.enter, county.zhao, entering(county)) == {"person"}
    acts.end(county.zhao, member.pk, date(2026, 3, 10), "岗位调整")
    assert refused(acts.enter, county.zhao, entering(county, since=date(2026, 3, 9))) == {"person"}
    acts.enter(county.zhao, entering(county, since=date(2026, 3, 10)))
    assert refused(acts.end, county.zhao, member.pk, date(2026, 3, 11), "再一次") == {"until"}


def test_the_end_needs_a_reason_and_a_day_that_is_there(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county))
    assert refused(acts.end, county.zhao, member.pk, date(2026, 3, 17), " ") == {"until", "reason"}
    assert refused(acts.end, county.zhao, member.pk, date(2026, 3, 1), "x" * 201) == {"until", "reason"}


def test_from_the_day_of_leaving_on_nobody_is_in(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county))
    acts.end(county.zhao, member.pk, clock.today(), "岗位调整")
    organ = county.organs["QJ"].pk
    assert queries.members(organ, clock.today()) == []
    assert queries.members(organ, date(2026, 3, 15)) == [member]


def test_the_pool_is_the_keeping_organs_and_of_those_above(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county))
    team = county.actor("team", Role.TEAM_MEMBER, "QJ", "qian")
    out = (county.zhou, county.subject, county.auditor, team)
    assert [bool(queries.visible_to(actor)) for actor in (county.zhao, county.leader, county.viewer)] == [
        True
    ] * 3
    assert not any(queries.visible_to(actor).exists() for actor in out)
    for actor in (county.zhou, team):
        with pytest.raises(OutOfSight):
            acts.end(actor, member.pk, clock.today(), "甲")
        with pytest.raises(OutOfSight):
            acts.enter(actor, entering(county, person=county.people["sun"].pk))
    assert refused(acts.end, county.viewer, member.pk, clock.today(), "甲") == {"actor"}


def test_nobody_is_entered_whom_the_keeper_may_not_name(county: Any) -> None:
    stranger = entering(county, person=county.people["zhou"].pk)
    assert refused(acts.enter, county.zhao, stranger) == {"person"}


def test_who_may_head_is_said_anew_with_its_basis(county: Any) -> None:
    member = acts.enter(county.zhao, entering(county))
    assert refused(acts.qualify, county.zhao, member.pk, True, "") == {"basis"}
    acts.qualify(county.zhao, member.pk, True, "青组〔2026〕1号")
    member.refresh_from_db()
    assert (member.may_head, member.basis) == (True, "青组〔2026〕1号")


ROW = {"organ": "QJ", "person": "li", "since": "2026-03-02", "may_head": "是", "basis": "青组〔2025〕3号"}


def test_rows_are_written_once_and_the_same_again(county: Any) -> None:
    first = registers.import_rows(county.zhao, "pool", [ROW])
    again = registers.import_rows(county.zhao, "pool", [ROW])
    changed = registers.import_rows(county.zhao, "pool", [{**ROW, "until": "2026-03-10", "reason": "调整"}])
    assert [(r.new, r.changed, r.same, r.written) for r in (first, again, changed)] == [
        (1, 0, 0, True),
        (0, 0, 1, True),
        (0, 1, 0, True),
    ]
    assert PoolMember.objects.get().until == date(2026, 3, 10)


def test_a_trial_writes_nothing(county: Any) -> None:
    report = registers.import_rows(county.zhao, "pool", [ROW], dry_run=True)
    assert (report.new, report.written) == (1, False) and not PoolMember.objects.exists()


@pytest.mark.parametrize(
    ("differs", "column"),
    [
        ({"organ": "没有"}, "organ"),
        ({"organ": "BJ"}, "organ"),
        ({"person": "没有"}, "person"),
        ({"person": "zhou"}, "person"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": "2026-03-17"}, "since"),
        ({"since": ""}, "since"),
        ({"until": "2026-03-01", "reason": "x"}, "until"),
        ({"until": "2026-03-05"}, "reason"),
        ({"basis": ""}, "basis"),
        ({"may_head": "也许"}, "may_head"),
    ],
)
def test_a_wrong_cell_is_named_by_its_row_and_column(
    county: Any, differs: dict[str, str], column: str
) -> None:
    good = {"organ": "QJ", "person": "sun", "since": "2026-03-02"}
    report = registers.import_rows(county.zhao, "pool", [good, {**ROW, **differs}])
    assert {(p.row, p.field) for p in report.problems} == {(2, column)}
    assert not report.written and not PoolMember.objects.exists()
    assert registers.import_rows(county.zhao, "pool", [good, {**ROW, **differs}], good_only=True).written
    assert PoolMember.objects.count() == 1


def test_rows_that_meet_in_time_are_told(county: Any) -> None:
    report = registers.import_rows(county.zhao, "pool", [ROW, ROW, {**ROW, "since": "2026-03-04"}])
    assert {(p.row, p.field) for p in report.problems} == {(2, "person"), (3, "since")}


def test_no_administrator_and_no_team_enters_rows(county: Any) -> None:
    for role in (Role.SYSTEM_ADMIN, Role.TEAM_MEMBER, Role.VIEWER):
        with pytest.raises(Refused):
            registers.import_rows(county.actor("x", role, "Q"), "pool", [ROW])


def test_a_moved_organ_takes_its_pool_with_it(county: Any) -> None:
    enter_pool(county, 3)
    county.organs["QJ"].superior = county.organs["B"]
    county.organs["QJ"].save()
    lay_tree()
    assert not queries.visible_to(county.leader).exists()
    assert queries.visible_to(SYSTEM).filter(a3=county.organs["B"].pk).count() == 3
