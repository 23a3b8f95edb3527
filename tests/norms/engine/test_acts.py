"""``require``, ``bar``, ``authority``, ``choice``: the kinds that judge an act."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from norms.engine.small import log, pack, status
from zeren.norms.barring import bars
from zeren.norms.calendar import Calendar
from zeren.norms.evaluating import evaluate
from zeren.norms.findings import Findings
from zeren.norms.model import Log

DAY = date(2024, 12, 31)


def held(norms: str, case: Log, cn: Calendar, day: date = DAY) -> Findings:
    return evaluate([pack(norms)], case, day, cn)


# ---------------------------------------------------------------- require

ORDER = "[{id: n, per: subject, require: {act: decided, after: heard}}]"


@pytest.mark.parametrize(("heard", "wanted"), [("2024-03-01", "met"), ("2024-03-02", "breached")])
def test_the_order_is_by_day_and_a_later_act_does_not_cure_it(heard: str, wanted: str, cn: Calendar) -> None:
    case = log(
        f"[{{type: heard, at: '{heard}', subject: 甲}}, {{id: d, type: decided, at: '2024-03-01', subject: 甲}}]"
    )
    (found,) = held(ORDER, case, cn).of("n")
    assert (found.status.value, found.key, found.event) == (wanted, "d", "d")
    if wanted == "breached":
        assert "heard" in found.note


def test_within_a_day_the_instant_decides_else_the_sequence(cn: Calendar) -> None:
    by_hour = "[{type: decided, at: '2024-03-01T15:00'}, {type: heard, at: '2024-03-01T09:00'}]"
    assert status(held(ORDER, log(by_hour), cn), "n") == ["met"]
    no_hour = "[{type: heard, at: '2024-03-01T09:00'}, {type: decided, at: '2024-03-01'}]"
    assert status(held(ORDER, log(no_hour), cn), "n") == ["met"]
    turned = "[{type: decided, at: '2024-03-01'}, {type: heard, at: '2024-03-01T09:00'}]"
    assert status(held(ORDER, log(turned), cn), "n") == ["breached"]


def test_each_subject_must_have_been_heard(cn: Calendar) -> None:
    case = log(
        "[{type: heard, at: '2024-03-01', subject: 甲}, {type: decided, at: '2024-03-02', subject: [甲, 乙]}]"
    )
    found = held(ORDER, case, cn)
    assert (status(found, "n", "甲"), status(found, "n", "乙")) == (["met"], ["breached"])


def test_after_several_means_all_and_any_means_one(cn: Calendar) -> None:
    case = log("[{type: heard, at: '2024-03-01'}, {type: decided, at: '2024-03-02'}]")
    assert status(held("[{id: n, require: {act: decided, after: [heard, told]}}]", case, cn), "n") == [
        "breached"
    ]
    assert status(held("[{id: n, require: {act: decided, after: {any: [heard, told]}}}]", case, cn), "n") == [
        "met"
    ]


def test_before_has_signed_by_and_every_failing_part_is_named(cn: Calendar) -> None:
    norms = "[{id: n, require: {act: decided, before: told, has: [paper, reasons], signed_by: [committee]}}]"
    bad = log("[{type: told, at: '2024-03-01'}, {type: decided, at: '2024-03-02', paper: p}]")
    (found,) = held(norms, bad, cn).of("n")
    assert found.status.value == "breached"
    for part in ("told", "reasons", "committee"):
        assert part in found.note
    good = log(
        "[{type: decided, at: '2024-03-02', paper: p, reasons: r, signed_by: [committee]}, {type: told, at: '2024-03-03'}]"
    )
    assert status(held(norms, good, cn), "n") == ["met"]


@pytest.mark.parametrize(("field", "wanted"), [("", "breached"), (", paper: '?'", "undetermined"), (", paper: p", "met")])  # fmt: skip
def test_an_absent_field_is_missing_and_an_unknown_one_is_open(field: str, wanted: str, cn: Calendar) -> None:
    case = log(f"[{{type: decided, at: '2024-03-02'{field}}}]")
    assert status(held("[{id: n, require: {act: decided, has: paper}}]", case, cn), "n") == [wanted]


def test_a_correction_of_the_record_cures_the_order(cn: Calendar) -> None:
    events = """[{id: d, type: decided, at: '2024-03-01'}, {id: h, type: heard, at: '2024-03-05'},
      {id: h2, type: heard, at: '2024-02-28', recorded: '2024-03-09', corrects: h}]"""
    p = pack(ORDER)
    assert status(evaluate([p], log(events), DAY, cn), "n") == ["met"]
    assert status(evaluate([p], log(events), DAY, cn, known_at=date(2024, 3, 8)), "n") == ["breached"]


def test_a_voided_act_is_gone_and_a_voided_correction_gives_its_place_back(cn: Calendar) -> None:
    p = pack("[{id: n, require: {act: decided, that: {field: this.total, at_least: 2}}}]")
    corrected = "{id: a, type: decided, at: '2024-03-01', total: 1}, {id: b, type: decided, at: '2024-03-01', total: 2, corrects: a}"
    (found,) = evaluate([p], log(f"[{corrected}]"), DAY, cn).of("n")
    assert (found.status.value, found.key) == ("met", "b")
    (found,) = evaluate(
        [p], log(f"[{corrected}, {{id: c, type: decided, at: '2024-03-02', voids: b}}]"), DAY, cn
    ).of("n")
    assert (found.status.value, found.key) == ("breached", "a")
    gone = "[{id: a, type: decided, at: '2024-03-01', total: 1}, {id: c, type: decided, at: '2024-03-02', voids: a}]"
    assert status(evaluate([p], log(gone), DAY, cn), "n") == ["not_triggered"]


def test_a_count_never_counts_the_act_under_check_and_only_what_came_before(cn: Calendar) -> None:
    norms = "[{id: n, require: {act: decided, that: {count: decided, where: {field: this.case, is: opener.case}, at_most: 0}}}]"
    case = log(
        "[{type: decided, at: '2024-03-01', case: a}, {type: decided, at: '2024-03-02', case: b}, {type: decided, at: '2024-03-03', case: a}]"
    )
    assert status(held(norms, case, cn), "n") == ["met", "met", "breached"]


def test_an_aim_that_is_missed_lapses(cn: Calendar) -> None:
    norms = "[{id: n, force: aim, require: {act: decided, that: {field: this.total, at_least: 2}}}]"
    assert status(held(norms, log("[{type: decided, at: '2024-03-01', total: 1}]"), cn), "n") == ["lapsed"]


# ---------------------------------------------------------------- bar

TWO_YEARS = "[{id: n, per: subject, bar: {acts: promoted, from: decided, for: {years: 2}}}]"


@pytest.mark.parametrize(
    ("start", "last"),
    [("2022-03-01", "2024-02-29"), ("2020-02-29", "2022-02-28"), ("2021-05-31", "2023-05-30")],
)
def test_the_anniversary_is_the_first_free_day_and_without_one_the_months_last_day_is_barred(
    start: str, last: str, cn: Calendar
) -> None:
    end = date.fromisoformat(last)
    for act, wanted in ((end, "breached"), (end + timedelta(1), "met")):
        case = log(
            f"[{{type: decided, at: '{start}', subject: 甲}}, {{id: p, type: promoted, at: '{act}', subject: 甲}}]"
        )
        (found,) = held(TWO_YEARS, case, cn).of("n")
        assert (found.status.value, found.ends) == (wanted, end)


def test_a_bar_in_force_is_pending_and_one_kept_to_its_end_is_met(cn: Calendar) -> None:
    case = log("[{type: decided, at: '2022-03-01', subject: 甲}]")
    assert status(held(TWO_YEARS, case, cn, date(2024, 2, 29)), "n") == ["pending"]
    assert status(held(TWO_YEARS, case, cn, date(2024, 3, 1)), "n") == ["met"]


def test_an_act_before_its_source_on_the_same_day_is_free(cn: Calendar) -> None:
    case = log(
        "[{type: promoted, at: '2024-03-01', subject: 甲}, {type: decided, at: '2024-03-01', subject: 甲}]"
    )
    assert status(held(TWO_YEARS, case, cn), "n") == ["pending"]


def test_until_ends_with_the_act_that_ends_it(cn: Calendar) -> None:
    norms = "[{id: n, per: subject, bar: {acts: paused, from: appealed, until: ruled}}]"
    inside = log(
        "[{type: appealed, at: '2024-03-01', subject: 甲}, {type: paused, at: '2024-03-05', subject: 甲}]"
    )
    (found,) = held(norms, inside, cn).of("n")
    assert (found.status.value, found.ends) == ("breached", None)
    after = log(
        "[{type: appealed, at: '2024-03-01', subject: 甲}, {type: ruled, at: '2024-03-05', subject: 甲}, {type: paused, at: '2024-03-05', subject: 甲}]"
    )
    (found,) = held(norms, after, cn).of("n")
    assert (found.status.value, found.ends) == ("met", date(2024, 3, 5))


def test_an_unknown_measure_keeps_the_bar_as_not_sure(cn: Calendar) -> None:
    norms = "[{id: n, per: subject, if: {field: this.measure, at_least: middle}, bar: {acts: promoted, from: decided, for: {years: 1}}}]"
    p = pack(norms)
    case = log("[{type: decided, at: '2024-03-01', subject: 甲}]")
    (found,) = evaluate([p], case, DAY, cn).of("n")
    assert (found.status.value, found.missing[0].what) == ("undetermined", "decided.measure")
    (bar,) = bars([p], [case], "甲", "promoted", date(2024, 6, 1))
    assert (bar.sure, bar.ends) == (False, date(2025, 2, 28))
    light = log("[{type: decided, at: '2024-03-01', subject: 甲, measure: light}]")
    assert bars([p], [light], "甲", "promoted", date(2024, 6, 1)) == []


def test_where_says_which_acts_are_meant(cn: Calendar) -> None:
    norms = "[{id: n, per: subject, bar: {acts: promoted, from: decided, for: {years: 1}, where: {field: this.level, more_than: opener.level}}}]"
    said = "[{{type: decided, at: '2024-03-01', subject: 甲, level: deputy}}, {{type: promoted, at: '2024-04-01', subject: 甲, level: {level}}}]"
    wanted = {"head": "breached", "deputy": "pending", "clerk": "pending", "'?'": "undetermined"}
    for level, status_ in wanted.items():
        assert status(held(norms, log(said.format(level=level)), cn), "n") == [status_]


def test_bars_reach_across_matters_the_longest_first(cn: Calendar) -> None:
    p = pack("""
    - {id: short, per: subject, bar: {acts: promoted, from: decided, for: {years: 1}}}
    - {id: open, per: subject, bar: {acts: promoted, from: appealed, until: ruled}}
    """)
    one = log("[{id: d, type: decided, at: '2024-03-01', subject: 甲}]", id="m1")
    two = log(
        "[{id: d, type: decided, at: '2024-05-01', subject: 甲}, {id: a, type: appealed, at: '2024-05-02', subject: 甲}]",
        id="m2",
    )
    found = bars([p], [one, two], "甲", "promoted", date(2024, 6, 1))
    assert [(b.norm, b.ends) for b in found] == [
        ("open", None),
        ("short", date(2025, 4, 30)),
        ("short", date(2025, 2, 28)),
    ]
    assert bars([p], [one, two], "乙", "promoted", date(2024, 6, 1)) == []
    assert bars([p], [one, two], "甲", "told", date(2024, 6, 1)) == []


def test_conduct_is_a_breach_only_as_found_and_else_nothing_is_inferred(cn: Calendar) -> None:
    norms = "[{id: n, bar: {conduct: [leaking]}}]"
    assert status(held(norms, log("[{type: told, at: '2024-03-01'}]"), cn), "n") == ["standing"]
    found = log("[{id: c, type: conduct_found, at: '2024-03-01', conduct: leaking}]")
    assert status(held(norms, found, cn), "n") == ["breached"]
    other = log("[{id: c, type: conduct_found, at: '2024-03-01', conduct: shouting}]")
    assert status(held(norms, other, cn), "n") == ["standing"]
    unnamed = log("[{id: c, type: conduct_found, at: '2024-03-01', conduct: '?'}]")
    assert status(held(norms, unnamed, cn), "n") == ["undetermined"]


# ---------------------------------------------------------------- authority

ALTERNATIVES = """
- {id: whole, authority: {act: decided, by: committee}}
- {id: light, cite: "2", if: {field: this.measure, is: light}, authority: {act: decided, by: commission, after: approved}}
"""


def act(by: str, measure: str = "light") -> str:
    return f"{{id: d, type: decided, at: '2024-03-02', by: {by}, measure: {measure}}}"


@pytest.mark.parametrize(
    ("events", "whole", "light"),
    [
        (act("committee"), "met", "not_triggered"),
        ("{type: approved, at: '2024-03-01'}, " + act("commission"), "not_triggered", "met"),
        (act("commission"), "breached", "breached"),
        (act("commission", "heavy"), "breached", "not_triggered"),
        ("{type: approved, at: '2024-03-01'}, " + act("commission", "'?'"), "undetermined", "undetermined"),
        (act("office"), "breached", "breached"),
    ],
)
def test_all_authorities_over_an_act_are_alternatives(
    events: str, whole: str, light: str, cn: Calendar
) -> None:
    found = held(ALTERNATIVES, log(f"[{events}]"), cn)
    assert (status(found, "whole"), status(found, "light")) == ([whole], [light])


def test_a_fault_of_authority_names_everybody_who_may(cn: Calendar) -> None:
    (found,) = held(ALTERNATIVES, log(f"[{act('office')}]"), cn).of("whole")
    assert found.who == ("committee", "commission")


def test_nobody_recorded_or_only_a_person_without_a_known_role_is_open(cn: Calendar) -> None:
    norms = "[{id: n, authority: {act: decided, by: committee}}]"
    assert status(held(norms, log("[{type: decided, at: '2024-03-02'}]"), cn), "n") == ["undetermined"]
    by_person = "[{type: decided, at: '2024-03-02', by: 张三}]"
    assert status(held(norms, log(by_person), cn), "n") == ["undetermined"]
    facts = [{"of": "张三", "name": "role", "value": "committee", "to": "2024-03-01"},
             {"of": "张三", "name": "role", "value": "office", "from": "2024-03-02"}]  # fmt: skip
    assert status(held(norms, log(by_person, facts=facts), cn), "n") == ["breached"]
    earlier = [{**facts[0], "to": "2024-03-02"}]
    assert status(held(norms, log(by_person, facts=earlier), cn), "n") == ["met"]


@pytest.mark.parametrize(("convention", "wanted"), [(True, "met"), (False, "breached")])
def test_a_role_above_suffices_only_where_the_pack_says_so(
    convention: bool, wanted: str, cn: Calendar
) -> None:
    more = {"counting": {"use": "civil-code-201-203", "roll": "no", "basis": "assumed"}}
    if convention:
        more["authority"] = {"use": "at_least", "basis": "assumed"}
    p = pack("[{id: n, authority: {act: decided, by: committee}}]", conventions=more)
    assert status(evaluate([p], log(f"[{act('superior')}]"), DAY, cn), "n") == [wanted]


# ---------------------------------------------------------------- choice

CHOICE = """
- id: n
  choice:
    of: decided.picked
    min: 1
    max: 2
    items:
      - {id: a, cite: "1"}
      - {id: b, cite: "2", if: {field: this.total, at_least: 3}, needs: [paper]}
      - {id: c, cite: "2", open: yes}
