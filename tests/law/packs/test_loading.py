"""What a pack compiles to: scalars keep their text until a key types them; one and list read alike."""

from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from law.packs.small import SMALL, load, problems, spoiled, written
from zeren.law.packs import form, load_pack, load_tests, load_vocabulary
from zeren.law.packs.form import Compare, Const, Duty, FieldValue, Force, Kind, Norm, Period, Status
from zeren.law.packs.form import Path as FieldPath
from zeren.law.packs.types import number

ROOT = Path(__file__).resolve().parents[3]
PACKS = ROOT / "packs"
FILES = sorted(path for path in PACKS.glob("*/*/*.yaml") if path.name[:2] in ("19", "20"))


def norm(name: str, text: str = SMALL) -> Norm:
    return next(n for n in load(text).norms if n.id == name)


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.name}" for p in FILES])
def test_every_pack_and_every_file_of_examples_here_loads(path: Path) -> None:
    if path.name.endswith(".tests.yaml"):
        pack = load_pack(path.with_name(path.name.replace(".tests.yaml", ".yaml")))
        assert load_tests(path, pack)
    else:
        pack = load_pack(path)
        assert path.parts[-3:] == (pack.level, pack.id, f"{pack.version}.yaml")
        assert pack.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_head_is_typed_and_the_digest_is_of_the_bytes() -> None:
    pack = load(
        spoiled(
            "level: city", 'level: city\nvalid_to: "2021-12-31"\nsupersedes: old@2010-01-01\nimplements: high'
        )
    )
    assert (pack.ref, pack.version, pack.valid_to) == (
        "small@2020-01-01",
        date(2020, 1, 1),
        date(2021, 12, 31),
    )
    assert (pack.supersedes, pack.implements) == (("old@2010-01-01",), ("high",))
    assert load().digest == hashlib.sha256(SMALL.encode()).hexdigest()


def test_scalars_stay_text_until_a_key_types_them() -> None:
    text = spoiled("title: 小规定", "title: yes\nnumber: 20.10\nnote: 2015-12-23")
    pack = load(
        text.replace(
            '"3.1.1": {label: 第一项', '"3.10": {label: no, status: principle}\n  "3.1.1": {label: 第一项'
        )
    )
    assert (pack.title, pack.number, pack.note) == ("yes", "20.10", "2015-12-23")
    assert pack.provisions["3.10"].label == "no"
    assert pack.provisions["3.1"].at == "3.1"
    assert pack.provisions["3.10"].status is Status.PRINCIPLE


def test_a_duty() -> None:
    found = norm("report")
    assert found.kind is Kind.DUTY and found.force is Force.MUST and found.per == "subject"
    assert found.line == 32
    assert found.if_ == Compare(
        FieldValue(FieldPath("this", "persons")), "at_least", Const("2", Fraction(2)), 35
    )
    assert found.body == Duty(
        form.Acts(("reported",)),
        form.OpenOn(("held",)),
        form.DueWithin(Period("days", 15)),
        by=("leader",),
        form="written",
    )


@pytest.mark.parametrize(
    ("written", "opener", "due"),
    [
        ('every: year, due: "01-31"', form.OpenEvery(span="year"), form.DueDay(month_day=(1, 31))),
        ("every: {term: subject.term}", form.OpenEvery(term_fact="subject.term"), None),
        (
            "every: {from: noticed, until: decided}",
            form.OpenEvery(from_event="noticed", until_event="decided"),
            None,
        ),
        ("once: opened, within: {rest_of: month}", form.OpenOnce(None), form.DueWithin(form.RestOf("month"))),
        (
            'once: "2020-05-01", due: "2020-06-01"',
            form.OpenOnce(date(2020, 5, 1)),
            form.DueDay(day=date(2020, 6, 1)),
        ),
        (
            "expired: quiet, within: {hours: 48}",
            form.OpenExpired("quiet"),
            form.DueWithin(Period("hours", 48)),
        ),
        (
            "every: quarter, window: 03-01/03-31",
            form.OpenEvery(span="quarter"),
            form.DueWindow((3, 1), (3, 31)),
        ),
        (
            "every: year, window: param.talk_window",
            form.OpenEvery(span="year"),
            form.DueWindow(path=FieldPath("param", "talk_window")),
        ),
        ("on: [held, noticed], due: opener.planned", form.OpenOn(("held", "noticed")), "path"),
        (
            "on: held, before: {days: 3, of: planned}",
            form.OpenOn(("held",)),
            form.DueBefore(Period("days", 3), "planned"),
        ),
    ],
)
def test_openers_and_due_days(written: str, opener: form.Opener, due: form.Due | str | None) -> None:
    text = SMALL.replace("    if: {field: this.persons, at_least: 2}\n", "")
    text = text.replace(
        "persons: {type: integer", 'planned: {type: date, cite: "2"}, persons: {type: integer'
    )
    body = norm("report", text.replace("on: held, within: {days: 15}", written)).body
    assert isinstance(body, Duty)
    assert body.opener == opener
    assert body.due == (form.DueDay(path=FieldPath("opener", "planned")) if due == "path" else due)


