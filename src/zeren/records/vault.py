"""The vault: what would harm somebody if the database file were lost is sealed in it, under keys that lie elsewhere.

Each row has a data key of its own, wrapped by the key ring's. So a rotation wraps small keys anew and never
rewrites contents, and destroying one data key makes one content unreadable for ever (disposal). A content is
sealed for its place: copied into another row it does not open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Q, QuerySet

from zeren.records import ciphers, keys
from zeren.records.ciphers import Unreadable
from zeren.records.keys import Key, Purpose

WRAP = b"data key"
CONTENT = {ciphers.KEY_BYTES[method]: method for method in ciphers.CIPHERS}
BATCH = 500


class SealedKey(models.Model):
    """A row that holds the wrapped data key of a content; without the key (destroyed) nothing opens it."""

    purpose: ClassVar[Purpose] = Purpose.VAULT

    key_id = models.CharField(max_length=20, blank=True, default="")
    wrapped = models.BinaryField(null=True)

    class Meta:
        abstract = True


class Sealed(SealedKey):
    """A row that holds a sealed content as well."""

    sealed = models.BinaryField(default=b"")

    class Meta:
        abstract = True


def write(row: Sealed, place: str, plain: bytes) -> None:
    """Seal a content into a row (saved by the caller)."""
    row.sealed = seal(row, place, plain)


def read(row: Sealed, place: str) -> bytes:
    """The content of a row. Raises Unreadable: altered, moved from its place, its key destroyed or not there."""
    return unseal(row, place, bytes(row.sealed))


def seal(row: SealedKey, place: str, plain: bytes) -> bytes:
    """Seal a content that is kept outside the row (a file); its new data key goes into the row."""
    key = keys.ring().of(row.purpose)
    data_key = ciphers.new_key(key.method)
    row.key_id, row.wrapped = key.id, ciphers.encrypt(key.method, key.secret, data_key, WRAP)
    return ciphers.encrypt(key.method, data_key, plain, place.encode())


def unseal(row: SealedKey, place: str, sealed: bytes) -> bytes:
    """Open what :func:`seal` sealed with this row. Raises Unreadable."""
    data_key = _data_key(row, _key_of(row))
    # A rotation may have changed the method of the wrapping; the content keeps the one it was sealed with.
    return ciphers.decrypt(CONTENT[len(data_key)], data_key, sealed, place.encode())


def destroy(row: SealedKey) -> None:
    """Take the data key away (saved by the caller): what it sealed opens never again."""
    row.wrapped = None


def lookup(kind: str, text: str) -> str:
    """A keyed digest to find a sealed value by: equal for equal texts of one kind, meaningless without the key.

    It stays with the look-up key of its day, so that key is not rotated while digests are kept.
    """
    return keys.ring().of(Purpose.LOOKUP).seal(f"{kind}\n{text.strip()}".encode())


def models_of(purpose: Purpose) -> list[type[SealedKey]]:
    """Every table whose rows are sealed with keys of the purpose."""
    found = (m for m in apps.get_models() if issubclass(m, SealedKey) and m.purpose is purpose)
    return sorted(found, key=lambda model: model._meta.db_table)


@dataclass(frozen=True, slots=True)
class Sealing:
    """How many rows of a table are wrapped with a key, and of how many the data key was destroyed."""

    table: str
    purpose: Purpose
    key_id: str
    count: int
    destroyed: int

    def as_dict(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "purpose": self.purpose.value}


def status() -> list[Sealing]:
    """Every table with sealed rows, by key."""
    found = []
    for purpose in (Purpose.VAULT, Purpose.REPORTER):
        for model in models_of(purpose):
            gone = Count("pk", filter=Q(wrapped__isnull=True))
            rows = (
                model._default_manager.order_by("key_id")
                .values("key_id")
                .annotate(all=Count("pk"), gone=gone)
            )
            table = model._meta.db_table
            found += [Sealing(table, purpose, r["key_id"], r["all"] - r["gone"], r["gone"]) for r in rows]
    return found


def waiting(purpose: Purpose) -> int:
    """How many data keys are wrapped with an older key."""
    current = keys.ring().of(purpose)
    return sum(_older(model, current).count() for model in models_of(purpose))


def _older(model: type[SealedKey], current: Key) -> QuerySet[Any]:
    return model._default_manager.exclude(key_id=current.id).filter(wrapped__isnull=False).exclude(key_id="")


def rewrap(purpose: Purpose) -> Iterator[int]:
    """Wrap every data key with the current key, a few at a time (people go on working); yields how many each time.

    Afterwards an older key may be taken out of the ring. Raises Unreadable where a data key does not open.
    """
    current = keys.ring().of(purpose)
    for model in models_of(purpose):
        rows = _older(model, current)
        while part := list(rows.order_by("pk").only("key_id", "wrapped")[:BATCH]):
            with transaction.atomic():
                for row in part:
                    _wrap_anew(row, current)
            yield len(part)


def _wrap_anew(row: Any, current: Key) -> None:
    data_key = _data_key(row, _key_of(row))
    wrapped = ciphers.encrypt(current.method, current.secret, data_key, WRAP)
    # A key destroyed meanwhile (disposal) must not come back.
    same = type(row)._default_manager.filter(pk=row.pk, key_id=row.key_id, wrapped__isnull=False)
    same.update(key_id=current.id, wrapped=wrapped)


def _key_of(row: SealedKey) -> Key:
    try:
        return keys.ring().of(row.purpose, row.key_id)
    except KeyError:
        raise Unreadable(f"no key {row.key_id}") from None


def _data_key(row: SealedKey, key: Key) -> bytes:
    if row.wrapped is None:
        raise Unreadable("the key was destroyed")
    return ciphers.decrypt(key.method, key.secret, bytes(row.wrapped), WRAP)
