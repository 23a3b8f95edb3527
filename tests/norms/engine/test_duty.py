"""``duty``: each sentence of the pack format about it, with the boundary on both sides."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from norms.engine.small import log, pack, status
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Log


def held(norms: str, case: Log, day: str, cn: Calendar, **more: str) -> Findings:
    at = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
    return evaluate([pack(norms, **more)], case, at, cn)


TEN_DAYS = "[{id: n, per: subject, duty: {act: told, on: decided, within: {days: 10}}}]"
DECIDED = "{id: d, type: decided, at: '2024-03-01', subject: 甲}"


@pytest.mark.parametrize(
    ("done", "day", "wanted"),
    [
        (None, "2024-03-11", "pending"),
        (None, "2024-03-12", "breached"),
        ("2024-03-11", "2024-03-20", "met"),
        ("2024-03-12", "2024-03-20", "breached"),
    ],
)
def test_done_by_the_day_is_in_time_and_one_day_later_is_not(
    done: str | None, day: str, wanted: str, cn: Calendar
) -> None:
    acts = f", {{id: t, type: told, at: '{done}', subject: 甲}}" if done else ""
    (found,) = held(TEN_DAYS, log(f"[{DECIDED}{acts}]"), day, cn).of("n")
    assert (found.status.value, found.due, found.nominal) == (wanted, date(2024, 3, 11), date(2024, 3, 11))


@pytest.mark.parametrize(("force", "late"), [("must", "breached"), ("should", "breached"), ("may", "lapsed"), ("aim", "lapsed")])  # fmt: skip
def test_what_a_passed_day_means_depends_on_the_force(force: str, late: str, cn: Calendar) -> None:
    norms = TEN_DAYS.replace("per:", f"force: {force}, per:")
    assert status(held(norms, log(f"[{DECIDED}]"), "2024-03-12", cn), "n") == [late]


def test_reasons_recorded_for_a_departure_make_a_should_met_but_never_a_must(cn: Calendar) -> None:
    case = log(
        f"[{DECIDED}, {{id: r, type: departure_reasoned, at: '2024-03-12', norm: n, reasons: 正在外地}}]"
    )
    (found,) = held(TEN_DAYS.replace("per:", "force: should, per:"), case, "2024-03-13", cn).of("n")
    assert (found.status.value, found.note) == ("met", "已说明理由")
    assert "r" in found.because
    assert status(held(TEN_DAYS, case, "2024-03-13", cn), "n") == ["breached"]


@pytest.mark.parametrize(("roll", "due"), [("yes", date(2024, 4, 7)), ("no", date(2024, 4, 4))])
def test_the_packs_convention_rolls_and_the_norm_overrides_it(roll: str, due: date, cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, within: {months: 1}}}]"
    case = log("[{type: decided, at: '2024-03-04'}]")
    (found,) = held(norms, case, "2024-03-05", cn, roll=roll).of("n")
    assert (found.nominal, found.due) == (date(2024, 4, 4), due)
    other = {"yes": "no", "no": "yes"}[roll]
    (found,) = held(norms.replace("within", f"roll: {other}, within"), case, "2024-03-05", cn, roll=roll).of(
        "n"
    )
    assert found.due != due


def test_an_unpublished_year_decides_nothing_that_rests_on_it(until_2025: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, within: {days: 10}, roll: yes}}]"
    case = log("[{type: decided, at: '2026-01-21'}]")
    assert status(held(norms, case, "2026-01-31", until_2025), "n") == ["pending"]
    (found,) = held(norms, case, "2026-02-01", until_2025).of("n")
    assert (found.status.value, found.provisional) == ("undetermined", True)
    assert "2026年" in found.missing[0].what


def test_an_act_that_opens_nothing_discharges_nothing(cn: Calendar) -> None:
    before = log(f"[{{id: t, type: told, at: '2024-02-28', subject: 甲}}, {DECIDED}]")
    assert status(held(TEN_DAYS, before, "2024-03-12", cn), "n") == ["breached"]
    early = TEN_DAYS.replace("within", "early: yes, within")
    assert status(held(early, before, "2024-03-12", cn), "n") == ["met"]


TWICE = "{id: d1, type: decided, at: '2024-03-01'}, {id: d2, type: decided, at: '2024-03-05'}"
PLAIN = "[{id: n, duty: {act: told, on: decided, within: {days: 10}}}]"


def test_one_act_discharges_one_instance_the_oldest_first(cn: Calendar) -> None:
    case = log(f"[{TWICE}, {{id: t, type: told, at: '2024-03-08'}}]")
    found = held(PLAIN, case, "2024-03-09", cn).of("n")
    assert [(f.key, f.status.value) for f in found] == [("d1", "met"), ("d2", "pending")]


def test_re_names_the_instance_and_joint_serves_all(cn: Calendar) -> None:
    named = log(f"[{TWICE}, {{id: t, type: told, at: '2024-03-08', re: d2}}]")
    assert status(held(PLAIN, named, "2024-03-09", cn), "n") == ["pending", "met"]
    joint = PLAIN.replace("within", "joint: yes, within")
    plain = log(f"[{TWICE}, {{id: t, type: told, at: '2024-03-08'}}]")
    assert status(held(joint, plain, "2024-03-09", cn), "n") == ["met", "met"]


def test_each_subject_has_its_own_instance_and_an_act_without_subject_serves_any(cn: Calendar) -> None:
    case = log(
        "[{id: d, type: decided, at: '2024-03-01', subject: [甲, 乙]}, {id: t, type: told, at: '2024-03-05', subject: 乙}]"
    )
    found = held(TEN_DAYS, case, "2024-03-20", cn)
    assert status(found, "n", "甲") == ["breached"]
    assert status(found, "n", "乙") == ["met"]
    nobody = log(f"[{DECIDED}, {{id: t, type: told, at: '2024-03-05'}}]")
    assert status(held(TEN_DAYS, nobody, "2024-03-20", cn), "n") == ["met"]


def test_count_any_and_all(cn: Calendar) -> None:
    two = "[{id: n, duty: {act: told, on: decided, count: 2, within: {days: 10}}}]"
    once = log("[{type: decided, at: '2024-03-01'}, {type: told, at: '2024-03-02'}]")
    both = log(
        "[{type: decided, at: '2024-03-01'}, {type: told, at: '2024-03-02'}, {type: told, at: '2024-03-11'}]"
    )
    late = log(
        "[{type: decided, at: '2024-03-01'}, {type: told, at: '2024-03-02'}, {type: told, at: '2024-03-12'}]"
    )
    assert [status(held(two, c, "2024-03-20", cn), "n")[0] for c in (once, both, late)] == ["breached", "met", "breached"]  # fmt: skip
    either = "[{id: n, duty: {act: {any: [told, heard]}, on: decided}}]"
    each = "[{id: n, duty: {act: {all: [told, heard]}, on: decided}}]"
    assert status(held(either, once, "2024-03-20", cn), "n") == ["met"]
    assert status(held(each, once, "2024-03-20", cn), "n") == ["pending"]
    whole = log(
        "[{type: decided, at: '2024-03-01'}, {type: heard, at: '2024-03-02'}, {type: told, at: '2024-03-05'}]"
    )
    (found,) = held(each, whole, "2024-03-20", cn).of("n")
    assert (found.status.value, found.done) == ("met", date(2024, 3, 5))


WRITTEN = "[{id: n, duty: {act: told, form: written, on: decided, within: {days: 10}}}]"


@pytest.mark.parametrize(
    ("form", "early", "late"),
    [("written", "met", "met"), ("oral", "pending", "breached"), ("?", "pending", "undetermined"), (None, "pending", "undetermined")],
)  # fmt: skip
def test_an_act_of_another_form_does_not_discharge_and_one_of_unknown_form_is_open(
    form: str | None, early: str, late: str, cn: Calendar
) -> None:
    said = f", form: {form!r}" if form else ""
    case = log(f"[{{type: decided, at: '2024-03-01'}}, {{id: t, type: told, at: '2024-03-05'{said}}}]")
    assert status(held(WRITTEN, case, "2024-03-11", cn), "n") == [early]
    (found,) = held(WRITTEN, case, "2024-03-12", cn).of("n")
    assert found.status.value == late
    if late == "breached":
        assert "不合要求" in found.note
    if late == "undetermined":
        assert found.missing[0].what == "told.form"


def test_with_is_asked_of_the_act_and_its_opener(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, with: {field: this.case, is: opener.case}}}]"
    case = log("[{type: decided, at: '2024-03-01', case: a}, {type: told, at: '2024-03-02', case: b}]")
    assert status(held(norms, case, "2024-03-20", cn), "n") == ["pending"]
    case = log("[{type: decided, at: '2024-03-01', case: a}, {type: told, at: '2024-03-02', case: a}]")
    assert status(held(norms, case, "2024-03-20", cn), "n") == ["met"]


def test_a_duty_without_a_figure_is_never_late(cn: Calendar) -> None:
    case = log("[{type: decided, at: '2004-03-01'}]")
    assert status(held("[{id: n, duty: {act: told, on: decided, promptly: yes}}]", case, "2024-03-20", cn), "n") == ["undetermined"]  # fmt: skip
    case = log("[{type: decided, at: '2014-03-01'}]")
    assert status(held("[{id: n, duty: {act: told, on: decided, promptly: yes}}]", case, "2024-03-20", cn), "n") == ["pending"]  # fmt: skip


# ---------------------------------------------------------------- due days


def test_before_counts_back_from_a_planned_day(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, before: {days: 3, of: planned}}}]"
    case = log("[{type: decided, at: '2024-03-01', planned: '2024-03-11'}]")
    (found,) = held(norms, case, "2024-03-08", cn).of("n")
    assert (found.status.value, found.due) == ("pending", date(2024, 3, 8))
    assert status(held(norms, case, "2024-03-09", cn), "n") == ["breached"]
    unplanned = log("[{type: decided, at: '2024-03-01'}]")
    (found,) = held(norms, unplanned, "2024-03-09", cn).of("n")
    assert (found.status.value, found.due, found.missing[0].what) == ("pending", None, "decided.planned")


def test_a_day_set_by_the_act_that_ordered_it(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, due: opener.planned}}]"
    case = log("[{type: decided, at: '2024-03-01', planned: '2024-03-09'}]")
    assert status(held(norms, case, "2024-03-09", cn), "n") == ["pending"]
    assert status(held(norms, case, "2024-03-10", cn), "n") == ["breached"]


def test_hours_run_continuously_and_need_an_instant(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, on: decided, within: {hours: 48}}}]"
    case = log("[{type: decided, at: '2024-03-01T16:30'}, {type: told, at: '2024-03-03T16:30'}]")
    (found,) = held(norms, case, "2024-03-20", cn).of("n")
    assert (found.status.value, found.due) == ("met", datetime(2024, 3, 3, 16, 30))
    case = log("[{type: decided, at: '2024-03-01T16:30'}, {type: told, at: '2024-03-03T16:31'}]")
    assert status(held(norms, case, "2024-03-20", cn), "n") == ["breached"]
    case = log("[{type: decided, at: '2024-03-01T16:30'}, {type: told, at: '2024-03-03'}]")
    assert status(held(norms, case, "2024-03-20", cn), "n") == ["undetermined"]
    case = log("[{type: decided, at: '2024-03-01'}]")
    (found,) = held(norms, case, "2024-03-20", cn).of("n")
    assert (found.status.value, found.missing[0].what) == ("pending", "decided.at（时刻）")


# ---------------------------------------------------------------- openers


YEARLY = "[{id: n, duty: {act: told, every: year, due: '01-31'}}]"


def test_a_period_is_owed_if_the_matter_was_open_on_its_first_day(cn: Calendar) -> None:
    found = held(YEARLY, log(opened="2022-01-01"), "2023-01-31", cn).of("n")
    assert [(f.key, f.status.value, str(f.due)) for f in found] == [
        ("2022", "breached", "2022-01-31"), ("2023", "pending", "2023-01-31"),
    ]  # fmt: skip
    assert [f.key for f in held(YEARLY, log(opened="2022-01-02"), "2023-01-31", cn).of("n")] == ["2023"]


def test_a_period_is_owed_if_the_holder_had_the_post_on_its_first_day(cn: Calendar) -> None:
    norms = YEARLY.replace("duty", "per: subject, duty", 1)
    post = [{"of": "甲", "name": "post", "value": "局长", "from": "2022-02-01", "to": "2023-06-30"}]
    found = held(norms, log(opened="2020-01-01", subjects=["甲"], facts=post), "2024-03-01", cn).of("n")
    assert [f.key for f in found] == ["2023"]


@pytest.mark.parametrize(
    ("span", "keys"),
    [("half_year", ["2024-H1", "2024-H2"]), ("quarter", ["2024-Q1", "2024-Q2", "2024-Q3"]), ("month", ["2024-01", "2024-02"])],
)  # fmt: skip
def test_an_act_serves_the_period_in_which_it_lies(span: str, keys: list[str], cn: Calendar) -> None:
    norms = f"[{{id: n, duty: {{act: told, every: {span}}}}}]"
    days = {"half_year": "2024-07-01", "quarter": "2024-07-01", "month": "2024-02-01"}
    case = log(f"[{{type: told, at: '{days[span]}'}}]", opened="2024-01-01")
    found = held(norms, case, days[span], cn).of("n")
    assert [f.key for f in found] == keys
    assert [f.status.value for f in found] == ["breached"] * (len(keys) - 1) + ["met"]


def test_a_late_report_names_its_period(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, every: quarter}}]"
    case = log("[{type: told, at: '2024-04-02', re: 2024-Q1}]", opened="2024-01-01")
    (first, second) = held(norms, case, "2024-04-03", cn).of("n")
    assert (first.status.value, first.done) == ("breached", date(2024, 4, 2))
    assert second.status.value == "pending"


def test_a_window_that_an_organ_has_to_set_is_not_late_before_the_period_ends(cn: Calendar) -> None:
    params = {"middle": {"type": "text", "cite": "1", "ask": "office"}}
    norms = "[{id: n, duty: {act: told, every: year, window: param.middle}}]"
    p = pack(norms, parameters=params)
    opened = log(opened="2024-01-01")
    (found,) = evaluate([p], opened, date(2024, 12, 31), cn).of("n")
    assert (found.status.value, found.missing[0].what, found.missing[0].who) == (
        "pending",
        "param.middle",
        ("office",),
    )
    assert status(evaluate([p], opened, date(2025, 1, 1), cn), "n")[0] == "breached"
    told = log(opened="2024-01-01", params={"middle": "06-15/07-31"})
    assert status(evaluate([p], told, date(2024, 7, 31), cn), "n") == ["pending"]
    assert status(evaluate([p], told, date(2024, 8, 1), cn), "n") == ["breached"]


def test_when_opens_on_the_first_day_of_the_unbroken_stretch(cn: Calendar) -> None:
    norms = "[{id: n, duty: {act: told, when: {count: decided, at_least: 2}, within: {days: 5}}}]"
    case = log(
        "[{type: decided, at: '2024-03-01'}, {type: decided, at: '2024-03-10'}, {type: decided, at: '2024-03-12'}]"
    )
    (found,) = held(norms, case, "2024-03-15", cn).of("n")
    assert (found.key, found.due, found.status.value) == ("2024-03-10", date(2024, 3, 15), "pending")
    assert status(held(norms, case, "2024-03-16", cn), "n") == ["breached"]
    assert status(held(norms, case, "2024-03-09", cn), "n") == ["not_triggered"]


def test_when_a_fact_has_lasted_opens_on_the_day_the_time_was_full(cn: Calendar) -> None:
    norms = "[{id: n, per: subject, duty: {act: told, when: {lasting: subject.post, at_least: {years: 10}}, within: {days: 30}}}]"  # fmt: skip
    post = [{"of": "甲", "name": "post", "value": "局长", "from": "2014-03-01"}]
    case = log(subjects=["甲"], facts=post)
    assert status(held(norms, case, "2024-02-29", cn), "n") == ["not_triggered"]
    (found,) = held(norms, case, "2024-03-01", cn).of("n")
    assert (found.key, found.due) == ("2024-03-01", date(2024, 3, 31))


def test_a_stretch_that_ended_in_time_leaves_no_breach_and_a_late_one_does(cn: Calendar) -> None:
    norms = (
        "[{id: n, per: subject, duty: {act: told, when: {field: subject.away, is: yes}, within: {days: 10}}}]"
    )
    short = [{"of": "甲", "name": "away", "value": "yes", "from": "2024-03-01", "to": "2024-03-05"},
             {"of": "甲", "name": "away", "value": "no", "from": "2024-03-06"}]  # fmt: skip
    long = [{**short[0], "to": "2024-03-20"}, {**short[1], "from": "2024-03-21"}]
    assert status(held(norms, log(subjects=["甲"], facts=short), "2024-04-01", cn), "n") == ["not_triggered"]
    assert status(held(norms, log(subjects=["甲"], facts=long), "2024-04-01", cn), "n") == ["breached"]


def test_expired_opens_on_the_nominal_last_day_of_the_other_norm(cn: Calendar) -> None:
    norms = """
    - {id: first, duty: {act: told, on: decided, within: {months: 1}, roll: yes}}
    - {id: n, duty: {act: ruled, expired: first, within: {days: 10}}}
    """
    case = log("[{id: d, type: decided, at: '2024-03-04'}]")
    assert status(held(norms, case, "2024-04-03", cn), "n") == ["not_triggered"]
    (found,) = held(norms, case, "2024-04-04", cn).of("n")
    assert (found.starts, found.due, found.key) == (date(2024, 4, 4), date(2024, 4, 14), "d")
    assert status(held(norms, case, "2024-04-15", cn), "n") == ["breached"]


def test_the_day_on_which_expired_will_open_is_known_also_where_the_other_norm_was_kept_early(
    cn: Calendar,
) -> None:
    norms = """
    - {id: first, duty: {act: told, on: decided, within: {months: 1}}}
    - {id: n, duty: {act: ruled, expired: first, within: {days: 10}}}
    """
    case = log("[{id: d, type: decided, at: '2024-03-04'}, {id: t, type: told, at: '2024-03-08'}]")
    found = held(norms, case, "2024-03-10", cn)
    assert status(found, "first") == ["met"] and status(found, "n") == ["not_triggered"]
    assert found.next_change == date(2024, 4, 4)
    assert status(held(norms, case, "2024-04-04", cn), "n") == ["pending"]


def test_once_and_from_until(cn: Calendar) -> None:
    once = "[{id: n, duty: {act: told, once: opened, within: {days: 10}}}]"
    assert status(held(once, log(opened="2024-03-01"), "2024-03-12", cn), "n") == ["breached"]
    assert status(held(once, log(), "2024-03-12", cn), "n") == ["not_triggered"]
    between = "[{id: n, duty: {act: told, every: {from: began, until: decided}}}]"
    running = log("[{id: b, type: began, at: '2024-03-01'}]")
    assert status(held(between, running, "2024-12-31", cn), "n") == ["pending"]
    over = log("[{id: b, type: began, at: '2024-03-01'}, {type: decided, at: '2024-03-10'}]")
    assert status(held(between, over, "2024-03-11", cn), "n") == ["breached"]


def test_each_holder_that_a_fact_names_owes_for_himself(cn: Calendar) -> None:
    norms = "[{id: n, per: {each: unit.in_charge}, duty: {act: told, on: decided, within: {days: 10}}}]"
    facts = [{"of": "某局", "name": "in_charge", "value": ["张", "李"]}]
    p = pack(norms, vocabulary=WITH_UNIT)
    case = log(
        "[{id: d, type: decided, at: '2024-03-01', unit: 某局}, {type: told, at: '2024-03-05', by: 张}]",
        facts=facts,
    )
    found = evaluate([p], case, date(2024, 3, 20), cn)
    assert [(f.subject, f.status.value) for f in found.of("n")] == [("张", "met"), ("李", "breached")]
    nobody = log("[{id: d, type: decided, at: '2024-03-01', unit: 某局}]")
    assert status(evaluate([p], nobody, date(2024, 3, 20), cn), "n") == ["undetermined"]


def test_what_is_owed_to_each_is_asked_of_the_one_who_owes_it(cn: Calendar) -> None:
    """A principal talks with each lower principal; somebody else, of whom no such fact is known, owes nothing."""
    norms = "[{id: n, per: {each: subject.lower}, if: {field: subject.holder, is: principal}, duty: {act: told, every: year}}]"
    p = pack(norms)
    spoke = "[{id: t, type: told, at: '2024-03-05', by: 书记, subject: [甲]}]"

    def asked(*facts: dict[str, object]) -> list[tuple[str | None, str]]:
        case = log(spoke, subjects=["书记"], opened="2024-01-01", facts=list(facts))
        return [(f.subject, f.status.value) for f in evaluate([p], case, date(2024, 12, 31), cn).of("n")]

    lower = {"of": "书记", "name": "lower", "value": ["甲", "乙"]}
    principal = {"of": "书记", "name": "holder", "value": "principal"}
    assert asked(lower, principal) == [("甲", "met"), ("乙", "pending")]
    assert asked(lower) == [("甲", "undetermined"), ("乙", "undetermined")]
    assert asked(principal) == [(None, "undetermined")]
    assert asked({**principal, "value": "member"}) == [(None, "not_triggered")]
    assert asked({**lower, "value": []}, principal) == [(None, "not_triggered")]


def test_at_an_event_too_the_if_is_asked_of_the_one_who_owes_it(cn: Calendar) -> None:
    norms = "[{id: n, per: {each: subject.lower}, if: {field: subject.holder, is: principal}, duty: {act: told, on: decided}}]"
    p = pack(norms)
    case = "[{id: d, type: decided, at: '2024-03-01', subject: 书记}]"
    member = log(case, facts=[{"of": "书记", "name": "holder", "value": "member"}])
    assert status(evaluate([p], member, date(2024, 3, 2), cn), "n") == ["not_triggered"]
    principal = [
        {"of": "书记", "name": "holder", "value": "principal"},
        {"of": "书记", "name": "lower", "value": ["甲"]},
    ]
    found = evaluate([p], log(case, facts=principal), date(2024, 3, 2), cn)
    assert [(f.subject, f.status.value) for f in found.of("n")] == [("甲", "pending")]


def test_what_the_matter_alone_rules_out_is_asked_of_no_period(cn: Calendar) -> None:
    """One answer for the matter; what is not known besides does not matter, and is asked where the matter's part holds."""
    norms = "[{id: n, if: {all: [{field: matter.kind, is: small}, {field: subject.role, is: head}]}, duty: {act: told, every: year}}]"

    def asked(**matter: str) -> list[tuple[str | None, str]]:
        case = log(subjects=["书记"], opened="2022-01-01", matter=matter)
        return [(f.key, f.status.value) for f in held(norms, case, "2023-06-30", cn).of("n")]

    assert asked(kind="big") == [(None, "not_triggered")]
    assert asked(kind="small") == asked() == [("2022", "undetermined"), ("2023", "undetermined")]


