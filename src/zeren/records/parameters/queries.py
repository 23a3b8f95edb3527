"""The figures that an organ has set."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zeren.norms.model import FieldText
from zeren.records.parameters.models import OrganParameter


def values_for(organ: int, pack: str, day: date) -> dict[str, FieldText]:
    """The organ's figures for a pack on a day; what is not set is absent."""
    return values_of_packs(organ, (pack,), day)


def values_of_packs(organ: int, packs: Iterable[str], day: date) -> dict[str, FieldText]:
    """The organ's figures for several packs on a day, in one look; of two packs' same name the later pack's."""
    order = list(packs)
    rows = OrganParameter.objects.filter(organ=organ, pack__in=order, since__lte=day).order_by("since")
    found = sorted(rows, key=lambda row: order.index(row.pack))
    return {row.name: row.value for row in found}


def values_of_all(
    pack: str, day: date, organs: Iterable[int] | None = None
) -> dict[int, dict[str, tuple[str, str]]]:
    """By organ (of these, or of all that set any), each figure on a day with the paper that set it."""
    rows = OrganParameter.objects.filter(pack=pack, since__lte=day).order_by("since")
    found: dict[int, dict[str, tuple[str, str]]] = {}
    for row in rows if organs is None else rows.filter(organ__in=list(organs)):
        found.setdefault(row.organ_id, {})[row.name] = (row.value, row.source)
    return found
