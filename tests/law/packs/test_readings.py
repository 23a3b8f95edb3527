"""Named readings: one option is used, another can be switched to; the finding says which, the digest tells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from law.packs.small import SMALL, load, problems, written
from zeren.law.packs import PackErrors, load_tests
from zeren.law.packs.form import DueWithin, Duty, Pack, Period
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.readings import load_switches, switched
from zeren.norms.calendar import Calendar
from zeren.norms.examples import run_tests

OPEN = SMALL.replace(
    "vocabulary:\n",
    'readings:\n  report-time:\n    label: 报告期限\n    cite: "2"\n'
    "    options: {short: 十五日, long: 三十日}\n    use: short\nvocabulary:\n",
    1,
).replace(
    "  - id: report\n",
    '  - {id: report, cite: "2", per: subject, option: {report-time: long}, duty: {act: reported, by: leader, '
    "on: held, within: {days: 30}}}\n  - id: report\n    option: {report-time: short}\n",
)


def period(pack: Pack) -> Period:
    (norm,) = [n for n in pack.norms if n.id == "report"]
    assert isinstance(norm.body, Duty) and isinstance(norm.body.due, DueWithin)
    assert isinstance(norm.body.due.period, Period)
    return norm.body.due.period


def test_the_norm_of_the_option_in_use_holds_and_the_other_stands_aside() -> None:
    pack = load(OPEN)
    assert period(pack) == Period("days", 15)
    assert [(n.id, n.option) for n in pack.alternatives] == [("report", ("report-time", "long"))]


def test_switching_changes_the_norm_its_sentence_and_the_digest() -> None:
    pack = load(OPEN)
    other = switched(pack, {"report-time": "long"})
    assert period(other) == Period("days", 30)
    assert next(n for n in other.norms if n.id == "report").reading == "报告期限：三十日"
    assert other.readings["report-time"].use == "long"
    assert other.digest != pack.digest
    assert other.digest == switched(pack, {"report-time": "long"}).digest


def test_switching_to_what_is_used_changes_nothing_and_back_gives_the_same_norms() -> None:
    pack = load(OPEN)
    assert switched(pack, {"report-time": "short"}) is pack
    again = switched(switched(pack, {"report-time": "long"}), {"report-time": "short"})
    assert again.norms == pack.norms
    assert [n.id for n in again.norms] == [n.id for n in load().norms]


@pytest.mark.parametrize(
    ("options", "code", "suggestion"),
    [
        ({"report-tim": "long"}, "unknown_reading", "report-time"),
        ({"report-time": "lng"}, "unknown_option", "long"),
    ],
)
def test_switching_what_is_not_there_is_refused(options: dict[str, str], code: str, suggestion: str) -> None:
    with pytest.raises(PackErrors) as caught:
        switched(load(OPEN), options)
    assert [(p.code, p.suggestion) for p in caught.value.problems] == [(code, suggestion)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("use: short", "use: shrt", "unknown_option"),
        ("option: {report-time: short}", "option: {report-tim: short}", "unknown_reading"),
        ("option: {report-time: short}", "option: {report-time: brief}", "unknown_option"),
        ("option: {report-time: long}", "option: {report-time: short}", "duplicate_norm"),
        ("    option: {report-time: short}\n", "", "duplicate_norm"),
    ],
)
def test_a_reading_that_does_not_fit_is_refused(old: str, new: str, code: str) -> None:
    assert OPEN.count(old) == 1
    assert {p.code for p in problems(OPEN.replace(old, new))} == {code}


def test_a_reading_that_changes_nothing_is_refused() -> None:
    text = OPEN.replace("option: {report-time: long}, ", "").replace("    option: {report-time: short}\n", "")
    assert "reading_unused" in {p.code for p in problems(text)}


EXAMPLES = """\
- name: 十五日
  as_of: "2024-03-06"
  events: [{id: h, type: held, at: "2024-03-05", by: leader, subject: 甲, persons: 2}]
  expect: [{norm: report, status: pending, nominal: "2024-03-20"}]
- name: 改用三十日
  readings: {report-time: long}
  as_of: "2024-03-06"
  events: [{id: h, type: held, at: "2024-03-05", by: leader, subject: 甲, persons: 2}]
  expect: [{norm: report, status: pending, nominal: "2024-04-04"}]
"""


def test_an_example_tries_the_other_option(tmp_path: Path) -> None:
    pack = load(OPEN)
    tests = load_tests(written(tmp_path, EXAMPLES, "small.tests.yaml"), pack)
    assert [result.passed for result in run_tests([pack], pack, tests, Calendar())] == [True, True]
    broken = written(
        tmp_path, EXAMPLES.replace("report-time: long", "report-time: lang"), "broken.tests.yaml"
    )
    with pytest.raises(PackErrors) as caught:
        load_tests(broken, pack)
    assert [(p.line, p.suggestion) for p in caught.value.problems] == [(6, "long")]


def test_a_library_is_loaded_with_the_switches_of_an_installation(tmp_path: Path) -> None:
    place = tmp_path / "city" / "small"
    place.mkdir(parents=True)
    written(place, OPEN, "2020-01-01.yaml")
    switches = load_switches(written(tmp_path, "small: {report-time: long}\n", "readings.yaml"))
    found = PackLibrary.load(tmp_path, switches).on("small", date(2024, 1, 1))
    assert found is not None and period(found) == Period("days", 30)
    assert PackLibrary.load(tmp_path).digest != PackLibrary.load(tmp_path, switches).digest
    with pytest.raises(PackErrors):
        PackLibrary.load(tmp_path, {"small": {"report-time": "never"}})


def test_no_file_of_switches_is_no_switch_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    assert load_switches(tmp_path / "none.yaml") == {}
    assert load_switches(written(tmp_path, "", "empty.yaml")) == {}
    with pytest.raises(PackErrors):
        load_switches(written(tmp_path, "small: [long]\n", "readings.yaml"))
