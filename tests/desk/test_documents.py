"""公文 on the desk: begun from the case's paper, carried through the stages, numbered, kept; its format and register."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from pypdf import PdfReader

from desk.support_documents import carry, decided
from desk.support_workbook import whole
from records import support_packs
from zeren.papers.official.checking import check

pytestmark = pytest.mark.django_db


installed = support_packs.installed


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """A case of the commission in which the decision was taken; its people."""
    return decided(desk)


BODY = "经查，赵某某督促不力。\n一、决定\n给予诫勉。\n二、执行\n请你单位执行。"


def form_of(client: Client, url: str) -> dict[str, str]:
    """What the form of the wording is filled with."""
    page = client.get(url).content.decode()
    form = page[page.index("data-act") : page.index("data-key")]
    given = dict(
        re.findall(r'<input type="(?:text|hidden|date)"[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', form)
    )
    texts = dict(re.findall(r'<textarea[^>]* name="(body|annexes)"[^>]*>([^<]*)</textarea>', form))
    return {**given, **texts, "important": "yes", "do": "change"}


def begun(office: SimpleNamespace, **differs: str) -> str:
    handler = office.as_("wang")
    given = (
        form_of(handler, office.new)
        | {"body": BODY, "printed_by": "县纪委监委办公室", "copies": "县委办公室，县委组织部"}
        | differs
    )
    answer = handler.post("/documents/new", given)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return str(answer["Location"])


def do(office: SimpleNamespace, url: str, who: str, act: str, **more: str) -> Any:
    client = office.as_(who)
    page = client.get(url).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', page)
    return client.post(url, {"do": act, "seen": seen.group(1) if seen else "", **more})


def carried(office: SimpleNamespace, url: str) -> None:
    """Through the stages by the pages."""
    for who, act, more in (
        ("wang", "submit", {}), ("fenguan", "review", {"said": "同意"}), ("jiwei", "sign", {"said": "发"}),
        ("li", "issue", {"mark": "青纪发"}),
    ):  # fmt: skip
        answer = do(office, url, who, act, **more)
        assert answer.status_code == 302, (who, act, re.findall(r"<li>.*?</li>", answer.content.decode())[:5])


def test_from_the_case_to_a_numbered_docx_and_pdf_that_satisfy_the_checker(office: SimpleNamespace) -> None:
    url = begun(office)
    carried(office, url)
    reader = office.as_("shuji")
    page = reader.get(url).content.decode()
    assert "青纪发〔2026〕1号" in page and "已印发" in page and "处不符" not in page
    docx, pdf = (b"".join(reader.get(f"{url}/paper.{kind}")) for kind in ("docx", "pdf"))
    report = check(docx)
    measured = {c.id: c.found for c in report.of("met")}
    assert report.form == "document" and not report.departures and not report.of("unknown")
    assert (measured["margin-top"], measured["margin-left"]) == ("37.0 毫米", "28.0 毫米")
    assert measured["lines"].startswith("22 行") and measured["characters"].startswith("28 字")
    text = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages)
    assert "青纪发〔2026〕1号" in text and "草稿" not in text and "2026年10月13日印发" in text
    assert sha256(docx).hexdigest() in page and sha256(pdf).hexdigest() in page
    assert reader.get(f"{url}?again=1").content.decode().count("与印发时逐字节相同") == 2
    materials = office.as_("wang").get(f"/matters/{office.matter}/materials").content.decode()
    assert "青纪发〔2026〕1号 问责决定书.docx" in materials


def test_a_draft_says_so_and_names_who_took_it_out(office: SimpleNamespace) -> None:
    url = begun(office)
    pdf = b"".join(office.as_("wang").get(f"{url}/paper.pdf"))
    assert all("草稿" in sheet.extract_text().replace(" ", "") for sheet in PdfReader(BytesIO(pdf)).pages)
    picture = office.as_("wang").get(f"{url}/sheets.png")
    assert picture["Content-Type"] == "image/png" and picture.content.startswith(b"\x89PNG")


def test_a_change_at_examination_stands_as_a_difference(office: SimpleNamespace) -> None:
    url = begun(office)
    carry(office, url, "submit")
    given = form_of(office.as_("fenguan"), url) | {"copies": "县委办公室，县委巡察办"}
    assert office.as_("fenguan").post(url, given).status_code == 302
    page = office.as_("jiwei").get(url).content.decode()
    assert "改动文字" in page and "<del>组织部</del><ins>巡察办</ins>" in page
    assert "拟稿的人不审核、不签发" in office.as_("wang").get(url).content.decode()


@pytest.mark.parametrize(
    ("who", "act", "more", "says"),
    [
        ("wang", "review", {}, "这一件拟稿，不能这样办"), ("wang", "issue", {"mark": "青纪发"}, "这一件拟稿"),
        ("wang", "drop", {"said": ""}, "请写明理由"), ("wang", "change", {"title": "", "body": "乙"}, "请写标题"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_told_and_nothing_is_written(
    office: SimpleNamespace, who: str, act: str, more: dict[str, str], says: str
) -> None:
    url = begun(office)
    answer = do(office, url, who, act, **more)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert office.as_("wang").get(url).content.decode().count('class="now"') == 1


def test_what_was_typed_goes_on_with_the_step_and_both_or_neither(office: SimpleNamespace) -> None:
    url, client = begun(office), office.as_("wang")
    given = form_of(client, url) | {"then": "submit"}
    refused = client.post(url, given | {"title": "新标题", "body": "〔待补：甲〕"})
    assert refused.status_code == 422 and "新标题" in refused.content.decode()
    assert "新标题" not in client.get(url).content.decode()
    assert client.post(url, given | {"title": "新标题"}).status_code == 302
    page = client.get(url).content.decode()
    assert (
        "新标题" in page
        and "待审核" in page
        and client.post(url, given | {"then": "issue"}).status_code == 404
    )


def test_a_gap_is_shown_and_keeps_it_from_being_handed_on(office: SimpleNamespace) -> None:
    url = begun(office, body="经查，〔待补：event.facts〕")
    answer = do(office, url, "wang", "submit")
    assert answer.status_code == 422 and "正文里还有〔待补〕" in answer.content.decode()


def test_what_was_signed_is_not_issued_under_the_mark_of_files(office: SimpleNamespace) -> None:
    url = begun(office)
    carry(office, url, "sign")
    answer = do(office, url, "wang", "issue", mark="青纪问")
    assert answer.status_code == 422 and "已用于案号" in answer.content.decode()


def test_the_register_shows_a_void_number_with_its_reason_and_goes_on(office: SimpleNamespace) -> None:
    first = begun(office)
    carry(office, first)
    assert do(office, first, "jiwei", "void", said="主送写错").status_code == 302
    carry(office, begun(office))
    client = office.as_("wang")
    page = client.get("/documents/numbers").content.decode()
    assert "1 至 2" in page and "连号" in page and "作废 1" in page and "主送写错" in page
    book = openpyxl.load_workbook(BytesIO(client.get("/documents/numbers.xlsx").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value]
    assert "青纪发〔2026〕1号" in cells and "已作废：主送写错" in cells
    assert len(whole(client, "/documents/numbers.xlsx")) == 3


def test_a_correction_begins_with_the_wording_and_leads_both_ways(office: SimpleNamespace) -> None:
    first = begun(office)
    carry(office, first)
    second = do(office, first, "wang", "correct", said="姓名写错")["Location"]
    carry(office, second)
    assert "青纪发〔2026〕2号" in office.as_("shuji").get(first).content.decode()
    assert "更正的是" in office.as_("shuji").get(second).content.decode()


def test_what_waits_for_me_is_listed_and_asked_on_the_page_of_approvals(office: SimpleNamespace) -> None:
    url = begun(office)
    carry(office, url, "review")
    assert url in office.as_("jiwei").get("/approvals").content.decode()
    assert url in office.as_("jiwei").get("/documents").content.decode()
    assert url not in office.as_("fenguan").get("/documents?look=mine").content.decode()
    assert "没有公文" in office.as_("bai").get("/documents?look=").content.decode()


def test_what_came_back_to_who_drafted_it_stands_on_the_worklist(office: SimpleNamespace) -> None:
    first, second = begun(office), begun(office)
    assert "您拟的公文" not in office.as_("wang").get("/").content.decode()
    carry(office, first, "sign")
    do(office, second, "wang", "submit")
    do(office, second, "fenguan", "return", said="依据没有写全")
    said = office.as_("wang").get("/").content.decode()
    assert "您拟的公文：退回修改 1 件、待编号印发 1 件。" in said
    assert "您拟的公文" not in office.as_("li").get("/").content.decode()


@pytest.mark.parametrize(("who", "code"), [("shuji", 404), ("bai", 404), ("guanli", 403)])
def test_before_the_issue_nobody_outside_the_organ_gets_at_it(
    office: SimpleNamespace, who: str, code: int
) -> None:
    url = begun(office)
    for address in (url, f"{url}/sheets.png", f"{url}/paper.docx"):
        assert office.as_(who).get(address).status_code == code
    assert office.as_(who).post(url, {"do": "drop", "said": "甲"}).status_code == code


def test_the_paper_of_another_organs_matter_or_of_none_is_not_begun(office: SimpleNamespace) -> None:
    for address in (
        office.new,
        office.new.replace("decision", "none"),
        "/documents/new?matter=x&paper=decision",
    ):
        assert office.as_("shuji").get(address).status_code == 404
    assert office.as_("wang").get(f"{office.new}&of=2").status_code == 404


# ---------------------------------------------------------------- the format check


def upload(client: Client, name: str, content: bytes) -> Any:
    return client.post("/documents/check", {"file": SimpleUploadedFile(name, content)})


def test_an_uploaded_docx_is_told_what_departs_and_by_which_clause(office: SimpleNamespace) -> None:
    word, out = Document(), BytesIO()
    word.add_paragraph("根据要求,现通知如下。")
    word.save(out)
    page = upload(office.as_("wang"), "甲.docx", out.getvalue()).content.decode()
    assert "37 毫米" in page and "5.2.1" in page and "半角 ," in page and "未认出" in page


def test_what_is_no_docx_or_none_is_refused_and_nothing_kept(office: SimpleNamespace, home: Any) -> None:
    before = {path for path in home.rglob("*") if path.is_file()}
    client = office.as_("wang")
    assert "不是完整的" in upload(client, "甲.docx", b"PK nothing").content.decode()
    answer = client.post("/documents/check")
    assert answer.status_code == 422 and "没有选择文件" in answer.content.decode()
    assert {path for path in home.rglob("*") if path.is_file()} == before
