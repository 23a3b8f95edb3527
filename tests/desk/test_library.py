"""The library: what a provision sets off, in words; text where it is imported, else a label that says so."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from records.support_packs import PACK, load_text
from zeren.desk.library import book, shelf
from zeren.desk.library.norm_words import norm_words
from zeren.desk.library.page import sections
from zeren.desk.wording import PackWords, short_title, translated
from zeren.law.packs.form import Vocabulary
from zeren.records.search import indexing
from zeren.records.texts.models import Document, ProvisionText, TextVersion

PACK_READ = load_text(PACK)
WORDS = PackWords(PACK_READ, Vocabulary())


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


@pytest.fixture
def imported(desk: SimpleNamespace) -> SimpleNamespace:
    """Two provisions of the made-up regulation, as if imported from a file."""
    version = TextVersion.objects.create(
        document=Document.objects.create(slug="test-reminder", title="某县提醒办法"),
        version="2020-01-01", file="a.txt", checksum="0" * 64, imported="2026-10-01T00:00:00Z", by="guanli",
    )  # fmt: skip
    for place, (at, words) in enumerate(
        (("1", "听取说明之前，应当先行通知。"), ("2", "听取说明后十日内，对象应当书面报告。"))
    ):
        unit = ProvisionText.objects.create(version=version, at=at, place=place, text=words, whole=words)
        indexing.put("text", unit.pk, words)
    return desk


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("中国共产党问责条例", "问责条例"),
        ("中国共产党组织处理规定（试行）", "组织处理规定"),
        ("关于领导干部报告个人有关事项的规定", "领导干部报告个人有关事项的规定"),
        ("某县提醒办法", "某县提醒办法"),
        ("某办主要负责人就〈关于加强提醒的意见〉答记者问", "加强提醒的意见答记者问"),
    ],
)
def test_a_title_is_shortened_as_people_say_it(title: str, short: str) -> None:
    assert short_title(title) == short


@pytest.mark.parametrize(
    ("norm", "kind", "says"),
    [
        ("notice-first", "次序", "先通知，后听取说明"),
        ("report-10d", "期限", "听取说明后 10日内，报告"),
        ("who-decides", "权限", "决定，由书记"),
        ("no-promotion", "限制期", "自决定起 1年内，不得提拔"),
        ("appeal-1m", "可以", "决定后 1 个月内，申诉"),
    ],
)
def test_each_kind_of_norm_is_said_in_words(norm: str, kind: str, says: str) -> None:
    found = norm_words(next(n for n in PACK_READ.norms if n.id == norm), WORDS)
    assert (found.kind, found.says) == (kind, says)


def test_a_note_of_the_engine_loses_its_ids() -> None:
    assert translated("未见在先的noticed、heard", WORDS) == "未见在先的通知、听取说明"
    assert translated("缺place", WORDS) == "缺地点"


def test_every_norm_stands_beside_a_provision_it_cites() -> None:
    shown = [row.says for part in sections(WORDS, {}, {}) for row in part.norms]
    for norm in PACK_READ.norms:
        assert norm_words(norm, WORDS).says in shown


def test_without_the_official_text_the_label_is_shown_and_said_to_be_none(desk: SimpleNamespace) -> None:
    found = text(desk.sign_in(), "/library/test-reminder")
    assert "正式文本没有导入" in found and "不能作为文书引文" in found
    assert "先通知，后听取说明" in found and "怎样导入" in found


def test_with_it_the_wording_stands_and_the_labels_are_a_click_away(imported: SimpleNamespace) -> None:
    found = text(imported.sign_in(), "/library/test-reminder")
    assert "听取说明之前，应当先行通知。" in found
    assert "正式文本与法规包不一致" in found
    assert "听取说明之前" not in text(imported.sign_in(), "/library/test-reminder?show=labels")


def test_a_sentence_stands_in_the_text_where_its_unit_does() -> None:
    assert book._above("4.2.s3", {"4.2": "…"}) and book._above("4.2.s1.e2", {"4.2": "…"})
    assert not book._above("4.3.s3", {"4.2": "…"}) and not book._above("4.2.2", {"4.2": "…"})


def test_two_characters_find_every_provision_that_has_them(imported: SimpleNamespace) -> None:
    found = text(imported.sign_in(), "/library?q=通知")
    assert "先行<mark>通知</mark>" in found
    assert text(imported.sign_in(), "/library?q=听取").count('class="where"') == 2


def test_without_texts_the_search_looks_in_the_labels_and_says_so(desk: SimpleNamespace) -> None:
    found = text(desk.sign_in(), "/library?q=提拔")
    assert "下面是在提要里找到的" in found and "一年不得<mark>提拔</mark>" in found
    assert "没有检索到“函询”" in text(desk.sign_in(), "/library?q=函询")


@pytest.mark.parametrize("query", ["提醒办法 4", "某县提醒办法第四条"])
def test_an_address_goes_straight_to_its_provision(desk: SimpleNamespace, query: str) -> None:
    assert desk.sign_in().get("/library", {"q": query})["Location"] == "/library/test-reminder#p4"


def test_open_matters_are_those_the_viewer_sees(desk: SimpleNamespace) -> None:
    desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    desk.open("白某某 提醒", ("heard", date(2026, 9, 28)), organ="BJ", handler="bai", subject="bai")
    mine = text(desk.sign_in(), "/library/test-reminder?tab=cases")
    assert "赵某某 提醒" in mine and "白某某 提醒" not in mine
    assert "在办 1 件待办理" in text(desk.sign_in(), "/library/test-reminder")


@pytest.mark.parametrize("tab", ["steps", "readings", "versions", "cases"])
def test_every_tab_answers(desk: SimpleNamespace, tab: str) -> None:
    assert "某县提醒办法" in text(desk.sign_in(), f"/library/test-reminder?tab={tab}")


def test_an_unknown_regulation_does_not_exist(desk: SimpleNamespace) -> None:
    assert desk.sign_in().get("/library/nonsense").status_code == 404


def test_the_shelf_lists_it_with_its_state(imported: SimpleNamespace) -> None:
    found = text(imported.sign_in(), "/library")
    assert "某县提醒办法" in found and "已导入" in found


def test_words_are_marked_and_what_stands_around_is_escaped() -> None:
    from zeren.desk.templatetags.desk import highlight

    assert highlight("<b>约谈</b>后约谈", "约谈") == "&lt;b&gt;<mark>约谈</mark>&lt;/b&gt;后<mark>约谈</mark>"


def test_the_words_stand_in_their_surroundings() -> None:
    long = "前" * 200 + "约谈" + "后" * 200
    assert "约谈" in shelf.around(long, "约谈") and shelf.around(long, "约谈").startswith("……")
    assert len(shelf.around(long, "约谈")) < 200
