"""A sheet adds up to what the pack gives, to the last digit; versions stay, and one in use is not changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from records.scores.conftest import ROWS, sheet
from zeren.records.errors import OutOfSight, Refused
from zeren.records.scores import acts, queries
from zeren.records.scores.log import Key
from zeren.records.scores.sheets import Row


def refused(place: Any, **differs: Any) -> dict[str, list[str]]:
    """What a sheet is refused with, by field."""
    with pytest.raises(Refused) as wrong:
        place.fixed(**differs)
    return wrong.value.by_field()


def with_row(place: int, /, **differs: str) -> tuple[Row, ...]:
    return (*ROWS[:place], replace(ROWS[place], **differs), *ROWS[place + 1 :])


def test_a_sheet_is_kept_with_its_items_and_serves_the_unit(place: Any) -> None:
    key = place.fixed()
    (kept,) = queries.versions_at([place.programme])
    assert (kept.version, kept.year, kept.kind, kept.basis, kept.scorers) == (
        1,
        2025,
        "department",
        "考核办〔2026〕1号",
        2,
    )
    assert [(i.number, i.full, i.field, i.at) for i in kept.items][:3] == [
        ("1", Fraction(100), "responsibility", ""), ("1.1", Fraction(40), "", "6"), ("1.2", Fraction(60), "", ""),
    ]  # fmt: skip
    assert [item.full for item in kept.leaves] == [40, 60, Fraction("55.5"), Fraction("44.5")]
    from zeren.records.matters.models import Matter

    assert [s.number for s in queries.serving(Matter.objects.get(pk=place.unit))] == [key.number]


def test_a_first_item_bears_the_field_that_it_is_named_after(place: Any) -> None:
    place.fixed(rows=(Row("1", "落实两个责任", "100"), Row("2", "重点", "100", "推进重点工作")))
    (kept,) = queries.versions_at([place.programme])
    assert [item.field for item in kept.items] == ["responsibility", "key_work"]


@pytest.mark.parametrize("differs", [{"year": "2026"}, {"kind": "county"}])
def test_another_year_or_kind_does_not_serve_it(place: Any, differs: dict[str, str]) -> None:
    place.fixed(**differs)
    from zeren.records.matters.models import Matter

    assert queries.serving(Matter.objects.get(pk=place.unit)) == []


@pytest.mark.parametrize(
    ("rows", "field", "said"),
    [
        (with_row(4, full="55.51"), "full", "2 推进重点工作满分 100，下面 2 项合计 100.01，应当相等"),
        (with_row(4, full="55.49"), "full", "下面 2 项合计 99.99"),
        (
            (Row("1", "落实", "99", "responsibility"), Row("2", "推进", "100", "key_work")),
            "full",
            "法规给“落实两个责任”的满分是 100",
        ),
        ((Row("1", "落实", "100", "responsibility"),), "items", "缺“推进重点工作”一项"),
        (
            (Row("1", "落实", "100", "responsibility"), Row("2", "又落实", "100", "responsibility")),
            "field",
            "已由第 1 行对应",
        ),
        (with_row(1, number="1.x"), "number", "序号“1.x”应如 1、1.2、1.2.3"),
        (with_row(2, number="1.1"), "number", "序号 1.1 重复"),
        (with_row(1, number="3.1"), "number", "3.1 的上面没有 3"),
        (with_row(1, full="40.001"), "full", "满分“40.001”应大于 0"),
        (with_row(1, full="0"), "full", "应大于 0"),
        (with_row(1, at="99"), "at", "法规没有“99”这一条款"),
        (with_row(0, field="value"), "field", "对应哪一项得分：落实两个责任、推进重点工作"),
    ],
)
def test_what_does_not_add_up_is_refused_at_its_row(
    place: Any, rows: tuple[Row, ...], field: str, said: str
) -> None:
    assert any(said in zh for zh in refused(place, rows=rows)[field])
    assert queries.versions_at([place.programme]) == []


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"title": " "}, "title"), ({"basis": ""}, "basis"), ({"score": "democratic"}, "score"), ({"step": "meeting"}, "step"),
        ({"kind": "school"}, "kind"), ({"scorers": "0"}, "scorers"), ({"scorers": "31"}, "scorers"), ({"year": "25"}, "year"),
        ({"rows": ()}, "items"),
    ],
)  # fmt: skip
def test_every_setting_is_held_against_the_pack(place: Any, differs: dict[str, Any], field: str) -> None:
    assert field in refused(place, **differs)


def test_the_next_version_stands_beside_the_first_and_the_same_again_is_none(place: Any) -> None:
    place.fixed()
    assert acts.fix(place.zhao, place.programme, sheet(), 1) is None
    assert acts.fix(place.zhao, place.programme, sheet(scorers="3"), 1) is not None
    assert [(s.version, s.scorers) for s in queries.versions_at([place.programme])] == [(1, 2), (2, 3)]


def test_one_for_the_same_is_refused_and_points_to_the_other(place: Any) -> None:
    place.fixed()
    assert "已有细则“部门评分细则”（第 1 号）" in refused(place)["step"][0]


def test_a_sheet_in_use_is_not_changed_until_its_finals_are_withdrawn(place: Any) -> None:
    key = place.fixed()
    place.filled(place.zhao, key, "38", "60", "55.5", "44.5")
    with pytest.raises(Refused) as wrong:
        acts.fix(place.zhao, place.programme, sheet(scorers="1"), 1)
    assert "“部门评分细则（第 1 版）”已在使用" in wrong.value.problems[0].zh
    assert "终稿 1 份" in wrong.value.problems[0].zh
    acts.withdraw(place.zhao, place.unit, key, place.group, "看错了材料")
    assert acts.fix(place.zhao, place.programme, sheet(scorers="1"), 1) is not None


def test_who_does_not_see_the_programme_fixes_nothing(place: Any) -> None:
    with pytest.raises(OutOfSight):
        acts.fix(place.zhou, place.programme, sheet())
    with pytest.raises(Refused):
        acts.fix(place.viewer, place.programme, sheet())
    assert queries.versions_at([place.programme]) == []
    assert Key(place.programme, 1) not in [Key(s.matter, s.number) for s in queries.versions_at([place.unit])]
