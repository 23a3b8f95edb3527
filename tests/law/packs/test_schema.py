"""The published JSON Schemas: current, valid, and of one mind with the loader."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from yaml.nodes import MappingNode, Node, ScalarNode

from law.packs.small import SMALL, spoiled
from zeren.law.packs.grammar_norms import BODIES
from zeren.law.packs.nodes import compose, entries
from zeren.law.packs.schema import (
    PACK_FILE,
    READINGS_FILE,
    TESTS_FILE,
    examples_schema,
    files,
    pack_schema,
    readings_schema,
    vocabulary_schema,
)

ROOT = Path(__file__).resolve().parents[3]
PACKS = sorted(path for path in (ROOT / "packs").glob("*/*/*.yaml") if path.name[:2] in ("19", "20"))
PACK, EXAMPLES = Draft202012Validator(pack_schema()), Draft202012Validator(examples_schema())


def strings(node: Node) -> Any:
    """The file as an editor of YAML 1.2 sees it, every scalar its text."""
    if isinstance(node, ScalarNode):
        return node.value
    if isinstance(node, MappingNode):
        return {name: strings(value) for name, _, value in entries(node)[0]}
    return [strings(child) for child in node.value]


def wrong(text: str) -> list[str]:
    return [error.json_path for error in PACK.iter_errors(strings(compose(text.encode(), "x")))]


@pytest.mark.parametrize("name", [PACK_FILE, TESTS_FILE, READINGS_FILE])
def test_the_published_file_is_current(name: str) -> None:
    assert (ROOT / "schema" / name).read_text(encoding="utf-8") == files()[name], "run: zeren packs schema"
    Draft202012Validator.check_schema(json.loads(files()[name]))


@pytest.mark.parametrize("path", PACKS, ids=[f"{p.parent.name}/{p.name}" for p in PACKS])
def test_every_pack_and_every_file_of_examples_is_valid(path: Path) -> None:
    data = strings(compose(path.read_bytes(), path.name))
    validator = EXAMPLES if path.name.endswith(".tests.yaml") else PACK
    assert [error.message for error in validator.iter_errors(data)] == []


def test_every_file_of_readings_is_valid() -> None:
    found = sorted((ROOT / "packs").glob("*/*/alternatives.yaml"))
    assert len(found) >= 3
    for path in found:
        data = strings(compose(path.read_bytes(), path.name))
        examples = [example for version in data.values() for example in version.pop("tests")]
        assert [e.message for e in Draft202012Validator(readings_schema()).iter_errors(data)] == []
        assert [e.message for e in EXAMPLES.iter_errors(examples)] == []


def test_the_shared_vocabulary_is_valid() -> None:
    data = strings(compose((ROOT / "packs" / "vocabulary.yaml").read_bytes(), "vocabulary.yaml"))
    assert list(Draft202012Validator(vocabulary_schema()).iter_errors(data)) == []


def test_what_an_editor_types_itself_is_valid_too() -> None:
    assert list(PACK.iter_errors(yaml.safe_load(SMALL.replace(", on: held,", ', "on": held,')))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level: city", "level: town"),
        ("title: 小规定\n", ""),
        ("title: 小规定", "title: 小规定\ncolour: red"),
        ("within: {days: 15}", "within: {weeks: 2}"),
        ("within: {days: 15}", "within: {days: 15, months: 1}"),
        ("on: held, within", "within"),
        ("on: held, within", "on: held, every: year, within"),
        ("within: {days: 15}", 'within: {days: 15}, due: "01-31"'),
        ("authority: {act: held, by: leader}", "authority: {act: held}"),
        ("authority: {act: held, by: leader}", "authority: {act: held, by: leader}, standing: {}"),
        ("from: decided, for", "for"),
        ("that: {field: held.grade, is: high}", "that: {}"),
        ("that: {field: held.grade, is: high}", "that: {field: held.grade, equals: high}"),
        ("weight: 100%", "weight: all"),
        ('"3.1.1": {label', '"三（一）": {label'),
        ("then: lift", "then: remove"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses_for_its_shape(old: str, new: str) -> None:
    assert wrong(SMALL) == []
    assert wrong(spoiled(old, new))


def test_every_key_of_the_schema_says_what_it_means() -> None:
    definitions = pack_schema()["$defs"]
    assert set(BODIES) <= set(definitions)
    for name, definition in definitions.items():
        for key, said in definition.get("properties", {}).items():
            assert said.get("description"), f"{name}.{key}"
