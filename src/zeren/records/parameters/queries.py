"""The figures that an organ has set."""

from __future__ import annotations

from datetime import date

from zeren.norms.model import FieldText
from zeren.records.parameters.models import OrganParameter


def values_for(organ: int, pack: str, day: date) -> dict[str, FieldText]:
    """The organ's figures for a pack on a day; what is not set is absent."""
    rows = OrganParameter.objects.filter(organ=organ, pack=pack, since__lte=day).order_by("since")
    return {row.name: row.value for row in rows}
