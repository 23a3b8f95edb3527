"""Numbers of matters and of documents: one series an organ, a year and a mark, without gaps (the row is locked until
the act ends). A mark serves one of the two: no document bears the number of a file."""

from __future__ import annotations

from zeren.records.errors import Problem, Refused
from zeren.records.matters.models import NumberSeries
from zeren.records.organs.models import Organ

FILE, DOCUMENT = NumberSeries.Use.FILE, NumberSeries.Use.DOCUMENT


def next_number(organ: Organ, year: int, mark: str) -> str:
    """The next number: ``青纪问〔2026〕17号``. Only inside the transaction that opens the matter."""
    return f"{mark}〔{year}〕{next_serial(organ, year, mark, FILE)}号"


def next_serial(organ: Organ, year: int, mark: str, use: NumberSeries.Use) -> int:
    """The next number's figure. Only inside the transaction that uses it. Raises Refused: the mark serves the other."""
    NumberSeries.objects.get_or_create(organ=organ, year=year, mark=mark, defaults={"use": use})
    series = NumberSeries.objects.select_for_update().get(organ=organ, year=year, mark=mark)
    if series.use != use:
        zh = f"“{mark}”今年已用于{NumberSeries.Use(series.use).label}，请另用一个代字"
        raise Refused(
            [Problem("mark", zh, f"the mark {mark!r} already serves {series.use} numbers this year")]
        )
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
