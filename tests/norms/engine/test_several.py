"""Versions in time, several packs at once, contradictions, exceptions, figures, drafts."""

from __future__ import annotations

from datetime import date
from fractions import Fraction as F

import pytest

from norms.engine.small import log, pack, status
from zeren.law.packs.form import Pack
from zeren.norms.allowing import Asking, allowed, allowed_acts
from zeren.norms.barring import bars
from zeren.norms.calendar import Calendar
from zeren.norms.cases import event
from zeren.norms.evaluating import evaluate
from zeren.norms.model import Allowed, Log

DAY = date(2024, 12, 31)

# ---------------------------------------------------------------- versions


def versions() -> list[Pack]:
    rule = "[{{id: n, duty: {{act: told, on: decided, within: {{days: {days}}}}}}}]"
    old = pack(rule.format(days=10), version="2018-01-01", valid_to="2019-12-31")
    new = pack(rule.format(days=20), version="2021-01-01")
    return [old, new]


@pytest.mark.parametrize(
    ("day", "wanted", "due"),
    [
        ("2018-01-01", "small@2018-01-01", "2018-01-11"),
        ("2019-12-31", "small@2018-01-01", "2020-01-10"),
        ("2021-01-01", "small@2021-01-01", "2021-01-21"),
    ],
)
def test_a_duty_keeps_the_version_of_the_day_it_was_opened(
    day: str, wanted: str, due: str, cn: Calendar
) -> None:
    (found,) = evaluate(versions(), log(f"[{{type: decided, at: '{day}'}}]"), DAY, cn).of("n")
    assert (found.pack, str(found.due), found.status.value) == (wanted, due, "breached")


@pytest.mark.parametrize("day", ["2017-12-31", "2020-01-01", "2020-12-31"])
def test_a_day_without_a_version_is_undetermined_and_says_so(day: str, cn: Calendar) -> None:
    found = evaluate(versions(), log(f"[{{type: decided, at: '{day}'}}]"), DAY, cn)
    (said,) = found.of("n")
    assert (said.status.value, said.note) == ("undetermined", "该日无有效版本")
    assert day in said.missing[0].what


def by_facts() -> list[Pack]:
    rule = "[{{id: n, judged_by: facts, require: {{act: decided, that: {{field: this.total, at_least: {least}}}}}}}]"
    return [
        pack(rule.format(least=2), version="2018-01-01", valid_to="2020-12-31"),
        pack(rule.format(least=3), version="2021-01-01"),
    ]


def test_substance_is_judged_by_the_day_of_the_facts(cn: Calendar) -> None:
    text = "[{type: decided, at: '2024-03-01', total: 2}]"
    found = evaluate(by_facts(), log(text, facts_day="2019-05-01"), DAY, cn)
    assert [(f.pack, f.status.value) for f in found] == [("small@2018-01-01", "met")]
    found = evaluate(by_facts(), log(text, facts_day="2022-05-01"), DAY, cn)
    assert [(f.pack, f.status.value) for f in found] == [("small@2021-01-01", "breached")]


def test_between_several_versions_an_unknown_day_of_the_facts_decides_nothing(cn: Calendar) -> None:
    found = evaluate(by_facts(), log("[{type: decided, at: '2024-03-01', total: 2}]"), DAY, cn)
    assert [f.status.value for f in found] == ["undetermined"]


def test_a_later_regulation_does_not_reach_into_a_matter_of_another_procedure(cn: Calendar) -> None:
    own = pack("[{id: n, require: {act: decided, after: heard}}]")
    foreign = {
        "other": {
            "title": "另一程序",
            "steps": [{"id": a, "label": a, "cite": "1"} for a in ("decided", "told")],
        }
    }
    other = pack(
        "[{id: m, require: {act: decided, after: told}}]",
        id="later",
        version="2020-01-01",
        procedures=foreign,
    )
    case = log("[{type: decided, at: '2019-03-01'}]", procedure="case")
    found = evaluate([own, other], case, DAY, cn)
    assert (status(found, "n"), status(found, "m")) == (["breached"], ["not_triggered"])


# ---------------------------------------------------------------- several packs

