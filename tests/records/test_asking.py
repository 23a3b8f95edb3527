"""商请刊用: another organ's case only with its consent, asked at every stage; nothing of the case to the asker but its words."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from records.test_bulletin import ISSUE, PIECE, case, desk, pack, refusal
from records.test_bulletin import render as print_issue
from records.test_documents import render
from zeren.records.actor import Role
from zeren.records.bulletin import acts, asking, queries
from zeren.records.bulletin.text import WARNING, Piece
from zeren.records.documents import acts as documents
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.text import Text
from zeren.records.errors import OutOfSight
from zeren.records.matters import acts as matters
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

__all__ = ["desk", "pack"]
TELLS = "某县一名干部落实不力，受到问责。\n■教训\n不抓落实。"


@pytest.fixture
def two(desk: SimpleNamespace) -> SimpleNamespace:
    """The county's department edits (it sees no case of the commission); the commission decided the case."""
    desk.a = desk.actor("xc1", Role.CASE_HANDLER, "QZ")
    desk.a2 = desk.actor("xc2", Role.CASE_HANDLER, "QZ")
    desk.a3 = desk.actor("xc3", Role.LEADER_IN_CHARGE, "QZ")
    desk.a4 = desk.actor("xc4", Role.PRINCIPAL, "QZ")
    desk.case = case(desk, "decided", "published")
    desk.issue = acts.begin(desk.a, desk.organs["QZ"].pk, ISSUE, "青组刊")
    return desk


def asked(two: SimpleNamespace) -> OfficialPaper:
    """A letter that reached the commission."""
    text = Text("关于商请刊用案例的函", "贵委三月通报的一件，拟刊用于本期。", "青县纪委")
    made = acts.ask(two.a, two.issue.pk, two.organs["QJ"].pk, text)
    made = documents.submit(two.a, made.pk, made.head)
    made = documents.review(two.a3, made.pk, made.head)
    made = documents.sign(two.a4, made.pk, made.head)
    return documents.issue(two.a, made.pk, made.head, "青组函", render)


def consented(two: SimpleNamespace) -> OfficialPaper:
    letter = asked(two)
    return asking.consent(two.head, letter.pk, letter.head, two.case.pk, TELLS, "同意")


def piece_of(letter: OfficialPaper, two: SimpleNamespace) -> Piece:
    return Piece(WARNING, "乙案例", body=TELLS, case=two.case.pk, asked=letter.pk)


def approved(two: SimpleNamespace, letter: OfficialPaper) -> OfficialPaper:
    made = acts.write(two.a, two.issue.pk, piece_of(letter, two))
    made = acts.hand_on(two.a, made.pk, made.head)
    return acts.approve(two.a2, made.pk, made.head)


def refused(act: Any) -> list[str]:
    return [text for texts in refusal(act).values() for text in texts]


NO = "经办机关没有同意刊用，或者已经收回同意"


def test_with_consent_a_case_of_another_organ_goes_from_piece_to_print(two: SimpleNamespace) -> None:
    letter = consented(two)
    assert [one.answer.tells for one in asking.given(two.organs["QZ"].pk)] == [TELLS]
    approved(two, letter)
    made = acts.submit(two.a, two.issue.pk, 1)
    made = acts.review(two.a3, made.pk, made.head)
    made = acts.sign(two.a4, made.pk, made.head)
    assert acts.publish(two.a, made.pk, made.head, print_issue).state == State.ISSUED


def test_until_the_answer_there_is_nothing_to_write_from(two: SimpleNamespace) -> None:
    letter = asked(two)
    assert asking.given(two.organs["QZ"].pk) == []
    assert refused(lambda: acts.write(two.a, two.issue.pk, piece_of(letter, two))) == [NO]
    with pytest.raises(OutOfSight):
        acts.write(two.a, two.issue.pk, replace(piece_of(letter, two), asked=0))
    other = replace(piece_of(letter, two), case=case(two, "decided", "published").pk)
    consent = asking.consent(two.head, letter.pk, letter.head, two.case.pk, TELLS)
    assert consent.head == letter.head + 1
    assert refused(lambda: acts.write(two.a, two.issue.pk, other)) == [NO], (
        "another case than the one consented to"
    )


