"""What is published of a problem: who writes it, who reviews it, what takes the review away, what is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from records.lists.conftest import problem, task
from zeren.records import rebuild
from zeren.records.errors import OutOfSight, Refused
from zeren.records.lists import acts, giveaways
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedPart, ListedProblem

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SAID = "三年行动没有按季研究。\n已补开专题会，建立按季研究制度。"
AROUND = {"title": "整改情况", "opening": "现公布如下。", "contact": "电话：0936-8210000"}


def written(round_: Any, text: str = SAID, actor: Any = None) -> None:
    """A problem with words for the public; by the unit's liaison unless somebody else is named."""
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic), task(round_.traffic)])
    said(round_, actor or round_.liaison, {"public": text})


def said(round_: Any, actor: Any, set_: dict[str, str], number: int = 1) -> None:
    """Words written by the unit or by the team."""
    does = acts.change_own if actor in (round_.liaison, round_.other) else acts.change
    does(actor, round_.matter.pk, [Change(round_.traffic, number, 0, set_)])


def reviewed(round_: Any, actor: Any, set_: dict[str, str], reason: str = "", number: int = 1) -> None:
    """The words reviewed as they were read."""
    asked = Change(round_.traffic, number, 0, set_, Move.PUBLISH_REVIEW, reason)
    does = acts.change_own if actor is round_.liaison else acts.change
    does(actor, round_.matter.pk, [asked])


