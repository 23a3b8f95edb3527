"""Recording, by the act that people use: checks, chain, trail, evaluation, projections, commit to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from measuring.engine import CASE, EVENTS, PACK
from measuring.figures import Figure, bar, part, timed
from measuring.filling import World
from zeren.norms.casefile import read_case
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.matters.opening import Opening
from zeren.records.packs import installed

MATTERS = 20


@dataclass
class Told:
    """One act to be recorded."""

    matter: int
    type: str
    at: date
    fields: dict[str, Any]
    by: tuple[str, ...]


def recording(world: World) -> list[Figure]:
    """Events recorded a second, one after another; and the act with the fifteenth event alone."""
    case = read_case(CASE.read_bytes(), CASE.name, installed().packs).log
    told = []
    for number in range(MATTERS):
        later, person = timedelta(days=number % 60), world.subject(number)
        matter = opening.open_matter(
            SYSTEM,
            Opening(
                pack=PACK,
                procedure="accountability",
                organ=world.organ(number),
                title="计时",
                subjects=[f"person:{person}"],
                opened=date(2024, 3, 11) + later,
                mark="青试",
                handler=world.handler(number),
                facts=dict(case.matter),
                subject_facts={f"person:{person}": {f.name: f.value for f in case.facts}},
            ),
        )
        told += [
            Told(matter.pk, e.type, date.fromordinal(e.at.toordinal()) + later, dict(e.fields), e.by)
            for e in case.events[:EVENTS]
        ]
    return _figures(told)


def _figures(told: list[Told]) -> list[Figure]:
    last: list[float] = []
    every: list[float] = []
    with bar() as progress:
        for place, one in enumerate(progress.track(told, description="recording")):
            took = timed([one], _record)
            every += took
            if place % EVENTS == EVENTS - 1:
                last += took
    rate = len(every) / sum(every) * 1000
    last.sort()
    return [
        Figure(
            "events recorded",
            "events recorded, one after another",
            f"{rate:,.0f}/s",
            rate,
            f"{len(every)} events on {MATTERS} matters, one process, each acknowledged only when it is on the disk",
        ),
        Figure(
            "whole act",
            "one more event on an open matter: the whole act",
            f"p50 {part(last, 0.5):.1f} ms, p95 {part(last, 0.95):.1f}",
            part(last, 0.5),
            f"the {EVENTS}th event: checks, chain, trail, findings, worklist, commit; {len(last)} times",
        ),
    ]


def _record(one: Told) -> None:
    acts.record_event(SYSTEM, one.matter, one.type, one.at, one.fields, by=one.by)
