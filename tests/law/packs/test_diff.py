"""What another version changes: by id and key; lines do not count."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from law.packs.small import SMALL, load, spoiled
from zeren.law.packs import load_pack_text
from zeren.law.packs.diff import Change, KeyChange, PackDiff, diff_packs
from zeren.law.packs.loading import find_vocabulary
from zeren.law.packs.plain import plain


def diff(*changes: tuple[str, str]) -> PackDiff:
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return diff_packs(load(), load(text))


def test_a_pack_does_not_differ_from_itself_nor_from_one_with_other_lines() -> None:
    assert not diff_packs(load(), load())
    assert not diff(("pack: small\n", "# a remark\n\npack: small\n"))


def test_a_longer_period_is_one_changed_key() -> None:
    found = diff(("within: {days: 15}", "within: {days: 30}"))
    assert found.norms.changed == (Change("report", (KeyChange("duty.within.days", "15", "30"),)),)
    assert not found.norms.added and not found.norms.removed
    assert found.touches("report") and not found.touches("order")


def test_norms_added_and_removed_are_named() -> None:
    found = diff(
        ('  - {id: who, cite: "2", authority: {act: held, by: leader}}\n', ""),
        ("- {id: early,", '- {id: later, cite: "2", standing: {by: leader}}\n  - {id: early,'),
    )
    assert (found.norms.added, found.norms.removed) == (("later",), ("who",))
    assert found.touches("later") and found.touches("who")


def test_another_kind_of_norm_shows_both_bodies() -> None:
    found = diff(("authority: {act: held, by: leader}", "standing: {by: leader}"))
    assert [key.key for key in found.norms.changed[0].keys] == [
        "authority.act",
        "authority.by",
        "standing.by",
    ]


def test_items_are_compared_by_their_ids() -> None:
    found = diff(
        ('{id: g-1, cite: "3.1.1"}, ', '{id: g-0, cite: "3.1.1"}, {id: g-1, cite: "3.1.1", needs: reasons}, ')
    )
    assert set(found.norms.changed[0].keys) == {
        KeyChange("choice.items.g-1.needs", None, "reasons"),
        KeyChange("choice.items.g-0.cite", None, "3.1.1"),
    }


def test_a_changed_condition_reads_as_the_pack_writes_it() -> None:
    found = diff(("{field: this.persons, at_least: 2}", "{not: {field: this.persons, at_most: 3}}"))
    assert [(k.key, k.before, k.after) for k in found.norms.changed[0].keys] == [
        ("if.field", "this.persons", None),
        ("if.at_least", "2", None),
        ("if.not.field", None, "this.persons"),
        ("if.not.at_most", None, "3"),
    ]


def test_provisions_events_facts_and_words_have_their_sections() -> None:
    found = diff(
        ("label: 目的, status: definition", "label: 目的依据, status: definition"),
        ('persons: {type: integer, cite: "2"}', 'persons: {type: decimal, cite: "2"}'),
        ("{id: noticed, label: 通知, by: office", "{id: noticed, label: 通知, by: leader"),
        ("colours: {items: [red, green]", "colours: {items: [red, green, blue]"),
        ("leader: {label: 领导, above: office}", "leader: 领导"),
    )
    assert [c.id for c in found.sections["provisions"].changed] == ["1"]
    assert {c.id: [k.key for k in c.keys] for c in found.sections["events"].changed} == {
        "talk.noticed": ["by"],
        "talk.held": ["record.persons.type"],
    }
    assert found.sections["lists"].changed[0].keys == (KeyChange("items", "red、green", "red、green、blue"),)
    assert found.sections["roles"].changed[0].keys == (KeyChange("above", "office", None),)


def test_the_head_and_the_shape_for_programs() -> None:
    new = load(spoiled('version: "2020-01-01"', 'version: "2024-01-01"'))
    found = diff_packs(load(), new)
    assert found.head == (KeyChange("version", "2020-01-01", "2024-01-01"),)
    data = found.as_data()
    assert (data["old"], data["new"]) == ("small@2020-01-01", "small@2024-01-01")
    assert data["norms"] == {"added": [], "removed": [], "changed": []}


ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(p for p in (ROOT / "packs").glob("*/*/20??-??-??.yaml"))


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.name}" for p in FILES])
def test_every_norm_of_every_pack_reads_as_its_pack_writes_it(path: Path) -> None:
    """Written back from the compiled form and loaded again, each norm is the same."""
    pack = load_pack_text(path.read_bytes(), path.name, find_vocabulary(path))
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    data["norms"] = [{**_without_kind(plain(norm)), norm.kind.value: plain(norm.body)} for norm in pack.norms]
    text = yaml.safe_dump(data, allow_unicode=True)
    again = load_pack_text(text.encode(), path.name, find_vocabulary(path))
    assert _unlined(again.norms) == _unlined(pack.norms)


def test_every_kind_of_the_small_pack_reads_as_it_is_written() -> None:
    pack = load()
    norms = [{**_without_kind(plain(norm)), norm.kind.value: plain(norm.body)} for norm in pack.norms]
    text = SMALL[: SMALL.index("norms:\n")] + yaml.safe_dump({"norms": norms}, allow_unicode=True)
    assert _unlined(load(text).norms) == _unlined(pack.norms)


def _without_kind(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in ("kind", "body")}


def _unlined(value: Any) -> Any:
    """The same without the lines that objects came from."""
    if isinstance(value, tuple):
        return tuple(_unlined(v) for v in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {f.name: _unlined(getattr(value, f.name)) for f in fields(value)}
        return replace(value, **(changed | ({"line": 0} if "line" in changed else {})))
    return value
