"""Packets of the county's commission: the city's card, what the city assigned, a report that it answered, one it did not yet.

The city is an installation that does not exist: its keys are made here, and gone when the demonstration is entered.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from zeren.access.accounts import queries as accounts
from zeren.records import clock
from zeren.records.organs import queries as organs
from zeren.records.packets import acts, own, sealing, taking
from zeren.records.packets.acts import ASSIGNMENT, RECEIPT
from zeren.records.packets.gathering import Scope
from zeren.records.packets.models import Packet, Relation
from zeren.records.packets.own import Own

COMMISSION, CITY = "Q-JW", "C-JW"
ASSIGNED = (
    ("市督〔2026〕41号", "核查农村集体资金管理使用情况", "逐乡镇核查，问题列清单，核查情况书面报市纪委监委。", 30),
    ("市督〔2026〕42号", "督办群众来信反映的道路修复问题", "督促责任单位办结，并答复来信人。", 20),
)  # fmt: skip


def enter() -> None:
    """Change cards, take an assignment, report twice; the first report has its receipt."""
    commission, above, leader = organs.by_code(COMMISSION), organs.by_code(CITY), accounts.find("jiwei")
    assert commission is not None and above is not None and leader is not None
    actor = accounts.actor_of(leader)
    here = own.make(commission.code, commission.name)
    city = Own(CITY, above.name, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())
    acts.enter_partner(actor, city.card(), Relation.SUPERIOR, ())
    taking.take(actor, _sealed(city, here, 1, ASSIGNMENT, [_assignment(*one) for one in ASSIGNED]))
    interviews = Scope((COMMISSION,), ("zy-2015-interviews",))
    keys = [line.key for line in acts.preview(actor, CITY, interviews).items]
    first, _ = acts.made(actor, CITY, interviews)
    taking.take(actor, _sealed(city, here, 2, RECEIPT, [_receipt(first, keys)]))
    acts.made(actor, CITY, Scope((COMMISSION,), ("cn-2019-accountability",)))


def _assignment(key: str, title: str, text: str, days: int) -> dict[str, Any]:
    due = (clock.today() + timedelta(days=days)).isoformat()
    return {"key": key, "organ": COMMISSION, "title": title, "text": text, "due": due, "cites": []}


def _receipt(sent: Packet, keys: list[str]) -> dict[str, Any]:
    """All of it was new to the city."""
    items = [{"key": key, "state": "new", "zh": "新收", "en": "new"} for key in keys]
    return {"number": sent.number, "digest": sent.digest, "taken": clock.now().isoformat(), "items": items}


def _sealed(city: Own, here: Own, seq: int, kind: str, items: list[dict[str, Any]]) -> bytes:
    """A packet as the city would make it."""
    text = b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in items)
    told = {
        "format": acts.FORMAT, "version": acts.VERSION, "kind": kind, "number": str(uuid.uuid4()), "seq": seq,
        "made": clock.now().isoformat(), "sender": {"code": city.code, "name": city.name, "keys": city.card().keys},
        "receiver": {"code": here.code, "keys": here.card().keys},
        "scope": Scope((COMMISSION,) if kind == ASSIGNMENT else ()).told(),
        "items": {"count": len(items), "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()},
    }  # fmt: skip
    return sealing.seal(json.dumps(told, ensure_ascii=False).encode(), text, here.card(), city)
