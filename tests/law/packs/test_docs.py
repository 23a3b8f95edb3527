"""docs/packs.md: its worked pack loads and proves itself, and every key of every part stands in it as the loader knows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zeren.law.packs import (
    examples,
    grammar_duty,
    grammar_norms,
    grammar_pack,
    grammar_words,
    load_pack,
    load_tests,
)
from zeren.law.packs.comparing import COMPARISONS
from zeren.law.packs.conditions import EXTRA_KEYS, PREDICATE_KEYS, VALUE_KEYS
from zeren.law.packs.form import Kind, Status
from zeren.law.packs.grammar_pack import CONVENTIONS, PACK_RECORD
from zeren.law.packs.records import Record

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs" / "packs.md").read_text(encoding="utf-8")
MODULES = (grammar_pack, grammar_duty, grammar_norms, grammar_words, examples)
RECORDS = {r.name: r for module in MODULES for r in vars(module).values() if isinstance(r, Record)}
BLOCKS = dict(re.findall(r"```yaml\n# packs/county/demo-visit-talks/(\S+)\n(.*?)```", TEXT, re.DOTALL))


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_every_key_is_in_the_documentation_with_its_meaning(record: Record) -> None:
    for key in record.keys:
        row = f"| `{key.name}` | {'required' if key.required else ''} | {key.doc} |"
        assert row in TEXT, row


def test_every_word_of_a_condition_is_in_the_documentation() -> None:
    for name, meaning in (VALUE_KEYS | PREDICATE_KEYS | EXTRA_KEYS | COMPARISONS).items():
        assert f"| `{name}` | {meaning} |" in TEXT


def test_every_kind_status_and_convention_is_in_the_documentation() -> None:
    for kind in Kind:
        assert f"### {kind.value}\n" in TEXT
    for word in (*(status.value for status in Status), *CONVENTIONS, *(key.name for key in PACK_RECORD.keys)):
        assert f"`{word}`" in TEXT


def test_the_worked_pack_loads_with_its_examples(tmp_path: Path) -> None:
    for name, text in BLOCKS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pack = load_pack(tmp_path / "2024-03-01.yaml")
    tests = load_tests(tmp_path / "2024-03-01.tests.yaml", pack)
    assert (pack.id, len(pack.norms), len(tests)) == ("demo-visit-talks", 5, 3)
