"""Which procedures are read as a list of those whom they are about: ``roster`` in ``desk.yaml`` beside the pack (docs/rosters.md).

It names steps, fields, facts and norms; no rule follows from it, and every figure comes from the pack's own norm.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from string import Formatter
from typing import Any

from zeren.law.packs.expressions import Compare, Const, ShareValue
from zeren.law.packs.form import Norm, Pack, Procedure
from zeren.law.packs.library import newest
from zeren.law.packs.walking import parts_of
from zeren.records.beside import RulesError, Section

SECTION = "roster"
PAGES = {"quotas": "职数和编制", "training": "教育培训", "selection": "选人用人监督"}
"""The pages that are made of rosters alone."""
CALENDAR = "absences"
"""The page that shows rosters beside what is its own."""
KEYS = {"page", "title", "columns", "bars", "whole"}
OPTIONAL = {"bars", "whole"}
APPOINTING = "appointing"
"""Every organ that appoints to a registered post."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column, of one of these kinds: the last entry of a ``step`` with its fields (``shows``); a ``fact`` of the subject or
    of the matter; how ``norms`` stand. Of a step's entry: ``share``, the norm that limits a share of it; ``over``, its field
    for what there is and its field for what is approved. ``sign``: on the calendar, the day of the entry, or the last day of the
    duty. ``says``: beside the registers of posts, what the entry says of an excess, with ``{field}``; ``eases``: its field that says
    whether the excess was agreed to."""

    title: str
    step: str = ""
    shows: tuple[str, ...] = ()
    share: str = ""
    over: tuple[str, ...] = ()
    fact: str = ""
    norms: tuple[str, ...] = ()
    sign: str = ""
    says: str = ""
    eases: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of the step that is read."""
        said = tuple(name for _, name, _, _ in Formatter().parse(self.says) if name)
        return (*self.shows, *self.over, *said, *((self.eases,) if self.eases else ()))


@dataclass(frozen=True, slots=True)
class Roster:
    """One list of one procedure on a page. ``bars``: whether what its matters forbid stands in a last column; ``whole``: whom
    the text means, so that those of whom no matter speaks are told (``appointing``)."""

    pack: str
    procedure: str
    page: str
    title: str
    columns: tuple[Column, ...]
    bars: bool = False
    whole: str = ""

    @property
    def steps(self) -> frozenset[str]:
        """Every step that is read."""
        return frozenset(one.step for one in self.columns if one.step)

    @property
    def norms(self) -> frozenset[str]:
        """Every norm that is shown."""
        return frozenset(name for one in self.columns for name in one.norms)


def every(packs: Iterable[Pack], page: str = "") -> Iterator[tuple[str, Pack, Roster]]:
    """The lists of a page (of all), each with its key and the newest version of its pack. Raises RulesError."""
    for pack in newest(packs):
        for procedure, rosters in RULES.beside(pack).items():
            for place, given in enumerate(rosters, start=1):
                roster = Roster(pack.id, procedure, *given)
                if page in ("", roster.page):
                    yield f"{pack.id}/{procedure}/{place}", pack, roster


def read(body: list[Mapping[str, Any]]) -> list[tuple[str, str, tuple[Column, ...], bool, str]]:
    """The lists of one procedure from plain data. Raises RulesError for a key that is none, or that is not there."""
    return [_roster(one) for one in body]


RULES: Section[list[tuple[str, str, tuple[Column, ...], bool, str]]] = Section(SECTION, read)
check = RULES.check


def _roster(body: Mapping[str, Any]) -> tuple[str, str, tuple[Column, ...], bool, str]:
    wrong = sorted(set(body) - KEYS) or sorted(KEYS - OPTIONAL - set(body))
    if wrong:
        raise RulesError(SECTION, f"{', '.join(wrong)}; needed are {', '.join(sorted(KEYS - OPTIONAL))}")
    if body["page"] not in (*PAGES, CALENDAR):
        raise RulesError(SECTION, f"no page {body['page']}; known are {', '.join((*PAGES, CALENDAR))}")
    if body.get("whole", APPOINTING) != APPOINTING:
        raise RulesError(SECTION, f"whole: {APPOINTING} was expected")
    columns = tuple(_column(one) for one in body["columns"])
    return body["page"], body["title"], columns, body.get("bars", "no") == "yes", body.get("whole", "")


def _column(body: Mapping[str, Any]) -> Column:
    known = {one.name for one in fields(Column)}
    kinds = {"step", "fact", "norms"} & set(body)
    if set(body) - known or "title" not in body or len(kinds) != 1:
        raise RulesError(SECTION, f"{body}: a title, and one of step, fact, norms, were expected")
    several = {name: tuple(body[name]) for name in ("shows", "over", "norms") if name in body}
    return Column(**{**body, **several})


def limit_of(norm: Norm) -> tuple[str, str, Fraction] | None:
    """The share that a norm limits: the field of the part, the field of the whole, the limit."""
    for part in parts_of(norm):
        if not (isinstance(part, Compare) and isinstance(part.value, ShareValue)):
            continue
        limit = part.right.number if isinstance(part.right, Const) else None
        if limit is not None and len(part.value.parts) == 1:
            return part.value.parts[0].name, part.value.of.name, limit
    return None


def faults(roster: Roster, pack: Pack, procedure: Procedure) -> list[str]:
    """What the rules name that the pack does not have."""
    found = [f"no norm {name}" for name in roster.norms if name not in {norm.id for norm in pack.norms}]
    for one in roster.columns:
        if one.fact and one.fact not in {**procedure.subject_facts, **procedure.matter}:
            found.append(f"no fact {one.fact}")
        if one.step and one.step not in procedure.steps:
            found.append(f"no step {one.step}")
        elif one.step:
            record = procedure.steps[one.step].record
            found += [f"no field {one.step}.{name}" for name in one.fields if name not in record]
            if one.share and not any(norm.id == one.share and limit_of(norm) for norm in pack.norms):
                found.append(f"no share in {one.share}")
    return found
