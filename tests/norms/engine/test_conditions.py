"""Conditions: three values, ranges, order, lengths of time; and what is missing."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from norms.engine.small import log, pack, status
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.model import Finding, Log

DAY = date(2024, 12, 31)
WORDS = {"met": True, "breached": False, "undetermined": None}


def truth(condition: str, case: Log, cn: Calendar, norms: str = "") -> bool | None:
    return WORDS[finding(condition, case, cn, norms).status.value]


def finding(condition: str, case: Log, cn: Calendar, norms: str = "") -> Finding:
    p = pack(f"- {{id: n, per: subject, require: {{act: decided, that: {condition}}}}}\n{norms}")
    return evaluate([p], case, DAY, cn).of("n")[0]


def decided(fields: str = "", before: str = "", **more: object) -> Log:
    events = f"[{before + ', ' if before else ''}{{id: d, type: decided, at: '2024-06-01', subject: 甲{', ' + fields if fields else ''}}}]"
    return log(events, **more)


YES, NO, WHO = "{field: this.flag, is: yes}", "{field: this.case, is: x}", "{field: this.total, is: 1}"
VALUE = {True: YES, False: NO, None: WHO}
CASE = "flag: yes, case: y"


@pytest.mark.parametrize(("one", "two"), list(product([True, False, None], repeat=2)))
def test_all_any_and_not_have_three_values(one: bool | None, two: bool | None, cn: Calendar) -> None:
    case = decided(CASE)
    both = f"[{VALUE[one]}, {VALUE[two]}]"
    every = False if False in (one, two) else None if None in (one, two) else True
    some = True if True in (one, two) else None if None in (one, two) else False
    assert truth(f"{{all: {both}}}", case, cn) is every
    assert truth(f"{{any: {both}}}", case, cn) is some
    assert truth(f"{{not: {VALUE[one]}}}", case, cn) is (None if one is None else not one)


def test_only_what_matters_is_missing(cn: Calendar) -> None:
    found = finding(f"{{any: [{{all: [{WHO}, {NO}]}}, {{field: this.paper, is: p}}]}}", decided(CASE), cn)
    assert [m.what for m in found.missing] == ["decided.paper"]
    facts = finding("{field: subject.rank, at_least: deputy}", decided(), cn)
    assert [(m.what, m.who) for m in facts.missing] == [("甲.rank@2024-06-01", ("register",))]


@pytest.mark.parametrize(
    ("condition", "fields", "wanted"),
    [
        ("{field: this.measure, at_least: middle}", "measure: middle", True),
        ("{field: this.measure, at_least: middle}", "measure: light", False),
        ("{field: this.measure, more_than: middle}", "measure: middle", False),
        ("{field: this.measure, less_than: middle}", "measure: light", True),
        ("{field: this.measure, at_most: middle}", "measure: heavy", False),
        ("{field: this.measure, at_least: light}", "measure: none", False),
        ("{field: this.measure, at_least: light}", "measure: '?'", None),
        ("{field: this.measure, in: [light, heavy]}", "measure: heavy", True),
        ("{field: this.parts, includes: small}", "parts: [big, small]", True),
        ("{field: this.parts, includes: small}", "parts: [big]", False),
        ("{field: this.total, at_least: 3}", "total: 3", True),
        ("{field: this.total, more_than: 3}", "total: 3", False),
        ("{field: this.points, less_than: 2/3}", "points: 0.6666", True),
        ("{field: this.points, at_least: 2/3}", "points: 0.6667", True),
        ("{field: this.total, is: 3}", "total: 3.0", True),
        ("{field: this.paper, filled: yes}", "", False),
        ("{field: this.paper, filled: yes}", "paper: p", True),
        ("{field: this.paper, filled: yes}", "paper: '?'", None),
        ("{field: this.paper, filled: no}", "", True),
        ("{field: this.planned, before: this.at}", "planned: '2024-05-31'", True),
        ("{field: this.planned, before: this.at}", "planned: '2024-06-01'", False),
        ("{field: this.planned, on_or_before: this.at}", "planned: '2024-06-01'", True),
        ("{field: this.planned, after: this.at}", "planned: '2024-06-01'", False),
    ],
)
def test_comparisons(condition: str, fields: str, wanted: bool | None, cn: Calendar) -> None:
    assert truth(condition, decided(fields), cn) is wanted


def test_an_act_that_is_not_in_the_log_was_not_done(cn: Calendar) -> None:
    assert truth("{field: heard.flag, is: yes}", decided(), cn) is False
    assert truth("{not: {field: heard.flag, is: yes}}", decided(), cn) is True
    assert (
        truth("{field: heard.flag, is: yes}", decided(before="{type: heard, at: '2024-05-01'}"), cn) is None
    )
    assert truth("{happened: heard}", decided(), cn) is False


def test_the_latest_event_for_the_subject_at_this_place_answers(cn: Calendar) -> None:
    before = "{type: heard, at: '2024-04-01', flag: yes, subject: 甲}, {type: heard, at: '2024-05-01', flag: no, subject: 乙}, {type: heard, at: '2024-07-01', flag: no, subject: 甲}"
    assert truth("{field: heard.flag, is: yes}", decided(before=before), cn) is True


COUNTED = "{type: told, at: '2024-03-01', flag: yes}, {type: told, at: '2024-04-01'}"


@pytest.mark.parametrize(
    ("bound", "wanted"),
    [("at_least: 1", True), ("at_least: 2", None), ("at_least: 3", False), ("at_most: 2", True), ("at_most: 0", False),
     ("at_most: 1", None), ("is: 0", False), ("is: 2", None), ("less_than: 3", True), ("more_than: 2", False)],
)  # fmt: skip
def test_a_count_with_unclear_members_is_a_range(bound: str, wanted: bool | None, cn: Calendar) -> None:
    found = finding(
        f"{{count: told, where: {{field: this.flag, is: yes}}, {bound}}}", decided(before=COUNTED), cn
    )
    assert WORDS[found.status.value] is wanted
    assert [m.what for m in found.missing] == (["told.flag"] if wanted is None else [])


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        ("year", 2),
        ("{months: 2}", 1),
        ("{months: 3}", 2),
        ("month", 0),
        ("quarter", 1),
        ("{since: heard}", 1),
    ],
)
def test_spans_end_with_the_day_of_the_act(span: str, wanted: int, cn: Calendar) -> None:
    before = "{type: told, at: '2023-12-31'}, {type: told, at: '2024-03-01'}, {type: heard, at: '2024-03-15'}, {type: told, at: '2024-04-01'}"
    assert truth(f"{{count: told, span: {span}, is: {wanted}}}", decided(before=before), cn) is True


def test_sums_and_shares_are_exact(cn: Calendar) -> None:
    before = "{type: told, at: '2024-03-01', total: 3}, {type: told, at: '2024-04-01', total: 7}"
    assert truth("{sum: {event: told, field: total}, at_least: 10}", decided(before=before), cn) is True
    assert truth("{sum: {event: told, field: total}, more_than: 10}", decided(before=before), cn) is False
    assert (
        truth(
            "{sum: {event: told, field: total}, at_least: 10}",
            decided(before=before + ", {type: told, at: '2024-05-01'}"),
            cn,
        )
        is True
    )
    assert (
        truth(
            "{sum: {event: told, field: total}, at_most: 10}",
            decided(before=before + ", {type: told, at: '2024-05-01'}"),
            cn,
        )
        is None
    )
    share = "{share: this.total, of: this.points, at_least: 1/3}"
    assert truth(share, decided("total: 3, points: 9"), cn) is True
    assert truth(share, decided("total: 3, points: 10"), cn) is False
    zero = finding(share, decided("total: 3, points: 0"), cn)
    assert (zero.status.value, zero.missing[0].what) == ("undetermined", "this.points（为零）")


@pytest.mark.parametrize(
    ("bound", "start", "wanted"),
    [("at_least: {months: 6}", "2023-12-01", True), ("at_least: {months: 6}", "2023-12-02", False),
     ("more_than: {months: 6}", "2023-12-01", False), ("more_than: {months: 6}", "2023-11-30", True),
     ("less_than: {months: 6}", "2023-12-02", True), ("less_than: {months: 6}", "2023-12-01", False),
     ("at_most: {months: 6}", "2023-12-01", True)],
)  # fmt: skip
def test_lengths_of_time_compare_by_adding_them_to_the_earlier_day(
    bound: str, start: str, wanted: bool, cn: Calendar
) -> None:
    facts = [{"of": "甲", "name": "post", "value": "局长", "from": start}]
    assert truth(f"{{lasting: subject.post, {bound}}}", decided(facts=facts), cn) is wanted
    elapsed = f"{{elapsed: {{from: heard.at, to: this.at}}, {bound}}}"
    assert truth(elapsed, decided(before=f"{{type: heard, at: '{start}'}}"), cn) is wanted


def test_a_fact_that_was_renewed_without_a_break_has_lasted_all_along(cn: Calendar) -> None:
    facts = [{"of": "甲", "name": "post", "value": "局长", "from": "2014-01-01", "to": "2019-12-31"},
             {"of": "甲", "name": "post", "value": "局长", "from": "2020-01-01"}]  # fmt: skip
    assert truth("{lasting: subject.post, at_least: {years: 10}}", decided(facts=facts), cn) is True
    broken = [facts[0], {**facts[1], "from": "2020-01-02"}]
    assert truth("{lasting: subject.post, at_least: {years: 10}}", decided(facts=broken), cn) is False
    assert (
        truth("{lasting: subject.post, at_least: {years: 10}}", decided(facts=[{**facts[1], "from": ""}]), cn)
        is None
    )


def test_facts_are_those_of_the_day_and_no_value_is_unknown(cn: Calendar) -> None:
    facts = [
        {"of": "甲", "name": "rank", "value": "clerk", "to": "2024-05-31"},
        {"of": "甲", "name": "rank", "value": "head", "from": "2024-06-01"},
    ]
    assert truth("{field: subject.rank, is: head}", decided(facts=facts), cn) is True
    assert truth("{field: subject.rank, is: head}", decided(facts=facts[:1]), cn) is None


def test_terms_norm_status_and_bars(cn: Calendar) -> None:
    norms = "- {id: t, define: {term: led, that: {field: subject.rank, at_least: deputy}}}"
    facts = [{"of": "甲", "name": "rank", "value": "head"}]
    assert truth("{term: led}", decided(facts=facts), cn, norms) is True
    other = "- {id: o, per: subject, duty: {act: told, on: began, within: {days: 10}}}"
    late = "{type: began, at: '2024-03-01', subject: 甲}"
    assert truth("{norm: o, status: [breached]}", decided(before=late), cn, other) is True
    open_ = "{type: began, at: '2024-05-30', subject: 甲}"
    assert truth("{norm: o, status: [breached]}", decided(before=open_), cn, other) is False
    bar = "- {id: b, per: subject, bar: {acts: promoted, from: heard, for: {years: 1}}}"
    inside = "{type: heard, at: '2024-03-01', subject: 甲}"
    assert truth("{barred: promoted}", decided(before=inside), cn, bar) is True
    assert truth("{barred: promoted}", decided(), cn, bar) is False
    recorded = [
        {"of": "甲", "name": "barred", "value": ["promoted"], "from": "2024-01-01", "to": "2024-06-01"}
    ]
    assert truth("{barred: promoted}", decided(facts=recorded), cn, bar) is True


def test_a_childs_events_answer_for_the_parent(cn: Calendar) -> None:
    before = "{type: child.case.decided, at: '2024-05-01', subject: 乙}"
    assert truth("{count: child.case.decided, at_least: 1}", decided(before=before), cn) is True
    assert truth("{count: child.case.decided, at_least: 1}", decided(), cn) is False


def test_before_a_takeover_the_log_is_silent_and_nothing_is_breached(cn: Calendar) -> None:
    case = decided(taken_over="2024-05-01")
    assert truth("{happened: heard}", case, cn) is None
    assert truth("{count: heard, span: {since: told}, at_least: 1}", case, cn) is None
    norms = "[{id: n, require: {act: decided, after: heard}}, {id: m, duty: {act: told, on: decided, within: {days: 5}}}]"
    p = pack(norms)
    early = log("[{type: decided, at: '2024-04-01'}]", taken_over="2024-05-01")
    found = evaluate([p], early, DAY, cn)
    assert (status(found, "n"), status(found, "m")) == (["undetermined"], ["undetermined"])
    assert "接管前" in found.of("n")[0].missing[0].what
    assert found.of("m")[0].note == "接管前"
    later = log("[{type: decided, at: '2024-06-01'}]", taken_over="2024-05-01")
    assert status(evaluate([p], later, DAY, cn), "m") == ["breached"]