def test_a_letter_reaches_the_organ_when_it_is_issued_and_nobody_else(two: SimpleNamespace) -> None:
    text = Text("函", "商请。")
    draft = acts.ask(two.a, two.issue.pk, two.organs["QJ"].pk, text)
    assert not asking.received(two.head).exists()
    letter = asked(two)
    assert list(asking.received(two.head)) == list(asking.received(two.editor)) == [letter]
    assert asking.waiting(two.head) == 1
    for other in (two.neighbour, two.liaison, two.a, two.actor("sys", Role.SYSTEM_ADMIN, "QJ")):
        assert not asking.received(other).exists()
        with pytest.raises(OutOfSight):
            asking.consent(other, letter.pk, letter.head, two.case.pk, TELLS)
        with pytest.raises(OutOfSight):
            documents.answer(other, letter.pk, "consented", {}, letter.head)
    with pytest.raises(OutOfSight):
        asking.decline(two.head, draft.pk, draft.head, "不")


def test_a_leader_answers_once_for_a_case_of_the_own_organ_that_may_be_told_of(two: SimpleNamespace) -> None:
    letter = asked(two)
    open_case = case(two, "decided", "published", closed=False)
    for pk in (open_case.pk, 0, 999_999, two.issue.matter_id):
        assert "请选本机关已办结、已公布、没有争议的案件" in refused(
            lambda pk=pk: asking.consent(two.head, letter.pk, letter.head, pk, TELLS)
        )
    assert refused(lambda: asking.consent(two.editor, letter.pk, letter.head, two.case.pk, TELLS)) == ["由本机关的领导答复"]  # fmt: skip
    for tells, why in (
        (" ", "请写可以刊用的内容"),
        ("甲〔待补：乙〕", "里面还有〔待补〕"),
        ("甲\u200b", "有看不见的符号，请删去"),
    ):
        assert refused(lambda t=tells: asking.consent(two.head, letter.pk, letter.head, two.case.pk, t)) == [
            why
        ]
    asking.consent(two.head, letter.pk, letter.head, two.case.pk, TELLS)
    again = refused(lambda: asking.consent(two.head, letter.pk, letter.head + 1, two.case.pk, TELLS))
    assert again == ["已经同意；要改的，先收回再答"] and asking.waiting(two.head) == 0
    assert refused(lambda: asking.decline(two.head, letter.pk, letter.head + 1, "不")) == ["已经同意；不再同意的，请收回"]  # fmt: skip
    acts_ = TrailEntry.objects.filter(noun="document", target=str(letter.pk)).values_list("act", flat=True)
    assert "document_consented" in acts_


def test_a_no_has_its_reason_and_may_become_a_yes(two: SimpleNamespace) -> None:
    letter = asked(two)
    assert refused(lambda: asking.decline(two.head, letter.pk, letter.head, " ")) == ["请写明理由"]
    assert refused(lambda: asking.recall(two.head, letter.pk, letter.head, "甲")) == ["没有同意过，不用收回"]
    letter = asking.decline(two.head, letter.pk, letter.head, "案情复杂，不宜刊用")
    answer = asking.answer_of(letter)
    assert (answer.act, answer.reason, answer.case, answer.tells) == ("declined", "案情复杂，不宜刊用", 0, "")
    assert refused(lambda: asking.consent(two.head, letter.pk, letter.head - 1, two.case.pk, TELLS)) == ["您看过以后又有改动，请再看一遍"]  # fmt: skip
    assert asking.consent(two.head, letter.pk, letter.head, two.case.pk, TELLS).head == letter.head + 1


STAGES = ("hand_on", "approve", "submit", "review", "sign", "publish")


@pytest.mark.parametrize("stage", STAGES)
def test_a_consent_taken_back_stops_the_piece_wherever_it_is(two: SimpleNamespace, stage: str) -> None:
    letter = consented(two)
    piece = acts.write(two.a, two.issue.pk, piece_of(letter, two))
    steps = {
        "hand_on": lambda: acts.hand_on(two.a, piece.pk, 1),
        "approve": lambda: acts.approve(two.a2, piece.pk, 2),
        "submit": lambda: acts.submit(two.a, two.issue.pk, 1),
        "review": lambda: acts.review(two.a3, two.issue.pk, head(two)),
        "sign": lambda: acts.sign(two.a4, two.issue.pk, head(two)),
        "publish": lambda: acts.publish(two.a, two.issue.pk, head(two), print_issue),
    }
    for name in STAGES[: STAGES.index(stage)]:
        steps[name]()
    asking.recall(two.head, letter.pk, letter.head, "当事人申诉")
    assert any(text.endswith(NO) for text in refused(steps[stage]))
    assert OfficialPaper.objects.get(pk=two.issue.pk).state != State.ISSUED
    assert asking.given(two.organs["QZ"].pk) == []


