"""Whose rows a keeper of registers may enter: those under the organs that the role serves, nobody else's.

Without it an officer of one county could put another county's organ under an own one, and would see its matters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from zeren.records.actor import KEEPS_REGISTERS, Actor, Role
from zeren.records.campaigns import figures
from zeren.records.campaigns import importing as campaigns
from zeren.records.duties import importing as duties
from zeren.records.errors import Problem
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person, Post
from zeren.records.pool import acts as pool
from zeren.records.risks import importing as risks
from zeren.records.rows import Cells
from zeren.records.scores import importing as scores

Within = Callable[[Any], bool]


def outside(actor: Actor, noun: str, rows: Sequence[Cells]) -> list[Problem]:
    """What lies outside the actor's organs, by row. The system administrator keeps the whole register."""
    if actor.system:
        return []
    if noun in OF_THEIR_OWN:
        return [replace(problem, row=number) for number, problem in OF_THEIR_OWN[noun](actor, rows)]
    if actor.has(Role.SYSTEM_ADMIN):
        return []
    scopes = _served(actor)

    def within(row: Any) -> bool:
        return any(getattr(row, f"a{depth}") == organ for organ, depth in scopes)

    found = FINDERS[noun](rows, within)
    return [replace(problem, row=number) for number, problem in found]


def _served(actor: Actor) -> set[tuple[int, int]]:
    """The organs where the role is held, and the committee that each serves: an organization department registers
    the cadres of its committee's whole tree, not its own staff alone.
    """
    held = actor.scopes(KEEPS_REGISTERS)
    serving = Organ.objects.filter(pk__in=[organ for organ, _ in held], committee__isnull=False)
    committees = serving.values_list("committee", "committee__depth")
    return {*held, *((pk, depth) for pk, depth in committees if pk is not None)}


def _text(cells: Cells, column: str) -> str:
    return str(cells.get(column) or "").strip()


def _foreign(column: str, code: str) -> Problem:
    zh = f"“{code}”不在您登记的范围内，由其所在的机关或者系统管理员登记"
    return Problem(column, zh, f"'{code}' is not this actor's to register")


def _by_code(model: Any, rows: Sequence[Cells], column: str, *related: str) -> dict[str, Any]:
    codes = {_text(cells, column) for cells in rows}
    return {row.code: row for row in model.objects.filter(code__in=codes).select_related(*related)}


def _organs(rows: Sequence[Cells], within: Within) -> Iterator[tuple[int, Problem]]:
    there = _by_code(Organ, rows, "code", "superior")
    uppers = _by_code(Organ, rows, "superior")
    given = {_text(cells, "code") for cells in rows}
    for number, cells in enumerate(rows, start=1):
        code, upper = _text(cells, "code"), _text(cells, "superior")
        organ = there.get(code)
        if organ is not None and not within(organ):
            yield number, _foreign("code", code)
        now = organ.superior.code if organ is not None and organ.superior else ""
        if organ is not None and upper == now:
            continue
        # A superior of the same rows is held to the same rule at its own row.
        if not (upper in given or (upper in uppers and within(uppers[upper]))):
            yield number, _foreign("superior", upper or "（没有上级）")


def _people(rows: Sequence[Cells], within: Within) -> Iterator[tuple[int, Problem]]:
    there, organs = _by_code(Person, rows, "code", "organ"), _by_code(Organ, rows, "organ")
    for number, cells in enumerate(rows, start=1):
        person, organ = there.get(_text(cells, "code")), organs.get(_text(cells, "organ"))
        if person is not None and person.organ_id and not within(person):
            yield number, _foreign("code", person.code)
        if organ is not None and not within(organ):
            yield number, _foreign("organ", organ.code)


def _posts(rows: Sequence[Cells], within: Within) -> Iterator[tuple[int, Problem]]:
    there, organs = _by_code(Post, rows, "code", "organ"), _by_code(Organ, rows, "organ")
    for number, cells in enumerate(rows, start=1):
        post, organ = there.get(_text(cells, "code")), organs.get(_text(cells, "organ"))
        if post is not None and not within(post.organ):
            yield number, _foreign("code", post.code)
        if organ is not None and not within(organ):
            yield number, _foreign("organ", organ.code)


def _about_people(rows: Sequence[Cells], within: Within) -> Iterator[tuple[int, Problem]]:
    people = _by_code(Person, rows, "person")
    for number, cells in enumerate(rows, start=1):
        person = people.get(_text(cells, "person"))
        if person is not None and not within(person):
            yield number, _foreign("person", person.code)


OF_THEIR_OWN = {
    "pool": pool.outside,
    "risks": risks.outside,
    "activities": duties.outside,
    "sheets": scores.outside,
    "points": scores.outside,
    "assessed": campaigns.outside,
    "public": figures.outside,
}
"""Registers that say themselves whose rows they are."""

FINDERS: dict[str, Callable[[Sequence[Cells], Within], Iterator[tuple[int, Problem]]]] = {
    "organs": _organs,
    "people": _people,
    "posts": _posts,
    "appointments": _about_people,
    "charges": _about_people,
}
