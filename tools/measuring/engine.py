"""The engine alone: no database, no sentences, one thread."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from measuring.figures import Figure, bar
from zeren.law.calendars import load_years
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import read_case
from zeren.norms.evaluating import evaluate
from zeren.norms.incremental import Incremental
from zeren.norms.model import Event, Log

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "docs" / "examples" / "accountability-person.yaml"
PACK = "cn-2019-accountability"
MATTERS = 6000
GROWING = 1500
EVENTS = 15


def engine() -> list[Figure]:
    """Cold and incremental."""
    library = PackLibrary.load(ROOT / "packs")
    calendar = Calendar(load_years(ROOT / "calendars" / "cn"))
    whole = library.latest(PACK)
    assert whole is not None
    every = tuple(pack for pack in library.packs if pack.id == PACK)
    case = read_case(CASE.read_bytes(), CASE.name, library.packs).log
    logs = [matter(case, number) for number in range(MATTERS)]
    with bar() as progress:
        task = progress.add_task("engine", total=4)
        made = []
        for packs, words in (((whole,), "its whole pack"), (every, "every version of it")):
            made.append(_cold(packs, words, logs, calendar, aim=packs == (whole,)))
            progress.advance(task)
            made.append(_growing(packs, words, logs[:GROWING], calendar))
            progress.advance(task)
    return made


def matter(case: Log, number: int) -> Log:
    """The first fifteen acts of the case file; each matter has its own name, subject and days."""
    later, person = timedelta(days=number % 700), f"person:{number}"
    return replace(
        case,
        id=f"m{number}",
        opened=case.opened + later if case.opened else None,
        subjects=(person,),
        events=tuple(_moved(event, later, person) for event in case.events[:EVENTS]),
        facts=tuple(replace(fact, of=person) for fact in case.facts),
    )


def _moved(event: Event, later: timedelta, person: str) -> Event:
    return replace(event, at=event.at + later, subject=(person,), fields=dict(event.fields))


def _day(log: Log) -> date:
    """A week after the last act."""
    last = log.events[-1].at
    return date(last.year, last.month, last.day) + timedelta(days=7)


def _cold(packs: Sequence[Pack], words: str, logs: list[Log], calendar: Calendar, aim: bool) -> Figure:
    evaluate(packs, logs[0], _day(logs[0]), calendar)
    found, begin, wall = 0, time.process_time(), time.perf_counter()
    for log in logs:
        found += len(list(evaluate(packs, log, _day(log), calendar)))
    took, wall = time.process_time() - begin, time.perf_counter() - wall
    rate, norms = len(logs) / took, sum(len(pack.norms) for pack in packs)
    return Figure(
        f"cold, {words}",
        f"matters evaluated from cold, {words}",
        f"{rate:,.0f}/s ({len(logs) / wall:,.0f}/s by the wall clock)",
        rate,
        f"{len(logs)} matters of {EVENTS} events, {norms} norms, {found // len(logs)} findings each; per second of one core",
        "≥ 3,000/s" if aim else "",
        rate >= 3000 if aim else None,
    )


def _growing(packs: Sequence[Pack], words: str, logs: list[Log], calendar: Calendar) -> Figure:
    cut = [replace(log, events=log.events[:-1]) for log in logs]
    growing = [Incremental(packs, log, _day(whole), calendar) for log, whole in zip(cut, logs, strict=True)]
    growing[0].add(logs[0].events[-1])
    begin = time.process_time()
    for matter, log in zip(growing[1:], logs[1:], strict=True):
        matter.add(log.events[-1])
    took = (time.process_time() - begin) / (len(logs) - 1) * 1000
    return Figure(
        f"incremental, {words}",
        f"one more event on an open matter, {words}: the engine",
        f"{took:.2f} ms",
        took,
        f"the {EVENTS}th event on each of {len(logs)} matters; per event on one core",
        "< 1 ms",
        took < 1,
    )
