"""An account's address for the digest is set and cleared here, and the digests of a day are sent; each is on the trail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.db import transaction

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.digest import counting
from zeren.env import Mail
from zeren.records import calendars, clock
from zeren.records.actor import SYSTEM, Actor
from zeren.records.errors import Problem, Refused
from zeren.records.trail import acts as trail

SECONDS = 20
"""So long the mail server may take for one answer."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one account's digest: ``sent``, ``nothing`` to say, or ``failed`` with why."""

    account: str
    state: str
    why: str = ""


def set_address(actor: Actor, address: str) -> None:
    """Where the actor's own digest goes; an empty address ends it. Raises Refused for what is no address."""
    address = address.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError:
            zh = f"“{address[:60]}”不是邮箱地址，应写成 name@example.cn"
            raise Refused(
                [Problem("mail", zh, "this is no mail address, expected name@example.cn")]
            ) from None
    with transaction.atomic():
        rows = Account.objects.filter(signin=actor.account, is_active=True).exclude(mail=address)
        if rows.update(mail=address):
            trail.write(
                actor, "digest_address_set" if address else "digest_address_cleared", "account", actor.account
            )


def send() -> Iterator[Sent]:
    """Send the digest of today to every account that has an address and did not get it yet.

    One that fails stays due, so that the command may be given again. Nothing is sent where nothing waits, and nothing on a
    day off.
    Raises Refused where no mail server is set.
    """
    mail = settings.ZEREN.mail
    if mail is None:
        raise Refused([Problem("ZEREN_MAIL", "没有设置邮件服务器", "no mail server is set (ZEREN_MAIL)")])
    today = clock.today()
    if calendars.calendar().is_working(today) is False:
        return
    due = Account.objects.filter(is_active=True, own_only=False).exclude(mail="").exclude(mailed=today)
    for account in due.select_related("person").order_by("signin"):
        yield _send(mail, account)


def _send(mail: Mail, account: Account) -> Sent:
    lines = counting.lines(accounts.actor_of(account))
    if not lines:
        return Sent(account.signin, "nothing")
    try:
        _message(mail, account.mail, lines).send()
    except (OSError, SMTPException) as failed:
        return Sent(account.signin, "failed", f"{type(failed).__name__}: {failed}")
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(mailed=clock.today())
        trail.write(SYSTEM, "digest_sent", "account", account.signin)
    return Sent(account.signin, "sent")


def _message(mail: Mail, to: str, lines: tuple[str, ...]) -> EmailMessage:
    where = f"：{mail.site}/" if mail.site else "。"
    body = "\n".join(
        ["您在责任系统里：", "", *(f"　{line}" for line in lines), "", f"内容请登录系统查看{where}",
         "不再接收的，在系统里点姓名，在“访问令牌、日历订阅”里删去邮箱。", ""]
    )  # fmt: skip
    server = get_connection(
        "django.core.mail.backends.smtp.EmailBackend", host=mail.host, port=mail.port, username=mail.user,
        password=mail.password, use_ssl=mail.tls, use_tls=mail.starttls, timeout=SECONDS,
    )  # fmt: skip
    return EmailMessage(f"责任：{'，'.join(lines)}", body, mail.sender, [to], connection=server)
