from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from zeren.records.errors import ConcurrentChange, OutOfSight, Refused
from zeren.records.matters import acts, own, queries
from zeren.records.matters.models import Event, Matter

pytestmark = pytest.mark.django_db


def problems(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.field: problem.zh for problem in refused.value.problems}


def test_numbers_run_without_gaps_in_each_series(county: Any, opened: Any) -> None:
    assert [opened().number for _ in range(3)] == [
        "青纪提〔2026〕1号",
        "青纪提〔2026〕2号",
        "青纪提〔2026〕3号",
    ]
    assert opened(mark="青纪问").number == "青纪问〔2026〕1号"
    with pytest.raises(Refused):
        opened(title=" ")
    assert opened().number == "青纪提〔2026〕4号"


def test_a_number_given_on_paper_is_taken_once(opened: Any) -> None:
    assert opened(mark="", number="青纪提〔2019〕7号").number == "青纪提〔2019〕7号"
    with pytest.raises(Refused) as refused:
        opened(mark="", number="青纪提〔2019〕7号")
    assert "已用" in problems(refused)["number"]


def test_opening_refuses_every_false_thing_at_once(county: Any, opened: Any) -> None:
    with pytest.raises(Refused) as refused:
        opened(
            opened=date(2026, 3, 17),
            subjects=["person:999999"],
            title="",
            facts={"kind": "mild", "colour": "red"},
        )
    assert set(problems(refused)) == {"opened", "subjects", "title", "kind", "colour"}
    assert not Matter.objects.exists()


def test_opening_before_the_pack_was_in_force_says_so(opened: Any) -> None:
    with pytest.raises(Refused) as refused:
        opened(opened=date(2019, 12, 31))
    assert "没有施行中的" in problems(refused)["pack"]
    assert opened(opened=date(2020, 1, 1)).version == date(2020, 1, 1)


def test_what_is_missing_is_told_and_does_not_stop_a_record(county: Any, opened: Any) -> None:
    kept = acts.record_event(county.zhao, opened().pk, "noticed", "2026-03-03")
    assert [(p.field, p.zh) for p in kept.missing] == [("place", "缺“地点”")]
    assert kept.event.seq == 2


@pytest.mark.parametrize(
    ("type", "at", "fields", "field"),
    [
        ("noticed", "2026-03-17", {}, "at"),
        ("noticed", "2026-02-30", {}, "at"),
        ("unheard_of", "2026-03-03", {}, "type"),
        ("noticed", "2026-03-03", {"colour": "red"}, "colour"),
        ("noticed", "2026-03-03", {"planned": "2026-13-01"}, "planned"),
        ("heard", "2026-03-03", {"persons": "two"}, "persons"),
        ("heard", "2026-03-03", {"agreed": "maybe"}, "agreed"),
        ("heard", "2026-03-03", {"by_whom": "person:999999"}, "by_whom"),
        ("heard", "2026-03-03", {"by_whom": "organ:1"}, "by_whom"),
        ("heard", "2026-03-03", {"share": "1.2.3"}, "share"),
        ("heard", "2026-03-03", {"paper": "attachment:5"}, "paper"),
        ("decided", "2026-03-03", {"measures": ("ordinary", "harsh")}, "measures"),
    ],
)
def test_what_is_false_is_refused_with_its_field_and_nothing_is_written(
    county: Any, opened: Any, type: str, at: str, fields: dict[str, Any], field: str
) -> None:
    matter = opened()
    with pytest.raises(Refused) as refused:
        acts.record_event(county.zhao, matter.pk, type, at, fields)
    assert field in problems(refused)
    assert Event.objects.filter(matter=matter).count() == 1


def test_the_boundary_of_the_future_is_today(county: Any, opened: Any) -> None:
    kept = acts.record_event(
        county.zhao, opened().pk, "noticed", "2026-03-16", {"place": "301室", "planned": "2026-04-01"}
    )
    assert kept.event.on == date(2026, 3, 16)


