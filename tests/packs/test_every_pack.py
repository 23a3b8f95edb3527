"""What holds of every whole pack: its examples, its fields, what it gives to the person or unit concerned."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zeren.desk.matters import leading
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.norms.calendar import Calendar
from zeren.norms.examples import run_tests
from zeren.papers.official.specs import load_specs
from zeren.records.bulletin import rules as bulletin
from zeren.records.duties import feeds
from zeren.records.lists import units
from zeren.records.matters import own_rules, public_rules
from zeren.records.situations import rules as situations

REFS = [
    "cn-2009-strict-cadre-management@2009-10-01",
    "cn-2010-personal-matters-report@2010-05-26",
    "cn-2013-enterprise-posts@2013-10-30",
    "cn-2013-funeral-reform@2013-12-19",
    "cn-2013-no-smoking@2013-12-29",
    "cn-2013-performance-assessment@2013-12-09",
    "cn-2013-reform-decision@2013-11-12",
    "cn-2013-trainee-management@2013-03-20",
    "cn-2014-economic-audit@2014-07-27",
    "cn-2014-exit-entry@2014-03-16",
    "cn-2014-post-quota@2014-01-09",
    "cn-2014-selection-supervision@2014-01-26",
    "cn-2014-social-training@2014-01-01",
    "cn-2014-spouse-abroad-posts@2014-01-01",
    "cn-2021-bulletin@2021-04-22",
    "cn-2021-organizational-handling@2021-03-19",
    "cn-2022-inspection-rectification@2022-02-10",
    "gs-2014-cadre-supervision@2014-01-01",
    "gs-2014-funeral-reform@2014-05-15",
    "gs-2014-main-responsibility@2014-07-24",
    "gs-2015-up-and-down@2015-09-12",
    "gs-2016-111-oversight@2016-09-07",
    "gs-2016-866-gauge@2016-05-01",
    "zy-2012-strict-management@2012-12-21",
    "zy-2013-absence-report@2013-12-30",
    "zy-2013-new-cadre-education@2013-09-09",
    "zy-2013-personnel-discipline@2013-03-04",
    "zy-2014-absence-management@2014-05-04",
    "zy-2014-main-responsibility@2014-09-25",
    "zy-2014-staffing-control@2014-04-22",
    "zy-2014-three-statements-discipline@2014-02-18",
    "zy-2014-three-statements-principals@2014-02-17",
    "zy-2015-assessment@2015-12-25",
    "zy-2015-dual-accountability@2015-12-23",
    "zy-2015-inspection@2015-09-19",
    "zy-2015-interviews@2015-12-23",
    "zy-2015-responsibility-list@2015-12-25",
    "zy-2015-responsibility-pursuit@2015-12-25",
    "zy-2015-talks@2015-11-10",
    "zy-2015-two-responsibilities@2015-12-25",
    "zy-2015-up-and-down@2015-09-12",
]
pytestmark = pytest.mark.parametrize("ref", REFS)


def pack_of(library: PackLibrary, ref: str) -> Pack:
    found = library.exactly(ref)
    assert found is not None
    return found


def test_every_example_of_the_pack_holds(library: PackLibrary, calendar: Calendar, ref: str) -> None:
    pack = pack_of(library, ref)
    results = run_tests(library.packs, pack, examples_of(pack), calendar)
    assert results
    assert [r for r in results if not r.passed] == []


def test_every_field_says_what_it_is_and_why_it_is_kept(library: PackLibrary, ref: str) -> None:
    fields = [
        (step.id, found)
        for procedure in pack_of(library, ref).procedures.values()
        for step in procedure.steps.values()
        for found in step.record.values()
    ]
    assert fields
    assert [(step, f.name) for step, f in fields if not (f.label and f.cite)] == []


def test_the_own_desk_names_only_what_the_procedure_has_and_gives(library: PackLibrary, ref: str) -> None:
    pack = pack_of(library, ref)
    for procedure in pack.procedures.values():
        assert own_rules.faults(own_rules.rules_of(pack, procedure), procedure) == []


def test_the_lists_are_named_for_procedures_that_the_pack_has(library: PackLibrary, ref: str) -> None:
    pack = pack_of(library, ref)
    assert units._named(Path(pack.file).parent) <= set(pack.procedures)


def test_what_a_procedure_leads_to_is_there(library: PackLibrary, ref: str) -> None:
    pack = pack_of(library, ref)
    for procedure, listed in leading.RULES.beside(pack).items():
        assert procedure in pack.procedures
        for other, name in listed:
            assert name in library.versions(other)[-1].procedures, (other, name)


def test_only_steps_of_the_procedure_publish(library: PackLibrary, ref: str) -> None:
    assert public_rules.faults(pack_of(library, ref)) == []


def test_only_steps_of_the_procedure_make_a_warning_case(library: PackLibrary, ref: str) -> None:
    """In the version in force last: an older one may have fewer steps, and its cases are simply not offered."""
    pack = pack_of(library, ref)
    if pack is library.versions(pack.id)[-1]:
        assert bulletin.faults(pack) == []


EVENT_FIELD = re.compile(r"\bevent\.(\w+)")
OTHER_FIELD = re.compile(r"\bevents\.(\w+)\.(\w+)")


def test_every_paper_is_of_a_step_and_prints_what_its_steps_have(library: PackLibrary, ref: str) -> None:
    pack = pack_of(library, ref)
    fields: dict[str, set[str]] = {}
    for procedure in pack.procedures.values():
        for step in procedure.steps.values():
            fields.setdefault(step.id, {"day"}).update(step.record)
    for paper in load_specs(Path(pack.file).parent):
        text = f"{paper.title} {paper.to} {paper.body}"
        assert set(EVENT_FIELD.findall(text)) <= fields[paper.on], paper.id
        assert [(s, f) for s, f in OTHER_FIELD.findall(text) if f not in fields.get(s, ())] == [], paper.id


def test_what_feeds_the_ledger_is_a_step_in_the_words_of_the_ledger(library: PackLibrary, ref: str) -> None:
    pack, words = pack_of(library, ref), library.vocabulary.lists
    for feed in feeds._of(pack.id, Path(pack.file).parent):
        steps = pack.procedures[feed.procedure].steps
        assert feed.step in steps and set(feed.take) <= set(steps[feed.step].record)
        if feed.event == feeds.ACTIVITY:
            assert feed.fields["kind"] in words["activity_kinds"].items
            assert set(feed.fields.get("topic", ())) <= set(words["duty_topics"].items)


def test_what_a_pack_names_as_a_situation_is_there_and_cites_it(library: PackLibrary, ref: str) -> None:
    pack = pack_of(library, ref)
    for rule in situations.every([pack]):
        assert rule.procedure in pack.procedures
        source = library.versions(rule.source)[-1]
        steps = {step.id: step for found in source.procedures.values() for step in found.steps.values()}
        known = steps.keys() if rule.step else {norm.id for norm in source.norms}
        assert (rule.step or rule.norm) in known, rule.id
        assert set(rule.where) <= set(steps[rule.step].record if rule.step else ()), rule.id
        assert rule.cite in pack.provisions, rule.id
