"""Whole courses beside the sixty matters: the three statements, talks, interviews at their fifteenth day, a resident organ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.db import transaction

from zeren.cli.demo import county
from zeren.cli.demo import round as rounds
from zeren.cli.demo.loading import LOGINS as USUAL
from zeren.cli.demo.loading import Login, person_of
from zeren.cli.demo.rectification import LOGINS as OF_THE_CITY
from zeren.norms.model import FieldText
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh
from zeren.records.people import queries as people

OFFICE, RESIDENT = "C-JW", "C-PZ"
ORGANS = [
    {
        "code": RESIDENT, "name": "岚川市纪委监委派驻市教育局纪检监察组", "short": "驻市教育局纪检监察组", "level": "city",
        "kind": "resident_organ", "superior": OFFICE, "discipline_organ": OFFICE, "rank": "95",
    },
    {
        "code": "C-13", "name": "岚川市教育局党组", "short": "市教育局", "level": "city", "kind": "party_group", "superior": "C",
        "committee": "C", "discipline_organ": RESIDENT, "organization_department": "C-ZZ",
    },
]  # fmt: skip
PEOPLE = [
    {"code": "X030", "name": "郑三立", "organ": OFFICE},
    {"code": "X031", "name": "戚守约", "organ": RESIDENT},
]
LOGINS = (
    Login("sanshu", "三述工作领导小组办公室", Role.CASE_HANDLER, OFFICE, "X030", ("discipline_commission", "work_group", "visit_team")),
    Login("shuzhe", "三述对象", Role.SUBJECT, "C-11", "Y000"),
    Login("paizhu", "驻市教育局纪检监察组", Role.CASE_HANDLER, RESIDENT, "X031", ("resident_group", "group_head")),
)  # fmt: skip
SHOWN = ("first-meeting", "second-meeting", "interview-due-today", "interview-overdue", "reminder-talk")
"""What those concerned see on their own desk."""


@cache
def courses() -> dict[str, Any]:
    """The courses by name, as their file has them."""
    text = files("zeren.cli.demo").joinpath("courses.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return found


def enter() -> dict[str, Matter]:
    """Enter organ, people, accounts and every course, through the acts that people use; answers the matters by name."""
    for noun, rows in (("organs", ORGANS), ("people", PEOPLE)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    for login in LOGINS:
        rounds.enter_account(login)
    with transaction.atomic(), refresh.once():
        return {name: _enter(name, course) for name, course in courses().items()}


def _enter(name: str, course: Mapping[str, Any]) -> Matter:
    signin = course["handler"]
    login = next(login for login in (*USUAL, *OF_THE_CITY, *LOGINS) if login.signin == signin)
    actor = rounds.acting(signin, person_of(login))
    facts = {ref_of(key): _fields(said) for key, said in course["subjects"].items()}
    asked = opening.Opening(
        course["pack"], course["procedure"], rounds.organ(course["organ"]).pk, course["title"], list(facts), _day(course["opened"]),
        mark=course["mark"], handler=actor.person, classification="内部", facts=_fields(course.get("matter", {})), subject_facts=facts,
    )  # fmt: skip
    matter = opening.open_matter(actor, asked)
    for days, step, by, fields, *about in course["events"]:
        subjects = [ref_of(key) for key in about[0]] if about else None
        roles = (by,) if isinstance(by, str) else tuple(by)
        acts.record_event(actor, matter.pk, step, _day(days), _fields(fields), subjects=subjects, by=roles)
    if name in SHOWN:
        acts.show_to_subject(actor, matter.pk, clock.today())
    return matter


def ref_of(key: str) -> str:
    """``Y003`` a person by code, ``Q:principal`` the head of a unit, ``organ:C-13`` an organ."""
    if key.startswith("organ:"):
        return f"organ:{rounds.organ(key.removeprefix('organ:')).pk}"
    unit, _, part = key.partition(":")
    code = next(s.person for s in county.seats() if (s.unit.code, s.part) == (unit, part)) if part else key
    person = people.by_code(code)
    assert person is not None, key
    return f"person:{person.pk}"


def _fields(said: Mapping[str, Any]) -> dict[str, FieldText]:
    return {name: _filled(value) for name, value in said.items()}


def _filled(value: str | Sequence[str]) -> FieldText:
    """``@-30`` is the day so many days from today, ``{year}`` the year of today."""
    if not isinstance(value, str):
        return tuple(value)
    return (
        _day(value[1:]).isoformat()
        if value.startswith("@")
        else value.replace("{year}", str(clock.today().year))
    )


def _day(days: str) -> date:
    return clock.today() + timedelta(days=int(days))
