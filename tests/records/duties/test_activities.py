"""尽责: activities are entered once, corrected without loss, and say for each duty what counts and why something does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zeren.norms.model import State
from zeren.records import registers
from zeren.records.actor import SYSTEM
from zeren.records.duties import (
    activities,
    acts,
    counting,
    facing,
    judging,
    log,
    queries,
    register,
    replaying,
)
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import Activity, ActivityDoer, DutyHolder, DutyList
from zeren.records.errors import OutOfSight, Refused

pytestmark = pytest.mark.django_db
RESEARCH = Doing(date(2026, 2, 26), "research", "城关镇作风调研", (), ("conduct_building",))


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list of 2026."""
    return acts.generate(county.office, county.organs["Q"].pk, 2026)


def holder(lst: DutyList, code: str) -> DutyHolder:
    """A holder by the person's code; empty: the leading group."""
    return lst.holders.get(person__code=code) if code else lst.holders.get(capacity="leading_group")


def by(
    lst: DutyList, code: str, doing: Doing = RESEARCH, in_person: bool | None = True, **more: Any
) -> Doing:
    """The doing as somebody's own."""
    return replace(doing, doers=(Doer(holder(lst, code).number, in_person),), **more)


def states(lst: DutyList, code: str, norm: str, day: date) -> dict[str, str]:
    """The state of each period of a duty on a day."""
    found = judging.stand(register.read(), lst, holder(lst, code), day).of("t-2020-duties", norm)
    return {f.key or "": f.status.value for f in found}


# ---------------------------------------------------------------- what counts