def test_one_and_a_list_of_one_read_alike() -> None:
    one = norm("who")
    assert (
        norm(
            "who",
            spoiled(
                '{id: who, cite: "2", authority: {act: held, by: leader}}',
                '{id: who, cite: ["2"], authority: {act: [held], by: [leader]}}',
            ),
        )
        == one
    )


@pytest.mark.parametrize(
    ("written", "acts"),
    [
        ("noticed", form.Acts(("noticed",))),
        ("[noticed, decided]", form.Acts(("noticed", "decided"), "all")),
        ("{any: [noticed, decided]}", form.Acts(("noticed", "decided"), "any")),
        ("{all: [noticed, decided]}", form.Acts(("noticed", "decided"), "all")),
    ],
)
def test_a_plain_list_after_means_all_of_them(written: str, acts: form.Acts) -> None:
    body = norm("order", spoiled("after: noticed", f"after: {written}")).body
    assert isinstance(body, form.Require)
    assert body.after == acts


def test_a_plain_list_of_acts_that_discharge_means_any_of_them() -> None:
    body = norm(
        "report", spoiled("act: reported", "act: [reported, decided]").replace("form: written, ", "")
    ).body
    assert isinstance(body, Duty)
    assert body.act == form.Acts(("reported", "decided"), "any")


def test_words_compare_by_the_order_of_the_fields_own_list() -> None:
    body = norm("quiet").body
    assert isinstance(body, form.Bar) and isinstance(body.where, Compare)
    assert body.where.order == ("low", "middle", "high")


def test_a_word_of_an_undeclared_field_compares_by_the_one_ordered_list_that_holds_it() -> None:
    found = norm("early", spoiled("if: {happened: decided}", "if: {field: subject.rank, at_least: middle}"))
    assert isinstance(found.if_, Compare)
    assert found.if_.order == ("low", "middle", "high")


def test_a_word_in_two_ordered_lists_needs_the_fields_list() -> None:
    text = spoiled("colours: {items", "other: {ordered: yes, items: [middle, top]}\n    colours: {items")
    (problem,) = problems(
        text.replace("if: {happened: decided}", "if: {field: subject.rank, at_least: middle}")
    )
    assert (problem.code, problem.allowed) == ("several_orders", ("grades", "other"))


def test_grades_compare_by_their_bands_lowest_first() -> None:
    found = norm("early", spoiled("if: {happened: decided}", "if: {grade: grade, at_least: good}"))
    assert isinstance(found.if_, Compare)
    assert found.if_.order == ("poor", "good")


def test_the_right_side_may_be_a_path_a_period_or_several() -> None:
    def right(condition: str) -> form.Right:
        found = norm("early", spoiled("if: {happened: decided}", f"if: {condition}")).if_
        assert isinstance(found, Compare)
        return found.right

    assert right("{field: held.at, before: decided.at}") == FieldPath("decided", "at")
    assert right("{lasting: subject.post, at_least: {months: 6}}") == Period("months", 6)
    assert right("{field: held.grade, in: [low, high]}") == (Const("low"), Const("high"))
    assert right("{share: [held.persons], of: decided.points, at_least: 2/3}") == Const("2/3", Fraction(2, 3))
    assert right("{count: held, span: {since: noticed}, at_most: 0}") == Const("0", Fraction(0))


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", Fraction(5)), ("0.40", Fraction(2, 5)), ("2/3", Fraction(2, 3)), ("30%", Fraction(3, 10)), ("1/0", None),
     ("-1", None), ("1e3", None), ("五", None)],
)  # fmt: skip
def test_numbers_are_exact(text: str, value: Fraction | None) -> None:
    assert number(text) == value


def test_a_norm_takes_the_packs_way_of_choosing_the_version_unless_it_says_its_own() -> None:
    pack = load(
        spoiled("level: city", "level: city\njudged_by: facts").replace(
            "- {id: who,", "- {id: who, judged_by: act,"
        )
    )
    assert {n.id: n.judged_by for n in pack.norms if n.id in ("who", "order")} == {
        "who": "act",
        "order": "facts",
    }


