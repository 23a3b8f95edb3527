"""Noise of every kind: the addresses stay those of the clean text, and each change is listed with its lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from opencc import OpenCC

from law.texts.invented import (
    ARTICLE_ADDRESSES,
    ARTICLES,
    HEADING_ADDRESSES,
    HEADINGS,
    Made,
    addresses,
    article_texts,
    only,
)
from zeren.law.texts import ParsedDocument
from zeren.law.texts.ledger import CODES

LONG = (
    ARTICLES.replace("爱护公园", "爱护公园，看护花木，保持安静，照看孩子，收好垃圾")
    .replace("可以推迟开门", "可以推迟开门，推迟的时间由管理站公布，公布后不再变更，但遇到连续大雪的除外")
    .replace("应当记录", "应当记录，记录每月整理一次，由专人保管，保管期为三年，期满销毁")
)


CONVERTER = OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional script."""
    converted: str = CONVERTER.convert(text)
    return converted


def half_width(text: str) -> str:
    """The text with half-width punctuation."""
    return text.translate(str.maketrans("，：；（）", ",:;()"))


def with_pinyin(text: str) -> str:
    """Each of some signs followed by its pinyin as often as it occurs in the line."""
    syllables = {"管": "guan", "花": "hua", "人": "ren", "理": "li", "登": "deng", "每": "mei", "门": "mén"}
    out = []
    for line in text.split("\n"):
        for sign, syllable in syllables.items():
            line = line.replace(sign, sign + f"({syllable})" * line.count(sign))
        out.append(line)
    return "\n".join(out)


def wrapped(text: str, size: int = 14, indent: str = "　　") -> str:
    """The text broken every ``size`` signs."""
    out: list[str] = []
    for line in text.split("\n"):
        line = indent + line if line else ""
        out += [line[start : start + size] for start in range(0, len(line), size)]
    return "\n".join(out) + "\n"


def codes(document: ParsedDocument) -> dict[str, str]:
    """Each normalisation of a document with its lines."""
    return {one.code: one.lines for one in document.normalisations}


