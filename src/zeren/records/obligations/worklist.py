"""The worklist: what is wanted, in order of days, as ranges of one index; counts stop at a thousand.

The order is that of the page: past its day, to be explained, near, this month, later, without a day, a fact
missing, texts that contradict. Each part is one range of ``(handler | aN, want, due, id)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from django.db.models import Count, Q, QuerySet

from zeren.norms.calendar import ONE_DAY, SATURDAY, Calendar
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.matters import access, kept
from zeren.records.matters.models import Event, Matter
from zeren.records.obligations.models import Obligation, Want
from zeren.records.shares import queries as shares
from zeren.records.shares.models import MatterShare

NEAR = 3
"""Working days that count as near."""

MOST = 1000
"""A count above it is shown as 1000 以上: nobody reads on, and counting a province would be slow."""

AT_ONCE = 500
"""Of a list that goes out whole, so many rows are read together."""


class Part(IntEnum):
    """The parts of the list in their order."""

    OVER, EXPLAIN, NEAR, MONTH, LATER, OPEN, SUPPLY, SETTLE = range(8)


class Tab(StrEnum):
    """Whose work: what I handle, what waits for my approval, my organs', what others owe in my matters, what my organs
    owe in matters that others handle."""

    MINE = "mine"
    APPROVE = "approve"
    ORGAN = "organ"
    OTHERS = "others"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Days:
    """The days on which the parts turn: today, the last near day, the last day of the month."""

    today: date
    near: date
    month: date


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of the list, and how many each part holds (at most ``MOST`` + 1)."""

    rows: list[Obligation]
    counts: dict[Part, int]

    @property
    def total(self) -> int:
        """All rows, as far as they were counted."""
        return sum(self.counts.values())


