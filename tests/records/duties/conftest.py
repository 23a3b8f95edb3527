"""A county committee's duty list of 2026 under a small regulation on duties, with the shared words of the real packs."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

import once
from records import conftest as county_of
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.loading import load_pack_text, load_vocabulary
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role

TODAY = county_of.TODAY
DUTIES = """
pack: t-2020-duties
version: "2020-01-01"
title: 履责规定（测试）
issuer: 测试
level: county
conventions: {counting: {use: civil-code-201-203, roll: no, basis: assumed}}
provisions:
  "1": {label: 专题会议, status: encoded}
  "2": {label: 亲自调研, status: encoded}
  "3": {label: 约谈下级, status: encoded}
  "4": {label: 听取汇报, status: encoded}
  "5": {label: 抓作风, status: encoded}
  "6": {label: 到会, status: encoded}
  "7": {label: 书面报告, status: encoded}
procedures:
  calls:
    title: 到会的会议
    subject: {kind: organ}
    steps:
      - {id: meeting_called, label: 召开重要会议, cite: "6"}
norms:
  - {id: meetings, cite: "1", force: must, if: {field: subject.holder, is: leading_group},
     duty: {act: activity, every: half_year, count: 2, by: leading_group, with: {all: [{field: this.kind, is: meeting}, {field: this.topic, includes: conduct_building}]}}}
  - {id: research, cite: "2", force: must, if: {field: subject.holder, in: [principal, member]},
     duty: {act: activity, every: quarter, by: [principal, member], with: {all: [{field: this.kind, is: research}, {field: this.topic, includes: conduct_building}, {field: this.in_person, is: yes}]}}}
  - {id: interviews, cite: "3", force: must, per: {each: subject.lower_principals},
     duty: {act: activity, every: year, by: principal, with: {field: this.kind, is: interview}}}
  - {id: hears, cite: "4", force: should, if: {field: subject.holder, is: member},
     duty: {act: activity, every: quarter, by: member, with: {field: this.kind, is: report_heard}}}
  - {id: conduct, cite: "5", standing: {by: [principal, member], act: activity, topic: conduct_rules}}
  - {id: attends, cite: "6", force: must, if: {field: subject.holder, is: member},
     duty: {act: activity, on: meeting_called, by: member, with: {field: this.kind, is: attendance}}}
  - {id: reports, cite: "7", force: must, if: {field: subject.holder, is: principal},
     duty: {act: activity, every: year, due: "01-31", form: written, by: principal, with: {field: this.kind, is: report_made}}}
"""
POSTS = [
    ("QS", "Q", "县委书记", "principal"),
    ("QF", "Q", "县委副书记", "member"),
    ("QC", "Q", "县委常委", "member"),
    ("TZ", "QT", "局长", "principal"),
]
PEOPLE = [
    ("wang", "王书记", "Q"),
    ("feng", "冯副书记", "Q"),
    ("chen", "陈常委", "Q"),
    ("wei", "卫局长", "QT"),
]


def words() -> Vocabulary:
    """The shared words of the real packs."""
    return load_vocabulary(settings.ZEREN.packs / "vocabulary.yaml")


@pytest.fixture(scope="session")
def shared() -> Vocabulary:
    """Read once."""
    return words()


@pytest.fixture(autouse=True)
def pack(shared: Vocabulary) -> Iterator[packs.Installed]:
    """The small regulation alone."""
    loaded = load_pack_text(DUTIES.encode(), "t-2020-duties.yaml", shared)
    with packs.using([loaded], shared) as installed:
        yield installed


def enter() -> None:
    """The county, with the county committee's leading group: a member comes in mid-July of last year, one in February."""
    from zeren.records import registers

    rows: dict[str, list[dict[str, Any]]] = {
        "organs": county_of.ORGANS,
        "people": [*county_of.PEOPLE, *({"code": c, "name": n, "organ": o} for c, n, o in PEOPLE)],
        "posts": [
            *county_of.POSTS[1:],
            *(
                {
                    "code": c,
                    "organ": o,
                    "name": n,
                    "post_class": k,
                    "principal": "yes" if k == "principal" else "no",
                }
                for c, o, n, k in POSTS
            ),
        ],
        "appointments": [
            {"person": "wang", "post": "QS", "start": "2024-03-01", "source": "任字〔2024〕1号"},
            {"person": "feng", "post": "QF", "start": "2025-07-15", "source": "任字〔2025〕7号"},
            {"person": "chen", "post": "QC", "start": "2026-02-10", "source": "任字〔2026〕2号"},
            {"person": "wei", "post": "TZ", "start": "2023-01-01", "source": "任字〔2023〕1号"},
        ],
    }
    for noun, given in rows.items():
        report = registers.import_rows(SYSTEM, noun, given)
        assert report.written, report.problems


entered = once.fixture(enter, TODAY)


@pytest.fixture
def county(db: None, home: Any, entered: once.Entered) -> SimpleNamespace:
    """The county with the list's people: keeper (the office), secretary, deputy, an outsider."""
    entered.into(home)
    found = county_of.find()
    actor = found.actor
    found.office = actor("office", Role.COMMITTEE_OFFICE, "Q")
    found.wang = actor("wang", Role.PRINCIPAL, "Q", "wang")
    found.feng = actor("feng", Role.SUBJECT, "Q", "feng")
    found.beside = actor("beside", Role.COMMITTEE_OFFICE, "B")
    return found
