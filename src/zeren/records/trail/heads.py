"""日首: where the trail ended on a day, sealed, to print or send elsewhere.

Whoever can rewrite the database and its head can't call back what lies in another house: a trail cut or written anew
before a head that was handed out is found by holding the two against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from zeren.records import chain, clock, keys
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.trail import acts
from zeren.records.trail.models import ExportedHead, SentHead, TrailEntry

KIND = "zeren.trail.head"


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a day and its link; ``seal`` keyed over day, number and link."""

    day: date
    seq: int
    link: str
    key_id: str
    seal: str

    def as_dict(self) -> dict[str, Any]:
        """As it is handed out."""
        return {
            "kind": KIND,
            "day": self.day.isoformat(),
            "seq": self.seq,
            "link": self.link,
            "key": self.key_id,
            "seal": self.seal,
        }


def head_of(day: date) -> Head:
    """The head of a day: its last entry, or the last one before it. Raises Refused for a day to come."""
    if day > clock.today():
        raise Refused(
            [Problem("day", "日期在今日之后，还没有日首", "the day is to come: it has no head yet")]
        )
    midnight = datetime.combine(day + timedelta(days=1), time(), clock.BEIJING)
    last = TrailEntry.objects.filter(at__lt=midnight).order_by("-at", "-seq").first()
    seq, link = (last.seq, last.link) if last else (0, chain.GENESIS)
    ring = keys.ring()
    return Head(day, seq, link, ring.chain, chain.seal_of_head(ring, ring.chain, _what(day), seq, link))


def _what(day: date) -> str:
    return f"trail on {day.isoformat()}"


def is_ours(head: Head) -> bool:
    """Whether a head carries our seal."""
    return chain.head_fits(keys.ring(), head.key_id, _what(head.day), head.seq, head.link, head.seal)


def read(data: Mapping[str, Any]) -> Head:
    """A head as it was handed out. Raises Refused where it is none."""
    try:
        if data["kind"] != KIND:
            raise ValueError(data["kind"])
        return Head(
            date.fromisoformat(data["day"]),
            int(data["seq"]),
            str(data["link"]),
            str(data["key"]),
            str(data["seal"]),
        )
    except (KeyError, TypeError, ValueError):
        zh = "不是日首文件，应有 kind、day、seq、link、key、seal 六项"
        raise Refused(
            [Problem("head", zh, "no head of a trail: expected kind, day, seq, link, key, seal")]
        ) from None


def heads_kept() -> list[Head]:
    """Every head that was handed out."""
    rows = ExportedHead.objects.order_by("pk")
    return [Head(row.day, row.seq, row.link, row.key_id, row.seal) for row in rows]


def _audits(actor: Actor) -> None:
    if not (actor.system or actor.has(Role.AUDIT_ADMIN)):
        raise Refused(
            [Problem("actor", "日首由安全审计员导出", "heads are the audit administrator's to export")]
        )


def export(actor: Actor, day: date) -> ExportedHead:
    """Hand out the head of a day; it is kept and never changed. Raises Refused (another's act, a day to come)."""
    _audits(actor)
    with transaction.atomic():
        # The entry about the export comes after the head: what was handed out does not speak of itself.
        head = head_of(day)
        row = ExportedHead.objects.create(
            day=head.day, seq=head.seq, link=head.link, key_id=head.key_id, seal=head.seal,
            at=clock.now(), account=actor.account,
        )  # fmt: skip
        acts.write(actor, "head_exported", "trail", day.isoformat(), detail=str(head.seq))
    return row


def sent(actor: Actor, head_id: int, to: str, on: date) -> SentHead:
    """Record that a head was sent elsewhere. Raises OutOfSight, Refused (nobody named, a day to come)."""
    _audits(actor)
    problems = Problems()
    if not to.strip():
        problems.add("to", "写明送给哪个机关", "name whom it was sent to")
    if len(to.strip()) > 100:
        problems.add("to", "不超过 100 字", "at most 100 characters")
    if on > clock.today():
        problems.add("on", "日期不能在今日之后", "the day is to come")
    problems.refuse()
    with transaction.atomic():
        head = ExportedHead.objects.filter(pk=head_id).first()
        if head is None:
            raise OutOfSight(f"head {head_id}")
        row = SentHead.objects.create(head=head, to=to.strip(), on=on, at=clock.now(), account=actor.account)
        acts.write(actor, "head_sent", "trail", head.day.isoformat(), detail=str(head.seq))
    return row
