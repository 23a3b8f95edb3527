"""A made-up regulation, small enough to reckon by hand: notice, hearing, decision, report, appeal, a bar."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

import pytest

from zeren.law.packs import load_pack_text
from zeren.law.packs.form import Pack, Vocabulary
from zeren.law.packs.library import PackLibrary
from zeren.records import packs

PACK = """\
pack: test-reminder
version: "2020-01-01"
title: 某县提醒办法
issuer: 某县
level: county
conventions:
  counting: {use: civil-code-201-203, roll: no, basis: assumed}
provisions:
  "1": {label: 通知在先, status: encoded}
  "2": {label: 十日内报告, status: encoded}
  "3": {label: 谁可决定, status: encoded}
  "4": {label: 一年不得提拔, status: encoded}
  "5": {label: 申诉, status: encoded}
  "6": {label: 下级事项, status: encoded}
vocabulary:
  roles:
    office: {label: 承办室}
    secretary: {label: 书记}
    interviewee: {label: 对象}
  lists:
    kinds: {items: [ordinary, serious], labels: {ordinary: 一般, serious: 严重}}
  events:
    - {id: promoted, label: 提拔}
procedures:
  reminder:
    title: 提醒
    matter: {kind: {type: one_of, list: kinds, cite: "1"}}
    subject: {kind: person, many: yes, facts: {part: {type: text, cite: "1"}}}
    steps:
      - {id: noticed, label: 通知, by: office, cite: "1", record: {place: {type: text, required: yes, cite: "1", label: 地点}, planned: {type: date, cite: "1"}}}
      - {id: heard, label: 听取说明, by: office, cite: "1", record: {persons: {type: integer, cite: "1"}, agreed: {type: yes_no, cite: "1"}, by_whom: {type: person, cite: "1"}, share: {type: decimal, cite: "1"}, paper: {type: document, cite: "1"}}}
      - {id: decided, label: 决定, by: secretary, cite: "3", record: {measures: {type: many_of, list: kinds, cite: "3"}}}
      - {id: reported, label: 报告, by: interviewee, cite: "2"}
      - {id: appealed, label: 申诉, by: interviewee, cite: "5"}
      - {id: filed, label: 归档, cite: "2", closes: yes}
norms:
  - {id: notice-first, cite: "1", per: subject, require: {act: heard, after: noticed}}
  - {id: hear-first, cite: "1", per: subject, require: {act: decided, after: heard}}
  - {id: report-10d, cite: "2", per: subject, duty: {act: reported, by: interviewee, on: heard, within: {days: 10}}}
  - {id: who-decides, cite: "3", authority: {act: decided, by: secretary}}
  - {id: no-promotion, cite: "4", per: subject, bar: {acts: promoted, from: decided, for: {years: 1}}}
  - {id: appeal-1m, cite: "5", per: subject, force: may, duty: {act: appealed, by: interviewee, on: decided, within: {months: 1}, roll: yes}}
  - {id: members-follow, cite: "6", if: {count: child.reminder.decided, at_least: 1}, duty: {act: filed, on: decided, within: {months: 3}}}
"""


@cache
def load_text(text: str) -> Pack:
    """A pack from its text. Raises PackErrors."""
    return load_pack_text(text.encode(), "test.yaml", Vocabulary())


@cache
def library() -> PackLibrary:
    """The packs as they are delivered, read once a process."""
    return PackLibrary.load(Path(__file__).parents[2] / "packs")


def delivered() -> AbstractContextManager[packs.Installed]:
    """They and the shared words are installed for a while."""
    return packs.using(library().packs, library().vocabulary)


@pytest.fixture
def installed(home: object) -> Iterator[packs.Installed]:
    """For a module that wants them: the packs as they are delivered."""
    with delivered() as found:
        yield found


def without(*names: str) -> AbstractContextManager[packs.Installed]:
    """The same, some packs left out."""
    return packs.using([p for p in library().packs if p.id not in names], library().vocabulary)
