"""What may be proposed: each kind with its fields, and what of a proposal is false."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.rights.models import Kind
from zeren.records import packs
from zeren.records.actor import Role
from zeren.records.errors import Problems
from zeren.records.keys import Purpose
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person

SIGNIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")
RESERVED = frozenset({"system"})
"""Names under which the trail tells of what no account did."""
ROTATES = (Purpose.CHAIN, Purpose.VAULT, Purpose.REPORTER)
"""Keys that can be rotated: digests of look-ups stay with one key (decision 6)."""
LONGEST_BASIS = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an administrator proposes. ``account`` is a sign-in name, ``person`` and ``organ`` are codes."""

    kind: str
    basis: str
    account: str = ""
    signin: str = ""
    label: str = ""
    person: str = ""
    organ: str = ""
    role: str = ""
    functions: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    appointment: int | None = None
    grant: int | None = None
    own_stays: bool = False
    purpose: str = ""


@dataclass
class Read:
    """What a proposal names, found in the registers; ``values`` become the change's fields."""

    problems: Problems = field(default_factory=Problems)
    values: dict[str, Any] = field(default_factory=dict)


def functions_known() -> dict[str, str]:
    """Every role of the packs' vocabulary: its word and its label."""
    found: dict[str, str] = {}
    library = packs.installed()
    for vocabulary in (library.shared, *(pack.vocabulary for pack in library.packs)):
        found.update({name: role.label for name, role in vocabulary.roles.items() if name not in found})
    return found


def checked(asked: Proposal) -> dict[str, Any]:
    """The fields of the change. Raises Refused with everything that is false."""
    read = Read()
    if asked.kind not in Kind.values:
        read.problems.add("kind", "请选定变更的种类", "choose a kind of change")
        read.problems.refuse()
    basis = asked.basis.strip()
    if not basis:
        read.problems.add("basis", "写明依据：文号、任职文件或者事由", "a basis is wanted")
    elif len(basis) > LONGEST_BASIS:
        read.problems.add("basis", f"依据不超过 {LONGEST_BASIS} 字", "the basis is too long")
    read.values.update(kind=asked.kind, basis=basis)
    if asked.kind not in (Kind.MAKE, Kind.ROTATE):
        _account(asked, read)
    READERS.get(Kind(asked.kind), _nothing)(asked, read)
    read.problems.refuse()
    return read.values


def _nothing(asked: Proposal, read: Read) -> None:
    """The kind wants nothing but its account."""


def _account(asked: Proposal, read: Read) -> None:
    found = Account.objects.filter(signin=asked.account.strip()).first()
    if found is None:
        read.problems.add("account", f"没有账号“{asked.account}”", f"there is no account '{asked.account}'")
    read.values["account"] = found


def _organ(asked: Proposal, read: Read) -> None:
    found = Organ.objects.filter(code=asked.organ.strip()).first() if asked.organ.strip() else None
    if found is None:
        read.problems.add("organ", f"登记中没有机关“{asked.organ}”", f"there is no organ '{asked.organ}'")
    read.values["organ"] = found


def _make(asked: Proposal, read: Read) -> None:
    signin = asked.signin.strip()
    if not SIGNIN.fullmatch(signin):
        zh = "登录名用小写字母、数字和 . _ - ，2 至 60 位"
        read.problems.add("signin", zh, "small letters, digits and . _ - , 2 to 60")
    elif signin in RESERVED or Account.objects.filter(signin=signin).exists():
        read.problems.add("signin", f"登录名“{signin}”已有人使用", f"sign-in name '{signin}' is taken")
    _organ(asked, read)
    code, label = asked.person.strip(), asked.label.strip()
    person = Person.objects.filter(code=code).first() if code else None
    if code and person is None:
        read.problems.add("person", f"登记中没有“{code}”", f"there is no person '{code}'")
    if not code and not label:
        read.problems.add("label", "写明是谁的账号：选定人员，或者写显示名", "say whose account it is")
    if len(label) > 60:
        read.problems.add("label", "显示名不超过 60 字", "the name is too long")
    read.values.update(signin=signin, label=label, person=person)


def _stop(asked: Proposal, read: Read) -> None:
    account = read.values.get("account")
    if asked.own_stays and account is not None and account.person_id is None:
        zh = "这个账号没有登记是谁的，没有本人页可留"
        read.problems.add("own_stays", zh, "the account is nobody's of the register")
    read.values["own_stays"] = asked.own_stays


def _grant(asked: Proposal, read: Read) -> None:
    _organ(asked, read)
    if asked.role not in {role.value for role in Role}:
        read.problems.add("role", "请选定角色", "choose a role")
    known = functions_known()
    for name in asked.functions:
        if name not in known:
            read.problems.add("functions", f"没有“{name}”这一职责", f"there is no function '{name}'")
    if asked.start is None:
        read.problems.add("start", "写明从哪一天起，如 2026-10-09", "the first day is wanted")
    if asked.start and asked.end and asked.end < asked.start:
        read.problems.add("end", "止日早于起日", "the last day lies before the first")
    # 一次一授权: an inspection team's authorisation always has a last day.
    if asked.role == Role.TEAM_MEMBER.value and asked.end is None:
        read.problems.add("end", "巡察组授权要写明止日", "an inspection team's authorisation has a last day")
    account = read.values.get("account")
    if asked.role == Role.SUBJECT.value and account is not None and account.person_id is None:
        read.problems.add(
            "role", "这个账号没有登记是谁的，没有本人页", "the account is nobody's of the register"
        )
    read.values.update(
        role=asked.role, functions=" ".join(dict.fromkeys(asked.functions)), start=asked.start, end=asked.end
    )
    _appointment(asked, read)


def _appointment(asked: Proposal, read: Read) -> None:
    if asked.appointment is None:
        return
    account = read.values.get("account")
    mine = Appointment.objects.filter(pk=asked.appointment, person__isnull=False)
    found = mine.filter(person=account.person_id).first() if account and account.person_id else None
    if found is None:
        read.problems.add("appointment", "这不是本人登记的任职", "not an appointment of this person")
    read.values["appointment"] = found


def _revoke(asked: Proposal, read: Read) -> None:
    account = read.values.get("account")
    found = (
        RoleGrant.objects.filter(pk=asked.grant, account=account).first() if account and asked.grant else None
    )
    if found is None:
        read.problems.add("grant", "请选定要收回的角色", "choose the role to take back")
    elif asked.end and asked.end < found.start:
        read.problems.add("end", "末日早于授权的起日", "the last day lies before the role's first")
    elif lengthens(found, asked.end):
        zh = f"收权只能提前：现有末日是 {found.end}"
        read.problems.add("end", zh, f"taking back only shortens: the last day is {found.end} now")
    read.values.update(grant=found, end=asked.end)


def lengthens(grant: RoleGrant, end: date | None) -> bool:
    """Whether a last day lies after the one that the role has now: that would be giving, not taking back."""
    return end is not None and grant.end is not None and end > grant.end


def _rotate(asked: Proposal, read: Read) -> None:
    if asked.purpose not in {purpose.value for purpose in ROTATES}:
        read.problems.add("purpose", "请选定轮换哪一种密钥", "choose which key is rotated")
    read.values["purpose"] = asked.purpose


READERS = {
    Kind.MAKE: _make,
    Kind.STOP: _stop,
    Kind.GRANT: _grant,
    Kind.REVOKE: _revoke,
    Kind.ROTATE: _rotate,
}
