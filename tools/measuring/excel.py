"""The ledger as a workbook, of any length: time, and whether memory grows with the rows."""

from __future__ import annotations

import resource
from time import perf_counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory

from measuring.figures import Figure
from measuring.filling import World
from zeren.desk.ledger import views
from zeren.records.actor import SYSTEM
from zeren.records.matters.models import Matter

FEW, MANY, MOST_SECONDS = 20_000, 200_000, 30
METHOD = "the view's own answer, read to its end; memory: the process's peak after each, the few first"


def excel(world: World) -> list[Figure]:
    """A tenth of the rows, then all; the rows are the matters of the world (``--rows`` ten times as many)."""
    every = Matter.objects.count()
    few, many = min(FEW, every // 10), min(MANY, every)
    before = _peak()
    first = _export(few)
    between = _peak()
    seconds = _export(many)
    grown = f"{before} MB before, {between} after {few:,} rows, {_peak()} after {many:,}"
    measured = f"{seconds:.1f} s for {many:,} rows ({first:.1f} s for {few:,}); {grown}"
    name = f"Excel of {many:,} rows"
    return [Figure("excel", name, measured, seconds, METHOD, f"{MOST_SECONDS} s", seconds <= MOST_SECONDS)]


def _export(rows: int) -> float:
    """Seconds for the newest ``rows`` of the ledger."""
    last = Matter.objects.order_by("-opened", "-id").values_list("opened", flat=True)[rows - 1]
    request: Any = RequestFactory().get(
        "/ledger/export.xlsx", {"opened": f"{last.isoformat()}.."} if rows < MANY else {}
    )
    request.actor, request.user = SYSTEM, AnonymousUser()
    begun = perf_counter()
    size = sum(len(part) for part in views.export(request).streaming_content)
    assert size > rows, connection.vendor
    return perf_counter() - begun


def _peak() -> int:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
