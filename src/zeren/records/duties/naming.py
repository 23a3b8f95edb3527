"""What a duty is called in a list, and how much it asks: made from the norm, in the words of the packs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from zeren.law.packs.form import (
    All,
    AnyOf,
    Compare,
    Condition,
    Const,
    DueWindow,
    Duty,
    FieldValue,
    Force,
    OpenEvery,
    Path,
    Standing,
    WordList,
)
from zeren.records.duties import norms
from zeren.records.duties.norms import Owed
from zeren.records.packs import installed

WINDOWS = {"mid_year": "年中", "year_end": "年终"}
"""The parameters of the packs that say when in a year something is done."""
SPANS = {"year": "每年", "half_year": "每半年", "quarter": "每季", "month": "每月"}


def title(owed: Owed) -> str:
    """A short name: of a standing duty the provision's own label, of another the way, the matter (or what occasions it), to
    whom."""
    body = owed.norm.body
    label = owed.pack.provisions.get(owed.norm.cite[0].split("#")[-1]) if owed.norm.cite else None
    if isinstance(body, Standing):
        return label.label if label else _word(norms.TOPICS, body.topic or "") or owed.norm.id
    kinds, topics, to = (asked(owed, name) for name in ("kind", "topic", "to"))
    said = "、".join(_word(norms.KINDS, k) for k in kinds)
    about = "、".join(_word(norms.TOPICS, t) for t in topics) or _occasion(owed)
    whom = "、".join(dict.fromkeys(_recipient(owed, r) for r in to))
    if not said:
        return label.label if label else owed.norm.id
    return f"{said}{f'：{about}' if about else ''}{f'（{whom}）' if whom else ''}"


def _recipient(owed: Owed, word: str) -> str:
    """Of the shared list, or a role that the pack names itself."""
    role = owed.pack.vocabulary.roles.get(word)
    return _word(norms.RECIPIENTS, word) or (role.label if role else word)


def titles(owed: Sequence[Owed]) -> dict[tuple[str, str], str]:
    """The names of all that one holder owes: those of one provision that would read alike are told apart.

    By the first that differs of matter, whom it is owed towards, what occasions it, when in the year; else by their order.
    """
    alike: dict[tuple[str, str, str], list[Owed]] = defaultdict(list)
    for one in owed:
        alike[one.pack.id, one.norm.cite[0] if one.norm.cite else "", title(one)].append(one)
    return {ref: name for (_, _, name), group in alike.items() for ref, name in _apart(name, group)}


def _apart(name: str, group: list[Owed]) -> Iterator[tuple[tuple[str, str], str]]:
    told: dict[tuple[str, str], str] = {one.ref: "" for one in group}
    for part in (_topic, _facing, _occasion, _window):
        said = {one.ref: part(one) for one in group}
        if len(set(said.values())) > 1:
            told = said
            break
    same = Counter(told.values())
    place: Counter[str] = Counter()
    for one in group:
        text = told[one.ref]
        place[text] += 1
        number = (
            f"（{'一二三四五六七八九'[place[text] - 1]}）"
            if same[text] > 1 and place[text] < 10 and len(group) > 1
            else ""
        )
        more = f"{'，' if '：' in name else '：'}{text}" if text and text not in name else ""
        yield one.ref, f"{name}{more}{number}"


def _topic(one: Owed) -> str:
    return "、".join(_word(norms.TOPICS, t) for t in asked(one, "topic")) if one.standing else ""


def _facing(one: Owed) -> str:
    """Towards whom: the register's own word for them."""
    per = one.norm.per
    return one.pack.vocabulary.facts.get(per.head, {}).get(per.name, "") if isinstance(per, Path) else ""


def _occasion(one: Owed) -> str:
    steps = {s.id: s.label for p in one.pack.procedures.values() for s in p.steps.values()}
    events = one.pack.vocabulary.events
    return "、".join(
        steps.get(e) or (events[e].label if e in events else e) for e in norms.occasions_of(one.norm)
    )


def _window(one: Owed) -> str:
    due = one.norm.body.due if isinstance(one.norm.body, Duty) else None
    return WINDOWS.get(due.path.name, "") if isinstance(due, DueWindow) and due.path else ""


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


def lacking(what: str) -> str:
    """What is not known, in words: a fact of the register, a field of the record, a day that the organ has not set."""
    head, _, name = what.partition("@")[0].partition(".")
    shared = installed().shared
    if head == norms.ACTIVITY and name in shared.events[head].record:
        return f"没有记{shared.events[head].record[name].label or name}"
    if head == "param":
        return f"本机关没有定{WINDOWS.get(name, '')}的日期"
    known = shared.facts.get(head, {}).get(name)
    return f"登记没有{known}" if known else ""


def report_to(owed: Iterable[Owed]) -> tuple[str, ...]:
    """To whom the reports of every half-year or year go, by what is owed, in the order of the shared list."""
    found = {
        word
        for one in owed
        if "report_made" in asked(one, "kind") and isinstance(one.norm.body, Duty)
        if isinstance(one.norm.body.opener, OpenEvery) and one.norm.body.opener.span
        for word in asked(one, "to")
    }
    shared = installed().shared.lists.get(norms.RECIPIENTS)
    return tuple(label(norms.RECIPIENTS, w) for w in shared.items if w in found) if shared is not None else ()


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
