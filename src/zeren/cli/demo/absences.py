"""Absences of the county's leading group around today: one with who acts in the meantime, two who should not be away at
once, one who has not come back by the reported day, one that waits for approval, an urgent one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zeren.cli.demo import county
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

REPORT, MANAGEMENT = ("zy-2013-absence-report", "absence"), ("zy-2014-absence-management", "trip")
Fields = Mapping[str, FieldText]


@dataclass(frozen=True, slots=True)
class Story:
    """One absence; days count from today. ``stands``: the class of the text; ``acts``: whose seat acts in the meantime;
    None: it did not happen (yet)."""

    unit: str
    seat: int
    stands: str
    place: str
    reason: str
    begins: int
    ends: int
    reported: int
    approved: int | None = None
    went: int | None = None
    back: int | None = None
    after: int | None = None
    acts: int | None = None
    by: str = ""
    urgent: bool = False
    both: str = "no"


STORIES = (
    Story("Q", 0, "county_secretary", "兰州", "赴省城衔接水利项目", -6, -2, -10, -9, -6, -2, -1, acts=1, by="top_deputy"),
    Story("Q", 2, "county_deputy_secretary", "杭州", "对口协作洽谈", -4, 2, -8, -7, -4, both="yes"),
    Story("Q", 3, "county_deputy_secretary", "西安", "参加专题培训", -9, -3, -14, -13, -9),
    Story("Q", 1, "county_deputy_secretary", "天水", "考察果品产业", 4, 6, 0),
    Story("Q-01", 0, "government_party_secretary", "兰州", "协调抢修物资", -5, -4, -4, -5, -5, -4, urgent=True, acts=1, by="by_post_order"),
)  # fmt: skip


def enter() -> None:
    """Every absence under both texts, each a matter of the committee to which it is reported; nothing without them."""
    today = clock.today()
    if any(packs.installed().on(pack, today) is None for pack, _ in (REPORT, MANAGEMENT)):
        return
    for story in STORIES:
        for kind in (REPORT, MANAGEMENT):
            _enter(story, kind, today)


def _seats(unit: str) -> list[county.Seat]:
    return [seat for seat in county.seats() if seat.unit.code == unit]


def _enter(story: Story, kind: tuple[str, str], today: date) -> None:
    seat = _seats(story.unit)[story.seat]
    organ, person = organs.by_code("Q"), people.by_code(seat.person)
    assert organ is not None and person is not None
    ref, (pack, procedure) = f"person:{person.pk}", kind
    facts = (
        {"absence_class": story.stands}
        if kind == REPORT
        else {"traveller": "leading_cadre", "county_principal": "no"}
    )
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            pack, procedure, organ.pk, f"{seat.name} 外出（{story.place}）", [ref], today + timedelta(days=story.reported),
            mark="青外报" if kind == REPORT else "青外管", classification="内部", subject_facts={ref: facts},
        ),
    )  # fmt: skip
    for step, day, fields in _steps(story, kind, today):
        by = ("party_committee",) if step == "leave_approved" else ("subject",)
        acts.record_event(SYSTEM, matter.pk, step, today + timedelta(days=day), fields, subjects=[ref], by=by)


def _steps(story: Story, kind: tuple[str, str], today: date) -> Sequence[tuple[str, int, Fields]]:
    """The entries of one text, in the order of their days."""
    went = (
        {"urgent": _yes(story.urgent), "city_meeting": "no"}
        if kind == REPORT
        else {"official": "yes", "planned": "yes", "holiday": "no"}
    )
    listed: list[tuple[str, int | None, Fields]] = [
        ("absence_reported", story.reported, _report(story, kind, today)),
        ("went_out", story.went, went),
        ("returned", story.back, {}),
    ]
    if kind == MANAGEMENT:
        listed += [
            ("leave_approved", story.approved, {}),
            ("trip_reported_back", story.after, {}),
            ("leave_cancelled", story.after, {}),
        ]
    return sorted(
        ((step, day, fields) for step, day, fields in listed if day is not None), key=lambda one: one[1]
    )


def _report(story: Story, kind: tuple[str, str], today: date) -> Fields:
    seat = _seats(story.unit)[story.seat]
    told: dict[str, FieldText] = {
        "urgent": _yes(story.urgent), "companions": seat.name, "reason": story.reason, "place": story.place,
        "departs": (today + timedelta(days=story.begins)).isoformat(),
        "returns": (today + timedelta(days=story.ends)).isoformat(),
    }  # fmt: skip
    if kind == MANAGEMENT:
        return told | {"to": ("superior_committee",)}
    told |= {"kind": "business", "form": "written", "to": ("committee_office",), "both_away": story.both}
    if story.acts is not None:
        acting = _seats(story.unit)[story.acts]
        told |= {
            "acting_person": f"{acting.name} {acting.title}",
            "acting": story.by,
            "acting_persons": "1",
            "deputies_away": "no",
        }
    return told


def _yes(said: bool) -> str:
    return "yes" if said else "no"
