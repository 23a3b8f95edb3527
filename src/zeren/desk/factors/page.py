"""The pages of password, second factors and sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zeren.access.factors.queries import Factors
from zeren.desk.components import Head, Notice
from zeren.desk.context import LEVEL
from zeren.desk.proof import Proof
from zeren.desk.session.page import PLACE, foot, locked
from zeren.records import clock

__all__ = ["foot", "locked"]

OPEN_AGAIN = "本页打开得太久，请再试一次"
TITLE = "口令和登录验证"


@dataclass(frozen=True, slots=True)
class FactorPage:
    """The second factor after the password. ``options``: what the browser is asked for a passkey."""

    action: str
    next: str
    name: str
    code: bool
    recovery: bool
    options: str = ""
    elsewhere: str = ""
    error: str = ""
    wrong: str = "code"
    said: Notice | None = None
    foot: tuple[str, ...] = ()
    title: str = "登录验证"
    level: str = LEVEL
    place: str = PLACE
    one: bool = True


def why_not(used: bool, left: int) -> str:
    """Why a factor was not accepted."""
    return "这个动态口令已经用过，请等下一个" if used else f"不对，还剩 {left} 次机会"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A passkey in the list; ``what``: its word in the address that takes it away."""

    what: str
    label: str
    host: str
    made: str
    used: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own password, factors and sessions."""

    head: Head
    code: str
    keys: tuple[KeyRow, ...]
    recovery: int
    notices: tuple[Notice, ...]
    password: bool = True


def own(factors: Factors, done: str, must: bool, password: bool) -> OwnPage:
    """The list. ``must``: this viewer is one of the three administrators, who need a factor. ``password``: it is
    kept, and changed, here."""
    rows = tuple(
        KeyRow(
            f"passkey-{key.pk}",
            key.label,
            key.host,
            _day(key.made),
            _day(key.used) if key.used else "没有用过",
        )
        for key in factors.passkeys
    )
    notices = [Notice("ok", said)] if (said := DONE.get(done)) else []
    if factors.bound and factors.recovery < 3:
        left = f"恢复码只剩 {factors.recovery} 个。" if factors.recovery else "没有恢复码。"
        notices.append(Notice("care", left, "手机丢失时凭恢复码登录，请重新生成并抄在纸上。"))
    if must and not factors.bound:
        notices.append(Notice("care", "您的角色登录要有第二重验证。", "请绑定手机或者添加通行密钥。"))
    return OwnPage(
        Head(TITLE),
        _day(factors.code) if factors.code else "",
        rows,
        factors.recovery,
        tuple(notices),
        password,
    )


DONE = {
    "password": "口令已改，本人在别处的登录已经结束。",
    "code": "手机已绑定。",
    "passkey": "通行密钥已添加。",
    "remove": "已解除，本人在别处的登录已经结束。",
    "sessions": "本人在别处的登录已经结束。",
}


def _day(at: datetime) -> str:
    return f"{at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class BindPage:
    """Binding a phone. ``image``: the QR code as the address of an image; ``text``: the same secret in fours; ``wanted``: a page
    that holds sealed material led here."""

    head: Head
    image: str
    text: str
    signin: str
    proof: Proof
    next: str
    error: str = ""
    given: str = ""
    forced: bool = False
    replaces: bool = False
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Adding a passkey. Without ``options`` this address takes none, and ``why`` says it."""

    head: Head
    options: str
    proof: Proof
    next: str
    label: str = ""
    error: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The recovery codes, shown this once."""

    head: Head
    codes: tuple[str, ...]
    next: str
    day: str


@dataclass(frozen=True, slots=True)
class AskPage:
    """An act on one's own account, with what it does, before it is done."""

    head: Head
    action: str
    text: str
    button: str
    proof: Proof


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """Another password for oneself. ``forced``: an administrator set the one of now."""

    head: Head
    errors: dict[str, str]
    forced: bool = False
    said: Notice | None = None
    next: str = ""
