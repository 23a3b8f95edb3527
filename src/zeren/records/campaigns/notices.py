"""What goes into the circular and into the public notice: the fields that the rules name as allowed, and nothing else.

The public notice reads no entry about a cadre; whether a text that people drew up names one is checked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.campaigns import standing
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
    ref: str
    name: str
    value: str
    matter: Matter
    entry: Recorded


@dataclass(frozen=True, slots=True)
class Lacking:
    """A unit of which a content is not recorded; ``cadres``: of whom, where it is theirs."""

    unit: Unit
    cadres: tuple[Subject, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One allowed content with its lines, in the order of the organs; ``lacking``: units of which it is not recorded, of
    cadres with whom it lacks (who takes no part or gets no grade lacks nothing)."""

    part: NoticePart
    lines: tuple[Line, ...]
    lacking: tuple[Lacking, ...]


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
    """The notice as of a day; two queries, and what the year keeps of its cadres."""
    wanted = {part.step for part in notice.parts}
    logs = reading.read((m.pk for unit in units for m in unit.matters), wanted, today)
    own = reading.read([programme.pk], (rules.named[0], rules.named[1], notice.step), today)[programme.pk]
    excused = _excused(units, rules, notice, today)
    sections = tuple(_section(programme, part, units, logs, own, excused) for part in notice.parts)
    told = (one for one in own.entries.get(rules.named[1], ()) if one.fields.get("which") == notice.id)
    approved = max(told, key=lambda one: one.recorded, default=None)
    issued = own.entries.get(notice.step, ())
    lines = [line for section in sections for line in section.lines]
    changed = approved is not None and (
        any(line.entry.recorded > approved.recorded for line in lines)
        or _withdrawn_since(approved, wanted, (own, *logs.values()))
    )
    named = tuple(_named(lines, units)) if notice.bare else ()
    return Draft(notice, sections, named, approved, changed, issued[-1] if issued else None)


def _excused(
    units: Sequence[Unit], rules: CampaignRules, notice: NoticeRules, today: date
) -> frozenset[tuple[int, str]]:
    """Cadres who surely take no part or get no grade, by matter and reference; asked where a content is the cadres'."""
    if not any(part.of == "cadre" for part in notice.parts):
        return frozenset()
    briefs = standing.briefs(units, rules, today)
    return frozenset(
        (pk, ref) for pk, brief in briefs.items() for ref, one in brief.exempt.items() if one.sure
    )


def _withdrawn_since(approved: Recorded, steps: Collection[str], logs: Iterable[Logged]) -> bool:
    """Whether an entry of these steps was taken out of force after the approval: what it had replaced stands again."""
    return any(
        entry.voids is not None and entry.type in steps and entry.recorded > approved.recorded
        for log in logs
        for entry in log.whole
    )


def _section(
    programme: Matter, part: NoticePart, units: Sequence[Unit], logs: dict[int, Logged], own: Logged,
    excused: Collection[tuple[int, str]],
) -> Section:  # fmt: skip
    lines: list[Line] = []
    lacking: list[Lacking] = []
    for unit in units:
        found = list(_lines(programme, part, unit, logs, own))
        lines += found
        told = {line.ref for line in found}
        without = [
            one for one in _subjects(part, unit)
            if one.person and one.ref not in told and (one.matter.pk, one.ref) not in excused
        ]  # fmt: skip
        if without or unit.matter is None or (part.of != "cadre" and not found):
            lacking.append(Lacking(unit, tuple(without)))
    return Section(part, tuple(lines), tuple(lacking))


def _lines(
    programme: Matter, part: NoticePart, unit: Unit, logs: dict[int, Logged], own: Logged
) -> Iterator[Line]:
    if part.of == "unit":
        entry = _drawn_up(own, part, f"organ:{unit.organ.pk}")
        if entry is not None:
            name = unit.organ.short or unit.organ.name
            yield Line(unit, f"organ:{unit.organ.pk}", name, str(entry.fields[part.field]), programme, entry)
        return
    for one in _subjects(part, unit):
        entry = logs.get(one.matter.pk, Logged()).last(part.step, one.ref)
        if entry is not None and entry.fields.get(part.field):
            name = one.name if one.person else unit.organ.short or unit.organ.name
            yield Line(unit, one.ref, name, str(entry.fields[part.field]), one.matter, entry)


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
