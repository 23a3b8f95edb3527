"""Which matters an actor sees and may record on: always in the query, never by filtering a list."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from zeren.records.actor import ADMINISTRATORS, SEES_TREE, WRITES, Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import kept
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
    """What ``visible_to`` lets through: the tree under one's organs, but for what is kept from one. What is shown to
    the person concerned has a desk of its own (``matters.own``): the file, its lists and counts are never theirs."""
    if actor.system:
        return Q()
    found = scope(actor, SEES_TREE)
    return found if found is NOTHING else found & kept.not_kept_from(actor)


def kept_from(actor: Actor, matter: Matter) -> bool:
    """Whether one matter is kept from the actor whatever the role."""
    return not actor.system and not Matter.objects.filter(kept.not_kept_from(actor), pk=matter.pk).exists()


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
    if matter is not None:
        _refuse_disposed(matter)
    raise Refused([Problem("actor", "您只能查看此事项", "this matter is only yours to see")])


def locked_as_shown(actor: Actor, matter_id: int) -> Matter:
    """The same for an act of the person or unit concerned on a matter shown to them. Raises OutOfSight, Refused."""
    matter = lock(matter_id)
    if matter is None or not on_own_desk(actor, matter_id):
        raise OutOfSight(f"matter {matter_id}")
    _refuse_disposed(matter)
    return matter


def _refuse_disposed(matter: Matter) -> None:
    if matter.disposed:
        raise Refused([Problem("matter", "此事项已经销毁，不能再记", "this matter was destroyed")])


def on_own_desk(actor: Actor, matter_id: int) -> bool:
    """Whether a matter stands on the actor's own desk. Asked by the matter's key, so that any number may be given."""
    shown = MatterSubject.objects.filter(own(actor)).values("matter")
    return Matter.objects.filter(pk=matter_id).filter(pk__in=shown).exists()


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
    return actor.system or (over(actor, SEES_TREE, matter) and not kept_from(actor, matter))


def may_write(actor: Actor, matter: Matter) -> bool:
    """Whether the actor records on this matter; on one that was destroyed nobody does."""
    if matter.disposed:
        return False
    return actor.system or (over(actor, WRITES, matter) and not kept_from(actor, matter))


def basis_of(actor: Actor, matter: Matter, by: tuple[str, ...] = ()) -> str:
    """The delegation that an act on this matter rests on: where no own role reaches, or the act is done in a
    function that only the delegation gives. Empty for what is done in one's own right."""
    reaching = [g for g in actor.grants if g.role in WRITES and getattr(matter, f"a{g.depth}") == g.organ]
    own = [grant for grant in reaching if not grant.delegated_by]
    functions = {name for grant in own for name in grant.functions}
    lent = [grant for grant in reaching if grant.delegated_by and set(grant.functions) & set(by) - functions]
    relied = lent or ([] if own else [grant for grant in reaching if grant.delegated_by])
    return relied[0].basis if relied else ""


def over(actor: Actor, roles: frozenset[Role], matter: Matter) -> bool:
    """Whether the actor has one of the roles at the matter's organ or at one above it."""
    return any(getattr(matter, f"a{depth}") == organ for organ, depth in actor.scopes(roles))
