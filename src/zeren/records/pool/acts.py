"""The only writers of the pool: enter, end, say anew who may head; many rows at once by Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Person
from zeren.records.pool import queries
from zeren.records.pool.models import PoolMember
from zeren.records.rows import Cells, Outcome, Reading
from zeren.records.scope import columns_of
from zeren.records.trail import acts as trail

LONGEST = 200
_Noun = TypeVar("_Noun")


@dataclass(frozen=True, slots=True)
class Entering:
    """Who enters whose pool, from which day on; ``basis``: on what it rests that he may head a team."""

    organ: int
    person: int
    since: date
    may_head: bool = False
    basis: str = ""


def enter(actor: Actor, asked: Entering) -> PoolMember:
    """Put a person into a pool (2015 办法 二之三（2）: the office keeps it).

    Raises OutOfSight: no such organ, or not this actor's to keep; Refused: nobody whom the actor may name, a day
    ahead, in the pool already, head without a basis.
    """
    with transaction.atomic():
        organ, problems = _organ(actor, asked.organ), Problems()
        person = people.nameable(actor).filter(pk=asked.person).first()
        if person is None:
            problems.add("person", "登记中没有这名人员", "there is no such person in the register")
        if asked.since > clock.today():
            problems.add("since", "入库日晚于今日", "the day lies after today")
        _based(asked.may_head, asked.basis, problems)
        if person is not None and _overlaps(organ, person, asked.since, None):
            problems.add("person", f"{person.name}已在库中", f"{person.code} is in this pool already")
        problems.refuse()
        made = PoolMember(organ=organ, person=person, since=asked.since, **columns_of(organ))
        made.may_head, made.basis = asked.may_head, asked.basis.strip()
        made.save(force_insert=True)
        _tell(actor, "pool_entered", made)
        return made


def qualify(actor: Actor, member_id: int, may_head: bool, basis: str) -> PoolMember:
    """Say anew whether a member may head a team, with the basis. Draws announced before keep their list.

    Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        member, problems = _member(actor, member_id), Problems()
        _based(may_head, basis, problems)
        problems.refuse()
        member.may_head, member.basis = may_head, basis.strip()
        member.save(update_fields=["may_head", "basis"])
        _tell(actor, "pool_qualified", member)
        return member


def end(actor: Actor, member_id: int, on: date, reason: str) -> PoolMember:
    """Take a member out of the pool: from which day on, and why. Raises OutOfSight, Refused."""
    with transaction.atomic():
        member, problems = _member(actor, member_id), Problems()
        if member.until is not None:
            problems.add("until", "已经出库", "is out of the pool already")
        if on > clock.today():
            problems.add("until", "出库日晚于今日", "the day lies after today")
        if on < member.since:
            problems.add("until", "出库日早于入库日", "the day lies before that of entering")
        _reasoned(reason, problems)
        problems.refuse()
        member.until, member.reason = on, reason.strip()
        member.save(update_fields=["until", "reason"])
        _tell(actor, "pool_ended", member)
        return member


# ---------------------------------------------------------------- rows


@dataclass
class _Register:
    """What the rows are held against, read once."""

    organs: dict[str, Organ]
    people: dict[str, Person]
    there: dict[tuple[int, int, date], PoolMember]
    given: dict[tuple[int, int], list[PoolMember]] = field(default_factory=dict)
    rows: dict[tuple[int, int, date], int] = field(default_factory=dict)


def write_rows(rows: Sequence[Cells]) -> Outcome:
    """Write members; the same organ, person and first day is changed."""
    done, known = Outcome(), _read(rows)
    for number, cells in enumerate(rows, start=1):
        read = Reading(cells, number)
        found = _row(read, known)
        done.problems += read.problems
        if found is not None and not read.problems:
            _save(found, done)
    return done


def _read(rows: Sequence[Cells]) -> _Register:
    def codes(column: str) -> set[str]:
        return {str(cells.get(column) or "").strip() for cells in rows}

    organs = {organ.code: organ for organ in Organ.objects.filter(code__in=codes("organ"))}
    found = {person.code: person for person in Person.objects.filter(code__in=codes("person"))}
    members = PoolMember.objects.filter(organ__in=organs.values(), person__in=found.values())
    known = _Register(organs, found, {(m.organ_id, m.person_id, m.since): m for m in members})
    for member in known.there.values():
        known.given.setdefault((member.organ_id, member.person_id), []).append(member)
    return known


