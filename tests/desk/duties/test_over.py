"""A superior's page over many lists: read from what is stored, in the order of organs, each number leading to its duties."""

from __future__ import annotations

import re
from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.duties.test_duties import body
from desk.support_workbook import whole
from zeren.records.actor import SYSTEM
from zeren.records.duties import acts
from zeren.records.duties.models import DutyState

pytestmark = pytest.mark.django_db
PAGE = "/duties/over/2026"


def test_every_organ_below_stands_in_its_order_with_the_numbers_of_its_list(desk: SimpleNamespace) -> None:
    acts.generate(SYSTEM, desk.organs["QT"].pk, 2026)
    client = desk.sign_in("office")
    page = body(client.get(PAGE))
    assert page.index(f'href="{desk.url()}"') < page.index(f'href="/duties/{desk.organs["QT"].pk}/2026"')
    assert "截至 2026-03-16" in page and "没有清单" in page
    assert "某省委" not in page and "合计" not in page and "名次" in page
    stored = DutyState.objects.filter(list__organ=desk.organs["Q"])
    risk = sum(s.risk for s in stored)
    assert risk and f'{desk.url()}?state=risk">{risk}</a>' in page
    only = body(client.get(desk.url() + "?state=risk"))
    assert len(re.findall(r'<tr class="row', only)) == risk
    assert "没有未达到的条目" in body(client.get(desk.url() + "?state=over&who=leading_group"))


def test_the_page_reads_and_computes_nothing_however_many_lists_there_are(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    client.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        client.get(PAGE)
    for code in ("QT", "QJ", "QZ"):
        acts.generate(SYSTEM, desk.organs[code].pk, 2026)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(one)


def test_who_looks_over_several_is_led_there_from_the_own_list_or_its_lack(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    assert f'href="{PAGE}"' in body(client.get(desk.url()))
    assert 'href="/duties/over/2024"' in body(client.get(f"/duties/{desk.organs['Q'].pk}/2024"))
    acts.generate(SYSTEM, desk.organs["QT"].pk, 2026)
    page = body(desk.sign_in("wei").get(f"/duties/{desk.organs['QT'].pk}/2026"))  # one's own part of one list
    assert "2026 年责任清单" in page and "/duties/over/" not in page


def test_what_waits_says_for_which_day_it_holds(desk: SimpleNamespace) -> None:
    DutyState.objects.filter(list__organ=desk.organs["Q"]).update(as_of="2026-03-10", changes_on="2026-03-12")
    page = body(desk.sign_in("office").get(PAGE))
    assert "03-10" in page and "待重算" in page


def test_it_narrows_by_name_goes_out_and_is_shown_to_nobody_else(desk: SimpleNamespace) -> None:
    client = desk.sign_in("office")
    own = f'href="{desk.url()}"'
    assert own in body(client.get(PAGE)) and own not in body(client.get(PAGE + "?organ=交通局"))
    out = client.get(f"{PAGE}/export.xlsx?organ=青县县委")
    rows = list(openpyxl.load_workbook(BytesIO(out.content)).active.iter_rows(values_only=True))
    assert any(row[0] == "青县县委" and row[3] for row in rows)
    assert rows[1] in whole(client, f"{PAGE}/export.xlsx")
    assert own not in body(desk.sign_in("beside").get(PAGE))
    for page in (PAGE, f"{PAGE}/export.xlsx"):
        assert desk.sign_in("wei").get(page).status_code == 404
        assert desk.sign_in("audit").get(page).status_code in (302, 403)
