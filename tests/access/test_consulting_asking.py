"""申请查阅: who may ask, for what purpose, about whom, and what a request must say before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from access.support_consulting import actor, asked
from access.test_consulting import entered, fields, pack, refused, world
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as found_accounts
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.consulting import acts, checks, queries
from zeren.access.consulting.models import ConsultRequest
from zeren.records.actor import SYSTEM
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db
__all__ = ["entered", "pack", "world"]


# ---------------------------------------------------------------- who asks, for what, about whom


WRONG_PURPOSES = [
    ("zhao", "selection_and_appointment", ("zhao",), "jishu"),
    ("zhao", "duty_crime_case", ("zhao",), "jishu"),
    ("ganbu", "performing_duties", ("ganbu",), "buzhang"),
    ("jiancha", "complaint_received", ("jiancha",), "jianzhang"),
    ("zhao", "curiosity", ("zhao",), "jishu"),
    ("zhao", "", ("zhao",), "jishu"),
]


@pytest.mark.parametrize(("asker", "purpose", "lookers", "to"), WRONG_PURPOSES)
def test_a_purpose_outside_the_closed_list_is_refused(
    world: Any, asker: str, purpose: str, lookers: tuple[str, ...], to: str
) -> None:
    with pytest.raises(Refused, match="closed list") as error:
        asked(world, asker, purpose=purpose, lookers=lookers, sent_to=to, matter_number="一")
    assert "purpose" in fields(error) and not ConsultRequest.objects.exists()


@pytest.mark.parametrize("who", ["jishu", "sun"])
def test_whose_roles_the_text_gives_no_way_asks_nothing(world: Any, who: str) -> None:
    with pytest.raises((Refused, OutOfSight)):
        asked(world, who)


def test_a_cadre_managed_elsewhere_is_outside_the_management_authority(world: Any) -> None:
    # 李科长's post is filled by the bureau itself, not by the county committee.
    with pytest.raises(Refused) as error:
        asked(world, person=world.people["li"].pk)
    assert fields(error) == {"person"} and "管理权限之内" in refused(error)


def test_a_cadre_without_a_registered_post_is_not_taken_for_managed(world: Any) -> None:
    with pytest.raises(Refused) as error:
        asked(
            world,
            "ganbu",
            person=world.people["zhao"].pk,
            purpose="cadre_supervision",
            lookers=("ganbu",),
            sent_to="buzhang",
        )
    assert "管理权限待查明" in refused(error)


def test_the_authority_is_that_of_the_day_of_the_approval(world: Any) -> None:
    request = asked(world)
    held = world.people["sun"].appointments.get()
    held.end = date(2026, 3, 15)
    held.save()
    with pytest.raises(Refused, match="limit"):
        acts.decide(actor("jishu"), request.pk, acts.Deciding("granted"))


def test_another_county_names_nobody_here(world: Any) -> None:
    with pytest.raises(OutOfSight):
        asked(world, "baizhou", lookers=("baizhou",), sent_to="baishu")


def test_the_procuratorate_names_its_case_and_only_who_is_involved(world: Any, opened: Any) -> None:
    common: dict[str, Any] = {"purpose": "duty_crime_case", "lookers": ("jiancha",), "sent_to": "jianzhang"}
    with pytest.raises(Refused) as error:
        asked(world, "jiancha", **common)
    assert fields(error) == {"matter_number"}
    mine = opened(actor=SYSTEM, organ=world.organs["QC"].pk, subjects=[f"person:{world.people['li'].pk}"])
    with pytest.raises(Refused) as error:
        asked(world, "jiancha", matter_number=mine.number, **common)
    assert "不是该案涉及" in refused(error)
    theirs = opened(actor=SYSTEM, organ=world.organs["QC"].pk, mark="青检")
    assert asked(world, "jiancha", matter_number=theirs.number, **common).matter == theirs


def test_an_unknown_case_is_left_to_the_approvers_eyes(world: Any) -> None:
    request = asked(
        world,
        "jiancha",
        purpose="duty_crime_case",
        lookers=("jiancha",),
        sent_to="jianzhang",
        matter_number="外〔2026〕1号",
    )
    account = found_accounts.find("jianzhang")
    assert account is not None
    listed = {c.code: c for c in checks.checks_of(request, account, actor("jianzhang"))}
    assert listed["limit"].ok is None and "由您核对" in listed["limit"].zh


# ---------------------------------------------------------------- what is asked

BAD = [
    ({"years": ()}, "years"),
    ({"years": (2023,)}, "years"),
    ({"sections": ()}, "sections"),
    ({"sections": ("real_estate", "secrets")}, "sections"),
    ({"reason": " "}, "reason"),
    ({"reason": "长" * 1001}, "reason"),
    ({"lookers": ()}, "lookers"),
    ({"lookers": ("zhao", "ganbu")}, "lookers"),
    ({"sent_to": ""}, "sent_to"),
    ({"sent_to": "buzhang"}, "sent_to"),
    ({"mark": ""}, "mark"),
    ({"begins": None}, "begins"),
    ({"begins": date(2026, 3, 15)}, "begins"),
    ({"ends": date(2026, 3, 15)}, "ends"),
    ({"ends": date(2028, 3, 15)}, "ends"),
    ({"kind": "diary"}, "kind"),
]


@pytest.mark.parametrize(("differs", "field"), BAD)
def test_what_is_wrong_is_named_at_its_field_and_nothing_is_kept(
    world: Any, differs: dict[str, Any], field: str
) -> None:
    before = TrailEntry.objects.count()
    with pytest.raises(Refused) as error:
        asked(world, **differs)
    assert fields(error) == {field}
    assert not ConsultRequest.objects.exists() and TrailEntry.objects.count() == before


def test_numbers_have_no_gap_even_after_a_refusal(world: Any) -> None:
    assert asked(world).number == "青纪查〔2026〕1号"
    with pytest.raises(Refused):
        asked(world, sections=())
    assert asked(world).number == "青纪查〔2026〕2号"


def test_no_principal_without_a_part_in_it_nothing_can_be_sent(world: Any) -> None:
    accounts.end_role(SYSTEM, found_accounts.find("jishu").grants.get(), date(2026, 3, 15))  # type: ignore[union-attr]
    with pytest.raises(Refused) as error:
        asked(world)
    assert fields(error) == {"sent_to"} and "没有可以批的主要负责人" in refused(error)


def test_a_leader_whose_role_has_ended_is_offered_to_nobody(world: Any, settings: Any) -> None:
    def offered() -> list[str]:
        return [one.signin for one in queries.offered_approvers(world.organs["QJ"], world.people["sun"].pk)]

    assert offered() == ["jishu", "fu"]
    role = RoleGrant.objects.get(account__signin="fu")
    for end, names in ((date(2026, 3, 16), ["jishu", "fu"]), (date(2026, 3, 15), ["jishu"])):
        accounts.end_role(SYSTEM, role, end)
        assert offered() == names
    with pytest.raises(Refused) as error:
        asked(world, sent_to="fu")
    assert fields(error) == {"sent_to"} and "请选送谁批" in refused(error)
    accounts.end_role(SYSTEM, role, date(2026, 3, 16))
    Account.objects.filter(signin="fu").update(own_only=True)
    assert offered() == ["jishu"]


def test_a_role_that_begins_tomorrow_is_offered_tomorrow(world: Any, settings: Any) -> None:
    RoleGrant.objects.filter(account__signin="fu").update(start=date(2026, 3, 17))
    right = ["jishu"]
    for day, names in ((date(2026, 3, 16), right), (date(2026, 3, 17), [*right, "fu"])):
        settings.ZEREN = replace(settings.ZEREN, today=day)
        found = queries.offered_approvers(world.organs["QJ"], world.people["sun"].pk)
        assert [one.signin for one in found] == names


def test_what_was_sent_to_one_is_passed_on_however_much_else_waits(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 1)
    asked(world, sent_to="fu")
    second = asked(world, sent_to="fu")
    acts.forward(actor("fu"), second.pk, "jishu")
    assert queries.waiting_for(actor("jishu")) == [second]
