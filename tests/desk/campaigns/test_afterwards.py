"""The year after the days on site: who came and with how many one talked, what is to be done, what the assessed see of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest

import once
from desk.campaigns.conftest import TODAY, of
from desk.campaigns.test_year import page, rows, text_of
from zeren.norms.model import State
from zeren.records import evaluation
from zeren.records.actor import SYSTEM
from zeren.records.campaigns import checking, following, queries
from zeren.records.matters import acts, reading
from zeren.records.matters.models import MatterSubject

pytestmark = pytest.mark.django_db
UNITS = ("Q-01", "Q-03", "Q-05", "Q-07", "C-11", "C-12", "C-13", "C-14", "Q-T2", "Q-T5")


def enter() -> int:
    """Registers, accounts, a year of the units that stand at a line."""
    from zeren.cli.demo import campaign, loading

    loading.enter_registers()
    loading.make_accounts()
    return campaign.enter(UNITS).pk


entered = once.fixture(enter, TODAY)


@pytest.fixture
def year(db: None, settings: Any, tmp_path: Path, entered: once.Entered) -> SimpleNamespace:
    """As in the other file, of these units."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return of(entered.into(tmp_path))


def onsite(year: Any, query: str = "") -> dict[str, list[str]]:
    """The rows of the page by unit."""
    return {row[0]: row[1:] for row in rows(page(year, f"/onsite{query}"))}


# ---------------------------------------------------------------- who came, with how many one talked


def test_each_figure_stands_with_how_it_was_judged(year: Any) -> None:
    found = onsite(year)
    assert found["县交通运输局"][2:] == [
        "符合 24 / 204",
        "符合",
        "不涉及",
        "不涉及",
        "符合 20",
        "符合 3",
        "符合",
        "符合",
    ]
    assert found["市财政局"][4] == "符合 42 / 42" and found["市水务局"][4] == "待说明 41 / 42", (
        "all of a small unit"
    )
    assert found["市教育局"][5] == "符合 260" and found["市林业局"][5] == "待说明 260", "an agreed range"
    assert found["白杨乡党委"][6:8] == ["提示 15", "待说明 2"], "“about” is a hint, “at least” is not"


@pytest.mark.parametrize(("outside", "stands"), [("21", "符合 21 / 210"), ("20", "待说明 20 / 210")])
def test_a_tenth_exactly_is_enough_and_one_fewer_is_not(year: Any, outside: str, stands: str) -> None:
    matter = year.unit("Q-03")
    entry = reading.read([matter.pk], ["meeting"], TODAY)[matter.pk].entries["meeting"][0]
    acts.correct_event(
        SYSTEM, matter.pk, entry.seq, reason="核对", fields={"attendees": "210", "outside": outside}
    )
    assert onsite(year, "?unit=交通")["县交通运输局"][2] == stands


def test_the_checks_are_the_findings_of_the_matter_itself(year: Any) -> None:
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    for pk, checks in checking.checks_of(units, year.rules, TODAY).items():
        matter = next(u.matter for u in units if u.matter and u.matter.pk == pk)
        names = {name for one in checks for name in one.rule.norms}
        whole = {(f.norm, f.key): f.status for f in evaluation.findings_of(matter, TODAY) if f.norm in names}
        own = {(f.norm, f.key): f.status for one in checks for f in one.findings}
        assert own.items() <= whole.items()
        assert {k for k, s in whole.items() if s is State.BREACHED} <= set(own)


def test_each_number_of_the_head_leads_to_its_units(year: Any) -> None:
    wanted = {"市水务局", "市林业局", "白杨乡党委"}
    assert set(onsite(year, "?state=explain")) == wanted
    assert "待说明 3 个单位" in text_of(page(year, "/onsite"))
    matter = year.unit("Q-03")
    entry = reading.read([matter.pk], ["talks_held"], TODAY)[matter.pk].entries["talks_held"][0]
    acts.void_event(SYSTEM, matter.pk, entry.seq, reason="误记")
    assert set(onsite(year, "?state=none")) == {"县交通运输局"}
    assert onsite(year, "?state=none")["县交通运输局"][6] == "—", "no record is no breach"


def test_the_workbook_has_the_same_figures(year: Any) -> None:
    got = year.client("kaohe").get(f"{year.url}/onsite/export.xlsx?unit=水务")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert any("待说明" in cell and "41 / 42" in cell for cell in cells)
    assert not any("财政" in cell for cell in cells)


# ---------------------------------------------------------------- what is to be done


def tasks(year: Any, query: str) -> list[list[str]]:
    """The rows of the page."""
    return rows(page(year, f"/follow?{query}"))


def third(year: Any, code: str, number: int) -> MatterSubject:
    """A cadre of a unit by place."""
    cadres = MatterSubject.objects.filter(matter=year.unit(code), person__isnull=False)
    return cadres.order_by("place")[number]


