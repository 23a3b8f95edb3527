"""Clean texts: every unit has its address, its lines and its words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from law.texts.invented import (
    ARTICLE_ADDRESSES,
    ARTICLES,
    HEADING_ADDRESSES,
    HEADINGS,
    QUESTIONS,
    Made,
    addresses,
    article_texts,
    heading_texts,
    only,
    parsed,
)
from zeren.law.addresses import parse as parse_address


def test_a_document_in_articles() -> None:
    document = only(ARTICLES)
    assert document.title == "示例镇公园管理办法（试行）"
    assert document.number == "示镇发〔2020〕7号"
    assert (document.kind, document.lines) == ("articles", "1-35")
    assert addresses(document) == ARTICLE_ADDRESSES
    assert document.defects == ()
    assert document.normalisations == ()


def test_the_words_and_lines_of_an_article() -> None:
    document = only(ARTICLES)
    article, list_, item, second = (document.at(at) for at in ("3", "3.1", "3.1.2", "3.2"))
    assert article and list_ and item and second
    assert (article.mark, article.text, article.lines) == ("第三条", "", "15-27")
    assert list_.text == "游人应当爱护公园，不得有下列行为："
    assert list_.lines == "15-25"
    assert (item.mark, item.text, item.lines) == ("（二）", "在草地上进行下列活动：", "19-23")
    assert item.whole == "（二）在草地上进行下列活动：\n1.烧烤；\n2.放鞭炮；"
    assert second.text == "有前款行为的，由管理站劝阻。"
    assert article.whole.startswith("第三条 游人应当爱护公园，不得有下列行为：\n（一）攀折花木；")


def test_a_chapter_reaches_to_its_last_line() -> None:
    document = only(ARTICLES)
    assert [(one.address, one.text, one.lines) for one in document.provisions if one.mark.endswith("章")] == [
        ("ch1", "总则", "5-11"),
        ("ch2", "游园", "13-29"),
        ("ch3", "附则", "31-35"),
    ]


def test_a_document_in_headings() -> None:
    document = only(HEADINGS)
    assert addresses(document) == HEADING_ADDRESSES
    assert document.defects == ()
    found = {one.address: one for one in document.provisions}
    assert found["1"].text == "按时开放\n图书室每日上午开门，晚饭后关门。"
    assert found["2"].text == "管好图书。"
    assert found["2.lead"].text == "图书由专人登记。管理员要做到："
    assert (found["2.3"].mark, found["2.3"].text) == ("（3）", "破损有修补。")
    assert found["2.closing"].text == "其他图书照此办理。"
    assert found["3.1.p1.2"].text == "请一人讲。"
    assert found["4"].lines == "23-27"
    assert found["closing"].lines == "29"


def test_the_heading_is_the_first_sentence_and_the_rest_is_lead() -> None:
    text = "关于读书的意见\n（示发〔2021〕1号）\n一、活动。先看以下各点。\n（一）选书。\n（二）讲书。\n二、场所：\n（一）安静；\n（二）整洁。\n"
    assert addresses(only(text)) == ["1", "1.lead", "1.1", "1.2", "2", "2.1", "2.2"]


def test_a_clause_on_force_closes_the_document_even_below_a_bare_heading() -> None:
    text = "镇读书暂行办法\n（示发〔2021〕1号）\n一、目的\n读书。\n二、要求\n安静。\n整洁。\n本办法由文化站解释。\n本办法自发布之日起施行。\n"
    assert addresses(only(text)) == ["1", "2", "2.p1", "2.p2", "closing", "closing.p1", "closing.p2"]


def test_an_excerpt_has_no_closing() -> None:
    text = "《镇读书工作纲要》摘录\n（2021年1月1日通过）\n（36）办好图书室。图书要多。\n管理要好。\n（37）办好读书会。每月一次。\n人人可来。\n"
    document = only(text)
    assert document.title == "镇读书工作纲要（摘录）"
    assert addresses(document) == ["36", "36.p1", "36.p2", "37", "37.p1", "37.p2"]


def test_points_that_run_on_across_parts_keep_their_numbers() -> None:
    text = "关于读书的意见\n（示发〔2021〕1号）\n一、甲\n1.选书。\n2.买书。\n二、乙\n3.借书。\n4.还书。\n"
    document = only(text)
    assert addresses(document) == ["1", "1.1", "1.2", "2", "2.3", "2.4"]
    assert document.defects == ()


def test_questions_and_answers() -> None:
    document = only(QUESTIONS)
    assert document.kind == "questions"
    assert addresses(document) == ["preamble", "1", "2", "2.lead", "2.1", "2.2", "2.3"]
    assert document.provisions[1].lines == "5-7"


def test_paragraphs_without_headings() -> None:
    text = "镇委读书督查细则\n\n镇里提出了读书的要求。\n\n细则说明如下。一是定人。二是定时。三是定书。\n"
    assert addresses(only(text)) == ["p1", "p2", "p2.1", "p2.2", "p2.3"]


def test_a_list_inside_a_line_must_run_from_one_without_a_gap() -> None:
    text = "关于读书的意见\n（示发〔2021〕1号）\n一、选书。（1）选新书；（3）选旧书。\n二、看第（1）、（2）两类书。\n三、这也是一是二是的说法。\n"
    assert addresses(only(text)) == ["1", "2", "3"]


def test_between_two_items_a_paragraph_belongs_to_the_item_above() -> None:
    text = "镇公园办法\n第一条 程序如下：\n（一）登记。游人登记。\n登记要写明姓名。\n（二）入园。\n出园不再登记。\n"
    assert addresses(only(text)) == ["1", "1.1", "1.1.1", "1.1.1.p1", "1.1.1.p2", "1.1.2", "1.2"]


def test_after_an_item_that_ends_in_a_colon_a_paragraph_belongs_to_it() -> None:
    text = "镇公园办法\n第一条 检查分两次：\n（一）春季检查的内容为：\n看花木。\n（二）秋季检查的内容为：\n看道路。\n第二条 照此办理。\n"
    assert addresses(only(text)) == [
        "1",
        "1.1",
        "1.1.1",
        "1.1.1.p1",
        "1.1.1.p2",
        "1.1.2",
        "1.1.2.p1",
        "1.1.2.p2",
        "2",
    ]


def test_a_list_that_begins_anew_belongs_to_the_paragraph_that_introduces_it() -> None:
    text = "镇公园办法\n第一条 对单位：\n（一）提醒；\n（二）通报。\n对个人：\n（一）提醒；\n（二）谈话。\n以上可以并用。\n"
    assert addresses(only(text)) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.1", "1.2.2", "1.3"]


def test_a_signature_after_the_last_article_is_closing() -> None:
    text = "镇公园办法\n第一条 爱护花木。\n第二条 本办法自发布之日起施行。\n示例镇管理站\n2020年5月1日\n"
    document = only(text)
    assert addresses(document) == ["1", "2", "closing", "closing.p1", "closing.p2"]


def test_a_covering_notice_stands_before_the_regulation() -> None:
    text = (
        "关于印发《镇公园办法》的通知\n各站：\n现将《镇公园办法》印发给你们，请遵照执行。\n"
        "镇公园办法\n第一条 爱护花木。\n第二条 本办法自发布之日起施行。\n"
    )
    document = only(text)
    assert document.title == "镇公园办法"
    assert addresses(document) == ["notice", "notice.p1", "notice.p2", "1", "2"]
    assert document.lines == "1-6"


def test_a_collection_is_divided_and_its_own_headings_belong_to_no_document() -> None:
    text = (
        "镇规章汇编\n一、公园\n《镇公园办法》\n（2020年5月1日，示镇发〔2020〕7号）\n第一条 爱护花木。\n第二条 不得攀折。\n"
        "二、图书\n镇文化站《关于读书的意见》\n（示镇发〔2021〕1号）\n一、选书。\n二、读书。\n"
    )
    first, second = parsed(text)
    assert (first.title, first.lines, addresses(first)) == ("镇公园办法", "3-6", ["1", "2"])
    assert (first.full_title, second.full_title) == ("镇公园办法", "镇文化站关于读书的意见")
    assert (second.title, second.issuer, second.lines) == ("关于读书的意见", "镇文化站", "8-11")


@settings(deadline=None)
@given(article_texts())
def test_generated_articles_give_exactly_their_addresses(made: Made) -> None:
    document = only(made.text)
    assert {one.address: one.first for one in document.provisions} == made.starts
    assert document.defects == ()
    assert _in_order(document)


@settings(deadline=None)
@given(heading_texts())
def test_generated_headings_give_exactly_their_addresses(made: Made) -> None:
    document = only(made.text)
    assert {one.address: one.first for one in document.provisions} == made.starts
    assert document.defects == ()
    assert _in_order(document)


def _in_order(document) -> bool:  # type: ignore[no-untyped-def]
    keys = [parse_address(one.address).sort_key for one in document.provisions]
    return keys == sorted(keys)


@settings(deadline=None)
@given(article_texts())
def test_no_word_is_lost_or_added(made: Made) -> None:
    document = only(made.text)
    tops = [one for one in document.provisions if "." not in one.address]
    said = "".join(one.whole for one in tops).replace("\n", "").replace(" ", "")
    assert said == "".join(made.lines[2:]).replace(" ", "")


@pytest.mark.parametrize("at", ["3", "3.1", "3.1.2"])
def test_the_lines_of_a_unit_contain_those_of_its_parts(at: str) -> None:
    document = only(ARTICLES)
    unit = document.at(at)
    assert unit is not None
    parts = [one for one in document.provisions if one.address.startswith(at + ".")]
    assert parts and all(unit.first <= one.first and one.last <= unit.last for one in parts)


def test_titles_of_chapters_and_texts_of_articles_on_lines_of_their_own() -> None:
    text = "镇公园办法\n第一章\n总则\n第一节\n目的\n第一条\n爱护花木。\n第二章 附则\n第二条：照办。\n"
    document = only(text)
    assert addresses(document) == ["ch1", "1", "ch2", "2"]
    assert document.at("ch1").text == "总则\n第一节\n目的"  # type: ignore[union-attr]
    assert [document.at(at).text for at in ("1", "2")] == ["爱护花木。", "照办。"]  # type: ignore[union-attr]


def test_items_on_the_line_of_their_article() -> None:
    text = "镇公园办法\n第一条 不得：（一）攀折；（二）烧烤。\n依照第一条第（一）、（二）项的，劝阻。\n第二条 照办。一是快。二是好。\n"
    document = only(text)
    assert addresses(document) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2"]
    assert document.at("1.1.2").lines == "2"  # type: ignore[union-attr]


def test_a_letterhead_above_a_notice_that_carries_a_regulation() -> None:
    text = (
        "示例镇委员会文件\n示镇发〔2020〕3号\n示例镇委员会关于印发《镇公园办法》的通知\n各站：\n《镇公园办法》现印发给你们。\n"
        "示例镇委员会\n2020年3月4日\n镇公园办法\n第一条 爱护花木。\n第二条 照办。\n"
    )
    document = only(text)
    assert (document.title, document.number, document.issuer) == (
        "镇公园办法",
        "示镇发〔2020〕3号",
        "示例镇委员会",
    )
    assert addresses(document) == ["notice", "notice.p1", "notice.p2", "notice.p3", "notice.p4", "1", "2"]


def test_an_annex_after_the_last_article_is_closing() -> None:
    text = "镇公园办法\n第一条 爱护花木。\n第二条 照办。\n附件：1．登记表\n2．清单\n"
    assert addresses(only(text)) == ["1", "2", "closing", "closing.p1", "closing.p2"]


def test_an_inserted_article_has_no_address_of_its_own_and_is_kept() -> None:
    document = only("镇公园办法\n（2020年1月1日）\n第一条 爱护花木。\n第一条之一 爱护座椅。\n第二条 照办。\n")
    assert addresses(document) == ["1", "1.1", "1.2", "2"]
    assert [(one.code, one.line) for one in document.defects] == [("inserted", 4)]


def test_marks_of_markdown_are_no_words() -> None:
    document = only("# 镇公园办法\n\n**第一条** 爱护花木。\n\n**第二条** 照办。\n")
    assert (document.title, addresses(document)) == ("镇公园办法", ["1", "2"])
    assert [one.code for one in document.normalisations] == ["markup"]


def test_a_bulletin_and_the_regulation_printed_in_it() -> None:
    text = (
        "读书简报\n第3期\n\n要闻摘登……\n镇里办读书会\n3月1日，镇里办了读书会。\n大家都来了。\n读书的好处\n读书有好处。\n"
        "规章选登……\n镇公园办法\n第一条 爱护花木。\n第二条 照办。\n"
    )
    bulletin, regulation = parsed(text)
    assert (bulletin.kind, bulletin.title, bulletin.lines) == ("bulletin", "读书简报", "1-13")
    assert addresses(bulletin) == ["1", "1.1", "1.1.lead", "1.1.lead.p1", "1.1.lead.p2", "1.1.1", "2", "2.1"]
    assert (regulation.kind, regulation.title, regulation.lines) == ("articles", "镇公园办法", "11-13")
    assert addresses(regulation) == ["1", "2"]


def test_an_excerpt_may_begin_in_the_middle() -> None:
    document = only("镇委关于读书工作的意见（节选）\n三、读书\n15.选书。要选好书。\n16.读书。要读好书。\n")
    assert addresses(document) == ["3", "3.15", "3.16"]
    assert [one.code for one in document.defects] == ["no_number"]


def test_metadata_of_a_database() -> None:
    text = (
        "法规标题：镇委印发《关于办好读书会的意见》的通知\n颁布时间：20210301\n颁布主体：镇委\n法规正文：\n"
        "现将意见印发给你们。\n关于办好读书会的意见\n读书是好事。\n一、选书。\n二、读书。\n"
    )
    document = only(text)
    assert (document.title, document.issuer, document.dated) == ("关于办好读书会的意见", "镇委", "20210301")
    assert addresses(document) == ["notice", "preamble", "1", "2"]


@pytest.mark.parametrize(
    ("title", "issuers", "first"),
    [("《关于读书的通知》", "示例镇委员会 示例镇文化站", 4), ("《图书借阅办法》", "", 5)],
)
def test_organs_above_a_title_are_its_issuers_or_the_signature_before(
    title: str, issuers: str, first: int
) -> None:
    text = f"《镇公园办法》\n（示镇发〔2020〕7号）\n第一条 爱护花木。\n示例镇委员会 示例镇文化站\n{title}\n（示镇发〔2021〕1号）\n一、甲。\n二、乙。\n"
    before, after = parsed(text)
    assert (after.issuer, after.first) == (issuers.replace(" ", "、"), first)
    assert ("closing" in addresses(before)) == (not issuers)
