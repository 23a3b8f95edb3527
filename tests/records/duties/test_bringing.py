"""A talk held in a matter is a talk counted here, once; who did it is said by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import pytest

from records.duties.conftest import DUTIES
from records.support_packs import PACK, load_text
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.loading import load_pack_text
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.duties import activities, acts, bringing, feeds
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.feeds import Feed
from zeren.records.duties.models import DutyList
from zeren.records.errors import Refused
from zeren.records.matters import acts as matters
from zeren.records.matters.opening import Opening, open_matter

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def pack(shared: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> Iterator[packs.Installed]:
    """The duties beside the regulation on reminders, whose hearing is a talk."""
    rule = Feed(
        "test-reminder", "reminder", "heard", feeds.ACTIVITY, {"kind": "talk", "topic": ("conduct_building",)}
    )
    monkeypatch.setattr(feeds, "all_feeds", lambda: (rule,))
    with packs.using(
        [load_pack_text(DUTIES.encode(), "t.yaml", shared), load_text(PACK)], shared
    ) as installed:
        yield installed


@pytest.fixture
def drawn(county: SimpleNamespace) -> DutyList:
    """The discipline organ's list, and a reminder that it holds with the bureau's head."""
    organ = county.organs["QJ"]
    asked = Opening(
        "test-reminder",
        "reminder",
        organ.pk,
        "提醒谈话",
        [county.sun],
        DAY,
        mark="青提",
        facts={"kind": "ordinary"},
    )
    matter = open_matter(SYSTEM, asked)
    matters.record_event(SYSTEM, matter.pk, "heard", DAY, {}, by=("office",))
    lst = acts.generate(SYSTEM, organ.pk, 2026)
    assert lst.holders.filter(capacity="discipline_group").exists()
    return lst


def doing(lst: DutyList, entry: str) -> Doing:
    group = lst.holders.get(capacity="discipline_group").number
    return Doing(DAY, "talk", "提醒谈话", (Doer(group),), source="record", made_from=entry)


def test_it_is_offered_with_what_the_entry_tells_and_counted_once(
    drawn: DutyList, county: SimpleNamespace
) -> None:
    (found,) = bringing.waiting(county.zhao, drawn)
    assert (found.day, found.kind, found.topics, found.targets) == (
        DAY,
        "talk",
        ("conduct_building",),
        (county.sun,),
    )
    assert found.people == ()  # nobody is named as having done it
    activities.record(county.zhao, drawn.pk, [doing(drawn, found.entry)])
    assert bringing.waiting(county.zhao, drawn) == []
    with pytest.raises(Refused, match="is not waiting"):
        activities.record(county.zhao, drawn.pk, [doing(drawn, found.entry)])


def test_a_voided_activity_lets_it_wait_again(drawn: DutyList, county: SimpleNamespace) -> None:
    (found,) = bringing.waiting(county.zhao, drawn)
    (number,) = activities.record(county.zhao, drawn.pk, [doing(drawn, found.entry)])
    activities.void(county.zhao, drawn.pk, number, "登错")
    assert [w.entry for w in bringing.waiting(county.zhao, drawn)] == [found.entry]


def test_what_is_out_of_sight_is_not_offered_nor_taken(drawn: DutyList, county: SimpleNamespace) -> None:
    assert bringing.waiting(county.zhou, drawn) == []
    with pytest.raises(Refused, match="is not waiting"):
        activities.record(county.zhao, drawn.pk, [doing(drawn, "m999e1")])
