"""The pages of a ballot as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.desk.components import Citation, Empty, Head, Light, Notice
from zeren.desk.matters.frame import Frame
from zeren.desk.proof import Proof


@dataclass(frozen=True, slots=True)
class ListRow:
    """A ballot in a list."""

    url: str
    title: str
    day: str
    light: Light
    tellers: str
    matter: str = ""
    matter_url: str = ""


@dataclass(frozen=True, slots=True)
class ListPage:
    """Every ballot in sight."""

    head: Head
    rows: tuple[ListRow, ...]
    empty: Empty


@dataclass(frozen=True, slots=True)
class SettingForm:
    """The form of a setting. ``provisions``: address, words, chosen; ``abstains``: value, words, chosen."""

    action: str
    texts: Mapping[str, str]
    boxes: frozenset[str]
    provisions: tuple[tuple[str, str, bool], ...]
    abstains: tuple[tuple[str, str, bool], ...]
    people: tuple[tuple[str, str], ...]
    today: str
    back: str = ""


@dataclass(frozen=True, slots=True)
class OfMatterPage(Frame):
    """The ballots of a matter, and the form of another."""

    rows: tuple[ListRow, ...]
    form: SettingForm | None
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    no_step: bool = False

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields in which something is wrong."""
        return frozenset(where for where, _ in self.errors)


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a ballot that is prepared."""

    head: Head
    form: SettingForm
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields in which something is wrong."""
        return frozenset(where for where, _ in self.errors)


@dataclass(frozen=True, slots=True)
class VoterRow:
    """A voter in the list of attendance."""

    pk: int
    name: str
    place: str
    attended: bool
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class CountLine:
    """A line of the counts; ``check``: the comparison made at it."""

    text: str
    number: str
    check: Light | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the result over so many columns; ``text``: the columns that were put together."""

    span: int
    number: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """What came of one who was voted on."""

    name: str
    post: str
    cells: tuple[Cell, ...]
    points: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class ResultTable:
    """The result by the order of speaking, never ranked."""

    columns: tuple[str, ...]
    rows: tuple[ResultRow, ...]
    conversion: str
    merged: bool
    graded: bool


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One who is voted on in the count of paper: a cell an option and abstaining (field, value, differs, theirs)."""

    place: int
    name: str
    cells: tuple[tuple[str, str, bool, str], ...]


@dataclass(frozen=True, slots=True)
class PaperForm:
    """The count of the paper slips. ``mine``: whether the viewer entered a count; ``both``: whether both did, so that
    differences are shown; ``agreed``: how many cells agree."""

    columns: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    back: tuple[str, bool, str]
    void: tuple[str, bool, str]
    mine: bool
    both: bool
    enters: bool
    entered: tuple[str, ...]
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class Slips:
    """Slips with codes while it is open: who of the tellers gave a half of the lock, so that slips may be made, how many
    were made and cast, who agreed to close."""

    halves: tuple[tuple[str, bool], ...]
    made: int
    may_make: bool
    cast: int
    closers: tuple[str, ...]
    vote_url: str


@dataclass(frozen=True, slots=True)
class CountTable:
    """What was counted: the lines (none before it is closed), what does not agree and what the tellers said of it.
    ``slips``: cast on screen and on paper together; ``my_reason``: what the viewer as a teller said."""

    lines: tuple[CountLine, ...]
    agree: bool
    unmet: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    my_reason: str
    slips: int


@dataclass(frozen=True, slots=True)
class HandForm:
    """Handing over. ``targets``: value, words, chosen; ``more``: field, words, choices."""

    targets: tuple[tuple[str, str, bool], ...]
    capacities: tuple[tuple[str, str, bool], ...]
    more: tuple[tuple[str, str, tuple[tuple[str, str, bool], ...]], ...]
    left_out: tuple[str, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class BallotPage:
    """One ballot, for its organiser, a teller, or whoever sees it. ``place``: as which teller the viewer stands there."""

    head: Head
    pk: int
    state: str
    cite: Citation
    lines: tuple[tuple[str, str], ...]
    organises: bool
    place: int
    proof: Proof
    slips: Slips
    groups: tuple[tuple[str, tuple[VoterRow, ...]], ...]
    calls_off: tuple[str, ...]
    counts: CountTable
    papers: PaperForm | None
    words_of: tuple[str, ...]
    result: ResultTable | None
    hand: HandForm | None
    handed: tuple[tuple[str, str], ...]
    lacking: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields in which something is wrong."""
        return frozenset(where for where, _ in self.errors)
