"""The page 抽调 of a matter as plain data: the form of announcing, the frozen list, the result, how it is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.desk.components import Citation, FindingBox, Light, Link, Notice
from zeren.desk.draws.checking import Check
from zeren.desk.matters.frame import Frame


@dataclass(frozen=True, slots=True)
class SeatField:
    """How many are to be drawn for one seat."""

    id: str
    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A member of the pool before the list is frozen; ``against``: what the system found, else people may say why
    not (``given``)."""

    person: int
    name: str
    code: str
    place: str
    post: str
    head: bool
    against: tuple[str, ...] = ()
    given: str = ""


@dataclass(frozen=True, slots=True)
class AnnounceForm:
    """The form that freezes the list. ``pools``: value, name, chosen; ``again``: a reason is asked for."""

    pools: tuple[tuple[str, str, bool], ...]
    rows: tuple[PoolRow, ...]
    free: int
    heads: int
    seats: tuple[SeatField, ...]
    kinds: tuple[tuple[str, str, bool], ...]
    today: str
    tomorrow: str
    again: bool
    open: bool
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A candidate on the frozen list, in its order."""

    place: int
    code: str
    name: str
    organ: str
    head: bool


@dataclass(frozen=True, slots=True)
class AwayRow:
    """Somebody who is not on the list: which kind of reason, its words, the entry that tells it."""

    name: str
    code: str
    light: Light
    text: str
    record: Link


@dataclass(frozen=True, slots=True)
class Announced:
    """The frozen list."""

    seq: int
    record_url: str
    who: str
    when: str
    pool: str
    seats: str
    source: str
    known_on: str
    waits: bool
    digest: str
    file_url: str
    rows: tuple[ListedRow, ...]
    away: tuple[AwayRow, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Somebody who sits in the team; ``next``: who would follow (``follows``: the id), ``against``: what has come up
    since."""

    person: int
    seat: str
    name: str
    code: str
    organ: str
    place: int
    value: str
    note: str = ""
    next: str = ""
    follows: int = 0
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankRow:
    """A candidate by rank value, and what came of it."""

    place: int
    value: str
    code: str
    name: str
    head: bool
    result: str
    seated: bool


@dataclass(frozen=True, slots=True)
class Drawn:
    """The result. ``agrees``: computed again from list and seed it is what the entry names."""

    seq: int
    record_url: str
    who: str
    when: str
    seed: str
    witnesses: str
    team: tuple[SeatRow, ...]
    ranking: tuple[RankRow, ...]
    agrees: bool
    step_url: str
    step: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A draw that another took the place of."""

    words: str
    reason: str
    url: str
    file_url: str


@dataclass(frozen=True, slots=True)
class DrawPage(Frame):
    """抽调."""

    pk: int
    title: str
    cite: Citation | None
    pool_cite: Citation | None
    boxes: tuple[FindingBox, ...]
    may_write: bool
    announce: AnnounceForm | None
    announced: Announced | None
    drawn: Drawn | None
    check: Check | None
    earlier: tuple[Earlier, ...]
    notices: tuple[Notice, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    no_pool: str = ""
    verdict: str = "没有办成。"

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields in which something is wrong."""
        return frozenset(where for where, _ in self.errors)