def days_of(today: date, calendar: Calendar) -> Days:
    """The days on which the parts turn; of a year not published, Monday to Friday count as working days."""
    day, found = today, 0
    while found < NEAR:
        day += ONE_DAY
        known = calendar.is_working(day)
        found += day.weekday() < SATURDAY if known is None else known
    return Days(today, day, (today.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY)


def visible_to(actor: Actor, *, indexed: bool = True) -> QuerySet[Obligation]:
    """What is wanted in the matters that the actor sees; the scope stands in the row itself."""
    if actor.system:
        return Obligation.objects.all()
    found = access.scope(actor, SEES_TREE, indexed=indexed)
    return Obligation.objects.filter(found & kept.not_kept_from(actor, "matter"))


def owed_elsewhere(actor: Actor) -> QuerySet[Obligation]:
    """What the actor's organs owe in matters that others handle: by their shares, and never the file around it."""
    through = MatterShare.wants.through.objects
    return Obligation.objects.filter(
        pk__in=through.filter(mattershare__in=shares.visible_to(actor)).values("obligation")
    )


def tab(actor: Actor, which: Tab) -> QuerySet[Obligation]:
    """The rows of one tab."""
    if which is Tab.ELSEWHERE:
        return owed_elsewhere(actor)
    # One's own rows are found by the handler, whatever the scope.
    rows = visible_to(actor, indexed=which in (Tab.ORGAN, Tab.APPROVE))
    # What only the person concerned can do waits for them, whoever handles the matter.
    theirs = Q(want=Want.MAY) | Q(who__startswith="subject")
    if which is Tab.ORGAN:
        return rows.exclude(want=Want.MAY)
    if which is Tab.APPROVE:
        return rows.filter(_owed_by(actor.functions), want=Want.DO).exclude(handler=actor.person)
    mine = rows.filter(handler=actor.person) if actor.person else rows.none()
    return mine.filter(theirs) if which is Tab.OTHERS else mine.exclude(theirs)


def _owed_by(functions: tuple[str, ...]) -> Q:
    """``who`` names one of the roles."""
    found = Q(pk__in=())
    for name in functions:
        found |= (
            Q(who=name)
            | Q(who__startswith=f"{name} ")
            | Q(who__endswith=f" {name}")
            | Q(who__contains=f" {name} ")
        )
    return found


def _parts(days: Days, which: Tab) -> tuple[tuple[Part, Q], ...]:
    # Only where rights are listed too: two values of ``want`` are two ranges, which must be sorted together.
    do = Q(want__in=(Want.DO, Want.MAY)) if which is Tab.OTHERS else Q(want=Want.DO)
    return (
        (Part.OVER, do & Q(due__lt=days.today)),
        (Part.EXPLAIN, Q(want=Want.EXPLAIN)),
        (Part.NEAR, do & Q(due__gte=days.today, due__lte=days.near)),
        (Part.MONTH, do & Q(due__gt=days.near, due__lte=days.month)),
        (Part.LATER, do & Q(due__gt=max(days.near, days.month))),
        (Part.OPEN, do & Q(due__isnull=True)),
        (Part.SUPPLY, Q(want=Want.SUPPLY)),
        (Part.SETTLE, Q(want=Want.SETTLE)),
    )


def listed(actor: Actor, which: Tab, days: Days, start: int, stop: int, only: Part | None = None) -> Slice:
    """Rows ``start`` to ``stop`` of a tab (of one part of it), with the count of each part."""
    base = tab(actor, which)
    counts: dict[Part, int] = {}
    rows: list[Obligation] = []
    at = 0
    for part, condition in _parts(days, which):
        found = base.filter(condition)
        counts[part] = found.order_by()[: MOST + 1].values("pk").count()
        if only is not None and part is not only:
            continue
        first, last = max(start - at, 0), stop - at
        if counts[part] and first < counts[part] and last > 0:
            rows += _whole(found.order_by("due", "id")[first:last])
        at += counts[part]
    return Slice(rows, counts)


def every(actor: Actor, which: Tab, days: Days) -> Iterator[Obligation]:
    """All rows of a tab in the same order, however many, without holding them."""
    base = tab(actor, which)
    for _, condition in _parts(days, which):
        yield from _named(base.filter(condition).order_by("due", "id")).iterator(AT_ONCE)


def levels(actor: Actor, which: Tab) -> Iterable[str]:
    """The levels of the matters that a tab's rows are of, each once."""
    return tab(actor, which).order_by().values_list("matter__classification", flat=True).distinct()


def _named(rows: QuerySet[Obligation]) -> QuerySet[Obligation]:
    return rows.select_related("matter", "matter__handler", "matter__organ")


def _whole(rows: QuerySet[Obligation]) -> list[Obligation]:
    return list(_named(rows))


def count(actor: Actor, which: Tab) -> int:
    """How many rows a tab has, at most ``MOST`` + 1."""
    return tab(actor, which).order_by()[: MOST + 1].values("pk").count()


def falling_due(actor: Actor, which: Tab, until: date) -> dict[date, int]:
    """How many acts of a tab fall due on each day, past days as well, up to ``until``."""
    rows = tab(actor, which).filter(want=Want.DO, due__lte=until).order_by()
    return dict(rows.values_list("due").annotate(number=Count("pk")))


def one(actor: Actor, pk: int) -> Obligation | None:
    """One row in sight, with its matter."""
    found = _whole(visible_to(actor).filter(pk=pk))
    return found[0] if found else None


def one_elsewhere(actor: Actor, pk: int) -> Obligation | None:
    """One row that the actor's organs owe in a matter that another handles."""
    found = _whole(owed_elsewhere(actor).filter(pk=pk))
    return found[0] if found else None


def chosen(actor: Actor, ids: list[int]) -> list[Obligation]:
    """The rows of these ids that are in sight, in the order of their days."""
    return _whole(visible_to(actor).filter(pk__in=ids[:MOST]).order_by("due", "id"))


def next_in(actor: Actor, matter: Matter) -> Obligation | None:
    """What is due next in a matter: the first day that comes, past or ahead."""
    rows = visible_to(actor, indexed=False).filter(matter=matter, want=Want.DO, due__isnull=False)
    return rows.order_by("due", "id").first()


def beside(actor: Actor, row: Obligation) -> list[Obligation]:
    """What else is wanted in the same matter."""
    return list(
        visible_to(actor, indexed=False)
        .filter(matter=row.matter_id)
        .exclude(pk=row.pk)
        .order_by("want", "due", "id")
    )


def done_by(actor: Actor, limit: int = 100) -> list[Event]:
    """What the actor recorded last, in matters in sight; newest first."""
    mine = access.visible_to(actor).filter(handler=actor.person) if actor.person else access.visible_to(actor)
    rows = Event.objects.filter(matter__in=mine.values("pk"), account=actor.account)
    return list(rows.select_related("matter").order_by("-recorded", "-id")[:limit])


def by_norm(actor: Actor, pack: str) -> dict[str, int]:
    """How many matters in sight want something on the ground of each norm of a pack version."""
    rows = visible_to(actor).filter(pack=pack).exclude(want=Want.MAY).order_by().values_list("norm")
    return dict(rows.annotate(number=Count("matter", distinct=True)))
