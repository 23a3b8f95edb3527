"""The wording of a document: what people write and change, field by field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from zeren.records.errors import Problem, Problems
from zeren.records.signs import printable

LONGEST = 20_000
GAP = "〔待补"
LABELS = {
    "title": "标题", "addressee": "主送", "body": "正文", "annexes": "附件", "copies": "抄送", "printed_by": "印发机关",
    "dated": "成文日期",
}  # fmt: skip
LIMITS = {
    "title": 200, "addressee": 400, "body": LONGEST, "annexes": 2000, "copies": 1000, "printed_by": 100, "more": 60_000,
}  # fmt: skip
MOST_LINES = {"body": 1500, "annexes": 100}
"""Paragraphs; more than fifty sheets."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Text:
    """The wording. ``body`` and ``annexes`` are lines; ``dated``: the day of the meeting that decided (ISO); empty:
    the day of signature. ``more``: what a paper of another make keeps beside it (a bulletin its parts), as JSON."""

    title: str
    body: str
    addressee: str = ""
    annexes: str = ""
    copies: str = ""
    printed_by: str = ""
    dated: str = ""
    more: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Text:
        """From a form or an entry: line ends and outer blanks made alike, unseen signs left out."""
        return cls(**{f.name: _clean(str(given.get(f.name, ""))) for f in fields(cls)})

    def as_dict(self) -> dict[str, str]:
        """As plain data."""
        return asdict(self)

    @property
    def lines_of_annexes(self) -> tuple[str, ...]:
        """The annexes, one a line."""
        return tuple(line for line in self.annexes.splitlines() if line)

    @property
    def day(self) -> date | None:
        """The day that the document is to bear; None: that of the signature."""
        return date.fromisoformat(self.dated) if self.dated else None

    @property
    def gaps(self) -> tuple[str, ...]:
        """The fields in which something is still to be filled in (〔待补：…〕)."""
        return tuple(name for name, text in asdict(self).items() if GAP in text)


def _clean(text: str) -> str:
    lines = (line.strip() for line in printable(text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return "\n".join(lines).strip()


def checked(given: Text, today: date) -> Text:
    """The wording as it is kept. Raises Refused with all that can't be: no title, no body, too long, a day that is none
    or is to come."""
    text = Text.of(given.as_dict())
    problems = Problems()
    for name in ("title", "body"):
        if not getattr(text, name):
            problems.add(name, f"请写{LABELS[name]}", f"the {name} is missing")
    for name, most in LIMITS.items():
        if len(getattr(text, name)) > most:
            label = LABELS.get(name, "内容")
            problems.add(name, f"{label}超过 {most} 字", f"the {name} is longer than {most} characters")
    for name, most in MOST_LINES.items():
        if getattr(text, name).count("\n") >= most:
            problems.add(name, f"{LABELS[name]}超过 {most} 行", f"the {name} has more than {most} lines")
    for name in ("title", "addressee", "copies", "printed_by"):
        if "\n" in getattr(text, name):
            problems.add(name, f"{LABELS[name]}写成一行", f"the {name} must be one line")
    if text.dated and (wrong := _wrong_day(text.dated, today)):
        problems.add("dated", *wrong)
    problems.refuse()
    return text


def _wrong_day(text: str, today: date) -> tuple[str, str] | None:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        found = None
    if found is None:
        return "日期写成 2026-12-01", "the day must be written 2026-12-01"
    if found > today:
        return "成文日期不能在今天以后", "the day can't lie in the future"
    return None


def gaps_problem(text: Text) -> list[Problem]:
    """A document with gaps goes to nobody."""
    return [
        Problem(name, f"{LABELS.get(name, '内容')}里还有〔待补〕", f"the {name} still has a gap (〔待补…〕)")
        for name in text.gaps
    ]