def test_a_quarter_is_met_by_an_act_of_its_own_and_missed_when_it_is_over(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    activities.record(county.wang, drawn.pk, [by(drawn, "wang")])
    assert states(drawn, "wang", "research", date(2026, 3, 31)) == {"2026-Q1": "met"}
    assert states(drawn, "wang", "research", date(2026, 6, 30)) == {"2026-Q1": "met", "2026-Q2": "pending"}
    assert states(drawn, "wang", "research", date(2026, 7, 1))["2026-Q2"] == "breached"
    assert "2027-Q1" not in states(drawn, "wang", "research", date(2027, 2, 1))


def test_what_does_not_count_says_why(drawn: DutyList, county: SimpleNamespace) -> None:
    activities.record(
        county.office,
        drawn.pk,
        [
            by(drawn, "wang", topics=("petitions",), title="春耕调研"),
            by(drawn, "wang", in_person=False, title="由别人代为"),
            by(drawn, "wang", kind="meeting", title="会议"),
        ],
    )
    standing = judging.stand(register.read(), drawn, holder(drawn, "wang"), date(2026, 3, 16))
    (finding,) = standing.of("t-2020-duties", "research")
    assert finding.status is State.PENDING
    why = {
        w.activity: [leaf.what for leaf in w.why]
        for w in judging.not_counted(standing, "t-2020-duties", "research")
    }
    assert why == {"a2": ["activity.in_person"], "a1": ["activity.topic"]}


def test_one_meeting_serves_the_group_and_its_secretary(drawn: DutyList, county: SimpleNamespace) -> None:
    doing = replace(
        RESEARCH, kind="meeting", topics=("conduct_building", "conduct_rules"),
        doers=(Doer(holder(drawn, "").number), Doer(holder(drawn, "wang").number, True)),
    )  # fmt: skip
    activities.record(county.office, drawn.pk, [doing, replace(doing, at=date(2026, 3, 3))])
    assert states(drawn, "", "meetings", date(2026, 3, 16)) == {"2026-H1": "met"}
    (standing,) = judging.stand(register.read(), drawn, holder(drawn, "wang"), date(2026, 3, 16)).of(
        "t-2020-duties", "conduct"
    )
    assert (standing.status, standing.because) == (State.STANDING, ("a1", "a2"))


def test_who_came_in_mid_quarter_owes_from_the_next_one(drawn: DutyList, county: SimpleNamespace) -> None:
    assert states(drawn, "chen", "research", date(2026, 4, 1)) == {"2026-Q2": "pending"}
    assert states(drawn, "feng", "research", date(2026, 4, 1)) == {
        "2026-Q1": "breached",
        "2026-Q2": "pending",
    }


def test_who_left_owes_nothing_after(drawn: DutyList, county: SimpleNamespace) -> None:
    DutyHolder.objects.filter(person__code="feng").update(ends=date(2026, 5, 31))
    assert states(drawn, "feng", "research", date(2026, 12, 31)) == {
        "2026-Q1": "breached",
        "2026-Q2": "pending",
    }


def test_each_lower_principal_is_a_duty_of_its_own(drawn: DutyList, county: SimpleNamespace) -> None:
    standing = judging.stand(register.read(), drawn, holder(drawn, "wang"), date(2026, 3, 16))
    wei = f"person:{county.people['wei'].pk}"
    assert [(f.subject, f.status) for f in standing.of("t-2020-duties", "interviews")] == [
        (wei, State.PENDING)
    ]
    talk = by(drawn, "wang", kind="interview", title="约谈", targets=(wei,))
    activities.record(county.wang, drawn.pk, [talk])
    standing = judging.stand(register.read(), drawn, holder(drawn, "wang"), date(2026, 3, 16))
    assert [(f.subject, f.status) for f in standing.of("t-2020-duties", "interviews")] == [(wei, State.MET)]


def test_an_occasion_asks_for_the_member_and_the_answer_names_it(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    called = acts.Called(
        "t-2020-duties", "meeting_called", date(2026, 3, 2), "县交通局廉政会议", county.organs["QT"].pk
    )
    acts.occasion(county.office, drawn.pk, called)
    assert states(drawn, "feng", "attends", date(2026, 3, 16)) == {"o1": "pending"}
    activities.record(
        county.office, drawn.pk, [by(drawn, "feng", kind="attendance", at=date(2026, 3, 2), occasion=1)]
    )
    assert states(drawn, "feng", "attends", date(2026, 3, 16)) == {"o1": "met"}


@pytest.mark.parametrize(("day", "state"), [(date(2026, 1, 31), "met"), (date(2026, 2, 1), "breached")])
def test_a_written_report_by_the_end_of_january(
    drawn: DutyList, county: SimpleNamespace, day: date, state: str
) -> None:
    report = by(
        drawn,
        "wang",
        kind="report_made",
        title="上年履责报告",
        at=day,
        form="written",
        to=("superior_committee",),
    )
    activities.record(county.office, drawn.pk, [replace(report, form="oral", at=date(2026, 1, 10)), report])
    assert states(drawn, "wang", "reports", date(2026, 3, 16)) == {"2026": state}


# ---------------------------------------------------------------- correction


def test_a_correction_keeps_the_old_and_counts_anew(drawn: DutyList, county: SimpleNamespace) -> None:
    (number,) = activities.record(county.office, drawn.pk, [by(drawn, "wang", topics=("petitions",))])
    activities.correct(county.office, drawn.pk, number, by(drawn, "wang"), "事项选错")
    assert states(drawn, "wang", "research", date(2026, 3, 16)) == {"2026-Q1": "met"}
    activity = Activity.objects.get(list=drawn, number=number)
    assert (activity.topics, activity.first, activity.entry) == ("|conduct_building|", 2, 3)
    old, new = queries.history(drawn, number)
    assert [log.body_of(e)["rows"][0]["topics"] for e in (old, new)] == [["petitions"], ["conduct_building"]]


def test_a_voided_activity_counts_no_more_and_its_number_is_not_used_again(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    (number,) = activities.record(county.office, drawn.pk, [by(drawn, "wang")])
    with pytest.raises(Refused, match="reason is missing"):
        activities.void(county.office, drawn.pk, number, "")
    activities.void(county.office, drawn.pk, number, "重复登记")
    assert states(drawn, "wang", "research", date(2026, 3, 16)) == {"2026-Q1": "pending"}
    assert activities.record(county.office, drawn.pk, [by(drawn, "wang")]) == [number + 1]
    assert [e.act for e in queries.history(drawn, number)] == ["recorded", "voided"]


def test_nobody_countersigns_the_own_doing(drawn: DutyList, county: SimpleNamespace) -> None:
    (number,) = activities.record(county.office, drawn.pk, [by(drawn, "feng")])
    with pytest.raises(Refused, match="own doing"):
        activities.countersign(county.feng, drawn.pk, [number])
    activities.countersign(county.wang, drawn.pk, [number])
    assert Activity.objects.get(number=number).countersigned == county.people["wang"].pk
    before = list(ActivityDoer.objects.values_list("activity__number", "holder__number", "kind", "topics"))
    replaying.replay(log.locked(drawn.pk))
    assert (
        list(ActivityDoer.objects.values_list("activity__number", "holder__number", "kind", "topics"))
        == before
    )
    assert Activity.objects.get(number=number).countersigned == county.people["wang"].pk


# ---------------------------------------------------------------- what is false, what is odd


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"at": date(2026, 3, 17)}, "at"),
        ({"at": date(2025, 12, 31)}, "at"),
        ({"kind": "dancing"}, "kind"),
        ({"topics": ("gossip",)}, "topic"),
        ({"title": " "}, "title"),
        ({"title": "长" * 201}, "title"),
        ({"targets": ("person:999999",)}, "targets"),
        ({"doers": ()}, "doers"),
        ({"doers": (Doer(99),)}, "doers"),
        ({"form": "sung"}, "form"),
        ({"person_times": 0}, "person_times"),
        ({"occasion": 7}, "occasion"),
    ],
)
def test_what_is_false_is_refused_and_nothing_is_written(
    drawn: DutyList, county: SimpleNamespace, wrong: dict[str, Any], field: str
) -> None:
    good = by(drawn, "wang")
    with pytest.raises(Refused) as refused:
        activities.record(county.office, drawn.pk, [good, replace(good, **wrong)])
    assert [(p.field, p.row) for p in refused.value.problems] == [(field, 2)]
    assert not Activity.objects.exists()


