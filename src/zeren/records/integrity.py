"""``zeren verify``: what was altered, removed or reordered, by name; and whether the triggers stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from zeren.records import chain, keys, triggers
from zeren.records.ciphers import Unreadable
from zeren.records.matters import events
from zeren.records.matters.files import path_of
from zeren.records.matters.models import Attachment, Disposal, Event, EventPayload, Matter
from zeren.records.trail import acts as trail
from zeren.records.trail.models import TrailEntry, TrailHead

BATCH = 2000


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


def verify() -> Verified:
    """Recompute every link of every matter and of the trail. Reads everything, changes nothing."""
    if not keys.exists() and (Event.objects.exists() or TrailEntry.objects.exists()):
        zh = "密钥文件不在，无法校验"
        return Verified(
            0, 0, 0, (Fault("no_key", "keys", zh, "the key file is missing: nothing can be verified"),)
        )
    faults = [*_triggers()]
    heads = {matter.pk: matter for matter in Matter.objects.all()}
    seen = _matters(heads, faults)
    entries = _trail(heads, faults)
    faults += _attachments()
    return Verified(len(heads), seen, entries, tuple(faults))


def _triggers() -> Iterator[Fault]:
    for name in triggers.missing(connection):
        yield Fault(
            "no_trigger", name, f"触发器 {name} 不在或已停用", f"trigger {name} is missing or switched off"
        )


# ---------------------------------------------------------------- matters


def _matters(heads: dict[int, Matter], faults: list[Fault]) -> int:
    """Walk all events in the order of matters and places."""
    count, disposed = 0, set(Disposal.objects.values_list("event_id", flat=True))
    walked: dict[int, tuple[int, str]] = {}
    payloads = EventPayload.objects
    rows = Event.objects.order_by("matter_id", "seq").iterator(chunk_size=BATCH)
    for part in _parts(rows):
        bodies = {row.event_id: row for row in payloads.filter(event__in=[event.pk for event in part])}
        for event in part:
            count += 1
            faults += _event(event, walked, heads, bodies.get(event.pk), event.pk in disposed)
    for pk, matter in heads.items():
        faults += _head(matter, *walked.get(pk, (0, "")))
    return count


def _event(
    event: Event,
    walked: dict[int, tuple[int, str]],
    heads: dict[int, Matter],
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


def _head(matter: Matter, seq: int, link: str) -> Iterator[Fault]:
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


def _trail(heads: dict[int, Matter], faults: list[Fault]) -> int:
    count, link = 0, ""
    told: dict[int, tuple[int, str]] = {}
    for entry in TrailEntry.objects.order_by("seq").iterator(chunk_size=BATCH):
        count += 1
        where = f"trail#{entry.seq}"
        if entry.seq != count:
            faults.append(
                Fault(
                    "removed",
                    where,
                    f"轨迹第 {count}-{entry.seq - 1} 条被移除",
                    f"trail entries {count}-{entry.seq - 1} were removed",
                )
            )
            count = entry.seq
        elif not _trail_links(entry, link):
            faults.append(
                Fault("altered", where, "轨迹内容或次序被改动", "the trail entry was altered or moved")
            )
        link = entry.link
        if entry.noun == "matter" and entry.head_seq:
            told[int(entry.target)] = (entry.head_seq, entry.head_link)
    faults += _trail_head(count, link)
    faults += _told(told, heads)
    return count


def _trail_links(entry: TrailEntry, previous: str) -> bool:
    try:
        return trail.link_of(entry, previous) == entry.link
    except KeyError:
        return False


def _trail_head(count: int, link: str) -> Iterator[Fault]:
    head = TrailHead.objects.filter(pk=1).first()
    if head is None:
        if count:
            yield Fault("head_altered", "trail", "轨迹链尾不在", "the trail's head is missing")
        return
    if head.seq and not chain.head_fits(keys.ring(), head.key_id, "trail", head.seq, head.link, head.seal):
        yield Fault("head_altered", "trail", "轨迹链尾被改动", "the trail's head was altered")
    if (head.seq, head.link) != (count, link):
        yield Fault(
            "removed",
            "trail",
            f"轨迹末尾被截断（应有 {head.seq} 条）",
            f"the trail's tail was cut ({head.seq} expected)",
        )


def _told(told: dict[int, tuple[int, str]], heads: dict[int, Matter]) -> Iterator[Fault]:
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
    for paper in Attachment.objects.select_related("matter").iterator(chunk_size=BATCH):
        if not path_of(paper).exists():
            where = f"{paper.matter.number}/{paper.name}"
            yield Fault("file_missing", where, "附件文件不在", "the attachment's file is missing")


def _parts(rows: Iterator[Event]) -> Iterator[list[Event]]:
    part: list[Event] = []
    for row in rows:
        part.append(row)
        if len(part) == BATCH:
            yield part
            part = []
    if part:
        yield part
