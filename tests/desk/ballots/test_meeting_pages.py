"""The organiser's and the tellers' pages: from the setting to what was handed over, and each refusal at its field."""

from __future__ import annotations

import re
from io import BytesIO
from types import SimpleNamespace
from typing import Any

from docx import Document
from pypdf import PdfReader

from desk.support_ballot import (
    came,
    cast,
    closed,
    codes_in,
    counted,
    opened,
    place_of,
    prepared,
    proved,
    setting,
    signed_in,
    text_of,
)
from zeren.records.actor import SYSTEM
from zeren.records.ballots.models import Ballot, BallotCode
from zeren.records.matters.queries import entries

UNSET = {"options": "好\n较好", "basis": "", "abstain": ""}


# ---------------------------------------------------------------- the setting


def test_a_matter_that_takes_points_offers_a_ballot_and_its_form_sets_one_up(place: Any) -> None:
    matter = f"/matters/{place.matter.pk}"
    assert f'href="{matter}/ballots"' in place.organiser.get(f"{matter}/").content.decode()
    page = place.organiser.get(f"{matter}/ballots").content.decode()
    assert "设定评议" in page and "无记名评议" in page and page.count("<h1") == 1
    prepared(place)
    said = text_of(place.organiser.get(place.url))
    for words in ("设定齐了", "赵某某（交通局局长）、孙某某", "好 100、较好 80", "弃权不计入分母", "会前设定", "12 人", "监票人 李某某、票001"):  # fmt: skip
        assert words in said, words
    assert "县委委员 6 人" in said and "县纪委委员 6 人" in said


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(place: Any) -> None:
    url = f"/matters/{place.matter.pk}/ballots"
    for differs, field, words in (
        ({"title": ""}, "title", "请写名称"),
        ({"day": "2026-10-12"}, "day", "评议日 2026-10-12 已过"),
        ({"day": "昨天"}, "day", "请写评议日"),
        ({"at": "99"}, "at", "请选所依据的条款"),
        ({"voted": "无此人"}, "voted", "登记中没有“无此人”"),
        ({"voters": "甲类：无此人"}, "voters", "登记中没有“无此人”"),
        ({"voters": "票002、票003"}, "voters", "请写所属的一类人"),
        ({"voters": "甲类：票002\n乙类：票002"}, "voters", "票002列了两次"),
        ({"excluded": "票003"}, "excluded", "请写不领票的理由"),
        ({"teller2": "票002"}, "tellers", "票002没有在用的账号，不能监票"),
        ({"teller1": "赵某某"}, "tellers", "赵某某没有在用的账号"),
        ({"options": "好 一百"}, "points", "“一百”不是分值"),
        ({"basis": ""}, "basis", "请写折算的依据"),
    ):
        answer = place.organiser.post(url, setting(**differs))
        page = answer.content.decode()
        assert answer.status_code == 422 and words in text_of(answer), (differs, text_of(answer)[:900])
        assert f'href="#f-{field}"' in page and f'id="f-{field}"' in page, field
        assert "交通局局长" in page or "voted" in differs
    assert not Ballot.objects.exists()


def test_two_of_one_name_are_asked_which(place: Any) -> None:
    from zeren.records import registers

    assert registers.import_rows(SYSTEM, "people", [{"code": "V900", "name": "票002", "organ": "QT"}]).written
    answer = place.organiser.post(f"/matters/{place.matter.pk}/ballots", setting(voters="甲类：票002"))
    assert "“票002”不止一人，请写 票002〔V002〕、票002〔V900〕" in text_of(answer)
    prepared(place, voters="甲类：票002〔V900〕")
    assert Ballot.objects.get().voters.get().person.code == "V900"


def test_the_setting_can_be_mended_until_it_is_opened(place: Any) -> None:
    prepared(place, teller2="", self_out="yes", voters="甲类：票002、赵某某", excluded="票002 请假")
    assert "监票人应为两人" in text_of(place.organiser.get(place.url))
    assert place.organiser.post(f"{place.url}/open").status_code == 422
    form = place.organiser.get(f"{place.url}/edit").content.decode()
    assert "甲类：票002〔V002〕、赵某某〔zhao〕" in form and "票002〔V002〕 请假" in form
    assert "评议对象本人不领票" not in form and re.search(r'name="self_out" value="yes" checked', form)
    wrong = place.organiser.post(f"{place.url}/edit", setting(title=""))
    assert wrong.status_code == 422 and "请写名称" in text_of(wrong)
    assert place.organiser.post(f"{place.url}/edit", setting()).status_code == 302
    assert place.organiser.post(f"{place.url}/open").status_code == 302
    assert place.organiser.get(f"{place.url}/edit").status_code == 404


