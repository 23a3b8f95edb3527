"""Reading people: whoever works under one's organs, those concerned by one's matters, and oneself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from zeren.records import clock
from zeren.records.actor import SEES_TREE, WRITES, Actor, Role
from zeren.records.matters import access
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.scope import subtree

NAME_LENGTHS = (2, 3, 4)
"""Characters of the names that are looked for in a text."""
MOST_ASKED = 900
"""Words in one question to the database."""


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Every person that the actor sees; nothing by default.

    By place of work, but for whom a higher organ manages (干部管理权限); by management, wherever they work; by a
    matter in sight; and oneself.
    """
    if actor.system:
        return Person.objects.all()
    found = access.scope(actor, SEES_TREE | {Role.UNIT_LIAISON})
    if actor.has(*BY_MANAGEMENT):
        found = found & ~managed_above(actor) | managed_by(actor)
    if actor.person:
        found |= Q(pk=actor.person)
    if actor.has(*SEES_TREE):
        found |= Q(pk__in=access.visible_to(actor).values("subjects__person"))
    return Person.objects.filter(found)


BY_MANAGEMENT = SEES_TREE - {Role.TEAM_MEMBER}
"""Functions whose sight follows management authority; an inspection team's follows its authorisation alone."""


def managed_by(actor: Actor) -> Q:
    """People whose main post on the day is filled by a committee that the actor's organs serve."""
    mine = main_posts_on(actor.as_of or clock.today()).filter(post__managing_organ__in=served_by(actor))
    return Q(pk__in=mine.values("person"))


def managed_above(actor: Actor) -> Q:
    """People whose main post on the day is filled by an organ outside the trees of the committees served."""
    under = Q(pk__in=())
    for organ, depth in sorted(_served(actor)):
        under |= subtree(organ, depth, "post__managing_organ__")
    others = (
        main_posts_on(actor.as_of or clock.today()).filter(post__managing_organ__isnull=False).exclude(under)
    )
    return Q(pk__in=others.values("person"))


def main_posts_on(day: date) -> QuerySet[Appointment]:
    """The main posts held on a day."""
    held = Appointment.objects.filter(main=True, start__lte=day)
    return held.filter(Q(end__isnull=True) | Q(end__gte=day))


def in_service(day: date) -> Q:
    """People who neither retired nor left by the day; on the registered day itself they have."""
    return Q(Q(retired__isnull=True) | Q(retired__gt=day), Q(left__isnull=True) | Q(left__gt=day))


def served_by(actor: Actor) -> set[int]:
    """The committees that the organs of the actor's functions serve."""
    return {organ for organ, _ in _served(actor)}


def _served(actor: Actor) -> set[tuple[int, int]]:
    """The committees that the organs of the actor's functions serve, by id and depth; a committee serves itself."""
    organs = {organ for organ, _ in actor.scopes(BY_MANAGEMENT)}
    rows = Organ.objects.filter(pk__in=organs).values_list("pk", "depth", "committee", "committee__depth")
    return {(committee or pk, upper or depth) for pk, depth, committee, upper in rows}


def search(actor: Actor, text: str, limit: int = 20) -> list[Person]:
    """People by the beginning of their name or their code, as a form's field offers them."""
    text = text.strip()
    if not text:
        return []
    found = visible_to(actor).filter(Q(name__startswith=text) | Q(code=text))
    return list(found.select_related("organ").order_by("name", "id")[:limit])


def of_unit(actor: Actor, words: str) -> QuerySet[Person]:
    """The people in sight whose unit's name has these words in it; all without words."""
    found = visible_to(actor)
    return found.filter(Q(organ__name__contains=words) | Q(organ__short__contains=words)) if words else found


def cadre(actor: Actor, person_id: int) -> Person | None:
    """One person with the appointments, newest first; None out of sight."""
    rows = Appointment.objects.select_related("post", "post__organ", "post__managing_organ").order_by(
        "-start", "-id"
    )
    found = visible_to(actor).filter(pk=person_id).select_related("organ")
    return found.prefetch_related(Prefetch("appointments", queryset=rows)).first()


def posts_on(person_id: int, day: date | None = None) -> list[Appointment]:
    """The posts a person holds on a day, the main one first."""
    day = day or clock.today()
    held = Appointment.objects.filter(person=person_id, start__lte=day).filter(
        Q(end__isnull=True) | Q(end__gte=day)
    )
    return list(held.select_related("post", "post__organ").order_by("-main", "start", "id"))