UPPER = "[{id: u, authority: {act: decided, by: committee}}]"
LOWER = "[{id: l, authority: {act: decided, by: commission}}]"


def test_between_packs_each_authority_must_be_met_and_a_difference_is_a_conflict(cn: Calendar) -> None:
    packs = [pack(UPPER, id="upper"), pack(LOWER, id="lower")]
    found = evaluate(packs, log("[{id: d, type: decided, at: '2024-03-01', by: committee}]"), DAY, cn)
    (lower,) = found.of("lower#l")
    assert (status(found, "u"), lower.status.value) == (["met"], "conflict")
    assert "upper@2010-01-01#u" in lower.because
    both = evaluate(packs, log("[{type: decided, at: '2024-03-01', by: [committee, commission]}]"), DAY, cn)
    assert (status(both, "u"), status(both, "l")) == (["met"], ["met"])
    none = evaluate(packs, log("[{type: decided, at: '2024-03-01', by: office}]"), DAY, cn)
    assert (status(none, "u"), status(none, "l")) == (["breached"], ["breached"])


def test_a_settled_conflict_leaves_the_other_norm_aside_and_cites_the_record(cn: Calendar) -> None:
    packs = [pack(UPPER, id="upper"), pack(LOWER, id="lower")]
    settled = "{id: s, type: conflict_settled, at: '2024-03-02', norms: ['upper#u', 'lower#l'], prevails: 'upper#u', reasons: 上级文件}"
    found = evaluate(
        packs, log(f"[{{id: d, type: decided, at: '2024-03-01', by: committee}}, {settled}]"), DAY, cn
    )
    (lower,) = found.of("l")
    assert (lower.status.value, lower.because) == ("not_triggered", ("s",))
    assert status(found, "u") == ["met"]


OPPOSED = """
- {id: owed, per: subject, duty: {act: told, on: decided, within: {days: 10}}}
- {id: barred, per: subject, bar: {acts: told, from: appealed, until: ruled}}
"""


def test_an_open_must_duty_under_a_must_bar_is_a_conflict_for_the_same_subject_only(cn: Calendar) -> None:
    p = pack(OPPOSED)
    events = "{type: decided, at: '2024-03-01', subject: 甲}, {type: appealed, at: '2024-03-02', subject: %s}"
    found = evaluate([p], log(f"[{events % '甲'}]"), date(2024, 3, 5), cn)
    assert (status(found, "owed"), status(found, "barred")) == (["conflict"], ["pending"])
    assert status(evaluate([p], log(f"[{events % '乙'}]"), date(2024, 3, 5), cn), "owed", "甲") == ["pending"]
    ended = f"[{events % '甲'}, {{type: ruled, at: '2024-03-04', subject: 甲}}]"
    assert status(evaluate([p], log(ended), date(2024, 3, 5), cn), "owed") == ["pending"]
    softer = pack(OPPOSED.replace("{id: owed,", "{id: owed, force: should,"))
    assert status(evaluate([softer], log(f"[{events % '甲'}]"), date(2024, 3, 5), cn), "owed") == ["pending"]
    settled = f"[{events % '甲'}, {{id: s, type: conflict_settled, at: '2024-03-03', norms: [owed, barred], prevails: owed}}]"
    found = evaluate([p], log(settled), date(2024, 3, 5), cn)
    assert (status(found, "owed"), status(found, "barred")) == (["pending"], ["not_triggered"])
    assert bars([p], [log(settled)], "甲", "told", date(2024, 3, 5)) == []


def test_a_bar_that_begins_after_the_day_does_not_undo_a_breach(cn: Calendar) -> None:
    p = pack(OPPOSED)
    late = "[{type: decided, at: '2024-03-01', subject: 甲}, {type: appealed, at: '%s', subject: 甲}]"
    assert status(evaluate([p], log(late % "2024-03-12"), date(2024, 3, 20), cn), "owed") == ["breached"]
    assert status(evaluate([p], log(late % "2024-03-11"), date(2024, 3, 20), cn), "owed") == ["conflict"]


