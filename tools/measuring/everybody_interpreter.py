"""The reference interpreter over the same population: the single check with its whole explanation, one by one.

The ground lies in memory, as a list's does once it is read: each restriction in a matter of its own, behind those that
the engine is asked about a log with the act that opened them, behind each record of the check the steps before the act.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

INTENT = "promotion"
OPENED = date(2025, 9, 1)


def on_interpreter(folder: Path, day: date, people: int) -> dict[str, Any]:
    """The first so many cadres: seconds, about how many there is something, how many the engine is asked about, and
    of all the others the row that the statement gives of them."""
    from zeren.records.precheck import everybody
    from zeren.records.precheck.answering import answer
    from zeren.records.precheck.model import Asked

    made = Population(folder, day, people)
    asked = [Asked(person, INTENT, day) for person in range(1, people + 1)]
    for one in asked[: people // 50]:
        answer(made.ground, one)
    began, busy = perf_counter(), process_time()
    answers = [answer(made.ground, one) for one in asked]
    seconds, busy = perf_counter() - began, process_time() - busy
    plain = (one for one in answers if one.asked.person not in made.asking)
    rows = {one.asked.person: _summed(everybody.of(one)) for one in plain}
    said = {person: row for person, row in rows.items() if any(row)}
    about = len(said) + len(made.asking)
    return {"seconds": seconds, "busy": busy, "about": about, "asking": len(made.asking), "rows": said}


def _summed(standing: Any) -> tuple[int, int, date | None, int]:
    weights = Counter(one.weight.value for one in standing.held)
    ends = [one.until for one in standing.held if one.weight == "bar"]
    return weights["bar"], ends.count(None), max((end for end in ends if end), default=None), weights["hint"]


class Population:
    """``ground``: of the first cadres of the folder; ``asking``: about whom the engine is asked."""

    def __init__(self, folder: Path, day: date, people: int) -> None:
        from zeren.records.organs.models import Organ
        from zeren.records.precheck.gathering import Ground

        self.day = day
        self.ground = Ground({}, {}, frozenset(), frozenset())
        self.asking: set[int] = set()
        self._ids = count(1)
        self._seen: set[int] = set()
        self._organ = Organ(pk=1, name="某县委组织部", short="县委组织部")
        held, recorded = _read(folder, day, people)
        found: dict[str, list[Any]] = {}
        for person, *row in held:
            found.setdefault(f"person:{person}", []).append(self._restriction(person, *row))
        self.ground.restrictions = found
        self.ground.matters = {f"person:{person}": [self._record(person)] for person in recorded}
        self.ground.seen = self.ground.told = frozenset(self._seen)

    def _matter(self, pack: str, version: date, procedure: str, seen: bool) -> Any:
        from zeren.records.matters.models import Matter

        pk = next(self._ids)
        if seen:
            self._seen.add(pk)
        return Matter(
            pk=pk, number=f"某〔2026〕{pk}号", organ=self._organ, pack=pack, version=version,
            procedure=procedure, opened=OPENED,
        )  # fmt: skip

    def _restriction(
        self,
        person: int,
        act: str,
        ref: str,
        norm: str,
        starts: date,
        ends: date | None,
        sure: bool,
        seen: bool,
    ) -> Any:
        from zeren.records.precheck.book import book
        from zeren.records.restrictions.models import Restriction

        slug, _, version = ref.partition("@")
        matter = self._matter(slug, date.fromisoformat(version), "", seen)
        source = f"m{matter.pk}e1"
        if not sure:
            self.asking |= {person} if seen or act in book().installed.shared.events else set()
            self._opened(matter, ref, norm, source, person, starts)
        return Restriction(
            matter=matter, subject=f"person:{person}", act=act, pack=ref, norm=norm, cites="1", source=source,
            starts=starts, ends=ends, sure=sure,
        )  # fmt: skip

    def _opened(self, matter: Any, ref: str, norm: str, source: str, person: int, starts: date) -> None:
        """The log of a restriction that is not sure: the act that began it."""
        from zeren.records.precheck.book import book

        pack, found = book().norm(ref, norm)
        assert pack is not None and found is not None
        opening = next(iter(getattr(found.body, "from_", ())), "")
        named = (name for name, one in pack.procedures.items() if opening in one.steps)
        matter.procedure = next(named, next(iter(pack.procedures)))
        self._log(matter, person, [(source, opening, starts)] if opening else [])

    def _record(self, person: int) -> Any:
        """A record of the check, of each procedure in turn, with the steps before the act."""
        from zeren.records.precheck.book import book

        self.asking.add(person)
        rules = book().of({INTENT})
        rule = rules[person % len(rules)]
        pack = book().installed.on(rule.pack, self.day)
        assert pack is not None
        steps = [name for name in pack.procedures[rule.procedure].steps if name not in rule.acts]
        matter = self._matter(pack.id, pack.version, rule.procedure, True)
        acts = [
            (f"m{matter.pk}e{n}", step, OPENED + timedelta(days=10 * n)) for n, step in enumerate(steps, 1)
        ]
        self._log(matter, person, acts)
        return matter

    def _log(self, matter: Any, person: int, acts: list[tuple[str, str, date]]) -> None:
        from zeren.norms.model import Event, Log

        ref = (f"person:{person}",)
        events = tuple(Event(id_, act, day, seq, subject=ref) for seq, (id_, act, day) in enumerate(acts, 1))
        self.ground.logs[matter.pk] = Log(
            f"m{matter.pk}", matter.procedure, OPENED, subjects=ref, events=events
        )


def _read(folder: Path, day: date, people: int) -> tuple[list[Any], list[int]]:
    """What holds of the first cadres (with whether its file is seen), and about whom a record is open."""
    import duckdb

    from zeren.records.precheck.book import book

    acts = ", ".join(f"'{act}'" for act in sorted(book().acts[INTENT]))
    with duckdb.connect() as files:
        held = files.execute(
            f"""select person_id, act, pack, norm, starts, ends, sure, matter_id in (select id from '{folder}/seen.parquet')
                from '{folder}/restrictions.parquet' where person_id <= {people} and act in ({acts})
                and starts <= '{day}' and (ends is null or ends >= '{day}') order by all"""
        ).fetchall()
        recorded = files.execute(
            f"select id from '{folder}/recorded.parquet' where id <= {people}"
        ).fetchall()
    return held, [person for (person,) in recorded]
