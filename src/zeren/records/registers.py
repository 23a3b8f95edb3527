"""Rows into the registers (organs, people, posts, appointments, charges, pool, risks): by Excel, by form, by paste alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from django.db import transaction

from zeren.records import keeping
from zeren.records.actor import KEEPS_REGISTERS, WRITES, Actor
from zeren.records.campaigns import figures
from zeren.records.campaigns import importing as campaigns
from zeren.records.duties import importing as duties
from zeren.records.duties import queries as duty_queries
from zeren.records.duties import states
from zeren.records.errors import Problem, Refused
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh
from zeren.records.organs import acts as organs
from zeren.records.people import acts as people
from zeren.records.pool import acts as pool
from zeren.records.pool import queries as pools
from zeren.records.risks import importing as risks
from zeren.records.risks import queries as risk_queries
from zeren.records.rows import Cells, Outcome, Report, few
from zeren.records.scores import importing as scores
from zeren.records.trail import acts as trail

Writing = Callable[[Actor, Sequence[Cells]], Outcome]


def _plain(write: Callable[[Sequence[Cells]], Outcome]) -> Writing:
    """A writer that does not ask who writes."""
    return lambda _actor, rows: write(rows)


WRITERS: dict[str, Writing] = {
    "organs": _plain(organs.write_rows),
    "people": _plain(people.write_people),
    "posts": _plain(people.write_posts),
    "appointments": _plain(people.write_appointments),
    "charges": _plain(people.write_charges),
    "pool": _plain(pool.write_rows),
    "risks": risks.write_rows,
    "activities": duties.write_rows,
    "sheets": scores.write_sheets,
    "points": scores.write_points,
    "assessed": campaigns.write_rows,
    "public": figures.write_rows,
}
KEEPS = {
    "pool": pools.KEEPS,
    "risks": risk_queries.KEEPS,
    "activities": duty_queries.KEEPS,
    "sheets": WRITES,
    "points": WRITES,
    "assessed": WRITES,
    "public": WRITES,
}
"""Who keeps a register that is not of organs and people."""

NOT_YOURS = {
    "pool": "人才库不由您登记",
    "risks": "廉政风险台账不由您登记",
    "activities": "履责记录不由您登记",
    "sheets": "评分细则不由您登记",
    "points": "评分由承办考核的人登记",
    "assessed": "考核对象由承办考核的人登记",
    "public": "公众评价由承办考核的人登记",
}


def keeps(actor: Actor, noun: str) -> bool:
    """Whether the actor enters rows of this register: pool and risks are kept by who records, the risks by units too."""
    return actor.system or actor.has(*KEEPS.get(noun, KEEPS_REGISTERS))


def import_rows(
    actor: Actor, noun: str, rows: Sequence[Cells], *, dry_run: bool = False, good_only: bool = False
) -> Report:
    """Write rows into a register: ``organs people posts appointments charges pool risks``. A row is column → text.

    Nothing is written if a row has a problem, unless ``good_only``: then the good rows are. ``dry_run``
    never writes and answers what would become of the rows. Raises Refused where the actor keeps no register.
    """
    if not keeps(actor, noun):
        zh = NOT_YOURS.get(noun, "您不登记机构和人员")
        raise Refused([Problem("actor", zh, "registers are not this actor's to keep")])
    if noun not in WRITERS:
        raise Refused([Problem("noun", f"没有“{noun}”这一登记", f"there is no register '{noun}'")])
    good, problems = list(range(len(rows))), list[Problem]()
    while True:
        done = _try(actor, noun, [rows[place] for place in good], keep=not dry_run)
        found = [_of_whole(problem, good) for problem in done.problems]
        problems += found
        bad = {problem.row for problem in found}
        if not bad or None in bad or not (good_only or dry_run):
            return _report(len(rows), done, problems, not dry_run and not bad)
        # Without the bad ones, and then without those that rested on them.
        good = [place for place in good if place + 1 not in bad]
        if not good:
            return _report(len(rows), Outcome(), problems, False)


def _of_whole(problem: Problem, good: Sequence[int]) -> Problem:
    """A problem of some of the rows, by its row among all."""
    return problem if problem.row is None else replace(problem, row=good[problem.row - 1] + 1)


def _try(actor: Actor, noun: str, rows: Sequence[Cells], keep: bool) -> Outcome:
    with transaction.atomic():
        foreign = keeping.outside(actor, noun, rows)
        done = WRITERS[noun](actor, rows)
        done.problems += foreign
        if not keep or done.problems:
            transaction.set_rollback(True)
            return done
        _matters_follow(done.people)
        if done.new or done.changed:
            states.age(noun)
        trail.write(actor, "rows_imported", noun, len(rows), detail=f"{done.new} {done.changed} {done.same}")
    return done


def _matters_follow(changed: set[int]) -> None:
    """Open matters of people whose facts changed are held against the packs again."""
    concerned = set[int]()
    for part in few(changed):
        about = Matter.objects.filter(state=Matter.State.OPEN, subjects__person__in=part)
        concerned.update(about.values_list("pk", flat=True))
    # Locked one after the other, in one order for everybody.
    for pk in sorted(concerned):
        refresh.matter(Matter.objects.select_for_update().get(pk=pk), save=True)


def _report(rows: int, done: Outcome, problems: list[Problem], written: bool) -> Report:
    return Report(rows, done.new, done.changed, done.same, tuple(problems), written)
