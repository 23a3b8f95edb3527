"""Keeping up with the days while the server runs: one thread that evaluates what a new day may have changed."""

from __future__ import annotations

import logging
import threading

from django.db import Error, close_old_connections

from zeren.records.actor import SYSTEM
from zeren.records.duties import states
from zeren.records.obligations.acts import catch_up

EVERY = 600.0
"""Seconds between two looks; each is one indexed query when nothing is stale."""


def keep_up(every: float = EVERY) -> threading.Event:
    """Start the thread; setting the event that is answered ends it."""
    stop = threading.Event()
    threading.Thread(target=_run, args=(stop, every), name="zeren-daily", daemon=True).start()
    return stop


def catch_up_all() -> int:
    """Evaluate everything that is stale now, duty lists besides; answers how many matters."""
    count = 0
    while done := catch_up(SYSTEM):
        count += done
    states.catch_up()
    return count


def _run(stop: threading.Event, every: float) -> None:
    while not stop.is_set():
        close_old_connections()
        try:
            catch_up_all()
        except Error:
            # The next look tries again; a page shows the days rightly meanwhile, from the stored due days.
            logging.getLogger("zeren").exception(
                "逐日重算未成，稍后再试 / daily evaluation failed, will try again"
            )
        close_old_connections()
        stop.wait(every)
