"""What people do with a situation: open the procedure from it, or say that it was considered and no talk is held.

Both are entries of the log of the matter that the fact is of: sealed, chained and destroyed with it. Raises: OutOfSight,
Refused with everything that is false.
"""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, acts, events, opening
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Matter
from zeren.records.matters.opening import Opening
from zeren.records.situations import queries
from zeren.records.situations.models import Outcome, Situation

LED = "led"
"""The kind of the link between the matter of the fact and the one opened from it."""

LONGEST = 400


def decline(actor: Actor, situation_id: int, reason: str) -> None:
    """已考虑，不谈: with the reason. A talk may still be opened later."""
    with transaction.atomic():
        found, matter = _locked(actor, situation_id)
        problems = Problems()
        if found.outcome != Outcome.NONE:
            problems.add("outcome", f"{Outcome(found.outcome).label}，不用再记", "was answered already")
        if not reason.strip():
            problems.add("reason", "请写明不谈的理由", "the reason is missing")
        if len(reason.strip()) > LONGEST:
            problems.add("reason", f"理由超过 {LONGEST} 字", f"longer than {LONGEST} signs")
        problems.refuse()
        _record(actor, matter, found, Outcome.DECLINED, reason=reason.strip())


def open_from(actor: Actor, situation_id: int, asked: Opening) -> Matter:
    """Open the procedure with the fact linked as its source. Whom it is about is for people to write."""
    with transaction.atomic():
        found, matter = _locked(actor, situation_id)
        if (asked.pack, asked.procedure) != (found.pack, found.procedure):
            zh = "这一事由列在别的程序之下"
            raise Refused([Problem("pack", zh, "the situation is one of another procedure")])
        made = opening.open_matter(actor, replace(asked, parents=((matter.pk, LED),)))
        matter = access.locked(actor, matter.pk)
        _record(actor, matter, found, Outcome.OPENED, child=made.number)
        return made


def _locked(actor: Actor, situation_id: int) -> tuple[Situation, Matter]:
    found = queries.one(actor, situation_id)
    if found is None:
        raise OutOfSight(f"situation {situation_id}")
    matter = access.locked(actor, found.matter_id)
    found = queries.one(actor, situation_id)
    if found is None:
        raise OutOfSight(f"situation {situation_id}")
    if not queries.may_answer(actor, found):
        raise Refused([Problem("actor", "您只能查看这一事由", "this situation is only the actor's to see")])
    return found, matter


def _record(
    actor: Actor, matter: Matter, found: Situation, outcome: Outcome, *, child: str = "", reason: str = ""
) -> None:
    fields = {
        "situation": found.key, "procedure": f"{found.pack}/{found.procedure}", "what": found.words, "outcome": outcome.value,
        "child": child,
    }  # fmt: skip
    subjects = (found.subject,) if found.subject else ()
    entry = Entry(
        events.CONSIDERED,
        clock.today().isoformat(),
        {n: t for n, t in fields.items() if t},
        subjects,
        reason=reason,
    )
    acts.write(actor, matter, entry, f"situation_{outcome.value}")
