"""版式模板 on the desk: taken after it was looked through, used for the organ's own papers alone, named by what was made from it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from pypdf import PdfReader

from desk.support_documents import decided
from desk.test_documents import begun, carried, do
from papers.kinds import decision
from papers.test_templates import LINES, made
from records import support_packs
from zeren.papers.official import many
from zeren.papers.official.checking import opening
from zeren.records.documents.models import OfficialPaper
from zeren.records.templates.models import PaperTemplate

pytestmark = pytest.mark.django_db
PAPER = "cn-2019-accountability/decision"


installed = support_packs.installed


@pytest.fixture
def office(desk: SimpleNamespace) -> SimpleNamespace:
    """The commission with a decided case."""
    found = decided(desk)
    found.organ = desk.organs["QJ"].pk
    return found


def taken(
    office: SimpleNamespace, content: bytes, who: str = "wang", name: str = "甲.docx", **differs: str
) -> Any:
    given = {"paper": PAPER, "organ": str(office.organ)} | differs
    return office.as_(who).post("/templates", given | {"file": SimpleUploadedFile(name, content)})


def texts(content: bytes) -> list[str]:
    return [line.text for line in Document(BytesIO(content)).paragraphs]


OWN = made("甲机关自己的版式", *LINES, "{{number}}")


def test_a_document_is_made_from_the_template_names_it_and_comes_out_again(office: SimpleNamespace) -> None:
    assert taken(office, OWN).status_code == 302
    url = begun(office)
    client = office.as_("wang")
    assert texts(client.get(f"{url}/paper.docx").content)[1] == "甲机关自己的版式"
    carried(office, url)
    page = client.get(f"{url}?again=1").content.decode()
    assert "甲.docx，第 1 版" in page and page.count("与印发时逐字节相同") == 2
    assert texts(client.get(f"{url}/paper.docx").content)[0] == "甲机关自己的版式"


def laid_out_by(settings: Any, program: str) -> None:
    settings.ZEREN = replace(settings.ZEREN, office=program)


@pytest.mark.office
def test_with_libreoffice_the_pdf_is_of_the_template_too_and_the_page_says_so(
    office: SimpleNamespace, settings: Any
) -> None:
    laid_out_by(settings, "")
    assert taken(office, OWN).status_code == 302
    url = begun(office)
    client = office.as_("wang")
    before = client.get(url).content.decode()
    assert "DOCX、PDF 都用版式模板（甲.docx，第 1 版），PDF 由 LibreOffice" in before
    draft = words_of(client.get(f"{url}/paper.pdf").content)
    assert "甲机关自己的版式" in draft and "草稿" in draft and draft.count("王") >= 2
    carried(office, url)
    issued = client.get(f"{url}/paper.pdf").content
    assert "甲机关自己的版式" in words_of(issued) and client.get(f"{url}/paper.pdf").content == issued
    page = client.get(f"{url}?again=1").content.decode()
    assert "LibreOffice" in page and page.count("与印发时逐字节相同") == 1 and "不重做；以封存的为准" in page
    laid_out_by(settings, "no")
    assert "以封存的为准" in client.get(f"{url}?again=1").content.decode()


@pytest.mark.office
def test_the_sample_is_to_be_had_as_pdf(office: SimpleNamespace, settings: Any) -> None:
    laid_out_by(settings, "")
    url = taken(office, OWN)["Location"]
    client = office.as_("wang")
    assert f"{url}/sample.docx?as=pdf" in client.get(url).content.decode()
    answer = client.get(f"{url}/sample.docx?as=pdf")
    assert answer["Content-Type"] == "application/pdf" and "甲机关自己的版式" in words_of(answer.content)


def test_without_libreoffice_the_pdf_keeps_the_built_in_layout_and_the_page_says_so_before_the_issue(
    office: SimpleNamespace,
) -> None:
    template = taken(office, OWN)["Location"]
    url = begun(office)
    client = office.as_("wang")
    assert "PDF 用系统的版面，即下图：本机没有 LibreOffice" in client.get(url).content.decode()
    assert "甲机关自己的版式" not in words_of(client.get(f"{url}/paper.pdf").content)
    assert "本机没有 LibreOffice" in client.get("/templates").content.decode()
    assert "as=pdf" not in client.get(template).content.decode()
    assert client.get(f"{template}/sample.docx?as=pdf").status_code == 404


def test_where_libreoffice_fails_no_number_is_used_and_the_page_says_what_to_do(
    office: SimpleNamespace, settings: Any, tmp_path: Path
) -> None:
    broken = tmp_path / "soffice"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    laid_out_by(settings, str(broken))
    taken(office, OWN)
    url = begun(office)
    for who, act in (("wang", "submit"), ("fenguan", "review"), ("jiwei", "sign")):
        assert do(office, url, who, act, said="同意").status_code == 302
    answer = do(office, url, "li", "issue", mark="青纪发")
    assert answer.status_code == 422 and "ZEREN_OFFICE=no" in answer.content.decode()
    assert office.as_("wang").get(f"{url}/paper.pdf").status_code == 503
    laid_out_by(settings, "no")
    found = OfficialPaper.objects.get()
    assert found.state == "signed" and not found.number
    assert do(office, url, "li", "issue", mark="青纪发").status_code == 302
    assert "〕1号" in OfficialPaper.objects.get().number


def words_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).replace("\n", "")


def test_what_was_issued_stays_with_its_version(office: SimpleNamespace) -> None:
    taken(office, OWN)
    url = begun(office)
    carried(office, url)
    assert taken(office, made("乙版式", *LINES)).status_code == 302
    assert [row.ended is None for row in PaperTemplate.objects.order_by("version")] == [False, True]
    page = office.as_("wang").get(f"{url}?again=1").content.decode()
    assert "第 1 版" in page and page.count("与印发时逐字节相同") == 2


def test_the_page_shows_fields_format_and_sample_and_ends_it(office: SimpleNamespace) -> None:
    url = taken(office, OWN)["Location"]
    client = office.as_("wang")
    page = client.get(url).content.decode()
    assert "没有用" in page and "不符" in page
    assert "关于有关事项的通知（样张）" in texts(client.get(f"{url}/sample.docx").content)
    assert client.get(f"{url}/original.docx").content == OWN
    client.post(url)
    assert "已停用" in client.get("/templates").content.decode()
    assert texts(client.get(f"{begun(office)}/paper.docx").content)[:2].count("甲机关自己的版式") == 0


def test_one_that_was_taken_once_and_is_not_fit_any_more_is_told_and_can_be_ended(
    office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules for files grow stricter; what stands on record meanwhile leads to no fault."""
    url, document = taken(office, OWN)["Location"], begun(office)
    monkeypatch.setattr(opening, "MOST_TAGS", 10)
    client = office.as_("wang")
    page = client.get(document).content.decode()
    assert "DOCX 现在出不来" in page and "给予诫勉" in page
    assert client.get(f"{document}/paper.docx").status_code == 409
    assert do(office, document, "wang", "submit").status_code == 302
    assert "这一版不能使用" in client.get(url).content.decode()
    assert client.get(f"{url}/sample.docx").status_code == 409
    assert many.laid([(decision(), OWN)]) == [many.UNFIT]
    client.post(url)
    assert client.get(f"{document}/paper.docx").status_code == 200
    assert "没有核对格式" in client.get(document).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (made(*LINES, "{% if x %}"), "含有程序代码"), (made(*LINES, "{{titel}}"), "不认识的字段：{{titel}}"),
        (made("{{title}}"), "缺字段：{{body}}"), (b"x", "不是完整"), (b"x" * (2 * 1024 * 1024 + 1), "不超过 2 MB"),
    ],
)  # fmt: skip
def test_what_can_be_no_template_is_refused_with_its_reason(
    office: SimpleNamespace, content: bytes, said: str
) -> None:
    answer = taken(office, content)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert not PaperTemplate.objects.exists()


@pytest.mark.parametrize("differs", [{"name": "甲.txt"}, {"paper": "x/y"}])
def test_another_file_or_paper(office: SimpleNamespace, differs: dict[str, str]) -> None:
    assert taken(office, OWN, **differs).status_code == 422


def test_the_same_file_twice(office: SimpleNamespace) -> None:
    taken(office, OWN)
    assert "完全相同" in taken(office, OWN).content.decode()


def test_only_the_own_organ_and_no_administrator(office: SimpleNamespace) -> None:
    url = taken(office, OWN)["Location"]
    assert taken(office, OWN, "bai").status_code == 404
    assert [office.as_("bai").get(at).status_code for at in (url, f"{url}/original.docx")] == [404, 404]
    assert {
        office.as_("guanli").get(at).status_code for at in ("/templates", "/templates/start.docx", url)
    } == {403}


def test_the_one_to_begin_with_may_be_taken_as_it_is(office: SimpleNamespace) -> None:
    content = office.as_("wang").get("/templates/start.docx").content
    assert taken(office, content).status_code == 302
