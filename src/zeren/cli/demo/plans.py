"""Sixty matters in every state: which story, about whom, begun how long ago, and what went otherwise than prescribed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from zeren.cli.demo.county import Seat, seats

PROJECTS = (
    "老旧小区改造",
    "农村饮水安全",
    "校园食堂整治",
    "村级道路养护",
    "危房改造",
    "惠民补贴发放",
    "医保基金监管",
    "河道清淤",
)


@dataclass(frozen=True, slots=True)
class Act:
    """One event of a story: days after the clue, type, by whom, what is recorded."""

    day: int
    type: str
    by: tuple[str, ...]
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """A whole case as it goes when nothing is amiss."""

    name: str
    pack: str
    procedure: str
    title: str
    matter: Mapping[str, str]
    facts: Mapping[str, str]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One matter of the demonstration. ``age``: days since its clue; ``fault``: what went otherwise."""

    story: str
    seat: Seat
    age: int
    project: str
    fault: str = ""
    handler: str = "chengban"
    turn: str = ""
    """How the matter stands apart: ``member`` of the case before it, ``taken_over``, ``closed``."""


@cache
def stories() -> dict[str, Story]:
    """The stories by name."""
    raw = yaml.load(
        files("zeren.cli.demo").joinpath("stories.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader
    )
    return {name: _story(name, body) for name, body in raw.items()}


def _story(name: str, raw: Mapping[str, Any]) -> Story:
    acts = tuple(Act(int(day), kind, _tuple(by), fields) for day, kind, by, fields in raw["events"])
    return Story(name, raw["pack"], raw["procedure"], raw["title"], raw["matter"] or {}, raw["facts"], acts)


def _tuple(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


MIX = (
    ("person", 26),
    ("organization", 7),
    ("removal", 9),
    ("handling", 7),
    ("pursuit", 5),
    ("interview", 5),
)
MEMBER, TAKEN_OVER, CLOSED = "member", "taken_over", "closed"
TURNS = {("person", 18): TAKEN_OVER, ("person", 25): CLOSED}
"""Matters that stand apart: one that was taken over from paper, one that is finished."""

LED = ("organization", 5)
"""The organization's case that has a linked case of its principal; with it the matters are sixty."""

KNOWN_ON_PAPER = ("discovered", "opened", "decided", "decision_received")
"""What the papers of a case taken over told; its other acts before that day were not entered."""

TOOK_OVER_AFTER, CLOSED_AFTER = 70, 190

HANDLERS = {"removal": "dangban", "handling": "zuzhi"}
"""Who handles a story's matters; the two handlers of the commission share the rest."""

FAULTS = {
    "person": (
        "",
        "",
        "late_approval",
        "",
        "no_hearing",
        "",
        "late_appeal",
        "",
        "late_ruling",
        "",
        "unsigned",
    ),
    "removal": ("", "late_formalities", "", "", "no_hearing"),
    "organization": ("", "", "late_approval"),
    "handling": ("", "late_ruling", ""),
    "interview": ("", "late_report", ""),
    "pursuit": ("",),
}


def plans() -> tuple[Plan, ...]:
    """The sixty matters, the same at every call."""
    return tuple(_plans())


def _plans() -> Iterator[Plan]:
    subjects = [
        seat for seat in seats() if seat.unit.code.startswith(("Q-0", "Q-1", "Q-T")) and seat.part != "other"
    ]
    at = 0
    for story, number in MIX:
        last = stories()[story].acts[-1].day
        for place in range(number):
            seat = subjects[(at * 5) % len(subjects)]
            fault = FAULTS[story][place % len(FAULTS[story])]
            age = 2 + place * (last + 12) // max(number - 1, 1)
            handler = HANDLERS.get(story) or ("chengban" if at % 3 else "chengban2")
            plan = Plan(
                story, seat, age, PROJECTS[at % len(PROJECTS)], fault, handler, TURNS.get((story, place), "")
            )
            yield plan
            at += 1
            if (story, place) == LED:
                yield _member_of(plan)
                at += 1


def _member_of(case: Plan) -> Plan:
    """The case of the principal of an organization that has one, begun three weeks after it."""
    principal = next(s for s in seats() if s.unit == case.seat.unit and s.part == "principal")
    return Plan("person", principal, case.age - 21, case.project, handler=case.handler, turn=MEMBER)


def acts_of(plan: Plan) -> tuple[Act, ...]:
    """The plan's acts up to today, with what went otherwise."""
    acts = FAULTS_OF.get(plan.fault, lambda given: given)(stories()[plan.story].acts)
    if plan.turn == TAKEN_OVER:
        acts = tuple(act for act in acts if act.day > TOOK_OVER_AFTER or act.type in KNOWN_ON_PAPER)
    return tuple(act for act in acts if act.day <= plan.age)


def _shift(kind: str, days: int) -> Any:
    def changed(acts: tuple[Act, ...]) -> tuple[Act, ...]:
        moved = (replace(act, day=act.day + days) if act.type == kind else act for act in acts)
        return tuple(sorted(moved, key=lambda act: act.day))

    return changed


def _without(*kinds: str) -> Any:
    return lambda acts: tuple(act for act in acts if act.type not in kinds)


FAULTS_OF: dict[str, Any] = {
    "late_approval": _shift("opening_approved", 5),
    "no_hearing": _without("facts_shown", "statement_recorded"),
    "late_appeal": _shift("appeal_filed", 8),
    "late_ruling": _without("appeal_ruled", "appeal_notified", "second_appeal_filed"),
    "unsigned": _without("opinion_signed"),
    "late_formalities": _shift("formalities_completed", 25),
    "late_report": _without("rectification_reported"),
}


def filled(plan: Plan, text: str, on: date | None = None) -> str:
    """The names of the plan put into a text of its story; ``{year}`` is that of the day of the act."""
    seat = plan.seat
    return text.format(
        name=seat.name, post=f"{seat.unit.short}{seat.title}", organ=seat.unit.name, project=plan.project,
        level=seat.rank, year=on.year if on else "",
    )  # fmt: skip


def fields_of(plan: Plan, act: Act, began: date) -> dict[str, str | tuple[str, ...]]:
    """What is recorded: texts filled, ``+9`` as the ninth day after the clue."""
    found: dict[str, str | tuple[str, ...]] = {}
    for name, value in act.fields.items():
        if isinstance(value, list):
            found[name] = tuple(value)
        elif value.startswith("+"):
            found[name] = (began + timedelta(days=int(value))).isoformat()
        else:
            found[name] = filled(plan, value, began + timedelta(days=act.day))
    return found
