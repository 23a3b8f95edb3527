"""A packet comes in: refused whole, or taken; each item new, newer, the same, or in conflict with what is here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from zeren.records import clock, vault
from zeren.records.actor import Actor
from zeren.records.errors import Refused
from zeren.records.moving.tables import wrong
from zeren.records.organs.models import Organ
from zeren.records.packets import access, sealing, shapes
from zeren.records.packets.access import PART
from zeren.records.packets.acts import ASSIGNMENT, RECEIPT, REPORT, Result, card_of, suite_with
from zeren.records.packets.gathering import with_those_under
from zeren.records.packets.models import Packet, PacketItem, PacketPartner, Relation
from zeren.records.packets.own import own
from zeren.records.trail import acts as trail

LARGEST_MANIFEST = 1 << 20
FROM = {REPORT: Relation.SUBORDINATE, ASSIGNMENT: Relation.SUPERIOR}


@dataclass(frozen=True, slots=True)
class Taken:
    """A packet that was taken. ``repeated``: it had been before, nothing was written. ``titles``: of a look alone; None where
    the item is not for who looks.
    """

    number: str
    kind: str
    sender: str
    repeated: bool
    results: tuple[Result, ...]
    titles: tuple[str | None, ...] = ()

    @property
    def conflicts(self) -> int:
        """How many items were not taken."""
        return sum(result.state == "conflict" for result in self.results)


@dataclass(frozen=True, slots=True)
class Read:
    """A packet whose signature, schema and scope hold."""

    partner: PacketPartner
    manifest: dict[str, Any]
    digest: str
    items: list[dict[str, Any]]
    suite: str


def take(actor: Actor, file: bytes) -> Taken:
    """Take a packet in. The same one again changes nothing and answers the same.

    Raises Refused, with nothing written: not for us, of nobody entered, a signature, schema, checksum or scope that
    does not hold, an older packet (replay), a container that is not safe.
    """
    access.check_decides(actor)
    with _refusals_told(actor):
        return _taken(actor, _read(sealing.unseal(file, own())))


@contextmanager
def _refusals_told(actor: Actor) -> Iterator[None]:
    """What is refused stands on the trail by its place, whether it was to be taken or only looked at."""
    try:
        yield
    except Refused as refused:
        trail.note(actor, "packet_refused", "packet", "-", detail=refused.problems[0].field)
        raise


def look(actor: Actor, file: bytes) -> Taken:
    """What taking it would answer. Writes nothing. Raises Refused as :func:`take`."""
    access.check_decides(actor)
    with _refusals_told(actor):
        read = _read(sealing.unseal(file, own()))
        found = _looked(read)
    if found.kind == RECEIPT:
        hidden = access.hidden(actor, [result.key for result in found.results])
        return replace(found, results=tuple(r for r in found.results if r.key not in hidden))
    return replace(found, titles=tuple(_title(actor, item) for item in read.items))


def _title(actor: Actor, item: dict[str, Any]) -> str | None:
    return None if access.names_actor(actor, item) else str(item["title"])


def _looked(read: Read) -> Taken:
    if there := _there(read):
        return _again(there, read)
    _check_newer(read.partner, read)
    if read.manifest["kind"] == RECEIPT:
        results = tuple(Result(**told) for _, item in _answered(read.partner, read) for told in item["items"])
    else:
        results = tuple(result for _, _, result in _compared(read))
    return Taken(read.manifest["number"], read.manifest["kind"], read.partner.code, False, results)


def _taken(actor: Actor, read: Read) -> Taken:
    with transaction.atomic():
        partner = PacketPartner.objects.select_for_update().get(pk=read.partner.pk)
        if there := _there(read):
            return _again(there, read)
        _check_newer(partner, read)
        results = _receipt(partner, read) if read.manifest["kind"] == RECEIPT else None
        packet = _entered(partner, read)
        if results is None:
            results = tuple(_kept(packet, place, *one) for place, one in enumerate(_compared(read)))
            packet.receipt = [result.as_dict() for result in results]
            packet.save(update_fields=["receipt"])
        detail, basis = f"{partner.code} {packet.count}", access.basis_of(actor)
        trail.write(actor, "packet_taken", "packet", packet.number, detail=detail, basis=basis)
    return Taken(packet.number, packet.kind, partner.code, False, results)


def _there(read: Read) -> Packet | None:
    return Packet.objects.filter(way=Packet.Way.IN, number=read.manifest["number"]).first()


def _check_newer(partner: PacketPartner, read: Read) -> None:
    number = read.manifest["seq"]
    if number <= partner.taken:
        zh = f"第 {number} 号，而已经收到第 {partner.taken} 号：旧数据包不收"
        raise wrong("manifest.seq", zh, f"number {number} after {partner.taken}: a replay")


def _again(there: Packet, read: Read) -> Taken:
    if there.digest != read.digest:
        raise wrong("manifest.number", "同一编号已收过另一个数据包", "another packet had this number")
    results = tuple(Result(**told) for told in there.receipt or ())
    return Taken(there.number, there.kind, read.partner.code, True, results)


def _entered(partner: PacketPartner, read: Read) -> Packet:
    partner.taken = read.manifest["seq"]
    partner.save(update_fields=["taken"])
    return Packet.objects.create(
        partner=partner,
        way=Packet.Way.IN,
        kind=read.manifest["kind"],
        number=read.manifest["number"],
        seq=read.manifest["seq"],
        made=datetime.fromisoformat(read.manifest["made"]),
        entered=clock.now(),
        digest=read.digest,
        suite=read.suite,
        scope=read.manifest["scope"],
        count=len(read.items),
    )


# ---------------------------------------------------------------- whether it is believed


def _read(contents: sealing.Contents) -> Read:
    """Signature first: nothing else of a packet is looked at before."""
    told = _manifest(contents.manifest)
    partner = _sender(told, contents)
    shapes.check(shapes.MANIFEST, told, "manifest")
    if told["receiver"]["keys"] != own().card().keys:
        raise wrong("manifest.receiver", "是发给别的单位的", "was made for somebody else")
    kind = told["kind"]
    if kind != RECEIPT and partner.relation != FROM[kind]:
        zh = f"{partner.name}是{Relation(partner.relation).label}，不能发来这一类"
        raise wrong("manifest.kind", zh, f"a {partner.relation} sends no {kind}")
    items = _items(told, contents.items)
    if kind == REPORT:
        _within(told["scope"], items, partner)
    if kind == ASSIGNMENT:
        _for_us(told["scope"], items)
    return Read(partner, told, hashlib.sha256(contents.manifest).hexdigest(), items, contents.suite.name)


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content) if len(content) <= LARGEST_MANIFEST else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not isinstance(told.get("sender"), dict):
        raise wrong("manifest", "清单不能用", "is no manifest of a packet")
    return told


def _sender(told: dict[str, Any], contents: sealing.Contents) -> PacketPartner:
    code = told["sender"].get("code")
    partner = PacketPartner.objects.filter(code=str(code), ended__isnull=True).first()
    if partner is None or told["sender"].get("keys") != card_of(partner).keys:
        zh = f"发送方 {str(code)[:40]} 没有登记交换名片，或者换了密钥"
        raise wrong("manifest.sender", zh, f"no card of {str(code)[:40]} with these keys was entered")
    if contents.suite != suite_with(partner):
        zh = f"加密方法不是双方名片所定的（{suite_with(partner).label}），整包不收"
        raise wrong("suite", zh, "the suite is not the one that the two cards say")
    if not contents.signed_by(card_of(partner)):
        raise wrong("manifest.sig", "签名不符，整包不收", "the signature does not hold")
    return partner


def _items(told: dict[str, Any], content: bytes) -> list[dict[str, Any]]:
    part = told["items"]
    if content.count(b"\n") > shapes.MOST:
        raise _too_many()
    lines = content.splitlines()
    if (part["count"], part["bytes"], part["sha256"]) != (
        len(lines),
        len(content),
        hashlib.sha256(content).hexdigest(),
    ):
        raise wrong("items.jsonl", "与清单的校验和不符", "does not fit the manifest")
    if len(lines) > shapes.MOST:
        raise _too_many()
    items = []
    for number, line in enumerate(lines, start=1):
        place = f"items.jsonl:{number}"
        try:
            item = json.loads(line)
        except (ValueError, RecursionError):
            raise wrong(place, "不是一行 JSON", "is no line of JSON") from None
        shapes.check(shapes.ITEMS[told["kind"]], item, place)
        items.append(item)
    if told["kind"] != RECEIPT and len({(i["organ"], i["key"]) for i in items}) < len(items):
        raise wrong("items.jsonl", "有重复的编号", "a key stands twice")
    return items


def _too_many() -> Exception:
    return wrong("items.jsonl", f"多于 {shapes.MOST} 项", f"more than {shapes.MOST} items")


def _within(scope: dict[str, Any], items: list[dict[str, Any]], partner: PacketPartner) -> None:
    """A report keeps to what it declares, and declares no organ of this register that is not its sender's to report.

    Units that only the sender's own register knows are the sender's.
    """
    known = set(Organ.objects.filter(code__in=partner.scope).values_list("code", flat=True))
    declared = Organ.objects.filter(code__in=scope["organs"]).values_list("code", flat=True)
    if beyond := sorted(set(declared) - set(with_those_under(tuple(sorted(known))))):
        listed = "、".join(beyond[:5])
        zh = f"{listed} 不在 {partner.name} 可以报送的机关之内"
        raise wrong("manifest.scope", zh, f"{listed} is not its to report")
    for number, item in enumerate(items, start=1):
        inside = (
            item["organ"] in scope["organs"]
            and (not scope["packs"] or item["pack"] in scope["packs"])
            and (scope["since"] or "") <= item["opened"] <= (scope["until"] or "9999")
        )
        if not inside:
            raise wrong(
                f"items.jsonl:{number}", f"{item['key']} 不在所报的范围之内", "is outside the declared scope"
            )
        if [entry["seq"] for entry in item["entries"]] != list(range(1, len(item["entries"]) + 1)):
            raise wrong(f"items.jsonl:{number}", "记录不连续", "its entries have a gap")


def _for_us(scope: dict[str, Any], items: list[dict[str, Any]]) -> None:
    """An assignment is for organs of this installation."""
    asked = {item["organ"] for item in items}
    here = set(Organ.objects.filter(code__in=asked).values_list("code", flat=True))
    if beyond := sorted((asked - here) | (asked - set(scope["organs"]))):
        listed = "、".join(beyond[:5])
        raise wrong(
            "manifest.scope", f"{listed} 不是本单位登记的机关", f"{listed} is no organ of this installation"
        )


# ---------------------------------------------------------------- items


def _compared(read: Read) -> Iterator[tuple[dict[str, Any], bytes, Result]]:
    """Each item, its text, and how it stands to what is here."""
    kind = read.manifest["kind"]
    for start in range(0, len(read.items), PART):
        part = read.items[start : start + PART]
        asked = PacketItem.objects.filter(kind=kind, key__in=[item["key"] for item in part])
        rows = asked.select_related("packet__partner").order_by("pk")
        last = {(row.organ, row.key): row for row in rows}
        for item in part:
            text = json.dumps(item, ensure_ascii=False, sort_keys=True).encode()
            yield item, text, _stands(read.partner, item, text, last.get((item["organ"], item["key"])))


def _kept(packet: Packet, place: int, item: dict[str, Any], text: bytes, result: Result) -> Result:
    if result.state in ("new", "newer"):
        links = _links(item)
        row = PacketItem(
            packet=packet,
            place=place,
            kind=packet.kind,
            key=item["key"],
            organ=item["organ"],
            head_seq=len(links),
            head_link=links[-1] if links else "",
            digest=hashlib.sha256(text).hexdigest(),
        )
        vault.write(row, place_of(packet.number, place), text)
        row.save(force_insert=True)
    return result


def place_of(number: str, place: int) -> str:
    """The place that an item's content is sealed for."""
    return f"packet {number} {place}"


