"""Citations: written as documents cite, and resolved to the text in force on a day; never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from law.texts.invented import ARTICLES, HEADINGS, QUESTIONS, only
from zeren.law.addresses import AddressError, parse
from zeren.law.citations import (
    Citation,
    ImportedText,
    Name,
    Resolved,
    Unresolved,
    full,
    places,
    read,
    resolve,
    short,
    short_name,
    version_of,
    write,
)

PARK = Name("中国共产党公园条例（试行）", articles=True)
OPINION = Name("关于办好镇图书室的意见", articles=False, short="图书室意见")
NAMES = {"park": PARK, "library": OPINION}


def at(*addresses: str) -> list:  # type: ignore[type-arg]
    return [parse(address) for address in addresses]


def test_in_full() -> None:
    assert full(PARK, at("7.1.3")) == "《中国共产党公园条例（试行）》第七条第一款第（三）项"
    assert full(OPINION, at("2.1.3")) == "《关于办好镇图书室的意见》二（一）3"


def test_a_title_inside_a_title_is_written_in_single_marks() -> None:
    assert full(Name("关于印发《办法》的通知", False), at("1")) == "《关于印发〈办法〉的通知》一"


def test_short_names_follow_one_rule_or_are_given() -> None:
    assert short_name(PARK) == "公园条例"
    assert short_name(Name("中华人民共和国公园法", True)) == "公园法"
    assert short_name(Name("镇公园办法", True)) == "镇公园办法"
    assert short(OPINION, at("5.3")) == "图书室意见五（三）"


def test_several_addresses_are_joined_each_once() -> None:
    assert places(PARK, at("7.1.3", "12.3", "7.1.3")) == "第七条第一款第（三）项、第十二条第三款"


def test_several_documents() -> None:
    cited = [read("park#7.1"), read("park#8"), read("library#2.1"), read("unknown#3")]
    assert (
        write(cited, NAMES)
        == "《中国共产党公园条例（试行）》第七条第一款、第八条，《关于办好镇图书室的意见》二（一），unknown#3"
    )
    assert write(cited[:3], NAMES, in_full=False) == "公园条例第七条第一款、第八条，图书室意见二（一）"


def test_a_citation_is_read_with_its_document_or_inside_one() -> None:
    assert read("cn-2019-accountability#7.1.3") == Citation("cn-2019-accountability", parse("7.1.3"))
    assert read("第七条第三项", inside="park") == Citation("park", parse("7.1.3"))
    assert str(read("park#2.p3.8")) == "park#2.p3.8"


@pytest.mark.parametrize("text", ["7.1.3", "#7", "Park#7", "park#", "park#x", ""])
def test_what_is_no_citation(text: str) -> None:
    with pytest.raises(AddressError) as caught:
        read(text)
    assert "应写成" in caught.value.zh and "expected a form such as" in caught.value.en


# ---------------------------------------------------------------- the text in force

OLD, NEW = only(ARTICLES), only(ARTICLES.replace("每日开放", "每日早晨开放"))
LIBRARY = {
    "park": [
        ImportedText("2016-07-01", OLD, date(2016, 7, 1), date(2019, 8, 31)),
        ImportedText("2019-09-01", NEW, date(2019, 9, 1)),
    ],
    "library": [ImportedText("1", only(HEADINGS))],
    "asked": [ImportedText("1", only(QUESTIONS))],
}


def text(citation: str, day: date = date(2024, 1, 1)) -> str:
    found = resolve(read(citation), day, LIBRARY)
    assert isinstance(found, Resolved), found
    return found.text


@pytest.mark.parametrize(
    ("day", "version", "words"),
    [
        (date(2016, 7, 1), "2016-07-01", "公园每日开放。"),
        (date(2019, 8, 31), "2016-07-01", "公园每日开放。"),
        (date(2019, 9, 1), "2019-09-01", "公园每日早晨开放。"),
        (date(2030, 1, 1), "2019-09-01", "公园每日早晨开放。"),
    ],
)
def test_the_version_in_force_on_the_day(day: date, version: str, words: str) -> None:
    found = resolve(read("park#2.1"), day, LIBRARY)
    assert isinstance(found, Resolved)
    assert (found.version, found.text) == (version, words)
    assert found.provision is not None and found.provision.lines == "9"


def test_before_the_first_version_there_is_no_text() -> None:
    found = resolve(read("park#2.1"), date(2016, 6, 30), LIBRARY)
    assert isinstance(found, Unresolved)
    assert (found.code, found.zh) == ("no_version", "没有2016年6月30日有效的文本")
    assert found.en == "no text in force on 2016-06-30 is imported"


def test_what_is_not_imported_and_what_the_text_has_not() -> None:
    missing = resolve(read("nowhere#1"), date(2024, 1, 1), LIBRARY)
    assert isinstance(missing, Unresolved) and (missing.code, missing.zh) == ("not_imported", "正文尚未导入")
    absent = resolve(read("park#9.2"), date(2024, 1, 1), LIBRARY)
    assert isinstance(absent, Unresolved)
    assert (absent.code, absent.zh) == ("no_provision", "导入的文本中没有第九条第二款")


def test_a_version_without_limits_is_in_force_and_one_with_a_beginning_goes_first() -> None:
    open_, dated = ImportedText("1", OLD), ImportedText("2", NEW, date(2020, 1, 1))
    assert version_of([dated, open_], date(2019, 1, 1)) == open_
    assert version_of([open_, dated], date(2021, 1, 1)) == dated
    assert version_of([], date(2021, 1, 1)) is None


def test_an_item_an_article_and_the_title() -> None:
    assert text("park#3.1.3") == "（三）喂食水禽。"
    assert text("park#3").startswith("第三条 游人应当爱护公园，不得有下列行为：\n（一）攀折花木；")
    assert text("park#title") == "示例镇公园管理办法（试行）"


def test_sentences_count_the_heading_sentence_but_no_bare_heading_and_no_question() -> None:
    assert text("library#2.s1") == "管好图书。"
    assert text("library#2.s2") == "图书由专人登记。"
    assert text("library#1.s1") == "图书室每日上午开门，晚饭后关门。"
    assert text("library#3.1.p1.s1") == "每月一次。"
    assert text("asked#1.s2") == "书也越来越多。"
    assert text("asked#1.s2.e1") == "书也越来越多。"
    found = resolve(read("asked#1.s3"), date(2024, 1, 1), LIBRARY)
    assert isinstance(found, Unresolved) and found.code == "no_provision"


def test_closing_quotation_marks_belong_to_their_sentence() -> None:
    document = only(ARTICLES.replace("公园每日开放。", "门口写着“公园每日开放。”字迹清楚吗？清楚。"))
    library = {"park": [ImportedText("1", document)]}
    said = [resolve(read(f"park#2.1.s{n}"), date(2024, 1, 1), library) for n in (1, 2, 3)]
    assert [one.text for one in said if isinstance(one, Resolved)] == [
        "门口写着“公园每日开放。”",
        "字迹清楚吗？",
        "清楚。",
    ]