def test_an_overridden_norm_is_not_computed_and_both_are_cited(cn: Calendar) -> None:
    upper = pack("[{id: u, duty: {act: told, on: decided, within: {days: 5}}}]", id="upper")
    over = "[{id: l, overrides: ['upper#u'], under: 'upper#2', duty: {act: told, on: decided, within: {days: 20}}}]"
    lower = pack(over, id="lower", version="2024-01-01")
    case = log("[{type: decided, at: '2024-03-01'}]")
    found = evaluate([upper, lower], case, date(2024, 3, 10), cn)
    (aside,) = found.of("u")
    assert (aside.status.value, aside.because) == ("not_triggered", ("lower#l",))
    assert status(found, "l") == ["pending"]
    before = evaluate([upper, lower], log("[{type: decided, at: '2023-03-01'}]"), date(2023, 3, 10), cn)
    assert status(before, "u") == ["breached"]


def test_duties_and_bars_of_all_packs_stand_side_by_side(cn: Calendar) -> None:
    one = pack("[{id: a, duty: {act: told, on: decided, within: {days: 5}}}]", id="one")
    two = pack("[{id: b, duty: {act: told, on: decided, within: {days: 3}}}]", id="two")
    found = evaluate([one, two], log("[{type: decided, at: '2024-03-01'}]"), date(2024, 3, 2), cn)
    assert [f.norm for f in found.open] == ["b", "a"]
    done = evaluate(
        [one, two],
        log("[{type: decided, at: '2024-03-01'}, {type: told, at: '2024-03-03'}]"),
        date(2024, 3, 9),
        cn,
    )
    assert (status(done, "a"), status(done, "b")) == (["met"], ["met"])


# ---------------------------------------------------------------- exceptions to acts


def test_an_exception_that_surely_holds_decides_before_an_unknown_condition(cn: Calendar) -> None:
    p = pack("""
    - {id: n, if: {field: this.flag, is: yes}, require: {act: decided, after: heard}}
    - {id: x, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: n, then: lift}}
    """)
    text = "[{type: decided, at: '2024-03-01', flag: '?'}]"
    (found,) = evaluate([p], log(text, matter={"secret": "yes"}), DAY, cn).of("n")
    assert (found.status.value, found.because, found.cites) == ("not_triggered", ("x",), ("1", "2"))
    assert status(evaluate([p], log(text, matter={"secret": "no"}), DAY, cn), "n") == ["undetermined"]


@pytest.mark.parametrize(("secret", "x", "n"), [("yes", "met", "not_triggered"), ("no", "not_triggered", "breached"), ("?", "undetermined", "undetermined")])  # fmt: skip
def test_an_exceptions_own_finding_says_whether_it_was_applied(
    secret: str, x: str, n: str, cn: Calendar
) -> None:
    p = pack("""
    - {id: n, require: {act: decided, after: heard}}
    - {id: x, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: n, then: lift}}
    """)
    found = evaluate([p], log("[{type: decided, at: '2024-03-01'}]", matter={"secret": secret}), DAY, cn)
    assert (status(found, "x"), status(found, "n")) == ([x], [n])


@pytest.mark.parametrize("kind", ["big", "small"])
def test_of_several_exceptions_one_that_lifts_stays_applied_whatever_becomes_known_of_another(
    kind: str, cn: Calendar
) -> None:
    p = pack("""
    - {id: n, require: {act: decided, after: heard}}
    - {id: x, cite: "2", if: {field: matter.kind, is: big}, exception: {to: n, then: lift}}
    - {id: y, cite: "2", if: {field: matter.secret, is: yes}, exception: {to: n, then: lift}}
    """)
    act = "[{type: decided, at: '2024-03-01'}]"
    before = evaluate([p], log(act, matter={"secret": "yes", "kind": "?"}), DAY, cn)
    after = evaluate([p], log(act, matter={"secret": "yes", "kind": kind}), DAY, cn)
    assert (status(before, "n"), status(before, "y")) == (["not_triggered"], ["met"])
    assert (status(after, "n"), status(after, "y")) == (["not_triggered"], ["met"])


# ---------------------------------------------------------------- figures, standing duties


