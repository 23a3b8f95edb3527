"""One packet with its items and its receipt; one item as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zeren.desk import links, listing
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Pages, Sign
from zeren.desk.matters import others
from zeren.desk.packets.overview import minute, state_of
from zeren.desk.packets.words import (
    KINDS,
    NOT_FOR_YOU,
    STATES,
    WAYS,
    actor_of,
    decides,
    download,
    pack_names,
    reads,
    suite_label,
)
from zeren.records import packs
from zeren.records.organs import queries as organs
from zeren.records.packets import access, acts, queries
from zeren.records.packets.models import Packet
from zeren.records.packets.queries import Row
from zeren.records.packs import Words
from zeren.records.trail import acts as trail


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list of its packet."""

    url: str
    key: str
    organ: str
    title: str
    light: Light
    said: str


@dataclass(frozen=True, slots=True)
class OnePage:
    """A packet."""

    head: Head
    lines: tuple[tuple[str, str], ...]
    rows: tuple[ItemRow, ...]
    pages: Pages | None
    waits: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of a reported log."""

    seq: int
    at: str
    what: str
    fields: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One item."""

    head: Head
    lines: tuple[tuple[str, str], ...]
    text: str = ""
    entries: tuple[EntryRow, ...] = ()
    pages: Pages | None = None


@require_safe
@reads
def packet(request: HttpRequest, number: str) -> HttpResponse:
    """One packet: between whom, which scope, what became of each item."""
    actor = actor_of(request)
    found = queries.one(actor, number)
    places = queries.places(actor, found)
    total = len(places)
    question = listing.plain(request.path, request.GET)
    start, stop = listing.window(question, total)
    answers = found.way == Packet.Way.IN and found.kind != acts.RECEIPT and access.decides(actor)
    button = Button("下载回执", url=links.named("packet-receipt", number), main=True, post=True)
    head = Head(
        f"{KINDS[found.kind]}第 {found.seq} 号", (Link("数据包", links.named("packets")),),
        sub=((Bit(light=state_of(found)),), (Bit(f"{WAYS[found.way]}　{found.partner.name}"),)), buttons=(button,) if answers else (),
    )  # fmt: skip
    shown = queries.rows(actor, found, places[start:stop])
    names = organs.named(row.organ for row in shown)
    rows = tuple(_row(number, row, names) for row in shown)
    page = OnePage(
        head, _lines(found), rows, listing.pages(question, total), _waits(found, total), others.said(request)
    )
    return render(request, "desk/packets/one.html", {"page": page})


def _waits(found: Packet, total: int) -> str:
    if total or found.kind == acts.RECEIPT:
        return ""
    return "对方的回执还没有收到。回执送回以后，每项的结果列在这里。"


def _row(number: str, row: Row, names: Mapping[str, str]) -> ItemRow:
    url = links.named("packet-item", number, row.place) if row.opens else ""
    title = NOT_FOR_YOU if row.kept else row.title
    return ItemRow(
        url, row.key, names[row.organ], title, STATES[row.state], row.said if row.state == "conflict" else ""
    )


def _lines(found: Packet) -> tuple[tuple[str, str], ...]:
    scope = found.scope or {}
    told = [
        ("编号", found.number),
        ("制作", minute(found.made)),
        ("发出" if found.way == Packet.Way.OUT else "接收", minute(found.entered)),
        ("项数", str(found.count)),
    ]
    if scope.get("organs"):
        names = organs.named(scope["organs"])
        told.append(("范围", _some([names[code] for code in scope["organs"]])))
    if scope.get("packs"):
        called = dict(pack_names())
        told.append(("法规", _some([called.get(pack, pack) for pack in scope["packs"]])))
    if scope.get("since") or scope.get("until"):
        told.append(("立项", f"{scope['since'] or '—'} 至 {scope['until'] or '—'}"))
    if found.receipted:
        told.append(("回执", minute(found.receipted)))
    if found.suite:
        told.append(("算法", suite_label(found.suite)))
    return (*told, ("清单摘要", found.digest))


