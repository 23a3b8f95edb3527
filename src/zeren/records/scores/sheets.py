"""A scoring sheet (评分细则) as plain values: a tree of items with the most that each may have. No input or output.

The first items bear the fields of one step of the pack, each with the full mark that the pack's score gives it; below
each the parts add up to the whole. Points are given to the items that have none below them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from zeren.law.packs.form import Pack, Procedure
from zeren.norms.model import FieldText
from zeren.records.errors import Problems
from zeren.records.scores import rules
from zeren.records.scores.figures import EXPECTED, in_full, points_in
from zeren.records.scores.rules import Leaf

NUMBER = re.compile(r"^[1-9][0-9]?(\.[1-9][0-9]?){0,2}$")
TITLE, LABEL, STANDARD, BASIS = 60, 80, 300, 200
MOST_ITEMS, MOST_SCORERS = 200, 30


@dataclass(frozen=True, slots=True)
class Item:
    """One item. ``number``: 1, 1.2, 1.2.3; ``full``: the most, exact; ``field``: of a first item, the step's field that
    takes it; ``standard``: how points are given; ``at``: its own provision, or empty."""

    number: str
    label: str
    full: Fraction
    field: str = ""
    standard: str = ""
    at: str = ""

    @property
    def above(self) -> str:
        """The number of the item that it is part of; empty for a first one."""
        return self.number.rpartition(".")[0]

    @property
    def depth(self) -> int:
        """1 for a first item."""
        return self.number.count(".") + 1


@dataclass(frozen=True)
class Sheet:
    """One version of a sheet. ``matter``, ``seq``: where in the log it stands; ``year``: of which year (0: of any); ``kind``: of
    which kind of unit (empty: of all); ``score``: the pack's score; ``step``: what takes its sums; ``scorers``: how many finals are wanted; ``mean``:
    on what it rests that the mean of the finals is taken (empty: people settle each)."""

    matter: int
    number: int
    version: int
    title: str
    year: int
    kind: str
    score: str
    step: str
    items: tuple[Item, ...]
    basis: str
    scorers: int = 1
    mean: str = ""
    seq: int = 0

    @cached_property
    def leaves(self) -> tuple[Item, ...]:
        """The items that points are given to."""
        above = {item.above for item in self.items}
        return tuple(item for item in self.items if item.number not in above)

    @property
    def name(self) -> str:
        """As a record names it: 县区评分细则（第 2 版）."""
        return f"{self.title}（第 {self.version} 版）"

    def below(self, number: str) -> Iterator[Item]:
        """The leaves of an item, itself where it is one."""
        return (one for one in self.leaves if one.number == number or one.number.startswith(f"{number}."))

    def sum_of(self, number: str, points: Mapping[str, Fraction]) -> Fraction | None:
        """What an item has by its leaves; None where one of them has no points."""
        found = [points.get(leaf.number) for leaf in self.below(number)]
        return sum((p for p in found if p is not None), Fraction(0)) if None not in found else None

    def sums(self, points: Mapping[str, Fraction]) -> dict[str, Fraction | None]:
        """By field of the step, what the first items have."""
        return {item.field: self.sum_of(item.number, points) for item in self.items if item.field}


# ---------------------------------------------------------------- in the log


def fields_of(sheet: Sheet) -> dict[str, FieldText]:
    """A sheet as an entry of the log holds it."""
    whole: dict[str, FieldText] = {
        "sheet": str(sheet.number), "version": str(sheet.version), "title": sheet.title,
        "year": str(sheet.year or ""), "kind": sheet.kind,
        "score": sheet.score, "step": sheet.step, "scorers": str(sheet.scorers), "mean": sheet.mean, "basis": sheet.basis,
        "items": tuple(
            json.dumps([i.number, i.label, in_full(i.full), i.field, i.standard, i.at], ensure_ascii=False) for i in sheet.items
        ),
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value}


def read(matter: int, seq: int, fields: Mapping[str, FieldText]) -> Sheet:
    """The sheet of an entry."""
    text = {name: str(value) for name, value in fields.items() if isinstance(value, str)}
    listed = fields.get("items", ())
    return Sheet(
        matter, int(text["sheet"]), int(text["version"]), text["title"],
        int(text.get("year", "0")), text.get("kind", ""), text["score"], text["step"],
        tuple(_item(line) for line in ((listed,) if isinstance(listed, str) else listed)), text.get("basis", ""),
        int(text.get("scorers", "1")), text.get("mean", ""), seq,
    )  # fmt: skip


def _item(line: str) -> Item:
    number, label, full, field, standard, at = json.loads(line)
    return Item(number, label, Fraction(full), field, standard, at)


# ---------------------------------------------------------------- what is asked for


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet as it is typed."""

    number: str
    label: str
    full: str
    field: str = ""
    standard: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A sheet as it is typed: see :class:`Sheet`."""

    title: str
    year: str
    kind: str
    score: str
    step: str
    rows: Sequence[Row]
    basis: str
    scorers: str = "1"
    mean: str = ""


def made(pack: Pack, procedure: Procedure, asked: Asked, problems: Problems) -> Sheet | None:
    """The sheet that is meant, its number and version still open; every fault is noted at its field and row."""
    before = len(problems.found)
    _line("title", asked.title, "细则的名称", TITLE, problems)
    _line("basis", asked.basis, "定这一细则的依据", BASIS, problems)
    if len(asked.mean.strip()) > BASIS:
        problems.add("mean", f"取平均的依据超过 {BASIS} 字", f"the basis exceeds {BASIS} characters")
    leaves = _leaves(pack, procedure, asked, problems)
    _kind(pack, procedure, asked, problems)
    year, scorers = _whole(asked.year), _whole(asked.scorers)
    if asked.year.strip() and not 2000 <= year <= 2100:
        problems.add("year", f"“{asked.year[:8]}”不是年度", f"'{asked.year[:8]}' is no year")
    if not 1 <= scorers <= MOST_SCORERS:
        problems.add("scorers", f"评分人为 1 至 {MOST_SCORERS} 人", f"1 to {MOST_SCORERS} scorers are wanted")
    items = _items(asked.rows, leaves, pack, problems)
    if len(problems.found) > before:
        return None
    return Sheet(
        0, 0, 0, _tidy(asked.title), year, asked.kind, asked.score, asked.step, tuple(items), _tidy(asked.basis), scorers, _tidy(asked.mean)
    )  # fmt: skip


def same(a: Sheet, b: Sheet) -> bool:
    """Whether two sheets say the same, whatever their numbers."""
    return replace(a, matter=0, number=0, version=0, seq=0) == replace(
        b, matter=0, number=0, version=0, seq=0
    )


def _whole(text: str) -> int:
    """A whole number; 0 for what is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _line(where: str, text: str, zh: str, most: int, problems: Problems, row: int | None = None) -> None:
    if not _tidy(text):
        problems.add(where, f"请写{zh}", f"{where} is missing", row)
    elif len(_tidy(text)) > most:
        problems.add(where, f"{zh}超过 {most} 字", f"{where} exceeds {most} characters", row)