def test_scores_are_exact_and_a_missing_or_over_range_part_leaves_the_whole_open(cn: Calendar) -> None:
    p = pack("""
    - {id: s, score: {name: whole, parts: [{id: a, field: told.points, weight: 70%, max: 100}, {id: b, field: heard.points, weight: 30%, max: 100}],
       plus: [{id: more, count: approved, each: 2, cap: 3}]}}
    - {id: g, grade: {of: whole, bands: [{grade: good, at_least: 90}, {grade: fair, at_least: 80}, {grade: poor}]}}
    """)
    points = "{{type: told, at: '2024-03-01', points: {a}}}, {{type: heard, at: '2024-03-01', points: {b}}}"

    def at(a: str, b: str, more: str = "") -> tuple[list[str], object, object]:
        found = evaluate([p], log(f"[{points.format(a=a, b=b)}{more}]"), DAY, cn)
        return status(found, "s"), found.of("s")[0].value, found.of("g")[0].value

    assert at("90", "90") == (["met"], 90, "good")
    assert at("90", "89.999")[2] == "fair"
    assert at("90", "101")[0] == ["undetermined"]
    assert at("'?'", "90")[0] == ["undetermined"]
    approved = ", {type: approved, at: '2024-03-02'}"
    assert at("80", "80", approved)[1] == 82
    assert at("80", "80", approved * 4)[1] == 83


def test_a_score_says_its_lines_as_figures_with_the_entries_that_they_rest_on(cn: Calendar) -> None:
    p = pack("""
    - {id: inner, score: {name: part, parts: [{id: x, field: heard.points, weight: 100%}]}}
    - {id: s, score: {name: whole, parts: [{id: a, field: told.points, weight: 70%, max: 100}, {id: b, score: part, weight: 30%}],
       plus: [{id: more, count: approved, where: {field: this.flag, is: yes}, each: 2, cap: 3}]}}
    """)
    events = """[{id: t, type: told, at: '2024-03-01', points: 80}, {id: h, type: heard, at: '2024-03-01', points: 1/3},
      {id: y, type: approved, at: '2024-03-02', flag: yes}, {id: n, type: approved, at: '2024-03-02', flag: no}, {id: z, type: approved, at: '2024-03-03', flag: yes}]"""
    a, b, more = evaluate([p], log(events), DAY, cn).of("s")[0].scored
    assert (a.id, a.field, a.points, a.weight, a.worth, a.full, a.events) == (
        "a",
        "told.points",
        80,
        F(7, 10),
        56,
        100,
        ("t",),
    )
    assert (b.score, b.points, b.worth, b.events) == ("part", F(1, 3), F(1, 10), ())
    assert (more.weight, more.points, more.each, more.cap, more.worth, more.events) == (
        None,
        2,
        2,
        3,
        3,
        ("y", "z"),
    )
    lacking = evaluate([p], log("[{id: t, type: told, at: '2024-03-01', points: 101}]"), DAY, cn).of("s")[0]
    assert [(line.id, line.points, line.worth) for line in lacking.scored] == [
        ("a", None, None),
        ("b", None, None),
        ("more", 0, 0),
    ]
    assert lacking.scored[0].events == ("t",) and lacking.value is None


def test_a_standing_duty_shows_this_years_records_and_judges_nothing(cn: Calendar) -> None:
    p = pack("[{id: n, standing: {by: office, act: told, topic: check}}]", vocabulary=WITH_TOPIC)
    events = "[{id: a, type: told, at: '2023-03-01'}, {id: b, type: told, at: '2024-03-01'}, {id: c, type: told, at: '2024-04-01', case: other}]"
    plain = pack("[{id: n, standing: {by: office, act: told}}]")
    (found,) = evaluate([plain], log(events), DAY, cn).of("n")
    assert (found.status.value, found.because, found.value, found.due) == ("standing", ("b", "c"), 2, None)
    topics = log(
        "[{id: b, type: told, at: '2024-03-01', topic: check}, {id: c, type: told, at: '2024-04-01', topic: other}]"
    )
    assert evaluate([p], topics, DAY, cn).of("n")[0].because == ("b",)


