"""What goes out and comes in, on the trail."""

from __future__ import annotations

from django.db import OperationalError

from zeren.records.actor import SYSTEM
from zeren.records.moving.tables import wrong
from zeren.records.trail import acts as trail

TURNS = 10


def note(act: str, detail: str = "") -> None:
    """One entry, tried for some minutes: SQLite gives no turns, and who records without a pause may starve others.

    Raises Refused where there was no turn; then nothing may leave.
    """
    for _ in range(TURNS):
        try:
            trail.note(SYSTEM, act, "installation", "-", detail=detail)
            return
        except OperationalError as reason:
            said = str(reason)
    raise wrong("trail", f"日志写不进去，没有带出：{said}", f"the trail could not be written: {said}")
