"""Reminder letters: what calls for one, those in sight or received; issuing, answering, taking back, an organ's figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from zeren.api import shapes_letters as shapes
from zeren.api.door import actor_of, listed, writer_of
from zeren.api.given import Cursor, Given, Limit, Line, Name, Number, Pk, Seq, Text, cut, place_of
from zeren.api.matters import Day, Filter, obligation
from zeren.api.problems import ERRORS
from zeren.api.shapes import KeptOut
from zeren.norms.model import FieldText
from zeren.records import calendars, clock, refs
from zeren.records.actor import SEES_TREE, Actor
from zeren.records.errors import OutOfSight
from zeren.records.letters import acts, queries
from zeren.records.letters.drafting import Draft, Key
from zeren.records.letters.lights import Thresholds
from zeren.records.letters.models import Letter
from zeren.records.letters.projecting import many
from zeren.records.matters import events
from zeren.records.matters.models import Event
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.trail import acts as trail

router = Router(tags=["letters"])
Colour = Literal["", "green", "amber", "red"]
State = Literal["", "open", "met", "gone", "withdrawn"]


class KeyIn(Given):
    """Which obligation: never by the number of its row. ``due`` tells two of one key apart."""

    matter: Number
    pack: Line
    norm: Line
    key: Line = ""
    subject: Line = ""
    due: date | None = None
    owes: Number | None = None
    note: Annotated[Text, Field(max_length=500)] = ""


class IssueIn(KeyIn):
    """``expected``: the light of the preview; another one is refused. The same ``idempotency`` again answers the letter
    of the first time."""

    expected: Name = ""
    idempotency: Name = ""


class AnswerIn(Given):
    """A recipient's answer, of a day between the letter's and today."""

    text: Text
    on: date | None = None


class WithdrawIn(Given):
    """Why a letter is taken back."""

    reason: Text


class FiguresIn(Given):
    """An organ's figures in working days and the mark of its numbers, from a day on, with the paper that set them."""

    organ: Number
    green: Annotated[int, Field(ge=0, le=99)]
    amber: Annotated[int, Field(ge=0, le=99)]
    mark: Line
    source: Text
    since: date


# ---------------------------------------------------------------- reading


@router.get("/letters", response={200: shapes.LetterPage, **ERRORS})
def list_letters(
    request: HttpRequest, limit: Limit, cursor: Cursor, number: Filter, matter: Filter, organ: Filter, to: Filter,
    on_from: Day, on_to: Day, light: Colour = "", state: State = "", tab: Literal["issued", "received"] = "issued",
) -> dict[str, Any]:  # fmt: skip
    """Letters, the newest first: ``issued`` in the matters in sight, ``received`` those that came to the account."""
    actor = actor_of(request)
    mine = tab == "received" or not actor.has(*SEES_TREE)
    rows = queries.addressed_to(actor) if mine else queries.in_sight(actor)
    given = {"number": number, "matter": matter, "organ": organ, "to": to, "light": light, "state": state}
    spans = {"on": (on_from or date.min, on_to or date.max)} if on_from or on_to else {}
    found = queries.filtered(rows, {name: text for name, text in given.items() if text}, spans)
    start = min(place_of(cursor), 10**6)
    page, more = cut(queries.window(queries.ordered(found, "", True), start, start + limit + 1), limit)
    listed(request, "letter", len(page))
    return {"rows": [_row(one) for one in page], "next": str(start + limit) if more else None}


def _organ(row: Organ | None) -> dict[str, Any] | None:
    return {"id": row.pk, "name": row.name} if row else None


def _row(one: Letter) -> dict[str, Any]:
    names = ("seq", "number", "light", "on", "due", "pack", "norm", "standing", "met_on", "withdrawn")
    return {
        **{name: getattr(one, name) for name in names},
        "matter": one.matter_id,
        "organ": _organ(one.organ),
        "unit": _organ(one.unit),
        "act": one.act.split(),
        "cites": one.cites.split(),
        "recipients": [
            {
                "capacity": who.capacity,
                "ref": who.ref,
                "name": str(who.person or who.organ),
                "received": who.received,
                "answered": who.answered,
            }
            for who in one.recipients.all()
        ],
    }


@router.get("/letters/due", response={200: shapes.LetterDuePage, **ERRORS})
def list_letters_due(
    request: HttpRequest, limit: Limit, cursor: Cursor, matter: Filter, light: Colour = ""
) -> dict[str, Any]:
    """What calls for a letter today and has none under today's light, the earliest day first; people decide."""
    found = queries.waiting(actor_of(request), clock.today(), calendars.calendar())
    start = min(place_of(cursor), 10**6)
    rows, more = cut(found.window(found.narrowed(light, matter), start, start + limit + 1), limit)
    listed(request, "letter", len(rows))
    told = [{**obligation(row), "key": row.key, "light": found.light(row).value} for row in rows]
    return {"rows": told, "next": str(start + limit) if more else None}


@router.get("/letters/figures", response={200: shapes.FiguresOut, **ERRORS})
def get_figures(request: HttpRequest, organ: Annotated[int, Query(ge=1, le=2**63 - 1)]) -> dict[str, Any]:
    """An organ's figures in force today."""
    actor = actor_of(request)
    return _figures(actor, _sees_figures(actor, organ))


