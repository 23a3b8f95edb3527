"""Holding documents against a catalogue: what agrees, what differs, and the line that causes it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from law.texts.invented import ARTICLE_ADDRESSES, ARTICLES, only
from zeren.law.texts import parse_bytes
from zeren.law.texts.checking import CatalogueError, Expected, check, expected, overall

FILE = parse_bytes(ARTICLES.encode(), "办法.txt")
LISTED = {one.address: one.lines for one in only(ARTICLES).provisions}


def entry(**changes: object) -> Expected:
    """The catalogue's entry of the invented regulation, changed."""
    found: dict[str, object] = {
        "id": "park",
        "file": "办法.txt",
        "first": 1,
        "last": 35,
        "provisions": LISTED,
        **changes,
    }
    return Expected(**found)  # type: ignore[arg-type]


def test_everything_agrees() -> None:
    (agreement,) = check([FILE], [entry()])
    assert (agreement.expected, agreement.found, agreement.agreeing) == (18, 18, 18)
    assert agreement.differences == ()
    assert overall([agreement]) == 1


def test_an_address_that_is_missing_names_the_line_where_it_was_expected() -> None:
    (agreement,) = check([FILE], [entry(provisions={**LISTED, "3.1.4": "25"})])
    (difference,) = agreement.differences
    assert (difference.address, difference.kind, difference.line) == ("3.1.4", "missing", 25)
    assert difference.text == "（三）喂食水禽。"
    assert overall([agreement]) == Fraction(18, 19)


def test_a_surplus_address_counts_against() -> None:
    fewer = {at: lines for at, lines in LISTED.items() if at != "3.2"}
    (agreement,) = check([FILE], [entry(provisions=fewer)])
    (difference,) = agreement.differences
    assert (difference.address, difference.kind, difference.line) == ("3.2", "surplus", 27)
    assert difference.text == "有前款行为的，由管理站劝阻。"
    assert (agreement.agreeing, agreement.all, overall([agreement])) == (17, 18, Fraction(17, 18))


@pytest.mark.parametrize("lines", ["16-27", "15-28"])
def test_other_lines_do_not_agree(lines: str) -> None:
    (agreement,) = check([FILE], [entry(provisions={**LISTED, "3": lines})])
    (difference,) = agreement.differences
    assert (difference.address, difference.kind, difference.expected, difference.found) == (
        "3",
        "lines",
        lines,
        "15-27",
    )
    assert agreement.agreeing == 17


def test_a_document_that_was_not_found_has_all_its_addresses_missing() -> None:
    (agreement,) = check([FILE], [entry(first=500, last=600)])
    assert (agreement.found, agreement.agreeing, len(agreement.differences)) == (0, 0, len(ARTICLE_ADDRESSES))
    assert overall([agreement]) == 0


def test_of_two_documents_the_one_on_the_same_lines_is_compared() -> None:
    both = parse_bytes((ARTICLES + "\n" + ARTICLES.replace("公园", "图书室")).encode(), "办法.txt")
    moved = {at: _later(lines, 36) for at, lines in LISTED.items()}
    (agreement,) = check([both], [entry(first=37, last=71, provisions=moved)])
    assert agreement.title == "示例镇图书室管理办法（试行）"
    assert agreement.differences == ()


def _later(lines: str, by: int) -> str:
    return "-".join(str(int(number) + by) for number in lines.split("-"))


def test_entries_of_other_files_are_left_out() -> None:
    assert check([FILE], [entry(file="别的.txt")]) == []
    assert overall([]) == 1


def test_an_entry_is_read_from_its_data() -> None:
    data = {
        "id": "park",
        "source": {"file": "办法.txt", "lines": "1-35"},
        "provisions": [{"at": "20.10", "label": "x", "lines": "3"}],
    }
    assert expected(data, "park.yaml") == Expected("park", "办法.txt", 1, 35, {"20.10": "3"})


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"id": "x", "source": {"file": "a", "lines": "z"}, "provisions": []},
        {"id": "x", "source": {"file": "a", "lines": "1"}, "provisions": [{"at": "7.title", "lines": "1"}]},
        {"id": "x", "source": {"file": "a", "lines": "1"}, "provisions": [{"at": "7"}]},
    ],
)
def test_an_entry_that_cannot_be_read_is_named(data: object) -> None:
    with pytest.raises(CatalogueError) as caught:
        expected(data, "bad.yaml")
    assert caught.value.where == "bad.yaml"
    assert caught.value.zh.endswith("应有 id、source.file、source.lines、provisions 的 at 和 lines")
    assert "expected id, source.file, source.lines" in caught.value.en