def _links(item: dict[str, Any]) -> list[str]:
    return [entry["link"] for entry in item.get("entries", ())]


def _stands(partner: PacketPartner, item: dict[str, Any], text: bytes, last: PacketItem | None) -> Result:
    key, links = item["key"], _links(item)
    if last is None:
        return Result(key, "new", "新收", "new")
    if last.packet.partner.code != partner.code:
        zh = f"此前由 {last.packet.partner.name} 发来，没有改动"
        return Result(key, "conflict", zh, f"came from {last.packet.partner.code} before: left as it is")
    if last.digest == hashlib.sha256(text).hexdigest():
        return Result(key, "same", "与已收的相同", "as it was taken before")
    if last.head_seq and links[last.head_seq - 1 : last.head_seq] != [last.head_link]:
        zh = f"第 {last.head_seq} 条与已收的不符（被改写或变短），没有改动，请与发送方核对"
        return Result(
            key, "conflict", zh, f"entry {last.head_seq} is not the one that was taken: left as it is"
        )
    return Result(key, "newer", "有更新，已收", "went on since")


def _receipt(partner: PacketPartner, read: Read) -> tuple[Result, ...]:
    """A receipt closes a packet of ours. Raises Refused where it answers none."""
    results: list[Result] = []
    for packet, item in _answered(partner, read):
        packet.receipt, packet.receipted = item["items"], clock.now()
        packet.save(update_fields=["receipt", "receipted"])
        results += [Result(**told) for told in item["items"]]
    return tuple(results)


def _answered(partner: PacketPartner, read: Read) -> Iterator[tuple[Packet, dict[str, Any]]]:
    for item in read.items:
        rows = Packet.objects.filter(way=Packet.Way.OUT, partner__code=partner.code, number=item["number"])
        packet = rows.exclude(kind=RECEIPT).first()
        if packet is None or packet.digest != item["digest"]:
            zh = f"本单位没有发出过 {item['number']}，或者内容不同"
            raise wrong("items.jsonl:1", zh, "it answers no packet that was sent from here")
        yield packet, item
