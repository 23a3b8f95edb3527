"""廉政意见回复: drafted, approved by another, numbered, recorded in the dossier, reproduced; seen by the organ alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from records import support_packs
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import opening
from zeren.records.matters import queries as matter_queries
from zeren.records.precheck import queries as precheck
from zeren.records.precheck.model import Asked
from zeren.records.replies import acts, queries
from zeren.records.replies.acts import Draft
from zeren.records.replies.models import IntegrityReply, ReplyEntry, State

DAY = date(2026, 3, 16)
TARGET = date(2026, 4, 1)


@pytest.fixture(autouse=True)
def real(pack: Any) -> Iterator[packs.Installed]:
    """The packs and the shared words as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def desk(county: SimpleNamespace) -> SimpleNamespace:
    """A dossier about 孙局长 that the department put before the commission; a restriction of the commission's."""
    county.officer = county.actor("wu", Role.ORGANIZATION_OFFICER, "QZ")
    county.head = county.actor("head", Role.PRINCIPAL, "QJ")
    county.deputy = county.actor("deputy", Role.LEADER_IN_CHARGE, "QJ")
    county.pk = county.people["sun"].pk

    def open_(pack: str, procedure: str, organ: str) -> Any:
        return opening.open_matter(
            SYSTEM,
            opening.Opening(
                pack, procedure, county.organs[organ].pk, "某事由", [county.sun], date(2025, 1, 6), mark="青",
                handler=county.people["zhao"].pk,
            ),
        )  # fmt: skip

    county.open = open_
    county.dossier = open_("cn-2014-selection-supervision", "selection-dossier", "QZ")
    record(county.dossier, "integrity_examined", "2026-03-02", county.sun, "organization_department")
    case = open_("cn-2021-organizational-handling", "organizational-handling", "QJ")
    fields = {"handling": ["m-demote"], "level": "county_deputy", "year": "2026"}
    record(case, "handling_decided", "2026-01-05", county.sun, "deciding_organ", **fields)
    county.draft = Draft(
        county.pk, county.organs["QZ"].pk, "clear", "没有不同意见。", TARGET, dossier=county.dossier.pk
    )
    return county


def record(matter: Any, step: str, at: str, subject: str, by: str, **fields: Any) -> None:
    matters.record_event(SYSTEM, matter.pk, step, at, fields, subjects=[subject], by=[by])


def paper(reply: IntegrityReply, says: Any) -> tuple[str, bytes]:
    return f"回复 {reply.number}.txt", f"{says['text']}".encode()


def issued(desk: SimpleNamespace) -> IntegrityReply:
    reply = acts.draft(desk.zhao, desk.draft)
    acts.approve(desk.head, reply.pk)
    return acts.issue(desk.zhao, reply.pk, "青纪廉函", "王书记", paper)


def opinions(desk: SimpleNamespace) -> list[Any]:
    entries = matter_queries.entries(desk.officer, desk.dossier.pk)
    return [entry for entry in entries if entry.type == "discipline_opinion_given"]


def test_a_reply_goes_through_draft_approval_and_issue_into_the_dossier(desk: SimpleNamespace) -> None:
    assert [(one.matter.pk, one.persons) for one in queries.asked_for(desk.zhao)] == [
        (desk.dossier.pk, (desk.pk,))
    ]
    reply = issued(desk)
    assert reply.state == State.ISSUED and reply.number == "青纪廉函〔2026〕1号"
    assert [said.act for said in queries.log_of(reply)] == ["drafted", "approved", "issued"]
    (entry,) = opinions(desk)
    assert (
        entry.seq == reply.seq
        and entry.fields["result"] == "clear"
        and entry.by == ("discipline_commission",)
    )
    assert entry.attachments[0]["name"] == "回复 青纪廉函〔2026〕1号.txt"


def test_before_it_is_issued_nothing_of_it_is_seen_or_changed_outside(desk: SimpleNamespace) -> None:
    """Byte for byte: what the department reads, and what the check answers it."""
    question = Asked(desk.pk, "promotion", TARGET)
    before = precheck.check_one(desk.officer, question).as_dict()
    reply = acts.draft(desk.zhao, replace(desk.draft, result="check_open", text="暂不宜。"))
    acts.approve(desk.head, reply.pk)
    assert precheck.check_one(desk.officer, question).as_dict() == before and opinions(desk) == []
    acts.issue(desk.zhao, reply.pk, "青纪廉函", "王书记", paper)
    bars = {line.norm for line in precheck.check_one(desk.officer, question).bars}
    assert "unverified-gate" in bars


@pytest.mark.parametrize("who", ["officer", "leader", "zhou", "subject", "viewer", "auditor"])
def test_only_the_organ_itself_sees_a_reply(desk: SimpleNamespace, who: str) -> None:
    reply = acts.draft(desk.zhao, desk.draft)
    actor = getattr(desk, who)
    assert not queries.visible_to(actor).exists() and queries.one(actor, reply.pk) is None
    with pytest.raises(OutOfSight):
        acts.approve(actor, reply.pk)
    with pytest.raises(Refused):
        acts.draft(actor, desk.draft)


def test_the_person_of_the_organ_does_not_see_the_own_reply(desk: SimpleNamespace) -> None:
    reply = acts.draft(desk.zhao, desk.draft)
    own = replace(desk.qian, person=desk.pk)
    assert queries.one(own, reply.pk) is None and queries.one(desk.qian, reply.pk) is not None


