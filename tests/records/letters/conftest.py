"""One county with a leader in charge of the bureau, and reports that fall due."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

import once
from records.conftest import TODAY, enter, find
from records.support_packs import PACK, load_text
from zeren.records import packs
from zeren.records.actor import SYSTEM

PEOPLE = [
    {"code": "wu", "name": "吴分管", "organ": "Q"},
    {"code": "zheng", "name": "郑书记", "organ": "QJ"},
]
POSTS = [{"code": "P3", "organ": "QJ", "name": "书记", "principal": "yes"}]
APPOINTMENTS = [{"person": "zheng", "post": "P3", "start": "2020-01-01"}]
CHARGES = [{"person": "wu", "organ": "QT", "start": "2024-01-01", "source": "青县发〔2024〕1号"}]
UNITS = """
pack: test-errands
version: "2020-01-01"
title: 某县督办办法
issuer: 某县
level: county
conventions:
  counting: {use: civil-code-201-203, roll: no, basis: assumed}
provisions:
  "1": {label: 下达, status: definition}
  "2": {label: 反馈, status: encoded}
  "3": {label: 汇总, status: encoded}
vocabulary:
  roles:
    office: {label: 办公室}
    unit: {label: 承办单位}
procedures:
  errand:
    title: 督办
    subject: {kind: organ, many: yes}
    steps:
      - {id: assigned, label: 下达事项, by: office, cite: "1", record: {node: {type: date, cite: "1", label: 节点}}}
      - {id: fed_back, label: 反馈情况, by: unit, cite: "2"}
      - {id: summed_up, label: 汇总情况, by: office, cite: "3"}
      - {id: filed, label: 归档, closes: yes, cite: "3"}
norms:
  - {id: node, cite: "2", per: subject, duty: {act: fed_back, by: unit, on: assigned, due: opener.node}}
  - {id: sum-up, cite: "3", duty: {act: summed_up, by: office, on: fed_back, within: {days: 5}}}
  - {id: reply, cite: "2", per: subject, duty: {act: fed_back, by: unit, on: assigned, promptly: yes}}
"""


@pytest.fixture(autouse=True)
def pack() -> Any:
    """The made-up regulation on reminders, and one on errands of units."""
    with packs.using([load_text(PACK), load_text(UNITS)]) as installed:
        yield installed


def enter_more() -> None:
    """The county with its leaders."""
    from zeren.records import registers

    with packs.using([load_text(PACK), load_text(UNITS)]):
        enter()
        for noun, rows in (
            ("people", PEOPLE), ("posts", POSTS), ("appointments", APPOINTMENTS), ("charges", CHARGES),
        ):  # fmt: skip
            report = registers.import_rows(SYSTEM, noun, rows)
            assert report.written, report.problems


entered = once.fixture(enter_more, TODAY)


@pytest.fixture
def errand(county: SimpleNamespace) -> Any:
    """An errand of the commission for the bureau, to be fed back on a day: ``errand(date(2026, 3, 20))``."""
    from zeren.records.matters import acts
    from zeren.records.matters.opening import Opening, open_matter

    def made(node: date, *units: str, organ: str = "QJ", assigned: str = "2026-03-02") -> Any:
        subjects = [f"organ:{county.organs[code].pk}" for code in units or ("QT",)]
        asked = Opening(
            "test-errands", "errand", county.organs[organ].pk, "修路", subjects, date(2026, 3, 2), mark="青督",
            handler=county.people["zhao"].pk,
        )  # fmt: skip
        matter = open_matter(SYSTEM, asked)
        acts.record_event(SYSTEM, matter.pk, "assigned", assigned, {"node": node.isoformat()}, by=("office",))
        matter.refresh_from_db()
        return matter

    return made


@pytest.fixture
def key(county: SimpleNamespace) -> Any:
    """The key of the obligation of a matter under a norm."""
    from zeren.records.letters.drafting import Key
    from zeren.records.obligations.models import Obligation

    def found(matter: Any, norm: str = "node") -> Key:
        return Key.of(Obligation.objects.filter(matter=matter, norm=norm).order_by("due", "pk")[0])

    return found


def on(settings: Any, day: date) -> None:
    """The clock stands on another day."""
    from dataclasses import replace

    settings.ZEREN = replace(settings.ZEREN, today=day)


__all__ = ["find"]
