"""Random records under real packs: events of a procedure with fields of their types, facts, corrections."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

from zeren.law.packs import load_pack
from zeren.law.packs.form import (
    Bar,
    Barred,
    Choice,
    Define,
    ExceptionBody,
    Norm,
    Pack,
    Procedure,
    RecordField,
    Step,
)
from zeren.law.packs.form import Path as FieldPath
from zeren.norms.model import Event, Fact, FieldText, Log

ROOT = Path(__file__).parents[2]
PEOPLE = ("甲", "乙")
VERSION = re.compile(r"\d{4}-\d{2}-\d{2}\.yaml")


def every_pack() -> list[Pack]:
    """The packs of the repository, every version."""
    files = [p for p in sorted(ROOT.glob("packs/*/*/*.yaml")) if VERSION.fullmatch(p.name)]
    return [load_pack(path) for path in files]


class Records:
    """Random records of one procedure of one pack, drawn with ``chance``."""

    def __init__(self, pack: Pack, procedure: Procedure, chance: random.Random) -> None:
        self.pack = pack
        self.procedure = procedure
        self.chance = chance
        self.steps = list(procedure.steps.values())
        self.start = max(pack.version, date(2004, 1, 1)) + timedelta(days=self.chance.randrange(900))

    def log(self, most: int = 12) -> Log:
        """A matter with some events in order, facts of which some are missing, and a few late records."""
        events, day = [], self.start
        for number in range(1, self.chance.randint(2, most) + 1):
            day += timedelta(days=self.chance.choice([0, 0, 1, 3, 10, 20, 35, 120]))
            events.append(self._event(number, day))
        return Log(
            procedure=self.procedure.id,
            opened=self.start,
            subjects=PEOPLE,
            matter=self._fields(self.procedure.matter, self.start),
            events=tuple(events),
            facts=tuple(self._facts()),
        )

    def _event(self, number: int, day: date) -> Event:
        step = self.chance.choice(self.steps)
        late = self.chance.choice([0, 0, 0, 1, 30])
        return Event(
            id=f"e{number}",
            type=step.id,
            at=day
            if self.chance.random() < 0.8
            else datetime.combine(day, time(self.chance.randrange(24), 30)),
            seq=number,
            recorded=datetime.combine(day + timedelta(days=late), time(23, 59)),
            by=self._doer(step),
            subject=self.chance.choice([PEOPLE[:1], PEOPLE[1:], PEOPLE]),
            fields=self._fields(step.record, day),
        )

    def _doer(self, step: Step) -> tuple[str, ...]:
        roles = [*step.by, *step.by, *self.pack.vocabulary.roles]
        return (self.chance.choice(roles),) if roles and self.chance.random() < 0.9 else ()

    def _facts(self) -> Iterator[Fact]:
        for person in PEOPLE:
            for name, field in self.procedure.subject_facts.items():
                if self.chance.random() < 0.7:
                    yield Fact(person, name, self.value(field, self.start))

    def _fields(self, record: Mapping[str, RecordField], day: date) -> dict[str, FieldText]:
        return {n: self.value(f, day) for n, f in record.items() if self.chance.random() < 0.75}

    def value(self, field: RecordField, day: date) -> FieldText:
        if self.chance.random() < 0.1:
            return "?"
        near = day + timedelta(days=self.chance.choice([-3, 0, 3, 15]))
        match field.type:
            case "yes_no":
                return self.chance.choice(["yes", "no"])
            case "date":
                return near.isoformat()
            case "datetime":
                return datetime.combine(near, time(9)).isoformat()
            case "integer" | "decimal":
                return str(self.chance.choice([0, 1, 2, 3, 5, 10, 60, 100]))
            case "one_of" | "choice":
                return self.chance.choice(self._words(field))
            case "many_of" | "choices":
                words = self._words(field)
                return tuple(self.chance.sample(words, self.chance.randint(1, min(3, len(words)))))
        return self.chance.choice([*PEOPLE, "某"])

    def _words(self, field: RecordField) -> list[str]:
        if field.list and field.list in self.pack.vocabulary.lists:
            return list(self.pack.vocabulary.lists[field.list].items)
        bodies = [
            n.body for n in self.pack.norms if isinstance(n.body, Choice) and n.body.field == field.name
        ]
        return [item.id for body in bodies for item in body.items] or ["某"]

    # ------------------------------------------------------------ other versions of a record

    def corrected(self, log: Log) -> Log:
        """The same matter with a correction of one event and a voided one, recorded at the end."""
        number = len(log.events) + 1
        old, gone = (self.chance.choice(log.events) for _ in range(2))
        last = max(e.recorded for e in log.events if e.recorded is not None)
        fix = replace(
            old, id=f"e{number}", seq=number, corrects=old.id, recorded=last + timedelta(days=1),
            fields=self._fields(self.procedure.steps[old.type].record, self.start),
        )  # fmt: skip
        void = replace(
            gone,
            id=f"e{number + 1}",
            seq=number + 1,
            voids=gone.id,
            recorded=last + timedelta(days=2),
            fields={},
        )
        return replace(log, events=(*log.events, fix, void))

    def days(self, log: Log) -> list[date]:
        """Days worth asking about: of each event, a day, a month, a year later."""
        days = sorted({day_of(e.at) for e in log.events})
        return sorted({d + timedelta(days=n) for d in days for n in (0, 1, 16, 31, 62, 200, 400)})


def day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def unrelated(pack: Pack, one: str, two: str) -> bool:
    """Whether no norm speaks of both event types, by itself or by way of the norms and terms it names."""
    words = {norm.id: _words_of(norm) for norm in pack.norms}
    terms = {norm.body.term: norm.id for norm in pack.norms if isinstance(norm.body, Define)}
    for norm in pack.norms:
        if isinstance(norm.body, ExceptionBody):
            for target in norm.body.to:
                words.setdefault(target, set()).add(norm.id)
        if isinstance(norm.body, Bar):
            # who asks whether an act is barred speaks of every event that begins or ends a bar over it
            for act in norm.body.acts:
                words.setdefault(f"barred:{act}", set()).add(norm.id)
    return not any({one, two} <= _reached(name, words, terms) for name in words)


def _reached(name: str, words: Mapping[str, set[str]], terms: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    ahead = [name]
    while ahead:
        word = ahead.pop()
        if word not in found:
            found.add(word)
            ahead += [*words.get(word, ()), *words.get(terms.get(word, ""), ())]
    return found


def _words_of(norm: Norm) -> set[str]:
    """Every word that a norm's form contains: event types, fields, other norms."""
    found: set[str] = set()
    _gather(norm, found)
    return found


def _gather(value: object, found: set[str]) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, Barred):
        found.add(f"barred:{value.act}")
    elif isinstance(value, FieldPath):
        found.update((value.head, value.name))
    elif isinstance(value, tuple | list):
        for part in value:
            _gather(part, found)
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            _gather(getattr(value, part.name), found)
