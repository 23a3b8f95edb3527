"""The officers' pages as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from zeren.desk.complaints.provisions import Provisions
from zeren.desk.components import Grid, Head, Light, Notice, Pages, Sealed, Sign, Tab
from zeren.records.complaints.models import Complaint, ComplaintEntry
from zeren.records.complaints.statistics import Table

STATES = (
    ("open", "未办结"), *Complaint.State.choices, ("asked", "等举报人回答"), ("news", "还没有看的"),
    ("withdrawn", "已撤回"), ("reprisal", "反映打击报复"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListPage:
    """The ledger of complaints."""

    head: Head
    tabs: tuple[Tab, ...]
    grid: Grid
    pages: Pages | None
    count: str
    reprisal: Notice | None
    cites: Provisions


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file of an entry."""

    name: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the log."""

    label: str
    on: date
    who: str
    text: str
    files: tuple[FileLink, ...]
    light: Light
    reprisal: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request to open the reporter, as the complaint's page lists it."""

    words: str
    url: str
    light: Light


@dataclass(frozen=True, slots=True)
class ActForm:
    """The form of the next act, with what was typed."""

    action: str
    acts: tuple[tuple[str, str, bool], ...]
    organs: tuple[tuple[str, str, bool], ...]
    on: str
    today: str
    text: str = ""
    errors: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[str]:
        """Every error, for the summary."""
        return [text for texts in self.errors.values() for text in texts]


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """One complaint."""

    head: Head
    said: Notice | None
    about: str
    text: str
    named: tuple[str, ...]
    steps: tuple[Step, ...]
    sealed: Sealed | None
    requests: tuple[Request, ...]
    form: ActForm | None
    more: dict[str, str]
    lookers: tuple[tuple[str, str], ...]
    purposes: tuple[tuple[str, str], ...]
    ask_url: str
    reprisal: Notice | None
    cites: Provisions


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """The tables."""

    head: Head
    tables: tuple[Table, ...]


def light_of(row: Complaint) -> Light:
    """The state of a complaint."""
    if row.withdrawn and row.state != Complaint.State.CLOSED:
        return Light(Sign.LAPSED, "已撤回")
    if row.state == Complaint.State.CLOSED:
        return Light(Sign.DONE, "办结")
    if row.state == Complaint.State.REPLIED:
        return Light(Sign.DONE, "已答复")
    if row.asked:
        return Light(Sign.UNKNOWN, "等举报人回答")
    if row.state == Complaint.State.RECEIVED:
        return Light(Sign.NEAR_INTERNAL, "收到，待受理")
    return Light(Sign.NEXT, row.get_state_display())


def mark_of(row: Complaint) -> Light | None:
    """What wants a person's look: reprisal, something new from the reporter."""
    if row.reprisal:
        return Light(Sign.NEAR_INTERNAL, "反映打击报复")
    return Light(Sign.NEAR_INTERNAL, "举报人又写了") if row.news and row.state != "received" else None


def sign_of(entry: ComplaintEntry) -> Light:
    """The sign before an entry."""
    if entry.act == ComplaintEntry.Act.REPRISAL:
        return Light(Sign.NEAR_INTERNAL, entry.get_act_display())
    done = entry.account or entry.act == ComplaintEntry.Act.RECEIVED
    return Light(Sign.DONE if done else Sign.NEXT, entry.get_act_display())


def sealed_line() -> Sealed:
    """What a sealed reporter says of itself."""
    return Sealed(
        "封存：举报人身份 1 份，须两人批准",
        "办理的人也看不到；批准、查看逐次留痕。两人批准是本系统的设置，条文没有写",
    )
