"""Recording an act from its form: building the form, checking a draft of it, recording it, explaining what was refused."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict

from zeren.desk.components import FindingBox
from zeren.desk.draws import facts
from zeren.desk.matters import filling
from zeren.desk.matters.case import Case
from zeren.desk.matters.form import PREFIX, FormField, Option, fields_of, values_of, with_errors, with_missing
from zeren.desk.matters.page import ActForm
from zeren.law.packs.form import Step
from zeren.norms.model import Event, FieldText, State
from zeren.records import evaluation
from zeren.records.errors import ConcurrentChange, Problem, Refused
from zeren.records.matters import acts, drafts
from zeren.records.matters import queries as matters
from zeren.records.packs import BUILT_IN

DEPARTURE = "departure_reasoned"


@dataclass
class Given:
    """What a form holds: from the request, from a draft, or nothing yet."""

    at: str = ""
    by: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    fields: Mapping[str, FieldText] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    token: str = ""
    head: int | None = None


def given_of(step: Step, posted: QueryDict) -> Given:
    """What was posted."""
    head = posted.get("head", "")
    return Given(
        at=posted.get("at", "").strip(),
        by=tuple(posted.getlist("by")),
        subjects=tuple(posted.getlist("subject")),
        fields=values_of(step, posted),
        attachments=tuple(posted.getlist("attachment")),
        token=posted.get("token", "")[:60],
        head=int(head[:15]) if head.isdecimal() else None,
    )


def draft_body(given: Given) -> dict[str, Any]:
    """A draft as plain data."""
    fields = {
        name: list(value) if isinstance(value, tuple) else value for name, value in given.fields.items()
    }
    return {"at": given.at, "by": list(given.by), "subjects": list(given.subjects), "fields": fields}


def given_from_draft(body: Mapping[str, Any]) -> Given:
    """The draft read back."""
    fields = {name: tuple(v) if isinstance(v, list) else str(v) for name, v in body.get("fields", {}).items()}
    return Given(body.get("at", ""), tuple(body.get("by", ())), tuple(body.get("subjects", ())), fields)


def form_of(
    case: Case,
    step: Step,
    given: Given | None = None,
    problems: Sequence[Problem] = (),
    warnings: tuple[FindingBox, ...] = (),
    asked: Sequence[str] = (),
    about: Sequence[str] = (),
) -> ActForm:
    """The form of ``step``: what was given, else the account's draft, else empty but for the roles it usually has.

    ``asked``: the norms that a reason is to be recorded for, where the page was opened from a finding.
    ``about``: whom the page it was opened from speaks of.
    """
    kept = drafts.draft_of(case.actor, case.matter.pk, step.id) if given is None else None
    filled = given or (given_from_draft(kept) if kept else Given())
    fields = _fields(case, step, filled, asked)
    if given is not None:
        fields = with_missing(fields)
    return ActForm(
        step=step.id,
        label=step.label,
        title=_title(case, step),
        meta=_meta(case, step),
        cite=case.cite(step.cite),
        fields=with_errors(fields, {problem.field: problem.zh for problem in problems}),
        action=f"{case.url}record/{step.id}",
        draft_url=f"{case.url}draft/{step.id}",
        day=filled.at or case.today.isoformat(),
        today=case.today.isoformat(),
        head_seq=filled.head if filled.head is not None else case.matter.head_seq,
        roles=_roles(case, step, filled),
        subjects=_subjects(case, step, filled, about),
        others=others_of(case),
        warnings=warnings,
        draft_saved="已取出上次的草稿" if kept else "",
        offers=filling.offers(case, fields),
        errors=_errors(fields, problems),
        token=filled.token or secrets.token_urlsafe(12),
        attachments=_attachments(case, step, filled),
    )


def _fields(case: Case, step: Step, filled: Given, asked: Sequence[str]) -> tuple[FormField, ...]:
    """The fields of a step; a recorded reason asks for the norms that it is about."""
    if step.id == DEPARTURE:
        return filling.by_name(departure_fields(case, filled, asked))
    made = fields_of(case.words.pack, step, filled.fields, case.cite, case.applies(step.id))
    return facts.with_known(filling.by_name(made), case.known_of_draw(step.id))


def _errors(fields: Sequence[FormField], problems: Sequence[Problem]) -> tuple[tuple[str, str], ...]:
    """Each problem with the widget that it leads to, where the page has one."""
    shown = {"at", *(field.name for field in fields)}
    return tuple((PREFIX + p.field if p.field in shown else "", p.zh) for p in problems)


def _attachments(case: Case, step: Step, filled: Given) -> tuple[tuple[str, str, bool], ...]:
    """Papers that no entry names yet, to be given with the act; where the act puts papers before the person, all."""
    shown = case.own_rules.steps.get(step.id)
    if shown is not None and shown.papers and not shown.does:
        offered = [(paper.pk, paper.name) for paper in matters.attachments(case.actor, case.matter.pk)]
    else:
        offered = matters.loose_attachments(case.actor, case.matter.pk)
    return tuple((str(pk), name, str(pk) in filled.attachments) for pk, name in offered)


def _title(case: Case, step: Step) -> str:
    """``下一步`` where it is the next one, ``再记一次`` where it was done, else ``补录``."""
    if step.id == DEPARTURE:
        return "说明原因"
    if step.id == case.next_step():
        return f"下一步　{step.label}"
    return f"{'再记一次' if step.id in case.in_force else '补录'}　{step.label}"


def _meta(case: Case, step: Step) -> tuple[str, ...]:
    done = len(case.in_force.get(step.id, ()))
    who = case.who(step.by)
    parts = (f"由 {who}" if who else "", f"已记录 {done} 次" if done else "", _seen_by_them(case, step))
    return tuple(part for part in parts if part)


def _seen_by_them(case: Case, step: Step) -> str:
    """What recording the act puts before the person concerned."""
    shown = case.own_rules.steps.get(step.id)
    if shown is None:
        return ""
    papers = "和所选附件" if shown.papers and not shown.does else ""
    return f"记录后向本人出示{papers}" if step.id in case.own_rules.opens else f"本人可以看到本项{papers}"


def _roles(case: Case, step: Step, given: Given) -> tuple[tuple[str, str, bool], ...]:
    """The step's own roles, and those that some authority names for it; the step's single role is filled in."""
    listed = list(dict.fromkeys((*step.by, *authorised(case, step.id), *given.by)))
    chosen = given.by or (step.by if len(step.by) == 1 else ())
    return tuple((name, case.role(name), name in chosen) for name in listed)


def authorised(case: Case, act: str) -> tuple[str, ...]:
    """The roles that the pack's authorities name for an act."""
    from zeren.law.packs.form import Authority

    bodies = (norm.body for norm in case.words.pack.norms if isinstance(norm.body, Authority))
    return tuple(dict.fromkeys(name for body in bodies if act in body.acts for name in body.by))


