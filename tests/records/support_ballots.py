"""A made-up regulation with a ballot, a meeting of some voters about three people, and the ways through it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any

from zeren.records import clock, registers
from zeren.records.actor import SYSTEM
from zeren.records.ballots import acts, casting, closing, queries
from zeren.records.ballots.models import Ballot
from zeren.records.ballots.setting import Asked
from zeren.records.matters import opening

STATEMENTS = """\
pack: test-statements
version: "2020-01-01"
title: 某县述职评议办法
issuer: 某县
level: county
conventions:
  counting: {use: civil-code-201-203, roll: no, basis: assumed}
provisions:
  "1": {label: 听取报告, status: definition}
  "2": {label: 无记名评议, status: encoded}
  "3": {label: 形成意见, status: definition}
vocabulary:
  roles:
    office: {label: 承办室}
    committee: {label: 县委}
procedures:
  statements:
    title: 述职评议
    subject: {kind: person, many: yes}
    steps:
      - {id: reported, label: 述职, by: committee, cite: "1"}
      - {id: balloted, label: 无记名评议, by: [office, committee], cite: "2", record: {points: {type: decimal, cite: "2", label: 得分}, valid: {type: integer, cite: "2", label: 有效票}, good: {type: integer, cite: "2", label: 好}, secret: {type: yes_no, cite: "2", label: 无记名}}}
      - {id: concluded, label: 形成意见, by: office, cite: "3", closes: yes}
  hearing:
    title: 座谈
    subject: {kind: person, many: yes}
    steps:
      - {id: reported, label: 述职, by: committee, cite: "1"}
norms:
  - {id: of-the-ballot, cite: "2", per: subject, score: {name: meeting, parts: [{id: ballot, field: balloted.points, weight: 100%, max: 100}]}}
  - {id: grade, cite: "2", per: subject, grade: {of: meeting, bands: [{grade: 好, at_least: 90}, {grade: 较好, at_least: 75}, {grade: 一般, at_least: 60}, {grade: 较差}]}}
"""
OPTIONS = (("好", "100"), ("较好", "80"), ("一般", "60"), ("较差", "40"))
GROUPS = ("县委委员", "县纪委委员")


def enter_voters(number: int, organ: str = "QZ") -> list[Any]:
    """So many people more, V001 onward."""
    from zeren.records.people.models import Person

    rows = [{"code": f"V{n:03}", "name": f"票{n:03}", "organ": organ} for n in range(1, number + 1)]
    report = registers.import_rows(SYSTEM, "people", rows)
    assert report.written, report.problems
    return list(Person.objects.filter(code__startswith="V").order_by("code"))


def matter_of(organ: Any, subjects: Sequence[str], procedure: str = "statements") -> Any:
    """A matter under the made-up regulation; of ``hearing`` no step takes points."""
    return opening.open_matter(
        SYSTEM,
        opening.Opening(
            "test-statements", procedure, organ.pk, "第二次述职评议", list(subjects), date(2026, 3, 2), mark="青述"
        ),
    )  # fmt: skip


def meeting(county: Any, voters: int = 12, **differs: Any) -> SimpleNamespace:
    """A prepared ballot on the head and the section chief of the bureau: Zhao organises, Qian and V001 are tellers."""
    from zeren.records.actor import Role

    people = enter_voters(voters)
    matter = matter_of(county.organs["QJ"], [county.sun, county.li])
    # A voter of another organ: he sees nothing of the matter.
    second = county.actor("v001", Role.UNIT_LIAISON, "QT", "")
    second = type(second)(
        **{**{name: getattr(second, name) for name in second.__slots__}, "person": people[0].pk}
    )
    found = SimpleNamespace(
        matter=matter,
        people=people,
        organiser=county.zhao,
        first=county.qian,
        second=second,
        codes=[],
        words=["", ""],
    )
    found.ballot = acts.prepare(county.zhao, matter.pk, asked(county, found, **differs))
    return found


def asked(county: Any, place: Any, **differs: Any) -> Asked:
    """The setting."""
    given: dict[str, Any] = {
        "title": "第二次述职评议", "at": "2", "day": clock.today(), "options": OPTIONS,
        "voted": ((county.sun, "交通局局长"), (county.li, "")),
        "basis": "县委办公室会前通知", "abstain": "left_out",
        "voters": tuple((p.pk, GROUPS[n % 2]) for n, p in enumerate(place.people)),
        "tellers": (county.people["qian"].pk, place.people[0].pk),
    }  # fmt: skip
    return Asked(**{**given, **differs})


def open_with(place: Any, codes: int) -> Any:
    """Opened, both tellers have their words, so many codes are made."""
    acts.open_ballot(place.organiser, place.ballot.pk)
    if codes:
        place.words = [
            "".join(casting.take_half(one, place.ballot.pk)) for one in (place.first, place.second)
        ]
        place.codes = list(casting.make_codes(place.first, place.ballot.pk, codes))
    return again(place)


def came(place: Any, number: int) -> None:
    """So many voters are there."""
    casting.attend(place.first, place.ballot.pk, [one.pk for one in place.people[:number]])


def close(place: Any, left: int = 0, given: int = 0) -> Any:
    """Both tellers close."""
    assert not closing.close(place.first, place.ballot.pk, left, given)
    assert closing.close(place.second, place.ballot.pk, left, given)
    return again(place)


def reveal(place: Any) -> Any:
    """Both tellers open the result."""
    return closing.open_result(place.first, place.ballot.pk, place.words)


def again(place: Any) -> Any:
    """The ballot as it stands now."""
    place.ballot = queries.get(SYSTEM, place.ballot.pk)
    return place


def held(slips: Sequence[Sequence[int]], county: Any, **differs: Any) -> Any:
    """A whole ballot on the screen, to the result."""
    place = open_with(meeting(county, max(2, len(slips)), **differs), len(slips))
    came(place, len(slips))
    for code, slip in zip(place.codes, slips, strict=True):
        casting.cast(code, slip)
    close(place)
    reveal(place)
    return again(place)


def state_of(place: Any) -> str:
    """The state on the disk."""
    return Ballot.objects.get(pk=place.ballot.pk).state
