"""A person reports: the content goes into the vault, section by section; the matter of the receiving department keeps the
day and which sections were answered, and nothing of what was answered.

Raises everywhere: OutOfSight (no such form, nobody's account), Refused with every place that is wrong, nothing kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from zeren.law.packs.form import DueDay, Duty
from zeren.norms.model import FieldText, Log, State
from zeren.records import calendars, clock, evaluation, packs, vault
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.materials import kinds, report_content, report_rules
from zeren.records.materials.models import Material, MaterialSection
from zeren.records.materials.queries import DEPARTMENTS
from zeren.records.materials.report_content import Answer
from zeren.records.materials.report_rules import Form, ReportRules
from zeren.records.matters import acts, drafts, opening
from zeren.records.matters.models import Event, Matter
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.facts import facts_about
from zeren.records.people.models import Person
from zeren.records.trail import acts as trail

MOST_REASONS = 500


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is given in. ``arisen``, ``cause`` and ``ended`` only where the form asks them: the day of the matter,
    whether a special cause kept it (yes, no), the day on which that ended; ``reasons``: why it is late."""

    procedure: str
    form: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    reasons: str = ""
    arisen: str = ""
    cause: str = ""
    ended: str = ""


def rules() -> tuple[ReportRules, ...]:
    """The reports that the packs in force today know."""
    library, today = packs.installed(), clock.today()
    return tuple(r for r in report_rules.every(library.packs) if library.on(r.pack, today) is not None)


def form_of(procedure: str, form: str) -> tuple[ReportRules, Form]:
    """A form by its names. Raises OutOfSight."""
    found = next((r for r in rules() if r.procedure == procedure and form in r.forms), None)
    if found is None:
        raise OutOfSight(f"report {procedure} {form}")
    return found, found.forms[form]


def year_of(form: Form) -> int:
    """The year that a form reports of, as of today."""
    return clock.today().year - (form.of == "last_year")


def reported(person: int, found: ReportRules, form: Form) -> Material | None:
    """The report of the form's year, where it was given in; one that came on paper counts as the yearly one."""
    names = ("", form.id) if form.of == "last_year" else (form.id,)
    rows = Material.objects.filter(person=person, kind=found.material, year=year_of(form), form__in=names)
    return rows.order_by("-id").first()


def due_of(found: ReportRules, form: Form) -> date | None:
    """The last day of a form whose text names a day of the year; None for any other."""
    pack = packs.installed().on(found.pack, clock.today())
    norm = next((norm for norm in pack.norms if norm.id == form.norm), None) if pack else None
    body = norm.body if norm else None
    if not isinstance(body, Duty) or not isinstance(body.due, DueDay) or body.due.month_day is None:
        return None
    day = date(year_of(form) + 1, *body.due.month_day)
    rolled = calendars.calendar().next_working(day) if body.roll is True else None
    return rolled or day


def owed(person: int, found: ReportRules, form: Form) -> State | None:
    """What the form's norm says of this person and the day of :func:`due_of`: met or not, it is owed; not triggered, the
    person is none of those who report; undetermined, that is not known. By the registers, and by what the receiving
    department stated; whether the report was given in is :func:`reported`. None: the text names no such day."""
    pack = packs.installed().on(found.pack, clock.today())
    if pack is None or due_of(found, form) is None:
        return None
    ref = f"person:{person}"
    about = Matter.objects.filter(
        pack=found.pack, procedure=found.procedure, state=Matter.State.OPEN, disposed__isnull=True, subjects__person=person
    )  # fmt: skip
    matter = about.order_by("-pk").first()
    facts = evaluation.log_of(matter).facts if matter else facts_about([ref])
    log = Log("report", found.procedure, date(year_of(form) + 1, 1, 1), subjects=(ref,), facts=facts)
    judged = evaluation.judge(log, [packs.only(pack, (form.norm,))], clock.today())
    said = (f.status for f in judged.findings if f.norm == form.norm and f.subject in (ref, None))
    return next(said, State.NOT_TRIGGERED)