def _with_topic() -> dict[str, object]:
    from norms.engine.small import LISTS, ROLES

    return {"roles": ROLES, "lists": LISTS}


WITH_TOPIC = _with_topic()


def test_a_figure_is_shown_and_never_judged(cn: Calendar) -> None:
    p = pack("[{id: n, define: {term: talks, value: {sum: {event: told, field: total}, span: year}}}]")
    (found,) = evaluate(
        [p],
        log("[{type: told, at: '2024-03-01', total: 3}, {type: told, at: '2023-03-01', total: 9}]"),
        DAY,
        cn,
    ).of("n")
    assert (found.status.value, found.value) == ("met", 3)
    (found,) = evaluate([p], log("[{type: told, at: '2024-03-01'}]"), DAY, cn).of("n")
    assert (found.status.value, found.missing[0].what) == ("undetermined", "told.total")
    assert found.because == ("e1",)


def test_a_figure_and_a_named_condition_name_the_records_they_rest_on(cn: Calendar) -> None:
    p = pack(
        """
- {id: n, define: {term: talks, value: {count: told, where: {field: this.total, at_least: 2}, span: year}}}
- {id: often, define: {term: often, that: {all: [{count: told, at_least: 2}, {not: {happened: heard}}]}}}
- {id: once, define: {term: once, that: {any: [{happened: told, where: {field: this.total, is: 3}}, {happened: heard}]}}}
"""
    )
    told = "{id: a, type: told, at: '2023-03-01', total: 9}, {id: b, type: told, at: '2024-03-01', total: 3}"
    found = evaluate([p], log(f"[{told}, {{id: c, type: told, at: '2024-03-02', total: 1}}]"), DAY, cn)
    assert [(f.norm, f.status.value, f.because) for f in found if f.kind == "define"] == [
        ("n", "met", ("b",)),
        ("often", "met", ("a", "b", "c")),
        ("once", "met", ("b",)),
    ]
    (found_often,) = evaluate([p], log(f"[{told}, {{id: h, type: heard, at: '2024-03-02'}}]"), DAY, cn).of(
        "often"
    )
    assert (found_often.status.value, found_often.because) == ("not_triggered", ())


# ---------------------------------------------------------------- drafts

GATES = """
- {id: order, require: {act: decided, after: heard}}
- {id: who, authority: {act: decided, by: committee}}
- {id: usual, force: should, require: {act: decided, has: paper}}
- {id: hope, force: aim, require: {act: decided, has: reasons}}
- {id: stay, per: subject, bar: {acts: promoted, from: decided, for: {years: 1}}}
- {id: owed, duty: {act: told, on: heard, within: {days: 5}}}
"""


def ask(case: Log, draft: dict[str, str], cn: Calendar, day: str = "2024-03-10") -> Allowed:
    return allowed(
        [pack(GATES)],
        case,
        event({"at": day, "subject": "甲", "id": "x", **draft}, 9),
        date.fromisoformat(day),
        cn,
    )


HEARD = "{type: heard, at: '2024-03-01', subject: 甲}"


def test_must_blocks_should_warns_and_an_aim_says_nothing(cn: Calendar) -> None:
    answer = ask(log("[]"), {"type": "decided", "by": "office"}, cn)
    assert (answer.ok, {f.norm for f in answer.blocks}, {f.norm for f in answer.warns}) == (
        "no",
        {"order", "who"},
        {"usual"},
    )
    answer = ask(log(f"[{HEARD}]"), {"type": "decided", "by": "committee"}, cn)
    assert (answer.ok, answer.blocks, {f.norm for f in answer.warns}) == ("yes", (), {"usual"})
    answer = ask(log(f"[{HEARD}]"), {"type": "decided"}, cn)
    assert (answer.ok, {f.norm for f in answer.blocks}) == ("unknown", {"who"})


def test_a_bar_blocks_and_says_until_when(cn: Calendar) -> None:
    case = log(f"[{HEARD}, {{type: decided, at: '2024-03-05', by: committee, subject: 甲, paper: p}}]")
    answer = ask(case, {"type": "promoted"}, cn)
    assert (answer.ok, answer.blocks[0].norm, answer.blocks[0].ends) == ("no", "stay", date(2025, 3, 4))
    assert ask(case, {"type": "promoted"}, cn, "2025-03-05").ok == "yes"
    assert ask(case, {"type": "promoted", "subject": "乙"}, cn).ok == "yes"


