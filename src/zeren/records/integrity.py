"""``zeren verify``: what was altered, removed or reordered, by name; and whether the triggers stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from typing import TypeVar

from django.db import connection
from django.db.models import QuerySet

from zeren.records import chain, keys, triggers
from zeren.records.ciphers import Unreadable
from zeren.records.documents import replaying as documents
from zeren.records.documents.queries import WORDING
from zeren.records.duties import replaying as duties
from zeren.records.matters import events
from zeren.records.matters.files import path_of
from zeren.records.matters.models import Attachment, Disposal, Event, EventPayload, Matter
from zeren.records.retention.models import PaperDisposal
from zeren.records.risks import replaying as risks
from zeren.records.trail.heads import Head
from zeren.records.trail.models import TrailEntry
from zeren.records.trail.walking import TrailFault, Walk, heads_missed, in_order

BATCH = 2000
STEPS = frozenset(f"document_{act}" for act in (*documents.THEN, *WORDING, "corrected"))
"""What the trail calls each step of a document."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not verify: ``code`` is stable, ``where`` names the matter and entry."""

    code: str
    where: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and every fault found."""

    matters: int
    events: int
    trail: int
    faults: tuple[Fault, ...]


Progress = Callable[[str, int], None]


def verify(told: Progress = lambda _what, _done: None) -> Verified:
    """Recompute every link of every matter and of the trail. Reads everything, changes nothing.

    ``told`` hears of progress: ``records`` or ``trail``, and how many were read.
    """
    if not keys.exists() and (Event.objects.exists() or TrailEntry.objects.exists()):
        zh = "密钥文件不在，无法校验"
        return Verified(
            0, 0, 0, (Fault("no_key", "keys", zh, "the key file is missing: nothing can be verified"),)
        )
    faults = [*_triggers()]
    heads = _ends(Matter.objects.all())
    seen = _matters(heads, faults, told)
    entries = _trail(heads, faults, told)
    faults += _attachments()
    return Verified(len(heads), seen, entries, tuple(faults))


def _triggers() -> Iterator[Fault]:
    for name in triggers.missing(connection):
        yield Fault(
            "no_trigger", name, f"触发器 {name} 不在或已停用", f"trigger {name} is missing or switched off"
        )


# ---------------------------------------------------------------- matters


def size() -> dict[str, int]:
    """How much there is to read: ``records`` and ``trail``."""
    return {"records": Event.objects.count(), "trail": TrailEntry.objects.count()}


def matter_faults(pk: int) -> tuple[Fault, ...]:
    """The faults of one matter's chain; nothing for a matter that is not there."""
    heads = _ends(Matter.objects.filter(pk=pk))
    if not heads:
        return ()
    faults: list[Fault] = []
    _walked(heads, Event.objects.filter(matter=pk), faults, lambda _what, _done: None)
    return tuple(faults)


@dataclass(frozen=True, slots=True)
class End:
    """The end of one matter's chain as its row holds it: of a million matters nothing else is kept in mind."""

    pk: int
    number: str
    head_seq: int
    head_link: str
    head_seal: str
    head_key: str


Ends = dict[int, End]


def _ends(matters: QuerySet[Matter]) -> Ends:
    names = [field.name for field in fields(End)]
    rows = matters.order_by("pk").values_list(*names).iterator(chunk_size=BATCH)
    return {row[0]: End(*row) for row in rows}


def _matters(heads: Ends, faults: list[Fault], told: Progress) -> int:
    """Walk all events in the order of matters and places."""
    return _walked(heads, Event.objects.all(), faults, told)


def _walked(heads: Ends, events: QuerySet[Event], faults: list[Fault], told: Progress) -> int:
    count, disposed = 0, set(Disposal.objects.values_list("event_id", flat=True))
    # The last entry of the matter that is walked through; the entries come matter by matter.
    walked: dict[int, tuple[int, str]] = {}
    begun: set[int] = set()
    ends: list[Fault] = []
    payloads = EventPayload.objects
    for part in _parts(events.order_by("matter_id", "seq").iterator(chunk_size=BATCH)):
        bodies = {row.event_id: row for row in payloads.filter(event__in=[event.pk for event in part])}
        for event in part:
            count += 1
            if event.matter_id not in walked:
                ends += _ended(walked, heads)
                begun.add(event.matter_id)
            faults += _event(event, walked, heads, bodies.get(event.pk), event.pk in disposed)
        told("records", count)
    ends += _ended(walked, heads)
    for pk, matter in heads.items():
        if pk not in begun:
            ends += _head(matter, 0, "")
    faults += ends
    return count


