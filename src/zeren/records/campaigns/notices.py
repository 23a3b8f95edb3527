"""What goes into the circular and into the public notice: the fields that the rules name as allowed, and nothing else.

The public notice reads no entry about a cadre; whether a text that people drew up names one is checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.campaigns.queries import Subject, Unit
from zeren.records.campaigns.rules import CampaignRules, NoticePart, NoticeRules
from zeren.records.matters import reading
from zeren.records.matters.events import Recorded
from zeren.records.matters.models import Matter
from zeren.records.matters.reading import Logged


@dataclass(frozen=True, slots=True)
class Line:
    """One line: of whom, what, from which entry of which matter."""

    unit: Unit
    name: str
    value: str
    matter: Matter
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Section:
    """One allowed content with its lines, in the order of the organs; ``lacking``: units of which nothing is recorded."""

    part: NoticePart
    lines: tuple[Line, ...]
    lacking: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A notice as the records fill it. ``named``: lines that name a cadre where none may be named; ``approved``: the
    entry by which people approved what stands here; ``issued``: the one by which it went out."""

    rules: NoticeRules
    sections: tuple[Section, ...]
    named: tuple[tuple[Line, str], ...] = ()
    approved: Recorded | None = None
    changed: bool = False
    issued: Recorded | None = None
    missing: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether people may approve it: all is there and nobody is named who may not be."""
        return not self.named and not any(section.lacking for section in self.sections)

    @property
    def released(self) -> bool:
        """Whether it stands as approved: nothing in it was recorded after the approval."""
        return self.approved is not None and not self.changed and self.ready


def draft(
    programme: Matter, units: Sequence[Unit], rules: CampaignRules, notice: NoticeRules, today: date
) -> Draft:
    """The notice as of a day; two queries."""
    wanted = {part.step for part in notice.parts}
    logs = reading.read((m.pk for unit in units for m in unit.matters), wanted, today)
    own = reading.read([programme.pk], (rules.named[0], rules.named[1], notice.step), today)[programme.pk]
    sections = tuple(_section(programme, part, units, logs, own) for part in notice.parts)
    approved = next(
        (
            one
            for one in reversed(own.entries.get(rules.named[1], ()))
            if one.fields.get("which") == notice.id
        ),
        None,
    )
    issued = own.entries.get(notice.step, ())
    lines = [line for section in sections for line in section.lines]
    changed = approved is not None and any(line.entry.recorded > approved.recorded for line in lines)
    named = tuple(_named(lines, units)) if notice.bare else ()
    return Draft(notice, sections, named, approved, changed, issued[-1] if issued else None)


def _section(
    programme: Matter, part: NoticePart, units: Sequence[Unit], logs: dict[int, Logged], own: Logged
) -> Section:
    lines: list[Line] = []
    lacking: list[Unit] = []
    for unit in units:
        found = list(_lines(programme, part, unit, logs, own))
        lines += found
        if not found:
            lacking.append(unit)
    return Section(part, tuple(lines), tuple(lacking))


def _lines(
    programme: Matter, part: NoticePart, unit: Unit, logs: dict[int, Logged], own: Logged
) -> Iterator[Line]:
    if part.of == "unit":
        entry = _drawn_up(own, part, f"organ:{unit.organ.pk}")
        if entry is not None:
            yield Line(
                unit, unit.organ.short or unit.organ.name, str(entry.fields[part.field]), programme, entry
            )
        return
    for one in _subjects(part, unit):
        entry = logs.get(one.matter.pk, Logged()).last(part.step, one.ref)
        if entry is not None and entry.fields.get(part.field):
            name = one.name if one.person else unit.organ.short or unit.organ.name
            yield Line(unit, name, str(entry.fields[part.field]), one.matter, entry)


def _subjects(part: NoticePart, unit: Unit) -> Sequence[Subject]:
    if part.of == "cadre":
        return unit.cadres
    return (unit.group,) if unit.group else ()


def _drawn_up(own: Logged, part: NoticePart, ref: str) -> Recorded | None:
    found = [e for e in own.entries.get(part.step, ()) if ref in e.subjects and e.fields.get(part.field)]
    return found[-1] if found else None


def _named(lines: Sequence[Line], units: Sequence[Unit]) -> Iterator[tuple[Line, str]]:
    """Lines whose text names a cadre of the year (a unit's own name is no person's)."""
    names = {one.name for unit in units for one in unit.cadres if len(one.name) > 1}
    for line in lines:
        for name in sorted(names):
            if name in line.value:
                yield line, name
