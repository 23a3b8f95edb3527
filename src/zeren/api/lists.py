"""The three lists: problems and tasks of a matter, as the organ that handles it or (``own``) as the unit sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router, Status
from ninja.files import UploadedFile
from pydantic import Field

from zeren.api import shapes_lists as shapes
from zeren.api.door import actor_of, listed, writer_of
from zeren.api.given import Cursor, Given, Limit, Line, Number, Pk, Seq, cut, place_of
from zeren.api.matters import Day, Filter
from zeren.api.problems import ERRORS
from zeren.api.recording import FILE, Fields, fields_of, sent
from zeren.norms.calendar import Calendar
from zeren.records import calendars, clock
from zeren.records.actor import Actor
from zeren.records.lists import acts, papers, queries, statistics
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.lists.queries import Laid, Lists, Who
from zeren.records.matters import events, files
from zeren.records.matters.models import Event
from zeren.records.obligations import worklist
from zeren.records.trail import acts as trail

router = Router(tags=["lists"])
Own = Annotated[
    bool, Query(False, description="as the unit to which the matter is shown: its own part alone")
]
State = Literal["", "over", "near", "running", "returned", "done", "applied", "long", "closed", "going"]
Small = Annotated[int, Field(ge=0, le=9999)]


class ChangeIn(Given):
    """Of one problem (``task`` 0) or task: columns that are set, or a move on the way to closing. Days in ISO form,
    people as ``person:7``; ``yes`` or empty for yes and no. A problem or task that is not there is made."""

    unit: Number
    problem: Small = 0
    task: Small = 0
    set: Fields = Field(default_factory=dict, max_length=40)
    move: Move | None = None
    reason: Annotated[Line, Field(max_length=400)] = ""


class ChangesIn(Given):
    """Changes that are written together, as one entry of the log, or not at all. ``on``: the day they are of."""

    changes: list[ChangeIn] = Field(min_length=1, max_length=1000)
    on: date | None = None
    reason: Line = ""


class EnterIn(Given):
    """A new problem of a unit, or (``problem``) a new task of one of its problems; the number is given by the lists."""

    unit: Number
    problem: Small = 0
    set: Fields = Field(max_length=40)


class PassIn(Given):
    """What ``giver`` has in hand in a unit passes to ``taker`` (people by their numbers), with the basis."""

    unit: Number
    giver: Number
    taker: Number
    reason: Line


# ---------------------------------------------------------------- reading


def _lists(actor: Actor, pk: int, own: bool) -> Lists:
    return (queries.own_lists if own else queries.lists_of)(actor, pk)


@router.get("/tasks", response={200: shapes.ListedTaskPage, **ERRORS})
def list_all_tasks(
    request: HttpRequest, limit: Limit, cursor: Cursor, unit: Filter, problem: Filter, task: Filter, who: Filter,
    office: Filter, evidence: Filter, kind: Filter, matter: Filter, source: Filter, under: Filter, due_from: Day,
    due_to: Day, state: State = "",
) -> dict[str, Any]:  # fmt: skip
    """Every task in sight, as they are worked off; ``source``: ``pack:procedure``, or ``self`` (自查)."""
    given = {"unit": unit, "problem": problem, "task": task, "who": who, "office": office, "evidence": evidence,
             "kind": kind, "matter": matter, "source": source, "under": under}  # fmt: skip
    texts = {name: text for name, text in given.items() if text}
    days = {"due": (due_from or date.min, due_to or date.max)} if due_from or due_to else {}
    rows = queries.visible_to(actor_of(request), indexed=not who)
    if texts or days:
        rows = queries.settled(queries.narrowed(rows, texts, days))
    rows = queries.ordered(queries.in_state(rows, state, clock.today(), _near()))
    start = min(place_of(cursor), 10**6)
    found, more = cut(queries.window(rows, start, start + limit + 1), limit)
    listed(request, "task", len(found))
    return {"rows": _tasks(found), "next": str(start + limit) if more else None}


def _near() -> date:
    calendar: Calendar = calendars.calendar()
    return worklist.days_of(clock.today(), calendar).near


@router.get("/matters/{int:pk}/lists/problems", response={200: shapes.ListedProblemPage, **ERRORS})
def list_problems(
    request: HttpRequest,
    pk: Pk,
    limit: Limit,
    cursor: Cursor,
    own: Own,
    unit: Annotated[int | None, Query(None)],
) -> dict[str, Any]:
    """The problems of a matter, in the order in which they were entered."""
    actor = actor_of(request)
    found = queries.problems_of(_lists(actor, pk, own)).order_by("pk").filter(pk__gt=place_of(cursor))
    if unit is not None:
        found = found.filter(unit__in=_given(unit))
    rows, more = cut(list(found[: limit + 1]), limit)
    trail.note(actor, "lists_read", "matter", pk, detail=f"problems {len(rows)}")
    states = statistics.states_of([row.pk for row in rows], clock.today())
    return {
        "rows": [_problem(row, states[row.pk]) for row in rows],
        "next": str(rows[-1].pk) if more else None,
    }


def _given(unit: int) -> list[int]:
    """A number that a unit can have; no other is asked of the database."""
    return [unit] if 0 < unit < 2**63 else []


def _problem(row: ListedProblem, state: str) -> dict[str, Any]:
    names = ("number", "text", "self_found", "kind", "provision", "severity", "page", "basis", "found")
    unit = {"id": row.unit_id, "name": row.unit.name}
    return {"unit": unit, "state": state, **{name: getattr(row, name) for name in names}}


@router.get("/matters/{int:pk}/lists/tasks", response={200: shapes.ListedTaskPage, **ERRORS})
def list_tasks(
    request: HttpRequest, pk: Pk, limit: Limit, cursor: Cursor, own: Own,
    unit: Annotated[int | None, Query(None)], state: State = "",
) -> dict[str, Any]:  # fmt: skip
    """The tasks of a matter, in the order in which they were entered."""
    actor = actor_of(request)
    rows = queries.in_state(queries.tasks_of(_lists(actor, pk, own)), state, clock.today(), _near())
    if unit is not None:
        rows = rows.filter(unit__in=_given(unit))
    rows = rows.order_by("pk").filter(pk__gt=place_of(cursor))
    found, more = cut(queries.window(rows, 0, limit + 1), limit)
    trail.note(actor, "lists_read", "matter", pk, detail=f"tasks {len(found)}")
    return {"rows": _tasks(found), "next": str(found[-1].pk) if more else None}


def _tasks(rows: Sequence[ListedTask]) -> list[dict[str, Any]]:
    who, given = queries.who_of(rows), queries.papers_of(rows)
    return [_task(row, who.get(row.pk, Who()), len(given.get(row.pk, ()))) for row in rows]


TASK = (
    "number", "text", "office", "partners", "due", "long_term", "stage", "progress", "evidence", "done", "note",
    "applied_on", "closed_on", "extended", "reopened",
)  # fmt: skip


def _task(row: ListedTask, who: Who, given: int) -> dict[str, Any]:
    return {
        "matter": row.matter_id,
        "matter_number": row.matter.number,
        "unit": {"id": row.unit_id, "name": row.unit.name},
        "problem": row.problem.number,
        "self_found": row.problem.self_found,
        "leaders": _people(who.leaders),
        "handlers": _people(who.handlers),
        "papers": given,
        "standing": Standing(row.standing).name.lower(),
        **{name: getattr(row, name) for name in TASK},
    }


def _people(named: Iterable[tuple[int, str]]) -> list[dict[str, str]]:
    return [{"ref": f"person:{pk}", "name": name} for pk, name in named]


@router.get(
    "/matters/{int:pk}/lists/tasks/{int:unit}/{int:problem}/{int:task}",
    response={200: shapes.ListedTaskWhole, **ERRORS},
)
def get_task(request: HttpRequest, pk: Pk, unit: Pk, problem: Seq, task: Seq, own: Own) -> dict[str, Any]:
    """One task with its papers and all that was done to it, the oldest first."""
    actor = actor_of(request)
    lists = _lists(actor, pk, own)
    row = queries.one_task(lists, unit, problem, task)
    trail.note(actor, "lists_read", "matter", pk, detail=f"task {unit} {problem}-{task}")
    given = queries.papers_of([row]).get(row.pk, [])
    return {
        **_task(row, queries.who_of([row]).get(row.pk, Who()), len(given)),
        "evidence_papers": [
            {"id": p.pk, "name": p.name, "size": p.size, "checksum": p.checksum} for p in given
        ],
        "history": [_laid(one) for one in queries.history(lists.matter, unit, problem, task)],
    }


def _laid(one: Laid) -> dict[str, Any]:
    change = one.change
    return {
        "seq": one.seq,
        "on": one.on,
        "account": one.account,
        "set": {name: list(v) if isinstance(v, tuple) else v for name, v in change.set.items()},
        "move": change.move.value if change.move else "",
        "reason": one.reason,
    }


@router.get("/matters/{int:pk}/lists/papers/{int:paper}", response=ERRORS, openapi_extra=FILE)
def read_evidence(request: HttpRequest, pk: Pk, paper: Pk, own: Own) -> HttpResponse:
    """A paper that was given as evidence of a task of these lists."""
    actor = actor_of(request)
    return sent(*papers.read(actor, _lists(actor, pk, own), paper))


# ---------------------------------------------------------------- acting


def _kept(event: Event) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "id": events.event_id(event.matter_id, event.seq),
        "head_seq": event.matter.head_seq,
    }


@router.post("/matters/{int:pk}/lists", response={201: shapes.ListsKeptOut, **ERRORS})
def change_lists(request: HttpRequest, pk: Pk, given: ChangesIn, own: Own) -> Any:
    """Lay changes on the lists, all of them as one entry or none; each problem names its row (from 1)."""
    changes = [
        Change(one.unit, one.problem, one.task, fields_of(one.set), one.move, one.reason)
        for one in given.changes
    ]
    does = acts.change_own if own else acts.change
    return Status(201, _kept(does(writer_of(request), pk, changes, on=given.on, reason=given.reason)))


@router.post("/matters/{int:pk}/lists/enter", response={201: shapes.EnteredOut, **ERRORS})
def enter_listed(request: HttpRequest, pk: Pk, given: EnterIn, own: Own) -> Any:
    """A new problem or task under the next free number. A unit enters tasks, and problems it found itself (自查)."""
    number = acts.enter(writer_of(request), pk, given.unit, given.problem, fields_of(given.set), own=own)
    problem, task = (given.problem, number) if given.problem else (number, 0)
    return Status(201, {"unit": given.unit, "problem": problem, "task": task})


@router.post("/matters/{int:pk}/lists/take-over", response={201: shapes.PassedOut, **ERRORS})
def pass_tasks(request: HttpRequest, pk: Pk, given: PassIn, own: Own) -> Any:
    """What somebody answers for and is still worked on passes to another of the unit (整改交接)."""
    actor = writer_of(request)
    number = acts.take_over(actor, pk, given.unit, given.giver, given.taker, given.reason, own=own)
    return Status(201, {"tasks": number})


@router.post(
    "/matters/{int:pk}/lists/tasks/{int:unit}/{int:problem}/{int:task}/papers",
    response={201: shapes.ListsKeptOut, **ERRORS},
)
def give_evidence(
    request: HttpRequest, pk: Pk, unit: Pk, problem: Seq, task: Seq, own: Own, file: File[UploadedFile]
) -> Any:
    """Give a paper as evidence of a task, beside those it has: PDF, picture, DOCX, XLSX, OFD or text, 20 MB at most."""
    actor = writer_of(request)
    queries.one_task(_lists(actor, pk, own), unit, problem, task)
    content = file.read(files.LARGEST + 1)
    event = acts.fill(actor, pk, Change(unit, problem, task), [(file.name or "", content)], own=own)
    return Status(201, _kept(event))
