"""The vault: what the database file alone does not disclose, and what a rotation and a destroyed key do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from zeren.records import ciphers, integrity, keys, vault
from zeren.records.ciphers import Method, Unreadable
from zeren.records.keys import Purpose
from zeren.records.matters import acts, drafts, files, queries
from zeren.records.matters.models import Attachment, EventPayload

SAID = "本人四月十二日在外参加培训"
CIPHERS = (Method.AES_GCM, Method.SM4_GCM)


@given(plain=st.binary(max_size=200), place=st.text(max_size=20), method=st.sampled_from(CIPHERS))
def test_what_is_sealed_opens_at_its_place_and_nowhere_else(plain: bytes, place: str, method: Method) -> None:
    key = ciphers.new_key(method)
    sealed = ciphers.encrypt(method, key, plain, place.encode())
    assert ciphers.decrypt(method, key, sealed, place.encode()) == plain
    with pytest.raises(Unreadable):
        ciphers.decrypt(method, key, sealed, f"{place}x".encode())
    with pytest.raises(Unreadable):
        ciphers.decrypt(method, ciphers.new_key(method), sealed, place.encode())


@given(flip=st.integers(min_value=0), method=st.sampled_from(CIPHERS))
def test_one_bit_altered_opens_nothing(flip: int, method: Method) -> None:
    key = ciphers.new_key(method)
    sealed = bytearray(ciphers.encrypt(method, key, SAID.encode(), b"here"))
    sealed[flip % len(sealed)] ^= 1
    with pytest.raises(Unreadable):
        ciphers.decrypt(method, key, bytes(sealed), b"here")


def test_the_seals_are_those_of_their_standards() -> None:
    key, message = bytes(32), b"abc"
    assert ciphers.mac(Method.HMAC_SHA256, key, message).startswith("fd7adb152c05ef80dccf50a1fa4c05d5")
    from cryptography.hazmat.primitives import hashes, hmac

    other = hmac.HMAC(key, hashes.SM3())
    other.update(message)
    assert ciphers.mac(Method.HMAC_SM3, key, message) == other.finalize().hex()


def stored(table: str) -> bytes:
    """Everything that the database holds of a table, as bytes."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return b"\0".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for row in cursor.fetchall()
            for value in row
        )


@pytest.mark.django_db
def test_statements_and_drafts_are_in_no_table_in_clear(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", {"place": SAID})
    drafts.save_draft(county.zhao, matter.pk, "heard", {"at": "", "fields": {"x": SAID}})
    for table in connection.introspection.table_names():
        assert SAID.encode() not in stored(table), table
    assert queries.entries(county.zhao, matter.pk)[-1].fields["place"] == SAID
    assert drafts.draft_of(county.zhao, matter.pk, "heard") == {"at": "", "fields": {"x": SAID}}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["international", "national"])
def test_a_rotation_opens_everything_and_leaves_the_old_key_without_work(
    county: Any, opened: Any, settings: Any, kind: str
) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", {"place": SAID})
    before = keys.ring().of(Purpose.VAULT)
    settings.ZEREN = replace(settings.ZEREN, ciphers=kind)
    new = keys.rotate(Purpose.VAULT)
    assert queries.entries(county.zhao, matter.pk)[-1].fields["place"] == SAID
    assert sum(vault.rewrap(Purpose.VAULT)) == EventPayload.objects.count()
    assert set(EventPayload.objects.values_list("key_id", flat=True)) == {new.id} != {before.id}
    assert queries.entries(county.zhao, matter.pk)[-1].fields["place"] == SAID
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-04")
    assert integrity.verify().faults == ()
    assert sum(vault.rewrap(Purpose.VAULT)) == 0


@pytest.mark.django_db
def test_the_vault_tells_which_keys_are_still_used(county: Any, opened: Any) -> None:
    before, matter = keys.ring().of(Purpose.VAULT), opened()
    paper = files.add_attachment(county.zhao, matter.pk, "a.txt", b"a")
    vault.destroy(paper)
    paper.save()
    new, entries = keys.rotate(Purpose.VAULT), EventPayload.objects.count()
    assert vault.waiting(Purpose.VAULT) == entries
    sum(vault.rewrap(Purpose.VAULT))
    assert vault.waiting(Purpose.VAULT) == 0
    told = {(row.table, row.key_id): (row.count, row.destroyed) for row in vault.status()}
    assert told == {
        ("records_attachment", before.id): (0, 1),
        ("records_eventpayload", new.id): (entries, 0),
    }


@pytest.mark.django_db
def test_a_key_destroyed_while_keys_are_wrapped_anew_does_not_come_back(county: Any, opened: Any) -> None:
    paper = files.add_attachment(county.zhao, opened().pk, "a.txt", b"a")
    read_before = Attachment.objects.get(pk=paper.pk)
    vault.destroy(paper)
    paper.save()
    vault._wrap_anew(read_before, keys.rotate(Purpose.VAULT))
    assert Attachment.objects.get(pk=paper.pk).wrapped is None


@pytest.mark.django_db
def test_a_destroyed_key_opens_nothing(county: Any, opened: Any) -> None:
    matter = opened()
    payload = EventPayload.objects.select_related("event").get(event__matter=matter, event__seq=1)
    vault.destroy(payload)
    with pytest.raises(Unreadable, match="destroyed"):
        vault.read(payload, "payload")


@pytest.mark.django_db
def test_a_lookup_finds_equal_texts_of_one_kind_and_says_nothing(home: Path) -> None:
    found = vault.lookup("identity", " 620702197005061234 ")
    assert (
        found == vault.lookup("identity", "620702197005061234") != vault.lookup("phone", "620702197005061234")
    )
    assert "6207" not in found and len(found) == 64


@pytest.mark.django_db
def test_a_rotation_by_another_process_is_seen(home: Path) -> None:
    old = keys.ring()
    text = (home / "keys.json").read_text()
    keys.rotate(Purpose.VAULT)
    later = (home / "keys.json").read_text()
    (home / "keys.json").write_text(text)
    assert keys.ring() == old
    (home / "keys.json").write_text(later)
    assert keys.ring().current[Purpose.VAULT] == "v2"
