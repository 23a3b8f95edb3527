"""Which entries of a procedure are read together as a list: ``review`` in ``desk.yaml`` beside the pack (docs/reviews.md).

It names a step, its fields and norms; no rule follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.law.packs.library import newest
from zeren.records.beside import RulesError, Section

SECTION = "review"
KEYS = {"title", "step", "shows", "checks", "alike"}


@dataclass(frozen=True, slots=True)
class Column:
    """What is checked, by which norms."""

    title: str
    norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """One list. ``shows``: fields of the step; ``alike``: entries about the same subject with the same words in these fields are
    the same thing twice, unless a field says so (``unless``)."""

    title: str
    step: str
    shows: tuple[str, ...]
    checks: tuple[Column, ...]
    alike: tuple[str, ...] = ()
    unless: Mapping[str, str] = field(default_factory=dict)


def every(packs: Iterable[Pack]) -> Iterator[tuple[Pack, str, ReviewRules]]:
    """The lists of all packs, each with its pack (the newest version) and procedure."""
    for pack in newest(packs):
        for procedure, rules in RULES.beside(pack).items():
            yield pack, procedure, rules


def read(body: Mapping[str, Any]) -> ReviewRules:
    """One list from plain data. Raises RulesError for a key that is none, or that is not there."""
    wrong = sorted(set(body) - KEYS) or sorted(KEYS - {"alike"} - set(body))
    if wrong:
        raise RulesError(SECTION, f"{', '.join(wrong)}; needed are {', '.join(sorted(KEYS - {'alike'}))}")
    alike = body.get("alike", {})
    return ReviewRules(
        body["title"],
        body["step"],
        tuple(body["shows"]),
        tuple(Column(one["title"], tuple(one["norms"])) for one in body["checks"]),
        tuple(alike.get("fields", ())),
        alike.get("unless", {}),
    )


RULES: Section[ReviewRules] = Section(SECTION, read)
check = RULES.check


def faults(rules: ReviewRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What the rules name that the pack does not have."""
    step = procedure.steps.get(rules.step)
    if step is None:
        return [f"no step {rules.step}"]
    fields = (*rules.shows, *rules.alike, *rules.unless)
    norms = {norm.id for norm in pack.norms}
    found = [f"no field {name}" for name in fields if name not in step.record]
    return found + [f"no norm {name}" for one in rules.checks for name in one.norms if name not in norms]
