"""Two confirmations of one change at the same time: it takes effect once. Two roles at the same time: one is refused."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection

from access import people
from records.conftest import build
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import register
from zeren.access.accounts.models import RoleGrant
from zeren.access.rights import acts
from zeren.access.rights.models import Kind, RightsChange, RightsDecision
from zeren.access.rights.proposals import Proposal
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who(settings: Any, db: None) -> people.People:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; writers wait for each other at BEGIN")
    settings.PASSWORD_HASHERS = people.FAST
    return people.make(build())


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each answered or raised."""
    answers: list[object] = [None] * len(works)
    ready = threading.Barrier(len(works))

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            ready.wait()
            answers[place] = work()
        except (Refused, IntegrityError) as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_change_is_confirmed_once(who: people.People) -> None:
    asked = Proposal(Kind.GRANT, "x", "zhao", organ="QJ", role="case_handler", start=date(2026, 3, 9))
    change, actor = acts.propose(who.actor("xitong"), asked), who.actor("baomi")
    answers = at_once(*[lambda: acts.confirm(actor, change.pk)] * 4)
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert RightsDecision.objects.count() == RoleGrant.objects.filter(account__signin="zhao").count() == 1


def test_confirming_and_returning_at_once_is_one_of_the_two(who: people.People) -> None:
    change = acts.propose(who.actor("xitong"), Proposal(Kind.UNLOCK, "x", "qian"))
    actor = who.actor("baomi")
    answers = at_once(
        lambda: acts.confirm(actor, change.pk), lambda: acts.send_back(actor, change.pk, "不符")
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1 and RightsDecision.objects.count() == 1


@pytest.mark.parametrize("kind", [Kind.REVOKE, Kind.STOP])
def test_two_confirmations_at_once_leave_one_of_the_last_two_administrators(
    who: people.People, kind: Kind
) -> None:
    organ = who.county.organs["Q"]
    second = accounts.make_account(SYSTEM, "shenji2", people.PASSWORD, organ=organ, label="二")
    accounts.give_role(SYSTEM, second, Role.AUDIT_ADMIN, organ, date(2026, 1, 1))
    changes = [
        acts.propose(
            who.actor("xitong"),
            Proposal(kind, "x", name, grant=RoleGrant.objects.get(account__signin=name).pk),
        )
        for name in ("shenji", "shenji2")
    ]
    actor = who.actor("baomi")
    answers = at_once(*[lambda pk=change.pk: acts.confirm(actor, pk) for change in changes])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert register.administrators().filter(role="audit_admin").count() == 1


def test_numbers_are_gapless_when_several_propose_at_once(who: people.People) -> None:
    actor = who.actor("xitong")
    at_once(*[lambda: acts.propose(actor, Proposal(Kind.UNLOCK, "x", "qian"))] * 6)
    assert sorted(RightsChange.objects.values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_two_roles_that_may_not_stand_together_do_not_slip_in_at_once(who: people.People) -> None:
    zhao, organ, since = who.account("zhao"), who.county.organs["QJ"], date(2026, 3, 1)
    answers = at_once(
        lambda: accounts.give_role(SYSTEM, zhao, Role.AUDIT_ADMIN, organ, since),
        lambda: accounts.give_role(SYSTEM, zhao, Role.CASE_HANDLER, organ, since),
    )
    assert sum(isinstance(answer, IntegrityError) for answer in answers) == 1
    assert zhao.grants.count() == 1
