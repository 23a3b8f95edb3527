"""Opening a reporter: two persons, never one who is named or serves under one who is; once, for thirty minutes."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from desk.complaints.conftest import PASSWORD, actor, take_in
from zeren.access.accounts import acts as accounts
from zeren.access.accounts.models import RoleGrant
from zeren.access.unsealing import acts, deciders, queries
from zeren.access.unsealing.models import Unsealing, UnsealingDecision
from zeren.access.unsealing.queries import State
from zeren.records import clock
from zeren.records.actor import SYSTEM, Role
from zeren.records.complaints import acts as complaints
from zeren.records.complaints.models import Complaint
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail.models import TrailEntry


def asked(complaint: Any, by: str = "shouli", looker: str = "shouli") -> Unsealing:
    return acts.ask(actor(by), complaint.pk, "protect", "要保护本人", looker)


def grant(row: Unsealing, *names: str) -> None:
    for name in names:
        acts.decide(actor(name), row.pk, "granted", "理由充分")


def refusal(does: Any) -> str:
    with pytest.raises(Refused) as told:
        does()
    return "；".join(problem.zh for problem in told.value.problems)


def test_two_open_it_once_to_one_and_both_stand_on_the_trail(named: Any) -> None:
    row = asked(named)
    assert queries.state_of(row) is State.WAITING
    assert "没有批准" in refusal(lambda: acts.look(actor("shouli"), row.pk))
    grant(row, "buzhang")
    assert "没有批准" in refusal(lambda: acts.look(actor("shouli"), row.pk))
    grant(row, "fubuzhang")
    identity = acts.look(actor("shouli"), row.pk)
    assert (identity.name, identity.contact) == ("佟晓禾", "东街三号")
    entry = TrailEntry.objects.get(act="reporter_opened")
    assert (entry.account, entry.detail, entry.basis) == (
        "shouli",
        "buzhang fubuzhang",
        f"unsealing:{row.pk}",
    )
    assert entry.target == named.number


def test_it_shuts_after_thirty_minutes(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    acts.look(actor("shouli"), row.pk)
    first = row.looks.get().at
    monkeypatch.setattr(clock, "now", lambda: first + timedelta(minutes=29, seconds=59))
    acts.look(actor("shouli"), row.pk)
    assert row.looks.count() == 2
    monkeypatch.setattr(clock, "now", lambda: first + timedelta(minutes=30))
    assert queries.state_of(row) is State.SHUT
    assert "已经关上" in refusal(lambda: acts.look(actor("shouli"), row.pk))
    assert row.looks.count() == 2


def test_what_is_not_used_expires(named: Any) -> None:
    row = asked(named)
    grant(row, "buzhang", "jiandu")
    last = row.decisions.order_by("-at")[0].at
    assert queries.state_of(row, last + queries.UNUSED - timedelta(seconds=1)) is State.GRANTED
    assert queries.state_of(row, last + queries.UNUSED) is State.EXPIRED


@pytest.mark.parametrize("taker", ["shouli", "buzhang"])
def test_who_asked_or_granted_may_take_it_back_and_then_it_is_shut(named: Any, taker: str) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    assert "由提出的人或者批准的人收回" in refusal(lambda: acts.take_back(actor("jiandu"), row.pk, "x"))
    acts.take_back(actor(taker), row.pk, "不用了")
    assert queries.state_of(row) is State.WITHDRAWN
    assert "已经关上" in refusal(lambda: acts.look(actor("shouli"), row.pk))


def test_one_refusal_ends_it(named: Any) -> None:
    row = asked(named)
    acts.decide(actor("buzhang"), row.pk, "refused", "没有必要")
    assert queries.state_of(row) is State.REFUSED
    with pytest.raises((Refused, OutOfSight)):
        grant(row, "fubuzhang")
    assert asked(named).pk != row.pk  # it may be asked again


def test_the_same_person_is_not_two(named: Any) -> None:
    row = asked(named)
    grant(row, "buzhang")
    assert "您已经批过" in refusal(lambda: grant(row, "buzhang"))


def second_account(county: SimpleNamespace, signin: str, of: str, organ: str, role: Role) -> None:
    """Another account of somebody's, with a role."""
    made = accounts.make_account(
        SYSTEM, signin, PASSWORD, person=county.people[of], organ=county.organs[organ], label=signin
    )
    accounts.give_role(SYSTEM, made, role, county.organs[organ], date(2020, 1, 1))