@pytest.mark.parametrize(("force", "ok"), [("must", "no"), ("should", "yes"), ("may", "yes"), ("aim", "yes")])
def test_only_must_blocks(force: str, ok: str, cn: Calendar) -> None:
    p = pack(
        f"[{{id: b, force: {force}, per: subject, bar: {{acts: promoted, from: decided, for: {{months: 2}}}}}}]"
    )
    case = log("[{type: decided, at: '2024-03-01', subject: 甲}]")
    draft = event({"type": "promoted", "at": "2024-03-05", "subject": "甲"}, 2)
    answer = allowed([p], case, draft, date(2024, 3, 5), cn)
    assert (answer.ok, bool(answer.warns)) == (ok, force == "should")


def test_several_drafts_over_one_log_answer_as_each_alone(cn: Calendar) -> None:
    """A draft that comes between two acts of its day leaves no trace in what the next one is told."""
    text = f"[{HEARD}, {{type: decided, at: '2024-03-05T15:00', by: committee, subject: 甲, paper: p}}]"
    case, packs, day = log(text), [pack(GATES)], date(2024, 3, 10)
    drafts = [
        event({"type": act, "at": at, "subject": who, "id": "x"}, 9)
        for at in ("2024-03-10", "2024-03-05T09:00", "2024-03-05T16:00", "2024-03-01")
        for act in ("promoted", "decided")
        for who in ("甲", "乙")
    ]
    asking = Asking(packs, case, day, cn)
    alone = [Asking(packs, case, day, cn).said(draft) for draft in drafts]
    assert [asking.said(draft) for draft in drafts] == alone
    assert [asking.said(draft) for draft in drafts[::-1]] == alone[::-1]
    ref = packs[0].ref
    for draft, whole in zip(drafts, alone, strict=True):
        assert asking.said(draft, (ref, "stay")) == [f for f in whole if f.norm == "stay"]
    assert asking.said(drafts[0], (ref, "no-such")) == []


def test_on_the_day_a_bar_ends_the_act_is_free_after_the_one_that_ended_it(cn: Calendar) -> None:
    p = pack("[{id: b, per: subject, bar: {acts: promoted, from: decided, until: ruled}}]")
    text = "[{type: decided, at: '2024-03-01', subject: 甲}%s]"
    draft = event({"type": "promoted", "at": "2024-03-05", "subject": "甲"}, 9)
    ended = log(text % ", {type: ruled, at: '2024-03-05', subject: 甲}")
    assert allowed([p], ended, draft, date(2024, 3, 5), cn).ok == "yes"
    assert allowed([p], log(text % ""), draft, date(2024, 3, 5), cn).ok == "no"


def test_a_duty_opens_its_act_and_never_blocks_one(cn: Calendar) -> None:
    answer = ask(log(f"[{HEARD}]"), {"type": "told"}, cn)
    assert (answer.ok, [f.norm for f in answer.opens]) == ("yes", ["owed"])
    late = ask(log(f"[{HEARD}]"), {"type": "told"}, cn, "2024-05-01")
    assert (late.ok, [f.norm for f in late.opens]) == ("yes", ["owed"])


def test_every_act_of_a_procedure_is_asked_without_its_content(cn: Calendar) -> None:
    answers = allowed_acts(
        [pack(GATES)],
        log(f"[{HEARD}]", procedure="case"),
        date(2024, 3, 10),
        cn,
        by=("committee",),
        subject=("甲",),
    )
    assert (answers["decided"].ok, answers["told"].ok, answers["promoted"].ok) == ("yes", "yes", "yes")
    answers = allowed_acts(
        [pack(GATES)], log("[]", procedure="case"), date(2024, 3, 10), cn, by=("office",), subject=("甲",)
    )
    assert {f.norm for f in answers["decided"].blocks} == {"order", "who"}
