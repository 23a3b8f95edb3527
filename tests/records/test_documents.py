"""公文: drafted, examined, signed, numbered, kept as issued; three people; nothing of it before its time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from io import BytesIO
from threading import Barrier
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from zeren.records import integrity, rebuild, triggers
from zeren.records.actor import SYSTEM, Role
from zeren.records.documents import acts, queries, replaying
from zeren.records.documents.acts import Made, Paper
from zeren.records.documents.models import OfficialPaper, OfficialPaperEntry, State
from zeren.records.documents.text import Text
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import queries as matter_queries
from zeren.records.matters.numbers import next_number
from zeren.records.trail.models import TrailEntry

TEXT = Text("关于对孙某提醒的决定", "经查，落实不力。\n决定予以提醒。", "县交通局党组")
PAPER = Paper("decision", "提醒决定", "noticed")


def _docx() -> bytes:
    from docx import Document

    out = BytesIO()
    Document().save(out)
    return out.getvalue()


DOCX = _docx()


def render(document: OfficialPaper, text: Text, day: date) -> Made:
    """Files that stand for the real ones, which tests/desk makes; kept ones must be what their name says."""
    return Made(DOCX, b"%PDF-1.7 " + document.number.encode(), {"engine": "test"})


@pytest.fixture
def office(county: SimpleNamespace, opened: Any) -> SimpleNamespace:
    """The commission: two handlers, a deputy, its secretary; a matter about the bureau's head."""
    county.matter = opened()
    county.deputy = county.actor("deputy", Role.LEADER_IN_CHARGE, "QJ")
    county.head = county.actor("head", Role.PRINCIPAL, "QJ")
    return county


def drafted(office: SimpleNamespace, **differs: Any) -> OfficialPaper:
    return acts.draft(office.zhao, office.matter.pk, PAPER, replace(TEXT, **differs))


def signed(office: SimpleNamespace, **differs: Any) -> OfficialPaper:
    document = acts.submit(office.zhao, drafted(office, **differs).pk, 1)
    acts.review(office.deputy, document.pk, 2, "同意")
    return acts.sign(office.head, document.pk, 3, "发")


def issued(office: SimpleNamespace, mark: str = "青纪发") -> OfficialPaper:
    document = signed(office)
    return acts.issue(office.zhao, document.pk, document.head, mark, render)


def refusal(act: Any) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.by_field()


def test_a_document_goes_from_draft_to_number_and_every_step_is_kept(office: SimpleNamespace) -> None:
    document = issued(office)
    assert document.state == State.ISSUED and document.number == "青纪发〔2026〕1号"
    log = queries.log_of(document)
    assert [(said.act, said.account) for said in log] == [
        ("drafted", "zhao"), ("submitted", "zhao"), ("reviewed", "deputy"), ("signed", "head"), ("issued", "zhao"),
    ]  # fmt: skip
    receipt = queries.issue_of(log)
    assert receipt["dated"] == "2026-03-16" and receipt["docx"] == document.docx.checksum
    assert queries.sealed_file(document, "pdf") == "%PDF-1.7 青纪发〔2026〕1号".encode()
    names = {paper.name for paper in matter_queries.attachments(office.zhao, office.matter.pk)}
    assert names == {"青纪发〔2026〕1号 提醒决定.docx", "青纪发〔2026〕1号 提醒决定.pdf"}


def test_the_day_of_the_meeting_stands_on_it_where_there_was_one(office: SimpleNamespace) -> None:
    document = signed(office, dated="2026-03-10")
    acts.issue(office.zhao, document.pk, document.head, "青纪发", render)
    assert queries.issue_of(queries.log_of(document))["dated"] == "2026-03-10"
    assert "dated" in refusal(lambda: drafted(office, dated="2026-03-17"))