def _kind(pack: Pack, procedure: Procedure, asked: Asked, problems: Problems) -> None:
    found = rules.rules_of(pack, procedure)
    declared = procedure.matter.get(found.kind) if found else None
    words = pack.vocabulary.lists.get(declared.list or "") if declared else None
    if asked.kind and (words is None or asked.kind not in words.items):
        problems.add("kind", f"没有“{asked.kind}”这一种单位", f"there is no kind '{asked.kind}'")


def _leaves(pack: Pack, procedure: Procedure, asked: Asked, problems: Problems) -> dict[str, Leaf]:
    """The fields of the step that the score takes."""
    if asked.score not in {body.name for _, body in rules.roots_of(pack)}:
        problems.add("score", "请选细则用于哪一类得分", f"there is no score '{asked.score}'")
        return {}
    found = {
        leaf.field: leaf for leaf in rules.leaves_of(pack, procedure, asked.score) if leaf.step == asked.step
    }
    if not found:
        problems.add("step", "请选细则用于哪一项计分", f"'{asked.step}' brings nothing to this score")
    return found


# ---------------------------------------------------------------- the tree


def _items(rows: Sequence[Row], leaves: Mapping[str, Leaf], pack: Pack, problems: Problems) -> list[Item]:
    if not 1 <= len(rows) <= MOST_ITEMS:
        problems.add("items", f"评分项目为 1 至 {MOST_ITEMS} 项", f"1 to {MOST_ITEMS} items are wanted")
    items: list[Item] = []
    for place, row in enumerate(rows, start=1):
        item = _one(row, place, leaves, pack, problems)
        if item is not None:
            items.append(item)
    if len(items) == len(rows):
        _tree(items, problems)
        _first(items, leaves, problems)
    return items