def head(two: SimpleNamespace) -> int:
    return int(OfficialPaper.objects.get(pk=two.issue.pk).head)


@pytest.mark.parametrize("step", ["appeal_filed"])
def test_a_case_that_comes_into_doubt_is_stopped_and_what_it_is_is_not_told(
    two: SimpleNamespace, step: str
) -> None:
    letter = consented(two)
    piece = acts.write(two.a, two.issue.pk, piece_of(letter, two))
    matters.record_event(two.editor, two.case.pk, step, "2026-03-10")
    assert refused(lambda: acts.hand_on(two.a, piece.pk, 1)) == ["这一案件现在不能刊用，请问经办机关"]
    assert asking.given(two.organs["QZ"].pk) == []


def test_what_is_out_stays_out(two: SimpleNamespace) -> None:
    letter = consented(two)
    approved(two, letter)
    made = acts.submit(two.a, two.issue.pk, 1)
    made = acts.review(two.a3, made.pk, made.head)
    made = acts.sign(two.a4, made.pk, made.head)
    acts.publish(two.a, made.pk, made.head, print_issue)
    asking.recall(two.head, letter.pk, letter.head, "不再同意")
    assert OfficialPaper.objects.get(pk=two.issue.pk).state == State.ISSUED


def test_a_void_letter_carries_no_consent(two: SimpleNamespace) -> None:
    letter = consented(two)
    documents.void(two.a4, letter.pk, "误发")
    assert (
        asking.given(two.organs["QZ"].pk) == [] and asking.consent_to(letter.pk, two.organs["QZ"].pk) is None
    )
    assert refused(lambda: acts.write(two.a, two.issue.pk, piece_of(letter, two))) == [NO]
    assert refused(lambda: asking.recall(two.head, letter.pk, letter.head + 1, "甲"))[0].startswith("这一件")


def test_a_consent_to_one_organ_is_none_to_another(two: SimpleNamespace) -> None:
    letter = consented(two)
    neighbour = two.actor("n", Role.CASE_HANDLER, "BJ")
    issue = acts.begin(neighbour, two.organs["BJ"].pk, ISSUE, "白刊")
    assert refused(lambda: acts.write(neighbour, issue.pk, piece_of(letter, two))) == [NO]
    assert asking.given(two.organs["BJ"].pk) == []


@pytest.mark.parametrize("organ", ["QZ", ""])
def test_one_asks_another_organ_and_before_the_issue_is_out(two: SimpleNamespace, organ: str) -> None:
    pk = two.organs[organ].pk if organ else 999_999
    assert refused(lambda: acts.ask(two.a, two.issue.pk, pk, Text("函", "商请。"))) == [
        "请选本机关以外的经办机关"
    ]
    with pytest.raises(OutOfSight):
        acts.ask(two.editor, two.issue.pk, two.organs["QJ"].pk, Text("函", "商请。"))


def test_own_pieces_are_as_before_and_a_plain_one_needs_nobody(two: SimpleNamespace) -> None:
    issue = acts.begin(two.editor, two.organs["QJ"].pk, ISSUE, "青刊")
    made = acts.write(two.editor, issue.pk, Piece(WARNING, "丙", body=TELLS, case=two.case.pk))
    assert acts.hand_on(two.editor, made.pk, 1).state == State.REVIEW
    assert queries.against_piece(PIECE, two.organs["QZ"].pk) == []


def test_who_answers_by_a_delegation_names_it_on_the_trail(two: SimpleNamespace) -> None:
    letter = asked(two)
    lent = replace(two.deputy.grants[0], delegated_by="head", basis="权委〔2026〕1号")
    asking.decline(replace(two.deputy, grants=(lent,)), letter.pk, letter.head, "不宜刊用")
    entry = TrailEntry.objects.filter(act="document_declined").get()
    assert (entry.basis, entry.detail) == ("权委〔2026〕1号", letter.number)
