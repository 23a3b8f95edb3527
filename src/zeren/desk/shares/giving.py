"""The form of an organ's step: built from the pack, read from the request, refused with what was typed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from zeren.desk.matters import filling, naming
from zeren.desk.matters.filling import Offers
from zeren.desk.matters.form import PREFIX, FormField, fields_of, values_of, with_errors
from zeren.desk.shares.build import ShareBuilder
from zeren.desk.shares.page import ShareForm
from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.matters import drafts

TAKES_NAME = ("person", "organ")


@dataclass
class Given:
    """What the form holds: from the request, from a draft, or nothing yet."""

    at: str = ""
    about: tuple[str, ...] = ()
    fields: Mapping[str, FieldText] = field(default_factory=dict)
    token: str = ""


def given_of(step: Step, posted: QueryDict) -> Given:
    """What was posted."""
    return Given(
        posted.get("at", "").strip(), tuple(posted.getlist("subject")), values_of(step, posted),
        posted.get("token", "")[:40],
    )  # fmt: skip


def draft_body(given: Given) -> dict[str, Any]:
    """A draft as plain data."""
    fields = {name: list(v) if isinstance(v, tuple) else v for name, v in given.fields.items()}
    return {"at": given.at, "about": list(given.about), "fields": fields}


def _from_draft(body: Mapping[str, Any]) -> Given:
    fields = {name: tuple(v) if isinstance(v, list) else str(v) for name, v in body.get("fields", {}).items()}
    return Given(str(body.get("at", "")), tuple(body.get("about", ())), fields)


def kept(actor: Actor, step: Step, fields: Mapping[str, FieldText]) -> dict[str, FieldText]:
    """The fields with names that mean one registered person or organ as references."""
    found = dict(fields)
    for name, value in fields.items():
        kind = step.record[name].type
        if kind in TAKES_NAME and isinstance(value, str) and refs.parse(value) is None:
            ref = naming.resolve(actor, value).ref
            found[name] = ref if ref.startswith(f"{kind}:") else value
    return found


def form_of(
    page: ShareBuilder, actor: Actor, step: str, given: Given | None = None, problems: Sequence[Problem] = ()
) -> ShareForm:
    """The form of a step: what was given, else the account's draft, else empty but for today."""
    offer = page.view.offer(step)
    assert offer is not None
    kept = drafts.draft_of(actor, page.view.id, step) if given is None else None
    filled = given or (_from_draft(kept) if kept else Given())
    errors = {problem.field: problem.zh for problem in problems}
    fields = _fields(page, offer.step, filled)
    shown = {"at", *(one.name for one in fields)}
    return ShareForm(
        step=step, title=offer.step.label, action=page.at("share-act", step), draft_url=page.at("share-draft", step),
        fields=with_errors(fields, errors), day=filled.at or page.today.isoformat(), today=page.today.isoformat(),
        subjects=_subjects(page, filled),
        errors=tuple((PREFIX + p.field if p.field in shown else "", p.zh) for p in problems),
        file_error=errors.get("files", ""), cite=page.cite(offer.step.cite), offers=_offers(actor, fields),
        token=filled.token or secrets.token_urlsafe(12), draft_saved="已取出上次的草稿" if kept else "",
    )  # fmt: skip


def _fields(page: ShareBuilder, step: Step, filled: Given) -> tuple[FormField, ...]:
    """The fields; a paper is given as a file below them."""
    record = {name: declared for name, declared in step.record.items() if declared.type != "document"}
    made = fields_of(page.words.pack, replace(step, record=record), filled.fields, page.cite)
    return filling.by_name(made)


def _subjects(page: ShareBuilder, filled: Given) -> tuple[tuple[str, str, bool], ...]:
    named = zip(page.view.standing.about, page.view.about, strict=True)
    return tuple((ref, name, not filled.about or ref in filled.about) for ref, name in named)


def _offers(actor: Actor, fields: Sequence[FormField]) -> Offers:
    widgets = {one.widget for one in fields}
    return Offers(
        people=naming.people_offered(actor) if "person" in widgets else (),
        organs=naming.organs_offered(actor) if "organ" in widgets else (),
    )
