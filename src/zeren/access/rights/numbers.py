"""Numbers of changes and delegations: one series a mark and year, without gaps."""

from __future__ import annotations

from zeren.access.rights.models import Series


def next_number(mark: str, year: int) -> int:
    """The next one, inside the transaction that uses it (the row is locked until it ends)."""
    Series.objects.get_or_create(mark=mark, year=year)
    series = Series.objects.select_for_update().get(mark=mark, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
