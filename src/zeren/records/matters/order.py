"""Days that can't be: a return before its departure. Which day follows which stands beside the pack, under ``order`` in
``desk.yaml``. A norm that is not kept is recorded and told; days that contradict each other are refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.norms.model import FieldText
from zeren.records.beside import RulesError, Section
from zeren.records.errors import Problems
from zeren.records.matters.events import Entry, Recorded, day_of, parse_at

SECTION = "order"


@dataclass(frozen=True, slots=True)
class Day:
    """The day of a step, or (``step.field``) a day that its entry names."""

    step: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """``then`` never lies before all that stands of ``first``: one of these days has to be as early, where any is known."""

    first: tuple[Day, ...]
    then: Day

    @property
    def steps(self) -> frozenset[str]:
        """The steps that are compared."""
        return frozenset(day.step for day in (*self.first, self.then))


def orders_of(pack: Pack, procedure: Procedure, step: str) -> tuple[Order, ...]:
    """Those in which a step takes part."""
    return tuple(one for one in RULES.beside(pack).get(procedure.id, ()) if step in one.steps)


def read(given: Mapping[str, Any]) -> Order:
    """One order from plain data. Raises RulesError."""
    if set(given) != {"first", "then"}:
        raise RulesError(SECTION, "first and then were expected")
    first = given["first"] if isinstance(given["first"], list) else [given["first"]]
    return Order(tuple(_day(name) for name in first), _day(given["then"]))


def _day(name: str) -> Day:
    step, _, field = name.partition(".")
    return Day(step, field)


RULES: Section[tuple[Order, ...]] = Section(SECTION, lambda listed: tuple(read(one) for one in listed))
check = RULES.check


def faults(order: Order, procedure: Procedure) -> list[str]:
    """What an order names that the procedure does not have."""
    found = []
    for day in (*order.first, order.then):
        step = procedure.steps.get(day.step)
        if step is None:
            found.append(f"no step {day.step}")
        elif day.field and (day.field not in step.record or step.record[day.field].type != "date"):
            found.append(f"no day {day.step}.{day.field}")
    return found


def hold(
    pack: Pack, procedure: Procedure, entry: Entry, others: Sequence[Recorded], problems: Problems
) -> None:
    """Note every day that contradicts another. ``others``: entries in force of the steps that are compared, without the
    one that ``entry`` corrects."""
    for order in orders_of(pack, procedure, entry.type):
        for ref in entry.subjects or ("",):
            wrong = _contradiction(order, entry, [one for one in others if not ref or ref in one.subjects])
            if wrong is None:
                continue
            (first, began), (then, came) = wrong
            mine = then if then.step == entry.type else first
            zh = f"{_label(procedure, then)} {came} 早于{_label(procedure, first)} {began}，请核对日子"
            en = f"{then.step} {came} lies before {first.step} {began}"
            problems.add(mine.field or "at", zh, en)
            break


def _contradiction(
    order: Order, entry: Entry, others: Sequence[Recorded]
) -> tuple[tuple[Day, date], tuple[Day, date]] | None:
    """The earliest of the later days, and the earliest of those before which it lies. Two days of one entry are held
    against each other alone: another entry of the step has its own."""
    entries = (entry,) if order.steps == {entry.type} else (entry, *others)
    known = [(day, found) for day in order.first for found in _days(day, entries)]
    first = min(known, key=lambda pair: pair[1], default=None)
    after = min(_days(order.then, entries), default=None)
    return (first, (order.then, after)) if first and after and after < first[1] else None


def _days(day: Day, entries: Sequence[Entry | Recorded]) -> Iterator[date]:
    for one in entries:
        if one.type == day.step:
            found = _read(one.fields.get(day.field) if day.field else one.at)
            if found:
                yield found


def _read(value: FieldText | date | None) -> date | None:
    """A day; None for what is not known, or was told as no day already."""
    try:
        at = parse_at(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return day_of(at) if isinstance(at, date) else None


def _label(procedure: Procedure, day: Day) -> str:
    step = procedure.steps[day.step]
    declared = step.record.get(day.field)
    return f"“{(declared.label if declared else step.label) or day.step}”"
