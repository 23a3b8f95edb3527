"""Handing the result over: the step of the matter's regulation that takes its points, recorded for each who was voted
on. Which step and which fields people choose; a regulation without such a step leaves the result a paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.ballots import counting, doors, log, queries, rules
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.queries import Result, Row
from zeren.records.ballots.rules import HandRule
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Event, Matter

State = Ballot.State
VALID, ABSTAINED = "valid", "abstained"
ISSUED, COLLECTED = "issued", "collected"
"""What a field of whole numbers may take, beside the place of an option."""
VOID = "void"
BASIS = "basis"
SHOWN = "shown"
"""What a field of text may take: the points of the options and on what they rest; the figures as the result shows them."""
LISTED = "listed"
"""What a field of words may take, where the pack says how: who voted, or what became of one's own slip, by the list."""


@dataclass(frozen=True, slots=True)
class Handing:
    """Which step takes the result: ``points`` its field for them (empty: the pack's rule wants the figures as shown), ``by`` in which capacity it is recorded; ``more``: what
    else of it is filled, a field of whole numbers with ``valid``, ``abstained``, ``issued``, ``collected`` or the place of
    an option, one of yes and no with either, one of text with ``basis`` or ``shown``, one that the pack's rule names with ``listed``."""

    step: str
    points: str
    by: str
    more: Mapping[str, str] = field(default_factory=dict)


def rule_of(matter: Matter) -> HandRule | None:
    """Where the pack says that the result goes."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    return rules.rule_of(words.pack, words.procedure) if words else None


def steps_of(matter: Matter) -> tuple[Step, ...]:
    """The steps of the matter's procedure that have a field for points; the one that the pack names, where it does."""
    words, rule = packs.words(matter.pack, matter.version, matter.procedure), rule_of(matter)
    steps = words.procedure.steps.values() if words else ()
    return tuple(step for step in steps if (step.id == rule.step if rule else fields_of(step, "decimal")))


def fields_of(step: Step, type: str) -> tuple[str, ...]:
    """The fields of a step of one type, in their order."""
    return tuple(name for name, declared in step.record.items() if declared.type == type)


def hand_over(actor: Actor, ballot_id: int, asked: Handing) -> list[Event]:
    """Record the step for each whose points may be told. Raises OutOfSight; Refused with everything that is wrong."""
    with transaction.atomic():
        matter, ballot = doors.as_organiser(actor, ballot_id, State.COUNTED)
        drafts = entries(actor, matter, ballot, asked)
        checked = [matters.checked(actor, matter, entry, ())[0] for entry in drafts]
        events = [matters.write(actor, matter, entry, "ballot_handed") for entry in checked]
        ballot.handed = " ".join(str(event.seq) for event in events)
        ballot.save(update_fields=["handed"])
        return events


def entries(actor: Actor, matter: Matter, ballot: Ballot, asked: Handing) -> list[Entry]:
    """What would be recorded. Raises Refused."""
    result = queries.result_of(ballot, queries.sees_exact(actor, ballot))
    if ballot.handed or result is None:
        raise Refused([Problem("hand", "已经送交，或者还没有开票", "handed over already, or no result")])
    _fits(matter, ballot, asked)
    _no_more_than_came(ballot, result)
    told = told_of(matter, result)
    if not told:
        raise Refused([Problem("points", why_nothing(ballot), "no points may be told")])
    by = (asked.by,) if asked.by else ()
    day = ballot.day.isoformat()
    return [Entry(asked.step, day, _fields(ballot, result, row, asked), (row.voted.ref,), by) for row in told]


def told_of(matter: Matter, result: Result) -> list[Row]:
    """Of whom something is handed over: of everybody where it is what the result shows, else of whom the points may be told."""
    rule = rule_of(matter)
    return [row for row in result.rows if row.points is not None or (rule is not None and rule.shown)]


def _no_more_than_came(ballot: Ballot, result: Result) -> None:
    """More valid slips than people who came are no result to score by, whatever reasons were recorded."""
    came = ballot.attended or 0
    if result.valid > came:
        zh = f"有效票 {result.valid} 张，多于签到的 {came} 人，不能送交计分；请查明，或者作废重投"
        raise Refused([Problem("hand", zh, f"{result.valid} valid slips, {came} came")])


