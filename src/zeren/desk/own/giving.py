"""The form of an act of the person's own: built from the pack's step, read from the request, refused with what was typed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from zeren.desk import links
from zeren.desk.matters.form import PREFIX, FormField, fields_of, values_of, with_errors
from zeren.desk.own.build import OwnPage
from zeren.desk.own.page import OwnForm
from zeren.norms.model import FieldText
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.matters import drafts, files
from zeren.records.matters.own import Offer


@dataclass
class Given:
    """What the form holds."""

    fields: Mapping[str, FieldText] = field(default_factory=dict)
    text: str = ""
    token: str = ""


def given_of(offer: Offer, posted: QueryDict) -> Given:
    """What was posted; only what the form asks for is looked at."""
    does = offer.shown.does
    assert does is not None
    values = {name: v for name, v in values_of(offer.step, posted).items() if name in does.asks}
    return Given(values, posted.get("text", ""), posted.get("token", "")[:40])


def uploads_of(listed: Sequence[Any]) -> list[tuple[str, bytes]]:
    """Names and contents; a byte more than is allowed is enough to say that it is too much."""
    return [(upload.name or "", upload.read(files.LARGEST + 1)) for upload in listed]


def draft_body(given: Given) -> dict[str, Any]:
    """A draft as plain data."""
    fields = {n: list(v) if isinstance(v, tuple) else v for n, v in given.fields.items()}
    return {"fields": fields, "text": given.text}


def _from_draft(body: Mapping[str, Any]) -> Given:
    fields = {n: tuple(v) if isinstance(v, list) else str(v) for n, v in body.get("fields", {}).items()}
    return Given(fields, str(body.get("text", "")))


def form_of(
    page: OwnPage, actor: Actor, offer: Offer, given: Given | None = None, problems: Sequence[Problem] = ()
) -> OwnForm:
    """The form of a step: what was given, else the account's draft, else empty."""
    does, view = offer.shown.does, page.view
    assert does is not None
    kept = drafts.draft_of(actor, view.id, offer.step.id) if given is None else None
    filled = given or (_from_draft(kept) if kept else Given())
    errors = {problem.field: problem.zh for problem in problems}
    return OwnForm(
        step=offer.step.id,
        title=does.title,
        button=does.button,
        action=links.named("own-act", view.id, offer.step.id),
        draft_url=links.named("own-draft", view.id, offer.step.id),
        fields=with_errors(_fields(page, offer, filled), errors),
        text_label=does.text,
        text=filled.text,
        text_error=errors.get("text", ""),
        file_error=errors.get("files", ""),
        cite=page.cite(offer.step.cite),
        errors=tuple((_place(p.field, offer), p.zh) for p in problems),
        token=filled.token or secrets.token_urlsafe(12),
        draft_saved="已取出上次的草稿。提交前只有您看得到。" if kept else "",
        note=does.note.text if does.note else "",
        note_cite=page.cite([does.note.cite]) if does.note and does.note.cite else None,
    )


def _fields(page: OwnPage, offer: Offer, filled: Given) -> tuple[FormField, ...]:
    does = offer.shown.does
    assert does is not None
    step = replace(offer.step, record={n: offer.step.record[n] for n in does.asks})
    made = fields_of(page.words.pack, step, filled.fields, page.cite)
    labels = offer.shown.labels
    return tuple(replace(one, label=labels.get(one.name, one.label)) for one in made)


def _place(name: str, offer: Offer) -> str:
    """The widget that a problem leads to."""
    if name in ("text", "files"):
        return f"own-{name}"
    return PREFIX + name if name in offer.step.record else ""
