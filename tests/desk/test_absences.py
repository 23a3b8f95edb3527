"""外出日历: who is away from when to when, who acts in the meantime, what the two texts on absences find of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

import once
from desk.conftest import TODAY, enter, find
from zeren.desk.absences.build import Calendar
from zeren.desk.absences.page import DayCell
from zeren.law.packs.loading import load_pack
from zeren.norms.model import State
from zeren.records import packs, registers
from zeren.records.absences import queries, rules
from zeren.records.absences.model import Day, Month
from zeren.records.actor import SYSTEM, Role
from zeren.records.beside import RulesError
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person

pytestmark = pytest.mark.django_db
CITY = Path(__file__).resolve().parents[2] / "packs" / "city"
REPORT = load_pack(CITY / "zy-2013-absence-report" / "2013-12-30.yaml")
TRIP = load_pack(CITY / "zy-2014-absence-management" / "2014-05-04.yaml")
FIRST = TODAY.replace(day=1)
POSTS = [
    {"code": "P2", "organ": "QT", "name": "副局长", "post_class": "member", "managing_organ": "Q"},
    {"code": "P3", "organ": "QT", "name": "副书记", "post_class": "member", "managing_organ": "Q"},
]
HELD = [
    {"person": "sun", "post": "P2", "start": "2020-01-01", "source": "任字〔2020〕2号"},
    {"person": "qian", "post": "P3", "start": "2020-01-01", "source": "任字〔2020〕3号"},
]


def enter_group() -> None:
    """The county with a leading group of three, and who receives the reports."""
    from zeren.access.accounts import acts as accounts

    with packs.using([REPORT, TRIP]):
        enter()
        people = [{"code": "qian", "name": "钱某某", "organ": "QT"}]
        for noun, rows in (("people", people), ("posts", POSTS), ("appointments", HELD)):
            report = registers.import_rows(SYSTEM, noun, rows)
            assert report.written, report.problems
        committee = Organ.objects.get(code="Q")
        account = accounts.make_account(SYSTEM, "dangban", "qinglan-2026", organ=committee, label="县委办")
        accounts.give_role(
            SYSTEM,
            account,
            Role.COMMITTEE_OFFICE,
            committee,
            date(2020, 1, 1),
            functions=("party_committee",),
        )


entered = once.fixture(enter_group, TODAY)


@pytest.fixture
def group(db: None, home: Path, entered: once.Entered) -> Iterator[SimpleNamespace]:
    from zeren.access.accounts.queries import find as account

    entered.into(home)
    with packs.using([REPORT, TRIP]):
        county = find()
        county.people = {person.code: person for person in Person.objects.all()}
        county.accounts["dangban"] = account("dangban")
        yield county


def on(day: int) -> date:
    """A day of October 2026; 0 is the last of September."""
    return FIRST + timedelta(days=day - 1)


def absent(
    group: Any, who: str, begins: int, ends: int, *, went: int | None = None, back: int | None = None,
    stands: str = "county_secretary", kind: Any = REPORT, meeting: str = "no", **told: Any,
) -> Any:  # fmt: skip
    """A matter of one absence."""
    ref = f"person:{group.people[who].pk}"
    report = kind is REPORT
    facts = {"absence_class": stands} if report else {"traveller": "leading_cadre", "county_principal": "no"}
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            kind.id, "absence" if report else "trip", group.organs["Q"].pk, "外出", [ref], min(on(begins - 5), TODAY), mark="青外",
            subject_facts={ref: facts},
        ),
    )  # fmt: skip
    fields = {
        "urgent": "no", "companions": "本人", "reason": "招商", "place": "兰州", "departs": on(begins).isoformat(),
        "returns": on(ends).isoformat(), **({"kind": "business", "form": "written", "to": ("committee_office",)} if report else {"to": ("superior_committee",)}), **told,
    }  # fmt: skip
    record(group, matter, "absence_reported", min(begins - 5, TODAY.day), who, fields)
    if went is not None:
        gone = (
            {"urgent": "no", "city_meeting": meeting}
            if report
            else {"official": "yes", "planned": "yes", "holiday": "no"}
        )
        record(group, matter, "went_out", went, who, gone)
    if back is not None:
        record(group, matter, "returned", back, who, {})
    return matter


def record(group: Any, matter: Any, step: str, day: int, who: str, fields: Any, by: str = "subject") -> None:
    acts.record_event(
        SYSTEM, matter.pk, step, on(day), fields, subjects=[f"person:{group.people[who].pk}"], by=(by,)
    )


def month(group: Any, first: date = FIRST) -> Month:
    return queries.month(SYSTEM, group.organs["QT"], first)


def states(found: Month, days: range) -> list[Day | None]:
    return [found.absences[0].on(on(day), TODAY) for day in days]


def test_what_the_packs_name_is_there_and_a_key_that_is_none_is_told() -> None:
    for pack in (REPORT, TRIP):
        (found,) = rules.every([pack])
        assert rules.faults(found, pack, pack.procedures[found.procedure]) == []
    with pytest.raises(RulesError, match="steps"):
        rules.read({"steps": "x"})
    with pytest.raises(RulesError, match="went"):
        rules.read({"reported": "absence_reported"})


def test_a_return_on_the_reported_day_is_in_time_and_the_day_after_is_over(group: Any) -> None:
    absent(group, "zhao", 2, 5, went=2, back=6)
    assert states(month(group), range(1, 8)) == [None, Day.AWAY, Day.AWAY, Day.AWAY, Day.AWAY, Day.OVER, None]


def test_who_has_not_come_back_is_away_until_today_and_reported_until_the_day_said(group: Any) -> None:
    absent(group, "zhao", 12, 15, went=12)
    assert states(month(group), range(11, 17)) == [None, Day.AWAY, Day.AWAY, Day.PLANNED, Day.PLANNED, None]


def test_an_absence_of_which_only_the_report_is_there_is_reported_and_no_more(group: Any) -> None:
    absent(group, "zhao", 20, 21)
    assert states(month(group), range(19, 23)) == [None, Day.PLANNED, Day.PLANNED, None]


def test_it_stands_in_each_month_that_it_touches_and_in_no_other(group: Any) -> None:
    absent(group, "zhao", 0, 1, went=0, back=1)
    months = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))
    assert [len(month(group, first).absences) for first in months] == [0, 1, 1, 0]


def test_an_absence_that_was_entered_only_afterwards_stands_in_its_month(group: Any) -> None:
    matter = absent(group, "zhao", -20, -18)
    Matter.objects.filter(pk=matter.pk).update(opened=TODAY)
    assert len(month(group, date(2026, 9, 1)).absences) == 1


def test_recorded_under_both_texts_it_is_one_absence_and_by_another_day_of_departure_two(group: Any) -> None:
    absent(group, "zhao", 2, 5)
    trip = absent(group, "zhao", 2, 5, kind=TRIP)
    record(group, trip, "leave_approved", -1, "zhao", {}, by="approver")
    (one,) = month(group).absences
    approved = one.mark("approved")
    assert len(one.parts) == 2 and one.asks_approval and approved and approved.on == on(-1)
    absent(group, "zhao", 8, 9, kind=TRIP)
    assert len(month(group).absences) == 2


def test_after_the_return_report_and_cancellation_are_both_owed(group: Any) -> None:
    trip = absent(group, "zhao", 2, 5, went=2, back=5, kind=TRIP)
    assert [step for _, step in month(group).absences[0].owed_after] == [
        "trip_reported_back",
        "leave_cancelled",
    ]
    record(group, trip, "trip_reported_back", 6, "zhao", {})
    assert [step for _, step in month(group).absences[0].owed_after] == ["leave_cancelled"]
    record(group, trip, "leave_cancelled", 6, "zhao", {})
    assert month(group).absences[0].owed_after == ()


def both(group: Any, **deputy: Any) -> Any:
    absent(group, "zhao", 2, 5, went=2, back=5, both_away="no")
    absent(group, "sun", 5, 8, went=5, back=8, **{"stands": "county_deputy_secretary", **deputy})
    return month(group).both


def test_secretary_and_deputy_away_at_once_is_what_the_norm_finds_of_the_report(group: Any) -> None:
    (pair,) = both(group, both_away="yes")
    assert (pair.first, pair.last) == (on(5), on(5))
    assert [(f.norm, f.status) for f in pair.findings] == [("not-both-away", State.BREACHED)]


def test_explained_in_the_report_it_is_in_order(group: Any) -> None:
    (pair,) = both(group, both_away="yes", explanation="赴省汇报")
    assert [f.status for f in pair.findings] == [State.MET]


def test_that_no_report_says_so_is_no_finding_but_the_days_are_told(group: Any) -> None:
    (pair,) = both(group, both_away="no")
    assert pair.findings == ()


@pytest.mark.parametrize("deputy", [{"meeting": "yes"}, {"stands": "county_secretary"}, {"stands": "other"}])
def test_a_meeting_of_the_city_and_others_than_deputies_do_not_count(group: Any, deputy: Any) -> None:
    assert both(group, **deputy) == []


def test_one_who_leaves_the_day_after_the_other_came_back_is_not_away_at_once(group: Any) -> None:
    absent(group, "zhao", 2, 5, went=2, back=5)
    absent(group, "sun", 6, 8, went=6, stands="county_deputy_secretary")
    assert month(group).both == []


def test_two_deputies_may_be_away_at_once(group: Any) -> None:
    for who in ("sun", "qian"):
        absent(group, who, 2, 5, went=2, stands="county_deputy_secretary")
    assert month(group).both == []


def test_another_county_sees_neither_the_group_nor_its_absences(group: Any) -> None:
    from zeren.access.accounts.queries import actor_of

    absent(group, "zhao", 2, 5)
    bai = actor_of(group.accounts["bai"])
    assert queries.organs(bai) == []
    found = queries.month(bai, group.organs["QT"], FIRST)
    assert (list(found.people), list(found.absences)) == ([], [])


# ---------------------------------------------------------------- the page


def test_the_page_says_who_is_away_who_acts_and_what_is_late(group: Any) -> None:
    matter = absent(group, "zhao", 8, 10, went=8, acting_person="孙某某 副局长", acting="top_deputy")
    body = (
        group.sign_in("dangban")
        .get(f"/absences?organ={group.organs['QT'].pk}&month=2026-10")
        .content.decode()
    )
    assert "今日在外：赵某某" in body and "过返回日 3 日，未见返回" in body and "没有补充报告的记录" in body
    assert "孙某某 副局长" in body and "主持工作，代赵某某" in body and "排名靠前的副书记" in body
    assert f'href="/matters/{matter.pk}/"' in body or f"/matters/{matter.pk}" in body


def test_who_acts_is_not_hidden_by_the_day_of_a_trip(group: Any) -> None:
    absent(group, "zhao", 8, 10, went=8, acting_person="孙某某 副局长")
    calendar = Calendar(SYSTEM, group.organs["QT"], date(2026, 10, 1), QueryDict())
    sun = Person.objects.get(code="sun")
    marked = {date(2026, 10, day): DayCell("证", "abroad", "证件", "/matters/9/") for day in (9, 20)}
    calendar.__dict__["marks"] = {(sun.pk, day): cell for day, cell in marked.items()}
    found = {day: calendar._cell(sun, date(2026, 10, day), set()) for day in (8, 9, 20, 21)}
    assert found[8] == DayCell("代", "stands", "主持工作，代赵某某")
    assert found[9] == DayCell("代证", "stands", "主持工作，代赵某某；证件", "/matters/9/")
    assert found[20] == marked[date(2026, 10, 20)] and found[21] == DayCell()


def test_a_name_within_another_is_not_who_acts(group: Any) -> None:
    absent(group, "zhao", 8, 10, went=8, acting_person="孙某某 副局长")
    Person.objects.filter(code="qian").update(name="孙某")
    calendar = Calendar(SYSTEM, group.organs["QT"], date(2026, 10, 1), QueryDict())
    assert [person.code for person in calendar.acting.values()] == ["sun"]


def test_who_acts_and_is_away_himself_is_told(group: Any) -> None:
    absent(group, "zhao", 8, 10, went=8, acting_person="孙某某 副局长")
    absent(group, "sun", 9, 9, went=9, stands="other")
    body = (
        group.sign_in("dangban")
        .get(f"/absences?organ={group.organs['QT'].pk}&month=2026-10")
        .content.decode()
    )
    assert "10-09 起本人也外出" in body


@pytest.mark.parametrize("text", ["2026-13", "十月", "1-1-1-1", "9" * 30])
def test_a_month_that_is_none_is_told_and_todays_shown(group: Any, text: str) -> None:
    body = group.sign_in("dangban").get("/absences", {"month": text}).content.decode()
    assert "月份写成 2026-11" in body and 'value="2026-10"' in body


def test_an_organ_that_is_not_the_viewers_is_not_there(group: Any) -> None:
    client = group.sign_in("dangban")
    assert client.get(f"/absences?organ={group.organs['BJ'].pk}").status_code == 404
    assert client.get("/absences?organ=x").status_code == 404


def test_the_workbook_has_the_absences_of_the_month(group: Any) -> None:
    absent(group, "zhao", 8, 10, went=8, acting_person="孙某某 副局长")
    answer = group.sign_in("dangban").get(
        f"/absences/export.xlsx?organ={group.organs['QT'].pk}&month=2026-10"
    )
    rows = [
        [str(c.value or "") for c in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()
    ]
    (row,) = [row for row in rows if row[0] == "赵某某"]
    assert "10-08 至 10-10" in row[2] and "在外" in row[3] and row[5] == "孙某某 副局长"
