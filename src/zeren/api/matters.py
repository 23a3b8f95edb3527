"""Matters to be read: the worklist, the ledger, one matter with its entries, findings and allowed acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from zeren.api import shapes
from zeren.api.door import actor_of, listed
from zeren.api.given import AsOf, Cursor, Limit, Line, Pk, cut, day_and_pk, place_of
from zeren.api.problems import ERRORS
from zeren.norms.model import Finding
from zeren.norms.telling import finding_told
from zeren.records import calendars, clock, evaluation, packs, refs
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.errors import OutOfSight
from zeren.records.matters import ledger, queries
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.obligations import worklist
from zeren.records.obligations.models import Obligation, Want
from zeren.records.scores import log as score_log
from zeren.records.trail import acts as trail

router = Router(tags=["matters"])
Tab = Literal["mine", "approve", "organ", "others", "elsewhere"]
State = Literal["", "open", "closed"]
Light = Literal["", "over", "near", "due", "breached", "undetermined", "conflict", "none"]
Day = Annotated[date | None, Query(None)]
Filter = Annotated[Line, Query("")]


def matter_of(actor: Actor, pk: int) -> Matter:
    """A matter seen by an organ. Raises OutOfSight, also for one merely shown to the one concerned."""
    matter = queries.get_matter(actor, pk)
    if not queries.sees_whole(actor, matter):
        raise OutOfSight(f"matter {pk}")
    return matter


# ---------------------------------------------------------------- lists


@router.get("/worklist", response={200: shapes.WorkPage, **ERRORS})
def get_worklist(request: HttpRequest, limit: Limit, cursor: Cursor, tab: Tab = "mine") -> dict[str, Any]:
    """What is wanted, in the order of the page: past its day, to be explained, near, this month, later, …"""
    actor, start = actor_of(request), min(place_of(cursor), 10**6)
    if not actor.has(*SEES_TREE):
        return {"rows": [], "counts": {}, "next": None}
    days = worklist.days_of(clock.today(), calendars.calendar())
    found = worklist.listed(actor, worklist.Tab(tab), days, start, start + limit)
    listed(request, "obligation", len(found.rows))
    after = start + len(found.rows)
    # Of a matter that another handles the records that a row waits for are not told.
    told = {"missing": ""} if tab == worklist.Tab.ELSEWHERE else {}
    return {
        "rows": [{**obligation(row), **told} for row in found.rows],
        "counts": {part.name.lower(): number for part, number in found.counts.items()},
        "next": str(after) if found.rows and after < found.total else None,
    }


def obligation(row: Obligation) -> dict[str, Any]:
    """One row of the worklist."""
    return {
        "id": row.pk,
        "want": Want(row.want).name.lower(),
        "matter": row.matter_id,
        "number": row.matter.number,
        "pack": row.pack,
        "norm": row.norm,
        "status": row.status,
        "act": row.act.split(),
        "subject": row.subject,
        "who": row.who.split(),
        "cites": row.cites.split(),
        "nominal": row.nominal,
        "due": row.due,
        "provisional": row.provisional,
        "missing": row.missing,
    }


@router.get("/matters", response={200: shapes.MatterPage, **ERRORS})
def list_matters(
    request: HttpRequest, limit: Limit, cursor: Cursor,
    number: Filter, title: Filter, subject: Filter, organ: Filter, handler: Filter, procedure: Filter,
    opened_from: Day, opened_to: Day, due_from: Day, due_to: Day, state: State = "", light: Light = "",
) -> dict[str, Any]:  # fmt: skip
    """The ledger, the newest first; every filter narrows. ``procedure``: ``pack:procedure``."""
    actor, today = actor_of(request), clock.today()
    given = {"number": number, "title": title, "subject": subject, "organ": organ, "handler": handler,
             "procedure": procedure, "state": state, "light": light}  # fmt: skip
    texts = {name: text for name, text in given.items() if text}
    spans = {"opened": (opened_from, opened_to), "due": (due_from, due_to)}
    days = {name: (a or date.min, b or date.max) for name, (a, b) in spans.items() if a or b}
    near = worklist.days_of(today, calendars.calendar()).near
    found = ledger.ordered(ledger.filtered(actor, texts, days, today, near))
    last = day_and_pk(cursor)
    if last:
        found = found.filter(Q(opened__lt=last[0]) | Q(opened=last[0], pk__lt=last[1]))
    rows, more = cut(ledger.window(found, 0, limit + 1), limit)
    listed(request, "matter", len(rows))
    names = ledger.subjects_of(rows)
    after = f"{rows[-1].opened},{rows[-1].pk}" if more else None
    return {"rows": [_row(row, names.get(row.pk, [])) for row in rows], "next": after}


def _row(matter: Matter, subjects: list[str]) -> dict[str, Any]:
    return {**_head(matter), "worst": matter.worst, "last_step": matter.last_step, "last_on": matter.last_on,
            "subjects": subjects}  # fmt: skip


def _head(matter: Matter) -> dict[str, Any]:
    names = ("number", "title", "pack", "version", "procedure", "state", "opened", "closed", "next_due")
    return {
        "id": matter.pk,
        "organ": {"id": matter.organ_id, "name": matter.organ.name},
        "handler": matter.handler.name if matter.handler else "",
        **{name: getattr(matter, name) for name in names},
    }


# ---------------------------------------------------------------- one matter


@router.get("/matters/{int:pk}", response={200: shapes.MatterOut, **ERRORS})
def get_matter(request: HttpRequest, pk: Pk) -> dict[str, Any]:
    """The head of a matter, whom it concerns, its state."""
    actor = actor_of(request)
    matter = matter_of(actor, pk)
    names = ("facts_day", "taken_over", "shown_on", "classification", "head_seq")
    subjects = [{"ref": row.ref, "name": _named(row)} for row in matter.subjects.all()]
    more = {name: getattr(matter, name) for name in names}
    trail.note(actor, "matter_read", "matter", pk)
    return {**_head(matter), **more, "may_write": queries.may_write(actor, matter), "subjects": subjects}


def _named(row: Any) -> str:
    name: str = row.person.name if row.person else row.organ.name
    return name


@router.get("/matters/{int:pk}/entries", response={200: shapes.EntriesOut, **ERRORS})
def list_entries(request: HttpRequest, pk: Pk, limit: Limit, cursor: Cursor) -> dict[str, Any]:
    """The log, in the order of the chain; corrections and voids stand beside what they correct."""
    actor, after = actor_of(request), place_of(cursor)
    matter_of(actor, pk)
    rows, more = cut(list(queries.entries(actor, pk, after, limit + 1)), limit)
    trail.note(actor, "matter_read", "matter", pk, detail=f"entries {len(rows)}")
    named = {ref for e in rows for ref in (*e.subjects, *e.by, *_texts(e), *([e.unit] if e.unit else []))}
    return {
        "rows": [_entry(e) for e in rows],
        "names": refs.names_of(named),
        "next": str(rows[-1].seq) if more else None,
    }


def _texts(entry: Recorded) -> list[str]:
    return [text for value in entry.fields.values() for text in (value if isinstance(value, tuple) else (value,))]  # fmt: skip


def _entry(entry: Recorded) -> dict[str, Any]:
    names = (
        "id",
        "seq",
        "type",
        "recorded",
        "account",
        "unit",
        "re",
        "corrects",
        "voids",
        "reason",
        "disposed",
    )
    return {
        **{name: getattr(entry, name) for name in names},
        "at": entry.at.isoformat(),
        "fields": {
            name: list(v) if isinstance(v, tuple) else v for name, v in score_log.open_fields(entry).items()
        },
        "subjects": list(entry.subjects),
        "by": list(entry.by),
        "attachments": [dict(item) for item in entry.attachments],
    }


@router.get("/matters/{int:pk}/obligations", response={200: list[shapes.ObligationOut], **ERRORS})
def list_obligations(request: HttpRequest, pk: Pk) -> list[dict[str, Any]]:
    """What is wanted in one matter."""
    actor = actor_of(request)
    matter_of(actor, pk)
    rows = worklist.visible_to(actor).filter(matter=pk).select_related("matter").order_by("want", "due", "id")
    found = [obligation(row) for row in rows]
    listed(request, "obligation", len(found))
    return found


# ---------------------------------------------------------------- what the engine says


@router.get("/matters/{int:pk}/findings", response={200: shapes.FindingsOut, **ERRORS})
def list_findings(
    request: HttpRequest, pk: Pk, as_of: AsOf, known_at: Annotated[date | None, Query(None)]
) -> dict[str, Any]:
    """Every finding on a day; ``known_at``: with what was recorded until that day only."""
    actor = actor_of(request)
    matter, day = matter_of(actor, pk), as_of or clock.today()
    found = evaluation.findings_of(matter, day, known_at)
    trail.note(actor, "matter_read", "matter", pk, detail=f"findings {len(found)}")
    return {"as_of": day, "findings": told(matter, found, day)}


def told(matter: Matter, found: Sequence[Finding], day: date | datetime) -> list[dict[str, Any]]:
    """Findings with their sentences; names of people and organs by reference."""
    against = {pack.ref: pack for pack in evaluation.packs_of(matter)}
    names = refs.names_of({f.subject for f in found if f.subject})
    return [finding_told(f, against[f.pack], day, tuple(against.values()), names) for f in found]


@router.get("/matters/{int:pk}/allowed", response={200: list[shapes.AllowedOut], **ERRORS})
def list_allowed(request: HttpRequest, pk: Pk, as_of: AsOf) -> list[dict[str, Any]]:
    """For each act of the procedure: whether it may be done now by this account, and why (not)."""
    actor = actor_of(request)
    matter, day = matter_of(actor, pk), as_of or clock.today()
    answers = evaluation.allowed_of(matter, actor, day)
    words = packs.words(matter.pack, matter.version, matter.procedure)
    trail.note(actor, "matter_read", "matter", pk, detail=f"allowed {len(answers)}")
    # Told together, so that names are asked for once; each act then takes its own in turn.
    found = iter(told(matter, [f for one in answers.values() for f in (*one.blocks, *one.warns)], day))
    return [
        {
            "act": name,
            "label": step.label if words and (step := words.step(name)) else name,
            "ok": one.ok,
            "blocks": list(islice(found, len(one.blocks))),
            "warns": list(islice(found, len(one.warns))),
        }
        for name, one in answers.items()
    ]