def _one(row: Row, place: int, leaves: Mapping[str, Leaf], pack: Pack, problems: Problems) -> Item | None:
    before = len(problems.found)
    number, full, field = row.number.strip(), points_in(row.full), row.field.strip()
    if not NUMBER.match(number):
        problems.add(
            "number", f"序号“{number[:12]}”应如 1、1.2、1.2.3", f"'{number[:12]}' is no number", place
        )
    _line("label", row.label, "项目的名称", LABEL, problems, place)
    if full is None or full == 0:
        problems.add(
            "full", f"满分“{row.full[:12]}”应大于 0，{EXPECTED}", f"'{row.full[:12]}' is no full mark", place
        )
    if len(_tidy(row.standard)) > STANDARD:
        problems.add(
            "standard", f"评分标准超过 {STANDARD} 字", f"the standard exceeds {STANDARD} characters", place
        )
    if row.at.strip() and row.at.strip() not in pack.provisions:
        problems.add("at", f"法规没有“{row.at[:12]}”这一条款", f"'{row.at[:12]}' is no provision", place)
    if "." not in number:
        field = _field(field, row.label, leaves)
    if len(problems.found) > before or full is None:
        return None
    return Item(number, _tidy(row.label), full, field, _tidy(row.standard), row.at.strip())


def _field(given: str, label: str, leaves: Mapping[str, Leaf]) -> str:
    """Which field a first item bears: by its name or label; unsaid, the only one, or that of the item's own label."""
    names = {leaf.label: name for name, leaf in leaves.items()}
    if not given and len(leaves) == 1:
        return next(iter(leaves))
    return names.get(given or _tidy(label), given)


def _tree(items: Sequence[Item], problems: Problems) -> None:
    """Each number once, under one that stands above it; the parts of an item add up to it, to the last digit."""
    seen: set[str] = set()
    for place, item in enumerate(items, start=1):
        if item.number in seen:
            problems.add("number", f"序号 {item.number} 重复", f"number {item.number} stands twice", place)
        if item.above and item.above not in seen:
            problems.add(
                "number", f"{item.number} 的上面没有 {item.above}", f"no item {item.above} above", place
            )
        if item.above and item.field:
            problems.add("field", "只有第一层的项目写对应哪一项得分", "only first items bear a field", place)
        seen.add(item.number)
    for place, item in enumerate(items, start=1):
        parts = [one.full for one in items if one.above == item.number]
        if parts and sum(parts, Fraction(0)) != item.full:
            has = in_full(sum(parts, Fraction(0)))
            zh = f"{item.number} {item.label}满分 {in_full(item.full)}，下面 {len(parts)} 项合计 {has}，应当相等"
            problems.add(
                "full", zh, f"item {item.number}: parts add up to {has}, not {in_full(item.full)}", place
            )


def _first(items: Sequence[Item], leaves: Mapping[str, Leaf], problems: Problems) -> None:
    """The first items bear the step's fields, each once, with the full mark that the pack gives."""
    found: dict[str, int] = {}
    for place, item in enumerate(items, start=1):
        if item.above:
            continue
        leaf = leaves.get(item.field)
        if leaf is None:
            known = "、".join(one.label for one in leaves.values())
            problems.add(
                "field",
                f"{item.number} {item.label}对应哪一项得分：{known}",
                f"expected one of {sorted(leaves)}",
                place,
            )
            continue
        if item.field in found:
            problems.add(
                "field",
                f"“{leaf.label}”已由第 {found[item.field]} 行对应",
                f"{item.field} stands twice",
                place,
            )
        found[item.field] = place
        if leaf.full is not None and item.full != leaf.full:
            zh = f"{item.number} {item.label}满分 {in_full(item.full)}，法规给“{leaf.label}”的满分是 {in_full(leaf.full)}"
            problems.add(
                "full",
                zh,
                f"item {item.number}: {in_full(item.full)}, the pack gives {in_full(leaf.full)}",
                place,
            )
    for name in leaves.keys() - found.keys():
        problems.add("items", f"缺“{leaves[name].label}”一项", f"no item bears {name}")
