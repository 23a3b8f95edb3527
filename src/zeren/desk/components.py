"""The components of the pages as plain data: a page module builds them, a template tag draws them.

Every page is a tree of these frozen dataclasses, built in ``<noun>/page.py`` from queries and drawn by
the tags of ``templatetags/desk.py`` (``{% load desk %}``). None of them knows a model, a request or HTML;
all texts are Chinese, short and official, and are escaped when drawn. The look is that of
``static/desk/zeren.css``; the class names there are the names of the components here.

=================  ==============================  ====================================================
component          tag                             drawn as
=================  ==============================  ====================================================
Light              ``{% light x %}``               sign, words (never colour alone)
Citation           ``{% cite x %}``                ``details.cite`` with its pop-over; not inside p, span
DaySum             ``{% sum x %}``                 ``table.sum``: the arithmetic of a day, result ruled
Strip              ``{% strip x %}``               ``.days``: the calendar with event, days off, last day
Due                ``{% due x %}``                 ``details.due``: light and words, the sum inside
FindingBox         ``{% finding x %}``             ``article.finding``
Notice             ``{% say x %}``                 ``.say``: withheld paper, warning, error, done
Sealed             ``{% sealed x %}``              hatched line: what kind, how many, who may open it
Empty              ``{% empty x %}``               what is absent, what is nearest, where you may look
Head               ``{% head x %}``                crumb, title, one sentence of state, at most 3 buttons
Tab (a tuple)      ``{% tabs xs %}…{% endtabs %}`` tabs; what stands between is the right end
Grid               ``{% ledger x %}``              ``.tbl`` with sticky head, filter row, totals in words
Pages              ``{% pager x %}``               first to last row, previous, next, jump
Axis               ``{% axis x %}``                time axis of bars over a person
=================  ==============================  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

# ---------------------------------------------------------------- signs


class Sign(StrEnum):
    """Symbols of the sprite (``parts/sprite.html``). Filled: a provision's period; hollow: internal."""

    IN_TIME = "g"
    IN_TIME_INTERNAL = "gh"
    NEAR = "a"
    NEAR_INTERNAL = "ah"
    OVER = "r"
    ORDER = "sw"
    ELAPSED = "dot"
    UNKNOWN = "q"
    LAPSED = "la"
    CONFLICT = "ne"
    DONE = "ok"
    SEALED = "lk"
    PAPER = "pa"
    NEXT = "ar"


TONES: Mapping[Sign, str] = {
    Sign.IN_TIME: "green",
    Sign.IN_TIME_INTERNAL: "green",
    Sign.NEAR: "amber",
    Sign.NEAR_INTERNAL: "amber",
    Sign.OVER: "red",
    Sign.ORDER: "red",
    Sign.ELAPSED: "slate",
    Sign.UNKNOWN: "slate",
    Sign.LAPSED: "dim",
    Sign.CONFLICT: "",
    Sign.DONE: "green",
    Sign.SEALED: "dim",
    Sign.PAPER: "dim",
    Sign.NEXT: "",
}


@dataclass(frozen=True, slots=True)
class Light:
    """The state of a thing: a sign with its words (余 3 工作日, 过期 2 日, 待查明)."""

    sign: Sign
    words: str

    @property
    def tone(self) -> str:
        """The colour class that goes with the sign."""
        return TONES[self.sign]


# ---------------------------------------------------------------- links and texts


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads somewhere. An empty ``url`` is plain text."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Bit:
    """A piece of a sentence: plain, strong, linked, with a light, or with a citation beside it."""

    text: str = ""
    strong: bool = False
    url: str = ""
    tone: str = ""
    law: bool = False
    light: Light | None = None
    cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """A thing to do. ``post`` makes it a form with a token (an act); else it goes to ``url``.

    ``key`` is the letter shown on it and pressed for it; ``does`` a client action: ``print``, ``keys``.
    """

    text: str
    url: str = ""
    main: bool = False
    post: bool = False
    small: bool = False
    key: str = ""
    does: str = ""
    name: str = ""
    value: str = ""


