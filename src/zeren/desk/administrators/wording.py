"""Changes of rights in words: what, whose, on what ground; before and after."""

from __future__ import annotations

from datetime import date, datetime

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.accounts.register import name_of
from zeren.access.rights.models import Kind, RightsChange
from zeren.access.rights.proposals import functions_known
from zeren.desk import days
from zeren.records import clock
from zeren.records.actor import ROLE_LABELS, Role
from zeren.records.keys import Purpose
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment

PURPOSES = {
    Purpose.CHAIN: "记录链和日志的印",
    Purpose.VAULT: "内容加密",
    Purpose.REPORTER: "举报人身份",
    Purpose.LOOKUP: "查找摘要",
}
METHODS = {
    "hmac-sha256": "HMAC-SHA-256",
    "hmac-sm3": "HMAC-SM3",
    "aes-256-gcm": "AES-256-GCM",
    "sm4-gcm": "SM4-GCM",
}


def day(value: date | None) -> str:
    """10-09, with the year where it is not this one; nothing where there is none."""
    return days.in_cell(value, clock.today()) if value else ""


def minute(value: datetime) -> str:
    """10-12 15:40."""
    return days.minute_in_cell(value, clock.today())


def on(value: datetime) -> str:
    """The day of an instant."""
    return day(days.local(value))


def organ(value: Organ | None) -> str:
    """Its short name."""
    return (value.short or value.name) if value else ""


def post(held: Appointment) -> str:
    """县住建局局长; the organ is not said twice."""
    name, where = held.post.name, organ(held.post.organ)
    return name if name.startswith(where) else f"{where}{name}"


def role(word: str) -> str:
    """承办人."""
    return ROLE_LABELS[Role(word)] if word else ""


def holder(account: Account) -> str:
    """林某某　lin.xx."""
    return f"{name_of(account)}　{account.signin}"


def functions(words: str) -> str:
    """The functions of a role by their labels."""
    known = functions_known()
    return "、".join(known.get(word, word) for word in words.split())


def period(start: date | None, end: date | None, with_post: bool) -> str:
    """10-09 起，随任职; 10-15 至 12-14."""
    if end:
        return f"{day(start)} 至 {day(end)}" if start else f"至 {day(end)}"
    return f"{day(start)} 起" + ("，随任职" if with_post else "，没有止日")


def period_of(grant: RoleGrant) -> str:
    """The period of a role."""
    return "当日收回" if grant.withdrawn else period(grant.start, grant.end, grant.appointment_id is not None)


def what(change: RightsChange) -> str:
    """授权：干部监督科 经办."""
    kind = Kind(change.kind)
    if kind is Kind.GRANT and change.role == Role.TEAM_MEMBER.value:
        return f"巡察组期间授权，{period(change.start, change.end, False)}"
    if kind is Kind.GRANT:
        return f"授权：{organ(change.organ)} {role(change.role)}"
    if kind is Kind.REVOKE and change.grant:
        return f"收权：{organ(change.grant.organ)} {role(change.grant.role)}"
    if kind is Kind.MAKE:
        return f"建账号：{change.signin}"
    if kind is Kind.ROTATE:
        return f"密钥轮换：{PURPOSES[Purpose(change.purpose)]}"
    return str(kind.label)


def whose(change: RightsChange) -> str:
    """Whom it concerns."""
    if change.account:
        return holder(change.account)
    if change.kind == Kind.ROTATE:
        return "全系统"
    return f"{change.person.name if change.person else change.label}　{organ(change.organ)}"


def ground(change: RightsChange) -> str:
    """On what ground; for a stopped account whether the own desk stays."""
    return f"{change.basis}；本人页保留" if change.own_stays else change.basis
