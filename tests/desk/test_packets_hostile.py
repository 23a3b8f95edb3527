"""数据包 on the desk: what is hostile, large or empty."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from desk import support_packets
from desk.support_packets import made, on_trail, text, upload
from zeren.records import ciphers, containers
from zeren.records.actor import SYSTEM
from zeren.records.packets import acts, gathering, own, sealing
from zeren.records.packets.models import Packet

empty, pair, matter = support_packets.empty, support_packets.pair, support_packets.matter


def test_what_was_forged_cut_or_replayed_is_refused_whole_with_its_reason(
    pair: Any, matter: Any, desk: Any
) -> None:
    leader = pair.sign_in("shuji")
    file, newer = made(leader), made(leader)
    kept = own.path().read_bytes()
    own.path().unlink()
    others = own.make("Q", "青县县委")
    own.path().write_bytes(kept)

    def forged(manifest: bytes, items: bytes, to: Any, keys: Any) -> bytes:
        return true(manifest, items, to, others)

    true = sealing.seal
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(acts.sealing, "seal", forged)
        wrong = made(leader)
    with pair.city():
        city = pair.at_city("shi")
        upload(city, newer)
        city.post("/packets/take", {"do": "take"})
        for content, said in (
            (wrong, "签名不符，整包不收"),
            (file[:-1], "打不开"),
            (file, "旧数据包不收"),
            (b"x", "不是数据包"),
        ):
            answer = upload(city, content)
            assert answer.status_code == 422 and said in text(answer), said
            assert "整包没有收" in text(answer) and on_trail()[-1] == "packet_refused"
        assert "没有选数据包文件" in text(city.post("/packets/take", {}))
        assert "此前已收过" in text(upload(city, newer))
        assert Packet.objects.count() == 1
    answer = upload(leader, newer)
    assert answer.status_code == 422 and "不是发给本单位的数据包" in text(answer)


def test_a_bomb_is_refused_through_the_page(pair: Any, matter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("manifest.json", b"\0" * (3 << 20))
    encrypt = ciphers.encrypt
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            ciphers, "encrypt", lambda m, key, plain, place: encrypt(m, key, stream.getvalue(), place)
        )
        bomb = sealing.seal(b"", b"", pair.above, own.own())
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 2 << 20)
    with pair.city() as home:
        answer = upload(pair.at_city("shi"), bomb)
        assert answer.status_code == 422 and "没有收下" in text(answer)
        assert not (home / "imports").exists()


@pytest.mark.proof
def test_ten_thousand_items_are_paged_and_one_opens_only_what_is_shown(
    pair: Any, desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"key": f"{n}号", "organ": "QJ", "title": f"第{n}项", "text": "文", "due": None, "cites": []}
        for n in range(10_000)
    ]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    with pair.city():
        _, file = acts.made(SYSTEM, "Q", gathering.Scope(), content)
    leader = pair.sign_in("shuji")
    look = text(upload(leader, file))
    assert "第 1—50 行，共 10000 行" in look
    leader.post("/packets/take", {"do": "take"})
    number = Packet.objects.get(way="in").number
    from zeren.records import vault

    opened, read = [], vault.read
    monkeypatch.setattr(vault, "read", lambda row, place: (opened.append(place), read(row, place))[1])
    page = text(leader.get(f"/packets/{number}?page=200"))
    assert "第9999项" in page and "第 9951—10000 行" in page and len(opened) == 50
    # The same for an organ that sees its own part alone.
    assert "第9999项" in text(pair.sign_in("wang").get(f"/packets/{number}?page=200"))


def test_the_list_is_filtered_and_says_what_is_absent(pair: Any, matter: Any) -> None:
    leader = pair.sign_in("shuji")
    assert "没有往来的数据包" in text(leader.get("/packets"))
    made(leader)
    number = Packet.objects.get().number
    for query, there in (
        ("way=out", True), ("way=in", False), ("kind=report", True), ("kind=receipt", False), ("partner=市委", True), ("partner=X", False),
        ("receipt=waits", True), ("receipt=came", False), ("entered=2026-10", True), ("entered=2025", False), ("entered=2026..", True), ("entered=..2026", True), ("entered=9999", False), ("entered=0001", False), (f"number={number[:8]}", True),
    ):  # fmt: skip
        assert (number in text(leader.get(f"/packets?{query}"))) is there, query


def test_without_keys_nobody_sees_a_menu_and_the_page_says_how_to_begin(desk: Any) -> None:
    leader = desk.sign_in("shuji")
    page = text(leader.get("/packets"))
    assert "zeren packet card" in page and '"/packets"' not in text(leader.get("/"))
    assert leader.get("/packets/report").status_code == 403
