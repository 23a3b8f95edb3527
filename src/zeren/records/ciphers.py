"""The ciphers and seals that a key names: AES-256-GCM or SM4-GCM, HMAC over SHA-256 or SM3.

A sealed text is ``nonce (12 bytes) + ciphertext + tag (16 bytes)``; a fresh nonce each time.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE, TAG = 12, 16


class Method(StrEnum):
    """What a key is used with."""

    HMAC_SHA256 = "hmac-sha256"
    HMAC_SM3 = "hmac-sm3"
    AES_GCM = "aes-256-gcm"
    SM4_GCM = "sm4-gcm"


KEY_BYTES = {Method.HMAC_SHA256: 32, Method.HMAC_SM3: 32, Method.AES_GCM: 32, Method.SM4_GCM: 16}
SEALS: dict[Method, str] = {Method.HMAC_SHA256: "sha256", Method.HMAC_SM3: "sm3"}


class Unreadable(ValueError):
    """A sealed text that this key does not open: altered, moved to another place, or of another key."""


def new_key(method: Method) -> bytes:
    """A random key of the length that the method takes."""
    return secrets.token_bytes(KEY_BYTES[method])


def mac(method: Method, key: bytes, message: bytes) -> str:
    """The seal of a message, as hex. Raises KeyError for a method that encrypts."""
    return hmac.digest(key, message, SEALS[method]).hex()


def encrypt(method: Method, key: bytes, plain: bytes, place: bytes) -> bytes:
    """Seal ``plain`` for one place: under another place it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + CIPHERS[method][0](key, nonce, plain, place)


def decrypt(method: Method, key: bytes, sealed: bytes, place: bytes) -> bytes:
    """What was sealed. Raises Unreadable."""
    if len(sealed) < NONCE + TAG:
        raise Unreadable("too short")
    try:
        return CIPHERS[method][1](key, sealed[:NONCE], sealed[NONCE:], place)
    except InvalidTag:
        raise Unreadable("altered, moved, or of another key") from None


def _aes_seal(key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, place)


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, place)


def _sm4_seal(key: bytes, nonce: bytes, plain: bytes, place: bytes) -> bytes:
    worker = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    worker.authenticate_additional_data(place)
    return worker.update(plain) + worker.finalize() + worker.tag


def _sm4_open(key: bytes, nonce: bytes, sealed: bytes, place: bytes) -> bytes:
    worker = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-TAG:])).decryptor()
    worker.authenticate_additional_data(place)
    return worker.update(sealed[:-TAG]) + worker.finalize()


Worker = Callable[[bytes, bytes, bytes, bytes], bytes]
CIPHERS: dict[Method, tuple[Worker, Worker]] = {
    Method.AES_GCM: (_aes_seal, _aes_open),
    Method.SM4_GCM: (_sm4_seal, _sm4_open),
}
