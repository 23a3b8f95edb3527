"""Which figures a yearly report has: ``statistics`` in ``desk.yaml`` beside the pack (docs/statistics.md).

It names steps, fields and the provision that asks for the report; no rule follows from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack
from zeren.law.packs.library import newest
from zeren.records.beside import RulesError, Section

SECTION = "statistics"
KEYS = {"title", "cite", "to", "tables"}
TABLE = {"title", "procedure", "step", "by", "fact", "unit"}
UNITS = {"subject": "人次", "organ": "个单位", "entry": "次"}
"""What one count is: an entry about one person, about one organ, an entry whatever it is about."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: entries in force of a step, by the values of one of its fields (``by``) or of a fact of the subject
    (``fact``); by neither: all together."""

    title: str
    procedure: str
    step: str
    unit: str = "subject"
    by: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Statistic:
    """One report: what it is about, the provision that asks for it, to whom it goes, its tables."""

    title: str
    cite: str
    to: str
    tables: tuple[Table, ...]


def every(packs: Iterable[Pack]) -> Iterator[tuple[Pack, str, Statistic]]:
    """The reports of all packs, each with its pack (the newest version) and its name."""
    for pack in newest(packs):
        for name, found in RULES.beside(pack).items():
            yield pack, name, found


def read(body: Mapping[str, Any]) -> Statistic:
    """One report from plain data. Raises RulesError for a key that is none, or that is not there."""
    _whole(body, KEYS, KEYS)
    return Statistic(body["title"], body["cite"], body["to"], tuple(_table(one) for one in body["tables"]))


RULES: Section[Statistic] = Section(SECTION, read)
check = RULES.check


def _table(given: Mapping[str, str]) -> Table:
    _whole(given, TABLE, {"title", "procedure", "step"})
    if given.get("unit", "subject") not in UNITS:
        raise RulesError(SECTION, f"unit {given['unit']}; it is one of {', '.join(UNITS)}")
    if "by" in given and "fact" in given:
        raise RulesError(SECTION, f"{given['title']}: by a field or by a fact, not by both")
    return Table(**given)


def _whole(given: Mapping[str, Any], allowed: set[str], needed: set[str]) -> None:
    wrong = sorted(set(given) - allowed) or sorted(needed - set(given))
    if wrong:
        raise RulesError(SECTION, f"{', '.join(wrong)}; needed are {', '.join(sorted(needed))}")


def faults(found: Statistic, pack: Pack) -> list[str]:
    """What a report names that the pack does not have."""
    said = [] if found.cite in pack.provisions else [f"no provision {found.cite}"]
    for one in found.tables:
        procedure = pack.procedures.get(one.procedure)
        step = procedure.steps.get(one.step) if procedure else None
        if procedure is None or step is None:
            said.append(f"no step {one.step} in {one.procedure}")
        elif one.by and one.by not in step.record:
            said.append(f"no field {one.by} in {one.step}")
        elif one.fact and one.fact not in procedure.subject_facts:
            said.append(f"no fact {one.fact} in {one.procedure}")
    return said
