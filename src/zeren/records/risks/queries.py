"""Reading the register: who works in the organ or above it; the three administrators see none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from zeren.records import clock
from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.matters import access
from zeren.records.organs.models import Organ
from zeren.records.people.models import Post
from zeren.records.risks import content
from zeren.records.risks.content import Content
from zeren.records.risks.models import OwnerKind, Risk, RiskEntry, RiskMeasure, State
from zeren.records.risks.owners import leaders_of

SEES = SEES_TREE | {Role.UNIT_LIAISON}
KEEPS = (WRITES - {Role.TEAM_MEMBER}) | {Role.UNIT_LIAISON}
"""A unit keeps its own register; an inspection team looks and does not enter."""

SIGNS = frozenset({Role.LEADER_IN_CHARGE, Role.PRINCIPAL})
MOST_ORGANS = 300
ASKS, REVIEW_DUE = "asks", "review"


def visible_to(actor: Actor) -> QuerySet[Risk]:
    """The risks of every organ that the actor sees; nothing by default."""
    return Risk.objects.all() if actor.system else Risk.objects.filter(access.scope(actor, SEES))


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
    words, ``level`` and ``state`` by a word, ``look`` ``asks`` or ``review`` (past its day of review)."""
    found = visible_to(actor).select_related("organ", "post", "signed_by")
    number = texts.pop("number", "")
    if number:
        found = found.filter(number=int(number)) if number.isdecimal() and len(number) < 9 else found.none()
    for name, text in texts.items():
        if text:
            found = found.filter(_narrowed(name, text))
    return found.prefetch_related("measures")


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
    if name == "state":
        return Q(state=text)
    if name == "look":
        return _look(text)
    return Q(**{f"{name}__contains": text})


def _look(text: str) -> Q:
    standing = ~Q(state=State.LIFTED)
    if text == ASKS:
        return standing & ~Q(asks="")
    return standing & Q(review__lt=clock.today()) if text == REVIEW_DUE else Q()


def named(text: str) -> QuerySet[Organ, int]:
    """The organs of that name, short name or code."""
    found = Organ.objects.filter(Q(name__contains=text) | Q(short__contains=text) | Q(code=text))
    return found.values_list("pk", flat=True)


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits in the registers in sight."""

    unsigned: int
    review: int
    asks: int


def counts(actor: Actor) -> Counts:
    """How many wait for a signature, are past their day of review, have words to be looked at."""
    rows = visible_to(actor)
    return Counts(
        rows.filter(state=State.UNSIGNED).count(),
        rows.filter(_look(REVIEW_DUE)).count(),
        rows.filter(_look(ASKS)).count(),
    )


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


def with_organs(actor: Actor, pks: list[int]) -> QuerySet[Risk]:
    """Risks by number in the database, with measures in order: for a workbook."""
    measures = RiskMeasure.objects.order_by("number")
    return register(actor).filter(pk__in=pks).prefetch_related(Prefetch("measures", queryset=measures))


def words_of_kind(kind: str) -> str:
    """岗位, 部门 or 班子成员."""
    return OwnerKind(kind).label
