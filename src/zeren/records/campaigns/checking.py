"""What is checked of a step of every unit (who came, with how many one talked): asked of the named norms alone.

A unit's whole matter is not held against its pack for it; the findings are the same ones that its own page shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from zeren.law.packs.form import ExceptionBody, Pack
from zeren.norms.model import Finding
from zeren.records import evaluation, packs
from zeren.records.campaigns.queries import Unit
from zeren.records.campaigns.rules import CampaignRules, Check
from zeren.records.matters import log as logs
from zeren.records.matters import reading
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want


@dataclass(frozen=True, slots=True)
class Checked:
    """One check of one unit: the last entry of its step (None: not recorded), and the findings about it."""

    rule: Check
    entry: Recorded | None
    findings: tuple[Finding, ...] = ()


def checks_of(units: Sequence[Unit], rules: CampaignRules, today: date) -> dict[int, tuple[Checked, ...]]:
    """By a unit's own matter, its checks in the order of the rules; the logs of all in one query."""
    own = [(unit.matter, unit) for unit in units if unit.matter is not None]
    # What is recorded of every subject by itself is the most of a log, and no check reads it.
    each = (rules.result[0], rules.public[0], *(one.step for one in rules.stations if one.each))
    entries = logs.entries_of([m.pk for m, _ in own], but=each)
    return {m.pk: _checks(m, unit, entries[m.pk], rules, today) for m, unit in own}


def _checks(
    matter: Matter, unit: Unit, entries: tuple[Recorded, ...], rules: CampaignRules, today: date
) -> tuple[Checked, ...]:
    subjects = tuple(one.ref for one in unit.subjects if one.matter.pk == matter.pk)
    log = logs.own_log(logs.Around(matter, subjects, entries))
    names = tuple(name for one in rules.checks for name in one.norms)
    versions = packs.installed().versions(matter.pack)
    found = evaluation.judge(log, [_only(p.id, p.version, p.digest, names) for p in versions], today).findings
    last = {step: listed[-1] for step, listed in reading.logged(entries, today).entries.items()}
    return checked(rules, last, found)


def checked(
    rules: CampaignRules, last: Mapping[str, Recorded], found: Sequence[Finding]
) -> tuple[Checked, ...]:
    """The checks of one unit from what was found of it already; ``last``: the last entry of each step."""
    return tuple(
        Checked(one, last[one.step], tuple(f for f in found if f.norm in one.norms))
        if one.step in last else Checked(one, None)
        for one in rules.checks
    )  # fmt: skip


@lru_cache(maxsize=16)
def _only(name: str, version: date, digest: str, names: tuple[str, ...]) -> Pack:
    """The pack with these norms alone, and the exceptions to them; ``digest`` tells packs apart that were read anew."""
    pack, wanted = packs.installed().exactly(name, version), set(names)
    assert pack is not None and pack.digest == digest
    return replace(
        pack,
        norms=tuple(
            norm for norm in pack.norms
            if norm.id in wanted or (isinstance(norm.body, ExceptionBody) and wanted & set(norm.body.to))
        ),
    )  # fmt: skip


def wanting(units: Sequence[Unit], rules: CampaignRules, want: Want) -> set[int]:
    """The matters in which a check wants an explanation, or a fact; from what is stored."""
    names = [name for one in rules.checks for name in one.norms]
    matters = [unit.matter.pk for unit in units if unit.matter is not None]
    rows = Obligation.objects.filter(matter__in=matters, norm__in=names, want=want)
    return set(rows.values_list("matter", flat=True))
