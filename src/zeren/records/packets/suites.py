"""The two suites of ciphers that packets are signed and sealed with; which one two installations use, their cards say."""

from __future__ import annotations

import secrets
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zeren.records.ciphers import KEY_BYTES, Method
from zeren.records.packets import sm2
from zeren.records.packets.own import Card, Own, sm3

SIGNED = b"zeren packet manifest\n"
SIGNED_SM2 = b"zeren packet manifest sm2 sm3\n"
SECRET = 32


class Suite(Protocol):
    """How a packet is signed and sealed. ``label``: its name for people; ``name``: the one in the envelope's head."""

    name: str
    label: str
    method: Method
    digest: hashes.HashAlgorithm

    def within(self, card: Card) -> bool:
        """Whether the card has this suite's keys."""

    def sign(self, own: Own, manifest: bytes, items: bytes) -> bytes:
        """The signature of a packet."""

    def holds(self, card: Card, manifest: bytes, items: bytes, signature: bytes) -> bool:
        """Whether it is that card's."""

    def wrap(self, card: Card) -> tuple[bytes, bytes]:
        """What goes into the head for the card's holder, and the secret that only the holder has from it."""

    def unwrap(self, own: Own, once: bytes) -> bytes:
        """The secret. Raises ValueError."""


class International:
    """Ed25519, X25519 with a one-time key, AES-256-GCM. The signature covers the manifest, which names the items' SHA-256."""

    name, label = "ed25519 x25519 aes-256-gcm sha-256", "国际算法"
    method: Method = Method.AES_GCM
    digest: hashes.HashAlgorithm = hashes.SHA256()

    def within(self, card: Card) -> bool:
        """Whether the card has this suite's keys."""
        return bool(card.sign_key and card.open_key)

    def sign(self, own: Own, manifest: bytes, items: bytes) -> bytes:
        """The signature of a packet."""
        return own.sign.sign(SIGNED + manifest)

    def holds(self, card: Card, manifest: bytes, items: bytes, signature: bytes) -> bool:
        """Whether it is that card's."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(card.sign_key))
            key.verify(signature, SIGNED + manifest)
        except (InvalidSignature, ValueError):
            return False
        return True

    def wrap(self, card: Card) -> tuple[bytes, bytes]:
        """A one-time public key, and what it has in common with the card's."""
        once = X25519PrivateKey.generate()
        there = X25519PublicKey.from_public_bytes(bytes.fromhex(card.open_key))
        return once.public_key().public_bytes_raw(), once.exchange(there)

    def unwrap(self, own: Own, once: bytes) -> bytes:
        """The same from the own key. Raises ValueError."""
        return own.open.exchange(X25519PublicKey.from_public_bytes(once))


class National:
    """SM2 with SM3, a secret sealed by SM2, SM4-GCM. The signature covers the manifest and the items' SM3."""

    name, label = "sm2 sm4-gcm sm3", "商用密码算法"
    method: Method = Method.SM4_GCM
    digest: hashes.HashAlgorithm = hashes.SM3()

    def within(self, card: Card) -> bool:
        """Whether the card has this suite's keys."""
        return bool(card.sm2_sign_key and card.sm2_open_key)

    def sign(self, own: Own, manifest: bytes, items: bytes) -> bytes:
        """The signature of a packet. Raises Refused where the machine has no SM2."""
        return sm2.sign(own.sm2_sign, SIGNED_SM2 + manifest + sm3(items))

    def holds(self, card: Card, manifest: bytes, items: bytes, signature: bytes) -> bool:
        """Whether it is that card's. Raises Refused where the machine has no SM2."""
        return sm2.verify(bytes.fromhex(card.sm2_sign_key), SIGNED_SM2 + manifest + sm3(items), signature)

    def wrap(self, card: Card) -> tuple[bytes, bytes]:
        """A new secret, sealed to the card's holder. Raises Refused where the machine has no SM2."""
        secret = secrets.token_bytes(SECRET)
        return sm2.encrypt(bytes.fromhex(card.sm2_open_key), secret), secret

    def unwrap(self, own: Own, once: bytes) -> bytes:
        """The secret. Raises ValueError; Refused where the machine has no SM2."""
        secret = sm2.decrypt(own.sm2_open, once)
        if len(secret) != SECRET:
            raise ValueError("no secret of a packet")
        return secret


NATIONAL: Suite = National()
INTERNATIONAL: Suite = International()
SUITES: dict[str, Suite] = {suite.name: suite for suite in (INTERNATIONAL, NATIONAL)}


def between(one: Card, other: Card) -> Suite:
    """The suite of two installations: the national one where both cards have its keys.

    Nothing but the cards decides, on both sides alike: whoever carries a packet, or breaks one suite, can't choose.
    """
    return NATIONAL if NATIONAL.within(one) and NATIONAL.within(other) else INTERNATIONAL


def key(suite: Suite, secret: bytes, salt: bytes, head: bytes) -> bytes:
    """The key of one packet: bound to the whole head of its envelope."""
    return HKDF(suite.digest, KEY_BYTES[suite.method], salt, b"zeren packet\n" + head).derive(secret)