def receiver_of(person: int) -> Organ | None:
    """Who receives it (第八条): the department of the organ that manages the person by the main post; None: not known."""
    _, managing = people.management_of(person)
    if managing is None:
        return None
    beside = Organ.objects.filter(committee=managing, kind__in=DEPARTMENTS).order_by("rank", "pk").first()
    return beside or Organ.objects.filter(organizes=managing).first()


def draft_key(found: ReportRules, form: Form) -> str:
    """The name under which a draft is kept."""
    return f"report:{found.procedure}:{form.id}:{year_of(form)}"[:80]


def save_draft(actor: Actor, report: Report) -> None:
    """Keep what was typed; only this account can open it."""
    found, form = _own(actor, report)
    told = {"reasons": report.reasons, "arisen": report.arisen, "cause": report.cause, "ended": report.ended}
    drafts.keep(
        actor,
        None,
        draft_key(found, form),
        {"answers": report_content.as_draft(report.answers), "told": told},
    )


def draft_of(actor: Actor, found: ReportRules, form: Form) -> Report | None:
    """What was kept."""
    body = drafts.draft_of(actor, None, draft_key(found, form))
    if body is None:
        return None
    told = {name: str(text) for name, text in body.get("told", {}).items()}
    return Report(found.procedure, form.id, report_content.from_draft(body.get("answers", {})), **told)


def _own(actor: Actor, report: Report) -> tuple[ReportRules, Form]:
    if not actor.person:
        raise OutOfSight("report of nobody")
    return form_of(report.procedure, report.form)


# ---------------------------------------------------------------- giving in


def submit(actor: Actor, report: Report, receiver: Organ, custodian: Person) -> tuple[Material, Event]:
    """Give the report in, today: sealed in the vault, on the log without its content."""
    found, form = _own(actor, report)
    _checked(actor, found, form, report)
    with transaction.atomic():
        # Two windows of one person: the second waits here, and then finds the first one's report.
        Person.objects.select_for_update().get(pk=actor.person)
        _once(actor, found, form)
        material = _seal(actor, found, form, report, receiver, custodian)
        matter = _matter(actor, found, receiver, custodian)
        event = _record(actor, matter, form, report)
        drafts.discard_draft(actor, None, draft_key(found, form))
    return material, event


def _once(actor: Actor, found: ReportRules, form: Form) -> None:
    assert actor.person
    if form.of == "last_year" and reported(actor.person, found, form) is not None:
        zh = f"{year_of(form)} 年度的报告已经提交，不能再交一份；有变化的填事后报告"
        raise Refused([Problem("", zh, "the report of that year was given in already")])


def _checked(actor: Actor, found: ReportRules, form: Form, report: Report) -> None:
    kind, problems = kinds.on().get(found.material), Problems()
    assert kind is not None
    unknown = set(report.answers) - {section.id for section in form.sections}
    for name in sorted(unknown):
        problems.add(name, "表上没有这一项", f"'{name}' is not asked for here")
    report_content.check(form, kind.sections, report.answers, problems)
    if len(report.reasons) > MOST_REASONS:
        problems.add("reasons", f"原因超过 {MOST_REASONS} 字", "the reasons are too long")
    if form.late and form.late.arisen:
        _check_late(report, problems)
    problems.refuse()


def _check_late(report: Report, problems: Problems) -> None:
    arisen = _past("arisen", report.arisen, "发生的日子", problems)
    if report.cause not in ("yes", "no"):
        problems.add("cause", "请选有没有因特殊原因不能按时报告", "yes or no is wanted")
    if report.cause != "yes":
        return
    ended = _past("ended", report.ended, "特殊原因消除的日子", problems)
    if arisen and ended and ended < arisen:
        problems.add("ended", "特殊原因消除在事项发生之前", "the cause ended before the matter")
    if not report.reasons.strip():
        problems.add("reasons", "因特殊原因晚报的，请说明原因", "the reasons are missing")


