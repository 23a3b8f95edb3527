"""The keyed chain: what a link is made of. A link seals the one before it, the stub and the payload's digest.

The digest is salted, so that a payload can be disposed of (salt and body go, the digest stays) and the
chain still verifies, while nobody can guess the payload from its digest: the salt is sealed with the body.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from zeren.records.keys import KeyRing

GENESIS = "0" * 64
# Made once, not for every text: verifying a long trail encodes millions.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def new_salt() -> str:
    """Sixteen random bytes, as hex."""
    return secrets.token_hex(16)


def canonical(body: Mapping[str, Any]) -> str:
    """One text for one content: sorted keys, no blanks."""
    return _ENCODER.encode(body)


def digest(salt: str, body: str) -> str:
    """SHA-256 over salt and body."""
    return hashlib.sha256(f"{salt}\n{body}".encode()).hexdigest()


def link(ring: KeyRing, key_id: str, previous: str, parts: tuple[object, ...]) -> str:
    """The next link: HMAC over the previous one and the parts (None is kept apart from the empty text)."""
    message = canonical(
        {"previous": previous, "parts": [None if part is None else str(part) for part in parts]}
    )
    return ring.seal(message.encode(), key_id)


def seal_of_head(ring: KeyRing, key_id: str, what: str, seq: int, last: str) -> str:
    """The seal of a chain's end, so that nobody without the key can move it."""
    return ring.seal(f"head\n{what}\n{seq}\n{last}".encode(), key_id)


def head_fits(ring: KeyRing, key_id: str, what: str, seq: int, last: str, seal: str) -> bool:
    """Whether a chain's end carries the seal that the key gives; never so for a key that is not there."""
    try:
        return seal == seal_of_head(ring, key_id, what, seq, last)
    except KeyError:
        return False
