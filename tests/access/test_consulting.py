"""查阅审批: who asks, for what, about whom; who approves; that exactly that opens, to exactly those, for exactly that time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import once
from access.support_consulting import SECRET, actor, asked, enter, granted, people_of, report_pack
from records.conftest import TODAY
from records.support_packs import PACK, load_text
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as found_accounts
from zeren.access.accounts.models import Account
from zeren.access.consulting import acts, queries
from zeren.access.consulting.models import ConsultDecision, ConsultLook
from zeren.records import clock, packs, registers
from zeren.records.actor import SYSTEM, Grant, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.materials import queries as materials
from zeren.records.people.models import Person
from zeren.records.recusals import acts as recusals
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
entered = once.fixture(enter, TODAY)
MONDAY, FRIDAY = date(2026, 3, 16), date(2026, 3, 20)


@pytest.fixture
def pack() -> Iterator[packs.Installed]:
    """The regulation on reports beside the made-up one."""
    with packs.using([load_text(PACK), report_pack()]) as installed:
        yield installed


@pytest.fixture
def world(county: Any, settings: Any, entered: once.Entered) -> Any:
    # The real hasher is slow on purpose.
    settings.PASSWORD_HASHERS = once.FAST
    return people_of(entered.answer)


@pytest.fixture
def day(settings: Any) -> Any:
    def on(when: date) -> None:
        settings.ZEREN = replace(settings.ZEREN, today=when)

    return on


def fields(error: Any) -> set[str]:
    return {problem.field for problem in error.value.problems}


def refused(error: Any) -> str:
    return "；".join(problem.zh for problem in error.value.problems)


# ---------------------------------------------------------------- three kinds of organ, each its own principal

ORGANS = [
    ("zhao", "performing_duties", ("zhao", "qian"), "jishu", {}, "12.2"),
    ("ganbu", "cadre_supervision", ("ganbu",), "buzhang", {}, "12.1"),
    ("ganbu", "selection_and_appointment", ("ganbu",), "buzhang", {}, "12.1"),
    ("jiancha", "duty_crime_case", ("jiancha",), "jianzhang", {"matter_number": "青检〔2026〕3号"}, "12.3"),
    ("zhao", "complaint_received", ("zhao",), "jishu", {}, "13"),
    ("ganbu", "prominent_reaction", ("ganbu",), "buzhang", {}, "13"),
]


@pytest.mark.parametrize(("asker", "purpose", "lookers", "right", "more", "cite"), ORGANS)
def test_the_principal_of_the_askers_own_organ_approves_and_nobody_else(
    world: Any,
    asker: str,
    purpose: str,
    lookers: tuple[str, ...],
    right: str,
    more: dict[str, str],
    cite: str,
) -> None:
    request = asked(world, asker, purpose=purpose, lookers=lookers, sent_to=right, **more)
    assert request.cite == cite
    for wrong in {"jishu", "buzhang", "jianzhang", "shuji", "fu", "baishu", "qian"} - {right}:
        with pytest.raises((OutOfSight, Refused)):
            acts.decide(actor(wrong), request.pk, acts.Deciding("granted"))
    assert not ConsultDecision.objects.exists()
    decision = acts.decide(actor(right), request.pk, acts.Deciding("granted"))
    assert (decision.cite, decision.by.signin) == (cite, right)


# ---------------------------------------------------------------- the very person


def test_an_entrusted_role_is_not_the_principal(world: Any) -> None:
    request = asked(world)
    deputy = actor("fu")
    lent = Grant(Role.PRINCIPAL, request.organ_id, request.organ.depth, (), "jishu")
    with pytest.raises((Refused, OutOfSight)):
        acts.decide(replace(deputy, grants=(*deputy.grants, lent)), request.pk, acts.Deciding("granted"))


def test_who_asks_or_looks_does_not_approve(world: Any) -> None:
    second = accounts.make_account(SYSTEM, "er", "qinglan-er", organ=world.organs["QJ"])
    for role in (Role.PRINCIPAL, Role.CASE_HANDLER):
        accounts.give_role(SYSTEM, second, role, world.organs["QJ"], date(2020, 1, 1))
    request = asked(world, "er", lookers=("zhao",))
    with pytest.raises(Refused, match="apart"):
        acts.decide(actor("er"), request.pk, acts.Deciding("granted"))
    other = asked(world, "zhao", lookers=("er",))
    with pytest.raises(Refused, match="apart"):
        acts.decide(actor("er"), other.pk, acts.Deciding("granted"))
    assert acts.decide(actor("jishu"), other.pk, acts.Deciding("granted")).pk


def test_the_person_concerned_sees_and_decides_nothing_of_it(world: Any) -> None:
    sun = found_accounts.find("sun")
    assert sun is not None
    accounts.give_role(SYSTEM, sun, Role.PRINCIPAL, world.organs["QJ"], date(2020, 1, 1))
    request = asked(world)
    assert request not in queries.visible_to(actor("sun"))
    with pytest.raises(OutOfSight):
        acts.decide(actor("sun"), request.pk, acts.Deciding("granted"))


@pytest.mark.parametrize("who", ["jishu", "zhao"])
def test_whoever_has_to_keep_out_of_it_stops_it(world: Any, who: str) -> None:
    request = asked(world)
    registers.import_rows(SYSTEM, "people", [{"code": "shuji2", "name": "书记某", "organ": "QJ"}])
    Account.objects.filter(signin="jishu").update(person=Person.objects.get(code="shuji2"))
    recusals.declare_about(actor(who), request.person_id, "kin")
    with pytest.raises(Refused, match="recusal") as error:
        acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))
    assert "应当回避：亲属关系" in refused(error)
    if who == "zhao":
        with pytest.raises(Refused, match="keep out"):
            asked(world)


def test_what_was_sent_to_the_wrong_person_is_passed_on_to_the_right_one(world: Any) -> None:
    request = asked(world, sent_to="fu")
    assert queries.waiting_for(actor("fu")) == [request] and queries.waiting_for(actor("jishu")) == []
    with pytest.raises(Refused) as error:
        acts.decide(actor("fu"), request.pk, acts.Deciding("granted"))
    assert "应由jishu某批" in refused(error)
    with pytest.raises(Refused, match="principal"):
        acts.forward(actor("fu"), request.pk, "qian")
    acts.forward(actor("fu"), request.pk, "jishu")
    assert queries.waiting_for(actor("fu")) == [] and queries.waiting_for(actor("jishu")) == [request]
    with pytest.raises(OutOfSight):
        acts.forward(actor("fu"), request.pk, "jishu")


# ---------------------------------------------------------------- the decision


@pytest.mark.parametrize("outcome", ["returned", "refused"])
def test_sending_back_and_refusing_need_reasons_and_open_nothing(world: Any, outcome: str) -> None:
    request = asked(world)
    with pytest.raises(Refused) as error:
        acts.decide(actor("jishu"), request.pk, acts.Deciding(outcome, "  "))
    assert fields(error) == {"reasons"}
    acts.decide(actor("jishu"), request.pk, acts.Deciding(outcome, "写明缺什么"))
    with pytest.raises(OutOfSight):
        acts.look(actor("zhao", strong=True), request.pk)
    with pytest.raises(Refused, match="decided already"):
        acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))


def test_no_other_outcome(world: Any) -> None:
    with pytest.raises(Refused, match="outcome"):
        acts.decide(actor("jishu"), asked(world).pk, acts.Deciding("perhaps"))


@pytest.mark.parametrize(
    ("begins", "ends"),
    [
        (MONDAY, date(2026, 3, 21)),
        (date(2026, 3, 15), FRIDAY),
        (date(2026, 3, 19), date(2026, 3, 18)),
    ],
)
def test_the_period_is_shortened_and_never_lengthened(world: Any, begins: date, ends: date) -> None:
    request = asked(world)
    with pytest.raises(Refused) as error:
        acts.decide(actor("jishu"), request.pk, acts.Deciding("granted", "", begins, ends))
    assert fields(error) == {"days"}


def test_a_shortened_period_is_what_opens(world: Any, day: Any) -> None:
    request = asked(world)
    acts.decide(
        actor("jishu"), request.pk, acts.Deciding("granted", "", date(2026, 3, 17), date(2026, 3, 18))
    )
    for when, opens in ((16, False), (17, True), (18, True), (19, False)):
        day(date(2026, 3, when))
        if opens:
            assert acts.look(actor("zhao", strong=True), request.pk).documents
        else:
            with pytest.raises(OutOfSight):
                acts.look(actor("zhao", strong=True), request.pk)


def test_what_has_lapsed_before_it_was_decided_is_not_granted(world: Any, day: Any) -> None:
    request = asked(world)
    day(date(2026, 3, 21))
    with pytest.raises(Refused, match="days"):
        acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))
    assert acts.decide(actor("jishu"), request.pk, acts.Deciding("returned", "期间已过")).pk


# ---------------------------------------------------------------- exactly that, to exactly those, for exactly that time


def test_a_look_shows_exactly_the_section_and_the_year_approved(world: Any) -> None:
    request = granted(world)
    opened = acts.look(actor("qian", strong=True), request.pk)
    assert [(m.year, found) for m, found in opened.documents] == [(2025, {"real_estate": f"{SECRET}2025"})]


@pytest.mark.parametrize("who", ["jishu", "fu", "ganbu", "shuji", "baizhou", "sun"])
def test_nobody_else_looks_not_even_who_approved(world: Any, who: str) -> None:
    request = granted(world)
    with pytest.raises(OutOfSight):
        acts.look(actor(who, strong=True), request.pk)
    assert not ConsultLook.objects.exists()


def test_the_asker_who_is_no_looker_sees_the_request_and_not_the_report(world: Any) -> None:
    request = granted(world, lookers=("qian",))
    assert queries.get(actor("zhao"), request.pk) == request
    with pytest.raises(OutOfSight):
        acts.look(actor("zhao", strong=True), request.pk)


def test_without_a_second_factor_nothing_opens_and_no_look_is_counted(world: Any) -> None:
    request = granted(world)
    with pytest.raises(Refused, match="second factor"):
        acts.look(actor("zhao"), request.pk)
    assert not ConsultLook.objects.exists()
    assert not TrailEntry.objects.filter(act="material_read").exists()


def test_the_permit_itself_holds_below(world: Any) -> None:
    request, zhao = granted(world), actor("zhao", strong=True)
    permit = queries.permit_of(zhao, request)
    assert permit is not None
    old, new = world.reports
    assert materials.open_section(zhao, new.pk, "real_estate", permit) == f"{SECRET}2025"
    for material, section in ((new, "pay"), (old, "real_estate"), (world.li, "real_estate")):
        with pytest.raises(OutOfSight):
            materials.open_section(zhao, material.pk, section, permit)
    with pytest.raises(OutOfSight):
        materials.open_section(actor("ganbu", strong=True), new.pk, "real_estate", permit)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (datetime(2026, 3, 16, 23, 59, 59), False),
        (datetime(2026, 3, 17, 0, 0, 0), True),
        (datetime(2026, 3, 18, 23, 59, 59), True),
        (datetime(2026, 3, 19, 0, 0, 0), False),
    ],
)
def test_both_days_belong_to_it_from_midnight_to_midnight_in_beijing(
    world: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, moment: datetime, opens: bool
) -> None:
    request = granted(world, begins=date(2026, 3, 17), ends=date(2026, 3, 18))
    settings.ZEREN = replace(settings.ZEREN, today=None)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            # The machine's own zone says nothing: an instant is told in the zone asked for.
            return moment.replace(tzinfo=clock.BEIJING).astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Clock)
    if opens:
        assert acts.look(actor("zhao", strong=True), request.pk).documents
    else:
        with pytest.raises(OutOfSight):
            acts.look(actor("zhao", strong=True), request.pk)


def test_who_left_the_organ_looks_no_more(world: Any) -> None:
    request = granted(world)
    account = found_accounts.find("qian")
    assert account is not None
    accounts.end_role(SYSTEM, account.grants.get(), date(2026, 3, 15))
    with pytest.raises(OutOfSight):
        acts.look(actor("qian", strong=True), request.pk)


def test_withdrawn_it_is_shut_at_once(world: Any) -> None:
    request = granted(world)
    acts.look(actor("zhao", strong=True), request.pk)
    for wrong in ("zhao", "fu"):
        with pytest.raises((Refused, OutOfSight)):
            acts.withdraw(actor(wrong), request.pk)
    acts.withdraw(actor("jishu"), request.pk, "已经核实")
    with pytest.raises(OutOfSight):
        acts.look(actor("zhao", strong=True), request.pk)
    with pytest.raises(Refused, match="nothing is granted"):
        acts.withdraw(actor("jishu"), request.pk)


def test_what_has_expired_is_not_withdrawn(world: Any, day: Any) -> None:
    request = granted(world)
    day(date(2026, 3, 21))
    with pytest.raises(Refused, match="expired"):
        acts.withdraw(actor("jishu"), request.pk)


def test_every_look_is_on_the_trail_by_its_number_and_counted_for_the_approver(world: Any) -> None:
    request = granted(world)
    for who in ("zhao", "qian", "zhao"):
        acts.look(actor(who, strong=True), request.pk)
    assert queries.looked([request])[request.pk].times == 3
    assert [row.account.signin for row in queries.looks(actor("jishu"), request.pk)] == [
        "zhao",
        "qian",
        "zhao",
    ]
    read = TrailEntry.objects.filter(act="material_read")
    assert read.count() == 3 and set(read.values_list("basis", flat=True)) == {request.number}
    told = TrailEntry.objects.filter(basis=request.number).order_by("seq").values_list("act", flat=True)
    assert list(told)[:2] == ["consult_asked", "consult_granted"] and list(told).count("consulted") == 3
    assert not TrailEntry.objects.filter(detail__contains=SECRET).exists()


# ---------------------------------------------------------------- the person concerned


def test_who_consulted_is_told_to_the_person_only_where_the_setting_says_so(
    world: Any, settings: Any
) -> None:
    acts.look(actor("zhao", strong=True), granted(world).pk)
    assert queries.consultations_of(actor("sun")) == ()
    settings.ZEREN = replace(settings.ZEREN, show_consultations=True)
    assert queries.consultations_of(actor("sun")) == (queries.Consulted(MONDAY, "青县纪委", "履行职责"),)
    assert queries.consultations_of(actor("qian")) == ()


# ---------------------------------------------------------------- the tables

TABLES = ("request", "looker", "forwarding", "decision", "withdrawal", "look")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "what", ["UPDATE access_consult{} SET id = id + 100", "DELETE FROM access_consult{}"]
)
def test_the_database_itself_keeps_every_row(world: Any, table: str, what: str) -> None:
    request = asked(world, sent_to="fu")
    acts.forward(actor("fu"), request.pk, "jishu")
    acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))
    acts.look(actor("zhao", strong=True), request.pk)
    acts.withdraw(actor("jishu"), request.pk)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(what.format(table))


def test_nothing_sealed_lies_in_the_request(world: Any) -> None:
    acts.look(actor("zhao", strong=True), granted(world).pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM records_materialsection")
        sealed = [bytes(row[0]) for row in cursor.fetchall()]
        kept = []
        for table in TABLES:
            cursor.execute(f"SELECT * FROM access_consult{table}")
            kept += cursor.fetchall()
    assert len(sealed) == 6 and not any(SECRET.encode() in one for one in sealed)
    assert len(kept) >= 4 and SECRET not in str(kept)
