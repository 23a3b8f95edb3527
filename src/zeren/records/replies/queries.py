"""Reading replies: the discipline organ's own alone, and nobody above it, beside it, or concerned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from zeren.records import clock, refs, vault
from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.matters import kept
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.organs.roles import DISCIPLINE
from zeren.records.people.models import Person
from zeren.records.precheck import gathering
from zeren.records.precheck.answering import answer
from zeren.records.precheck.book import book
from zeren.records.precheck.model import Answer, Asked
from zeren.records.replies.models import IntegrityReply, ReplyEntry
from zeren.records.shares import queries as shares
from zeren.records.shares.models import MatterShare

DRAFTS = frozenset({Role.CASE_HANDLER, Role.SUPERVISION_OFFICER})
APPROVES = frozenset({Role.LEADER_IN_CHARGE, Role.PRINCIPAL})
SEES = (SEES_TREE - {Role.TEAM_MEMBER, Role.VIEWER}) & (DRAFTS | APPROVES)
PACK, PROCEDURE = "cn-2014-selection-supervision", "selection-dossier"
STEP = "discipline_opinion_given"
MOST = 50
"""Asking dossiers that are listed."""


@dataclass(frozen=True, slots=True)
class Said:
    """One step of a reply with what it says."""

    act: str
    account: str
    at: datetime
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reproduced:
    """Whether the answer of a reply comes out again; ``packs``: those whose file is another one now."""

    digest: str
    same: bool
    packs: tuple[str, ...]


def organs_of(actor: Actor, roles: frozenset[Role] = SEES) -> frozenset[int]:
    """The discipline organs in which the very actor has one of the roles."""
    ids = {organ for organ, _ in actor.scopes(roles)}
    return frozenset(Organ.objects.filter(pk__in=ids, kind=DISCIPLINE).values_list("pk", flat=True))


def visible_to(actor: Actor) -> QuerySet[IntegrityReply]:
    """The replies of the actor's own discipline organ; not about oneself, nor about whom one keeps away from (回避)."""
    found = IntegrityReply.objects.filter(organ__in=organs_of(actor))
    if actor.person:
        away = kept.in_force(actor.person, actor.as_of or clock.today()).values("about")
        found = found.exclude(person=actor.person).exclude(person__in=away.filter(about__isnull=False))
    return found.select_related("organ", "person", "person__organ", "asker", "dossier")


def register(actor: Actor, state: str = "") -> QuerySet[IntegrityReply]:
    """The replies in sight, newest first."""
    rows = visible_to(actor).order_by("-id")
    return rows.filter(state=state) if state else rows


def one(actor: Actor, pk: int) -> IntegrityReply | None:
    """One reply; None out of sight."""
    return visible_to(actor).filter(pk=pk).first()


def place_of(entry: ReplyEntry) -> str:
    """What a sealed entry is sealed for."""
    return f"reply {entry.reply_id} {entry.seq}"


def log_of(reply: IntegrityReply) -> tuple[Said, ...]:
    """How a reply came about, in order."""
    rows = reply.entries.order_by("seq")
    return tuple(
        Said(row.act, row.account, row.at, json.loads(vault.read(row, place_of(row)))) for row in rows
    )


def content_of(reply: IntegrityReply) -> Mapping[str, Any]:
    """What the last draft says: result, text, post."""
    drafts = [said.says for said in log_of(reply) if said.act == "drafted"]
    return drafts[-1] if drafts else {}


@dataclass(frozen=True, slots=True)
class AskedFor:
    """A dossier that was put before the organ for its opinion, and about whom: of its other subjects nothing is told."""

    matter: Matter
    persons: tuple[int, ...]


def asked_for(actor: Actor) -> list[AskedFor]:
    """The dossiers that ask, the latest first."""
    rows = shares.visible_to(actor).filter(
        matter__pack=PACK, matter__procedure=PROCEDURE, organ__in=organs_of(actor)
    )
    listed = rows.select_related("matter", "matter__organ").order_by("-since", "-matter_id")[:MOST]
    return [AskedFor(share.matter, persons_of(actor, share)) for share in listed]


def persons_of(actor: Actor, share: MatterShare) -> tuple[int, ...]:
    """The people about whom a dossier was put before the organ."""
    about = shares.view_of(actor, share.matter_id, share.role).standing.about
    parsed = (refs.parse(ref) for ref in about)
    return tuple(found[1] for found in parsed if found and found[0] == "person")


def subjects_of(waits: Iterable[tuple[Matter, int]]) -> dict[int, Person]:
    """The people of asking dossiers, by id."""
    return {person.pk: person for person in Person.objects.filter(pk__in={pk for _, pk in waits})}


def question_of(reply: IntegrityReply) -> Asked:
    """The check that belongs to a reply."""
    return Asked(reply.person_id, reply.intent, reply.day, fields=dict(content_of(reply).get("fields", {})))


def receipt_of(reply: IntegrityReply) -> Mapping[str, Any]:
    """What was kept at the issue; empty before."""
    return next((said.says["receipt"] for said in log_of(reply) if said.act == "issued"), {})


def reproduce(reply: IntegrityReply) -> Reproduced:
    """The answer as it was when the reply was issued, from the logs as they were known then."""
    kept_ = receipt_of(reply)
    found = answer_then(kept_, question_of(reply))
    there = {pack.ref: pack.digest for pack in book().installed.packs}
    changed = tuple(sorted(ref for ref, digest in kept_["packs"].items() if there.get(ref) != digest))
    return Reproduced(found.digest, found.digest == reply.digest, changed)


def answer_then(kept_: Mapping[str, Any], asked: Asked) -> Answer:
    """The answer from a receipt: its matters, what of them was in sight, and until when their logs were read."""
    matters = Matter.objects.filter(pk__in=kept_["matters"]).select_related("organ").order_by("pk")
    at = datetime.fromisoformat(kept_["known_at"])
    ground = gathering.then(matters, frozenset(kept_["seen"]), at)
    ground.matters = {
        ref: [matter for matter in listed if matter.pk in kept_["checked"]]
        for ref, listed in ground.matters.items()
    }
    return answer(ground, asked)
