"""What the registers know about people and organs, as dated facts for the engine (pack format, section 4).

post, rank, post_class, managed_by, tenure, term, retired, birth of a person; in_charge, level, kind,
posts_filled and posts_approved of a unit. Where nothing is registered for a day there is no fact: unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Count

from zeren.norms.model import Fact
from zeren.records import refs
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge, Person, Post
from zeren.records.scope import columns_of

ONE_DAY = timedelta(days=1)


def facts_about(subjects: Iterable[str], handling: Organ | None = None) -> tuple[Fact, ...]:
    """The facts of these people and organs: a fixed number of queries, however many they are.

    ``handling``: the organ that handles the matter; management authority is told from where it stands.
    """
    people: set[int] = set()
    organs: set[int] = set()
    for ref in subjects:
        parsed = refs.parse(ref)
        if parsed:
            {"person": people, "organ": organs}.get(parsed[0], set()).add(parsed[1])
    found: list[Fact] = []
    if people:
        found += _of_people(people, handling)
    if organs:
        found += _of_organs(organs)
    return tuple(found)


def _of_people(ids: set[int], handling: Organ | None) -> Iterator[Fact]:
    for person in Person.objects.filter(pk__in=ids):
        yield from _of_person(person)
    held = Appointment.objects.filter(person__in=ids).select_related("post").order_by("person", "start", "id")
    count: dict[tuple[int, int], int] = {}
    for row in held:
        key = (row.person_id, row.post_id)
        count[key] = count.get(key, 0) + 1
        yield from _of_appointment(row, count[key], handling)


def _of_person(person: Person) -> Iterator[Fact]:
    ref, source = f"person:{person.pk}", "人员登记"
    if person.birth:
        yield Fact(ref, "birth", person.birth.isoformat(), source=source)
    if person.retired:
        yield Fact(ref, "retired", "no", None, person.retired - ONE_DAY, source)
        yield Fact(ref, "retired", "yes", person.retired, None, source)
    else:
        yield Fact(ref, "retired", "no", source=source)


def managed_by(post: Post, handling: Organ | None) -> str:
    """干部管理权限 as the handling organ sees it: itself, its committee, one above it, another; unknown is empty."""
    if post.managed_by:
        return post.managed_by
    manager = post.managing_organ_id
    if manager is None or handling is None:
        return ""
    if manager == handling.pk:
        return "handling_organ"
    if manager == (handling.committee_id or handling.superior_id):
        return "same_level_committee"
    return "superior" if manager in columns_of(handling).values() else "other"


def _of_appointment(row: Appointment, term: int, handling: Organ | None) -> Iterator[Fact]:
    ref, post = f"person:{row.person_id}", row.post
    source = row.source or "任职登记"
    values = {"post": f"post:{post.pk}", "tenure": row.start.isoformat(), "term": str(term)}
    if row.main:
        values |= {"rank": post.rank, "post_class": post.post_class, "managed_by": managed_by(post, handling)}
        values["unit"] = f"organ:{post.organ_id}"
        values["principal"] = "yes" if post.principal else "no"
    for name, value in values.items():
        if value:
            yield Fact(ref, name, value, row.start, row.end, source)


def _of_organs(ids: set[int]) -> Iterator[Fact]:
    for organ in Organ.objects.filter(pk__in=ids):
        for name in ("level", "kind"):
            if getattr(organ, name):
                yield Fact(
                    f"organ:{organ.pk}", name, getattr(organ, name), organ.since, organ.until, "机构登记"
                )
    for charge in Charge.objects.filter(organ__in=ids).order_by("start", "id"):
        yield _in_charge(charge.organ_id, charge.person_id, charge.start, charge.end, charge.source)
    principals = Appointment.objects.filter(post__organ__in=ids, post__principal=True).select_related("post")
    for row in principals.order_by("start", "id"):
        yield _in_charge(row.post.organ_id, row.person_id, row.start, row.end, row.source)
    approved = Post.objects.filter(organ__in=ids, approved__isnull=False).values("organ", "approved")
    totals: dict[int, int] = {}
    for post in approved:
        totals[post["organ"]] = totals.get(post["organ"], 0) + post["approved"]
    for organ_id, total in totals.items():
        yield Fact(f"organ:{organ_id}", "posts_approved", str(total), source="职数核定")
    held = Appointment.objects.filter(post__organ__in=totals, end__isnull=True).values("post__organ")
    for filled in held.annotate(n=Count("id")):
        yield Fact(f"organ:{filled['post__organ']}", "posts_filled", str(filled["n"]), source="任职登记")


def _in_charge(organ: int, person: int, start: date, end: date | None, source: str) -> Fact:
    return Fact(f"organ:{organ}", "in_charge", f"person:{person}", start, end, source or "任职登记")
