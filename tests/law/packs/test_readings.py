"""Named readings: one option is used, another can be switched to; the finding says which, the digest tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from law.packs.small import SMALL, load, problems, written
from zeren.law.packs import PackErrors, load_pack, load_tests
from zeren.law.packs.form import DueWithin, Duty, Norm, Pack, Period
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.law.packs.readings import choices, load_switches, switched
from zeren.norms.calendar import Calendar
from zeren.norms.counting import Interval
from zeren.norms.examples import run_tests
from zeren.norms.single import single

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
    assert [(n.id, n.option) for n in pack.alternatives] == [("report", (("report-time", "long"),))]


def test_switching_changes_the_norm_its_sentence_and_the_digest() -> None:
    pack = load(OPEN)
    other = switched(pack, {"report-time": "long"})
    assert period(other) == Period("days", 30)
    assert next(n for n in other.norms if n.id == "report").reading == (
        "报告期限：三十日（由使用机关选定，未选定的取：十五日）"
    )
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


# ---------------------------------------------------------------- readings in a file beside the pack

BESIDE = """\
"2020-01-01":
  readings:
    report-time:
      label: 报告期限
      cite: "2"
      options: {short: 十五日, long: 三十日}
      use: short
      norms: report
      shows: order
  norms:
  - {id: report, cite: "2", per: subject, option: {report-time: long}, duty: {act: reported, by: leader, on: held, within: {days: 30}}}
  tests:
  - name: 改用三十日
    readings: {report-time: long}
    as_of: "2024-03-06"
    events: [{id: h, type: held, at: "2024-03-05", by: leader, subject: 甲, persons: 2}]
    expect: [{norm: report, status: pending, nominal: "2024-04-04"}]
"""


def beside(tmp_path: Path, text: str = BESIDE) -> Pack:
    place = tmp_path / "city" / "small"
    place.mkdir(parents=True, exist_ok=True)
    written(place, text, "alternatives.yaml")
    return load_pack(written(place, SMALL, "2020-01-01.yaml"))


def test_unswitched_a_pack_with_readings_beside_it_is_the_pack_as_written(tmp_path: Path) -> None:
    """Another engine reads the pack's own file alone: it must find the same norms."""
    pack = beside(tmp_path)
    alone = load(SMALL)
    assert pack.digest == alone.digest
    bare = [replace(n, reading=None, option=()) for n in pack.norms]
    assert bare == [replace(n, reading=None) for n in alone.norms]
    assert period(pack) == Period("days", 15)
    assert choices(pack) == {}


def test_readings_beside_the_pack_are_switched_and_their_text_counts_in_the_digest(tmp_path: Path) -> None:
    pack = switched(beside(tmp_path), {"report-time": "long"})
    assert period(pack) == Period("days", 30)
    assert choices(pack) == {"report-time": "long"}
    other = switched(beside(tmp_path, BESIDE.replace("days: 30", "days: 40")), {"report-time": "long"})
    assert len({pack.digest, other.digest, load(SMALL).digest}) == 3
    back = switched(pack, {"report-time": "short"})
    assert (back.digest, back.norms) == (beside(tmp_path).digest, beside(tmp_path).norms)


def test_the_finding_says_the_option_and_that_it_is_the_organs_choice(tmp_path: Path) -> None:
    said = {n.id: n.reading for n in beside(tmp_path).norms}
    assert said["report"] == said["order"] == "报告期限：十五日"
    said = {n.id: n.reading for n in switched(beside(tmp_path), {"report-time": "long"}).norms}
    assert said["report"] == said["order"] == "报告期限：三十日（由使用机关选定，未选定的取：十五日）"


def test_the_examples_beside_the_pack_run_with_its_own(tmp_path: Path) -> None:
    pack = beside(tmp_path)
    (example,) = examples_of(pack)
    assert [result.passed for result in run_tests([pack], pack, [example], Calendar())] == [True]


def test_another_version_takes_nothing_from_it(tmp_path: Path) -> None:
    assert beside(tmp_path, BESIDE.replace('"2020-01-01":', '"2021-01-01":')).readings == {}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("norms: report\n", "norms: reprt\n", "unknown_norm", 4),
        ("shows: order", "shows: oder", "unknown_norm", 4),
        ("norms: report\n", "norms: order\n", "duplicate_norm", 11),
        ("option: {report-time: long}", "option: {report-time: short}", "needs_other_option", 11),
        ("option: {report-time: long}, ", "", "needs_other_option", 11),
        ("within: {days: 30}", "within: {moons: 1}", "unknown_key", 11),
        ("use: short", "use: shrt", "unknown_option", 7),
    ],
)
def test_what_is_wrong_beside_the_pack_is_told_with_that_file_and_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    assert BESIDE.count(old) == 1
    with pytest.raises(PackErrors) as caught:
        beside(tmp_path, BESIDE.replace(old, new))
    (problem,) = caught.value.problems
    assert (problem.code, Path(problem.file).name, problem.line) == (code, "alternatives.yaml", line)


def test_two_readings_of_one_norm_must_be_told_apart_together(tmp_path: Path) -> None:
    """Each switched by itself is clear; both together would leave two norms of one id."""
    second = """\
    report-form:
      label: 报告形式
      cite: "2"
      options: {free: 不拘, plain: 从简}
      use: free
      norms: report
  norms:
  - {id: report, cite: "2", option: {report-form: plain}, duty: {act: reported, by: leader, on: held}}
"""
    with pytest.raises(PackErrors) as caught:
        beside(tmp_path, BESIDE.replace("  norms:\n", second, 1))
    assert {p.code for p in caught.value.problems} == {"duplicate_norm"}
    both = BESIDE.replace(
        "  norms:\n", second.replace("{report-form: plain}", "{report-form: plain, report-time: short}"), 1
    )
    both = both.replace("option: {report-time: long}", "option: {report-time: long, report-form: free}")
    assert len(beside(tmp_path, both).alternatives) == 2


def test_a_restriction_whose_first_day_is_not_counted_holds_on_the_anniversary() -> None:
    pack = PackLibrary.load(Path(__file__).parents[3] / "packs").latest("zy-2015-responsibility-pursuit")
    assert pack is not None
    found = {p.digest: single(p, norm_of(p, "transfer-one-year"), date(2016, 4, 1), Calendar()).reckoning
             for p in (pack, switched(pack, {"first-day": "excluded"}))}  # fmt: skip
    assert [f.last for f in found.values() if isinstance(f, Interval)] == [
        date(2017, 3, 31),
        date(2017, 4, 1),
    ]


def norm_of(pack: Pack, name: str) -> Norm:
    return next(n for n in pack.norms if n.id == name)
