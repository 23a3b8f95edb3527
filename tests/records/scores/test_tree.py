"""Every number of the tree rests on a record; grades by their bands, lower end in, nothing rounded before."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from zeren.records.actor import SYSTEM
from zeren.records.errors import Refused
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Matter
from zeren.records.scores import tree
from zeren.records.scores.tree import Standing

DAY = date(2026, 3, 10)


def record(place: Any, step: str, subject: str, **fields: Any) -> str:
    event = matters.record_event(SYSTEM, place.unit, step, DAY, fields, subjects=[subject]).event
    return f"m{place.unit}e{event.seq}"


def group(place: Any, points: str, **differs: str) -> None:
    """Everything that makes up a group's score, the same everywhere but where it differs."""
    given = {
        "daily": points,
        "public": points,
        "main": points,
        "work": points,
        "ballot": points,
        "talks": points,
        **differs,
    }
    record(place, "daily_scored", place.group, value=given["daily"])
    record(place, "public_scored", place.group, value=given["public"])
    record(place, "onsite_scored", place.group, responsibility=given["main"], key_work=given["work"])
    record(place, "ballot", place.group, valid="90", points=given["ballot"], secret="yes")
    record(place, "talks_scored", place.group, points=given["talks"])


def standing(place: Any, subject: str = "") -> Standing:
    return tree.standings(Matter.objects.get(pk=place.unit))[subject or place.group]


@pytest.mark.parametrize(
    ("points", "grade"),
    [("90", "好"), ("89.99", "较好"), ("80", "较好"), ("79.99", "一般"), ("65", "一般"), ("64.99", "较差")],
)
def test_the_bands_of_a_group(place: Any, points: str, grade: str) -> None:
    group(place, points)
    found = standing(place)
    assert (found.value, found.grade) == (Fraction(points), grade)


@pytest.mark.parametrize(
    ("points", "grade"),
    [("90", "优秀"), ("89.99", "良好"), ("75", "良好"), ("74.99", "一般"), ("60", "一般"), ("59.99", "较差")],
)
def test_the_bands_of_a_cadre(place: Any, points: str, grade: str) -> None:
    for name, value in (("away_cause", "none"), ("under_investigation", "no")):
        matters.state_facts(SYSTEM, place.unit, {name: value}, of=place.sun)
    record(place, "daily_scored", place.sun, value=points)
    record(place, "public_scored", place.sun, value=points)
    record(place, "ballot", place.sun, valid="90", points=points, secret="yes")
    found = standing(place, place.sun)
    assert (found.value, found.grade) == (Fraction(points), grade)


def test_every_number_names_its_arithmetic_and_the_record_it_rests_on(place: Any) -> None:
    ballot = record(place, "ballot", place.group, valid="90", points="263/3", secret="yes")
    record(place, "daily_scored", place.group, value="91.2")
    record(place, "public_scored", place.group, value="88.5")
    onsite = record(place, "onsite_scored", place.group, responsibility="89.5", key_work="87.75")
    record(place, "talks_scored", place.group, points="89.2")
    lines = {(depth, n.scored.id): n for depth, n in tree.walk(standing(place).nodes)}
    assert list(lines) == [
        (1, "daily"), (1, "public"), (1, "onsite"), (2, "responsibility"), (2, "key_work"), (2, "democratic"),
        (3, "ballot"), (3, "interview"), (1, "central"), (1, "provincial"), (1, "municipal"),
    ]  # fmt: skip
    assert lines[3, "ballot"].scored.points == Fraction(263, 3) and lines[3, "ballot"].scored.events == (
        ballot,
    )
    assert lines[2, "key_work"].scored.events == (onsite,)
    for node in lines.values():
        below = [one.scored.worth for one in node.below if not one.is_bonus]
        assert not below or sum(w for w in below if w is not None) == node.scored.points
        assert node.is_bonus or node.scored.points * node.scored.weight == node.scored.worth
    democratic = Fraction(263, 3) * Fraction(7, 10) + Fraction("89.2") * Fraction(3, 10)
    onsite_score = (
        Fraction("89.5") * Fraction(4, 10)
        + Fraction("87.75") * Fraction(4, 10)
        + democratic * Fraction(2, 10)
    )
    assert standing(place).value == Fraction("91.2") * Fraction(2, 10) + Fraction(
        "88.5"
    ) / 10 + onsite_score * Fraction(7, 10)


