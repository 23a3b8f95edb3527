"""The pages before the door: sign-in and lock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zeren.access.accounts.acts import LOCKED_FOR
from zeren.desk import days
from zeren.desk.components import Notice, Sign
from zeren.desk.context import LEVEL
from zeren.desk.gate import IDLE_MINUTES

WRONG = "账号或口令不对"
PLACE = "本单位局域网　不连接互联网"


@dataclass(frozen=True, slots=True)
class DoorPage:
    """A page outside the door."""

    title: str
    action: str
    next: str = ""
    username: str = ""
    name: str = ""
    why: str = ""
    error: str = ""
    said: Notice | None = None
    level: str = LEVEL
    place: str = PLACE
    foot: tuple[str, ...] = ()
    idle_minutes: int = IDLE_MINUTES
    one: bool = False


def wrong_password(left: int) -> Notice:
    """What a wrong password means. The same is told of a name that does not exist."""
    minutes = int(LOCKED_FOR.total_seconds()) // 60
    return Notice(
        "care",
        "",
        f"口令还剩 {left} 次机会，之后锁定 {minutes} 分钟。",
        "请核对大小写；忘记口令请找安全保密管理员。",
        sign=Sign.NEAR_INTERNAL,
    )


def locked(until: datetime) -> Notice:
    """The account is locked until then."""
    return Notice(
        "stop", "账号已锁定。", f"{until:%H:%M} 以后可以再试。", "急用请找安全保密管理员。", sign=Sign.SEALED
    )


def foot(now: datetime) -> tuple[str, ...]:
    """The foot of the pages outside the door: no word about anybody."""
    return (f"{days.in_sentence(now.date())} {now:%H:%M}", "登录失败同样记入日志")
