"""三到会、五必谈、五必问 of the city's measures of 2015: what happens in a unit is owed by the member in charge of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.conf import settings

from zeren.law.packs.form import Vocabulary
from zeren.law.packs.loading import load_pack, load_pack_text
from zeren.records import packs, registers
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts, counting, judging, register
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import DutyHolder, DutyList
from zeren.records.errors import Refused

pytestmark = pytest.mark.django_db
PACK = "zy-2015-two-responsibilities"
LAST = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def pack(shared: Vocabulary) -> Iterator[packs.Installed]:
    """The city's measures alone."""
    loaded = load_pack(settings.ZEREN.packs / "city" / PACK / "2015-12-25.yaml", shared)
    with packs.using([loaded], shared) as installed:
        yield installed


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The list of 2026; 冯副书记 is in charge of the transport bureau, 陈常委 of the organization department."""
    rows = [
        {"person": "feng", "organ": "QT", "start": "2025-08-01", "source": "分工"},
        {"person": "chen", "organ": "QZ", "start": "2026-02-10", "source": "分工"},
    ]
    report = registers.import_rows(SYSTEM, "charges", rows)
    assert report.written, report.problems
    return acts.generate(county.office, county.organs["Q"].pk, 2026)


def holder(lst: DutyList, code: str) -> DutyHolder:
    return lst.holders.get(person__code=code)


def states(lst: DutyList, code: str, norm: str) -> list[tuple[str | None, str]]:
    """Key and state of what somebody owes under a norm, without what is not owed."""
    found = judging.stand(register.read(), lst, holder(lst, code), LAST).of(PACK, norm)
    return [(f.key, f.status.value) for f in found if f.status.value != "not_triggered"]


def test_a_meeting_a_clue_and_a_new_member_are_owed_by_who_is_in_charge(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    unit, wei, sun = county.organs["QT"].pk, county.people["wei"].pk, county.people["sun"].pk
    for event, about in (
        ("conduct_meeting_called", None),
        ("concrete_clue_received", wei),
        ("group_member_appointed", sun),
    ):
        acts.occasion(
            county.office, drawn.pk, acts.Called(PACK, event, date(2026, 3, 2), "事由", unit, about)
        )
    owed = {"three-attendances": "o1", "five-musts-talk-1": "o2", "five-musts-talk-3": "o3"}
    for norm, key in owed.items():
        assert states(drawn, "feng", norm) == [(key, "pending")]
        assert states(drawn, "chen", norm) == states(drawn, "wang", norm) == []
    own = (Doer(holder(drawn, "feng").number, in_person=True),)
    done = [
        Doing(date(2026, 3, 2), "attendance", "到会", own, occasion=1),
        Doing(date(2026, 3, 3), "interview", "约谈局长", own, targets=(f"person:{wei}", f"organ:{unit}")),
        Doing(date(2026, 3, 4), "interview", "约谈新任副局长", own, targets=(f"person:{sun}",)),
    ]
    activities.record(county.office, drawn.pk, done)
    for norm, key in owed.items():
        assert states(drawn, "feng", norm) == [(key, "met")]


def test_each_unit_in_charge_is_asked_about_once_a_year(drawn: DutyList, county: SimpleNamespace) -> None:
    own = (Doer(holder(drawn, "feng").number),)
    target = f"organ:{county.organs['QT'].pk}"
    assert states(drawn, "feng", "five-musts-ask-4") == [("2026", "pending")]
    asked = Doing(date(2026, 3, 2), "inquiry", "过问三公经费", own, ("public_spending",), (target,))
    activities.record(county.office, drawn.pk, [asked])
    assert states(drawn, "feng", "five-musts-ask-4") == [("2026", "met")]
    assert states(drawn, "feng", "five-musts-ask-5") == [("2026", "pending")]
    assert states(drawn, "wang", "five-musts-ask-4") == []


def test_what_the_one_in_charge_owes_names_the_unit(drawn: DutyList, county: SimpleNamespace) -> None:
    """召开民主生活会 (三之十) says nothing without the unit; 谁分管 can't be told."""
    asked = acts.Called(PACK, "democratic_life_called", date(2026, 3, 2), "民主生活会")
    with pytest.raises(Refused, match="unit"):
        acts.occasion(county.office, drawn.pk, asked)
    acts.occasion(county.office, drawn.pk, replace(asked, unit=county.organs["QT"].pk))
    assert drawn.occasions.count() == 1


BELOW = """
pack: t-2018-below
version: "2018-01-01"
title: 督促下级规定（测试）
issuer: 测试
level: county
conventions: {counting: {use: civil-code-201-203, roll: no, basis: assumed}}
provisions:
  "1": {label: 督促下级, status: encoded}
norms:
  - {id: presses, cite: "1", force: must, if: {all: [{field: subject.holder, is: leading_group}, {field: subject.lower_principals, filled: yes}]},
     duty: {act: activity, every: quarter, by: leading_group, with: {field: this.kind, is: supervision}}}
"""


@pytest.mark.parametrize("first", ["Q", "B"])
def test_who_has_nobody_below_presses_nobody_alone_and_among_many(
    county: SimpleNamespace, shared: Vocabulary, first: str
) -> None:
    """Two county committees, one with a bureau below, in either order: what the many are asked is not shared wrongly."""
    day = date(2026, 4, 1)
    with packs.using([load_pack_text(BELOW.encode(), "t-2018-below.yaml", shared)], shared):
        codes = [first, "B" if first == "Q" else "Q"]
        lists = {c: acts.generate(SYSTEM, county.organs[c].pk, 2026) for c in codes}
        known = register.read()
        many = {c.holder.list_id: c.findings for c in counting.state(list(lists.values()), day, known)
                if c.holder.capacity == "leading_group"}  # fmt: skip
        for code, lst in lists.items():
            group = lst.holders.get(capacity="leading_group")
            alone = judging.stand(known, lst, group, day).of("t-2018-below", "presses")
            wanted = ["breached", "pending"] if code == "Q" else []
            for found in (alone, many[lst.pk]):
                assert [f.status.value for f in found if f.status.value != "not_triggered"] == wanted
