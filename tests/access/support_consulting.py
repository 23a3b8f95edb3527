"""Accounts of three kinds of organ, each with its principal, and two years' reports of one cadre, sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from records import conftest as county
from records.support_packs import PACK, load_text
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries
from zeren.access.consulting import acts
from zeren.access.consulting.asking import Asking
from zeren.law.packs.form import Pack
from zeren.law.packs.loading import load_pack
from zeren.records import packs, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.materials import acts as materials
from zeren.records.materials.models import Material
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "packs" / "central" / "cn-2010-personal-matters-report"
KIND = "personal_matters_report"
SECRET = "甲小区甲栋甲室建筑面积甲"
PAY = "甲工资甲元"
PROCURATORATE = [
    {"code": "QC", "name": "青县检察院", "level": "county", "kind": "procuratorate", "superior": "Q"}
]
ACCOUNTS = (
    ("zhao", "zhao", "QJ", Role.CASE_HANDLER),
    ("qian", "qian", "QJ", Role.CASE_HANDLER),
    ("fu", "", "QJ", Role.LEADER_IN_CHARGE),
    ("jishu", "", "QJ", Role.PRINCIPAL),
    ("shuji", "", "Q", Role.PRINCIPAL),
    ("ganbu", "", "QZ", Role.SUPERVISION_OFFICER),
    ("buzhang", "", "QZ", Role.PRINCIPAL),
    ("jiancha", "", "QC", Role.CASE_HANDLER),
    ("jianzhang", "", "QC", Role.PRINCIPAL),
    ("baizhou", "zhou", "BJ", Role.CASE_HANDLER),
    ("baishu", "", "BJ", Role.PRINCIPAL),
    ("sun", "sun", "QT", Role.SUBJECT),
)


@cache
def report_pack() -> Pack:
    """The regulation on reports, from the repository."""
    return load_pack(FOLDER / "2010-05-26.yaml")


def enter() -> list[int]:
    """The small county with all of it, under the regulation on reports; answers the reports' keys."""
    with packs.using([load_text(PACK), report_pack()]):
        county.enter()
        return enter_people()


def enter_people() -> list[int]:
    """The accounts, by sign-in name, in the organs that the registers hold; two reports of 孙局长, one of 李科长."""
    assert registers.import_rows(SYSTEM, "organs", PROCURATORATE).written
    organs = {organ.code: organ for organ in Organ.objects.all()}
    people = {person.code: person for person in Person.objects.all()}
    for signin, person, organ, role in ACCOUNTS:
        made = accounts.make_account(
            SYSTEM,
            signin,
            f"qinglan-{signin}",
            person=people.get(person),
            organ=organs[organ],
            label=f"{signin}某",
        )
        accounts.give_role(SYSTEM, made, role, organs[organ], date(2020, 1, 1))
    given = (("sun", 2024), ("sun", 2025), ("li", 2025))
    return [add(people[code], year, organs, people).pk for code, year in given]


def people_of(reports: list[int]) -> SimpleNamespace:
    """What was entered."""
    *of_sun, of_li = [Material.objects.get(pk=pk) for pk in reports]
    return SimpleNamespace(
        organs={organ.code: organ for organ in Organ.objects.all()},
        people={person.code: person for person in Person.objects.all()},
        reports=of_sun,
        li=of_li,
    )


def add(person: Person, year: int, organs: Any, people: Any) -> Any:
    """One report in custody."""
    return materials.add_material(
        SYSTEM,
        materials.Adding(
            KIND, person.pk, year, date(year + 1, 1, 20), f"{year} 年度集中报告",
            {"real_estate": f"{SECRET}{year}", "pay": f"{PAY}{year}"}, organs["QZ"].pk, people["qian"].pk,
        ),
    )  # fmt: skip


def actor(signin: str, *, strong: bool = False) -> Actor:
    """The actor of an account today."""
    account = queries.find(signin)
    assert account is not None
    return replace(queries.actor_of(account), strong=strong)


def asking(world: Any, **differs: Any) -> Asking:
    """A request that is right for the discipline commission; ``differs`` are the fields that are not."""
    asked: dict[str, Any] = {
        "kind": KIND,
        "person": world.people["sun"].pk,
        "purpose": "performing_duties",
        "years": (2025,),
        "sections": ("real_estate",),
        "reason": "核实约谈所问的一项",
        "lookers": ("zhao", "qian"),
        "sent_to": "jishu",
        "mark": "青纪查",
        "begins": date(2026, 3, 16),
        "ends": date(2026, 3, 20),
    }
    return Asking(**{**asked, **differs})


def asked(world: Any, by: str = "zhao", **differs: Any) -> Any:
    """A request that was asked."""
    return acts.ask(actor(by), asking(world, **differs))


def granted(world: Any, **differs: Any) -> Any:
    """A request that was granted for the days asked."""
    request = asked(world, **differs)
    acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))
    return request
