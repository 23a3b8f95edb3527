"""A talent pool of the county's commission and inspections of its bureau, for the tests of draws."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from zeren.records import clock, registers
from zeren.records.actor import SYSTEM
from zeren.records.draws import acts
from zeren.records.draws.acts import Asked
from zeren.records.matters import opening

SEATS = {"heads": 1, "deputies": 1, "inspectors": 3}
HEADS = 3


def enter_pool(county: Any, number: int = 12, keeper: str = "QJ") -> dict[str, Any]:
    """So many people of the commission, all in its pool, the first three as heads; answers them by code."""
    from zeren.records.people.models import Person

    codes = [f"R{place:03}" for place in range(1, number + 1)]
    rows = [{"code": code, "name": f"人{code}", "organ": "QZ"} for code in codes]
    assert registers.import_rows(SYSTEM, "people", rows).written
    members = [
        {"organ": keeper, "person": code, "since": "2026-01-05", "may_head": "是" if place < HEADS else "否",
         "basis": "青组〔2025〕3号" if place < HEADS else ""}
        for place, code in enumerate(codes)
    ]  # fmt: skip
    report = registers.import_rows(county.zhao, "pool", members)
    assert report.written, report.problems
    return {person.code: person for person in Person.objects.filter(code__in=codes)}


def inspection(county: Any, parent: Any = None, unit: str = "QT", person: Any = None) -> Any:
    """An inspection of a unit (and of a person), handled by the commission."""
    more = [f"person:{person.pk}"] if person else []
    return opening.open_matter(
        SYSTEM,
        opening.Opening(
            "zy-2015-inspection", "inspection", county.organs["QJ"].pk, "巡察交通局",
            [f"organ:{county.organs[unit].pk}", *more], date(2026, 3, 2), mark="青巡",
            parents=[(parent.pk, "round")] if parent else (),
        ),
    )  # fmt: skip


def programme(county: Any) -> Any:
    """The round to which inspections belong."""
    return opening.open_matter(
        SYSTEM,
        opening.Opening(
            "zy-2015-inspection", "inspection-programme", county.organs["QJ"].pk, "第一轮巡察",
            [f"organ:{county.organs['QJ'].pk}"], date(2026, 3, 2), mark="青轮",
        ),
    )  # fmt: skip


def asked(county: Any, **differs: Any) -> Asked:
    """An announcement with dice thrown today."""
    given: dict[str, Any] = {
        "pool": county.organs["QJ"].pk, "seats": SEATS, "kind": "witnessed", "source": "当众掷骰三次",
        "known_on": clock.today(),
    }  # fmt: skip
    return Asked(**{**given, **differs})


def drawn(county: Any, matter: Any, seed: str = "4 2 6") -> Any:
    """Announced and drawn."""
    acts.announce(county.zhao, matter.pk, asked(county))
    return acts.draw(county.zhao, matter.pk, seed, ["钱承办"])


TOMORROW = timedelta(days=1)
