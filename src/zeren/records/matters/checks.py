"""Holding an entry against its step: only what is false is refused; what is missing is told.

False: a day in the future, a person who does not exist, a word outside its list, a figure that is none.
Missing: a required field without content. That never stops a record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime

from zeren.law.packs.form import RecordField
from zeren.norms.model import UNKNOWN, FieldText
from zeren.records import clock, refs
from zeren.records.errors import Problem, Problems
from zeren.records.matters.events import Entry, day_of, parse_at
from zeren.records.packs import Words

LONGEST = 20_000
INTEGER = re.compile(r"^-?[0-9]{1,15}$")
DECIMAL = re.compile(r"^-?[0-9]{1,15}(\.[0-9]{1,15})?%?$|^[0-9]{1,9}/0*[1-9][0-9]{0,8}$")
MOMENT = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?)?$")
MANY = ("many_of", "choices")


def check(words: Words, entry: Entry, problems: Problems) -> list[Problem]:
    """Note every false thing in ``problems``; answer what is missing."""
    step = words.step(entry.type)
    if step is None:
        known = "、".join(words.procedure.steps)
        problems.add(
            "type",
            f"“{entry.type}”不是本程序的事项，可为：{known}",
            f"'{entry.type}' is no step here, allowed: {known}",
        )
        return []
    check_at(entry.at, "at", problems)
    _check_roles(words, entry.by, problems)
    _check_fields(words, entry, dict(step.record), problems)
    _check_refs(words, entry, dict(step.record), problems)
    return [
        Problem(name, f"缺“{declared.label or name}”", f"'{name}' is missing")
        for name, declared in step.record.items()
        if declared.required and not entry.fields.get(name)
    ]


def check_at(text: str, where: str, problems: Problems) -> None:
    """A real day or instant, not in the future."""
    try:
        # What else Python reads as a moment (weeks, offsets from UTC) the engine does not count with.
        at = parse_at(text) if MOMENT.match(text) else parse_at("")
    except ValueError:
        problems.add(where, f"“{text}”不是日期，应为年-月-日", f"'{text}' is no day, expected YYYY-MM-DD")
        return
    today = clock.today()
    if day_of(at) > today:
        problems.add(where, f"{day_of(at)} 晚于今日（{today}）", f"{day_of(at)} lies after today ({today})")
    elif day_of(at).year < 1949:
        problems.add(where, f"{day_of(at)} 过早", f"{day_of(at)} is too early")


def _check_roles(words: Words, by: Iterable[str], problems: Problems) -> None:
    for name in by:
        if refs.parse(name) is None and words.role(name) is None:
            problems.add(
                "by",
                f"“{name}”不是已定的身份，也不是已登记的人员",
                f"'{name}' is neither a role nor a person",
            )


def _check_fields(words: Words, entry: Entry, declared: dict[str, RecordField], problems: Problems) -> None:
    for name, value in entry.fields.items():
        if name not in declared:
            known = "、".join(declared) or "（无）"
            problems.add(
                name, f"此事项没有“{name}”一栏，可为：{known}", f"no field '{name}' here, allowed: {known}"
            )
        elif value not in (UNKNOWN, "", ()):
            check_value(words, entry.type, declared[name], value, problems)


def check_value(
    words: Words, event: str, declared: RecordField, value: FieldText, problems: Problems
) -> None:
    """One value against its field's type."""
    label = declared.label or declared.name
    if isinstance(value, tuple) and declared.type not in MANY and len(value) != 1:
        problems.add(declared.name, f"“{label}”只能有一个值", f"'{declared.name}' takes one value")
        return
    for text in value if isinstance(value, tuple) else (value,):
        wanted = _wanted(words, event, declared, text)
        if wanted:
            zh, en = wanted
            problems.add(
                declared.name,
                f"“{label}”为“{text[:40]}”，应为{zh}",
                f"'{declared.name}' is '{text[:40]}', expected {en}",
            )


def _wanted(words: Words, event: str, declared: RecordField, text: str) -> tuple[str, str] | None:
    """What was expected instead; None where the text fits its type."""
    if declared.type in ("one_of", "many_of"):
        found = words.list(declared.list or "")
        return None if found is None or text in found.items else _listed(found.items)
    if declared.type in ("choice", "choices"):
        items = words.choices(event, declared.name)
        return None if not items or text in items else _listed(items)
    fits, zh, en = TYPES[declared.type]
    return None if fits(text) else (zh, en)


def _listed(items: Iterable[str]) -> tuple[str, str]:
    known = list(items)
    return "、".join(known) + "之一", "one of " + ", ".join(known)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 and bool(MOMENT.match(text))


def _is_instant(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return bool(MOMENT.match(text))


def _ref_to(*nouns: str) -> Callable[[str], bool]:
    # Outside the registers a name as written will do; a reference must be of the right noun.
    return lambda text: (found := refs.parse(text)) is None or found[0] in nouns


TYPES: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "text": (lambda text: len(text) <= LONGEST, f"不超过 {LONGEST} 字", f"at most {LONGEST} characters"),
    "date": (_is_day, "日期（年-月-日）", "a day (YYYY-MM-DD)"),
    "datetime": (_is_instant, "时刻（年-月-日T时:分）", "an instant (YYYY-MM-DDTHH:MM)"),
    "integer": (lambda text: bool(INTEGER.match(text)), "整数", "a whole number"),
    "decimal": (lambda text: bool(DECIMAL.match(text)), "数值", "a number"),
    "yes_no": (lambda text: text in ("yes", "no"), "yes、no 或 ?", "yes, no or ?"),
    "person": (_ref_to("person"), "已登记的人员", "a registered person"),
    "organ": (_ref_to("organ"), "已登记的机关", "a registered organ"),
    "post": (_ref_to("post"), "已登记的职务", "a registered post"),
    "document": (_ref_to("attachment"), "附件", "an attachment"),
}


def _check_refs(words: Words, entry: Entry, declared: dict[str, RecordField], problems: Problems) -> None:
    """Every person, organ, post and paper that is named must exist."""
    named: dict[str, str] = dict.fromkeys(entry.subjects, "subjects")
    named.update({ref: "by" for ref in entry.by if refs.parse(ref)})
    if entry.unit:
        named[entry.unit] = "unit"
    for name, value in entry.fields.items():
        if name in declared and declared[name].type in ("person", "organ", "post", "document"):
            named.update(
                {text: name for text in (value if isinstance(value, tuple) else (value,)) if refs.parse(text)}
            )
    check_exist(named, problems)
    for ref in entry.subjects:
        if refs.parse(ref) is None:
            problems.add(
                "subjects", f"“{ref}”不是已登记的人员或机关", f"'{ref}' is no registered person or organ"
            )


def check_exist(named: dict[str, str], problems: Problems) -> None:
    """Note each reference that leads nowhere, at the field that names it."""
    there = refs.names_of(named)
    for ref, where in named.items():
        parsed = refs.parse(ref)
        if parsed and ref not in there:
            noun = refs.NOUNS[parsed[0]]
            problems.add(where, f"没有编号为 {parsed[1]} 的{noun}", f"there is no {parsed[0]} {parsed[1]}")
