"""到期提示: who falls due in two years by the packs' own norms; what is not known is said to be so, with who can supply it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from openpyxl import load_workbook

import once
from desk.conftest import TODAY, enter, find
from zeren.law.packs.loading import load_pack
from zeren.records import packs, registers
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.beside import RulesError
from zeren.records.matters import acts, opening
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.planning import queries, rules

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2] / "packs"
TERMS = load_pack(ROOT / "province" / "gs-2015-up-and-down" / "2015-09-12.yaml")
EXCHANGE = load_pack(ROOT / "province" / "gs-2014-cadre-supervision" / "2014-01-01.yaml")
ENTERPRISE = load_pack(ROOT / "central" / "cn-2013-enterprise-posts" / "2013-10-30.yaml")
UNTIL = date(2028, 10, 13)
ROWS = {
    "people": [
        {"code": "qian", "name": "钱某某", "organ": "QT", "birth": "1958-10-13"},
        {"code": "wu", "name": "吴某某", "organ": "QT", "birth": "1958-10-14"},
        {"code": "zheng", "name": "郑某某", "organ": "QT"},
    ],
    "posts": [
        {"code": f"P{n}", "organ": "QT", "name": "副局长", "post_class": "member", "managing_organ": "Q"}
        for n in (2, 3, 4, 5)
    ],
    "appointments": [
        {"person": "sun", "post": "P2", "start": "2023-10-13", "source": "任字〔2023〕2号"},
        {"person": "qian", "post": "P3", "start": "2023-10-14", "source": "任字〔2023〕3号"},
        {"person": "wu", "post": "P4", "start": "2025-01-01", "source": "任字〔2025〕4号"},
        {"person": "zheng", "post": "P5", "start": "2025-01-01", "source": "任字〔2025〕5号"},
    ],
}


def enter_cadres() -> None:
    """The county with five cadres in main posts; 赵某某 since 2020-01-01."""
    with packs.using([TERMS, EXCHANGE, ENTERPRISE]):
        enter()
        for noun, rows in ROWS.items():
            report = registers.import_rows(SYSTEM, noun, rows)
            assert report.written, report.problems


entered = once.fixture(enter_cadres, TODAY)


@pytest.fixture
def cadres(db: None, home: Path, entered: once.Entered) -> Iterator[SimpleNamespace]:
    entered.into(home)
    with packs.using([TERMS, EXCHANGE, ENTERPRISE]):
        county = find()
        county.people = {person.code: person for person in Person.objects.all()}
        yield county


def matter(
    cadres: Any, pack: Any, procedure: str, facts: dict[str, dict[str, str]], opened: date = TODAY
) -> Any:
    refs = {f"person:{cadres.people[code].pk}": stated for code, stated in facts.items()}
    asked = opening.Opening(
        pack.id, procedure, cadres.organs["Q"].pk, "任期", list(refs), opened, mark="青组期",
        subject_facts={ref: stated for ref, stated in refs.items() if stated},
    )  # fmt: skip
    return opening.open_matter(SYSTEM, asked)


def lines(cadres: Any, kind: str = "", code: str = "") -> list[Any]:
    found, more = queries.lines(SYSTEM, cadres.organs["Q"], UNTIL, kind)
    assert not more
    return [one for one in found if not code or one.person.code == code]


def test_what_the_packs_name_is_there_and_a_key_that_is_none_is_told() -> None:
    for pack in (TERMS, EXCHANGE, ENTERPRISE):
        named = rules.every([pack])
        assert named and [fault for one in named for fault in rules.faults(one, pack)] == []
    with pytest.raises(RulesError, match="title, norms"):
        rules.read({"age": {"title": "到龄"}})
    with pytest.raises(RulesError, match="title, norms"):
        rules.read({"age": {"title": "到龄", "norms": "age"}})


def test_five_years_full_on_the_last_day_asked_about_fall_due_and_a_day_later_do_not(cadres: Any) -> None:
    key = {"exchange_post": "department_principal"}
    matter(cadres, TERMS, "terms", {"sun": key, "qian": key})
    (line,) = [one for one in lines(cadres, "exchange") if not one.missing]
    assert (line.person.code, line.day, line.since) == ("sun", UNTIL, date(2023, 10, 13))
    assert line.source == "任字〔2023〕2号" and line.cites == ("10",) and line.act == ("exchanged",)


def test_what_is_full_already_stands_with_its_day(cadres: Any) -> None:
    opened = matter(cadres, TERMS, "terms", {"zhao": {"exchange_post": "organ_principal"}})
    (line,) = [one for one in lines(cadres, "exchange", "zhao") if not one.missing]
    assert (line.day, line.cites, line.matter) == (date(2025, 1, 1), ("11",), opened)


def test_who_was_exchanged_is_on_the_list_no_more(cadres: Any) -> None:
    opened = matter(cadres, TERMS, "terms", {"zhao": {"exchange_post": "organ_principal"}})
    ref = f"person:{cadres.people['zhao'].pk}"
    acts.record_event(SYSTEM, opened.pk, "exchanged", TODAY, {}, subjects=[ref], by=("party_committee",))
    assert [one for one in lines(cadres, "exchange", "zhao") if not one.missing] == []


def test_a_post_that_the_text_does_not_mean_is_not_listed(cadres: Any) -> None:
    matter(cadres, TERMS, "terms", {"zhao": {"exchange_post": "other"}})
    assert [one for one in lines(cadres, "exchange", "zhao") if one.pack.startswith(TERMS.id)] == []


def test_an_unknown_kind_of_post_is_one_line_for_both_texts_with_what_is_missing(cadres: Any) -> None:
    (line,) = lines(cadres, "exchange", "zhao")
    assert [one.what.partition("@")[0].rpartition(".")[2] for one in line.missing] == ["exchange_post"]
    assert line.missing[0].who == ("register",) and line.day == date(2025, 1, 1) and len(line.also) == 1


def test_of_whom_five_years_are_not_full_by_then_nothing_is_asked(cadres: Any) -> None:
    assert lines(cadres, "exchange", "wu") == []


def test_a_year_of_leave_for_health_counts_from_the_day_stated(cadres: Any) -> None:
    opened = matter(cadres, TERMS, "incapacity", {"wu": {}}, date(2026, 3, 1))
    ref = f"person:{cadres.people['wu'].pk}"
    acts.state_facts(
        SYSTEM,
        opened.pk,
        {"unable_for_health": "yes", "self_arranged_study": "no"},
        of=ref,
        start=date(2026, 4, 1),
    )
    (line,) = lines(cadres, "health", "wu")
    assert (line.day, line.cites) == (date(2027, 4, 1), ("21",))
    assert lines(cadres, "study", "wu") == []


def test_study_falls_due_on_the_day_after_the_year(cadres: Any) -> None:
    """第二十二条：超过一年，恰好一年不算。"""
    opened = matter(cadres, TERMS, "incapacity", {"wu": {}}, date(2026, 3, 1))
    ref = f"person:{cadres.people['wu'].pk}"
    acts.state_facts(
        SYSTEM,
        opened.pk,
        {"unable_for_health": "no", "self_arranged_study": "yes"},
        of=ref,
        start=date(2026, 4, 1),
    )
    (line,) = lines(cadres, "study", "wu")
    assert line.day == date(2027, 4, 2)


def test_that_no_leave_is_recorded_is_no_gap(cadres: Any) -> None:
    assert lines(cadres, "health") == [] and lines(cadres, "study") == []


def test_an_age_is_counted_from_the_birth_and_a_missing_birth_is_told(cadres: Any) -> None:
    matter(cadres, ENTERPRISE, "enterprise-post", {code: {} for code in ("qian", "wu", "zheng")})
    found = {one.person.code: one for one in lines(cadres, "age")}
    assert set(found) == {"qian", "zheng"}
    assert found["qian"].day == UNTIL and found["qian"].since == date(1958, 10, 13)
    assert found["zheng"].day is None and found["zheng"].missing[0].what.endswith(".birth")


def again(code: str, end: str) -> None:
    """The same post once more, after a first time in it."""
    rows = [
        {
            "person": code,
            "post": "P1" if code == "zhao" else "P4",
            "start": "2015-01-01",
            "end": "2019-12-31",
            "source": "任字〔2015〕1号",
        }
    ]
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    if end:
        Appointment.objects.filter(person__code=code, end=None).update(end=date.fromisoformat(end))


def test_a_second_term_falls_due_on_its_registered_last_day(cadres: Any) -> None:
    again("zhao", "2028-10-13")
    (line,) = lines(cadres, "terms", "zhao")
    assert (line.day, line.cites, line.missing) == (UNTIL, ("9.1",), ())
    Appointment.objects.filter(person__code="zhao", end=UNTIL).update(end=date(2028, 10, 14))
    assert lines(cadres, "terms", "zhao") == []


def test_a_second_term_without_a_last_day_wants_it_and_a_first_term_is_not_listed(cadres: Any) -> None:
    again("wu", "")
    (line,) = lines(cadres, "terms")
    assert line.person.code == "wu" and line.day is None and line.missing[0].what.endswith(".term_end")


def test_another_county_plans_for_nobody_here(cadres: Any) -> None:
    from zeren.access.accounts.queries import actor_of

    bai = actor_of(cadres.accounts["bai"])
    assert queries.lines(bai, cadres.organs["Q"], UNTIL) == ([], False)
    assert all(organ.code.startswith("B") for organ in queries.organs(bai))


def test_the_department_plans_for_those_whom_its_committee_appoints_wherever_they_work(cadres: Any) -> None:
    """The department lies beside the bureaus, not above them: by place of work alone it would plan for itself."""
    rows = [
        {
            "code": "QZ",
            "name": "青县县委组织部",
            "level": "county",
            "kind": "organization_department",
            "superior": "Q",
            "committee": "Q",
        }
    ]
    assert registers.import_rows(SYSTEM, "organs", rows).written
    organ = Organ.objects.get(code="QZ")
    grant = Grant(Role.ORGANIZATION_OFFICER, organ.pk, organ.depth, ("organization_department",))
    officer = Actor("zu", "zu", None, organ.pk, (grant,), TODAY)
    found = queries.organs(officer)
    assert [one.code for one in found] == ["Q", "QT"]  # the committee first; none in whom nobody is managed
    again("wu", "2028-10-13")
    assert {one.person.code for one in queries.lines(officer, found[0], UNTIL, "terms")[0]} == {"wu"}
    viewer = Actor("v", "v", None, organ.pk, (Grant(Role.TEAM_MEMBER, organ.pk, organ.depth),), TODAY)
    assert queries.organs(viewer) == []


# ---------------------------------------------------------------- the page


def test_the_page_lists_what_is_sure_and_leads_to_what_is_not_known(cadres: Any) -> None:
    opened = matter(cadres, TERMS, "terms", {"sun": {"exchange_post": "department_principal"}})
    client = cadres.sign_in("shuji")
    body = client.get("/planning").content.decode()
    assert "2023-10-13 起，满5年" in body and "余 24 个月" in body and "任字〔2023〕2号" in body
    assert f"/matters/{opened.pk}" in body and "赵某某" not in body.partition("<tbody>")[2]
    unknown = client.get("/planning?state=open").content.decode()
    assert "赵某某" in unknown and "缺：交流规定里的岗位类别" in unknown and "由组织部门补登" in unknown


def test_filters_leave_what_they_say(cadres: Any) -> None:
    matter(
        cadres,
        TERMS,
        "terms",
        {"sun": {"exchange_post": "department_principal"}, "zhao": {"exchange_post": "organ_principal"}},
    )
    client = cadres.sign_in("shuji")

    def rows(query: str) -> str:
        return client.get(f"/planning?{query}").content.decode().partition("<tbody>")[2]

    assert "孙某某" not in rows("state=now") and "赵某某" in rows("state=now")
    assert "孙某某" in rows("day=2028-10") and "赵某某" not in rows("day=2028-10")
    assert "孙某某" not in rows("kind=health") and "赵某某" not in rows("name=孙")


def test_an_organ_that_is_not_the_viewers_is_not_there_and_who_has_no_part_is_told(cadres: Any) -> None:
    client = cadres.sign_in("shuji")
    assert client.get(f"/planning?organ={cadres.organs['BJ'].pk}").status_code == 404
    assert client.get("/planning?organ=x").status_code == 404
    assert cadres.sign_in("guanli").get("/planning").status_code == 403


def test_the_workbook_has_the_days_as_days(cadres: Any) -> None:
    matter(cadres, TERMS, "terms", {"sun": {"exchange_post": "department_principal"}})
    answer = cadres.sign_in("shuji").get("/planning/export.xlsx")
    rows = [[c.value for c in row] for row in load_workbook(BytesIO(answer.content)).active.iter_rows()]
    (row,) = [row for row in rows if row[1] == "孙某某"]
    assert UNTIL.isoformat() in str(row[4]) and "满5年" in row[5]
