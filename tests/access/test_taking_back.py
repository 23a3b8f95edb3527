"""Taking back: a role earlier than it would end, never later; never the last administrator's; factors by two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from access import people
from access.people import confirmed, proposed
from zeren.access.accounts import acts as accounts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.factors import acts as factors
from zeren.access.rights import acts, checks, queries
from zeren.access.rights.models import Kind
from zeren.access.rights.proposals import Proposal
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
GRANT = Proposal(
    Kind.GRANT, "任职 青组任〔2026〕41号", "zhao", organ="QJ", role="case_handler", start=date(2026, 3, 9)
)


@pytest.fixture
def who(county: Any, settings: Any) -> people.People:
    settings.PASSWORD_HASHERS = people.FAST
    return people.make(county)


def test_a_role_is_taken_back_at_once_or_at_its_last_day(who: people.People) -> None:
    grant = RoleGrant.objects.get(account=who.account("qian"))
    later = Proposal(Kind.REVOKE, "岗位调整", "qian", grant=grant.pk, end=TODAY + timedelta(days=1))
    confirmed(who, later)
    assert [bool(who.actor("qian", TODAY + timedelta(days=n)).grants) for n in (0, 1, 2)] == [
        True,
        True,
        False,
    ]
    again = proposed(who, later)
    confirmed(who, replace(later, end=None))
    assert who.actor("qian").grants == () and who.actor("qian", TODAY - timedelta(days=1)).grants
    with pytest.raises(Refused, match="only returned"):
        acts.confirm(who.actor("baomi"), again.pk)
    foreign = RoleGrant.objects.get(account=who.account("zhou"))
    with pytest.raises(Refused, match="choose the role"):
        proposed(who, replace(later, grant=foreign.pk))


def test_taking_back_never_lengthens_a_role(who: people.People) -> None:
    grant = RoleGrant.objects.get(account=who.account("qian"))
    last = TODAY + timedelta(days=5)
    asked = Proposal(Kind.REVOKE, "岗位调整", "qian", grant=grant.pk, end=last)
    waited = proposed(who, asked)
    confirmed(who, replace(asked, end=last - timedelta(days=1)))
    # What was proposed while the role had no last day would lengthen it now.
    found = queries.get(who.actor("baomi"), waited.pk)
    assert [(c.zh, c.two) for c in checks.stops(found)] == [("收权只能提前", "现有末日是 2026-03-20")]
    with pytest.raises(Refused, match="only returned"):
        acts.confirm(who.actor("baomi"), waited.pk)
    with pytest.raises(Refused) as refused:
        proposed(who, asked)
    assert [(p.field, p.zh) for p in refused.value.problems] == [
        ("end", "收权只能提前：现有末日是 2026-03-20")
    ]
    assert proposed(who, replace(asked, end=last - timedelta(days=1))).end == last - timedelta(days=1)
    grant.refresh_from_db()
    assert grant.end == last - timedelta(days=1)


def test_the_only_administrator_is_taken_away_on_no_later_day_either(who: people.People) -> None:
    grant = RoleGrant.objects.get(account=who.account("shenji"))
    last = date(2026, 4, 30)
    change = proposed(who, Proposal(Kind.REVOKE, "调离", "shenji", grant=grant.pk, end=last))
    assert [c.zh for c in checks.stops(change)] == ["这是唯一的安全审计员"]
    organ = who.county.organs["Q"]
    second = accounts.make_account(SYSTEM, "shenji2", people.PASSWORD, organ=organ, label="二")
    follows = accounts.give_role(SYSTEM, second, Role.AUDIT_ADMIN, organ, last + timedelta(days=2))
    assert [c.zh for c in checks.stops(change)] == ["这是唯一的安全审计员"]  # one day without any
    RoleGrant.objects.filter(pk=follows.pk).update(start=last + timedelta(days=1))
    acts.confirm(who.actor("baomi"), change.pk)
    grant.refresh_from_db()
    assert grant.end == last


def test_a_last_day_at_the_end_of_the_calendar_is_no_fault(who: people.People) -> None:
    grant = RoleGrant.objects.get(account=who.account("shenji"))
    change = proposed(who, Proposal(Kind.REVOKE, "x", "shenji", grant=grant.pk, end=date.max))
    assert [c.zh for c in checks.stops(change)] == ["这是唯一的安全审计员"]


def test_a_role_of_today_taken_back_today_was_held_on_no_day_and_may_be_given_again(
    who: people.People,
) -> None:
    grant = confirmed(who, replace(GRANT, start=TODAY)).grant
    confirmed(who, Proposal(Kind.REVOKE, "授错", "zhao", grant=grant.pk))
    assert who.actor("zhao").grants == ()
    confirmed(who, replace(GRANT, start=TODAY))
    assert len(who.actor("zhao").grants) == 1


def with_phone(name: str) -> None:
    """A phone that gives codes, bound to an account."""
    Account.objects.filter(signin=name).update(demonstration=True)
    factors.bind_code(Account.objects.get(signin=name))


def test_second_factors_are_taken_back_by_two_and_sessions_end(who: people.People) -> None:
    with_phone("qian")
    session = who.account("qian").get_session_auth_hash()
    change = proposed(who, Proposal(Kind.FACTOR, "本人当面，工作证", "qian"))
    assert who.account("qian").second_factor
    acts.confirm(who.actor("baomi"), change.pk)
    assert not who.account("qian").second_factor
    assert who.account("qian").get_session_auth_hash() != session


def test_nobody_confirms_that_the_own_factors_are_taken_back(who: people.People) -> None:
    with_phone("baomi")
    change = proposed(who, Proposal(Kind.FACTOR, "本人当面", "baomi"))
    listed = checks.checks_of(change, who.account("baomi"))
    assert ("stop", "变更的是您自己的账号或者权限") in [(check.state, check.zh) for check in listed]
    with pytest.raises(Refused, match="confirmer's own"):
        acts.confirm(who.actor("baomi"), change.pk)
    assert who.account("baomi").second_factor
    acts.send_back(who.actor("baomi"), change.pk, "由本人提出，另一人确认")
    confirmed(who, Proposal(Kind.FACTOR, "本人当面", "baomi"), "baomi", "xitong")
    assert not who.account("baomi").second_factor
