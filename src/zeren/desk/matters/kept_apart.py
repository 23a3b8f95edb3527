"""Somebody who was to keep away took part all the same: a finding of the system's own, beside the packs'."""

from __future__ import annotations

from zeren.desk import days
from zeren.desk.components import Bit, FindingBox, Light, Line, Sign
from zeren.desk.matters.case import Case
from zeren.records.matters.events import day_of
from zeren.records.recusals import queries

SILENT = "条文没有写由谁定、怎样定：按本系统的设置办理"


def boxes_of(case: Case) -> tuple[FindingBox, ...]:
    """Somebody who was to keep away took part: told with the entry, whose validity people judge."""
    return tuple(_box(case, found) for found in queries.taken_part(case.matter, case.entries))


def _box(case: Case, found: queries.Participation) -> FindingBox:
    entry, recusal = found.entry, found.recusal
    did = "记录了" if found.recorded_it else "参与了"
    since = days.in_sentence(recusal.since, case.today)
    return FindingBox(
        status="breached",
        light=Light(Sign.OVER, "待说明"),
        title=f"{recusal.person.name}应当回避而{did}“{case.entry_label(entry)}”",
        lines=(
            Line("依据", (Bit("申报或者决定的回避；"), Bit(SILENT, tone="dim"))),
            Line("应当", (Bit(f"{since}起不参与本案"),)),
            Line("记录", (Bit(f"第 {entry.seq} 号，{days.in_sentence(day_of(entry.at), case.today)}", url=case.record_url(entry.seq)),)),
            Line("影响", (Bit("如实保留，不改记录；这一步是否重做，由主要负责人认定。"),)),
        ),
    )  # fmt: skip
