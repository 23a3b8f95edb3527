"""The check before an appointment over everybody: one statement on DuckDB, PostgreSQL and Spark, the same rules in
OpenFisca (where ``OPENFISCA_PYTHON`` names a Python that has it: a tool of this bench alone) and in the interpreter.

Every side is a process of its own and leaves its answer, which must be the same for every cadre. DuckDB and OpenFisca take
turns, from the same files to a file; medians count. The interpreter answers the first of them from memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

from measuring.everybody_interpreter import on_interpreter
from measuring.everybody_sides import Wanted
from measuring.figures import Figure

Taken = dict[str, Any]
"""What one side took: seconds by ``wall`` and of the processor (``busy``) of each part, ``memory`` in MB."""
DAY = date(2026, 3, 16)
HERE = Path(__file__).parent
ROUNDS = 7
INTERPRETED = 50_000

FILL = """
create table people as select i as id from range(1, {n} + 1) t(i);
create table seen as select i as id from range(1, {n} // 20 + 1) t(i);
create table recorded as select i as id from range(1, {n} + 1) t(i) where hash(i, 5) % 100 = 0;
create table restrictions as
  select (hash(i, 1) % {n} + 1)::bigint as person_id, b.act, b.pack, b.norm, d as starts,
         case when hash(i, 2) % 10 = 0 then null else (d + (hash(i, 3) % 1100)::integer)::date end as ends,
         hash(i, 4) % 50 > 0 as sure, (hash(i, 6) % ({n} // 10 + 1) + 1)::bigint as matter_id
  from (select i, (date '2023-06-01' + (hash(i, 7) % 1200)::integer)::date as d, (hash(i, 8) % {bars})::bigint as place
        from range({n} // 2) t(i)) r
  join bars b on b.place = r.place;
"""
"""Half as many restrictions as people, over the bars of the packs in use, the same every time."""

COLUMNS = "person::bigint, bars::bigint, endless::bigint, until::date, hints::bigint, asks::bigint"


@dataclass(frozen=True)
class Side:
    """One engine with its options; ``title`` as the table says it."""

    title: str
    name: str
    options: tuple[str, ...] = ()


IN_TURN = (
    Side("DuckDB", "DuckDB"),
    Side("OpenFisca", "OpenFisca"),
    Side("DuckDB, two threads", "DuckDB", ("two",)),
    Side("OpenFisca, its last day by numpy, its entities by hand", "OpenFisca", ("hand",)),
)
EACH = (
    Side("DuckDB, a row for every cadre", "DuckDB", ("each",)),
    Side("OpenFisca, a row for every cadre", "OpenFisca", ("each",)),
)
ONCE = (Side("PostgreSQL, in place, into a table", "PostgreSQL"), Side("Spark, two workers", "Spark"))
LARGE = 2_000_000
"""From here on every side runs once, and those whose rows are written one by one not at all."""


def everybody(people: int) -> list[Figure]:
    """All sides over one population."""
    with tempfile.TemporaryDirectory(prefix="zeren-everybody-") as name:
        folder = Path(name)
        filled(folder, people)
        taken: dict[Side, list[Taken]] = {}
        few = people < LARGE
        for side in IN_TURN * (ROUNDS if few else 1) + EACH * (3 if few else 1) + (ONCE if few else ()):
            if one := _run(side, folder):
                taken.setdefault(side, []).append(one)
        for sides in (IN_TURN + ONCE, EACH):
            _same(folder, [side for side in sides if side in taken])
        made = [_figure(side, listed, people) for side, listed in taken.items()]
        return made + _against(taken) + _interpreted(folder, min(people, INTERPRETED))


# ---------------------------------------------------------------- the population


def filled(folder: Path, people: int) -> None:
    """The relations as Parquet files, the statement, its terms."""
    import duckdb

    terms, bars = _terms()
    (folder / "summary.sql").write_text(terms.summary())
    (folder / "terms.json").write_text(
        json.dumps({"acts": terms.acts, "hints": terms.hints, "day": DAY.isoformat()})
    )
    with duckdb.connect() as database:
        database.execute("create table bars (place bigint, act varchar, pack varchar, norm varchar)")
        database.executemany(
            "insert into bars values (?, ?, ?, ?)", [(i, *bar) for i, bar in enumerate(bars)]
        )
        database.execute(FILL.format(n=people, bars=len(bars)))
        for name in ("people", "seen", "recorded", "restrictions"):
            database.execute(f"copy {name} to '{folder / name}.parquet' (format parquet)")


def _terms() -> Any:
    """The statement's terms by the packs as delivered."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zeren.settings")
    django.setup()
    from zeren.law.packs.form import Bar
    from zeren.records.precheck import everybody as product
    from zeren.records.precheck.book import book

    bars = [
        (act, p.ref, n.id)
        for p in book().installed.packs
        for n in p.norms
        if isinstance(n.body, Bar)
        for act in n.body.acts
    ]
    return product.terms("promotion", DAY), sorted(set(bars))


# ---------------------------------------------------------------- the sides


def _run(side: Side, folder: Path) -> Taken | None:
    """One side in a process of its own. None where the machine lacks it."""
    python = os.environ.get("OPENFISCA_PYTHON", "") if side.name in ("OpenFisca", "Spark") else sys.executable
    if not python:
        return None
    command = [python, str(HERE / "everybody_sides.py"), side.name, str(folder), *side.options]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"left out ({side.title}): {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def _same(folder: Path, sides: list[Side]) -> None:
    """Stop unless all left the same row for every cadre."""
    import duckdb

    files = {side: Wanted(folder, side.name, frozenset(side.options)).answer for side in sides}
    with duckdb.connect() as database:
        first, *others = [f"select {COLUMNS} from read_parquet('{_all(file)}')" for file in files.values()]
        for side, other in zip(sides[1:], others, strict=True):
            differs = f"({first} except all {other}) union all ({other} except all {first})"
            (rows,) = database.execute(f"select count(*) from ({differs})").fetchone() or (0,)
            if rows:
                raise SystemExit(f"bench: {side.title} differs in {rows} rows")


def _all(file: Path) -> str:
    return f"{file}/*.parquet" if file.is_dir() else str(file)


# ---------------------------------------------------------------- figures


def _figure(side: Side, listed: list[Taken], people: int) -> Figure:
    wall = median(one["wall"]["whole"] for one in listed)
    busy = median(one["busy"]["whole"] for one in listed)
    own = side.name in ("DuckDB", "OpenFisca")
    measured = (
        f"{busy:.3f} s of the processor, {wall:.3f} s by the clock" if own else f"{wall:.2f} s by the clock"
    )
    if own:
        alone = median(one["busy"]["computing"] for one in listed)
        held = median(one["memory"] for one in listed)
        measured += f", {held:.0f} MB; computing alone {alone:.3f} s"
    rate = people / (busy if own else wall)
    return Figure(
        "everybody", f"everybody of {people:,}: {side.title}", f"{rate:,.0f}/s: {measured}", rate, METHOD
    )


METHOD = f"from Parquet to Parquet, medians of up to {ROUNDS} runs in turn, equal for every cadre"


def _against(taken: dict[Side, list[Taken]]) -> list[Figure]:
    """DuckDB beside OpenFisca, on one thread each."""
    mine, *theirs = (taken.get(side, []) for side in (IN_TURN[0], IN_TURN[1], IN_TURN[3]))
    made = []
    for listed, words, aim in zip(theirs, ("", ", its last day by numpy"), (3.0, None), strict=True):
        if not listed:
            continue
        of = {
            name: _times(listed, mine, lambda one, name=name: one[name]["whole"]) for name in ("busy", "wall")
        }
        part = 1 / _times(listed, mine, lambda one: one["memory"])
        said = f"{of['busy']:.1f} times by the processor, {of['wall']:.1f} by the clock, {part:.2f} of its memory"
        reached = None if aim is None else of["busy"] >= aim and part <= 0.5
        aimed = "" if aim is None else "≥ 3 times, ≤ 0.5"
        made.append(
            Figure("everybody", f"DuckDB against OpenFisca{words}", said, of["busy"], METHOD, aimed, reached)
        )
    return made


def _times(listed: list[Taken], mine: list[Taken], of: Callable[[Taken], float]) -> float:
    return median(map(of, listed)) / median(map(of, mine))


def _interpreted(folder: Path, people: int) -> list[Figure]:
    """The single check over the first of them, and that it says the same of whom the engine is not asked about."""
    import duckdb

    found = on_interpreter(folder, DAY, people)
    answer = Wanted(folder, "DuckDB", frozenset()).answer
    with duckdb.connect() as database:
        rows = database.execute(
            f"select person, bars, endless, until, hints from '{answer}' where person <= {people} and asks = 0"
        ).fetchall()
    if {person: tuple(row) for person, *row in rows} != found["rows"]:
        raise SystemExit("bench: the interpreter differs")
    rate = people / found["busy"]
    what = f"the single check with its whole explanation, {people:,} of them one by one"
    of = f"something about {found['about'] / people:.1%}, the engine asked about {found['asking'] / people:.1%}"
    measured = f"{rate:,.0f}/s of the processor, {people / found['seconds']:,.0f}/s by the clock"
    return [
        Figure("everybody", what, measured, rate, f"the ground in memory; {of}", "≥ 50,000/s", rate >= 50_000)
    ]
