"""商请刊用 on the desk: asked, answered, written from, taken back; the asker sees nothing of the case but the words it was given."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from desk.support_documents import decided
from desk.test_bulletin import NEW, do
from records import support_packs
from zeren.access.accounts import acts as accounts
from zeren.records.actor import SYSTEM, Role
from zeren.records.documents.models import OfficialPaper, OfficialPaperEntry
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Matter

pytestmark = pytest.mark.django_db

installed = support_packs.installed
TELLS = "某县一名干部落实不力，受到问责。"
TITLE = "赵某某 问责"


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with a case that is closed and public; the neighbour's commission edits, and sees none of it."""
    for name, role in (
        ("bai2", Role.CASE_HANDLER),
        ("bai3", Role.LEADER_IN_CHARGE),
        ("bai4", Role.PRINCIPAL),
    ):
        account = accounts.make_account(SYSTEM, name, "qinglan-2026", organ=desk.organs["BJ"], label=name)
        accounts.give_role(SYSTEM, account, role, desk.organs["BJ"], date(2020, 1, 1))
        desk.accounts[name] = account
    found = decided(desk)
    matters.record_event(SYSTEM, found.matter, "published", "2026-10-10")
    matters.close(SYSTEM, found.matter, date(2026, 10, 12), reason="办结")
    return found


def begun(client: Client) -> str:
    organ = re.search(r'<option value="(\d+)"', client.get("/bulletin/new").content.decode())
    assert organ
    return str(client.post("/bulletin/new", NEW | {"organ": organ.group(1)})["Location"])


def asked(office: SimpleNamespace, issue: str) -> str:
    """A letter through its stages; its address at the organ asked."""
    bai = office.as_("bai")
    letter = {
        "organ": "青县纪委监委",
        "title": "关于商请刊用案例的函",
        "body": "贵委十月公布的一件，拟刊用于本期。",
    }
    answer = bai.post(f"{issue}/ask", letter)
    assert answer.status_code == 302, answer.content.decode()
    url = str(answer["Location"])
    for name, act, more in (("bai", "submit", {}), ("bai3", "review", {}), ("bai4", "sign", {}), ("bai", "issue", {"mark": "白函"})):  # fmt: skip
        assert do(office.as_(name), url, act, **more).status_code == 302, act
    return f"/bulletin/asked/{url.rpartition('/')[2]}"


def consented(office: SimpleNamespace, letter: str) -> None:
    answer = do(
        office.as_("jiwei"),
        letter,
        "consent",
        case=str(office.matter),
        tells=f"{TELLS}\r\n■教训\r\n不抓落实。",
        said="同意",
    )
    assert answer.status_code == 302, answer.content.decode()


def plain(answer: Any) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_asked_answered_written_from_and_taken_back(office: SimpleNamespace) -> None:
    bai, jiwei = office.as_("bai"), office.as_("jiwei")
    issue = begun(bai)
    letter = asked(office, issue)
    assert "来函商请" in plain(jiwei.get("/bulletin")) and "关于商请刊用案例的函" in plain(
        jiwei.get("/bulletin/asked")
    )
    form = jiwei.get(f"{letter}?case={office.matter}")
    assert TITLE in plain(form) and "赵某某，〔待补" in plain(form), (
        "the draft begins with the published facts"
    )
    consented(office, letter)
    assert "已同意" in plain(jiwei.get(letter)) and "对方同意刊用" in plain(bai.get(issue))
    new = f"{issue}/write?section=warning_section"
    pk = letter.rpartition("/")[2]
    assert f'<option value="{pk}">' in bai.get(new).content.decode()
    form = bai.get(f"{new}&asked={pk}")
    assert TELLS in plain(form)
    given = {
        "section": "warning_section",
        "title": "乙案",
        "body": TELLS,
        "asked": pk,
    }
    piece = str(bai.post(f"{issue}/write", given)["Location"])
    page = plain(bai.get(piece))
    assert "经办机关同意刊用（白函〔2026〕1号）" in page
    assert do(bai, piece, "hand_on").status_code == 302
    assert do(jiwei, letter, "recall", said="当事人申诉").status_code == 302
    refused = do(office.as_("bai2"), piece, "approve")
    assert refused.status_code == 422 and "已经收回同意" in plain(refused)
    assert "对方已收回同意" in plain(bai.get(issue)) and "当事人申诉" in plain(bai.get(f"/documents/{pk}"))


