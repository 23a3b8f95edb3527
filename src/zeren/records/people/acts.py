"""Entering people, posts and appointments: many rows at once, each held against what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from django.db.models import Model

from zeren.records import clock
from zeren.records.errors import Problem
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.rows import Cells, Outcome, Reading, few
from zeren.records.scope import COLUMNS, columns_of
from zeren.records.search import indexing

NO_SCOPE = dict.fromkeys(COLUMNS)
AT_ONCE = 500
Identity = tuple[int, int, date]
"""Person, post and first day of an appointment."""


def write_people(rows: Sequence[Cells]) -> Outcome:
    """Write people; a code that exists is changed."""
    organs = {organ.code: organ for organ in Organ.objects.all()}
    there = _by_code(Person, rows, "code")
    before = {key: _content(row) for key, row in there.items()}
    done = Outcome()

    def read_one(read: Reading) -> Person:
        code = read.text("code", needed=True, longest=40)
        person = there.get(code) or Person(code=code)
        person.name = read.text("name", needed=True, longest=60)
        person.birth, person.retired, person.left = read.day("birth"), read.day("retired"), read.day("left")
        if person.birth and person.birth > clock.today():
            read.wrong("birth", "出生日期晚于今日", "the birth day lies after today")
        organ = _found(read, "organ", organs, "机关", "organ")
        person.organ = organ
        for name, value in (columns_of(organ) if organ else NO_SCOPE).items():
            setattr(person, name, value)
        return person

    made = _each(rows, ("code",), read_one, done)
    written = _save(made, before, lambda p: p.code, done)
    indexing.put_many("person", [(person.pk, person.name) for person in written])
    done.people = {person.pk for person in written if person.code in there}
    return done


def write_posts(rows: Sequence[Cells]) -> Outcome:
    """Write posts; a code that exists is changed."""
    organs = {organ.code: organ for organ in Organ.objects.all()}
    there = _by_code(Post, rows, "code")
    before = {key: _content(row) for key, row in there.items()}
    done = Outcome()

    def read_one(read: Reading) -> Post:
        code = read.text("code", needed=True, longest=40)
        post = there.get(code) or Post(code=code)
        organ = _found(read, "organ", organs, "机关", "organ", needed=True)
        if organ:
            post.organ = organ
        post.name = read.text("name", needed=True, longest=100)
        post.rank, post.post_class = read.text("rank", longest=40), read.text("post_class", longest=40)
        post.managed_by = read.text("managed_by", longest=60)
        post.managing_organ = _found(read, "managing_organ", organs, "机关", "organ")
        post.principal, post.approved = read.yes_no("principal"), read.number("approved")
        return post

    made = _each(rows, ("code",), read_one, done)
    written = _save(made, before, lambda p: p.code, done)
    changed = [post.pk for post in written if post.code in there]
    parts = (Appointment.objects.filter(post__in=part) for part in few(changed))
    done.people = {pk for part in parts for pk in part.values_list("person", flat=True)}
    return done


def write_appointments(rows: Sequence[Cells]) -> Outcome:
    """Write appointments; the same person, post and first day is changed (its last day, its paper)."""
    people = _by_code(Person, rows, "person")
    posts = _by_code(Post, rows, "post")
    parts = (Appointment.objects.filter(person__in=part) for part in few(people.values()))
    there = {_identity(row): row for part in parts for row in part}
    before = {key: _content(row) for key, row in there.items()}
    done, numbers = Outcome(), {}

    def read_one(read: Reading) -> Appointment:
        person = _found(read, "person", people, "人员", "person", needed=True)
        post = _found(read, "post", posts, "职务", "post", needed=True)
        start, end = read.day("start", needed=True), read.day("end")
        if start and end and end < start:
            read.wrong("end", "末日早于任职日", "the last day lies before the first")
        if person is None or post is None or start is None:
            return Appointment()
        row = there.get((person.pk, post.pk, start)) or Appointment(person=person, post=post, start=start)
        row.end, row.source = end, read.text("source")
        row.main = read.yes_no("main") if read.text("main") else True
        numbers[_identity(row)] = read.row
        return row

    made = _each(rows, ("person", "post", "start"), read_one, done)
    unlike = {_identity(row): row for row in made if before.get(_identity(row)) != _content(row)}
    _no_two_main_posts(unlike, numbers, done)
    done.people = {row.person_id for row in _save(made, before, _identity, done)}
    return done


def _no_two_main_posts(
    given: dict[Identity, Appointment], numbers: dict[Identity, int], done: Outcome
) -> None:
    """One has one main post at a time; the day of leaving one may be that of taking the next. Told at the row given."""
    held = {_identity(row): row for row in _main_posts({row.person_id for row in given.values()})} | given
    listed = sorted((row for row in held.values() if row.main), key=lambda row: (row.person_id, row.start))
    for earlier, later in pairwise(listed):
        if earlier.person_id != later.person_id or (earlier.end and earlier.end <= later.start):
            continue
        told = [numbers[_identity(row)] for row in (later, earlier) if _identity(row) in given]
        if told:
            days = f"{earlier.start} 至 {earlier.end or '今'}"
            zh = f"与“{earlier.post.name}”（{days}）的日子相重：先填那一职务的末日，或者“主要职务”写否"
            en = f"overlaps {earlier.post.code} ({earlier.start} to {earlier.end or 'now'}): end it first, or set main to no"
            done.problems.append(Problem("start", zh, en, told[0]))


def _main_posts(people: set[int]) -> Iterator[Appointment]:
    for part in few(people):
        yield from Appointment.objects.filter(person__in=part, main=True).select_related("post")


def _identity(row: Appointment) -> Identity:
    return row.person_id, row.post_id, row.start


def write_charges(rows: Sequence[Cells]) -> Outcome:
    """Write who is in charge of which unit; the same person, unit and first day is changed."""
    people = _by_code(Person, rows, "person")
    organs = _by_code(Organ, rows, "organ")
    parts = (Charge.objects.filter(person__in=part) for part in few(people.values()))
    there = {(row.person_id, row.organ_id, row.start): row for part in parts for row in part}
    before = {key: _content(row) for key, row in there.items()}
    done = Outcome()

    def read_one(read: Reading) -> Charge:
        person = _found(read, "person", people, "人员", "person", needed=True)
        organ = _found(read, "organ", organs, "机关", "organ", needed=True)
        start, end = read.day("start", needed=True), read.day("end")
        if start and end and end < start:
            read.wrong("end", "末日早于起日", "the last day lies before the first")
        if person is None or organ is None or start is None:
            return Charge()
        row = there.get((person.pk, organ.pk, start)) or Charge(person=person, organ=organ, start=start)
        row.end, row.source = end, read.text("source")
        return row

    made = _each(rows, ("person", "organ", "start"), read_one, done)
    _save(made, before, lambda row: (row.person_id, row.organ_id, row.start), done)
    return done


# ---------------------------------------------------------------- parts


def _each(
    rows: Sequence[Cells], key: tuple[str, ...], read_one: Callable[[Reading], Any], done: Outcome
) -> list[Any]:
    """The rows without a problem, as models; a key that stands twice is a problem of the later row."""
    made, seen = [], {}
    for number, cells in enumerate(rows, start=1):
        read = Reading(cells, number)
        row = read_one(read)
        identity = tuple(str(cells.get(name) or "").strip() for name in key)
        if identity in seen:
            earlier = seen[identity]
            read.wrong(key[0], f"与第 {earlier} 行重复", f"the same as row {earlier}")
        seen.setdefault(identity, number)
        done.problems += read.problems
        if not read.problems:
            made.append(row)
    return made


def _save(made: list[Any], before: dict[Any, Any], key: Callable[[Any], Any], done: Outcome) -> list[Any]:
    """Write what is new or differs; returns these."""
    new = [row for row in made if key(row) not in before]
    changed = [row for row in made if before.get(key(row), _content(row)) != _content(row)]
    done.new, done.changed = done.new + len(new), done.changed + len(changed)
    done.same += len(made) - len(new) - len(changed)
    if new:
        type(new[0])._default_manager.bulk_create(new, batch_size=AT_ONCE)
    for row in changed:
        row.save()
    return [*new, *changed]


def _content(row: Model) -> tuple[Any, ...]:
    return tuple(getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key)


def _found(
    read: Reading, column: str, known: dict[str, Any], zh: str, en: str, *, needed: bool = False
) -> Any:
    code = read.text(column, needed=needed, longest=40)
    if code and code not in known:
        read.wrong(column, f"没有代码为“{code}”的{zh}", f"there is no {en} '{code}'")
    return known.get(code)


def _by_code(model: Any, rows: Sequence[Cells], column: str) -> dict[str, Any]:
    """The rows of a register that a column names, by code."""
    parts = (model.objects.filter(code__in=part) for part in few(_texts(rows, column)))
    return {found.code: found for part in parts for found in part}


def _texts(rows: Sequence[Cells], column: str) -> set[str]:
    return {str(cells.get(column) or "").strip() for cells in rows}
