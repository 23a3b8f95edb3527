"""Who sees what, as of the day: by organ and function, by management authority, and what is kept from whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zeren.records import registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import access, acts, events, opening, queries, secrecy
from zeren.records.matters import kept as reading
from zeren.records.matters import own as own_desk
from zeren.records.matters.models import Matter
from zeren.records.matters.secrecy import Secrecy
from zeren.records.obligations import worklist
from zeren.records.people import queries as people
from zeren.records.recusals import acts as recusals
from zeren.records.recusals import queries as kept
from zeren.records.recusals.models import Recusal

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


def entered(noun: str, *rows: dict[str, str]) -> None:
    report = registers.import_rows(SYSTEM, noun, rows)
    assert report.written, report.problems


@pytest.fixture
def opened(opened: Any) -> Any:
    """A matter in which something is wanted: heard, but not decided."""

    def made(**differs: Any) -> Matter:
        matter: Matter = opened(**differs)
        acts.record_event(SYSTEM, matter.pk, "heard", "2026-03-04")
        matter.refresh_from_db()
        return matter

    return made


def sees(actor: Actor, matter: Matter) -> tuple[bool, bool, bool]:
    """In the list of matters, in the worklist, and whether it may be recorded on: the same asked anew and on a page."""
    anew = asked(actor, matter)
    with reading.read_once():
        assert asked(actor, matter) == anew
    return anew


def asked(actor: Actor, matter: Matter) -> tuple[bool, bool, bool]:
    wanted = worklist.visible_to(actor).filter(matter=matter).exists()
    return access.visible_to(actor).filter(pk=matter.pk).exists(), wanted, access.may_write(actor, matter)


def sees_only(actor: Actor, matter: Matter) -> bool:
    """Both lists hold this matter and no other."""
    ledger = set(access.visible_to(actor).values_list("pk", flat=True))
    return ledger == set(worklist.visible_to(actor).values_list("matter", flat=True)) == {matter.pk}


ALL, NOTHING = (True, True, True), (False, False, False)


# ---------------------------------------------------------------- management authority


def test_cadres_whom_a_higher_organ_manages_are_not_seen_by_place_of_work(county: Any) -> None:
    entered("people", {"code": "head", "name": "县委书记", "organ": "Q"})
    entered("posts", {"code": "P3", "organ": "Q", "name": "县委书记", "managing_organ": "C"})
    entered("appointments", {"person": "head", "post": "P3", "start": "2025-01-01"})
    head = people.by_code("head")
    assert head is not None
    officer = county.actor("o", Role.COMMITTEE_OFFICE, "Q")
    city = county.actor("c", Role.ORGANIZATION_OFFICER, "C")
    assert people.cadre(officer, head.pk) is None and people.cadre(city, head.pk) is not None
    # As of the day before the appointment nobody above managed the post.
    before = replace(officer, as_of=date(2024, 12, 31))
    assert people.cadre(before, head.pk) is not None


@pytest.mark.parametrize(
    ("day", "seen"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-06-30", True), ("2026-07-01", False)],
)
def test_management_authority_begins_and_ends_with_the_appointment(county: Any, day: str, seen: bool) -> None:
    entered("posts", {"code": "P4", "organ": "B", "name": "挂职", "managing_organ": "Q"})
    entered("people", {"code": "gua", "name": "挂职干部", "organ": "B"})
    entered("appointments", {"person": "gua", "post": "P4", "start": "2026-01-01", "end": "2026-06-30"})
    person = people.by_code("gua")
    officer = county.actor("o", Role.ORGANIZATION_OFFICER, "QZ")
    assert person is not None
    assert (people.cadre(replace(officer, as_of=date.fromisoformat(day)), person.pk) is not None) is seen


def test_an_inspection_team_sees_the_unit_of_its_authorisation_alone(county: Any) -> None:
    team = county.actor("t", Role.TEAM_MEMBER, "QT")
    assert set(people.visible_to(team).values_list("code", flat=True)) == {"sun", "li"}


# ---------------------------------------------------------------- one's own matter


def test_nobody_sees_the_file_of_a_matter_about_himself_by_a_role(county: Any, opened: Any) -> None:
    matter = opened(subjects=[f"person:{county.people['qian'].pk}"])
    assert sees(county.zhao, matter) == ALL
    assert sees(county.qian, matter) == NOTHING
    with pytest.raises(OutOfSight):
        acts.record_event(county.qian, matter.pk, "noticed", "2026-03-03")
    acts.show_to_subject(county.zhao, matter.pk, TODAY)
    own = replace(county.qian, grants=(*county.qian.grants, *county.subject.grants))
    assert own_desk.own_view(own, matter.pk).number == matter.number
    assert sees(own, matter) == NOTHING and not access.sees_whole(own, matter)


# ---------------------------------------------------------------- recusal


def test_who_declares_keeps_away_from_the_matter_at_once(county: Any, opened: Any) -> None:
    matter = opened()
    recusals.declare(county.qian, matter.pk, county.people["qian"].pk, "kin", "对象是本人的亲属")
    assert sees(county.qian, matter) == NOTHING and sees(county.zhao, matter) == ALL
    last = queries.entries(county.zhao, matter.pk)[-1]
    assert (last.type, last.reason) == (events.RECUSED, "对象是本人的亲属")
    with pytest.raises(Refused, match="keeps away"):
        opening.hand_over(county.zhao, [matter.pk], county.people["qian"].pk, TODAY)
    assert Matter.objects.get(pk=matter.pk).handler_id == county.people["zhao"].pk


def test_one_declaration_about_a_person_holds_for_every_matter_now_and_later(
    county: Any, opened: Any
) -> None:
    now = opened()
    recusals.declare_about(county.qian, county.people["sun"].pk, "interest", "申报表 3 号")
    later, other = opened(), opened(subjects=[county.li])
    assert [sees(county.qian, m)[0] for m in (now, later, other)] == [False, False, True]
    with pytest.raises(Refused, match="declared already"):
        recusals.declare_about(county.qian, county.people["sun"].pk, "interest")
    recusals.end_about(county.qian, Recusal.objects.get().pk)
    assert not sees(county.qian, now)[0], "the last day still counts"
    assert sees(replace(county.qian, as_of=date(2026, 3, 17)), now)[0]


def test_a_declaration_about_somebody_without_matters_hides_nothing(county: Any, opened: Any) -> None:
    matter = opened()
    recusals.declare_about(county.qian, county.people["zhou"].pk, "other")
    assert sees(county.qian, matter) == ALL


def test_what_the_person_concerned_asks_for_bars_once_it_is_granted(county: Any, opened: Any) -> None:
    matter = opened()
    with pytest.raises(OutOfSight):
        recusals.challenge(county.subject, matter.pk, None, "与本人有过纠纷")
    acts.show_to_subject(county.zhao, matter.pk, TODAY)
    asked = recusals.challenge(county.subject, matter.pk, None, "与本人有过纠纷")
    assert asked.person_id == county.people["zhao"].pk and sees(county.zhao, matter) == ALL
    for actor in (county.zhao, county.qian):
        with pytest.raises(Refused, match="principal decides"):
            recusals.decide(actor, asked.pk, True, "属实")
    with pytest.raises(Refused, match="reasons are missing"):
        recusals.decide(county.leader, asked.pk, True, " ")
    recusals.decide(county.leader, asked.pk, True, "属实，另行指定承办人")
    assert sees(county.zhao, matter) == NOTHING
    with pytest.raises(Refused, match="decided already"):
        recusals.decide(county.leader, asked.pk, False, "再决定")
    told = kept.asked_by(county.subject, matter.pk)
    assert [(a.recusal.get_state_display(), a.reason, a.answer) for a in told] == [
        ("回避", "与本人有过纠纷", "属实，另行指定承办人")
    ]
    assert kept.asked_by(county.zhou, matter.pk) == []


def test_what_was_refused_bars_nobody_and_what_was_ended_opens_again(county: Any, opened: Any) -> None:
    matter = opened()
    asked = recusals.challenge(county.qian, matter.pk, county.people["zhao"].pk, "代本人提出")
    recusals.decide(county.leader, asked.pk, False, "查无此事")
    assert sees(county.zhao, matter) == ALL
    held = recusals.declare(county.zhao, matter.pk, county.people["qian"].pk, "involved", "曾参与此事")
    with pytest.raises(Refused, match="principal decides"):
        recusals.end(county.zhao, held.pk, "误报")
    recusals.end(county.leader, held.pk, "误报")
    assert sees(county.qian, matter) == ALL


def test_nobody_decides_on_himself(county: Any, opened: Any) -> None:
    matter = opened()
    head = county.actor("head", Role.PRINCIPAL, "Q", "qian")
    asked = recusals.challenge(county.zhao, matter.pk, county.people["qian"].pk, "本人提出")
    with pytest.raises(Refused, match="nobody decides on himself"):
        recusals.decide(head, asked.pk, False, "不必")


@pytest.mark.parametrize(
    ("person", "relation", "reason", "told"),
    [
        ("nobody", "kin", "理由", "no such person"),
        ("sun", "kin", "理由", "person concerned"),
        ("qian", "friend", "理由", "none of kin"),
        ("qian", "kin", "  ", "reasons are missing"),
    ],
)
def test_a_declaration_that_is_not_right_is_refused_whole(
    county: Any, opened: Any, person: str, relation: str, reason: str, told: str
) -> None:
    matter = opened()
    pk = county.people[person].pk if person in county.people else 999
    with pytest.raises(Refused, match=told):
        recusals.declare(county.zhao, matter.pk, pk, relation, reason)
    assert not Recusal.objects.exists() and Matter.objects.get(pk=matter.pk).head_seq == 2


def test_taking_part_all_the_same_is_found(county: Any, opened: Any, settings: Any) -> None:
    matter = opened()
    recusals.declare(county.qian, matter.pk, county.people["qian"].pk, "kin", "亲属")
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 18))
    qian = f"person:{county.people['qian'].pk}"
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-16", {"place": "县城"}, by=[qian])
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-17", by=[qian])
    acts.record_event(county.zhao, matter.pk, "decided", "2026-03-18", by=["secretary"])
    found = kept.taken_part(matter, queries.entries(county.zhao, matter.pk))
    assert [(p.entry.type, p.recusal.person.code, p.recorded_it) for p in found] == [("heard", "qian", False)]


# ---------------------------------------------------------------- secrecy


def test_outside_the_circle_a_restricted_matter_does_not_exist(county: Any, opened: Any) -> None:
    matter = opened(actor=county.zhao)
    secrecy.classify(county.zhao, matter.pk, Secrecy("机密", date(2030, 1, 1), ()), "涉及线索")
    assert sees(county.zhao, matter) == ALL
    for actor in (county.qian, county.leader, county.viewer):
        assert sees(actor, matter) == NOTHING
        with pytest.raises(OutOfSight):
            queries.get_matter(actor, matter.pk)
    assert [p.code for p in secrecy.circle_of(matter)] == ["zhao"]


def test_a_restricted_matter_is_handed_only_to_somebody_inside_its_circle(county: Any, opened: Any) -> None:
    matter = opened()
    secrecy.classify(county.zhao, matter.pk, Secrecy("机密", None, ()), "涉及线索")
    qian = county.people["qian"].pk
    with pytest.raises(Refused, match="outside the circle"):
        opening.hand_over(county.zhao, [matter.pk], qian, TODAY)
    secrecy.classify(SYSTEM, matter.pk, Secrecy("机密", None, (qian,)), "参加承办")
    opening.hand_over(county.zhao, [matter.pk], qian, TODAY)
    assert sees(county.qian, matter) == ALL


def test_the_principal_of_the_handling_organ_belongs_to_every_circle(county: Any, opened: Any) -> None:
    entered("people", {"code": "head", "name": "纪委书记", "organ": "QJ"})
    entered("posts", {"code": "P5", "organ": "QJ", "name": "纪委书记", "principal": "是"})
    entered("appointments", {"person": "head", "post": "P5", "start": "2025-01-01"})
    county.people["head"] = people.by_code("head")
    matter = opened()
    secrecy.classify(county.zhao, matter.pk, Secrecy("机密", None, ()), "涉及线索")
    assert [p.code for p in secrecy.circle_of(matter)] == ["head", "zhao"]
    head = county.actor("head", Role.PRINCIPAL, "QJ", "head")
    wider = Secrecy("秘密", None, (county.people["qian"].pk,))
    with pytest.raises(Refused, match="principal's"):
        secrecy.classify(county.zhao, matter.pk, wider, "不再需要")
    secrecy.classify(head, matter.pk, wider, "不再需要")
    assert sees(county.qian, matter) == ALL
    secrecy.classify(head, matter.pk, Secrecy("内部"), "解密")
    assert not Matter.objects.get(pk=matter.pk).restricted and sees(county.leader, matter) == ALL


@pytest.mark.parametrize(
    ("asked", "reason", "told"),
    [
        (Secrecy("密"), "理由", "no level"),
        (Secrecy("机密"), "理由", "needs a circle"),
        (Secrecy("秘密", TODAY), "理由", "must end after today"),
        (Secrecy("秘密", None, (999,)), "理由", "not registered"),
        (Secrecy("秘密"), "", "reasons are missing"),
        (Secrecy("公开"), "理由", "principal's"),
    ],
)
def test_a_classification_that_is_not_right_is_refused_whole(
    county: Any, opened: Any, asked: Secrecy, reason: str, told: str
) -> None:
    matter = opened()
    with pytest.raises(Refused, match=told):
        secrecy.classify(county.zhao, matter.pk, asked, reason)
    there = Matter.objects.get(pk=matter.pk)
    assert (there.classification, there.restricted, there.head_seq) == ("", False, 2)


def test_the_day_after_today_is_a_period(county: Any, opened: Any) -> None:
    matter = opened()
    secrecy.classify(county.zhao, matter.pk, Secrecy("秘密", date(2026, 3, 17)), "理由")
    assert secrecy.mark_of(Matter.objects.get(pk=matter.pk)) == "秘密★至2026年3月17日"


def test_a_page_reads_once_what_is_kept_from_its_reader(
    county: Any, opened: Any, django_assert_num_queries: Any
) -> None:
    first, second = opened(), opened()
    recusals.declare(county.qian, first.pk, county.people["qian"].pk, "kin", "亲属")
    with reading.read_once():
        assert sees_only(county.qian, second)
        with django_assert_num_queries(2):
            assert sees_only(county.qian, second)
    # Outside the page it is one statement with the list itself, so that an act never rests on what was read before.
    with django_assert_num_queries(2):
        assert sees_only(county.qian, second)


def test_who_keeps_away_from_many_matters_keeps_away_from_each(
    county: Any, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "FEW", 1)
    *kept_from, other = [opened() for _ in range(3)]
    for matter in kept_from:
        recusals.declare(county.qian, matter.pk, county.people["qian"].pk, "kin", "亲属")
    assert [sees(county.qian, matter) for matter in (*kept_from, other)] == [NOTHING, NOTHING, ALL]


def test_the_highest_level_of_a_list_is_the_lists() -> None:
    assert secrecy.highest(["", "机密", "秘密"]) == "机密" and secrecy.highest([]) == "内部"
    assert secrecy.highest(["公开"]) == "内部", "a list is never less than internal"
    assert [secrecy.marked(level, "a.pdf") for level in ("", "内部", "秘密", "绝密")] == [
        "a.pdf", "a.pdf", "〔秘密〕a.pdf", "〔绝密〕a.pdf",
    ]  # fmt: skip
