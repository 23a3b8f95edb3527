"""Several scorers fill one sheet; where they differ people settle it, with the reason; nothing is averaged unasked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Event, Matter
from zeren.records.scores import acts, queries
from zeren.records.scores.log import Key
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Row


def problems(error: pytest.ExceptionInfo[Refused]) -> tuple[Problem, ...]:
    return error.value.problems


def standing(place: Any, key: Key) -> Filled:
    return queries.filled_in(Matter.objects.get(pk=place.unit)).get((key, place.group), queries.NOTHING)


def both(place: Any, key: Key) -> None:
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    place.filled(place.qian, key, "35.25", "60", "55.5", "44.5")


def test_two_finals_stand_side_by_side_with_what_differs(place: Any) -> None:
    key = place.fixed()
    both(place, key)
    found = standing(place, key)
    (sheet,) = queries.serving(Matter.objects.get(pk=place.unit))
    assert [one.points["1.1"] for one in found.finals] == [38, Fraction("35.25")]
    assert [item.number for item in found.differing(sheet)] == ["1.1"]
    assert found.agreed(sheet) == {"1.2": 60, "2.1": Fraction("55.5"), "2.2": Fraction("44.5")}


def test_a_second_final_of_one_scorer_is_refused_with_the_first(place: Any) -> None:
    key = place.fixed()
    first = place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    with pytest.raises(Refused) as wrong:
        place.filled(place.zhao, key, "40", "60", "55.5", "44.5")
    (problem,) = problems(wrong)
    assert problem.field == "person"
    assert f"第 {first.seq} 号" in problem.zh and "一人一份" in problem.zh
    acts.withdraw(place.zhao, place.unit, key, place.group, "看错了材料")
    place.filled(place.zhao, key, "40", "60", "55.5", "44.5")
    assert [one.points["1.1"] for one in standing(place, key).finals] == [40]
    assert [one.points["1.1"] for one in standing(place, key).withdrawn] == [38]


@pytest.mark.parametrize(
    ("points", "at", "said"),
    [
        (("40.01", "60", "55.5", "44.5"), "1.1", "得分 40.01 超过满分 40"),
        (("40", "60", "56", "44.5"), "2.1", "得分 56 超过满分 55.5"),
        (("", "60", "55.5", "44.5"), "1.1", "没有打分"),
        (("-1", "60", "55.5", "44.5"), "1.1", "得分“-1”应为 0 至 40"),
        (("三十", "60", "55.5", "44.5"), "1.1", "得分“三十”应为"),
    ],
)
def test_false_points_are_refused_at_their_item(
    place: Any, points: tuple[str, ...], at: str, said: str
) -> None:
    key = place.fixed()
    with pytest.raises(Refused) as wrong:
        place.filled(place.zhao, key, *points)
    assert [(one.field, said in one.zh) for one in problems(wrong)] == [(at, True)]
    assert standing(place, key) == queries.NOTHING


def test_the_full_mark_itself_is_taken_and_less_wants_its_reason(place: Any) -> None:
    key = place.fixed()
    with pytest.raises(Refused) as wrong:
        place.filled(place.zhao, key, "39.99", "60", "55.5", "44.5", note="")
    assert "扣了 0.01 分，请写明扣分的依据" in problems(wrong)[0].zh
    place.filled(place.zhao, key, "40", "60", "55.5", "44.5", note="")
    assert standing(place, key).finals[0].notes == {}


def test_a_draft_is_the_scorers_own_and_counts_for_nothing(place: Any) -> None:
    key = place.fixed()
    acts.save_draft(place.zhao, place.unit, key, place.group, {"1.1": ("38", "缺一次")})
    assert acts.draft_of(place.zhao, place.unit, key, place.group) == {"1.1": ("38", "缺一次")}
    assert acts.draft_of(place.qian, place.unit, key, place.group) == {}
    assert standing(place, key) == queries.NOTHING
    with pytest.raises(Refused):
        acts.save_draft(place.zhao, place.unit, key, place.group, {"1.1": ("41", "")})
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    assert acts.draft_of(place.zhao, place.unit, key, place.group) == {}


def test_others_points_open_with_the_own_final(place: Any) -> None:
    key = place.fixed()
    (sheet,) = queries.serving(Matter.objects.get(pk=place.unit))
    matter = Matter.objects.get(pk=place.unit)
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    assert queries.sees_points(place.zhao, matter, sheet, standing(place, key))
    assert not queries.sees_points(place.qian, matter, sheet, standing(place, key))
    place.filled(place.qian, key, "35", "60", "55.5", "44.5")
    assert queries.sees_points(place.leader, matter, sheet, standing(place, key))


def test_no_program_reads_a_final_in_the_log_before_its_time(place: Any) -> None:
    from zeren.api.matters import _entry
    from zeren.records.matters import events

    event = place.filled(place.zhao, place.fixed(), "38", "60", "55.5", "44.5")
    told = _entry(events.read(Event.objects.select_related("payload").get(pk=event.pk)))
    assert told["type"] == "_sheet_filled" and told["fields"] == {
        "sheet": f"m{place.programme}s1", "version": "1", "title": "部门评分细则",
    }  # fmt: skip


# ---------------------------------------------------------------- settling


def settle(place: Any, key: Key, **typed: tuple[str, str]) -> Event:
    return acts.settle(
        place.zhao, place.unit, key, place.group, {n.replace("_", "."): v for n, v in typed.items()}
    )


def test_people_settle_what_differs_and_the_step_is_recorded_with_its_sums(place: Any) -> None:
    key = place.fixed()
    both(place, key)
    step = settle(place, key, **{"1_1": ("36.5", "按材料，缺一次会议记录")})
    from zeren.records.matters import events

    entry = events.read(Event.objects.select_related("payload").get(pk=step.pk))
    assert entry.type == "onsite_scored" and entry.subjects == (place.group,)
    assert entry.fields == {"responsibility": "96.5", "key_work": "100", "rules": "部门评分细则（第 1 版）"}
    settled = standing(place, key).settled
    assert settled is not None and settled.event == entry.id and settled.mean == ""
    assert settled.marks.notes == {"1.1": "按材料，缺一次会议记录"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "各评分人不同（38、35.25），请写定为多少"),
        ({"1_1": ("36.5", "")}, "定为 36.5 的理由请写明"),
        ({"1_1": ("40.01", "理由")}, "40.01 超过满分 40"),
    ],
)
def test_a_difference_is_never_settled_without_figure_and_reason(place: Any, typed: Any, said: str) -> None:
    key = place.fixed()
    both(place, key)
    with pytest.raises(Refused) as wrong:
        settle(place, key, **typed)
    assert [(one.field, said in one.zh) for one in problems(wrong)] == [("1.1", True)]
    assert standing(place, key).settled is None


def test_the_mean_is_taken_only_where_the_sheet_says_so_exactly_and_with_its_basis(place: Any) -> None:
    key = place.fixed(mean="考核办〔2026〕1号第三项", scorers="3")
    both(place, key)
    with pytest.raises(Refused) as wrong:
        settle(place, key)
    assert problems(wrong)[0].zh == "终稿 2 份，细则要求 3 份"
    third = place.actor("sun3", place.zhao.grants[0].role, "QJ", "zhou")
    place.filled(third, key, "36.5", "60", "55.5", "44.5")
    step = settle(place, key, **{"1_1": ("1", "不看这一栏")})
    from zeren.records.matters import events

    entry = events.read(Event.objects.select_related("payload").get(pk=step.pk))
    # (38 + 35.25 + 36.5) / 3 + 60, without end: kept as the fraction it is
    assert Fraction(str(entry.fields["responsibility"])) == Fraction("109.75") / 3 + 60
    settled = standing(place, key).settled
    assert settled is not None and settled.mean == "考核办〔2026〕1号第三项"
    assert settled.marks.notes == {"1.1": "(38 + 35.25 + 36.5) ÷ 3，不进位"}


def test_once_settled_nothing_is_delivered_withdrawn_or_settled_again_until_the_step_is_voided(
    place: Any,
) -> None:
    key = place.fixed(scorers="1")
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    step = settle(place, key)
    for act in (
        lambda: place.filled(place.qian, key, "38", "60", "55.5", "44.5"),
        lambda: acts.withdraw(place.zhao, place.unit, key, place.group, "再看"),
        lambda: settle(place, key),
    ):
        with pytest.raises(Refused) as wrong:
            act()
        assert any("已经定分" in one.zh for one in problems(wrong))
    matters.void_event(place.zhao, place.unit, step.seq, reason="定错了")
    assert standing(place, key).settled is None
    place.filled(place.qian, key, "38", "60", "55.5", "44.5")


def test_who_may_not_score(place: Any) -> None:
    key = place.fixed()
    own = place.actor("li", place.zhao.grants[0].role, "QJ", "li")
    with pytest.raises(OutOfSight):
        place.filled(place.zhou, key, "40", "60", "55.5", "44.5")
    with pytest.raises(Refused):
        place.filled(place.viewer, key, "40", "60", "55.5", "44.5")
    with pytest.raises(OutOfSight):
        acts.deliver(place.zhao, place.unit, key, place.li, {})
    # What concerns oneself is kept from one, whatever the role: nobody scores himself.
    with pytest.raises(OutOfSight):
        acts.deliver(own, place.unit, key, place.li, {})


def test_a_sheet_of_one_field_serves_a_cadre(place: Any) -> None:
    key = place.fixed(score="cadre", step="daily_scored", scorers="1", rows=(Row("1", "日常监督", "100"),))
    acts.deliver(place.zhao, place.unit, key, place.li, {"1": ("87.5", "查出两件")})
    step = acts.settle(place.zhao, place.unit, key, place.li, {}, {"sources": ("half_year_check",)})
    from zeren.records.matters import events

    entry = events.read(Event.objects.select_related("payload").get(pk=step.pk))
    assert entry.fields == {"value": "87.5", "sources": ("half_year_check",)}
    assert entry.by == ("city_discipline_commission",)
