"""会签: where the list demands it an activity counts only when somebody else on the list has countersigned."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from zeren.records.actor import Role
from zeren.records.duties import activities, acts, counting, judging, log, register, replaying
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.acts import Change
from zeren.records.duties.models import Duty, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The committee's list; the secretary's research must be countersigned."""
    lst = acts.generate(county.office, county.organs["Q"].pk, 2026)
    acts.change(county.office, lst.pk, [Change(research(lst).number, countersign=True)], "对账销号")
    return lst


def research(lst: DutyList) -> Duty:
    """The secretary's duty."""
    return lst.duties.get(norm="research", holder__person__code="wang")


def doing(lst: DutyList, code: str = "wang") -> Doing:
    """Research that meets the duty but for the countersignature."""
    number = lst.holders.get(person__code=code).number
    return Doing(date(2026, 2, 26), "research", "城关镇", (Doer(number, True),), ("conduct_building",))


def first_quarter(lst: DutyList, code: str = "wang") -> tuple[str, str]:
    """How the first quarter stands, alone and among many."""
    holder, known = lst.holders.get(person__code=code), register.read()
    (alone,) = judging.stand(known, lst, holder, DAY).of("t-2020-duties", "research")
    (among,) = (
        f
        for c in counting.state([lst], DAY, known)
        if c.holder == holder
        for f in c.findings
        if f.norm == "research"
    )
    return alone.status.value, among.status.value


def test_it_counts_only_once_another_has_countersigned(drawn: DutyList, county: SimpleNamespace) -> None:
    (number,) = activities.record(county.wang, drawn.pk, [doing(drawn)])
    assert first_quarter(drawn) == ("pending", "pending")
    standing = judging.stand(register.read(), drawn, research(drawn).holder, DAY)
    (lacking,) = judging.not_counted(standing, "t-2020-duties", "research")
    assert [leaf.what for leaf in lacking.why] == ["activity.countersigned"]
    with pytest.raises(Refused, match="own doing"):
        activities.countersign(county.wang, drawn.pk, [number])
    chen = county.actor("chen", Role.PRINCIPAL, "Q", "chen")
    activities.countersign(chen, drawn.pk, [number])
    assert first_quarter(drawn) == ("met", "met")


def test_a_duty_without_the_demand_counts_as_before(drawn: DutyList, county: SimpleNamespace) -> None:
    activities.record(county.office, drawn.pk, [doing(drawn, "feng")])
    assert first_quarter(drawn, "feng") == ("met", "met")


def test_a_correction_asks_for_it_again_and_replay_says_the_same(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    (number,) = activities.record(county.office, drawn.pk, [doing(drawn)])
    chen = county.actor("chen", Role.PRINCIPAL, "Q", "chen")
    activities.countersign(chen, drawn.pk, [number])
    before = replaying.standing_rows()
    replaying.replay(log.locked(drawn.pk))
    assert replaying.standing_rows() == before
    activities.correct(county.office, drawn.pk, number, doing(drawn), "补记")
    assert first_quarter(drawn) == ("pending", "pending")


def test_who_is_not_on_the_list_or_does_not_see_it_countersigns_nothing(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    (number,) = activities.record(county.office, drawn.pk, [doing(drawn)])
    with pytest.raises(Refused, match="stands on the list"):
        activities.countersign(county.office, drawn.pk, [number])
    with pytest.raises(OutOfSight):
        activities.countersign(
            county.feng, drawn.pk, [number]
        )  # a member with no role sees the own part alone
    with pytest.raises(OutOfSight):
        activities.countersign(county.beside, drawn.pk, [number])


def test_the_demand_is_a_change_with_its_reason_to_be_signed_anew(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    number = research(drawn).number
    acts.sign(county.wang, drawn.pk, [number])
    acts.change(county.office, drawn.pk, [Change(number, countersign=False)], "不再要求")
    assert (research(drawn).countersign, research(drawn).signed) == (False, None)
    entries = DutyEntry.objects.count()
    assert acts.change(county.office, drawn.pk, [Change(number, countersign=False)], "没有差别") is None
    assert DutyEntry.objects.count() == entries


def test_a_standing_duty_counts_nothing_and_takes_no_demand(drawn: DutyList, county: SimpleNamespace) -> None:
    standing = drawn.duties.get(norm="conduct", holder__person__code="wang")
    with pytest.raises(Refused, match="no countersigning"):
        acts.change(county.office, drawn.pk, [Change(standing.number, countersign=True)], "理由")
