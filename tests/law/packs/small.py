"""A small pack that is right, and ways to spoil it."""

from __future__ import annotations

from pathlib import Path

from zeren.law.packs import load_pack_text
from zeren.law.packs.form import Pack, Vocabulary
from zeren.law.packs.problems import PackErrors, Problem

FILE = "small.yaml"
SMALL = """\
pack: small
version: "2020-01-01"
title: 小规定
issuer: 某委
level: city
conventions:
  counting: {use: civil-code-201-203, roll: yes, basis: assumed}
parameters:
  talk_window: {type: window, cite: "2", ask: office}
provisions:
  "1": {label: 目的, status: definition, carries: purpose}
  "2": {label: 谈话, status: encoded}
  "3.1": {label: 情形, status: encoded}
  "3.1.1": {label: 第一项, status: judgment, reason: 由人认定}
  "4": {label: 得分, status: encoded}
vocabulary:
  roles: {office: 办公室, leader: {label: 领导, above: office}}
  lists:
    grades: {ordered: yes, items: [low, middle, high]}
    colours: {items: [red, green]}
procedures:
  talk:
    title: 谈话
    matter: {kind: {type: one_of, list: colours, cite: "2"}}
    steps:
      - {id: noticed, label: 通知, by: office, cite: "2"}
      - {id: held, label: 谈话, cite: "2", record: {grade: {type: one_of, list: grades, cite: "2"}, persons: {type: integer, cite: "2"}, colour: {type: one_of, list: colours, cite: "2"}}}
      - {id: reported, label: 报告, cite: "2", record: {form: {type: text, cite: "2"}}}
      - {id: decided, label: 决定, cite: "3.1", record: {grounds: {type: choices, cite: "3.1"}, reasons: {type: text, cite: "3.1"}, points: {type: decimal, cite: "4"}}}
norms:
  - {id: order, cite: "2", require: {act: held, after: noticed}}
  - id: report
    cite: "2"
    per: subject
    if: {field: this.persons, at_least: 2}
    duty: {act: reported, by: leader, form: written, on: held, within: {days: 15}}
  - id: quiet
    cite: "2"
    bar: {acts: held, from: decided, for: {months: 1}, where: {field: this.grade, at_least: middle}}
  - {id: who, cite: "2", authority: {act: held, by: leader}}
  - id: grounds
    cite: "3.1"
    choice: {of: decided.grounds, min: 1, items: [{id: g-1, cite: "3.1.1"}, {id: g-2, cite: "3.1", open: yes}]}
  - {id: total, cite: "4", score: {name: total, parts: [{id: points, field: decided.points, weight: 100%, max: 100}]}}
  - {id: grade, cite: "4", grade: {of: total, bands: [{grade: good, at_least: 80}, {grade: poor}]}}
  - {id: early, cite: "2", if: {happened: decided}, exception: {to: order, then: lift}}
  - {id: serious, cite: "2", define: {term: serious, that: {field: held.grade, is: high}}}
"""


def load(text: str = SMALL) -> Pack:
    """The pack of a text."""
    return load_pack_text(text.encode(), FILE, Vocabulary())


def problems(text: str) -> tuple[Problem, ...]:
    """What is wrong with a text; nothing for one that loads."""
    try:
        load(text)
    except PackErrors as error:
        return error.problems
    return ()


def spoiled(old: str, new: str) -> str:
    """The small pack with one text replaced, which stands in it exactly once."""
    assert SMALL.count(old) == 1, f"{old!r} stands {SMALL.count(old)} times"
    return SMALL.replace(old, new)


def written(folder: Path, text: str = SMALL, name: str = FILE) -> Path:
    """The text as a file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