def _subjects(
    case: Case, step: Step, given: Given, about: Sequence[str] = ()
) -> tuple[tuple[str, str, bool], ...]:
    refs = case.around.subjects
    named = tuple(ref for ref in about if ref in refs)
    chosen = given.subjects or named or _waited_for(case, step) or refs
    return tuple((ref, case.names.get(ref, ref), ref in chosen) for ref in refs)


def _waited_for(case: Case, step: Step) -> tuple[str, ...]:
    """Those of whom the step is still owed: offered, where others have done it or owe it not."""
    return tuple(
        {finding.subject: None for finding in case.owed if step.id in finding.act and finding.subject}
    )


def others_of(case: Case) -> tuple[tuple[str, str], ...]:
    """Every act that can be recorded on the matter: its own steps, the shared events, the built-in ones."""
    own = [(step.id, step.label) for step in case.words.procedure.steps.values()]
    shared = [(step.id, step.label) for step in case.words.shared.events.values()]
    return tuple(own + shared + [(name, step.label) for name, step in BUILT_IN.items()])


def check(case: Case, step: Step, given: Given) -> tuple[FindingBox, ...]:
    """What the engine says of the act as filled in: nothing is recorded."""
    draft = Event(
        id="draft",
        type=step.id,
        at=date.fromisoformat(given.at) if given.at else case.today,
        by=given.by,
        subject=given.subjects or case.around.subjects,
        fields=filling.kept(case, step, given.fields),
    )
    verdict = evaluation.draft_allowed(case.matter, draft, case.today)
    return tuple(case.boxes.box(finding) for finding in (*verdict.blocks, *verdict.warns))


def record(case: Case, step: Step, given: Given) -> acts.Kept:
    """Record the act. Raises Refused, ConcurrentChange, OutOfSight."""
    return acts.record_event(
        case.actor,
        case.matter.pk,
        step.id,
        given.at,
        filling.kept(case, step, given.fields),
        subjects=given.subjects or None,
        by=given.by,
        attachments=[int(pk) for pk in given.attachments if pk.isdecimal() and len(pk) < 18],
        expected_head=given.head,
        idempotency=given.token or None,
    )


def problems_of(case: Case, wrong: Refused | ConcurrentChange) -> tuple[Problem, ...]:
    """What is to be told at the form."""
    if isinstance(wrong, Refused):
        return wrong.problems
    came = "；".join(f"第 {b.seq} 号 {case.act_label(b.type)}（{b.account}）" for b in wrong.between)
    zh = f"您打开本页以后，别人记录了：{came}。请核对后再次按“记录”"
    return (Problem("", zh, "somebody recorded in between"),)


def departure_fields(case: Case, given: Given, asked: Sequence[str]) -> tuple[FormField, ...]:
    """The form of recording why norms were departed from: each open one in words, with its provision; the reasons."""
    held = given.fields.get("norm", ())
    chosen = (held,) if isinstance(held, str) else held or tuple(asked)
    listed = dict.fromkeys((*chosen, *(f.norm for f in case.findings if f.status is State.BREACHED)))
    options = tuple(_norm_option(case, norm, norm in chosen) for norm in listed)
    reasons = given.fields.get("reasons", "")
    return (
        FormField("norm", "要求的内容", "boxes", options=options, required=True),
        FormField(
            "reasons",
            "原因",
            "text",
            reasons if isinstance(reasons, str) else "、".join(reasons),
            required=True,
        ),
    )


def _norm_option(case: Case, norm: str, on: bool) -> Option:
    """A norm as people read it: what it demands, and its provision."""
    found = case.norm(norm)
    return Option(norm, case.demand(norm), on, case.cite(found.cite) if found else None)
