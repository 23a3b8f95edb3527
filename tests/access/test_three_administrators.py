"""三员互不兼任: refused by the database itself, whoever writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from access import people
from zeren.access.accounts import acts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation.models import Delegation
from zeren.records import clock, triggers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(county: Any, settings: Any) -> people.People:
    settings.PASSWORD_HASHERS = people.FAST
    return people.make(county)


@contextmanager
def refused() -> Iterator[None]:
    with pytest.raises(IntegrityError, match="zeren: three"), transaction.atomic():
        yield


def insert(account: Account, role: str, start: str, end: str | None = None, withdrawn: bool = False) -> None:
    """As somebody with a database tool would."""
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO access_rolegrant (account_id, role, organ_id, functions, start, "end", basis, withdrawn)'
            " VALUES (%s, %s, %s, '', %s, %s, '', %s)",
            [account.pk, role, account.organ_id, start, end, withdrawn],
        )


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "case_handler", "viewer", "subject"])
def test_an_administrators_account_takes_no_other_role(who: people.People, role: str) -> None:
    with refused():
        insert(who.account("xitong"), role, "2026-03-01")


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_an_account_with_a_business_role_becomes_none_of_the_three(who: people.People, role: str) -> None:
    with refused():
        insert(who.account("qian"), role, "2026-03-01")
    insert(who.account("zhao"), role, "2026-03-01")  # without another role it may


def test_periods_that_touch_on_one_day_overlap_and_those_beside_it_do_not(who: people.People) -> None:
    zhao = who.account("zhao")
    insert(zhao, "case_handler", "2026-01-01", "2026-01-31")
    with refused():
        insert(zhao, "audit_admin", "2026-01-31")
    insert(zhao, "audit_admin", "2026-02-01", "2026-02-28")
    with refused():
        insert(zhao, "viewer", "2026-02-28")
    insert(zhao, "viewer", "2026-03-01")
    with refused():
        RoleGrant.objects.filter(account=zhao, role="audit_admin").update(end=None)
    with refused():
        RoleGrant.objects.filter(account=zhao, role="viewer").update(start=date(2026, 2, 28))
    with refused():
        RoleGrant.objects.filter(account=zhao, role="viewer").update(
            role="system_admin", start=date(2026, 2, 1)
        )


def test_what_was_withdrawn_on_its_first_day_hinders_nothing(who: people.People) -> None:
    zhao = who.account("zhao")
    insert(zhao, "case_handler", "2026-03-01", withdrawn=True)
    insert(zhao, "audit_admin", "2026-03-01")
    with refused():
        RoleGrant.objects.filter(account=zhao, role="case_handler").update(withdrawn=False)


def test_one_person_with_two_accounts_is_one_holder(who: people.People) -> None:
    county = who.county
    second = acts.make_account(
        SYSTEM, "qian2", people.PASSWORD, person=county.people["qian"], organ=county.organs["QJ"]
    )
    with refused():
        insert(second, "audit_admin", "2026-03-01")
    insert(second, "viewer", "2026-03-01")
    # Two accounts become one holder when a person is entered.
    third = acts.make_account(SYSTEM, "third", people.PASSWORD, organ=county.organs["Q"])
    insert(third, "security_admin", "2026-03-01")
    with refused(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_account SET person_id = %s WHERE id = %s", [second.person_id, third.pk])
    third.refresh_from_db()
    assert third.person_id is None


def test_the_own_desk_of_an_administrator_lies_on_another_account(who: people.People) -> None:
    county = who.county
    admin = acts.make_account(
        SYSTEM, "li-a", people.PASSWORD, person=county.people["li"], organ=county.organs["Q"]
    )
    own = acts.make_account(
        SYSTEM, "li", people.PASSWORD, person=county.people["li"], organ=county.organs["QT"]
    )
    insert(admin, "audit_admin", "2026-01-01")
    insert(own, "subject", "2026-01-01")
    with refused():
        insert(own, "viewer", "2026-01-01")


def test_an_administrator_takes_no_delegation(who: people.People) -> None:
    grant = RoleGrant.objects.get(account=who.account("shuji"))

    def entrust(to: str, number: int) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO access_delegation (year, seq, giver_id, to_id, grant_id, role, functions, start, "end",'
                " reason, made) VALUES (2026, %s, %s, %s, %s, 'principal', '', '2026-03-10', '2026-03-20', 'x', %s)",
                [number, grant.account_id, who.account(to).pk, grant.pk, clock.now()],
            )

    with refused():
        entrust("baomi", 1)
    entrust("zhao", 2)
    with refused():
        insert(who.account("zhao"), "audit_admin", "2026-03-20")
    insert(who.account("zhao"), "audit_admin", "2026-03-21")


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "case_handler"])
def test_only_a_leaders_role_is_entrusted_even_with_raw_sql(who: people.People, role: str) -> None:
    grant = RoleGrant.objects.get(account=who.account("shuji"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delegation.objects.create(
            year=2026, seq=1, giver=grant.account, to=who.account("qian"), grant=grant, role=role,
            start=date(2026, 3, 10), end=date(2026, 3, 20), reason="x", made=clock.now(),
        )  # fmt: skip


def test_the_rules_are_among_what_verify_looks_for(db: None) -> None:
    names = {name for name in triggers.names() if "_three_" in name or "_two_" in name}
    assert names == {
        "zeren_three_of_grant_insert",
        "zeren_three_of_grant_update",
        "zeren_three_of_account_update",
        "zeren_three_of_delegation_insert",
        "zeren_two_of_change_insert",
    }
    assert triggers.missing(connection) == []
    triggers.remove_rules(connection)
    try:
        # With them the one rule of another noun: a number that was given.
        assert set(triggers.missing(connection)) == names | {"zeren_document_number_update"}
    finally:
        triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("name", ["xitong", "baomi", "shenji", "shuji"])
def test_nobody_makes_accounts_gives_roles_or_sets_passwords_alone(who: people.People, name: str) -> None:
    actor, qian = who.actor(name), who.account("qian")
    grant = RoleGrant.objects.get(account=qian)
    for act in (
        lambda: acts.make_account(actor, "new", people.PASSWORD),
        lambda: acts.give_role(actor, qian, Role.VIEWER, who.county.organs["Q"], date(2026, 3, 1)),
        lambda: acts.end_role(actor, grant, date(2026, 3, 1)),
        lambda: acts.set_password(actor, qian, "another-1"),
    ):
        with pytest.raises(Refused, match="two administrators"):
            act()
    assert not Account.objects.filter(signin="new").exists()
    assert acts.sign_in("qian", people.PASSWORD).account == qian
    assert RoleGrant.objects.get(pk=grant.pk).end is None and qian.grants.count() == 1


@pytest.mark.parametrize("name", ["xitong", "baomi", "shenji"])
def test_no_administrator_sees_or_records_on_a_matter(who: people.People, opened: Any, name: str) -> None:
    from zeren.records.errors import OutOfSight
    from zeren.records.matters import acts as matters
    from zeren.records.matters import queries
    from zeren.records.people import queries as persons

    matter, actor = opened(), who.actor(name)
    assert not queries.visible_to(actor).exists() and not persons.visible_to(actor).exists()
    with pytest.raises(OutOfSight):
        matters.record_event(actor, matter.pk, "noticed", "2026-03-03", {"place": "县城"}, by=("office",))
