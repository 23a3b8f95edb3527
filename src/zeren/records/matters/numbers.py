"""Numbers of matters: one series an organ, a year and a mark, without gaps (the row is locked until the act ends)."""

from __future__ import annotations

from zeren.records.matters.models import NumberSeries
from zeren.records.organs.models import Organ


def next_number(organ: Organ, year: int, mark: str) -> str:
    """The next number: ``青纪问〔2026〕17号``. Only inside the transaction that opens the matter."""
    NumberSeries.objects.get_or_create(organ=organ, year=year, mark=mark)
    series = NumberSeries.objects.select_for_update().get(organ=organ, year=year, mark=mark)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{mark}〔{year}〕{series.last}号"
