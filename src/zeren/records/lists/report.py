"""The public report of one unit: reviewed words and the unit's name, nothing else of the lists or of the matter.

What is left out, and why, is told to who prepares it, never in the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.lists import publishing, queries
from zeren.records.lists.models import ListedPart, ListedProblem
from zeren.records.lists.queries import Lists
from zeren.records.matters import levels
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.trail import acts as trail

KINDS = ("docx", "html")
"""The files in which a report leaves."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is published. ``problems``: the paragraphs of each wording, the first says what the problem was."""

    unit: str
    title: str
    period: str
    opening: tuple[str, ...]
    problems: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    contact: tuple[str, ...]


class Waits(StrEnum):
    """Why a problem is not in the report, in the order in which somebody has to do something."""

    REVIEW = "等待审核"
    RETURNED = "退回修改"
    WORDS = "没有写"


def part_of(lists: Lists, unit: int) -> ListedPart | None:
    """The words around the problems, if somebody wrote any."""
    return ListedPart.objects.filter(matter=lists.matter, unit=unit).first()


def report_of(lists: Lists, unit: Organ) -> Report:
    """The report as far as its words were reviewed; what was not is empty. ``unit``: one of the lists'."""
    around = publishing.published(part_of(lists, unit.pk))
    rows = queries.problems_of(lists).filter(unit=unit.pk, reviewed_on__isnull=False)
    said = (publishing.published(row)["public"] for row in rows)
    parts = {name: _paragraphs(around.get(name, "")) for name in ("opening", "closing", "contact")}
    return Report(
        unit=unit.name,
        title=around.get("title", ""),
        period=around.get("period", ""),
        problems=tuple(_paragraphs(text) for text in said),
        **parts,
    )


def left_out(lists: Lists, unit: int) -> list[tuple[ListedProblem, Waits]]:
    """The unit's problems that are not in its report, those first that wait for a review."""
    rows = queries.problems_of(lists).filter(unit=unit, reviewed_on__isnull=True)
    order = list(Waits)
    return sorted(((row, waits(row)) for row in rows), key=lambda pair: order.index(pair[1]))


def waits(row: publishing.Worded) -> Waits:
    """For what words that are not reviewed wait."""
    if not publishing.worded(row):
        return Waits.WORDS
    return Waits.RETURNED if row.public_note else Waits.REVIEW


def barred(matter: Matter) -> str:
    """Why a report of this matter may not leave at all; empty where it may. 秘密 and above is not made public."""
    if levels.rank(matter.classification) > levels.rank(levels.USUAL):
        return f"本事项定为{levels.mark_of(matter)}，高于{levels.USUAL}的不公开；解密以后才能导出。"
    return ""


def take_out(actor: Actor, lists: Lists, unit: Organ, kind: str) -> Report:
    """The report to be written as a file; that it left is on the trail.

    Raises OutOfSight for another unit, Refused where the matter is classified or the report has no reviewed head
    or no reviewed problem.
    """
    if unit not in lists.units or kind not in KINDS:
        raise OutOfSight(f"report {unit.pk} {kind}")
    found = report_of(lists, unit)
    why = barred(lists.matter) or lacking(found)
    if why:
        raise Refused([Problem("", why, "this report can't leave: it is classified, or not reviewed")])
    trail.note(actor, "report_exported", "matter", lists.matter.pk, detail=f"organ:{unit.pk} {kind}")
    return found


def lacking(report: Report) -> str:
    """What keeps the report from being one."""
    if not report.title:
        return "标题、开头、结尾还没有审核，不能导出。"
    return "" if report.problems else "还没有审核过的公开表述，不能导出。"


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line for line in map(str.strip, text.splitlines()) if line)
