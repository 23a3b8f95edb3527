"""The changes tried on a norm: each is one thing, and each kind of demand has its change."""

from __future__ import annotations

from fractions import Fraction

import pytest

from law.packs.small import SMALL, load, spoiled
from zeren.law.packs import form
from zeren.law.packs.form import Norm
from zeren.law.packs.mutations import Mutation, mutations
from zeren.law.packs.varying import NOBODY

ROLES = {"office", "leader"}


def of(name: str, text: str = SMALL) -> dict[str, Mutation]:
    norm = next(n for n in load(text).norms if n.id == name)
    return {m.what: m for m in mutations(norm, ROLES)}


def changed(found: Mutation) -> Norm:
    assert found.norm is not None
    return found.norm


@pytest.mark.parametrize(
    ("norm", "wanted"),
    [
        ("order", {"removed": "removal", "after noticed dropped": "order"}),
        (
            "report",
            {
                "removed": "removal", "within +1": "figure", "by leader replaced": "actor", "form dropped": "content",
                "if dropped": "condition", "if: at_least 2 +1": "figure",
            },
        ),
        (
            "quiet",
            {
                "removed": "removal", "acts held dropped": "content", "for +1": "figure", "where dropped": "content",
                "where: at_least middle → high": "figure",
            },
        ),
        ("who", {"removed": "removal", "by leader replaced": "actor"}),
        (
            "grounds",
            {
                "removed": "removal", "item g-1 removed": "content", "item g-2 removed": "content",
                "item g-2: open dropped": "content", "min +1": "figure",
            },
        ),
        ("total", {"removed": "removal", "part points: weight +1%": "figure"}),
        ("grade", {"removed": "removal", "band good +1/1000": "figure", "band good -1/1000": "figure"}),
        ("early", {"removed": "removal", "if dropped": "condition"}),
        ("serious", {"removed": "removal"}),
    ],
)  # fmt: skip
def test_the_changes_of_each_kind(norm: str, wanted: dict[str, str]) -> None:
    assert {what: m.category for what, m in of(norm).items()} == wanted


def test_a_change_leaves_everything_else_as_it_was() -> None:
    before = next(n for n in load().norms if n.id == "report")
    after = changed(of("report")["within +1"])
    assert isinstance(before.body, form.Duty) and isinstance(after.body, form.Duty)
    assert after.body.due == form.DueWithin(form.Period("days", 16))
    assert (after.body.act, after.body.by, after.if_, after.cite) == (
        before.body.act,
        before.body.by,
        before.if_,
        before.cite,
    )
    assert of("report")["removed"].norm is None


def test_a_role_is_replaced_by_nobody_also_inside_a_condition() -> None:
    text = spoiled(
        "authority: {act: held, by: leader}",
        "authority: {act: held, that: {any: [{field: this.by, includes: office}, {field: this.by, in: [leader, office]}]}}",
    )
    names = set(of("who", text))
    assert {"that: includes office replaced", "that: in leader replaced", "that: in office replaced"} <= names
    body = changed(of("who", text)["that: includes office replaced"]).body
    assert isinstance(body, form.Authority) and isinstance(body.that, form.AnyOf)
    first = body.that.parts[0]
    assert isinstance(first, form.Compare) and first.right == form.Const(NOBODY)


def test_figures_deep_in_conditions_change_one_at_a_time() -> None:
    condition = "{all: [{count: held, where: {field: this.persons, more_than: 3}, span: {months: 12}, at_least: 2}, {not: {lasting: subject.post, at_least: {years: 5}}}, {share: [held.persons], of: decided.points, at_least: 2/3}]}"
    found = of("early", spoiled("if: {happened: decided}", f"if: {condition}"))
    assert set(found) == {
        "removed", "if dropped", "if: at_least 2 +1", "if: span +1", "if: more_than 3 +1", "if: at_least +1", "if: at_least 2/3 +1",
    }  # fmt: skip
    parts = changed(found["if: at_least 2/3 +1"]).if_
    assert isinstance(parts, form.All) and isinstance(parts.parts[2], form.Compare)
    right = parts.parts[2].right
    assert isinstance(right, form.Const) and right.number == Fraction(2, 3) * Fraction(101, 100)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ('every: year, due: "12-31"', "due a day later"),
        ("every: year, window: 02-01/02-28", "window a day longer"),
        ("on: held, before: {days: 3, of: at}", "before +1"),
        ("on: [held, decided]", "on decided dropped"),
        ("on: held, count: 2", "count +1"),
        ("on: held, early: yes", "early dropped"),
        ("on: held, joint: yes", "joint dropped"),
        ("on: held, within: {days: 15}, roll: no", "roll turned round"),
        ("on: held, due: opener.at", "due dropped"),
        ("on: held, within: {rest_of: year}", "within +1"),
        ("when: {count: held, at_least: 3}", "when: at_least 3 +1"),
    ],
)
def test_every_way_to_open_and_to_be_due_has_its_change(written: str, what: str) -> None:
    text = SMALL.replace("    if: {field: this.persons, at_least: 2}\n", "")
    assert what in of("report", text.replace("on: held, within: {days: 15}", written))


def test_the_item_of_a_change_is_named() -> None:
    assert of("grounds")["item g-1 removed"].item == "g-1"
    assert of("grounds")["item g-2: open dropped"].item == "g-2"
    assert of("grounds")["min +1"].item is None


def test_conduct_that_must_not_happen_is_taken_out_word_by_word() -> None:
    text = spoiled(
        "bar: {acts: held, from: decided, for: {months: 1}, where: {field: this.grade, at_least: middle}}",
        "bar: {conduct: [leaking, shielding]}",
    )
    assert set(of("quiet", text)) == {"removed", "conduct leaking dropped", "conduct shielding dropped"}
