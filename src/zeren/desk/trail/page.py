"""The trail's pages as plain data, and the door before them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from zeren.desk import days, gate
from zeren.desk.components import FindingBox, Grid, Head, Light, Notice, Pages
from zeren.records import clock
from zeren.records.actor import Role

TITLE = "日志"
FEW = 3
"""So many findings stand above a list; the report shows them all."""


audits = gate.only(lambda actor: actor.has(Role.AUDIT_ADMIN), "日志由安全审计员查看、校验和导出。")
"""Only for the audit administrator."""


def digest(link: str) -> str:
    """The first eight signs of a link, in fours: enough to compare by eye."""
    return f"{link[:4]} {link[4:8]}"


def figure(number: int) -> str:
    """``48,211``."""
    return f"{number:,}"


def instant(at: datetime, today: date) -> str:
    """The time of today, day and minute of this year, else the whole day."""
    local = at.astimezone(clock.BEIJING)
    if local.date() == today:
        return f"{local:%H:%M:%S}"
    return days.minute_in_cell(at, today)


def on_day(at: datetime, today: date) -> str:
    """今日 09:13, or day and minute."""
    local = at.astimezone(clock.BEIJING)
    if local.date() == today:
        return f"今日 {local:%H:%M}"
    return days.minute_in_cell(at, today)


@dataclass(frozen=True, slots=True)
class TrailPage:
    """The ledger of the trail, with what does not verify above it."""

    title: str
    head: Head
    grid: Grid
    said: Notice | None
    boxes: tuple[FindingBox, ...]
    more: int
    more_url: str
    csv: str
    count: str
    older: str
    newest: str


@dataclass(frozen=True, slots=True)
class RunLine:
    """A finished run."""

    when: str
    who: str
    entries: str
    light: Light
    took: str
    url: str


@dataclass(frozen=True, slots=True)
class VerifyPage:
    """The runs; one that is under way with how far it is."""

    head: Head
    boxes: tuple[FindingBox, ...]
    said: Notice | None
    action: str
    done: int = 0
    total: int = 0
    percent: int = 0
    runs: tuple[RunLine, ...] = ()
    more: int = 0
    more_url: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The report to the principal, to print and sign."""

    title: str
    head: Head
    lines: tuple[tuple[str, str], ...]
    boxes: tuple[FindingBox, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class HeadLine:
    """A head that was handed out."""

    day: str
    seq: str
    link: str
    when: str
    who: str
    sent: tuple[str, ...]
    url: str
    file: str


@dataclass(frozen=True, slots=True)
class HeadsPage:
    """The heads handed out, and the form for another."""

    head: Head
    rows: tuple[HeadLine, ...]
    day: str
    today: str
    error: str = ""
    pages: Pages | None = None


@dataclass(frozen=True, slots=True)
class HeadPage:
    """One head, to print, with where it was sent."""

    title: str
    head: Head
    lines: tuple[tuple[str, str], ...]
    link: tuple[str, ...]
    seal: tuple[str, ...]
    sent: tuple[str, ...]
    today: str
    to: str = ""
    errors: tuple[tuple[str, str], ...] = ()
