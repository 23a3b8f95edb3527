"""Reading duty lists and activities: the organ itself and those above it; each holder besides sees the own duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, Count, Min, Q, QuerySet, When

from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.duties.log import ON_THE_LIST, Act, body_of
from zeren.records.duties.models import Activity, ActivityDoer, Duty, DutyEntry, DutyHolder, DutyList
from zeren.records.matters import access
from zeren.records.organs.models import Organ

SEES = (SEES_TREE - {Role.TEAM_MEMBER}) | {Role.UNIT_LIAISON}
KEEPS = (WRITES - {Role.TEAM_MEMBER}) | {Role.UNIT_LIAISON}
"""Roles that draw up the list and record for others. Everybody on a list records what was their own doing."""


def stands(actor: Actor) -> bool:
    """Whether the actor stands on a list, of whatever year."""
    on = DutyHolder.objects.filter(person=actor.person).exclude(person=None)
    return bool(actor.grants) and on.exists()


def visible_to(actor: Actor) -> QuerySet[DutyList]:
    """The lists in sight: of organs in the actor's scope, and those on which the actor stands."""
    if actor.system:
        return DutyList.objects.all()
    seen = access.scope(actor, SEES)
    if actor.person is not None and actor.grants:
        seen |= Q(pk__in=DutyHolder.objects.filter(person=actor.person).values("list"))
    return DutyList.objects.filter(seen)


def may_keep(actor: Actor, organ: Organ) -> bool:
    """Whether the actor draws up the organ's list and records for its holders: by a role there or above it."""
    if actor.system:
        return True
    return any(getattr(organ, f"a{depth}") == held for held, depth in actor.scopes(KEEPS))


def sees_all(actor: Actor, lst: DutyList) -> bool:
    """Whether the whole list is in sight, not only the actor's own part."""
    if actor.system:
        return True
    return any(getattr(lst, f"a{depth}") == held for held, depth in actor.scopes(SEES))


def organs_over(actor: Actor) -> QuerySet[Organ]:
    """The organs whose lists the actor sees whole, in the order of organs."""
    found = Organ.objects.all() if actor.system else Organ.objects.filter(access.scope(actor, SEES))
    return found.order_by("rank", "pk")


def one(actor: Actor, organ: int, year: int) -> DutyList | None:
    """The list of an organ and a year; None where there is none in sight."""
    return visible_to(actor).select_related("organ").filter(organ=organ, year=year).first()


def first_of(actor: Actor, year: int) -> DutyList | None:
    """The list with which the actor begins: of the own organ before others, of a year before the latest of the others."""
    drawn = visible_to(actor).filter(version__gt=0)
    order = (Q(organ=actor.organ), Q(year=year))
    return drawn.order_by(*(_first(q) for q in order), "-year", "organ__rank", "organ").first()


def _first(which: Q) -> Case:
    return Case(When(which, then=0), default=1)


def holders_of(actor: Actor, lst: DutyList) -> list[DutyHolder]:
    """The holders in sight: all, or the actor's own."""
    found = lst.holders.select_related("person").order_by("number")
    return list(found if sees_all(actor, lst) else found.filter(person=actor.person))


def _standing(actor: Actor, lst: DutyList) -> QuerySet[Duty]:
    found = lst.duties.filter(dropped__isnull=True)
    return found if sees_all(actor, lst) else found.filter(holder__person=actor.person)


def duties_of(actor: Actor, lst: DutyList) -> list[Duty]:
    """The duties that stand on the list, in sight."""
    return list(_standing(actor, lst).select_related("holder__person").order_by("holder__number", "number"))


def numbers(actor: Actor, lst: DutyList) -> dict[str, int]:
    """How many duties of each capacity stand on the list, in sight, in the order of the list."""
    found: dict[str, int] = {}
    rows = (
        _standing(actor, lst)
        .values_list("holder__capacity")
        .annotate(n=Count("pk"), at=Min("holder__number"))
    )
    for capacity, number, _ in rows.order_by("at"):
        found[capacity] = number
    return found


