"""Many units at once: how every subject stands, from the logs alone. What one unit's page says is said here of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import prefetch_related_objects

from zeren.records import clock, packs
from zeren.records.matters import log as logs
from zeren.records.matters.models import Matter
from zeren.records.scores import tree
from zeren.records.scores.tree import Standing

TOGETHER = 50
"""Matters whose logs are fetched together."""


def standings(
    matters: Sequence[Matter], as_of: date | None = None
) -> Iterator[tuple[Matter, dict[str, Standing]]]:
    """Each matter with the standing of its subjects, in the order given."""
    day, library = as_of or clock.today(), packs.installed()
    for start in range(0, len(matters), TOGETHER):
        few = list(matters[start : start + TOGETHER])
        prefetch_related_objects(few, "subjects", "organ")
        around = logs.around_all(few)
        for found, log in zip(around, logs.logs_of(around), strict=True):
            yield found.matter, tree.standings_in(log, library.versions(found.matter.pack), day)
