"""The check's one statement over files, on another engine: DuckDB (embedded) or Spark (a cluster); both are extras.

The relations are written as CSV, without names or any word of a record; the answer says people by their ids.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from zeren.records.precheck import everybody
from zeren.records.precheck.everybody import Round, Row
from zeren.records.precheck.expression import Terms
from zeren.records.restrictions.models import Restriction

COLUMNS: Mapping[str, Mapping[str, str]] = {
    "people": {"id": "BIGINT"},
    "seen": {"id": "BIGINT"},
    "recorded": {"id": "BIGINT"},
    "restrictions": {
        "person_id": "BIGINT", "act": "VARCHAR", "pack": "VARCHAR", "norm": "VARCHAR", "starts": "DATE", "ends": "DATE",
        "sure": "BOOLEAN", "matter_id": "BIGINT",
    },
}  # fmt: skip
"""The relations of the statement, each a file ``<name>.csv`` with a header; types as both engines call them."""

Engine = Callable[[Path, str], Iterable[Row]]


def on(engine: Engine, statement: Callable[[Terms], str] = Terms.lines) -> Callable[[Round], Iterator[Row]]:
    """Run the statement (its lines, or their summary) on an engine, over files in a folder that is removed afterwards."""

    def lines(asked: Round) -> Iterator[Row]:
        with TemporaryDirectory(prefix="zeren-precheck-") as folder:
            keep(Path(folder), asked)
            yield from engine(Path(folder), statement(everybody.terms(asked.intent, asked.day)))

    return lines


def keep(folder: Path, asked: Round) -> None:
    """Write the relations of one round into a folder."""
    restrictions = Restriction.objects.filter(person__isnull=False).values_list(*COLUMNS["restrictions"])
    for name, query in {**everybody.relations(asked), "restrictions": restrictions}.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            written = csv.writer(file)
            written.writerow(COLUMNS[name])
            written.writerows(_plain(row) for row in query.iterator(chunk_size=10_000))


def _plain(row: Iterable[Any]) -> list[Any]:
    return [str(part).lower() if isinstance(part, bool) else part for part in row]


def duckdb(folder: Path, statement: str) -> Iterator[Row]:
    """On DuckDB, in this process. Raises ImportError where the extra ``bulk`` is not installed."""
    import duckdb as engine

    with engine.connect() as database:
        for name, columns in COLUMNS.items():
            types = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
            file = str(folder / f"{name}.csv").replace("'", "''")
            read = f"read_csv('{file}', header=true, columns={{{types}}})"
            database.execute(f"create view {name} as select * from {read}")
        answer = database.execute(statement)
        while rows := answer.fetchmany(10_000):
            yield from rows


def spark(folder: Path, statement: str, master: str = "local[2]") -> Iterator[Row]:
    """On Spark. Raises ImportError where the extra ``spark`` is not installed."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master(master).appName("zeren-precheck").getOrCreate()
    try:
        for name, columns in COLUMNS.items():
            types = ", ".join(
                f"{column} {'STRING' if kind == 'VARCHAR' else kind}" for column, kind in columns.items()
            )
            session.read.csv(str(folder / f"{name}.csv"), header=True, schema=types).createOrReplaceTempView(
                name
            )
        yield from session.sql(statement).toLocalIterator()
    finally:
        session.stop()