def test_the_asker_sees_nothing_of_the_case_at_any_time(office: SimpleNamespace) -> None:
    bai = office.as_("bai")
    issue = begun(bai)
    letter = asked(office, issue)
    number, pk = Matter.objects.get(pk=office.matter).number, letter.rpartition("/")[2]

    def pages() -> str:
        urls = (issue, f"{issue}/write?section=warning_section", f"{issue}/write?section=warning_section&asked={pk}",
                f"{issue}/write?section=warning_section&case={office.matter}", f"/documents/{pk}", "/bulletin/asked",
                f"/search?q={number}", "/ledger")  # fmt: skip
        return "".join(plain(bai.get(url)).replace(f"“{number}”", "") for url in urls)

    assert TITLE not in pages() and f"{number}　" not in pages() and TELLS not in pages()
    consented(office, letter)
    after = pages()
    assert TELLS in after and TITLE not in after and f"{number}　" not in after and "2026-10-12" not in after
    assert bai.get(letter).status_code == 404, "the answer is written at the organ asked"
    assert bai.get(f"/matters/{office.matter}/").status_code == 404


def test_the_organ_asked_sees_the_letter_and_nothing_else_of_the_issue(office: SimpleNamespace) -> None:
    issue = begun(office.as_("bai"))
    letter = asked(office, issue)
    jiwei = office.as_("jiwei")
    assert jiwei.get(letter).status_code == 200
    pk = letter.rpartition("/")[2]
    for url in (issue, f"{issue}/read", f"/documents/{pk}", f"/documents/{pk}/paper.docx", f"{issue}/ask"):
        assert jiwei.get(url).status_code == 404, url
    for name, status in (("wang", 200), ("shuji", 404), ("guanli", 403), ("bai", 404)):
        assert office.as_(name).get(letter).status_code == status, name


@pytest.mark.parametrize(
    ("name", "act", "more", "status", "says"),
    [
        ("jiwei", "consent", {"case": "", "tells": TELLS}, 422, "请选本机关已办结"),
        ("jiwei", "consent", {"case": "x", "tells": ""}, 422, "请写可以刊用的内容"),
        ("jiwei", "decline", {"said": ""}, 422, "请写明理由"), ("jiwei", "recall", {"said": "甲"}, 422, "没有同意过"),
        ("wang", "decline", {"said": "甲"}, 422, "由本机关的领导答复"), ("bai", "decline", {"said": "甲"}, 404, ""),
        ("jiwei", "", {}, 404, ""), ("jiwei", "issue", {}, 404, ""),
    ],
)  # fmt: skip
def test_what_can_not_be_answered_is_told_and_nothing_is_entered(
    office: SimpleNamespace, name: str, act: str, more: dict[str, str], status: int, says: str
) -> None:
    letter = asked(office, begun(office.as_("bai")))
    before = OfficialPaperEntry.objects.count()
    answer = do(office.as_(name), letter, act, **more)
    assert answer.status_code == status and says in plain(answer)
    assert OfficialPaperEntry.objects.count() == before


def test_the_worklist_of_a_leader_tells_of_letters_until_they_are_answered(office: SimpleNamespace) -> None:
    letter = asked(office, begun(office.as_("bai")))
    said = "别的机关商请刊用本机关的案例，1 件待答复"
    assert said in plain(office.as_("jiwei").get("/"))
    for name in ("wang", "bai", "shuji"):
        assert said not in plain(office.as_(name).get("/")), name
    consented(office, letter)
    assert said not in plain(office.as_("jiwei").get("/"))


def test_a_no_goes_back_with_its_reason(office: SimpleNamespace) -> None:
    issue = begun(office.as_("bai"))
    letter = asked(office, issue)
    assert do(office.as_("fenguan"), letter, "decline", said="不宜刊用").status_code == 302
    assert "没有同意" in plain(office.as_("wang").get(letter))
    assert "对方不同意" in plain(office.as_("bai").get(issue))
    assert "不宜刊用" in plain(office.as_("bai").get(f"/documents/{letter.rpartition('/')[2]}"))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"organ": "没有的机关"}, "登记中没有这个机关"), ({"organ": ""}, "登记中没有这个机关"), ({"organ": "白县纪委监委"}, "请选本机关以外"),
        ({"body": ""}, "请写正文"), ({"title": ""}, "请写标题"),
    ],
)  # fmt: skip
def test_a_letter_that_is_wrong_keeps_what_was_written(
    office: SimpleNamespace, given: dict[str, str], says: str
) -> None:
    bai = office.as_("bai")
    issue = begun(bai)
    before = OfficialPaper.objects.count()
    letter = {"organ": "QJ", "title": "函", "body": "贵委公布的一件。"} | given
    answer = bai.post(f"{issue}/ask", letter)
    assert answer.status_code == 422 and says in plain(answer) and letter["body"] in answer.content.decode()
    assert OfficialPaper.objects.count() == before
