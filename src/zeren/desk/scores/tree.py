"""Builds the tree page of a unit: every number with its provision, the record it rests on, and what lacks."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from zeren.desk import days, links
from zeren.desk.components import Bit, Citation, Light, Sign
from zeren.desk.matters.case import Case
from zeren.desk.matters.frame import frame
from zeren.desk.scores import beside
from zeren.desk.scores.beside import UNKNOWN
from zeren.desk.scores.figures import band_of, figure, text_of, weight_of
from zeren.desk.scores.page import SheetRow, TreePage, TreeRow
from zeren.desk.scores.unit import Unit
from zeren.records.matters.events import Recorded, day_of
from zeren.records.scores import queries, tree
from zeren.records.scores.figures import in_full
from zeren.records.scores.log import Settled, key_of
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Sheet
from zeren.records.scores.tree import Node, Standing

LEVELS = ("l1", "l2", "l3")


# ---------------------------------------------------------------- the page


def page_of(unit: Unit, subject: str) -> TreePage:
    """The tree of one subject; the group where none is named, else the first that is scored."""
    chosen = (
        subject if subject in unit.subjects else next(iter(unit.standings), next(iter(unit.subjects), ""))
    )
    standing = unit.standings.get(chosen)
    name, post = unit.subjects.get(chosen, ("", ""))
    writes = unit.case.may_write
    matter = unit.case.matter
    return TreePage(
        **frame(unit.case, "scores"),
        title=f"{name}　{post}".strip(),
        said=_said(unit, chosen, standing),
        rows=tuple(_rows(unit, standing)) if standing else (),
        band=band_of(standing) if standing else None,
        boxes=(*beside.boxes(unit, chosen, standing), *beside.grounds(unit, chosen)),
        **beside.members(unit, chosen),
        group_url=_group_url(unit, chosen),
        **beside.ballot(unit, chosen),
        **beside.honours(unit, chosen, standing),
        required=beside.required(unit) if chosen.startswith("organ:") else (),
        sheets=tuple(_sheet_rows(unit)),
        no_sheets="" if unit.sheets else "没有适用的评分细则：由考核统筹定，一年、一种单位一份；没有也可以直接登记得分。",
        sheets_url=_holder(unit),
        workbook_url=f"{links.named('score-workbook', matter.pk)}?of={chosen.replace(':', '-')}" if standing else "",
        points_url=links.named("score-points", matter.pk) if writes and unit.sheets else "",
        import_url=links.named("register-import", "points") if writes and unit.sheets else "",
    )  # fmt: skip


def _group_url(unit: Unit, chosen: str) -> str:
    """From a cadre back to the group."""
    groups = [ref for ref in unit.standings if ref.startswith("organ:") and ref != chosen]
    return unit.url(groups[0]) if groups else ""


def _holder(unit: Unit) -> str:
    """Where the sheets are fixed: the programme in sight, else this matter."""
    above = [matter for word, matter in unit.case.related if word == "上级案件"]
    return links.named("matter-sheets", above[0].pk if above else unit.case.matter.pk)


def _said(unit: Unit, subject: str, standing: Standing | None) -> tuple[tuple[Bit, ...], ...]:
    """One sentence: score, grade, that nothing is rounded before it, that a veto stands apart."""
    if subject in unit.set_aside:
        return ((Bit("不计分", strong=True, tone="slate"), Bit("　见右")),)
    if standing is None:
        return ((Bit(light=UNKNOWN), Bit("　不知道它按班子还是按干部计分，请在“案件信息”登记考核对象")),)
    if standing.value is None:
        return (
            (Bit(light=UNKNOWN), Bit(f"　缺 {len(standing.missing)} 项，见右")),
            (Bit("缺的不当作零分", tone="dim"),),
        )
    score = Bit(
        f"综合得分 {text_of(standing.value)}" + (f"，{standing.grade}" if standing.grade else ""), strong=True
    )
    if standing.withheld is not None:
        return ((score,), (Bit("不确定等次", strong=True, tone="slate"),))
    rounding = (Bit("定等次以前不进位", tone="dim"),)
    return (score,), rounding, (Bit("否决与等次分别记载，互不改变", tone="dim"),)


# ---------------------------------------------------------------- rows


def _rows(unit: Unit, standing: Standing) -> Iterator[TreeRow]:
    for depth, node in tree.walk(standing.parts):
        yield _part(unit, depth, node)
    if standing.bonuses:
        worths = [node.scored.worth for node in standing.parts]
        whole = sum((w for w in worths if w is not None), Fraction(0)) if None not in worths else None
        yield TreeRow(
            "lsum",
            "小计",
            worth=figure(whole),
            light=None if whole is not None else UNKNOWN,
            source=(Bit("下层折得相加，即上层得分"),),
        )
        yield from (_bonus(unit, standing, node) for node in standing.bonuses)
    cites = unit.chips(standing.grading, last=True) if standing.grading else ()
    light = None if standing.value is not None else UNKNOWN
    yield TreeRow(
        "tot",
        "综合得分",
        worth=figure(standing.value),
        light=light,
        cites=cites,
        source=(Bit(_total_words(standing)),),
    )


def _total_words(standing: Standing) -> str:
    if standing.value is None:
        return "有一项没有，合计就没有"
    return "按原数定等次，不进位；没有尽头的小数只为显示截到四位"


def _part(unit: Unit, depth: int, node: Node) -> TreeRow:
    scored = node.scored
    unknown = scored.points is None and not node.below
    return TreeRow(
        level=LEVELS[min(depth, 3) - 1],
        label=unit.label(scored.id),
        points=figure(scored.points),
        weight=weight_of(scored.weight),
        worth=figure(scored.worth),
        light=UNKNOWN if unknown else None,
        cites=_cites(unit, depth, node),
        source=tuple(_source(unit, node)),
    )


def _cites(unit: Unit, depth: int, node: Node) -> tuple[Citation, ...]:
    """A score by its own provision; a figure by that which gives it its weight."""
    norm = node.norm or node.within
    return (
        (unit.cites.chip(unit.pack.ref, norm.cite[0], norm.reading or "", bare=depth > 1),)
        if norm.cite
        else ()
    )


def _source(unit: Unit, node: Node) -> Iterator[Bit]:
    """Who gave it and when, with what it was settled from; of a composite nothing, its parts tell it."""
    entry = unit.entries.get(node.scored.events[0]) if node.scored.events else None
    if entry is None:
        if not node.below:
            yield Bit(f"没有登记，由{_supplier(unit, node)}登记", tone="dim")
        return
    who = "、".join(unit.case.role(name) for name in entry.by)
    yield Bit(f"{who} {days.in_cell(day_of(entry.at), unit.case.today)}".strip(), url=unit.record_url(entry))
    settled = unit.settled.get(entry.id)
    if settled is not None:
        yield from _settled(unit, settled, node)
    ballot = unit.handed.get(entry.seq)
    if ballot:
        yield Bit("　")
        yield Bit("无记名评议", url=links.named("ballot", ballot))
    yield from _conversion(unit, entry)
    if entry.corrects:
        yield Bit(f"　更正过，原第 {entry.corrects} 号", tone="dim")


def _supplier(unit: Unit, node: Node) -> str:
    step = unit.case.words.procedure.steps.get(node.scored.field.partition(".")[0])
    return unit.case.who(step.by) if step else "承办人"


def _settled(unit: Unit, settled: Settled, node: Node) -> Iterator[Bit]:
    sheet = next((one for one in unit.sheets if key_of(one) == settled.marks.key), None)
    said = f"评分表，终稿 {len(settled.finals)} 份"
    top = (
        next((i for i in sheet.items if f"{sheet.step}.{i.field}" == node.scored.field), None)
        if sheet
        else None
    )
    under = {item.number for item in sheet.below(top.number)} if sheet and top else set()
    apart = len(under & settled.marks.notes.keys())
    if apart:
        said += f"，{apart} 项{'取平均' if settled.mean else '有差异，由人定'}"
    yield Bit("　")
    yield Bit(said, url=unit.sheet_url(sheet, settled.marks.subject) if sheet else "")


def _conversion(unit: Unit, entry: Recorded) -> Iterator[Bit]:
    """On what the conversion to points rests: no rule of the text, shown as the setting that it is."""
    rule = unit.rules.ballot
    basis = rule.basis if rule and entry.type == rule.step else unit.rules.named.get(entry.type, "")
    text = entry.fields.get(basis, "")
    if isinstance(text, str) and text and entry.id not in unit.settled:
        yield Bit(
            f"　折算（机关设定）：{text}" if rule and entry.type == rule.step else f"　{text}", tone="dim"
        )


def _bonus(unit: Unit, standing: Standing, node: Node) -> TreeRow:
    scored = node.scored
    each, cap = in_full(scored.each or Fraction(0)), scored.cap
    limit = f"，封顶 {in_full(cap)}" if cap is not None else ""
    count = f"{in_full(scored.points)} 项" if scored.points is not None else ""
    capped = (
        scored.points is not None
        and scored.each is not None
        and cap is not None
        and scored.points * scored.each > cap
    )
    return TreeRow(
        level="l2",
        label=f"加分　{unit.label(scored.id)}",
        weight=f"每项 {each}{limit}",
        worth=figure(scored.worth),
        light=None if scored.worth is not None else UNKNOWN,
        cites=unit.chips(standing.norm, last=True),
        source=(
            Bit(
                f"{count}{'，到顶' if capped else ''}" if count and scored.points else "没有",
                tone="" if scored.points else "dim",
            ),
        ),
    )


# ---------------------------------------------------------------- sheets


def _sheet_rows(unit: Unit) -> Iterator[SheetRow]:
    for ref, standing in unit.standings.items():
        for sheet in unit.sheets_of(standing):
            filled = unit.filled_of(sheet, ref)
            yield SheetRow(
                sheet.title, unit.subjects[ref][0], unit.sheet_url(sheet, ref), light_of(sheet, filled),
                words_on(unit.case, sheet, filled),
            )  # fmt: skip


def light_of(sheet: Sheet, filled: Filled) -> Light:
    """How far a sheet is."""
    if filled.settled is not None:
        return Light(Sign.DONE, "已定分")
    if len(filled.finals) >= sheet.scorers:
        return Light(Sign.NEAR_INTERNAL, "待定分")
    return Light(Sign.ELAPSED, f"终稿 {len(filled.finals)} / {sheet.scorers}")


def words_on(case: Case, sheet: Sheet, filled: Filled) -> str:
    """What is to be said beside: the viewer's own part, how many items differ."""
    if filled.settled is None and filled.of(case.actor.person) is None:
        return "您还没有交" if queries.may_score(case.actor, case.matter) else ""
    apart = len(filled.differing(sheet)) if queries.sees_points(case.actor, case.matter, sheet, filled) else 0
    return f"{apart} 项有差异" if apart else ""