def wrong(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    """Field and Chinese word of each problem."""
    return [(found.field, found.zh) for found in refused.value.problems]


def row() -> ListedProblem:
    """The problem as it stands."""
    return ListedProblem.objects.get()


# ---------------------------------------------------------------- who writes, who reviews


def test_the_unit_writes_and_the_sending_organ_reviews(round_: Any) -> None:
    written(round_)
    assert (row().public, row().reviewed_on, row().hands) == (
        SAID,
        None,
        ["lian", f"person:{round_.liaison.person}"],
    )
    reviewed(round_, round_.chen, {"public": SAID})
    assert (str(row().reviewed_on), row().reviewed_by) == ("2026-03-16", "chen")


def test_the_unit_does_not_review_and_still_does_not_change_the_problem(round_: Any) -> None:
    written(round_)
    with pytest.raises(Refused) as refused:
        reviewed(round_, round_.liaison, {"public": SAID})
    assert wrong(refused) == [("actor", "公开表述由派出机关审核")]
    for set_ in ({"text": "没有问题"}, {"text": "没有问题", "public": "没有问题"}):
        with pytest.raises(Refused) as refused:
            said(round_, round_.liaison, set_)
        assert wrong(refused) == [("problem", "问题清单由派出机关登记，单位不改")]


def test_another_unit_reaches_no_words_of_it(round_: Any) -> None:
    written(round_)
    with pytest.raises(Refused) as refused:
        said(round_, round_.other, {"public": "改"})
    assert wrong(refused) == [("unit", "不是本事项的整改单位")]
    with pytest.raises(OutOfSight):
        acts.change(round_.stranger, round_.matter.pk, [Change(round_.traffic, 1, 0, {"public": "改"})])


def test_who_had_a_hand_in_the_words_does_not_review_them(round_: Any) -> None:
    written(round_, actor=round_.feng)
    said(round_, round_.chen, {"public": SAID + "又改。"})
    for actor in (round_.feng, round_.chen):
        with pytest.raises(Refused) as refused:
            reviewed(round_, actor, {"public": SAID + "又改。"})
        assert wrong(refused) == [("actor", "写过这段文字的人不能审核")]
    with pytest.raises(Refused, match="who wrote the words"):
        reviewed(round_, replace(round_.feng, account="feng2"), {"public": SAID + "又改。"})
    said(round_, round_.chen, {"public": ""})
    said(round_, round_.chen, {"public": SAID})
    reviewed(round_, round_.feng, {"public": SAID})
    assert row().reviewed_by == "feng"


def test_only_the_words_that_were_read_are_reviewed(round_: Any) -> None:
    written(round_)
    said(round_, round_.liaison, {"public": "另写"})
    for read in ({"public": SAID}, {}):
        with pytest.raises(Refused) as refused:
            reviewed(round_, round_.feng, read)
        assert wrong(refused) == [("public", "文字在您打开以后改过，请看过现在的再审核")]


def test_without_words_there_is_nothing_to_review(round_: Any) -> None:
    written(round_, "")
    with pytest.raises(Refused) as refused:
        reviewed(round_, round_.feng, {"public": ""})
    assert wrong(refused) == [("public", "还没有写公开表述")]


def test_words_are_given_back_with_what_is_to_be_changed(round_: Any) -> None:
    written(round_)
    reviewed(round_, round_.feng, {"public": SAID})
    back = Change(round_.traffic, 1, move=Move.PUBLISH_RETURN)
    with pytest.raises(Refused) as refused:
        acts.change(round_.chen, round_.matter.pk, [back])
    assert wrong(refused) == [("reason", "请写明要改什么")]
    back = Change(round_.traffic, 1, move=Move.PUBLISH_RETURN, reason="不写会议次数")
    acts.change(round_.chen, round_.matter.pk, [back])
    assert (row().reviewed_on, row().public_note) == (None, "不写会议次数")
    said(round_, round_.liaison, {"public": "已研究。"})
    assert row().public_note == ""


def test_two_thousand_signs_and_no_more(round_: Any) -> None:
    written(round_, "长" * 2000)
    with pytest.raises(Refused) as refused:
        said(round_, round_.liaison, {"public": "长" * 2001})
    assert wrong(refused) == [("public", "“公开表述”超过 2000 字")]


@pytest.mark.parametrize("sign", ["\u200b", "\x0b", "\t", "\u202e"])
def test_signs_that_nobody_sees_are_refused(round_: Any, sign: str) -> None:
    """Between those of a name they would hide it from the second look."""
    with pytest.raises(Refused) as refused:
        written(round_, f"由孙{sign}局长牵头")
    assert wrong(refused) == [("public", "“公开表述”里有看不见的字符，请去掉再保存")]


@pytest.mark.parametrize(("number", "set_"), [(0, {}), (1, {}), (1, {"title": "题"}), (0, {"public": "x"})])
def test_the_unit_sets_nothing_but_words_for_the_public_in_their_place(
    round_: Any, number: int, set_: dict[str, str]
) -> None:
    written(round_)
    with pytest.raises(Refused):
        said(round_, round_.liaison, set_, number)


# ---------------------------------------------------------------- what takes the review away


@pytest.mark.parametrize(
    ("set_", "stays"),
    [({"public": "改了一字"}, False), ({"text": "改了问题"}, False), ({"kind": "落实决策部署"}, True)],
)
def test_a_change_of_the_words_or_of_the_problem_takes_the_review_away(
    round_: Any, set_: dict[str, str], stays: bool
) -> None:
    written(round_)
    reviewed(round_, round_.chen, {"public": SAID})
    acts.change(round_.feng, round_.matter.pk, [Change(round_.traffic, 1, 0, set_)])
    assert (row().reviewed_on is not None, bool(row().reviewed_by)) == (stays, stays)


def test_a_task_that_is_opened_again_takes_the_review_away(round_: Any) -> None:
    written(round_)
    done = {"done": "2026-03-10", "evidence": "会议纪要"}
    key = (round_.traffic, 1, 1)
    for actor, change in (
        (round_.feng, Change(*key, set=done)),
        (round_.feng, Change(*key, move=Move.APPLY)),
        (round_.chen, Change(*key, move=Move.CLOSE)),
    ):
        acts.change(actor, round_.matter.pk, [change])
    reviewed(round_, round_.chen, {"public": SAID})
    acts.change(round_.chen, round_.matter.pk, [Change(*key, move=Move.REOPEN, reason="没有执行")])
    assert row().reviewed_on is None and row().public == SAID


def test_the_words_around_are_reviewed_together(round_: Any) -> None:
    said(round_, round_.liaison, {"title": "整改情况"}, 0)
    whole = {"period": "", "closing": "", **AROUND}
    with pytest.raises(Refused) as refused:
        reviewed(round_, round_.feng, {**dict.fromkeys(whole, ""), "title": "整改情况"}, number=0)
    assert wrong(refused) == [("public", "缺开头、联系方式，不能审核")]
    said(round_, round_.liaison, AROUND, 0)
    reviewed(round_, round_.feng, whole, number=0)
    assert ListedPart.objects.get().reviewed_by == "feng"
    said(round_, round_.liaison, {"closing": "欢迎监督。"}, 0)
    assert ListedPart.objects.get().reviewed_on is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (Change(0, 0, 0, {"text": "问题"}), "text"),
        (Change(0, 0, 1, {"text": "任务"}), "problem"),
        (Change(0, 0, 0, move=Move.VOID, reason="误"), "problem"),
        (Change(0, 2, 0, {"public": "没有这个问题"}), "text"),
        (Change(0, 1, 1, move=Move.PUBLISH_REVIEW), "public"),
        (Change(0, 1, 1, {"public": "任务没有公开表述"}), "public"),
    ],
)
def test_the_words_around_are_no_problem_and_a_task_has_none(round_: Any, change: Change, field: str) -> None:
    written(round_)
    said(round_, round_.liaison, AROUND, 0)
    asked = Change(round_.traffic, change.problem, change.task, change.set, change.move, change.reason)
    with pytest.raises(Refused) as refused:
        acts.change(round_.feng, round_.matter.pk, [asked])
    assert field in [name for name, _ in wrong(refused)]