NOISY = {
    "traditional": (traditional(ARTICLES), {"traditional"}),
    "half-width": (half_width(ARTICLES), {"punctuation"}),
    "pinyin": (with_pinyin(ARTICLES), {"pinyin"}),
    "pinyin, traditional, half-width": (half_width(with_pinyin(traditional(ARTICLES))), {"pinyin", "traditional", "punctuation"}),
    "no space after 第一条": (ARTICLES.replace("条 ", "条").replace("章 ", "章"), set()),
    "wide space after 第一条": (ARTICLES.replace("条 ", "条　　"), {"spaces"}),
    "spread headings": (ARTICLES.replace("总则", "总　则").replace("附则", "附  则"), {"spaces"}),
    "spaces inside 第 一 条": (ARTICLES.replace("第二条", "第 二 条"), {"spaces"}),
    "no blank lines": (ARTICLES.replace("\n\n", "\n"), set()),
    "carriage returns": (ARTICLES.replace("\n", "\r\n"), set()),
    "page numbers": (ARTICLES.replace("有前款", "— 3 —\n\n第 4 页 共 9 页\n\n有前款"), {"furniture", "spaces"}),
    "buttons of a page": (ARTICLES + "\n【打印】【关闭窗口】\n\n责任编辑：某某\n\n上一篇：别的规定\n", {"furniture"}),
    "contents": (
        ARTICLES.replace("第一章 总则", "目　录\n\n第一章 总则……1\n\n第二章 游园……2\n\n第三章 附则……3\n\n第一章 总则", 1),
        {"contents", "spaces"},
    ),
    "headings glued to the text": (
        ARTICLES.replace("。\n\n第二章", "。第二章").replace("。\n\n第六条", "。第六条"),
        {"split", "spaces"},
    ),
    "article glued to its chapter": (ARTICLES.replace("总则\n\n第一条", "总则第一条"), {"split", "spaces"}),
    "lines broken, indented": (wrapped(LONG), {"joined"}),
    "lines broken, not indented": (wrapped(LONG, indent=""), {"joined"}),
    "lines broken, blank lines between": (wrapped(LONG).replace("\n", "\n\n"), {"joined"}),
    "zero-width signs": (ARTICLES.replace("管理站", "管\u200b理站"), {"spaces"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", NOISY)
def test_the_addresses_are_those_of_the_clean_text(kind: str) -> None:
    text, expected = NOISY[kind]
    document = only(text)
    assert addresses(document) == ARTICLE_ADDRESSES
    assert document.title == "示例镇公园管理办法（试行）"
    assert set(codes(document)) <= expected
    assert document.defects == ()


@pytest.mark.parametrize("kind", NOISY)
def test_the_words_are_those_of_the_clean_text(kind: str) -> None:
    document, clean = only(NOISY[kind][0]), only(LONG if "broken" in kind else ARTICLES)
    assert [one.text for one in document.provisions] == [one.text for one in clean.provisions]


def test_every_normalisation_names_its_lines_and_count() -> None:
    document = only(with_pinyin(ARTICLES))
    (found,) = document.normalisations
    assert (found.code, found.zh) == ("pinyin", "去掉括号中的拼音")
    assert found.count == len(re.findall(r"\([a-zé]+\)", with_pinyin(ARTICLES)))
    assert found.lines == "1,7,9,11,15,17,27,29,33"


def test_every_code_is_described_in_both_languages() -> None:
    assert all(zh and en and zh != en for zh, en in CODES.values())


def test_genuine_doubles_stay_and_a_line_printed_twice_over_is_taken_once() -> None:
    twice = "".join(sign * 2 for sign in "第四条 管理站发现有第三条所列行为的，应当记录。")
    document = only(
        ARTICLES.replace("攀折花木", "团团伙伙攀折花木").replace(
            "第四条 管理站发现有第三条所列行为的，应当记录。", twice
        )
    )
    assert addresses(document) == ARTICLE_ADDRESSES
    assert document.at("3.1.1") is not None and document.at("3.1.1").text == "团团伙伙攀折花木；"  # type: ignore[union-attr]
    assert document.at("4").text == "管理站发现有第三条所列行为的，应当记录。"  # type: ignore[union-attr]
    assert codes(document) == {"doubled": "29"}


def test_a_bracket_of_latin_letters_in_a_clean_text_is_no_pinyin() -> None:
    document = only(ARTICLES.replace("管理站解释", "管理站(an)解释"))
    assert "(an)" in document.at("5").text or "（an）" in document.at("5").text  # type: ignore[union-attr]
    assert "pinyin" not in codes(document)


def test_half_width_marks_between_figures_stay() -> None:
    document = only(ARTICLES.replace("每日开放", "每日8:30开放,票价1,000元,限(100)人"))
    assert document.at("2.1").text == "公园每日8:30开放，票价1,000元，限（100）人。"  # type: ignore[union-attr]


def test_a_sentence_torn_by_a_page_break_is_joined() -> None:
    text = ARTICLES.replace("应当记录。", "应当记录，记录由专人保管，每月整理一次并\n\n- 5 -\n\n报镇里备查。")
    document = only(text)
    assert addresses(document) == ARTICLE_ADDRESSES
    assert document.at("4").lines == "29-33"  # type: ignore[union-attr]
    assert codes(document) == {"page_break": "33", "furniture": "31"}


def test_a_reference_to_another_article_is_not_taken_for_a_glued_article() -> None:
    text = ARTICLES.replace("应当记录。", "应当记录。第二条另有安排的除外。")
    assert addresses(only(text)) == ARTICLE_ADDRESSES


def test_a_line_that_begins_with_a_reference_is_no_article() -> None:
    text = ARTICLES.replace("有前款行为的", "第二条规定的时间以外，有前款行为的")
    assert addresses(only(text)) == ARTICLE_ADDRESSES


@pytest.mark.parametrize(
    "change",
    [
        lambda text: (
            text.replace("一、", "一．")
            .replace("二、", "二．")
            .replace("三、", "三．")
            .replace("四、", "四．")
        ),
        lambda text: text.replace("\n\n", "\n"),
        lambda text: text.replace("。\n\n三、", "。三、"),
        lambda text: text.replace("。\n\n四、", "。四、"),
        lambda text: text.replace("（一）", "(一)").replace("（二）", "（二） "),
        traditional,
        half_width,
        with_pinyin,
    ],
)
def test_headings_under_noise(change) -> None:  # type: ignore[no-untyped-def]
    assert addresses(only(change(HEADINGS))) == HEADING_ADDRESSES


NOISES = [traditional, half_width, lambda text: with_pinyin(text), lambda text: text.replace("\n", "\n\n")]


@settings(max_examples=60, deadline=None)
@given(article_texts())
def test_noise_changes_no_address_of_a_generated_text(made: Made) -> None:
    for noise in NOISES:
        assert addresses(only(noise(made.text))) == list(made.starts)


def test_normalising_twice_changes_nothing_more() -> None:
    first = only(half_width(with_pinyin(traditional(ARTICLES))))
    text = f"{first.title}\n{first.dated}\n" + "\n".join(
        one.whole if not one.address.startswith("ch") else f"{one.mark} {one.text}"
        for one in first.provisions
        if "." not in one.address
    )
    second = only(text)
    assert second.normalisations == ()
    assert [one.text for one in second.provisions] == [one.text for one in first.provisions]
