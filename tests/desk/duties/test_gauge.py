"""The 866 gauge on its page: each number with its records, nothing said that is not known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.conf import settings

from desk.support_duties import body, filled, holder
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import DutyList
from zeren.records.matters import acts as matters
from zeren.records.matters.opening import Opening, open_matter

pytestmark = pytest.mark.django_db


def test_the_gauge_opens_the_records_behind_each_number(desk: SimpleNamespace) -> None:
    """On the real gauge: last year's list beside, no total, the records of a number to be counted again."""
    from zeren.law.packs.library import PackLibrary

    shared = packs.installed().shared
    library = PackLibrary.load(settings.ZEREN.packs)
    real = [pack for pack in library.packs if pack.id == "gs-2016-866-gauge"]
    with packs.using([*packs.installed().packs, *real], shared):
        acts.generate(SYSTEM, desk.organs["Q"].pk, 2025)
        acts.generate(SYSTEM, desk.organs["B"].pk, 2026)
        client = desk.sign_in("wang")
        client.post(desk.url("new", "activities"), filled(signed=[holder("wang")]))
        page = body(client.get(desk.url(noun="gauge")))
        assert "八个多少" in page and "六个亲自" in page and "六个是否" in page
        assert "合计" not in page
        number = holder("wang")
        records = body(client.get(desk.url(f"{number}/personally-research", "gauge")))
        assert "城关镇作风调研" in records
        assert "没有记录" in body(client.get(desk.url(f"{number}/personally-solve", "gauge")))
        assert client.get(desk.url("export.xlsx", "gauge")).status_code == 200
        assert desk.sign_in("beside").get(desk.url(noun="gauge")).status_code == 404


