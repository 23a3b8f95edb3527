"""Who takes no part or gets no grade: the pack's own exceptions, asked of every cadre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zeren.norms.model import Missing
from zeren.records import calendars, engine, packs
from zeren.records.campaigns.rules import CampaignRules, Exempt
from zeren.records.matters import log as logs
from zeren.records.matters.models import Matter
from zeren.records.matters.reading import Logged


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exception that holds for a cadre (``sure``), or that may: then what it lacks is said."""

    rule: Exempt
    cites: tuple[str, ...]
    sure: bool
    missing: tuple[Missing, ...] = ()


def of_matter(
    matter: Matter, found: Logged, rules: CampaignRules, refs: Sequence[str], today: date
) -> dict[str, Exemption]:
    """By subject, the exception that holds; one that is only possible where none surely does."""
    names = {rule.norm: rule for rule in rules.exempt}
    log = logs.own_log(logs.Around(matter, tuple(refs), found.whole))
    answers = engine.exceptions(
        packs.installed().versions(matter.pack), log, names, today, calendars.calendar()
    )
    sure = {one.subject: one for one in reversed(answers) if one.truth is True}
    open_ = {one.subject: one for one in reversed(answers) if one.truth is None}
    return {
        ref: Exemption(names[one.norm], one.cites, one.truth is True, one.missing)
        for ref, one in (open_ | sure).items()
        if ref in refs
    }
