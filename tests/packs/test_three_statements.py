"""A meeting of principals and one of discipline heads, whole: the case files under ``docs/examples`` say what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Choice, Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State
from zeren.records.ballots import rules
from zeren.records.beside import RulesError

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
PRINCIPALS, DISCIPLINE = "three-statements-principals", "three-statements-discipline"
REFS = {PRINCIPALS: f"zy-2014-{PRINCIPALS}@2014-02-17", DISCIPLINE: f"zy-2014-{DISCIPLINE}@2014-02-18"}


def findings(
    library: PackLibrary, name: str, day: str, calendar: Calendar, known_at: str | None = None
) -> Findings:
    file = EXAMPLES / f"{name}.yaml"
    found = read_case(file.read_bytes(), file.name, library.packs)
    known = date.fromisoformat(known_at) if known_at else None
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar, known)


def pack_of(library: PackLibrary, name: str) -> Pack:
    pack = library.exactly(REFS[name])
    assert pack is not None
    return pack


def one(found: Findings, norm: str, subject: str) -> Finding:
    (finding,) = [f for f in found.of(norm) if f.subject == subject]
    return finding


@pytest.mark.parametrize(
    ("name", "faults", "still_open"),
    [
        (PRINCIPALS, {("step-4-hearing.order", "高某"), ("rectification-deadline", "林某")}, {("step-3-report.revise", "高某")}),
        (DISCIPLINE, {("rectification-deadline", "何某")}, set()),
    ],
)  # fmt: skip
def test_exactly_the_faults_that_the_case_tells_of_and_what_has_no_day_stays_open(
    library: PackLibrary, calendar: Calendar, name: str, faults: set[tuple[str, str]], still_open: set[tuple[str, str]]
) -> None:  # fmt: skip
    found = findings(library, name, "2016-12-31", calendar)

    def such(*states: State) -> set[tuple[str, str | None]]:
        return {(f.norm, f.subject) for f in found if f.status in states}

    assert such(State.BREACHED) == faults
    assert such(State.PENDING, State.UNDETERMINED) == still_open
    assert such(State.LAPSED) == set()


@pytest.mark.parametrize(
    ("name", "kept", "late", "nominal", "due"),
    [
        (PRINCIPALS, "高某", "林某", date(2016, 10, 5), date(2016, 10, 8)),
        (DISCIPLINE, "周某", "何某", date(2016, 2, 7), date(2016, 2, 14)),
    ],
)
def test_the_thirty_days_run_over_the_holiday_to_the_working_day_that_makes_up_for_it(
    library: PackLibrary, calendar: Calendar, name: str, kept: str, late: str, nominal: date, due: date
) -> None:
    found = findings(library, name, "2016-12-31", calendar)
    for subject, state in ((kept, State.MET), (late, State.BREACHED)):
        period = one(found, "rectification-deadline", subject)
        assert (period.status, period.nominal, period.due) == (state, nominal, due)
    day = due.isoformat()
    open_ = findings(library, name, day, calendar, known_at=nominal.isoformat())
    assert one(open_, "rectification-deadline", late).status is State.PENDING


@pytest.mark.parametrize(
    ("name", "grades"),
    [
        (PRINCIPALS, {"陈某": "好", "高某": "较差", "林某": "较好"}),
        (DISCIPLINE, {"赵某": "好", "周某": "较差", "何某": "一般"}),
    ],
)
def test_the_grades_are_those_of_the_points_and_who_was_not_voted_on_has_none(
    library: PackLibrary, calendar: Calendar, name: str, grades: dict[str, str]
) -> None:
    found = findings(library, name, "2016-12-31", calendar)
    computed = {f.subject: f.value for f in found.of("grade") if f.status is State.MET}
    assert computed == grades


def test_poor_is_followed_by_what_its_own_text_says_and_by_nothing_borrowed(library: PackLibrary) -> None:
    """For 一般 the principals' text says nothing, for twice poor nothing either."""
    ours, theirs = (
        {norm.id.partition(".")[0] for norm in pack_of(library, name).norms}
        for name in (PRINCIPALS, DISCIPLINE)
    )
    assert "poor-grade" in ours and not ours & {"average-talk", "poor-talk", "poor-twice"}
    assert theirs >= {"average-talk", "poor-talk", "poor-twice"} and "poor-grade" not in theirs


@pytest.mark.parametrize("name", [PRINCIPALS, DISCIPLINE])
@pytest.mark.parametrize("step", ["opinions_gathered", "views_fed_back", "balloted"])
def test_who_gave_a_view_and_who_voted_how_has_no_field(library: PackLibrary, name: str, step: str) -> None:
    record = pack_of(library, name).procedures["three-statements"].steps[step].record
    assert record
    assert not {f.type for f in record.values()} & {"person", "organ", "post"}
    free = {f.name for f in record.values() if f.type == "text"}
    assert free <= {"reasons"}, "free text may name somebody"


@pytest.mark.parametrize("name", [PRINCIPALS, DISCIPLINE])
def test_what_a_vote_is_worth_is_no_figure_of_the_pack(library: PackLibrary, name: str) -> None:
    """It is fixed by the organ before the meeting; the text is silent, and nothing stands in for it."""
    pack = pack_of(library, name)
    worth = pack.procedures["three-statements"].steps["conversion_fixed"].record
    assert all(worth[option].required for option in ("good", "fairly_good", "average", "poor"))
    assert not pack.parameters


@pytest.mark.parametrize("name", [PRINCIPALS, DISCIPLINE])
def test_every_figure_of_a_ballot_has_its_field_and_every_group_of_voters_its_item(
    library: PackLibrary, name: str
) -> None:
    pack = pack_of(library, name)
    procedure = pack.procedures["three-statements"]
    rule = rules.rule_of(pack, procedure)
    assert rule is not None and rules.faults(rule, procedure) == []
    (asked,) = [
        n.body
        for n in pack.norms
        if isinstance(n.body, Choice) and (n.body.event, n.body.field) == (rule.step, rule.voters[0])
    ]
    assert {item.id: item.label for item in asked.items} == {
        item: group for group, item in rule.voters[1].items()
    }


def test_a_rule_of_a_ballot_with_a_key_that_is_none_or_without_one_is_refused() -> None:
    body = {"step": "balloted", "points": "score", "options": {"good": "好"}}
    assert rules.read(body).options == {"好": "good"}
    for wrong in ({**body, "votes": "x"}, {"step": "balloted", "points": "score"}):
        with pytest.raises(RulesError):
            rules.read(wrong)
