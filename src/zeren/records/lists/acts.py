"""The only writers of the three lists. Each act is one entry of the matter's log, however many rows it changes.

Raises everywhere: OutOfSight (not this actor's to see), Refused (false or not this actor's to do; all at once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.lists import checks
from zeren.records.lists.board import ON_THE_WAY, PARTS, Board, Stamp, board_of
from zeren.records.lists.changes import Change, written
from zeren.records.lists.held import Held
from zeren.records.lists.models import Responsible, TaskPaper
from zeren.records.lists.numbering import next_numbers
from zeren.records.lists.people import people_of
from zeren.records.lists.units import units_of
from zeren.records.matters import access, events, files
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Attachment, Event, Matter
from zeren.records.organs.models import Organ
from zeren.records.trail import acts as trail


def change(
    actor: Actor, matter_id: int, changes: Sequence[Change], *, on: date | None = None, reason: str = ""
) -> Event:
    """Lay changes on the lists of a matter, as the organ that handles it. ``on``: the day they are of (today)."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        return _change(actor, matter, changes, on or clock.today(), reason, frozenset())


def change_own(
    actor: Actor, matter_id: int, changes: Sequence[Change], *, on: date | None = None, reason: str = ""
) -> Event:
    """The same as the unit to which the matter is shown: its own tasks, never the problems, never the examining."""
    with transaction.atomic():
        matter = access.locked_as_shown(actor, matter_id)
        return _change(actor, matter, changes, on or clock.today(), reason, own_units(actor, matter_id))


def fill(
    actor: Actor,
    matter_id: int,
    asked: Change,
    uploads: Sequence[tuple[str, bytes]] = (),
    *,
    own: bool = False,
) -> Event:
    """One change with files (name, content) that are given as evidence of its task, beside those it has."""
    with transaction.atomic():
        locked = access.locked_as_shown if own else access.locked
        matter = locked(actor, matter_id)
        units = own_units(actor, matter_id) if own else frozenset()
        _check_units(matter, {asked.unit}, units, Problems())
        if uploads:
            asked = replace(asked, set={**asked.set, "papers": _with_papers(actor, matter, asked, uploads)})
        return _change(actor, matter, [asked], clock.today(), asked.reason, units)


def enter(
    actor: Actor, matter_id: int, unit: int, problem: int, said: Mapping[str, FieldText], *, own: bool = False
) -> int:
    """A new problem of a unit (``problem`` 0), or a new task of one of its problems: answers its number. Two who enter
    at once get two numbers."""
    with transaction.atomic():
        locked = access.locked_as_shown if own else access.locked
        matter = locked(actor, matter_id)
        units = own_units(actor, matter_id) if own else frozenset()
        number, under = next_numbers(matter, unit)
        key = (unit, problem, under.get(problem, 1)) if problem else (unit, number, 0)
        _change(actor, matter, [Change(*key, set=said)], clock.today(), "", units)
    return key[2] or key[1]


def _with_papers(
    actor: Actor, matter: Matter, asked: Change, uploads: Sequence[tuple[str, bytes]]
) -> tuple[str, ...]:
    task = board_of(matter, [asked.unit]).tasks.get(asked.key)
    there = TaskPaper.objects.filter(task=task).order_by("pk").values_list("attachment", flat=True)
    kept = [*there, *(files.keep(actor, matter, name, content).pk for name, content in uploads)]
    return tuple(f"attachment:{pk}" for pk in kept)


def take_over(
    actor: Actor, matter_id: int, unit: int, giver: int, taker: int, reason: str, *, own: bool = False
) -> int:
    """What somebody answers for and is still worked on passes to another of the unit, as lead or as handler (整改交接).

    Answers how many tasks passed. The reason (the appointment, the new division of work) is kept with each.
    """
    with transaction.atomic():
        locked = access.locked_as_shown if own else access.locked
        matter = locked(actor, matter_id)
        units = own_units(actor, matter_id) if own else frozenset()
        problems = Problems()
        if not reason.strip() or len(reason) > 400:
            problems.add("reason", "请写明交接的依据，不超过 400 字", "write why they pass")
        if giver == taker:
            problems.add("taker", "接手的是同一个人", "the taker is the same person")
        problems.refuse()
        changes = _passed(matter, unit, giver, taker, reason.strip())
        if not changes:
            raise Refused([Problem("giver", "此人没有正在整改的任务", "nothing is in this person's hands")])
        _change(actor, matter, changes, clock.today(), reason.strip(), units)
    return len(changes)


