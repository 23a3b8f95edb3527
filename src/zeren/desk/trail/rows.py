"""The columns of the trail's ledger: numbers instead of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from zeren.access.accounts import queries as accounts
from zeren.desk.components import Cell, Light, Sign
from zeren.desk.listing import Field
from zeren.desk.trail.page import digest, figure, instant
from zeren.records import clock
from zeren.records.trail import queries, words
from zeren.records.trail.models import TrailEntry

RESULTS = (("good", "一致"), ("bad", "不一致"))
NOBODY_SIGNED_IN = "未登录"
TRAIL_ITSELF = {"-", ""}


@dataclass
class Shown:
    """What the cells of one part need, asked once: links, numbers of matters, names of accounts."""

    computed: dict[int, str] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)

    def learn(self, rows: Sequence[TrailEntry]) -> None:
        """Ask for what these rows need."""
        self.computed = queries.computed(rows)
        self.numbers = queries.numbers_of(rows)
        signins = {row.account for row in rows} | {row.target for row in rows if row.noun == "account"}
        self.names = accounts.shown(signins)

    def good(self, row: TrailEntry) -> bool:
        """Whether the row verifies after the one before it."""
        return self.computed[row.seq] == row.link

    def who(self, row: TrailEntry) -> str:
        """Name and role; the sign-in name of an account that is none any more."""
        if not row.account:
            return NOBODY_SIGNED_IN
        name, role = self.names.get(row.account, (row.account, ""))
        return f"{name}　{role}".rstrip("　")

    def target(self, row: TrailEntry) -> str:
        """What the act was about, by number."""
        return "　".join(part for part in (self._thing(row), words.detail(row.act, row.detail)) if part)

    def _thing(self, row: TrailEntry) -> str:
        if row.target in TRAIL_ITSELF or row.noun in ("vault",):
            return ""
        if row.noun == "matter":
            return self.numbers.get(row.target, f"案件 {row.target}")
        if row.noun == "account":
            return f"账号 {row.target}" if row.target != row.account else ""
        if row.noun in ("list", "trail"):
            return f"第 {row.target} 次" if row.target.isdecimal() else row.target
        return f"{words.noun(row.noun)} {row.target}"


def fields(shown: Shown) -> tuple[Field[Any], ...]:
    """The columns, in order."""
    today = clock.today()
    acts = tuple(sorted(words.ACTS.items(), key=lambda pair: pair[1]))
    return (
        Field("no", "号", lambda r: Cell(figure(r.seq)), "text", excel=lambda r: r.seq, width=10),
        Field(
            "time", "时间", lambda r: Cell(instant(r.at, today)), "day", hint="起..止", width=20,
            excel=lambda r: f"{r.at.astimezone(clock.BEIJING):%Y-%m-%d %H:%M:%S}",
        ),
        Field("who", "谁", lambda r: Cell(shown.who(r), dim=not r.account), "text", width=24),
        Field("act", "做了什么", lambda r: Cell(words.act(r.act)), "select", acts, width=16),
        Field("target", "对象", lambda r: Cell(shown.target(r)), "text", hint="编号", width=40),
        Field("basis", "凭谁批准", lambda r: Cell(r.basis or "—"), "text", width=24, excel=lambda r: r.basis),
        Field("result", "校验", lambda r: _result(r, shown), "select", RESULTS, width=10),
        Field("digest", "摘要", lambda r: _digest(r, shown), width=20, excel=lambda r: r.link),
    )  # fmt: skip


def _result(row: TrailEntry, shown: Shown) -> Cell:
    return Cell("一致", dim=True) if shown.good(row) else Cell(light=Light(Sign.OVER, "不一致"))


def _digest(row: TrailEntry, shown: Shown) -> Cell:
    if shown.good(row):
        return Cell(digest(row.link), dim=True)
    now = shown.computed[row.seq]
    return Cell(f"{now[:4]} ≠ {row.link[:4]}" if now else f"缺前条 {digest(row.link)}")
