"""Attacks by what documents, workbooks and the names of files hold."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest

from desk.support_county import County, browser, county, entered
from desk.table_of_routes import ROWS
from desk.test_attacks import quiet

pytestmark = pytest.mark.exhaustive

__all__ = ["county", "entered"]


@pytest.mark.anywhere
def test_a_document_with_template_marks_comes_back_byte_for_byte(county: County) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    made = docx.Document()
    made.add_paragraph("{{7*191}} {% for x in y %} ${7*191} <%= 7*191 %> #{7*191}")
    out = BytesIO()
    made.save(out)
    client, base = browser("chengban"), "/matters/{pk}/materials".format(**county.names)
    client.post(base, {"file": SimpleUploadedFile("甲.docx", out.getvalue())})
    page = client.get(base).content.decode()
    link = re.findall(r'href="(/matters/\d+/materials/\d+)">甲\.docx', page)[0]
    assert client.get(link).content == out.getvalue()


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "body",
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ number.__init__.__globals__ }}", "{{ cycler.__init__.__globals__.os }}",
     "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}"),
)  # fmt: skip
def test_the_template_of_a_paper_reaches_nothing_of_the_program(body: str, tmp_path: Path) -> None:
    from jinja2.exceptions import SecurityError, UndefinedError

    from zeren.papers.official import specs

    environment = specs._environment(specs._Gaps())
    try:
        made = environment.from_string(body).render(number="x")
    except (SecurityError, UndefinedError):
        return
    assert "class" not in made and "module" not in made and "import" not in made, made


COMPUTES = "score-workbook"
"""The workbook that computes a score again: its formulas are made of cells, never of what somebody wrote."""


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "text", ("=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "＝1+1")
)
def test_no_workbook_of_any_route_holds_a_formula(county: County, text: str) -> None:
    from zeren.records.matters.models import Matter
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    Person.objects.update(name=text)
    Organ.objects.filter(code="Q-JW").update(name=text, short=text)
    Matter.objects.update(title=text)
    client, books, said = quiet(browser("chengban")), 0, False
    for route, row in ROWS.items():
        if row.data is None and "xlsx" in row.url:
            answer = client.get(county.url(row))
            if answer.status_code != 200:
                continue
            books += 1
            cells = [
                c
                for sheet in openpyxl.load_workbook(BytesIO(answer.content))
                for r in sheet.iter_rows()
                for c in r
            ]
            live = [cell for cell in cells if cell.data_type == "f" and route == COMPUTES]
            assert not any(text.strip() in str(cell.value) for cell in live)
            assert {cell.data_type for cell in cells if cell not in live} <= {"s", "n", "d", "b"}, route
            said |= any(text.strip() in str(cell.value) for cell in cells)
    assert books >= 3 and said


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "name", ("a\r\nSet-Cookie: x=1.txt", 'a";filename="b.exe.txt', "a\u2028.txt", "a%0d%0aX: y.txt", "甲" * 300 + ".txt", ";.txt", "a\tb.txt")
)  # fmt: skip
def test_no_name_of_a_file_writes_a_head(county: County, name: str) -> None:
    from zeren.records.actor import SYSTEM
    from zeren.records.matters import files

    paper = files.add_attachment(SYSTEM, county.names["pk"], name, b"x")
    for url in (
        f"/matters/{county.names['pk']}/materials/{paper.pk}",
        f"/api/v1/matters/{county.names['pk']}/attachments/{paper.pk}",
    ):
        answer = browser("chengban").get(url)
        head = answer["Content-Disposition"]
        assert head.startswith("attachment; filename*=UTF-8''") and "Set-Cookie" not in answer.headers
        assert not set("\r\n\t\"<>;' \u2028") & set(head.partition("UTF-8''")[2]), head
