"""How the subjects of a year's units stand: part taken or not, what was recorded as result, vetoed or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.campaigns import exempting, queries
from zeren.records.campaigns.exempting import Exemption
from zeren.records.campaigns.queries import Logged, Subject, Unit
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.matters.events import Recorded


@dataclass(frozen=True, slots=True)
class Result:
    """What people recorded as the result of one subject. Score and grade empty: not recorded."""

    subject: Subject
    score: str = ""
    grade: str = ""
    entry: Recorded | None = None
    veto: Recorded | None = None


def exemptions(units: Sequence[Unit], rules: CampaignRules, today: date) -> dict[tuple[int, str], Exemption]:
    """By matter and subject, the exceptions that hold or may hold; one query for all units."""
    reads = [rule.reads for rule in rules.exempt if rule.reads]
    logs = queries.read((m.pk for unit in units for m in unit.matters), reads, today)
    found: dict[tuple[int, str], Exemption] = {}
    for unit in units:
        for matter in unit.matters:
            refs = [one.ref for one in unit.cadres if one.matter.pk == matter.pk]
            answers = exempting.of_matter(matter, logs.get(matter.pk, Logged()), rules, refs, today)
            found |= {(matter.pk, ref): one for ref, one in answers.items()}
    return found


def results(subjects: Sequence[Subject], rules: CampaignRules, today: date) -> list[Result]:
    """The recorded results of these subjects, in their order; one query."""
    step, _, _ = rules.result
    logs = queries.read({one.matter.pk for one in subjects}, (step, rules.veto.step), today)
    return [_result(one, logs.get(one.matter.pk, Logged()), rules) for one in subjects]


def _result(one: Subject, found: Logged, rules: CampaignRules) -> Result:
    step, score, grade = rules.result
    entry = found.last(step, one.ref)
    veto = found.last(rules.veto.step, one.ref)
    if entry is None:
        return Result(one, veto=veto)
    said = entry.fields
    return Result(one, str(said.get(score, "")), str(said.get(grade, "")), entry, veto)
