"""Asking: may this person be promoted, appointed, sent abroad on this day, and if not, why, until when, by which text?

One person and a list are answered by the same function; what is out of the viewer's sight changes no answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q

from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.people import queries as people
from zeren.records.people.models import Person, Post
from zeren.records.precheck import gathering
from zeren.records.precheck.answering import answer
from zeren.records.precheck.model import Answer, Asked
from zeren.records.rows import few

ASKS = SEES_TREE - {Role.TEAM_MEMBER}
"""Roles that check. Nobody checks himself: what is his stands on the own desk."""
MOST = 1000
"""Candidates of one list."""


def may_ask(actor: Actor) -> bool:
    """Whether the actor checks at all."""
    return actor.system or actor.has(*ASKS)


def askable(actor: Actor, ids: Sequence[int]) -> frozenset[int]:
    """Whom of these people the actor may check."""
    if not may_ask(actor):
        return frozenset()
    found: set[int] = set()
    for part in few(sorted(set(ids) - {actor.person})):
        rows = people.visible_to(actor).filter(pk__in=part)
        found.update(rows.values_list("pk", flat=True))
    return frozenset(found)


def check(actor: Actor, questions: Sequence[Asked]) -> list[Answer]:
    """The answer to each question, in their order. Raises OutOfSight where one is about somebody out of sight."""
    if not questions:
        return []
    allowed = askable(actor, [asked.person for asked in questions])
    if any(asked.person not in allowed for asked in questions):
        raise OutOfSight("a person of the list")
    ground = gathering.now(actor, questions)
    return [answer(ground, asked) for asked in questions]


def check_one(actor: Actor, asked: Asked) -> Answer:
    """The answer to one question. Raises OutOfSight."""
    return check(actor, [asked])[0]


def known_as(actor: Actor, words: Iterable[str]) -> dict[str, list[Person]]:
    """By code or whole name, the people whom the actor may check; a code comes before a name."""
    wanted = sorted({word for word in words if word})
    found: dict[str, list[Person]] = {}
    if not may_ask(actor):
        return found
    for part in few(wanted):
        rows = people.visible_to(actor).filter(Q(code__in=part) | Q(name__in=part)).exclude(pk=actor.person)
        for person in rows.select_related("organ").order_by("pk"):
            for word in {person.code, person.name} & set(part):
                found.setdefault(word, []).append(person)
    by_code = {p.code: p for listed in found.values() for p in listed if p.code in found}
    return found | {code: [person] for code, person in by_code.items()}


def posts_by_code(codes: Iterable[str]) -> dict[str, Post]:
    """Registered posts by their code."""
    rows = Post.objects.filter(code__in={code for code in codes if code}).select_related("organ")
    return {post.code: post for post in rows}


def named(actor: Actor, ids: Iterable[int]) -> dict[int, Person]:
    """The people of an answer, by id, as far as they are in sight."""
    found: dict[int, Person] = {}
    for part in few(sorted(set(ids))):
        rows = people.visible_to(actor).filter(pk__in=part)
        found.update((person.pk, person) for person in rows.select_related("organ"))
    return found