def activities(
    actor: Actor,
    lst: DutyList,
    *,
    holder: int | None = None,
    kind: str = "",
    topic: str = "",
    since: date | None = None,
    until: date | None = None,
    text: str = "",
    countersigned: bool | None = None,
) -> QuerySet[Activity]:
    """The activities of a list, narrowed, the latest first. ``holder``: its number."""
    found = lst.activities.prefetch_related("doers__holder__person", "targets").order_by("-at", "-number")
    if not sees_all(actor, lst):
        own = ActivityDoer.objects.filter(holder__list=lst, holder__person=actor.person)
        found = found.filter(pk__in=own.values("activity"))
    if holder is not None:
        found = found.filter(doers__holder__number=holder)
    for name, value in (("kind", kind), ("at__gte", since), ("at__lte", until), ("title__contains", text)):
        if value:
            found = found.filter(**{name: value})
    if countersigned is not None:
        found = found.filter(countersigned__isnull=not countersigned)
    return found.filter(topics__contains=f"|{topic}|") if topic else found


def activity(actor: Actor, lst: DutyList, number: int) -> Activity | None:
    """One activity in sight."""
    return activities(actor, lst).filter(number=number).first()


def of_years(lst: DutyList, wanted: Sequence[tuple[int, int]]) -> list[Activity]:
    """Activities of an organ by year and number, the earliest first; the year 0 is the list's own."""
    found = [Q(list__year=year or lst.year, number=number) for year, number in wanted]
    rows = Activity.objects.select_related("list").filter(list__organ=lst.organ_id)
    return list(rows.filter(reduce(or_, found)).order_by("at", "pk")) if found else []


def history(lst: DutyList, number: int) -> list[DutyEntry]:
    """The entries of the log that entered, corrected or voided one activity, the oldest first."""
    mark = f'"number":{number},'  # the comma: not 120 for 12
    found = lst.entries.filter(act__in=("recorded", "corrected"), body__contains=mark)
    voids = lst.entries.filter(
        act__in=("voided", "countersigned", "attached"), body__regex=rf'"numbers":\[([0-9,]*,)?{number}[,\]]'
    )
    return sorted([*found, *voids], key=lambda e: e.seq)


def withdrawn_occasions(lst: DutyList) -> list[tuple[Mapping[str, Any], str]]:
    """The occasions that were entered by mistake, as they were entered, with the reason; the latest withdrawn first."""
    entered: dict[int, Mapping[str, Any]] = {}
    found = []
    for entry in lst.entries.filter(act="occasion").order_by("seq"):
        body = body_of(entry)
        if body.get("void"):
            found.append((entered[body["number"]], str(body["reason"])))
        else:
            entered[body["number"]] = body
    return found[::-1]


def changes(lst: DutyList) -> list[DutyEntry]:
    """The acts on the list itself, the latest first."""
    return list(_changes(lst).order_by("-seq"))


def changes_for(actor: Actor, lst: DutyList) -> list[tuple[DutyEntry, Mapping[str, Any]]]:
    """The acts on the list itself in sight, each with what of it is: all, or what touches the actor's own duties."""
    found: list[tuple[DutyEntry, Mapping[str, Any]]] = [(entry, body_of(entry)) for entry in changes(lst)]
    if sees_all(actor, lst):
        return found
    holders = set(lst.holders.filter(person=actor.person).values_list("number", flat=True))
    duties = set(lst.duties.filter(holder__person=actor.person).values_list("number", flat=True))
    own = [(entry, _of_own(body, holders, duties)) for entry, body in found]
    # The chart that was published names every duty.
    return [
        (entry, body) for entry, body in own if entry.act == Act.PUBLISHED or any(body.get(k) for k in _NAMES)
    ]


_NAMES = ("holders", "duties", "dropped", "restored", "duty")
"""What an entry names of the list: holders, and duties by number."""


def _of_own(body: Mapping[str, Any], holders: set[int], duties: set[int]) -> Mapping[str, Any]:
    """An entry's body without the holders and duties of others."""
    kept = dict(body)
    for name, own in (("holders", holders), *((name, duties) for name in _NAMES[1:4])):
        kept[name] = [
            row for row in body.get(name, ()) if (row if isinstance(row, int) else row["number"]) in own
        ]
    if body.get("duty") not in duties:
        kept.pop("duty", None)
    return kept


def changed(actor: Actor, lst: DutyList) -> int:
    """How many acts on the list itself are in sight."""
    return _changes(lst).count() if sees_all(actor, lst) else len(changes_for(actor, lst))


def _changes(lst: DutyList) -> QuerySet[DutyEntry]:
    return lst.entries.filter(act__in=ON_THE_LIST)