def test_thirty_per_cent_is_looked_into_first_and_a_talk_follows_only_what_was_confirmed(year: Any) -> None:
    cadre = third(year, "Q-03", 2)
    name, matter = cadre.person.name, year.unit("Q-03")
    waits = tasks(year, "kind=verify&state=open&unit=交通")
    assert [(row[1], row[3]) for row in waits] == [(name, "市纪委")]
    assert "第二十六条第一款第（二）项" in waits[0][5]
    said = {"reasons": "所反映的不属实"}
    acts.record_event(SYSTEM, matter.pk, "problems_excluded", date(2026, 9, 1), said, subjects=[cadre.ref])
    assert not tasks(year, "kind=verify&state=open&unit=交通")
    done = tasks(year, "kind=verify&state=done&unit=交通")
    assert [row[1] for row in done] == [name] and "经核实不存在问题" in done[0][2]
    assert not tasks(year, "kind=warn&unit=交通"), "nobody is to be talked with"
    acts.record_event(SYSTEM, matter.pk, "problems_confirmed", date(2026, 9, 2), {}, subjects=[cadre.ref])
    assert [row[1] for row in tasks(year, "kind=warn&state=open&unit=交通")] == [name]


def test_a_talk_that_was_held_is_done_and_what_follows_it_is_owed(year: Any) -> None:
    name = third(year, "Q-07", 1).person.name
    assert [row[1] for row in tasks(year, "kind=warn&state=done")] == [name]
    assert [row[1] for row in tasks(year, "kind=press&state=open")] == [name]


def test_a_clue_that_was_not_handed_over_is_owed(year: Any) -> None:
    assert [row[0] for row in tasks(year, "kind=clue&state=open")] == ["柳湾镇党委"]


def test_an_average_grade_calls_for_considering_a_talk_and_chooses_nobody(year: Any) -> None:
    found = tasks(year, "kind=zy-2015-interviews/interview&state=open")
    assert [(row[0], row[1]) for row in found] == [("县教育局", "领导班子")]
    assert "领导班子年度考核为一般等次" in found[0][2] and "第六条" in found[0][5]
    assert "由谈话、约谈的机关定" in found[0][3]


def test_each_number_beside_the_rows_leads_to_them(year: Any) -> None:
    links = page(year, "/follow?state=open").xpath("//aside//a")
    assert len(links) >= 10
    for link in links:
        shown = page(year, link.get("href"))
        total = shown.xpath("string(//*[contains(@class, 'pager')])").split("共")[-1].split()[0]
        assert total == link.text_content(), link.get("href")


def test_what_is_out_of_sight_is_neither_shown_nor_counted(year: Any) -> None:
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    hidden = year.unit("Q-03")
    hidden.restricted = True
    hidden.save()
    from zeren.access.accounts import queries as accounts

    account = accounts.find("kaohe")
    assert account is not None
    seen = queries.units_of(accounts.actor_of(account), year.matter, year.rules)
    listed = following.tasks_of(SYSTEM, year.matter, [u for u in seen if u.matter], year.rules, TODAY)
    assert len(seen) == len(units) and hidden.pk not in {one.matter.pk for one in listed}


# ---------------------------------------------------------------- what the assessed see


def test_the_own_grade_is_seen_once_it_was_told_and_no_points_and_nobody_elses(year: Any) -> None:
    matter = year.unit("Q-01")
    url = f"/own/{matter.pk}/"
    before = year.client("lianluo").get(url).content.decode()
    assert "反馈考核意见" in before and "考核等次" not in before
    assert year.client("benren").get(url).status_code == 404, "nothing was shown to the cadre yet"
    everybody = [row.ref for row in matter.subjects.all()]
    acts.record_event(SYSTEM, matter.pk, "result_told", date(2026, 10, 10), {}, subjects=everybody)
    entries = reading.read([matter.pk], ["computed"], TODAY)[matter.pk].entries["computed"]
    scores = {str(entry.fields["score"]) for entry in entries}
    grades = {ref: str(entry.fields["grade"]) for entry in entries for ref in entry.subjects}
    for who, grade in (("lianluo", grades[everybody[0]]), ("benren", "优秀")):
        said = year.client(who).get(url).content.decode()
        assert "考核等次（本单位、本人）" in said and f">{grade}<" in said
        assert not any(f">{score}<" in said for score in scores)
    unit = next(u for u in queries.units_of(SYSTEM, year.matter, year.rules) if u.organ.code == "Q-01")
    said = year.client("lianluo").get(url).content.decode()
    own = {"周永源", "陈学杰"}
    assert not any(one.name in said for one in unit.cadres if one.name not in own)
    assert "优秀" not in said, "the grades of cadres are theirs"