def management_of(person_id: int, day: date | None = None) -> tuple[str, int | None]:
    """干部管理权限: who manages the person on a day (a word, and the organ), by the main post; unknown is empty."""
    main = next((held for held in posts_on(person_id, day) if held.main), None)
    return (main.post.managed_by, main.post.managing_organ_id) if main else ("", None)


def register(
    actor: Actor, *, name: str = "", organ: str = "", managing_organ: str = "", day: date | None = None
) -> QuerySet[Person]:
    """The register of people: by a part of the name or the whole code, of the organ's name, by the organ that appoints them.

    Each row carries ``held``: the posts held on the day (default: today), the main one first.
    """
    day = day or clock.today()
    on_day = Q(start__lte=day) & (Q(end__isnull=True) | Q(end__gte=day))
    held = Appointment.objects.filter(on_day).select_related("post", "post__organ", "post__managing_organ")
    found = visible_to(actor).select_related("organ")
    if name:
        found = found.filter(Q(name__contains=name) | Q(code=name))
    if organ:
        found = found.filter(Q(organ__name__contains=organ) | Q(organ__short__contains=organ))
    if managing_organ.isdecimal() and len(managing_organ) < 18:
        mine = Appointment.objects.filter(on_day, main=True, post__managing_organ=int(managing_organ))
        found = found.filter(pk__in=mine.values("person"))
    return found.prefetch_related(
        Prefetch("appointments", queryset=held.order_by("-main", "start", "id"), to_attr="held")
    )


def managing_organs(actor: Actor) -> list[tuple[int, str]]:
    """The organs that appoint to registered posts, by id and name."""
    if not (actor.system or actor.grants):
        return []
    rows = Post.objects.filter(managing_organ__isnull=False).order_by(
        "managing_organ__rank", "managing_organ_id"
    )
    return list(rows.values_list("managing_organ_id", "managing_organ__name").distinct())


def charges_of(actor: Actor, person_id: int) -> QuerySet[Charge]:
    """The units a person is or was in charge of, newest first; nothing of a person out of sight."""
    seen = visible_to(actor).filter(pk=person_id)
    return Charge.objects.filter(person__in=seen).select_related("organ").order_by("-start", "-id")


def by_code(code: str) -> Person | None:
    """The person of that code."""
    return Person.objects.filter(code=code).first() if code else None


def names_in(text: str) -> set[str]:
    """Which names of the register stand in a text, whoever they are: words for many readers give nobody away unasked."""
    runs = re.findall(r"[\u3400-\u9fff·]{2,}", text)
    words = {
        run[at : at + size] for run in runs for size in NAME_LENGTHS for at in range(len(run) - size + 1)
    }
    listed, found = sorted(words), set()
    for start in range(0, len(listed), MOST_ASKED):
        some = Person.objects.filter(name__in=listed[start : start + MOST_ASKED]).exclude(name__contains="某")
        found |= set(some.values_list("name", flat=True).distinct())
    return found


def nameable(actor: Actor) -> QuerySet[Person]:
    """Whom an actor may name in a matter: people in sight; for who opens matters, all under the committee served.

    A commission's cases are about the cadres of its committee's tree, not about its own staff.
    """
    organ = Organ.objects.filter(pk=actor.organ).select_related("committee", "superior").first()
    upper = (organ.committee or organ.superior) if organ else None
    if actor.system or upper is None or not actor.has(*WRITES):
        return visible_to(actor)
    return Person.objects.filter(Q(pk__in=visible_to(actor).values("pk")) | subtree(upper.pk, upper.depth))


def named(actor: Actor, name: str, most: int = 12) -> list[Person]:
    """The people of exactly this name whom the actor may name."""
    return list(nameable(actor).filter(name=name).select_related("organ").order_by("code")[:most])


def known_as(actor: Actor, words: Iterable[str]) -> list[Person]:
    """The people whom the actor may name and whose code or name is one of these words, in one query for a long list."""
    wanted = set(words)
    found = nameable(actor).filter(Q(code__in=wanted) | Q(name__in=wanted))
    return list(found.select_related("organ").order_by("code"))


def offered(actor: Actor, most: int = 500) -> list[Person]:
    """People whom the actor may name, offered while a name is typed."""
    return list(nameable(actor).select_related("organ").order_by("name", "id")[:most])