def test_three_different_people_and_only_leaders_sign(office: SimpleNamespace) -> None:
    document = acts.submit(office.zhao, drafted(office).pk, 1)
    assert "actor" in refusal(lambda: acts.review(office.zhao, document.pk, 2))
    acts.review(office.deputy, document.pk, 2)
    for actor in (replace(office.head, account="zhao"), office.deputy, office.qian):
        assert "actor" in refusal(lambda actor=actor: acts.sign(actor, document.pk, 3))
    assert acts.sign(office.head, document.pk, 3).state == State.SIGNED


def test_who_ever_worded_the_draft_neither_examines_nor_signs(office: SimpleNamespace) -> None:
    document = drafted(office)
    acts.change(office.deputy, document.pk, replace(TEXT, body="经查，属实。"), 1)
    acts.change(office.zhao, document.pk, TEXT, 2)
    acts.submit(office.zhao, document.pk, 3)
    assert "actor" in refusal(lambda: acts.review(office.deputy, document.pk, 4))


def test_an_important_one_is_signed_by_the_principal_alone(office: SimpleNamespace) -> None:
    document = acts.draft(office.zhao, office.matter.pk, PAPER, TEXT, important=True)
    acts.submit(office.zhao, document.pk, 1)
    acts.review(office.qian, document.pk, 2)
    assert "重要公文" in refusal(lambda: acts.sign(office.deputy, document.pk, 3))["actor"][0]
    assert document not in queries.my_turn(office.deputy) and document in queries.my_turn(office.head)
    assert acts.sign(office.head, document.pk, 3).state == State.SIGNED


def test_who_signs_by_delegation_has_it_on_the_trail(office: SimpleNamespace) -> None:
    document = acts.draft(office.zhao, office.matter.pk, PAPER, TEXT, important=True)
    acts.submit(office.zhao, document.pk, 1)
    acts.review(office.qian, document.pk, 2)
    lent = replace(office.head.grants[0], delegated_by="head", basis="权委〔2026〕3号")
    acts.sign(replace(office.deputy, grants=(*office.deputy.grants, lent)), document.pk, 3)
    told = TrailEntry.objects.filter(noun="document").order_by("seq").values_list("act", "basis")
    assert told.last() == ("document_signed", "权委〔2026〕3号") and told.first() == ("document_drafted", "")


def test_wording_changed_at_a_stage_is_kept_beside_the_wording_before(office: SimpleNamespace) -> None:
    document = acts.submit(office.zhao, drafted(office).pk, 1)
    acts.change(office.deputy, document.pk, replace(TEXT, body="经查，属实。"), 2)
    same = acts.change(office.deputy, document.pk, replace(TEXT, body="经查，属实。"), 3)
    assert same.head == 3 and same.state == State.REVIEW
    versions = queries.versions(queries.log_of(document))
    assert [(said.act, said.account) for said, _ in versions] == [("drafted", "zhao"), ("amended", "deputy")]
    assert versions[0][1] == TEXT and versions[1][1].body == "经查，属实。"
    assert "actor" in refusal(lambda: acts.change(office.zhao, document.pk, TEXT, 3))


def test_nobody_approves_what_was_changed_after_they_read_it(office: SimpleNamespace) -> None:
    document = acts.submit(office.zhao, drafted(office).pk, 1)
    acts.change(office.qian, document.pk, replace(TEXT, body="另一稿。"), 2)
    assert "seen" in refusal(lambda: acts.review(office.deputy, document.pk, 2))


def test_the_wording_goes_on_with_the_step_or_neither_does(office: SimpleNamespace) -> None:
    document = drafted(office)
    with pytest.raises(Refused):
        acts.forward(office.zhao, document.pk, replace(TEXT, body="〔待补：甲〕"), 1, "submit")
    assert queries.text_of(document) == TEXT
    acts.forward(office.zhao, document.pk, replace(TEXT, body="另一稿。"), 1, "submit")
    done = acts.forward(office.deputy, document.pk, replace(TEXT, body="另一稿。"), 3, "review", "同意")
    assert [said.act for said in queries.log_of(done)] == ["drafted", "drafted", "submitted", "reviewed"]


