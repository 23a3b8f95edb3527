"""The section ``public`` of ``desk.yaml``: read with the packs, told with its file where it can't be used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from records.support_packs import delivered
from zeren.records import packs
from zeren.records.beside import RulesError
from zeren.records.matters import public_rules


@pytest.fixture
def real() -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with delivered() as installed:
        yield installed


@pytest.mark.parametrize(
    "text",
    ["public: [", "[]", "public: x", "public: {inspection: published}", "public: {inspection: [{a: b}]}"],
)
def test_a_section_that_cannot_be_used_is_told_with_its_file(
    real: packs.Installed, tmp_path: Path, text: str
) -> None:
    (tmp_path / "desk.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match="desk.yaml can't be used: "):
        public_rules.check([replace(real.packs[0], file=str(tmp_path / "2019-09-01.yaml"))])


def test_what_no_procedure_has_is_named(real: packs.Installed, tmp_path: Path) -> None:
    (tmp_path / "desk.yaml").write_text("public: {inspection: [nothing], other: [x]}", encoding="utf-8")
    pack = next(pack for pack in real.packs if pack.id == "zy-2015-inspection")
    found = public_rules.faults(replace(pack, file=str(tmp_path / "x.yaml")))
    assert found == ["inspection: no step nothing", "no procedure other"]


@pytest.mark.parametrize(
    ("pack", "procedure", "steps"),
    [
        ("zy-2015-inspection", "inspection", ["rectification_published"]),
        ("zy-2015-inspection", "clue-transfer", []),
        ("cn-2022-inspection-rectification", "inspection-rectification", ["circulated", "disclosed"]),
        ("cn-2019-accountability", "accountability", []),
    ],
)
def test_the_publishing_steps_of_a_procedure(
    real: packs.Installed, pack: str, procedure: str, steps: list[str]
) -> None:
    found = next(p for p in real.packs if p.id == pack and procedure in p.procedures)
    assert [step.id for step in public_rules.steps_of(found, found.procedures[procedure])] == steps
