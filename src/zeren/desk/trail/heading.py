"""The head of the trail's pages: the verdict of the last run in words."""

from __future__ import annotations

from zeren.desk import days, links
from zeren.desk.components import Bit
from zeren.desk.trail import findings
from zeren.desk.trail.page import TITLE, digest, figure, on_day
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.trail import queries
from zeren.records.trail.models import Verification


def verdict(title: str, run: Verification | None) -> str:
    """The title: what the last run found."""
    if title != TITLE:
        return title
    if run is None:
        return "日志：还没有校验"
    faults = findings.faults_of(run)
    found = f"{len(faults)} 处不一致" if faults else "全部一致"
    return f"日志校验：{figure(run.done)} 条{'中 ' if faults else '，'}{found}"


def sub(actor: Actor, run: Verification | None) -> tuple[tuple[Bit, ...], ...]:
    """The sentence under it: when, where the trail ends, the last head, whether numbers lack."""
    today, said = clock.today(), []
    if run and run.finished:
        said.append((Bit(f"校验 {on_day(run.finished, today)}，用时 {max(1, round(run.seconds))} 秒"),))
    end = queries.end()
    if end and end.seq:
        said.append((Bit(f"链尾 第 {figure(end.seq)} 条 {digest(end.link)}"),))
    said.append((_last_head(actor),))
    if run and run.finished:
        codes = {fault.code for fault in findings.faults_of(run)}
        gaps = codes & {"removed", "cut", "cut_before_head", "moved"}
        said.append((Bit("有缺号或者换序，见下" if gaps else "没有缺号、换序", strong=bool(gaps)),))
    return tuple(said)


def _last_head(actor: Actor) -> Bit:
    kept = queries.heads(actor, 0, 1)
    url = links.named("trail-head")
    if not kept:
        return Bit("还没有导出日首", url=url)
    sent = sorted(kept[0].sent.all(), key=lambda row: row.pk)
    day = days.in_cell(kept[0].day, clock.today())
    return Bit(f"{day} 日首已送{sent[-1].to}" if sent else f"{day} 日首已导出，没有送出", url=url)