def why_nothing(ballot: Ballot) -> str:
    """Why there is nothing to hand over."""
    if any(one.points for one in ballot.options.all()):
        return "各对象的得分都可倒推小格，会前没有设定承办人可见准确得分"
    return "会前没有设定折算，没有得分可以送交"


def _fits(matter: Matter, ballot: Ballot, asked: Handing) -> None:
    step = next((one for one in steps_of(matter) if one.id == asked.step), None)
    if step is None:
        raise Refused(
            [Problem("step", "请选本程序中记得分的一项", f"'{asked.step}' has no field for points")]
        )
    problems, rule = Problems(), rule_of(matter)
    shown = rule is not None and bool(rule.shown)
    if asked.points if shown else asked.points not in fields_of(step, "decimal"):
        problems.add("points", "请选得分记入哪一栏", f"'{asked.points}' is no field for points")
    numbers = {VALID, VOID, ABSTAINED, ISSUED, COLLECTED, *(str(one.place) for one in ballot.options.all())}
    for name, takes in asked.more.items():
        fits = {"integer": numbers, "yes_no": {"yes", "no"}, "text": {BASIS, SHOWN}}.get(
            _type(step, name), set()
        )
        fits = {LISTED} if name in by_list(rule) else fits
        if takes not in fits:
            problems.add("more", f"“{name}”一栏不能记“{takes}”", f"'{name}' takes no '{takes}'")
    problems.refuse()


def by_list(rule: HandRule | None) -> tuple[str, ...]:
    """The fields that the list of voters answers."""
    return tuple(name for name in (rule.voters[0], rule.own[0]) if name) if rule else ()


def _type(step: Step, name: str) -> str:
    return step.record[name].type if name in step.record else ""


def conversion(ballot: Ballot) -> str:
    """The points of the options and on what they rest, as a record says it: a setting, no rule of the text."""
    points = "、".join(f"{one.label} {one.points}" for one in ballot.options.all() if one.points)
    return f"{points}，{ballot.get_abstain_display()}；依据 {ballot.basis}（会前设定）" if points else ""


def _fields(ballot: Ballot, result: Result, row: Row, asked: Handing) -> dict[str, FieldText]:
    fields: dict[str, FieldText] = (
        {asked.points: counting.in_full(row.points.value)} if asked.points and row.points else {}
    )
    rule = rule_of(ballot.matter)
    for name, takes in asked.more.items():
        value = (
            _by_list(ballot, rule, row, name)
            if takes == LISTED and rule
            else _value(ballot, result, row, takes)
        )
        if value:
            fields[name] = value
    return fields


def _by_list(ballot: Ballot, rule: HandRule, row: Row, name: str) -> FieldText:
    """Who voted, or what became of the own slip; nothing where a group is none of those that the pack names."""
    if name == rule.voters[0]:
        found = [
            rule.voters[1].get(group, "") for group in dict.fromkeys(v.group for v in ballot.voters.all())
        ]
        return tuple(found) if all(found) else ()
    mine = next((v for v in ballot.voters.all() if v.person_id == row.voted.person_id), None)
    return rule.own[1]["none" if mine is None else "out" if mine.excluded else "votes"]


def _value(ballot: Ballot, result: Result, row: Row, takes: str) -> str:
    if takes in ("yes", "no"):
        return takes
    if takes == SHOWN:
        return log.shown(row.pieces, log.labels(ballot))
    return conversion(ballot) if takes == BASIS else str(_number(ballot, result, row, takes))


def _number(ballot: Ballot, result: Result, row: Row, takes: str) -> int:
    counts = queries.counts_of(ballot)
    if takes in (ISSUED, COLLECTED) and counts is not None:
        return counts.issued if takes == ISSUED else counts.collected
    if takes in (VALID, VOID):
        return result.valid if takes == VALID else result.void
    return row.cells[-1] if takes == ABSTAINED else row.cells[int(takes) - 1]
