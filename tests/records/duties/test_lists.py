"""明责: a list is drawn up from registers and packs, changed with a reason, signed item by item, and follows the posts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection

from records.duties.conftest import DUTIES
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.loading import load_pack_text
from zeren.records import integrity, packs, registers, triggers
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts, generating, judging, log, queries, register, replaying
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.acts import Called, Change
from zeren.records.duties.models import DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list of 2026."""
    return acts.generate(county.office, county.organs["Q"].pk, 2026)


def owed(lst: DutyList, name: str) -> set[str]:
    """The norms that somebody (领导班子: the group) owes on the list."""
    rows = lst.duties.filter(dropped__isnull=True)
    return {d.norm for d in rows if (d.holder.person.name if d.holder.person else d.holder.capacity) == name}


def test_every_body_gets_the_norms_that_name_it(drawn: DutyList) -> None:
    assert owed(drawn, "leading_group") == {"meetings"}
    assert owed(drawn, "王书记") == {"research", "interviews", "conduct", "reports"}
    assert owed(drawn, "冯副书记") == {"research", "hears", "conduct", "attends"}
    assert (drawn.version, drawn.since) == (1, date(2026, 3, 16))
    titles = {d.norm: d.title for d in drawn.duties.all()}
    assert titles["research"] == "专题调研：党风廉政建设"
    assert titles["conduct"] == "抓作风"


def test_drawing_it_up_again_changes_nothing(drawn: DutyList, county: SimpleNamespace) -> None:
    again = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert (again.version, again.seq) == (1, 1)


