"""Sealed material is taken into custody here only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.records import clock, vault
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.materials import kinds
from zeren.records.materials.models import Material, MaterialSection
from zeren.records.materials.queries import RECEIVES
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.trail import acts as trail

FIRST_YEAR = 1995
"""The year of the first rules on such reports."""


@dataclass(frozen=True, slots=True)
class Adding:
    """A document as it came in: ``sections`` maps a section's word to its content."""

    kind: str
    person: int
    year: int
    on: date
    title: str
    sections: Mapping[str, str]
    receiver: int
    custodian: int


def add_material(actor: Actor, asked: Adding) -> Material:
    """Take a document into custody, each section sealed. Only by the receiving department. Raises Refused."""
    _received_here(actor, asked.receiver)
    _check(asked)
    with transaction.atomic():
        material = Material.objects.create(
            kind=asked.kind, person_id=asked.person, year=asked.year, on=asked.on, title=asked.title.strip(),
            receiver_id=asked.receiver, custodian_id=asked.custodian,
        )  # fmt: skip
        for section, content in asked.sections.items():
            row = MaterialSection(material=material, section=section)
            vault.write(row, row.place, content.encode())
            row.save()
        trail.write(actor, "material_added", "material", material.pk, detail=f"{asked.kind} {asked.year}")
    return material


def _received_here(actor: Actor, receiver: int) -> None:
    here = any(grant.organ == receiver and grant.role in RECEIVES for grant in actor.grants)
    if not (actor.system or here):
        zh = "报告材料由受理的组织（人事）部门登记"
        raise Refused([Problem("receiver", zh, "only the receiving department registers material")])


def _check(asked: Adding) -> None:
    problems, kind = Problems(), kinds.on(asked.on).get(asked.kind)
    if kind is None:
        problems.add("kind", f"没有“{asked.kind}”这一种材料", f"no kind of material '{asked.kind}'")
    elif not asked.sections:
        problems.add("sections", "没有内容", "there is no section")
    for section in asked.sections:
        if kind is not None and section not in kind.sections:
            problems.add("sections", f"没有“{section}”这一项", f"no section '{section}'")
    if not asked.title.strip():
        problems.add("title", "缺名称", "the title is missing")
    if asked.on > clock.today():
        problems.add("on", "收到日在今日之后", "received on a day in the future")
    if not FIRST_YEAR <= asked.year <= clock.today().year:
        problems.add("year", f"年度应在 {FIRST_YEAR} 至今年", f"the year is not {FIRST_YEAR} to this year")
    _exist(asked, problems)
    problems.refuse()


def _exist(asked: Adding, problems: Problems) -> None:
    if not Organ.objects.filter(pk=asked.receiver).exists():
        problems.add("receiver", "受理部门没有登记", "the receiving department is not registered")
    people = set(Person.objects.filter(pk__in=(asked.person, asked.custodian)).values_list("pk", flat=True))
    for name, pk, zh in (("person", asked.person, "报告人"), ("custodian", asked.custodian, "保管人")):
        if pk not in people:
            problems.add(name, f"{zh}没有登记", f"the {name} is not registered")
