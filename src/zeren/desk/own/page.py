"""What the pages of the own desk show, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.desk.components import Citation, DaySum, Empty, Light, Link, Notice, Sign
from zeren.desk.matters.form import FormField


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A matter in the list: what may be done and until when, in one sentence."""

    title: str
    url: str
    meta: str
    light: Light
    end: str


@dataclass(frozen=True, slots=True)
class OwnList:
    """与我有关."""

    lines: tuple[OwnLine, ...]
    said: str
    empty: Empty | None = None
    begins: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class ClockSide:
    """One of the two clocks: how it stands, how it is counted, on which provision."""

    title: str
    light: Light
    day: str = ""
    sum: DaySum | None = None
    cite: Citation | None = None
    notes: tuple[tuple[str, Citation | None], ...] = ()


@dataclass(frozen=True, slots=True)
class RightRow:
    """A right that was met, that is open, or that lies ahead; or something that is the person's to do."""

    sign: Sign
    tone: str
    label: str
    words: Link
    end: str = ""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that is the person's to read."""

    name: str
    url: str
    size: str


@dataclass(frozen=True, slots=True)
class Told:
    """Something put before the person, or given in by them: what of it is theirs to read."""

    anchor: str
    label: str
    day: str
    by: str
    lines: tuple[tuple[str, str], ...]
    papers: tuple[PaperLine, ...]
    cite: Citation | None
    receipt: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class BarLine:
    """A restriction period from its first to its last day, with its sum."""

    act: str
    reach: str
    starts: str
    ends: str
    over: bool
    cite: Citation
    sum: DaySum | None


@dataclass(frozen=True, slots=True)
class OwnForm:
    """The form of an act of the person's, made from the pack's step."""

    step: str
    title: str
    button: str
    action: str
    draft_url: str
    fields: tuple[FormField, ...]
    text_label: str = ""
    text: str = ""
    text_error: str = ""
    file_error: str = ""
    cite: Citation | None = None
    errors: tuple[tuple[str, str], ...] = ()
    token: str = ""
    draft_saved: str = ""
    note: str = ""
    note_cite: Citation | None = None


@dataclass(frozen=True, slots=True)
class OwnMatterPage:
    """One matter on the own desk."""

    meta: tuple[str, ...]
    title: str
    sub: str
    theirs: ClockSide
    organs: ClockSide
    form: OwnForm | None
    others: tuple[Link, ...]
    rights: tuple[RightRow, ...]
    needs: tuple[RightRow, ...]
    told: tuple[Told, ...]
    bars: tuple[BarLine, ...]
    notices: tuple[Notice, ...] = ()
    lists_url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The things of one matter under its number."""

    title: str
    url: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """材料、我提交的."""

    groups: tuple[Group, ...]
    empty: Empty | None = None


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """回执."""

    lines: tuple[tuple[str, str], ...]
    papers: tuple[tuple[str, str], ...]
    digest: str
    back: str
    organ: str
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpStep:
    """A thing that may be done: what, when, until when, on which provision."""

    title: str
    words: tuple[str, ...]
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class HelpPart:
    """The steps and rights under one regulation in force."""

    title: str
    url: str
    steps: tuple[HelpStep, ...]
    told: tuple[str, ...] = field(default=())
