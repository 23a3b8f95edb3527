"""The box with two locks: what is cast can be sealed by the server and opened by no one but both tellers together.

Each teller has a key pair (X25519). A slip is sealed to both public halves (a fresh key agreement, HKDF-SHA-256,
AES-256-GCM); each private half is sealed under four words that the teller alone is shown, once (Argon2id), and both
slips and halves lie in the vault besides. So neither the database nor the key file nor both open a slip.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from zeren.records import ciphers, vault
from zeren.records.ballots.models import BallotPaper, BallotTeller
from zeren.records.ciphers import Method, Unreadable
from zeren.records.complaints.receipts import SIGNS, word_list

WORDS, CODE, KEY = 4, 8, 32
ROUNDS, MEMORY = 2, 32 * 1024
"""Of Argon2id; memory in KiB. Forty bits of words behind the vault's own key."""


class WrongWords(ValueError):
    """Words that do not open a teller's half."""


# ---------------------------------------------------------------- one-time codes


def new_code() -> str:
    """Eight signs that are not taken for one another when copied by hand."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE))


def digest_of(code: str) -> str:
    """By which a code is found: keyed, so that the table tells no code."""
    plain = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())
    return vault.lookup("ballot code", plain)


# ---------------------------------------------------------------- the tellers' halves


def take_half(teller: BallotTeller) -> tuple[str, ...]:
    """Make a teller's half (saved by the caller); answers the words that open it, which are kept nowhere."""
    words = tuple(secrets.choice(word_list()) for _ in range(WORDS))
    private, teller.salt = X25519PrivateKey.generate(), secrets.token_bytes(16)
    teller.public = private.public_key().public_bytes_raw()
    inner = ciphers.encrypt(
        Method.AES_GCM, _key_of("".join(words), teller.salt), private.private_bytes_raw(), b"half"
    )
    vault.write(teller, _half(teller), inner)
    return words


def open_half(teller: BallotTeller, words: str) -> bytes:
    """The private half. Raises WrongWords; Unreadable where the row was altered."""
    inner = vault.read(teller, _half(teller))
    try:
        key = _key_of(_plain(words), bytes(teller.salt or b""))
        return ciphers.decrypt(Method.AES_GCM, key, inner, b"half")
    except Unreadable:
        raise WrongWords from None


def forget_half(teller: BallotTeller) -> None:
    """Take the half away (saved by the caller): what was sealed to it opens never again."""
    vault.destroy(teller)
    teller.sealed, teller.salt = b"", None


def _half(teller: BallotTeller) -> str:
    return f"ballot {teller.ballot_id} teller {teller.place}"


def _key_of(words: str, salt: bytes) -> bytes:
    return hash_secret_raw(words.encode(), salt.ljust(16, b"\0"), ROUNDS, MEMORY, 1, KEY, Type.ID)


def _plain(words: str) -> str:
    return re.sub(r"[\s、，,。.·\-_/]+", "", unicodedata.normalize("NFKC", words))


# ---------------------------------------------------------------- slips


def seal_slip(ballot: int, publics: Sequence[bytes], choices: Sequence[int]) -> bytes:
    """Seal the choices, one byte for each who is voted on: every slip of a ballot is of one length."""
    fresh = X25519PrivateKey.generate()
    shared = b"".join(fresh.exchange(X25519PublicKey.from_public_bytes(one)) for one in publics)
    mine = fresh.public_key().public_bytes_raw()
    key = _agreed(shared, mine, publics)
    return mine + ciphers.encrypt(Method.AES_GCM, key, bytes(choices), _slip(ballot))


def open_slip(ballot: int, halves: Sequence[bytes], sealed: bytes) -> tuple[int, ...]:
    """The choices. Raises Unreadable."""
    private = [X25519PrivateKey.from_private_bytes(half) for half in halves]
    mine, rest = sealed[:KEY], sealed[KEY:]
    try:
        theirs = X25519PublicKey.from_public_bytes(mine)
        shared = b"".join(one.exchange(theirs) for one in private)
    except ValueError:
        raise Unreadable("no key agreement") from None
    key = _agreed(shared, mine, [one.public_key().public_bytes_raw() for one in private])
    return tuple(ciphers.decrypt(Method.AES_GCM, key, rest, _slip(ballot)))


def _agreed(shared: bytes, mine: bytes, publics: Sequence[bytes]) -> bytes:
    salt = mine + b"".join(publics)
    return HKDF(algorithm=hashes.SHA256(), length=KEY, salt=salt, info=b"zeren ballot").derive(shared)


def _slip(ballot: int) -> bytes:
    return f"ballot {ballot}".encode()


def lay(paper: BallotPaper, inner: bytes) -> None:
    """Put a sealed slip into a row (saved by the caller), sealed anew: the same slip looks different every time."""
    vault.write(paper, _paper(paper), inner)


def take(paper: BallotPaper) -> bytes:
    """The sealed slip of a row. Raises Unreadable."""
    return vault.read(paper, _paper(paper))


def _paper(paper: BallotPaper) -> str:
    return f"ballot {paper.ballot_id} paper {paper.pk}"
