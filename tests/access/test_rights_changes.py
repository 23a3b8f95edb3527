"""A change of rights: proposed by one administrator, confirmed or returned by the other, in effect at once or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from access import people
from access.people import confirmed, proposed
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as account_queries
from zeren.access.accounts import register
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.rights import acts, checks, queries, rotating
from zeren.access.rights.models import HalfPassword, Kind, RightsChange, RightsDecision
from zeren.access.rights.proposals import Proposal
from zeren.access.tokens import acts as tokens
from zeren.records import clock, keys, registers, vault
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.keys import Purpose
from zeren.records.people.models import Appointment
from zeren.records.trail import queries as trail

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
GRANT = Proposal(
    Kind.GRANT, "任职 青组任〔2026〕41号", "zhao", organ="QJ", role="case_handler", start=date(2026, 3, 9)
)


@pytest.fixture
def who(county: Any, settings: Any) -> people.People:
    settings.PASSWORD_HASHERS = people.FAST
    return people.make(county)


def told(who: people.People) -> list[tuple[str, str, str, str]]:
    return [(e.account, e.act, e.target, e.basis) for e in trail.visible_to(who.county.auditor)]


# ---------------------------------------------------------------- one proposes, the other decides


@pytest.mark.parametrize(("one", "other"), [("xitong", "baomi"), ("baomi", "xitong")])
def test_a_role_holds_from_the_confirmation_and_both_names_are_on_the_trail(
    who: people.People, one: str, other: str
) -> None:
    change = proposed(who, GRANT, one)
    assert change.number == "权变〔2026〕001号" and who.actor("zhao").grants == ()
    decision, done = acts.confirm(who.actor(other), change.pk)
    held = who.actor("zhao").grants
    assert [(g.role, g.organ) for g in held] == [(Role.CASE_HANDLER, who.county.organs["QJ"].pk)]
    assert decision.confirmed and decision.by.signin == other and done.grant == decision.grant
    assert decision.grant.basis == GRANT.basis
    assert told(who)[:3] == [
        (other, "rights_confirmed", change.number, change.number),
        (other, "role_given", "zhao", change.number),
        (one, "rights_proposed", change.number, ""),
    ]
    assert trail.visible_to(who.county.auditor)[0].detail == f"grant zhao {one}"


def test_a_returned_change_takes_no_effect_and_says_why(who: people.People) -> None:
    change = proposed(who, GRANT)
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(Refused):
            acts.send_back(who.actor("baomi"), change.pk, reason)
    decision = acts.send_back(who.actor("baomi"), change.pk, " 文号不符 ")
    assert (decision.confirmed, decision.reason) == (False, "文号不符")
    assert who.actor("zhao").grants == ()
    with pytest.raises(Refused, match="decided before"):
        acts.confirm(who.actor("baomi"), change.pk)


@pytest.mark.parametrize("name", ["xitong", "shenji", "shuji", "qian"])
def test_who_proposed_and_who_is_not_one_of_the_two_decide_nothing(who: people.People, name: str) -> None:
    change = proposed(who, GRANT)
    for act in (
        lambda: acts.confirm(who.actor(name), change.pk),
        lambda: acts.send_back(who.actor(name), change.pk, "不符"),
    ):
        with pytest.raises(Refused):
            act()
    assert not RightsDecision.objects.exists() and who.actor("zhao").grants == ()


@pytest.mark.parametrize("name", ["shenji", "shuji", "qian"])
def test_only_the_two_propose(who: people.People, name: str) -> None:
    with pytest.raises(Refused):
        acts.propose(who.actor(name), GRANT)
    assert not RightsChange.objects.exists()


def test_a_second_system_administrator_does_not_confirm_the_first_ones(who: people.People) -> None:
    county = who.county
    second = accounts.make_account(SYSTEM, "xitong2", people.PASSWORD, organ=county.organs["Q"], label="二")
    accounts.give_role(SYSTEM, second, Role.SYSTEM_ADMIN, county.organs["Q"], date(2026, 1, 1))
    change = proposed(who, GRANT)
    with pytest.raises(Refused, match="other office"):
        acts.confirm(who.actor("xitong2"), change.pk)
    assert acts.confirm(who.actor("baomi"), change.pk)[0].confirmed


def test_nobody_widens_the_own_rights_by_confirming(who: people.People) -> None:
    asked = replace(GRANT, account="baomi", organ="Q", role="security_admin", start=date(2026, 3, 10))
    change = proposed(who, asked)
    with pytest.raises(Refused, match="own rights"):
        acts.confirm(who.actor("baomi"), change.pk)
    assert acts.send_back(who.actor("baomi"), change.pk, "本人不确认").reason


def test_the_database_itself_refuses_a_confirmation_by_the_proposer(who: people.People) -> None:
    change = proposed(who, GRANT)
    for by, office in (("xitong", "security_admin"), ("baomi", "system_admin")):
        with (
            pytest.raises(IntegrityError, match="zeren: two"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO access_rightsdecision (change_id, confirmed, by_id, decided_as, at, reason)"
                " VALUES (%s, %s, %s, %s, %s, '')",
                [change.pk, True, who.account(by).pk, office, clock.now()],
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        RightsDecision.objects.create(
            change=change, confirmed=True, by=who.account("shenji"), decided_as="audit_admin", at=clock.now()
        )


@pytest.mark.parametrize("table", ["access_rightschange", "access_rightsdecision"])
@pytest.mark.parametrize("what", ["UPDATE {} SET year = 2025", "DELETE FROM {}"])
def test_changes_and_decisions_are_never_altered(who: people.People, table: str, what: str) -> None:
    confirmed(who, GRANT)
    sql = what.format(table).replace("year = 2025", "reason = 'x'" if "decision" in table else "year = 2025")
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_numbers_leave_none_out_and_begin_anew_with_the_year(who: people.People, settings: Any) -> None:
    assert [proposed(who, GRANT).seq, proposed(who, GRANT).seq] == [1, 2]
    with pytest.raises(Refused):
        proposed(who, replace(GRANT, account="nobody"))
    assert proposed(who, GRANT).number == "权变〔2026〕003号"
    settings.ZEREN = replace(settings.ZEREN, today=date(2027, 1, 1))
    assert proposed(who, GRANT).number == "权变〔2027〕001号"


# ---------------------------------------------------------------- what cannot be confirmed


def test_two_of_the_three_are_proposed_but_only_returned(who: people.People) -> None:
    change = proposed(who, replace(GRANT, account="qian", role="audit_admin"))
    assert [c.zh for c in checks.stops(change)] == ["同一人不得兼任"]
    assert "承办人（qian）" in checks.stops(change)[0].two
    with pytest.raises(Refused) as refused:
        acts.confirm(who.actor("baomi"), change.pk)
    assert refused.value.problems[0].zh.startswith("不能确认，只能退回：同一人不得兼任")
    assert acts.send_back(who.actor("baomi"), change.pk, "不得兼任").confirmed is False


def test_the_database_has_the_last_word_when_the_check_is_passed_by(
    who: people.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = proposed(who, replace(GRANT, account="qian", role="audit_admin"))
    monkeypatch.setattr(checks, "stops", lambda change: [])
    with pytest.raises(Refused, match="database keeps"):
        acts.confirm(who.actor("baomi"), change.pk)
    assert not RightsDecision.objects.exists() and who.account("qian").grants.count() == 1


def test_the_only_administrator_of_an_office_is_not_stopped(who: people.People) -> None:
    stop = proposed(who, Proposal(Kind.STOP, "调离", "shenji"))
    grant = RoleGrant.objects.get(account=who.account("shenji"))
    revoke = proposed(who, Proposal(Kind.REVOKE, "调离", "shenji", grant=grant.pk))
    for change in (stop, revoke):
        with pytest.raises(Refused, match="only returned"):
            acts.confirm(who.actor("baomi"), change.pk)
    county = who.county
    second = accounts.make_account(SYSTEM, "shenji2", people.PASSWORD, organ=county.organs["Q"], label="二")
    accounts.give_role(SYSTEM, second, Role.AUDIT_ADMIN, county.organs["Q"], date(2026, 1, 1))
    acts.confirm(who.actor("baomi"), stop.pk)
    assert not who.account("shenji").is_active


def test_the_appointment_and_its_organ_are_held_against_the_role(who: people.People) -> None:
    county = who.county
    sun = accounts.make_account(
        SYSTEM, "sun", people.PASSWORD, person=county.people["sun"], organ=county.organs["QT"]
    )
    post = Appointment.objects.get(person=county.people["sun"])
    asked = replace(GRANT, account="sun", organ="QT", role="unit_liaison", appointment=post.pk)
    good = {c.zh: c.state for c in checks.checks_of(proposed(who, asked), who.account("baomi"))}
    assert good["任职文件已登记，日期相符"] == good["不超过本职务的范围"] == good["提出人不是您"] == "ok"
    early = proposed(who, replace(asked, start=date(2019, 12, 31)))
    assert [c.zh for c in checks.stops(early)] == ["授权早于任职"]
    assert not checks.stops(proposed(who, replace(asked, start=date(2020, 1, 1))))
    beyond = checks.checks_of(proposed(who, replace(asked, organ="Q")), who.account("baomi"))
    assert ("care", "超出本职务所在的机关") in [(c.state, c.zh) for c in beyond]
    with pytest.raises(Refused, match="not an appointment of this person"):
        proposed(who, replace(asked, account="zhao"))
    assert sun.grants.count() == 0


# ---------------------------------------------------------------- each kind


def test_a_new_account_opens_with_both_halves_of_its_password_and_with_neither_alone(
    who: people.People,
) -> None:
    asked = Proposal(Kind.MAKE, "青组任〔2026〕42号", signin="li.ke", person="li", organ="QT")
    change = proposed(who, asked)
    with pytest.raises(OutOfSight):
        acts.take_half(who.actor("xitong"), change.pk)
    _, done = acts.confirm(who.actor("baomi"), change.pk)
    assert done.made is not None and done.made.person == who.county.people["li"]
    with pytest.raises(OutOfSight):
        acts.take_half(who.actor("baomi"), change.pk)
    first = acts.take_half(who.actor("xitong"), change.pk)
    with pytest.raises(Refused, match="read before"):
        acts.take_half(who.actor("xitong"), change.pk)
    for wrong in (first, done.half, f"{done.half}-{first}"):
        assert accounts.sign_in("li.ke", wrong).account is None
    assert accounts.sign_in("li.ke", f"{first}-{done.half}").account == done.made
    assert done.half not in str(list(HalfPassword.objects.values())) and first not in str(told(who))


def test_a_one_time_password_is_over_after_three_days(
    who: people.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = proposed(who, Proposal(Kind.PASSWORD, "本人当面，工作证", "qian"))
    _, done = acts.confirm(who.actor("baomi"), change.pk)
    assert accounts.sign_in("qian", people.PASSWORD).account is None
    password = f"{acts.take_half(who.actor('xitong'), change.pk)}-{done.half}"
    until = who.account("qian").one_time_until
    assert until is not None
    monkeypatch.setattr(clock, "now", lambda: until - timedelta(seconds=1))
    assert accounts.sign_in("qian", password).account is not None
    monkeypatch.setattr(clock, "now", lambda: until)
    assert accounts.sign_in("qian", password).account is None
    accounts.set_password(who.actor("qian"), who.account("qian"), "own-2026-pass")
    assert who.account("qian").one_time_until is None


def test_an_account_is_stopped_and_started_again(who: people.People) -> None:
    confirmed(who, Proposal(Kind.STOP, "借调", "qian"))
    assert not who.account("qian").is_active and accounts.sign_in("qian", people.PASSWORD).account is None
    with pytest.raises(Refused, match="only returned"):
        confirmed(who, Proposal(Kind.STOP, "借调", "qian"))
    confirmed(who, Proposal(Kind.START, "借调期满", "qian"))
    assert who.account("qian").is_active and who.actor("qian").has(Role.CASE_HANDLER)


@pytest.mark.parametrize("own_stays", [False, True])
def test_sessions_and_tokens_of_a_stopped_account_stay_ended_when_it_is_started_again(
    who: people.People, own_stays: bool
) -> None:
    session = who.account("qian").get_session_auth_hash()
    _, secret = tokens.make(who.actor("qian"), "同步", "read", 30)
    confirmed(who, Proposal(Kind.STOP, "借调", "qian", own_stays=own_stays))
    assert tokens.use(secret) is None
    confirmed(who, Proposal(Kind.START, "借调期满", "qian"))
    assert tokens.use(secret) is None
    assert who.account("qian").get_session_auth_hash() != session


def test_a_removed_cadre_keeps_the_own_desk_and_nothing_else_even_with_stale_roles(
    who: people.People,
) -> None:
    confirmed(who, Proposal(Kind.STOP, "免职 青组任〔2026〕40号", "qian", own_stays=True))
    qian = who.account("qian")
    assert qian.is_active and qian.own_only
    assert [g.role for g in who.actor("qian").grants] == [Role.SUBJECT]
    assert accounts.sign_in("qian", people.PASSWORD).account == qian
    RoleGrant.objects.create(
        account=qian, role="principal", organ=who.county.organs["Q"], start=date(2020, 1, 1)
    )
    assert [g.role for g in account_queries.actor_of(qian).grants] == [Role.SUBJECT]
    with pytest.raises(Refused, match="nobody's"):
        proposed(who, Proposal(Kind.STOP, "x", "shuji", own_stays=True))


def test_a_locked_account_is_unlocked(who: people.People) -> None:
    for _ in range(5):
        accounts.sign_in("qian", "wrong")
    assert accounts.sign_in("qian", people.PASSWORD).locked_until
    confirmed(who, Proposal(Kind.UNLOCK, "本人当面", "qian"), "baomi", "xitong")
    assert accounts.sign_in("qian", people.PASSWORD).account


def test_a_key_is_rotated_after_the_confirmation_once_and_rows_are_wrapped_anew(
    who: people.People, opened: Any
) -> None:
    from zeren.records.matters import queries as matters

    matter = opened()
    before = keys.ring().of(Purpose.VAULT).id
    change = proposed(who, Proposal(Kind.ROTATE, "年度轮换", purpose="vault"))
    with pytest.raises(Refused, match="not confirmed"):
        rotating.carry_out(who.actor("xitong"), change.pk)
    acts.confirm(who.actor("baomi"), change.pk)
    for name in ("baomi", "shenji", "shuji"):
        with pytest.raises(Refused, match="system administrator"):
            rotating.carry_out(who.actor(name), change.pk)
    done = rotating.carry_out(who.actor("xitong"), change.pk)
    assert done.key == keys.ring().of(Purpose.VAULT).id != before
    with pytest.raises(Refused, match="before"):
        rotating.carry_out(who.actor("xitong"), change.pk)
    left = vault.waiting(Purpose.VAULT)
    assert left > 0 and rotating.rewrap_some(who.actor("xitong"), "vault") == (left, 0)
    ring = {row.id: row for row in rotating.ring_of(who.actor("baomi"))}
    assert (ring[before].rows, ring[before].current, ring[done.key].current) == (0, False, True)
    assert ring[done.key].rows == left and ring[done.key].made == TODAY
    assert matters.entries(who.county.zhao, matter.pk)  # what was sealed before still opens
    with pytest.raises(Refused, match="wrap nothing"):
        rotating.rewrap_some(who.actor("xitong"), "chain")
    with pytest.raises(Refused, match="not this actor's"):
        rotating.ring_of(who.actor("shenji"))


def test_look_up_keys_are_not_rotated(who: people.People) -> None:
    with pytest.raises(Refused, match="choose which key"):
        proposed(who, Proposal(Kind.ROTATE, "x", purpose="lookup"))


# ---------------------------------------------------------------- false proposals


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (Proposal("other", "x"), "kind"),
        (replace(GRANT, basis=" "), "basis"),
        (replace(GRANT, basis="长" * 201), "basis"),
        (replace(GRANT, account="nobody"), "account"),
        (replace(GRANT, organ="nowhere"), "organ"),
        (replace(GRANT, role="superuser"), "role"),
        (replace(GRANT, functions=("no_such_function",)), "functions"),
        (replace(GRANT, start=None), "start"),
        (replace(GRANT, end=date(2026, 3, 8)), "end"),
        (replace(GRANT, role="team_member"), "end"),
        (Proposal(Kind.MAKE, "x", signin="Qian", organ="QJ", label="x"), "signin"),
        (Proposal(Kind.MAKE, "x", signin="qian", organ="QJ", label="x"), "signin"),
        (Proposal(Kind.MAKE, "x", signin="system", organ="QJ", label="x"), "signin"),
        (Proposal(Kind.MAKE, "x", signin="new", organ="", label="x"), "organ"),
        (Proposal(Kind.MAKE, "x", signin="new", organ="QJ"), "label"),
        (Proposal(Kind.MAKE, "x", signin="new", organ="QJ", person="nobody"), "person"),
        (Proposal(Kind.REVOKE, "x", "qian"), "grant"),
    ],
)
def test_what_is_false_is_refused_at_its_field_and_nothing_is_numbered(
    who: people.People, asked: Proposal, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        proposed(who, asked)
    assert field in {problem.field for problem in refused.value.problems}
    assert not RightsChange.objects.exists() and proposed(who, GRANT).seq == 1


def test_one_last_day_equal_to_the_first_is_a_period(who: people.People) -> None:
    assert proposed(who, replace(GRANT, end=GRANT.start)).end == GRANT.start


# ---------------------------------------------------------------- who sees, and what ends by itself


def test_the_account_concerned_reads_its_own_changes_and_no_other_does(who: people.People) -> None:
    confirmed(who, GRANT)
    assert [c.account.signin for c in queries.visible_to(who.actor("zhao"))] == ["zhao"]
    assert not queries.visible_to(who.actor("qian")).exists()
    assert not queries.visible_to(who.actor("shenji")).exists()
    pk = RightsChange.objects.get().pk
    with pytest.raises(OutOfSight):
        queries.get(who.actor("shuji"), pk)
    assert queries.get(who.actor("xitong"), pk).account.signin == "zhao"


def test_powers_end_with_the_appointment_and_the_matters_wait_for_the_principal(
    who: people.People, opened: Any
) -> None:
    county = who.county
    sun = accounts.make_account(
        SYSTEM, "sun", people.PASSWORD, person=county.people["sun"], organ=county.organs["QT"]
    )
    post = Appointment.objects.get(person=county.people["sun"])
    accounts.give_role(
        SYSTEM, sun, Role.CASE_HANDLER, county.organs["QJ"], date(2026, 1, 1), appointment=post
    )
    matter = opened(handler=county.people["sun"].pk, subjects=[county.li])
    shuji = who.actor("shuji")
    assert who.actor("sun").has(Role.CASE_HANDLER) and not register.left_behind(shuji).exists()
    ended = {"person": "sun", "post": "P1", "start": "2020-01-01", "end": "2026-03-15"}
    assert registers.import_rows(SYSTEM, "appointments", [ended]).written
    assert who.actor("sun").grants == ()
    assert list(register.left_behind(shuji)) == [matter]
    assert [g.account.signin for g in register.lapsed(who.actor("xitong"))] == ["sun"]
    for name in ("xitong", "qian", "zhou"):
        assert not register.left_behind(who.actor(name)).exists()
    assert not register.lapsed(who.actor("shenji")).exists()
    last_day = registers.import_rows(SYSTEM, "appointments", [{**ended, "end": "2026-03-16"}])
    assert last_day.written and who.actor("sun").has(Role.CASE_HANDLER)
    assert not register.lapsed(who.actor("xitong")).exists()


def test_the_ledger_of_accounts_is_the_twos_and_filters(who: people.People) -> None:
    xitong = who.actor("xitong")
    assert register.register(xitong, {}).count() == 7
    for texts, names in (
        ({"holder": "钱"}, ["qian"]),
        ({"holder": "shen"}, ["shenji"]),
        ({"organ": "白县"}, ["zhou"]),
        ({"role": "principal"}, ["shuji"]),
        ({"state": "stopped"}, []),
        ({"state": "nonsense"}, []),
    ):
        assert [a.signin for a in register.register(xitong, texts)] == names, texts
    # Each account is in one state, the one that its own page says.
    Account.objects.filter(signin="qian").update(
        own_only=True, locked_until=clock.now() + timedelta(minutes=1)
    )
    for state in dict(register.STATES):
        found = list(register.register(xitong, {"state": state}))
        assert {register.state_of(account) for account in found} <= {state}
    assert [a.signin for a in register.register(xitong, {"state": "locked"})] == ["qian"]
    assert not register.register(who.actor("shenji"), {}).exists()
    with pytest.raises(OutOfSight):
        register.get(who.actor("shuji"), "qian")
    assert register.get(who.actor("qian"), "qian").signin == "qian"