def test_who_sees_and_who_does_what(desk: SimpleNamespace, place: Any) -> None:
    prepared(place)
    secretary, other, system = desk.sign_in("shuji"), desk.sign_in("bai"), desk.sign_in("guanli")
    assert [c.get(place.url).status_code for c in (secretary, place.first, place.second, other, system)] == [
        200, 200, 200, 404, 404,
    ]  # fmt: skip
    # The second teller sees the ballot, not the matter.
    assert place.second.get(f"/matters/{place.matter.pk}/").status_code == 404
    page = place.second.get(place.url).content.decode()
    assert place.matter.number not in page and "我监票的" in page
    assert (
        "不在您的查看范围" in text_of(place.second.get("/ballots"))
        and place.url in place.second.get("/ballots").content.decode()
    )
    assert (other.get("/ballots").status_code, system.get("/ballots").status_code) == (200, 403)
    assert place.url not in other.get("/ballots").content.decode()
    for what in (
        "open",
        "half",
        "codes",
        "void",
        "attend",
        "close",
        "paper",
        "reason",
        "count",
        "hand",
        "off",
    ):
        assert other.post(f"{place.url}/{what}").status_code == 404
        assert secretary.post(f"{place.url}/{what}").status_code in (302, 422), what
    assert place.organiser.post(f"{place.url}/nothing").status_code == 404


# ---------------------------------------------------------------- open, closed


def test_before_the_words_no_code_and_before_each_the_teller_proves_himself(
    desk: SimpleNamespace, place: Any
) -> None:
    opened(place)
    page = text_of(place.second.get(place.url))
    assert "两位监票人都领了开票口令以后发码" in page and "还没有领" in page
    plain = desk.sign_in("li")
    asked = plain.post(f"{place.url}/half")
    assert asked.status_code == 422 and "请再输一次，确认是本人" in text_of(asked)
    from desk.conftest import PASSWORD

    given = plain.post(f"{place.url}/half", {"proof": PASSWORD})
    assert "只显示这一次" in text_of(given) and given["Cache-Control"] == "no-store"
    assert "已领" in text_of(place.second.get(place.url))
    refused = place.second.post(f"{place.url}/codes", {"number": "3"})
    assert refused.status_code == 422 and "两位监票人都领了开票口令，才能发码" in text_of(refused)


def test_slips_are_printed_once_and_bear_nothing_but_the_code(place: Any) -> None:
    opened(place, 30)
    answer = place.first.post(f"{place.url}/codes", {"number": "24"})
    page = answer.content.decode()
    codes = codes_in(answer)
    assert len(codes) == 24 and codes != sorted(codes) and answer["Cache-Control"] == "no-store"
    slips = re.findall(r'<div class="slip">(.*?)</div>', page)
    # But for the code every slip is the same, and no watermark, number or name of the teller parts them.
    assert len({re.sub(r"<b>.*?</b>", "", slip) for slip in slips}) == 1
    assert 'class="wm"' not in page and "李某某" not in page
    assert place.first.get(f"{place.url}/codes").status_code == 405
    for number in ("0", "x", "", "5001"):
        refused = place.first.post(f"{place.url}/codes", {"number": number})
        assert refused.status_code == 422 and "请写发码个数" in text_of(refused)
    assert "已作废 54 个" in text_of(place.first.post(f"{place.url}/void", follow=True))
    assert not BallotCode.objects.exists()


def test_who_takes_paper_gets_a_slip_that_was_printed_from_the_setting(place: Any) -> None:
    prepared(place)
    assert f"{place.url}/form.pdf" in place.organiser.get(place.url).content.decode()
    answer = place.organiser.get(f"{place.url}/form.docx")
    (table,) = Document(BytesIO(answer.content)).tables
    head, first = ([cell.text for cell in row.cells] for row in table.rows[:2])
    assert head[:2] == ["序号", "评议对象"] and "较好" in head
    assert first[1] == "赵某某\n交通局局长" and set(first[2:]) == {"□"}
    assert "".join(PdfReader(BytesIO(place.organiser.get(f"{place.url}/form.pdf").content)).pages[0].extract_text().split()).count("□") == sum(c.text == "□" for r in table.rows for c in r.cells)  # fmt: skip
    assert place.organiser.get(f"{place.url}/form.txt").status_code == 404


def test_after_the_close_no_slip_is_printed_any_more(place: Any) -> None:
    opened(place, 10)
    assert place.second.get(f"{place.url}/form.pdf").status_code == 200
    Ballot.objects.update(state=Ballot.State.CLOSED)
    assert place.second.get(f"{place.url}/form.pdf").status_code == 404
    assert "form.pdf" not in place.organiser.get(place.url).content.decode()


