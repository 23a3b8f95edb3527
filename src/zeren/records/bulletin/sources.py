"""Cases that a piece may tell of: concluded, made public, not in doubt; nothing else is ever offered.

Nothing of who reported is read here: sealed material lies elsewhere, and no field of these steps names a reporter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q

from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.bulletin import rules
from zeren.records.bulletin.rules import NOTHING_SETTLES, WarningRules
from zeren.records.errors import Problem
from zeren.records.lists.giveaways import Giveaway, places
from zeren.records.matters import access, events, levels, showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Event, Matter, MatterSubject
from zeren.records.people import queries as people

MOST = 200


@dataclass(frozen=True, slots=True)
class Checked:
    """One thing asked of a case: in words, whether it holds, the day it rests on."""

    what: str
    holds: bool
    day: date | None = None
    why: str = ""


def offered(actor: Actor, organ: int) -> list[Matter]:
    """The concluded and published cases of an organ that may be told of, the latest first."""
    named = [
        Q(pack=pack.id, procedure=name)
        for pack in packs.installed().packs
        for name in pack.procedures
        if rules.rules_of(pack, name) is not None
    ]
    if not named:
        return []
    found = access.visible_to(actor).filter(reduce(or_, named), organ=organ, state=Matter.State.CLOSED)
    rows = found.filter(disposed__isnull=True, restricted=False).order_by("-closed", "-pk")[:MOST]
    return [matter for matter in rows if not against(matter)]


def against(matter: Matter) -> list[Problem]:
    """Why a case can't be told of; empty: it may."""
    return [
        Problem("case", f"{one.what}：{one.why}", f"the case: {one.why}")
        for one in asked_of(matter)
        if not one.holds
    ]


def asked_of(matter: Matter) -> list[Checked]:
    """What is asked of a case, each with what there is: concluded, public, at most internal, not in doubt."""
    found = packs.words(matter.pack, matter.version, matter.procedure)
    ruled = rules.rules_of(found.pack, matter.procedure) if found else None
    if ruled is None:
        return [Checked("能作案例", False, why="这一类事项不作警示案例")]
    entries = entries_of(matter, ruled)
    public = [day_of(entry.at) for entry in entries if entry.type in ruled.public]
    usual = levels.rank(matter.classification) <= levels.rank(levels.USUAL) and not matter.restricted
    open_ = next(_in_doubt(entries, ruled), None)
    closed = matter.state == Matter.State.CLOSED and matter.disposed is None
    return [
        Checked("已经办结", closed, matter.closed, "还没有办结" if not matter.disposed else "案卷已经销毁"),
        Checked("已经公开或者通报", bool(public), max(public, default=None), "没有公开、通报的记录"),
        Checked("密级不超过内部，不限知悉范围", usual, why="定了密级，或者限定了知悉范围"),
        Checked("没有申诉、纠正在办", open_ is None, why=f"还有在办的：{open_.at if open_ else ''}"),
    ]


def entries_of(matter: Matter, ruled: WarningRules) -> list[Recorded]:
    """The entries in force of the steps that are named, in their order."""
    rows = Event.objects.filter(matter=matter).filter(
        Q(type__in=ruled.steps) | Q(corrects__isnull=False) | Q(voids__isnull=False)
    )
    found = showing.in_force([events.read(row) for row in rows.select_related("payload").order_by("seq")])
    return [entry for entry in found if entry.type in ruled.steps]


def _in_doubt(entries: list[Recorded], ruled: WarningRules) -> Iterator[Recorded]:
    """Entries that put the case in doubt and that no later one settles."""
    for place, entry in enumerate(entries):
        settling = ruled.doubts.get(entry.type)
        later = {other.type for other in entries[place + 1 :]}
        if settling is not None and (settling == NOTHING_SETTLES or settling not in later):
            yield entry


def said_of(matter: Matter) -> Mapping[str, Recorded]:
    """The last entry of each step whose fields a draft begins with."""
    found = packs.words(matter.pack, matter.version, matter.procedure)
    ruled = rules.rules_of(found.pack, matter.procedure) if found else None
    return {e.type: e for e in entries_of(matter, ruled) if e.type in ruled.says} if ruled else {}


def names_of(matter: Matter) -> tuple[str, ...]:
    """The names of those whom the case is about."""
    subjects = MatterSubject.objects.filter(matter=matter).select_related("person", "organ")
    return tuple(str((row.person or row.organ).name) for row in subjects if row.person or row.organ)


def marked(text: str, matter: Matter | None = None) -> tuple[Giveaway, ...]:
    """The places of a text that may give somebody away: every name of the register, numbers, words for complaints."""
    names = people.names_in(text) | set(names_of(matter) if matter else ())
    return places(text, names)


def reduced(name: str) -> str:
    """A name as a piece writes it: the surname and 某."""
    return f"{name[:1]}某某" if len(name) > 2 else f"{name[:1]}某"
