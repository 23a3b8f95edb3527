"""Opening a year's matters from a table: a row is a leading group or a cadre. A second table changes only what differs.

A cadre who is added to a unit whose matter stands already gets a matter of the same procedure under it, since whom a
matter is about is fixed when it is opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.law.packs.form import RecordField
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.campaigns import queries, rules
from zeren.records.campaigns.queries import Unit
from zeren.records.campaigns.rules import CampaignRules
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access, acts, events, opening, reading
from zeren.records.matters.events import day_of
from zeren.records.matters.models import Matter
from zeren.records.matters.reading import Logged
from zeren.records.obligations import refresh
from zeren.records.organs.models import Organ
from zeren.records.packs import Words
from zeren.records.people.models import Person
from zeren.records.rows import Cells, Outcome, Reading, cell

JOINED = "joined"
SINCE = {"away_cause": "since"}
"""The column that says from which day on a fact holds; the others hold from the day of the table."""

YES_NO = {"是": "yes", "否": "no", "yes": "yes", "no": "no"}


@dataclass
class _Year:
    """One programme while its rows are read."""

    matter: Matter
    rules: CampaignRules
    words: Words
    units: dict[int, Unit]
    logs: dict[int, Logged]

    @property
    def by_person(self) -> dict[int, tuple[Unit, Matter]]:
        """Where each cadre stands already."""
        return {one.person.pk: (u, one.matter) for u in self.units.values() for one in u.cadres if one.person}


@dataclass
class _Row:
    """A row that was read: whom it is about, what is stated, since when."""

    number: int
    ref: str
    facts: dict[str, FieldText]
    since: dict[str, date]


@dataclass
class _Sheet:
    """The rows of one unit."""

    year: _Year
    organ: Organ
    first: int
    mark: str = ""
    opened: date | None = None
    matter: dict[str, FieldText] = field(default_factory=dict)
    rows: dict[str, _Row] = field(default_factory=dict)


def outside(actor: Actor, cells: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of a programme that is not there for the actor, or on which the actor does not record."""
    found = _programmes(actor, cells)
    for number, row in enumerate(cells, start=1):
        name = cell(row, "programme")
        if len(found.get(name, [])) != 1:
            said = "不止一件事项编号为" if found.get(name) else "没有您承办的考核统筹"
            yield (
                number,
                Problem("programme", f"{said}“{name}”", f"'{name}' is no programme of this actor's", number),
            )


def write_rows(actor: Actor, cells: Sequence[Cells]) -> Outcome:
    """Open and change what the rows say, inside the caller's transaction; with a problem the caller rolls back."""
    done, sheets = Outcome(), {}
    years = {
        name: _year(actor, listed[0])
        for name, listed in _programmes(actor, cells).items()
        if len(listed) == 1
    }
    organs = {o.code: o for o in Organ.objects.filter(code__in={cell(c, "organ") for c in cells})}
    people = {p.code: p for p in Person.objects.filter(code__in={cell(c, "person") for c in cells})}
    for number, row in enumerate(cells, start=1):
        read = Reading(row, number)
        year = years.get(cell(row, "programme"))
        if year is not None:
            _read(read, year, organs, people, sheets)
        done.problems += read.problems
    for sheet in sheets.values():
        _whole(sheet, done)
    if not done.problems:
        with refresh.once():
            for sheet in sheets.values():
                _write(actor, sheet, done)
    return done


def _programmes(actor: Actor, cells: Iterable[Cells]) -> dict[str, list[Matter]]:
    """By number, the programmes of assessments on which the actor records."""
    numbers = {cell(row, "programme") for row in cells}
    kinds = {(pack.id, procedure) for pack, procedure, _ in rules.every(packs.installed().packs)}
    found: dict[str, list[Matter]] = {}
    for matter in access.visible_to(actor).filter(number__in=numbers).select_related("organ"):
        if (matter.pack, matter.procedure) in kinds and access.may_write(actor, matter):
            found.setdefault(matter.number, []).append(matter)
    return found


def _year(actor: Actor, matter: Matter) -> _Year:
    own = packs.words(matter.pack, matter.version, matter.procedure)
    assert own is not None
    found = rules.rules_of(own.pack, own.procedure)
    assert found is not None
    words = packs.words(matter.pack, matter.version, found.units)
    assert words is not None
    units = {unit.organ.pk: unit for unit in queries.units_of(actor, matter, found)}
    logs = reading.read((m.pk for u in units.values() for m in u.matters), (), clock.today())
    return _Year(matter, found, words, units, logs)


# ---------------------------------------------------------------- reading


