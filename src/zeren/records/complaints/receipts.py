"""Receipt code and passphrase: with both a person comes back; neither is kept, and nobody can find them again.

The code is found by its keyed digest, the passphrase is held against its Argon2 hash. Eight signs of 26 and four
words of 1,024 make 77 bits; failed tries are limited by the page.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import check_password, make_password

from zeren.records import vault

SIGNS = "2346789ACDEFGHJKMNPQRTVWXY"
"""Without those that are taken for one another when copied by hand: 0 O, 1 I L, 5 S, 8 B, 2 Z, U V."""
LENGTH, WORDS = 8, 4


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter copies by hand; shown once."""

    code: str
    words: tuple[str, ...]

    @property
    def parts(self) -> tuple[str, str]:
        """The code in fours."""
        return self.code[:4], self.code[4:]


def new_receipt() -> Receipt:
    """A new code and passphrase."""
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    return Receipt(code, tuple(secrets.choice(word_list()) for _ in range(WORDS)))


@cache
def word_list() -> tuple[str, ...]:
    """1,024 words of two signs, each easy to write and to tell apart (``words.txt``)."""
    return tuple(Path(__file__).with_name("words.txt").read_text(encoding="utf-8").split())


def digest_of(code: str) -> str:
    """By which a code is found: capital letters, without what stands between the fours."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    return vault.lookup("receipt code", plain)


def hash_of(words: str) -> str:
    """The passphrase as it is kept."""
    return make_password(_plain(words))


def fits(words: str, kept: str) -> bool:
    """Whether the passphrase is right; without a kept one it is not, and costs the same time."""
    if not kept:
        make_password(_plain(words))
        return False
    return check_password(_plain(words), kept)


def _plain(words: str) -> str:
    return re.sub(r"[\s、，,。.·\-_/]+", "", unicodedata.normalize("NFKC", words))
