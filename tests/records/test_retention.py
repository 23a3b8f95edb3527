"""Retention: nothing is destroyed by itself, by one person, or while anything about it still runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from zeren.env import SettingError
from zeren.records import ciphers, evaluation, integrity, packs, vault
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import drafts, files, opening, queries
from zeren.records.matters.models import Attachment, Disposal, Draft, Event, EventPayload, Matter
from zeren.records.obligations.models import Obligation
from zeren.records.rebuild import rebuild
from zeren.records.restrictions.models import Restriction
from zeren.records.retention import acts
from zeren.records.retention import queries as retention
from zeren.records.retention.models import DisposalAnswer, DisposalProposal
from zeren.records.retention.periods import NAME, closed_by, kept_to, kinds, periods
from zeren.records.search.models import SearchUnit
from zeren.records.trail.models import TrailEntry

LATER = date(2032, 3, 17)
"""The period of six years of a matter closed on 2026-03-16 ended the day before."""
TEXT = "提到某人的一句话"


@pytest.fixture
def set_periods(home: Path) -> Any:
    def made(text: str = "periods:\n  other: {years: 6, basis: 青档〔2024〕1号}\n") -> None:
        (home / NAME).write_text(text, encoding="utf-8")

    made()
    return made


@pytest.fixture
def keeper(county: Any) -> Any:
    return county.actor("dangban", Role.COMMITTEE_OFFICE, "Q")


@pytest.fixture
def closed(county: Any, opened: Any, settings: Any, set_periods: Any) -> Matter:
    """A closed matter with a paper, a draft and nothing that runs; and the day on which its period is over."""
    matter = opened()
    for type_, day in (("noticed", "2026-03-03"), ("heard", "2026-03-04")):
        matters.record_event(
            county.zhao, matter.pk, type_, day, {"place": TEXT} if type_ == "noticed" else {}, by=("office",)
        )
    files.add_attachment(county.zhao, matter.pk, "某人的材料.txt", TEXT.encode())
    drafts.save_draft(county.zhao, matter.pk, "decided", {"x": TEXT})
    matters.close(county.zhao, matter.pk, date(2026, 3, 16))
    # What the made-up regulation still wants of it is another test's.
    Obligation.objects.filter(matter=matter).delete()
    settings.ZEREN = replace(settings.ZEREN, today=LATER)
    matter.refresh_from_db()
    return matter


def against(matter: Matter, today: date = LATER) -> list[str]:
    return list(retention.against(matter, periods(), today))


def zh(refused: Any) -> str:
    return "；".join(problem.zh for problem in refused.value.problems)


# ---------------------------------------------------------------- periods


def test_no_text_gives_a_number_of_years_so_nothing_is_set_by_itself(home: Path) -> None:
    found = periods()
    assert {period.years for period in found.by_kind.values()} == {None}
    assert found.of("cn-2019-accountability").kind.id == "accountability"
    assert found.of("no-such-pack").kind.id == "other"


def test_every_provision_that_is_cited_is_one_of_its_pack() -> None:
    by_id = {pack.id: pack for pack in packs._read().packs}
    for kind in kinds():
        assert set(kind.packs) <= set(by_id)
        for cite in kind.cites:
            pack, _, at = cite.partition("#")
            assert at in by_id[pack].provisions, cite


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("periods: {other: {years: 0, basis: 甲}}", "periods.other.years"),
        ("periods: {other: {years: 201, basis: 甲}}", "periods.other.years"),
        ("periods: {other: {years: yes, basis: 甲}}", "periods.other.years"),
        ("periods: {other: {years: 6, basis: ''}}", "periods.other.basis"),
        ("periods: {other: {years: 6}}", "periods.other"),
        ("periods: {others: {years: 6, basis: 甲}}", "periods.others"),
        ("periods: 6", "retention.yaml"),
        ("warn_days: -1", "warn_days"),
        ("warnings: 3", "warnings"),
        ("a: [", "retention.yaml"),
        ("- a", "retention.yaml"),
    ],
)
def test_a_setting_that_cannot_be_used_says_where(set_periods: Any, text: str, where: str) -> None:
    set_periods(text)
    with pytest.raises(SettingError) as error:
        periods()
    assert where in error.value.zh and where in error.value.en


@pytest.mark.parametrize("years", [1, 200])
def test_the_ends_of_what_may_be_set(set_periods: Any, years: int) -> None:
    set_periods(f"periods: {{other: {{years: {years}, basis: 甲}}}}")
    assert periods().by_kind["other"].years == years


@pytest.mark.parametrize(
    ("closed", "years", "last"),
    [
        (date(2026, 3, 16), 6, date(2032, 3, 16)),
        (date(2024, 2, 29), 1, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, date(2028, 2, 28)),
        (date(2023, 2, 28), 1, date(2024, 2, 28)),
    ],
)
def test_the_last_day_of_keeping(closed: date, years: int, last: date) -> None:
    assert kept_to(closed, years) == last
    assert closed_by(last, years) >= closed


# ---------------------------------------------------------------- what stands against it


def test_the_day_after_the_last_it_may_be_disposed_of_and_not_before(closed: Matter) -> None:
    assert against(closed, date(2032, 3, 16)) == ["保管期限没有届满，至 2032-03-16 止"]
    assert against(closed, date(2032, 3, 17)) == []


def test_of_what_is_kept_anyway_nothing_more_is_asked(closed: Matter, django_assert_num_queries: Any) -> None:
    found = periods()
    with django_assert_num_queries(0):
        due = retention.due(closed, found, date(2032, 3, 16))
    assert due.kept_to == date(2032, 3, 16) and len(due.against) == 1


def test_it_is_listed_from_the_days_of_warning_on(keeper: Any, closed: Matter, county: Any) -> None:
    found = periods()
    assert list(retention.falling_due(keeper, found, date(2031, 12, 17))) == [closed]
    assert list(retention.falling_due(keeper, found, date(2031, 12, 16))) == []
    assert list(retention.falling_due(county.zhao, found, LATER)) == []
    stranger = county.actor("b", Role.COMMITTEE_OFFICE, "B")
    assert list(retention.falling_due(stranger, found, LATER)) == []


def test_what_is_not_set_is_kept(keeper: Any, closed: Matter, set_periods: Any) -> None:
    set_periods("warn_days: 30")
    assert against(closed) == ["没有设定保管期限，长期保管"]
    assert list(retention.falling_due(keeper, periods(), LATER)) == []


def test_an_open_matter_stays(closed: Matter, county: Any, opened: Any) -> None:
    assert against(opened())[0] == "没有办结"


def test_a_running_right_an_open_duty_and_a_bar_stand_against_it(closed: Matter) -> None:
    def row(want: int) -> Obligation:
        return Obligation.objects.create(
            matter=closed, organ_id=closed.organ_id, want=want, pack="p", norm=str(want), key="", kind="duty", force="may",
            status="pending", act="appealed", cites="",
        )  # fmt: skip

    right = row(5)
    assert against(closed) == ["有 1 项权利期限（申诉、复核等）没有届满"]
    duty = row(1)
    assert len(against(closed)) == 2
    Obligation.objects.filter(pk__in=(right.pk, duty.pk)).delete()
    bar = Restriction.objects.create(
        matter=closed, subject="person:1", act="promoted", pack="p", norm="n", cites="", source="s", starts=date(2026, 3, 16), ends=LATER
    )  # fmt: skip
    assert against(closed) == ["有 1 项影响期或者限制没有届满"]
    bar.ends = None
    bar.save()
    assert len(against(closed)) == 1
    bar.ends = date(2032, 3, 16)
    bar.save()
    assert against(closed) == []


def test_a_matter_under_appeal_stays(closed: Matter, county: Any, opened: Any) -> None:
    appeal = opened(title="申诉")
    opening.link(SYSTEM, closed.pk, appeal.pk, "appeal")
    Obligation.objects.filter(matter=closed).delete()
    assert against(closed) == [f"关联案件 {appeal.number} 没有办结，或者还在保管"]


# ---------------------------------------------------------------- two persons


def test_only_who_keeps_the_files_proposes_and_another_the_principal_confirms(
    county: Any, keeper: Any, closed: Matter
) -> None:
    with pytest.raises(Refused, match="archive keeper"):
        acts.propose(county.leader, [closed.pk])
    (proposal,) = acts.propose(keeper, [closed.pk], "满六年")
    with pytest.raises(Refused):
        acts.propose(keeper, [closed.pk])
    for nobody in (keeper, county.zhao, county.auditor):
        with pytest.raises((Refused, OutOfSight)):
            acts.confirm(nobody, proposal.pk)
    assert EventPayload.objects.filter(event__matter=closed).exists()
    assert Matter.objects.get(pk=closed.pk).disposed is None


def test_whoever_is_both_cannot_confirm_what_he_proposed(county: Any, closed: Matter) -> None:
    one = county.actor("one", Role.COMMITTEE_OFFICE, "Q", "li")
    other = county.actor("other", Role.PRINCIPAL, "Q", "li")
    (proposal,) = acts.propose(one, [closed.pk])
    both = replace(one, grants=(*one.grants, *other.grants))
    for actor in (both, other):
        with pytest.raises(Refused) as refused:
            acts.confirm(actor, proposal.pk)
        assert zh(refused) == "提出的人不能确认"


def test_the_role_is_one_over_this_matter_not_one_held_elsewhere(
    county: Any, keeper: Any, closed: Matter
) -> None:
    sees = county.viewer.grants
    office = county.actor("o", Role.COMMITTEE_OFFICE, "B")
    with pytest.raises(Refused, match="archive keeper"):
        acts.propose(replace(office, grants=(*office.grants, *sees)), [closed.pk])
    (proposal,) = acts.propose(keeper, [closed.pk])
    principal, handler = county.actor("p", Role.PRINCIPAL, "B"), county.zhao.grants
    for answer in (acts.confirm, lambda actor, pk: acts.refuse(actor, pk, "不同意")):
        with pytest.raises(Refused, match="principal"):
            answer(replace(principal, grants=(*principal.grants, *handler)), proposal.pk)


def test_out_of_sight_is_not_there(county: Any, keeper: Any, closed: Matter) -> None:
    stranger = county.actor("b", Role.COMMITTEE_OFFICE, "B")
    with pytest.raises(OutOfSight):
        acts.propose(stranger, [closed.pk])
    (proposal,) = acts.propose(keeper, [closed.pk])
    with pytest.raises(OutOfSight):
        acts.confirm(county.actor("p", Role.PRINCIPAL, "B"), proposal.pk)


def test_all_or_none_and_each_that_may_not_is_named(keeper: Any, closed: Matter, opened: Any) -> None:
    other = opened()
    with pytest.raises(Refused) as refused:
        acts.propose(keeper, [closed.pk, other.pk])
    assert zh(refused).startswith(f"{other.number}：没有办结")
    assert not DisposalProposal.objects.exists()
    for nothing in ([], range(1, acts.MOST + 2)):
        with pytest.raises(Refused):
            acts.propose(keeper, nothing)


def test_a_refusal_has_its_reason_and_leaves_everything(county: Any, keeper: Any, closed: Matter) -> None:
    (proposal,) = acts.propose(keeper, [closed.pk])
    with pytest.raises(Refused):
        acts.refuse(county.leader, proposal.pk, " ")
    acts.refuse(county.leader, proposal.pk, "留作史料")
    with pytest.raises(Refused):
        acts.confirm(county.leader, proposal.pk)
    assert not Disposal.objects.exists()
    assert acts.propose(keeper, [closed.pk])


def test_what_began_to_run_meanwhile_stops_the_confirmation(county: Any, keeper: Any, closed: Matter) -> None:
    (proposal,) = acts.propose(keeper, [closed.pk])
    Restriction.objects.create(
        matter=closed,
        subject="person:1",
        act="promoted",
        pack="p",
        norm="n",
        cites="",
        source="s",
        starts=LATER,
    )
    with pytest.raises(Refused) as refused:
        acts.confirm(county.leader, proposal.pk)
    assert "影响期" in zh(refused)
    assert EventPayload.objects.filter(event__matter=closed).exists() and not DisposalAnswer.objects.exists()


# ---------------------------------------------------------------- destroyed


@pytest.fixture
def destroyed(county: Any, keeper: Any, closed: Matter, django_capture_on_commit_callbacks: Any) -> Matter:
    (proposal,) = acts.propose(keeper, [closed.pk])
    with django_capture_on_commit_callbacks(execute=True):
        acts.confirm(county.leader, proposal.pk)
    closed.refresh_from_db()
    return closed


def test_the_contents_go_and_the_chain_still_verifies(destroyed: Matter, home: Path) -> None:
    assert not EventPayload.objects.filter(event__matter=destroyed).exists()
    assert not Draft.objects.filter(matter=destroyed).exists()
    paper = Attachment.objects.get(matter=destroyed)
    assert (paper.wrapped, paper.name, paper.checksum) == (None, "", "")
    assert not any(path.is_file() for path in (home / "attachments").rglob("*"))
    assert Event.objects.filter(matter=destroyed).count() == destroyed.head_seq
    assert integrity.verify().faults == ()
    with pytest.raises(ciphers.Unreadable):
        vault.unseal(paper, f"attachment {paper.file}", b"x" * 60)


def test_the_stub_says_when_and_by_whom(destroyed: Matter, county: Any) -> None:
    entries = queries.entries(county.zhao, destroyed.pk)
    assert all(entry.disposed and not entry.fields for entry in entries)
    row = Disposal.objects.filter(event__matter=destroyed).first()
    assert row is not None
    assert (row.by, row.confirmed_by, row.basis) == ("dangban", "leader", "青档〔2024〕1号")
    found = retention.disposed_as(destroyed)
    assert found is not None and found.answer.papers == 1
    assert destroyed.disposed == LATER
    trail = TrailEntry.objects.get(act="disposal_confirmed")
    assert trail.basis == f"销毁提议 {found.pk}，dangban 提出"
    assert TEXT not in trail.detail and "某人" not in trail.detail


def test_nothing_is_invented_about_what_was_destroyed(destroyed: Matter, county: Any) -> None:
    assert evaluation.findings_of(destroyed) == ()
    assert evaluation.allowed_of(destroyed, county.zhao) == {}
    assert not Obligation.objects.filter(matter=destroyed).exists()
    rebuild()
    destroyed.refresh_from_db()
    assert not Obligation.objects.filter(matter=destroyed).exists()
    assert not SearchUnit.objects.filter(noun="matter", target=destroyed.pk).exists()


def test_nobody_records_on_it_any_more(destroyed: Matter, county: Any) -> None:
    with pytest.raises(Refused) as refused:
        matters.record_event(county.zhao, destroyed.pk, "decided", date(2032, 3, 17))
    assert "已经销毁" in zh(refused)
    with pytest.raises(Refused) as refused:
        files.read_attachment(county.zhao, Attachment.objects.get(matter=destroyed).pk)
    assert zh(refused) == "此附件已经销毁"


def test_it_is_on_the_register_and_no_more_on_the_list(destroyed: Matter, keeper: Any) -> None:
    assert [p.matter_id for p in retention.answered(keeper)] == [destroyed.pk]
    assert [p.matter_id for p in retention.answered(keeper, 2032)] == [destroyed.pk]
    assert list(retention.answered(keeper, 2031)) == []
    assert list(retention.falling_due(keeper, periods(), LATER)) == []
    assert against(destroyed) == ["已经销毁"]


@pytest.mark.parametrize("table", ["disposalproposal", "disposalanswer", "paperdisposal"])
def test_the_database_refuses_to_change_how_it_was_destroyed(destroyed: Matter, table: str) -> None:
    with pytest.raises(Exception, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM records_{table}")


def test_a_key_that_came_back_and_a_file_that_stayed_are_named(destroyed: Matter, home: Path) -> None:
    paper = Attachment.objects.get(matter=destroyed)
    path = files.path_of(paper)
    path.write_bytes(b"x")
    assert [fault.code for fault in integrity.verify().faults] == ["file_left"]
    path.unlink()
    Attachment.objects.filter(pk=paper.pk).update(wrapped=b"x")
    assert [fault.code for fault in integrity.verify().faults] == ["key_left"]


# ---------------------------------------------------------------- search


def test_the_search_index_holds_nothing_of_what_is_sealed(closed: Matter, county: Any) -> None:
    matters.state_facts(county.zhao, closed.pk, {}, reason=TEXT)
    for again in (False, True):
        if again:
            rebuild()
        assert SearchUnit.objects.filter(noun="matter", target=closed.pk).exists()
        assert not SearchUnit.objects.filter(text__contains=TEXT).exists()
        assert not SearchUnit.objects.filter(text__contains="某人的材料").exists()
        assert list(queries.saying(county.zhao, TEXT, 5)) == []
