"""廉政档案: each record in its section as far as one sees; the person's own; what the registers lack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from records import support_packs
from zeren.records import packs, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.beside import RulesError
from zeren.records.complaints.models import Complaint
from zeren.records.dossiers import queries, rules
from zeren.records.matters import acts, opening
from zeren.records.people import queries as people
from zeren.records.people.models import Appointment

TODAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def real(pack: Any) -> Iterator[packs.Installed]:
    """The packs and the shared words as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def desk(county: SimpleNamespace) -> SimpleNamespace:
    """The organization department's officer looks at 孙局长."""
    county.officer = county.actor("wu", Role.ORGANIZATION_OFFICER, "QZ")
    county.pk = county.people["sun"].pk

    def open_(pack: str, procedure: str, organ: str = "QZ", **more: Any) -> Any:
        return opening.open_matter(
            SYSTEM,
            opening.Opening(
                pack, procedure, county.organs[organ].pk, "某事由", [county.sun], date(2025, 1, 6), mark="青",
                handler=county.people["zhao"].pk, **more,
            ),
        )  # fmt: skip

    county.open = open_
    return county


def filed(actor: Any, pk: int) -> dict[str, list[int]]:
    return {
        one.id: [entry.matter for entry in one.entries] for one in queries.sections(actor, pk) if one.entries
    }


def test_each_record_stands_in_the_section_that_its_pack_names(desk: SimpleNamespace) -> None:
    talk = desk.open("zy-2015-talks", "talk")
    interview = desk.open("zy-2015-interviews", "interview")
    adjusted = desk.open("gs-2015-up-and-down", "unsuited-adjustment")
    case = desk.open("cn-2014-selection-supervision", "selection-breach")
    assert filed(desk.officer, desk.pk) == {
        "talks": [talk.pk], "interviews": [interview.pk], "measures": [adjusted.pk], "cases": [case.pk],
    }  # fmt: skip
    assert [one.id for one in queries.sections(desk.officer, desk.pk)] == list(rules.SECTIONS)


def test_a_report_of_the_masses_stands_there_once_it_is_concluded(desk: SimpleNamespace) -> None:
    report = desk.open("cn-2009-strict-cadre-management", "public-report")
    assert filed(desk.officer, desk.pk) == {}
    acts.close(SYSTEM, report.pk, date(2026, 3, 2), reason="办结")
    assert filed(desk.officer, desk.pk) == {"complaints": [report.pk]}


def test_an_open_clue_changes_neither_the_department_s_nor_the_person_s_file(desk: SimpleNamespace) -> None:
    def seen() -> list[Any]:
        return [
            (queries.sections(actor, desk.pk), queries.bars(actor, desk.pk))
            for actor in (desk.officer, desk.subject)
        ]

    desk.open("zy-2015-talks", "talk")
    before = seen()
    desk.open(
        "cn-2019-accountability", "accountability", "QJ", subject_facts={desk.sun: {"subject_kind": "cadre"}}
    )
    desk.open("cn-2009-strict-cadre-management", "public-report", "QJ")
    Complaint.objects.create(
        number="1", organ=desk.organs["QJ"], holder=desk.organs["QJ"], received=TODAY, channel="web", kind="anonymous",
        code="x", once="x",
    ).about.create(person=desk.people["sun"])  # fmt: skip
    assert seen() == before


def test_the_person_sees_what_was_shown_and_the_bars_of_it(desk: SimpleNamespace) -> None:
    matter = desk.open(
        "zy-2015-responsibility-pursuit", "responsibility-pursuit", "QJ", facts={"kind": "case"}
    )
    fields = {"measures": ["p-handling"], "handling": ["m-adjust"], "level": "county_deputy", "year": "2026"}
    acts.record_event(
        SYSTEM, matter.pk, "decided", "2026-03-02", fields, subjects=[desk.sun], by=["party_committee"]
    )
    assert filed(desk.subject, desk.pk) == {} and queries.bars(desk.subject, desk.pk) == []
    acts.record_event(
        SYSTEM, matter.pk, "decision_received", "2026-03-05", subjects=[desk.sun], by=["subject"]
    )
    assert filed(desk.subject, desk.pk) == {"cases": [matter.pk]}
    (entry,) = (e for one in queries.sections(desk.subject, desk.pk) for e in one.entries)
    assert entry.own and entry.title != "某事由"
    assert {bar.act for bar in queries.bars(desk.subject, desk.pk)} >= {"promoted"}


def lacking(desk: SimpleNamespace, code: str) -> list[str]:
    person = people.cadre(SYSTEM, desk.people[code].pk)
    assert person is not None
    return [lack.what for lack in queries.lacks(person, TODAY)]


def test_a_whole_register_lacks_nothing(desk: SimpleNamespace) -> None:
    assert lacking(desk, "sun") == []


def test_what_the_registers_lack_is_told_with_its_place(desk: SimpleNamespace) -> None:
    assert lacking(desk, "li") == ["没有登记出生日期", "科长（2021-06-01 起）没有任免文号"]
    assert "没有登记现任主要职务" in lacking(desk, "zhao")


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("2022-12-31", ""),
        ("2022-12-30", "2022-12-31 至 2022-12-31 没有登记主要职务"),
        ("2023-01-01", "2023-01-01 起登记了两个主要职务"),
        ("", "2023-01-01 起登记了两个主要职务"),
    ],
)
def test_gaps_and_doubled_posts_are_told_to_the_day(desk: SimpleNamespace, end: str, says: str) -> None:
    first = {"person": "sun", "post": "P1", "start": "2020-01-01", "end": end, "source": "任字〔2020〕1号"}
    second = {"person": "sun", "post": "P2", "start": "2023-01-01", "source": "任字〔2023〕1号", "main": "否"}
    assert registers.import_rows(SYSTEM, "appointments", [first, second]).written
    # Two at a time are refused now; they may stand from before.
    Appointment.objects.filter(person=desk.people["sun"], post__code="P2").update(main=True)
    assert lacking(desk, "sun") == ([says] if says else [])


def test_a_section_that_is_none_is_told(real: packs.Installed) -> None:
    rules.check(real.packs)
    with pytest.raises(RulesError, match="no section diary"):
        rules.read("diary")


def test_every_named_procedure_is_one_of_its_pack(real: packs.Installed) -> None:
    for pack in real.packs:
        named = rules.RULES.beside(pack)
        every = {name for other in real.versions(pack.id) for name in other.procedures}
        assert set(named) <= every, pack.id
