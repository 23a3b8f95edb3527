"""Which norms say that something falls due with time: ``planning`` in ``desk.yaml`` beside the pack.

It names norms of the pack, grouped by kind; no rule follows from it. See docs/planning.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, Section

SECTION = "planning"


@dataclass(frozen=True, slots=True)
class Planned:
    """A kind of thing that falls due (``id`` is shared by the packs), by these norms of one procedure.

    ``terms``: it falls due at the end of so many terms in one post, as the appointments are registered (0: not by terms).
    """

    pack: str
    procedure: str
    id: str
    title: str
    norms: tuple[str, ...]
    terms: int = 0


def every(installed: Iterable[Pack]) -> tuple[Planned, ...]:
    """What all packs name. Raises RulesError for a file that can't be used."""
    return tuple(
        Planned(pack.id, procedure, name, **given)
        for pack, procedure, kinds in RULES.every(installed)
        for name, given in kinds.items()
    )


def read(given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """One procedure's kinds from plain data. Raises RulesError naming what is wrong."""
    for name, one in given.items():
        if not {"title", "norms"} <= set(one) <= {"title", "norms", "terms"} or not isinstance(
            one["norms"], list
        ):
            raise RulesError(SECTION, f"{name}: title, norms and terms were expected")
    return {
        name: {"title": one["title"], "norms": tuple(one["norms"]), "terms": int(one.get("terms", 0))}
        for name, one in given.items()
    }


RULES: Section[dict[str, dict[str, Any]]] = Section(SECTION, read)
check = RULES.check


def faults(planned: Planned, pack: Pack) -> list[str]:
    """What is named that the pack does not have."""
    there = {norm.id for norm in pack.norms}
    found = [f"no norm {name}" for name in planned.norms if name not in there]
    return found + ([] if planned.procedure in pack.procedures else [f"no procedure {planned.procedure}"])
