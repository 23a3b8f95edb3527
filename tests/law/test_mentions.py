"""Provisions named in running text: the document by a known title, each place by itself; what is not certain stays text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.law.mentions import aliases, known, mentions

TITLES = known(
    [
        ("中国共产党甲责条例", "a"), ("甲责条例", "a"), ("乙市约谈办法（试行）", "b"), ("约谈办法", "b"),
        ("工作规定", "c"), ("工作规定", "d"), ("关于《丙》的答复", "e"),
    ]
)  # fmt: skip


def found(text: str) -> list[tuple[str, str, str]]:
    return [
        (text[m.start : m.end], m.document, str(m.address))
        for m in mentions(text, TITLES, aliases(text, TITLES))
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("按《中国共产党甲责条例》第七条第一款第（三）项办。", [("《中国共产党甲责条例》第七条第一款第（三）项", "a", "7.1.3")]),
        ("《甲责条例》第十二条", [("《甲责条例》第十二条", "a", "12")]),
        ("甲责条例第十二条第三款", [("甲责条例第十二条第三款", "a", "12.3")]),
        ("根据甲责条例第12条第3款", [("甲责条例第12条第3款", "a", "12.3")]),
        ("中国共产党甲责条例第二条", [("中国共产党甲责条例第二条", "a", "2")]),
        ("《乙市约谈办法(试行)》第四条", [("《乙市约谈办法(试行)》第四条", "b", "4")]),
        ("《关于〈丙〉的答复》第一条", [("《关于〈丙〉的答复》第一条", "e", "1")]),
        ("见《甲责条例》第七条第3项。", [("《甲责条例》第七条第3项", "a", "7.1.3")]),
        (
            "《甲责条例》第七条、第八条第二款和第十条至第十二条",
            [("《甲责条例》第七条", "a", "7"), ("第八条第二款", "a", "8.2"), ("第十条", "a", "10"), ("第十二条", "a", "12")],
        ),
        (
            "《甲责条例》第七条第一款、第三款第（二）项、第（四）项",
            [("《甲责条例》第七条第一款", "a", "7.1"), ("第三款第（二）项", "a", "7.3.2"), ("第（四）项", "a", "7.3.4")],
        ),
        (
            "《甲责条例》第七条，约谈办法第三条",
            [("《甲责条例》第七条", "a", "7"), ("约谈办法第三条", "b", "3")],
        ),
        (
            "《中国共产党甲责条例》（以下简称《条例》）施行。《条例》第二十条",
            [("《条例》第二十条", "a", "20")],
        ),
        ("《中国共产党甲责条例》第九百九十九条", [("《中国共产党甲责条例》第九百九十九条", "a", "999")]),
    ],
)  # fmt: skip
def test_a_known_title_and_its_places(text: str, wanted: list[tuple[str, str, str]]) -> None:
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", "《某省甲责条例》第三条", "某省甲责条例第三条", "《条例》第三条", "本条例第三条", "第七条", "《甲责条例》", "《甲责条例》的第七条",
        "《工作规定》第二条", "工作规定第二条", "《甲责条例》第二十条之一", "《甲责条例》第一〇〇〇条", "《甲责条例》第1000条", "《甲责条例》第零条",
        "《甲责条例》第三章",
    ],
)  # fmt: skip
def test_what_is_not_certain_stays_text(text: str) -> None:
    assert found(text) == []


def test_what_follows_a_place_and_is_none_ends_the_places() -> None:
    assert [at for _, _, at in found("《甲责条例》第七条、第二十条之一、第八条")] == ["7"]
    assert [at for _, _, at in found("《甲责条例》第七条、第（二）项")] == ["7"], (
        "an item of no paragraph is not guessed"
    )


def test_a_name_given_to_two_names_neither() -> None:
    text = "《甲责条例》（以下简称《办法》）、《约谈办法》（以下称《办法》）。《办法》第二条"
    assert aliases(text, TITLES) == {} and found(text) == []


@given(st.text(alphabet="《》甲责条例第一二十百条款项（）()、和之0123 约谈办法以下简称“”", max_size=60))
def test_any_text_is_read_and_each_mention_stands_where_it_says(text: str) -> None:
    last = 0
    for one in mentions(text, TITLES, aliases(text, TITLES)):
        assert last <= one.start < one.end <= len(text) and text[one.start : one.end].endswith(one.place)
        last = one.end
