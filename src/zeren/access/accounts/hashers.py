"""How passwords are hashed where national ciphers are wanted; Argon2 is Django's own."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.auth.hashers import PBKDF2PasswordHasher


def _sm3() -> Any:
    return hashlib.new("sm3")


class SM3PasswordHasher(PBKDF2PasswordHasher):
    """PBKDF2 with HMAC-SM3 (GB/T 32905).

    A round of SM3 costs about as much as one of SHA-256, so the 600,000 rounds that are advised for PBKDF2 with
    HMAC-SHA-256 are taken for it.
    """

    algorithm = "pbkdf2_sm3"
    iterations = 600_000
    digest = staticmethod(_sm3)