def _ended(walked: dict[int, tuple[int, str]], heads: Ends) -> Iterator[Fault]:
    """The end of the matter that was walked through, if any, held against its row; then forgotten."""
    while walked:
        pk, (seq, link) = walked.popitem()
        if pk in heads:
            yield from _head(heads[pk], seq, link)


def _event(
    event: Event,
    walked: dict[int, tuple[int, str]],
    heads: Ends,
    payload: EventPayload | None,
    disposed: bool,
) -> Iterator[Fault]:
    matter = heads.get(event.matter_id)
    number = matter.number if matter else f"matter {event.matter_id}"
    where = f"{number}#{event.seq}"
    last, link = walked.get(event.matter_id, (0, ""))
    walked[event.matter_id] = (event.seq, event.link)
    if event.seq != last + 1:
        missing = f"{last + 1}" if event.seq == last + 2 else f"{last + 1}-{event.seq - 1}"
        yield Fault(
            "removed", f"{number}#{missing}", f"第 {missing} 条被移除", f"entries {missing} were removed"
        )
    elif not _links(event, link):
        zh, en = "内容或次序被改动", "the entry was altered or moved"
        yield Fault("altered", where, zh, en)
    if payload is None and not disposed:
        yield Fault(
            "payload_removed",
            where,
            "记录内容被移除，没有销毁登记",
            "the content was removed without a disposal",
        )
    elif payload is not None and not _content_fits(event, payload):
        yield Fault("payload_altered", where, "记录内容被改动", "the content was altered")


def _content_fits(event: Event, payload: EventPayload) -> bool:
    try:
        return chain.digest(*events.content_of(event, payload)) == event.digest
    except (Unreadable, UnicodeDecodeError):
        return False


def _links(event: Event, previous: str) -> bool:
    try:
        return events.link_of(event, previous) == event.link
    except (KeyError, ValueError):
        return False


def _head(matter: End, seq: int, link: str) -> Iterator[Fault]:
    if matter.head_seq and not events.head_fits(matter):
        yield Fault("head_altered", matter.number, "链尾被改动", "the head was altered")
    if seq < matter.head_seq:
        gone = f"{seq + 1}-{matter.head_seq}" if matter.head_seq > seq + 1 else f"{matter.head_seq}"
        yield Fault(
            "removed",
            f"{matter.number}#{gone}",
            f"末尾第 {gone} 条被移除",
            f"the last entries {gone} were removed",
        )
    elif seq > matter.head_seq or link != matter.head_link:
        yield Fault(
            "head_differs", matter.number, "链尾与末条记录不符", "the head is not that of the last entry"
        )


# ---------------------------------------------------------------- trail, papers


def _trail(heads: Ends, faults: list[Fault], told: Progress) -> int:
    walk = Walk()
    kept: dict[int, tuple[int, str]] = {}
    registers: dict[int, tuple[int, str]] = {}
    lists: dict[int, tuple[int, str]] = {}
    steps: Counter[int] = Counter()
    for part in _parts(in_order().iterator(chunk_size=BATCH)):
        walk.take(part)
        for entry in part:
            into = {"matter": kept, "risks": registers, "duty_list": lists}.get(entry.noun)
            if into is not None and entry.head_seq:
                into[int(entry.target)] = (entry.head_seq, entry.head_link)
            if entry.noun == "document" and entry.act in STEPS:
                steps[int(entry.target)] += 1
        told("trail", walk.count)
    walk.end()
    faults += (as_fault(found) for found in walk.faults)
    faults += _told(kept, heads)
    faults += (Fault(*found) for found in risks.faults(registers))
    faults += (Fault(*found) for found in duties.faults(lists))
    faults += (Fault(*found) for found in documents.faults(steps))
    return walk.count


