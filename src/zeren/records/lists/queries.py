"""Reading the three lists: by the organs that handle their matters, or by the unit to which they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from zeren.records.actor import SEES_TREE, Actor
from zeren.records.errors import OutOfSight
from zeren.records.lists.acts import own_units
from zeren.records.lists.changes import Change, read
from zeren.records.lists.models import ListedProblem, ListedTask, Responsible, Standing, TaskPaper
from zeren.records.lists.units import units_of
from zeren.records.matters import access, events, kept
from zeren.records.matters.models import Attachment, Event, Matter
from zeren.records.organs.models import Organ
from zeren.records.scope import subtree

SELF = "self"
"""The source of what a unit found itself (自查), beside the procedures (``pack:procedure``)."""

MOST = 1000
"""A count above it is shown as 1000 以上."""

WORKED_ON = (Standing.OPEN, Standing.RETURNED)
WAITING = (Standing.DONE, Standing.APPLIED, Standing.LONG)
"""Standings in which no day runs and nothing is closed yet."""


def visible_to(actor: Actor, *, indexed: bool = True) -> QuerySet[ListedTask]:
    """Tasks of the matters that the actor sees; the scope stands in the row itself. Nothing by default."""
    if actor.system:
        return ListedTask.objects.all()
    found = access.scope(actor, SEES_TREE, indexed=indexed)
    return ListedTask.objects.filter(found & kept.not_kept_from(actor, "matter"))


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of one matter as somebody may see them. ``own``: as a unit to which the matter is shown."""

    matter: Matter
    units: tuple[Organ, ...]
    own: bool


def lists_of(actor: Actor, matter_id: int) -> Lists:
    """The lists as the organ sees them: every unit of the matter. Raises OutOfSight."""
    matter = access.visible_to(actor).filter(pk=matter_id).select_related("organ", "handler").first()
    if matter is None:
        raise OutOfSight(f"matter {matter_id}")
    return Lists(matter, tuple(units_of(matter)), False)


def own_lists(actor: Actor, matter_id: int) -> Lists:
    """The lists as the unit sees them: its own part alone. Raises OutOfSight."""
    if not access.on_own_desk(actor, matter_id):
        raise OutOfSight(f"matter {matter_id}")
    units = own_units(actor, matter_id)
    matter = Matter.objects.select_related("organ", "handler").get(pk=matter_id)
    return Lists(matter, tuple(Organ.objects.filter(pk__in=units)), True)


def tasks_of(lists: Lists) -> QuerySet[ListedTask]:
    """The tasks of the units that may be seen, without those that were voided."""
    rows = ListedTask.objects.filter(matter=lists.matter, unit__in=lists.units)
    return rows.exclude(standing=Standing.VOID)


def problems_of(lists: Lists) -> QuerySet[ListedProblem]:
    """The problems of the units that may be seen, without those that were voided, in their order."""
    rows = ListedProblem.objects.filter(matter=lists.matter, unit__in=lists.units, void=False)
    return rows.order_by("unit__rank", "unit", "number").select_related("unit")


def one_problem(lists: Lists, unit: int, number: int) -> ListedProblem:
    """One problem of the lists. Raises OutOfSight."""
    found = problems_of(lists).filter(unit=unit, number=number).first()
    if found is None:
        raise OutOfSight(f"problem {unit} {number}")
    return found


def one_task(lists: Lists, unit: int, problem: int, number: int) -> ListedTask:
    """One task of the lists. Raises OutOfSight."""
    rows = tasks_of(lists).filter(unit=unit, problem__number=problem, number=number)
    found = rows.select_related("problem", "unit", "matter").first()
    if found is None:
        raise OutOfSight(f"task {unit} {problem} {number}")
    return found


# ---------------------------------------------------------------- what stands beside the rows


@dataclass(frozen=True, slots=True)
class Who:
    """Who answers for a task: leads and carries out, each with number and name."""

    leaders: tuple[tuple[int, str], ...] = ()
    handlers: tuple[tuple[int, str], ...] = ()


def who_of(tasks: Iterable[ListedTask]) -> dict[int, Who]:
    """By the task's number in the database: who answers for it; one query."""
    found: dict[int, dict[bool, list[tuple[int, str]]]] = {}
    rows = Responsible.objects.filter(task__in=[task.pk for task in tasks]).order_by("pk")
    for task, leads, person, name in rows.values_list("task", "leads", "person", "person__name"):
        found.setdefault(task, {True: [], False: []})[leads].append((person, name))
    return {task: Who(tuple(parts[True]), tuple(parts[False])) for task, parts in found.items()}


def papers_of(tasks: Iterable[ListedTask]) -> dict[int, list[Attachment]]:
    """By the task's number in the database: its papers; one query."""
    found: dict[int, list[Attachment]] = {}
    rows = TaskPaper.objects.filter(task__in=[task.pk for task in tasks]).select_related("attachment")
    for row in rows.order_by("pk"):
        found.setdefault(row.task_id, []).append(row.attachment)
    return found


@dataclass(frozen=True, slots=True)
class Laid:
    """One change of a task or problem as the log tells it."""

    seq: int
    on: date
    account: str
    person: int | None
    change: Change
    reason: str


def history(matter: Matter, unit: int, problem: int, task: int = 0) -> list[Laid]:
    """What the log tells of one problem or task, oldest first."""
    found = []
    rows = Event.objects.filter(matter=matter, type=events.LISTS).select_related("payload").order_by("seq")
    for event in rows:
        entry = events.read(event)
        if f"organ:{unit}" not in entry.subjects:
            continue
        found += [
            Laid(event.seq, event.on, event.account, event.person, change, change.reason or entry.reason)
            for change in read(entry.fields.get("changes", ()))
            if change.key == (unit, problem, task)
        ]
    return found


