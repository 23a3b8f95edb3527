"""People and organs: the registers within sight, and what a person is barred from on a day."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from zeren.api import shapes
from zeren.api.door import actor_of, listed
from zeren.api.given import AsOf, Cursor, Limit, Line, Name, Pk, cut, place_of
from zeren.api.problems import ERRORS
from zeren.records import clock
from zeren.records.errors import OutOfSight
from zeren.records.matters import ledger
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Person
from zeren.records.restrictions import queries as restrictions
from zeren.records.trail import acts as trail

router = Router(tags=["registers"])
Filter = Annotated[Line, Query("")]


@router.get("/organs", response={200: shapes.OrganPage, **ERRORS})
def list_organs(request: HttpRequest, limit: Limit, cursor: Cursor, name: Filter) -> dict[str, Any]:
    """The register of organs, by a part of the name; names and the tree are open to every account."""
    found = organs.register(actor_of(request), name).order_by("pk").filter(pk__gt=place_of(cursor))
    rows, more = cut(list(found[: limit + 1]), limit)
    return {"rows": [_organ(row) for row in rows], "next": str(rows[-1].pk) if more else None}


def _organ(row: Organ) -> dict[str, Any]:
    names = ("code", "name", "short", "level", "kind", "since", "until")
    return {"id": row.pk, "superior": row.superior_id, **{name: getattr(row, name) for name in names}}


@router.get("/organs/{int:pk}", response={200: shapes.OrganOut, **ERRORS})
def get_organ(request: HttpRequest, pk: Pk) -> dict[str, Any]:
    """One organ."""
    row = organs.visible_to(actor_of(request)).filter(pk=pk).first()
    if row is None:
        raise OutOfSight(f"organ {pk}")
    return _organ(row)


@router.get("/people", response={200: shapes.PersonPage, **ERRORS})
def list_people(
    request: HttpRequest, limit: Limit, cursor: Cursor, name: Filter, organ: Filter
) -> dict[str, Any]:
    """People in sight: by a part of the name or the whole code, by a part of the organ's name."""
    found = people.register(actor_of(request), name=name, organ=organ)
    rows, more = cut(list(found.order_by("pk").filter(pk__gt=place_of(cursor))[: limit + 1]), limit)
    listed(request, "person", len(rows))
    return {"rows": [_person(row) for row in rows], "next": str(rows[-1].pk) if more else None}


def _person(row: Person) -> dict[str, Any]:
    organ = {"id": row.organ.pk, "name": row.organ.name} if row.organ else None
    return {"id": row.pk, "code": row.code, "name": row.name, "organ": organ}


@router.get("/people/{int:pk}/bars", response={200: shapes.BarsOut, **ERRORS})
def list_bars(request: HttpRequest, pk: Pk, day: AsOf, act: Annotated[Name, Query("")]) -> dict[str, Any]:
    """What a person in sight is barred from on a day (from one ``act``): may this person be promoted?"""
    actor, on = actor_of(request), day or clock.today()
    if people.cadre(actor, pk) is None:
        raise OutOfSight(f"person {pk}")
    found = [row for row in restrictions.over(actor, pk, on) if act in ("", row.act)]
    seen = ledger.in_sight(actor, [row.matter_id for row in found])
    trail.note(actor, "cadre_read", "person", pk)
    names = ("act", "pack", "norm", "starts", "ends", "sure", "missing")
    bars = [
        {
            **{name: getattr(row, name) for name in names},
            "cites": row.cites.split(),
            "matter": row.matter_id if row.matter_id in seen else None,
        }
        for row in found
    ]
    return {"person": pk, "day": on, "bars": bars}
