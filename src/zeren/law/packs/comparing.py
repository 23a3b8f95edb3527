"""The right side of a comparison, and whether the comparison makes sense for the value's type."""

from __future__ import annotations

from typing import get_args

from yaml.nodes import Node, ScalarNode, SequenceNode

from zeren.law.packs.form import (
    Comparison,
    Const,
    CountValue,
    ElapsedValue,
    FieldValue,
    GradeValue,
    LastingValue,
    Path,
    Period,
    RecordField,
    Right,
    ScoreValue,
    ShareValue,
    SumValue,
    Value,
)
from zeren.law.packs.periods import PERIOD
from zeren.law.packs.reading import Reading
from zeren.law.packs.refs import PATH, declared_field, is_path
from zeren.law.packs.types import Many, Text, Word, day, number

COMPARISONS: dict[str, str] = {
    "is": "equals",
    "in": "is one of",
    "includes": "a value of several contains it",
    "at_least": "以上: not less than",
    "at_most": "以下: not more than",
    "more_than": "超过",
    "less_than": "未满",
    "filled": "`yes`: something is recorded; `no`: nothing is",
    "before": "an earlier day",
    "after": "a later day",
    "on_or_before": "that day or earlier",
}
ORDERING = ("at_least", "at_most", "more_than", "less_than")
DATING = ("before", "after", "on_or_before")
MANY_TYPES = ("many_of", "choices")
NUMBER_TYPES = ("integer", "decimal")

assert set(COMPARISONS) == set(get_args(Comparison))


def read_right(op: Comparison, node: Node, r: Reading) -> Right | None:
    """The right side: a constant, a path, a period, or for ``in`` several."""
    if op == "filled":
        word = Word(("yes", "no")).read(node, r)
        return None if word is None else Const(word)
    if op == "in":
        return _several(node, r)
    if op in ORDERING and not isinstance(node, ScalarNode | SequenceNode):
        read = PERIOD.read(node, r)
        return read if isinstance(read, Period) else None
    return _single(node, r)


def _single(node: Node, r: Reading) -> Const | Path | None:
    text = Text().read(node, r)
    if text is None:
        return None
    if is_path(text, r):
        return PATH.read(node, r)
    if text == "?":
        r.refuse("unknown_compared", node, text)
        return None
    return Const(text, number(text))


def _several(node: Node, r: Reading) -> Right | None:
    if isinstance(node, ScalarNode):
        read = _single(node, r)
        if isinstance(read, Const):
            r.refuse("not_list", node)
            return None
        return read
    parts = Many(Text()).read(node, r)
    if parts is None:
        return None
    found = tuple(_single(child, r) for child in node.value)
    return None if any(part is None for part in found) else tuple(part for part in found if part is not None)


def check_comparison(
    value: Value, op: Comparison, right: Right, node: Node, r: Reading
) -> tuple[str, ...] | None:
    """Refuse a comparison that the value's type does not know; the order, where words compare by order."""
    declared = declared_field(value.path, r) if isinstance(value, FieldValue) else None
    if declared is not None:
        _check_type(declared, op, right, node, r)
    if op in DATING:
        _check_day(right, node, r)
    if op not in ORDERING:
        return None
    if isinstance(value, CountValue | SumValue | ShareValue | ScoreValue):
        _numbers_only(right, node, r)
        return None
    if isinstance(value, ElapsedValue | LastingValue):
        if not isinstance(right, Period | Path):
            r.refuse("not_period", node, _said(right), ("{months: 6}",), offer=False)
        return None
    return _order(value, declared, right, node, r)


def _consts(right: Right) -> list[Const]:
    if isinstance(right, Const):
        return [right]
    return [part for part in right if isinstance(part, Const)] if isinstance(right, tuple) else []


def _said(right: Right) -> str:
    return right.text if isinstance(right, Const) else str(right)


def _check_type(declared: RecordField, op: Comparison, right: Right, node: Node, r: Reading) -> None:
    many = declared.type in MANY_TYPES
    if (op == "includes" and not many) or (op == "is" and many):
        r.refuse("wrong_comparison", node, op, ("is", "in") if not many else ("includes", "in"), offer=False)
        return
    if op in ("filled", *ORDERING, *DATING):
        return
    for const in _consts(right):
        allowed = _words(declared, r)
        if allowed is not None and const.text not in allowed:
            r.refuse("not_a_value_of", node, const.text, allowed)
        elif declared.type in NUMBER_TYPES and const.number is None:
            r.refuse("not_number", node, const.text)


def _words(declared: RecordField, r: Reading) -> set[str] | None:
    """The words a field can hold, where they are a closed list."""
    if declared.type == "yes_no":
        return {"yes", "no"}
    if declared.list is not None and declared.list in r.names.lists:
        return set(r.names.lists[declared.list].items)
    if declared.type in ("choice", "choices"):
        chosen = [items for (_, name), items in r.names.chosen.items() if name == declared.name]
        return set().union(*chosen) if chosen else None
    return None


def _check_day(right: Right, node: Node, r: Reading) -> None:
    for const in _consts(right):
        if day(const.text) is None:
            r.refuse("not_day", node, const.text)


def _numbers_only(right: Right, node: Node, r: Reading) -> None:
    if isinstance(right, Period) or any(const.number is None for const in _consts(right)):
        r.refuse("not_number", node, _said(right) if isinstance(right, Const) else None)


def _order(
    value: Value, declared: RecordField | None, right: Right, node: Node, r: Reading
) -> tuple[str, ...] | None:
    """The ordered list by which two words compare; a number needs none."""
    if isinstance(value, GradeValue):
        return _in_order(r.names.grades.get(value.norm, ()), right, node, r)
    if isinstance(right, Const) and right.number is not None:
        return None
    if isinstance(right, Period):
        r.refuse("not_number", node)
        return None
    named = r.names.lists.get(declared.list or "") if declared else None
    if named is not None:
        if named.ordered:
            return _in_order(named.items, right, node, r)
        r.refuse("no_order", node, _said(right))
        return None
    return _order_of_word(declared, right, node, r)


def _in_order(items: tuple[str, ...], right: Right, node: Node, r: Reading) -> tuple[str, ...] | None:
    if isinstance(right, Const) and right.text not in items:
        r.refuse("not_a_value_of", node, right.text, items)
        return None
    return items


def _order_of_word(
    declared: RecordField | None, right: Right, node: Node, r: Reading
) -> tuple[str, ...] | None:
    """For a field without a list: the one ordered list that holds the word, or the right side's own list."""
    if declared is not None and declared.type in NUMBER_TYPES:
        if isinstance(right, Const):
            r.refuse("not_number", node, right.text)
        return None
    if isinstance(right, Path):
        other = declared_field(right, r)
        found = r.names.lists.get(other.list or "") if other else None
        return found.items if found is not None and found.ordered else None
    word = _said(right)
    holding = [name for name, found in r.names.lists.items() if found.ordered and word in found.items]
    if len(holding) == 1:
        return r.names.lists[holding[0]].items
    ordered = {item for found in r.names.lists.values() if found.ordered for item in found.items}
    r.refuse("several_orders" if holding else "no_order", node, word, sorted(holding) if holding else ordered)
    return None