def _with_unit() -> dict[str, object]:
    from norms.engine.small import LISTS, ROLES

    return {"roles": ROLES, "lists": LISTS, "facts": {"unit": {"in_charge": "主持工作的"}}}


WITH_UNIT = _with_unit()


# ---------------------------------------------------------------- exceptions to duties


def test_extend_replaces_the_period_if_it_came_in_time_and_is_too_late_afterwards(cn: Calendar) -> None:
    norms = """
    - {id: n, duty: {act: ruled, on: appealed, within: {months: 1}}}
    - {id: more, cite: "2", if: {happened: paused}, exception: {to: n, then: extend, extend: {on: paused, within: {months: 3}}}}
    """
    in_time = log("[{type: appealed, at: '2024-03-04'}, {id: p, type: paused, at: '2024-04-04'}]")
    (found,) = held(norms, in_time, "2024-06-04", cn).of("n")
    assert (found.status.value, found.due) == ("pending", date(2024, 6, 4))
    assert found.because[-2:] == ("p", "more")
    assert "2" in found.cites
    too_late = log("[{type: appealed, at: '2024-03-04'}, {type: paused, at: '2024-04-05'}]")
    (found,) = held(norms, too_late, "2024-04-05", cn).of("n")
    assert (found.status.value, found.due) == ("breached", date(2024, 4, 4))


