"""Case files: read as written, refused with line, key and what was expected."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from zeren.law.packs.library import PackLibrary
from zeren.law.packs.problems import PackErrors
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate

LIBRARY = PackLibrary.load(Path(__file__).parents[3] / "packs")
GOOD = """\
id: 约2016-3
packs: zy-2015-interviews
procedure: interview
opened: "2016-03-01"
subjects: 甲
matter: {kind: admonition, personal: yes}
facts:
- {of: 甲, name: post_class, value: principal, from: "2015-01-01", source: 任职登记}
events:
- {id: h, type: held, at: "2016-03-09", recorded: "2016-03-10T09:00", by: discipline_secretary, subject: 甲, persons: 2}
- {type: rectification_reported, at: "2016-03-24", subject: 甲, form: written}
"""


def refused(text: str) -> list[tuple[int, str, str]]:
    with pytest.raises(PackErrors) as caught:
        read_case(text.encode(), "case.yaml", LIBRARY.packs)
    for problem in caught.value.problems:
        assert problem.zh
        assert problem.en
    return [(p.line, p.key, p.code) for p in caught.value.problems]


def test_a_case_gives_its_log_and_its_packs(cn: Calendar) -> None:
    case = read_case(GOOD.encode(), "case.yaml", LIBRARY.packs)
    assert [p.id for p in case.packs] == ["zy-2015-interviews"]
    log = case.log
    assert (log.id, log.procedure, log.opened, log.subjects) == (
        "约2016-3",
        "interview",
        date(2016, 3, 1),
        ("甲",),
    )
    assert [(e.id, e.seq) for e in log.events] == [("h", 1), ("e2", 2)]
    (found,) = evaluate(case.packs, log, date(2016, 5, 1), cn).of("rectification-report-15d")
    assert (found.status.value, found.because) == ("met", ("h", "e2"))


def test_yaml_and_json_give_the_same(cn: Calendar) -> None:
    from norms.engine.small import parse

    as_json = json.dumps(parse(GOOD), ensure_ascii=False)
    one = read_case(GOOD.encode(), "case.yaml", LIBRARY.packs)
    two = read_case(as_json.encode(), "case.json", LIBRARY.packs)
    assert one.log == two.log


def test_every_version_of_a_named_pack_is_held_against_and_a_version_can_be_named() -> None:
    both = read_case(b"packs: [cn-2019-accountability]\n", "c.yaml", LIBRARY.packs)
    assert [p.ref for p in both.packs] == [
        "cn-2019-accountability@2016-07-08",
        "cn-2019-accountability@2019-09-01",
    ]
    one = read_case(b'packs: ["cn-2019-accountability@2019-09-01"]\n', "c.yaml", LIBRARY.packs)
    assert [p.ref for p in one.packs] == ["cn-2019-accountability@2019-09-01"]


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("packs: zy-2015-interviews", "packs: zy-2015-interview", (2, "packs", "unknown_other")),
        ("packs: zy-2015-interviews\n", "", (1, "", "missing_key")),
        ("procedure: interview", "procedure: interviews", (3, "procedure", "unknown_procedure")),
        ('opened: "2016-03-01"', 'opened: "2016-02-30"', (4, "opened", "not_day")),
        ("subjects: 甲", "subject: 甲", (5, "subject", "unknown_key")),
        ("kind: admonition", "kinds: admonition", (6, "matter.kinds", "unknown_fact")),
        ("kind: admonition", "kind: admonishing", (6, "matter.kind", "not_a_value_of")),
        ("name: post_class", "name: postclass", (8, "facts", "unknown_fact")),
        ("value: principal", "value: boss", (8, "facts.value", "not_a_value_of")),
        ('from: "2015-01-01"', 'from: "2015-01-01", to: "2014-01-01"', (8, "facts", "ends_before")),
        ("type: held", "type: helt", (10, "events.type", "unknown_event")),
        ("persons: 2", "person: 2", (10, "events.person", "unknown_test_key")),
        ("persons: 2", "persons: two", (10, "events.persons", "not_number")),
        ("persons: 2", "persons: 2.5", (10, "events.persons", "not_whole")),
        ("persons: 2", "relation: maybe", (10, "events.relation", "not_a_value_of")),
        ('at: "2016-03-09"', "at: March", (10, "events.at", "not_instant")),
        ("- {type: rect", "- {id: h, type: rect", (11, "events", "duplicate_event_id")),
        ("form: written}", "form: written, corrects: x}", (11, "events.corrects", "unknown_other")),
        ("subjects: 甲", "subjects: 甲\nsubjects: 乙", (6, "subjects", "duplicate_key")),
        ("facts:\n- {of: 甲, name: post_class, value: principal, from: \"2015-01-01\", source: 任职登记}", "facts: nothing", (7, "facts", "not_list")),
        ("id: 约2016-3", "id: [", (3, "", "not_yaml")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_key(
    old: str, new: str, wanted: tuple[int, str, str]
) -> None:
    assert old in GOOD
    assert wanted in refused(GOOD.replace(old, new))


def test_unknown_values_are_right_everywhere() -> None:
    text = GOOD.replace("persons: 2", "persons: '?', relation: '?'").replace("kind: admonition", "kind: '?'")
    assert read_case(text.encode(), "c.yaml", LIBRARY.packs).log.matter["kind"] == "?"