def test_it_is_returned_with_a_reason_and_goes_through_every_stage_again(office: SimpleNamespace) -> None:
    document = signed(office)
    assert "reason" in refusal(lambda: acts.send_back(office.qian, document.pk, 4, " "))
    acts.send_back(office.qian, document.pk, 4, "主送机关写错")
    assert "state" in refusal(lambda: acts.issue(office.zhao, document.pk, 5, "青纪发", render))
    acts.submit(office.zhao, document.pk, 5)
    assert "state" in refusal(lambda: acts.sign(office.head, document.pk, 6))
    assert acts.review(office.deputy, document.pk, 6).state == State.SIGN


def test_a_draft_with_gaps_goes_to_nobody(office: SimpleNamespace) -> None:
    document = drafted(office, body="经查，〔待补：event.facts〕")
    assert "body" in refusal(lambda: acts.submit(office.zhao, document.pk, 1))
    assert OfficialPaper.objects.get(pk=document.pk).state == State.DRAFT


@pytest.mark.parametrize(
    ("differs", "field"),
    [({"title": " "}, "title"), ({"body": ""}, "body"), ({"title": "字" * 201}, "title"), ({"title": "一\n二"}, "title"), ({"title": "一\x0b二"}, "title"), ({"body": "\n".join("字" * 1501)}, "body"),
     ({"annexes": "\n".join("表" * 101)}, "annexes"), ({"dated": "3月"}, "dated")],
)  # fmt: skip
def test_a_wording_that_can_not_stand_is_refused_with_its_place(
    office: SimpleNamespace, differs: dict[str, str], field: str
) -> None:
    assert field in refusal(lambda: drafted(office, **differs))
    assert not OfficialPaper.objects.exists()


def test_signs_that_nobody_sees_are_not_kept(office: SimpleNamespace) -> None:
    text = queries.text_of(drafted(office, title="关\x01于", body="经查\x0c一、\x85决定\ufffe"))
    assert text is not None and (text.title, text.body) == ("关于", "经查\n一、\n决定")


def test_a_withheld_paper_stays_withheld_at_every_stage(office: SimpleNamespace, monkeypatch: Any) -> None:
    """The paper of a step that would be out of order: neither begun, nor signed, nor issued."""
    document = signed(office)
    monkeypatch.setattr("zeren.records.evaluation.withheld", lambda *_, **__: ("hold",))
    assert "withheld" in refusal(
        lambda: acts.issue(office.zhao, document.pk, document.head, "青纪发", render)
    )
    assert "withheld" in refusal(lambda: drafted(office))
    monkeypatch.undo()
    assert acts.issue(office.zhao, document.pk, document.head, "青纪发", render).serial == 1


def test_the_paper_of_a_decision_out_of_order_is_withheld(office: SimpleNamespace) -> None:
    """A decision that the pack forbids before the hearing, as the desk withholds it; a recorded reason releases it."""
    from zeren.records import evaluation

    decided = matters.record_event(SYSTEM, office.matter.pk, "decided", "2026-03-10", by=["secretary"])
    found = evaluation.withheld(office.matter, "decided")
    assert decided and found
    paper = replace(PAPER, step="decided")
    assert "withheld" in refusal(lambda: acts.draft(office.zhao, office.matter.pk, paper, TEXT))
    for finding in found:
        matters.record_event(
            SYSTEM, office.matter.pk, "departure_reasoned", "2026-03-11", {"norm": finding.norm, "reasons": "紧急"},
            by=["secretary"],
        )  # fmt: skip
    assert acts.draft(office.zhao, office.matter.pk, paper, TEXT).state == State.DRAFT


# ---------------------------------------------------------------- numbers