def _read(
    read: Reading,
    year: _Year,
    organs: Mapping[str, Organ],
    people: Mapping[str, Person],
    sheets: dict[tuple[int, int], _Sheet],
) -> None:
    organ = organs.get(read.text("organ", needed=True))
    code = read.text("person")
    person = people.get(code)
    if organ is None:
        read.wrong("organ", f"没有代码为“{cell(read.cells, 'organ')}”的机关", "there is no such organ")
        return
    if code and person is None:
        read.wrong("person", f"没有代码为“{code}”的人员", f"there is no person '{code}'")
        return
    sheet = sheets.setdefault((year.matter.pk, organ.pk), _Sheet(year, organ, read.row))
    ref = f"person:{person.pk}" if person else f"organ:{organ.pk}"
    if ref in sheet.rows:
        read.wrong("person", f"与第 {sheet.rows[ref].number} 行重复", "stands twice")
        return
    sheet.rows[ref] = _row(read, year, ref, bool(person))
    _of_the_unit(read, sheet)
    if person is not None:
        _elsewhere(read, year, organ, person)


def _row(read: Reading, year: _Year, ref: str, cadre: bool) -> _Row:
    facts: dict[str, FieldText] = {year.rules.target: year.rules.cadre if cadre else year.rules.group}
    since: dict[str, date] = {}
    for name, declared in year.words.procedure.subject_facts.items():
        text = read.text(name, longest=400) if name != year.rules.target else ""
        if text and (value := _value(read, year.words, name, declared, text)):
            facts[name] = value
            day = read.day(SINCE[name]) if name in SINCE else None
            if day is not None:
                since[name] = day
    if cadre and year.rules.position not in facts and not read.text(year.rules.position):
        read.wrong(year.rules.position, "干部的一行要写在单位的位置", "a cadre's position is missing")
    return _Row(read.row, ref, facts, since)


def _value(read: Reading, words: Words, name: str, declared: RecordField, text: str) -> str:
    if declared.type == "yes_no":
        allowed = YES_NO
    elif declared.list and (listed := words.list(declared.list)):
        allowed = {listed.labels.get(one, one): one for one in listed.items} | {
            one: one for one in listed.items
        }
    else:
        return text
    if text not in allowed:
        known = "、".join(label for label, value in allowed.items() if label != value)
        read.wrong(name, f"“{text}”应为 {known}", f"'{text}' is none of {known}")
    return allowed.get(text, "")


def _of_the_unit(read: Reading, sheet: _Sheet) -> None:
    """What a row says of its unit; two rows of one unit may not differ."""
    year, declared = sheet.year, sheet.year.words.procedure.matter
    sheet.mark = sheet.mark or read.text("mark")
    sheet.opened = sheet.opened or read.day("opened")
    for name, one in declared.items():
        text = read.text(name)
        value = _value(read, year.words, name, one, text) if text and one.type != "person" else ""
        if value and sheet.matter.setdefault(name, value) != value:
            read.wrong(
                name,
                f"与同一单位上面的一行不同（{sheet.matter[name]}）",
                "differs from the unit's other rows",
            )


def _elsewhere(read: Reading, year: _Year, organ: Organ, person: Person) -> None:
    there = year.by_person.get(person.pk)
    if there is not None and there[0].organ.pk != organ.pk:
        name = there[0].organ.short or there[0].organ.name
        read.wrong("person", f"{person.name}已列在{name}", f"{person.code} stands in another unit already")


def _whole(sheet: _Sheet, done: Outcome) -> None:
    """What a unit that is opened now needs."""
    year, at = sheet.year, sheet.first
    unit = year.units.get(sheet.organ.pk)
    if unit is not None and unit.matter is not None:
        return
    wanted = [
        name for name, one in year.words.procedure.matter.items() if one.required and name not in sheet.matter
    ]
    for name in wanted:
        done.problems.append(Problem(name, "新立的单位要填这一列", "a unit that is opened now needs it", at))
    if not sheet.mark:
        done.problems.append(Problem("mark", "新立的单位要填发文代字", "a mark is missing", at))
    if f"organ:{sheet.organ.pk}" not in sheet.rows:
        zh = "新立的单位要有领导班子一行（人员代码不填）"
        done.problems.append(Problem("person", zh, "the row of the leading group is missing", at))


# ---------------------------------------------------------------- writing


