"""One side of the comparison, in a process of its own: ``everybody_sides.py SIDE FOLDER [each] [two] [hand]``.

It prints what it took and leaves its answer in the folder: a row for each cadre about whom there is something; with
``each`` a row for every cadre; ``two``: on two threads; ``hand``: see ``everybody_openfisca``. Starting (imports, a
connection, a session) is not counted; reading the files and writing the answer is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter, process_time

SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
TABLES = ("people", "seen", "recorded", "restrictions")
TYPES = {
    "people": "id bigint",
    "seen": "id bigint",
    "recorded": "id bigint",
    "restrictions": "person_id bigint, act text, pack text, norm text, starts date, ends date, sure boolean, matter_id bigint",
}
EACH = """select w.id as person, coalesce(s.bars, 0) as bars, coalesce(s.endless, 0) as endless, s.until as until,
                 coalesce(s.hints, 0) as hints, coalesce(s.asks, 0) as asks
          from people w left join ({}) s on s.person = w.id"""


@dataclass
class Taken:
    """Seconds of each part by the clock and of this process's processor; ``memory``: MB held at most by the end of the whole."""

    wall: dict[str, float] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=dict)
    memory: float = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Measure one part."""
        began, busy = perf_counter(), process_time()
        yield
        self.wall[name], self.busy[name] = perf_counter() - began, process_time() - busy
        if name == "whole":
            self.memory = peak()


@dataclass(frozen=True)
class Wanted:
    """What is asked of a side."""

    folder: Path
    side: str
    options: frozenset[str]

    @property
    def each(self) -> bool:
        """Whether every cadre gets a row."""
        return "each" in self.options

    @property
    def answer(self) -> Path:
        """Where the answer goes."""
        return self.folder / f"answer-{'-'.join((self.side, *sorted(self.options)))}.parquet"

    def file(self, table: str) -> str:
        """A table's file."""
        return str(self.folder / f"{table}.parquet")

    @property
    def statement(self) -> str:
        """What the SQL engines run."""
        made = (self.folder / "summary.sql").read_text()
        return EACH.format(made) if self.each else made


def peak() -> float:
    """MB that this process held at most (its own, not its parent's; a server's and a cluster's are not in it)."""
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def on_duckdb(asked: Wanted, taken: Taken) -> None:
    """From Parquet to Parquet; then, for the computing alone, once more from tables in memory into one."""
    import duckdb

    with duckdb.connect() as database:
        database.execute(f"set threads = {2 if 'two' in asked.options else 1}")
        database.execute("set preserve_insertion_order = false")
        with taken.part("whole"):
            for name in TABLES:
                database.execute(f"create view {name} as select * from '{asked.file(name)}'")
            database.execute(f"copy ({asked.statement}) to '{asked.answer}' (format parquet)")
        for name in TABLES:
            database.execute(f"drop view {name}")
            database.execute(f"create temp table {name} as select * from '{asked.file(name)}'")
        with taken.part("computing"):
            database.execute(f"create temp table answers as {asked.statement}")


def on_postgres(asked: Wanted, taken: Taken) -> None:
    """In tables of the server, into a table."""
    import duckdb
    import psycopg

    with psycopg.connect(os.environ.get("ZEREN_TEST_POSTGRES", SERVER)) as server, duckdb.connect() as files:
        for name in TABLES:
            server.execute(f"create temporary table {name} ({TYPES[name]})")
            with server.cursor().copy(f"copy {name} from stdin") as copied:
                for row in files.execute(f"select * from '{asked.file(name)}'").fetchall():
                    copied.write_row(row)
            server.execute(f"analyze {name}")
        with taken.part("whole"):
            server.execute(f"create temporary table answers as {asked.statement}")
        rows = asked.answer.with_suffix(".csv")
        with (
            rows.open("wb") as file,
            server.cursor().copy("copy answers to stdout (format csv, header)") as out,
        ):
            for part in out:
                file.write(part)
        files.execute(f"copy (select * from read_csv('{rows}')) to '{asked.answer}' (format parquet)")


def on_spark(asked: Wanted, taken: Taken) -> None:
    """A cluster of two workers on this machine, from Parquet to Parquet."""
    from pyspark.sql import SparkSession

    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    session.range(10).count()
    with taken.part("whole"):
        for name in TABLES:
            session.read.parquet(asked.file(name)).createOrReplaceTempView(name)
        session.sql(asked.statement).write.parquet(str(asked.answer))


def in_openfisca(asked: Wanted, taken: Taken) -> None:
    """The same rules as variables."""
    import everybody_openfisca

    everybody_openfisca.run(asked, taken)


SIDES = {"DuckDB": on_duckdb, "PostgreSQL": on_postgres, "Spark": on_spark, "OpenFisca": in_openfisca}

if __name__ == "__main__":
    name, folder, *options = sys.argv[1:]
    found = Taken()
    SIDES[name](Wanted(Path(folder), name, frozenset(options)), found)
    print(json.dumps(asdict(found)))
