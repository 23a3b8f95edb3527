"""What speaks for a veto: candidates with their exceptions, whom a veto reaches, what follows."""

from __future__ import annotations

from datetime import date
from typing import Any

import lxml.html
import pytest

from desk.support_year import page, rows, text_of
from zeren.desk.own.build import OwnPage
from zeren.records.actor import SYSTEM, Actor
from zeren.records.campaigns import queries, vetoes
from zeren.records.campaigns.vetoes import Reach, Stand
from zeren.records.matters import acts, opening, own, reading
from zeren.records.matters.models import MatterSubject

pytestmark = pytest.mark.django_db


def grounds(year: Any, code: str) -> dict[tuple[str, str], vetoes.Ground]:
    """What is shown of a unit's grounds, by subject and item."""
    found = vetoes.grounds_of(year.unit(code), year.rules, year.today)
    return {(g.subject.partition(":")[0], g.candidate.item.id): g for g in found if g.stand in vetoes.SHOWN}


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
