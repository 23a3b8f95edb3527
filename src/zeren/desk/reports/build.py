"""Builds the pages of one's own reports: the list, the form with the year before beside it, what was given in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.http import QueryDict

from zeren.desk import days, links, sources
from zeren.desk.citing import Citer
from zeren.desk.components import Light, Link, Sign
from zeren.desk.reports.page import (
    FormLine,
    FormPage,
    GivenLine,
    IndexPage,
    LateBox,
    ReadPage,
    SectionBox,
    Widget,
)
from zeren.law.packs.consulting import MaterialKind
from zeren.norms.model import State
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import Problem
from zeren.records.materials import kinds, queries, report_content, reporting
from zeren.records.materials.models import Material
from zeren.records.materials.report_content import MOST_ROWS, Answer
from zeren.records.materials.report_rules import Form, ReportRules, SectionRules
from zeren.records.materials.reporting import Report

ROW = re.compile(r"([a-z_]+)\.(\d{1,2})\.([a-z_]+)")
TOLD = ("reasons", "arisen", "cause", "ended")


def kind_of(found: ReportRules) -> MaterialKind:
    """The kind of sealed material that the reports become."""
    return kinds.on()[found.material]


def given_of(procedure: str, form: Form, posted: QueryDict) -> Report:
    """What was posted; only what the form asks is looked at."""
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for key in posted:
        match = ROW.fullmatch(key)
        if match and int(match[2]) <= MOST_ROWS:
            rows.setdefault(match[1], {}).setdefault(int(match[2]), {})[match[3]] = str(
                posted.get(key, "")
            ).strip()
    answers = {
        section.id: Answer(
            posted.get(f"{section.id}.has", "")[:3],
            tuple(_asked(section, row) for _, row in sorted(rows.get(section.id, {}).items())),
        )
        for section in form.sections
    }
    return Report(procedure, form.id, answers, **{name: posted.get(name, "").strip() for name in TOLD})


def _asked(section: SectionRules, row: Mapping[str, str]) -> dict[str, str]:
    return {field.name: row.get(field.name, "") for field in section.fields}


def with_row(report: Report, section: str) -> Report:
    """The same with one more empty row in a section."""
    answer = report.answers.get(section)
    if answer is None:
        return report
    more = Answer(answer.has or "yes", (*answer.rows, {})) if len(answer.rows) < MOST_ROWS else answer
    return replace(report, answers={**report.answers, section: more})


def with_before(report: Report, before: Mapping[str, str]) -> Report:
    """The same with the year before in every section that is not answered yet."""
    taken = {
        name: earlier
        for name, answer in report.answers.items()
        if not answer.has
        and not answer.filled
        and name in before
        and (earlier := report_content.opened(before[name]))
    }
    return replace(report, answers={**report.answers, **taken})


def earlier_of(actor: Actor, found: ReportRules, form: Form) -> Material | None:
    """The report to be shown beside the form: the last yearly one of an earlier year."""
    yearly = ["", *(one.id for one in found.forms.values() if one.of == "last_year")]
    rows = queries.own(actor).filter(
        kind=found.material, year__lt=reporting.year_of(form) + (form.of == "this_year")
    )
    return rows.filter(form__in=yearly).order_by("-year", "-id").first()


# ---------------------------------------------------------------- the list


def index(actor: Actor) -> list[IndexPage]:
    """What each regulation in force wants reported, and what was given in."""
    return [_index(actor, found) for found in reporting.rules()]


def _index(actor: Actor, found: ReportRules) -> IndexPage:
    cites = Citer([(found.pack, [form.cite for form in found.forms.values()])])
    rows = queries.own(actor).filter(kind=found.material).select_related("receiver", "custodian")
    given = tuple(
        GivenLine(
            Link(row.title, links.named("own-report-read", row.pk)), row.on.isoformat(),
            row.receiver.short or row.receiver.name, row.custodian.name,
        )
        for row in rows.order_by("-on", "-id")
    )  # fmt: skip
    forms = tuple(_form_line(actor, found, form, cites) for form in found.forms.values())
    return IndexPage(kind_of(found).label, forms, given)


def _form_line(actor: Actor, found: ReportRules, form: Form, cites: Citer) -> FormLine:
    assert actor.person
    url, year = links.named("own-report", found.procedure, form.id), reporting.year_of(form)
    title = f"{year} 年度集中报告" if form.of == "last_year" else form.title
    there = reporting.reported(actor.person, found, form) if form.of == "last_year" else None
    if there is not None:
        said = f"{there.on.isoformat()} 提交，{there.receiver.short or there.receiver.name}受理"
        return FormLine(
            title, Light(Sign.DONE, "已提交"), said, cites.chip(found.pack, form.cite, bare=True), "", ""
        )
    kept = reporting.draft_of(actor, found, form) is not None
    light = due_light(actor, found, form) or Light(Sign.ELAPSED, "有了才报")
    said = "；".join(
        text for text in ("有草稿，还没有提交" if kept else "", _if_owed(light, found, form)) if text
    )
    return FormLine(
        title, light, said, cites.chip(found.pack, form.cite, bare=True), url, "接着填" if kept else "填写"
    )


def due_light(actor: Actor, found: ReportRules, form: Form) -> Light | None:
    """The light of the form's last day, where the text gives one and means this person; else that it does not, or that
    this is not known."""
    due = reporting.due_of(found, form)
    if due is None or not actor.person:
        return None
    state = reporting.owed(actor.person, found, form)
    if state is State.NOT_TRIGGERED:
        return Light(Sign.ELAPSED, "不在报告人之列")
    return (
        days.UNKNOWN
        if state is State.UNDETERMINED
        else days.due_light(due, clock.today(), sources.calendar())
    )


def _if_owed(light: Light, found: ReportRules, form: Form) -> str:
    """Of whom it is not known whether he reports: who says so, and until when if he does."""
    due = reporting.due_of(found, form) if light == days.UNKNOWN else None
    return f"是不是报告人，由受理的组织（人事）部门认定；是的，{due.isoformat()} 止" if due else ""


# ---------------------------------------------------------------- the form


class FormBuilder:
    """The page of one form for one person."""

    def __init__(
        self,
        actor: Actor,
        found: ReportRules,
        form: Form,
        before: Mapping[str, str],
        earlier: Material | None,
    ) -> None:
        self.actor, self.found, self.form, self.before, self.earlier = actor, found, form, before, earlier
        self.kind = kind_of(found)
        cited = [form.cite, *(section.cite for section in form.sections)]
        self.cites = Citer([(found.pack, cited)])

    def page(self, report: Report, problems: Sequence[Problem] = (), said: str = "") -> FormPage:
        """The form with what was given."""
        form, found, wrong = self.form, self.found, {p.field for p in problems}
        assert self.actor.person
        receiver = reporting.receiver_of(self.actor.person)
        by_section = {
            s.id: tuple(p.zh for p in problems if p.field.partition(".")[0] == s.id) for s in form.sections
        }
        return FormPage(
            form.title, reporting.year_of(form), self.cites.chip(found.pack, form.cite, bare=True), due_light(self.actor, found, form),
            receiver.name if receiver else "待查明，由组织部门补登职务的任免机关",
            links.named("own-report", found.procedure, form.id), links.named("own-report-draft", found.procedure, form.id),
            tuple(self._section(s, report.answers.get(s.id, Answer()), wrong, by_section[s.id]) for s in form.sections),
            self._late(report, problems), self.earlier.title if self.earlier else "", bool(self.before), said,
            tuple((_place(p.field), p.zh) for p in problems),
        )  # fmt: skip

    def _section(
        self, section: SectionRules, answer: Answer, wrong: set[str], errors: tuple[str, ...]
    ) -> SectionBox:
        rows = answer.rows or ({},)
        widgets = tuple(
            tuple(self._widget(section, place, row, wrong, n) for n in range(len(section.fields)))
            for place, row in enumerate(rows)
        )
        told = self.before.get(section.id)
        before = report_content.lines(section, told) if told is not None else ()
        cite = self.cites.chip(self.found.pack, section.cite, bare=True)
        return SectionBox(
            section.id, self.kind.sections[section.id], cite, answer.has, widgets, before, errors
        )

    @staticmethod
    def _widget(
        section: SectionRules, place: int, row: Mapping[str, str], wrong: set[str], number: int
    ) -> Widget:
        field = section.fields[number]
        name = f"{section.id}.{place}.{field.name}"
        return Widget(
            name, field.label, field.type, row.get(field.name, ""), field.options, name in wrong, number == 0
        )

    def _late(self, report: Report, problems: Sequence[Problem]) -> LateBox | None:
        late = self.form.late
        due = reporting.due_of(self.found, self.form)
        if late is None or (not late.arisen and not (due and due < clock.today())):
            return None
        errors = {p.field: p.zh for p in problems if p.field in TOLD}
        return LateBox(bool(late.arisen), report.arisen, report.cause, report.ended, report.reasons, errors)


def _place(field: str) -> str:
    """The widget, or the section, that a problem leads to."""
    return f"f-{field}" if field else ""


def read(material: Material, content: Mapping[str, str]) -> ReadPage:
    """One's own report as it was given in."""
    found = next((r for r in reporting.rules() if r.material == material.kind), None)
    labels = kinds.on()[material.kind].sections
    told = tuple(
        (label, report_content.lines(found.sections.get(name) if found else None, content[name]))
        for name, label in labels.items() if name in content
    )  # fmt: skip
    said = f"{days.in_sentence(material.on)}提交　{material.receiver.name}受理　{material.custodian.name}保管"
    return ReadPage(material.title, said, told, links.named("own-reports"))


def told(kind: str, section: str, text: str) -> str:
    """A sealed section in words, as it is opened by approval."""
    found = next((r for r in reporting.rules() if r.material == kind), None)
    return "\n".join(report_content.lines(found.sections.get(section) if found else None, text))
