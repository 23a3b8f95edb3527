"""委托代批: within its days, no further, no longer than the appointment, every act naming it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from access import people
from zeren.access.accounts import acts as accounts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation import acts, queries
from zeren.access.delegation.acts import Wish
from zeren.access.delegation.models import Delegation, DelegationEnd
from zeren.records import registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.people.models import Appointment
from zeren.records.trail import queries as trail

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)


@pytest.fixture
def who(county: Any, settings: Any) -> people.People:
    settings.PASSWORD_HASHERS = people.FAST
    return people.make(county)


def wish(who: people.People, **differs: Any) -> Wish:
    grant = RoleGrant.objects.get(account=who.account("shuji"))
    usual = Wish(grant.pk, "qian", ("secretary",), TODAY, TODAY + timedelta(days=9), "出差")
    return replace(usual, **differs)


def lent(
    who: people.People, day: date = TODAY, name: str = "qian"
) -> list[tuple[Role, tuple[str, ...], str]]:
    return [(g.role, g.functions, g.basis) for g in who.actor(name, day).grants if g.delegated_by]


def test_it_holds_from_its_first_to_its_last_day_and_names_the_leader(who: people.People) -> None:
    made = acts.entrust(who.actor("shuji"), wish(who, start=TODAY + timedelta(days=1)))
    assert made.number == "权委〔2026〕1号"
    held = {n: bool(lent(who, TODAY + timedelta(days=n))) for n in (0, 1, 9, 10)}
    assert held == {0: False, 1: True, 9: True, 10: False}
    day = TODAY + timedelta(days=1)
    assert lent(who, day) == [(Role.PRINCIPAL, ("secretary",), made.number)]
    assert {g.delegated_by for g in who.actor("qian", day).grants} == {"", "shuji"}
    assert not [g for g in who.actor("shuji", day).grants if g.delegated_by]


def test_the_longest_period_is_a_setting(who: people.People, settings: Any) -> None:
    shuji = who.actor("shuji")
    with pytest.raises(Refused, match="at most 30 days"):
        acts.entrust(shuji, wish(who, end=TODAY + timedelta(days=30)))
    acts.entrust(shuji, wish(who, end=TODAY + timedelta(days=29)))
    settings.ZEREN = replace(settings.ZEREN, delegation_days=10)
    acts.entrust(shuji, wish(who))
    with pytest.raises(Refused, match="at most 10 days"):
        acts.entrust(shuji, wish(who, end=TODAY + timedelta(days=10)))


@pytest.mark.parametrize(
    ("differs", "field"),
    [
        ({"grant": None}, "grant"),
        ({"to": "nobody"}, "to"),
        ({"to": "shuji"}, "to"),
        ({"to": "baomi"}, "to"),
        ({"to": "zhao"}, "to"),
        ({"to": "zhou"}, "to"),
        ({"functions": ("secretary", "deciding_organ")}, "functions"),
        ({"functions": ()}, "functions"),
        ({"start": TODAY - timedelta(days=1)}, "start"),
        ({"start": None}, "start"),
        ({"end": None}, "end"),
        ({"end": TODAY - timedelta(days=1)}, "end"),
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
    ],
)
def test_what_may_not_be_entrusted_is_refused_at_its_field(
    who: people.People, differs: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        acts.entrust(who.actor("shuji"), wish(who, **differs))
    assert field in {problem.field for problem in refused.value.problems}
    assert not Delegation.objects.exists()


def test_nobody_entrusts_what_is_anothers_or_was_entrusted(who: people.People) -> None:
    county = who.county
    wang = accounts.make_account(SYSTEM, "wang", people.PASSWORD, organ=county.organs["QJ"], label="王")
    accounts.give_role(SYSTEM, wang, Role.CASE_HANDLER, county.organs["QJ"], date(2026, 1, 1))
    with pytest.raises(Refused, match="one's own present role"):
        acts.entrust(who.actor("qian"), wish(who, to="wang"))
    acts.entrust(who.actor("shuji"), wish(who))
    assert who.actor("qian").has(Role.PRINCIPAL)
    with pytest.raises(Refused, match="one's own present role"):
        acts.entrust(who.actor("qian"), wish(who, to="wang"))
    own = RoleGrant.objects.get(account=who.account("qian"))
    with pytest.raises(Refused, match="only a principal"):
        acts.entrust(who.actor("qian"), wish(who, grant=own.pk, to="wang", functions=("office",)))
    assert queries.entrustable(who.actor("qian")) == []


@pytest.mark.parametrize("name", ["shuji", "qian"])
def test_either_ends_it_at_any_time_and_a_third_does_not_find_it(who: people.People, name: str) -> None:
    made = acts.entrust(who.actor("shuji"), wish(who))
    for other in ("zhou", "xitong"):
        with pytest.raises(OutOfSight):
            acts.end(who.actor(other), made.pk)
    assert lent(who)
    acts.end(who.actor(name), made.pk, "回来了")
    assert not lent(who) and queries.state_of(Delegation.objects.get()) == "ended"
    with pytest.raises(Refused, match="over"):
        acts.end(who.actor(name), made.pk)
    assert [e.act for e in trail.visible_to(who.county.auditor)[:2]] == ["delegation_ended", "role_delegated"]


def test_it_ends_with_either_ones_role(who: people.People) -> None:
    acts.entrust(who.actor("shuji"), wish(who))
    assert lent(who)
    Account.objects.filter(signin="shuji").update(own_only=True)
    assert not lent(who)
    Account.objects.filter(signin="shuji").update(own_only=False)
    grant = RoleGrant.objects.get(account=who.account("shuji"))
    RoleGrant.objects.filter(pk=grant.pk).update(end=TODAY)
    assert lent(who) and not lent(who, TODAY + timedelta(days=1))
    RoleGrant.objects.filter(pk=grant.pk).update(end=None)
    own = RoleGrant.objects.filter(account=who.account("qian"))
    own.update(end=TODAY - timedelta(days=1))
    assert who.actor("qian").grants == ()
    own.update(end=None)
    Account.objects.filter(signin="qian").update(own_only=True)
    assert not lent(who)


def test_it_ends_with_the_appointment_that_the_leaders_role_rests_on(who: people.People) -> None:
    county = who.county
    post = Appointment.objects.get(person=county.people["sun"])
    RoleGrant.objects.filter(account=who.account("shuji")).update(appointment=post)
    made = acts.entrust(who.actor("shuji"), wish(who))
    ended = {"person": "sun", "post": "P1", "start": "2020-01-01", "end": "2026-03-15"}
    assert lent(who) and registers.import_rows(SYSTEM, "appointments", [ended]).written
    assert not lent(who)
    assert queries.state_of(queries.visible_to(who.actor("qian")).get(pk=made.pk)) == "void"


def test_what_is_done_under_it_names_it_on_the_trail_and_own_acts_do_not(
    who: people.People, opened: Any
) -> None:
    matter = opened()
    made = acts.entrust(who.actor("shuji"), wish(who))
    qian = who.actor("qian")
    matters.record_event(qian, matter.pk, "noticed", "2026-03-03", {"place": "县城"}, by=("office",))
    matters.record_event(qian, matter.pk, "decided", "2026-03-04", {}, by=("secretary",))
    bases = [e.basis for e in trail.visible_to(who.county.auditor).filter(act="event_recorded")[:2]]
    assert bases == [made.number, ""]
    from zeren.records.integrity import verify

    assert verify().faults == ()


def test_a_matter_that_only_the_delegation_reaches_names_it_always(who: people.People, opened: Any) -> None:
    county = who.county
    li = accounts.make_account(
        SYSTEM, "li", people.PASSWORD, person=county.people["li"], organ=county.organs["QJ"]
    )
    accounts.give_role(SYSTEM, li, Role.UNIT_LIAISON, county.organs["QT"], date(2026, 1, 1))
    made = acts.entrust(who.actor("shuji"), wish(who, to="li"))
    matters.record_event(
        who.actor("li"), opened().pk, "noticed", "2026-03-03", {"place": "县城"}, by=("office",)
    )
    assert trail.visible_to(county.auditor).filter(act="event_recorded")[0].basis == made.number


def test_both_sides_see_it_and_nobody_else(who: people.People) -> None:
    made = acts.entrust(who.actor("shuji"), wish(who))
    given, received = queries.current_for(who.actor("shuji")), queries.current_for(who.actor("qian"))
    assert (given.given, given.received) == ((made,), ()) and (received.given, received.received) == (
        (),
        (made,),
    )
    assert (
        queries.current_for(who.actor("zhou"))
        == queries.current_for(who.actor("xitong"))
        == queries.Current()
    )
    assert [a.signin for a in queries.offered(who.actor("shuji"))] == ["qian"]
    acts.end(who.actor("shuji"), made.pk)
    assert queries.current_for(who.actor("qian")) == queries.Current()


@pytest.mark.parametrize("table", ["access_delegation", "access_delegationend"])
def test_delegations_are_never_altered(who: people.People, table: str) -> None:
    acts.end(who.actor("shuji"), acts.entrust(who.actor("shuji"), wish(who)).pk)
    assert DelegationEnd.objects.count() == 1
    for sql in (f"UPDATE {table} SET reason = 'x'", f"DELETE FROM {table}"):
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
