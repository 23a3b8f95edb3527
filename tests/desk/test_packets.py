"""数据包 on the desk: who may look, make and take; what is shown before anything leaves or is taken; what is refused."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk import support_packets
from desk.conftest import PASSWORD
from desk.support_packets import made, on_trail, text, two, upload
from zeren.desk.wording import short_of
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters.models import Matter
from zeren.records.packets import acts, gathering, own
from zeren.records.packets.models import Packet, PacketItem, PacketPartner
from zeren.records.trail.models import TrailEntry

DOWN = {"key-0": "市交〔2026〕1号", "organ-0": "QJ", "title-0": "限期整改", "text-0": "按期报结果", "due-0": "2026-12-01", "cites-0": "第一条、第二条", "rows": "3", "to": "Q"}  # fmt: skip
empty, pair, matter = support_packets.empty, support_packets.pair, support_packets.matter


# ---------------------------------------------------------------- up and back


def test_a_report_goes_up_is_looked_at_taken_and_its_receipt_comes_back(pair: Any, matter: Any) -> None:
    leader = pair.sign_in("shuji")
    page = text(leader.get("/packets/report", {"to": "C", "organ": "Q"}))
    assert "将带出 1 件" in page and matter.number in page and "赵某某 提醒" in page
    assert not Packet.objects.exists()
    file = made(leader)
    assert matter.number.encode() not in file and "待回执" in text(leader.get("/packets"))
    with pair.city():
        city = pair.at_city("shi")
        look = text(upload(city, file))
        assert "青县县委（Q）　报送" in look and matter.number in look and "新收" in look
        assert not Packet.objects.exists() and not PacketItem.objects.exists()
        taken = city.post("/packets/take", {"do": "take"}, follow=True)
        number = Packet.objects.get(way="in").number
        assert "已接收 1 项" in text(taken) and taken.redirect_chain[-1][0] == f"/packets/{number}"
        item = text(city.get(f"/packets/{number}/items/0"))
        assert "赵某某" in item and "县城" in item
        assert on_trail()[-2:] == ["packet_taken", "packet_read"]
        back = city.post(f"/packets/{number}/receipt").content
    assert "回执已收" in text(
        leader.post("/packets/take", {"do": "take"}, follow=True) if upload(leader, back) else None
    )
    sent = Packet.objects.get(way="out")
    assert sent.receipted and "新收" in text(leader.get(f"/packets/{sent.number}"))
    assert "已回执" in text(leader.get("/packets"))


def test_a_packet_says_its_scope_in_names(pair: Any, matter: Any) -> None:
    leader = pair.sign_in("shuji")
    made(leader, pack=matter.pack, since="2026-01-01")
    said = text(leader.get(f"/packets/{Packet.objects.get().number}"))
    called = next(short_of(pack) for pack in packs.installed().packs if pack.id == matter.pack)
    assert "青县县委、" in said and "2026-01-01 至 —" in said
    assert called in said and matter.pack not in said


def test_looking_writes_nothing_and_dropping_forgets(pair: Any, matter: Any) -> None:
    file = made(pair.sign_in("shuji"))
    with pair.city() as home:
        city = pair.at_city("shi")
        upload(city, file)
        assert [path.read_bytes() for path in (home / "imports").iterdir()] == [file]
        assert city.post("/packets/take", {"do": "drop"}).status_code == 302
        assert not list((home / "imports").iterdir()) and not Packet.objects.exists()
        assert "看过的文件已经不在" in text(city.post("/packets/take", {"do": "take"}))


def test_a_conflict_is_shown_first_and_taken_changes_nothing_of_it(
    pair: Any, matter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    leader = pair.sign_in("shuji")
    first = made(leader)
    report = gathering.report

    def altered(found: list[Matter]) -> Iterator[dict[str, Any]]:
        for item in report(found):
            item["entries"][-1]["link"] = "0" * 64
            yield item

    monkeypatch.setattr(gathering, "report", altered)
    second = made(leader)
    with pair.city():
        city = pair.at_city("shi")
        upload(city, first)
        city.post("/packets/take", {"do": "take"})
        assert "1 项与已收的不符" in text(upload(city, second))
        assert "1 项有冲突，没有改动" in text(city.post("/packets/take", {"do": "take"}, follow=True))
        assert PacketItem.objects.count() == 1


# ---------------------------------------------------------------- what leaves


def test_what_stays_is_counted_with_its_reason(pair: Any, desk: Any, matter: Any) -> None:
    for change in ({"restricted": True}, {"classification": "秘密"}):
        Matter.objects.filter(pk=desk.open("李某某 提醒", subject="sun").pk).update(**change)
    page = text(pair.sign_in("shuji").get("/packets/report", {"to": "C", "organ": "Q"}))
    # Whoever is outside the circle hears nothing of the matter, not even that one stays.
    assert "另有 1 件不带：秘密以上 1 件。" in page and "限定知悉范围 1 件" not in page


def test_what_was_looked_at_is_made_and_nothing_else(pair: Any, desk: Any, matter: Any) -> None:
    leader = pair.sign_in("shuji")
    given = {"to": "C", "organ": "Q", "seen": "0" * 64}
    answer = leader.post("/packets/report", given)
    assert answer.status_code == 422 and "请再看一遍" in text(answer) and not Packet.objects.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"to": "X", "organ": "Q"}, "没有登记过 X 的交换名片"),
        ({"to": "C", "organ": "X"}, "没有登记代码为 X 的机关"),
        ({"to": "C", "organ": "Q", "since": "soon"}, "“soon”不是日期"),
        ({"to": "C", "organ": "B"}, "范围内没有可以发出的事项"),
    ],
)
def test_a_scope_that_is_wrong_is_told_with_its_place(
    pair: Any, matter: Any, given: dict[str, str], said: str
) -> None:
    answer = pair.sign_in("shuji").get("/packets/report", given)
    assert answer.status_code == 422 and said in text(answer)


def test_an_assignment_goes_down_to_the_organ_that_it_names(pair: Any, desk: Any) -> None:
    with pair.city():
        city = pair.at_city("shi")
        assert "将交办 1 项" in text(city.post("/packets/assign", {**DOWN, "do": "look"}))
        assert not Packet.objects.exists()
        file = city.post("/packets/assign", {**DOWN, "do": "make"}).content
    leader = pair.sign_in("shuji")
    upload(leader, file)
    leader.post("/packets/take", {"do": "take"})
    number = Packet.objects.get(way="in").number
    handler = pair.sign_in("wang")
    assert number in text(handler.get("/packets")) and "限期整改" in text(handler.get(f"/packets/{number}"))
    assert "按期报结果" in text(handler.get(f"/packets/{number}/items/0"))
    neighbour = pair.sign_in("bai")
    assert number not in text(neighbour.get("/packets"))
    for url in (f"/packets/{number}", f"/packets/{number}/items/0"):
        assert neighbour.get(url).status_code == 404


def test_rows_of_an_assignment_are_told_by_row_and_column(pair: Any) -> None:
    with pair.city():
        city = pair.at_city("shi")
        answer = city.post("/packets/assign", {**DOWN, "title-0": "", "do": "make"})
        assert answer.status_code == 422 and "第 1 行 标题：没有填" in text(answer)
        assert "按期报结果" in text(answer), "what was typed stays"
        assert "没有交办事项" in text(city.post("/packets/assign", {"to": "Q", "rows": "3", "do": "look"}))
        more = text(city.post("/packets/assign", {**DOWN, "do": "more"}))
        assert 'name="key-3"' in more and "市交〔2026〕1号" in more


def test_a_workbook_fills_the_rows(pair: Any) -> None:
    with pair.city():
        city = pair.at_city("shi")
        book = openpyxl.load_workbook(io.BytesIO(city.get("/packets/assign/template.xlsx").content))
        sheet = book.worksheets[0]
        sheet.append(["市交〔2026〕2号", "QT", "题", "文", "2026-11-30", ""])
        stream = io.BytesIO()
        book.save(stream)
        page = text(
            city.post(
                "/packets/assign",
                {"do": "read", "to": "Q", "file": SimpleUploadedFile("a.xlsx", stream.getvalue())},
            )
        )
        assert "市交〔2026〕2号" in page and 'value="2026-11-30"' in page
        bad = city.post(
            "/packets/assign", {"do": "read", "to": "Q", "file": SimpleUploadedFile("a.xlsx", b"x")}
        )
        assert bad.status_code == 422 and "不是 Excel 工作簿" in text(bad)


def test_where_both_cards_have_national_keys_the_page_says_so_and_a_machine_without_sm2_is_told(
    desk: Any, empty: str, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ZEREN = replace(settings.ZEREN, ciphers="national")
    pair = two(desk, empty, tmp_path, settings)
    desk.open("赵某某 提醒", ("noticed", date(2026, 9, 20)))
    leader = pair.sign_in("shuji")
    assert "商用密码算法加密" in text(leader.get("/packets/report", {"to": "C", "organ": "Q"}))
    assert "商用密码算法" in text(leader.get("/packets/cards"))
    file = made(leader)
    assert "商用密码算法" in text(leader.get(f"/packets/{Packet.objects.get().number}"))
    with pair.city():
        assert "新收" in text(upload(pair.at_city("shi"), file))
    settings.ZEREN = replace(settings.ZEREN, openssl="/nowhere/openssl")
    seen = text(leader.get("/packets/report", {"to": "C", "organ": "Q"})).partition('name="seen" value="')[2][
        :64
    ]
    answer = leader.post("/packets/report", {"to": "C", "organ": "Q", "seen": seen})
    assert answer.status_code == 422 and "没有找到 /nowhere/openssl" in text(answer)
    assert Packet.objects.count() == 1


# ---------------------------------------------------------------- cards


def test_a_card_is_entered_with_the_fingerprint_that_was_compared_and_no_other(pair: Any) -> None:
    leader = pair.sign_in("shuji")
    page = text(leader.get("/packets/cards"))
    assert own.spoken(pair.here.keys) in page and own.spoken(pair.above.keys) in page
    assert own.read_card(leader.get("/packets/cards/own.json").content) == pair.here
    card = replace(pair.above, code="D", name="乡镇")
    file = card.text().encode()

    def enter(**more: Any) -> Any:
        given = {"keys": own.spoken(card.keys), "relation": "subordinate", "scope": ["QT"], "proof": PASSWORD}
        return leader.post("/packets/cards", {**given, "card": SimpleUploadedFile("a.json", file), **more})

    before = PacketPartner.objects.count()
    for more, said in (
        ({"proof": "wrong"}, "不对，没有办理"),
        ({"keys": "0" * 64}, "填写的指纹与名片不符"),
        ({"relation": ""}, "请选对方是上级还是下级"),
        ({"card": SimpleUploadedFile("a.json", b"{}")}, "不是交换名片"),
        ({"scope": []}, "下级要写明"),
    ):
        answer = enter(**more)
        assert answer.status_code == 422 and said in text(answer), said
    assert PacketPartner.objects.count() == before
    assert enter().status_code == 302
    assert PacketPartner.objects.get(code="D").scope == ["QT"] and on_trail()[-1] == "packet_partner_entered"


# ---------------------------------------------------------------- who may


def test_the_three_administrators_and_other_organs_reach_no_packet(pair: Any, matter: Any) -> None:
    made(pair.sign_in("shuji"))
    number = Packet.objects.get().number
    paths = (
        "/packets/cards",
        "/packets/cards/own.json",
        "/packets/report",
        "/packets/assign",
        "/packets/take",
    )
    admin, handler, neighbour = pair.sign_in("guanli"), pair.sign_in("wang"), pair.sign_in("bai")
    for client in (handler, neighbour):
        assert [client.get(path).status_code for path in paths] == [403] * 5
        assert client.get(f"/packets/{number}").status_code == 404 and number not in text(
            client.get("/packets")
        )
    assert {admin.get(path).status_code for path in (*paths, "/packets", f"/packets/{number}")} == {403}
    for client in (admin, handler, neighbour):
        for path in (
            "/packets/report",
            "/packets/assign",
            "/packets/take",
            "/packets/cards",
            f"/packets/{number}/receipt",
        ):
            answer = client.post(path, {"do": "make", "to": "C", "organ": "Q"})
            assert answer.status_code == 403, path
    assert Packet.objects.count() == 1


def test_who_reads_in_the_organ_previews_and_only_a_leader_makes_or_takes(pair: Any, matter: Any) -> None:
    file = made(pair.sign_in("shuji"))
    with pair.city():
        handler = pair.at_city("shiban")
        assert (
            handler.get("/packets/assign").status_code == 200
            and handler.get("/packets/cards").status_code == 200
        )
        assert "将交办 1 项" in text(handler.post("/packets/assign", {**DOWN, "do": "look"}))
        assert handler.post("/packets/assign", {**DOWN, "do": "make"}).status_code == 403
        assert upload(handler, file).status_code == 403
        assert handler.post("/packets/cards", {}).status_code == 403
        assert not Packet.objects.exists()


def test_the_acts_themselves_refuse_who_does_not_lead_the_organ(pair: Any, desk: Any, matter: Any) -> None:
    from zeren.access.accounts.queries import actor_of
    from zeren.records.errors import Refused
    from zeren.records.packets import taking

    for name in ("wang", "bai", "guanli"):
        actor = actor_of(desk.accounts[name])
        for act in (
            lambda a: acts.made(a, "C", gathering.Scope(("Q",))),
            lambda a: acts.preview(a, "C", gathering.Scope(("Q",))),
            lambda a: taking.take(a, b""),
            lambda a: taking.look(a, b""),
            lambda a: acts.made_receipt(a, "x"),
        ):
            with pytest.raises(Refused, match="actor"):
                act(actor)


def test_a_delegation_lets_an_officer_make_one_and_stands_on_the_trail(
    pair: Any, desk: Any, matter: Any
) -> None:
    from zeren.access.accounts.queries import actor_of

    seat = desk.organs["Q"]
    lent = actor_of(desk.accounts["shuji"]).grants[0]
    actor = replace(
        actor_of(desk.accounts["wang"]),
        grants=(replace(lent, delegated_by="shuji", basis="权委〔2026〕3号"),),
    )
    assert lent.organ == seat.pk
    acts.made(actor, "C", gathering.Scope(("Q",)))
    assert TrailEntry.objects.filter(act="packet_made").get().basis == "权委〔2026〕3号"


def test_nobody_reads_of_one_of_his_own_name_in_what_was_reported(pair: Any, matter: Any, desk: Any) -> None:
    file = made(pair.sign_in("shuji"))
    with pair.city():
        from zeren.access.accounts import acts as accounts
        from zeren.records.organs.models import Organ
        from zeren.records.people.models import Person

        seat = Organ.objects.get(code="C")
        person = Person.objects.create(code="z", name="赵某某", organ=seat)
        account = accounts.make_account(SYSTEM, "zhao2", PASSWORD, person=person, organ=seat)
        accounts.give_role(SYSTEM, account, Role.PRINCIPAL, seat, date(2020, 1, 1))
        city = pair.at_city("shi")
        upload(city, file)
        city.post("/packets/take", {"do": "take"})
        number = Packet.objects.get(way="in").number
        from desk.conftest import sign_in

        his = sign_in({"zhao2": account})("zhao2")
        page = text(his.get(f"/packets/{number}"))
        assert "不在您的查看范围内" in page and "赵某某 提醒" not in page and matter.number not in page
        assert his.get(f"/packets/{number}/items/0").status_code == 404


def test_a_matter_out_of_sight_is_in_no_preview_receipt_or_look(pair: Any, matter: Any, desk: Any) -> None:
    from desk.conftest import sign_in
    from zeren.access.accounts import acts as accounts

    other = desk.open("孙某某 提醒", subject="sun")
    file = made(pair.sign_in("shuji"))
    with pair.city():
        city = pair.at_city("shi")
        upload(city, file)
        city.post("/packets/take", {"do": "take"})
        back = city.post(f"/packets/{Packet.objects.get().number}/receipt").content
    # The person whom the first matter is about leads the organ by now.
    account = accounts.make_account(
        SYSTEM, "zhao2", PASSWORD, person=desk.people["zhao"], organ=desk.organs["Q"]
    )
    accounts.give_role(SYSTEM, account, Role.PRINCIPAL, desk.organs["Q"], date(2020, 1, 1))
    his = sign_in({"zhao2": account})("zhao2")
    preview = text(his.get("/packets/report", {"to": "C", "organ": "Q"}))
    look = text(upload(his, back))
    his.post("/packets/take", {"do": "take"})
    one = text(his.get(f"/packets/{Packet.objects.get(way='out').number}"))
    for page in (preview, look, one):
        assert other.number in page and matter.number not in page and "赵某某 提醒" not in page
