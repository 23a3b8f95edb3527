"""警示教育刊物: pieces checked by another, cases only when they are concluded and public, an issue that stays as it went out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from records.support_packs import delivered
from records.test_documents import DOCX, refusal
from zeren.records import packs
from zeren.records.actor import Actor, Role
from zeren.records.bulletin import acts, queries, sources, studying
from zeren.records.bulletin.queries import Placed
from zeren.records.bulletin.text import NEWS, RULES, STUDY, WARNING, Issue, Piece
from zeren.records.documents import acts as documents
from zeren.records.documents import queries as document_queries
from zeren.records.documents.acts import Made
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.duties import activities
from zeren.records.duties import acts as duty_acts
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import opening
from zeren.records.matters import queries as matter_queries
from zeren.records.matters.models import Matter

TODAY = date(2026, 3, 16)
ISSUE = Issue("警示教育", "第一季度", "宣传部", "甲书第一章")
PIECE = Piece(NEWS, "甲要闻", source="本刊", body="第一段。\n■小标题\n第二段。")


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with delivered() as installed:
        yield installed


@pytest.fixture
def desk(county: SimpleNamespace) -> SimpleNamespace:
    """The commission: who edits, who checks, who signs; readers elsewhere."""
    county.editor, county.second = county.zhao, county.qian
    county.deputy = county.actor("deputy", Role.LEADER_IN_CHARGE, "QJ")
    county.head = county.actor("head", Role.PRINCIPAL, "QJ")
    county.liaison = county.actor("liaison", Role.UNIT_LIAISON, "QT", "sun")
    county.neighbour = county.actor("zhou", Role.CASE_HANDLER, "BJ", "zhou")
    return county


def render(document: OfficialPaper, issue: Issue, pieces: list[Placed], day: date) -> Made:
    """Files that stand for the real ones."""
    return Made(DOCX, b"%PDF-1.7 " + "|".join(p.piece.title for p in pieces).encode(), {"editor": "甲"})


def begun(desk: SimpleNamespace) -> OfficialPaper:
    return acts.begin(desk.editor, desk.organs["QJ"].pk, ISSUE, "青刊")


def approved(desk: SimpleNamespace, issue: OfficialPaper, piece: Piece = PIECE) -> OfficialPaper:
    made = acts.write(desk.editor, issue.pk, piece)
    acts.hand_on(desk.editor, made.pk, made.head)
    return acts.approve(desk.second, made.pk, 2)


def published(desk: SimpleNamespace, *pieces: Piece) -> OfficialPaper:
    issue = begun(desk)
    for piece in pieces or (PIECE,):
        approved(desk, issue, piece)
    return carried(desk, issue)


def carried(desk: SimpleNamespace, issue: OfficialPaper) -> OfficialPaper:
    made = acts.submit(desk.editor, issue.pk, document_queries.one(desk.editor, issue.pk).head)  # type: ignore[union-attr]
    made = acts.review(desk.deputy, issue.pk, made.head)
    made = acts.sign(desk.head, issue.pk, made.head)
    return acts.publish(desk.editor, issue.pk, made.head, render)


def case(desk: SimpleNamespace, *steps: str, closed: bool = True) -> Matter:
    """A case against a person, with steps one day after the other."""
    asked = opening.Opening(
        "cn-2019-accountability", "accountability", desk.organs["QJ"].pk, "孙局长 问责", [desk.sun], date(2026, 1, 5), mark="青纪问",
    )  # fmt: skip
    matter = opening.open_matter(desk.editor, asked)
    for day, step in enumerate(steps, start=10):
        matters.record_event(desk.editor, matter.pk, step, date(2026, 1, day))
    if closed:
        matters.close(desk.editor, matter.pk, date(2026, 3, 1), reason="办结")
    matter.refresh_from_db()
    return matter


# ---------------------------------------------------------------- from a piece to an issue


def test_an_issue_goes_from_its_pieces_to_its_number_and_the_pack_is_told(desk: SimpleNamespace) -> None:
    pieces = (
        PIECE,
        replace(PIECE, section=RULES, title="甲规定"),
        Piece(STUDY, "甲问", question="甲？", answer="甲条例第三条。"),
    )
    issue = published(desk, *pieces)
    assert (issue.state, issue.year, issue.serial) == (State.ISSUED, 2026, 1)
    assert [p.piece.title for p in queries.placed(issue)] == ["甲要闻", "甲规定", "甲问"]
    assert document_queries.sealed_file(issue, "pdf") == "%PDF-1.7 甲要闻|甲规定|甲问".encode()
    told = {
        (e.type, e.fields.get("section"), e.fields.get("place"))
        for e in matter_queries.entries(desk.editor, issue.matter_id)
    }
    assert {("section_composed", "rules_section", "2"), ("section_composed", "study_section", "4")} <= told
    assert {kind for kind, _, _ in told} >= {"questions_composed", "issue_printed", "issue_closed"}


def test_numbers_run_by_name_and_year(desk: SimpleNamespace) -> None:
    assert [published(desk).serial for _ in range(2)] == [1, 2]


def test_a_piece_is_checked_by_another_than_who_wrote_it(desk: SimpleNamespace) -> None:
    made = acts.write(desk.editor, begun(desk).pk, PIECE)
    acts.hand_on(desk.editor, made.pk, 1)
    assert "actor" in refusal(lambda: acts.approve(desk.editor, made.pk, 2))
    assert acts.approve(desk.second, made.pk, 2).state == State.SIGNED


def test_what_was_handed_on_is_changed_only_after_it_was_given_back(desk: SimpleNamespace) -> None:
    made = acts.write(desk.editor, begun(desk).pk, PIECE)
    acts.hand_on(desk.editor, made.pk, 1)
    other = replace(PIECE, body="另一段。")
    assert "state" in refusal(lambda: acts.rewrite(desk.second, made.pk, other, 2))
    acts.send_back_piece(desk.second, made.pk, 2, "再短")
    assert acts.rewrite(desk.editor, made.pk, other, 3).head == 4


def test_no_issue_goes_on_with_a_piece_that_is_not_approved_nor_with_none(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    assert refusal(lambda: acts.submit(desk.editor, issue.pk, 1)) == {"pieces": ["还没有稿件"]}
    acts.write(desk.editor, issue.pk, PIECE)
    assert refusal(lambda: acts.submit(desk.editor, issue.pk, 1)) == {
        "pieces": ["《甲要闻》还没有经另一人审定"]
    }


def test_pieces_stand_still_while_their_issue_is_examined(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    piece = approved(desk, issue)
    made = acts.submit(desk.editor, issue.pk, 1)
    for act in (
        lambda: acts.send_back_piece(desk.second, piece.pk, piece.head, "改"),
        lambda: acts.take_out(desk.editor, piece.pk, "不用"),
        lambda: acts.write(desk.editor, issue.pk, PIECE),
        lambda: acts.move(desk.editor, issue.pk, piece.pk, 1, made.head),
    ):
        assert "state" in refusal(act)


def test_a_piece_changed_another_way_holds_the_issue_up(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    piece = approved(desk, issue)
    made = acts.submit(desk.editor, issue.pk, 1)
    documents.send_back(desk.second, piece.pk, piece.head, "改")
    assert "pieces" in refusal(lambda: acts.review(desk.deputy, issue.pk, made.head))


def test_who_makes_up_an_issue_neither_examines_nor_signs_it(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    approved(desk, issue)
    made = acts.submit(desk.editor, issue.pk, 1)
    assert "actor" in refusal(lambda: acts.review(desk.editor, issue.pk, made.head))
    made = acts.review(desk.deputy, issue.pk, made.head)
    assert "actor" in refusal(lambda: acts.sign(desk.second, issue.pk, made.head))


def test_pieces_are_ordered_within_their_section_alone(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    one, two = (acts.write(desk.editor, issue.pk, replace(PIECE, title=name)) for name in ("甲", "乙"))
    other = acts.write(desk.editor, issue.pk, replace(PIECE, section=STUDY, title="丙", answer="丙"))
    made = acts.move(desk.editor, issue.pk, two.pk, -1, 1)
    assert [p.piece.title for p in queries.placed(made)] == ["乙", "甲", "丙"]
    made = acts.move(desk.editor, issue.pk, one.pk, 1, made.head)
    made = acts.move(desk.editor, issue.pk, other.pk, -1, made.head)
    assert [p.piece.title for p in queries.placed(made)] == ["乙", "甲", "丙"]


def test_a_piece_has_no_number_of_its_own(desk: SimpleNamespace) -> None:
    piece = approved(desk, begun(desk))
    assert "state" in refusal(lambda: documents.issue(desk.editor, piece.pk, piece.head, "青纪发", None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("differs", "field"),
    [({"title": ""}, "title"), ({"body": ""}, "body"), ({"title": "甲\n乙"}, "title"), ({"body": "甲" * 12_001}, "body"), ({"body": "甲\u200b乙"}, "body"), ({"source": "甲" * 201}, "source")],
)  # fmt: skip
def test_a_piece_that_cannot_be_printed_is_not_kept(
    desk: SimpleNamespace, differs: dict[str, Any], field: str
) -> None:
    issue = begun(desk)
    assert field in refusal(lambda: acts.write(desk.editor, issue.pk, replace(PIECE, **differs)))
    assert queries.placed(issue) == []


@pytest.mark.parametrize("title", ["", "警示教育2026", "警示 教育", "甲" * 21])
def test_a_name_that_is_none(desk: SimpleNamespace, title: str) -> None:
    assert "title" in refusal(lambda: acts.begin(desk.editor, desk.organs["QJ"].pk, Issue(title), "青刊"))
    assert not Matter.objects.exists()


# ---------------------------------------------------------------- nobody is given away


@pytest.mark.parametrize(
    "words", ["孙局长没有到场。", "电话 13812345678。", "身份证 11010119900101123X。", "经群众举报。"]
)
def test_an_open_place_goes_to_nobody_until_it_is_changed_or_has_its_reason(
    desk: SimpleNamespace, words: str
) -> None:
    issue = begun(desk)
    made = acts.write(desk.editor, issue.pk, replace(PIECE, body=words))
    with pytest.raises(Refused) as refused:
        acts.hand_on(desk.editor, made.pk, 1)
    (place,) = [problem.field.removeprefix("kept-") for problem in refused.value.problems]
    kept = replace(PIECE, body=words, kept=((place, "是单位的职务名"),))
    made = acts.rewrite(desk.editor, made.pk, kept, 1)
    assert acts.hand_on(desk.editor, made.pk, made.head).state == State.REVIEW


def test_a_name_is_written_as_the_surname_and_a_sign(desk: SimpleNamespace) -> None:
    assert [sources.reduced(name) for name in ("孙局长", "李四")] == ["孙某某", "李某"]
    assert not sources.marked("孙某某没有到场，李某也没有。")


# ---------------------------------------------------------------- cases


def test_a_concluded_and_published_case_may_be_told_of(desk: SimpleNamespace) -> None:
    matter = case(desk, "decided", "published")
    assert sources.offered(desk.editor, matter.organ_id) == [matter]
    issue = published(
        desk, replace(PIECE, section=WARNING, case=matter.pk, offender="surname_or_role", others="nobody")
    )
    assert queries.case_of(queries.placed(issue)[0].piece) == matter


@pytest.mark.parametrize(
    ("steps", "closed", "why"),
    [
        (("decided", "published"), False, "还没有办结"), (("decided",), True, "没有公开、通报的记录"),
        (("published", "appeal_filed"), True, "还有在办的"), (("published", "appeal_filed", "appeal_ruled", "error_found"), True, "还有在办的"),
    ],
)  # fmt: skip
def test_any_other_case_is_never_told_of(
    desk: SimpleNamespace, steps: tuple[str, ...], closed: bool, why: str
) -> None:
    matter = case(desk, *steps, closed=closed)
    assert sources.offered(desk.editor, matter.organ_id) == []
    issue = begun(desk)
    wrong = refusal(
        lambda: acts.write(desk.editor, issue.pk, replace(PIECE, section=WARNING, case=matter.pk))
    )
    assert why in wrong["case"][0]


def test_a_ruled_appeal_stands_in_no_way(desk: SimpleNamespace) -> None:
    matter = case(desk, "decided", "published", "appeal_filed", "appeal_ruled")
    assert not sources.against(matter)


def test_a_case_with_a_level_or_a_circle_is_never_told_of(desk: SimpleNamespace) -> None:
    matter = case(desk, "decided", "published")
    for differs in ({"classification": "秘密"}, {"restricted": True}):
        Matter.objects.filter(pk=matter.pk).update(**{"classification": "", "restricted": False} | differs)
        assert sources.against(Matter.objects.get(pk=matter.pk))


def test_a_case_that_comes_into_doubt_holds_the_issue_up_to_the_last(desk: SimpleNamespace) -> None:
    matter = case(desk, "decided", "published")
    issue = begun(desk)
    approved(desk, issue, replace(PIECE, section=WARNING, case=matter.pk))
    made = acts.submit(desk.editor, issue.pk, 1)
    made = acts.review(desk.deputy, issue.pk, made.head)
    made = acts.sign(desk.head, issue.pk, made.head)
    matters.record_event(desk.editor, matter.pk, "error_found", TODAY, {"errors": ["error-facts"]})
    assert "pieces" in refusal(lambda: acts.publish(desk.editor, issue.pk, made.head, render))
    assert OfficialPaper.objects.get(pk=issue.pk).serial is None


def test_a_case_of_an_organ_out_of_sight_is_not_there(desk: SimpleNamespace) -> None:
    matter = case(desk, "decided", "published")
    issue = acts.begin(desk.neighbour, desk.organs["BJ"].pk, ISSUE, "白刊")
    with pytest.raises(OutOfSight):
        acts.write(desk.neighbour, issue.pk, replace(PIECE, section=WARNING, case=matter.pk))


# ---------------------------------------------------------------- who reads; withdrawn; put right


def test_before_it_is_out_only_its_makers_see_it_then_whoever_works_under_the_committee(
    desk: SimpleNamespace,
) -> None:
    def seen(actor: Actor) -> bool:
        return queries.one(actor, issue.pk) is not None

    issue = begun(desk)
    approved(desk, issue)
    readers = {"leader": desk.leader, "liaison": desk.liaison, "neighbour": desk.neighbour, "subject": desk.subject, "auditor": desk.auditor}  # fmt: skip
    assert seen(desk.second) and not any(map(seen, readers.values()))
    carried(desk, issue)
    assert {name for name, actor in readers.items() if seen(actor)} == {"leader", "liaison"}
    assert queries.piece(desk.liaison, queries.placed(issue)[0].document.pk) is None


def test_what_a_unit_or_a_committee_issues_goes_to_those_below_it(desk: SimpleNamespace) -> None:
    def issued_by(code: str) -> OfficialPaper:
        desk.editor, desk.second = (desk.actor(f"{code}{n}", Role.CASE_HANDLER, code) for n in (1, 2))
        desk.deputy, desk.head = (desk.actor(f"{code}{n}", Role.PRINCIPAL, code) for n in (3, 4))
        issue = acts.begin(desk.editor, desk.organs[code].pk, ISSUE, "刊")
        approved(desk, issue)
        return carried(desk, issue)

    handler = desk.zhao
    of_unit, of_committee = issued_by("QT"), issued_by("Q")
    readers = {"liaison": desk.liaison, "handler": handler, "neighbour": desk.neighbour}
    seen = {
        name: [queries.one(actor, issue.pk) is not None for issue in (of_unit, of_committee)]
        for name, actor in readers.items()
    }
    assert seen == {"liaison": [True, True], "handler": [False, True], "neighbour": [False, False]}


def test_what_went_out_is_withdrawn_with_its_reason_and_keeps_number_and_words(desk: SimpleNamespace) -> None:
    issue = published(desk)
    assert "reason" in refusal(lambda: acts.withdraw(desk.head, issue.pk, " "))
    assert "actor" in refusal(lambda: acts.withdraw(desk.editor, issue.pk, "有误"))
    gone = acts.withdraw(desk.head, issue.pk, "引用有误")
    assert (gone.state, gone.serial, len(queries.placed(gone))) == (State.VOIDED, 1, 1)
    assert published(desk).serial == 2


def test_it_is_put_right_by_a_note_and_never_changed(desk: SimpleNamespace) -> None:
    issue = published(desk)
    assert "state" in refusal(
        lambda: acts.describe(desk.editor, issue.pk, replace(ISSUE, period="第二季度"), issue.head)
    )
    note = acts.put_right(desk.editor, issue.pk, "第一段的日期应为三月。", "日期有误")
    assert queries.notes_of(issue) == [] and note.title == "关于更正《警示教育》2026年第1期的说明"
    documents.submit(desk.editor, note.pk, 1)
    documents.review(desk.deputy, note.pk, 2)
    documents.sign(desk.head, note.pk, 3)
    documents.issue(
        desk.editor, note.pk, 4, "青纪发", lambda document, text, day: Made(DOCX, b"%PDF-1.7", {})
    )
    assert queries.notes_of(issue) == [note]


# ---------------------------------------------------------------- study


@pytest.fixture
def studied(desk: SimpleNamespace) -> SimpleNamespace:
    """An issue that is out."""
    desk.issue = published(desk)
    return desk


def list_of(desk: SimpleNamespace) -> Any:
    keeper = desk.actor("keeper", Role.UNIT_LIAISON, "QT", "sun")
    return keeper, duty_acts.generate(keeper, desk.organs["QT"].pk, 2026)


def test_whoever_studied_says_so_once_and_a_correction_keeps_the_old(studied: SimpleNamespace) -> None:
    keeper, lst = list_of(studied)
    number = studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY)
    row = lst.activities.get(number=number)
    assert (row.kind, row.title, row.source) == ("study", "学习《警示教育》2026年第1期", "issue")
    assert "at" in refusal(lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY, 1))
    doing = activities.Doing(
        TODAY, "study", "学习本期第一篇", (activities.Doer(row.doers.get().holder.number),)
    )
    activities.correct(keeper, lst.pk, number, doing, "只学了一篇")
    row = lst.activities.get(number=number)
    assert row.source == "issue" and row.first != row.entry
    assert "at" in refusal(lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY))
    assert [one.number for one in studying.of_actor(keeper, studied.issue)] == [number]


def test_what_was_taken_off_may_be_confirmed_anew(studied: SimpleNamespace) -> None:
    keeper, lst = list_of(studied)
    number = studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY)
    activities.void(keeper, lst.pk, number, "误记")
    assert studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY) == number + 1


def test_a_meeting_counts_once_for_each_who_was_there(studied: SimpleNamespace) -> None:
    keeper, lst = list_of(studied)
    present = list(lst.holders.values_list("number", flat=True))
    number = studying.meeting(keeper, studied.issue.pk, lst.pk, TODAY, present, times=12)
    assert lst.activities.get(number=number).person_times == 12
    assert "at" in refusal(lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY))
    assert "at" in refusal(lambda: studying.meeting(keeper, studied.issue.pk, lst.pk, TODAY, present))
    assert "doers" in refusal(lambda: studying.meeting(keeper, studied.issue.pk, lst.pk, TODAY, []))


@pytest.mark.parametrize("at", [date(2026, 3, 15), date(2026, 3, 17)])
def test_nobody_studied_before_it_was_out_or_tomorrow(studied: SimpleNamespace, at: date) -> None:
    keeper, lst = list_of(studied)
    assert "at" in refusal(lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, at))


def test_nothing_is_confirmed_of_an_issue_that_was_withdrawn_or_is_out_of_sight(
    studied: SimpleNamespace,
) -> None:
    keeper, lst = list_of(studied)
    acts.withdraw(studied.head, studied.issue.pk, "有误")
    assert "state" in refusal(lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY))
    with pytest.raises(OutOfSight):
        studying.confirm(studied.neighbour, studied.issue.pk, lst.pk, TODAY)


def test_what_it_was_about_people_say_themselves(studied: SimpleNamespace) -> None:
    keeper, lst = list_of(studied)
    assert "topic" in refusal(
        lambda: studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY, 0, ("nothing",))
    )
    number = studying.confirm(keeper, studied.issue.pk, lst.pk, TODAY, 0, ("warning_education",))
    assert lst.activities.get(number=number).topics == "|warning_education|"
