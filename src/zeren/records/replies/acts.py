"""Drafting, approving, returning and issuing a reply. Four eyes: who drafted does not approve.

Raises everywhere: OutOfSight (no such reply, or not this organ's), Refused (all that is wrong at once).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records import calendars, clock, vault
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters.numbers import next_number
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.precheck import gathering
from zeren.records.precheck import queries as precheck
from zeren.records.precheck.answering import answer
from zeren.records.precheck.book import book
from zeren.records.precheck.rules import INTENTS
from zeren.records.replies import queries
from zeren.records.replies.models import IntegrityReply, ReplyEntry, State
from zeren.records.shares import acts as shares
from zeren.records.shares.models import MatterShare
from zeren.records.trail import acts as trail

ROLE = "discipline_commission"
RESULTS = ("clear", "reported_no_breach", "check_open")
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Draft:
    """What a draft says. ``dossier``: the asking matter; none: asked on paper by ``asker``."""

    person: int
    asker: int
    result: str
    text: str
    day: date
    intent: str = "promotion"
    post: str = ""
    dossier: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


def draft(actor: Actor, given: Draft) -> IntegrityReply:
    """Begin a reply."""
    with transaction.atomic():
        organ = _organ(actor)
        _check(actor, given)
        reply = IntegrityReply(
            organ=organ, person_id=given.person, asker_id=given.asker, dossier_id=given.dossier, intent=given.intent,
            day=given.day, drafted_by=actor.account,
        )  # fmt: skip
        reply.save(force_insert=True)
        _enter(actor, reply, "drafted", _says(given))
        return reply


def revise(actor: Actor, pk: int, given: Draft) -> IntegrityReply:
    """Another draft of one that was returned, or not yet approved; it waits for approval again."""
    with transaction.atomic():
        reply = _locked(actor, pk, State.DRAFTED, State.RETURNED)
        _check(actor, given)
        reply.intent, reply.day, reply.state, reply.drafted_by = (
            given.intent, given.day, State.DRAFTED, actor.account,
        )  # fmt: skip
        _enter(actor, reply, "drafted", _says(given))
        return reply


def approve(actor: Actor, pk: int) -> IntegrityReply:
    """A leader of the organ, another person than who drafted, approves the last draft."""
    with transaction.atomic():
        reply = _locked(actor, pk, State.DRAFTED)
        _leader(actor, reply)
        reply.state, reply.approved_by = State.APPROVED, actor.account
        _enter(actor, reply, "approved", {})
        return reply


def send_back(actor: Actor, pk: int, reason: str) -> IntegrityReply:
    """Return a draft with the reason."""
    with transaction.atomic():
        reply = _locked(actor, pk, State.DRAFTED, State.APPROVED)
        _leader(actor, reply)
        if not reason.strip():
            raise Refused([Problem("reason", "请写明退回的理由", "the reason is missing")])
        reply.state, reply.approved_by = State.RETURNED, ""
        _enter(actor, reply, "returned", {"reason": reason.strip()[:LONGEST]})
        return reply


Paper = Callable[[IntegrityReply, Mapping[str, Any]], tuple[str, bytes]]


def issue(actor: Actor, pk: int, mark: str, signer: str, paper: Paper) -> IntegrityReply:
    """Number, sign and send out an approved reply: from now on it stands in the asking dossier, if there is one.

    ``paper`` makes the file from the numbered reply. The check is answered anew, and everything that reproduces it is
    kept: the day, the logs read and until when, the packs, the answer's digest.
    """
    with transaction.atomic():
        reply = _locked(actor, pk, State.APPROVED)
        problems = Problems()
        for name, text, zh in (("mark", mark, "缺发文代字"), ("signer", signer, "缺签发人")):
            if not text.strip():
                problems.add(name, zh, f"the {name} is missing")
        problems.refuse()
        at = clock.now()
        reply.number = next_number(reply.organ, at.date().year, mark.strip())
        reply.issued, reply.state = at, State.ISSUED
        receipt = _receipt(actor, reply)
        reply.digest = receipt["digest"]
        said = {**queries.content_of(reply), "number": reply.number, "signer": signer.strip()}
        name, content = paper(reply, said)
        if reply.dossier_id:
            reply.seq = _record(actor, reply, said["result"], name, content)
        _enter(actor, reply, "issued", {"signer": signer.strip(), "receipt": receipt})
        return reply


# ---------------------------------------------------------------- parts


def _record(actor: Actor, reply: IntegrityReply, result: str, name: str, content: bytes) -> int:
    """The step of the asking organ's dossier that the pack gives to the discipline organ."""
    assert reply.dossier_id is not None
    event = shares.record(
        actor, reply.dossier_id, ROLE, queries.STEP, clock.today(), {"result": result},
        about=[f"person:{reply.person_id}"], uploads=[(name, content)], token=f"reply-{reply.pk}",
    )  # fmt: skip
    return event.seq


