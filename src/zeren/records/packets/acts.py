"""Partners, packets out, packets in, receipts. Each act is one transaction with its entry on the trail."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.moving import places
from zeren.records.moving.tables import wrong
from zeren.records.packets import access, gathering, sealing, shapes, suites
from zeren.records.packets.gathering import Line, Preview, Scope
from zeren.records.packets.models import Packet, PacketPartner, Relation
from zeren.records.packets.own import Card, own
from zeren.records.packets.suites import Suite
from zeren.records.trail import acts as trail

REPORT, ASSIGNMENT, RECEIPT = "report", "assignment", "receipt"
FORMAT, VERSION = "zeren-packet", 1
TO = {REPORT: Relation.SUPERIOR, ASSIGNMENT: Relation.SUBORDINATE}
"""Reports go up, assignments down, receipts wherever the packet came from."""


# ---------------------------------------------------------------- partners


def enter_partner(actor: Actor, card: Card, relation: Relation, scope: Iterable[str] = ()) -> PacketPartner:
    """Trust another installation's keys, after its fingerprint was compared by voice or on paper.

    One with the same code ends (its packets stay, the numbers to it go on). Raises Refused: a subordinate without a scope, or with an organ in it
    that the register does not know.
    """
    access.check_decides(actor)
    codes = sorted({code for code in scope if code})
    if (relation is Relation.SUBORDINATE) != bool(codes):
        zh = "下级要写明可以报送哪些机关的事项，上级不写"
        raise wrong("--scope", zh, "a subordinate needs a scope, a superior has none")
    gathering.with_those_under(tuple(codes))
    if card.keys == own().card().keys:
        raise wrong("card", "这是本单位自己的名片", "this is the own card")
    with transaction.atomic():
        there = PacketPartner.objects.select_for_update().filter(code=card.code, ended__isnull=True)
        before = there.first()
        there.update(ended=clock.now())
        made = PacketPartner.objects.create(
            code=card.code,
            name=card.name,
            relation=relation,
            sign_key=card.sign_key,
            open_key=card.open_key,
            sm2_sign_key=card.sm2_sign_key,
            sm2_open_key=card.sm2_open_key,
            scope=codes,
            entered=clock.now(),
            **_numbers(before, card),
        )
        _told(actor, "packet_partner_entered", card.code, card.keys[:16])
    return made


def _numbers(before: PacketPartner | None, card: Card) -> dict[str, int]:
    """Numbers go on under a new card: the other side refuses what is not newer. Its own may begin anew with new keys,
    which no packet of before is signed for."""
    if before is None:
        return {}
    return {"sent": before.sent, "taken": before.taken if card_of(before).keys == card.keys else 0}


def card_of(partner: PacketPartner) -> Card:
    """Its public keys."""
    national = partner.sm2_sign_key, partner.sm2_open_key
    return Card(partner.code, partner.name, partner.sign_key, partner.open_key, *national)


def suite_with(partner: PacketPartner) -> Suite:
    """The ciphers of packets to and from it: what the two cards say. Raises Refused where no own keys were made."""
    return suites.between(own().card(), card_of(partner))


def partner_of(code: str) -> PacketPartner:
    """The partner of a code. Raises Refused where there is none."""
    found = PacketPartner.objects.filter(code=code, ended__isnull=True).first()
    if found is None:
        raise wrong("--to", f"没有登记过 {code} 的交换名片", f"no card of {code} was entered")
    return found


# ---------------------------------------------------------------- out


def preview(actor: Actor, to: str, scope: Scope, assigned: bytes | None = None) -> Preview:
    """What would leave: each item, what is withheld, for whom. Writes nothing. Raises Refused."""
    access.check_looks(actor)
    return _prepared(actor, partner_of(to), scope, assigned)[0]


def _prepared(
    actor: Actor, partner: PacketPartner, scope: Scope, assigned: bytes | None
) -> tuple[Preview, Iterable[dict[str, Any]]]:
    """What would leave, and how its items are had: the logs of matters are opened when they are taken, not before."""
    kind = REPORT if assigned is None else ASSIGNMENT
    if partner.relation != TO[kind]:
        zh = f"{partner.name}是{Relation(partner.relation).label}：向上级报送，向下级交办"
        raise wrong("--to", zh, f"{partner.code} is a {partner.relation}: report up, assign down")
    stays: dict[str, int] = {}
    items: Iterable[dict[str, Any]]
    if assigned is None:
        wanted = Scope(gathering.with_those_under(scope.organs), scope.packs, scope.since, scope.until)
        found, stays = gathering.matters(actor, wanted)
        lines, items = gathering.lines(found), gathering.report(found)
    else:
        items = gathering.assignments(assigned)
        wanted = Scope(tuple(sorted({item["organ"] for item in items})))
        lines = tuple(Line(i["key"], i["title"], i["organ"], 0, "") for i in items)
    if not lines:
        raise wrong("--organ", "范围内没有可以发出的事项", "nothing in the scope can leave")
    told = Preview(
        kind,
        partner.code,
        card_of(partner).keys,
        wanted.told(),
        lines,
        sum(stays.values()),
        stays,
        suite_with(partner).name,
    )
    return told, items


def make(actor: Actor, path: Path, to: str, scope: Scope, assigned: bytes | None = None) -> Packet:
    """Write a packet for a partner, as previewed. Raises Refused; then there is no file and no entry."""
    with places.new(path) as file, transaction.atomic():
        packet, content = made(actor, to, scope, assigned)
        _write(file, content)
    return packet


def made(actor: Actor, to: str, scope: Scope, assigned: bytes | None = None) -> tuple[Packet, bytes]:
    """A packet for a partner and its file, of which nothing is kept. Raises Refused; then there is no entry either."""
    access.check_decides(actor)
    with transaction.atomic():
        partner = PacketPartner.objects.select_for_update().get(pk=partner_of(to).pk)
        told, items = _prepared(actor, partner, scope, assigned)
        return _sent(actor, partner, told.kind, told.scope, list(items))


def make_receipt(actor: Actor, path: Path, number: str) -> Packet:
    """Write the receipt of a packet that came in. Raises Refused where there is none of that number."""
    with places.new(path) as file, transaction.atomic():
        packet, content = made_receipt(actor, number)
        _write(file, content)
    return packet


def _write(file: Path, content: bytes) -> None:
    with places.private(file) as stream:
        stream.write(content)


def made_receipt(actor: Actor, number: str) -> tuple[Packet, bytes]:
    """The receipt of a packet that came in, and its file. Raises Refused where there is none of that number."""
    access.check_decides(actor)
    with transaction.atomic():
        packet = Packet.objects.filter(way=Packet.Way.IN, number=number).exclude(kind=RECEIPT).first()
        if packet is None:
            raise wrong("number", f"没有收到过 {number}", f"no packet {number} came in")
        partner = PacketPartner.objects.select_for_update().get(pk=packet.partner_id)
        item = {
            "number": packet.number,
            "digest": packet.digest,
            "taken": packet.entered.isoformat(),
            "items": packet.receipt,
        }
        return _sent(actor, partner, RECEIPT, Scope().told(), [item])


def _sent(
    actor: Actor, partner: PacketPartner, kind: str, scope: dict[str, Any], items: list[dict[str, Any]]
) -> tuple[Packet, bytes]:
    """Sign, seal, enter; the partner is locked."""
    partner.sent += 1
    text = b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in items)
    now = clock.now()
    told = _manifest(partner, kind, scope, now, len(items), text)
    # What the other side would refuse does not leave.
    shapes.check(shapes.MANIFEST, told, "manifest")
    for place, item in enumerate(items):
        shapes.check(shapes.ITEMS[kind], item, f"items[{place}]")
    manifest = json.dumps(told, ensure_ascii=False, indent=1).encode()
    content = sealing.seal(manifest, text, card_of(partner), own())
    if len(content) > sealing.LARGEST:
        raise wrong("--organ", "超过 200 MB，请缩小范围", "larger than 200 MB: narrow the scope")
    partner.save(update_fields=["sent"])
    packet = Packet.objects.create(
        partner=partner, way=Packet.Way.OUT, kind=kind, number=told["number"], seq=partner.sent, made=now, entered=now,
        digest=hashlib.sha256(manifest).hexdigest(), suite=suite_with(partner).name, scope=scope, count=len(items),
    )  # fmt: skip
    _told(actor, "packet_made", packet.number, f"{partner.code} {len(items)}")
    return packet, content


def _told(actor: Actor, act: str, target: str, detail: str) -> None:
    trail.write(actor, act, "packet", target, detail=detail, basis=access.basis_of(actor))


def _manifest(
    partner: PacketPartner, kind: str, scope: dict[str, Any], made: datetime, count: int, text: bytes
) -> dict[str, Any]:
    """What the signature covers: a new number, between whom, and what the items must be."""
    sender = own().card()
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "number": str(uuid.uuid4()),
        "seq": partner.sent,
        "made": made.isoformat(),
        "sender": {"code": sender.code, "name": sender.name, "keys": sender.keys},
        "receiver": {"code": partner.code, "keys": card_of(partner).keys},
        "scope": scope,
        "items": {"count": count, "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()},
    }


# ---------------------------------------------------------------- what became of it


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one item: ``new``, ``newer``, ``same``, ``conflict`` (then nothing of it was taken)."""

    key: str
    state: str
    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        """As it stands in a receipt."""
        return asdict(self)
