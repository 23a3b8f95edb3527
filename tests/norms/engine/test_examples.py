"""Every pack's own examples, run by the engine; and the runner itself must be able to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from zeren.law.packs.examples import load_tests
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.norms.calendar import Calendar
from zeren.norms.examples import run_tests

PACKS = Path(__file__).parents[3] / "packs"
LIBRARY = PackLibrary.load(PACKS)
WORKED = {"zy-2015-interviews": 38, "zy-2015-assessment": 19}


@pytest.mark.parametrize("pack", LIBRARY.packs, ids=lambda p: p.ref)
def test_each_example_of_each_pack_is_green(pack: Pack, cn: Calendar) -> None:
    failed = [
        f"{r.name} {r.place}\n  wanted {r.wanted}\n  found  {r.found}"
        for r in run_tests(LIBRARY.packs, pack, examples_of(pack), cn)
        if not r.passed
    ]
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("name", WORKED)
def test_the_two_worked_packs_have_at_least_their_first_examples(name: str) -> None:
    pack = LIBRARY.latest(name)
    assert pack is not None
    assert len(load_tests(Path(pack.file).with_suffix(".tests.yaml"), pack)) >= WORKED[name]


EVENTS = [{"id": "h", "type": "held", "at": "2016-03-09", "by": "discipline_secretary", "subject": "甲"}]
RIGHT = {"norm": "rectification-report-15d", "subject": "甲", "status": "pending", "due": "2016-03-24"}


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("status", "breached"),
        ("due", "2016-03-25"),
        ("nominal", "2016-03-23"),
        ("because", "x"),
        ("missing", "x"),
        ("note", "x"),
        ("value", "1"),
        ("cite", "11"),
        ("who", "office_head"),
        ("done", "2016-03-10"),
        ("times", "2"),
        ("subject", "乙"),
        ("key", "other"),
        ("pack", "other"),
        ("norm", "hold"),
    ],
)
def test_every_key_of_an_expectation_can_fail(key: str, wrong: str, cn: Calendar) -> None:
    pack = LIBRARY.latest("zy-2015-interviews")
    assert pack is not None
    base = {"name": "x", "as_of": "2016-03-24", "matter": {"kind": "admonition"}, "events": EVENTS}
    assert [r.passed for r in run_tests([pack], pack, [{**base, "expect": [RIGHT]}], cn)] == [True]
    results = run_tests([pack], pack, [{**base, "expect": [{**RIGHT, key: wrong}]}], cn)
    assert [r.passed for r in results] == [False]
    assert results[0].found


def test_a_wrong_answer_about_a_draft_or_a_bar_is_noticed(cn: Calendar) -> None:
    pack = LIBRARY.latest("zy-2015-assessment")
    assert pack is not None
    test = {
        "name": "x", "as_of": "2016-03-01", "facts": [{"of": "甲", "name": "target", "value": "cadre"}],
        "events": [{"id": "v", "type": "vetoed", "at": "2016-02-29", "subject": "甲"}],
        "bars": [
            {"subject": "甲", "act": "promoted", "on": "2017-02-28", "norms": []},
            {"subject": "甲", "act": "promoted", "on": "2017-03-01", "norms": "veto-effect-member"},
        ],
        "allowed": [{"act": {"type": "promoted", "subject": "甲"}, "ok": "yes"}],
    }  # fmt: skip
    assert [r.passed for r in run_tests([pack], pack, [test], cn)] == [False, False, False]


def test_a_test_that_cannot_be_run_fails_instead_of_raising(cn: Calendar) -> None:
    pack = LIBRARY.latest("zy-2015-interviews")
    assert pack is not None
    broken = {"name": "x", "as_of": "2016-02-30", "expect": [RIGHT]}
    (result,) = run_tests([pack], pack, [broken], cn)
    assert not result.passed
    assert "ValueError" in result.found