def test_the_meeting_from_attendance_to_what_was_handed_over(desk: SimpleNamespace, place: Any) -> None:
    opened(place, 10)
    for code in place.codes[:5]:
        assert cast(code, "1", "1")["Location"] == "/vote/done"
    for code in place.codes[5:8]:
        cast(code, "2", "1")
    came(place, 12)
    page = text_of(place.first.get(place.url))
    assert "已发 10 个，已投 8 张" in page
    assert "已投 8 张" not in text_of(place.organiser.get(place.url))
    wrong = proved(place.first).post(f"{place.url}/close", {"left": "x", "given": ""})
    assert wrong.status_code == 422 and "请写没有抽走的小条" in text_of(wrong)
    closed(place, left=1, given=3)

    page = text_of(place.first.get(place.url))
    for words in ("投票人名单（2 类人） 12", "发出：屏投码 9，纸票 3 12", "= 签到", "纸票待录入"):
        assert words in page, words
    paper = {
        "back": "3",
        "void": "0",
        **{f"c1-{n}": "0" for n in range(5)},
        **{f"c2-{n}": "0" for n in range(5)},
    }
    mine, theirs = {**paper, "c1-1": "3", "c2-0": "3"}, {**paper, "c1-1": "2", "c1-2": "1", "c2-0": "3"}
    short = place.first.post(f"{place.url}/paper", {**mine, "c1-1": "2"})
    assert short.status_code == 422 and "赵某某各格合计 2，应为有效纸票 3" in text_of(short)
    assert place.first.post(f"{place.url}/paper", mine).status_code == 302
    # The other does not see it before the own count is entered.
    assert "另一位" not in re.sub(r"等另一位", "", text_of(place.second.get(place.url)))
    assert "已录：李某某" in text_of(place.second.get(place.url))
    assert place.second.post(f"{place.url}/paper", theirs).status_code == 302
    differing = place.second.get(place.url).content.decode()
    assert "两人录入不一致" in differing and differing.count("另一位 ") == 2
    assert "纸票还没有核对一致" in text_of(counted(place))
    assert "两人录入逐格一致" in text_of(place.second.post(f"{place.url}/paper", mine, follow=True))
    assert "逐格一致，10 格，收回 3 张" in text_of(place.first.get(place.url))

    wrong = proved(place.first).post(f"{place.url}/count", {"words1": "x", "words2": place.words[1]})
    page = wrong.content.decode()
    assert wrong.status_code == 422 and "李某某的开票口令不对" in page and place.words[1] not in page
    assert counted(place).status_code == 302
    page = text_of(place.organiser.get(place.url))
    for words in (
        "开票结果：第二次述职评议，有效票 11",
        "相符",
        "合计 11",
        "没有用的码，闭票时作废 1",
        "选票 11 张",
    ):
        assert words in page, words
    assert "赵某某 交通局局长 5 6 0 0 0 89.0909 较好 980 ÷ 11，不四舍五入" in page
    assert "孙某某 11 0 0 0 0 100 好 1100 ÷ 11" in page

    hand = {"target": "balloted.points", "by": "office", "n-balloted.valid": "valid", "n-balloted.good": "1"}
    refused = place.organiser.post(f"{place.url}/hand", {**hand, "target": ""})
    assert refused.status_code == 422 and "请选本程序中记得分的一项" in text_of(refused)
    assert place.organiser.post(f"{place.url}/hand", hand).status_code == 302
    found = [dict(e.fields) for e in entries(SYSTEM, place.matter.pk) if e.type == "balloted"]
    assert found == [
        {"points": "980/11", "valid": "11", "good": "5"},
        {"points": "100", "valid": "11", "good": "11"},
    ]
    page = text_of(place.organiser.get(place.url))
    assert "已送交" in page and "见本案核对结果" in page and "送交结果" not in page
    log = text_of(place.organiser.get(f"/matters/{place.matter.pk}/records"))
    for words in (
        "开始无记名评议",
        "评议闭票",
        "评议开票",
        "县委委员 6、县纪委委员 6",
        "赵某某：好 5，较好 6，一般 0，较差 0，弃权 0",
    ):
        assert words in log, words

    sheet = place.first.get(f"{place.url}/sheet").content.decode()
    assert "监票人 李某某" in sheet and "监票人 票001" in sheet and "无记名评议开票单" in sheet
    assert text_of(place.second.get(f"{place.url}/sheet")).count("89.0909") == 1


