"""What a person begins on the own desk: the report of an absence, three days ahead, by the texts of 2013 and 2014."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once
from desk.conftest import BACKEND, TODAY, enter, find
from records import support_packs
from zeren.access import beginning as giving
from zeren.records import packs
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.beside import RulesError
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import own, own_begin, own_rules
from zeren.records.matters.models import Event, Matter

TRIP = ("zy-2014-absence-management", "trip")
REPORT = ("zy-2013-absence-report", "absence")
URL = "/own/begin/zy-2014-absence-management/trip"
GIVEN = {
    "to": ("superior_committee",),
    "urgent": "no",
    "companions": "本人",
    "reason": "考察",
    "departs": "2026-12-20",
    "place": "兰州",
}


@pytest.fixture
def real(home: Path) -> Iterator[packs.Installed]:
    with support_packs.delivered() as found:
        yield found


def enter_cadre() -> int:
    """The county; a cadre with an account, and the committee's office with one."""
    from zeren.access.accounts import acts as accounts

    enter()
    county = find()
    for code, role, unit in (("zhao", Role.SUBJECT, "QT"), ("wang", Role.COMMITTEE_OFFICE, "Q")):
        organ = county.organs[unit]
        signin = f"own-{code}"
        account = accounts.make_account(
            SYSTEM, signin, "qinglan-2026", person=county.people[code], organ=organ, label=code
        )
        accounts.give_role(SYSTEM, account, role, organ, TODAY)
    return 0


entered = once.fixture(enter_cadre, TODAY)


@pytest.fixture
def county(db: None, home: Path, real: Any, entered: once.Entered) -> SimpleNamespace:
    from zeren.access.accounts import queries as accounts

    entered.into(home)
    found = find()
    found.accounts["zhao"] = accounts.find("own-zhao")
    found.cadre = Actor(found.accounts["zhao"].pk, "赵某某", found.people["zhao"].pk, found.organs["QT"].pk)
    return found


def browser(county: SimpleNamespace) -> Client:
    client = Client()
    client.force_login(county.accounts["zhao"], backend=BACKEND)
    return client


def posted(**differs: Any) -> dict[str, Any]:
    return {f"f-{name}": value for name, value in (GIVEN | differs).items()} | {"token": "t1"}


def begin(county: SimpleNamespace, token: str = "", **differs: Any) -> Event:
    found = own_begin.beginning(county.cadre, *TRIP)
    receiver = giving.receiver_of(county.cadre.person)
    return giving.begin(county.cadre, found, GIVEN | differs, receiver, token)


def test_a_report_opens_a_matter_of_the_managing_organ_and_stands_on_the_own_desk(county: Any) -> None:
    event = begin(county)
    matter = Matter.objects.get(pk=event.matter_id)
    assert (matter.pack, matter.procedure, matter.organ.code) == (*TRIP, "Q")
    assert matter.handler == county.people["wang"]
    assert (event.type, event.account, event.person) == (
        "absence_reported", county.accounts["zhao"].pk, county.cadre.person,
    )  # fmt: skip
    view = own.own_view(county.cadre, matter.pk)
    assert [entry.step.id for entry in view.entries] == ["absence_reported"]
    assert view.entries[0].mine and view.entries[0].fields["place"] == "兰州"
    assert view.offer("absence_reported") is None, "it was reported already"
    assert view.offer("leave_cancelled") is None, "nothing follows before it is approved"


def test_the_same_token_answers_the_first_report_and_another_begins_another(county: Any) -> None:
    first = begin(county, "same")
    assert begin(county, "same").pk == first.pk
    assert begin(county, "other").matter_id != first.matter_id


@pytest.mark.parametrize(
    ("differs", "where"),
    [
        ({"departs": ""}, "departs"),
        ({"departs": "12月20日"}, "departs"),
        ({"returns": "2026-12-19"}, "returns"),
        ({"place": ""}, "place"),
        ({"to": ("elsewhere",)}, "to"),
        ({"unheard": "x"}, "unheard"),
    ],
)
def test_what_is_wrong_is_refused_and_no_matter_is_left(county: Any, differs: Any, where: str) -> None:
    with pytest.raises(Refused) as refused:
        begin(county, **differs)
    assert where in {problem.field for problem in refused.value.problems}
    assert not Matter.objects.exists() and not Event.objects.exists()


