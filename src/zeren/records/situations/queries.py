"""Reading situations: whoever sees the matter that the fact is of, but no inspection team. Never counted by person."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.matters import access, events, kept
from zeren.records.matters import queries as matters
from zeren.records.matters.events import Recorded
from zeren.records.situations.models import Outcome, Situation

SEES = SEES_TREE - {Role.TEAM_MEMBER}
ANSWERS = WRITES - {Role.TEAM_MEMBER}
MOST = 1000
"""A count above it is shown as 1000 以上."""


def visible_to(actor: Actor) -> QuerySet[Situation]:
    """The situations that the actor sees; the scope stands in the row itself."""
    if actor.system:
        return Situation.objects.all()
    return Situation.objects.filter(access.scope(actor, SEES) & kept.not_kept_from(actor, "matter"))


def register(
    actor: Actor, outcome: str, *, words: str = "", number: str = "", target: str = ""
) -> QuerySet[Situation]:
    """Those of one outcome, the newest fact first; narrowed by words of the fact, the matter's number, ``pack/procedure``."""
    found = visible_to(actor).filter(outcome=outcome)
    if words:
        found = found.filter(words__contains=words)
    if number:
        found = found.filter(matter__number__contains=number)
    if target:
        pack, _, procedure = target.partition("/")
        found = found.filter(Q(pack=pack, procedure=procedure))
    return found.select_related("matter").order_by("-on", "-id")


def counts(actor: Actor) -> dict[str, int]:
    """How many of each outcome are in sight, at most ``MOST`` + 1."""
    return {
        outcome: visible_to(actor).filter(outcome=outcome).order_by()[: MOST + 1].values("pk").count()
        for outcome in Outcome.values
    }


def targets(actor: Actor) -> list[tuple[str, str]]:
    """The procedures to which the situations in sight belong, by pack and procedure."""
    rows = visible_to(actor).order_by().values_list("pack", "procedure").distinct()
    return sorted(rows)


def grade(found: Situation) -> str:
    """The grade that the fact is, in the regulation's word; empty where it is none."""
    parts = found.key.split("/")
    return parts[2] if found.norm and len(parts) == 4 else ""


def one(actor: Actor, pk: int) -> Situation | None:
    """One situation with its matter; None out of sight."""
    return visible_to(actor).filter(pk=pk).select_related("matter", "matter__organ").first()


def may_answer(actor: Actor, found: Situation) -> bool:
    """Whether the actor opens a talk from it, or says that none is held: who records on the matter of the fact."""
    return (actor.system or actor.has(*ANSWERS)) and access.may_write(actor, found.matter)


def answers(actor: Actor, found: Situation) -> list[Recorded]:
    """Every answer to a situation in sight, the last one first."""
    target = f"{found.pack}/{found.procedure}"
    listed = [
        entry
        for entry in matters.entries(actor, found.matter_id)
        if entry.type == events.CONSIDERED
        and not entry.disposed
        and (entry.fields["procedure"], entry.fields["situation"]) == (target, found.key)
    ]
    return list(reversed(listed))
