"""Queries: one user's worklist, a province against a county, searching."""

from __future__ import annotations

import random
from collections.abc import Callable

from measuring.figures import Figure, bar, part, spread, timed
from measuring.filling import TODAY, World
from zeren.records import calendars
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.matters import ledger as ledgers
from zeren.records.obligations import worklist as work
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.search import queries as search_queries

PAGE = 50
USERS = 200
WORDS = 60


def person_at(world: World, number: int) -> Actor:
    """A case handler with the scope of the county."""
    row = Person.objects.select_related("organ").get(pk=world.handlers[number])
    county = Organ.objects.get(pk=row.a3)
    return Actor(
        "bench", row.name, row.pk, row.organ_id, (Grant(Role.CASE_HANDLER, county.pk, county.depth),)
    )


def officer_at(organ: Organ) -> Actor:
    """Somebody who sees what lies under an organ."""
    return Actor("bench", organ=organ.pk, grants=(Grant(Role.LEADER_IN_CHARGE, organ.pk, organ.depth),))


def days() -> work.Days:
    """The days on which the worklist turns."""
    return work.days_of(TODAY, calendars.calendar())


def worklist(world: World) -> list[Figure]:
    """One user's own page: eight counts, fifty rows with their matters."""
    actors = [person_at(world, number * 7 % len(world.handlers)) for number in range(USERS)]
    turns = days()

    def ask(actor: Actor) -> None:
        work.listed(actor, work.Tab.MINE, turns, 0, PAGE)

    timed(actors[:20], ask)
    times = timed(actors, ask)
    return [
        Figure(
            "worklist query",
            f"one user's worklist among {world.rows:,} obligations",
            spread(times),
            part(times, 0.95),
            f"{USERS} users, {world.rows // len(world.handlers)} rows each: counts of every group, first {PAGE} rows with matter, organ, handler",
            "< 20 ms",
            part(times, 0.95) < 20,
        )
    ]


def scope(world: World) -> list[Figure]:
    """The same list over a county and over the province."""
    county, province = officer_at(world.place(3)), officer_at(world.place(1))
    turns = days()
    return [
        _compared(
            "worklist", lambda actor: work.listed(actor, work.Tab.ORGAN, turns, 0, PAGE), county, province
        ),
        _compared("ledger", _ledger, county, province),
    ]


def _ledger(actor: Actor) -> None:
    rows = ledgers.ordered(ledgers.filtered(actor, {}, {}, TODAY, TODAY))
    ledgers.counts(rows, TODAY)
    ledgers.subjects_of(ledgers.window(rows, 0, PAGE))


def _compared(what: str, ask: Callable[[Actor], object], county: Actor, province: Actor) -> Figure:
    near, far = [], []
    timed([county, province] * 3, ask)
    for _ in range(60):
        near += timed([county], ask)
        far += timed([province], ask)
    small, big = part(sorted(near), 0.5), part(sorted(far), 0.5)
    return Figure(
        f"scope, {what}",
        f"{what}: a province against a county",
        f"{big / small:.2f} times ({big:.1f} ms, {small:.1f} ms)",
        big / small,
        "medians of 60, taken in turn; 100 counties in the province",
        "≤ 1.5",
        big / small <= 1.5,
    )


# ---------------------------------------------------------------- search


def search(world: World) -> list[Figure]:
    """First pages of two-character words, and whether every match is found."""
    words = _words(world)
    timed(words[:10], lambda word: search_queries.provisions(SYSTEM, word))
    times = timed(words, lambda word: search_queries.provisions(SYSTEM, word))
    found, there = _recall(world, words)
    recall = found / there
    of = f"{len(world.paragraphs):,} paragraphs"
    return [
        Figure(
            "search, first page",
            f"first page of a two-character word among {of}",
            spread(times),
            part(times, 0.95),
            f"{len(words)} words: frequent, rare, across two words, absent; with documents",
            "< 20 ms",
            part(times, 0.95) < 20,
        ),
        Figure(
            "search, recall",
            "matches found",
            f"{recall:.3f} ({there:,} matches)",
            recall,
            "all pages of the same words against reading every paragraph",
            "1.000",
            found == there,
        ),
    ]


def _words(world: World) -> list[str]:
    """Two neighbours out of the texts themselves: the most frequent, the least, and some by chance; and absent ones."""
    count: dict[str, int] = {}
    for text in world.paragraphs[:20_000]:
        for sentence in text.strip("。").split("，"):
            for place in range(len(sentence) - 1):
                pair = sentence[place : place + 2]
                count[pair] = count.get(pair, 0) + 1
    ranked = sorted(count, key=lambda pair: (-count[pair], pair))
    third = WORDS // 3
    middle = random.Random(7).sample(ranked[third:-third], third)
    return [*ranked[:third], *middle, *ranked[-third:], "问责", "约谈", "龘龘", "责问"]


def _recall(world: World, words: list[str]) -> tuple[int, int]:
    """How many of the true matches are among the hits; a false hit counts as an error."""
    found = there = 0
    with bar() as progress:
        for word in progress.track(words, description="recall"):
            hits = search_queries.find("text", word, limit=len(world.paragraphs) + 1).rows
            true = [text for text in world.paragraphs if word in text]
            if any(word not in hit.text for hit in hits):
                raise AssertionError(f"{word}: a hit that does not say it")
            found, there = found + len({hit.target for hit in hits}), there + len(true)
    return found, there
