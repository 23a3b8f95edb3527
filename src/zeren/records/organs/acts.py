"""Entering organs: many rows at once. The tree's scope columns follow, also on what lies under a moved organ."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.records.lists import following as lists
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.pool.models import PoolMember
from zeren.records.risks.models import Risk
from zeren.records.rows import Cells, Outcome, Reading
from zeren.records.scope import COLUMNS, MAX_DEPTH
from zeren.records.search import indexing
from zeren.records.shares import projection as shares
from zeren.records.situations.models import Situation

RELATIONS = ("superior", "committee", "discipline_organ", "organization_department")


def write_rows(rows: Sequence[Cells]) -> Outcome:
    """Write organs; a code that exists is changed. Superiors may stand in the same rows, in any order."""
    done = Outcome()
    there = {organ.code: organ for organ in Organ.objects.all()}
    given: dict[str, tuple[Organ, Reading]] = {}
    for number, cells in enumerate(rows, start=1):
        read = Reading(cells, number)
        organ = _organ(read, there, given)
        if not read.problems:
            given[organ.code] = (organ, read)
        done.problems += read.problems
    _write(given, there, done)
    _relate(given, {**there, **{code: organ for code, (organ, _) in given.items()}}, done)
    if not done.problems:
        lay_tree(done)
        shares.follow()
        indexing.put_many("organ", [(o.pk, f"{o.name} {o.short}") for o, _ in given.values()])
    return done


def _organ(read: Reading, there: dict[str, Organ], given: dict[str, tuple[Organ, Reading]]) -> Organ:
    code = read.text("code", needed=True, longest=40)
    if code in given:
        read.wrong("code", f"代码“{code}”在本表中重复", f"code '{code}' stands twice in these rows")
    organ = there.get(code) or Organ(code=code)
    organ.name = read.text("name", needed=True)
    organ.short = read.text("short", longest=60)
    organ.level = read.text("level", needed=True, longest=40)
    organ.kind = read.text("kind", needed=True, longest=40)
    organ.rank = read.number("rank") or 0
    organ.since, organ.until = read.day("since"), read.day("until")
    if organ.since and organ.until and organ.until < organ.since:
        read.wrong("until", "撤销日早于设立日", "the last day lies before the first")
    return organ


def _write(given: dict[str, tuple[Organ, Reading]], there: dict[str, Organ], done: Outcome) -> None:
    before = {o.code: _content(o) for o in Organ.objects.filter(code__in=given)}
    for code, (organ, _) in given.items():
        organ.save()
        done.count(code in there, before.get(code) != _content(organ))


def _content(organ: Organ) -> tuple[object, ...]:
    return tuple(
        getattr(organ, name) for name in ("name", "short", "level", "kind", "rank", "since", "until")
    )


def _relate(given: dict[str, tuple[Organ, Reading]], known: dict[str, Organ], done: Outcome) -> None:
    for organ, read in given.values():
        for relation in RELATIONS:
            code = read.text(relation, longest=40)
            other = known.get(code)
            if code and (other is None or other.pk is None):
                read.wrong(relation, f"没有代码为“{code}”的机关", f"there is no organ '{code}'")
            setattr(organ, relation, other if code else None)
        done.problems += [p for p in read.problems if p not in done.problems]
        organ.save()


def lay_tree(done: Outcome | None = None) -> None:
    """Give every organ its depth and ancestor columns, and pass changes on to what lies under it."""
    organs = {organ.pk: organ for organ in Organ.objects.all()}
    for organ in organs.values():
        path = _path(organ, organs)
        if path is None or len(path) > MAX_DEPTH:
            if done is not None:
                zh = f"“{organ.name}”的上级成环，或超过 {MAX_DEPTH} 级"
                done.problem(
                    "superior",
                    zh,
                    f"the superiors of '{organ.code}' form a circle or exceed {MAX_DEPTH} levels",
                )
            continue
        columns = {name: path[place] if place < len(path) else None for place, name in enumerate(COLUMNS)}
        if organ.depth != len(path) or any(getattr(organ, name) != value for name, value in columns.items()):
            Organ.objects.filter(pk=organ.pk).update(depth=len(path), **columns)
            Person.objects.filter(organ=organ.pk).update(**columns)
            Matter.objects.filter(organ=organ.pk).update(**columns)
            PoolMember.objects.filter(organ=organ.pk).update(**columns)
            Situation.objects.filter(organ_id=organ.pk).update(**columns)
            Risk.objects.filter(organ=organ.pk).update(**columns)
            Obligation.objects.filter(organ_id=organ.pk).update(**columns)
            lists.follow_organ(organ.pk, columns)


def _path(organ: Organ, organs: dict[int, Organ]) -> list[int] | None:
    """From the root to the organ; None for a circle."""
    path: list[int] = []
    step: Organ | None = organ
    while step is not None:
        if step.pk in path:
            return None
        path.insert(0, step.pk)
        step = organs.get(step.superior_id) if step.superior_id else None
    return path