def test_small_figures_stand_merged_and_the_organiser_alone_sees_what_gives_them_away(
    desk: SimpleNamespace, place: Any
) -> None:
    opened(place, 7, exact="yes")
    for place_, code in enumerate(place.codes):
        cast(code, "1" if place_ < 5 else "3", "1")
    came(place, 7)
    closed(place)
    assert counted(place).status_code == 302
    mine, theirs = place.organiser.get(place.url), place.second.get(place.url)
    cell = '<td class="merged" colspan="3"><span>好、较好、一般 合计 7</span></td>'
    assert cell in mine.content.decode() and cell in theirs.content.decode()
    assert "88.5714" in text_of(mine) and "只有承办人看得到" in text_of(mine)
    # The secretary records there as well; a teller who does not sees none of it, on the sheet either.
    assert "88.5714" in text_of(desk.sign_in("shuji").get(f"{place.url}/sheet"))
    assert not any("88.5714" in text_of(page) for page in (theirs, place.second.get(f"{place.url}/sheet")))
    assert "不显示" in text_of(theirs) and "得分可倒推小格" in text_of(theirs)


def test_counts_that_differ_are_told_and_open_with_reasons_on_the_result(place: Any) -> None:
    opened(place, 6)
    for code in place.codes:
        cast(code, "1", "0")
    came(place, 5)
    closed(place)
    page = text_of(place.first.get(place.url))
    assert "不相符" in page and "发出 6，签到 5" in page and "张数不相符的原因" in page
    refused = counted(place)
    assert refused.status_code == 422 and "由李某某、票001记明原因以后才能开票" in text_of(refused)
    for one, why in ((place.first, "多发一张"), (place.second, "漏签一人")):
        assert one.post(f"{place.url}/reason", {"reason": ""}).status_code == 422
        assert one.post(f"{place.url}/reason", {"reason": why}).status_code == 302
    assert counted(place).status_code == 302
    for url in (place.url, f"{place.url}/sheet"):
        page = text_of(place.organiser.get(url))
        assert "多发一张" in page and "漏签一人" in page and "发出 6，签到 5" in page


def test_without_points_the_result_stays_a_paper(place: Any) -> None:
    opened(place, 5, **UNSET)
    for code in place.codes:
        cast(code, "1", "2")
    came(place, 5)
    closed(place)
    counted(place)
    page = text_of(place.organiser.get(place.url))
    assert "会前没有设定折算，没有得分可以送交" in page and "未定" in page
    assert "会前没有设定折算，不算得分" in text_of(place.organiser.get(f"{place.url}/sheet"))


def test_of_a_procedure_without_points_a_ballot_is_offered_on_its_page_and_stays_a_paper(
    desk: SimpleNamespace,
) -> None:
    place = place_of(desk, procedure="hearing")
    matter = f"/matters/{place.matter.pk}"
    assert f'"{matter}/ballots"' not in place.organiser.get(f"{matter}/").content.decode()
    assert f'href="{matter}/ballots"' in place.organiser.get(f"{matter}/manage").content.decode()
    assert "结果留作开票单" in text_of(place.organiser.get(f"{matter}/ballots"))
    opened(place, 5, at="1")
    assert f'"{matter}/ballots"' in place.organiser.get(f"{matter}/").content.decode()
    for code in place.codes:
        cast(code, "1", "2")
    came(place, 5)
    closed(place)
    counted(place)
    page = text_of(place.organiser.get(place.url))
    assert "100" in page and "本程序没有记得分的事项：结果留作开票单" in page and "等次" not in page


def test_it_is_called_off_by_two(place: Any) -> None:
    opened(place, 3)
    assert place.organiser.post(f"{place.url}/off", {"reason": ""}).status_code == 422
    assert "等另一人" in text_of(place.organiser.post(f"{place.url}/off", {"reason": "印错"}, follow=True))
    assert "王某某已提出" in text_of(place.first.get(place.url))
    assert "已作废" in text_of(place.first.post(f"{place.url}/off", {"reason": "同意"}, follow=True))
    assert Ballot.objects.get().state == Ballot.State.OFF
    assert "投票码不对" in text_of(cast(place.codes[0], "1", "1"))
    assert place.organiser.get(f"{place.url}/sheet").status_code == 404


def test_words_may_be_tried_ten_times_in_ten_minutes(place: Any) -> None:
    opened(place, 3)
    cast(place.codes[0], "1", "1")
    came(place, 3)
    closed(place)
    client = signed_in("li")
    for _ in range(10):
        client.post(f"{place.url}/count", {"words1": "x", "words2": "y"})
    assert "试得太多，请十分钟以后再来" in text_of(counted(place))
