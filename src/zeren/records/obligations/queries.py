"""The worklist: what is wanted, in groups, each a range of one index; never a count over everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zeren.norms.calendar import Calendar
from zeren.records import calendars, clock
from zeren.records.actor import SEES_TREE, Actor, Role
from zeren.records.matters import access
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want

ONE_DAY = timedelta(days=1)
NEAR = 3
PAGE = 20
MOST_COUNTED = 1000

GROUPS = {
    "overdue": "已过期限",
    "order": "次序待说明",
    "near": "三个工作日内",
    "month": "本月",
    "later": "以后",
    "none": "没有期限",
    "supply": "待查明",
}
"""The groups in the order in which the page shows them."""


@dataclass(frozen=True, slots=True)
class Page:
    """One group's rows; ``count`` is capped (``MOST_COUNTED``), ``after`` continues behind the last row."""

    key: str
    label: str
    rows: tuple[Obligation, ...]
    more: bool
    count: int | None = None

    @property
    def after(self) -> str:
        """The mark of the last row, for the next page."""
        last = self.rows[-1] if self.rows else None
        return f"{last.due or ''}_{last.pk}" if last else ""


def visible_to(actor: Actor) -> QuerySet[Obligation]:
    """What is wanted in the matters that the actor sees; the scope stands in the row itself."""
    if actor.system:
        return Obligation.objects.all()
    found = access.scope(actor, SEES_TREE)
    if actor.has(Role.SUBJECT, Role.UNIT_LIAISON):
        found |= Q(matter__in=Matter.objects.filter(access.shown(actor)))
    return Obligation.objects.filter(found)


def worklist(
    actor: Actor, tab: str = "mine", *, today: date | None = None, limit: int = PAGE, counted: bool = False
) -> tuple[Page, ...]:
    """The groups of the actor's worklist. ``tab``: ``mine`` (handled by oneself) or ``organ`` (all in sight)."""
    day = today or clock.today()
    pages = (group(actor, tab, key, today=day, limit=limit, counted=counted) for key in GROUPS)
    return tuple(page for page in pages if page.rows)


def group(
    actor: Actor,
    tab: str,
    key: str,
    *,
    today: date | None = None,
    after: str = "",
    limit: int = PAGE,
    counted: bool = False,
) -> Page:
    """One group, from behind ``after``. Raises KeyError for a group that does not exist."""
    day = today or clock.today()
    rows = _base(actor, tab).filter(_range(key, day, calendars.calendar()))
    count = rows.values("pk")[:MOST_COUNTED].count() if counted else None
    ordered = _behind(rows, after).order_by("due", "pk").select_related("matter", "matter__organ", "handler")
    found = list(ordered[: limit + 1])
    return Page(key, GROUPS[key], tuple(found[:limit]), len(found) > limit, count)


def next_rows(matter: Matter) -> list[Obligation]:
    """What one matter wants, the earliest day first (the matter is already in the actor's sight)."""
    rows = list(Obligation.objects.filter(matter=matter).exclude(want=Want.MAY))
    return sorted(rows, key=lambda row: (row.due is None, row.due or date.max, row.pk))


def counts(actor: Actor, tab: str = "mine", today: date | None = None) -> dict[str, int]:
    """How many rows each group has, at most ``MOST_COUNTED``."""
    day, calendar = today or clock.today(), calendars.calendar()
    base = _base(actor, tab)
    return {
        key: base.filter(_range(key, day, calendar)).values("pk")[:MOST_COUNTED].count() for key in GROUPS
    }


def near_end(today: date, calendar: Calendar) -> date:
    """The third working day after today; of a year not published, Monday to Friday count."""
    day, found = today, 0
    while found < NEAR:
        day += ONE_DAY
        known = calendar.is_working(day)
        found += day.weekday() < 5 if known is None else known
    return day


def month_end(today: date) -> date:
    """The last day of today's month."""
    return (today.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY


def _base(actor: Actor, tab: str) -> QuerySet[Obligation]:
    seen = visible_to(actor)
    return seen.filter(handler=actor.person) if tab == "mine" else seen


def _range(key: str, today: date, calendar: Calendar) -> Q:
    """The rows of one group: what is wanted, and between which days."""
    near = near_end(today, calendar)
    month = max(month_end(today), near)
    todo = Q(want=Want.DO)
    return {
        "overdue": todo & Q(due__lt=today),
        "order": Q(want__in=(Want.EXPLAIN, Want.SETTLE)),
        "near": todo & Q(due__gte=today, due__lte=near),
        "month": todo & Q(due__gt=near, due__lte=month),
        "later": todo & Q(due__gt=month),
        "none": todo & Q(due__isnull=True),
        "supply": Q(want=Want.SUPPLY),
    }[key]


def _behind(rows: QuerySet[Obligation], after: str) -> QuerySet[Obligation]:
    """Rows behind a mark (``2026-03-01_17``); a mark that is none is left aside."""
    day, _, pk = after.rpartition("_")
    if not pk.isdigit():
        return rows
    if not day:
        return rows.filter(due__isnull=True, pk__gt=int(pk))
    try:
        last = date.fromisoformat(day)
    except ValueError:
        return rows
    return rows.filter(Q(due__gt=last) | Q(due=last, pk__gt=int(pk)))
