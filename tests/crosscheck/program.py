"""A world as facts of the answer-set program, and what the program says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import clingo

from crosscheck.worlds import World
from zeren.law.packs.form import (
    Acts,
    Authority,
    Bar,
    DueWithin,
    Duty,
    ExceptionBody,
    Happened,
    Norm,
    OpenOn,
    Period,
    Require,
)
from zeren.norms.model import Event

RULES = (Path(__file__).parent / "rules.lp").read_text(encoding="utf-8")
Ends = Callable[[date, Period, bool], date]
"""A period's end by a calculator that was not written here: start, period, whether it rolls."""
Key = tuple[str, str | None, str]
"""Norm, subject (None: the matter), event."""
KINDS = {"yes": "yes", "no": "no", "?": "unknown"}


def free_day(start: date, period: Period) -> date:
    """The first free day of a restriction: the corresponding day, else the day after the month's end."""
    if period.unit == "days":
        return date.fromordinal(start.toordinal() + period.amount)
    months = start.month - 1 + period.amount * (12 if period.unit == "years" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    try:
        return date(year, month, start.day)
    except ValueError:
        return date(year + month // 12, month % 12 + 1, 1)


def solve(
    worlds: Sequence[World], ends: Ends, forbidden: list[dict[str, str]] | None = None
) -> list[dict[Key, str]]:
    """The status of every norm instance of every world, ``not_triggered`` left out.

    ``forbidden`` receives, for every world, the must bars that an act called ``draft`` falls into: ``falls`` or
    ``perhaps_falls``.
    """
    control = clingo.Control(["--warn=none"])
    control.add("base", [], RULES)
    facts = [fact for number, world in enumerate(worlds) for fact in _facts(str(number), world, ends)]
    control.add("base", [], "\n".join(f"{fact}." for fact in facts))
    control.ground([("base", [])])
    found: list[dict[Key, str]] = [{} for _ in worlds]
    with control.solve(yield_=True) as handle:
        models = [model.symbols(shown=True) for model in handle]
    assert len(models) == 1, "the program is stratified: one model"
    if forbidden is not None:
        forbidden.extend({} for _ in worlds)
    for symbol in models[0]:
        if symbol.name != "result" and forbidden is not None:
            forbidden[symbol.arguments[0].number][symbol.arguments[1].name] = symbol.name
        if symbol.name == "result":
            trace, norm, subject, event, status = symbol.arguments
            key = (norm.name, None if subject.name == "none" else subject.name, event.name)
            assert key not in found[trace.number], f"two statuses for {key}"
            found[trace.number][key] = status.name
    return found


def _facts(t: str, world: World, ends: Ends) -> Iterator[str]:
    yield f"asof({t},{world.as_of.toordinal()})"
    events = [e for e in world.log.events if e.at <= world.as_of]  # type: ignore[operator]
    events.sort(key=lambda e: (e.at, e.seq))
    for place, event in enumerate(events):
        yield from _event(t, event, place)
    for norm in world.pack.norms:
        yield from _norm(t, norm, world)
        for event in events:
            yield from _days(t, norm, event, world.pack.norms, ends)


def _event(t: str, event: Event, place: int) -> Iterator[str]:
    assert isinstance(event.at, date)
    yield f"ev({t},{event.id},{event.type},{place},{event.at.toordinal()})"
    yield f"flag({t},{event.id},{KINDS[str(event.fields['flag'])]})"
    for person in event.subject:
        yield f"names({t},{event.id},{person})"
    if event.re is not None:
        yield f"re({t},{event.id},{event.re})"
    for role in event.by:
        yield f"by({t},{event.id},{role})"


def _norm(t: str, norm: Norm, world: World) -> Iterator[str]:
    body = norm.body
    if isinstance(body, ExceptionBody):
        yield from _exception(t, norm, body, world)
        return
    yield f"norm({t},{norm.id})"
    yield f"per({t},{norm.id},{norm.per})"
    yield f"force({t},{norm.id},{norm.force.value})"
    if norm.if_ is not None:
        yield f"conditioned({t},{norm.id})"
    if isinstance(body, Duty):
        assert isinstance(body.opener, OpenOn)
        yield f"duty({t},{norm.id},{body.opener.events[0]},{body.count})"
        yield from (f"duty_act({t},{norm.id},{name})" for name in body.act.names)
    elif isinstance(body, Require):
        yield f"require({t},{norm.id},{body.acts[0]})"
        yield from _needs(t, norm.id, body.after)
        yield from (f"not_yet({t},{norm.id},{name})" for name in (body.before.names if body.before else ()))
    elif isinstance(body, Authority):
        yield f"authority({t},{norm.id},{body.acts[0]})"
        yield from _needs(t, norm.id, body.after)
        yield from (f"may_do({t},{norm.id},{role})" for role in body.by)
    elif isinstance(body, Bar):
        yield f"bar({t},{norm.id})"
        yield from (f"bar_act({t},{norm.id},{name})" for name in body.acts)
        yield from (f"bar_from({t},{norm.id},{name})" for name in body.from_)
        yield from (f"bar_until({t},{norm.id},{name})" for name in body.until)


def _needs(t: str, norm: str, acts: Acts | None) -> Iterator[str]:
    if acts is not None:
        word = "needs_any" if acts.mode == "any" and len(acts.names) > 1 else "needs_all"
        yield from (f"{word}({t},{norm},{name})" for name in acts.names)


def _exception(t: str, norm: Norm, body: ExceptionBody, world: World) -> Iterator[str]:
    if body.extend is not None:
        yield f"extend({t},{norm.id},{body.to[0]},{body.extend.on})"
    else:
        yield f"lift({t},{norm.id},{body.to[0]})"
    if isinstance(norm.if_, Happened):
        yield f"after({t},{norm.id},{norm.if_.event})"
    elif norm.if_ is None:
        yield f"when({t},{norm.id},yes)"
    else:
        yield f"when({t},{norm.id},{KINDS[str(world.log.matter['kind'])]})"


def _days(t: str, norm: Norm, event: Event, norms: Sequence[Norm], ends: Ends) -> Iterator[str]:
    body, day = norm.body, event.at
    assert isinstance(day, date)
    if isinstance(body, Duty) and isinstance(body.due, DueWithin) and event.type in body.opener.events:  # type: ignore[union-attr]
        assert isinstance(body.due.period, Period)
        yield f"due({t},{norm.id},{event.id},{ends(day, body.due.period, bool(body.roll)).toordinal()})"
        for other in norms:
            longer = other.body.extend if isinstance(other.body, ExceptionBody) else None
            if longer is not None and norm.id in other.body.to:  # type: ignore[union-attr]
                assert isinstance(longer.within, Period)
                end = ends(day, longer.within, bool(body.roll))
                yield f"longer({t},{norm.id},{event.id},{end.toordinal()})"
    elif isinstance(body, Bar) and isinstance(body.for_, Period) and event.type in body.from_:
        yield f"last({t},{norm.id},{event.id},{free_day(day, body.for_).toordinal() - 1})"