def test_two_accounts_of_one_person_are_not_two(county: SimpleNamespace, named: Any) -> None:
    row = asked(named)
    second_account(county, "buzhang2", "buzhang", "QZ", Role.LEADER_IN_CHARGE)
    grant(row, "buzhang")
    assert "您已经批过" in refusal(lambda: grant(row, "buzhang2"))
    grant(row, "fubuzhang")
    assert queries.state_of(row) is State.GRANTED


@pytest.mark.parametrize("of", ["shouli", "shouli2"])
def test_who_asked_or_looks_decides_under_no_other_account(
    county: SimpleNamespace, named: Any, of: str
) -> None:
    row = asked(named, "shouli", "shouli2")
    second_account(county, "other", of, "QZ", Role.LEADER_IN_CHARGE)
    assert "提出的人、要看的人不能批" in refusal(lambda: grant(row, "other"))


def test_seats_that_one_person_fills_under_two_accounts_go_up(county: SimpleNamespace, named: Any) -> None:
    second_account(county, "buzhang2", "buzhang", "QZ", Role.LEADER_IN_CHARGE)
    for name in ("fubuzhang", "jiandu"):
        county.accounts[name].is_active = False
        county.accounts[name].save()
    panel = deciders.panel_of(named)
    assert any("只有一人，不足两人" in why for why in panel.why)
    assert [seat.words for seat in panel.seats] == ["某市委组织部主要负责人", "某市委主要负责人"]


def test_who_could_sit_on_either_leaves_the_other_to_whom_it_is_open(
    county: SimpleNamespace, named: Any
) -> None:
    for name in ("fubuzhang", "jiandu"):
        county.accounts[name].is_active = False
        county.accounts[name].save()
    principal_of(county, "QZ", "buzhang2")
    organ = county.organs["QZ"]
    accounts.give_role(SYSTEM, county.accounts["buzhang"], Role.LEADER_IN_CHARGE, organ, date(2020, 1, 1))
    row = asked(named)
    grant(row, "buzhang", "buzhang2")
    assert queries.state_of(row) is State.GRANTED


def test_two_of_one_seat_are_not_enough(named: Any) -> None:
    row = asked(named)
    grant(row, "fubuzhang")
    assert "不归您批" in refusal(lambda: grant(row, "jiandu"))


@pytest.mark.parametrize("name", ["shouli2", "jwshouli", "juzhang", "cshuji", "qshuji", "shenji"])
def test_nobody_else_decides(named: Any, name: str) -> None:
    row = asked(named)
    with pytest.raises((Refused, OutOfSight)):
        grant(row, name)
    assert not UnsealingDecision.objects.exists()


@pytest.mark.parametrize("name", ["shouli2", "buzhang", "fubuzhang", "cshuji", "juzhang"])
def test_only_the_named_looker_looks(named: Any, name: str) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    with pytest.raises((Refused, OutOfSight)):
        acts.look(actor(name), row.pk)
    assert not TrailEntry.objects.filter(act="reporter_opened").exists()


def test_without_a_second_factor_nothing_is_decided_and_nothing_opens(named: Any) -> None:
    row = asked(named)
    weak = actor("buzhang", strong=False)
    for verdict in ("granted", "refused"):
        assert "第二重验证" in refusal(lambda verdict=verdict: acts.decide(weak, row.pk, verdict, "x"))
    assert not UnsealingDecision.objects.exists()
    grant(row, "buzhang", "fubuzhang")
    assert "第二重验证" in refusal(lambda: acts.look(actor("shouli", strong=False), row.pk))


def test_who_is_no_officer_of_the_organ_that_holds_it_any_more_does_not_look(
    county: SimpleNamespace, named: Any
) -> None:
    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    grants = RoleGrant.objects.filter(account__signin="shouli")
    grants.update(end=clock.today() - timedelta(days=1))
    assert "现在办理此件的机关" in refusal(lambda: acts.look(actor("shouli"), row.pk))
    grants.update(end=clock.today())
    Complaint.objects.filter(pk=named.pk).update(holder=county.organs["CZ"])
    assert "现在办理此件的机关" in refusal(lambda: acts.look(actor("shouli"), row.pk))
    Complaint.objects.filter(pk=named.pk).update(holder=county.organs["QZ"])
    assert acts.look(actor("shouli"), row.pk).name == "佟晓禾"


