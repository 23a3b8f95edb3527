"""Candidates: a condition with its parts, exceptions, what is not known; nothing chosen, nothing hidden."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from zeren.law.packs.loading import load_pack
from zeren.norms.calendar import Calendar
from zeren.norms.candidates import Candidate, candidates, exceptions, reads
from zeren.norms.model import Event, Fact, Log

FILE = Path(__file__).resolve().parents[3] / "packs" / "city" / "zy-2015-assessment" / "2015-12-25.yaml"
DAY = date(2017, 2, 1)
CASE = {"person": "member", "filed": "yes", "party": "party_serious_warning", "responsibility": "own"}


@pytest.fixture(scope="module")
def pack() -> Any:
    """A pack with a list of grounds and exceptions from some."""
    return load_pack(FILE)


def asked(
    pack: Any, *events: Event, target: str = "group", known: dict[str, str] | None = None, **facts: str
) -> dict[str, Candidate]:
    """The items for one subject, by their id."""
    told = tuple(Fact("s", name, value) for name, value in {"target": target, **facts}.items())
    log = Log(
        procedure="annual-assessment", opened=date(2016, 1, 5), subjects=("s",), events=events, facts=told
    )
    found = candidates([pack], log, "vetoed", "ground", DAY, Calendar(), known)
    return {one.item.id: one for one in found}


def event(seq: int, type: str, **fields: str) -> Event:
    """An act about the subject."""
    return Event(f"e{seq}", type, date(2016, 9, seq), seq=seq, subject=("s",), fields=fields)


def test_only_the_list_that_speaks_of_the_subject_is_asked(pack: Any) -> None:
    assert list(asked(pack)) == [f"veto-group-{n}" for n in range(1, 9)]
    assert "veto-member-1" in asked(pack, target="cadre") and "veto-group-1" not in asked(
        pack, target="cadre"
    )


def test_whom_the_list_may_speak_of_stays_open_and_whom_it_does_not_is_left_out(pack: Any) -> None:
    ballot = event(1, "ballot", valid="90", excellent="40", good="20"), event(2, "problems_confirmed")
    asked_of = {
        place: asked(pack, *ballot, target="cadre", position=place) for place in ("member", "other_cadre")
    }
    assert asked_of["member"]["veto-member-4"].truth is True
    assert asked_of["other_cadre"] == {}
    unsure = asked(pack, *ballot, target="cadre")["veto-member-4"]
    assert unsure.truth is None and [one.what for one in unsure.missing] == ["s.position@2017-02-01"]


def test_what_the_list_rests_on_is_told_with_its_exceptions_and_no_more(pack: Any) -> None:
    assert reads([pack], "vetoed", "ground") == {
        "ballot", "head_sanctioned", "problems_confirmed", "sanctioned", "self_reports_gathered",
    }  # fmt: skip


def test_an_item_without_a_condition_is_for_people(pack: Any) -> None:
    found = asked(pack)
    assert [name for name, one in found.items() if one.by_people] == [
        "veto-group-1",
        "veto-group-5",
        "veto-group-8",
    ]


@pytest.mark.parametrize(("good", "held"), [("40", True), ("41", False)])
def test_each_part_is_asked_by_itself(pack: Any, good: str, held: bool) -> None:
    ballot = event(1, "ballot", valid="150", excellent="60", good=good)
    one = asked(pack, ballot)["veto-group-4"]
    assert [part.truth for part in one.parts] == [held, False] and one.truth is False
    assert asked(pack, ballot, event(2, "problems_confirmed"))["veto-group-4"].truth is held
    assert one.reads == ("ballot", "problems_confirmed")


def test_an_exception_sets_aside_or_leaves_open(pack: Any) -> None:
    def of(**where: str) -> Candidate:
        return asked(pack, event(1, "sanctioned", **CASE, **where))["veto-group-3"]

    assert (of(occurred_in="here").truth, of(occurred_in="here").lifted) == (True, False)
    away = of(occurred_in="former_post")
    assert away.lifted is True and away.exceptions == (("veto-group-transfer.member", ("24.1.2",)),)
    open_ = of()
    assert open_.lifted is None and any("occurred_in" in lack.what for lack in open_.missing)
    assert of(occurred_in="here", case="c1").lifted is None


@pytest.mark.parametrize(
    ("told", "case", "said", "held"),
    [
        ("c1", "c1", {}, True),
        ("c1", "c2", {"used_before": "no"}, False),
        ("c1、c2", "c2", {"used_before": "yes"}, True),
        ("c1、c2", "c2", {}, None),
        ("无", "c2", {}, False),
    ],
)
def test_a_case_on_which_a_veto_rested_before_is_set_aside(
    pack: Any, told: str, case: str, said: dict[str, str], held: bool | None
) -> None:
    entry = event(1, "sanctioned", **CASE, occurred_in="here", case=case, **said)
    one = asked(pack, entry, vetoed_cases=told)["veto-group-3"]
    assert one.truth is True and one.lifted is held
    assert any("used_before" in lack.what for lack in one.missing) is (held is None)
    assert one.exceptions == ((("veto-group-once.member", ("24.1.1",)),) if held is not False else ())


@pytest.mark.parametrize(("place", "held"), [("former_post", True), ("here", False)])
def test_what_arose_in_a_former_post_is_not_counted_as_one_of_two(pack: Any, place: str, held: bool) -> None:
    told = {"cause": "weak_integrity_work", "from_superior": "yes"}
    entries = (
        event(1, "sanctioned", **told, occurred_in=place),
        event(2, "sanctioned", **told, occurred_in="here"),
    )
    one = asked(pack, *entries)["veto-group-6"]
    assert one.truth is True and one.lifted is held


def test_what_is_given_of_the_act_to_come_is_taken(pack: Any) -> None:
    def of(position: str, **known: str) -> Any:
        return asked(pack, target="cadre", known=known, position=position)["veto-member-spread"].truth

    assert of("principal", with_group="yes") is True
    assert of("member", with_group="yes") is None
    assert of("member", with_group="yes", direct="yes") is True
    assert of("principal", with_group="no") is False


def test_exceptions_are_asked_by_themselves(pack: Any) -> None:
    told = (
        Fact("s", "target", "cadre"),
        Fact("s", "under_investigation", "yes"),
        Fact("t", "target", "cadre"),
    )
    log = Log(procedure="annual-assessment", opened=date(2016, 1, 5), subjects=("s", "t"), facts=told)
    found = exceptions([pack], log, ["grade-withheld", "nothing"], DAY, Calendar())
    assert [(one.subject, one.truth, one.cites) for one in found] == [
        ("s", True, ("21",)),
        ("t", None, ("21",)),
    ]