def _write(actor: Actor, sheet: _Sheet, done: Outcome) -> None:
    unit = sheet.year.units.get(sheet.organ.pk)
    there = {one.ref: one.matter for one in unit.subjects} if unit else {}
    try:
        if unit is None or unit.matter is None:
            _open(actor, sheet, list(sheet.rows.values()), done)
        else:
            added = [row for ref, row in sheet.rows.items() if ref not in there]
            if added:
                _open(actor, sheet, added, done, above=unit.matter)
            for ref, row in sheet.rows.items():
                if ref in there:
                    _change(actor, sheet.year, there[ref], row, done)
    except Refused as wrong:
        done.problems += [Problem(p.field, p.zh, p.en, sheet.first) for p in wrong.problems]
    except OutOfSight:
        done.problems.append(Problem("programme", "没有此事项", "no such matter", sheet.first))


def _open(
    actor: Actor, sheet: _Sheet, rows: Sequence[_Row], done: Outcome, above: Matter | None = None
) -> None:
    """A matter of the unit, or of cadres added to one; the facts of equal subjects stand in one entry."""
    year, today = sheet.year, sheet.opened or clock.today()
    name = sheet.organ.short or sheet.organ.name
    number = str(sheet.matter.get(year.rules.year, today.year))
    parents = [(year.matter.pk, JOINED)] + ([(above.pk, queries.ADDED)] if above else [])
    facts = dict(sheet.matter) or dict(year.logs[above.pk].matter if above else {})
    asked = opening.Opening(
        year.matter.pack, year.rules.units, year.matter.organ_id,
        f"{name}{'（增列干部）' if above else ''}{number}年度考核", [row.ref for row in rows], today,
        mark=sheet.mark or _mark_of(above), handler=year.matter.handler_id, facts=facts | _principal(sheet, year),
        classification=year.matter.classification, parents=parents,
    )  # fmt: skip
    matter = opening.open_matter(actor, asked)
    _state(actor, matter, [(row, row.facts, row.since) for row in rows], today)
    for _ in rows:
        done.count(False, True)


def _mark_of(above: Matter | None) -> str:
    """The mark of the unit's own number: 市考 of 市考〔2026〕3号."""
    return above.number.partition("〔")[0] if above else ""


def _principal(sheet: _Sheet, year: _Year) -> dict[str, FieldText]:
    """The person who stands as principal, where the procedure asks for one by a field of the matter."""
    asked = [name for name, one in year.words.procedure.matter.items() if one.type == "person"]
    found = (
        [row.ref for row in sheet.rows.values() if row.facts.get(year.rules.position) == asked[0]]
        if asked
        else []
    )
    return {asked[0]: found[0]} if len(found) == 1 else {}


Told = Iterable[tuple[_Row, Mapping[str, FieldText], Mapping[str, date]]]


def _state(actor: Actor, matter: Matter, told: Told, today: date) -> None:
    """State facts; those that are the same for several subjects, from the same day on, are one entry."""
    groups: dict[tuple[date, tuple[tuple[str, FieldText], ...]], list[str]] = {}
    for row, facts, since in told:
        by_day: dict[date, dict[str, FieldText]] = {}
        for name, value in facts.items():
            by_day.setdefault(since.get(name, today), {})[name] = value
        for day, some in by_day.items():
            groups.setdefault((day, tuple(sorted(some.items()))), []).append(row.ref)
    for (day, facts), refs in groups.items():
        acts.state_facts_of(actor, matter.pk, dict(facts), refs, start=day)


def _change(actor: Actor, year: _Year, matter: Matter, row: _Row, done: Outcome) -> None:
    found = year.logs.get(matter.pk, Logged())
    said = found.facts.get(row.ref, {})
    days = _stated_on(found, row.ref)
    new = {
        name: value for name, value in row.facts.items()
        if said.get(name) != value or (name in row.since and days.get(name) != row.since[name])
    }  # fmt: skip
    done.count(True, bool(new))
    if new:
        _state(actor, matter, [(row, new, row.since)], clock.today())
    for name in new.keys() & row.since.keys():
        # What was stated for a later day would end it there: it is said again for that day.
        for day in sorted(_days_stated(found, row.ref, name)):
            if row.since[name] < day <= clock.today():
                _state(actor, matter, [(row, {name: new[name]}, {})], day)


def _stated_on(found: Logged, ref: str) -> dict[str, date]:
    """From which day on each fact has held as it stands: the first of the statements that say the same."""
    days: dict[str, date] = {}
    for name in found.facts.get(ref, {}):
        said: FieldText | None = None
        for day, value in sorted(_days_stated(found, ref, name).items()):
            if value != said:
                days[name], said = day, value
    return days


def _days_stated(found: Logged, ref: str, name: str) -> dict[date, FieldText]:
    """By day, what was stated of a fact for it; of two statements for one day the later."""
    return {
        day_of(e.at): e.fields[name] for e in found.whole
        if e.type == events.FACTS and ref in e.subjects and name in e.fields
    }  # fmt: skip
