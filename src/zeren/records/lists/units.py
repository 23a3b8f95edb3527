"""The units whose problems a matter's lists hold: those that the matter concerns; of a matter about people whose
findings a unit puts right (audit, interview), where they work. Which these are stands beside the pack.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from zeren.law.packs.form import Pack, Procedure
from zeren.records import beside, packs
from zeren.records.lists.models import ListedProblem
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ


def keeps_lists(pack: Pack, procedure: Procedure) -> bool:
    """Whether the desk offers lists: for every procedure about units, and for those that ``lists`` names."""
    return procedure.subject_kind == "organ" or procedure.id in _named(Path(pack.file).parent)


def units_of(matter: Matter) -> list[Organ]:
    """The units in the order of organs; one whose problems are listed stays, wherever people work since."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    people = words is not None and words.procedure.id in _named(Path(words.pack.file).parent)
    wanted = {row.organ_id for row in matter.subjects.all() if row.organ_id}
    if people:
        rows = matter.subjects.filter(person__organ__isnull=False)
        wanted |= set(rows.values_list("person__organ", flat=True))
        wanted |= set(ListedProblem.objects.filter(matter=matter).values_list("unit", flat=True))
    return list(Organ.objects.filter(pk__in=wanted))


@lru_cache(maxsize=256)
def _named(folder: Path) -> frozenset[str]:
    """The procedures that ``lists`` of the file beside a pack names."""
    return frozenset(beside.whole(folder).get("lists", ()))
