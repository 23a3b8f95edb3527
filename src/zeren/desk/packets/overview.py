"""The list of packets, out and in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, listing
from zeren.desk.components import Bit, Button, Cell, Empty, Grid, Head, Light, Link, Notice, Pages, Sign
from zeren.desk.listing import Field
from zeren.desk.matters import others
from zeren.desk.packets.words import KINDS, WAYS, actor_of, reads
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.packets import access, acts, queries
from zeren.records.packets.models import Packet

RECEIPTS = (("waits", "待回执"), ("came", "已回执"))


@dataclass(frozen=True, slots=True)
class ListPage:
    """The list."""

    head: Head
    grid: Grid
    pages: Pages | None
    notices: tuple[Notice, ...]


def minute(at: datetime) -> str:
    """``2026-10-13 09:05`` in Beijing."""
    return f"{at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


def state_of(packet: Packet) -> Light:
    """What became of a packet: of one that left, what its receipt said."""
    conflicts = sum(one["state"] == "conflict" for one in packet.receipt or ())
    if conflicts:
        return Light(Sign.CONFLICT, f"{conflicts} 项冲突")
    if packet.kind == acts.RECEIPT:
        return Light(Sign.DONE, WAYS[packet.way])
    if packet.way == Packet.Way.IN:
        return Light(Sign.DONE, "已接收")
    return Light(Sign.DONE, "已回执") if packet.receipted else Light(Sign.NEAR_INTERNAL, "待回执")


def _fields() -> tuple[Field[Packet], ...]:
    def url(packet: Packet) -> str:
        return links.named("packet", packet.number)

    return (
        Field("entered", "日期", lambda p: Cell(minute(p.entered)), "day", width=16),
        Field("way", "收发", lambda p: Cell(WAYS[p.way]), "select", tuple(WAYS.items())),
        Field("kind", "类别", lambda p: Cell(f"{KINDS[p.kind]}第 {p.seq} 号", url=url(p)), "select", tuple(KINDS.items())),
        Field("partner", "交换单位", lambda p: Cell(p.partner.name), "text", width=26),
        Field("count", "项数", lambda p: Cell(str(p.count), number=True), number=True),
        Field("receipt", "情况", lambda p: Cell(light=state_of(p)), "select", RECEIPTS),
        Field("number", "编号", lambda p: Cell(p.number, dim=True), "text", width=38),
    )  # fmt: skip


@require_safe
@reads
def packets(request: HttpRequest) -> HttpResponse:
    """The packets in sight, newest first."""
    actor, fields = actor_of(request), _fields()
    question = listing.asked(request.path, request.GET, fields)
    given = {name: text for name, text in question.filters.items() if name not in question.wrong}
    days = listing.days_between(given["entered"]) if "entered" in given else None
    rows = queries.listed(actor, given, days)
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="往来的数据包", row_id=lambda p: p.number,
        row_url=lambda p: links.named("packet", p.number), totals=(f"{total} 个",), empty=_empty(actor, bool(given)),
    )  # fmt: skip
    shown = ListPage(_head(actor), grid, listing.pages(question, total), others.said(request))
    return render(request, "desk/packets/list.html", {"page": shown})


def _head(actor: Actor) -> Head:
    if not access.looks(actor):
        return Head("数据包", sub=((Bit("上级交办给本机关的", tone="dim"),),))
    said = Bit("不联网的单位之间报送、交办：签名，只有对方打得开，有回执", tone="dim")
    sub = ((said,), (Bit("交换单位和名片", url=links.named("packet-cards")),))
    buttons = [
        Button("报送", url=links.named("packet-report")),
        Button("交办", url=links.named("packet-assign")),
    ]
    if access.decides(actor):
        buttons.insert(0, Button("接收", url=links.named("packet-take"), main=True))
    return Head("数据包", sub=sub, buttons=tuple(buttons))


def _empty(actor: Actor, filtered: bool) -> Empty:
    if filtered:
        return Empty("没有符合的数据包", "去掉一个筛选再看。")
    if access.seat() is None:
        return Empty(
            "没有往来的数据包", "本系统还没有交换密钥，由系统管理员在服务器上运行 zeren packet card 备好。"
        )
    if not access.looks(actor):
        return Empty("没有往来的数据包", "上级交办给本机关的，列在这里；报送和交办由本单位办理。")
    return Empty(
        "没有往来的数据包",
        "先与对方交换名片、核对指纹。",
        Link("交换单位和名片", links.named("packet-cards")),
    )
