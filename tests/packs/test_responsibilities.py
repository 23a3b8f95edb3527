"""明责、尽责: the duties of a year in the city's two texts, the Decision of 2013, and the province's gauge."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from zeren.law.packs.form import Duty, Pack, Standing
from zeren.law.packs.library import PackLibrary
from zeren.norms import explain
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.model import Event, Fact, Finding, Log
from zeren.norms.wording import wanted_words

MEASURES, LIST = "zy-2015-two-responsibilities", "zy-2015-responsibility-list"
DUTIES = [MEASURES, LIST, "cn-2013-reform-decision"]
LAST = date(2016, 12, 31)


def newest(library: PackLibrary, name: str) -> Pack:
    return library.versions(name)[-1]


def activity(id_: str, day: date, **fields: str | tuple[str, ...]) -> Event:
    return Event(id_, "activity", day, by=("leading_group",), fields=fields)


def committee(*events: Event) -> Log:
    """A county committee's leading group in 2016."""
    return Log(
        opened=date(2016, 1, 1),
        subjects=("县委",),
        events=events,
        matter={"holder": "leading_group"},
        facts=(Fact("县委", "holder", "leading_group", date(2016, 1, 1)),),
    )


REPORTS = [
    activity(id_, day, kind="report_made", topic=("main_responsibility",), form="written",
             to=("superior_committee", "superior_discipline_commission"))
    for id_, day in (("a", date(2016, 7, 1)), ("b", date(2016, 12, 20)))
]  # fmt: skip


def said(library: PackLibrary, pack: str, finding: Finding) -> str:
    own = newest(library, pack)
    return explain.explain(finding, own, as_of=LAST, packs=[own]).sentence


def test_one_report_serves_both_texts(library: PackLibrary, calendar: Calendar) -> None:
    both = [newest(library, MEASURES), newest(library, LIST)]
    found = evaluate(both, committee(*REPORTS), LAST, calendar)
    for norm in ("committee-reports-twice-yearly", "group-written-report"):
        (finding,) = found.of(norm)
        assert (finding.status.value, finding.because) == ("met", ("a", "b"))


def test_a_duty_says_how_about_what_and_to_whom(library: PackLibrary, calendar: Calendar) -> None:
    (finding,) = evaluate([newest(library, LIST)], committee(), LAST, calendar).of("group-written-report")
    assert said(library, LIST, finding) == (
        "依据《张掖市落实党风廉政建设主体责任和监督责任清单》一（一）1（2），领导班子应于2016年12月31日前（含当日）履责"
        "（2次；方式：报告履责；事项：主体责任；报给谁：上级党委（党组）；形式：书面）。"
    )


def test_who_owes_is_told_from_those_towards_whom_it_is_owed(
    library: PackLibrary, calendar: Calendar
) -> None:
    log = Log(
        opened=date(2016, 1, 1), subjects=("常委",), matter={"holder": "member"},
        facts=(Fact("常委", "holder", "member", date(2016, 1, 1)), Fact("常委", "units_in_charge", ("甲局",))),
    )  # fmt: skip
    (finding,) = evaluate([newest(library, MEASURES)], log, LAST, calendar).of("five-musts-ask-4")
    assert (finding.subject, finding.who) == ("甲局", ("member",))
    assert "班子其他成员（甲局）应于" in said(library, MEASURES, finding)


def test_what_has_to_be_done_altogether_is_not_said_as_a_choice(
    library: PackLibrary, calendar: Calendar
) -> None:
    case = Log(events=(Event("a", "breach_case_handled", date(2016, 3, 1), subject=("甲局",)),))
    (finding,) = evaluate([newest(library, MEASURES)], case, LAST, calendar).of("dual-review")
    assert "应追究当事人的责任、倒查党委（党组）的主体责任、倒查纪委（纪检组）的监督责任" in said(
        library, MEASURES, finding
    )


def words(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Norm, field and word of everything that the pack asks of an activity."""
    for norm in pack.norms:
        body = norm.body
        if isinstance(body, Standing) and body.topic:
            yield norm.id, "topic", body.topic
        elif isinstance(body, Duty) and body.act.names == ("activity",) and body.with_ is not None:
            yield from ((norm.id, name, word) for name, word in wanted_words(body.with_))


@pytest.mark.parametrize("name", DUTIES)
def test_every_way_and_matter_asked_for_is_one_that_can_be_recorded(library: PackLibrary, name: str) -> None:
    lists = library.vocabulary.lists
    known = {"kind": lists["activity_kinds"].items, "topic": lists["duty_topics"].items}
    asked = [row for row in words(newest(library, name)) if row[1] in known]
    assert asked
    assert [row for row in asked if row[2] not in known[row[1]]] == []


def test_the_gauge_names_no_minimum_no_total_and_rests_on_records(
    library: PackLibrary, calendar: Calendar
) -> None:
    gauge = newest(library, "gs-2016-866-gauge")
    assert {norm.kind.value for norm in gauge.norms} == {"define"}
    assert len([norm for norm in gauge.norms if "." not in norm.id]) == 20
    log = committee(activity("s", date(2016, 3, 1), kind="study"), *REPORTS)
    figures = {
        f.norm: (f.value, f.because) for f in evaluate([gauge], log, LAST, calendar) if f.value is not None
    }
    assert figures.pop("how-many-study") == (1, ("s",))
    assert len(figures) == 8 and set(figures.values()) == {(0, ())}