def _passed(matter: Matter, unit: int, giver: int, taker: int, reason: str) -> list[Change]:
    """The tasks of the giver with the taker in the same place; who is named already is not named twice."""
    rows = Responsible.objects.filter(task__matter=matter, task__unit=unit, task__standing__in=ON_THE_WAY)
    tasks = rows.filter(person=giver).values("task")
    listed: dict[tuple[int, int], dict[bool, list[int]]] = {}
    for problem, task, person, leads in (
        rows.filter(task__in=tasks)
        .order_by("pk")
        .values_list("task__problem__number", "task__number", "person", "leads")
    ):
        listed.setdefault((problem, task), {True: [], False: []})[leads].append(person)
    return [
        Change(unit, problem, task, {name: _named(parts[leads], giver, taker) for name, leads in PARTS.items() if giver in parts[leads]}, reason=reason)
        for (problem, task), parts in sorted(listed.items())
    ]  # fmt: skip


def _named(people: Sequence[int], giver: int, taker: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"person:{taker if person == giver else person}" for person in people))


def judge(actor: Actor, by_matter: Mapping[int, Sequence[Change]], reason: str) -> None:
    """Say what was found where a check asked about these tasks: in every matter concerned, or in none."""
    with transaction.atomic():
        for matter in sorted(by_matter):
            change(actor, matter, [replace(one, reason=reason.strip()) for one in by_matter[matter]])


def try_changes(actor: Actor, matter_id: int, changes: Sequence[Change], *, own: bool) -> tuple[Problem, ...]:
    """What would be refused; nothing is written. Raises OutOfSight, Refused as the act would at the door."""
    with transaction.atomic():
        locked = access.locked_as_shown if own else access.locked
        matter = locked(actor, matter_id)
        units = own_units(actor, matter_id) if own else frozenset()
        _, problems, _ = _laid(actor, matter, changes, clock.today(), units)
        transaction.set_rollback(True)
    return tuple(problems.found)


def own_units(actor: Actor, matter_id: int) -> frozenset[int]:
    """The units to which the matter is shown and for which this account answers. Raises OutOfSight without any."""
    mine = {organ for organ, _ in actor.scopes(frozenset({Role.UNIT_LIAISON}))}
    shown = Matter.objects.filter(pk=matter_id, subjects__organ__in=mine, subjects__shown_on__isnull=False)
    found = frozenset(shown.values_list("subjects__organ", flat=True)) & mine
    if not found:
        raise OutOfSight(f"lists of matter {matter_id}")
    return found


def _change(
    actor: Actor, matter: Matter, changes: Sequence[Change], on: date, reason: str, own: frozenset[int]
) -> Event:
    if not changes:
        raise Refused([Problem("", "没有要改的内容", "there is nothing to change")])
    board, problems, at = _laid(actor, matter, changes, on, own)
    if on > clock.today():
        problems.add("on", f"{on} 晚于今日（{clock.today()}）", f"{on} lies after today")
    problems.refuse()
    entry = Entry(
        events.LISTS, on.isoformat(), {"changes": written(changes)}, _subjects(changes), reason=reason
    )
    event = events.append(actor, matter, entry, recorded=at)
    matter.save(update_fields=["head_seq", "head_link", "head_seal", "head_key"])
    board.write()
    trail.write(
        actor,
        "lists_changed",
        "matter",
        matter.pk,
        detail=f"{event.seq} {len(changes)}",
        basis=access.basis_of(actor, matter),
        head=(event.seq, event.link),
    )
    return event


def _subjects(changes: Sequence[Change]) -> tuple[str, ...]:
    return tuple(f"organ:{unit}" for unit in sorted({change.unit for change in changes}))


def _laid(
    actor: Actor, matter: Matter, changes: Sequence[Change], on: date, own: frozenset[int]
) -> tuple[Board, Problems, datetime]:
    """The board with every change that is right, what is wrong with the others, and the moment that its rows carry:
    the entry's own, so that replay writes the same."""
    problems = Problems()
    if len(changes) > checks.MOST:
        problems.add("", f"一次最多 {checks.MOST} 处改动", f"at most {checks.MOST} changes at once")
        problems.refuse()
    units = {change.unit for change in changes}
    _check_units(matter, units, own, problems)
    board = board_of(matter, units)
    held = Held(actor, board, _people(units), _papers(matter, changes), own)
    stamp = Stamp(on, actor.account, actor.person, clock.now())
    for row, one in enumerate(changes, start=1):
        before = len(problems.found)
        checks.check(held, one, problems, row)
        if len(problems.found) == before:
            board.lay(one, stamp)
    return board, problems, stamp.recorded


def _check_units(matter: Matter, units: set[int], own: frozenset[int], problems: Problems) -> None:
    """Only units that the matter concerns; for an account of a unit only its own. Raises Refused."""
    for unit in sorted(units - (own or {unit.pk for unit in units_of(matter)})):
        problems.add("unit", "不是本事项的整改单位", f"organ {unit} is no unit of this matter")
    problems.refuse()


def _people(units: set[int]) -> dict[int, dict[int, str]]:
    return {unit.pk: people_of(unit) for unit in Organ.objects.filter(pk__in=units)}


def _papers(matter: Matter, changes: Sequence[Change]) -> set[int]:
    if not any("papers" in change.set for change in changes):
        return set()
    return set(Attachment.objects.filter(matter=matter).values_list("pk", flat=True))
