"""The entries of scoring sheets in words, as the matter's log shows them: who delivered, not what, until it is settled."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.records.matters import events
from zeren.records.matters.events import Recorded
from zeren.records.scores import log, sheets
from zeren.records.scores.figures import in_full


def lines_of(names: Mapping[str, str], entry: Recorded) -> list[tuple[str, str]]:
    """What an entry says, by term; ``names``: of the persons and organs that it names."""
    if entry.type == events.SHEET_FIXED:
        return _fixed(entry)
    lines = [("对象", "、".join(names.get(ref, ref) for ref in entry.subjects))]
    if entry.type == events.SHEET_WITHDRAWN:
        return [*lines, ("撤回", f"第 {entry.voids} 号")]
    title, version = entry.fields.get("title", ""), entry.fields.get("version", "")
    lines.insert(0, ("评分细则", f"{title}（第 {version} 版）"))
    if entry.type == events.SHEET_FILLED:
        return [*lines, ("分值", "见得分页；各人独立打分，本人交了终稿或者终稿交齐以后才能看别人的")]
    settled = log.settled_in(entry)
    points = "，".join(f"{item} {in_full(value)}" for item, value in settled.marks.points.items())
    lines.append(("依据的终稿", "、".join(f"第 {seq} 号" for seq in settled.finals)))
    lines.append(("定为", points))
    lines += [(f"{item} 的理由", note) for item, note in settled.marks.notes.items()]
    return [*lines, ("取平均的依据", settled.mean)] if settled.mean else lines


def _fixed(entry: Recorded) -> list[tuple[str, str]]:
    sheet = sheets.read(0, entry.seq, entry.fields)
    return [
        ("评分细则", f"第 {sheet.number} 号　{sheet.name}"),
        ("项目", f"{len(sheet.items)} 项，其中打分的 {len(sheet.leaves)} 项"),
        ("评分人", f"终稿 {sheet.scorers} 份"),
        ("定分", f"取平均：{sheet.mean}" if sheet.mean else "由人逐项定"),
        ("依据", sheet.basis),
    ]
