"""How the subjects of a year's units stand: part taken or not, what was recorded as result, vetoed or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.campaigns import exempting
from zeren.records.campaigns.exempting import Exemption
from zeren.records.campaigns.kept import Kept
from zeren.records.campaigns.queries import Subject, Unit
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.matters import reading
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.matters.reading import Logged


@dataclass(frozen=True, slots=True)
class Result:
    """What people recorded as the result of one subject. Score and grade empty: not recorded."""

    subject: Subject
    score: str = ""
    grade: str = ""
    entry: Recorded | None = None
    veto: Recorded | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What a year reads of one matter: kind of unit and year as stated, and by subject position, exception, result."""

    kind: str
    year: str
    positions: Mapping[str, str]
    exempt: Mapping[str, Exemption]
    results: Mapping[str, Result]


_kept: Kept[Brief] = Kept()


def briefs(units: Sequence[Unit], rules: CampaignRules, today: date) -> dict[int, Brief]:
    """By matter, what the year reads of it; one query for all that are not kept."""
    subjects: dict[int, list[Subject]] = {m.pk: [] for unit in units for m in unit.matters}
    for unit in units:
        for one in unit.subjects:
            subjects[one.matter.pk].append(one)
    steps = {rules.result[0], rules.veto.step, *(one.reads for one in rules.exempt if one.reads)}

    def read(lacking: Sequence[Matter]) -> dict[int, Brief]:
        logs = reading.read([m.pk for m in lacking], steps, today)
        return {m.pk: _brief(m, subjects[m.pk], logs.get(m.pk, Logged()), rules, today) for m in lacking}

    return _kept.of([m for unit in units for m in unit.matters], today, read)


def _brief(
    matter: Matter, subjects: Sequence[Subject], found: Logged, rules: CampaignRules, today: date
) -> Brief:
    cadres = [one.ref for one in subjects if one.person is not None]
    return Brief(
        str(found.matter.get(rules.kind, "")), str(found.matter.get(rules.year, "")),
        {ref: found.fact(ref, rules.position) for ref in cadres},
        exempting.of_matter(matter, found, rules, cadres, today),
        {one.ref: _result(one, found, rules) for one in subjects},
    )  # fmt: skip


def results(units: Sequence[Unit], rules: CampaignRules, today: date) -> list[Result]:
    """The recorded results of all subjects of these units, in their order."""
    found = briefs(units, rules, today)
    return [found[one.matter.pk].results[one.ref] for unit in units for one in unit.subjects]


def _result(one: Subject, found: Logged, rules: CampaignRules) -> Result:
    step, score, grade = rules.result
    entry = found.last(step, one.ref)
    veto = found.last(rules.veto.step, one.ref)
    if entry is None:
        return Result(one, veto=veto)
    said = entry.fields
    return Result(one, str(said.get(score, "")), str(said.get(grade, "")), entry, veto)
