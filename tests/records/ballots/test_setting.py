"""Before the ballot: what has to be fixed, by whom, and every way in which it is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from records.support_ballots import again, asked, enter_voters, matter_of, meeting, open_with
from zeren.records import clock
from zeren.records.actor import SYSTEM, Role
from zeren.records.ballots import acts, queries
from zeren.records.ballots.models import Ballot
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import events
from zeren.records.matters.queries import entries
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(county: Any) -> Any:
    return meeting(county)


def refused(call: Any, *args: Any) -> dict[str, str]:
    with pytest.raises(Refused) as told:
        call(*args)
    return {problem.field: problem.zh for problem in told.value.problems}


def test_what_was_set_is_frozen_into_the_log_when_it_is_opened(county: Any, place: Any) -> None:
    open_with(place, 0)
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert (entry.type, entry.seq) == (events.BALLOT_OPENED, place.ballot.opened)
    assert entry.fields["options"] == ("好 100", "较好 80", "一般 60", "较差 40")
    assert entry.fields["voted"] == (county.sun, county.li)
    assert entry.fields["groups"] == ("县委委员 6", "县纪委委员 6")
    assert (entry.fields["basis"], entry.fields["abstain"]) == ("县委办公室会前通知", "left_out")
    assert (entry.fields["exact"], entry.fields["self_out"]) == ("no", "no")
    assert TrailEntry.objects.filter(act="ballot_opened").count() == 1
    assert set(refused(acts.change, county.zhao, place.ballot.pk, asked(county, place))) == {"state"}
    assert set(refused(acts.open_ballot, county.zhao, place.ballot.pk)) == {"state"}


def test_before_opening_everything_may_be_set_anew(county: Any, place: Any) -> None:
    acts.change(county.zhao, place.ballot.pk, asked(county, place, title="改名", options=(("是", ""), ("否", "")), basis="", abstain=""))  # fmt: skip
    again(place)
    assert place.ballot.title == "改名" and [o.label for o in place.ballot.options.all()] == ["是", "否"]
    assert place.ballot.voted.count() == 2 and place.ballot.voters.count() == 12


LONG = "长" * 201
DAY = timedelta(days=1)


WRONG: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"title": " "}, "title", "请写名称"),
    ({"title": "长" * 81}, "title", "超过 80 字"),
    ({"at": "9"}, "at", "请选所依据的条款"),
    ({"day": None}, "day", "请写评议日"),
    ({"options": (("好", "100"),)}, "options", "选项为 2 至 8 个"),
    ({"options": tuple((f"第{n}", "1") for n in range(9))}, "options", "选项为 2 至 8 个"),
    ({"options": (("好", "100"), ("好", "80"))}, "options", "不能重复"),
    ({"options": (("好", "100"), ("弃权", "0"))}, "options", "弃权不用写"),
    ({"options": (("好", "100"), ("", "80"))}, "options", "请写选项的名称"),
    ({"options": (("好", "100"), ("差", ""))}, "points", "要么都写，要么都不写"),
    ({"options": (("好", "1000"), ("差", "0"))}, "points", "0 至 999.99"),
    ({"options": (("好", "99.999"), ("差", "0"))}, "points", "至多两位小数"),
    ({"options": (("好", "-1"), ("差", "0"))}, "points", "不是分值"),
    ({"options": (("好", "１"), ("差", "0"))}, "points", "不是分值"),
    ({"basis": ""}, "basis", "请写折算的依据"),
    ({"basis": LONG}, "basis", "超过 200 字"),
    ({"abstain": ""}, "abstain", "请选弃权怎样计入"),
    ({"abstain": "maybe"}, "abstain", "请选弃权怎样计入"),
    ({"options": (("好", ""), ("差", ""))}, "points", "没有写分值"),
    ({"voted": ()}, "voted", "评议对象为 1 至 60 个"),
    ({"excluded": {0: "请假"}}, "excluded", "不在投票人名单"),
)


def test_what_makes_no_sense_is_refused_where_it_stands(county: Any, place: Any) -> None:
    for differs, field, said in WRONG:
        found = refused(acts.prepare, county.zhao, place.matter.pk, asked(county, place, **differs))
        assert said in found[field], differs
    assert Ballot.objects.count() == 1


def test_people_are_listed_once_and_a_teller_is_not_voted_on(county: Any, place: Any) -> None:
    sun, li, one = county.people["sun"].pk, county.people["li"].pk, place.people[0].pk

    def said(**differs: Any) -> dict[str, str]:
        return refused(acts.prepare, county.zhao, place.matter.pk, asked(county, place, **differs))

    assert said(voted=((county.sun, ""), (county.sun, ""))) == {"voted": "孙局长列了两次"}
    assert said(voters=((one, "甲"), (one, "乙")), excluded={}) == {"voters": "票001列了两次"}
    assert said(tellers=(sun, one)) == {"tellers": "评议对象不能监票"}
    assert said(tellers=(one, one)) == {"tellers": "监票人应为不同的两人"}
    assert said(tellers=(one, li, place.people[1].pk))["tellers"]
    assert said(voters=((one, " "),), tellers=()) == {"voters": "请写所属的一类人"}
    assert said(excluded={one: ""}) == {"excluded": "请写不领票的理由"}
    assert said(voted=((county.sun, "长" * 81),)) == {"voted": "职务超过 80 字"}
    assert said(voted=(("post:1", ""),))["voted"] == "评议对象不是已登记的人员或机关"


def test_today_is_early_enough_and_yesterday_is_not(county: Any, place: Any) -> None:
    yesterday = clock.today() - DAY
    found = refused(acts.prepare, county.zhao, place.matter.pk, asked(county, place, day=yesterday))
    assert found == {"day": f"评议日 {yesterday} 已过"}
    assert acts.prepare(county.zhao, place.matter.pk, asked(county, place, day=clock.today() + DAY))


def test_whom_the_organiser_may_not_name_is_not_there(county: Any, place: Any) -> None:
    away = county.people["zhou"].pk
    for differs in ({"voters": ((away, "甲"),)}, {"tellers": (away,)}, {"voted": ((f"person:{away}", ""),)}):
        found = refused(acts.prepare, county.zhao, place.matter.pk, asked(county, place, **differs))
        assert set(found.values()) == {f"没有编号为 {away} 的人员"}


def test_those_voted_on_draw_no_slip_where_it_is_so_set(county: Any, place: Any) -> None:
    voters = (*((p.pk, "甲") for p in place.people), (county.people["sun"].pk, "乙"))
    out = {place.people[3].pk: "请假"}
    acts.change(
        county.zhao, place.ballot.pk, asked(county, place, voters=voters, self_out=True, excluded=out)
    )
    open_with(place, 0)
    found = {v.person_id: v.excluded for v in place.ballot.voters.all() if v.excluded}
    assert found == {place.people[3].pk: "请假", county.people["sun"].pk: "评议对象本人不领票（会前设定）"}
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert entry.fields["self_out"] == "yes" and len(entry.fields["excluded"]) == 2


def test_an_organ_can_be_voted_on_as_well(county: Any, place: Any) -> None:
    unit = f"organ:{county.organs['QT'].pk}"
    ballot = acts.prepare(county.zhao, place.matter.pk, asked(county, place, voted=((unit, "领导班子"),)))
    assert [one.name for one in queries.get(county.zhao, ballot.pk).voted.all()] == ["青县交通局"]


def test_without_voters_tellers_or_a_day_to_come_it_is_not_opened(
    county: Any, place: Any, settings: Any
) -> None:
    one = place.people[0].pk
    acts.change(county.zhao, place.ballot.pk, asked(county, place, voters=(), tellers=(one,)))
    found = refused(acts.open_ballot, county.zhao, place.ballot.pk)
    assert set(found) == {"voters", "tellers"}
    acts.change(
        county.zhao, place.ballot.pk, asked(county, place, voters=((one, "甲"),), excluded={one: "请假"})
    )
    assert set(refused(acts.open_ballot, county.zhao, place.ballot.pk)) == {"voters"}
    acts.change(county.zhao, place.ballot.pk, asked(county, place))
    from dataclasses import replace

    settings.ZEREN = replace(settings.ZEREN, today=clock.today() + DAY)
    assert set(refused(acts.open_ballot, county.zhao, place.ballot.pk)) == {"day"}


def test_who_may_prepare_and_see_it(county: Any, place: Any) -> None:
    assert set(refused(acts.prepare, county.viewer, place.matter.pk, asked(county, place))) == {"actor"}
    for other in (county.zhou, county.subject, county.auditor):
        with pytest.raises(OutOfSight):
            acts.prepare(other, place.matter.pk, asked(county, place))
        with pytest.raises(OutOfSight):
            queries.get(other, place.ballot.pk)
        assert not queries.visible_to(other)
    seers = (county.zhao, county.qian, county.leader, county.viewer, place.second, SYSTEM)
    assert all(queries.get(one, place.ballot.pk) for one in seers)
    # The second teller, of another organ, sees the ballot and nothing of the matter.
    with pytest.raises(OutOfSight):
        entries(place.second, place.matter.pk)
    assert set(refused(acts.open_ballot, place.second, place.ballot.pk)) == {"actor"}


def test_a_teller_who_keeps_away_from_the_matter_or_administers_sees_nothing(county: Any, place: Any) -> None:
    from dataclasses import replace

    from zeren.records.actor import Grant
    from zeren.records.recusals.models import Recusal

    audits = replace(place.second, grants=(Grant(Role.AUDIT_ADMIN, county.organs["Q"].pk, 3),))
    assert not queries.visible_to(audits)
    Recusal.objects.create(
        person=place.people[0], matter=place.matter, relation="kin", since=clock.today(), state=Recusal.State.IN_FORCE
    )  # fmt: skip
    assert not queries.visible_to(place.second)


def test_it_is_called_off_before_opening_by_one_and_afterwards_by_two(county: Any, place: Any) -> None:
    other = acts.prepare(county.zhao, place.matter.pk, asked(county, place, title="另一次"))
    assert set(refused(acts.call_off, county.zhao, other.pk, " ")) == {"reason"}
    assert acts.call_off(county.zhao, other.pk, "改期")
    assert entries(county.zhao, place.matter.pk)[-1].type == "_opened"

    open_with(place, 3)
    assert not acts.call_off(county.zhao, place.ballot.pk, "印错了票")
    assert not acts.call_off(county.zhao, place.ballot.pk, "印错了票")
    assert again(place).ballot.state == Ballot.State.OPEN
    assert acts.call_off(place.first, place.ballot.pk, "同意重投")
    again(place)
    assert place.ballot.state == Ballot.State.OFF
    assert not place.ballot.codes.exists() and not any(bytes(t.sealed) for t in place.ballot.tellers.all())
    entry = entries(county.zhao, place.matter.pk)[-1]
    assert entry.type == events.BALLOT_OFF and set(entry.fields["reasons"]) == {"印错了票", "同意重投"}
    assert set(refused(acts.call_off, county.zhao, place.ballot.pk, "再来")) == {"state"}


def test_the_voters_list_takes_many(county: Any) -> None:
    people = enter_voters(300)
    matter = matter_of(county.organs["QJ"], [county.sun])
    from types import SimpleNamespace

    place = SimpleNamespace(people=people)
    ballot = acts.prepare(county.zhao, matter.pk, asked(county, place))
    assert ballot.voters.count() == 300
