"""廉政意见回复 on the desk: the organ's own register, a draft, the leader's approval, the paper; nobody else."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document

from zeren.records.actor import SYSTEM, Role
from zeren.records.organs.models import Organ


@pytest.fixture
def organ(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission's handler and its secretary; 赵某某 is known to it by a case."""
    from zeren.access.accounts import acts as accounts

    desk.open("赵某某 提醒", ("noticed", date(2026, 8, 1)))
    head = accounts.make_account(SYSTEM, "jiwei", "qinglan-2026", organ=desk.organs["QJ"], label="县纪委书记")
    accounts.give_role(SYSTEM, head, Role.PRINCIPAL, desk.organs["QJ"], date(2020, 1, 1))
    desk.accounts["jiwei"] = head
    desk.handler = desk.sign_in("wang")
    return desk


def given(desk: SimpleNamespace, **differs: str) -> dict[str, str]:
    usual = {
        "person": "zhao", "asker": str(Organ.objects.get(code="Q").pk), "result": "clear", "text": "没有不同意见。",
        "day": "2026-12-01", "intent": "promotion", "post": "县交通局局长", "dossier": "",
    }  # fmt: skip
    return usual | differs


def test_draft_approval_issue_and_paper(organ: SimpleNamespace) -> None:
    url = organ.handler.post("/replies/new", given(organ))["Location"]
    page = organ.handler.get(url).content.decode()
    assert "待审批" in page and "批准</button>" not in page and "编号签发" not in page
    head = organ.sign_in("jiwei")
    assert head.post(url, {"do": "approve"}).status_code == 302
    answer = organ.handler.post(url, {"do": "issue", "mark": "青纪廉函", "signer": "王书记"})
    assert answer.status_code == 302
    page = organ.handler.get(url).content.decode()
    assert "青纪廉函〔2026〕1号" in page and "与签发时相同" in page
    paper = Document(BytesIO(organ.handler.get(f"{url}/paper.docx").content))
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert "赵某某同志" in words and "没有不同意见" in words and "签发：王书记" in words
    assert "青纪廉函〔2026〕1号" in organ.handler.get("/replies?look=issued").content.decode()


@pytest.mark.parametrize(
    ("differs", "says"),
    [({"person": "bai"}, "没有找到"), ({"day": "12月"}, "写成 2026-12-01"), ({"result": ""}, "请选意见"), ({"text": ""}, "请写意见的正文"), ({"asker": ""}, "请选征求意见的机关")],
)  # fmt: skip
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    organ: SimpleNamespace, differs: dict[str, str], says: str
) -> None:
    answer = organ.handler.post("/replies/new", given(organ, **differs))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert "县交通局局长" in answer.content.decode()


def test_a_wrong_step_is_told_and_nothing_done(organ: SimpleNamespace) -> None:
    url = organ.handler.post("/replies/new", given(organ))["Location"]
    early = organ.handler.post(url, {"do": "issue", "mark": "青纪廉函", "signer": "王书记"})
    assert early.status_code == 422 and "待审批，不能这样办" in early.content.decode()
    bare = organ.sign_in("jiwei").post(url, {"do": "return", "reason": ""})
    assert bare.status_code == 422 and "请写明退回的理由" in bare.content.decode()


@pytest.mark.parametrize(("who", "code"), [("shuji", 403), ("bai", 404), ("guanli", 403)])
def test_nobody_above_or_beside_sees_a_reply(organ: SimpleNamespace, who: str, code: int) -> None:
    url = organ.handler.post("/replies/new", given(organ))["Location"]
    client: Any = organ.sign_in(who)
    assert client.get(url).status_code == code and client.get(f"{url}/paper.docx").status_code == code


def test_without_a_reply_the_register_says_how_one_begins(organ: SimpleNamespace) -> None:
    assert "书面来函的，直接起草" in organ.handler.get("/replies").content.decode()
