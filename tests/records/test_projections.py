from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from zeren.norms.model import State
from zeren.records import calendars, clock, evaluation, rebuild, registers
from zeren.records.actor import SYSTEM
from zeren.records.matters import access, acts, ledger, opening, queries
from zeren.records.matters.models import Matter
from zeren.records.obligations import acts as catching
from zeren.records.obligations import worklist
from zeren.records.obligations.models import Obligation, Want
from zeren.records.restrictions import queries as restrictions

pytestmark = pytest.mark.django_db


def groups(actor: Any, tab: str = "mine", today: date | None = None) -> dict[str, list[str]]:
    days = worklist.days_of(today or clock.today(), calendars.calendar())
    parts = {
        part: worklist.listed(actor, worklist.Tab(tab), days, 0, 50, part).rows for part in worklist.Part
    }
    return {part.name.lower(): [row.norm for row in rows] for part, rows in parts.items() if rows}


def test_a_duty_stands_on_the_worklist_with_its_days(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03", {"place": "301室"})
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-10")
    row = Obligation.objects.get(want=Want.DO)
    assert (row.norm, row.nominal, row.due, row.status) == (
        "report-10d",
        date(2026, 3, 20),
        date(2026, 3, 20),
        "pending",
    )
    assert (row.subject, row.act, row.cites, row.handler_id) == (
        county.sun,
        "reported",
        "2",
        county.zhao.person,
    )
    assert groups(county.zhao) == {"month": ["report-10d"]}
    matter.refresh_from_db()
    assert (matter.next_due, matter.worst) == (date(2026, 3, 20), "pending")


@pytest.mark.parametrize(
    ("today", "group"),
    [
        (date(2026, 3, 16), "month"),
        (date(2026, 3, 17), "near"),
        (date(2026, 3, 20), "near"),
        (date(2026, 3, 21), "over"),
    ],
)
def test_the_groups_change_on_their_very_days(county: Any, opened: Any, today: date, group: str) -> None:
    acts.record_event(county.zhao, opened().pk, "noticed", "2026-03-03")
    acts.record_event(county.zhao, Matter.objects.get().pk, "heard", "2026-03-10")
    assert groups(county.zhao, today=today) == {group: ["report-10d"]}


def test_doing_it_takes_it_off_the_worklist(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03")
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-04")
    acts.record_event(county.zhao, matter.pk, "reported", "2026-03-14")
    assert groups(county.zhao) == {}


def test_an_act_out_of_order_wants_an_explanation_until_it_is_given(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-12")
    assert groups(county.zhao)["explain"] == ["notice-first"]
    acts.record_event(
        county.zhao,
        matter.pk,
        "departure_reasoned",
        "2026-03-13",
        {"norm": "notice-first", "reasons": "当面口头通知"},
    )
    assert "explain" not in groups(county.zhao)
    assert any(
        f.norm == "notice-first" and f.status is State.BREACHED for f in evaluation.findings_of(matter)
    )


def test_the_worklist_follows_the_matter_to_the_taker(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-12")
    assert (
        opening.hand_over(county.zhao, [matter.pk], county.qian.person, date(2026, 3, 13), reason="调岗") == 1
    )
    assert groups(county.zhao) == {}
    assert set(groups(county.qian)) == {"explain", "month"}
    assert [row.taker_id for row in queries.hand_overs(county.zhao, matter.pk)] == [county.qian.person]


def test_scope_is_the_tree_below(county: Any, opened: Any) -> None:
    acts.record_event(county.zhao, opened().pk, "heard", "2026-03-12")
    for actor in (county.zhao, county.leader, county.viewer):
        assert groups(actor, "organ")
    for actor in (county.zhou, county.auditor, county.subject):
        assert groups(actor, "organ") == {}


def test_a_bar_reaches_from_its_decision_for_a_year(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "decided", "2026-03-10", by=["secretary"])
    sun = county.people["sun"].pk
    assert [row.norm for row in restrictions.barring(county.leader, sun, "promoted", date(2026, 3, 10))] == [
        "no-promotion"
    ]
    assert restrictions.barring(county.leader, sun, "promoted", date(2027, 3, 9))
    assert not restrictions.barring(county.leader, sun, "promoted", date(2027, 3, 10))
    assert not restrictions.barring(county.leader, sun, "promoted", date(2026, 3, 9))
    assert not restrictions.barring(county.zhou, sun, "promoted", date(2026, 3, 10))


def test_a_bar_of_one_matter_is_a_fact_in_another(county: Any, opened: Any) -> None:
    first, second = opened(), opened()
    acts.record_event(county.zhao, first.pk, "decided", "2026-03-10", by=["secretary"])
    facts = [f for f in evaluation.log_of(second).facts if f.name == "barred"]
    assert [(f.of, f.value, f.start, f.end) for f in facts] == [
        (county.sun, "promoted", date(2026, 3, 10), date(2027, 3, 9))
    ]
    assert not [f for f in evaluation.log_of(first).facts if f.name == "barred"]


def test_registers_speak_as_dated_facts(county: Any, opened: Any) -> None:
    matter = opened()
    facts = {(f.of, f.name): (f.value, f.start) for f in evaluation.log_of(matter).facts}
    assert facts[(county.sun, "post_class")] == ("principal", date(2020, 1, 1))
    assert facts[(county.sun, "managed_by")] == ("same_level_committee", date(2020, 1, 1))
    assert facts[(county.sun, "birth")] == ("1970-05-06", None)
    assert facts[(county.sun, "retired")] == ("no", None)
    assert (county.sun, "rank") not in facts


def test_what_was_stated_in_the_matter_holds_until_it_is_stated_anew(county: Any, opened: Any) -> None:
    matter = opened(subject_facts={county.sun: {"part": "分管"}})
    acts.state_facts(county.zhao, matter.pk, {"part": "主要"}, of=county.sun, start=date(2026, 3, 12))
    facts = [(f.value, f.start, f.end) for f in evaluation.log_of(matter).facts if f.name == "part"]
    assert facts == [("分管", None, date(2026, 3, 11)), ("主要", date(2026, 3, 12), None)]
    acts.state_facts(county.zhao, matter.pk, {"kind": "serious"}, reason="改定")
    assert evaluation.log_of(matter).matter == {"kind": "serious"}


def test_a_childs_decision_is_seen_by_its_parent(county: Any, opened: Any) -> None:
    parent, child = opened(), opened(subjects=[county.li])
    opening.link(county.zhao, parent.pk, child.pk, "member")
    acts.record_event(county.zhao, parent.pk, "decided", "2026-03-10", by=["secretary"])
    assert not Obligation.objects.filter(matter=parent, norm="members-follow").exists()
    acts.record_event(county.zhao, child.pk, "decided", "2026-03-09", by=["secretary"])
    row = Obligation.objects.get(matter=parent, norm="members-follow")
    assert row.due == date(2026, 6, 10)
    assert [kind for kind, _ in queries.related(county.zhao, parent)] == ["child"]


def test_matters_do_not_form_a_circle(county: Any, opened: Any) -> None:
    from zeren.records.errors import Refused

    first, second, third = opened(), opened(), opened()
    opening.link(county.zhao, first.pk, second.pk, "member")
    opening.link(county.zhao, second.pk, third.pk, "member")
    for parent, child in ((third, first), (second, first), (first, first)):
        with pytest.raises(Refused):
            opening.link(county.zhao, parent.pk, child.pk, "member")


def test_a_case_taken_over_is_not_blamed_for_what_lay_before(county: Any, opened: Any) -> None:
    from zeren.records.matters.events import Entry

    asked = opening.Opening(
        "test-reminder", "reminder", county.organs["QJ"].pk, "接管的老案", [county.sun], date(2026, 1, 5),
        mark="青纪提", facts={"kind": "ordinary"}, taken_over=date(2026, 3, 1),
    )  # fmt: skip
    matter = opening.take_over(
        county.zhao,
        asked,
        [
            Entry("decided", "2026-03-05", by=("secretary",)),
            Entry("heard", "2026-02-20", subjects=(county.sun,)),
        ],
    )
    statuses = {f.norm: f.status for f in evaluation.findings_of(matter)}
    assert statuses["notice-first"] is State.UNDETERMINED
    assert statuses["hear-first"] is State.MET


def test_the_paper_of_a_forbidden_act_is_withheld_until_reasons_are_recorded(
    county: Any, opened: Any
) -> None:
    matter = opened()
    assert {f.norm for f in evaluation.withheld(matter, "decided")} >= {"hear-first"}
    acts.record_event(county.zhao, matter.pk, "decided", "2026-03-10", by=["secretary"])
    assert [f.norm for f in evaluation.withheld(matter, "decided")] == ["hear-first"]
    acts.record_event(
        county.zhao,
        matter.pk,
        "departure_reasoned",
        "2026-03-11",
        {"norm": "test-reminder#hear-first", "reasons": "本人拒绝"},
    )
    assert evaluation.withheld(matter, "decided") == ()


def test_what_is_in_order_is_not_withheld(county: Any, opened: Any) -> None:
    matter = opened()
    for type, day in (("noticed", "2026-03-03"), ("heard", "2026-03-04")):
        acts.record_event(county.zhao, matter.pk, type, day)
    acts.record_event(county.zhao, matter.pk, "decided", "2026-03-10", by=["secretary"])
    assert evaluation.withheld(matter, "decided") == ()


def test_allowed_acts_name_what_stands_in_the_way(county: Any, opened: Any) -> None:
    allowed = evaluation.allowed_of(opened(), county.zhao)
    assert allowed["noticed"].ok == "yes"
    assert allowed["heard"].ok == "no" and [f.norm for f in allowed["heard"].blocks] == ["notice-first"]


def test_known_at_replays_what_was_known(county: Any, opened: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-12")
    before = evaluation.findings_of(matter, date(2026, 3, 16), known_at=date(2026, 3, 15))
    after = evaluation.findings_of(matter, date(2026, 3, 16), known_at=date(2026, 3, 16))
    assert State.BREACHED not in {f.status for f in before}
    assert State.BREACHED in {f.status for f in after}


def test_time_alone_brings_a_matter_back(county: Any, opened: Any, settings: Any) -> None:
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-03")
    acts.record_event(county.zhao, matter.pk, "heard", "2026-03-10")
    matter.refresh_from_db()
    assert matter.stale_on == date(2026, 3, 21)
    assert catching.catch_up(county.zhao, today=date(2026, 3, 20)) == 0
    assert catching.catch_up(county.zhou, today=date(2026, 3, 21)) == 0
    assert catching.catch_up(county.zhao, today=date(2026, 3, 21)) == 1
    assert Obligation.objects.get(norm="report-10d").status == "breached"


def test_a_changed_register_reaches_open_matters(county: Any, opened: Any) -> None:
    matter = opened()
    registers.import_rows(
        SYSTEM, "people", [{"code": "sun", "name": "孙局长", "organ": "QT", "retired": "2026-03-01"}]
    )
    facts = [(f.value, f.start, f.end) for f in evaluation.log_of(matter).facts if f.name == "retired"]
    assert facts == [("no", None, date(2026, 2, 28)), ("yes", date(2026, 3, 1), None)]


def test_a_moved_organ_takes_everything_with_it(county: Any, opened: Any) -> None:
    acts.record_event(county.zhao, opened().pk, "heard", "2026-03-12")
    registers.import_rows(
        SYSTEM,
        "organs",
        [
            {
                "code": "QJ",
                "name": "青县纪委",
                "level": "county",
                "kind": "discipline_commission",
                "superior": "B",
            }
        ],
    )
    baixian = county.actor("b", county.leader.grants[0].role, "B")
    assert groups(county.leader, "organ") == {}
    assert groups(baixian, "organ") and ledger.window(access.visible_to(baixian), 0, 9)


def test_rebuilding_equals_replaying(county: Any, opened: Any) -> None:
    story = [
        ("noticed", "2026-03-03"),
        ("heard", "2026-03-04"),
        ("decided", "2026-03-10"),
        ("reported", "2026-03-15"),
    ]
    for number in range(6):
        matter = opened(subjects=[county.sun, county.li] if number % 2 else [county.sun])
        for type, day in story[: number % 5]:
            acts.record_event(
                county.zhao, matter.pk, type, day, by=["secretary"] if type == "decided" else []
            )
        if number == 4:
            acts.correct_event(county.zhao, matter.pk, 2, at="2026-03-05", reason="误记")
    while catching.catch_up(SYSTEM):
        pass
    written = rebuild.contents()
    assert written["Obligation"] and written["Restriction"]
    Obligation.objects.all().delete()
    Matter.objects.update(worst="", next_due=None, a1=None)
    rebuild.rebuild()
    assert rebuild.contents() == written


def test_pages_of_the_worklist_continue_without_gap_or_repeat(county: Any, opened: Any) -> None:
    for day in range(1, 8):
        matter = opened()
        if day % 2:
            acts.record_event(county.zhao, matter.pk, "noticed", "2026-03-02")
        acts.record_event(
            county.zhao, matter.pk, "heard", (date(2026, 3, 4) + timedelta(days=2 * day % 9)).isoformat()
        )
    days = worklist.days_of(clock.today(), calendars.calendar())
    pages = [
        worklist.listed(county.zhao, worklist.Tab.MINE, days, start, start + 3) for start in range(0, 12, 3)
    ]
    seen = [row.pk for page in pages for row in page.rows]
    assert len(seen) == pages[0].total == 10 and len(set(seen)) == 10
    assert sorted(seen) == sorted(Obligation.objects.exclude(want=Want.MAY).values_list("pk", flat=True))


def test_lists_cost_the_same_queries_whatever_their_length(
    county: Any, opened: Any, django_assert_max_num_queries: Any
) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            acts.record_event(county.zhao, opened(subjects=[county.sun, county.li]).pk, "heard", "2026-03-12")

    days = worklist.days_of(clock.today(), calendars.calendar())
    fill(2)
    for _ in range(2):
        with django_assert_max_num_queries(2):
            rows = ledger.window(ledger.ordered(access.visible_to(county.zhao)), 0, 50)
            assert all(row.organ.name for row in rows) and ledger.subjects_of(rows)
        with django_assert_max_num_queries(2 * len(worklist.Part)):
            found = worklist.listed(county.zhao, worklist.Tab.ORGAN, days, 0, 50)
            assert all(row.matter.organ.name and row.matter.handler.name for row in found.rows)
        fill(8)


def test_counts_of_a_ledger_stop_at_the_newest(
    county: Any, opened: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "MOST", 2)
    for _ in range(4):
        opened()
    counts = ledger.counts(access.visible_to(county.zhao), clock.today())
    assert (counts["all"], counts["open"], counts["closed"]) == (3, 3, 0)


def test_a_years_calendar_moves_what_rested_on_it(county: Any, opened: Any, settings: Any, home: Any) -> None:
    from dataclasses import replace

    shipped = home / "shipped"
    (shipped / "cn").mkdir(parents=True)
    settings.ZEREN = replace(settings.ZEREN, calendars=shipped)
    matter = opened()
    acts.record_event(county.zhao, matter.pk, "decided", "2026-02-21", by=["secretary"])
    appeal = Obligation.objects.get(norm="appeal-1m")
    assert (appeal.want, appeal.nominal, appeal.provisional) == (Want.MAY, date(2026, 3, 21), True)
    assert catching.recompute_provisional() == []
    (shipped / "cn" / "2026.yaml").write_text(
        'calendar: cn\nyear: "2026"\nnotices:\n  n: {title: 通知, number: 1号, issued: "2025-11-01", source: 甲}\noff: []\nwork: []\n',
        encoding="utf-8",
    )
    assert catching.recompute_provisional() == [matter.number]
    appeal = Obligation.objects.get(norm="appeal-1m")
    assert (appeal.nominal, appeal.due, appeal.provisional) == (date(2026, 3, 21), date(2026, 3, 23), False)


def test_the_daily_look_ends_when_it_is_told_and_catches_up_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from threading import Event as Signal

    from zeren.records.obligations import daily

    looked = Signal()
    monkeypatch.setattr(daily, "catch_up_all", lambda: looked.set())
    monkeypatch.setattr(daily, "close_old_connections", lambda: None)
    stop = daily.keep_up(every=0.01)
    assert looked.wait(5)
    stop.set()
