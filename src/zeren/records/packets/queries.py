"""Reading partners, packets and what came in with them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from zeren.records import clock, vault
from zeren.records.actor import Actor
from zeren.records.ciphers import Unreadable
from zeren.records.errors import OutOfSight
from zeren.records.moving.tables import wrong
from zeren.records.packets import access, own
from zeren.records.packets.acts import RECEIPT, card_of, suite_with
from zeren.records.packets.models import Packet, PacketItem, PacketPartner
from zeren.records.packets.taking import place_of


def partners() -> list[dict[str, Any]]:
    """The partners in force."""
    return [
        {
            "code": row.code,
            "name": row.name,
            "relation": row.relation,
            "keys": card_of(row).keys,
            "suite": suite_with(row).name if own.speaks_for() else "",
            "scope": row.scope,
            "sent": row.sent,
            "taken": row.taken,
        }
        for row in PacketPartner.objects.filter(ended__isnull=True).order_by("code")
    ]


def packets(most: int = 200) -> list[dict[str, Any]]:
    """The packets, newest first."""
    return [_told(row) for row in Packet.objects.select_related("partner").order_by("-pk")[:most]]


def packet(number: str) -> dict[str, Any]:
    """One packet with its receipt and, where it came in, what it brought. Raises Refused."""
    found = Packet.objects.select_related("partner").filter(number=number).first()
    if found is None:
        raise wrong("number", f"没有 {number} 这个数据包", f"there is no packet {number}")
    items = PacketItem.objects.filter(packet=found).order_by("place")
    return {**_told(found), "receipt": found.receipt, "items": [_content(found, item) for item in items]}


def _content(found: Packet, item: PacketItem) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(vault.read(item, place_of(found.number, item.place)))
    except (Unreadable, ValueError):
        zh = f"{item.key} 的内容已被改动，不予显示"
        raise wrong(item.key, zh, "its content was altered: it is not shown") from None
    return content


def _told(row: Packet) -> dict[str, Any]:
    conflicts = sum(one["state"] == "conflict" for one in row.receipt or ())
    return {
        "number": row.number,
        "suite": row.suite,
        "way": row.way,
        "kind": row.kind,
        "partner": row.partner.code,
        "seq": row.seq,
        "made": row.made.isoformat(),
        "entered": row.entered.isoformat(),
        "count": row.count,
        "receipted": row.receipted.isoformat() if row.receipted else None,
        "conflicts": conflicts,
    }


# ---------------------------------------------------------------- for the desk


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a packet: what became of it, and its title where it was taken. ``kept``: not for this actor."""

    place: int
    key: str
    organ: str
    state: str
    said: str
    title: str
    opens: bool
    kept: bool = False


def listed(
    actor: Actor, given: Mapping[str, str] | None = None, days: tuple[date, date] | None = None
) -> QuerySet[Packet]:
    """The packets in sight, newest first. ``given``: way, kind, partner (a part of its name), receipt, number."""
    found, asked = access.visible_to(actor).select_related("partner"), given or {}
    for name in ("way", "kind"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if partner := asked.get("partner"):
        found = found.filter(Q(partner__name__contains=partner) | Q(partner__code=partner))
    if number := asked.get("number"):
        found = found.filter(number__startswith=number)
    if receipt := asked.get("receipt"):
        waits = Q(way=Packet.Way.OUT, receipted__isnull=receipt == "waits")
        found = found.filter(waits).exclude(kind=RECEIPT)
    if days:
        found = found.filter(entered__gte=clock.midnight(days[0]), entered__lt=clock.midnight(days[1], 1))
    return found.order_by("-pk")


def one(actor: Actor, number: str) -> Packet:
    """A packet in sight. Raises OutOfSight."""
    found = access.visible_to(actor).select_related("partner").filter(number=number).first()
    if found is None:
        raise OutOfSight(f"packet {number}")
    return found


def places(actor: Actor, packet: Packet) -> list[int]:
    """The places of its items in sight; of a packet that left, those that its receipt tells of."""
    said = packet.receipt or []
    if not access.looks(actor):
        return list(access.items_of(actor, packet).values_list("place", flat=True))
    if packet.way == Packet.Way.IN:
        return list(range(len(said)))
    hidden = access.hidden(actor, [one["key"] for one in said])
    return [place for place, one in enumerate(said) if one["key"] not in hidden]


def rows(actor: Actor, packet: Packet, asked: list[int]) -> list[Row]:
    """The items at these places, with what became of each."""
    found = {row.place: row for row in access.items_of(actor, packet).filter(place__in=asked)}
    return [_row(actor, packet, place, found.get(place)) for place in asked]


def _row(actor: Actor, packet: Packet, place: int, item: PacketItem | None) -> Row:
    said = packet.receipt[place]
    if item is None:
        return Row(place, said["key"], "", said["state"], said["zh"], "", False)
    content = _content(packet, item)
    if access.names_actor(actor, content):
        return Row(place, "", "", said["state"], "", "", False, kept=True)
    return Row(place, item.key, item.organ, said["state"], said["zh"], content["title"], True)


def item(actor: Actor, packet: Packet, place: int) -> dict[str, Any]:
    """What one item holds. Raises OutOfSight: none there, or one that names the actor; Refused where it was altered."""
    found = access.items_of(actor, packet).filter(place=place).first()
    if found is None:
        raise OutOfSight(f"item {place}")
    content = _content(packet, found)
    if access.names_actor(actor, content):
        raise OutOfSight(f"item {place}")
    return content
