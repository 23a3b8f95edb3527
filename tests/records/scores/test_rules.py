"""What stands beside the packs fits them, and what can't be used is told before anybody records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.records.beside import RulesError
from zeren.records.matters import limits
from zeren.records.scores import rules


def packs() -> Iterator[Pack]:
    yield from PackLibrary.load(settings.ZEREN.packs).packs


def test_every_rule_names_what_its_pack_has() -> None:
    found = {}
    for pack in packs():
        for procedure in pack.procedures.values():
            given = rules.rules_of(pack, procedure)
            if given is not None:
                found[pack.id] = rules.faults(given, pack, procedure)
            listed = limits.RULES.beside(pack).get(procedure.id, ())
            assert [fault for one in listed for fault in limits.faults(one, procedure)] == []
    assert found == {"zy-2015-assessment": []}


def test_a_part_of_a_score_is_read_from_a_step_of_the_procedure() -> None:
    (pack,) = (pack for pack in packs() if pack.id == "zy-2015-assessment")
    procedure = pack.procedures["annual-assessment"]
    leaves = {body.name: rules.leaves_of(pack, procedure, body.name) for _, body in rules.roots_of(pack)}
    assert {name: [(leaf.step, leaf.field, leaf.full) for leaf in found] for name, found in leaves.items()} == {
        "group": [
            ("daily_scored", "value", 100), ("public_scored", "value", 100), ("onsite_scored", "responsibility", 100),
            ("onsite_scored", "key_work", 100), ("ballot", "points", 100), ("talks_scored", "points", 100),
        ],
        "cadre": [("ballot", "points", 100), ("daily_scored", "value", 100), ("public_scored", "value", 100)],
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [{"sort": "unit"}, {"ballot": {"step": "ballot"}}, {"bonus": {"step": "honoured", "level": "level"}}, {"bonus": {"step": "h", "level": "l", "issuer": "i", "work": "w", "evidence": "e", "more": "m"}}],
)  # fmt: skip
def test_a_key_that_is_none_or_is_missing_is_told(given: dict[str, object]) -> None:
    with pytest.raises(RulesError):
        rules.read(given)


@pytest.mark.parametrize(
    "given",
    [{"step": "ballot", "of": "valid"}, {"step": "ballot", "of": "valid", "most": "issued", "least": "1"}],
)
def test_a_limit_wants_its_three_keys(given: dict[str, str]) -> None:
    with pytest.raises(RulesError):
        limits.read(given)
