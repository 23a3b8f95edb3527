"""Organizational handling and pursuit of responsibility on whole cases, alone and together with other regulations.

The case files under ``docs/examples`` are the cases; dates and provisions are those of the regulations.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.barring import bars
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Event, Finding, Log, State

ROOT = Path(__file__).resolve().parents[2]
HANDLING = "cn-2021-organizational-handling"
PURSUIT = "zy-2015-responsibility-pursuit"
REFS = [f"{HANDLING}@2021-03-19", f"{PURSUIT}@2015-12-25"]


def pack_of(library: PackLibrary, ref: str) -> Pack:
    found = library.exactly(ref)
    assert found is not None
    return found


def case(library: PackLibrary, name: str) -> CaseFile:
    path = ROOT / "docs" / "examples" / f"{name}.yaml"
    return read_case(path.read_bytes(), path.name, library.packs)


def findings(found: CaseFile, day: str, calendar: Calendar) -> Findings:
    return evaluate(found.packs, found.log, date.fromisoformat(day), calendar)


def one(found: Findings, norm: str, key: str | None = None, subject: str | None = None) -> Finding:
    listed = [f for f in found.of(norm) if key in (None, f.key) and subject in (None, f.subject)]
    assert len(listed) == 1, listed
    return listed[0]


def states(found: Findings, *wanted: State) -> set[tuple[str, str | None]]:
    return {(f.norm, f.subject) for f in found if f.status in wanted}


def event(number: int, kind: str, day: str, **fields: str | tuple[str, ...]) -> Event:
    return Event(
        f"e{number}",
        kind,
        date.fromisoformat(day),
        number,
        by=("party_committee",),
        subject=("甲",),
        fields=fields,
    )


# ---------------------------------------------------------------- organizational handling, through both appeals


@pytest.mark.parametrize("day", ["2022-05-21", "2022-07-01", "2022-09-01", "2022-12-01", "2023-06-30"])
def test_the_handling_case_is_in_order_on_every_day(
    library: PackLibrary, calendar: Calendar, day: str
) -> None:
    found = findings(case(library, "organizational-handling"), day, calendar)
    assert states(found, State.BREACHED, State.UNDETERMINED, State.CONFLICT) == set()


def test_the_deciding_committee_has_one_month(library: PackLibrary, calendar: Calendar) -> None:
    found = one(
        findings(case(library, "organizational-handling"), "2022-09-01", calendar), "appeal-first-decision"
    )
    assert (found.status, found.due, found.done) == (State.MET, date(2022, 7, 29), date(2022, 7, 29))


@pytest.mark.parametrize(
    ("day", "due"), [("2022-10-27", date(2022, 10, 31)), ("2022-10-28", date(2022, 11, 30))]
)
def test_the_superior_has_two_months_or_three_once_declared_complex(
    library: PackLibrary, calendar: Calendar, day: str, due: date
) -> None:
    found = one(findings(case(library, "organizational-handling"), day, calendar), "appeal-second-decision")
    assert (found.status, found.due) == (State.PENDING, due)


@pytest.mark.parametrize(
    ("day", "act", "barred"),
    [
        ("2023-05-19", "promoted", True),
        ("2023-05-20", "promoted", False),
        ("2022-12-31", "awarded", True),
        ("2023-01-01", "awarded", False),
    ],
)
def test_the_restriction_of_an_adjusted_post_ends_with_its_year(
    library: PackLibrary, calendar: Calendar, day: str, act: str, barred: bool
) -> None:
    found = case(library, "organizational-handling")
    assert (
        bool(bars(found.packs, [found.log], "林某", act, date.fromisoformat(day), calendar=calendar))
        is barred
    )


# ---------------------------------------------------------------- pursuit of responsibility


def test_the_pursuit_case_has_two_faults_and_no_other(library: PackLibrary, calendar: Calendar) -> None:
    found = findings(case(library, "responsibility-pursuit"), "2016-12-31", calendar)
    assert states(found, State.BREACHED) == {
        ("aggravations.weighed", "万某"),
        ("decision-document.before", "万某"),
    }
    assert states(found, State.UNDETERMINED, State.CONFLICT) == set()


def test_a_punishment_imposed_with_it_replaces_the_period(library: PackLibrary, calendar: Calendar) -> None:
    found = case(library, "responsibility-pursuit")
    answers = findings(found, "2016-12-31", calendar)
    alone = one(answers, "transfer-one-year", subject="何某")
    assert (alone.status, alone.ends) == (State.PENDING, date(2017, 6, 2))
    assert one(answers, "transfer-one-year", subject="万某").status is State.NOT_TRIGGERED
    on = [date(2017, 6, 3), date(2017, 12, 5), date(2017, 12, 7)]
    held = [bool(bars(found.packs, [found.log], "万某", "promoted", day, calendar=calendar)) for day in on]
    assert held == [True, True, False]


# ---------------------------------------------------------------- one decision, several regulations


def test_bars_of_two_matters_meet_and_the_longer_one_governs(
    library: PackLibrary, calendar: Calendar
) -> None:
    packs = [pack_of(library, ref) for ref in REFS]
    removed = event(
        1, "handling_decided", "2022-03-01", handling=("m-remove",), level="county_deputy", year="2022"
    )
    pursued = event(1, "decided", "2022-06-01", handling=("m-adjust",), measures=("p-handling",), year="2022")
    logs = [
        Log(id="一", events=(removed,), subjects=("甲",)),
        Log(id="二", events=(pursued,), subjects=("甲",)),
    ]
    found = bars(packs, logs, "甲", "rank_promoted", date(2022, 7, 1), calendar=calendar)
    assert {(b.norm, b.ends) for b in found} == {
        ("resign-remove-2y.rank", date(2024, 2, 29)),
        ("adjust-period", date(2023, 5, 31)),
    }


def test_a_decision_without_handling_bars_nothing(library: PackLibrary, calendar: Calendar) -> None:
    handling = pack_of(library, REFS[0])
    log = Log(events=(event(1, "decided", "2022-06-01", outcome="accountable"),), subjects=("甲",))
    for act in ("promoted", "rank_promoted", "post_given", "awarded", "rated_excellent"):
        assert bars([handling], [log], "甲", act, date(2022, 7, 1), calendar=calendar) == []
