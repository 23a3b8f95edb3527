"""The list of candidates as a sheet: who, for which post, what is intended, on which day, and what the packs ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zeren.desk.wording import PackWords, words_of
from zeren.law.packs.form import RecordField
from zeren.papers.excel.columns import Column, Sheet
from zeren.records.precheck.book import book
from zeren.records.precheck.rules import INTENTS, SHARED

PERSON, POST, INTENT, DAY = "person", "post", "intent", "day"
FIXED = (PERSON, POST, INTENT, DAY)
KINDS = {"one_of": "one_of", "yes_no": "yes_no", "integer": "integer", "date": "date"}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the planned act that a pack asks for: its label, and what may be chosen."""

    name: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...]
    intents: frozenset[str]


def fields() -> tuple[Field, ...]:
    """What may be asked of a planned act: of the shared events first, then what each pack names."""
    found: dict[str, Field] = {}
    shared = book().installed.shared
    any_pack = words_of(book().rules[0].pack) if book().rules else None
    for intent, acts in SHARED.items():
        for act in acts:
            for name, declared in shared.events[act].record.items() if act in shared.events else ():
                _add(found, name, declared, any_pack, {intent})
    for rule in book().rules:
        words = words_of(rule.pack)
        for act, intents in rule.acts.items():
            step = words.step(act) if words else None
            for name in rule.asks:
                if step and name in step.record:
                    _add(found, name, step.record[name], words, set(intents))
    return tuple(found.values())


def _add(
    found: dict[str, Field], name: str, declared: RecordField, words: PackWords | None, intents: set[str]
) -> None:
    if declared.type not in KINDS:
        return
    if name in found:
        there = found[name]
        found[name] = Field(name, there.label, there.kind, there.choices, there.intents | intents)
        return
    found[name] = Field(
        name, declared.label or name, declared.type, _choices(declared, words), frozenset(intents)
    )


def _choices(declared: RecordField, words: PackWords | None) -> tuple[tuple[str, str], ...]:
    """What is shown, and what is kept."""
    if declared.type != "one_of" or words is None or declared.list is None:
        return ()
    listed = words.pack.vocabulary.lists.get(declared.list) or words.shared.lists.get(declared.list)
    return tuple((listed.labels.get(item, item), item) for item in listed.items) if listed else ()


def sheet() -> Sheet:
    """The sheet of the packs in use. A cell that is left empty is not known, and is told as undetermined where it matters."""
    asked = tuple(
        Column(
            field.name, field.label, KINDS[field.kind], values=field.choices, help="不填为待查明", width=16
        )  # type: ignore[arg-type]
        for field in fields()
    )
    intents = tuple((label, name) for name, label in INTENTS.items())
    return Sheet(
        "名单",
        (
            Column(PERSON, "人选", required=True, help="人员代码；没有重名的可以写姓名", width=14, also=("姓名", "人员代码"), example="R101"),
            Column(POST, "拟任职务", help="登记过的职务写代码；没有登记的写名称", width=24, also=("拟任职务代码",), example="县交通运输局局长"),
            Column(INTENT, "事项", "one_of", values=intents, help="不填按“提拔”", width=12),
            Column(DAY, "核查日", "date", help="不填按名单上方的日期", width=12, also=("核查日期",), example="2026-12-01"),
            *asked,
        ),
        (PERSON, POST, INTENT),
        "一行一名人选；带星号的列必填。核查不写入任何内容，也不评价是否适合任用。",
    )  # fmt: skip


def labels() -> Mapping[str, str]:
    """The label of each field of a planned act."""
    return {field.name: field.label for field in fields()}
