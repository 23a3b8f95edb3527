"""Which facts of other regulations a regulation on talks or interviews names: ``situations`` in ``desk.yaml`` beside it.

A fact is a finding of a norm that was not kept (or a grade with one of the values), or an entry of a step whose fields
hold what is named. Nothing else can be named: no count, no complaint, no sealed material, nobody's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, Section

SECTION = "situations"
KEYS = {"id", "cite", "from", "words", "norm", "value", "done", "step", "where"}
ANY = "any"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of fact. ``source``: the pack whose matters it is of; ``words``: our short label of the fact.

    ``norm`` with ``value``: a grade; ``norm`` alone: not kept; ``done`` false: only while it is still to be done.
    ``step`` with ``where``: for each field the values of which one must stand (empty: anything).
    """

    pack: str
    procedure: str
    id: str
    cite: str
    source: str
    words: str
    norm: str = ""
    value: tuple[str, ...] = ()
    done: bool = True
    step: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def of_source(source: str, installed: Iterable[Pack]) -> tuple[Rule, ...]:
    """The rules about matters of one pack, of every installed pack that names it."""
    return tuple(rule for rule in every(installed) if rule.source == source)


def every(installed: Iterable[Pack]) -> Iterator[Rule]:
    """The rules of all packs. Raises RulesError for a file that can't be used."""
    for pack, procedure, rules in RULES.every(installed):
        yield from (Rule(pack.id, procedure, **given) for given in rules)


def read(given: Any) -> dict[str, Any]:
    """One rule of the file. Raises RulesError naming what is wrong."""
    if not isinstance(given, dict):
        raise RulesError(SECTION, "a rule was expected")
    unknown, named = sorted(set(given) - KEYS), given.get("id", "?")
    if unknown:
        raise RulesError(SECTION, f"{named}: unknown key {unknown[0]}")
    missing = [name for name in ("id", "cite", "from", "words") if not given.get(name)]
    if missing or bool(given.get("norm")) == bool(given.get("step")):
        what = missing[0] if missing else "either norm or step"
        raise RulesError(SECTION, f"{named}: {what} was expected")
    return {
        "id": given["id"], "cite": given["cite"], "source": given["from"], "words": given["words"],
        "norm": given.get("norm", ""), "value": _several(given.get("value", ())),
        "done": given.get("done", "any") != "no", "step": given.get("step", ""),
        "where": {name: _several(value) for name, value in given.get("where", {}).items()},
    }  # fmt: skip


RULES: Section[tuple[dict[str, Any], ...]] = Section(
    SECTION, lambda listed: tuple(read(one) for one in listed)
)
check = RULES.check


def _several(value: Any) -> tuple[str, ...]:
    if value == ANY:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)
