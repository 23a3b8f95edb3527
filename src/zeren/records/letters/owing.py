"""Which unit owes an obligation: by the roles that the provision names, the subject, and the register of organs.

What the register does not tell stays open (待查明); whoever issues may then name one of the organs around the matter.
"""

from __future__ import annotations

from dataclasses import dataclass

from zeren.records import packs, refs
from zeren.records.matters import own_rules
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.organs.around import around
from zeren.records.organs.models import Organ


@dataclass(frozen=True, slots=True)
class Owing:
    """``unit`` owes it (None: not known). ``person``: the person concerned does it alone; then the unit is the
    handling organ, which sees to it: neither they nor their unit get a letter about their own matter."""

    unit: Organ | None
    person: bool = False


def owing(matter: Matter, row: Obligation) -> Owing:
    """Who owes the obligation of a row."""
    roles = row.who.split()
    theirs = {own_rules.SUBJECT, "unit", _role_of_subject(matter)}
    if theirs & set(roles):
        parsed = refs.parse(row.subject) or _only_subject(matter)
        if parsed and parsed[0] == "organ":
            return Owing(Organ.objects.filter(pk=parsed[1]).first())
        return Owing(matter.organ, person=True)
    known = around(matter.organ)
    # A provision that names none leaves it to who handles the matter.
    return Owing(next((known[name] for name in roles if known.get(name)), None) if roles else matter.organ)


def candidates(matter: Matter) -> list[Organ]:
    """The organs around a matter that may be named as the one that owes: units concerned, the handling organ, the
    committee and the two departments beside it."""
    rows = matter.subjects.filter(organ__isnull=False).select_related("organ").order_by("place", "pk")
    found = [row.organ for row in rows if row.organ]
    found += [matter.organ, *(organ for organ in around(matter.organ).values() if organ)]
    return list({organ.pk: organ for organ in found}.values())


def _role_of_subject(matter: Matter) -> str:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    return own_rules.rules_of(words.pack, words.procedure).role if words else own_rules.SUBJECT


def _only_subject(matter: Matter) -> tuple[str, int] | None:
    """The subject of a matter that has one."""
    listed = [row.ref for row in matter.subjects.all()]
    return refs.parse(listed[0]) if len(listed) == 1 else None