def _receipt(actor: Actor, reply: IntegrityReply) -> dict[str, Any]:
    asked = queries.question_of(reply)
    ground = gathering.now(actor, [asked])
    rows = [row.matter_id for listed in ground.restrictions.values() for row in listed]
    checked = sorted({matter.pk for listed in ground.matters.values() for matter in listed})
    assert reply.issued is not None
    return {
        "day": asked.day.isoformat(),
        "known_at": reply.issued.isoformat(),
        "digest": answer(ground, asked).digest,
        "matters": sorted({*rows, *checked}),
        "checked": checked,
        "seen": sorted(ground.seen),
        "packs": {pack.ref: pack.digest for pack in book().installed.packs},
        "calendar": calendars.calendar().digest,
    }


def _organ(actor: Actor) -> Organ:
    organs = queries.organs_of(actor, queries.DRAFTS)
    found = Organ.objects.filter(pk__in=organs).order_by("pk").first()
    if found is None:
        raise Refused([Problem("actor", "廉政意见由纪检机关起草", "only the discipline organ drafts")])
    return found


def _check(actor: Actor, given: Draft) -> None:
    problems = Problems()
    if given.result not in RESULTS:
        problems.add("result", "请选意见", "the result is missing")
    if not given.text.strip():
        problems.add("text", "请写意见的正文", "the text is missing")
    if len(given.text) > LONGEST:
        problems.add("text", f"正文超过 {LONGEST} 字", "the text is too long")
    if given.intent not in INTENTS:
        problems.add("intent", "请选事项", "no such intent")
    if given.person not in precheck.askable(actor, [given.person]) and not _put_before(actor, given):
        problems.add("person", "没有找到，或者不由您办理", "no such person in sight")
    if given.dossier is not None and not _put_before(actor, given):
        problems.add("dossier", "这一纪实没有就此人征求意见", "the dossier was not put before the organ")
    if (
        not Organ.objects.filter(pk=given.asker).exists()
        or not Person.objects.filter(pk=given.person).exists()
    ):
        problems.add("asker", "请选征求意见的机关", "no asking organ")
    problems.refuse()


def _put_before(actor: Actor, given: Draft) -> bool:
    """Whether a dossier about this very person was put before the organ."""
    shares_ = MatterShare.objects.filter(matter=given.dossier, organ__in=queries.organs_of(actor), role=ROLE)
    share = shares_.first() if given.dossier is not None else None
    return share is not None and given.person in queries.persons_of(actor, share)


def _leader(actor: Actor, reply: IntegrityReply) -> None:
    problems = Problems()
    if reply.organ_id not in queries.organs_of(actor, queries.APPROVES):
        problems.add("actor", "由本机关的领导审批", "only a leader of the organ approves")
    if actor.account == reply.drafted_by:
        problems.add("actor", "起草的人不审批", "who drafted does not approve")
    problems.refuse()


def _locked(actor: Actor, pk: int, *states: State) -> IntegrityReply:
    found = queries.visible_to(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"reply {pk}")
    if found.state not in states:
        zh = f"这一回复{State(found.state).label}，不能这样办"
        raise Refused([Problem("state", zh, f"the reply is {found.state}")])
    return found


def _says(given: Draft) -> dict[str, Any]:
    return {
        "result": given.result,
        "text": given.text.strip(),
        "post": given.post,
        "fields": dict(given.fields),
    }


def _enter(actor: Actor, reply: IntegrityReply, act: str, says: Mapping[str, Any]) -> None:
    """One entry of the log, sealed; the row of the reply and the trail go with it."""
    entry = ReplyEntry(
        reply=reply, seq=reply.entries.count() + 1, act=act, account=actor.account, at=clock.now()
    )
    vault.write(entry, queries.place_of(entry), json.dumps(says, ensure_ascii=False).encode())
    entry.save(force_insert=True)
    reply.save()
    trail.write(actor, f"reply_{act}", "reply", reply.pk, detail=reply.number)
