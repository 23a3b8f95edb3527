"""Reminder letters on the desk: what calls for one, the preview, issuing, reading, answering, taking back, printing."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from docx import Document

from desk.support_workbook import whole
from zeren.records.actor import SYSTEM
from zeren.records.letters import acts
from zeren.records.letters.drafting import Key
from zeren.records.letters.models import Letter
from zeren.records.obligations.models import Obligation


def page(client: Any, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    text: str = answer.content.decode()
    return text


def row(matter: Any, norm: str = "report-10d") -> Obligation:
    return Obligation.objects.get(matter=matter, norm=norm)


def asked(matter: Any, norm: str = "report-10d") -> dict[str, str]:
    found = row(matter, norm)
    names = ("pack", "norm", "key", "subject", "due")
    return {"matter": str(matter.pk), **{name: str(getattr(found, name)) for name in names}}


def form(matter: Any, **more: str) -> dict[str, str]:
    return {**asked(matter), "expected": "red", "seen_owes": "", "seen_note": "", **more}


@pytest.fixture
def heads(desk: SimpleNamespace) -> None:
    """The commission has a principal, so that its red letters find somebody."""
    from zeren.records import registers

    posts = [{"code": "P9", "organ": "QJ", "name": "书记", "principal": "是"}]
    assert registers.import_rows(SYSTEM, "posts", posts).written
    held = [{"person": "li", "post": "P9", "start": "2020-01-01"}]
    assert registers.import_rows(SYSTEM, "appointments", held).written


def own_unit(desk: SimpleNamespace) -> str:
    return str(desk.organs["QJ"].pk)


@pytest.fixture
def issued(desk: SimpleNamespace, late: Any, heads: None) -> Letter:
    """A red letter about the late report, to the commission itself."""
    return acts.issue(SYSTEM, Key.of(row(late)), owes=desk.organs["QJ"].pk)


# ---------------------------------------------------------------- what waits


def test_what_calls_for_a_letter_stands_first_with_its_light_and_the_verb(
    desk: SimpleNamespace, late: Any
) -> None:
    text = page(desk.sign_in(), "/letters/")
    assert "发不发由人定，系统不自己发。" in text and "绿灯自余 10 个工作日起，黄灯余 3 个工作日以内" in text
    assert "过期 5 日" in text and late.number in text and "催办" in text and "提醒办法" in text
    assert "/letters/new?matter=" in text and "&amp;norm=report-10d" in text
    assert "违规" not in text and "失职" not in text


def test_out_of_sight_nothing_waits(desk: SimpleNamespace, late: Any) -> None:
    text = page(desk.sign_in("bai"), "/letters/")
    assert late.number not in text and "今日没有要发的提醒" in text


def test_it_waits_no_more_once_a_letter_under_that_light_is_out(
    desk: SimpleNamespace, issued: Letter
) -> None:
    client = desk.sign_in()
    assert "今日没有要发的提醒" in page(client, "/letters/")
    text = page(client, "/letters/?tab=issued")
    assert (
        issued.number in text and "红灯" in text and "青县纪委监委、李某某" in text and "0 / 2 已看" in text
    )


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("number=1号", True),
        ("number=9号", False),
        ("light=red", True),
        ("light=green", False),
        ("to=李某某", True),
        ("to=孙", False),
        ("matter=提醒", True),
        ("state=open", True),
        ("state=met", False),
        ("on=2026-10", True),
        ("on=2026-09", False),
        ("due=2026-10-08", True),
        ("organ=县纪委", True),
        ("light=violet", True),  # what can't be read does not narrow
    ],
)
def test_the_ledger_is_narrowed(desk: SimpleNamespace, issued: Letter, query: str, there: bool) -> None:
    assert (issued.number in page(desk.sign_in(), f"/letters/?tab=issued&{query}")) is there


def test_the_workbook_has_the_rows_of_its_tab(desk: SimpleNamespace, late: Any, heads: None) -> None:
    client = desk.sign_in()
    waiting = openpyxl.load_workbook(BytesIO(client.get("/letters/export.xlsx").content)).active
    rows = list(waiting.values)
    assert rows[0][:4] == ("今日的灯", "到期日", "应办事项", "事项") and rows[1][0] == "过期 5 日"
    letter = acts.issue(SYSTEM, Key.of(row(late)), owes=desk.organs["QJ"].pk)
    sheet = openpyxl.load_workbook(BytesIO(client.get("/letters/export.xlsx?tab=issued").content)).active
    rows = list(sheet.values)
    assert rows[1][0] == letter.number and rows[1][1] == "红灯" and "王某某" in sheet.oddFooter.left.text
    assert whole(client, "/letters/export.xlsx?tab=issued") == rows


# ---------------------------------------------------------------- the worklist leads here


def test_the_worklist_urges_what_somebody_else_handles(desk: SimpleNamespace, late: Any) -> None:
    organ = page(desk.sign_in("li"), "/?tab=organ")
    assert ">催办</a>" in organ
    mine = page(desk.sign_in(), "/?tab=mine")
    assert ">催办</a>" in mine.split('id="peek"')[1] and ">催办</a>" not in mine.split('id="peek"')[0]


def test_the_peek_lists_the_letters_of_the_row(desk: SimpleNamespace, issued: Letter) -> None:
    text = page(desk.sign_in(), f"/worklist/peek/{row(issued.matter).pk}")
    assert issued.number in text and f"/letters/{issued.matter_id}/{issued.seq}/" in text


# ---------------------------------------------------------------- issuing


def test_the_preview_shows_the_letter_and_uses_no_number(desk: SimpleNamespace, late: Any) -> None:
    answer = desk.sign_in().get("/letters/new", asked(late))
    text = answer.content.decode()
    assert answer.status_code == 200 and "草稿，未发出" in text and "督提〔2026〕　号" in text
    assert "关于提醒报告的函" in text and "已过期限 5 日，未见记录；仍应作出。" in text
    assert "自2026年9月28日次日起算10日（当日不计）" in text
    assert "红灯：已过到期日（界限：默认）" in text
    assert "待查明" in text and "查不到由哪个单位办理" in text
    assert Letter.objects.count() == 0


def test_another_unit_or_note_is_shown_before_it_is_issued(
    desk: SimpleNamespace, late: Any, heads: None
) -> None:
    client = desk.sign_in()
    unit = own_unit(desk)
    first = client.post("/letters/new", form(late, owes=unit, note="请附\r\n材料"))
    text = first.content.decode()
    assert (
        "还没有发。" in text and "青县纪委监委：" in text and "请附" in text and Letter.objects.count() == 0
    )
    seen = {"seen_owes": unit, "seen_note": "请附\n材料"}
    second = client.post("/letters/new", form(late, owes=unit, note="请附\r\n材料", token="t", **seen))
    letter = Letter.objects.get()
    assert second["Location"] == f"/letters/{letter.matter_id}/{letter.seq}/"
    again = client.post("/letters/new", form(late, owes=unit, note="请附\r\n材料", token="t", **seen))
    assert again["Location"] == second["Location"] and Letter.objects.count() == 1
    text = page(client, second["Location"])
    assert "督提〔2026〕1号 已发。" in text and "抄送：李某某同志。" in text


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"note": "甲" * 501, "preview": "1"}, "附言超过 500 字"),
        ({"note": "甲" * 501}, "附言超过 500 字"),
        ({"owes": "999999"}, "应办单位应当从本事项的对象"),
        ({"owes": "x", "preview": "1"}, "应办单位应当从本事项的对象"),
        ({"expected": "amber"}, "预览以后已经变为红灯"),
    ],
)
def test_what_is_not_right_is_told_at_its_field_and_keeps_what_was_typed(
    desk: SimpleNamespace, late: Any, more: dict[str, str], told: str
) -> None:
    answer = desk.sign_in().post("/letters/new", form(late, **more))
    text = answer.content.decode()
    assert answer.status_code == 422 and told in text
    assert more.get("note", "") in text and Letter.objects.count() == 0


def test_a_second_one_under_the_same_light_is_told_before_the_button(
    desk: SimpleNamespace, issued: Letter
) -> None:
    client = desk.sign_in()
    text = client.get("/letters/new", asked(issued.matter)).content.decode()
    assert "现在不能发。" in text and issued.number in text and ">发出" not in text
    answer = client.post("/letters/new", form(issued.matter))
    assert answer.status_code == 422 and "没有占用编号" in answer.content.decode()


def test_what_cannot_be_reminded_of_says_why(desk: SimpleNamespace, late: Any) -> None:
    client = desk.sign_in()
    given = asked(late, "notice-first") | {"due": ""}
    assert "只有待办的事项可以发提醒函" in client.get("/letters/new", given).content.decode()
    gone = client.get("/letters/new", asked(late) | {"norm": "no-such"}).content.decode()
    assert "现在不在待办" in gone and late.number in gone


@pytest.mark.parametrize("account", ["bai"])
def test_out_of_sight_there_is_nothing_to_remind_of(desk: SimpleNamespace, late: Any, account: str) -> None:
    client = desk.sign_in(account)
    assert client.get("/letters/new", asked(late)).status_code == 404
    assert client.post("/letters/new", form(late)).status_code == 404
    assert client.get("/letters/new?matter=x").status_code == 404


# ---------------------------------------------------------------- one letter


def test_the_letter_says_what_it_is_about_and_who_has_read_it(desk: SimpleNamespace, issued: Letter) -> None:
    url = f"/letters/{issued.matter_id}/{issued.seq}/"
    text = page(desk.sign_in(), url)
    assert "未在系统内看" in text and "发错了，收回" in text and ">回复 <kbd>" not in text
    text = page(desk.sign_in("li"), url)
    assert "已看" in text and "以 李某某 的名义" in text
    records = page(desk.sign_in(), f"/matters/{issued.matter_id}/records")
    assert "收到提醒函" in records and "发提醒函" in records and "督提〔2026〕1号" in records
    assert "report-10d" not in records.split("发提醒函")[1].split("</tr>")[0]


def test_a_recipient_is_told_on_the_worklist_until_it_was_read(desk: SimpleNamespace, issued: Letter) -> None:
    client = desk.sign_in("li")
    assert "送您的提醒函 1 封还没有看。" in page(client, "/?tab=mine")
    assert issued.number in page(client, "/letters/?tab=received")
    page(client, f"/letters/{issued.matter_id}/{issued.seq}/")
    assert "还没有看" not in page(client, "/?tab=mine")


def test_looking_at_its_head_alone_is_no_reading(desk: SimpleNamespace, issued: Letter) -> None:
    desk.sign_in("li").head(f"/letters/{issued.matter_id}/{issued.seq}/")
    assert not issued.recipients.filter(received__isnull=False).exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"text": ""}, "请写明回复的内容"),
        ({"text": "在办", "on": "十月"}, "写成 2026-10-13 这样的日期"),
        ({"text": "在办", "on": "2026-10-14"}, "晚于今日"),
        ({"text": "在办", "on": "2026-10-12"}, "不能早于发函日"),
        ({"text": "甲" * 2001}, "超过 2000 字"),
    ],
)
def test_an_answer_that_is_not_right_is_told(
    desk: SimpleNamespace, issued: Letter, given: dict[str, str], told: str
) -> None:
    answer = desk.sign_in("li").post(f"/letters/{issued.matter_id}/{issued.seq}/answer", given)
    text = answer.content.decode()
    assert answer.status_code == 422 and told in text and given["text"][:50] in text


def test_the_answer_stands_on_the_letter(desk: SimpleNamespace, issued: Letter) -> None:
    client, url = desk.sign_in("li"), f"/letters/{issued.matter_id}/{issued.seq}/"
    assert client.post(f"{url}answer", {"text": "已安排。\n下周报。"})["Location"] == url
    text = page(desk.sign_in(), url)
    assert "已安排。" in text and "已回复" in text
    assert client.post(f"{url}withdraw", {"reason": "误发"}).status_code in (302, 422)


def test_it_is_taken_back_with_its_reason_and_stays_to_be_read(desk: SimpleNamespace, issued: Letter) -> None:
    client, url = desk.sign_in(), f"/letters/{issued.matter_id}/{issued.seq}/"
    wrong = client.post(f"{url}withdraw", {"reason": " "})
    assert wrong.status_code == 422 and "请写明收回的理由" in wrong.content.decode()
    assert client.post(f"{url}withdraw", {"reason": "选错了事项"})["Location"] == url
    text = page(client, url)
    assert "已收回" in text and "选错了事项" in text and "发错了，收回" not in text
    assert "已收回 10-13" in page(client, "/letters/?tab=issued")
    assert "还没有看" not in page(desk.sign_in("li"), "/?tab=mine")


def test_what_was_met_stands_under_its_tab_with_the_event(desk: SimpleNamespace, issued: Letter) -> None:
    from zeren.records.matters import acts as matters

    matters.record_event(SYSTEM, issued.matter_id, "reported", date(2026, 10, 12), by=("interviewee",))
    client = desk.sign_in()
    assert issued.number in page(client, "/letters/?tab=met") and "已办 10-12" in page(
        client, "/letters/?tab=met"
    )
    assert "10月12日，记录第" in page(client, f"/letters/{issued.matter_id}/{issued.seq}/")


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_the_files_carry_number_and_text(desk: SimpleNamespace, issued: Letter, kind: str) -> None:
    answer = desk.sign_in().get(f"/letters/{issued.matter_id}/{issued.seq}/letter.{kind}")
    assert answer.status_code == 200
    if kind == "docx":
        lines = [p.text for p in Document(BytesIO(answer.content)).paragraphs]
        assert "\t督提〔2026〕1号" in lines and "青县纪委监委：" in lines and "关于提醒报告的函" in lines
    else:
        assert answer.content.startswith(b"%PDF")
    assert desk.sign_in().get(f"/letters/{issued.matter_id}/{issued.seq}/letter.txt").status_code == 404


def test_a_letter_out_of_sight_is_not_there(desk: SimpleNamespace, issued: Letter) -> None:
    client, url = desk.sign_in("bai"), f"/letters/{issued.matter_id}/{issued.seq}/"
    for there in (url, f"{url}letter.pdf", f"/letters/{issued.matter_id}/1/"):
        assert client.get(there).status_code == 404
    for act in ("answer", "withdraw"):
        assert client.post(f"{url}{act}", {"text": "甲", "reason": "甲"}).status_code == 404
    assert desk.sign_in("guanli").get(url).status_code == 403


def test_a_leader_out_of_whose_sight_the_matter_is_sees_the_letter_and_nothing_else(
    desk: SimpleNamespace,
) -> None:
    from zeren.records import registers

    charge = {"person": "bai", "organ": "QJ", "start": "2024-01-01", "source": "分工〔2024〕1号"}
    assert registers.import_rows(SYSTEM, "charges", [charge]).written
    near = desk.open("赵某某 近", ("noticed", date(2026, 10, 1)), ("heard", date(2026, 10, 6)))
    letter = acts.issue(SYSTEM, Key.of(row(near)), owes=desk.organs["QJ"].pk)
    assert [one.capacity for one in letter.recipients.all()] == ["handler", "leader"]
    client, url = desk.sign_in("bai"), f"/letters/{letter.matter_id}/{letter.seq}/"
    assert "送您的提醒函 1 封还没有看。" in page(client, "/")
    listed = page(client, "/letters/?tab=received")
    assert letter.number in listed and f"/matters/{near.pk}/" not in listed
    assert letter.number not in page(client, "/letters/?tab=issued")
    text = page(client, url)
    assert "以 白某某 的名义" in text and f"/matters/{near.pk}/" not in text and "发错了" not in text
    assert client.get(f"{url}letter.docx").status_code == 200
    assert client.get(f"/matters/{near.pk}/").status_code == 404
    assert client.post(f"{url}answer", {"text": "已督促"}).status_code == 302
    assert client.post(f"{url}withdraw", {"reason": "误发"}).status_code == 404


def test_who_keeps_away_later_sees_the_letter_no_more(desk: SimpleNamespace, issued: Letter) -> None:
    from zeren.records.recusals import acts as recusals

    recusals.declare(SYSTEM, issued.matter_id, desk.people["li"].pk, "kin", "亲属")
    client = desk.sign_in("li")
    assert client.get(f"/letters/{issued.matter_id}/{issued.seq}/").status_code == 404
    assert issued.number not in page(client, "/letters/?tab=received")
    assert issued.number not in page(client, "/letters/?tab=issued")


# ---------------------------------------------------------------- the figures


def test_the_figures_are_shown_and_set_by_who_leads(desk: SimpleNamespace, late: Any) -> None:
    client = desk.sign_in("wang")
    text = page(client, "/letters/figures")
    assert "默认；条文没有写" in text and "由青县纪委监委的领导或者党委办公室定。" in text
    given = {
        "organ": "县纪委监委", "green": "12", "amber": "5", "mark": "青督提", "source": "青纪办〔2026〕3号", "since": "2026-10-13",
    }  # fmt: skip
    refused = client.post("/letters/figures", given)
    assert refused.status_code == 422 and "由它的领导或者党委办公室定" in refused.content.decode()
    head = desk.sign_in("shuji")
    assert head.post("/letters/figures", given).status_code == 302
    text = page(client, "/letters/figures")
    assert "自余 12 个工作日起" in text and "青督提〔2026〕×号" in text and "青纪办〔2026〕3号" in text


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"green": "x"}, "绿灯应当多于黄灯"),
        ({"amber": "99"}, "黄灯应为 1 至 30 个工作日"),
        ({"source": ""}, "缺依据文号"),
        ({"since": "明天"}, "写成 2026-10-13 这样的日期"),
        ({"organ": "没有的机关"}, "没有登记“没有的机关”"),
    ],
)
def test_figures_that_cannot_be_are_told_at_their_fields(
    desk: SimpleNamespace, more: dict[str, str], told: str
) -> None:
    given = {
        "organ": "县委",
        "green": "10",
        "amber": "3",
        "mark": "督提",
        "source": "文",
        "since": "2026-10-13",
    }
    answer = desk.sign_in("shuji").post("/letters/figures", {**given, **more})
    assert answer.status_code == 422 and told in answer.content.decode()