def test_replay_gives_the_words_and_their_review(round_: Any) -> None:
    written(round_)
    said(round_, round_.feng, AROUND, 0)
    reviewed(round_, round_.chen, {"period": "", "closing": "", **AROUND}, number=0)
    reviewed(round_, round_.chen, {"public": SAID})
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic, 2, public="第二个")])
    back = Change(round_.traffic, 2, move=Move.PUBLISH_RETURN, reason="太细")
    acts.change(round_.chen, round_.matter.pk, [back])
    acts.change(round_.feng, round_.matter.pk, [problem(round_.traffic, text="改了问题")])
    before = rebuild.contents()
    assert before["ListedPart"] and "太细" in repr(before["ListedProblem"])
    rebuild.rebuild()
    assert rebuild.contents() == before


# ---------------------------------------------------------------- what is asked about


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("由孙局长牵头", [("孙局长", "本单位人员的姓名")]),
        ("电话13800001234。", [("13800001234", "手机号")]),
        ("１３８ 0000 1234", [("１３８ 0000 1234", "手机号")]),
        ("0936-8210000", [("0936-8210000", "电话号码")]),
        ("62220119800101123X", [("62220119800101123X", "身份证号")]),
        ("622201800101123", [("622201800101123", "身份证号")]),
        ("群众举报后，李科长核实", [("举报", "举报方面的字样"), ("李科长", "本单位人员的姓名")]),
        ("清退 1,860.00 元，2026年4月10日前完成", []),
        ("青住建发〔2026〕31号", []),
        ("共 1380000 元", []),
        ("收回 3500000元、52000000 元，2300000.50 元", []),
        ("咨询 8210000", [("8210000", "电话号码")]),
        ("", []),
    ],
)
def test_what_may_give_somebody_away_is_found_at_its_place(text: str, found: list[tuple[str, str]]) -> None:
    places = giveaways.places(text, ["孙局长", "李科长", "李"])
    assert [(one.text, one.kind) for one in places] == found
    assert all(text[one.start : one.end] == one.text for one in places)


def test_a_contact_names_a_landline_but_no_mobile() -> None:
    assert giveaways.places("0936-8210000", [], contact=True) == ()
    assert [p.kind for p in giveaways.places("13800001234", [], contact=True)] == ["手机号"]


def test_words_that_may_give_somebody_away_need_a_second_look(round_: Any) -> None:
    text = "群众举报后由孙局长核实。"
    written(round_, text)
    with pytest.raises(Refused) as refused:
        reviewed(round_, round_.feng, {"public": text})
    said_ = "有 2 处请再看一遍：“举报”（举报方面的字样）、“孙局长”（本单位人员的姓名）；可以公开的，写明理由"
    assert wrong(refused) == [("reason", said_)]
    reviewed(round_, round_.feng, {"public": text}, "举报人同意；局长为主要负责人")
    assert row().public == text and row().reviewed_on
