"""What a section of a report holds: answers as typed, checked against its fields, sealed as one text, told in lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from zeren.records.errors import Problems
from zeren.records.materials.report_rules import Asked, Form, SectionRules

MOST_ROWS = 40
MOST_SIGNS = 200
AMOUNT = re.compile(r"\d{1,9}(\.\d{1,4})?")
NONE = "没有"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One section as it is answered: ``has`` yes, no, or empty for not answered; rows of fields."""

    has: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def filled(self) -> tuple[Row, ...]:
        """The rows in which anything stands."""
        return tuple(row for row in self.rows if any(text.strip() for text in row.values()))


def check(form: Form, labels: Mapping[str, str], answers: Mapping[str, Answer], problems: Problems) -> None:
    """Everything that is wrong with the answers, by ``section`` or ``section.row.field``."""
    for section in form.sections:
        answer, label = answers.get(section.id, Answer()), labels.get(section.id, section.id)
        if not answer.has and (not form.some or answer.filled):
            problems.add(section.id, f"“{label}”没有作答：有的填写，没有的选“没有”", "not answered")
        if answer.has == "yes":
            _check_rows(section, label, answer, problems)
        elif answer.has == "no" and answer.filled:
            problems.add(section.id, f"“{label}”选了没有，下面又填了内容", "says no and is filled")
    if form.some and not any(answers.get(s.id, Answer()).has == "yes" for s in form.sections):
        problems.add("", "请填写发生了的事项，至少一项", "at least one matter is wanted")


def _check_rows(section: SectionRules, label: str, answer: Answer, problems: Problems) -> None:
    if not answer.filled:
        problems.add(section.id, f"“{label}”选了有，请填写", "says yes and is empty")
    if len(answer.rows) > MOST_ROWS:
        problems.add(section.id, f"“{label}”超过 {MOST_ROWS} 行", "too many rows")
    for place, row in enumerate(answer.rows):
        if row not in answer.filled:
            continue
        for field in section.fields:
            wrong = _wrong(field, row.get(field.name, "").strip()) or _too_early(section, field, row)
            if wrong:
                problems.add(
                    f"{section.id}.{place}.{field.name}", f"“{label}”第 {place + 1} 行：{wrong}", "wrong"
                )


def _wrong(field: Asked, text: str) -> str:
    if not text:
        return f"缺{field.label}"
    if len(text) > MOST_SIGNS:
        return f"{field.label}超过 {MOST_SIGNS} 字"
    if field.options and text not in field.options:
        return f"{field.label}请从{'、'.join(field.options)}中选"
    if field.type == "amount" and not AMOUNT.fullmatch(text):
        return f"{field.label}“{text}”应为数，如 13.2"
    if field.type == "day" and not _is_day(text):
        return f"{field.label}“{text}”应为日期，如 2026-03-01"
    return ""


def _too_early(section: SectionRules, field: Asked, row: Row) -> str:
    """What is wrong with a day that another of the row can't follow: back before one went."""
    first = next((one for one in section.fields if one.name == field.not_before), None)
    began, day = (row.get(one.name, "").strip() if one else "" for one in (first, field))
    if first is None or not _is_day(began) or day >= began:
        return ""
    return f"{field.label} {day} 早于{first.label} {began}"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def sealed(answer: Answer) -> str:
    """The text that is sealed for a section."""
    rows = [dict(row) for row in answer.filled] if answer.has == "yes" else []
    return json.dumps({"has": answer.has, "rows": rows}, ensure_ascii=False, sort_keys=True)


def opened(text: str) -> Answer | None:
    """A sealed section as answers; None for one that came on paper and was entered as plain text."""
    try:
        found = json.loads(text)
        return Answer(
            str(found["has"]), tuple({str(k): str(v) for k, v in row.items()} for row in found["rows"])
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def lines(section: SectionRules | None, text: str) -> tuple[str, ...]:
    """A sealed section told in lines, one a row; what came as plain text stands as it is."""
    answer = opened(text)
    if answer is None or section is None:
        return tuple(text.splitlines())
    if answer.has != "yes":
        return (NONE,)
    return tuple(_line(section.fields, row) for row in answer.rows)


def _line(fields: Iterable[Asked], row: Row) -> str:
    return "；".join(f"{field.label}：{row[field.name]}" for field in fields if row.get(field.name))


def as_draft(answers: Mapping[str, Answer]) -> dict[str, object]:
    """Answers as plain data, as they were typed."""
    return {name: {"has": one.has, "rows": [dict(row) for row in one.rows]} for name, one in answers.items()}


def from_draft(body: Mapping[str, object]) -> dict[str, Answer]:
    """Answers out of a draft."""
    found = {name: opened(json.dumps(one)) for name, one in body.items() if isinstance(one, Mapping)}
    return {name: one for name, one in found.items() if one is not None}
