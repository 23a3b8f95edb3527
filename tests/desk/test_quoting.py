"""Provisions named in a periodical: chips for readers, a hint for the writer, text on paper."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from desk.support_documents import decided
from desk.test_bulletin import begun, do, written
from records import support_packs
from zeren.desk.components import Citation
from zeren.desk.quoting import Quoted, Quoter, Standing
from zeren.records.actor import NOBODY, SYSTEM
from zeren.records.texts import acts as texts

pytestmark = pytest.mark.django_db

installed = support_packs.installed
TODAY = date(2026, 10, 13)
SINGLE = "中国共产党问责条例\n" + "\n".join(
    f"第{n}条 {text}" for n, text in (
        ("一", "甲条，只有一款。"), ("二", "乙条有项：\n（一）甲项；\n（二）乙项。"), ("三", "丙条第一款。\n丙条第二款。"),
    )
)  # fmt: skip


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with its leaders."""
    return decided(desk)


def imported(tmp_path: Any, name: str = "cn-2019-accountability", text: str = SINGLE) -> None:
    """The text as a file, imported as that of the pack."""
    file = tmp_path / f"{name}.txt"
    file.write_text(text, encoding="utf-8")
    texts.import_file(SYSTEM, file)


def standing(text: str) -> list[tuple[str, str]]:
    return [(one.written, one.standing.value) for one in Quoter(SYSTEM, [[text]], TODAY).quoted(0)]


def test_without_an_imported_text_what_the_pack_has_is_there_and_the_rest_unknown(
    office: SimpleNamespace,
) -> None:
    text = (
        "《中国共产党问责条例》第七条第一款第（三）项、第九百九十条，问责条例第二十条第一款，《某条例》第三条"
    )
    assert standing(text) == [
        ("《中国共产党问责条例》第九百九十条", "unknown"),
        ("《中国共产党问责条例》第七条第一款第（三）项", "there"),
        ("问责条例第二十条第一款", "there"),
    ]


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        ("第一条", "there"), ("第一条第一款", "there"), ("第一条第二款", "missing"), ("第二条第二项", "there"),
        ("第二条第一款第（三）项", "missing"), ("第三条第二款", "there"), ("第三条第三款", "missing"), ("第四条", "missing"),
        ("第九百九十九条", "missing"),
    ],
)  # fmt: skip
def test_against_an_imported_text_each_place_is_there_or_not(
    office: SimpleNamespace, tmp_path: Any, place: str, wanted: str
) -> None:
    imported(tmp_path)
    assert [found for _, found in standing(f"《中国共产党问责条例》{place}")] == [wanted]


def test_the_wording_is_that_of_the_day_and_the_chip_opens_the_library(
    office: SimpleNamespace, tmp_path: Any
) -> None:
    imported(tmp_path)
    (parts,) = Quoter(SYSTEM, [["按问责条例第一条、第九条办。"]], TODAY).parts(0)
    before, chip, after = parts
    assert (before, after) == ("按", "、第九条办。") and isinstance(chip, Citation)
    assert (chip.label, chip.text) == ("问责条例第一条", ("第一条 甲条，只有一款。",))
    assert chip.url.startswith("/library/cn-2019-accountability?version=") and chip.url.endswith("#p1")


def test_a_text_that_no_pack_stands_for_is_cited_too(office: SimpleNamespace, tmp_path: Any) -> None:
    imported(tmp_path, "cn-x-rule", SINGLE.replace("中国共产党问责条例", "丁市某事管理办法"))
    (found,) = Quoter(SYSTEM, [["《丁市某事管理办法》第一条"]], TODAY).quoted(0)
    assert found.standing is Standing.THERE and found.cite is not None
    assert found.cite.title == "《丁市某事管理办法》第一条" and "cn-x-rule" in found.cite.url
    assert Quoter(NOBODY, [["《丁市某事管理办法》第一条"]], TODAY).quoted(0) == ()


def test_another_way_of_writing_a_place_is_shown_as_it_usually_is(office: SimpleNamespace) -> None:
    (found,) = Quoter(SYSTEM, [["《中国共产党问责条例》第7条第1款第3项"]], TODAY).quoted(0)
    assert isinstance(found, Quoted) and found.usual == "第七条第一款第（三）项"
    (found,) = Quoter(SYSTEM, [["《中国共产党问责条例》第七条第一款第（三）项"]], TODAY).quoted(0)
    assert found.usual == ""


ANSWER = "能。《中国共产党问责条例》第二十二条写明。\n按问责条例第一条、第九百条办，《某办法》第三条不同。"


def asked(office: SimpleNamespace) -> tuple[str, str]:
    wang = office.as_("wang")
    issue = begun(wang)
    piece = written(
        wang, issue, section="study_section", title="甲问", question="能吗？", answer=ANSWER, body=""
    )
    return issue, piece


def plain(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def test_the_writer_is_told_and_not_kept_from_going_on(office: SimpleNamespace, tmp_path: Any) -> None:
    imported(tmp_path)
    issue, piece = asked(office)
    wang = office.as_("wang")
    for url in (piece, issue):
        page = plain(wang.get(url).content.decode())
        assert "引用的条文" in page and "《中国共产党问责条例》第九百条没有这一条" in page
        assert "《中国共产党问责条例》第二十二条没有这一条" in page and "某办法》第三条没有" not in page
    assert do(wang, piece, "hand_on").status_code == 302


def test_the_reader_opens_a_provision_in_every_section_and_paper_is_text(office: SimpleNamespace) -> None:
    issue, piece = asked(office)
    wang, li = office.as_("wang"), office.as_("li")
    rules = written(
        wang, issue, section="rules_section", title="乙规", body="■问责条例第三条\n见问责条例第三条。"
    )
    for url in (piece, rules):
        assert do(wang, url, "hand_on").status_code == 302 and do(li, url, "approve").status_code == 302
    for client, act in ((wang, "submit"), (office.as_("fenguan"), "review"), (office.as_("jiwei"), "sign"), (li, "publish")):  # fmt: skip
        assert do(client, issue, act).status_code == 302
    page = office.as_("shuji").get(issue).content.decode()
    chips = re.findall(r'<details class="cite"><summary>([^<]*)</summary>', page)
    assert chips == ["问责条例第三条", "问责条例第三条", "《中国共产党问责条例》第二十二条", "问责条例第一条"]
    assert page.count('href="/library/cn-2019-accountability') == 4 and "没有这一条" not in page
    assert re.search(r"</details>\s+[、，。]", page) is None
    assert "<p><details" not in page and "第九百条办，《某办法》第三条不同。" in plain(page)
    docx, pdf = (office.as_("shuji").get(f"{issue}/paper.{kind}").content for kind in ("docx", "pdf"))
    words = "\n".join(p.text for p in Document(BytesIO(docx)).paragraphs)
    assert all(line in words for line in ANSWER.splitlines())
    assert "问责条例第一条、第九百条办" in plain("".join(s.extract_text() for s in PdfReader(BytesIO(pdf)).pages)).translate({0x2F00: "一"})  # fmt: skip


def test_what_a_writer_types_is_never_markup(office: SimpleNamespace) -> None:
    wang = office.as_("wang")
    piece = written(wang, begun(wang), body="<b>甲</b>问责条例第三条<script>1</script>")
    page = wang.get(piece).content.decode()
    assert "<script>1" not in page and "问责条例第三条" in page
