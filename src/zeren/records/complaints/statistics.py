"""How many complaints, by year, channel, kind, state and level of organ: never per person, no figure from 1 to 4.

A figure from 1 to 4 is shown only together with its neighbours, and so that no difference of what is shown gives it
back: within a row neighbours are put together until they reach 5; years that do not reach 5 go with the next one,
the same in every table; the line of totals has only the cuts that every row has, so that it tells nothing new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractYear

from zeren.records.actor import Actor
from zeren.records.complaints.models import Complaint
from zeren.records.complaints.queries import visible_to

LEAST = 5
WITHDRAWN = ("withdrawn", "撤回")
LEVELS = (("central", "中央"), ("province", "省"), ("city", "市"), ("county", "县"), ("township", "乡镇"))
TABLES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "channel": ("渠道", tuple(Complaint.Channel.choices)),
    "kind": ("署名", tuple(Complaint.Kind.choices)),
    "state": ("状态", (*Complaint.State.choices, WITHDRAWN)),
    "level": ("收到机关的层级", (*LEVELS, ("", "其他"))),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A figure over ``span`` neighbouring columns; more than one: put together."""

    start: int
    span: int
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row: one year, or several put together (``2024—2025``)."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table; ``total`` is the line under it."""

    title: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line


def tables(actor: Actor) -> tuple[Table, ...]:
    """The tables over the complaints in sight; none where there are fewer than five."""
    counted = _counted(actor)
    years = grouped(counted["year"])
    return tuple(_table(name, years, counted) for name in TABLES) if years else ()


def _counted(actor: Actor) -> dict[str, Counter[tuple[int, str]]]:
    """Counts by year and word, for every table; ``year`` by the year alone."""
    found: dict[str, Counter[tuple[int, str]]] = {name: Counter() for name in ("year", *TABLES)}
    rows = visible_to(actor).order_by().annotate(year=ExtractYear("received"))
    words = ("channel", "kind", "state", "withdrawn", "organ__level")
    for row in rows.values("year", *words).annotate(many=Count("pk")):
        state = WITHDRAWN[0] if row["withdrawn"] else row["state"]
        level = row["organ__level"] if row["organ__level"] in dict(LEVELS) else ""
        said = {"year": "", "channel": row["channel"], "kind": row["kind"], "state": state, "level": level}
        for name, word in said.items():
            found[name][row["year"], word] += row["many"]
    return found


def grouped(by_year: Counter[tuple[int, str]]) -> list[tuple[int, ...]]:
    """Neighbouring years put together until each group has none or at least five; empty where all have fewer."""
    groups: list[tuple[int, ...]] = []
    open_years: tuple[int, ...] = ()
    for year in sorted({year for year, _ in by_year}):
        open_years = (*open_years, year)
        if sum(by_year[y, ""] for y in open_years) >= LEAST:
            groups, open_years = [*groups, open_years], ()
    if open_years and groups:
        groups[-1] = (*groups[-1], *open_years)
    return groups


def _table(
    name: str, years: Sequence[tuple[int, ...]], counted: dict[str, Counter[tuple[int, str]]]
) -> Table:
    title, columns = TABLES[name]
    cells = [[sum(counted[name][year, word] for year in group) for word, _ in columns] for group in years]
    rows = [merged(row) for row in cells]
    labels = [f"{group[0]}" if len(group) == 1 else f"{group[0]}—{group[-1]}" for group in years]
    lines = tuple(Line(label, row) for label, row in zip(labels, rows, strict=True))
    return Table(title, tuple(label for _, label in columns), lines, Line("合计", total(rows, len(columns))))


def merged(row: Sequence[int]) -> tuple[Piece, ...]:
    """A row in pieces of which each is 0 or at least five (the row itself has at least five, or nothing)."""
    pieces: list[Piece] = []
    start, count = -1, 0
    for at, value in enumerate(row):
        if start < 0 and (value == 0 or value >= LEAST):
            pieces.append(Piece(at, 1, value))
            continue
        start, count = (at if start < 0 else start), count + value
        if count >= LEAST:
            pieces.append(Piece(start, at + 1 - start, count))
            start, count = -1, 0
    while start >= 0 and pieces and count < LEAST:
        before = pieces.pop()
        start, count = before.start, count + before.count
    if start >= 0:
        pieces.append(Piece(start, len(row) - start, count))
    return tuple(pieces)


def total(rows: Sequence[Sequence[Piece]], columns: int) -> tuple[Piece, ...]:
    """The line of totals: cut only where every row is cut, so that it is a sum of figures that are shown."""
    cuts = set(range(columns))
    for row in rows:
        cuts &= {piece.start for piece in row}
    starts = [*sorted(cuts), columns]
    return tuple(
        Piece(a, b - a, sum(piece.count for row in rows for piece in row if a <= piece.start < b))
        for a, b in zip(starts, starts[1:], strict=False)
    )
