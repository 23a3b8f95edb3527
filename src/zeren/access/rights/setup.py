"""The first three administrators of an installation, made once at the console; and an administrator locked out there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zeren.access.accounts import writing
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.queries import held_on
from zeren.access.accounts.writing import By
from zeren.access.rights.effects import ONE_TIME, half
from zeren.access.rights.proposals import SIGNIN
from zeren.records import clock, registers
from zeren.records.actor import ADMINISTRATORS, ROLE_LABELS, SYSTEM, Role
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.organs.models import Organ


@dataclass(frozen=True, slots=True)
class First:
    """The organ that the three serve; registered now where it is not."""

    code: str
    name: str = ""
    level: str = "county"
    kind: str = "party_committee"


@dataclass(frozen=True, slots=True)
class Made:
    """An account with its one-time password, shown once."""

    signin: str
    role: str
    password: str
    until: datetime


def make_three(first: First, system: str, security: str, audit: str) -> tuple[Made, ...]:
    """The three, each with an account of its own. Raises Refused: there are administrators already, or bad names."""
    names = {Role.SYSTEM_ADMIN: system, Role.SECURITY_ADMIN: security, Role.AUDIT_ADMIN: audit}
    with transaction.atomic():
        if RoleGrant.objects.filter(role__in=[role.value for role in ADMINISTRATORS]).exists():
            zh = "已有三员，不再设置；以后由系统管理员和安全保密管理员提出、确认"
            raise Refused([Problem("admin", zh, "there are administrators already")])
        _check(names)
        organ = _organ(first)
        return tuple(_one(signin, role, organ) for role, signin in names.items())


def reset(signin: str) -> Made:
    """A one-time password for an administrator; business accounts are reset by two. Raises Refused."""
    with transaction.atomic():
        account = (
            Account.objects.select_for_update(of=("self",)).filter(signin=signin, is_active=True).first()
        )
        roles = held_on(account, clock.today()) if account else RoleGrant.objects.none()
        held = roles.filter(role__in=[role.value for role in ADMINISTRATORS]).first()
        if account is None or held is None:
            zh = f"“{signin}”现在不是管理员；业务账号的口令由两名管理员重置"
            raise Refused([Problem("signin", zh, f"'{signin}' is no administrator")])
        return _password(account, Role(held.role))


def _check(names: dict[Role, str]) -> None:
    problems = Problems()
    if len(set(names.values())) < len(names):
        problems.add("signin", "三个登录名不能相同", "the three sign-in names differ")
    for role, name in names.items():
        if not SIGNIN.fullmatch(name):
            zh = f"{ROLE_LABELS[role]}的登录名“{name}”：用小写字母、数字和 . _ - ，2 至 60 位"
            problems.add("signin", zh, f"'{name}' is no sign-in name")
    problems.refuse()


def _organ(first: First) -> Organ:
    found = Organ.objects.filter(code=first.code).first()
    if found is not None:
        return found
    if not first.name:
        zh = f"登记中没有机关“{first.code}”；用 --organ-name 写明名称"
        raise Refused([Problem("organ", zh, f"there is no organ '{first.code}': give its name")])
    row = {"code": first.code, "name": first.name, "level": first.level, "kind": first.kind}
    report = registers.import_rows(SYSTEM, "organs", [row])
    if not report.written:
        raise Refused(report.problems)
    return Organ.objects.get(code=first.code)


def _one(signin: str, role: Role, organ: Organ) -> Made:
    by = By(SYSTEM)
    account = writing.make_account(by, signin, None, None, organ, ROLE_LABELS[role])
    writing.give_role(by, account, role, organ, clock.today(), basis="首次设置")
    return _password(account, role)


def _password(account: Account, role: Role) -> Made:
    password, until = f"{half()}-{half()}", clock.now() + ONE_TIME
    writing.set_password(By(SYSTEM), account, password, until)
    return Made(account.signin, ROLE_LABELS[role], password, until)
