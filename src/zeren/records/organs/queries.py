"""Reading organs. Names and the tree are open to every signed-in account; nothing about people is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from zeren.records.actor import Actor
from zeren.records.organs.models import Organ
from zeren.records.scope import subtree


def visible_to(actor: Actor) -> QuerySet[Organ]:
    """Every organ for whoever has a role; none for a visitor."""
    return Organ.objects.all() if actor.system or actor.grants else Organ.objects.none()


def under(actor: Actor, organ: Organ, day: date | None = None) -> QuerySet[Organ]:
    """The organ and everything below it (on a day: those that exist then)."""
    found = visible_to(actor).filter(subtree(organ.pk, organ.depth)).order_by("depth", "rank", "id")
    if day is None:
        return found
    return found.filter(Q(since__isnull=True) | Q(since__lte=day)).filter(
        Q(until__isnull=True) | Q(until__gte=day)
    )


def by_code(code: str) -> Organ | None:
    """The organ of that code."""
    return Organ.objects.filter(code=code).first()


def named(codes: Iterable[str]) -> dict[str, str]:
    """What organs are called, by code; a code that is not registered stands for itself."""
    wanted = set(codes)
    return {code: code for code in wanted} | dict(
        Organ.objects.filter(code__in=wanted).values_list("code", "name")
    )


def any_registered() -> bool:
    """Whether the register holds any organ at all: an installation that was used before."""
    return Organ.objects.exists()


def search(actor: Actor, text: str, limit: int = 20) -> list[Organ]:
    """Organs whose name, short name or code has the text."""
    text = text.strip()
    if not text:
        return []
    found = visible_to(actor).filter(Q(name__contains=text) | Q(short__contains=text) | Q(code=text))
    return list(found.order_by("depth", "rank", "id")[:limit])


def by_name(name: str) -> Organ | None:
    """The one organ of that name or short name; None where there is none or several."""
    found = list(Organ.objects.filter(Q(name=name) | Q(short=name))[:2])
    return found[0] if len(found) == 1 else None


def by_id(organ: int | None) -> Organ | None:
    """The organ of that id."""
    return Organ.objects.filter(pk=organ).first() if organ else None


def register(actor: Actor, name: str = "") -> QuerySet[Organ]:
    """The register of organs in the order of the tree, narrowed by a part of the name."""
    found = visible_to(actor).select_related("superior", "discipline_organ", "organization_department")
    if name:
        found = found.filter(Q(name__contains=name) | Q(short__contains=name) | Q(code=name))
    return found.order_by("depth", "rank", "id")
