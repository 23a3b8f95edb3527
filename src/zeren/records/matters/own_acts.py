"""What the person or unit concerned does on their own desk: only steps that the pack gives them, only about themselves.

It stands in the matter like any event and wakes the handler's worklist. A day past its end is recorded and explained,
never refused. Raises everywhere: OutOfSight (not theirs, or not a step of theirs), Refused (nothing written, a word
outside its list, a file that can't be taken; all at once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, acts, drafts, files, own
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Attachment, Draft, Event, Matter
from zeren.records.matters.own import Offer, OwnView

MOST_FILES = 9
WRITTEN = ("text", "date", "datetime", "integer", "decimal")
"""Types of fields that are typed; any other is chosen."""

MOST_TEXT = 50_000
"""Signs of what is written into the form; a longer one is attached."""


def record_own(
    actor: Actor,
    matter_id: int,
    step: str,
    fields: Mapping[str, FieldText] | None = None,
    *,
    text: str = "",
    uploads: Sequence[tuple[str, bytes]] = (),
    token: str = "",
) -> Event:
    """Record an act of the person concerned, on this day, about themselves.

    ``text`` becomes a paper of the record, ``uploads`` (name, content) are attached. The same ``token`` again answers
    the event of the first time.
    """
    with transaction.atomic():
        matter = access.locked_as_shown(actor, matter_id)
        key = f"own/{actor.account}/{token}"[:80] if token else None
        before = acts.recorded_before(matter, key)
        if before:
            return before
        view = own.view_of(actor, matter_id)
        offer = _offered(view, step)
        given = _checked(offer, fields or {}, text, uploads)
        papers = _kept(actor, matter, offer, text, uploads)
        entry = _entry(actor, view, offer, given, papers)
        entry, _ = acts.checked(actor, matter, entry, [paper.pk for paper in papers])
        return acts.write(actor, matter, entry, "own_recorded", key)


def save_own_draft(actor: Actor, matter_id: int, step: str, body: Mapping[str, Any]) -> Draft:
    """Keep what was typed at a step of theirs; only this account can open it."""
    with transaction.atomic():
        access.locked_as_shown(actor, matter_id)
        if own.view_of(actor, matter_id).offer(step) is None:
            raise OutOfSight(f"step {step}")
        return drafts.keep(actor, matter_id, step, body)


def _offered(view: OwnView, step: str) -> Offer:
    """The step as it is offered. What was done once and is done once is told; any other is not there."""
    offer = view.offer(step)
    if offer is not None:
        return offer
    shown = view.rules.steps.get(step)
    if shown is not None and shown.does and any(entry.step.id == step for entry in view.entries):
        zh = f"{shown.does.title}已经记录，不用再次提交"
        raise Refused([Problem("", zh, f"'{step}' was recorded already")])
    raise OutOfSight(f"step {step}")


def checked_of(offer: Offer, fields: Mapping[str, FieldText]) -> dict[str, FieldText]:
    """The fields of a step that asks for nothing but fields. Raises Refused."""
    return _checked(offer, fields, "", ())


def _checked(
    offer: Offer, fields: Mapping[str, FieldText], text: str, uploads: Sequence[tuple[str, bytes]]
) -> dict[str, FieldText]:
    """The fields asked for. Raises Refused where nothing was written, or a field is none of the form's."""
    does, problems = offer.shown.does, Problems()
    assert does is not None
    for name in fields:
        if name not in does.asks:
            problems.add(name, "表上没有这一栏", f"'{name}' is not asked for here")
    if does.text and not text.strip() and not uploads:
        problems.add("text", f"请写明{does.text}，或者附上文件", "write it, or attach a file")
    if len(text) > MOST_TEXT:
        problems.add("text", f"超过 {MOST_TEXT} 字，请作为附件提交", f"longer than {MOST_TEXT} signs")
    if len(uploads) > MOST_FILES:
        problems.add("files", f"一次最多 {MOST_FILES} 份附件", f"at most {MOST_FILES} files at once")
    for name, declared in offer.step.record.items():
        if name in does.asks and declared.required and not fields.get(name):
            asked = "填写" if declared.type in WRITTEN else "选定"
            problems.add(name, f"请{asked}“{declared.label or name}”", f"'{name}' is wanted")
    check_files(uploads, problems)
    problems.refuse()
    return {**fields, **does.set}


def check_files(uploads: Sequence[tuple[str, bytes]], problems: Problems) -> None:
    """Every file before any is kept: all that is wrong is told at once."""
    for name, content in uploads:
        try:
            files.check_file(files.clean_name(name), content)
        except Refused as refused:
            problems.found += [replace(problem, field="files") for problem in refused.problems]


def _kept(
    actor: Actor, matter: Matter, offer: Offer, text: str, uploads: Sequence[tuple[str, bytes]]
) -> list[Attachment]:
    """What was written as a paper of its own, then the files."""
    does = offer.shown.does
    assert does is not None
    written = [(f"{does.title}{clock.today():%Y-%m-%d}.txt", text.strip().encode())] if text.strip() else []
    return [files.keep(actor, matter, name, content) for name, content in (*written, *uploads)]


def _entry(
    actor: Actor, view: OwnView, offer: Offer, fields: dict[str, FieldText], papers: Sequence[Attachment]
) -> Entry:
    """Of this day, about the person alone; for a unit the record names who gave it in."""
    document = _document(offer.step)
    if document and papers:
        fields[document] = f"attachment:{papers[0].pk}"
    who = f"person:{actor.person}"
    by = (view.rules.role,) if who == view.ref or not actor.person else (view.rules.role, who)
    return Entry(offer.step.id, clock.today().isoformat(), fields, (view.ref,), by)


def _document(step: Step) -> str:
    """The step's field for the paper itself (申诉书), where it has one."""
    return next((name for name, declared in step.record.items() if declared.type == "document"), "")
