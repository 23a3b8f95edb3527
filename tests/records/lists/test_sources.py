"""One rectification for all sources: each with its own clock, the chains of 2015 and 2022 side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.lists import acts, queries, statistics
from zeren.records.matters import acts as matters
from zeren.records.matters import own
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.obligations.models import Obligation

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def opened(round_: Any, pack: str, procedure: str, subject: str) -> Any:
    """A matter of the inspection office of another source."""
    asked = Opening(
        pack, procedure, round_.organs["CX"].pk, procedure, [subject], date(2026, 1, 5), mark=procedure
    )
    return open_matter(SYSTEM, asked)


def due(matter: Any, norm: str) -> Any:
    """The day of the obligation of a norm."""
    return Obligation.objects.filter(matter=matter, norm=norm).values_list("due", flat=True).first()


def test_the_chains_of_2015_and_2022_run_side_by_side_for_one_unit(round_: Any) -> None:
    unit = f"organ:{round_.traffic}"
    central = opened(round_, "cn-2022-inspection-rectification", "inspection-rectification", unit)
    matters.record_event(
        SYSTEM,
        round_.matter.pk,
        "feedback_received",
        "2026-02-10",
        {"form": "written"},
        subjects=[unit],
        by=("inspected_unit",),
    )
    matters.record_event(
        SYSTEM,
        central.pk,
        "feedback_given",
        "2026-02-10",
        {"main_problems": "甲", "suggestions": "乙"},
        by=("inspection_team",),
    )
    matters.record_event(
        SYSTEM, central.pk, "feedback_received", "2026-02-10", by=("inspected_organization",)
    )
    # Ten working days: 11 to 14 February (a Saturday worked), 15 to 23 off, 24 to 28 (worked again), 2 March.
    assert due(round_.matter, "plan-deadline") == date(2026, 3, 2)
    dues = dict(Obligation.objects.filter(matter=central).exclude(due=None).values_list("norm", "due"))
    assert date(2026, 5, 10) in dues.values()
    for matter in (round_.matter, central):
        acts.change(round_.feng, matter.pk, [problem(round_.traffic), task(round_.traffic)])
    found = statistics.by_source(statistics.visible_to(round_.feng), date(2026, 3, 16))
    assert {pack for pack, _ in found} == {"zy-2015-inspection", "cn-2022-inspection-rectification"}
    views = {view.words.pack.id: view for view in own.own_matters(round_.liaison)}
    assert set(views) == {"zy-2015-inspection", "cn-2022-inspection-rectification"}
    for view in views.values():
        assert view.offer("plan_made") is not None, view.words.pack.id


@pytest.mark.parametrize(
    ("pack", "procedure"),
    [
        ("cn-2014-economic-audit", "economic-audit"),
        ("zy-2014-three-statements-discipline", "three-statements"),
        ("zy-2015-assessment", "annual-assessment"),
        ("zy-2015-interviews", "interview"),
    ],
)
def test_what_an_audit_an_assessment_or_an_interview_found_is_put_right_where_the_person_works(
    round_: Any, pack: str, procedure: str
) -> None:
    matter = opened(round_, pack, procedure, round_.sun)
    lists = queries.lists_of(round_.feng, matter.pk)
    assert [unit.pk for unit in lists.units] == [round_.traffic]
    acts.change(round_.feng, matter.pk, [problem(round_.traffic), task(round_.traffic)])
    round_.people["sun"].organ_id = round_.water
    round_.people["sun"].save()
    assert {unit.pk for unit in queries.lists_of(round_.feng, matter.pk).units} == {
        round_.traffic,
        round_.water,
    }
    with pytest.raises(Refused):
        acts.change(round_.feng, matter.pk, [problem(round_.organs["QJ"].pk)])


def test_a_case_about_a_person_keeps_no_lists(round_: Any) -> None:
    matter = opened(round_, "cn-2019-accountability", "accountability", round_.sun)
    assert queries.lists_of(round_.feng, matter.pk).units == ()


def test_the_feedback_of_an_assessment_has_the_day_that_it_names_and_a_candidate_for_veto_is_told_to_its_own(
    round_: Any,
) -> None:
    unit = f"organ:{round_.traffic}"
    asked = Opening(
        "zy-2015-assessment", "annual-assessment", round_.organs["CX"].pk, "年度考核", [unit, round_.sun], date(2026, 1, 5),
        mark="考", facts={"unit": "department", "year": "2026"},
        subject_facts={unit: {"target": "group"}, round_.sun: {"target": "cadre"}},
    )  # fmt: skip
    matter = open_matter(SYSTEM, asked)

    def told(step: str, fields: dict[str, Any], *about: str) -> None:
        matters.record_event(
            SYSTEM, matter.pk, step, "2026-02-10", fields, subjects=about, by=("assessment_team",)
        )

    told("feedback_given", {"parts": ("problems",), "problems": "三项", "correct_by": "2026-03-31"}, unit)
    told("ballot", {"valid": "90", "poor": "40"}, unit)
    told("veto_candidate_shown", {"candidates": "成员第四项", "facts": "优良票"}, round_.sun)
    assert due(matter, "feedback.rectified") == date(2026, 3, 31)
    acts.change(round_.feng, matter.pk, [problem(round_.traffic), task(round_.traffic)])
    view = own.own_view(round_.liaison, matter.pk)
    assert [(e.step.id, e.fields.get("correct_by")) for e in view.entries] == [
        ("feedback_given", "2026-03-31")
    ]
    period = view.offer("rectification_reported")
    assert period is not None and period.period is not None and period.period.due == date(2026, 3, 31)
    assert queries.problems_of(queries.own_lists(round_.liaison, matter.pk)).count() == 1
    theirs = own.own_view(round_.subject, matter.pk)
    assert [entry.step.id for entry in theirs.entries] == ["veto_candidate_shown"]
    said = theirs.offer("statement_submitted")
    assert said is not None and said.period is None
    assert said.shown.does is not None and said.shown.does.note is not None
    assert "没有写" in said.shown.does.note.text
