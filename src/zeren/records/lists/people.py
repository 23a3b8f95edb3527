"""Whom a unit's tasks may name: those who work in it or hold a post in it."""

from __future__ import annotations

import re

from django.db.models import Q

from zeren.records import clock
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Person
from zeren.records.scope import subtree

BETWEEN = re.compile(r"[、，,;；/\s]+")
NAMED = re.compile(r"^(?P<name>[^（()）]+)(?:[（(](?P<code>[^（()）]+)[)）])?$")


def people_of(unit: Organ) -> dict[int, str]:
    """Names by number of everybody in the unit and below, or who holds a post there today."""
    today = clock.today()
    held = Appointment.objects.filter(subtree(unit.pk, unit.depth, "post__organ__"), start__lte=today)
    held = held.filter(Q(end__isnull=True) | Q(end__gte=today)).values("person")
    inside = Person.objects.filter(subtree(unit.pk, unit.depth), left__isnull=True).values("pk")
    rows = Person.objects.filter(Q(pk__in=inside) | Q(pk__in=held)).order_by("pk")
    return dict(rows.values_list("pk", "name"))


class Names:
    """The people of a unit as tables and forms write them: 郑某某, or 郑某某（代码） where two are called so."""

    def __init__(self, unit: Organ) -> None:
        self.by_name: dict[str, list[int]] = {}
        for pk, name in people_of(unit).items():
            self.by_name.setdefault(name, []).append(pk)
        rows = Person.objects.filter(pk__in=[pk for found in self.by_name.values() for pk in found])
        self.codes: dict[int, str] = dict(rows.values_list("pk", "code"))

    def read(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Names between 顿号 as references, each once, and what is wrong with the others."""
        found: list[str] = []
        wrong: list[str] = []
        for said in filter(None, BETWEEN.split(text)):
            person, why = self._one(said)
            if why:
                wrong.append(why)
            elif f"person:{person}" not in found:
                found.append(f"person:{person}")
        return tuple(found), tuple(wrong)

    def _one(self, said: str) -> tuple[int, str]:
        parts = NAMED.match(said)
        name, code = (parts["name"], parts["code"]) if parts else (said, None)
        fits = self.by_name.get(name, [])
        if code:
            fits = [pk for pk in fits if self.codes.get(pk) == code]
        if len(fits) == 1:
            return fits[0], ""
        if fits:
            return 0, f"“{name}”同名 {len(fits)} 人，请写成“姓名（人员代码）”"
        return 0, f"“{said}”不是整改单位的人员"

    def written(self, named: tuple[tuple[int, str], ...]) -> str:
        """People by number and name, as :meth:`read` reads them."""
        return "、".join(self.one_written(pk, name) for pk, name in named)

    def one_written(self, person: int, name: str) -> str:
        """One name, with the code where others of the unit are called so."""
        doubled = len(self.by_name.get(name, ())) > 1 and person in self.codes
        return f"{name}（{self.codes[person]}）" if doubled else name

    @property
    def offered(self) -> list[str]:
        """Everybody's name as it may be written, in order."""
        return sorted(self.one_written(pk, name) for name, found in self.by_name.items() for pk in found)
