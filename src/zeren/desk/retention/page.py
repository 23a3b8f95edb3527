"""The pages of retention as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from zeren.access.accounts import queries as accounts
from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Citation, Empty, Head, Light, Link, Notice, Pages, Sign, Tab
from zeren.desk.proof import Proof
from zeren.records import clock
from zeren.records.retention.models import DisposalProposal
from zeren.records.retention.periods import Period, Periods
from zeren.records.retention.queries import Due

TABS = (("due", "到期的"), ("waiting", "等确认的"), ("done", "已销毁的"))


@dataclass(frozen=True, slots=True)
class DueRow:
    """A matter of which the period ends. ``pick``: it may be proposed."""

    pk: int
    light: Light
    number: str
    title: str
    url: str
    kind: str
    closed: str
    kept_to: str
    basis: str
    against: tuple[str, ...]
    pick: bool


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal, waiting or carried out."""

    pk: int
    number: str
    title: str
    organ: str
    kind: str
    kept_to: str
    basis: str
    proposed: str
    answered: str
    what: str
    url: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A kind of record: what the texts say, what the unit set."""

    title: str
    cites: tuple[Citation, ...]
    says: str
    years: str
    basis: str


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """The list of one tab."""

    head: Head
    tabs: tuple[Tab, ...]
    due: tuple[DueRow, ...]
    proposals: tuple[ProposalRow, ...]
    periods: tuple[PeriodRow, ...]
    empty: Empty | None
    pages: Pages | None
    action: str
    may_propose: bool
    proof: Proof | None
    notices: tuple[Notice, ...]
    picked: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """One proposal before its answer."""

    head: Head
    lines: tuple[tuple[str, str], ...]
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    checks: tuple[tuple[Light, str], ...]
    may: bool
    why_not: str
    proof: Proof
    reason: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """销毁清册; the rows are numbered from ``start`` + 1."""

    head: Head
    rows: tuple[ProposalRow, ...]
    year: str
    years: tuple[int, ...]
    organ: str
    start: int = 0
    pages: Pages | None = None


def due_row(found: Due, today: date, may_propose: bool) -> DueRow:
    """How a matter stands, in a row."""
    matter, over = found.matter, found.kept_to < today
    if over and not found.against:
        light = Light(Sign.DONE, "可以提出")
    elif over:
        light = Light(Sign.SEALED, "不能销毁")
    else:
        light = Light(Sign.NEAR_INTERNAL, f"余 {(found.kept_to - today).days} 日")
    return DueRow(
        pk=matter.pk,
        light=light,
        number=matter.number,
        title=matter.title,
        url=links.matter(matter.pk),
        kind=found.period.kind.title,
        closed=matter.closed.isoformat() if matter.closed else "—",
        kept_to=found.kept_to.isoformat(),
        basis=f"{found.period.years} 年，{found.period.basis}",
        against=found.against if over else (),
        pick=may_propose and not found.against,
    )


def proposal_rows(proposals: Iterable[DisposalProposal], found: Periods | None) -> tuple[ProposalRow, ...]:
    """Proposals with names and days."""
    listed = list(proposals)
    signins = {p.account for p in listed} | {p.answer.account for p in listed if hasattr(p, "answer")}
    names = accounts.shown(signins)
    return tuple(_proposal_row(p, names, found) for p in listed)


def _proposal_row(
    p: DisposalProposal, names: dict[str, tuple[str, str]], found: Periods | None
) -> ProposalRow:
    answer = getattr(p, "answer", None)
    kind = found.by_kind.get(p.kind) if found else None
    return ProposalRow(
        pk=p.pk,
        number=p.matter.number,
        title=p.matter.title,
        organ=p.matter.organ.name,
        kind=kind.kind.title if kind else p.kind,
        kept_to=p.ended.isoformat(),
        basis=f"{p.years} 年，{p.basis}",
        proposed=signed(names, p.account, p.at),
        answered=signed(names, answer.account, answer.at) if answer else "",
        what=f"记录 {answer.entries} 条，附件 {answer.papers} 件" if answer else "",
        url=links.named("retention-proposal", p.pk) if not answer else links.matter(p.matter_id),
    )


def signed(names: dict[str, tuple[str, str]], account: str, at: datetime) -> str:
    """Who and when."""
    return f"{names.get(account, (account, ''))[0]} {days.in_cell(days.local(at), clock.today())}"


def period_rows(found: Periods, cites: Citer) -> tuple[PeriodRow, ...]:
    """Every kind with its provision and setting."""
    return tuple(_period_row(period, cites) for period in found.by_kind.values())


def _period_row(period: Period, cites: Citer) -> PeriodRow:
    chips = []
    for ref in period.kind.cites:
        pack, _, at = ref.partition("#")
        chip = cites.chip(pack, at)
        chips += [chip] if chip else []
    years = f"{period.years} 年，自办结起" if period.years is not None else "没有设定，长期保管"
    return PeriodRow(
        period.kind.title,
        tuple(chips),
        period.kind.says,
        years,
        f"本单位设定：{period.basis}" if period.basis else "—",
    )


def head(found: Periods | None, may_propose: bool) -> Head:
    """The head of the list."""
    said = "提出和确认由两人办理；销毁的是内容，编号、日期、链和两人的姓名永久保留"
    sub = [(Bit(said),)]
    if found:
        sub.append((Bit(f"期满前 {found.warn_days} 日列出", tone="dim"),))
    buttons = (Button("销毁清册", url=links.named("retention-register")), Button("打印", does="print"))
    return Head("保管和销毁", (Link("保管和销毁"),), sub=tuple(sub), buttons=buttons)