@pytest.mark.parametrize(
    ("purpose", "ground", "looker", "said"),
    [
        ("", "x", "shouli", "请选用途"),
        ("protect", "  ", "shouli", "“事由”还没有写"),
        ("protect", "x" * 1001, "shouli", "最多 1000 字"),
        ("protect", "x", "buzhang", "请选由谁来看"),
        ("protect", "x", "nobody", "请选由谁来看"),
    ],
)
def test_a_request_wants_purpose_ground_and_a_looker(
    named: Any, purpose: str, ground: str, looker: str, said: str
) -> None:
    assert said in refusal(lambda: acts.ask(actor("shouli"), named.pk, purpose, ground, looker))
    assert not Unsealing.objects.exists()


def test_one_request_at_a_time_and_none_where_nobody_is_sealed(county: SimpleNamespace, named: Any) -> None:
    from zeren.records.complaints.log import Written

    asked(named)
    assert "还没有办完" in refusal(lambda: asked(named))
    intake = complaints.Intake(county.organs["QZ"].pk, "phone", clock.today(), Written("a", "b"))
    bare = complaints.take_in(actor("shouli"), intake)
    assert "没有封存" in refusal(lambda: asked(bare))


# ---------------------------------------------------------------- conflicts of interest


def test_where_the_leader_in_charge_is_named_the_organ_above_decides(county: SimpleNamespace) -> None:
    """The complaint itself goes up, for its organ is led by the one who is named; then so do the two."""
    complaint = take_in(county, about="fubuzhang")
    complaint.refresh_from_db()
    assert complaint.holder.code == "CZ"
    row = asked(complaint, "cshouli", "cshouli")
    # Above has no leader in charge, and further up nobody is registered who could decide.
    assert deciders.panel_of(complaint).seats == ()
    county.accounts["sbuzhang"] = principal_of(county, "SZ", "sbuzhang")
    county.accounts["sshuji"] = principal_of(county, "S", "sshuji")
    with pytest.raises((Refused, OutOfSight)):
        grant(row, "fubuzhang")
    with pytest.raises((Refused, OutOfSight)):
        grant(row, "jiandu")
    grant(row, "sbuzhang", "sshuji")
    assert acts.look(actor("cshouli"), row.pk).name == "佟晓禾"


def principal_of(county: SimpleNamespace, organ: str, signin: str) -> Any:
    """A new account of the principal of an organ."""
    made = accounts.make_account(SYSTEM, signin, PASSWORD, organ=county.organs[organ], label=signin)
    accounts.give_role(SYSTEM, made, Role.PRINCIPAL, county.organs[organ], date(2020, 1, 1))
    return made


def test_a_conflicted_seat_moves_both_seats_up_and_says_why(county: SimpleNamespace) -> None:
    """Supervision is named, who leads nobody: the complaint stays, the two seats go up."""
    complaint = take_in(county, about="jiandu")
    complaint.refresh_from_db()
    assert complaint.holder.code == "QZ"
    row = asked(complaint)
    panel = deciders.panel_of(complaint)
    assert any("有人被反映" in why for why in panel.why)
    assert {organ for seat in panel.seats for organ in seat.organs} == {
        county.organs["CZ"].pk,
        county.organs["C"].pk,
    }
    for name in ("buzhang", "fubuzhang", "jiandu"):
        with pytest.raises((Refused, OutOfSight)):
            grant(row, name)
    principal_of(county, "CZ", "cbuzhang2")
    grant(row, "cbuzhang")
    # One of the two is of the committee: two of the department are not enough.
    assert "不归您批" in refusal(lambda: grant(row, "cbuzhang2"))
    grant(row, "cshuji")
    assert acts.look(actor("shouli"), row.pk).name == "佟晓禾"
    assert TrailEntry.objects.get(act="reporter_opened").detail == "cbuzhang cshuji"


def test_an_empty_seat_moves_up(county: SimpleNamespace, named: Any) -> None:
    county.accounts["buzhang"].is_active = False
    county.accounts["buzhang"].save()
    panel = deciders.panel_of(named)
    assert any("没有人担任" in why for why in panel.why)
    assert {organ for seat in panel.seats for organ in seat.organs} == {
        county.organs["CZ"].pk,
        county.organs["C"].pk,
    }