def _row(read: Reading, known: _Register) -> PoolMember | None:
    organ = _found(read, "organ", known.organs, "机关", "organ")
    person = _found(read, "person", known.people, "人员", "person")
    since, until = read.day("since", needed=True), read.day("until")
    reason, basis = read.text("reason", longest=LONGEST), read.text("basis", longest=LONGEST)
    may_head = read.yes_no("may_head")
    _check_days(read, since, until, reason)
    if may_head and not basis:
        read.wrong("basis", "可任组长的，写明依据", "may be head: the basis is missing")
    if organ is None or person is None or since is None or read.problems:
        return None
    key = (organ.pk, person.pk, since)
    earlier = known.rows.setdefault(key, read.row)
    if earlier != read.row:
        read.wrong("person", f"与第 {earlier} 行重复", f"the same as row {earlier}")
        return None
    member = known.there.get(key) or PoolMember(organ=organ, person=person, since=since)
    member.until, member.reason, member.may_head, member.basis = until, reason, may_head, basis
    others = [one for one in known.given.setdefault((organ.pk, person.pk), []) if one is not member]
    if any(_meet(member, one) for one in others):
        read.wrong("since", f"{person.name}在同一时段已在库中", "is in this pool at that time already")
    known.given[organ.pk, person.pk] = [*others, member]
    return member


def _check_days(read: Reading, since: date | None, until: date | None, reason: str) -> None:
    if since and since > clock.today():
        read.wrong("since", "入库日晚于今日", "the day lies after today")
    if until and until > clock.today():
        read.wrong("until", "出库日晚于今日", "the day lies after today")
    if since and until and until < since:
        read.wrong("until", "出库日早于入库日", "the day lies before that of entering")
    if until and not reason:
        read.wrong("reason", "出库的，写明原因", "the reason for leaving the pool is missing")


def _found(read: Reading, column: str, known: dict[str, _Noun], zh: str, en: str) -> _Noun | None:
    code = read.text(column, needed=True, longest=40)
    if code and code not in known:
        read.wrong(column, f"没有代码为“{code}”的{zh}", f"there is no {en} '{code}'")
    return known.get(code)


def _save(member: PoolMember, done: Outcome) -> None:
    before = PoolMember.objects.filter(pk=member.pk).first() if member.pk else None
    columns = ("until", "reason", "may_head", "basis")
    differs = before is None or any(getattr(before, name) != getattr(member, name) for name in columns)
    done.count(before is not None, differs)
    if differs:
        for name, value in columns_of(member.organ).items():
            setattr(member, name, value)
        member.save()


def outside(actor: Actor, rows: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of a pool that is not this actor's to keep, or about somebody whom he may not name, in the words for
    whom there is not."""
    organs = {str(cells.get("organ") or "").strip() for cells in rows}
    kept = {one.code for one in Organ.objects.filter(code__in=organs) if not queries.may_keep(actor, one)}
    codes = {str(cells.get("person") or "").strip() for cells in rows}
    named = set(people.nameable(actor).filter(code__in=codes).values_list("code", flat=True))
    real = set(Person.objects.filter(code__in=codes).values_list("code", flat=True))
    for number, cells in enumerate(rows, start=1):
        organ, person = (str(cells.get(name) or "").strip() for name in ("organ", "person"))
        if organ in kept:
            yield (
                number,
                Problem("organ", f"“{organ}”的人才库不由您登记", f"the pool of '{organ}' is another's"),
            )
        if person in real - named:
            yield number, Problem("person", f"没有代码为“{person}”的人员", f"there is no person '{person}'")


# ---------------------------------------------------------------- parts


def _organ(actor: Actor, pk: int) -> Organ:
    organ = Organ.objects.select_for_update(of=("self",)).filter(pk=pk).first()
    if organ is None or not queries.may_keep(actor, organ):
        raise OutOfSight(f"organ {pk}")
    return organ


def _member(actor: Actor, pk: int) -> PoolMember:
    found = queries.visible_to(actor).select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"pool member {pk}")
    if not queries.may_keep(actor, found.organ):
        raise Refused([Problem("actor", "您只能查看这个人才库", "this pool is only yours to see")])
    return found


def _overlaps(organ: Organ, person: Person, since: date, until: date | None) -> bool:
    there = PoolMember.objects.filter(organ=organ, person=person)
    return any(_meet(one, PoolMember(since=since, until=until)) for one in there)


def _meet(one: PoolMember, other: PoolMember) -> bool:
    ends = (one.until is None or one.until > other.since, other.until is None or other.until > one.since)
    return all(ends)


def _based(may_head: bool, basis: str, problems: Problems) -> None:
    if may_head and not basis.strip():
        problems.add("basis", "可任组长的，写明依据", "may be head: the basis is missing")
    if len(basis) > LONGEST:
        problems.add("basis", f"依据超过 {LONGEST} 字", f"the basis exceeds {LONGEST} characters")


def _reasoned(reason: str, problems: Problems) -> None:
    if not reason.strip():
        problems.add("reason", "请写明出库的原因", "the reason is missing")
    elif len(reason) > LONGEST:
        problems.add("reason", f"原因超过 {LONGEST} 字", f"the reason exceeds {LONGEST} characters")


def _tell(actor: Actor, act: str, member: PoolMember) -> None:
    trail.write(actor, act, "pool", member.pk, detail=f"{member.organ_id} {member.person_id}")