def _some(codes: list[str], most: int = 30) -> str:
    return "、".join(codes[:most]) + (f" 等 {len(codes)} 个" if len(codes) > most else "")


@require_POST
@decides
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt of a packet that came in, made and sent out as a file."""
    queries.one(actor_of(request), number)
    return download(acts.made_receipt(actor_of(request), number))


# ---------------------------------------------------------------- one item


@require_safe
@reads
def item(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """What one item holds, as it was sent; who looked stands on the trail."""
    actor = actor_of(request)
    found = queries.one(actor, number)
    content = queries.item(actor, found, place)
    trail.note(actor, "packet_read", "packet", number, detail=content["key"])
    crumbs = (
        Link("数据包", links.named("packets")),
        Link(f"{KINDS[found.kind]}第 {found.seq} 号", links.named("packet", number)),
    )
    as_sent = Bit(light=Light(Sign.PAPER, f"{found.partner.name}的记录，照原样保存"))
    head = Head(content["title"], crumbs, sub=((as_sent,), (Bit(content["key"]),)))
    page = _assigned(head, content) if found.kind == acts.ASSIGNMENT else _reported(request, head, content)
    return render(request, "desk/packets/item.html", {"page": page})


def _assigned(head: Head, content: dict[str, Any]) -> ItemPage:
    lines = [
        ("编号", content["key"]),
        ("承办机关", organs.named([content["organ"]])[content["organ"]]),
        ("期限", content["due"] or "没有写"),
    ]
    if content["cites"]:
        lines.append(("依据", "、".join(content["cites"])))
    return ItemPage(head, tuple(lines), content["text"])


def _reported(request: HttpRequest, head: Head, content: dict[str, Any]) -> ItemPage:
    words = _words(content)
    title = (
        f"{words.pack.title}　{words.procedure.title}"
        if words
        else f"{content['pack']}　{content['procedure']}"
    )
    lines = (
        ("编号", content["key"]), ("承办机关", organs.named([content["organ"]])[content["organ"]]), ("法规", f"{title}　{content['version']}"), ("立项", content["opened"]),
        ("办结", content["closed"] or "在办"), ("密级", content["classification"]),
    )  # fmt: skip
    question = listing.plain(request.path, request.GET)
    entries = content["entries"]
    start, stop = listing.window(question, len(entries))
    rows = tuple(_entry(words, content["names"], entry) for entry in entries[start:stop])
    return ItemPage(head, lines, entries=rows, pages=listing.pages(question, len(entries)))


def _words(content: dict[str, Any]) -> Words | None:
    """The words of its regulation, where that very version is installed here."""
    try:
        return packs.words(content["pack"], date.fromisoformat(content["version"]), content["procedure"])
    except ValueError:
        return None


def _entry(words: Words | None, names: dict[str, str], entry: dict[str, Any]) -> EntryRow:
    step = words.step(entry["type"]) if words else None
    labels = {name: one.label or name for name, one in words.fields(entry["type"]).items()} if words else {}
    whom = "、".join(str(names.get(ref, ref)) for ref in entry["subjects"])
    fields = [(labels.get(name, name), _shown(names, value)) for name, value in entry["fields"].items()]
    if whom:
        fields.insert(0, ("对象", whom))
    return EntryRow(
        entry["seq"], entry["at"], step.label if step else entry["type"], tuple(fields), _note(entry)
    )


def _note(entry: dict[str, Any]) -> str:
    if entry["disposed"]:
        return "内容已销毁"
    told = [f"更正第 {entry['corrects']} 条"] if entry["corrects"] else []
    told += [f"撤销第 {entry['voids']} 条"] if entry["voids"] else []
    return "　".join([*told, *([entry["reason"]] if entry["reason"] else [])])


def _shown(names: dict[str, str], value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_shown(names, one) for one in value)
    return str(names.get(value, value)) if isinstance(value, str) else str(value)