def test_nothing_is_begun_where_nobody_is_known_to_receive_it(county: Any) -> None:
    from zeren.access.accounts.models import RoleGrant
    from zeren.records.people.models import Post

    RoleGrant.objects.filter(role=Role.COMMITTEE_OFFICE).delete()
    with pytest.raises(Refused, match="nobody receives"):
        begin(county)
    Post.objects.update(managing_organ=None)
    with pytest.raises(Refused, match="managing organ"):
        begin(county)
    assert not Matter.objects.exists()


def test_what_no_pack_gives_the_person_and_what_is_nobodys_is_not_there(county: Any) -> None:
    with pytest.raises(OutOfSight):
        own_begin.beginning(county.cadre, "cn-2019-accountability", "accountability")
    assert own_begin.beginnings(Actor(county.accounts["zhao"].pk, "某")) == ()
    assert browser(county).get("/own/begin/cn-2019-accountability/accountability").status_code == 404


def test_the_next_is_handled_by_who_handled_the_last_but_never_by_the_reporter(county: Any) -> None:
    first = Matter.objects.get(pk=begin(county).matter_id)
    Matter.objects.filter(pk=first.pk).update(handler=county.people["sun"])
    second = Matter.objects.get(pk=begin(county).matter_id)
    assert second.handler == county.people["sun"]
    Matter.objects.update(handler=county.people["zhao"])
    assert Matter.objects.get(pk=begin(county).matter_id).handler == county.people["wang"]


def test_the_own_desk_leads_to_the_form_and_the_form_to_a_receipt(county: Any) -> None:
    client = browser(county)
    assert f'href="{URL}"' in client.get("/own/").content.decode()
    form = client.get(URL).content.decode()
    assert "报告外出" in form and "三日" in form and county.organs["Q"].name in form
    assert "data-draft=" not in form, "there is no matter yet in which a draft would be kept"
    answer = client.post(URL, posted())
    event = Event.objects.get(type="absence_reported")
    assert answer.status_code == 302 and answer["Location"] == f"/own/{event.matter_id}/receipts/{event.seq}"
    assert client.get(answer["Location"]).status_code == 200
    page = client.get(f"/own/{event.matter_id}/")
    told = page.content.decode()
    assert page.status_code == 200 and "兰州" in told
    assert "您已经报告外出，还没有组织办理的记录" in told and "均已办过" not in told
    assert client.post(URL, posted())["Location"] == answer["Location"], "sent twice is given in once"


def test_wrong_input_keeps_what_was_typed(county: Any) -> None:
    answer = browser(county).post(URL, posted(departs="", place="西安"))
    text = answer.content.decode()
    assert (
        answer.status_code == 422
        and "没有提交" in text
        and "西安" in text
        and "请填写“外出日”" in text
        and 'href="#f-departs"' in text
    )


def test_both_texts_are_begun_by_the_person_and_told_in_the_help(county: Any) -> None:
    listed = {(b.words.pack.id, b.words.procedure.id) for b in own_begin.beginnings(county.cadre)}
    assert listed == {TRIP, REPORT}
    told = browser(county).get("/own/help").content.decode()
    assert "您外出以前可以在这里报告" in told


def test_a_beginning_without_a_form_or_that_does_not_open_is_a_fault(real: Any) -> None:
    pack = next(p for p in real.packs if p.id == TRIP[0])
    begins = {"step": "leave_approved", "mark": "外管", "title": "外出"}
    wrong = own_rules.read({"steps": {"leave_approved": {"right": "审批同意"}}, "begins": begins})
    assert own_rules.faults(wrong, pack.procedures["trip"]) == [
        "begins: nothing is done at leave_approved", "begins: leave_approved does not open it",
    ]  # fmt: skip
    with pytest.raises(RulesError):
        own_rules.read({"begins": begins | {"to": "x"}})
