"""Addresses: one normal form, however a unit is written; strict about everything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.law.addresses import (
    LARGEST,
    PATTERN,
    Address,
    AddressError,
    Part,
    chinese,
    from_chinese,
    parse,
    to_chinese,
    to_number,
)

numbers = st.integers(1, LARGEST)
counted = st.builds(Part, st.sampled_from(["number", "p"]), numbers)
inner = st.one_of(counted, st.sampled_from([Part("lead"), Part("closing")]))
first = st.one_of(counted, st.sampled_from([Part("preamble"), Part("notice"), Part("closing")]))
sentence = st.one_of(
    st.just(()),
    st.tuples(st.builds(Part, st.just("s"), numbers)),
    st.tuples(st.builds(Part, st.just("s"), numbers), st.builds(Part, st.just("e"), numbers)),
)
units = st.builds(
    lambda head, body, tail: Address((head, *body, *tail)), first, st.lists(inner, max_size=5), sentence
)
addresses = st.one_of(
    st.just(Address((Part("title"),))), st.builds(lambda n: Address((Part("ch", n),)), numbers), units
)


@given(addresses)
def test_the_dotted_form_reads_back(address: Address) -> None:
    assert parse(str(address)) == address
    assert re.fullmatch(PATTERN, str(address))


@given(addresses, st.booleans())
def test_the_chinese_form_reads_back(address: Address, articles: bool) -> None:
    assert parse(chinese(address, articles)) == address


@given(units)
def test_a_parent_holds_its_units_and_stands_before_them(address: Address) -> None:
    for prefix in address.prefixes:
        assert prefix.holds(address)
        assert prefix < address
    assert (address.parent is None) == (len(address) == 1)
    assert address.parent is None or address.parent == address.prefixes[-1]


@given(st.text(max_size=12))
def test_anything_else_is_refused_in_both_languages(text: str) -> None:
    try:
        address = parse(text)
    except AddressError as error:
        assert text in error.zh and "应写成" in error.zh
        assert text in error.en and "expected" in error.en
    else:
        assert parse(str(address)) == address


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("7.1.3", "7.1.3"),
        (" ７．1．3 ", "7.1.3"),
        ("一.（二）.3", "1.2.3"),
        ("一、（二）3．", "1.2.3"),
        ("二（一）3", "2.1.3"),
        ("二(一)2（5）", "2.1.2.5"),
        ("二（一）三是", "2.1.3"),
        ("第七条第一款第（三）项", "7.1.3"),
        ("第七条第一款第三项", "7.1.3"),
        ("第 7 条 第 1 款", "7.1"),
        ("第二十条第一款", "20.1"),
        ("第七条第十一项", "7.1.11"),
        ("第七条第一款第（三）项第2目", "7.1.3.2"),
        ("第十四条第一款第（二）项第二段", "14.1.2.p2"),
        ("第一百零二条", "102"),
        ("第二章", "ch2"),
        ("五（五）第一段", "5.5.p1"),
        ("二第三段第（八）项", "2.p3.8"),
        ("印发通知第三段", "notice.p3"),
        ("二开头第二段", "2.lead.p2"),
        ("第二段第一句第三个", "p2.s1.e3"),
    ],
)
def test_the_ways_of_writing_an_address(text: str, normal: str) -> None:
    assert str(parse(text)) == normal


@pytest.mark.parametrize(
    ("dotted", "articles", "written"),
    [
        ("7.1.3", True, "第七条第一款第（三）项"),
        ("20.1", True, "第二十条第一款"),
        ("14.1.2.p2", True, "第十四条第一款第（二）项第二段"),
        ("7.1.3.2", True, "第七条第一款第（三）项第2目"),
        ("ch2", True, "第二章"),
        ("closing", True, "结尾"),
        ("2.1.3", False, "二（一）3"),
        ("5.3", False, "五（三）"),
        ("2.1.2.5", False, "二（一）2（5）"),
        ("5.5.p1", False, "五（五）第一段"),
        ("2.p3.8", False, "二第三段第（八）项"),
        ("preamble.p2", False, "前言第二段"),
        ("4.3.s4", False, "四（三）第四句"),
        ("title", False, "标题"),
    ],
)
def test_the_form_that_documents_cite(dotted: str, articles: bool, written: str) -> None:
    assert chinese(parse(dotted), articles) == written


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ".", "7.", ".7", "7..1", "0", "07", "1000", "7.0", "p", "p0", "lead", "lead.1", "7.title",
        "title.1", "ch2.1", "ch", "7.ch2", "7.s1.p2", "7.e1", "s1", "7.preamble", "x", "7,1", "第三款",
        "第（三）项", "七第三款", "第七条（三）", "第七条第三目", "第一千条", "第零条", "一十十", "七、.", "第七条.",
    ],
)  # fmt: skip
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse(text)
    assert caught.value.text == text
    assert caught.value.zh.startswith(f"“{text}”不是条文地址，应写成 7.1.3、")
    assert caught.value.en.startswith(f"“{text}” is no address; expected a form such as 7.1.3, ")


def test_document_order_is_by_number_and_not_as_text() -> None:
    told = [
        "20.10",
        "closing",
        "20.2",
        "3",
        "20",
        "preamble",
        "20.1.1",
        "20.lead",
        "notice",
        "title",
        "20.closing",
    ]
    wanted = [
        "title",
        "notice",
        "preamble",
        "3",
        "20",
        "20.lead",
        "20.1.1",
        "20.2",
        "20.10",
        "20.closing",
        "closing",
    ]
    assert [str(address) for address in sorted(map(parse, told))] == wanted
    assert parse("20.1") < parse("20.10") and parse("20.1") != parse("20.10")


def test_child_unit_and_prefixes() -> None:
    address = parse("7.1").child(3)
    assert str(address) == "7.1.3"
    assert str(address.child("p2")) == "7.1.3.p2"
    assert [str(prefix) for prefix in address.prefixes] == ["7", "7.1"]
    assert str(parse("4.3.s4").unit) == "4.3"
    assert not parse("7.1").holds(parse("7.10"))
    with pytest.raises(AddressError):
        address.child("title")


@given(numbers)
def test_chinese_numbers_read_back(number: int) -> None:
    assert from_chinese(to_chinese(number)) == number
    assert to_number(str(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "一百"), (101, "一百零一"),
     (110, "一百一十"), (210, "二百一十"), (999, "九百九十九")],
)  # fmt: skip
def test_chinese_numbers(number: int, text: str) -> None:
    assert to_chinese(number) == text


def test_numbers_written_otherwise() -> None:
    assert from_chinese("一十二") == 12
    assert from_chinese("一百〇二") == 102
    assert to_number("１２") == 12


@pytest.mark.parametrize("number", [0, -1, 1000])
def test_numbers_out_of_range(number: int) -> None:
    with pytest.raises(AddressError, match=f"数字 {number} 超出范围，应为 1 至 999"):
        to_chinese(number)


@pytest.mark.parametrize("text", ["", "零", "十十", "一千", "二〇一五", "甲", "0", "012", "1000"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(AddressError, match=f"“{text}”不是 1 至 999 的中文数字"):
        to_number(text)
