"""One entry of a log: what it holds, how it becomes a row and a link, how it is read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from zeren.norms.model import Event as NormEvent
from zeren.norms.model import FieldText
from zeren.records import chain, clock, keys, vault
from zeren.records.actor import Actor
from zeren.records.ciphers import Unreadable
from zeren.records.errors import Problem, Refused
from zeren.records.matters.models import Event, EventPayload, Matter

OPENED, FACTS, HANDED, SHOWN, CLOSED, LINKED = "_opened", "_facts", "_handed", "_shown", "_closed", "_linked"
RECUSED, CHALLENGED, RULED, CLASSIFIED = "_recused", "_challenged", "_ruled", "_classified"
LISTS = "_lists"
DRAW_ANNOUNCED, DRAWN, DRAW_REPLACED = "_draw_announced", "_drawn", "_draw_replaced"
REMINDED, REMINDER_RECEIVED = "_reminded", "_reminder_received"
CONSIDERED = "_considered"
REMINDER_ANSWERED, REMINDER_WITHDRAWN = "_reminder_answered", "_reminder_withdrawn"
BALLOT_OPENED, BALLOT_CLOSED = "_ballot_opened", "_ballot_closed"
BALLOT_COUNTED, BALLOT_OFF = "_ballot_counted", "_ballot_off"
SHEET_FIXED, SHEET_FILLED = "_sheet_fixed", "_sheet_filled"
SHEET_WITHDRAWN, SHEET_SETTLED = "_sheet_withdrawn", "_sheet_settled"
"""The record's own events: on the chain like every other, not acts of a procedure."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be recorded. ``at``: a day or an instant, as text; ``corrects``/``voids``: a place in the log."""

    type: str
    at: str
    fields: Mapping[str, FieldText] = field(default_factory=dict)
    subjects: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    unit: str | None = None
    re: str | None = None
    corrects: int | None = None
    voids: int | None = None
    attachments: tuple[Mapping[str, Any], ...] = ()
    reason: str = ""

    def body(self) -> dict[str, Any]:
        """The payload; what is empty is left out."""
        whole = {
            "fields": {name: list(v) if isinstance(v, tuple) else v for name, v in self.fields.items()},
            "subjects": list(self.subjects),
            "by": list(self.by),
            "unit": self.unit,
            "re": self.re,
            "attachments": [dict(item) for item in self.attachments],
            "reason": self.reason,
        }
        return {name: value for name, value in whole.items() if value}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry as it stands in the log. ``disposed``: the payload's retention has ended."""

    id: str
    seq: int
    type: str
    at: date | datetime
    recorded: datetime
    account: str
    person: int | None
    fields: Mapping[str, FieldText]
    subjects: tuple[str, ...]
    by: tuple[str, ...]
    unit: str | None
    re: str | None
    corrects: int | None
    voids: int | None
    attachments: tuple[Mapping[str, Any], ...]
    reason: str
    disposed: bool


def event_id(matter: int, seq: int) -> str:
    """The event's name in findings and in ``re``: the same in every matter that sees it."""
    return f"m{matter}e{seq}"


