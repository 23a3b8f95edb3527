"""The figures of a year: each the list of its records, corrected as the records are, and no name where they are published."""

from __future__ import annotations

import io
from datetime import date

import docx
import lxml.html
import openpyxl
import pytest

from desk import support_registers
from desk.support_registers import client, entering
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter

TODAY = date(2026, 10, 13)
PACK = "zy-2015-responsibility-pursuit"
URL = f"/statistics/{PACK}/year"
pytestmark = pytest.mark.django_db

DECIDED = (
    # day, subject's place among the cadres, measures, severity
    ("2025-11-20", 0, "p-admonition", "light"),
    ("2026-01-05", 1, "p-admonition", "light"),
    ("2026-03-31", 2, "p-circular", "light"),
    ("2026-04-01", 3, "p-admonition", "heavier"),
    ("2026-09-30", 4, "p-admonition", "light"),
)
"""First and last days of quarters, one of the year before."""


def enter() -> None:
    """The decisions of one organ, in one matter each."""
    for day, place, measure, severity in DECIDED:
        decide(day, place, measure, severity)


def cadre(place: int) -> str:
    from zeren.records.people.models import Person

    return f"person:{Person.objects.order_by('code')[place].pk}"


def decide(day: str, place: int, measure: str, severity: str) -> Matter:
    from zeren.records.organs import queries as organs

    organ = organs.by_code("Q-JW")
    assert organ is not None
    ref, began = cadre(place), date.fromisoformat(day)
    asked = opening.Opening(
        PACK, "responsibility-pursuit", organ.pk, f"责任追究{place}", [ref], began, mark="青追",
        facts={"kind": "case"}, subject_facts={ref: {"target": "member", "side": "committee"}},
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    fields = {
        "collective": "yes", "grounds": "ground-main-1", "severity": severity, "measures": measure, "year": day[:4], "belongs": "individual",
    }  # fmt: skip
    acts.record_event(SYSTEM, matter.pk, "decided", day, fields, by=("party_committee",))
    return matter


entered = entering(enter, TODAY)
county = support_registers.county(TODAY)


def tables(query: str = "", who: str = "shuji") -> dict[str, dict[str, list[str]]]:
    """By table and row: the numbers as they are read."""
    answer = client(who).get(f"{URL}{query}")
    assert answer.status_code == 200, answer.status_code
    page = lxml.html.fromstring(answer.content.decode())
    found = {}
    for table in page.xpath("//table[caption]"):
        rows = {
            row.xpath("./th")[0].text_content().strip(): [
                cell.text_content().strip() for cell in row.xpath("./td[contains(@class, 'num')]")
            ]
            for row in table.xpath("./tbody/tr")
        }
        found[table.xpath("./caption")[0].text_content().strip()] = rows
    return found


def test_each_decision_counts_in_its_quarter_and_the_year_before_stands_beside(county: None) -> None:
    found = tables()["情节"]
    assert found == {
        "情节较轻": ["3", "2", "0", "1", "0", "1"],
        "情节较重": ["1", "0", "1", "0", "0", "0"],
        "合计": ["4", "2", "1", "1", "0", "1"],
    }
    before = tables("?year=2025")["情节"]
    assert before == {"情节较轻": ["1", "0", "0", "0", "1", "0"], "合计": ["1", "0", "0", "0", "1", "0"]}


def test_a_correction_counts_as_corrected_and_what_was_voided_counts_no_more(county: None) -> None:
    first, second = Matter.objects.filter(pack=PACK, opened__year=2026).order_by("pk")[:2]
    entries = {m.pk: m.events.filter(type="decided").get().seq for m in (first, second)}
    acts.correct_event(SYSTEM, first.pk, entries[first.pk], reason="误记", fields={"severity": "heavier"})
    acts.void_event(SYSTEM, second.pk, entries[second.pk], reason="误记")
    assert tables()["情节"] == {
        "情节较轻": ["1", "0", "0", "1", "0", "1"],
        "情节较重": ["2", "1", "1", "0", "0", "0"],
        "合计": ["3", "1", "1", "1", "0", "1"],
    }


def test_every_number_opens_the_records_that_it_counts(county: None) -> None:
    handler = client("shuji")
    page = lxml.html.fromstring(handler.get(URL).content.decode())
    numbers = page.xpath("//td[contains(@class, 'num')]/a")
    assert len(numbers) >= 20
    for number in numbers:
        behind = lxml.html.fromstring(handler.get(number.get("href")).content.decode())
        rows = behind.xpath("//tr[contains(@class, 'row')]")
        assert len(rows) == int(number.text_content()), number.get("href")
        assert all("records#e" in row.xpath(".//a")[0].get("href") for row in rows)


def test_published_there_is_no_number_below_five_and_no_quarter(county: None) -> None:
    found = tables("?for=public")
    assert found["情节"] == {"情节较轻": ["＊"], "情节较重": ["＊"], "合计": ["＊"]}
    decide("2026-10-01", 5, "p-admonition", "light")
    decide("2026-10-02", 6, "p-admonition", "light")
    found = tables("?for=public")
    assert found["情节"] == {"情节较轻": ["＊"], "情节较重": ["＊"], "合计": ["6"]}, "one alone would follow"


def test_the_report_says_the_same_figures_and_what_is_counted(county: None) -> None:
    answer = client("shuji").get(f"{URL}/report.docx")
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert "关于2026年责任追究情况的报告" in text.replace("\n", "")
    assert "共4人次，上年1人次。" in text and "情节较轻3人次，情节较重1人次" in text
    assert "截至10月13日" in text and "统计口径" in text
    assert "由起草人填写" in text, "causes are for people"
    rows = [
        [cell.text for cell in row.cells]
        for table in docx.Document(io.BytesIO(answer.content)).tables
        for row in table.rows
    ]
    assert ["项目", "合计", "一季度", "二季度", "三季度", "四季度", "上年"] in rows
    assert ["合计", "4", "2", "1", "1", "0", "1"] in rows


def test_the_report_for_publication_hides_small_numbers_in_its_tables_too(county: None) -> None:
    answer = client("shuji").get(f"{URL}/report.docx?for=public")
    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(answer.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert "＊" in cells and not {"1", "2", "3", "4"} & set(cells) and "一季度" not in cells


def test_whose_matters_are_counted_stands_on_the_page_and_in_the_report(county: None) -> None:
    page = client("shuji").get(URL).content.decode()
    assert "只计由它承办、您看得到的案件，下级机关承办的另看" in page
    report = docx.Document(io.BytesIO(client("shuji").get(f"{URL}/report.docx").content))
    assert any("只计中共青岚县纪律检查委员会承办的案件" in paragraph.text for paragraph in report.paragraphs)


def test_the_workbook_has_numbers(county: None) -> None:
    answer = client("shuji").get(f"{URL}/export.xlsx")
    page = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert ["情节", "合计", 4, 2, 1, 1, 0, 1] in rows


def test_of_what_is_not_in_sight_nothing_is_counted(county: None) -> None:
    assert tables(who="jiandu") == {}


@pytest.mark.parametrize(
    "query", ["?year=1999", "?year=2027", "?year=x", "?year=２０２６", "?organ=999999", "?organ=x"]
)
def test_a_year_or_an_organ_that_is_none_is_not_found(county: None, query: str) -> None:
    assert client("shuji").get(f"{URL}{query}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["", "?table=0", "?table=99&row=*&column=year", "?table=0&row=no&column=year", "?table=0&row=*&column=9"],
)
def test_a_number_that_is_none_is_not_found(county: None, query: str) -> None:
    assert client("shuji").get(f"{URL}/records{query}").status_code == 404


def test_a_report_that_no_pack_has_is_not_found(county: None) -> None:
    assert client("shuji").get(f"/statistics/{PACK}/none").status_code == 404


def test_the_list_names_the_provision_that_asks(county: None) -> None:
    said = client("shuji").get("/statistics").content.decode()
    assert "责任追究情况" in said and "第十五条" in said and "第八条" in said
