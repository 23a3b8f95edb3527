"""Defects of the copy are reported with their line; the address is the one the unit should have had."""

from __future__ import annotations

from law.texts.invented import ARTICLES, addresses, only
from zeren.law.texts import ParsedDocument

HEAD = "镇公园办法\n（示镇发〔2020〕7号）\n"


def faults(document: ParsedDocument) -> list[tuple[str, int, str]]:
    """Code, line and address of each defect."""
    return [(one.code, one.line, one.address) for one in document.defects]


def test_a_repeated_item() -> None:
    document = only(
        HEAD + "第一条 有下列情形的：\n（一）甲；\n（二）乙；\n（二）丙；\n（四）丁。\n第二条 完。\n"
    )
    assert addresses(document) == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "2"]
    assert faults(document) == [("repeated", 6, "1.1.3")]
    (defect,) = document.defects
    assert defect.zh == "“（二）”重复，按顺序应为第 3 个"
    assert defect.en == "（二） is repeated; in order it is number 3"
    assert document.at("1.1.3").mark == "（二）"  # type: ignore[union-attr]


def test_a_dropped_item() -> None:
    document = only(HEAD + "第一条 有下列情形的：\n（一）甲；\n（三）丙；\n（四）丁。\n第二条 完。\n")
    assert addresses(document) == ["1", "1.1", "1.1.1", "1.1.3", "1.1.4", "2"]
    assert faults(document) == [("missing", 5, "1.1.3")]


def test_a_garbled_item() -> None:
    document = only(
        HEAD + "第一条 有下列情形的：\n（一）甲；\n（二）乙；\n（八）丙；\n（四）丁。\n第二条 完。\n"
    )
    assert addresses(document) == ["1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4", "2"]
    assert faults(document) == [("garbled", 6, "1.1.3")]


def test_articles_dropped_repeated_and_misread() -> None:
    document = only(HEAD + "第一条 甲。\n第二条 乙。\n第二条 丙。\n第四条 丁。\n第六条 戊。\n笫七条 己。\n")
    assert addresses(document) == ["1", "2", "3", "4", "6", "7"]
    assert faults(document) == [("repeated", 5, "3"), ("missing", 7, "6"), ("sign", 8, "")]


def test_a_heading_out_of_order() -> None:
    document = only("关于读书的意见\n（示发〔2021〕1号）\n一、甲。\n二、乙。\n二、丙。\n四、丁。\n")
    assert addresses(document) == ["1", "2", "3", "4"]
    assert faults(document) == [("repeated", 5, "3")]


def test_a_case_without_its_number_between_two_cases() -> None:
    document = only(
        HEAD + "第一条 有下列情形的：\n（一）攀折花木的；\n损坏座椅的。\n（二）喂食水禽的。\n第二条 完。\n"
    )
    assert addresses(document) == ["1", "1.1", "1.1.1", "1.1.1.p1", "1.1.1.p2", "1.1.2", "2"]
    assert faults(document) == [("unnumbered", 5, "1.1.1.p2")]
    assert "没有编号" in document.at("1.1.1.p2").defect  # type: ignore[union-attr]


def test_an_explanation_between_two_items_is_no_defect() -> None:
    document = only(HEAD + "第一条 程序如下：\n（一）登记。\n登记要写明姓名。\n（二）入园。\n第二条 完。\n")
    assert document.defects == ()


def test_marks_that_do_not_pair_and_empty_ones() -> None:
    document = only(HEAD + "第一条 依照《公园手册办理。\n第二条 电话“”登记。\n")
    assert [(one.code, one.line, one.zh) for one in document.defects] == [
        ("unpaired", 3, "“《》”不成对"),
        ("empty", 4, "““””中没有内容"),
    ]


def test_a_title_of_another_kind_than_the_text_calls_itself() -> None:
    text = ARTICLES.replace("示例镇公园管理办法（试行）", "《关于做好公园工作的通知》")
    assert [one.code for one in only(text).defects] == ["wrong_title"]


def test_neither_title_nor_number() -> None:
    assert faults(only("第一条 甲。\n第二条 乙。\n")) == [("no_title", 1, "")]
    assert faults(only("镇公园办法\n第一条 甲。\n第二条 乙。\n")) == [("no_number", 1, "")]


def test_what_claims_an_address_twice_is_kept_and_reported() -> None:
    text = "关于读书的意见\n（示发〔2021〕1号）\n一、甲\n（1）选书。\n（2）买书。\n1.借书。\n2.还书。\n"
    document = only(text)
    assert len(addresses(document)) == len(set(addresses(document)))
    assert "twice" in {one.code for one in document.defects}
    assert "选书" in document.at("1").whole and "还书" in document.at("1").whole  # type: ignore[union-attr]


def test_the_copy_is_not_repaired() -> None:
    document = only(HEAD + "第一条 对对规定的，，照办。\n第二条 完。\n")
    assert document.at("1").text == "对对规定的，，照办。"  # type: ignore[union-attr]
    assert document.normalisations == ()