def _sees_figures(actor: Actor, pk: int) -> Organ:
    """The organ whose figures are asked about, for whoever sees matters at all. Raises OutOfSight."""
    organ = organs.by_id(pk) if actor.system or actor.has(*SEES_TREE) else None
    if organ is None:
        raise OutOfSight(f"organ {pk}")
    return organ


def _figures(actor: Actor, organ: Organ) -> dict[str, Any]:
    now = queries.figures_of(organ.pk)
    names = ("green", "amber", "mark", "source")
    told = {name: getattr(now, name) for name in names}
    return {"organ": _organ(organ), "may_set": acts.may_set(actor, organ), **told}


@router.get("/letters/{int:matter}/{int:seq}", response={200: shapes.LetterOut, **ERRORS})
def get_letter(request: HttpRequest, matter: Pk, seq: Seq) -> dict[str, Any]:
    """One letter, word for word. The first look of a recipient is noted in the matter's log, here as on the page."""
    actor = actor_of(request)
    queries.get(actor, matter, seq)
    trail.note(actor, "reminder_read", "matter", matter)
    acts.receive(actor, matter, seq)
    return _letter(actor, queries.get(actor, matter, seq))


def _letter(actor: Actor, one: Letter) -> dict[str, Any]:
    said = queries.said(one)
    fields, gone = said.entry.fields, said.withdrawn
    names = refs.names_of(str(each.fields.get("recipient", "")) for each in said.answers)
    sees = queries.sees_matter(actor, one)
    return {
        **_row(one),
        "title": _text(fields, "title"),
        "text": list(many(fields.get("text", ()))),
        "note": _text(fields, "note"),
        "answers": [
            {
                "recipient": names.get(str(each.fields.get("recipient", "")), ""),
                "at": each.at.isoformat(),
                "text": _text(each.fields, "text"),
            }
            for each in said.answers
        ],
        "withdrawn_reason": gone.reason if gone else "",
        "sees_matter": sees,
        "may_withdraw": sees and one.withdrawn is None and queries.may_write(actor, one),
    }


def _text(fields: Mapping[str, FieldText], name: str) -> str:
    return "\n".join(many(fields.get(name, ())))


# ---------------------------------------------------------------- acting


def _key(given: KeyIn) -> Key:
    return Key(given.matter, given.pack, given.norm, given.key, given.subject, given.due)


@router.post("/letters/preview", response={200: shapes.DraftOut, **ERRORS})
def preview_letter(request: HttpRequest, given: KeyIn) -> dict[str, Any]:
    """The letter as it would be issued now; nothing is written and no number is used."""
    return _draft(acts.preview(actor_of(request), _key(given), owes=given.owes, note=given.note))


def _draft(made: Draft) -> dict[str, Any]:
    to = made.recipients
    return {
        "light": made.light.value,
        "due": made.row.due,
        "owes": _organ(made.owes.unit),
        "offered": [_organ(organ) for organ in made.offered],
        "to": [{"capacity": one.capacity.value, "ref": one.ref, "name": one.name} for one in to.to],
        "unknown": [f"{one.why}（{one.who}）" for one in to.unknown],
        "left": [f"{one.name}：{one.why}" for one in to.left],
        "title": made.content.title,
        "text": list(made.content.paragraphs),
        "before": [one.number for one in made.before],
    }


@router.post("/letters", response={201: shapes.LetterOut, **ERRORS})
def issue_letter(request: HttpRequest, given: IssueIn) -> Any:
    """Issue a letter about an obligation, today."""
    actor = writer_of(request)
    made = acts.issue(
        actor, _key(given), owes=given.owes, note=given.note, expected=given.expected, idempotency=given.idempotency
    )  # fmt: skip
    return Status(201, _letter(actor, queries.get(actor, made.matter_id, made.seq)))


def _kept(event: Event) -> Any:
    kept = {"seq": event.seq, "id": events.event_id(event.matter_id, event.seq)}
    return Status(201, {**kept, "head_seq": event.matter.head_seq, "missing": [], "repeated": False})


@router.post("/letters/{int:matter}/{int:seq}/answer", response={201: KeptOut, **ERRORS})
def answer_letter(request: HttpRequest, matter: Pk, seq: Seq, given: AnswerIn) -> Any:
    """Answer a letter that came to the account, as a person or for its unit."""
    return _kept(acts.answer(writer_of(request), matter, seq, given.text, given.on))


@router.post("/letters/{int:matter}/{int:seq}/withdraw", response={201: KeptOut, **ERRORS})
def withdraw_letter(request: HttpRequest, matter: Pk, seq: Seq, given: WithdrawIn) -> Any:
    """Take back a letter that was issued by mistake; its number stays used."""
    return _kept(acts.withdraw(writer_of(request), matter, seq, given.reason))


@router.post("/letters/figures", response={201: shapes.FiguresOut, **ERRORS})
def set_figures(request: HttpRequest, given: FiguresIn) -> Any:
    """Set an organ's figures from a day on; letters that were issued stay as they are."""
    actor = writer_of(request)
    organ = _sees_figures(actor, given.organ)
    asked = Thresholds(given.green, given.amber, given.mark, given.source)
    acts.set_thresholds(actor, organ.pk, asked, given.since)
    return Status(201, _figures(actor, organ))
