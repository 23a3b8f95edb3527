"""A thousand interview notices as DOCX and PDF in one ZIP: composed from their matters, laid out, sealed, packed."""

from __future__ import annotations

import time
from datetime import date
from io import BytesIO
from typing import Any

from django.db import connection

from measuring.figures import Figure, bar
from measuring.filling import World
from zeren.desk.merging import runs
from zeren.papers.official.many import cores
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.matters.events import Entry

NOTICES, MOST_SECONDS = 1_000, 60
PACK, PROCEDURE, PAPER = "zy-2015-interviews", "interview", "notice"
STEPS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("proposed", "2026-03-02", "conduct_office", {"source": "supervision_check", "review_form": "约谈审核表", "grounds": ("g5-1",)}),
    ("reviewed", "2026-03-03", "leader_in_charge", {"opinion": "同意"}),
    ("noticed", "2026-03-04", "conduct_office", {"time": "2026-03-10", "place": "谈话室"}),
)  # fmt: skip
METHOD = (
    "runs.begin, go_on with a process for each core, pack_up: evaluation of each matter, both files, sealing and the ZIP; "
    "the matters were opened and recorded by the acts before"
)


def merge(world: World) -> list[Figure]:
    """The whole run, from the question to the ZIP."""
    with bar() as progress:
        for number in progress.track(range(NOTICES), description=f"{connection.vendor}: interviews"):
            _interview(world, number)
    begun = time.perf_counter()
    run = runs.begin(SYSTEM, runs.Asked(PACK, PAPER))
    with bar() as progress:
        task = progress.add_task(f"{connection.vendor}: notices", total=len(run.items))
        for done in runs.go_on(SYSTEM, run, workers=cores()):
            progress.update(task, completed=done)
    out = BytesIO()
    papers = runs.pack_up(run, out)
    seconds = time.perf_counter() - begun
    runs.forget(run)
    measured = f"{seconds:.0f} s for {papers:,} notices, {cores()} processes; ZIP of {len(out.getvalue()) / 1e6:.0f} MB"
    return [Figure("merge", f"{NOTICES:,} interview notices merged", measured, seconds, METHOD, f"{MOST_SECONDS} s", seconds <= MOST_SECONDS and papers == NOTICES)]  # fmt: skip


def _interview(world: World, number: int) -> None:
    handler = world.handler(number)
    asked = opening.Opening(
        PACK, PROCEDURE, world.organ(number), "约谈", [f"person:{world.subject(number)}"], date(2026, 3, 2), mark="试约",
        handler=handler, facts={"kind": "reminder", "personal": "no"},
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    entries = [
        Entry(step, day, fields | ({"interviewer": f"person:{handler}"} if step == "noticed" else {}), by=(by,), subjects=tuple(asked.subjects))
        for step, day, by, fields in STEPS
    ]  # fmt: skip
    acts.record_in_turn(SYSTEM, matter.pk, entries)
