"""Indicator sets and assessments in the demonstration, registered by the city's organization department: one set as the notice
of 2013 asks, one with too much growth in it, and the same assessment asked for twice. Everything made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.organs import queries as organs
from zeren.records.packs import installed

PACK, OFFICE = "cn-2013-performance-assessment", "C-ZZ"
BEGAN = 60
"""Days before today."""


def enter() -> None:
    """Two sets of indicators, and the assessments of a year."""
    actor = replace(SYSTEM, account="shizuzhi", name="市委组织部")
    plain = {name: _words(name) for name in ("aspects", "contents")}
    whole: dict[str, FieldText] = {
        **plain, "assessment": ("target_responsibility",), "main": ("gdp", "other_indicators"), "assessed": ("government_debt", "other_indicators"),
        "raised": _words("constraints"), "emphasized": _words("emphases"), "tailored": "yes", "term_debt": "yes",
        "continuity": _words("continuities"), "priorities": ("agriculture_first",),
    }  # fmt: skip
    sound = _open(
        actor,
        "indicator-set",
        "县区目标责任考核指标",
        ["Q"],
        {"zone": ("main_farm_area",), "fragile": "no", "poverty_key": "no"},
    )
    _record(actor, sound, "indicators_set", ["Q"], whole)
    narrow = _open(
        actor,
        "indicator-set",
        "乡镇绩效考核指标",
        ["Q-T1", "Q-T2"],
        {"fragile": "no", "poverty_key": "no", "zone": ("main_farm_area",)},
    )
    less = {
        **whole, "assessment": ("performance",), "main": ("gdp_growth",), "assessed": ("gdp_growth", "industry"), "term_debt": "no",
        "raised": ("production_safety",),
    }  # fmt: skip
    _record(actor, narrow, "indicators_set", ["Q-T1", "Q-T2"], less)
    _record(actor, narrow, "ranked", [], {"used": ("gdp_growth",)})
    _assessments(actor)


def _assessments(actor: Actor) -> None:
    matter = _open(
        actor,
        "assessment-coordination",
        "县级部门年度考核统筹",
        ["Q-01", "Q-02", "Q-05"],
        {"managed_level": "other"},
    )
    year = str(clock.today().year)
    for units, content, asks, said in (
        (
            ["Q-01", "Q-02", "Q-05"],
            "党风廉政建设",
            "C-JW",
            {"veto": "yes", "veto_basis": "党风廉政建设考核办法第二十二条"},
        ),
        (["Q-01"], "党风廉政建设", "Q-JW", {"veto": "no"}),
        (["Q-01", "Q-02"], "安全生产", "Q-XF", {"veto": "yes"}),
        (["Q-05"], "安全生产", "Q-XF", {"veto": "no", "merged": "yes"}),
    ):
        fields = {"year": year, "content": content, "organ": f"organ:{_organ(asks)}", "merged": "no", **said}
        _record(actor, matter, "assessment_planned", units, fields)


def _open(
    actor: Actor, procedure: str, title: str, units: Sequence[str], facts: Mapping[str, FieldText]
) -> Matter:
    refs = [f"organ:{_organ(code)}" for code in units]
    began = clock.today() - timedelta(days=BEGAN)
    asked = opening.Opening(
        PACK,
        procedure,
        _organ(OFFICE),
        title,
        refs,
        began,
        mark="岚组考",
        subject_facts=dict.fromkeys(refs, facts),
    )
    return opening.open_matter(actor, asked)


def _record(
    actor: Actor, matter: Matter, step: str, units: Sequence[str], fields: Mapping[str, FieldText]
) -> None:
    day, refs = clock.today() - timedelta(days=BEGAN - 2), [f"organ:{_organ(code)}" for code in units]
    acts.record_event(actor, matter.pk, step, day, fields, subjects=refs, by=("assessing_organ",))


def _organ(code: str) -> int:
    found = organs.by_code(code)
    assert found is not None, code
    return found.pk


def _words(name: str) -> tuple[str, ...]:
    return tuple(installed().versions(PACK)[-1].vocabulary.lists[name].items)
