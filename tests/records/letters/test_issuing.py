"""Letters: their light on the very days, whom they go to, what is refused, how they are numbered and kept."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from records.letters.conftest import on
from zeren.records import calendars, rebuild
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.letters import acts, queries
from zeren.records.letters.lights import Thresholds, last_within, light_of, thresholds_of
from zeren.records.letters.models import Letter
from zeren.records.matters import acts as matters
from zeren.records.matters import queries as files
from zeren.records.obligations import acts as catching

pytestmark = pytest.mark.django_db


def refused(call: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refused) as told:
        call(*args, **named)
    return "；".join(problem.zh for problem in told.value.problems)


def to(letter: Letter) -> list[tuple[str, str]]:
    return [(one.capacity, str(one.person or one.organ)) for one in letter.recipients.all()]


# ---------------------------------------------------------------- lights


@pytest.mark.parametrize(
    ("today", "due", "light"),
    [
        ("2026-03-16", "2026-03-20", "green"),  # Monday to Friday: four working days
        ("2026-03-17", "2026-03-20", "amber"),
        ("2026-03-20", "2026-03-20", "amber"),  # the day itself is not past
        ("2026-03-21", "2026-03-20", "red"),
        # National Day 2025: off from 1 to 8 October, a make-up day on Sunday 28 September and on Saturday the 11th.
        ("2025-09-28", "2025-10-09", "amber"),  # 29, 30, 9
        ("2025-09-27", "2025-10-09", "green"),  # the make-up Sunday counts: four
        ("2025-09-30", "2025-10-11", "amber"),  # 9, 10 and the make-up Saturday
        ("2025-09-30", "2025-10-13", "green"),
        ("2025-10-08", "2025-10-07", "red"),  # past in the holidays, where the period does not roll
        # Spring Festival 2026: off from 15 to 23 February, make-up days on Saturdays 14 and 28.
        ("2026-02-13", "2026-02-25", "amber"),  # 14, 24, 25
        ("2026-02-12", "2026-02-25", "green"),
    ],
)
def test_the_light_changes_on_its_very_days(today: str, due: str, light: str) -> None:
    days = date.fromisoformat(due), date.fromisoformat(today)
    assert light_of(*days, calendars.calendar(), Thresholds()) == light


def test_a_day_that_may_still_roll_is_never_red() -> None:
    days = date(2031, 5, 1), date(2031, 5, 4)
    assert light_of(*days, calendars.calendar(), Thresholds(), provisional=True) == "amber"
    assert light_of(*days, calendars.calendar(), Thresholds()) == "red"


def test_the_last_day_within_is_the_last_that_is_amber() -> None:
    for today in (date(2026, 3, 16), date(2025, 9, 28), date(2026, 2, 13)):
        last = last_within(today, 3, calendars.calendar())
        lights = [
            light_of(date.fromordinal(last.toordinal() + n), today, calendars.calendar(), Thresholds())
            for n in (0, 1)
        ]
        assert lights == ["amber", "green"]


# ---------------------------------------------------------------- recipients


def test_green_goes_to_the_handler_alone(county: SimpleNamespace, errand: Any, key: Any) -> None:
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 20))))
    assert (letter.light, letter.number, letter.on) == ("green", "督提〔2026〕1号", date(2026, 3, 16))
    assert to(letter) == [("handler", "赵承办")]


def test_amber_goes_to_the_leader_in_charge_as_well(county: SimpleNamespace, errand: Any, key: Any) -> None:
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 19))))
    assert letter.light == "amber"
    assert to(letter) == [("handler", "赵承办"), ("leader", "吴分管")]


def test_red_goes_to_the_unit_and_its_principal(county: SimpleNamespace, errand: Any, key: Any) -> None:
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 15))))
    assert letter.light == "red"
    assert to(letter) == [("unit", "青县交通局"), ("principal", "孙局长")]
    assert letter.unit == county.organs["QT"]


def test_without_a_leader_in_charge_on_the_day_the_principal_gets_it(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    from zeren.records.people.models import Charge

    Charge.objects.update(end=date(2026, 3, 15))
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 19))))
    assert to(letter) == [("handler", "赵承办"), ("leader", "孙局长")]


def test_what_the_register_does_not_tell_is_said_and_the_rest_gets_it(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 15), "BJ")
    letter = acts.issue(county.zhao, key(matter))
    assert to(letter) == [("unit", "白县纪委")]
    said = queries.said(letter).entry.fields
    assert said["unknown"] == ("主要负责人：白县纪委没有登记主要负责人（在任职登记里补）",)
    assert "另应送主要负责人，待查明：白县纪委没有登记主要负责人" in "".join(said["text"])


def test_whose_unit_the_role_does_not_tell_is_open_until_somebody_names_it(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 5))
    matters.record_event(SYSTEM, matter.pk, "fed_back", "2026-03-06", by=("unit",))
    asked = key(matter, "sum-up")
    made = acts.preview(county.zhao, asked)
    assert (made.light, made.owes.unit) == ("red", None)
    assert [(one.capacity, one.name) for one in made.recipients.to] == [("handler", "赵承办")]
    assert [one.why for one in made.recipients.unknown] == ["查不到由哪个单位办理"]
    named = acts.issue(county.zhao, asked, owes=county.organs["QJ"].pk)
    assert to(named) == [("unit", "青县纪委"), ("principal", "郑书记")]
    zh = refused(acts.issue, county.zhao, asked, owes=county.organs["BJ"].pk)
    assert "应当从本事项的对象" in zh


def test_nobody_gets_a_letter_about_what_is_kept_from_him(
    monkeypatch: pytest.MonkeyPatch, county: SimpleNamespace, errand: Any, opened: Any, key: Any
) -> None:
    from zeren.records.letters import owing
    from zeren.records.recusals import acts as recusals

    matter = errand(date(2026, 3, 19))
    recusals.declare(county.zhao, matter.pk, county.people["wu"].pk, "kin", "亲属")
    letter = acts.issue(county.zhao, key(matter))
    assert to(letter) == [("handler", "赵承办")]
    assert queries.said(letter).entry.fields["left"] == ("分管领导吴分管：已回避",)
    about_the_head = opened()
    matters.record_event(county.zhao, about_the_head.pk, "heard", "2026-03-04")
    monkeypatch.setattr(owing, "_role_of_subject", lambda _: "interviewee")
    own = acts.issue(county.zhao, key(about_the_head, "report-10d"))
    # What the person concerned does is seen to by the handling organ: nothing about it leaves to the own unit.
    assert (own.light, to(own)) == ("red", [("unit", "青县纪委"), ("principal", "郑书记")])


def test_outside_the_circle_of_a_restricted_matter_nobody_gets_one(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    from zeren.records.matters.secrecy import Secrecy, classify

    matter = errand(date(2026, 3, 19))
    classify(county.zhao, matter.pk, Secrecy("机密", circle=()), "涉密")
    letter = acts.issue(county.zhao, key(matter))
    assert to(letter) == [("handler", "赵承办")] and letter.restricted
    assert queries.said(letter).entry.fields["left"] == ("分管领导吴分管：不在知悉范围",)
    assert not queries.visible_to(county.qian).exists()


# ---------------------------------------------------------------- refusals and numbers


def test_what_is_no_open_duty_with_a_day_is_refused(
    county: SimpleNamespace, errand: Any, opened: Any, key: Any
) -> None:
    assert "没有期限" in refused(acts.issue, county.zhao, key(errand(date(2026, 3, 20)), "reply"))
    matter = opened()
    matters.record_event(county.zhao, matter.pk, "decided", "2026-03-10", by=["secretary"])
    assert "权利" in refused(acts.issue, county.zhao, key(matter, "appeal-1m"))
    assert "只有待办的事项" in refused(acts.issue, county.zhao, key(matter, "hear-first"))
    assert Letter.objects.count() == 0


def test_an_obligation_that_was_met_meanwhile_is_told(county: SimpleNamespace, errand: Any, key: Any) -> None:
    matter = errand(date(2026, 3, 20))
    asked = key(matter)
    matters.record_event(SYSTEM, matter.pk, "fed_back", "2026-03-16", by=("unit",))
    assert "现在不在待办" in refused(acts.issue, county.zhao, asked)


def test_only_who_records_issues(county: SimpleNamespace, errand: Any, key: Any) -> None:
    asked = key(errand(date(2026, 3, 20)))
    with pytest.raises(OutOfSight):
        acts.issue(county.zhou, asked)
    with pytest.raises(OutOfSight):
        acts.preview(county.zhou, asked)
    assert "只能查看" in refused(acts.issue, county.viewer, asked)
    assert Letter.objects.count() == 0


def test_one_letter_a_light_and_the_numbers_have_no_gap(
    settings: Any, county: SimpleNamespace, errand: Any, key: Any
) -> None:
    first, second = errand(date(2026, 3, 20)), errand(date(2026, 3, 25))
    acts.issue(county.zhao, key(first))
    assert "已经发过：督提〔2026〕1号" in refused(acts.issue, county.zhao, key(first))
    assert "超过 500 字" in refused(acts.issue, county.zhao, key(second), note="甲" * 501)
    assert acts.issue(county.qian, key(second)).number == "督提〔2026〕2号"
    on(settings, date(2026, 3, 18))
    assert (acts.issue(county.zhao, key(first)).number) == "督提〔2026〕3号"
    on(settings, date(2026, 3, 23))
    catching.catch_up(SYSTEM)
    assert acts.issue(county.zhao, key(first)).number == "督提〔2026〕4号"
    assert list(Letter.objects.order_by("seq", "pk").filter(matter=first).values_list("light", flat=True)) == [
        "green", "amber", "red",
    ]  # fmt: skip


def test_a_light_that_changed_since_the_preview_is_told_and_a_form_sent_twice_counts_once(
    settings: Any, county: SimpleNamespace, errand: Any, key: Any
) -> None:
    asked = key(errand(date(2026, 3, 20)))
    on(settings, date(2026, 3, 17))
    assert "已经变为黄灯" in refused(acts.issue, county.zhao, asked, expected="green")
    one = acts.issue(county.zhao, asked, expected="amber", idempotency="k")
    assert acts.issue(county.zhao, asked, expected="amber", idempotency="k") == one
    assert Letter.objects.count() == 1


# ---------------------------------------------------------------- what it says


def test_it_says_what_is_due_on_which_provision_with_the_arithmetic_and_what_follows(
    county: SimpleNamespace, errand: Any, opened: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 14))
    letter = acts.issue(county.zhao, key(matter), note="请附照片。")
    said = queries.said(letter).entry.fields
    assert said["title"] == "关于提醒反馈情况的函"
    assert said["text"] == (
        f"{matter.number}“修路”一事，依据《某县督办办法》二，应当由承办单位反馈情况。",
        "到期日为2026年3月14日（含当日）；截至2026年3月16日，已过期限 2 日，未见记录；仍应作出。"
        "计算：期限为2026年3月14日（星期六），末日为休息日（星期六），此期限不顺延，仍以2026年3月14日为准"
        "（起算与顺延条文未写，按民法典第二百零一条至第二百零三条推定）。",
        "反馈情况以后，由办公室汇总情况（三）。",
        "请办理并登记；已经办理的，请如实补录时间并说明情况。",
        "请附照片。",
        "特此函达。",
    )
    assert not any(word in "".join(said["text"]) for word in ("违规", "失职", "超期", "追究", "问责"))
    report = opened()
    matters.record_event(county.zhao, report.pk, "heard", "2026-03-10")
    counted = queries.said(acts.issue(county.zhao, key(report, "report-10d"))).entry.fields["arithmetic"]
    assert "自2026年3月10日次日起算10日（当日不计）" in counted and "2026年3月20日" in counted


# ---------------------------------------------------------------- afterwards


def leader(county: SimpleNamespace, **more: Any) -> Any:
    return county.actor("wu", Role.VIEWER, "B", "wu")


def test_whoever_reads_it_here_is_noted_once(county: SimpleNamespace, errand: Any, key: Any) -> None:
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 19))))
    wu = leader(county)
    assert list(queries.addressed_to(wu)) == [letter] and queries.get(wu, letter.matter_id, letter.seq)
    for _ in range(2):
        acts.receive(wu, letter.matter_id, letter.seq)
        acts.receive(county.qian, letter.matter_id, letter.seq)
    received = [
        one for one in files.entries(county.zhao, letter.matter_id) if one.type == "_reminder_received"
    ]
    assert [(one.fields["recipient"], one.re) for one in received] == [
        (f"person:{wu.person}", f"m{letter.matter_id}e{letter.seq}")
    ]
    assert [one.received for one in letter.recipients.all()] == [None, date(2026, 3, 16)]


def test_a_recipient_answers_and_nobody_else(county: SimpleNamespace, errand: Any, key: Any) -> None:
    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 19))))
    at = (letter.matter_id, letter.seq)
    acts.answer(leader(county), *at, "已督促。")
    assert [one.fields["text"] for one in queries.said(letter).answers] == ["已督促。"]
    assert "请写明" in refused(acts.answer, county.zhao, *at, " ")
    assert "晚于今日" in refused(acts.answer, county.zhao, *at, "好", date(2026, 3, 17))
    assert "早于发函日" in refused(acts.answer, county.zhao, *at, "好", date(2026, 3, 15))
    with pytest.raises(OutOfSight):
        acts.answer(county.qian, *at, "好")


def test_a_unit_sees_its_letter_once_the_matter_is_shown_and_no_others(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 15), "QT", "BJ")
    asked = key(matter)
    other = Key_of_other(matter, asked)
    mine, theirs = acts.issue(county.zhao, asked), acts.issue(county.zhao, other)
    units = {mine.unit_id: mine, theirs.unit_id: theirs}
    liaison = county.actor("lian", Role.UNIT_LIAISON, "QT")
    assert not queries.visible_to(liaison).exists()
    matters.show_to_subject(county.zhao, matter.pk, date(2026, 3, 16))
    assert list(queries.visible_to(liaison)) == [units[county.organs["QT"].pk]]
    with pytest.raises(OutOfSight):
        queries.get(liaison, matter.pk, units[county.organs["BJ"].pk].seq)
    letter = units[county.organs["QT"].pk]
    acts.receive(liaison, matter.pk, letter.seq)
    assert letter.recipients.get(capacity="unit").received == date(2026, 3, 16)
    assert letter.recipients.get(capacity="principal").received is None


def Key_of_other(matter: Any, first: Any) -> Any:
    from zeren.records.letters.drafting import Key
    from zeren.records.obligations.models import Obligation

    rows = Obligation.objects.filter(matter=matter, norm="node").exclude(subject=first.subject)
    return Key.of(rows.get())


def test_a_letter_of_a_mistake_is_taken_back_with_its_reason_and_the_number_stays_used(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    asked = key(errand(date(2026, 3, 20)))
    letter = acts.issue(county.zhao, asked)
    at = (letter.matter_id, letter.seq)
    assert "理由" in refused(acts.withdraw, county.zhao, *at, "")
    assert "只能查看" in refused(acts.withdraw, county.viewer, *at, "误发")
    acts.withdraw(county.zhao, *at, "事项选错")
    letter.refresh_from_db()
    assert letter.withdrawn == date(2026, 3, 16)
    assert queries.said(letter).withdrawn.reason == "事项选错"
    assert "已于 2026-03-16 收回" in refused(acts.withdraw, county.zhao, *at, "误发")
    assert "收回" in refused(acts.answer, county.zhao, *at, "好")
    assert acts.issue(county.zhao, asked).number == "督提〔2026〕2号"


def test_what_was_met_afterwards_says_so_with_its_event(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    matter = errand(date(2026, 3, 15))
    letter = acts.issue(county.zhao, key(matter))
    assert letter.standing == "open"
    done = matters.record_event(SYSTEM, matter.pk, "fed_back", "2026-03-16", by=("unit",)).event
    letter.refresh_from_db()
    assert (letter.standing, letter.met_on, letter.met_by) == (
        "met",
        date(2026, 3, 16),
        f"m{matter.pk}e{done.seq}",
    )
    matters.void_event(SYSTEM, matter.pk, done.seq, reason="误记")
    letter.refresh_from_db()
    assert (letter.standing, letter.met_on) == ("open", None)
    matters.void_event(SYSTEM, matter.pk, 2, reason="误下达")
    letter.refresh_from_db()
    assert letter.standing == "gone"


def test_rebuilding_equals_replaying(county: SimpleNamespace, errand: Any, key: Any) -> None:
    for place, day in enumerate((15, 18, 20, 26)):
        matter = errand(date(2026, 3, day), *(("QT", "BJ") if place % 2 else ("QT",)))
        letter = acts.issue(county.zhao, key(matter))
        at = (letter.matter_id, letter.seq)
        for one in letter.recipients.all():
            if one.person_id == county.people["zhao"].pk:
                acts.receive(county.zhao, *at)
                acts.answer(county.zhao, *at, "在办")
        if place == 1:
            acts.withdraw(county.zhao, *at, "误发")
        if place == 2:
            matters.record_event(SYSTEM, matter.pk, "fed_back", "2026-03-16", by=("unit",))
    written = rebuild.contents()
    assert len(written["Letter"]) == 4 and len(written["LetterRecipient"]) > 4
    Letter.objects.all().delete()
    rebuild.rebuild()
    assert rebuild.contents() == written


def test_a_log_with_letters_verifies(county: SimpleNamespace, errand: Any, key: Any) -> None:
    from zeren.records import integrity

    letter = acts.issue(county.zhao, key(errand(date(2026, 3, 19))))
    acts.receive(leader(county), letter.matter_id, letter.seq)
    acts.withdraw(county.zhao, letter.matter_id, letter.seq, "误发")
    assert not integrity.verify().faults


# ---------------------------------------------------------------- what waits, and the figures


def lights(actor: Any, today: date = date(2026, 3, 16)) -> list[tuple[str, str]]:
    found = queries.waiting(actor, today, calendars.calendar())
    return [(row.matter.number, found.light(row)) for row in found.window(found.rows, 0, 50)]


def test_what_calls_for_a_letter_waits_until_one_is_issued_under_that_light(
    settings: Any, county: SimpleNamespace, errand: Any, key: Any
) -> None:
    days = [date(2026, 3, day) for day in (15, 19, 20, 30, 31)]
    over, near, soon, edge, far = (errand(day) for day in days)
    expected = [(over, "red"), (near, "amber"), (soon, "green"), (edge, "green")]
    assert lights(county.qian) == [(matter.number, light) for matter, light in expected]
    assert lights(county.zhou) == []
    counts = queries.waiting(county.qian, date(2026, 3, 16), calendars.calendar())
    assert [queries.count_of(counts.narrowed(light)) for light in ("", "red", "amber", "green")] == [
        4,
        1,
        1,
        2,
    ]
    acts.issue(county.zhao, key(soon))
    assert soon.number not in dict(lights(county.qian))
    on(settings, date(2026, 3, 17))
    assert dict(lights(county.qian, date(2026, 3, 17)))[soon.number] == "amber"
    assert far.number in dict(lights(county.qian, date(2026, 3, 17)))


def test_an_organ_sets_its_own_figures_and_mark_from_a_day_on(
    county: SimpleNamespace, errand: Any, key: Any
) -> None:
    organ = county.organs["QJ"].pk
    asked = Thresholds(8, 5, "青督函", "青纪办〔2026〕2号")
    with pytest.raises(OutOfSight):
        acts.set_thresholds(county.zhao, organ, asked, date(2026, 3, 16))
    acts.set_thresholds(county.leader, organ, asked, date(2026, 3, 16))
    assert thresholds_of(organ, date(2026, 3, 15)) == Thresholds()
    assert thresholds_of(organ, date(2026, 3, 16)) == asked
    matter = errand(date(2026, 3, 23))
    assert dict(lights(county.qian)) == {matter.number: "amber"}
    letter = acts.issue(county.zhao, key(matter))
    assert (letter.light, letter.number) == ("amber", "青督函〔2026〕1号")
    outside = errand(date(2026, 3, 27))
    assert outside.number not in dict(lights(county.qian))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (Thresholds(10, 0, "督提", "文"), "黄灯应为 1 至 30 个工作日"),
        (Thresholds(3, 3, "督提", "文"), "绿灯应当多于黄灯"),
        (Thresholds(31, 3, "督提", "文"), "绿灯应当多于黄灯"),
        (Thresholds(10, 3, " ", "文"), "代字写 1 至 20 字"),
        (Thresholds(10, 3, "督提〔2026〕", "文"), "代字写 1 至 20 字"),
        (Thresholds(10, 3, "督提", ""), "缺依据文号"),
    ],
)
def test_figures_that_cannot_be_are_told(county: SimpleNamespace, asked: Thresholds, told: str) -> None:
    organ = county.organs["QJ"].pk
    assert told in refused(acts.set_thresholds, county.leader, organ, asked, date(2026, 3, 16))
