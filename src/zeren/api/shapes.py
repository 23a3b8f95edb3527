"""What the operations answer. Only what a page shows; names are those of the records."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema


class OrganRef(Schema):
    """An organ by its number and name."""

    id: int
    name: str


class SubjectOut(Schema):
    """Whom a matter concerns: ``person:7`` or ``organ:3``, with the name."""

    ref: str
    name: str


class MatterRow(Schema):
    """A matter as the ledger lists it."""

    id: int
    number: str
    title: str
    organ: OrganRef
    handler: str
    pack: str
    version: date
    procedure: str
    state: str
    opened: date
    closed: date | None
    next_due: date | None
    worst: str
    last_step: str
    last_on: date | None
    subjects: list[str]


class MatterPage(Schema):
    """A part of the ledger; ``next`` goes on behind it."""

    rows: list[MatterRow]
    next: str | None


class MatterOut(Schema):
    """One matter. ``head_seq`` is the ``expected_head`` of an act that rests on what was read here."""

    id: int
    number: str
    title: str
    organ: OrganRef
    handler: str
    pack: str
    version: date
    procedure: str
    state: str
    opened: date
    closed: date | None
    facts_day: date | None
    taken_over: date | None
    shown_on: date | None
    next_due: date | None
    classification: str
    head_seq: int
    may_write: bool
    subjects: list[SubjectOut]


class PaperRef(Schema):
    """A paper that an entry names."""

    id: int
    name: str
    size: int
    checksum: str


class EntryOut(Schema):
    """One entry of the log. ``disposed``: its content's retention has ended."""

    id: str
    seq: int
    type: str
    at: str
    recorded: datetime
    account: str
    fields: dict[str, str | list[str]]
    subjects: list[str]
    by: list[str]
    unit: str | None
    re: str | None
    corrects: int | None
    voids: int | None
    attachments: list[PaperRef]
    reason: str
    disposed: bool


class EntriesOut(Schema):
    """Entries in the order of the chain; ``names`` of every reference in them."""

    rows: list[EntryOut]
    names: dict[str, str]
    next: str | None


class MissingOut(Schema):
    """What is not known and who can supply it."""

    what: str
    who: list[str]
    zh: str


class CiteOut(Schema):
    """A provision."""

    at: str
    zh: str
    label: str


class FindingOut(Schema):
    """One finding: the shape of ``docs/case-files.md``."""

    pack: str
    norm: str
    kind: str
    force: str
    status: str
    subject: str | None
    key: str | None
    act: list[str]
    who: list[str]
    nominal: str | None
    due: str | None
    provisional: bool
    starts: str | None
    ends: str | None
    done: str | None
    value: str | None
    because: list[str]
    missing: list[MissingOut]
    note: str
    cites: list[CiteOut]
    sentence: str
    steps: list[str]
    reading: str | None
    assumed: list[str]


class FindingsOut(Schema):
    """The findings of a matter on a day."""

    as_of: date
    findings: list[FindingOut]


class StandingOut(Schema):
    """How a case file stands."""

    id: str
    as_of: str
    known_at: str | None
    next_change: date | None
    counts: dict[str, int]
    findings: list[FindingOut]
    receipt: dict[str, Any]


class AllowedOut(Schema):
    """Whether an act may be done now (``yes``, ``no``, ``unknown``) and the sentences that say why."""

    act: str
    label: str
    ok: str
    blocks: list[FindingOut]
    warns: list[FindingOut]


class KeptOut(Schema):
    """What came of an act: its entry, what its content still lacks, whether it had been recorded before."""

    seq: int
    id: str
    head_seq: int
    missing: list[dict[str, str]]
    repeated: bool


class AttachmentOut(Schema):
    """A paper given with a matter."""

    id: int
    name: str
    media_type: str
    size: int
    checksum: str
    added: datetime
    account: str
    entry: int | None


class ObligationOut(Schema):
    """What is wanted of somebody: ``do``, ``explain``, ``supply``, ``settle``, ``may``."""

    id: int
    want: str
    matter: int
    number: str
    pack: str
    norm: str
    status: str
    act: list[str]
    subject: str
    who: list[str]
    cites: list[str]
    nominal: date | None
    due: date | None
    provisional: bool
    missing: str


class WorkPage(Schema):
    """A part of the worklist; ``counts`` of each part stop above 1000."""

    rows: list[ObligationOut]
    counts: dict[str, int]
    next: str | None


class OrganOut(Schema):
    """An organ of the register."""

    id: int
    code: str
    name: str
    short: str
    level: str
    kind: str
    superior: int | None
    since: date | None
    until: date | None


class OrganPage(Schema):
    """A part of the register of organs."""

    rows: list[OrganOut]
    next: str | None


class PersonRow(Schema):
    """A person in sight."""

    id: int
    code: str
    name: str
    organ: OrganRef | None


class PersonPage(Schema):
    """A part of the register of people."""

    rows: list[PersonRow]
    next: str | None


class BarOut(Schema):
    """What a person is barred from. ``matter`` only where it is in sight."""

    act: str
    pack: str
    norm: str
    cites: list[str]
    starts: date
    ends: date | None
    sure: bool
    missing: str
    matter: int | None


class BarsOut(Schema):
    """The bars over a person on a day."""

    person: int
    day: date
    bars: list[BarOut]


class RegulationRow(Schema):
    """A regulation in one version."""

    pack: str
    version: date
    title: str
    issuer: str
    level: str
    valid_to: date | None
    procedures: dict[str, str]


class ProvisionOut(Schema):
    """A provision: the pack's label of our own, and the official wording where it was imported."""

    at: str
    label: str
    lines: list[str]


class RegulationOut(RegulationRow):
    """A regulation with its provisions."""

    provisions: list[ProvisionOut]


class HitOut(Schema):
    """A provision whose imported wording has the words asked for."""

    document: str
    at: str
    text: str


class HitsOut(Schema):
    """A part of what was found."""

    rows: list[HitOut]
    next: str | None
