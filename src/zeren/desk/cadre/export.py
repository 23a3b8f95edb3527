"""The integrity file taken out: as DOCX or PDF, and its inventory as a workbook. Each is on the trail before it goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.cadre import build
from zeren.desk.cadre.page import SectionLines
from zeren.desk.matters.downloads import KINDS, as_file, plain
from zeren.papers import cadre_file
from zeren.papers.cadre_file import CadreFile, FilePart
from zeren.papers.excel.writing import Heading, ledger
from zeren.papers.official.fonts import NoChineseFont
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.dossiers import queries as dossiers
from zeren.records.materials import queries as materials
from zeren.records.matters import ledger as matters
from zeren.records.matters import secrecy
from zeren.records.people import queries as people
from zeren.records.trail import acts as trail

HEADINGS = ("序号", "状态", "编号", "事由", "程序", "承办机关", "立项", "办结")
INVENTORY = (
    Heading("序号", 6), Heading("类别", 20), Heading("编号", 24), Heading("事由", 40), Heading("程序", 24),
    Heading("承办机关", 20), Heading("立项", 12), Heading("办结", 12),
)  # fmt: skip


def _found(request: HttpRequest, pk: int) -> tuple[Actor, Any, tuple[SectionLines, ...]]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    person = people.cadre(actor, pk)
    if person is None:
        raise Http404
    return actor, person, build.filed(dossiers.sections(actor, pk))


@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The file of a person as far as the viewer sees it, as ``docx`` or ``pdf``."""
    if kind not in KINDS:
        raise Http404
    actor, person, sections = _found(request, pk)
    level = secrecy.highest(line.level for one in sections for line in one.lines)
    file = CadreFile(
        f"{person.name} 廉政档案",
        (f"人员代码：{person.code}", f"所在单位：{person.organ.name if person.organ else '没有登记'}",
         "只列导出人能看到的记录；查看范围以外的不在其中，也不说明有没有。"),
        [_posts(person), *_parts(sections), _bars(actor, pk), _sealed(actor, pk), _lacks(person)], workbook.foot(request, level),
    )  # fmt: skip
    try:
        content = cadre_file.render_pdf(file) if kind == "pdf" else cadre_file.render(file)
    except NoChineseFont as refused:
        return plain(str(refused), 503)
    trail.note(actor, "exported", "person", pk, detail=f"integrity file {kind}")
    name = secrecy.marked(level, f"{person.name} 廉政档案 {clock.today().isoformat()}.{kind}")
    return as_file(content, KINDS[kind], name)


@require_safe
def inventory(request: HttpRequest, pk: int) -> HttpResponse:
    """Every record in sight, numbered: what belongs into the binder."""
    _, person, sections = _found(request, pk)
    listed = [(one.title, line) for one in sections for line in one.lines]
    rows = [
        [place, title, m.number, m.title, m.procedure, m.organ, m.opened, m.closed]
        for place, (title, m) in enumerate(listed, 1)
    ]
    level = secrecy.highest(line.level for _, line in listed)
    title = f"{person.name} 廉政档案目录"
    content = ledger(title, INVENTORY, rows, workbook.foot(request, level))
    return workbook.exported(request, title, content, len(rows), level)


def _parts(sections: Sequence[SectionLines]) -> Iterator[FilePart]:
    """The sections; their entries bear the numbers of the inventory."""
    place = count(1)
    for one in sections:
        rows = [
            (str(next(place)), m.light.words, m.number, m.title, m.procedure, m.organ, m.opened, m.closed)
            for m in one.lines
        ]
        yield FilePart(one.title, HEADINGS, rows, numbered=True)


def _posts(person: Any) -> FilePart:
    rows = [
        (row.post.in_full, row.start.isoformat(), row.end.isoformat() if row.end else "在任", row.source or "没有登记")
        for row in person.appointments.all()
    ]  # fmt: skip
    return FilePart("任职", ("职务", "任职日", "免职前末日", "任免文号"), rows)


def _bars(actor: Actor, pk: int) -> FilePart:
    """The restrictions with their days; whose matter is out of sight, only whose it is."""
    shared = packs.installed().shared.events
    history = [row for row in dossiers.bars(actor, pk) if row.act in shared]
    seen = matters.in_sight(actor, (row.matter_id for row in history))
    held = build.bars_of(history, seen)
    rows = [
        (bar.effect, bar.cite.label if bar.cite else "", bar.source.text, bar.starts.isoformat(), bar.ends.isoformat() if bar.ends else "没有届满日")
        for bar in held
    ]  # fmt: skip
    return FilePart("限制", ("限制", "依据", "来源", "自", "止"), rows)


def _sealed(actor: Actor, pk: int) -> FilePart:
    rows = [
        (one.label, str(one.count), "、".join(str(year) for year in one.years))
        for one in materials.existence(actor, pk)
    ]
    return FilePart("封存的材料（只列有无）", ("材料", "份数", "年度"), rows)


def _lacks(person: Any) -> FilePart:
    rows = [(lack.what, lack.who) for lack in dossiers.lacks(person)]
    return FilePart("登记不全", ("缺什么", "由谁补"), rows, "没有发现登记不全的")
