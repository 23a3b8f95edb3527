"""The two packs on assessment: a department's year as the case file tells it; what has no field; that nobody is ranked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Choice, Kind, Norm, Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import State
from zeren.records.matters import own_rules

CASE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "assessment.yaml"
OUTSIDE = "本办法未写"
"""How a step says that the regulation does not have it."""
COUNTED = {"integer", "decimal", "yes_no", "one_of", "many_of", "choices"}


@pytest.fixture(scope="module")
def pack(library: PackLibrary) -> Pack:
    found = library.latest("zy-2015-assessment")
    assert found is not None
    return found


def found_on(library: PackLibrary, calendar: Calendar, day: str) -> Findings:
    case = read_case(CASE.read_bytes(), CASE.name, library.packs)
    return evaluate(case.packs, case.log, date.fromisoformat(day), calendar)


def test_exactly_the_faults_that_the_case_tells_of(library: PackLibrary, calendar: Calendar) -> None:
    found = found_on(library, calendar, "2017-03-31")
    assert {f.norm for f in found if f.status is State.BREACHED} == {
        "attendance-department",
        "feedback.rectified",
    }
    assert [(f.norm, f.subject) for f in found if f.status is State.PENDING] == [("warning-talk", "丙")]
    assert [f for f in found if f.status in (State.UNDETERMINED, State.CONFLICT)] == []
    assert [f.value for f in found.of("grade-group") if f.value] == ["较好"]


def test_the_day_that_the_feedback_names_is_open_to_its_end(library: PackLibrary, calendar: Calendar) -> None:
    for day, status in (("2017-02-28", State.PENDING), ("2017-03-01", State.BREACHED)):
        (finding,) = found_on(library, calendar, day).of("feedback.rectified")
        assert (finding.status, finding.due) == (status, date(2017, 2, 28))


def named(norm: Norm) -> set[str]:
    """Every event that a norm names, however deep."""
    return {word for word in repr(norm).split("'") if word.isidentifier()}


def test_what_the_regulation_does_not_have_is_offered_and_demanded_by_no_norm(pack: Pack) -> None:
    procedure = pack.procedures["annual-assessment"]
    outside = {step.id for step in procedure.steps.values() if OUTSIDE in step.label}
    assert outside == {
        "veto_candidate_shown", "statement_submitted", "statement_heard", "veto_notified", "result_told",
    }  # fmt: skip
    assert [norm.id for norm in pack.norms if outside & named(norm)] == []
    rules = own_rules.rules_of(pack, procedure)
    assert outside <= set(rules.steps)
    assert all(OUTSIDE in rules.steps[step].right for step in outside)


def test_ballots_and_talks_have_no_field_for_a_person_or_for_words(pack: Pack) -> None:
    steps = pack.procedures["annual-assessment"].steps
    for name in ("ballots_issued", "ballot", "talks_held", "interviewees_settled", "appraised"):
        kinds = {field.type for field in steps[name].record.values() if field.name != "conversion"}
        assert kinds <= COUNTED, name


def test_nothing_of_ballots_scores_or_what_happened_to_others_is_on_the_own_desk(pack: Pack) -> None:
    rules = own_rules.rules_of(pack, pack.procedures["annual-assessment"])
    hidden = {
        "ballot", "talks_held", "talks_scored", "daily_scored", "public_scored", "onsite_scored",
        "sanctioned", "head_sanctioned", "problems_confirmed", "problems_excluded", "veto_considered", "clue_found", "clue_transferred",
    }  # fmt: skip
    assert hidden <= set(pack.procedures["annual-assessment"].steps)
    assert not hidden & set(rules.steps)
    # Of the result the own grade alone, once it was told: no points, no paper.
    computed = rules.steps["computed"]
    assert (computed.fields, computed.once) == (("grade",), ("result_told",))
    assert not (computed.papers or computed.ahead or computed.does)


def test_a_set_of_indicators_is_never_scored_and_nobody_is_ranked(library: PackLibrary) -> None:
    found = library.latest("cn-2013-performance-assessment")
    assert found is not None
    assert not {norm.kind for norm in found.norms} & {Kind.SCORE, Kind.GRADE}
    fields = [f for p in found.procedures.values() for s in p.steps.values() for f in s.record.values()]
    assert [f.name for f in fields if f.type in ("decimal", "integer") and f.name != "year"] == []


def test_eight_grounds_for_a_group_and_five_for_a_member_and_no_more(pack: Pack) -> None:
    bodies = {norm.id: norm.body for norm in pack.norms if isinstance(norm.body, Choice)}
    assert [i.id for i in bodies["veto-system"].items] == [f"veto-group-{n}" for n in range(1, 9)]
    assert [i.id for i in bodies["veto-member"].items] == [
        *(f"veto-member-{n}" for n in range(1, 6)),
        "veto-member-spread",
    ]
