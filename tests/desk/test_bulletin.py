"""警示教育刊物 on the desk: pieces written and checked, an issue made up, printed, read, studied; nothing for who has no part."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from docx import Document
from pypdf import PdfReader

from desk.support_documents import decided
from records import support_packs
from zeren.records.documents.models import OfficialPaper

pytestmark = pytest.mark.django_db


installed = support_packs.installed


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with its leaders."""
    return decided(desk)


NEW = {"title": "警示教育", "period": "第四季度", "editor": "宣传部", "reading": "甲书", "mark": "青刊"}
PIECE = {"section": "news_section", "title": "甲要闻", "body": "第一段。\n■小标题\n第二段。"}


def begun(client: Client) -> str:
    page = client.get("/bulletin/new").content.decode()
    organ = re.search(r'<option value="(\d+)"', page)
    answer = client.post("/bulletin/new", NEW | {"organ": organ.group(1)})  # type: ignore[union-attr]
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return str(answer["Location"])


def written(client: Client, issue: str, **differs: str) -> str:
    answer = client.post(f"{issue}/write", PIECE | differs)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def do(client: Client, url: str, act: str, **more: Any) -> Any:
    pk = int(url.rpartition("/")[2])
    seen = OfficialPaper.objects.get(pk=pk).head
    return client.post(url, {"do": act, "seen": str(seen), **more})


def published(office: SimpleNamespace) -> str:
    wang, li, fenguan, jiwei = (office.as_(name) for name in ("wang", "li", "fenguan", "jiwei"))
    issue = begun(wang)
    piece = written(wang, issue)
    for client, url, act in (
        (wang, piece, "hand_on"), (li, piece, "approve"), (wang, issue, "submit"), (fenguan, issue, "review"),
        (jiwei, issue, "sign"), (li, issue, "publish"),
    ):  # fmt: skip
        answer = do(client, url, act)
        assert answer.status_code == 302, answer.content.decode()
    return issue


def test_an_issue_is_made_up_printed_and_read(office: SimpleNamespace) -> None:
    issue = published(office)
    reader = office.as_("shuji")
    page = reader.get(issue).content.decode()
    for words in ("2026年第1期", "要闻摘登", "甲要闻", "小标题", "学习书目", "甲书"):
        assert words in page
    assert issue in reader.get("/bulletin").content.decode()
    docx, pdf = (reader.get(f"{issue}/paper.{kind}").content for kind in ("docx", "pdf"))
    assert "甲要闻" in "\n".join(p.text for p in Document(BytesIO(docx)).paragraphs)
    assert len(PdfReader(BytesIO(pdf)).pages) == 2


def test_the_files_come_out_again_byte_for_byte(office: SimpleNamespace) -> None:
    issue = published(office)
    assert office.as_("wang").get(f"{issue}?again=1").content.decode().count("与印发时逐字节相同") == 2
    kept = office.as_("wang").get(f"{issue}/paper.pdf").content
    assert sha256(kept).hexdigest() in office.as_("wang").get(issue).content.decode()


def test_wrong_input_keeps_what_was_written_and_names_the_field(office: SimpleNamespace) -> None:
    wang = office.as_("wang")
    issue = begun(wang)
    answer = wang.post(f"{issue}/write", PIECE | {"title": "", "body": "我写的话"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "请写标题" in page and "我写的话" in page
    assert wang.post("/bulletin/new", NEW | {"title": "第4期", "organ": "1"}).status_code in (404, 422)


def test_a_name_is_marked_and_stands_in_the_way_until_it_has_its_reason(office: SimpleNamespace) -> None:
    wang = office.as_("wang")
    issue = begun(wang)
    piece = written(wang, issue, body="经群众举报。")
    assert "待定" in wang.get(piece).content.decode()
    answer = do(wang, piece, "write", **PIECE | {"body": "经群众举报。", "then": "hand_on"})
    assert answer.status_code == 422 and "改写，或者写明为什么可以留" in answer.content.decode()
    more = PIECE | {"body": "经群众举报。", "then": "hand_on", "kept-举报": "泛指"}
    assert do(wang, piece, "write", **more).status_code == 302


def test_pieces_move_by_a_button_and_the_order_stays(office: SimpleNamespace) -> None:
    wang = office.as_("wang")
    issue = begun(wang)
    _, two = written(wang, issue), written(wang, issue, title="乙要闻")
    assert do(wang, issue, "move", piece=two.rpartition("/")[2], to="up").status_code == 302
    page = wang.get(issue).content.decode()
    assert page.index(">乙要闻<") < page.index(">甲要闻<")


def test_before_it_is_out_nobody_else_sees_it_and_an_administrator_never_does(
    office: SimpleNamespace,
) -> None:
    wang = office.as_("wang")
    issue = begun(wang)
    piece = written(wang, issue)
    for name in ("shuji", "bai"):
        assert [office.as_(name).get(url).status_code for url in (issue, f"{issue}/read", piece)] == [
            404,
            404,
            404,
        ]
    out = published(office)
    for url in ("/bulletin", issue, out, f"{out}/paper.pdf", piece):
        assert office.as_("guanli").get(url).status_code == 403
    assert office.as_("bai").get(out).status_code == 404


def test_the_pages_of_documents_lead_to_its_own(office: SimpleNamespace) -> None:
    wang = office.as_("wang")
    issue = begun(wang)
    pk = issue.rpartition("/")[2]
    assert wang.get(f"/documents/{pk}")["Location"] == issue
    assert wang.post(f"/documents/{pk}", {"do": "submit", "seen": "1"}).status_code == 404
    assert wang.get(f"/documents/{pk}/paper.docx").status_code == 404


def test_what_is_out_is_withdrawn_or_put_right_and_says_so(office: SimpleNamespace) -> None:
    issue = published(office)
    note = do(office.as_("wang"), issue, "correct", note="第一段的日期应为三月。", said="日期有误")
    assert note["Location"].startswith("/documents/")
    assert do(office.as_("wang"), issue, "withdraw", said="有误").status_code == 422
    assert do(office.as_("jiwei"), issue, "withdraw", said="引用有误").status_code == 302
    page = office.as_("shuji").get(issue).content.decode()
    assert "本期已经收回" in page and "引用有误" in page and "甲要闻" in page


@pytest.mark.parametrize("do_", ["", "issue", "void"])
def test_an_act_that_is_none(office: SimpleNamespace, do_: str) -> None:
    wang = office.as_("wang")
    assert wang.post(begun(wang), {"do": do_}).status_code == 404