def test_bonuses_by_level_are_capped_at_five_three_and_two_and_only_from_the_six(place: Any) -> None:
    group(place, "80")
    for level, issuer, times in (
        ("central", "central_committee", 2), ("provincial", "provincial_discipline", 2), ("municipal", "city_committee", 3),
        ("municipal", "other", 1), ("ministry", "other", 1),
    ):  # fmt: skip
        for _ in range(times):
            record(
                place,
                "honoured",
                place.group,
                level=level,
                issuer=issuer,
                form="commended",
                year="2025",
                work="一项工作",
            )
    found = standing(place)
    assert [(n.scored.id, n.scored.points, n.scored.worth) for n in found.bonuses] == [
        ("central", 2, 5), ("provincial", 2, 3), ("municipal", 3, 2),
    ]  # fmt: skip
    assert (found.value, found.grade) == (90, "好")


def test_what_lacks_is_named_with_who_supplies_it_and_nothing_is_taken_as_nought(place: Any) -> None:
    record(place, "daily_scored", place.group, value="91.2")
    found = standing(place)
    assert found.value is None and found.grade is None
    lacking = {one.what: one.who for one in found.missing}
    assert lacking["public_scored.value"] == ("supervision_office",)
    assert lacking["onsite_scored.responsibility"] == ("assessment_team",)
    assert [n.scored.worth for n in found.parts] == [Fraction("18.24"), None, None]


def test_a_grade_is_withheld_whatever_the_points(place: Any) -> None:
    for name, value in (("away_cause", "none"), ("under_investigation", "yes")):
        matters.state_facts(SYSTEM, place.unit, {name: value}, of=place.sun)
    for step in ("daily_scored", "public_scored"):
        record(place, step, place.sun, value="95")
    record(place, "ballot", place.sun, valid="90", points="95", secret="yes")
    found = standing(place, place.sun)
    assert (found.value, found.grade) == (95, None)
    assert found.withheld is not None and found.withheld.because == ("grade-withheld",)


# ---------------------------------------------------------------- figures that can't be true


def refused(place: Any, step: str, subject: str, **fields: Any) -> str:
    with pytest.raises(Refused) as wrong:
        record(place, step, subject, **fields)
    return "；".join(one.zh for one in wrong.value.problems)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"issued": "184", "collected": "182", "valid": "183"}, "“有效票数” 183，多于“收回票数” 182"),
        ({"issued": "184", "collected": "185", "valid": "180"}, "“收回票数” 185，多于“发出票数” 184"),
        (
            {"valid": "180", "excellent": "100", "good": "70", "average": "8", "poor": "3"},
            "合计 181，多于“有效票数” 180",
        ),
    ],
)
def test_counts_beyond_their_whole_are_refused(place: Any, counts: dict[str, str], said: str) -> None:
    assert said in refused(place, "ballot", place.group, secret="yes", **counts)
    whole = {**counts, "collected": "184", "valid": "184"} if "issued" in counts else {**counts, "poor": "2"}
    record(place, "ballot", place.group, secret="yes", **{**whole, "issued": "184"})


def test_more_ballots_than_people_there_are_refused_and_as_many_are_taken(place: Any) -> None:
    matters.record_event(
        SYSTEM, place.unit, "meeting", DAY, {"attendees": "186", "outside": "22", "chair": "team_head", "reported": ("secretary",), "topics": ("main",)},
    )  # fmt: skip
    assert "“有效票数” 187，多于“参会人数” 186" in refused(
        place, "ballot", place.group, secret="yes", valid="187"
    )
    record(place, "ballot", place.group, secret="yes", valid="186")


def test_points_above_the_full_mark_are_refused_and_the_mark_itself_is_taken(place: Any) -> None:
    said = refused(place, "onsite_scored", place.group, responsibility="100.01", key_work="100")
    assert said == "“落实两个责任” 100.01 应在 0 至满分 100 之间"
    assert "应在 0 至满分 100 之间" in refused(place, "daily_scored", place.group, value="-1")
    record(place, "onsite_scored", place.group, responsibility="100", key_work="0")
