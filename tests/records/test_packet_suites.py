"""The two suites of packets: SM2 against published figures, what the cards decide, no way down to the weaker one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from records import support_moving as support
from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.organs.models import Organ
from zeren.records.packets import acts, own, sealing, sm2, suites, taking
from zeren.records.packets.gathering import Scope
from zeren.records.packets.models import Packet, PacketPartner, Relation

UP = Scope(("Q",))

# GM/T 0003.5-2012, annexes A and C: the recommended curve.
D = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
X1 = 0x04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73
Y1 = 0xE858F9D81E5430A57B36DAAB8F950A3C64E6EE6A63094D99283AFF767E124DF0
C2 = bytes.fromhex("21886CA989CA9C7D58087307CA93092D651EFA")
C3 = bytes.fromhex("59983C18F809E262923C53AEC295D30383B54E39D609D160AFCB1908D0BD8766")


def der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    length = bytes([len(content)]) if len(content) < 128 else bytes([0x81, len(content)])
    return bytes([tag]) + length + content


def number(value: int) -> bytes:
    return der(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def private(secret: bytes) -> bytes:
    """PKCS #8 of a private number on the curve."""
    names = der(6, bytes.fromhex("2A8648CE3D0201")), der(6, bytes.fromhex("2A811CCF5501822D"))
    return der(0x30, number(0), der(0x30, *names), der(4, der(0x30, number(1), der(4, secret))))


# ---------------------------------------------------------------- SM2


def test_the_published_signature_holds_and_no_other() -> None:
    published = der(0x30, number(R), number(S))
    assert sm2.is_point(POINT) and sm2.public_of(private(D)) == POINT
    assert sm2.verify(POINT, b"message digest", published)
    assert not sm2.verify(POINT, b"message digesT", published)
    for other in (der(0x30, number(S), number(R)), published[:-1], published + b"x", b"", b"x" * 71):
        assert not sm2.verify(POINT, b"message digest", other)


def test_the_published_ciphertext_opens() -> None:
    published = der(0x30, number(X1), number(Y1), der(4, C3), der(4, C2))
    assert sm2.decrypt(private(D), published) == b"encryption standard"
    for spoiled in (published[:-1] + b"x", published[:40], b""):
        with pytest.raises(sm2.Failed):
            sm2.decrypt(private(D), spoiled)


def test_what_is_no_point_of_the_curve_is_no_key() -> None:
    assert sm2.is_point(POINT)
    for spoiled in (
        b"",
        POINT[:-1],
        POINT + b"x",
        b"\x02" + POINT[1:],
        POINT[:-1] + b"\x14",
        b"\x04" + b"\xff" * 64,
    ):
        assert not sm2.is_point(spoiled)
        with pytest.raises(sm2.Failed):
            sm2.encrypt(spoiled, b"x")