def test_a_new_appointment_brings_the_duties_of_the_post_from_its_day(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    rows = [{"person": "li", "post": "QC", "start": "2026-03-10"}]
    assert registers.import_rows(SYSTEM, "appointments", rows).written
    before = set(drawn.duties.values_list("number", flat=True))
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    new = lst.holders.get(person__code="li")
    assert (new.capacity, new.starts, lst.version) == ("member", date(2026, 3, 10), 2)
    assert owed(lst, "李科长") == {"research", "hears", "conduct", "attends"}
    assert before < set(lst.duties.values_list("number", flat=True))


def appointed(*rows: dict[str, str]) -> None:
    """Appointments, as people enter them."""
    report = registers.import_rows(SYSTEM, "appointments", list(rows))
    assert report.written, report.problems


@pytest.fixture
def second(county: SimpleNamespace) -> str:
    """Another post of a member and another of a principal in the committee."""
    rows = [
        {"code": "QW", "organ": "Q", "name": "县委副书记、政法委书记", "post_class": "member"},
        {"code": "QD", "organ": "Q", "name": "县人武部党委第一书记", "post_class": "principal", "principal": "yes"},
    ]  # fmt: skip
    assert registers.import_rows(SYSTEM, "posts", rows).written
    return "QW"


def spans(lst: DutyList, code: str) -> list[tuple[date | None, date | None, str]]:
    """The holders of somebody."""
    return [(h.starts, h.ends, h.post) for h in lst.holders.filter(person__code=code).order_by("starts")]


def test_two_posts_held_at_once_owe_once(county: SimpleNamespace, second: str) -> None:
    """Of one day or of two, as principal or member: drawn up again nothing changes."""
    appointed(
        {"person": "wang", "post": "QD", "start": "2024-03-01", "main": "no"},
        {"person": "feng", "post": second, "start": "2026-01-10", "main": "no"},
    )
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert spans(lst, "wang") == [(date(2024, 3, 1), None, "县委书记、县人武部党委第一书记")]
    assert spans(lst, "feng") == [(date(2025, 7, 15), None, "县委副书记、县委副书记、政法委书记")]
    assert acts.generate(county.office, county.organs["Q"].pk, 2026).version == 1


def test_a_lower_principal_with_two_posts_is_one_head(county: SimpleNamespace) -> None:
    row = {"code": "TZ2", "organ": "QT", "name": "党组书记", "post_class": "principal", "principal": "yes"}
    assert registers.import_rows(SYSTEM, "posts", [row]).written
    appointed({"person": "wei", "post": "TZ2", "start": "2023-05-01", "main": "no"})
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    wang = lst.holders.get(person__code="wang")
    found = judging.stand(register.read(), lst, wang, date(2026, 3, 16)).of("t-2020-duties", "interviews")
    assert [f.subject for f in found].count(f"person:{county.people['wei'].pk}") == 1


@pytest.mark.parametrize(
    ("starts", "holders"),
    [("2026-03-01", 1), ("2026-02-28", 1), ("2026-03-02", 2)],
    ids=["the day after", "the same day", "a day between"],
)
def test_another_post_among_the_members_ends_no_duty_unless_there_is_a_day_between(
    county: SimpleNamespace, second: str, starts: str, holders: int
) -> None:
    appointed(
        {"person": "feng", "post": "QF", "start": "2025-07-15", "end": "2026-02-28"},
        {"person": "feng", "post": second, "start": starts},
    )
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    found = spans(lst, "feng")
    assert len(found) == holders
    assert found[-1][2] == "县委副书记、政法委书记"


@pytest.mark.parametrize("starts", ["2026-02-28", "2026-03-01"])
def test_a_principal_appointed_again_begins_a_new_term(
    county: SimpleNamespace, second: str, starts: str
) -> None:
    appointed(
        {"person": "wang", "post": "QS", "start": "2024-03-01", "end": "2026-02-28"},
        {"person": "wang", "post": "QD", "start": starts},
    )
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert [s[0] for s in spans(lst, "wang")] == [date(2024, 3, 1), date.fromisoformat(starts)]


def test_a_post_entered_later_that_began_earlier_makes_no_second_holder(
    drawn: DutyList, county: SimpleNamespace, second: str
) -> None:
    number = drawn.holders.get(person__code="feng").number
    appointed({"person": "feng", "post": second, "start": "2025-01-01", "main": "no"})
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert [(h.number, h.starts) for h in lst.holders.filter(person__code="feng")] == [
        (number, date(2025, 1, 1))
    ]


def test_a_change_has_a_reason_makes_a_version_and_asks_for_the_signature_again(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    mine = acts.signable(county.wang, drawn)
    acts.sign(county.wang, drawn.pk, sorted(mine))
    duty = drawn.duties.get(norm="research", holder__person__code="wang")
    assert (duty.signed, duty.signed_on) == (1, date(2026, 3, 16))
    acts.change(
        county.office, drawn.pk, [Change(duty.number, task="调研招投标", due=date(2026, 9, 30))], "题目改变"
    )
    duty.refresh_from_db()
    assert (duty.task, duty.due, duty.changed, duty.signed) == ("调研招投标", date(2026, 9, 30), 2, None)
    assert acts.change(county.office, drawn.pk, [Change(duty.number, task="调研招投标")], "没有差别") is None


def test_what_is_put_back_and_what_is_withdrawn_is_laid_anew_alike(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    number = drawn.duties.get(norm="research", holder__person__code="wang").number
    acts.change(county.office, drawn.pk, [Change(number, due=date(2026, 9, 30))], "定时限")
    acts.change(county.office, drawn.pk, [Change(number, no_due=True), Change(number, drop=True)], "误删")
    acts.restore(county.office, drawn.pk, number, "恢复")
    called = Called("t-2020-duties", "meeting_called", date(2026, 3, 2), "会议", county.organs["QT"].pk)
    for _ in range(2):
        acts.occasion(county.office, drawn.pk, called)
    acts.withdraw_occasion(county.office, drawn.pk, 1, "误登")
    before = replaying.standing_rows()
    replaying.lay_all()
    assert replaying.standing_rows() == before
    back = drawn.duties.get(number=number)
    assert (back.dropped, back.due, back.changed) == (None, None, 4)
    assert list(drawn.occasions.values_list("number", flat=True)) == [2]


def test_who_signs_what(drawn: DutyList, county: SimpleNamespace) -> None:
    """The principal signs for the own duties and the group's; a member for the own; nobody for another."""
    by = {d.number: (d.holder.person.code if d.holder.person else "") for d in drawn.duties.all()}
    assert {by[n] for n in acts.signable(county.wang, drawn)} == {"wang", ""}
    assert {by[n] for n in acts.signable(county.feng, drawn)} == {"feng"}
    assert acts.signable(county.office, drawn) == set()
    other = next(n for n, code in by.items() if code == "wang")
    with pytest.raises(Refused, match="not yours"):
        acts.sign(county.feng, drawn.pk, [other])
    with pytest.raises(Refused, match="nothing was chosen"):
        acts.sign(county.wang, drawn.pk, [])


@pytest.mark.parametrize(
    ("change", "reason", "field"),
    [
        (Change(999, task="x"), "理由", "999"),
        (Change(1, due=date(2028, 1, 1)), "理由", "1.due"),
        (Change(1, task="长" * 2001), "理由", "1.task"),
        (Change(1, task="x"), " ", "reason"),
    ],
)
def test_what_is_false_is_refused_with_its_place(
    drawn: DutyList, county: SimpleNamespace, change: Change, reason: str, field: str
) -> None:
    with pytest.raises(Refused) as wrong:
        acts.change(county.office, drawn.pk, [change], reason)
    assert list(wrong.value.by_field()) == [field]
    assert DutyList.objects.get(pk=drawn.pk).seq == 1


def test_a_dropped_duty_stays_off_when_the_list_is_drawn_up_again(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    duty = drawn.duties.get(norm="hears", holder__person__code="feng")
    acts.change(county.office, drawn.pk, [Change(duty.number, drop=True)], "不分管部门")
    again = acts.generate(county.office, county.organs["Q"].pk, 2026)
    assert "hears" not in owed(again, "冯副书记")
    assert [log.body_of(e)["reason"] for e in queries.changes(again)] == ["不分管部门", ""]


def test_publication_names_place_and_day(drawn: DutyList, county: SimpleNamespace) -> None:
    with pytest.raises(Refused) as wrong:
        acts.publish(county.office, drawn.pk, date(2026, 3, 17), "")
    assert set(wrong.value.by_field()) == {"on", "where"}
    acts.publish(county.office, drawn.pk, date(2026, 3, 16), "县政府网站")
    drawn.refresh_from_db()
    assert (drawn.published_on, drawn.published_at) == (date(2026, 3, 16), "县政府网站")


def test_who_sees_and_keeps(drawn: DutyList, county: SimpleNamespace) -> None:
    seen = queries.one(county.feng, county.organs["Q"].pk, 2026)
    assert seen == drawn
    assert {d.holder.person.code for d in queries.duties_of(county.feng, drawn) if d.holder.person} == {
        "feng"
    }
    assert queries.one(county.beside, county.organs["Q"].pk, 2026) is None
    assert queries.one(county.auditor, county.organs["Q"].pk, 2026) is None
    assert queries.one(county.viewer, county.organs["Q"].pk, 2026) == drawn
    for actor in (county.feng, county.viewer, county.beside):
        with pytest.raises(OutOfSight):
            acts.change(actor, drawn.pk, [Change(1, task="x")], "理由")
    with pytest.raises(OutOfSight):
        acts.generate(county.beside, county.organs["Q"].pk, 2026)


def test_a_year_out_of_range_is_refused(county: SimpleNamespace) -> None:
    with pytest.raises(Refused, match="out of range"):
        acts.generate(county.office, county.organs["Q"].pk, 2028)


def test_an_occasion_that_forces_no_duty_here_is_refused(drawn: DutyList, county: SimpleNamespace) -> None:
    with pytest.raises(Refused) as wrong:
        acts.occasion(county.office, drawn.pk, Called("t-2020-duties", "nothing", date(2025, 1, 1), ""))
    assert set(wrong.value.by_field()) == {"event", "at", "title"}


def test_the_log_verifies_and_replays_to_the_same(drawn: DutyList, county: SimpleNamespace) -> None:
    acts.sign(county.feng, drawn.pk, sorted(acts.signable(county.feng, drawn)))
    group = drawn.holders.get(capacity="leading_group").number
    activities.record(
        county.office,
        drawn.pk,
        [Doing(date(2026, 2, 2), "meeting", "专题会议", (Doer(group),), ("conduct_building",))],
    )
    before = replaying.standing_rows()
    assert len(before["Activity"]) == 1
    replaying.lay_all()
    assert replaying.standing_rows() == before
    assert integrity.verify().faults == ()


def test_what_was_altered_or_removed_in_the_log_is_named(drawn: DutyList, county: SimpleNamespace) -> None:
    acts.publish(county.office, drawn.pk, date(2026, 3, 16), "县政府网站")
    triggers.remove(connection)
    DutyEntry.objects.filter(list=drawn, seq=1).update(body="{}")
    assert ("altered", "duty list Q 2026#1") in {(f.code, f.where) for f in integrity.verify().faults}
    DutyEntry.objects.filter(list=drawn, seq=2).delete()
    assert "head_differs" in {f.code for f in integrity.verify().faults}


def test_a_body_that_the_register_cannot_tell_is_taken_up_with_its_duties(
    drawn: DutyList, county: SimpleNamespace, shared: Vocabulary
) -> None:
    text = DUTIES.replace(
        "norms:",
        """norms:
  - {id: court, cite: "5", standing: {by: court_group, act: activity, topic: conduct_rules}}""",
    )
    with packs.using([load_pack_text(text.encode(), "t-2020-duties.yaml", shared)], shared):
        assert generating.bodies(drawn) == ["court_group"]
        for capacity, reason, said in (
            ("court_group", " ", "needs its reason"),
            ("leading_group", "理由", "there already"),
            ("principal", "理由", "there already"),
            ("congress_group", "理由", "owes nothing"),
        ):
            with pytest.raises(Refused, match=said):
                acts.add_body(county.office, drawn.pk, capacity, reason)
        with pytest.raises(OutOfSight):
            acts.add_body(county.beside, drawn.pk, "court_group", "理由")
        acts.add_body(county.office, drawn.pk, "court_group", "本院党组")
        drawn.refresh_from_db()
        assert owed(drawn, "court_group") == {"court"} and drawn.version == 2
        assert generating.bodies(drawn) == []
        before = replaying.standing_rows()
        replaying.replay(log.locked(drawn.pk))
        assert replaying.standing_rows() == before
        assert acts.generate(county.office, county.organs["Q"].pk, 2026).version == 2
