"""A pool of the commission and an inspection of the bureau, for the pages of the draw."""

from __future__ import annotations

from datetime import date
from typing import Any

from zeren.records import registers
from zeren.records.actor import SYSTEM
from zeren.records.matters import opening


def pool_of(number: int) -> dict[str, Any]:
    """So many people of the county's committee in the pool of its commission; the first two may be head."""
    from zeren.records.people.models import Person

    codes = [f"R{place:03}" for place in range(1, number + 1)]
    rows = [{"code": code, "name": f"人{code}", "organ": "Q"} for code in codes]
    assert registers.import_rows(SYSTEM, "people", rows).written
    members = [
        {"organ": "QJ", "person": code, "since": "2026-01-05", "may_head": "是" if place < 2 else "否",
         "basis": "青委任〔2025〕3号" if place < 2 else ""}
        for place, code in enumerate(codes)
    ]  # fmt: skip
    assert registers.import_rows(SYSTEM, "pool", members).written
    return {person.code: person for person in Person.objects.filter(code__in=codes)}


def inspection(desk: Any, procedure: str = "inspection") -> Any:
    """An inspection of the bureau, handled by the commission."""
    asked = opening.Opening(
        "zy-2015-inspection", procedure, desk.organs["QJ"].pk, "巡察县交通局", [f"organ:{desk.organs['QT'].pk}"],
        date(2026, 10, 8), mark="青巡", handler=desk.people["wang"].pk,
    )  # fmt: skip
    return opening.open_matter(SYSTEM, asked)


def form(**differs: str) -> dict[str, str]:
    """The form of announcing, filled in."""
    from zeren.records.organs import queries as organs

    keeping = organs.by_code("QJ")
    assert keeping is not None
    seats = {
        name: differs.pop(name, number)
        for name, number in (("heads", "1"), ("deputies", "1"), ("inspectors", "3"))
    }
    given = {"pool": str(keeping.pk), "kind": "witnessed", "source": "当众掷骰三次", "known_on": "2026-10-13"}
    return {**given, **{f"n-{name}": number for name, number in seats.items()}, **differs}


def announced(desk: Any, matter: Any) -> Any:
    """The handler's browser, in which the list was announced."""
    client = desk.sign_in("wang")
    assert client.post(f"/matters/{matter.pk}/draw/announce", form()).status_code == 302
    return client