- {id: not-a, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: a, then: lift}}
"""


@pytest.mark.parametrize(
    ("fields", "wanted", "said"),
    [
        ("picked: [a]", "met", ""),
        ("picked: [z]", "breached", "z不在所列"),
        ("picked: []", "breached", "少于1项"),
        ("picked: [a, b, c], total: 3, paper: p, reasons: r", "breached", "多于2项"),
        ("picked: [b], total: 3, paper: p", "met", ""),
        ("picked: [b], total: 2, paper: p", "breached", "b不合其条件"),
        ("picked: [b], total: 3", "breached", "b缺paper"),
        ("picked: [b], paper: p", "undetermined", ""),
        ("picked: [c]", "breached", "c缺reasons"),
        ("picked: [c], reasons: r", "met", ""),
        ("picked: '?'", "undetermined", ""),
        ("total: 1", "not_triggered", ""),
    ],
)
def test_what_was_chosen_is_held_against_the_list(fields: str, wanted: str, said: str, cn: Calendar) -> None:
    case = log(f"[{{id: d, type: decided, at: '2024-03-02', {fields}}}]", matter={"secret": "no"})
    (found,) = held(CHOICE, case, cn).of("n")
    assert found.status.value == wanted
    assert said in found.note


def test_an_exception_makes_an_item_unavailable_and_an_unknown_one_leaves_it_open(cn: Calendar) -> None:
    text = "[{id: d, type: decided, at: '2024-03-02', picked: [a]}]"
    (found,) = held(CHOICE, log(text, matter={"secret": "yes"}), cn).of("n")
    assert (found.status.value, found.note) == ("breached", "a除外：not-a")
    (found,) = held(CHOICE, log(text), cn).of("n")
    assert (found.status.value, found.missing[0].what) == ("undetermined", "matter.secret")


def test_choices_over_one_field_share_the_values_between_them(cn: Calendar) -> None:
    norms = """
    - {id: one, choice: {of: decided.picked, min: 1, items: [{id: a, cite: "1"}]}}
    - {id: two, if: {field: matter.kind, is: big}, choice: {of: decided.picked, items: [{id: b, cite: "2"}]}}
    """
    both = "[{type: decided, at: '2024-03-02', picked: [a, b]}]"
    found = held(norms, log(both, matter={"kind": "big"}), cn)
    assert (status(found, "one"), status(found, "two")) == (["met"], ["met"])
    found = held(norms, log(both, matter={"kind": "small"}), cn)
    assert (status(found, "one"), status(found, "two")) == (["breached"], ["not_triggered"])
    only = held(norms, log("[{type: decided, at: '2024-03-02', picked: [b]}]", matter={"kind": "big"}), cn)
    assert (status(only, "one"), status(only, "two")) == (["not_triggered"], ["met"])


# ---------------------------------------------------------------- exceptions among alternatives

LIFTED = """
- {id: one, authority: {act: decided, by: committee}}
- {id: two, cite: "2", authority: {act: decided, by: commission}}
- {id: x, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: one, then: lift}}
"""


@pytest.mark.parametrize(
    ("by", "secret", "one", "two"),
    [
        ("committee", "no", "met", "not_triggered"),
        ("committee", "yes", "not_triggered", "breached"),
        ("committee", "?", "met", "undetermined"),
        ("commission", "?", "not_triggered", "met"),
        ("office", "?", "undetermined", "breached"),
    ],
)
def test_a_lifted_authority_carries_no_act(by: str, secret: str, one: str, two: str, cn: Calendar) -> None:
    found = held(LIFTED, log(f"[{act(by)}]", matter={"secret": secret}), cn)
    assert (status(found, "one"), status(found, "two")) == ([one], [two])