def parse_at(text: str) -> date | datetime:
    """A day (``2026-03-01``) or an instant (``2026-03-01T09:30``). Raises ValueError."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def day_of(at: date | datetime) -> date:
    """The day of a day or an instant."""
    return at.date() if isinstance(at, datetime) else at


def append(
    actor: Actor,
    matter: Matter,
    entry: Entry,
    idempotency: str | None = None,
    *,
    recorded: datetime | None = None,
) -> Event:
    """Put the entry at the end of the matter's chain. The matter's row must be locked by the caller; ``recorded``: the
    moment, where something else carries it too."""
    ring, body, salt = keys.ring(), chain.canonical(entry.body()), chain.new_salt()
    _head_is_ours(matter)
    event = Event(
        matter=matter,
        seq=matter.head_seq + 1,
        type=entry.type,
        at=entry.at,
        on=day_of(parse_at(entry.at)),
        recorded=recorded or clock.now(),
        account=actor.account,
        person=actor.person,
        corrects=entry.corrects,
        voids=entry.voids,
        idempotency=idempotency,
        digest=chain.digest(salt, body),
        key_id=ring.chain,
    )
    event.link = link_of(event, matter.head_link)
    event.save(force_insert=True)
    payload = EventPayload(event=event)
    vault.write(payload, place_of(matter.pk, event.seq), f"{salt}\n{body}".encode())
    payload.save(force_insert=True)
    set_head(matter, event.seq, event.link)
    return event


def link_of(event: Event, previous: str) -> str:
    """The link that this row should have after ``previous``."""
    parts = (
        event.matter_id,
        event.seq,
        event.type,
        event.at,
        event.on.isoformat(),
        event.recorded.astimezone(clock.BEIJING).isoformat(),
        event.account,
        event.person,
        event.corrects,
        event.voids,
        event.idempotency,
        event.digest,
    )
    return chain.link(keys.ring(), event.key_id, previous or chain.GENESIS, parts)


def set_head(matter: Matter, seq: int, last: str) -> None:
    """Move the end of the chain, sealed; saved with the matter by the caller."""
    ring = keys.ring()
    matter.head_seq, matter.head_link, matter.head_key = seq, last, ring.chain
    matter.head_seal = chain.seal_of_head(ring, ring.chain, f"matter {matter.pk}", seq, last)


def _head_is_ours(matter: Matter) -> None:
    """Never build on an end that somebody moved with a database tool."""
    if not matter.head_seq:
        return
    if not head_fits(matter):
        zh = f"{matter.number} 的记录未通过校验，请先核对（zeren verify）"
        raise Refused([Problem("matter", zh, f"the chain of {matter.number} does not verify (zeren verify)")])


class Ended(Protocol):
    """What holds the end of a chain: a matter's row, or what was read of it."""

    pk: Any
    head_seq: Any
    head_link: Any
    head_seal: Any
    head_key: Any


def head_fits(matter: Matter | Ended) -> bool:
    """Whether the end of the matter's chain carries our seal."""
    what = f"matter {matter.pk}"
    return chain.head_fits(
        keys.ring(), matter.head_key, what, matter.head_seq, matter.head_link, matter.head_seal
    )


def place_of(matter: int, seq: int) -> str:
    """The place for which a payload is sealed: moved to another entry it does not open."""
    return f"payload {event_id(matter, seq)}"


def content_of(event: Event, payload: EventPayload) -> tuple[str, str]:
    """Salt and body of a payload. Raises Unreadable where it was altered or its key is not there."""
    salt, _, body = vault.read(payload, place_of(event.matter_id, event.seq)).decode().partition("\n")
    return salt, body


def _body(event: Event, payload: EventPayload) -> Any:
    try:
        return json.loads(content_of(event, payload)[1])
    except Unreadable:
        zh = f"第 {event.seq} 条记录的内容不能打开（被改动，或者密钥不在），请安全审计员核对"
        raise Refused([Problem("matter", zh, f"entry {event.seq} can't be opened (zeren verify)")]) from None


def read(event: Event) -> Recorded:
    """A row with its payload (fetched by the caller) as one value. Raises Refused where it can't be opened."""
    payload = getattr(event, "payload", None)
    body = _body(event, payload) if payload else {}
    return Recorded(
        id=event_id(event.matter_id, event.seq),
        seq=event.seq,
        type=event.type,
        at=parse_at(event.at),
        recorded=event.recorded,
        account=event.account,
        person=event.person,
        fields={name: _text(value) for name, value in body.get("fields", {}).items()},
        subjects=tuple(body.get("subjects", ())),
        by=tuple(body.get("by", ())),
        unit=body.get("unit"),
        re=body.get("re"),
        corrects=event.corrects,
        voids=event.voids,
        attachments=tuple(body.get("attachments", ())),
        reason=body.get("reason", ""),
        disposed=payload is None,
    )


def _text(value: Any) -> FieldText:
    return tuple(value) if isinstance(value, list) else str(value)


def for_engine(found: Recorded, matter: int, prefix: str = "") -> NormEvent:
    """The entry as the engine reads it; ``prefix`` names another matter's (``child.<procedure>.``)."""
    return NormEvent(
        id=found.id,
        type=f"{prefix}{found.type}",
        at=found.at,
        seq=found.seq,
        recorded=found.recorded,
        by=found.by,
        subject=found.subjects,
        unit=found.unit,
        re=found.re,
        corrects=event_id(matter, found.corrects) if found.corrects else None,
        voids=event_id(matter, found.voids) if found.voids else None,
        fields=found.fields,
    )
