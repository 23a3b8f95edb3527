"""Draws of a matter: what was announced and drawn; announcing, drawing, replacing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from zeren.api import shapes
from zeren.api import shapes_draws as draw_shapes
from zeren.api.door import actor_of, writer_of
from zeren.api.given import Given, Line, Name, Number, Pk
from zeren.api.matters import matter_of
from zeren.api.problems import ERRORS
from zeren.records.actor import Actor
from zeren.records.draws import acts, queries
from zeren.records.draws.acts import Asked
from zeren.records.draws.log import Held, Result
from zeren.records.matters import events
from zeren.records.matters.models import Event
from zeren.records.organs import queries as organs
from zeren.records.people.models import Person
from zeren.records.trail import acts as trail

router = Router(tags=["draws"])


class KeptOff(Given):
    """Somebody whom people keep off the list, and why."""

    person: Number
    reason: Line


class AnnounceIn(Given):
    """What is to be announced: whose pool (an organ), how many for each seat, whence the seed comes (``public``,
    ``witnessed``) and on which day; ``reason``: why it is announced anew."""

    pool: Number
    seats: dict[Name, Annotated[int, Field(ge=0, le=99)]] = Field(max_length=20)
    kind: Name
    source: Line
    known_on: date | None = None
    excluded: list[KeptOff] = Field(default_factory=list, max_length=500)
    reason: Line = ""


class DrawIn(Given):
    """The seed, one line of text, and who witnessed it."""

    seed: Line
    witnesses: list[Line] = Field(max_length=50)


class ReplaceIn(Given):
    """Who can't serve, and why. ``expected``: who was to follow when the draw was read; somebody else is refused."""

    person: Number
    reason: Line
    expected: Number | None = None


@router.get("/matters/{int:pk}/draws", response={200: list[draw_shapes.DrawOut], **ERRORS})
def list_draws(request: HttpRequest, pk: Pk) -> list[dict[str, Any]]:
    """Every draw of a matter, the oldest first; the last that is not superseded counts."""
    actor = actor_of(request)
    matter_of(actor, pk)
    found = queries.of_matter(actor, pk)
    trail.note(actor, "matter_read", "matter", pk, detail=f"draws {len(found)}")
    return [_draw(held) for held in found]


def _draw(held: Held) -> dict[str, Any]:
    people = queries.people_of(held)
    pool = organs.by_id(held.pool)
    return {
        "seq": held.seq, "at": held.at.isoformat(), "recorded": held.recorded, "account": held.account,
        "pool": {"id": held.pool, "name": pool.name if pool else ""},
        "kind": held.kind.value, "source": held.roll.seed_from, "known_on": held.known_on, "reason": held.reason,
        "list": held.text, "digest": held.digest,
        "excluded": [{**_person(people, one.person), "why": one.why.value, "text": one.text} for one in held.excluded],
        "result": _result(held, held.result, people) if held.result else None,
        "replaced": [
            {"seq": one.seq, "person": _person(people, one.person), "by": _person(people, one.by), "seat": one.seat,
             "reason": one.reason} for one in held.replaced
        ],
        "seated": [_seated(held, people, person, seat) for person, seat in held.seated().items()],
        "superseded": held.superseded, "agrees": held.agrees(),
    }  # fmt: skip


def _person(people: Mapping[int, Person], pk: int) -> dict[str, str]:
    return {"ref": f"person:{pk}", "name": people[pk].name if pk in people else ""}


def _seated(held: Held, people: Mapping[int, Person], person: int, seat: str) -> dict[str, str]:
    return {**_person(people, person), "code": held.codes.get(person, ""), "seat": seat}


def _result(held: Held, result: Result, people: Mapping[int, Person]) -> dict[str, Any]:
    pairs = ((person, seat) for seat, drawn in result.seats.items() for person in drawn)
    return {
        "seq": result.seq,
        "at": result.at.isoformat(),
        "seed": result.seed,
        "witnesses": list(result.witnesses),
        "seats": [_seated(held, people, person, seat) for person, seat in pairs],
    }


# ---------------------------------------------------------------- acting


def _recorder(request: HttpRequest, pk: int) -> Actor:
    actor = writer_of(request)
    matter_of(actor, pk)
    return actor


def _kept(event: Event) -> Any:
    head = event.matter.head_seq
    kept = {"seq": event.seq, "id": events.event_id(event.matter_id, event.seq), "head_seq": head}
    return Status(201, {**kept, "missing": [], "repeated": False})


@router.post("/matters/{int:pk}/draws", response={201: shapes.KeptOut, **ERRORS})
def announce_draw(request: HttpRequest, pk: Pk, given: AnnounceIn) -> Any:
    """Freeze the list of candidates, today; its digest stands in ``GET`` of the draws."""
    excluded = {one.person: one.reason for one in given.excluded}
    asked = Asked(given.pool, given.seats, given.kind, given.source, given.known_on, excluded, given.reason)
    return _kept(acts.announce(_recorder(request, pk), pk, asked))


@router.post("/matters/{int:pk}/draws/draw", response={201: shapes.KeptOut, **ERRORS})
def draw_team(request: HttpRequest, pk: Pk, given: DrawIn) -> Any:
    """Take the seed and draw by it from the frozen list, today."""
    return _kept(acts.draw(_recorder(request, pk), pk, given.seed, given.witnesses))


@router.post("/matters/{int:pk}/draws/replace", response={201: shapes.KeptOut, **ERRORS})
def replace_drawn(request: HttpRequest, pk: Pk, given: ReplaceIn) -> Any:
    """Somebody drawn can't serve: the next of the same ranking takes the seat."""
    return _kept(acts.replace(_recorder(request, pk), pk, given.person, given.reason, given.expected))