def test_an_instance_for_each_holder() -> None:
    found = norm(
        "order", spoiled('- {id: order, cite: "2",', '- {id: order, cite: "2", per: {each: unit.in_charge},')
    )
    assert found.per == FieldPath("unit", "in_charge")


def test_events_of_child_and_parent_and_built_in_ones_are_known() -> None:
    assert (
        problems(spoiled("if: {happened: decided}", "if: {count: child.accountability.decided, at_least: 1}"))
        == ()
    )
    assert (
        problems(spoiled("if: {happened: decided}", "if: {field: parent.decided.measure, is: circular}"))
        == ()
    )
    assert problems(spoiled("if: {happened: decided}", "if: {happened: conduct_found}")) == ()


def test_an_act_that_a_duty_sends_to_somebody_may_carry_to() -> None:
    text = spoiled("form: written, on: held", "to: office, with: {field: this.to, is: office}, on: held")
    assert problems(text) == ()
    assert problems(text.replace("to: office, with", "with"))[0].found == "this.to"


def test_labels_of_a_list_stand_with_its_items_or_beside_them() -> None:
    for items in (
        "{red: 红, green: 绿}",
        "[{red: 红}, {green: 绿}]",
        "[red, green], labels: {red: 红, green: 绿}",
    ):
        found = load(spoiled("colours: {items: [red, green]", f"colours: {{items: {items}")).vocabulary.lists[
            "colours"
        ]
        assert (found.items, dict(found.labels)) == (("red", "green"), {"red": "红", "green": "绿"})


def test_the_shared_words_are_those_of_the_nearest_folder_above_and_a_packs_own_go_first(
    tmp_path: Path,
) -> None:
    written(
        tmp_path,
        "roles: {office: 别的办公室, secretary: 书记}\n"
        "facts: {subject: {rank: 职级}}\n"
        "fields: {persons: 人数}\n"
        "events: [promoted, {id: awarded, label: 评先}]\n",
        "vocabulary.yaml",
    )
    (tmp_path / "city" / "small").mkdir(parents=True)
    text = spoiled("by: leader, form", "by: [leader, secretary], form").replace(
        "bar: {acts: held", "bar: {acts: [held, promoted]"
    )
    pack = load_pack(written(tmp_path / "city" / "small", text, "2020-01-01.yaml"))
    assert pack.vocabulary.roles["office"].label == "办公室"
    assert pack.vocabulary.roles["leader"].above == ("office",)
    assert pack.vocabulary.events["awarded"].label == "评先"
    assert pack.vocabulary.events["promoted"].label == "promoted"
    assert dict(pack.vocabulary.fields) == {"persons": "人数"}


def test_the_shared_vocabulary_of_this_checkout_loads() -> None:
    words = load_vocabulary(PACKS / "vocabulary.yaml")
    assert words.roles["subject"].label
    assert {"promoted", "post_given", "awarded", "rated_excellent", "decided", "activity"} <= set(
        words.events
    )


def test_examples_keep_their_text_follow_anchors_and_merge_keys(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "- name: 一\n  as_of: '2020-02-01'\n"
        "  events: &all\n  - &held {id: h, type: held, at: '2020-01-03', persons: 2, by: [leader, 甲]}\n"
        "  expect: [{norm: order, status: breached, only: yes}]\n"
        "- name: 二\n  as_of: '2020-02-01'\n  events: *all\n"
        "  expect: [{norm: order, status: breached, due: none}]\n"
        "- name: 三\n  as_of: '2020-02-01'\n  events: [{<<: *held, id: k, persons: 3}]\n"
        "  bars: [{subject: 甲, act: held, on: '2020-01-03', norms: []}]\n",
        "small.tests.yaml",
    )
    one, two, three = load_tests(path, load())
    assert one["events"] == two["events"]
    assert one["expect"] == ({"norm": "order", "status": "breached", "only": "yes"},)
    assert three["events"][0] == {
        "id": "k", "persons": "3", "type": "held", "at": "2020-01-03", "by": ("leader", "甲"),
    }  # fmt: skip
    assert three["bars"][0]["norms"] == ()
    assert [example["line"] for example in (one, two, three)] == [1, 6, 10]


def test_examples_run_with_other_packs_are_not_held_against_this_one(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "- name: 一\n  packs: [other]\n  as_of: '2020-02-01'\n  events: [{type: elsewhere, at: '2020-01-03', x: 1}]\n"
        "  expect: [{norm: of-the-other, status: met}]\n",
        "small.tests.yaml",
    )
    assert len(load_tests(path, load())) == 1
