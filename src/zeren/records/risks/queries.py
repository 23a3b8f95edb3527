"""Reading the register: who works in the organ or above it; the three administrators see none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Prefetch, Q, QuerySet, Value, When

from zeren.records import clock
from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.matters import access
from zeren.records.organs.models import Organ
from zeren.records.people.models import Post
from zeren.records.risks import content
from zeren.records.risks.content import Content
from zeren.records.risks.models import Level, Risk, RiskEntry, RiskMeasure, State
from zeren.records.risks.owners import leaders_of
from zeren.records.scope import subtree

SEES = SEES_TREE | {Role.UNIT_LIAISON}
KEEPS = (WRITES - {Role.TEAM_MEMBER}) | {Role.UNIT_LIAISON}
"""A unit keeps its own register; an inspection team looks and does not enter."""

SUPERVISES = SEES_TREE - {Role.TEAM_MEMBER}
DISCIPLINE = ("discipline_commission", "resident_organ")
"""Kinds of organs that look into the registers of those whom they supervise."""

SIGNS = frozenset({Role.LEADER_IN_CHARGE, Role.PRINCIPAL})
MOST_ORGANS = 300
STANDING, UNSIGNED, REVIEW_DUE, ASKS, LIFTED = "standing", "unsigned", "review", "asks", "lifted"
LOOKS = (STANDING, UNSIGNED, REVIEW_DUE, ASKS, LIFTED)
"""The parts of the register: what stands, waits for a signature, is past its day of review, has words to be looked at;
and what was lifted."""

LEVEL_ORDER = Case(
    *(When(level=level, then=Value(place)) for place, level in enumerate(Level.values)),
    default=Value(len(Level.values)),
)


def visible_to(actor: Actor) -> QuerySet[Risk]:
    """The risks of every organ that the actor sees; nothing by default. By the organs under one's own; for who works
    in a discipline organ also those that it supervises."""
    return Risk.objects.all() if actor.system else Risk.objects.filter(_scope(actor))


def _scope(actor: Actor) -> Q:
    scopes, found = actor.scopes(SEES), access.NOTHING
    held = {organ for organ, _ in actor.scopes(SUPERVISES)}
    supervising = list(Organ.objects.filter(pk__in=held, kind__in=DISCIPLINE).select_related("committee"))
    wider = {(one.committee.pk, one.committee.depth) for one in supervising if one.committee}
    # What lies under a wider one is left out: several ranges would have to be sorted together.
    inside = {one.pk for one in supervising if one.committee and _under(one, one.committee)}
    for organ, depth in sorted({*wider, *((pk, depth) for pk, depth in scopes if pk not in inside)}):
        found |= subtree(organ, depth)
    resident = [one.pk for one in supervising if not one.committee]
    if resident:
        found |= Q(organ__in=Organ.objects.filter(discipline_organ__in=resident).values("pk"))
    return found


def _under(organ: Organ, upper: Organ) -> bool:
    return bool(getattr(organ, f"a{upper.depth}") == upper.pk)


def _over(actor: Actor, organ: Organ, roles: frozenset[Role]) -> bool:
    return actor.system or any(getattr(organ, f"a{depth}") == held for held, depth in actor.scopes(roles))


def may_keep(actor: Actor, organ: Organ) -> bool:
    """Whether the actor enters in the register of this organ: by a role there or above it."""
    return _over(actor, organ, KEEPS)


def may_sign(actor: Actor, organ: Organ) -> bool:
    """Whether the actor holds a role that signs; that it is the member in charge is asked when signing."""
    return actor.person is not None and _over(actor, organ, SIGNS)


def in_charge(organ: Organ, day: date | None = None) -> set[int]:
    """The people who answer for the organ on the day; empty: nobody is registered."""
    return {person.pk for person in leaders_of(organ, day)}


def register(actor: Actor, **texts: str) -> QuerySet[Risk]:
    """The register in sight, narrowed. ``texts``: ``number organ post power point owner measure`` by a part of the
    words, ``level`` by a word, ``look`` by a part of the register. ``level_order``: high, middle, low, none."""
    found = visible_to(actor).select_related("organ", "signed_by").annotate(level_order=LEVEL_ORDER)
    number = texts.pop("number", "")
    if number:
        found = found.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else found.none()
    for name, text in texts.items():
        if text:
            found = found.filter(_narrowed(name, text))
    return found.prefetch_related(Prefetch("measures", RiskMeasure.objects.order_by("number")))


def _narrowed(name: str, text: str) -> Q:
    if name == "organ":
        return Q(organ__in=named(text))
    if name == "post":
        return Q(post_name__contains=text) | Q(post__in=Post.objects.filter(Q(code=text)))
    if name in ("owner", "measure"):
        column = {"owner": "owner_name", "measure": "text"}[name]
        return Q(pk__in=RiskMeasure.objects.filter(**{f"{column}__contains": text}).values("risk"))
    if name == "level":
        return Q(level="" if text == "none" else text)
    if name == "look":
        return _look(text)
    return Q(**{f"{name}__contains": text})


def _look(text: str) -> Q:
    if text in (UNSIGNED, LIFTED):
        return Q(state=text)
    more = {ASKS: ~Q(asks=""), REVIEW_DUE: Q(review__lt=clock.today())}
    return ~Q(state=State.LIFTED) & more.get(text, Q())


def named(text: str) -> QuerySet[Organ, int]:
    """The organs of that name, short name or code."""
    found = Organ.objects.filter(Q(name__contains=text) | Q(short__contains=text) | Q(code=text))
    return found.values_list("pk", flat=True)


def counts(actor: Actor) -> dict[str, int]:
    """How many each part of the register in sight has."""
    rows = visible_to(actor)
    return {look: rows.filter(_look(look)).count() for look in LOOKS}


def one(actor: Actor, pk: int) -> Risk | None:
    """One risk with its measures; None out of sight."""
    return register(actor).filter(pk=pk).first()


def content_of(risk: Risk) -> Content:
    """The version that stands."""
    return content.read(RiskEntry.objects.get(risk=risk, version=risk.version).body)


@dataclass(frozen=True, slots=True)
class Version:
    """One entry of a risk's log with what it says."""

    entry: RiskEntry
    content: Content


def versions(actor: Actor, risk: Risk) -> list[Version]:
    """Every version of a risk in sight, the first one first."""
    rows = RiskEntry.objects.filter(risk=risk, risk__in=visible_to(actor)).order_by("version")
    return [Version(row, content.read(row.body)) for row in rows]


def kept_by(actor: Actor) -> list[Organ]:
    """The organs in whose register the actor may enter something; the own organ before others."""
    found = Organ.objects.all() if actor.system else Organ.objects.filter(access.scope(actor, KEEPS))
    ordered = list(found.filter(until__isnull=True).order_by("depth", "rank", "id")[:MOST_ORGANS])
    return sorted(ordered, key=lambda organ: organ.pk != actor.organ)
