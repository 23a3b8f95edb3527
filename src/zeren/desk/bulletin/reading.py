"""What was issued, as a page to read, with its notes and the confirmation of study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zeren.desk import links
from zeren.desk.bulletin import words
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice
from zeren.desk.documents.page import SAME
from zeren.desk.quoting import Part, Quoter
from zeren.papers.bulletin.issuing import number_of, on_paper, reproduced
from zeren.papers.bulletin.model import PrintedIssue, PrintedPiece
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import queries, studying
from zeren.records.documents import queries as documents
from zeren.records.documents import rules
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.duties import norms
from zeren.records.errors import Problem
from zeren.records.packs import installed

TOPICS = ("warning_education", "study_training")


@dataclass(frozen=True, slots=True)
class Meeting:
    """A list for whose group the viewer enters a meeting, and who stands on it."""

    pk: int
    organ: str
    holders: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ReadPiece:
    """A piece as printed; each paragraph with its kind and cut where a provision is named."""

    piece: PrintedPiece
    blocks: tuple[tuple[str, tuple[Part, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A section."""

    title: str
    pieces: tuple[ReadPiece, ...]
    reading: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """An issue to read."""

    head: Head
    url: str
    issue: PrintedIssue
    sections: tuple[ReadSection, ...]
    out: bool
    withdrawn: str
    notes: tuple[tuple[Link, str], ...]
    kept: tuple[tuple[str, str], ...]
    studied: tuple[tuple[Link, str], ...] = ()
    lists: tuple[tuple[int, str], ...] = ()
    meetings: tuple[Meeting, ...] = ()
    what: tuple[tuple[int, str], ...] = ()
    topics: tuple[tuple[str, str], ...] = ()
    earliest: str = ""
    latest: str = ""
    may: frozenset[str] = frozenset()
    notices: tuple[Notice, ...] = ()
    errors: tuple[str, ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""


def read_page(
    actor: Actor, document: OfficialPaper, notices: tuple[Notice, ...] = (), problems: Sequence[Problem] = (),
    given: Mapping[str, str] | None = None, wrong: str = "", again: bool = False,
) -> ReadPage | None:  # fmt: skip
    """The page; None of an issue whose file was destroyed. ``again``: the files are made anew and held against the kept."""
    held = queries.content(document)
    if held is None:
        return None
    log = documents.log_of(document)
    receipt = documents.issue_of(log)
    pieces = queries.placed(document, held)
    if not pieces:
        return None
    issue = on_paper(document, held, pieces, receipt)
    out, today = document.state in documents.OUT, clock.today()
    studying_now = document.state == State.ISSUED
    return ReadPage(
        head=_head(document, issue, out),
        url=links.named("bulletin-issue", document.pk),
        issue=issue,
        sections=tuple(_sections(actor, issue, document.issued_on or today)),
        out=out,
        withdrawn=next((str(s.says.get("reason", "")) for s in log if s.act == "voided"), ""),
        notes=tuple(_notes(actor, document)),
        kept=tuple(_kept(receipt, issue if again else None)) if documents.organs_of(actor) >= {document.organ_id} else (),
        studied=tuple(_studied(actor, document)) if out else (),
        lists=tuple((lst.pk, f"{lst.organ.name} {lst.year} 年") for lst, _ in studying.lists_of(actor, today.year))
        if studying_now else (),
        meetings=tuple(_meetings(actor, today.year)) if studying_now else (),
        topics=tuple(_topics()),
        what=((0, "全期"), *((n, p.piece.title) for n, p in enumerate(pieces, start=1))),
        earliest=max(document.issued_on or today, date(today.year, 1, 1)).isoformat(),
        latest=today.isoformat(),
        may=rules.offered(actor, document) if out else frozenset(),
        notices=notices,
        errors=tuple(p.zh for p in problems),
        by_field={p.field: p.zh for p in problems},
        given=given or {},
        wrong=wrong,
    )  # fmt: skip


def _sections(actor: Actor, issue: PrintedIssue, day: date) -> Iterator[ReadSection]:
    """The sections with the provisions that they name, as these were on the day of issue."""
    groups = [g for s in issue.sections for g in (*(_lines(piece) for piece in s.pieces), s.reading)]
    quoter = Quoter(actor, groups, day)
    parts = iter([quoter.parts(n) for n in range(len(groups))])
    for section in issue.sections:
        pieces = tuple(_piece(piece, next(parts)) for piece in section.pieces)
        yield ReadSection(section.title, pieces, tuple(next(parts)))


def _lines(piece: PrintedPiece) -> list[str]:
    return [block.text for block in piece.blocks]


def _piece(piece: PrintedPiece, parts: Sequence[tuple[Part, ...]]) -> ReadPiece:
    return ReadPiece(piece, tuple(zip((block.kind for block in piece.blocks), parts, strict=True)))


def _head(document: OfficialPaper, issue: PrintedIssue, out: bool) -> Head:
    light: Light = words.ISSUE[State(document.state)]
    said = [(Bit(light=light),)]
    if out:
        said.append((Bit(f"{issue.editor}　{document.issued_on}"),))
    buttons = tuple(
        Button(name, url=links.named("bulletin-paper", document.pk, kind)) for name, kind in (("DOCX", "docx"), ("PDF", "pdf"))
    )  # fmt: skip
    if not out:
        buttons = (Button("回到编排", url=links.named("bulletin-issue", document.pk)), *buttons)
    title = f"{issue.name}　{number_of(document) or issue.period}".strip()
    return Head(title, (Link("台账", links.named("ledger")), Link("警示教育刊物", links.named("bulletin"))), sub=tuple(said), buttons=buttons)  # fmt: skip


def _notes(actor: Actor, document: OfficialPaper) -> list[tuple[Link, str]]:
    found = []
    for note in queries.notes_of(document):
        text = documents.text_of(note)
        inside = documents.one(actor, note.pk) is not None
        found.append(
            (Link(note.number, links.named("document", note.pk) if inside else ""), text.body if text else "")
        )
    return found


def _kept(receipt: Mapping[str, Any], again: PrintedIssue | None) -> list[tuple[str, str]]:
    if not receipt:
        return []
    files = [(kind.upper(), f"SHA-256 {receipt[kind]}") for kind in ("docx", "pdf")]
    rows = [("付印", str(receipt["issued_on"])), *files]
    if again is not None:
        same = reproduced(again, receipt)
        rows.append(("今天重做", f"DOCX {SAME[same['docx']]}；PDF {SAME[same['pdf']]}"))
    return rows


def _studied(actor: Actor, document: OfficialPaper) -> list[tuple[Link, str]]:
    return [
        (
            Link(one.title, links.named("activity", one.list.organ_id, one.list.year, one.number)),
            f"{one.at:%Y-%m-%d}",
        )
        for one in studying.of_actor(actor, document)
    ]


def _topics() -> Iterator[tuple[str, str]]:
    """What people may say that it was about, in the words of the ledger."""
    labels = installed().shared.lists[norms.TOPICS].labels
    yield from ((word, labels.get(word, word)) for word in TOPICS)


def _meetings(actor: Actor, year: int) -> list[Meeting]:
    return [
        Meeting(
            lst.pk, f"{lst.organ.name} {lst.year} 年",
            tuple((h.number, h.person.name if h.person else "领导班子") for h in lst.holders.select_related("person").order_by("number")),
        )
        for lst in studying.meets(actor, year)
    ]  # fmt: skip