def as_fault(found: TrailFault) -> Fault:
    """A fault of the trail in words."""
    gap = f"{found.seq}-{found.last}" if found.last > found.seq else f"{found.seq}"
    where, zh, en = {
        "altered": (
            f"trail#{found.seq}", "轨迹内容或次序被改动", "the trail entry was altered or moved"),
        "moved": (
            f"trail#{found.seq}", f"轨迹被调换次序，原为第 {found.place} 条", f"the trail entry was moved, it was {found.place}"),
        "removed": (f"trail#{gap}", f"轨迹第 {gap} 条被移除", f"trail entries {gap} were removed"),
        "cut": ("trail", f"轨迹末尾被截断（应有 {found.last} 条）", f"the trail's tail was cut ({found.last} expected)"),
        "head_missing": ("trail", "轨迹链尾不在", "the trail's head is missing"),
        "head_altered": ("trail", "轨迹链尾被改动", "the trail's head was altered"),
        "cut_before_head": (
            f"trail#{gap}", f"{found.day} 日首记到第 {found.last} 条，现在缺第 {gap} 条",
            f"the head of {found.day} reaches {found.last}: entries {gap} are missing"),
        "differs_from_head": (
            f"trail#{found.seq}", f"轨迹第 {found.seq} 条与 {found.day} 日首不符",
            f"trail entry {found.seq} is not what the head of {found.day} says"),
        "exported_head_altered": (
            f"trail head {found.day}", f"{found.day} 日首不是本系统出具的，或者被改动",
            f"the head of {found.day} is not ours or was altered"),
    }[found.code]  # fmt: skip
    return Fault("removed" if found.code == "cut" else found.code, where, zh, en)


def held_against(head: Head) -> tuple[Fault, ...]:
    """The trail against a head that was handed out and comes back: cut, written anew, or not ours."""
    last = TrailEntry.objects.order_by("-seq").values_list("seq", flat=True).first()
    return tuple(as_fault(found) for found in heads_missed([head], last or 0))


def _told(told: dict[int, tuple[int, str]], heads: Ends) -> Iterator[Fault]:
    """The trail knows each matter's last head: a chain cut short together with its head is found here."""
    for pk, (seq, link) in told.items():
        matter = heads.get(pk)
        if matter is None:
            yield Fault("removed", f"matter {pk}", f"事项 {pk} 整件被移除", f"matter {pk} was removed whole")
        elif (matter.head_seq, matter.head_link) != (seq, link):
            yield Fault(
                "head_differs",
                matter.number,
                f"链尾与轨迹所记（第 {seq} 条）不符",
                f"the head is not what the trail tells ({seq})",
            )
    for pk, matter in heads.items():
        if pk not in told:
            yield Fault("added", matter.number, "轨迹中没有此事项", "the trail does not know this matter")


def _attachments() -> Iterator[Fault]:
    disposed = set(PaperDisposal.objects.values_list("attachment", flat=True))
    for paper in Attachment.objects.select_related("matter").iterator(chunk_size=BATCH):
        where, there = f"{paper.matter.number}/{paper.name}", path_of(paper).exists()
        if paper.pk not in disposed and not there:
            yield Fault("file_missing", where, "附件文件不在", "the attachment's file is missing")
        elif paper.pk in disposed and paper.wrapped is not None:
            zh, en = "附件登记为已销毁，密钥还在", "the attachment is disposed of and its key is there"
            yield Fault("key_left", where, zh, en)
        elif paper.pk in disposed and paper.file and there:
            zh = f"附件已销毁，文件还在（{path_of(paper).name}，已不能打开）"
            yield Fault(
                "file_left", where, zh, "the attachment is disposed of, its (unreadable) file is there"
            )


RowT = TypeVar("RowT")


def _parts(rows: Iterator[RowT]) -> Iterator[list[RowT]]:
    part: list[RowT] = []
    for row in rows:
        part.append(row)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part
