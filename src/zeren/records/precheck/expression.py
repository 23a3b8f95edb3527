"""One expression for everybody: what restricts each of many people on a day, as one SQL statement.

The same text runs in place on the installation's database (SQLite, PostgreSQL) and, over files of the same columns, on
DuckDB and on Spark. It computes no period: first and last day of each restriction were counted by the engine, once, when
its record was written; here they are compared with a day. What only the engine can tell is marked ``ask``.

Relations: ``restrictions(person_id, act, pack, norm, starts, ends, sure, matter_id)``, ``people(id)``, ``seen(id)`` (the
matters whose file the viewer sees), ``recorded(id)`` (people about whom a record of the check is open).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

ASK = "ask"

RELATIONS: Mapping[str, str] = {name: name for name in ("people", "restrictions", "seen", "recorded")}
"""Where the relations are read from, if they are tables of these names."""

HELD = """
with acts (name, shared) as (values {acts}),
     hints (pack, norm) as (values {hints}),
     who (id) as ({people}),
     files (id) as ({seen}),
     records (id) as ({recorded}),
     held as (
         select distinct r.person_id as person, r.pack as pack, r.norm as norm, r.starts as starts, r.ends as ends,
                case when not r.sure then 'ask' when h.norm is null then 'bar' else 'hint' end as weight
         from {restrictions} r
         join acts a on a.name = r.act
         left join hints h on h.pack = r.pack and h.norm = r.norm
         where r.starts <= {day} and (r.ends is null or r.ends >= {day})
           and (a.shared = 1 or r.matter_id in (select id from files))
     )
"""

LINES = """
select l.person, l.weight, l.pack, l.norm, l.starts, l.ends
from (select person, weight, pack, norm, starts, ends from held where person in (select id from who)
      union all
      select c.id, 'ask', '', '', null, null from (select distinct id from records) c where c.id in (select id from who)) l
order by l.person, l.weight, l.pack, l.norm, l.starts
"""

SUMMARY = """
select o.person as person,
       count(case when o.weight = 'bar' then 1 end) as bars,
       count(case when o.weight = 'bar' and o.ends is null then 1 end) as endless,
       max(case when o.weight = 'bar' then o.ends end) as until,
       count(case when o.weight = 'hint' then 1 end) as hints,
       count(case when o.weight = 'ask' then 1 end) as asks
from (select person, weight, ends from held
      union all
      select c.id, 'ask', null from (select distinct id from records) c) o
where o.person in (select id from who)
group by o.person
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the statement is made for: the day, the acts that the intent is (with whether their effect is told to
    whoever sees the person), the norms that do not bind."""

    day: date
    acts: tuple[tuple[str, bool], ...]
    hints: tuple[tuple[str, str], ...] = ()
    relations: Mapping[str, str] = field(default_factory=lambda: RELATIONS)

    def lines(self) -> str:
        """Each restriction of each person: person, weight, pack, norm, first and last day."""
        return self._held() + LINES

    def summary(self) -> str:
        """One row for each person about whom there is something: how many bars, of these without an end, the last day
        of all, hints, what the engine is asked. Of everybody else of ``people`` nothing stands in the relations.
        """
        return self._held() + SUMMARY

    def _held(self) -> str:
        given = dict(RELATIONS) | dict(self.relations)
        chosen = {name: _relation(given[name]) for name in ("people", "seen", "recorded")}
        return HELD.format(
            acts=_values((name, int(shared)) for name, shared in self.acts or (("", False),)),
            hints=_values(self.hints or (("", ""),)),
            restrictions=given["restrictions"],
            # The word ``date`` before a literal is not understood everywhere; a bare one is.
            day=_literal(self.day.isoformat()),
            **chosen,
        )


def _relation(given: str) -> str:
    """A table's name as the statement that reads it; a statement as it is."""
    return given if " " in given.strip() else f"select id from {given}"


def _values(rows: Iterable[tuple[object, ...]]) -> str:
    return ", ".join(f"({', '.join(_literal(part) for part in row)})" for row in rows)


def _literal(value: object) -> str:
    """A number as it is; a text between quotes. The texts are names of acts and norms of the packs, and a day."""
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