def test_no_key_stands_on_a_command_line_or_on_a_disk(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run, said = subprocess.run, []

    def heard(words: list[str], **more: Any) -> Any:
        said.append((" ".join(words), more.get("env", {})))
        return run(words, **more)

    monkeypatch.setattr(subprocess, "run", heard)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    monkeypatch.setenv("OPENSSL_CONF", "/nowhere")
    key = sm2.new_key()
    point = sm2.public_of(key)
    assert sm2.verify(point, b"m", sm2.sign(key, b"m"))
    assert sm2.decrypt(key, sm2.encrypt(point, b"secret")) == b"secret"
    for line, given in said:
        assert key.hex() not in line and "secret" not in line
        assert "OPENSSL_CONF" not in given
        assert all(word.startswith("/proc/self/fd/") for word in line.split() if word.startswith("/"))


@pytest.mark.parametrize(
    ("version", "listed", "said"),
    [
        (None, b"", "not found"),
        (b"OpenSSL 1.1.1w  11 Sep 2023", b"SM2", "OpenSSL 1.1.1w"),
        (b"LibreSSL 3.3.6", b"SM2", "LibreSSL 3.3.6"),
        (b"OpenSSL 3.0.7 1 Nov 2022", b"RSA", "no SM2"),
    ],
)
def test_a_machine_without_sm2_says_what_it_has_and_what_is_wanted(
    monkeypatch: pytest.MonkeyPatch, version: bytes | None, listed: bytes, said: str
) -> None:
    def told(words: list[str], **_: Any) -> Any:
        return subprocess.CompletedProcess(words, 0, version if words[1] == "version" else listed, b"")

    monkeypatch.setattr(sm2.subprocess, "run", told)
    monkeypatch.setattr(sm2.shutil, "which", lambda name: None if version is None else f"/usr/bin/{name}")
    sm2._missing.cache_clear()
    try:
        with pytest.raises(Refused, match=said) as refused:
            sm2.new_key()
        assert "OpenSSL 3 以上" in refused.value.problems[0].zh
    finally:
        sm2._missing.cache_clear()


@pytest.mark.parametrize(
    ("version", "machine", "leaks"),
    [
        (b"OpenSSL 3.5.3", "aarch64", True), (b"OpenSSL 3.5.4", "aarch64", False), (b"OpenSSL 3.5.3", "x86_64", False), (b"OpenSSL 3.0.2", "aarch64", False),
        (b"OpenSSL 3.2.5", "arm64", True), (b"OpenSSL 4.0.0", "aarch64", False), (b"", "aarch64", False),
    ],
)  # fmt: skip
def test_a_version_that_leaks_by_time_is_named(
    monkeypatch: pytest.MonkeyPatch, version: bytes, machine: str, leaks: bool
) -> None:
    monkeypatch.setattr(
        sm2.subprocess, "run", lambda words, **_: subprocess.CompletedProcess(words, 0, version, b"")
    )
    monkeypatch.setattr(sm2.platform, "machine", lambda: machine)
    assert bool(sm2.timing()) is leaks


# ---------------------------------------------------------------- cards


@pytest.fixture
def national(settings: Any) -> Callable[[bool], None]:
    """Switches ``ZEREN_CIPHERS``."""

    def switch(on: bool = True) -> None:
        settings.ZEREN = replace(settings.ZEREN, ciphers="national" if on else "international")

    return switch


def test_national_ciphers_add_keys_to_those_there_are(national: Any) -> None:
    first = own.make("Q", "青县县委").card()
    assert not first.sm2_sign_key and json.loads(first.text())["version"] == 1
    national()
    card = own.make("Q", "青县县委").card()
    assert (card.sign_key, card.open_key) == (first.sign_key, first.open_key)
    assert card.sm2_sign_key and card.sm2_sign_key != card.sm2_open_key
    assert card.keys != first.keys and own.make("Q", "青县县委").card() == card
    assert own.read_card(card.text().encode()) == card and json.loads(card.text())["version"] == 2
    assert own.path().stat().st_mode & 0o777 == 0o600
    national(False)
    assert own.make("Q", "青县县委").card() == card, "what partners were told stays"


def test_a_card_whose_national_keys_are_none_is_no_card(national: Any) -> None:
    national()
    text = own.make("Q", "青县县委").card().text()
    told = json.loads(text)
    for change in (
        {"version": 3}, {"version": 1}, {"sm2_sign_key": ""}, {"sm2_sign_key": "04" + "f" * 128}, {"sm2_open_key": told["sm2_sign_key"]}, {"sm2_open_key": 7},
    ):  # fmt: skip
        if change == {"version": 1}:
            # What reads version 1 alone has another fingerprint: it can't be compared as the same card.
            assert own.read_card(json.dumps(told | change).encode()).keys != own.own().card().keys
            continue
        with pytest.raises(Refused):
            own.read_card(json.dumps(told | change).encode())
    del told["sm2_open_key"]
    with pytest.raises(Refused):
        own.read_card(json.dumps(told).encode())


# ---------------------------------------------------------------- between two


@pytest.fixture(scope="module", autouse=True)
def empty(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table and no row, made before anything is entered."""
    with django_db_blocker.unblock():
        name = support.lay_empty(tmp_path_factory.mktemp("empty"), "suites")
        yield name
        support.drop(name)


@pytest.fixture
def joined(county: Any, empty: str, tmp_path: Path, settings: Any, national: Any, opened: Any) -> Any:
    """Joins the county with its city, each with or without national keys; answers the way into the city."""
    opened()

    def there() -> Any:
        return support.installation(empty, tmp_path / "city", None, settings)

    def join(here: bool, above: bool) -> Callable[[], AbstractContextManager[Path]]:
        national(here)
        mine = own.make("Q", "青县县委").card()
        national(above)
        with there():
            seat = Organ.objects.create(code="C", name="某市委", level="city", kind="party_committee")
            Organ.objects.create(
                code="Q", name="青县县委", level="county", kind="party_committee", superior=seat
            )
            theirs = own.make("C", "某市委").card()
            acts.enter_partner(SYSTEM, mine, Relation.SUBORDINATE, ["Q"])
        acts.enter_partner(SYSTEM, theirs, Relation.SUPERIOR)
        return there

    return join


@pytest.mark.parametrize(
    ("here", "above", "wanted"),
    [
        (True, True, suites.NATIONAL),
        (True, False, suites.INTERNATIONAL),
        (False, True, suites.INTERNATIONAL),
        (False, False, suites.INTERNATIONAL),
    ],
)
def test_the_cards_decide_by_which_ciphers_and_both_sides_know(
    joined: Any, national: Any, here: bool, above: bool, wanted: Any
) -> None:
    city = joined(here, above)
    assert acts.preview(SYSTEM, "C", UP).suite == wanted.name
    packet, file = acts.made(SYSTEM, "C", UP)
    assert packet.suite == wanted.name and wanted.name.encode() in file[:300]
    # The setting of the day changes nothing of it.
    national(not here)
    with city():
        done = taking.take(SYSTEM, file)
        assert Packet.objects.get().suite == wanted.name
        _, back = acts.made_receipt(SYSTEM, done.number)
    assert taking.take(SYSTEM, back).kind == "receipt"


def test_a_packet_by_the_other_suite_is_refused_though_its_signature_holds(
    joined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = joined(True, True)
    with monkeypatch.context() as patch:
        patch.setattr(sealing.suites, "between", lambda one, other: suites.INTERNATIONAL)
        _, down = acts.made(SYSTEM, "C", UP)
    with city():
        with pytest.raises(Refused, match="suite is not the one") as refused:
            taking.take(SYSTEM, down)
        assert refused.value.problems[0].field == "suite" and not Packet.objects.exists()
    _, up = acts.made(SYSTEM, "C", UP)
    with city():
        assert taking.take(SYSTEM, up).conflicts == 0


def test_a_card_without_its_national_keys_is_another_fingerprint_and_its_packets_are_refused(
    joined: Any,
) -> None:
    city = joined(True, True)
    # Somebody on the way takes the national keys off the county's card before the city enters it.
    stripped = replace(own.own().card(), sm2_sign_key="", sm2_open_key="")
    assert stripped.keys != own.own().card().keys
    with city():
        acts.enter_partner(SYSTEM, stripped, Relation.SUBORDINATE, ["Q"])
    _, file = acts.made(SYSTEM, "C", UP)
    with city(), pytest.raises(Refused, match="no card of Q with these keys"):
        taking.take(SYSTEM, file)


def test_whoever_has_no_national_keys_opens_nothing_by_them(
    joined: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = joined(True, False)
    partner = PacketPartner.objects.get()
    mine = own.own().card()
    with monkeypatch.context() as patch:
        patch.setattr(sealing.suites, "between", lambda one, other: suites.NATIONAL)
        patch.setattr(
            acts,
            "card_of",
            lambda row: replace(
                acts.Card(row.code, row.name, row.sign_key, row.open_key),
                sm2_sign_key=mine.sm2_sign_key,
                sm2_open_key=mine.sm2_open_key,
            ),
        )
        _, file = acts.made(SYSTEM, partner.code, UP)
    with city(), pytest.raises(Refused, match="not for this installation"):
        taking.take(SYSTEM, file)


def test_an_installation_takes_national_ciphers_up_in_the_middle_of_an_exchange(
    joined: Any, national: Any
) -> None:
    city = joined(False, True)

    def there_and_back() -> str:
        packet, file = acts.made(SYSTEM, "C", UP)
        with city():
            _, back = acts.made_receipt(SYSTEM, taking.take(SYSTEM, file).number)
        assert taking.take(SYSTEM, back).kind == "receipt"
        return packet.suite

    assert there_and_back() == suites.INTERNATIONAL.name
    _, under_way = acts.made(SYSTEM, "C", UP)
    national()
    card = own.make("Q", "青县县委").card()
    with city():
        acts.enter_partner(SYSTEM, card, Relation.SUBORDINATE, ["Q"])
        with pytest.raises(Refused, match="no card of Q with these keys"):
            taking.take(SYSTEM, under_way)
    assert there_and_back() == suites.NATIONAL.name
    with city():
        # To enter the same card again opens no way for an older packet.
        acts.enter_partner(SYSTEM, card, Relation.SUBORDINATE, ["Q"])
        assert PacketPartner.objects.get(ended__isnull=True).taken == 3
    assert there_and_back() == suites.NATIONAL.name
