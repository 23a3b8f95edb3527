"""The accountability pack on whole cases: what its own examples (one norm at a time) do not show.

The case files under ``docs/examples`` are the cases; dates and provisions are those of the regulation.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Choice, Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.library import examples_of as examples_of
from zeren.norms.allowing import allowed, allowed_acts
from zeren.norms.barring import bars
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.examples import run_tests
from zeren.norms.explain import explain
from zeren.norms.findings import Findings
from zeren.norms.model import Event, Finding, Log, State

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "docs" / "examples"
PACK = "cn-2019-accountability"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def pack(library: PackLibrary) -> Pack:
    found = library.exactly(f"{PACK}@2019-09-01")
    assert found is not None
    return found


def case(library: PackLibrary, name: str) -> CaseFile:
    path = CASES / f"accountability-{name}.yaml"
    return read_case(path.read_bytes(), path.name, library.packs)


def findings(found: CaseFile, day: str, calendar: Calendar) -> Findings:
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar)


def one(found: Findings, norm: str, key: str | None = None) -> Finding:
    listed = [f for f in found.of(norm) if f.pack.startswith(PACK) and key in (None, f.key)]
    assert len(listed) == 1, listed
    return listed[0]


def states(found: Findings, *wanted: State) -> set[str]:
    return {f"{f.pack.split('@')[0]}#{f.norm}" for f in found if f.status in wanted}


# ---------------------------------------------------------------- the packs themselves


@pytest.mark.parametrize("version", ["2016-07-08", "2019-09-01"])
def test_every_example_of_the_pack_holds(library: PackLibrary, calendar: Calendar, version: str) -> None:
    pack = library.exactly(f"{PACK}@{version}")
    assert pack is not None
    results = run_tests(library.packs, pack, examples_of(pack), calendar)
    assert results
    assert [r for r in results if not r.passed] == []


def test_everything_a_form_shows_has_a_chinese_label(pack: Pack) -> None:
    """A field without one would show its id to the person who fills it in."""
    fields = {
        f"{s.id}.{n}": f.label
        for p in pack.procedures.values()
        for s in p.steps.values()
        for n, f in s.record.items()
    }
    facts = {n: f.label for p in pack.procedures.values() for n, f in {**p.matter, **p.subject_facts}.items()}
    own = {
        f.list
        for p in pack.procedures.values()
        for s in p.steps.values()
        for f in s.record.values()
        if f.list
    }
    words = {
        f"{i}.{w}": pack.vocabulary.lists[i].labels.get(w)
        for i in own
        for w in pack.vocabulary.lists[i].items
    }
    items = {i.id: i.label for n in pack.norms if isinstance(n.body, Choice) for i in n.body.items}
    labels = {**fields, **facts, **words, **items}
    assert len(labels) > 150
    assert [name for name, label in labels.items() if not label or not CHINESE.search(label)] == []


# ---------------------------------------------------------------- a person, to the end of the period


def test_a_person_s_case_kept_in_every_point_has_no_breach(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(case(library, "person"), "2026-06-04", calendar)
    assert states(found, State.BREACHED, State.CONFLICT, State.UNDETERMINED) == set()


def test_while_the_appeal_is_open_its_clock_and_the_bar_on_suspending_run(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library, "person"), "2024-08-04", calendar)
    clock = one(found, "appeal-decision-deadline")
    assert (clock.status, clock.due) == (State.PENDING, date(2024, 8, 5))
    assert one(found, "appeal-no-stay").status is State.PENDING


@pytest.mark.parametrize(
    ("act", "level", "last", "norms"),
    [
        ("post_given", "section_principal", date(2025, 6, 2), {"resign-remove-1y"}),
        ("rank_promoted", None, date(2026, 6, 2), {"resign-remove-2y.rank"}),
    ],
)
def test_a_removal_by_accountability_sets_off_the_periods_of_organizational_handling(
    library: PackLibrary, calendar: Calendar, act: str, level: str | None, last: date, norms: set[str]
) -> None:
    """8.3 leaves the period to other rules: the year or two run from the decision, the anniversary is free."""
    matter = case(library, "person")
    fields = {"leading": "yes", "level": level} if level else {}

    def barred(day: date) -> set[str]:
        draft = Event("draft", act, day, subject=("周某",), fields=fields)
        return {
            b.norm for b in bars(matter.packs, [matter.log], "周某", act, day, calendar=calendar, draft=draft)
        }

    assert barred(last) == norms
    assert barred(date(last.year, last.month, last.day + 1)) == set()


# ---------------------------------------------------------------- an organization and its members


def test_an_organization_s_case_with_a_member_s_decision_is_whole(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library, "organization"), "2023-12-31", calendar)
    assert states(found, State.BREACHED, State.UNDETERMINED, State.PENDING) == set()
    assert one(found, "org-implies-members").because == ("e16", "e17")


def test_without_the_member_s_decision_the_duty_stays_open_and_closing_is_a_breach(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = case(library, "organization")
    alone = Log(**{**_parts(found.log), "events": tuple(e for e in found.log.events if e.id != "e17")})
    result = evaluate(found.packs, alone, date(2023, 12, 31), calendar)
    assert states(result, State.PENDING, State.BREACHED) == {
        f"{PACK}#org-implies-members",
        f"{PACK}#org-implies-members.before-closing",
    }


def _parts(log: Log) -> dict[str, object]:
    return {name: getattr(log, name) for name in Log.__dataclass_fields__}


# ---------------------------------------------------------------- already under review


def test_a_case_under_review_takes_the_shorter_way(library: PackLibrary, calendar: Calendar) -> None:
    """9.3: no investigation of its own, no report of its own; what remains is kept."""
    found = findings(case(library, "under-review"), "2022-12-31", calendar)
    assert states(found, State.BREACHED, State.UNDETERMINED, State.PENDING) == set()
    for norm in ("open-duty", "report-approval", "meet-subject.decision"):
        lifted = one(found, norm)
        assert (lifted.status, "9.3" in lifted.cites) == (State.NOT_TRIGGERED, True)
    assert one(found, "no-separate-procedure.heard").status is State.MET
    assert one(found, "decide-cadre-discipline").status is State.MET


def test_without_the_review_the_same_decision_lacks_everything_before_it(
    library: PackLibrary, calendar: Calendar
) -> None:
    matter = case(library, "under-review")
    left = Log(
        **{**_parts(matter.log), "events": tuple(e for e in matter.log.events if e.type != "case_joined")}
    )
    found = evaluate(matter.packs, left, date(2022, 12, 31), calendar)
    assert {f"{PACK}#report-approval", f"{PACK}#meet-subject.decision"} <= states(found, State.BREACHED)


# ---------------------------------------------------------------- two faults, told with provision and arithmetic


def test_the_report_before_the_hearing_is_told_with_its_provision(
    library: PackLibrary, pack: Pack, calendar: Calendar
) -> None:
    found = findings(case(library, "late-appeal"), "2024-04-30", calendar)
    fault = one(found, "meet-subject")
    assert (fault.status, fault.key) == (State.BREACHED, "e08")
    said = explain(fault, pack).sentence
    assert "第十一条第一款" in said
    assert "见面" in said


def test_an_appeal_a_day_late_is_told_with_both_days_and_is_no_fault(
    library: PackLibrary, pack: Pack, calendar: Calendar
) -> None:
    """4 March plus a month is 4 April, a holiday; the next working day is Sunday the 7th, a make-up day."""
    found = findings(case(library, "late-appeal"), "2024-04-30", calendar)
    late = one(found, "appeal-deadline")
    assert (late.status, late.nominal, late.due) == (State.LAPSED, date(2024, 4, 4), date(2024, 4, 7))
    told = explain(late, pack)
    assert "第二十条第一款" in told.sentence
    assert any("4月4日" in step for step in told.steps)
    assert any("4月7日" in step for step in told.steps)
    assert told.reading


def test_a_late_appeal_is_reviewed_and_sets_no_month_for_the_organ(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library, "late-appeal"), "2024-06-30", calendar)
    assert one(found, "appeal-decision-deadline").status is State.NOT_TRIGGERED
    assert one(found, "appeal-deadline.late").status is State.PENDING


# ---------------------------------------------------------------- versions


def test_a_case_of_2018_is_under_the_text_of_2016_and_says_that_it_is_missing(
    library: PackLibrary, calendar: Calendar
) -> None:
    found = findings(case(library, "2018"), "2019-12-31", calendar)
    old = [f for f in found if f.key in ("e01", "e02", "e03")]
    assert {(f.pack, f.norm, f.status) for f in old} == {
        (f"{PACK}@2016-07-08", "text-missing", State.UNDETERMINED)
    }
    assert all(
        m.what == "param.text_of_2016" and m.who == ("discipline_commission",) for f in old for m in f.missing
    )
    assert (one(found, "correct-error").pack, one(found, "correct-error").status) == (
        f"{PACK}@2019-09-01",
        State.PENDING,
    )


@pytest.mark.parametrize(
    ("day", "version"),
    [("2016-07-08", "2016-07-08"), ("2019-08-31", "2016-07-08"), ("2019-09-01", "2019-09-01")],
)
def test_the_version_in_force_on_a_day(library: PackLibrary, day: str, version: str) -> None:
    found = library.on(PACK, date.fromisoformat(day))
    assert found is not None
    assert found.version == date.fromisoformat(version)


def test_before_the_first_version_none_is_in_force(library: PackLibrary) -> None:
    assert library.on(PACK, date(2016, 7, 7)) is None


@pytest.mark.parametrize(
    ("day", "norm"), [("2019-08-31", "text-missing"), ("2019-09-01", "meet-subject.decision")]
)
def test_a_decision_is_judged_by_the_version_of_its_own_day(
    library: PackLibrary, calendar: Calendar, day: str, norm: str
) -> None:
    event = Event(
        "d", "decided", date.fromisoformat(day), by=("discipline_commission",), subject=("甲",), seq=1
    )
    found = evaluate(
        library.versions(PACK), Log(subjects=("甲",), events=(event,)), date(2019, 12, 31), calendar
    )
    judged = {f.norm for f in found if f.key == "d" and f.status in (State.UNDETERMINED, State.BREACHED)}
    assert norm in judged
    assert {"text-missing", "meet-subject.decision"} & judged == {norm}


# ---------------------------------------------------------------- act by act


def before(log: Log, event: Event) -> Log:
    """The record as it stood when the act was about to be taken."""
    return Log(
        **{**_parts(log), "events": tuple(e for e in log.events if (e.at, e.seq) < (event.at, event.seq))}
    )


@pytest.mark.parametrize("name", ["person", "organization", "under-review"])
def test_no_act_of_a_case_kept_in_every_point_is_held_up(
    library: PackLibrary, calendar: Calendar, name: str
) -> None:
    matter = case(library, name)
    own = [e for e in matter.log.events if not e.type.startswith("child.")]
    answers = {e.id: allowed(matter.packs, before(matter.log, e), e, e.at, calendar).ok for e in own}
    assert len(answers) > 15
    assert {k: ok for k, ok in answers.items() if ok != "yes"} == {}


@pytest.mark.parametrize("name", ["person", "organization"])
def test_the_next_act_is_never_told_to_be_forbidden_before_its_form_is_filled(
    library: PackLibrary, calendar: Calendar, name: str
) -> None:
    matter = case(library, name)
    for event in matter.log.events:
        if not event.type.startswith("child."):
            now = allowed_acts(
                matter.packs, before(matter.log, event), event.at, calendar,
                by=event.by, subject=event.subject, procedure="accountability",
            )  # fmt: skip
            assert now[event.type].ok != "no", (
                event.id,
                event.type,
                [f.norm for f in now[event.type].blocks],
            )


def test_the_report_before_the_hearing_would_have_been_held_up(
    library: PackLibrary, calendar: Calendar
) -> None:
    matter = case(library, "late-appeal")
    report = next(e for e in matter.log.events if e.type == "report_adopted")
    answer = allowed(matter.packs, before(matter.log, report), report, report.at, calendar)
    assert answer.ok == "no"
    assert "meet-subject" in {f.norm for f in answer.blocks}


def test_the_late_appeal_itself_is_not_held_up(library: PackLibrary, calendar: Calendar) -> None:
    """21.1 has no time bar: a late appeal is taken in, and reviewed."""
    matter = case(library, "late-appeal")
    appeal = next(e for e in matter.log.events if e.type == "appeal_filed")
    assert allowed(matter.packs, before(matter.log, appeal), appeal, appeal.at, calendar).ok == "yes"


@pytest.mark.parametrize(
    "missing", ["facts_shown", "statement_recorded", "report_approved", "decision_approved"]
)
def test_a_decision_without_a_step_before_it_is_held_up(
    library: PackLibrary, calendar: Calendar, missing: str
) -> None:
    matter = case(library, "organization")
    left = Log(**{**_parts(matter.log), "events": tuple(e for e in matter.log.events if e.type != missing)})
    decision = next(e for e in left.events if e.type == "decided")
    answer = allowed(matter.packs, before(left, decision), decision, decision.at, calendar)
    assert answer.ok == "no"
    assert answer.blocks


@pytest.mark.parametrize("name", ["person", "organization"])
def test_what_no_register_tells_never_holds_up_an_act(
    library: PackLibrary, calendar: Calendar, name: str
) -> None:
    """Unknown is not no: without a single fact of a register, acts are open or unknown, and each gap is named."""
    matter = case(library, name)
    bare = Log(**{**_parts(matter.log), "facts": ()})
    unknown = []
    for event in bare.events:
        if not event.type.startswith("child."):
            answer = allowed(matter.packs, before(bare, event), event, event.at, calendar)
            assert answer.ok in ("yes", "unknown"), (event.type, [f.norm for f in answer.blocks])
            if answer.ok == "unknown":
                unknown.append(event.type)
                assert all(f.missing for f in answer.blocks)
    assert {"opened", "decided"} <= set(unknown)
