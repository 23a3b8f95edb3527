"""The counts that must agree and the result, as the pages and the sheet show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from zeren.desk.ballots.page import Cell, CountLine, ResultRow, ResultTable
from zeren.desk.components import Light, Sign
from zeren.law.packs.form import Kind
from zeren.norms.model import Event, Finding, State
from zeren.records import clock, evaluation
from zeren.records.ballots import counting, handing, log
from zeren.records.ballots.counting import Check, Counts
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.queries import Result, Row
from zeren.records.matters.models import Matter

UNSET = "未定"


# ---------------------------------------------------------------- counts


def lines_of(c: Counts, groups: int, result: Result | None, done: bool) -> tuple[CountLine, ...]:
    """Every count with the comparison made at it; ``done``: the paper slips are agreed on."""
    met = {check.name: check for check in counting.checks(c)}
    lines = [
        CountLine(f"投票人名单（{groups} 类人）", str(c.eligible)),
        CountLine("不领票", str(c.excluded)),
        CountLine("签到", str(c.attended), _light(met["attended"], "可领票之内")),
        CountLine(f"发出：屏投码 {c.drawn}，纸票 {c.given}", str(c.issued), _light(met["issued"], "= 签到")),
    ]
    if not done:
        return (*lines, CountLine(f"收回：屏投 {c.cast}，纸票待录入", UNSET))
    both = replace(met["cast"], ok=met["cast"].ok and met["back"].ok and met["left"].ok)
    lines.append(CountLine(f"收回：屏投 {c.cast}，纸票 {c.back}", str(c.collected)))
    if c.kept:
        lines.append(CountLine("没有交回的纸票", str(c.kept)))
    lines.append(CountLine("没有用的码，闭票时作废", str(c.unused), _light(both, f"合计 {c.issued}")))
    return (*lines, *_slips(c, result)) if result else tuple(lines)


def _slips(c: Counts, result: Result) -> tuple[CountLine, ...]:
    whole = result.valid + result.void
    added = Check("slips", whole == c.collected, "")
    return (
        CountLine("无效：一个也没有选", str(result.void)),
        CountLine("有效", str(result.valid), _light(added, f"合计 {whole}")),
    )


def _light(check: Check, words: str) -> Light:
    return Light(Sign.DONE, words) if check.ok else Light(Sign.OVER, "不相符")


# ---------------------------------------------------------------- the result


def table_of(ballot: Ballot, result: Result, exact: bool, grades: Mapping[str, Finding]) -> ResultTable:
    """The result in the order of speaking. ``exact``: the viewer sees every point."""
    labels = log.labels(ballot)
    rows = tuple(_row(one, labels, exact, ballot, grades.get(one.voted.ref)) for one in result.rows)
    return ResultTable(
        columns=labels,
        rows=rows,
        conversion=conversion(ballot),
        merged=any(cell.span > 1 for row in rows for cell in row.cells),
        graded=bool(grades),
    )


def conversion(ballot: Ballot) -> str:
    """The points of the options as they were set; empty where none are."""
    said = " ".join(f"{one.label}{one.points}" for one in ballot.options.all() if one.points)
    return f"折算 {said}，{ballot.get_abstain_display()}，会前设定" if said else ""


def _row(row: Row, labels: Sequence[str], exact: bool, ballot: Ballot, grade: Finding | None) -> ResultRow:
    return ResultRow(
        name=row.voted.name,
        post=row.voted.post,
        cells=tuple(_cell(piece, labels) for piece in row.pieces),
        points=counting.cut(row.points.value) if row.points else "不显示" if row.withheld else UNSET,
        grade=str(grade.value) if grade else UNSET,
        note=_note(row, exact, ballot),
    )


def _cell(piece: counting.Piece, labels: Sequence[str]) -> Cell:
    of = "、".join(labels[piece.start : piece.start + piece.span])
    return Cell(piece.span, piece.count, of if piece.span > 1 else "")


def _note(row: Row, exact: bool, ballot: Ballot) -> str:
    """The arithmetic of the points, or why they are not told."""
    if row.withheld:
        return "得分可倒推小格" + ("，只给承办人" if ballot.exact else "")
    if row.points is None:
        return "会前没有设定折算" if not conversion(ballot) else "没有人选等次"
    total, over = counting.in_full(row.points.total), row.points.over
    told = f"{total} ÷ {over}"
    if counting.in_full(row.points.value) != counting.cut(row.points.value):
        told += "，不四舍五入"
    small = exact and not counting.tells_all(row.pieces)
    return f"{told}；可倒推小格，只有承办人看得到" if small else told


# ---------------------------------------------------------------- grades, by the regulation's own norms


def grades_of(ballot: Ballot, matter: Matter, result: Result) -> dict[str, Finding]:
    """What the regulation's bands say of each: of what was handed over, else of the points as they would be.

    Empty where the regulation has no band over them, or it is not clear which step would take them.
    """
    log_ = evaluation.log_of(matter)
    if not ballot.handed:
        drafts = _drafts(ballot, matter, result)
        if not drafts:
            return {}
        log_ = replace(log_, events=(*log_.events, *drafts))
    found = evaluation.judge(log_, evaluation.packs_of(matter), max(clock.today(), ballot.day)).findings
    return {str(f.subject): f for f in found if f.kind is Kind.GRADE and f.status is State.MET and f.subject}


def _drafts(ballot: Ballot, matter: Matter, result: Result) -> list[Event]:
    steps = handing.steps_of(matter)
    if len(steps) != 1 or len(handing.fields_of(steps[0], "decimal")) != 1:
        return []
    (field,) = handing.fields_of(steps[0], "decimal")
    return [
        Event(
            id=f"draft{row.voted.place}", type=steps[0].id, at=ballot.day, by=steps[0].by, subject=(row.voted.ref,),
            fields={field: counting.in_full(row.points.value)},
        )
        for row in result.rows
        if row.points is not None
    ]  # fmt: skip
