"""The envelope of a packet: signed by the sender, then sealed to the receiver alone.

``ZEREN PACKET 1``, one line of JSON (suite, receiver, what only the receiver has the secret from, salt), then a zip
sealed under a key derived from that secret. In the zip: ``manifest.json``, its signature ``manifest.sig``,
``items.jsonl``. The signed manifest names the receiver, so an opened packet can't be sealed to somebody else.
The methods are the suite's (:mod:`zeren.records.packets.suites`).
"""

from __future__ import annotations

import base64
import io
import json
import secrets
import zipfile
from dataclasses import dataclass

from zeren.records import ciphers, containers
from zeren.records.ciphers import Unreadable
from zeren.records.moving.tables import wrong
from zeren.records.packets import suites
from zeren.records.packets.own import Card, Own
from zeren.records.packets.suites import Suite

MAGIC = b"ZEREN PACKET 1\n"
LARGEST = 200 * 1024 * 1024
LONGEST_HEAD = 1000
MEMBERS = {"manifest.json", "manifest.sig", "items.jsonl"}


@dataclass(frozen=True, slots=True)
class Contents:
    """What an envelope holds; nothing of it is believed before ``signed_by``."""

    manifest: bytes
    signature: bytes
    items: bytes
    suite: Suite

    def signed_by(self, card: Card) -> bool:
        """Whether it was signed with the private half of the card's key. Raises Refused where the machine has no SM2."""
        return self.suite.holds(card, self.manifest, self.items, self.signature)


def seal(manifest: bytes, items: bytes, to: Card, own: Own) -> bytes:
    """The whole file of a packet. Raises Refused where the cards ask for SM2 and the machine has none."""
    suite = suites.between(own.card(), to)
    box = io.BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("manifest.json", manifest)
        made.writestr("manifest.sig", suite.sign(own, manifest, items))
        made.writestr("items.jsonl", items)
    (once, secret), salt = suite.wrap(to), secrets.token_bytes(16)
    told = {
        "suite": suite.name,
        "to": to.keys,
        "once": base64.b64encode(once).decode(),
        "salt": base64.b64encode(salt).decode(),
    }
    head = MAGIC + json.dumps(told).encode() + b"\n"
    key = suites.key(suite, secret, salt, head)
    return head + ciphers.encrypt(suite.method, key, box.getvalue(), head)


def unseal(file: bytes, own: Own) -> Contents:
    """What a packet holds. Raises Refused: too large, no packet, not for us, altered, a container that is not safe."""
    if len(file) > LARGEST:
        raise wrong("file", "超过 200 MB，没有收下", "is larger than 200 MB")
    stream = io.BytesIO(file)
    if stream.read(len(MAGIC)) != MAGIC:
        raise wrong("file", "不是数据包", "is no packet")
    line = stream.readline(LONGEST_HEAD)
    told, mine = _head(line), own.card()
    suite = suites.SUITES.get(told["suite"])
    if suite is None:
        zh, en = f"加密方法“{told['suite']}”本机不支持", f"suite '{told['suite']}' is not known here"
        raise wrong("file", zh, en)
    if told["to"] != mine.keys or not suite.within(mine):
        raise wrong("file", "不是发给本单位的数据包", "is not for this installation")
    head = MAGIC + line
    try:
        secret = suite.unwrap(own, base64.b64decode(told["once"], validate=True))
        key = suites.key(suite, secret, base64.b64decode(told["salt"], validate=True), head)
        box = ciphers.decrypt(suite.method, key, stream.read(), head)
    except (Unreadable, ValueError):
        raise wrong("file", "打不开：已损坏或被改动", "does not open: damaged or altered") from None
    return _members(box, suite)


def _members(box: bytes, suite: Suite) -> Contents:
    try:
        found = containers.members_of(box)
    except containers.Unsafe as unsafe:
        raise wrong("file", unsafe.zh, unsafe.en) from None
    if set(found) != MEMBERS:
        odd = "、".join(sorted(set(found) ^ MEMBERS))
        raise wrong("file", f"数据包里多出或缺少 {odd}", f"too many or missing: {odd}")
    return Contents(found["manifest.json"], found["manifest.sig"], found["items.jsonl"], suite)


def _head(line: bytes) -> dict[str, str]:
    try:
        told = json.loads(line)
        return {name: str(told[name]) for name in ("suite", "to", "once", "salt")}
    except (ValueError, KeyError, TypeError):
        raise wrong("file", "数据包的开头已损坏", "the head of the packet is damaged") from None
