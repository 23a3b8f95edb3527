"""What an organ does in a matter that another handles: only steps that the pack gives it, only about whom the matter
was put before it.

It stands in the matter like any event and wakes the handler's worklist. A day past its end is recorded and explained,
never refused. Raises everywhere: OutOfSight (no share, or no step of it), Refused (all that is wrong at once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, acts, drafts, files
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Attachment, Draft, Event
from zeren.records.matters.own_acts import MOST_FILES, check_files
from zeren.records.shares import queries
from zeren.records.shares.models import MatterShare
from zeren.records.shares.queries import ShareView


def record(
    actor: Actor,
    matter_id: int,
    role: str,
    step: str,
    at: date | str,
    fields: Mapping[str, FieldText] | None = None,
    *,
    about: Sequence[str] = (),
    uploads: Sequence[tuple[str, bytes]] = (),
    token: str = "",
) -> Event:
    """Record a step of the organ's. ``about``: which of the subjects put before it (none named: all of them);
    ``uploads``: papers (name, content). The same ``token`` again answers the event of the first time."""
    with transaction.atomic():
        matter = access.lock(matter_id)
        share = queries.share_of(actor, matter_id, role)
        if matter is None or matter.disposed:
            raise OutOfSight(f"matter {matter_id}")
        found = _offered(actor, share, step)
        key = f"share/{actor.account}/{token}"[:80] if token else None
        before = acts.recorded_before(matter, key)
        if before:
            return before
        _check(found, about, uploads)
        papers = [files.keep(actor, matter, name, content) for name, content in uploads]
        given = acts.clean(fields or {})
        _name_paper(found.words.procedure.steps[step], given, papers)
        subjects = tuple(about) or found.standing.about
        entry = Entry(step, str(at), given, subjects, (role,))
        entry, _ = acts.checked(actor, matter, entry, [paper.pk for paper in papers])
        return acts.write(actor, matter, entry, "share_recorded", key, basis=_basis(actor, share))


def save_draft(actor: Actor, matter_id: int, role: str, step: str, body: Mapping[str, Any]) -> Draft:
    """Keep what was typed at a step of the organ's; only this account can open it."""
    with transaction.atomic():
        matter = access.lock(matter_id)
        share = queries.share_of(actor, matter_id, role)
        if matter is None or matter.disposed:
            raise OutOfSight(f"matter {matter_id}")
        _offered(actor, share, step)
        return drafts.keep(actor, matter_id, step, body)


def _offered(actor: Actor, share: MatterShare, step: str) -> ShareView:
    """The view in which the step is offered. Raises OutOfSight where it is none of the organ's, Refused where the
    actor only may look."""
    found = queries.view_of(actor, share.matter_id, share.role)
    if found.offer(step) is None:
        raise OutOfSight(f"step {step}")
    if not found.writes:
        raise Refused([Problem("actor", "您只能查看此事项", "this matter is only yours to see")])
    return found


def _check(found: ShareView, about: Sequence[str], uploads: Sequence[tuple[str, bytes]]) -> None:
    problems = Problems()
    for ref in about:
        if ref not in found.standing.about:
            problems.add("subjects", f"没有对象“{ref}”", f"there is no subject '{ref}'")
    if len(uploads) > MOST_FILES:
        problems.add("files", f"一次最多 {MOST_FILES} 份附件", f"at most {MOST_FILES} files at once")
    check_files(uploads, problems)
    problems.refuse()


def _name_paper(step: Step, fields: dict[str, FieldText], papers: Sequence[Attachment]) -> None:
    """The first file is the step's paper, where the step has a field for one and none was named."""
    document = next((name for name, declared in step.record.items() if declared.type == "document"), "")
    if document and papers and not fields.get(document):
        fields[document] = f"attachment:{papers[0].pk}"


def _basis(actor: Actor, share: MatterShare) -> str:
    """The delegation that the act rests on: where no own role at the organ reaches."""
    held = [g for g in actor.grants if g.organ == share.organ_id and g.role in queries.RECORDS]
    own = [grant for grant in held if not grant.delegated_by]
    return held[0].basis if held and not own else ""