def test_whoever_stands_on_the_list_records_the_own_doing_only(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    activities.record(county.feng, drawn.pk, [by(drawn, "feng")])
    with pytest.raises(Refused, match="own doing only"):
        activities.record(county.feng, drawn.pk, [by(drawn, "wang")])
    (number,) = activities.record(county.office, drawn.pk, [by(drawn, "wang")])
    with pytest.raises(OutOfSight):
        activities.void(county.feng, drawn.pk, number, "不是我的")
    with pytest.raises(OutOfSight):
        activities.record(county.beside, drawn.pk, [by(drawn, "wang")])


def test_what_is_odd_is_recorded_and_asked_about(drawn: DutyList, county: SimpleNamespace) -> None:
    early = by(drawn, "chen", at=date(2026, 1, 5))
    numbers = activities.record(county.office, drawn.pk, [early, by(drawn, "wang"), by(drawn, "wang")])
    found = activities.questions(queries.activities(county.office, drawn).order_by("number"))
    assert [(q.number, q.code) for q in found] == [(numbers[0], "not_in_post"), (numbers[2], "twice")]


# ---------------------------------------------------------------- many at once


@given(
    st.lists(
        st.tuples(
            st.sampled_from(("wang", "feng", "chen", "")), st.integers(0, 74),
            st.sampled_from(("research", "meeting", "interview", "report_heard", "report_made")),
            st.sampled_from(((), ("conduct_building",), ("conduct_rules", "conduct_building"))),
            st.sampled_from((True, False, None)), st.sampled_from(("", "written", "oral")), st.booleans(),
        ),
        max_size=25,
    ),
    st.sampled_from((date(2026, 3, 16), date(2026, 3, 31), date(2026, 4, 1), date(2026, 7, 1), date(2027, 1, 1))),
)  # fmt: skip
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counting_many_says_what_the_evaluator_says_of_each(
    drawn: DutyList, county: SimpleNamespace, rows: list[tuple[Any, ...]], day: date
) -> None:
    drawn.activities.all().delete()
    wei = f"person:{county.people['wei'].pk}"
    doings = [
        Doing(date.fromordinal(date(2026, 1, 1).toordinal() + offset), kind, "做", (Doer(holder(drawn, who).number, own),),
              topics, (wei,) if named else (), form)
        for who, offset, kind, topics, own, form, named in rows
    ]  # fmt: skip
    activities.record(county.office, drawn.pk, doings)
    known = register.read()
    for counted in counting.state([DutyList.objects.get(pk=drawn.pk)], day, known):
        alone = judging.stand(known, drawn, counted.holder, day)
        wanted = {
            (norm, f.key, f.subject, f.status, f.due, f.done)
            for (_, norm), found in alone.findings.items()
            for f in found
            if norm not in ("conduct", "attends") and f.status is not State.NOT_TRIGGERED
        }
        found = {
            (f.norm, f.key, f.subject, f.status, f.due, f.done)
            for f in counted.findings
            if f.status is not State.NOT_TRIGGERED
        }
        assert found == wanted


def test_the_register_around_one_organ_says_what_the_whole_one_says(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    rows = [{"person": "feng", "organ": "QT", "start": "2025-08-01", "source": "分工"}]
    assert registers.import_rows(SYSTEM, "charges", rows).written
    whole, near = register.read(), register.around(county.organs["Q"])
    for one in drawn.holders.all():
        asked = judging.facing(drawn, one)
        assert facing.facts_of(near, asked) == facing.facts_of(whole, asked)