def test_unknown_is_kept_as_unknown(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-03", {"agreed": "?"})
    assert queries.entries(county.zhao, matter.pk)[-1].fields == {"agreed": "?"}


def test_a_role_that_is_none_is_refused(county: Any, opened: Any) -> None:
    with pytest.raises(Refused) as refused:
        acts.record_event(county.zhao, opened().pk, "noticed", "2026-03-03", by=["office", "emperor"])
    assert "emperor" in problems(refused)["by"]


def test_out_of_sight_does_not_exist(county: Any, opened: Any) -> None:
    matter = opened()
    for stranger in (county.zhou, county.auditor, county.subject):
        with pytest.raises(OutOfSight):
            acts.record_event(stranger, matter.pk, "noticed", "2026-03-03")
        with pytest.raises(OutOfSight):
            queries.get_matter(stranger, matter.pk)
        assert not queries.visible_to(stranger).exists()


def test_who_may_look_may_not_record(county: Any, opened: Any) -> None:
    matter = opened()
    assert queries.get_matter(county.viewer, matter.pk) == matter
    with pytest.raises(Refused):
        acts.record_event(county.viewer, matter.pk, "noticed", "2026-03-03")


def test_the_subject_sees_the_matter_from_the_day_it_was_shown(county: Any, opened: Any) -> None:
    matter = opened()
    with pytest.raises(OutOfSight):
        own.own_view(county.subject, matter.pk)
    acts.show_to_subject(county.zhao, matter.pk, date(2026, 3, 10))
    assert own.own_view(county.subject, matter.pk).number == matter.number
    with pytest.raises(OutOfSight):
        queries.get_matter(county.subject, matter.pk)
    with pytest.raises(OutOfSight):
        acts.record_event(county.subject, matter.pk, "reported", "2026-03-12")


def test_the_same_key_twice_is_one_event(county: Any, opened: Any) -> None:
    matter = opened()
    first = acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", idempotency="k")
    again = acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", idempotency="k")
    assert again.repeated and again.event.pk == first.event.pk
    assert Event.objects.filter(matter=matter).count() == 2


def test_who_filled_in_an_old_page_is_told_what_came_between(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.qian, matter.pk, "noticed", "2026-03-03", expected_head=1)
    with pytest.raises(ConcurrentChange) as change:
        acts.record_event(county.zhao, matter.pk, "heard", "2026-03-04", expected_head=1)
    assert [(b.seq, b.type, b.account) for b in change.value.between] == [(2, "noticed", "qian")]
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-04")
    assert [e.type for e in queries.entries(county.zhao, matter.pk)][1:] == ["noticed", "heard"]


def test_a_correction_and_a_void_leave_everything_visible(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", {"place": "301室"})
    acts.correct_event(county.zhao, matter.pk, 2, at="2026-03-04", reason="日期误记")
    entries = queries.entries(county.zhao, matter.pk)
    assert (entries[2].corrects, entries[2].at, entries[2].fields["place"]) == (2, date(2026, 3, 4), "301室")
    acts.void_event(county.zhao, matter.pk, 3, reason="未曾通知")
    assert len(queries.entries(county.zhao, matter.pk)) == 4


def test_what_was_corrected_or_voided_is_not_corrected_again(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03")
    acts.correct_event(county.zhao, matter.pk, 2, at="2026-03-04", reason="误记")
    for act in (lambda: acts.correct_event(county.zhao, matter.pk, 2, at="2026-03-05", reason="又误记"),
                lambda: acts.void_event(county.zhao, matter.pk, 3, reason=" "),
                lambda: acts.void_event(county.zhao, matter.pk, 1, reason="立项不能撤"),
                lambda: acts.void_event(county.zhao, matter.pk, 9, reason="无此条")):  # fmt: skip
        with pytest.raises(Refused):
            act()
    acts.void_event(county.zhao, matter.pk, 3, reason="更正有误")
    acts.correct_event(county.zhao, matter.pk, 2, at="2026-03-05", reason="再更正")


def test_one_act_on_many_matters_is_all_or_none(county: Any, opened: Any) -> None:
    rows = [acts.Row(opened().pk, "2026-03-03", {"place": "301室"}) for _ in range(3)]
    rows[1] = acts.Row(rows[1].matter, "2026-03-20")
    rows.append(acts.Row(999999, "2026-03-03"))
    with pytest.raises(Refused) as refused:
        acts.record_many(county.zhao, "noticed", rows)
    assert [(p.row, p.field) for p in refused.value.problems] == [(2, "at"), (4, "matter")]
    assert not Event.objects.filter(type="noticed").exists()
    rows = [acts.Row(row.matter, "2026-03-03") for row in rows[:3]]
    assert len(acts.record_many(county.zhao, "noticed", rows, idempotency="paste-1")) == 3
    assert all(
        kept.repeated for kept in acts.record_many(county.zhao, "noticed", rows, idempotency="paste-1")
    )


def test_a_step_that_closes_puts_the_matter_among_the_finished(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "filed", "2026-03-05")
    matter.refresh_from_db()
    assert (matter.state, matter.closed, matter.last_step) == ("closed", date(2026, 3, 5), "filed")
    acts.record_event(county.zhao, matter.pk, "appealed", "2026-03-06")