def test_suspend_adds_the_days_between(cn: Calendar) -> None:
    norms = """
    - {id: n, duty: {act: ruled, on: appealed, within: {days: 10}}}
    - {id: stop, exception: {to: n, then: suspend, suspend: {from: paused, until: resumed}}}
    """
    case = log(
        "[{type: appealed, at: '2024-03-01'}, {type: paused, at: '2024-03-05'}, {type: resumed, at: '2024-03-25'}]"
    )
    (found,) = held(norms, case, "2024-03-26", cn).of("n")
    assert found.due == date(2024, 3, 31)
    running = log("[{type: appealed, at: '2024-03-01'}, {type: paused, at: '2024-03-05'}]")
    assert status(held(norms, running, "2024-12-31", cn), "n") == ["pending"]


def test_lift_names_the_exception_and_an_unknown_one_matters_only_where_the_duty_was_not_kept(
    cn: Calendar,
) -> None:
    norms = """
    - {id: n, duty: {act: told, on: decided, within: {days: 10}}}
    - {id: x, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: n, then: lift}}
    """
    undone = "[{type: decided, at: '2024-03-01'}]"
    done = "[{type: decided, at: '2024-03-01'}, {type: told, at: '2024-03-02'}]"
    (found,) = held(norms, log(undone, matter={"secret": "yes"}), "2024-03-20", cn).of("n")
    assert (found.status.value, found.because, found.cites) == ("not_triggered", ("x",), ("1", "2"))
    assert status(held(norms, log(undone, matter={"secret": "no"}), "2024-03-20", cn), "n") == ["breached"]
    (found,) = held(norms, log(undone), "2024-03-20", cn).of("n")
    assert (found.status.value, found.missing[0].what) == ("undetermined", "matter.secret")
    assert status(held(norms, log(done), "2024-03-20", cn), "n") == ["met"]


@pytest.mark.parametrize(
    ("flag", "wanted"),
    [
        ("yes", ["met", "breached"]),
        ("no", ["not_triggered", "met"]),
        ("'?'", ["undetermined", "undetermined"]),
    ],
)
def test_an_instance_that_may_not_be_owed_leaves_the_one_it_takes_an_act_from_open(
    flag: str, wanted: list[str], cn: Calendar
) -> None:
    norms = "[{id: n, if: {field: this.flag, is: yes}, duty: {act: told, on: decided, within: {days: 5}}}]"
    case = log(
        f"[{{id: a, type: decided, at: '2024-03-01', flag: {flag}}}, {{id: b, type: decided, at: '2024-03-02', flag: yes}},"
        " {type: told, at: '2024-03-03'}]"
    )
    found = held(norms, case, "2024-04-01", cn).of("n")
    by_key = {f.key: f for f in found}
    assert [by_key["a"].status.value, by_key["b"].status.value] == wanted
    if wanted[1] == "undetermined":
        assert [m.what for m in by_key["b"].missing] == ["decided.flag"]