# ---------------------------------------------------------------- the ledger of tasks


STATES = ("over", "near", "running", "returned", "done", "applied", "long", "closed", "going")


def in_state(rows: QuerySet[ListedTask], state: str, today: date, near: date) -> QuerySet[ListedTask]:
    """Tasks in one state of the ledger, without one all that were not voided; ``near``: the last day that counts as
    near."""
    worked_on = Q(standing__in=WORKED_ON)
    meant = {
        "over": worked_on & Q(turn__lt=today),
        "near": worked_on & Q(turn__gte=today, turn__lte=near),
        "running": worked_on & Q(turn__gt=near),
        "returned": Q(standing=Standing.RETURNED),
        "done": Q(standing=Standing.DONE),
        "applied": Q(standing=Standing.APPLIED),
        "long": Q(standing=Standing.LONG),
        "closed": Q(standing=Standing.CLOSED),
        "going": worked_on & Q(turn__gte=today) | Q(standing__in=WAITING),
    }
    # As one range of the index: beside "not voided" SQLite read every row that is not.
    return rows.filter(meant.get(state, Q(standing__lt=Standing.VOID)))


def narrowed(
    rows: QuerySet[ListedTask], texts: Mapping[str, str], days: Mapping[str, tuple[date, date]]
) -> QuerySet[ListedTask]:
    """Tasks that fit the filters: texts that a column contains, a number of a unit or person, days between."""
    for name, text in texts.items():
        if name in CONTAINS:
            rows = rows.filter(**{CONTAINS[name]: text})
    for name, span in days.items():
        rows = rows.filter(**{f"{DAYS[name]}__range": span})
    if texts.get("source") == SELF:
        rows = rows.filter(problem__self_found=True)
    elif texts.get("source"):
        pack, _, procedure = texts["source"].partition(":")
        rows = rows.filter(matter__pack=pack, matter__procedure=procedure, problem__self_found=False)
    if texts.get("under"):
        rows = rows.filter(_under(texts["under"]))
    if texts.get("who"):
        named = Responsible.objects.filter(person__name=texts["who"]).values("task")
        rows = rows.filter(pk__in=named)
    return rows


def _under(name: str) -> Q:
    """Units under the organ of that name, itself included."""
    found = Q(pk__in=())
    for organ in Organ.objects.filter(name=name):
        found |= subtree(organ.pk, organ.depth, "unit__")
    return found


def settled(rows: QuerySet[ListedTask]) -> QuerySet[ListedTask]:
    """The same rows by their numbers, where they are few: a page counts them eight times, and to look through every
    text for a rare word each time took a second in a province."""
    few = list(rows.order_by().values_list("pk", flat=True)[: MOST + 1])
    return rows if len(few) > MOST else ListedTask.objects.filter(pk__in=few)


DAYS = {"due": "due", "done": "done", "opened": "matter__opened"}
CONTAINS = {
    "task": "text__contains",
    "problem": "problem__text__contains",
    "kind": "problem__kind__contains",
    "unit": "unit__name__contains",
    "office": "office__contains",
    "evidence": "evidence__contains",
    "matter": "matter__number__contains",
}


def counted(rows: QuerySet[ListedTask]) -> int:
    """How many, at most ``MOST`` + 1."""
    return rows.order_by()[: MOST + 1].values("pk").count()


def ordered(rows: QuerySet[ListedTask]) -> QuerySet[ListedTask]:
    """As they are worked off: by how far they are, then by their day."""
    return rows.order_by("standing", "turn", "id")


def window(rows: QuerySet[ListedTask], start: int, stop: int) -> list[ListedTask]:
    """Some rows with their problem, unit and matter."""
    return list(with_names(rows)[start:stop])


def with_names(rows: QuerySet[ListedTask]) -> QuerySet[ListedTask]:
    """With problem, unit and matter."""
    return rows.select_related("problem", "unit", "matter", "matter__organ")


def by_standing(rows: QuerySet[ListedTask]) -> dict[int, int]:
    """How many tasks of one matter stand how."""
    return dict(rows.order_by().values_list("standing").annotate(number=Count("pk")))


@dataclass(frozen=True, slots=True)
class Tally:
    """Of one unit in one matter: its problems; its tasks that are closed, past their day, and all others."""

    problems: int = 0
    closed: int = 0
    over: int = 0
    going: int = 0


def tallies(actor: Actor, matters: Iterable[Matter], today: date) -> dict[tuple[int, int], Tally]:
    """By matter and unit, how far what is listed is; two queries, whatever there is."""
    ids = [matter.pk for matter in matters]
    found: dict[tuple[int, int], Tally] = {}
    problems = ListedProblem.objects.filter(
        matter__in=access.visible_to(actor).filter(pk__in=ids), void=False
    )
    for matter, unit, number in (
        problems.values_list("matter", "unit").annotate(number=Count("pk")).order_by()
    ):
        found[matter, unit] = Tally(number)
    tasks = visible_to(actor, indexed=False).filter(matter__in=ids, standing__lt=Standing.VOID)
    over = Q(standing__in=WORKED_ON, turn__lt=today)
    rows = (
        tasks.order_by()
        .values_list("matter", "unit")
        .annotate(
            number=Count("pk"),
            closed=Count("pk", filter=Q(standing=Standing.CLOSED)),
            over=Count("pk", filter=over),
        )
    )
    for matter, unit, number, closed, late in rows:
        before = found.get((matter, unit), Tally())
        found[matter, unit] = Tally(before.problems, closed, late, number - closed - late)
    return found
