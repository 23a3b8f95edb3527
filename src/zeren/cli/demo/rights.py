"""Changes of rights in the demonstration: some that wait for the other administrator, one that can't be confirmed."""

from __future__ import annotations

from datetime import timedelta

from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries
from zeren.access.rights import acts
from zeren.access.rights.models import Kind
from zeren.access.rights.proposals import Proposal
from zeren.cli.demo import county
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

NEW = (
    ("lin.gb", "Q-ZZ", "青组任〔2026〕41号"),
    ("tang.df", "Q-JW", "青纪任〔2026〕12号"),
    ("he.gb", "Q-03", ""),
)
"""Accounts that come by a change: name, organ, paper; the last one is about to be stopped."""


def enter() -> None:
    """Let the two administrators propose, confirm and leave some to the viewer."""
    one, other = _actor("xitong"), _actor("baomi")
    for signin, organ, paper in NEW:
        asked = Proposal(
            Kind.MAKE,
            f"任职 {paper or '青组任〔2025〕7号'}",
            signin=signin,
            organ=organ,
            person=_staff(organ),
        )
        acts.confirm(other, acts.propose(one, asked).pk)
    _given(one, other)
    _waiting(one, other)
    _lapsed()


def _actor(signin: str) -> Actor:
    account = queries.find(signin)
    assert account is not None
    return queries.actor_of(account)


def _staff(organ: str) -> str:
    """The last cadre of an organ: none of those who have an account."""
    return [seat.person for seat in county.seats() if seat.unit.code == organ][-1]


def _post(signin: str) -> int | None:
    account = queries.find(signin)
    held = people.posts_on(account.person_id) if account and account.person_id else []
    return held[0].pk if held else None


def _given(one: Actor, other: Actor) -> None:
    """What took effect: two roles, a lock lifted."""
    since = clock.today() - timedelta(days=4)
    for signin, organ, role, paper in (
        ("tang.df", "Q-JW", Role.CASE_HANDLER, NEW[1][2]),
        ("he.gb", "Q-03", Role.UNIT_LIAISON, "青组任〔2025〕7号"),
    ):
        asked = Proposal(
            Kind.GRANT,
            f"任职 {paper}",
            signin,
            organ=organ,
            role=role.value,
            start=since,
            appointment=_post(signin),
        )
        acts.confirm(other, acts.propose(one, asked).pk)
    acts.confirm(one, acts.propose(other, Proposal(Kind.UNLOCK, "本人当面，工作证", "chengban2")).pk)


def _waiting(one: Actor, other: Actor) -> None:
    """Three for the security administrator, of which one can only be returned; one for the system administrator."""
    today = clock.today()
    grant = Proposal(
        Kind.GRANT, f"任职 {NEW[0][2]}", "lin.gb", organ="Q-ZZ", role=Role.SUPERVISION_OFFICER.value,
        functions=("organization_department",), start=today - timedelta(days=3), appointment=_post("lin.gb"),
    )  # fmt: skip
    team = Proposal(
        Kind.GRANT, "授权书 青巡授〔2026〕7号", "tang.df", organ="Q-03", role=Role.TEAM_MEMBER.value,
        start=today + timedelta(days=2), end=today + timedelta(days=62),
    )  # fmt: skip
    both = Proposal(
        Kind.GRANT, "青组任〔2026〕41号", "chengban", organ="Q", role=Role.AUDIT_ADMIN.value, start=today
    )
    for asked in (grant, team, both):
        acts.propose(one, asked)
    acts.propose(other, Proposal(Kind.STOP, "免职 青组任〔2026〕40号", "he.gb", own_stays=True))


def _lapsed() -> None:
    """A team's authorisation that came to its last day."""
    account, organ = queries.find("tang.df"), organs.by_code("Q-05")
    assert account is not None and organ is not None
    last = clock.today() - timedelta(days=13)
    accounts.give_role(
        SYSTEM,
        account,
        Role.TEAM_MEMBER,
        organ,
        last - timedelta(days=60),
        end=last,
        basis="授权书 青巡授〔2026〕5号",
    )
