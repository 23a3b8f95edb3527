"""The JSON Schemas of a pack and of its tests, from the same description of keys that the loader reads by."""

from __future__ import annotations

import json

from zeren.law.packs.conditions import condition_schema
from zeren.law.packs.examples import ENVELOPE_TYPES, EXAMPLE, EXAMPLE_RECORDS, Recorded
from zeren.law.packs.grammar_norms import BODIES, PIECES
from zeren.law.packs.grammar_pack import PACK_RECORD, READINGS_RECORD, RECORDS
from zeren.law.packs.grammar_words import VOCABULARY
from zeren.law.packs.types import Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PACK_FILE, TESTS_FILE, READINGS_FILE = (
    "pack.schema.json",
    "pack-tests.schema.json",
    "alternatives.schema.json",
)


def pack_schema() -> Json:
    """The schema of ``<version>.yaml``."""
    records = (*RECORDS, *PIECES, *BODIES.values())
    return {
        "$schema": DIALECT,
        "title": "zeren pack",
        **PACK_RECORD.definition(),
        "$defs": {record.name: record.definition() for record in records} | condition_schema(),
    }


def readings_schema() -> Json:
    """The schema of ``alternatives.yaml``: version → readings, norms, tests."""
    whole = pack_schema()
    return {
        "$schema": DIALECT,
        "title": "zeren pack alternatives",
        "type": "object",
        "additionalProperties": READINGS_RECORD.definition(),
        "$defs": whole["$defs"],
    }


def vocabulary_schema() -> Json:
    """The schema of ``vocabulary.yaml``: one section of a pack's."""
    return {**pack_schema(), "title": "zeren vocabulary", **VOCABULARY.definition(), "required": []}


def examples_schema() -> Json:
    """The schema of ``<version>.tests.yaml``."""
    event: Json = {
        "type": "object",
        "description": "An event: its envelope, and the fields of its step.",
        "properties": {name: kind.schema() for name, kind in ENVELOPE_TYPES.items()},
        "required": ["type"],
        "additionalProperties": Recorded().schema(),
    }
    return {
        "$schema": DIALECT,
        "title": "zeren pack tests",
        "type": "array",
        "items": EXAMPLE.schema(),
        "$defs": {record.name: record.definition() for record in EXAMPLE_RECORDS} | {"recorded_event": event},
    }


def files() -> dict[str, str]:
    """The schema files by name, as they stand under ``schema/``."""
    found = {PACK_FILE: pack_schema(), TESTS_FILE: examples_schema(), READINGS_FILE: readings_schema()}
    return {name: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for name, schema in found.items()}