# ---------------------------------------------------------------- law


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as it stands beside a demand.

    ``label``: the official short form (问责条例第十二条第三款). ``title``: regulation and address in full.
    ``text``: the lines of the imported official text; empty when none is imported, then ``summary`` (the
    pack's own words) is shown and said to be no official text. ``force``: 现行有效, 2019-09-01 起施行.
    ``reading``: the reading chosen where the text is open. ``rt``: pop-over to the left of the chip.
    """

    label: str
    title: str = ""
    text: tuple[str, ...] = ()
    summary: str = ""
    force: str = ""
    reading: str = ""
    url: str = ""
    rt: bool = False


# ---------------------------------------------------------------- days


@dataclass(frozen=True, slots=True)
class SumLine:
    """One line of the arithmetic: what is counted, and the day or number it arrives at."""

    text: str
    day: str = ""
    note: str = ""
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class DaySum:
    """How a day was computed; ``result`` stands on the ruled line. ``assumed`` is said under it."""

    lines: tuple[SumLine, ...]
    result: SumLine
    cite: Citation | None = None
    assumed: str = ""


@dataclass(frozen=True, slots=True)
class StripDay:
    """A cell: ``kind`` is any of ``off ev end mk now`` (day off, event, last day, make-up day, today)."""

    label: str
    kind: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Strip:
    """Whole weeks from Monday, with a sentence that says the same for those who do not see it.

    ``gap`` counts weeks left out between two parts of a long period (drawn as one line of words).
    """

    label: str
    weeks: tuple[tuple[StripDay, ...], ...]
    gap_after: int = -1
    gap: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with its light; the sum opens under it."""

    light: Light
    day: str
    what: str = ""
    sum: DaySum | None = None
    strip: Strip | None = None
    open: bool = False


# ---------------------------------------------------------------- boxes


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a definition list (依据, 应当, 记录, 计算, 影响, 缺, 谁能补)."""

    term: str
    bits: tuple[Bit, ...] = ()
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingBox:
    """A finding. ``status``: met, pending, breached, lapsed, undetermined, conflict (decides the frame)."""

    status: str
    light: Light
    title: str
    lines: tuple[Line, ...] = ()
    aside: str = ""
    acts: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice. ``kind``: stop (withheld, error), care, ok, ask (wants your approval) or plain."""

    kind: Literal["stop", "care", "ok", "ask", ""]
    strong: str = ""
    text: str = ""
    meta: str = ""
    sign: Sign | None = None
    acts: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def icon(self) -> Sign:
        """The sign that stands before it."""
        usual = {"stop": Sign.OVER, "care": Sign.NEAR, "ok": Sign.DONE, "ask": Sign.NEXT, "": Sign.PAPER}
        return self.sign or usual[self.kind]

    @property
    def tone(self) -> str:
        """The colour class of its sign."""
        return {"stop": "red", "care": "amber", "ok": "green"}.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed thing says what kind it is, how many, who may open it, and no more."""

    what: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """What is absent; what is nearest or where one may look."""

    what: str
    nearest: str = ""
    link: Link | None = None


# ---------------------------------------------------------------- page


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a page: at most three buttons, one of them main. ``law`` sets the title in serif."""

    title: str
    crumbs: tuple[Link, ...] = ()
    after_crumbs: tuple[str, ...] = ()
    sub: tuple[tuple[Bit, ...], ...] = ()
    buttons: tuple[Button, ...] = ()
    law: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: a link with its count in words or figures."""

    text: str
    url: str
    current: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one stands in a long list; an empty url means there is none."""

    number: int
    last: int
    first_row: int
    last_row: int
    total: int
    previous: str = ""
    next: str = ""
    first: str = ""
    end: str = ""
    hidden: tuple[tuple[str, str], ...] = ()


# ---------------------------------------------------------------- ledger


@dataclass(frozen=True, slots=True)
class Filter:
    """A field of the filter row. ``kind``: text, select, from_day, until_day."""

    name: str
    label: str
    kind: Literal["text", "select", "day"] = "text"
    value: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` names it in the address, the choice of columns, the width class ``w-<key>``."""

    key: str
    title: str
    number: bool = False
    filter: Filter | None = None
    sort: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``bits`` when a plain text does not do; ``dim`` for what is secondary."""

    text: str = ""
    url: str = ""
    light: Light | None = None
    cite: Citation | None = None
    two: str = ""
    dim: bool = False
    wrap: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row with its cells in the order of the columns; ``url`` is where Enter goes."""

    id: str
    cells: tuple[Cell, ...]
    url: str = ""
    on: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A box of the column chooser."""

    key: str
    title: str
    on: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A ledger: what is shown, what could be shown, and the totals in words."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    action: str = ""
    kept: tuple[tuple[str, str], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()
    empty: Empty | None = None
    chips: tuple[tuple[str, str, str], ...] = field(default=())
    """Filters that are set: name, value, and the address without it."""


# ---------------------------------------------------------------- time axis


@dataclass(frozen=True, slots=True)
class AxisBar:
    """One bar: ``left`` and ``width`` in percent of the lane. ``kind``: now, past, hit, open."""

    effect: str
    cite: Citation | None
    source: Link
    kind: Literal["now", "past", "hit", "dep", "open", "before"]
    left: str
    width: str
    words: str
    end: str
    end_note: str = ""
    end_tone: str = ""
    effect_note: str = ""


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A mark of the scale, in percent."""

    left: str
    text: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Bars over one person: the chosen day is the black line, today the dashed one (percent)."""

    bars: tuple[AxisBar, ...]
    ticks: tuple[AxisTick, ...]
    at: str
    at_words: str
    today: str
    today_words: str
    label: str

    @property
    def at_left(self) -> bool:
        """Whether the flag of the chosen day stands to the left of its line (near the right end)."""
        return float(self.at) > 80

    @property
    def today_anchor(self) -> str:
        """The words of today stand on the side away from the chosen day."""
        return "start" if float(self.today) > float(self.at) or float(self.today) < 10 else "end"
