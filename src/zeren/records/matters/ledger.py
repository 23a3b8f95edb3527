"""The ledger of matters: filtered, ordered, counted; every list starts from ``visible_to``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from zeren.records.actor import Actor
from zeren.records.matters import access
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.rows import few

SORTS = frozenset({"next_due", "number", "procedure", "organ__rank", "handler__name", "opened", "closed"})
MOST = 1000
MOST_ROWS = 1_000_000
"""A sheet of Excel ends there, but for its head and a few."""
Span = tuple[date, date]


def filtered(
    actor: Actor,
    texts: Mapping[str, str],
    days: Mapping[str, Span],
    today: date,
    near: date,
) -> QuerySet[Matter]:
    """Matters in sight that fit.

    Args:
        texts: any of ``number title subject organ handler procedure (pack:procedure) state light``.
        days: any of ``due opened closed facts``, first and last day.
        today, near: on which ``light`` turns.
    """
    found = access.visible_to(actor)
    for name, text in texts.items():
        found = found.filter(_fits(name, text, today, near))
    columns = {"due": "next_due", "opened": "opened", "closed": "closed", "facts": "facts_day"}
    for name, (first, last) in days.items():
        column = columns[name]
        found = found.filter(**{f"{column}__gte": first, f"{column}__lte": last})
    return found


def _fits(name: str, text: str, today: date, near: date) -> Q:
    if name == "subject":
        people, organs = (
            Q(person__name__contains=text),
            Q(organ__name__contains=text) | Q(organ__short__contains=text),
        )
        return Q(pk__in=MatterSubject.objects.filter(people | organs).values("matter"))
    if name == "organ":
        return Q(organ__name__contains=text) | Q(organ__short__contains=text)
    if name == "handler":
        return Q(handler__name__contains=text)
    if name == "procedure":
        pack, _, procedure = text.partition(":")
        return Q(pack=pack, procedure=procedure)
    if name == "light":
        return _light(text, today, near)
    return Q(**({name: text} if name == "state" else {f"{name}__contains": text}))


def _light(which: str, today: date, near: date) -> Q:
    still = Q(state=Matter.State.OPEN)
    return {
        "over": still & Q(next_due__lt=today),
        "near": still & Q(next_due__gte=today, next_due__lte=near),
        "due": still & Q(next_due__isnull=False),
        "none": still & Q(next_due__isnull=True),
    }.get(which, still & Q(worst=which))


def ordered(rows: QuerySet[Matter], sort: str = "", down: bool = False) -> QuerySet[Matter]:
    """By one column; without one, the newest first. Rows without a value come last."""
    if sort not in SORTS:
        return rows.order_by("-opened", "-id")
    column = F(sort)
    return rows.order_by(column.desc(nulls_last=True) if down else column.asc(nulls_last=True), "id")


def window(rows: QuerySet[Matter], start: int, stop: int) -> list[Matter]:
    """Rows with what the ledger shows of them."""
    return list(rows.select_related("organ", "handler")[start:stop])


def every(rows: QuerySet[Matter]) -> Iterator[list[Matter]]:
    """All rows in their order, some at a time; of the others only the numbers are held. Beyond a sheet's, one more."""
    wanted = list(rows.values_list("pk", flat=True)[: MOST_ROWS + 1])
    organs: dict[int, Organ] = {}
    handlers: dict[int | None, Person] = {}
    for some in few(wanted):
        found = Matter.objects.in_bulk(some)
        # Thousands of matters lead to the same few: each is fetched once.
        organs |= Organ.objects.in_bulk({row.organ_id for row in found.values()} - organs.keys())
        handlers |= Person.objects.in_bulk(
            {row.handler_id for row in found.values()} - handlers.keys() - {None}
        )
        for row in found.values():
            row.organ, row.handler = organs[row.organ_id], handlers.get(row.handler_id)
        yield [found[pk] for pk in some if pk in found]


def subjects_of(matters: Iterable[Matter]) -> dict[int, list[str]]:
    """The names of each matter's subjects, in their order: one query."""
    rows = MatterSubject.objects.filter(matter__in=[m.pk for m in matters]).order_by("matter", "place")
    found: dict[int, list[str]] = {}
    for matter, person, organ in rows.values_list("matter", "person__name", "organ__name"):
        found.setdefault(matter, []).append(person or organ)
    return found


def counts(rows: QuerySet[Matter], today: date) -> dict[str, int]:
    """How many matters there are in all and of each state, among the newest ``MOST`` + 1.

    ``all`` above ``MOST`` means: more than that; nobody reads on, and counting a province would be slow.
    """
    still = Q(state=Matter.State.OPEN)
    # Counted over the slice itself: asked by its ids, PostgreSQL reads the whole table.
    return rows.order_by("-opened", "-id")[: MOST + 1].aggregate(
        all=Count("pk"),
        open=Count("pk", filter=still),
        closed=Count("pk", filter=~still),
        over=Count("pk", filter=still & Q(next_due__lt=today)),
        breached=Count("pk", filter=still & Q(worst="breached")),
        undetermined=Count("pk", filter=still & Q(worst="undetermined")),
    )


def concerning(actor: Actor, person: int) -> QuerySet[Matter]:
    """Matters in sight that concern a person, newest first."""
    ids = MatterSubject.objects.filter(person=person).values("matter")
    found = access.visible_to(actor).filter(pk__in=ids).select_related("organ")
    return found.order_by("-opened", "-id")


def resting_on(actor: Actor, pack: str) -> QuerySet[Matter]:
    """Open matters in sight that run under a pack, newest first."""
    found = access.visible_to(actor).filter(pack=pack, state=Matter.State.OPEN)
    return found.select_related("organ", "handler").order_by("-opened", "-id")


def in_sight(actor: Actor, ids: Iterable[int]) -> frozenset[int]:
    """Which of these matters the actor sees."""
    return frozenset(access.visible_to(actor).filter(pk__in=set(ids)).values_list("pk", flat=True))


def open_by_pack(actor: Actor) -> dict[str, int]:
    """How many open matters in sight run under each pack."""
    rows = access.visible_to(actor).filter(state=Matter.State.OPEN).order_by().values_list("pack")
    return dict(rows.annotate(number=Count("pk")))
