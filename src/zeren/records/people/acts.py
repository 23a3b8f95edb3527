"""Entering people, posts and appointments: many rows at once, each held against what is there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model

from zeren.records import clock
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.rows import Cells, Outcome, Reading
from zeren.records.scope import COLUMNS, columns_of
from zeren.records.search import indexing

NO_SCOPE = dict.fromkeys(COLUMNS)


def write_people(rows: Sequence[Cells]) -> Outcome:
    """Write people; a code that exists is changed."""
    organs = {organ.code: organ for organ in Organ.objects.all()}
    there = {person.code: person for person in Person.objects.filter(code__in=_texts(rows, "code"))}
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
    _save(made, before, lambda p: p.code, done)
    indexing.put_many("person", [(person.pk, person.name) for person in made])
    done.people = {person.pk for person in made if person.code in there}
    return done


def write_posts(rows: Sequence[Cells]) -> Outcome:
    """Write posts; a code that exists is changed."""
    organs = {organ.code: organ for organ in Organ.objects.all()}
    there = {post.code: post for post in Post.objects.filter(code__in=_texts(rows, "code"))}
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
    _save(made, before, lambda p: p.code, done)
    changed = [post.pk for post in made if post.code in there]
    done.people = set(Appointment.objects.filter(post__in=changed).values_list("person", flat=True))
    return done


def write_appointments(rows: Sequence[Cells]) -> Outcome:
    """Write appointments; the same person, post and first day is changed (its last day, its paper)."""
    people = {person.code: person for person in Person.objects.filter(code__in=_texts(rows, "person"))}
    posts = {post.code: post for post in Post.objects.filter(code__in=_texts(rows, "post"))}
    held = Appointment.objects.filter(person__in=people.values(), post__in=posts.values())
    there = {(row.person_id, row.post_id, row.start): row for row in held}
    before = {key: _content(row) for key, row in there.items()}
    done = Outcome()

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
        return row

    made = _each(rows, ("person", "post", "start"), read_one, done)
    _save(made, before, lambda row: (row.person_id, row.post_id, row.start), done)
    done.people = {row.person_id for row in made}
    return done


def write_charges(rows: Sequence[Cells]) -> Outcome:
    """Write who is in charge of which unit; the same person, unit and first day is changed."""
    people = {person.code: person for person in Person.objects.filter(code__in=_texts(rows, "person"))}
    organs = {organ.code: organ for organ in Organ.objects.filter(code__in=_texts(rows, "organ"))}
    held = Charge.objects.filter(person__in=people.values(), organ__in=organs.values())
    there = {(row.person_id, row.organ_id, row.start): row for row in held}
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


def _save(made: list[Any], before: dict[Any, Any], key: Callable[[Any], Any], done: Outcome) -> None:
    for row in made:
        old = before.get(key(row))
        done.count(old is not None, old != _content(row))
        if old is None or old != _content(row):
            row.save()


def _content(row: Model) -> tuple[Any, ...]:
    return tuple(getattr(row, f.attname) for f in row._meta.concrete_fields if not f.primary_key)


def _found(
    read: Reading, column: str, known: dict[str, Any], zh: str, en: str, *, needed: bool = False
) -> Any:
    code = read.text(column, needed=needed, longest=40)
    if code and code not in known:
        read.wrong(column, f"没有代码为“{code}”的{zh}", f"there is no {en} '{code}'")
    return known.get(code)


def _texts(rows: Sequence[Cells], column: str) -> set[str]:
    return {str(cells.get(column) or "").strip() for cells in rows}
