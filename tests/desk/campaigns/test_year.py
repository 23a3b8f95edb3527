"""A year of assessment: where each unit stands, who takes no part, what speaks for a veto, what a notice may hold."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import lxml.html
import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zeren.desk.own.build import OwnPage
from zeren.records import rebuild, registers
from zeren.records.actor import SYSTEM, Actor
from zeren.records.campaigns import comparing, notices, queries, vetoes
from zeren.records.campaigns.vetoes import Reach, Stand
from zeren.records.matters import acts, opening, own, reading
from zeren.records.matters.models import MatterSubject
from zeren.records.obligations.models import Obligation
from zeren.records.packs import installed

pytestmark = pytest.mark.django_db


def page(year: Any, url: str = "", who: str = "kaohe") -> Any:
    """A page of the year as an account gets it."""
    answer = year.client(who).get(url if url.startswith("/matters") else year.url + url)
    assert answer.status_code == 200, url
    return lxml.html.fromstring(answer.content.decode())


def text_of(found: Any) -> str:
    """Everything that is read."""
    return " ".join(found.xpath("//main")[0].text_content().split())


def rows(found: Any) -> list[list[str]]:
    """The cells as they are read."""
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td")]
        for row in found.xpath("//tr[contains(@class, 'row')]")
    ]


def grounds(year: Any, code: str) -> dict[tuple[str, str], vetoes.Ground]:
    """What is shown of a unit's grounds, by subject and item."""
    found = vetoes.grounds_of(year.unit(code), year.rules, year.today)
    return {(g.subject.partition(":")[0], g.candidate.item.id): g for g in found if g.stand in vetoes.SHOWN}


# ---------------------------------------------------------------- where each stands


def test_units_stand_in_the_order_of_the_organs_and_nothing_is_put_in_an_order_of_points(year: Any) -> None:
    found = page(year)
    names = [row[0] for row in rows(found)]
    assert names == [
        "县委",
        "县自然资源局",
        "县交通运输局",
        "县教育局",
        "县卫健局",
        "县民政局",
        "县农业农村局",
        "县财政局",
        "县审计局",
        "县应急局",
    ]
    assert not found.xpath("//th/a[contains(@href, 'sort=')]")
    assert "名次" not in text_of(found) and "第一名" not in text_of(found)


def test_each_number_of_the_head_leads_to_the_rows_that_it_counts(year: Any) -> None:
    links = page(year).xpath("//*[@class='head']//a[contains(@href, 'campaign')]")
    counted = [link for link in links if link.text_content().split()[0].isdigit()]
    assert len(counted) >= 5
    for link in counted:
        got = year.client("kaohe").get(link.get("href"))
        shown = lxml.html.fromstring(got.content.decode())
        total = shown.xpath("string(//*[contains(@class, 'pager')])").split("共")[-1].split()[0]
        assert total == link.text_content().split()[0], link.get("href")


def test_a_station_leads_to_its_entry(year: Any) -> None:
    found = page(year)
    link = found.xpath("//tr[contains(@class, 'row')][2]/td[6]/a")[0]
    assert link.text_content() == "08-19"
    got = year.client("kaohe").get(link.get("href"))
    assert got.status_code == 200 and "述职述廉大会" in got.content.decode()


def test_who_is_away_half_a_year_takes_no_part_and_who_is_under_investigation_gets_no_grade(
    year: Any,
) -> None:
    away = rows(page(year, "?view=cadres&part=not-assessed"))
    assert [(row[1], row[3], row[6]) for row in away] == [("县民政局", "不参加考核", "—")]
    assert away[0][4].startswith("二十一") or "第二十一条" in away[0][4]
    withheld = rows(page(year, "?view=cadres&part=grade-withheld"))
    assert [(row[1], row[3], row[6]) for row in withheld] == [("县审计局", "不确定等次", "没有等次")]
    assert withheld[0][5] != "—", "the points are computed all the same"


