"""The two Opinions on the main responsibility together: one year of one holder, held against both at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms import cases
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings

PROVINCE, CITY = "gs-2014-main-responsibility", "zy-2014-main-responsibility"


def packs_of(library: PackLibrary, *names: str) -> list[Pack]:
    found = [library.latest(name) for name in names]
    assert None not in found
    return [pack for pack in found if pack is not None]


def year_of(holder: str, events: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
    """The small matter of one holder and one year: whose it is, and what was recorded."""
    known = [{"of": "某人", "name": n, "value": v} for n, v in {"holder": holder, **facts}.items()]
    return {"subjects": ["某人"], "opened": "2016-01-01", "facts": known, "events": events}


def act(day: str, kind: str, topic: str = "conduct_building", **more: Any) -> dict[str, Any]:
    return {"type": "activity", "at": f"2016-{day}", "by": ["某人"], "kind": kind, "topic": [topic], **more}


def held(library: PackLibrary, calendar: Calendar, case: dict[str, Any], day: str) -> Findings:
    return evaluate(packs_of(library, PROVINCE, CITY), cases.log(case), date.fromisoformat(day), calendar)


def statuses(found: Findings, pack: str, norm: str) -> list[tuple[str | None, str | None, str]]:
    listed = [f for f in found.of(norm) if f.pack.startswith(pack)]
    return [(f.subject, f.key, f.status.value) for f in listed]


def test_four_researches_serve_the_city_by_quarter_and_the_province_by_year(
    library: PackLibrary, calendar: Calendar
) -> None:
    days = ("03-31", "04-01", "09-30", "12-31")
    case = year_of("member", [act(day, "research") for day in days])
    found = held(library, calendar, case, "2016-12-31")
    quarters = [(None, f"2016-Q{n}", "met") for n in (1, 2, 3, 4)]
    assert statuses(found, CITY, "member-research-quarterly") == quarters
    assert statuses(found, PROVINCE, "member-research-twice-yearly") == [(None, "2016", "met")]


def test_two_researches_in_one_quarter_keep_the_province_and_not_the_city(
    library: PackLibrary, calendar: Calendar
) -> None:
    case = year_of("member", [act("02-01", "research"), act("02-02", "research")])
    found = held(library, calendar, case, "2017-01-01")
    assert statuses(found, PROVINCE, "member-research-twice-yearly")[0] == (None, "2016", "met")
    kept = [status for _, _, status in statuses(found, CITY, "member-research-quarterly")]
    assert kept == ["met", "breached", "breached", "breached", "pending"]


def test_an_interview_serves_both_texts_and_a_heart_to_heart_talk_only_the_province(
    library: PackLibrary, calendar: Calendar
) -> None:
    events = [
        act("05-04", "interview", "main_responsibility", subject=["甲"]),
        act("05-05", "heart_to_heart", "main_responsibility", subject=["乙"]),
    ]
    case = year_of("principal", events, lower_principals=["甲"], group_members=["乙"], institution_heads=[])
    found = held(library, calendar, case, "2017-01-01")
    year = [(s, k, v) for s, k, v in statuses(found, PROVINCE, "principal-interviews-lower") if k == "2016"]
    assert year == [("甲", "2016", "met")]
    assert ("甲", "2016", "met") in statuses(found, CITY, "principal-interviews")
    assert ("乙", "2016", "met") in statuses(found, PROVINCE, "heart-to-heart-yearly")
    assert ("乙", "2016", "breached") in statuses(found, CITY, "principal-interviews.members")
    assert statuses(found, CITY, "principal-interviews.institutions") == [(None, None, "not_triggered")]


def test_a_report_at_the_end_of_the_year_serves_the_city_and_not_yet_the_province(
    library: PackLibrary, calendar: Calendar
) -> None:
    """The city asks for the current year's report at its end, the province for last year's at the beginning."""
    to = ["superior_committee", "superior_discipline_commission"]
    report = act("12-31", "report_made", "main_responsibility", form="written", to=to)
    case = {**year_of("leading_group", [report]), "params": {f"{PROVINCE}#report_window": "01-01/03-31"}}
    found = held(library, calendar, case, "2016-12-31")
    assert statuses(found, CITY, "annual-report-committee") == [(None, "2016", "met")]
    assert statuses(found, PROVINCE, "annual-report-up") == [(None, "2016", "breached")]


def test_nothing_of_a_year_is_asked_of_whom_a_matter_of_pursuit_concerns(
    library: PackLibrary, calendar: Calendar
) -> None:
    """A pursuit lasts into other years; what its subject owes in them is no business of that matter."""
    case = {**year_of("principal", [], lower_principals=["甲"]), "procedure": "responsibility-pursuit"}
    found = evaluate(packs_of(library, PROVINCE), cases.log(case), date(2018, 6, 30), calendar)
    assert {f.status.value for f in found} <= {"not_triggered", "standing"}


def test_a_handling_under_the_opinion_sets_off_the_periods_of_the_handling_provisions(
    library: PackLibrary, calendar: Calendar
) -> None:
    decided = {
        "id": "d", "type": "decided", "at": "2022-03-01", "subject": "某人", "grounds": ["ground-7"], "severity": "serious",
        "severity_reasons": "理由", "measures": ["m-handling"], "handling": ["m-remove"], "level": "county_principal", "year": "2022",
    }  # fmt: skip
    both = packs_of(library, PROVINCE, "cn-2021-organizational-handling")
    case = {
        "subjects": ["某人"],
        "facts": [{"of": "某人", "name": "target", "value": "member"}],
        "events": [decided],
    }
    found = evaluate(both, cases.log(case), date(2022, 6, 1), calendar)
    assert [f.status.value for f in found.of("measures-member")] == ["met"]
    running = [f for f in found if f.kind.value == "bar" and f.status.value == "pending"]
    assert {f.pack.partition("@")[0] for f in running} == {"cn-2021-organizational-handling"}
