"""Workbooks of scores: the live formulas of a unit, the points to be filled in, a sheet to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.matters.views import case_of
from zeren.desk.scores.unit import Unit, person_names
from zeren.papers.excel.writing import filled
from zeren.papers.register_sheets import SHEETS
from zeren.papers.score_book import Book, BookBallot, BookItem, BookLine, BookSheet, book
from zeren.records import registers
from zeren.records.matters import secrecy
from zeren.records.matters.events import Recorded
from zeren.records.scores import conversion, importing, queries
from zeren.records.scores.figures import points_in
from zeren.records.scores.log import Marks, Settled, key_of
from zeren.records.scores.sheets import Item, Sheet
from zeren.records.scores.tree import Node, Standing

NOTES = (
    "每个数写成分子、分母两个整数，公式只对整数作乘、加，最后除一次供看；没有一格四舍五入。",
    "改动任何一个整数，其余各格随之重算。等次用整数比较，恰在分数线上的，算在上面一等。",
    "票数折算、评分细则是机关的设定，不是条文规定。",
)


def _unit(request: HttpRequest, pk: int) -> Unit:
    case = case_of(request, pk)
    if not case.scored:
        raise Http404
    return Unit(case)


# ---------------------------------------------------------------- live formulas


@require_safe
def workbook_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The score of one subject (``of``) with live formulas."""
    unit = _unit(request, pk)
    subject = request.GET.get("of", "").replace("-", ":") or next(iter(unit.standings), "")
    standing = unit.standings.get(subject)
    if standing is None:
        raise Http404
    given = book_of(unit, standing)
    level = secrecy.highest([unit.case.matter.classification])
    return workbook.exported(request, given.title, book(given), len(given.lines), level)


def book_of(unit: Unit, standing: Standing) -> Book:
    """What the workbook of one subject holds."""
    name, _ = unit.subjects[standing.subject]
    graded = standing.grading
    return Book(
        title=f"{name} {unit.case.matter.title} 得分算式",
        lines=tuple(_line(unit, standing, node) for node in standing.nodes),
        value=standing.value,
        bands=standing.bands if standing.withheld is None else (),
        grade=standing.grade or "",
        law=unit.case.law(graded.cite[-1:]) if graded else "",
        notes=NOTES,
    )


def _line(unit: Unit, standing: Standing, node: Node) -> BookLine:
    scored = node.scored
    entry = unit.entries.get(scored.events[0]) if scored.events and not node.is_bonus else None
    norm = node.norm or node.within
    return BookLine(
        label=unit.label(scored.id) if not node.is_bonus else f"加分 {unit.label(scored.id)}",
        value=scored.points,
        weight=scored.weight,
        below=tuple(_line(unit, standing, one) for one in node.below),
        count=int(scored.points) if node.is_bonus and scored.points is not None else None,
        each=scored.each or Fraction(0),
        cap=scored.cap,
        law=unit.case.law(norm.cite[-1:] if node.is_bonus else norm.cite),
        source=f"第 {entry.seq} 号 {unit.case.entry_label(entry)}" if entry else "",
        comes_of=_comes_of(unit, standing.subject, node, entry) if entry else None,
    )


def _comes_of(unit: Unit, subject: str, node: Node, entry: Recorded) -> BookSheet | BookBallot | None:
    """The sheet or the slips that a figure comes of, where they give exactly this figure."""
    found = _sheet_of(unit, node, entry) or _slips_of(unit, subject, node, entry)
    return found if found is not None and _gives(found) == node.scored.points else None


def _gives(found: BookSheet | BookBallot) -> Fraction:
    if isinstance(found, BookSheet):
        return sum((item.held for item in found.items), Fraction(0))
    return sum((count * points for _, count, points in found.options), Fraction(0)) / found.over


def _sheet_of(unit: Unit, node: Node, entry: Recorded) -> BookSheet | None:
    """The points of the sheet that were settled on, item by item, below the item that gives this figure."""
    settled = unit.settled.get(entry.id)
    sheet = _version_of(settled.marks) if settled else None
    if settled is None or sheet is None:
        return None
    filled = unit.filled_of(sheet, settled.marks.subject)
    finals = [one for one in filled.finals if one.seq in settled.finals]
    names = person_names(filled)
    name = node.scored.field.partition(".")[2]
    top = next((item for item in sheet.items if item.field == name), None)
    items = tuple(_item(item, settled, finals) for item in sheet.below(top.number)) if top else ()
    title = f"{sheet.name}　{top.label if top else ''}"
    return BookSheet(title, tuple(names.get(one.person or 0, "") for one in finals), items) if items else None


def _version_of(marks: Marks) -> Sheet | None:
    """The sheet as it was when these marks were given."""
    versions = queries.versions_at({marks.key.matter})
    return next((one for one in versions if key_of(one) == marks.key and one.version == marks.version), None)


def _item(item: Item, settled: Settled, finals: Sequence[Marks]) -> BookItem:
    """Each scorer's points of an item, the figure that holds, and how it came of them."""
    each = tuple(one.points[item.number] for one in finals)
    way = "same" if len(set(each)) == 1 else "mean" if settled.mean else "decided"
    held, note = settled.marks.points[item.number], settled.marks.notes.get(item.number, "")
    return BookItem(item.number, item.label, item.full, each, held, way, note)


def _slips_of(unit: Unit, subject: str, node: Node, entry: Recorded) -> BookBallot | None:
    rule, setting = unit.rules.ballot, conversion.of(unit.case.matter)
    if rule is None or setting is None or entry.type != rule.step:
        return None
    labels = unit.options(subject)
    counts = [
        (labels[name], str(entry.fields.get(name, "")), points_in(setting.values[parameter]))
        for name, parameter in rule.options
    ]
    if any(not count.isdecimal() or points is None for _, count, points in counts):
        return None
    options = tuple((label, int(count), points) for label, count, points in counts if points is not None)
    valid = str(entry.fields.get(rule.valid, ""))
    for over in (sum(count for _, count, _ in options), int(valid) if valid.isdecimal() else 0):
        made = BookBallot(f"会议测评，折算依据：{setting.source}", options, over) if over else None
        if made is not None and _gives(made) == node.scored.points:
            return made
    return None


# ---------------------------------------------------------------- to be filled in and brought back


@require_safe
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Every sheet of the unit, with the viewer's own draft: to be filled in and brought back."""
    unit = _unit(request, pk)
    if not unit.case.may_write:
        raise Http404
    title = f"{unit.case.matter.number} 评分"
    rows = list(_points(unit))
    return workbook.exported(request, title, filled(SHEETS["points"], rows), len(rows))


def _points(unit: Unit) -> Iterator[dict[str, str]]:
    for ref, standing in unit.standings.items():
        for sheet in unit.sheets_of(standing):
            done = unit.filled_of(sheet, ref)
            if done.settled is None and done.of(unit.case.actor.person) is None:
                yield from importing.rows_of(
                    unit.case.actor, unit.case.matter, sheet, ref, unit.subjects[ref][0]
                )


@require_safe
def sheet(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One sheet in its latest version, to be edited and brought back."""
    case = case_of(request, pk)
    found = next((one for one in queries.current(queries.versions_at([pk])) if one.number == number), None)
    if found is None or queries.words_of(case.matter) is None or not registers.keeps(case.actor, "sheets"):
        raise Http404
    rows = list(importing.rows_of_sheet(case.matter, found))
    return workbook.exported(request, found.name, filled(SHEETS["sheets"], rows), len(rows))
