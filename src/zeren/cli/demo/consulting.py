"""Sealed reports of the demonstration, and requests to consult them in every state; all through the acts that people use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from zeren.access.accounts import queries as accounts
from zeren.access.consulting import acts
from zeren.access.consulting.acts import Deciding
from zeren.access.consulting.asking import Asking
from zeren.cli.demo import county
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor
from zeren.records.materials import acts as materials
from zeren.records.materials import kinds
from zeren.records.materials.acts import Adding
from zeren.records.materials.report_content import Answer, sealed
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

KIND = "personal_matters_report"
UNITS = ("Q-04", "Q-08", "Q-10", "Q-11", "Q-06", "Q-01")
"""Whose heads have reports in custody; of the last, the member who is 本人."""


@dataclass(frozen=True, slots=True)
class Story:
    """One request: about which unit's head, to whom it was sent, and how it went on."""

    unit: str
    sections: tuple[str, ...]
    both_years: bool
    reason: str
    lookers: tuple[str, ...]
    sent_to: str = "jiwei"
    granted: bool = True
    looks: int = 0
    withdrawn: bool = False
    days: int = 6


STORIES = (
    Story("Q-08", ("real_estate", "pay"), False, "核对约谈时说到的住房", ("chengban",), looks=3, days=1),
    Story("Q-10", ("financial_holdings",), True, "核对任职回避申报", ("chengban2",)),
    Story("Q-11", ("real_estate",), False, "核对住房一项", ("chengban",), looks=2, withdrawn=True),
    Story(
        "Q-04",
        ("real_estate",),
        True,
        "核实房产一项，约谈时本人说法不一",
        ("chengban", "chengban2"),
        granted=False,
    ),
    Story(
        "Q-06", ("employment",), False, "核实子女从业一项", ("chengban",), sent_to="fenguan", granted=False
    ),
)


def enter() -> None:
    """The reports and the requests; nothing where the regulation's pack is not installed."""
    if KIND not in kinds.on():
        return
    last = clock.today().year - 1
    for unit in UNITS:
        # 本人 has not yet given in the one of last year.
        for one in (last - 1, last) if unit != "Q-01" else (last - 1,):
            _report(unit, one)
    for story in STORIES:
        _request(story, last)


def _head(unit: str) -> county.Seat:
    part = "member" if unit == "Q-01" else "principal"
    return next(seat for seat in county.seats() if (seat.unit.code, seat.part) == (unit, part))


def _report(unit: str, year: int) -> None:
    seat, receiver, keeper = _head(unit), organs.by_code("Q-ZZ"), people.by_code("R117")
    person = people.by_code(seat.person)
    assert receiver is not None and keeper is not None and person is not None
    sections = {
        name: sealed(Answer("yes", rows) if rows else Answer("no")) for name, rows in _content(year).items()
    }
    on = min(date(year + 1, 1, 22), clock.today())
    asked = Adding(KIND, person.pk, year, on, f"{year} 年度集中报告", sections, receiver.pk, keeper.pk)
    materials.add_material(SYSTEM, asked)


def _content(year: int) -> dict[str, tuple[dict[str, str], ...]]:
    """What the report of a year says, section by section; everything is invented."""
    said: dict[str, tuple[dict[str, str], ...]] = dict.fromkeys(kinds.on()[KIND].sections, ())
    return said | {
        "private_documents": ({"document": "因私护照", "until": f"{year + 4}-05-19"},),
        "employment": ({"who": "配偶", "unit": "县第二小学", "post": "教师", "abroad": "境内"},),
        "pay": ({"kind": "工资", "amount": "9.80"}, {"kind": "津贴", "amount": "3.40"}),
        "real_estate": ({"owner": "本人、配偶", "where": "青岚县滨河小区 3 幢 502 室", "area": "118"},),
        "financial_holdings": ({"owner": "本人", "what": "基金两只", "amount": "4.60"},),
    }


def _actor(signin: str) -> Actor:
    account = accounts.find(signin)
    assert account is not None
    return replace(accounts.actor_of(account), strong=True)


def _request(story: Story, year: int) -> None:
    person, today = people.by_code(_head(story.unit).person), clock.today()
    assert person is not None
    asker = story.lookers[0]
    request = acts.ask(
        _actor(asker),
        Asking(
            kind=KIND, person=person.pk, purpose="performing_duties",
            years=(year - 1, year) if story.both_years else (year,), sections=story.sections, reason=story.reason,
            lookers=story.lookers, sent_to=story.sent_to, mark="青纪查", begins=today,
            ends=today + timedelta(days=story.days),
        ),
    )  # fmt: skip
    if story.granted:
        acts.decide(_actor("jiwei"), request.pk, Deciding("granted"))
    for _ in range(story.looks):
        acts.look(_actor(story.lookers[0]), request.pk)
    if story.withdrawn:
        acts.withdraw(_actor("jiwei"), request.pk, "已经核实")
