"""How many problems stand how: by unit and round, by source, by month. Every figure leads to its problems or tasks.

A problem is past its day as soon as one of its tasks is; it is closed when all of them are; what is only kept up for
good is long. No unit is ranked, no figure is an aim: rows stand in the order of organs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Case, CharField, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncMonth

from zeren.records.actor import SEES_TREE, Actor
from zeren.records.lists import queries
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.matters import access, kept
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want
from zeren.records.organs.models import Organ
from zeren.records.scope import DEPTHS, MAX_DEPTH

KeyT = TypeVar("KeyT")
CLOSED, OPEN, OVER, LONG = "closed", "open", "over", "long"
STATES = (CLOSED, OPEN, OVER, LONG)
LATE = ((7, "七日以内"), (30, "八至三十日"), (None, "三十日以上"))
MONTHS = 12

SELF = (queries.SELF, "")
"""The source of what units found themselves (自查), beside pack and procedure."""


def visible_to(actor: Actor) -> QuerySet[ListedProblem]:
    """Problems of the matters that the actor sees, without those that were voided. Nothing by default."""
    rows = ListedProblem.objects.filter(void=False)
    if actor.system:
        return rows
    found = access.scope(actor, SEES_TREE)
    return rows.filter(found & kept.not_kept_from(actor, "matter"))


def with_state(problems: QuerySet[ListedProblem], today: date) -> QuerySet[ListedProblem]:
    """The problems with how they stand, by their tasks."""
    tasks = ListedTask.objects.filter(problem=OuterRef("pk"))
    at_work = tasks.filter(standing__in=(*queries.WORKED_ON, Standing.DONE, Standing.APPLIED))
    return problems.annotate(
        state=Case(
            When(Exists(tasks.filter(standing__in=queries.WORKED_ON, turn__lt=today)), then=Value(OVER)),
            When(Exists(at_work), then=Value(OPEN)),
            When(Exists(tasks.filter(standing=Standing.LONG)), then=Value(LONG)),
            When(Exists(tasks.filter(standing=Standing.CLOSED)), then=Value(CLOSED)),
            default=Value(OPEN),
            output_field=CharField(),
        )
    )


def standing(state: str, actor: Actor, today: date) -> QuerySet[ListedProblem]:
    """The problems in sight that stand so, by their numbers."""
    return with_state(visible_to(actor), today).filter(state=state).order_by().values("pk")


def states_of(problems: Iterable[int], today: date) -> dict[int, str]:
    """How each of these problems stands."""
    rows = with_state(ListedProblem.objects.filter(pk__in=list(problems)), today)
    return dict(rows.order_by().values_list("pk", "state"))


@dataclass
class Sums:
    """How many problems stand how."""

    states: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """All of them."""
        return self.states.total()


def by_unit(problems: QuerySet[ListedProblem], today: date) -> dict[tuple[int, int], Sums]:
    """By matter and unit."""
    rows = with_state(problems, today).order_by().values_list("matter", "unit", "state")
    return _summed((((matter, unit), state, n) for matter, unit, state, n in rows.annotate(n=Count("pk"))))


def by_source(problems: QuerySet[ListedProblem], today: date) -> dict[tuple[str, str], Sums]:
    """By where the problems come from: pack and procedure, or ``SELF`` for what units found themselves."""
    names = ("matter__pack", "matter__procedure", "self_found", "state")
    rows = with_state(problems, today).order_by().values_list(*names).annotate(n=Count("pk"))
    return _summed((SELF if own else (pack, procedure), state, n) for pack, procedure, own, state, n in rows)


def by_kind(problems: QuerySet[ListedProblem], today: date) -> dict[str, Sums]:
    """By the kind that people gave the problem."""
    rows = with_state(problems, today).order_by().values_list("kind", "state")
    return _summed(((kind, state, n) for kind, state, n in rows.annotate(n=Count("pk"))))


@dataclass(frozen=True, slots=True)
class Branch:
    """An organ of the tree with all problems of it and below; ``below``: whether units under it have any."""

    organ: Organ
    sums: Sums
    below: bool


def branches(problems: QuerySet[ListedProblem], today: date, node: Organ) -> list[Branch]:
    """The organs right under a node, and the node itself where it has problems of its own, in the order of organs."""
    if node.depth >= MAX_DEPTH:
        return [Branch(node, sums, False) for sums in by_organ(problems, today, node.depth).values()]
    found = by_organ(problems, today, node.depth + 1)
    own = found.pop(None, None)
    organs = Organ.objects.in_bulk([pk for pk in found if pk])
    deeper = set(
        problems.order_by().exclude(unit__in=organs).values_list(f"unit__a{node.depth + 1}", flat=True)
    )
    under = [Branch(organ, found[pk], pk in deeper) for pk, organ in organs.items()]
    under.sort(key=lambda branch: (branch.organ.rank, branch.organ.pk))
    return [*([Branch(node, own, False)] if own else []), *under]


def by_organ(problems: QuerySet[ListedProblem], today: date, depth: int) -> dict[int | None, Sums]:
    """By the organ of that depth above the unit, or the unit itself; None: units that lie higher."""
    rows = with_state(problems, today).order_by().values_list(f"unit__a{depth}", "state")
    return _summed(((organ, state, n) for organ, state, n in rows.annotate(n=Count("pk"))))


def node_over(problems: QuerySet[ListedProblem]) -> Organ | None:
    """The lowest organ over all units that have problems; None where there are none."""
    node: int | None = None
    for depth in DEPTHS:
        above = list(problems.order_by().values_list(f"unit__a{depth}", flat=True).distinct()[:2])
        if len(above) != 1 or above[0] is None:
            break
        node = above[0]
    return Organ.objects.filter(pk=node).first() if node else None


def _summed(rows: Iterable[tuple[KeyT, str, int]]) -> dict[KeyT, Sums]:
    found: dict[KeyT, Sums] = {}
    for key, state, number in rows:
        found.setdefault(key, Sums()).states[state] += number
    return found


def matters_with_lists(actor: Actor, year: int | None = None) -> QuerySet[Matter]:
    """Matters in sight in which something is listed, those opened last first."""
    listed = ListedProblem.objects.filter(matter=OuterRef("pk"), void=False)
    rows = access.visible_to(actor).filter(Exists(listed))
    if year:
        rows = rows.filter(opened__year=year)
    return rows.select_related("organ").order_by("-opened", "-pk")


def late(tasks: QuerySet[ListedTask], today: date) -> tuple[tuple[str, date | None, date, int], ...]:
    """Tasks past their day, by how long: words, first and last due day, number."""
    found, until = [], today - timedelta(days=1)
    over = tasks.filter(standing__in=queries.WORKED_ON)
    for days, words in LATE:
        since = today - timedelta(days=days) if days else None
        rows = over.filter(turn__lte=until)
        found.append((words, since, until, (rows.filter(turn__gte=since) if since else rows).count()))
        until = since - timedelta(days=1) if since else until
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Month:
    """Found and closed in one month, and what was not closed at its end."""

    first: date
    found: int
    closed: int
    left: int


def months(
    problems: QuerySet[ListedProblem], tasks: QuerySet[ListedTask], today: date
) -> tuple[int, tuple[Month, ...]]:
    """Tasks carried over, and the last twelve months: tasks of problems found in it, tasks closed in it, the rest."""
    first = _months_back(today, MONTHS - 1)
    found = _by_month(tasks.filter(problem__in=problems, problem__found__gte=first), "problem__found")
    closed = _by_month(tasks.filter(closed_on__gte=first), "closed_on")
    before = tasks.filter(Q(problem__found__lt=first) | Q(problem__found__isnull=True)).count()
    carried = before - tasks.filter(closed_on__lt=first).count()
    left, made = carried, []
    for back in range(MONTHS - 1, -1, -1):
        month = _months_back(today, back)
        left += found.get(month, 0) - closed.get(month, 0)
        made.append(Month(month, found.get(month, 0), closed.get(month, 0), left))
    return carried, tuple(made)


def _by_month(rows: QuerySet[ListedTask], column: str) -> dict[date, int]:
    counted = rows.order_by().annotate(month=TruncMonth(column)).values_list("month")
    return dict(counted.annotate(n=Count("pk")))


def _months_back(today: date, number: int) -> date:
    months_ = today.year * 12 + today.month - 1 - number
    return date(months_ // 12, months_ % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period of a regulation that runs in matters with lists: how many want it, the day that comes first."""

    pack: str
    norm: str
    act: str
    cites: str
    number: int
    nearest: date | None


def periods(matters: QuerySet[Matter]) -> list[Period]:
    """The duties that wait in these matters, by norm; the one whose day comes first on top."""
    rows = Obligation.objects.filter(matter__in=matters.order_by().values("pk"), want=Want.DO).order_by()
    grouped = rows.values_list("pack", "norm", "act", "cites").annotate(n=Count("pk"), nearest=Min("due"))
    found = [Period(*row) for row in grouped]
    return sorted(found, key=lambda period: (period.nearest or date.max, period.pack, period.norm))


def next_of_units(matters: Iterable[int]) -> dict[tuple[int, str], Obligation]:
    """By matter and subject: the duty whose day comes first."""
    found: dict[tuple[int, str], Obligation] = {}
    rows = Obligation.objects.filter(matter__in=list(matters), want=Want.DO, due__isnull=False)
    for row in rows.order_by("due", "id"):
        found.setdefault((row.matter_id, row.subject), row)
    return found
