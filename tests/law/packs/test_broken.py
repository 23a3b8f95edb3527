"""A pack that is wrong is refused with file, line, norm, key, what stands there and what may: in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from law.packs.small import FILE, SMALL, load, problems, spoiled, written
from zeren.law.packs import PackErrors, load_pack, load_pack_text, load_tests, load_vocabulary
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.messages import MESSAGES

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "broken.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_each_broken_pack_gives_exactly_its_problems(case: dict[str, Any]) -> None:
    found = problems(spoiled(case["old"], case["new"]))
    said = [{"line": p.line, "norm": p.norm, "key": p.key, "zh": p.zh, "en": p.en} for p in found]
    assert said == case["problems"]
    assert {p.file for p in found} == {FILE}


def test_the_pack_they_are_made_from_is_right() -> None:
    assert problems(SMALL) == ()
    assert len(CASES) >= 40


def test_all_problems_of_a_file_are_told_at_once_in_the_order_of_lines() -> None:
    text = spoiled("level: city", "level: town").replace("after: noticed", "after: noticd")
    with pytest.raises(PackErrors) as caught:
        load(text.replace("at_least: 2}", "at_least: two}"))
    assert [p.line for p in caught.value.problems] == [5, 31, 35]
    assert (
        str(caught.value)
        .splitlines()[1]
        .startswith("small.yaml:31 [order]: the event 'noticd' is not declared")
    )


def test_a_problem_names_its_place_for_people_and_for_programs() -> None:
    (problem,) = problems(spoiled("after: noticed", "after: noticd"))
    assert problem.where == "small.yaml:31 [order]"
    data = problem.as_data()
    assert (data["code"], data["found"], data["suggestion"]) == ("unknown_event", "noticd", "noticed")
    assert {"held", "noticed"} <= set(data["allowed"])  # type: ignore[call-overload]


def test_one_slip_in_a_declaration_does_not_cause_a_cascade() -> None:
    text = spoiled(
        '{id: held, label: 谈话, cite: "2", record: {grade',
        '{id: held, lable: 谈话, cite: "2", record: {grade',
    )
    assert [(p.line, p.key) for p in problems(text)] == [
        (27, "procedures.talk.steps.lable"),
        (27, "procedures.talk.steps"),
    ]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "empty_file", 0),
        (b"# only a remark\n", "empty_file", 0),
        (b"pack: a\ntitle: \xff\xfe\n", "not_utf8", 2),
        (b"pack: a\n\tversion: b\n", "not_yaml", 2),
        (b"pack: &a [*a]\n", "endless_alias", 1),
        (b"pack: a\n---\npack: b\n", "not_yaml", 2),
        (b"- a\n- b\n", "not_mapping", 1),
        (b"pack\n", "not_mapping", 1),
    ],
)
def test_a_file_that_is_no_pack(data: bytes, code: str, line: int) -> None:
    with pytest.raises(PackErrors) as caught:
        load_pack_text(data, FILE, Vocabulary())
    assert [(p.code, p.line) for p in caught.value.problems] == [(code, line)]


def test_a_key_that_is_no_text_is_refused_like_an_unknown_one() -> None:
    assert (1, "unknown_key") in [(p.line, p.code) for p in problems("? " + SMALL)]
    assert (1, "unknown_key") in [(p.line, p.code) for p in problems("? [pack]\n: small\n" + SMALL)]


def test_aliases_that_blow_up_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 8)]
    with pytest.raises(PackErrors) as caught:
        load("\n".join(lines))
    assert caught.value.problems[0].code == "endless_alias"


def test_a_file_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_pack(tmp_path / "none.yaml")


def test_a_broken_vocabulary_is_named_as_such(tmp_path: Path) -> None:
    path = written(tmp_path, "roles: {a: {lable: 甲}}\nevents: [{id: e, by: b}]\n", "vocabulary.yaml")
    with pytest.raises(PackErrors) as caught:
        load_vocabulary(path)
    assert [(p.line, p.code, p.suggestion) for p in caught.value.problems] == [
        (1, "unknown_key", "label"),
        (1, "missing_key", None),
        (2, "unknown_role", None),
    ]


def test_every_message_is_in_both_languages_and_names_its_place() -> None:
    for code, (zh, en) in MESSAGES.items():
        assert zh != en and zh.strip() and en.strip(), code
        assert zh.count("{") == en.count("{"), code


# ---------------------------------------------------------------- examples

EXAMPLE = """\
- name: 先通知后谈话
  cite: "2"
  as_of: "2020-02-01"
  events:
  - {id: n, type: noticed, at: "2020-01-02"}
  - {id: h, type: held, at: "2020-01-03", persons: 2}
  expect: [{norm: order, status: met}]
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "code", "suggestion"),
    [
        ("type: held", "type: hled", 6, "unknown_event", "held"),
        ("persons: 2", "person: 2", 6, "unknown_test_key", "persons"),
        ("norm: order", "norm: oder", 7, "unknown_norm", "order"),
        ("status: met", "status: done", 7, "not_a_word", None),
        ("2020-01-02", "2020-01-32", 5, "not_instant", None),
        ("id: h,", "id: n,", 6, "duplicate_event_id", None),
        ('cite: "2"', 'cite: "9"', 2, "unknown_provision", None),
        ("  expect: [{norm: order, status: met}]\n", "", 1, "missing_one_of", None),
        ("as_of", "as_off", 3, "unknown_key", "as_of"),
    ],
)
def test_a_broken_example(
    tmp_path: Path, old: str, new: str, line: int, code: str, suggestion: str | None
) -> None:
    assert EXAMPLE.count(old) == 1
    path = written(tmp_path, EXAMPLE.replace(old, new), "small.tests.yaml")
    with pytest.raises(PackErrors) as caught:
        load_tests(path, load())
    assert (line, code, suggestion) in [(p.line, p.code, p.suggestion) for p in caught.value.problems]
    assert caught.value.problems[0].norm == "先通知后谈话"


def test_two_examples_of_one_name_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, EXAMPLE + EXAMPLE, "small.tests.yaml")
    with pytest.raises(PackErrors) as caught:
        load_tests(path, load())
    assert [(p.line, p.code) for p in caught.value.problems] == [(8, "duplicate_test")]
