"""Figures that come from elsewhere (public evaluation): one row a subject, each with its source; a second table corrects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from zeren.law.packs.form import Pack, Score
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.campaigns import rules
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access, acts, reading
from zeren.records.matters.events import Entry, day_of
from zeren.records.matters.models import Matter
from zeren.records.matters.naming import subject_of
from zeren.records.matters.reading import Logged
from zeren.records.obligations import refresh
from zeren.records.packs import Words
from zeren.records.rows import Cells, Outcome, Reading, cell

REASON = "表格更正"
PLACES = 4


def outside(actor: Actor, cells: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of a unit's matter that is not there for the actor, or on which the actor does not record."""
    found = _units(actor, cells)
    for number, row in enumerate(cells, start=1):
        name = cell(row, "matter")
        if len(found.get(name, [])) != 1:
            said = "不止一件事项编号为" if found.get(name) else "没有您承办的考核"
            yield (
                number,
                Problem("matter", f"{said}“{name}”", f"'{name}' is no assessment of this actor's", number),
            )


def write_rows(actor: Actor, cells: Sequence[Cells]) -> Outcome:
    """Record or correct the figures, inside the caller's transaction; with a problem the caller rolls back."""
    done = Outcome()
    units = {name: listed[0] for name, listed in _units(actor, cells).items() if len(listed) == 1}
    told: dict[int, list[tuple[int, Entry]]] = {}
    logs = {
        m.pk: reading.read([m.pk], [_rules(m).public[0]], clock.today()).get(m.pk, Logged()) for m in units.values()
    }  # fmt: skip
    seen: dict[tuple[int, str], int] = {}
    for number, row in enumerate(cells, start=1):
        read = Reading(row, number)
        matter = units.get(cell(row, "matter"))
        entry = _entry(read, matter, seen) if matter is not None else None
        done.problems += read.problems
        if matter is not None and entry is not None and not read.problems:
            told.setdefault(matter.pk, []).append((number, entry))
    with refresh.once():
        for pk, listed in told.items():
            _write(actor, pk, logs[pk], listed, done)
    return done


def _rules(matter: Matter) -> CampaignRules:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    found = rules.of_unit(words.pack, words.procedure) if words else None
    assert found is not None
    return found


def _units(actor: Actor, cells: Sequence[Cells]) -> dict[str, list[Matter]]:
    """By number, the assessments of units on which the actor records."""
    kinds = {(pack.id, found.units) for pack, _, found in rules.every(packs.installed().packs)}
    found: dict[str, list[Matter]] = {}
    numbers = {cell(row, "matter") for row in cells}
    for matter in (
        access.visible_to(actor)
        .filter(number__in=numbers)
        .prefetch_related("subjects__person", "subjects__organ")
    ):
        if (matter.pack, matter.procedure) in kinds and access.may_write(actor, matter):
            found.setdefault(matter.number, []).append(matter)
    return found


# ---------------------------------------------------------------- reading


def _entry(read: Reading, matter: Matter, seen: dict[tuple[int, str], int]) -> Entry | None:
    found = _rules(matter)
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    step, value, origin = found.public
    ref = _subject(read, matter)
    points = _points(read, words.pack, step, value)
    source = read.text("origin", needed=True, longest=200)
    day = read.day("on", needed=True)
    if not ref or points is None or day is None or not source:
        return None
    if (matter.pk, ref) in seen:
        read.wrong("subject", f"与第 {seen[matter.pk, ref]} 行重复", "stands twice")
        return None
    seen[matter.pk, ref] = read.row
    fields = {value: points, origin: source, **_sources(read, words, step)}
    by = words.procedure.steps[step].by
    return Entry(step, day.isoformat(), fields, (ref,), tuple(by[:1]))


def _subject(read: Reading, matter: Matter) -> str:
    name = read.text("subject", needed=True)
    found = subject_of(matter, name)
    if name and not found:
        read.wrong("subject", f"本事项没有对象“{name}”，或同名不止一人", f"no subject '{name}', or several")
    return found


def most_of(pack: Pack, step: str, value: str) -> Fraction:
    """The most that a figure may be, by the scores of the pack that read it; 100 where none says."""
    parts = (part for norm in pack.norms if isinstance(norm.body, Score) for part in norm.body.parts)
    named = [
        part.max
        for part in parts
        if part.field and (part.field.head, part.field.name) == (step, value) and part.max
    ]
    return min(named, default=Fraction(100))


def _points(read: Reading, pack: Pack, step: str, value: str) -> str | None:
    text, most = read.text("value", needed=True), most_of(pack, step, value)
    if not text:
        return None
    whole, _, behind = text.partition(".")
    if not (
        whole.isascii()
        and whole.isdecimal()
        and len(behind) <= PLACES
        and (not behind or (behind.isascii() and behind.isdecimal()))
    ):
        read.wrong("value", f"“{text}”应为数，至多 {PLACES} 位小数", f"'{text}' should be a number")
        return None
    if Fraction(text) > most:
        read.wrong("value", f"{text} 高于满分 {most}", f"{text} is above {most}")
        return None
    return text


def _sources(read: Reading, words: Words, step: str) -> dict[str, tuple[str, ...]]:
    """Which of the pack's kinds of data went into the figure, named between 、."""
    declared = words.procedure.steps[step].record.get("sources")
    listed = words.list(declared.list) if declared and declared.list else None
    text = read.text("sources")
    if listed is None or not text:
        return {}
    known = {listed.labels.get(one, one): one for one in listed.items}
    named = [part.strip() for part in text.replace("，", "、").split("、") if part.strip()]
    for one in named:
        if one not in known:
            read.wrong("sources", f"“{one}”应为 {'、'.join(known)}", f"'{one}' is none of {list(known)}")
    return {"sources": tuple(known[one] for one in named if one in known)}


# ---------------------------------------------------------------- writing


def _write(actor: Actor, pk: int, found: Logged, listed: Sequence[tuple[int, Entry]], done: Outcome) -> None:
    new = []
    for number, entry in listed:
        before = found.last(entry.type, entry.subjects[0])
        # A figure for several subjects is not split by a table: a new entry for this one stands beside it.
        if before is None or len(before.subjects) > 1:
            new.append((number, entry))
            continue
        same = all(before.fields.get(n) == v for n, v in entry.fields.items()) and day_of(before.at) == _day(
            entry
        )
        done.count(True, not same)
        if not same:
            acts.correct_event(actor, pk, before.seq, reason=REASON, at=entry.at, fields=entry.fields)
    if not new:
        return
    try:
        acts.record_in_turn(actor, pk, [entry for _, entry in new])
    except Refused as wrong:
        done.problems += [Problem(p.field, p.zh, p.en, new[(p.row or 1) - 1][0]) for p in wrong.problems]
    except OutOfSight:
        done.problems.append(Problem("matter", "没有此事项", "no such matter", new[0][0]))
    for _ in new:
        done.count(False, True)


def _day(entry: Entry) -> date:
    return date.fromisoformat(entry.at)