def test_who_drafted_does_not_approve_and_nobody_below_a_leader_does(desk: SimpleNamespace) -> None:
    reply = acts.draft(desk.zhao, desk.draft)
    both = replace(desk.head, account=desk.zhao.account)
    for actor in (both, desk.qian):
        with pytest.raises(Refused):
            acts.approve(actor, reply.pk)
    assert acts.approve(desk.deputy, reply.pk).state == State.APPROVED


def test_the_steps_have_their_order(desk: SimpleNamespace) -> None:
    reply = acts.draft(desk.zhao, desk.draft)
    with pytest.raises(Refused):
        acts.issue(desk.zhao, reply.pk, "青纪廉函", "王书记", paper)
    with pytest.raises(Refused):
        acts.send_back(desk.head, reply.pk, " ")
    acts.send_back(desk.head, reply.pk, "请写明核查日")
    with pytest.raises(Refused):
        acts.approve(desk.head, reply.pk)
    acts.revise(desk.zhao, reply.pk, replace(desk.draft, text="截至当日没有不同意见。"))
    acts.approve(desk.head, reply.pk)
    with pytest.raises(Refused):
        acts.issue(desk.zhao, reply.pk, "", "", paper)
    done = acts.issue(desk.zhao, reply.pk, "青纪廉函", "王书记", paper)
    with pytest.raises(Refused):
        acts.revise(desk.zhao, done.pk, desk.draft)
    assert queries.content_of(done)["text"] == "截至当日没有不同意见。"


@pytest.mark.parametrize(
    ("differs", "field"),
    [({"result": "fine"}, "result"), ({"text": " "}, "text"), ({"text": "字" * 2001}, "text"), ({"intent": "fly"}, "intent"), ({"dossier": 0}, "dossier"), ({"asker": 0}, "asker"), ({"person": 0}, "person")],
)  # fmt: skip
def test_a_draft_that_can_not_stand_is_refused_with_its_place(
    desk: SimpleNamespace, differs: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        acts.draft(desk.zhao, replace(desk.draft, **differs))
    assert field in refused.value.by_field()
    assert not IntegrityReply.objects.exists()


def test_of_another_subject_of_the_dossier_nothing_is_told_before_it_is_put_forward(
    desk: SimpleNamespace,
) -> None:
    both = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "cn-2014-selection-supervision", "selection-dossier", desk.organs["QZ"].pk, "两人", [desk.sun, desk.li],
            date(2026, 1, 5), mark="青",
        ),
    )  # fmt: skip
    record(both, "integrity_examined", "2026-03-02", desk.sun, "organization_department")
    asks = next(one for one in queries.asked_for(desk.zhao) if one.matter == both)
    assert asks.persons == (desk.pk,)
    other = replace(desk.draft, person=desk.people["li"].pk, dossier=both.pk)
    with pytest.raises(Refused) as refused:
        acts.draft(desk.zhao, other)
    assert "dossier" in refused.value.by_field()


def test_asked_on_paper_it_is_kept_without_a_dossier(desk: SimpleNamespace) -> None:
    desk.draft = replace(desk.draft, dossier=None)
    # The commission sees the bureau's head by the case that it handles.
    reply = issued(desk)
    assert reply.seq is None and reply.number and opinions(desk) == []


def test_the_answer_is_reproduced_after_the_records_went_on(desk: SimpleNamespace, monkeypatch: Any) -> None:
    reply = issued(desk)
    receipt = queries.receipt_of(reply)
    assert receipt["day"] == "2026-04-01" and receipt["packs"] and receipt["digest"] == reply.digest
    now = precheck.check_one(desk.zhao, queries.question_of(reply))
    assert now.bars and queries.reproduce(reply).same
    _a_minute_later(monkeypatch)
    record(
        desk.dossier,
        "personal_reports_consulted",
        "2026-03-10",
        desk.sun,
        "organization_department",
        verification_needed="no",
        result="concealed",
    )
    later = desk.open("gs-2015-up-and-down", "unsuited-adjustment", "QJ")
    record(later, "adjustment_decided", "2026-03-12", desk.sun, "party_committee", ways=["demotion"])
    assert len(precheck.check_one(desk.zhao, queries.question_of(reply)).lines) > len(now.lines)
    again = queries.reproduce(reply)
    assert again.same and again.digest == reply.digest and again.packs == ()


def test_what_a_line_rested_on_is_reproduced_too(desk: SimpleNamespace, monkeypatch: Any) -> None:
    """An entry of a day before the reply that was recorded after it was not known then."""
    own = desk.open("cn-2014-selection-supervision", "selection-dossier", "QJ")
    record(own, "file_checked", "2026-03-02", desk.sun, "organization_department", items=["age"], doubts="1")
    reply = issued(desk)
    _a_minute_later(monkeypatch)
    record(own, "file_checked", "2026-03-03", desk.sun, "organization_department", items=["age"], doubts="2")
    (line,) = [
        one
        for one in precheck.check_one(desk.zhao, queries.question_of(reply)).lines
        if one.norm == "file-check"
    ]
    assert line.since == date(2026, 3, 3)
    assert queries.reproduce(reply).same


def _a_minute_later(monkeypatch: Any) -> None:
    from datetime import timedelta

    from zeren.records import clock

    usual = clock.now
    monkeypatch.setattr(clock, "now", lambda: usual() + timedelta(minutes=1))


def test_the_log_of_a_reply_is_never_changed(desk: SimpleNamespace) -> None:
    reply = acts.draft(desk.zhao, desk.draft)
    entry = ReplyEntry.objects.get(reply=reply)
    assert "没有不同意见" not in str(bytes(entry.sealed))
    for change in (lambda: ReplyEntry.objects.update(account="x"), lambda: ReplyEntry.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
