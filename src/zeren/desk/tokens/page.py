"""One's own access tokens: what each is for, how far it reaches, how long it works; and the form of a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from zeren.access.tokens import queries
from zeren.access.tokens.acts import LONGEST_DAYS
from zeren.access.tokens.models import Token
from zeren.desk import links
from zeren.desk.components import Bit, Empty, Head, Light, Notice, Sign
from zeren.desk.proof import Proof
from zeren.records import clock

USUAL_DAYS = 90
STATES = {
    "working": Light(Sign.IN_TIME_INTERNAL, "在用"),
    "revoked": Light(Sign.LAPSED, "已停用"),
    "expired": Light(Sign.LAPSED, "已过期"),
    "password": Light(Sign.LAPSED, "口令已换，失效"),
}


@dataclass(frozen=True, slots=True)
class TokenRow:
    """One token as the list shows it; ``revoke_url`` only while it works."""

    label: str
    scope: str
    made: str
    expires: str
    used: str
    state: Light
    revoke_url: str = ""


@dataclass(frozen=True, slots=True)
class TokenForm:
    """What was typed, and what is wrong with it, by field."""

    label: str = ""
    scope: str = "read"
    days: str = str(USUAL_DAYS)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MailForm:
    """Where the daily digest goes; ``error``: what is wrong with what was typed."""

    address: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class TokensPage:
    """The page. ``secret``: of the token just made, shown this once; ``secret_is``: what it is called."""

    head: Head
    rows: tuple[TokenRow, ...]
    form: TokenForm
    proof: Proof
    empty: Empty
    longest: int = LONGEST_DAYS
    secret: str = ""
    secret_is: str = "令牌"
    mail: MailForm | None = None
    notices: tuple[Notice, ...] = ()


def build(
    tokens: Iterable[Token],
    form: TokenForm,
    proof: Proof,
    secret: str = "",
    feed: str = "",
    mail: MailForm | None = None,
    notices: tuple[Notice, ...] = (),
) -> TokensPage:
    """The page from the account's tokens; ``feed``: the address of a calendar just made, shown this once."""
    rows = tuple(_row(token) for token in tokens)
    working = sum(1 for row in rows if row.revoke_url)
    sub = ((Bit(f"在用 {working} 个"),), (Bit("令牌只能做本账号能做的事，改换口令即失效"),))
    empty = Empty("还没有令牌。", "程序要读取或者记录本系统，或者要在日历里看到到期日的，在下面建立一个。")
    return TokensPage(
        Head("访问令牌和日历订阅", sub=sub), rows, form, proof, empty, secret=feed or secret,
        secret_is="订阅网址" if feed else "令牌", mail=mail, notices=notices,
    )  # fmt: skip


def _row(token: Token) -> TokenRow:
    state = queries.state_of(token)
    return TokenRow(
        label=token.label,
        scope=Token.Scope(token.scope).label,
        made=f"{token.made.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}",
        expires=token.expires.isoformat(),
        used=token.last_used.isoformat() if token.last_used else "没有用过",
        state=STATES[state],
        revoke_url=links.named("token-revoke", token.pk) if state == "working" else "",
    )