def test_where_nobody_above_is_registered_nobody_decides_and_it_is_said(
    county: SimpleNamespace, named: Any
) -> None:
    for name in ("buzhang", "cbuzhang", "cshuji"):
        county.accounts[name].is_active = False
        county.accounts[name].save()
    panel = deciders.panel_of(named)
    assert panel.seats == () and "登记中没有可以批准的上级" in panel.why[-1]


def test_who_serves_under_the_named_one_decides_nothing(county: SimpleNamespace, named: Any) -> None:
    """Named after the request was made: the county secretary leads everybody in the county."""
    row = asked(named)
    grant(row, "buzhang")
    complaints.name_subjects(actor("shouli"), named.pk, [f"person:{county.people['qshuji'].pk}"])
    with pytest.raises(OutOfSight):
        grant(row, "fubuzhang")
    with pytest.raises(OutOfSight):
        acts.look(actor("shouli"), row.pk)


def test_the_looker_may_not_be_named(county: SimpleNamespace) -> None:
    complaint = take_in(county, about="shouli2")
    assert "shouli2" not in dict(acts.lookers(complaint))
    assert "请选由谁来看" in refusal(lambda: asked(complaint, looker="shouli2"))


def test_delegated_power_decides_nothing(named: Any) -> None:
    from dataclasses import replace

    row = asked(named)
    own = actor("buzhang")
    entrusted = replace(own, grants=tuple(replace(g, delegated_by="qshuji") for g in own.grants))
    with pytest.raises((Refused, OutOfSight)):
        acts.decide(entrusted, row.pk, "granted", "x")


def test_what_waits_is_listed_for_those_who_decide(named: Any) -> None:
    row = asked(named)
    assert [r.pk for r in queries.waiting_for(actor("buzhang"))] == [row.pk]
    assert [r.pk for r in queries.waiting_for(actor("jiandu"))] == [row.pk]
    for name in ("shouli", "cshuji", "juzhang", "shenji"):
        assert queries.waiting_for(actor(name)) == []
    grant(row, "buzhang")
    assert queries.waiting_for(actor("buzhang")) == []
    grant(row, "jiandu")
    assert queries.waiting_for(actor("fubuzhang")) == []


def test_who_could_be_the_second_sees_it_for_seven_days_from_the_first_grant(
    named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = clock.now()
    row = asked(named)
    monkeypatch.setattr(clock, "now", lambda: begun + timedelta(days=6))
    grant(row, "buzhang")
    granted = row.decisions.get().at
    for when, seen in ((timedelta(seconds=-1), [row.pk]), (timedelta(0), [])):
        monkeypatch.setattr(clock, "now", lambda when=when: granted + queries.UNUSED + when)
        assert [r.pk for r in queries.waiting_for(actor("jiandu"))] == seen
        assert [r.pk for r in queries.visible_to(actor("jiandu"))] == seen
        assert (queries.state_of(row) is State.WAITING) is bool(seen)


@pytest.mark.parametrize("end", ["granted", "refused", "withdrawn"])
def test_what_waits_no_more_is_left_out_by_the_query_itself(named: Any, end: str) -> None:
    second = actor("fubuzhang")

    def asks() -> int:
        with CaptureQueriesContext(connection) as context:
            assert queries.waiting_for(second) == []
        return len(context)

    before = asks()
    for _ in range(3):
        row = asked(named)
        if end == "granted":
            grant(row, "buzhang", "jiandu")
            acts.take_back(actor("buzhang"), row.pk, "不用了")
        elif end == "refused":
            acts.decide(actor("buzhang"), row.pk, "refused", "没有必要")
        else:
            acts.take_back(actor("shouli"), row.pk, "不用了")
    assert asks() == before


def test_the_tables_take_no_change_and_keys_rotate_all_the_same(named: Any) -> None:
    from zeren.records import keys, vault
    from zeren.records.keys import Purpose

    row = asked(named)
    grant(row, "buzhang", "fubuzhang")
    acts.look(actor("shouli"), row.pk)
    for change in (
        lambda: Unsealing.objects.update(looker="x"),
        lambda: UnsealingDecision.objects.update(verdict="refused"),
        lambda: row.looks.all().delete(),
        lambda: named.entries.update(act="closed"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    for purpose in (Purpose.VAULT, Purpose.REPORTER):
        keys.rotate(purpose)
        assert sum(vault.rewrap(purpose)) > 0
    assert acts.look(actor("shouli"), row.pk).name == "佟晓禾"
    assert acts.words_of(Unsealing.objects.get(pk=row.pk)) == "要保护本人"