def test_a_number_is_used_only_where_the_files_were_made(office: SimpleNamespace) -> None:
    document = signed(office)

    def fails(*_: Any) -> Made:
        raise Refused([])

    with pytest.raises(Refused):
        acts.issue(office.zhao, document.pk, document.head, "青纪发", fails)
    assert OfficialPaper.objects.get(pk=document.pk).serial is None
    assert acts.issue(office.zhao, document.pk, document.head, "青纪发", render).number == "青纪发〔2026〕1号"


def test_each_mark_runs_by_itself_and_none_serves_files_and_documents(office: SimpleNamespace) -> None:
    assert [issued(office).serial, issued(office).serial, issued(office, "青纪函").serial] == [1, 2, 1]
    document = signed(office)
    # The matter's own number has this mark.
    assert "mark" in refusal(lambda: acts.issue(office.zhao, document.pk, 4, "青纪提", render))
    with pytest.raises(Refused):
        next_number(document.organ, 2026, "青纪发")
    for mark in ("", "青纪发〔2026〕", "青纪发3", "青 纪"):
        assert "mark" in refusal(lambda mark=mark: acts.issue(office.zhao, document.pk, 4, mark, render))


def test_a_voided_number_stays_used_and_is_shown_with_its_reason(office: SimpleNamespace) -> None:
    first = issued(office)
    assert "actor" in refusal(lambda: acts.void(office.zhao, first.pk, "误发"))
    assert "reason" in refusal(lambda: acts.void(office.head, first.pk, ""))
    acts.void(office.head, first.pk, "误发")
    second = issued(office)
    assert second.serial == 2 and queries.issue_of(queries.log_of(first))["number"] == "青纪发〔2026〕1号"
    (series,) = queries.series(office.zhao)
    assert (series.last, series.given, series.void, series.whole) == (2, 2, 1, True)
    assert [d.serial for d in queries.numbered(office.zhao).order_by("serial")] == [1, 2]
    for change in (
        {"state": State.DROPPED},
        {"serial": 3},
        {"mark": "青纪函"},
        {"serial": None, "state": State.DRAFT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OfficialPaper.objects.filter(pk=first.pk).update(**change)


def test_an_issued_one_is_put_right_by_another_with_its_own_number(office: SimpleNamespace) -> None:
    first = issued(office)
    second = acts.correct(office.zhao, first.pk, "姓名写错")
    assert "state" in refusal(lambda: acts.correct(office.zhao, first.pk, "再改"))
    assert second.state == State.DRAFT and queries.text_of(second) == TEXT
    acts.change(office.zhao, second.pk, replace(TEXT, body="更正。"), 1)
    acts.submit(office.zhao, second.pk, 2)
    acts.review(office.deputy, second.pk, 3)
    acts.sign(office.head, second.pk, 4)
    acts.issue(office.zhao, second.pk, 5, "青纪发", render)
    first.refresh_from_db()
    assert first.state == State.ISSUED and queries.log_of(first)[-1].says == {"number": "青纪发〔2026〕2号"}


def test_one_given_up_has_no_number_and_leaves_no_gap(office: SimpleNamespace) -> None:
    given_up = drafted(office)
    assert "reason" in refusal(lambda: acts.drop(office.zhao, given_up.pk, ""))
    acts.drop(office.zhao, given_up.pk, "不再需要")
    assert issued(office).serial == 1
    assert "state" in refusal(lambda: acts.submit(office.zhao, given_up.pk, 2))


# ---------------------------------------------------------------- who sees


def test_before_the_issue_nobody_outside_the_organ_sees_it(office: SimpleNamespace) -> None:
    document = signed(office)
    for name in ("leader", "viewer", "zhou", "subject", "auditor"):
        actor = getattr(office, name)
        assert queries.one(actor, document.pk) is None
        with pytest.raises(OutOfSight):
            acts.send_back(actor, document.pk, document.head, "看看")
    acts.issue(office.zhao, document.pk, document.head, "青纪发", render)
    sees = [
        name
        for name in ("leader", "viewer", "zhou", "subject", "auditor")
        if queries.one(getattr(office, name), document.pk)
    ]
    assert sees == ["leader", "viewer"]
    with pytest.raises(OutOfSight):
        acts.void(office.leader, document.pk, "上级来作废")


def test_the_committee_above_does_not_draft_in_the_organs_name(office: SimpleNamespace) -> None:
    assert "actor" in refusal(lambda: acts.draft(office.leader, office.matter.pk, PAPER, TEXT))


def test_my_turn_is_what_waits_for_me_and_nothing_else(office: SimpleNamespace) -> None:
    document = drafted(office)
    turns: list[list[str]] = []
    people = ("zhao", "qian", "deputy", "head")

    def note() -> None:
        turns.append([name for name in people if queries.my_turn(getattr(office, name)).exists()])

    note()
    acts.submit(office.zhao, document.pk, 1)
    note()
    acts.review(office.qian, document.pk, 2)
    note()
    acts.sign(office.deputy, document.pk, 3)
    note()
    assert turns == [["zhao"], ["qian", "deputy", "head"], ["deputy", "head"], ["zhao"]]


# ---------------------------------------------------------------- what is kept


def test_the_log_is_sealed_never_changed_and_on_the_trail(office: SimpleNamespace) -> None:
    document = issued(office)
    entry = OfficialPaperEntry.objects.filter(document=document).first()
    assert entry is not None and "落实不力" not in str(bytes(entry.sealed))
    for change in (
        lambda: OfficialPaperEntry.objects.update(account="x"),
        lambda: OfficialPaperEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    told = TrailEntry.objects.filter(noun="document").order_by("seq").values_list("act", "detail")
    assert [act for act, _ in told][-1] == "document_issued" and list(told)[-1][1] == "青纪发〔2026〕1号"


def test_of_a_destroyed_matter_number_and_days_stay_and_no_word(office: SimpleNamespace) -> None:
    document = issued(office)
    acts.forget(office.matter)
    document = OfficialPaper.objects.get(pk=document.pk)
    assert document.number and not document.title and queries.text_of(document) is None
    assert {said.act for said in queries.log_of(document)} >= {"drafted", "issued"}
    assert not any(said.says for said in queries.log_of(document))


def test_documents_issued_at_once_have_no_gap_and_no_double(transactional_db: None, pack: Any) -> None:
    """On PostgreSQL in threads; SQLite in memory has one connection: there one after another, refused ones between."""
    from records.conftest import build
    from zeren.records.matters import opening

    place = build()
    place.deputy = place.actor("deputy", Role.LEADER_IN_CHARGE, "QJ")
    place.head = place.actor("head", Role.PRINCIPAL, "QJ")
    waiting = []
    for number in range(4):
        place.matter = opening.open_matter(
            place.zhao,
            opening.Opening("test-reminder", "reminder", place.organs["QJ"].pk, f"提醒{number}", [place.sun], date(2026, 3, 2), mark="青纪提"),
        )  # fmt: skip
        waiting += [signed(place).pk, signed(place).pk]
    jobs = [lambda pk=pk: acts.issue(place.zhao, pk, 4, "青纪发", render) for pk in waiting]
    jobs.insert(3, lambda: acts.issue(place.zhao, waiting[0], 9, "青纪发", render))
    answers = [_tried(job) for job in jobs] if connection.vendor == "sqlite" else _at_once(jobs)
    assert sorted(a.serial for a in answers if isinstance(a, OfficialPaper)) == list(range(1, 9))
    assert [type(a) for a in answers if not isinstance(a, OfficialPaper)] == [Refused]


def _tried(job: Any) -> Any:
    try:
        return job()
    except Exception as error:
        return error


def _at_once(jobs: list[Any]) -> list[Any]:
    barrier = Barrier(len(jobs))

    def one(job: Any) -> Any:
        barrier.wait()
        try:
            return _tried(job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


# ---------------------------------------------------------------- the row is what its log says


DAMAGE: dict[str, Any] = {
    "title": "另一个标题", "state": "voided", "important": True, "head": 1, "drafted_by": "li", "reviewed_by": "li",
    "signed_by": "li", "signed_on": date(2020, 1, 1), "issued_on": date(2020, 1, 1), "docx_id": None, "pdf_id": None,
}  # fmt: skip


def document_faults() -> dict[str, str]:
    return {fault.code: fault.en for fault in integrity.verify().faults if fault.where.startswith("document")}


@pytest.mark.parametrize("column", DAMAGE)
def test_a_damaged_row_is_named_by_verify_and_laid_anew_by_rebuild(
    office: SimpleNamespace, column: str
) -> None:
    document = issued(office)
    before = rebuild.contents()["OfficialPaper"]
    assert document_faults() == {}
    assert getattr(document, column) != DAMAGE[column]
    OfficialPaper.objects.filter(pk=document.pk).update(**{column: DAMAGE[column]})
    assert column in document_faults()["state_differs"]
    rebuild.rebuild()
    assert rebuild.contents()["OfficialPaper"] == before and document_faults() == {}


def test_at_every_stage_the_row_is_what_the_log_says(office: SimpleNamespace) -> None:
    document = drafted(office)
    acts.change(office.zhao, document.pk, replace(TEXT, title="改过的标题"), document.head, important=True)
    steps = [
        lambda d: acts.submit(office.zhao, d.pk, d.head),
        lambda d: acts.send_back(office.deputy, d.pk, d.head, "再改"),
        lambda d: acts.submit(office.zhao, d.pk, d.head),
        lambda d: acts.review(office.deputy, d.pk, d.head),
        lambda d: acts.sign(office.head, d.pk, d.head),
        lambda d: acts.send_back(office.zhao, d.pk, d.head, "复核"),
        lambda d: acts.drop(office.zhao, d.pk, "不发了"),
    ]
    for step in steps:
        before = rebuild.contents()["OfficialPaper"]
        assert document_faults() == {}
        rebuild.documents.lay_all()
        assert rebuild.contents()["OfficialPaper"] == before
        step(OfficialPaper.objects.get(pk=document.pk))
    assert document_faults() == {} and OfficialPaper.objects.get().state == State.DROPPED


def test_a_corrected_and_a_void_one_and_their_number_are_what_the_log_says(office: SimpleNamespace) -> None:
    first = issued(office)
    acts.void(office.head, first.pk, "发错了")
    before = rebuild.contents()["OfficialPaper"]
    rebuild.rebuild()
    assert rebuild.contents()["OfficialPaper"] == before and document_faults() == {}
    found = replaying.standing(first, queries.log_of(first))
    assert (found["mark"], found["year"], found["serial"]) == (first.mark, first.year, first.serial)


def test_what_was_said_in_a_destroyed_matter_leaves_number_and_stage(office: SimpleNamespace) -> None:
    document = issued(office)
    acts.forget(office.matter)
    before = rebuild.contents()["OfficialPaper"]
    rebuild.rebuild()
    assert rebuild.contents()["OfficialPaper"] == before and document_faults() == {}
    kept = OfficialPaper.objects.get(pk=document.pk)
    assert (kept.title, kept.number, kept.state) == ("", document.number, State.ISSUED)


def test_a_log_that_is_cut_is_named_though_the_row_was_cut_with_it(office: SimpleNamespace) -> None:
    """Nobody lays the loss over: the trail knows how many steps there were."""
    document = signed(office)
    triggers.remove(connection)
    try:
        document.entries.filter(seq=document.head).delete()
        rebuild.documents.lay_all()
        assert "of" in document_faults()["removed"]
    finally:
        triggers.install(connection)
