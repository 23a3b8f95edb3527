"""Which matters an actor sees and may record on: always in the query, never by filtering a list."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zeren.records.actor import ADMINISTRATORS, SEES_TREE, WRITES, Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters.models import Matter, MatterLink, MatterSubject
from zeren.records.scope import subtree

NOTHING = Q(pk__in=())


def scope(actor: Actor, roles: frozenset[Role], prefix: str = "", *, indexed: bool = True) -> Q:
    """Rows under the organs in which the actor has one of the roles (``indexed``: see :func:`subtree`)."""
    found = NOTHING
    for organ, depth in sorted(actor.scopes(roles), key=lambda pair: (pair[1], pair[0])):
        under = subtree(organ, depth, prefix, indexed=indexed)
        found = under if found is NOTHING else found | under
    return found


def own(actor: Actor) -> Q:
    """Of the subjects of matters: the actor's own person and the units that the actor answers for, once shown.

    It follows the person and no role or post: whoever was removed still sees and appeals. The three administrators
    see no business record by this way either.
    """
    if not actor.account or actor.system or actor.has(*ADMINISTRATORS):
        return NOTHING
    found = Q(person=actor.person) if actor.person else NOTHING
    for organ, _ in actor.scopes(frozenset({Role.UNIT_LIAISON})):
        found |= Q(organ=organ)
    return found & Q(shown_on__isnull=False)


def seen(actor: Actor) -> Q:
    """What ``visible_to`` lets through: the tree under one's organs. What is shown to the person concerned has a
    desk of its own (``matters.own``): the file, its lists and counts are never theirs."""
    return Q() if actor.system else scope(actor, SEES_TREE)


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """Every matter that the actor sees; nothing by default."""
    return Matter.objects.filter(seen(actor))


def locked(actor: Actor, matter_id: int) -> Matter:
    """The matter for writing, with all that its act may touch locked in one order (no two acts wait for each other).

    Raises OutOfSight where the actor does not see it, Refused where the actor only may look.
    """
    matter = lock(matter_id)
    # Who may record sees by the same columns; only for the others the query has to say which refusal it is.
    if matter is not None and may_write(actor, matter):
        return matter
    if not visible_to(actor).filter(pk=matter_id).exists():
        raise OutOfSight(f"matter {matter_id}")
    raise Refused([Problem("actor", "您只能查看此事项", "this matter is only yours to see")])


def lock(matter_id: int) -> Matter | None:
    """The matter with what its act may touch, locked in one order; whether the actor may is for the caller to ask."""
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=_touched(matter_id)).order_by("pk")
    return {matter.pk: matter for matter in rows}.get(matter_id)


def _touched(matter_id: int) -> set[int]:
    """The matter, its parents and children (they see its events), open ones about the same people (bars reach them)."""
    links = MatterLink.objects.filter(Q(parent=matter_id) | Q(child=matter_id)).values_list("parent", "child")
    family = {matter_id, *(pk for pair in links for pk in pair)}
    people = MatterSubject.objects.filter(matter__in=family, person__isnull=False).values("person")
    same = MatterSubject.objects.filter(person__in=people, matter__state=Matter.State.OPEN)
    return family | set(same.values_list("matter", flat=True))


def sees_whole(actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees the matter by an organ."""
    return actor.system or any(getattr(matter, f"a{d}") == organ for organ, d in actor.scopes(SEES_TREE))


def may_write(actor: Actor, matter: Matter) -> bool:
    """Whether the actor records on this matter."""
    return actor.system or any(getattr(matter, f"a{d}") == organ for organ, d in actor.scopes(WRITES))
