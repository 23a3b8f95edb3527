"""A unit reaches its own letter and never another's, though one matter concerns both."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from desk.support_county import County, browser, county, entered

__all__ = ["county", "entered"]

pytestmark = pytest.mark.exhaustive


def test_a_unit_reaches_no_other_units_letter(county: County) -> None:
    client = browser("lianluo")
    mine, theirs = (f"/letters/{county.names[name]}/" for name in ("letter", "other_letter"))
    assert client.get(mine).status_code == 200
    for path in (theirs, f"{theirs}letter.docx", f"{theirs}letter.pdf"):
        assert client.get(path).status_code == 404
    for act in ("answer", "withdraw"):
        answer = client.post(f"{theirs}{act}", {"text": "在办", "reason": "误发"})
        assert answer.status_code == 404


def test_lists_counts_and_workbooks_hold_its_own_alone(county: County) -> None:
    client = browser("lianluo")
    for tab in ("", "?tab=received", "?tab=issued", "?tab=waiting"):
        text = client.get(f"/letters/{tab}").content.decode()
        assert "督提〔2024〕1号" in text and "督提〔2024〕2号" not in text
    book = openpyxl.load_workbook(BytesIO(client.get("/letters/export.xlsx?tab=issued").content))
    cells = [str(cell) for row in book.active.values for cell in row]
    assert "督提〔2024〕1号" in cells and "督提〔2024〕2号" not in cells


def test_the_own_desk_leads_to_the_units_letter_alone(county: County) -> None:
    matter = county.names["letter"].split("/")[0]
    text = browser("lianluo").get(f"/own/{matter}/").content.decode()
    assert "督提〔2024〕1号（红灯）" in text and f"/letters/{county.names['letter']}/" in text
    assert "督提〔2024〕2号" not in text


@pytest.mark.parametrize("name", ["linxian", "jiandu", "benren", "xuncha"])
def test_out_of_sight_no_letter_is_in_any_list(county: County, name: str) -> None:
    client = browser(name)
    for tab in ("waiting", "issued", "received", "met"):
        assert "督提〔2024〕" not in client.get(f"/letters/?tab={tab}").content.decode()
