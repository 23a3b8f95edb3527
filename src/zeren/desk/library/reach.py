"""Which acts a bar means, in words: a value of the entry that laid it down stands in its place (否决的年度: 2025)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from zeren.desk.library.condition_words import condition_words
from zeren.desk.wording import PackWords
from zeren.law.packs.form import All, AnyOf, Bar, Compare, Condition, Const, Not, Path
from zeren.norms.model import FieldText

Said = Mapping[str, FieldText]


def bar_of(words: PackWords | None, norm: str) -> Bar | None:
    """The bar that a norm lays down."""
    found = next((one.body for one in words.pack.norms if one.id == norm), None) if words else None
    return found if isinstance(found, Bar) else None


def reach_words(words: PackWords | None, norm: str, said: Said) -> str:
    """In which case a bar reaches the act; empty where it reaches every one. ``said``: of the entry that it comes from."""
    body = bar_of(words, norm)
    if words is None or body is None or body.where is None:
        return ""
    return condition_words(_told(body.where, said), words, acts=body.acts)


def _told(condition: Condition, said: Said) -> Condition:
    """The condition with what the entry says instead of the name of its field."""
    match condition:
        case All(parts) | AnyOf(parts):
            return replace(condition, parts=tuple(_told(part, said) for part in parts))
        case Not(part):
            return replace(condition, part=_told(part, said))
        case Compare(right=Path(head="opener", name=name)) if (
            isinstance(value := said.get(name), str) and value
        ):
            return replace(condition, right=Const(value))
    return condition
