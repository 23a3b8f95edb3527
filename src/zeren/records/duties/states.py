"""How each holder's duties stand, stored: for the page that looks over many organs and may not compute them all.

Written with each entry for whom it touches; anew when a day comes on which something changes by itself. Equal to
recomputation: ``zeren rebuild`` writes it, ``zeren verify`` holds it against what the records say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Min, Q, QuerySet, Sum

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import judging, laying, log, register, standing
from zeren.records.duties.log import Act
from zeren.records.duties.models import ActivityDoer, Duty, DutyEntry, DutyHolder, DutyList, DutyState
from zeren.records.duties.register import Register

REGISTERS = ("organs", "posts", "appointments", "charges")
"""Registers on which the duties of a holder rest."""
TOUCHES_NOBODY = (Act.SIGNED, Act.PUBLISHED, Act.EXPLAINED)
OF_ALL = (Act.GENERATED, Act.CHANGED, Act.OCCASION)


def write(actor: Actor, lst: DutyList, act: Act, body: Mapping[str, Any]) -> DutyEntry:
    """Append an entry to a locked list, lay it into the tables, and store anew how those stand whom it touches."""
    before = _touched(lst, act, body)
    entry = log.append(actor, lst, act, body)
    laying.lay(lst, entry)
    if act in OF_ALL:
        refresh(lst)
    elif act not in TOUCHES_NOBODY:
        refresh(lst, before | _touched(lst, act, body))
    return entry


def _touched(lst: DutyList, act: Act, body: Mapping[str, Any]) -> set[int]:
    """The holders whose doing an entry enters, corrects, takes off or countersigns."""
    if act in OF_ALL or act in TOUCHES_NOBODY:
        return set()
    numbers = body.get("numbers") or [row["number"] for row in body["rows"]]
    doers = ActivityDoer.objects.filter(activity__list=lst, activity__number__in=numbers)
    return set(doers.values_list("holder", flat=True))


# ---------------------------------------------------------------- storing


def refresh(lst: DutyList, holders: Iterable[int] | None = None, day: date | None = None) -> None:
    """Store how holders of a locked list stand today; ``holders``: some alone, by row."""
    chosen = lst.holders.all() if holders is None else lst.holders.filter(pk__in=list(holders))
    rows = list(_computed(lst, chosen, day or clock.today()))
    DutyState.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["holder"],
        update_fields=["as_of", "changes_on", *standing.ORDER],
    )  # fmt: skip


def _computed(lst: DutyList, holders: QuerySet[DutyHolder], today: date) -> Iterable[DutyState]:
    known = register.around(lst.organ)
    for holder in holders.select_related("person"):
        yield of_holder(known, lst, holder, today)


def of_holder(known: Register, lst: DutyList, holder: DutyHolder, today: date) -> DutyState:
    """How one holder's duties stand on a day, computed and not stored."""
    day = judging.day_for(lst.year, today)
    found = judging.stand(known, lst, holder, day)
    duties = Duty.objects.filter(holder=holder, dropped__isnull=True).select_related("holder")
    numbers = Counter(standing.of_duty(d, found.of(d.pack, d.norm), day) for d in duties)
    for_good = today > day  # a list of long ago is looked at on its last day
    changes = None if for_good else standing.holds_until(found, day)
    return DutyState(
        holder=holder, list=lst, as_of=today, changes_on=changes,
        **{kind: numbers[kind] for kind in standing.ORDER},
    )  # fmt: skip


def age(noun: str) -> None:
    """A register has changed on which duties rest: every state is computed anew when there is time."""
    if noun in REGISTERS:
        DutyState.objects.update(changes_on=clock.today())


def age_organ(organ: int) -> None:
    """An organ has set a figure: the states of its lists are computed anew."""
    DutyState.objects.filter(list__organ=organ).update(changes_on=clock.today())


def catch_up(*, today: date | None = None) -> int:
    """Store anew what no longer holds, list by list; answers how many lists."""
    day = today or clock.today()
    waiting = list(stale(day).order_by("pk").values_list("pk", flat=True))
    for pk in waiting:
        with transaction.atomic():
            lst = log.locked(pk)
            old = Q(state__isnull=True) | Q(state__changes_on__lte=day)
            refresh(lst, lst.holders.filter(old).values_list("pk", flat=True), day)
    return len(waiting)


def stale(day: date) -> QuerySet[DutyList]:
    """The lists of which some state no longer holds, or is not stored yet."""
    old = DutyHolder.objects.filter(Q(state__isnull=True) | Q(state__changes_on__lte=day))
    return DutyList.objects.filter(pk__in=old.values("list"))


def differing(lst: DutyList) -> list[int]:
    """The numbers of holders whose stored state is not what the records say today; one that waits is not asked."""
    today, known, found = clock.today(), register.around(lst.organ), []
    there = DutyState.objects.filter(list=lst).exclude(changes_on__lte=today).select_related("holder__person")
    for state in there:
        now = of_holder(known, lst, state.holder, today)
        if any(getattr(now, kind) != getattr(state, kind) for kind in standing.ORDER):
            found.append(state.holder.number)
    return found


# ---------------------------------------------------------------- reading


@dataclass(frozen=True)
class Total:
    """The duties of one list by how they stand. ``as_of``: the day for which all of it holds; ``waits``: some is to be
    computed anew."""

    as_of: date | None = None
    waits: bool = True
    numbers: Mapping[str, int] = field(default_factory=dict)


def totals(lists: Iterable[DutyList], today: date) -> dict[int, Total]:
    """By list, how its duties stand: read, not computed."""
    asked = {lst.pk: lst for lst in lists}
    rows = DutyState.objects.filter(list__in=asked).values("list")
    sums = {kind: Sum(kind) for kind in standing.ORDER}
    old = rows.filter(changes_on__lte=today).annotate(first=Min("as_of"))
    waiting = {row["list"]: row["first"] for row in old}
    return {
        row["list"]: Total(
            waiting.get(row["list"], judging.day_for(asked[row["list"]].year, today)), row["list"] in waiting,
            {kind: row[f"n_{kind}"] for kind in standing.ORDER},
        )
        for row in rows.annotate(**{f"n_{kind}": total for kind, total in sums.items()})
    }  # fmt: skip


def lists_of(organs: Iterable[int], year: int) -> dict[int, DutyList]:
    """The lists of some organs in a year, by organ; one that was never drawn up is none."""
    found = DutyList.objects.filter(organ__in=list(organs), year=year, version__gt=0)
    return {lst.organ_id: lst for lst in found}
