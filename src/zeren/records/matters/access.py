"""Which matters an actor sees and may record on: always in the query, never by filtering a list."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
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


def shown(actor: Actor) -> Q:
    """One's own matters, and those about one's unit, once they were shown: on the matter itself."""
    found = NOTHING
    if actor.has(Role.SUBJECT) and actor.person:
        own = MatterSubject.objects.filter(person=actor.person).values("matter")
        found |= Q(pk__in=own, shown_on__isnull=False)
    for organ, _ in actor.scopes(frozenset({Role.UNIT_LIAISON})):
        units = MatterSubject.objects.filter(organ=organ).values("matter")
        found |= Q(pk__in=units, shown_on__isnull=False)
    return found


def seen(actor: Actor) -> Q:
    """What ``visible_to`` lets through: the tree under one's organs; of one's own matters, those shown to one."""
    if actor.system:
        return Q()
    found = scope(actor, SEES_TREE)
    return found | shown(actor) if actor.has(Role.SUBJECT, Role.UNIT_LIAISON) else found


def visible_to(actor: Actor) -> QuerySet[Matter]:
    """Every matter that the actor sees; nothing by default."""
    return Matter.objects.filter(seen(actor))


def locked(actor: Actor, matter_id: int) -> Matter:
    """The matter for writing, with all that its act may touch locked in one order (no two acts wait for each other).

    Raises OutOfSight where the actor does not see it, Refused where the actor only may look.
    """
    rows = Matter.objects.select_for_update(of=("self",)).filter(pk__in=_touched(matter_id)).order_by("pk")
    found = {matter.pk: matter for matter in rows}
    matter = found.get(matter_id)
    # Who may record sees by the same columns; only for the others the query has to say which refusal it is.
    if matter is not None and may_write(actor, matter):
        return matter
    if not visible_to(actor).filter(pk=matter_id).exists():
        raise OutOfSight(f"matter {matter_id}")
    if matter is not None and matter.disposed:
        raise Refused([Problem("matter", "此事项已经销毁，不能再记", "this matter was destroyed")])
    raise Refused([Problem("actor", "您只能查看此事项", "this matter is only yours to see")])


def _touched(matter_id: int) -> set[int]:
    """The matter, its parents and children (they see its events), open ones about the same people (bars reach them)."""
    links = MatterLink.objects.filter(Q(parent=matter_id) | Q(child=matter_id)).values_list("parent", "child")
    family = {matter_id, *(pk for pair in links for pk in pair)}
    people = MatterSubject.objects.filter(matter__in=family, person__isnull=False).values("person")
    same = MatterSubject.objects.filter(person__in=people, matter__state=Matter.State.OPEN)
    return family | set(same.values_list("matter", flat=True))


def sees_whole(actor: Actor, matter: Matter) -> bool:
    """Whether the actor sees the matter by an organ; else it was merely shown to the person or unit concerned."""
    return actor.system or any(getattr(matter, f"a{d}") == organ for organ, d in actor.scopes(SEES_TREE))


def may_write(actor: Actor, matter: Matter) -> bool:
    """Whether the actor records on this matter; on one that was destroyed nobody does."""
    if matter.disposed:
        return False
    return actor.system or any(getattr(matter, f"a{d}") == organ for organ, d in actor.scopes(WRITES))
