"""What a duty is called in a list, and how much it asks: made from the norm, in the words of the packs."""

from __future__ import annotations

from collections.abc import Iterator

from zeren.law.packs.form import (
    All,
    AnyOf,
    Compare,
    Condition,
    Const,
    Duty,
    FieldValue,
    Force,
    OpenEvery,
    Standing,
    WordList,
)
from zeren.records.duties import norms
from zeren.records.duties.norms import Owed
from zeren.records.packs import installed

SPANS = {"year": "每年", "half_year": "每半年", "quarter": "每季", "month": "每月"}


def title(owed: Owed) -> str:
    """A short name: of a standing duty the provision's own label, of another the way, the matter, to whom."""
    body = owed.norm.body
    label = owed.pack.provisions.get(owed.norm.cite[0].split("#")[-1]) if owed.norm.cite else None
    if isinstance(body, Standing):
        return label.label if label else _word(norms.TOPICS, body.topic or "") or owed.norm.id
    kinds, topics, to = (asked(owed, name) for name in ("kind", "topic", "to"))
    said = "、".join(_word(norms.KINDS, k) for k in kinds)
    about = "、".join(_word(norms.TOPICS, t) for t in topics)
    whom = "、".join(_word(norms.RECIPIENTS, r) or r for r in to)
    if not said:
        return label.label if label else owed.norm.id
    return f"{said}{f'：{about}' if about else ''}{f'（{whom}）' if whom else ''}"


def amount(owed: Owed) -> str:
    """How often: 每季 1 次, 每人每年 1 次, 逢事必办, 常态."""
    body = owed.norm.body
    if not isinstance(body, Duty):
        return "常态"
    each = "每人" if owed.norm.per not in ("matter", "subject") else ""
    if isinstance(body.opener, OpenEvery) and body.opener.span:
        return f"{each}{SPANS[body.opener.span]} {body.count} 次"
    if isinstance(body.opener, OpenEvery) and body.opener.term_fact:
        return f"{each}每届 {body.count} 次"
    return "逢事必办"


def force(owed: Owed) -> Force:
    """应当, 一般, 可以 or 鼓励."""
    return owed.norm.force


def asked(owed: Owed, name: str) -> tuple[str, ...]:
    """The words that a field of the activity must hold to count (any of them)."""
    body = owed.norm.body
    if isinstance(body, Standing):
        return (body.topic,) if name == "topic" and body.topic else ()
    if not isinstance(body, Duty):
        return ()
    return tuple(dict.fromkeys((*(body.to if name == "to" else ()), *_words(body, name))))


def _words(body: object, name: str) -> Iterator[str]:
    if isinstance(body, Duty) and body.with_ is not None:
        yield from _constants(body.with_, name)


def _constants(condition: Condition, name: str) -> Iterator[str]:
    match condition:
        case All() | AnyOf():
            for part in condition.parts:
                yield from _constants(part, name)
        case Compare():
            value, right = condition.value, condition.right
            named = isinstance(value, FieldValue) and (value.path.head, value.path.name) == ("this", name)
            if named and condition.op in ("is", "in", "includes"):
                for one in right if isinstance(right, tuple) else (right,):
                    if isinstance(one, Const):
                        yield one.text


def label(lst: str, word: str) -> str:
    """The label of a word of a shared list; the word itself where it has none."""
    return _word(lst, word) or word


def _word(lst: str, word: str) -> str:
    found: WordList | None = installed().shared.lists.get(lst)
    return found.labels.get(word, "") if found is not None else ""
