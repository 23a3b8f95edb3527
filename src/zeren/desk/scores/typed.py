"""The form of a scoring sheet: a line an item, its parts divided by bars or tabs (as they come from Excel)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.http import QueryDict

from zeren.records.scores.figures import in_full
from zeren.records.scores.sheets import Asked, Row, Sheet

TEXTS = ("title", "year", "kind", "use", "lines", "basis", "scorers", "mean")


def assessed_in(opened: date) -> int:
    """Of which year an assessment is taken to be: what is opened in the first half of a year, of the year before."""
    return opened.year - (1 if opened.month < 7 else 0)


def blank(opened: date) -> dict[str, str]:
    """An empty form."""
    return {"year": str(assessed_in(opened)), "scorers": "2"}


def of(sheet: Sheet) -> dict[str, str]:
    """A sheet as the form shows it."""
    return {
        "title": sheet.title, "year": str(sheet.year or ""), "kind": sheet.kind, "use": f"{sheet.score}.{sheet.step}",
        "lines": "\n".join(
            "｜".join((i.number, i.label, in_full(i.full), i.field, i.standard, i.at)).rstrip("｜") for i in sheet.items
        ),
        "basis": sheet.basis, "scorers": str(sheet.scorers), "mean": sheet.mean,
    }  # fmt: skip


def read(given: QueryDict) -> dict[str, str]:
    """What was filled in."""
    return {name: given.get(name, "").replace("\r\n", "\n") for name in TEXTS}


def asked(texts: Mapping[str, str]) -> Asked:
    """The sheet that a form means."""
    score, _, step = texts.get("use", "").partition(".")
    rows = [_row(line) for line in texts.get("lines", "").splitlines() if line.strip()]
    return Asked(
        texts.get("title", ""), texts.get("year", ""), texts.get("kind", ""), score, step, rows, texts.get("basis", ""),
        texts.get("scorers", ""), texts.get("mean", ""),
    )  # fmt: skip


def _row(line: str) -> Row:
    parts = [part.strip() for part in line.replace("\t", "｜").replace("|", "｜").split("｜")]
    return Row(*(parts + [""] * 6)[:6])
