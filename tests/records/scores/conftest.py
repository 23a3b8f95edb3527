"""A year's assessment of a bureau: the real pack, a programme, the unit's matter with its group and two cadres."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

import once
from records import conftest as county_of
from zeren.law.packs.form import Pack, Vocabulary
from zeren.law.packs.loading import load_pack, load_vocabulary
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import opening
from zeren.records.scores import acts
from zeren.records.scores.log import Key
from zeren.records.scores.sheets import Asked, Row

TODAY = county_of.TODAY
PACK = "zy-2015-assessment"
ROWS = (
    Row("1", "落实两个责任", "100", "responsibility"),
    Row("1.1", "研究部署", "40", at="6"),
    Row("1.2", "监督检查", "60", standard="每缺一次扣 5 分"),
    Row("2", "推进重点工作", "100", "key_work"),
    Row("2.1", "作风建设", "55.5"),
    Row("2.2", "制度建设", "44.5"),
)
BASIS = "考核办〔2026〕1号"


def sheet(**differs: Any) -> Asked:
    """A sheet for the on-site part of departments."""
    given: dict[str, Any] = {
        "title": "部门评分细则", "year": "2025", "kind": "department", "score": "group", "step": "onsite_scored",
        "rows": ROWS, "basis": BASIS, "scorers": "2",
    }  # fmt: skip
    return Asked(**{**given, **differs})


@cache
def real() -> tuple[tuple[Pack, ...], Vocabulary]:
    """The real pack alone, with the shared words; read once."""
    shared = load_vocabulary(settings.ZEREN.packs / "vocabulary.yaml")
    (file,) = (
        path for path in (settings.ZEREN.packs / "city" / PACK).glob("20*.yaml") if "tests" not in path.name
    )
    return (load_pack(file, shared),), shared


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The real pack alone."""
    with packs.using(*real()) as installed:
        yield installed


def enter() -> tuple[int, int]:
    """The county, the programme of a year and the matter of one bureau under it."""
    county_of.enter()
    county = county_of.find()
    with packs.using(*real()):
        organ = county.organs["QJ"].pk
        programme = opening.open_matter(
            SYSTEM,
            opening.Opening(PACK, "assessment-programme", organ, "2025 年度考核", [f"organ:{county.organs['QT'].pk}"], date(2026, 1, 4), mark="考"),
        )  # fmt: skip
        unit = opening.open_matter(
            SYSTEM,
            opening.Opening(
                PACK, "annual-assessment", organ, "县交通局 2025 年度考核", [f"organ:{county.organs['QT'].pk}", county.sun, county.li],
                date(2026, 1, 5), mark="考", subject_facts={
                    f"organ:{county.organs['QT'].pk}": {"target": "group"}, county.sun: {"target": "cadre"}, county.li: {"target": "cadre"},
                }, parents=[(programme.pk, "programme")], facts={"unit": "department", "year": "2025"},
            ),
        )  # fmt: skip
    return programme.pk, unit.pk


entered = once.fixture(enter, TODAY)


@pytest.fixture
def place(db: None, home: Any, entered: once.Entered) -> SimpleNamespace:
    """Who takes part, the two matters by number, and a way to fill a sheet in."""
    programme, unit = entered.into(home)
    found = county_of.find()
    found.programme, found.unit = programme, unit
    found.group = f"organ:{found.organs['QT'].pk}"

    def fixed(**differs: Any) -> Key:
        event = acts.fix(found.zhao, programme, sheet(**differs))
        assert event is not None
        return Key(programme, 1)

    def filled(who: Any, key: Key, *points: str, note: str = "缺一次记录") -> Any:
        typed = {
            number: (text, note) for number, text in zip(("1.1", "1.2", "2.1", "2.2"), points, strict=True)
        }
        return acts.deliver(who, unit, key, found.group, typed)

    found.fixed, found.filled = fixed, filled
    return found