@pytest.fixture
def gauge(desk: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """The county under the real gauge."""
    from zeren.law.packs.library import PackLibrary

    shared = packs.installed().shared
    library = PackLibrary.load(settings.ZEREN.packs)
    real = [pack for pack in library.packs if pack.id == "gs-2016-866-gauge"]
    with packs.using([*packs.installed().packs, *real], shared):
        yield desk


def figure(desk: SimpleNamespace, norm: str) -> str:
    """The page of the records behind a count of the committee."""
    number = DutyList.objects.get(year=2026, organ__code="Q").holders.get(capacity="leading_group").number
    return body(desk.sign_in("office").get(desk.url(f"{number}/{norm}", "gauge")))


def test_what_is_recorded_beside_the_gauge_is_counted(gauge: SimpleNamespace) -> None:
    """立案、巡察、销号、问责 that no other procedure here tells: one unit toured twice is one unit, a voided case none."""
    organ = gauge.organs["Q"]
    day = date(2026, 2, 2)
    asked = Opening(
        "gs-2016-866-gauge", "gauge-records", organ.pk, "来源记录", [f"organ:{organ.pk}"], day, mark="青标"
    )
    matter = open_matter(SYSTEM, asked).pk

    def record(step: str, by: str = "party_committee", **fields: str) -> int:
        kept = matters.record_event(SYSTEM, matter, step, day, fields, by=(by,))
        return kept.event.seq

    assert "没有记录" in figure(gauge, "how-many-cases")
    record("case_filed", "discipline_commission")
    wrong = record("case_filed", "discipline_commission")
    unit = {"inspected": f"organ:{gauge.organs['B'].pk}", "tour": "local"}
    record("unit_inspected", **unit)
    record("unit_inspected", **unit)
    record("problem_closed")
    record("pursuit_decided", "deciding_organ")
    page = figure(gauge, "how-many-cases")
    assert "查处案件　2 件" in page and "立案　来源记录" in page
    matters.void_event(SYSTEM, matter, wrong, reason="重复登记")
    for norm, said in (
        ("how-many-cases", "查处案件　1 件"), ("how-many-inspected", "巡视单位　1 个"),
        ("how-many-rectified", "整改问题　1 个"), ("how-many-pursuits", "追究责任　1 起"),
    ):  # fmt: skip
        assert said in figure(gauge, norm)


def talk(desk: SimpleNamespace, **more: Any) -> dict[str, Any]:
    """A form of a talk of the deputy's."""
    return filled(
        kind="talk", title="谈话", topics=["cadre_talks"], holder=[holder("feng")], in_person=[], **more
    )


def test_person_times_are_those_written_or_the_persons_named_else_unknown(gauge: SimpleNamespace) -> None:
    client, url = gauge.sign_in("office"), gauge.url("new", "activities")
    client.post(url, talk(gauge, targets="卫局长、李科长"))
    assert "谈话　2 人次" in figure(gauge, "how-many-talks")
    client.post(url, talk(gauge, times="5"))
    client.post(url, talk(gauge, targets="李科长、青县交通局") | {"kind": "admonition"})
    page = body(client.get(gauge.url(noun="gauge")))
    assert "谈话　8 人次" in figure(gauge, "how-many-talks")
    assert '<td class="num dim">8</td>' in page  # the quarter adds up to the same
    client.post(url, talk(gauge))  # nobody named, no number
    assert "待查明" in body(client.get(gauge.url(noun="gauge")))
    assert "谈话　8 人次" not in figure(gauge, "how-many-talks")


def test_in_person_that_is_not_recorded_is_no_answer(gauge: SimpleNamespace) -> None:
    """亲自 is neither yes nor no where the record does not say who did it (from Excel, with the column left empty)."""
    lst = DutyList.objects.get(year=2026, organ__code="Q")
    who = Doer(int(holder("wang")), None, None)
    activities.record(SYSTEM, lst.pk, [Doing(date(2026, 2, 2), "research", "调研", (who,))])
    page = body(gauge.sign_in("office").get(gauge.url(noun="gauge")))
    assert page.count("待查明") == 1 and page.count('<span class="dim">没有记录</span>') == 5


def test_of_two_principals_of_a_year_each_has_the_six(gauge: SimpleNamespace) -> None:
    """王书记 leaves in February, 李书记 comes in March: what the first did in person is not lost."""
    from zeren.records import registers

    client = gauge.sign_in("wang")
    client.post(gauge.url("new", "activities"), filled(day="2026-02-02", signed=[holder("wang")]))
    rows = [
        {"person": "wang", "post": "QS", "start": "2024-03-01", "end": "2026-02-28", "source": "免"},
        {"person": "li", "post": "QS", "start": "2026-03-01", "source": "任"},
    ]
    registers.import_rows(SYSTEM, "people", [{"code": "li", "name": "李书记", "organ": "Q"}])
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    acts.generate(SYSTEM, gauge.organs["Q"].pk, 2026)
    page = body(gauge.sign_in("office").get(gauge.url(noun="gauge")))
    assert page.count("六个亲自</h2>") == 2
    assert "王书记，县委书记（02-28 离任）" in page and "李书记，县委书记（03-01 任）" in page


def test_each_sees_the_own_six_on_the_gauge_and_nobody_elses(gauge: SimpleNamespace) -> None:
    chen = gauge.sign_in("chen")
    page = body(chen.get(gauge.url(noun="gauge")))
    assert "陈常委" in page and "冯副书记" not in page
    assert "八个多少" not in page and "六个亲自" not in page
    assert chen.get(gauge.url(f"{holder('chen')}/whether-researched", "gauge")).status_code == 200
    assert chen.get(gauge.url(f"{holder('feng')}/whether-researched", "gauge")).status_code == 404
    assert chen.get(gauge.url(f"{holder('wang')}/personally-plan", "gauge")).status_code == 404
    book = openpyxl.load_workbook(BytesIO(chen.get(gauge.url("export.xlsx", "gauge")).content))
    words = {str(cell) for row in book.active.iter_rows(values_only=True) for cell in row}
    assert "六个是否" in words and not words & {"八个多少", "六个亲自"}
