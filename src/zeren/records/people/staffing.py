"""Posts as approved and as filled, by organ, class and level of post: from the registers alone, as they stand on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from zeren.records.actor import SEES_TREE, Actor
from zeren.records.matters import access
from zeren.records.organs.models import Organ
from zeren.records.people.models import Post


@dataclass(frozen=True, slots=True)
class Staffed:
    """The posts of one class and level of an organ. ``approved``: the sum of the registered numbers (one may stand for the
    whole class); None where none of them bears one."""

    organ: Organ
    post_class: str
    rank: str
    posts: tuple[Post, ...]
    approved: int | None
    filled: int

    @property
    def over(self) -> int | None:
        """How many more are in posts than approved (below zero: vacancies); None where that is not known."""
        return None if self.approved is None else self.filled - self.approved


def organs(actor: Actor) -> list[Organ]:
    """The organs with posts under the actor's own, and those whose organization department the actor's is."""
    own = [organ for organ, _ in actor.scopes(SEES_TREE)]
    found = Organ.objects.filter(access.scope(actor, SEES_TREE) | Q(organization_department__in=own))
    return list(found.filter(pk__in=Post.objects.values("organ")).order_by("depth", "rank", "pk"))


def staffed(actor: Actor, day: date) -> list[Staffed]:
    """What these organs have, in the order of the organs and of their posts. Two queries."""
    listed = organs(actor)
    in_force = Q(appointments__start__lte=day) & (
        Q(appointments__end__isnull=True) | Q(appointments__end__gte=day)
    )
    rows = Post.objects.filter(organ__in=listed).annotate(held=Count("appointments", filter=in_force))
    by: dict[tuple[int, str, str], list[Post]] = {}
    for post in rows.order_by("-principal", "code"):
        by.setdefault((post.organ_id, post.post_class, post.rank), []).append(post)
    place = {organ.pk: (n, organ) for n, organ in enumerate(listed)}
    made = [_of(place[key[0]][1], *key[1:], posts) for key, posts in by.items()]
    return sorted(made, key=lambda one: place[one.organ.pk][0])


def _of(organ: Organ, post_class: str, rank: str, posts: list[Post]) -> Staffed:
    known = [post.approved for post in posts if post.approved is not None]
    filled = sum(post.held for post in posts)  # type: ignore[attr-defined]
    approved = sum(known) if known else None
    return Staffed(organ, post_class, rank, tuple(posts), approved, filled)