def _past(name: str, text: str, label: str, problems: Problems) -> date | None:
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        problems.add(
            name, f"{label}“{text[:20]}”应为日期，如 2026-03-01" if text.strip() else f"缺{label}", "a day"
        )
        return None
    if day > clock.today():
        problems.add(name, f"{label}在今日之后", "the day is in the future")
    return day


def _seal(
    actor: Actor, found: ReportRules, form: Form, report: Report, receiver: Organ, custodian: Person
) -> Material:
    material = Material.objects.create(
        kind=found.material, person_id=actor.person, year=year_of(form), on=clock.today(), form=form.id,
        title=f"{year_of(form)} 年{'度集中报告' if form.of == 'last_year' else form.title}", receiver=receiver, custodian=custodian,
    )  # fmt: skip
    for section in form.sections:
        answer = report.answers.get(section.id, Answer())
        if answer.has == "yes" or not form.some:
            row = MaterialSection(material=material, section=section.id)
            vault.write(row, row.place, report_content.sealed(answer).encode())
            row.save()
    trail.write(actor, "material_added", "material", material.pk, detail=f"{found.material} {material.year}")
    return material


def _matter(actor: Actor, found: ReportRules, receiver: Organ, custodian: Person) -> Matter:
    """The person's open matter of the receiving department, else a new one in its name."""
    assert actor.person
    rows = Matter.objects.filter(
        pack=found.pack, procedure=found.procedure, organ=receiver, state=Matter.State.OPEN, disposed__isnull=True,
        subjects__person=actor.person,
    )  # fmt: skip
    there = rows.order_by("pk").first()
    if there is not None:
        return there
    ref = f"person:{actor.person}"
    asked = opening.Opening(
        found.pack, found.procedure, receiver.pk, f"{actor.name} 个人有关事项报告", [ref], clock.today(),
        mark=found.mark, handler=custodian.pk, classification="内部", subject_facts={ref: _way(actor.person, found, receiver)},
    )  # fmt: skip
    return opening.open_matter(_for_the_record(actor), asked)


def _way(person: int, found: ReportRules, receiver: Organ) -> dict[str, FieldText]:
    """Whether the own unit manages the person: then its own department receives the report, and nobody countersigns it."""
    unit = Person.objects.values_list("organ", flat=True).get(pk=person)
    if not found.way or unit is None:
        return {}
    fact, own, other = found.way
    return {fact: own if unit in (receiver.pk, receiver.committee_id) else other}


def _record(actor: Actor, matter: Matter, form: Form, report: Report) -> Event:
    """The entries: when the matter arose and the cause ended where the form asks it, then that it was reported."""
    late, today = form.late, clock.today()
    if late and late.arisen:
        _enter(actor, matter, late.arisen, report.arisen, {late.cause: report.cause})
        if report.cause == "yes":
            _enter(actor, matter, late.ended, report.ended, {})
    fields: dict[str, FieldText] = dict(form.set)
    if form.answered:
        fields[form.answered] = tuple(section.item for section in form.sections)
    if late and report.reasons.strip():
        fields[late.reasons] = report.reasons.strip()
    return _enter(actor, matter, form.step, today.isoformat(), fields)


def _enter(actor: Actor, matter: Matter, step: str, at: str, fields: Mapping[str, FieldText]) -> Event:
    ref = f"person:{actor.person}"
    kept = acts.record_event(
        _for_the_record(actor), matter.pk, step, at.strip(), fields, subjects=[ref], by=("subject",)
    )
    return kept.event


def _for_the_record(actor: Actor) -> Actor:
    """The person's own act in a matter of the department, which they do not see: under their account and name."""
    # Built anew: the actor of a request is known only when it is first asked for.
    return Actor(actor.account, actor.name, actor.person, actor.organ, system=True, strong=actor.strong)
