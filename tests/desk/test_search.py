"""The search of the bar: documents and periodicals beside cases, each for who sees it; a whole number leads straight there."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from desk.support_documents import carry, decided
from desk.test_bulletin import published
from desk.test_documents import begun
from records import support_packs

pytestmark = pytest.mark.django_db

installed = support_packs.installed


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with its leaders and a case."""
    return decided(desk)


def ask(office: SimpleNamespace, name: str, words: str) -> Any:
    return office.as_(name).get(f"/search?q={quote(words)}")


def text(answer: Any) -> str:
    """What stands in the answer, without marks."""
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def test_a_whole_number_leads_to_the_document_in_any_brackets(office: SimpleNamespace) -> None:
    url = begun(office)
    carry(office, url)
    for number in ("青纪发〔2026〕1号", "青纪发[2026]1号", "青纪发（2026）1"):
        assert ask(office, "shuji", number)["Location"] == url
        answer = ask(office, "bai", number)
        assert answer.status_code == 200 and "没有检索到" in text(answer)


def test_a_document_stands_under_its_own_head_with_how_far_it_is(office: SimpleNamespace) -> None:
    url = begun(office, title="关于饮水安全的决定")
    page = text(ask(office, "wang", "饮水安全"))
    assert "公文" in page and "关于饮水安全的决定" in page and "拟稿" in page
    assert "没有检索到" in text(ask(office, "shuji", "饮水安全")), "before the issue the organ alone"
    carry(office, url)
    answer = ask(office, "shuji", "饮水安全")
    assert f'href="{url}"' in answer.content.decode() and "青纪发〔2026〕1号　关于饮水安全的决定" in text(
        answer
    )
    assert "没有检索到" in text(ask(office, "bai", "饮水安全"))


def test_an_addressee_is_found_and_said_to_be_one(office: SimpleNamespace) -> None:
    url = begun(office, addressee="县水务中心党组")
    carry(office, url)
    page = text(ask(office, "shuji", "水务中心"))
    assert "主送里有" in page and "主送只查最近印发的" in page and "县水务中心党组" not in page
    assert "没有检索到" in text(ask(office, "bai", "水务中心"))


def test_an_issue_leads_to_the_piece_where_it_is_said(office: SimpleNamespace) -> None:
    issue = published(office)
    for words in ("甲要闻", "第二段"):
        answer = ask(office, "shuji", words)
        assert f'href="{issue}/read#s1p1"' in answer.content.decode()
        assert "《警示教育》2026年第1期　要闻摘登" in text(answer)
        assert "没有检索到" in text(ask(office, "bai", words))
        assert "没有检索到" in text(ask(office, "guanli", words))
    assert ask(office, "shuji", "警示教育2026年第1期")["Location"] == f"{issue}/read"
    assert office.as_("shuji").get(f"{issue}/read").status_code == 200


@pytest.mark.parametrize("words", ["", " ", "，。", "〔〕", "%", "' OR 1=1 --", "〔9999〕99号", "𠮷" * 80])
def test_any_words_get_a_page(office: SimpleNamespace, words: str) -> None:
    assert ask(office, "wang", words).status_code == 200
