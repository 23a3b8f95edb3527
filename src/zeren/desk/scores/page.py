"""The pages of scores as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.desk.components import Bit, Citation, FindingBox, Light, Notice
from zeren.desk.matters.frame import Frame


@dataclass(frozen=True, slots=True)
class Figure:
    """A number: its exact digits, and what stands behind them dimmed (…, zeros); ``fraction`` where it has no end."""

    text: str
    rest: str = ""
    fraction: str = ""


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A line of the tree. ``level``: l1 to l3, ``lsum`` or ``tot``."""

    level: str
    label: str
    points: Figure | None = None
    weight: str = ""
    worth: Figure | None = None
    light: Light | None = None
    cites: tuple[Citation, ...] = ()
    source: tuple[Bit, ...] = ()


@dataclass(frozen=True, slots=True)
class BandPart:
    """A grade on the rail: where it begins and how wide it is, in hundredths of the rail; ``at``: the score from which
    it holds, empty for the lowest."""

    grade: str
    start: str
    width: str
    middle: str
    at: str
    here: bool


@dataclass(frozen=True, slots=True)
class Band:
    """Where a score stands among the grades."""

    parts: tuple[BandPart, ...]
    place: str
    words: str
    left: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A cadre of the unit beside the group: points by part in the order of the columns, total, grade, what is to be said."""

    name: str
    post: str
    url: str
    cells: tuple[str, ...]
    total: str
    grade: str = ""
    light: Light | None = None
    note: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """How often an option was chosen, as a bar over the valid slips."""

    label: str
    count: str
    width: str
    share: str
    low: bool = False


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A scoring sheet of one subject: where it stands."""

    title: str
    subject: str
    url: str
    light: Light
    words: str = ""


@dataclass(frozen=True, slots=True)
class TreePage(Frame):
    """The score of one subject of a unit, with the others beside."""

    title: str
    said: tuple[tuple[Bit, ...], ...]
    rows: tuple[TreeRow, ...]
    columns: tuple[str, ...] = ()
    weights: str = ""
    member_cite: Citation | None = None
    group_url: str = ""
    lines: str = ""
    members: tuple[MemberRow, ...] = ()
    band: Band | None = None
    boxes: tuple[FindingBox, ...] = ()
    ballot: tuple[Bar, ...] = ()
    ballot_words: str = ""
    ballot_cite: Citation | None = None
    honours: tuple[tuple[str, str, Light, str], ...] = ()
    honours_cite: Citation | None = None
    required: tuple[tuple[str, str, Light, str], ...] = ()
    sheets: tuple[SheetRow, ...] = ()
    no_sheets: str = ""
    sheets_url: str = ""
    workbook_url: str = ""
    points_url: str = ""
    import_url: str = ""
    notices: tuple[Notice, ...] = ()


# ---------------------------------------------------------------- a sheet filled in


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a sheet: what a scorer gave, or each scorer; ``leaf``: points are given here.

    ``given``: the points and the note in the form; ``each``: every scorer's points, ``notes`` why points were taken off; ``apart``: they differ;
    ``spread``: by how much; ``held``: what was settled, ``why`` its reason.
    """

    number: str
    label: str
    depth: int
    full: str
    leaf: bool
    standard: str = ""
    cite: Citation | None = None
    given: tuple[str, str] = ("", "")
    each: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    apart: bool = False
    spread: str = ""
    held: str = ""
    why: str = ""
    wrong: str = ""

    @property
    def id(self) -> str:
        """Its number as an id of the page has it."""
        return self.number.replace(".", "-")


@dataclass(frozen=True, slots=True)
class MoreField:
    """Another field of the step: ``choices`` to tick, else a line of text."""

    name: str
    label: str
    value: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class FillPage(Frame):
    """One sheet of one subject. ``form``: the viewer fills it in; ``settles``: the viewer may settle it now."""

    title: str
    said: tuple[tuple[Bit, ...], ...]
    action: str
    form: bool
    rows: tuple[ItemRow, ...]
    scorers: tuple[str, ...] = ()
    hidden: str = ""
    settles: bool = False
    mean: str = ""
    more: tuple[MoreField, ...] = ()
    by: tuple[tuple[str, str, bool], ...] = ()
    mine: str = ""
    withdrawn: tuple[tuple[str, str], ...] = ()
    settled: tuple[str, str] | None = None
    back: str = ""
    wrong: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that are wrong."""
        return frozenset(where for where, _ in self.errors)


# ---------------------------------------------------------------- sheets of a programme


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet in the list of a programme."""

    number: int
    title: str
    url: str
    serves: str
    step: str
    items: str
    scorers: str
    version: str
    used: Light


@dataclass(frozen=True, slots=True)
class SheetForm:
    """The form of a sheet, as text: a line an item."""

    action: str
    texts: Mapping[str, str]
    kinds: tuple[tuple[str, str, bool], ...]
    uses: tuple[tuple[str, str, bool], ...]
    fields: tuple[tuple[str, str], ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class ConversionForm:
    """The setting by which a ballot's slips become points: by parameter its label and value; the paper that set it."""

    action: str
    rows: tuple[tuple[str, str, str], ...]
    source: str
    since: str
    said: str
    cite: Citation | None
    writes: bool
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class SheetsPage(Frame):
    """The sheets that are fixed in a matter, or one of them."""

    rows: tuple[ListedSheet, ...] = ()
    form: SheetForm | None = None
    one: ListedSheet | None = None
    tree: tuple[ItemRow, ...] = ()
    lines: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str, bool], ...] = ()
    users: tuple[tuple[str, str, str], ...] = ()
    in_use: bool = False
    conversion: ConversionForm | None = None
    export_url: str = ""
    import_url: str = ""
    back: str = ""
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    wrong: str = ""

    @property
    def bad(self) -> frozenset[str]:
        """The ids of the fields that are wrong."""
        return frozenset(where for where, _ in self.errors)