@pytest.mark.parametrize(("back", "part"), [("2025-09-05", "不参加考核"), ("2025-09-04", "参加")])
def test_half_a_year_is_reached_on_its_day_and_not_a_day_before(year: Any, back: str, part: str) -> None:
    matter = year.unit("Q-03")
    one = next(row for row in matter.subjects.all() if row.person_id)
    said = {"cause": "leave", "since": "2025-03-05", "back": back}
    acts.record_event(SYSTEM, matter.pk, "absence_recorded", date(2026, 8, 10), said, subjects=[one.ref])
    found = rows(page(year, f"?view=cadres&unit=交通&name={one.person.name}"))
    assert [row[3] for row in found] == [part]


def test_scores_at_the_very_lines_get_the_grade_of_the_line(year: Any) -> None:
    grades = {row[0]: row[12] for row in rows(page(year))}
    assert grades["县自然资源局"] == "好", "90 exactly"
    assert grades["县交通运输局"] == "较好", "89.99"
    assert grades["县教育局"] == "一般", "65 exactly"
    cadres = {row[5]: row[6] for row in rows(page(year, "?view=cadres&unit=自然资源"))}
    assert (cadres["90"], cadres["89.99"]) == ("优秀", "良好")


def test_the_workbook_holds_the_same_rows(year: Any) -> None:
    got = year.client("kaohe").get(f"{year.url}/export.xlsx?unit=教育")
    sheet = openpyxl.load_workbook(io.BytesIO(got.content)).active
    assert sheet is not None
    assert any("教育局" in str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert not any("财政局" in str(cell.value) for row in sheet.iter_rows() for cell in row)


def test_a_correction_takes_the_place_of_what_it_corrects(year: Any) -> None:
    matter = year.unit("Q-03")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    entry = reading.read([matter.pk], ["computed"], year.today)[matter.pk].last("computed", group)
    assert entry is not None
    acts.correct_event(SYSTEM, matter.pk, entry.seq, reason="录入有误", fields={"grade": "一般"})
    assert {row[0]: row[12] for row in rows(page(year))}["县交通运输局"] == "一般"


# ---------------------------------------------------------------- who sees what


@pytest.mark.parametrize("path", ["", "/vetoes", "/compare", "/circular", "/public", "/open", "/export.xlsx"])
def test_a_unit_sees_nothing_of_the_year(year: Any, path: str) -> None:
    for who in ("lianluo", "benren", "chengban"):
        assert year.client(who).get(year.url + path).status_code == 404, who


def test_a_unit_sees_no_veto_page_of_its_own_matter(year: Any) -> None:
    matter = year.unit("Q-09")
    assert year.client("lianluo").get(f"/matters/{matter.pk}/veto").status_code == 404


# ---------------------------------------------------------------- candidates


def test_a_case_of_the_principal_is_a_candidate_until_people_decide(year: Any) -> None:
    assert grounds(year, "Q-09")["organ", "veto-group-2"].stand is Stand.HOLDS
    found = text_of(page(year, f"/matters/{year.unit('Q-12').pk}/veto"))
    assert "已决定否决 0 项" in found and "合于情形，待审议" in found and "系统不作否决结论" in found


def test_two_thirds_exactly_is_not_above_two_thirds(year: Any) -> None:
    held = grounds(year, "Q-06")["organ", "veto-group-4"]
    assert held.stand is Stand.HOLDS
    found = text_of(page(year, f"/matters/{year.unit('Q-06').pk}/veto"))
    assert "（60 + 40）÷ 150 = 2/3" in found and "不超过 2/3" in found


def test_one_slip_more_is_no_candidate_and_without_confirmation_it_waits(year: Any) -> None:
    matter = year.unit("Q-06")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    ballot = reading.read([matter.pk], ["ballot", "problems_confirmed"], year.today)[matter.pk]
    first, confirmed = ballot.last("ballot", group), ballot.last("problems_confirmed", group)
    assert first and confirmed
    acts.void_event(SYSTEM, matter.pk, confirmed.seq, reason="误记")
    assert grounds(year, "Q-06")["organ", "veto-group-4"].stand is Stand.PART
    found = {"reasons": "逐项核对，反映的事项不存在"}
    none = acts.record_event(SYSTEM, matter.pk, "problems_excluded", year.today, found, subjects=[group])
    assert ("organ", "veto-group-4") not in grounds(year, "Q-06"), "it was verified: nothing to wait for"
    acts.void_event(SYSTEM, matter.pk, none.event.seq, reason="误记")
    acts.correct_event(
        SYSTEM, matter.pk, first.seq, reason="重新计票", fields={"excellent": "61", "average": "39"}
    )
    assert ("organ", "veto-group-4") not in grounds(year, "Q-06")


def test_a_case_of_the_former_post_is_set_aside_with_its_provision(year: Any) -> None:
    held = grounds(year, "Q-10")["organ", "veto-group-3"]
    assert held.stand is Stand.ASIDE and held.candidate.exceptions == (
        ("veto-group-transfer.member", ("24.1.2",)),
    )
    found = text_of(page(year, f"/matters/{year.unit('Q-10').pk}/veto"))
    assert (
        "除外，不据此否决" in found
        and "第二十四条第一款第（二）项" in found
        and "问题发生在：原任单位" in found
    )


def test_where_it_happened_not_being_recorded_leaves_it_open(year: Any) -> None:
    matter = year.unit("Q-02")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    said = {"person": "member", "filed": "yes", "party": "party_serious_warning", "responsibility": "own"}
    acts.record_event(SYSTEM, matter.pk, "sanctioned", date(2025, 9, 1), said, subjects=[group])
    held = grounds(year, "Q-02")["organ", "veto-group-3"]
    assert held.stand is Stand.OPEN and held.candidate.missing
    acts.record_event(
        SYSTEM, matter.pk, "sanctioned", date(2025, 9, 2), {**said, "occurred_in": "here"}, subjects=[group]
    )
    assert grounds(year, "Q-02")["organ", "veto-group-3"].stand is Stand.HOLDS


def test_a_missed_report_speaks_for_a_ground_whose_reason_people_write(year: Any) -> None:
    assert grounds(year, "Q-12")["organ", "veto-group-7"].stand is Stand.HOLDS
    assert "写明“认定无故的理由”" in text_of(page(year, f"/matters/{year.unit('Q-12').pk}/veto"))


def test_a_decision_elsewhere_is_shown_to_be_looked_at_and_only_of_that_year(year: Any) -> None:
    organ = year.unit("Q-02").subjects.get(organ__isnull=False).organ
    for day in (date(2025, 12, 31), date(2026, 1, 1)):
        case = opening.open_matter(
            SYSTEM,
            opening.Opening("cn-2019-accountability", "accountability", year.matter.organ_id, f"{day}问责", [f"organ:{organ.pk}"], date(2025, 3, 1), mark="岚纪问"),
        )  # fmt: skip
        acts.record_event(SYSTEM, case.pk, "decided", day, {})
    found = text_of(page(year, f"/matters/{year.unit('Q-02').pk}/veto"))
    assert "2025-12-31问责决定" in found and "2026-01-01问责决定" not in found
    assert not grounds(year, "Q-02"), "it is for people to enter it here"


def test_a_vetoed_group_shows_who_is_affected_and_who_is_not(year: Any) -> None:
    matter = year.unit("Q-09")
    cadres = [
        s
        for u in queries.units_of(SYSTEM, year.matter, year.rules)
        if u.organ.code == "Q-09"
        for s in u.cadres
    ]
    found = vetoes.reaches(matter, cadres, year.rules, year.today)
    assert [one.reach for one in found] == [Reach.WITH_GROUP, *[Reach.DIRECT] * 3, *[Reach.NOT] * 8]
    shown = page(year, f"/matters/{matter.pk}/veto")
    said = text_of(shown)
    assert "随班子被否决" in said and "没有认定负直接责任" in said and "第二十五条第一款第（二）项" in said
    assert said.count("不是班子成员，不随班子否决") == 8
    assert "不得确定为年度考核优秀等次　考核年度是2025" in said.replace(" ", "　") or "考核年度是2025" in said
    assert "起因中的" not in said and "type" not in said


def test_everybody_reads_which_year_a_vetoed_cadre_is_not_rated_for(year: Any) -> None:
    """Not the name of a field, and not two years of everything: himself, his file, the matter's page."""
    matter = year.unit("Q-09")
    person = MatterSubject.objects.filter(matter=matter, person__isnull=False).order_by("place")[0].person_id
    himself = Actor("p", "", person, None, (), year.today)
    lines = OwnPage(own.own_view(himself, matter.pk)).bars()
    assert {(line.act, line.reach) for line in lines} == {
        ("评为先进", ""), ("确定为年度考核优秀等次", "考核年度是2025"), ("提拔职务", ""),
    }  # fmt: skip
    for url in (f"/cadres/{person}", f"/matters/{matter.pk}/rights", f"/matters/{matter.pk}/"):
        answer = year.client("kaohe").get(url)
        said = text_of(lxml.html.fromstring(answer.content.decode()))
        assert "考核年度是2025" in said and "起因中的" not in said, url


def test_direct_responsibility_that_people_found_reaches_the_member(year: Any) -> None:
    matter = year.unit("Q-09")
    member = MatterSubject.objects.filter(matter=matter, person__isnull=False).order_by("place")[1]
    said = {
        "ground": ("veto-member-spread",),
        "with_group": "yes",
        "direct": "yes",
        "year": "2025",
        "reasons": "负直接责任",
    }
    acts.record_event(
        SYSTEM,
        matter.pk,
        "vetoed",
        date(2026, 10, 1),
        said,
        subjects=[member.ref],
        by=["city_standing_committee"],
    )
    cadres = [
        s
        for u in queries.units_of(SYSTEM, year.matter, year.rules)
        if u.organ.code == "Q-09"
        for s in u.cadres
    ]
    assert [one.reach for one in vetoes.reaches(matter, cadres, year.rules, year.today)][:3] == [
        Reach.WITH_GROUP,
        Reach.WITH_GROUP,
        Reach.DIRECT,
    ]


def test_who_was_told_of_the_veto_reads_what_follows_and_no_longer_that_a_statement_waits(year: Any) -> None:
    matter = year.unit("Q-09")
    principal = MatterSubject.objects.filter(matter=matter, person__isnull=False).order_by("place")[0]
    himself = Actor("p", "", principal.person_id, None, (), year.today)
    found = own.own_view(himself, matter.pk)
    assert "veto_notified" in {entry.step.id for entry in found.entries}
    offer = found.offer("statement_submitted")
    assert offer is not None and offer not in found.current, "it can be given; it does not wait"
    told = next(entry for entry in found.entries if entry.step.id == "veto_notified")
    acts.void_event(SYSTEM, matter.pk, told.seq, reason="误记")
    again = own.own_view(himself, matter.pk)
    assert again.offer("statement_submitted") in again.current


def test_several_cases_of_earlier_years_leave_it_open_until_people_say(year: Any) -> None:
    matter = year.unit("Q-09")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    entry = reading.read([matter.pk], ["sanctioned"], year.today)[matter.pk].last("sanctioned", group)
    assert entry is not None
    told = {"vetoed_cases": "岚纪审〔2023〕9号、岚纪审〔2024〕17号"}
    acts.state_facts_of(SYSTEM, matter.pk, told, [group], start=matter.opened)
    assert grounds(year, "Q-09")["organ", "veto-group-2"].stand is Stand.HOLDS, "people said that it did not"
    seq = entry.seq
    for said, stand in (("?", Stand.OPEN), ("yes", Stand.ASIDE)):
        done = acts.correct_event(SYSTEM, matter.pk, seq, reason="补记", fields={"used_before": said})
        seq = done.event.seq
        assert grounds(year, "Q-09")["organ", "veto-group-2"].stand is stand
        words = {Stand.OPEN: "待查明，已决定否决", Stand.ASIDE: "除外，不据此否决，已决定否决"}[stand]
        assert words in text_of(page(year, f"/matters/{matter.pk}/veto"))
    assert "已据以否决的：岚纪审〔2023〕9号、岚纪审〔2024〕17号" in text_of(
        page(year, f"/matters/{matter.pk}/veto")
    )


def test_the_form_of_a_veto_opens_for_whom_a_ground_stands_and_not_for_everybody(year: Any) -> None:
    matter = year.unit("Q-06")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    (url,) = page(year, f"/matters/{matter.pk}/veto").xpath("//a[normalize-space()='记录审议决定']/@href")
    chosen = "//input[@name='subject'][@checked]/@value"
    assert page(year, url).xpath(chosen) == [group]
    other = year.unit("Q-02")
    assert (
        len(page(year, f"/matters/{other.pk}/?act=vetoed&subject=organ:0").xpath(chosen))
        == other.subjects.count()
    )


def test_a_veto_without_reasons_says_so_and_the_principal_is_to_be_decided_on(year: Any) -> None:
    matter = year.unit("Q-06")
    group, principal = (row.ref for row in matter.subjects.order_by("place")[:2])
    said = {"ground": ("veto-group-4",), "year": "2025"}
    by = ["city_standing_committee"]
    acts.record_event(SYSTEM, matter.pk, "vetoed", date(2026, 10, 1), said, subjects=[group], by=by)
    found = page(year, f"/matters/{matter.pk}/veto")
    assert "没有写明" in text_of(found)
    (url,) = found.xpath("//a[normalize-space()='记录决定']/@href")
    assert page(year, url).xpath("//input[@name='subject'][@checked]/@value") == [principal]
    (row,) = found.xpath("//table[caption='步骤']//tr[starts-with(normalize-space(), '审议是否否决')]")
    assert "10-01" in text_of(row), "who decided has deliberated"


def test_what_follows_of_a_veto_stands_with_its_day_its_organ_and_its_provision(year: Any) -> None:
    found = page(year, f"/matters/{year.unit('Q-09').pk}/veto")
    effects = [
        " ".join(row.text_content().split()) for row in found.xpath("//table[caption='后果']/tbody/tr")
    ]
    assert any("评为先进" in line and "至 12-31" in line for line in effects)
    assert any(line.startswith("不得提拔职务") and "至 2027-09-23" in line for line in effects)
    assert any(line.startswith("诫勉谈话") and "市纪委负责人" in line for line in effects)
    assert any(line.startswith("调整班子") and "市委" in line for line in effects), "vetoed last year too"
    assert "本办法没有写听取说明" in text_of(found)


@pytest.mark.parametrize(
    ("slips", "wanted"),
    [({"average": "40", "poor": "20"}, True), ({"average": "39", "poor": "20", "good": "61"}, False)],
)
def test_thirty_per_cent_exactly_calls_for_a_warning_talk(
    year: Any, slips: dict[str, str], wanted: bool
) -> None:
    matter = year.unit("Q-03")
    cadre = MatterSubject.objects.filter(matter=matter, person__isnull=False).order_by("place")[2]
    entry = reading.read([matter.pk], ["ballot"], year.today)[matter.pk].last("ballot", cadre.ref)
    assert entry is not None
    acts.correct_event(SYSTEM, matter.pk, entry.seq, reason="核对", fields=slips)
    acts.record_event(
        SYSTEM,
        matter.pk,
        "problems_confirmed",
        date(2026, 9, 10),
        subjects=[cadre.ref],
        by=["city_discipline_commission"],
    )
    assert ("告诫谈话" in text_of(page(year, f"/matters/{matter.pk}/veto"))) is wanted


def test_each_number_of_candidates_leads_to_those_and_no_others(year: Any) -> None:
    shown = page(year, "/vetoes")
    links = [a for a in shown.xpath("//*[@class='head']//a") if "state=" in a.get("href", "")]
    assert links
    for link in links:
        number = int(link.text_content().split()[0])
        assert len(rows(page(year, link.get("href")))) == number > 0
    assert sum(int(a.text_content().split()[0]) for a in links) == len(rows(shown))
    assert [row[0] for row in rows(page(year, "/vetoes?state=decided"))] == ["县农业农村局"]
    assert len(rows(page(year, "/vetoes?state=nothing"))) == len(rows(shown))


def test_a_new_entry_is_seen_on_the_list_at_once(year: Any) -> None:
    before = rows(page(year, "/vetoes"))
    matter = year.unit("Q-02")
    group = next(row.ref for row in matter.subjects.all() if row.organ_id)
    said = {
        "person": "principal",
        "filed": "yes",
        "party": "party_warning",
        "responsibility": "own",
        "occurred_in": "here",
    }
    acts.record_event(SYSTEM, matter.pk, "sanctioned", date(2025, 9, 1), said, subjects=[group])
    after = rows(page(year, "/vetoes"))
    assert [row for row in after if row not in before][0][2] == "主要负责人被查处"


def test_the_candidates_of_the_year_stand_by_unit_in_the_order_of_the_organs(year: Any) -> None:
    found = rows(page(year, "/vetoes"))
    assert [row[0] for row in found if row[1].startswith("青岚县")] == [
        "县卫健局",
        "县农业农村局",
        "县财政局",
        "县应急局",
    ]


# ---------------------------------------------------------------- beside the tree


def test_who_is_not_scored_stands_among_the_cadres_with_the_provision_and_says_why(year: Any) -> None:
    found = page(year, f"/matters/{year.unit('Q-08').pk}/scores")
    away = [
        row
        for row in found.xpath("//table[contains(@class, 'members')]//tr")
        if "不参加考核" in row.text_content()
    ]
    assert len(away) == 1 and "第二十一条" in away[0].text_content()
    assert [td.text_content() for td in away[0].xpath("./td")[1:5]] == ["—"] * 4
    said = text_of(page(year, away[0].xpath(".//a/@href")[0]))
    assert "不计分" in said and "不知道它按班子还是按干部计分" not in said


def test_a_group_with_its_cadres_is_not_called_so_many_units(year: Any) -> None:
    assert "等 13 个对象" in text_of(page(year, f"/matters/{year.unit('Q-06').pk}/scores"))
    assert "等 10 个单位" in text_of(page(year, f"/matters/{year.matter.pk}/sheets"))


def test_beside_the_tree_stand_the_grounds_and_what_was_required_on_site(year: Any) -> None:
    said = text_of(page(year, f"/matters/{year.unit('Q-06').pk}/scores"))
    assert "优良票未过三分之二且核实" in said and "÷ 150 = 2/3" in said and "合于情形，待审议" in said
    assert "一成以上 24 / 204符合" in said and "谈话人数 20符合" in said and "考核组符合" in said
    other = text_of(page(year, f"/matters/{year.unit('Q-02').pk}/scores"))
    assert "优良票未过三分之二" not in other


def test_a_cadre_about_whom_something_is_owed_says_so_in_his_row(year: Any) -> None:
    found = page(year, f"/matters/{year.unit('Q-05').pk}/scores")
    notes = [
        row.xpath("./td")[-1].text_content()
        for row in found.xpath("//table[contains(@class, 'members')]/tbody/tr")
    ]
    assert [note for note in notes if note] == ["待办：差评三成，核实"]


# ---------------------------------------------------------------- notices


def notice(year: Any, name: str) -> notices.Draft:
    """A notice as of today."""
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    rule = next(one for one in year.rules.notices if one.id == name)
    return notices.draft(year.matter, units, year.rules, rule, year.today)


def words_in(content: bytes) -> str:
    """Everything that is written in a Word document, its properties as well."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def test_the_public_notice_holds_unit_grades_and_main_problems_and_nothing_else(year: Any) -> None:
    found = notice(year, "public")
    assert [section.part.id for section in found.sections] == ["unit_grades", "main_problems"]
    assert {line.value for line in found.sections[0].lines} <= {"好", "较好", "一般", "较差"}
    said = words_in(year.client("kaohe").get(f"{year.url}/public.docx").content)
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    assert "县自然资源局" in said and "整改台账更新不及时" in said
    for name in (one.name for unit in units for one in unit.cadres):
        assert name not in said
    for word in ("优秀", "良好", "89.99", "专题研究少", "年底前报告", "否决", "严重警告"):
        assert word not in said, word


def test_the_circular_holds_the_grades_of_cadres_and_what_the_public_one_may_not(year: Any) -> None:
    found = notice(year, "circular")
    assert [section.part.id for section in found.sections] == [
        "group_grades",
        "cadre_grades",
        "problems",
        "requirements",
    ]
    said = words_in(year.client("kaohe").get(f"{year.url}/circular.docx").content)
    assert "优秀" in said and "专题研究少" in said and "年底前报告" in said
    assert "89.99" not in said, "grades, not points"


def test_the_circular_says_of_each_cadre_in_which_unit(year: Any) -> None:
    unit = queries.units_of(SYSTEM, year.matter, year.rules)[0]
    said = words_in(year.client("kaohe").get(f"{year.url}/circular.docx").content)
    assert f"{unit.organ.short}：{unit.cadres[0].name}，优秀；{unit.cadres[1].name}，" in said
    first = page(year, "/circular").xpath("//article//section[2]//tr")[0]
    assert first.xpath("./td")[0].text_content() == unit.organ.short
    assert [a.text_content() for a in first.xpath(".//a")][:1] == [f"{unit.cadres[0].name}，优秀"]
    assert len(first.xpath(".//a[contains(@href, '/records?at=')]")) == len(unit.cadres)


def test_a_cadre_without_a_grade_is_named_unless_excused(year: Any) -> None:
    assert not notice(year, "circular").sections[1].lacking, (
        "one is away, one under investigation: neither lacks a grade"
    )
    unit = queries.units_of(SYSTEM, year.matter, year.rules)[0]
    cadre = unit.cadres[1]
    assert unit.matter is not None
    entry = reading.read([unit.matter.pk], ["computed"], year.today)[unit.matter.pk].last(
        "computed", cadre.ref
    )
    assert entry is not None
    acts.void_event(SYSTEM, unit.matter.pk, entry.seq, reason="误记")
    found = notice(year, "circular")
    assert not found.ready
    assert [(one.unit.organ.pk, one.cadres) for one in found.sections[1].lacking] == [
        (unit.organ.pk, (cadre,))
    ]
    assert f"没有“领导干部考核等次”：{unit.organ.short} {cadre.name}" in text_of(page(year, "/circular"))


def test_what_is_taken_back_after_the_approval_must_be_approved_again(year: Any) -> None:
    """The text that stood before stands again: it is not the one that was approved."""
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    said = {"main_problems": "另写。"}
    event = acts.record_event(
        SYSTEM, year.matter.pk, "texts_drawn_up", date(2026, 10, 1), said, subjects=[f"organ:{organ.pk}"]
    )
    acts.record_event(
        SYSTEM, year.matter.pk, "text_approved", date(2026, 10, 2), {"which": "public"}, subjects=[]
    )
    assert notice(year, "public").released
    acts.void_event(SYSTEM, year.matter.pk, event.event.seq, reason="误记")
    found = notice(year, "public")
    assert found.ready and found.changed and not found.released


def test_a_public_text_that_names_a_cadre_is_held_back(year: Any) -> None:
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    name, organ = units[1].cadres[0].name, units[1].organ
    acts.record_event(
        SYSTEM,
        year.matter.pk,
        "texts_drawn_up",
        date(2026, 10, 1),
        {"main_problems": f"{name}履职不力。"},
        subjects=[f"organ:{organ.pk}"],
    )
    found = notice(year, "public")
    assert [who for _, who in found.named] == [name] and not found.ready
    shown = page(year, "/public")
    assert f"内容里写到干部姓名：{name}" in text_of(shown)
    assert not shown.xpath("//a[normalize-space()='审定']")


def test_what_is_changed_after_the_approval_must_be_approved_again(year: Any) -> None:
    assert not notice(year, "public").released
    acts.record_event(
        SYSTEM, year.matter.pk, "text_approved", date(2026, 10, 2), {"which": "public"}, subjects=[]
    )
    assert notice(year, "public").released and not notice(year, "circular").released
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    acts.record_event(
        SYSTEM,
        year.matter.pk,
        "texts_drawn_up",
        date(2026, 10, 3),
        {"main_problems": "另写。"},
        subjects=[f"organ:{organ.pk}"],
    )
    found = notice(year, "public")
    assert found.changed and not found.released
    assert "要重新审定" in text_of(page(year, "/public"))


def test_a_unit_without_its_text_keeps_the_notice_a_draft(year: Any) -> None:
    organ = queries.units_of(SYSTEM, year.matter, year.rules)[0].organ
    own = reading.read([year.matter.pk], ["texts_drawn_up"], year.today)[year.matter.pk]
    entry = own.last("texts_drawn_up", f"organ:{organ.pk}")
    assert entry is not None
    acts.void_event(SYSTEM, year.matter.pk, entry.seq, reason="误记")
    found = notice(year, "public")
    assert not found.ready and [one.unit.organ.pk for one in found.sections[1].lacking] == [organ.pk]
    assert "草稿" in words_in(year.client("kaohe").get(f"{year.url}/public.docx").content)


# ---------------------------------------------------------------- distributions


def test_distributions_are_counts_by_kind_of_unit(year: Any) -> None:
    pack = installed().exactly(year.matter.pack, year.matter.version)
    assert pack is not None
    found = comparing.compare(SYSTEM, year.matter, pack, year.rules, year.today)
    assert [(one.kind, one.all) for one in found.groups] == [("county", 1), ("department", 9)]
    assert sum(one.counts["一般"] for one in found.groups) == 1
    assert sum(one.without for one in found.cadres) == 2, "who takes no part and who gets no grade"
    assert found.last is None and found.changes == ()


def test_the_page_of_distributions_names_no_cadre_and_no_points(year: Any) -> None:
    said = text_of(page(year, "/compare"))
    units = queries.units_of(SYSTEM, year.matter, year.rules)
    assert not any(one.name in said for unit in units for one in unit.cadres)
    assert "89.99" not in said and "系统里没有上一年度的考核" in said


def test_the_year_before_is_compared_where_it_is_in_sight(year: Any) -> None:
    organ = year.unit("Q-02").subjects.get(organ__isnull=False).organ
    asked = opening.Opening(
        year.matter.pack,
        year.matter.procedure,
        year.matter.organ_id,
        "2024年度考核",
        [f"organ:{organ.pk}"],
        date(2025, 7, 1),
        mark="市考统",
    )
    last = opening.open_matter(SYSTEM, asked)
    row = {
        "programme": last.number,
        "organ": organ.code,
        "unit": "部门（单位）",
        "year": "2024",
        "mark": "市考",
        "subordinates": "否",
    }
    assert registers.import_rows(SYSTEM, "assessed", [row]).written
    unit = queries.units_of(SYSTEM, last, year.rules)[0]
    assert unit.matter is not None and unit.group is not None
    said = {"score": "81", "grade": "较好"}
    acts.record_event(SYSTEM, unit.matter.pk, "computed", date(2026, 1, 5), said, subjects=[unit.group.ref])
    pack = installed().exactly(year.matter.pack, year.matter.version)
    assert pack is not None
    found = comparing.compare(SYSTEM, year.matter, pack, year.rules, year.today)
    assert [(c.unit.organ.code, c.before, c.now) for c in found.changes] == [("Q-02", "较好", "好")]
    department = next(one for one in found.groups if one.kind == "department")
    assert department.before == {"好": 0, "较好": 1, "一般": 0, "较差": 0}


# ---------------------------------------------------------------- many acts at once


def test_replay_arrives_at_what_many_acts_at_once_wrote(year: Any) -> None:
    before = rebuild.contents()
    assert before["Obligation"], "what is owed is on record"
    rebuild.rebuild()
    assert rebuild.contents() == before


def test_an_act_reaches_the_matters_whose_norms_read_it_and_no_other(year: Any) -> None:
    unit = year.unit("Q-03")
    unit.refresh_from_db()
    group = next(row.ref for row in unit.subjects.all() if row.organ_id)
    with CaptureQueriesContext(connection) as few:
        acts.record_event(SYSTEM, unit.pk, "clue_found", date(2026, 9, 1), subjects=[group])
    assert str(year.matter.pk) and len(few) < 120, "the programme with its ten units is not read again"
    said = {"ground": ("veto-group-1",), "year": "2025", "reasons": "甲"}
    acts.record_event(
        SYSTEM, unit.pk, "vetoed", date(2026, 9, 30), said, subjects=[group], by=["city_standing_committee"]
    )
    assert Obligation.objects.filter(matter=unit, norm="after-3-deliberate.veto").count() == 0
    entry = reading.read([year.matter.pk], ["deliberated"], year.today)[year.matter.pk].entries[
        "deliberated"
    ][-1]
    acts.void_event(SYSTEM, year.matter.pk, entry.seq, reason="误记")
    assert Obligation.objects.filter(matter=unit, norm="after-3-deliberate.veto").count() == 1
