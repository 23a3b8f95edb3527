"""The register of integrity risks: posts and never persons, every version kept, signed by the member in charge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from zeren.records import integrity, rebuild, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.organs.acts import lay_tree
from zeren.records.risks import acts, queries
from zeren.records.risks.drafting import Given, GivenMeasure
from zeren.records.risks.models import Act, Risk, RiskEntry, RiskMeasure, State
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db

REVIEW_BOARD = GivenMeasure("三人评审", "post", "局长", "2026-12-31")
KEPT_UP = GivenMeasure("名录随机抽取", "department", "建设股", "long")
GIVEN = Given(
    post="科长", power="确定招标代理机构", point="不经集体研究指定代理机构", level="high", basis="局党组会议纪要〔2026〕3号",
    measures=(REVIEW_BOARD, KEPT_UP),
)  # fmt: skip


def refused(call: Any, *args: Any, **given: Any) -> set[str]:
    with pytest.raises(Refused) as told:
        call(*args, **given)
    return {problem.field for problem in told.value.problems}


@pytest.fixture
def people(county: Any) -> Any:
    """The county with a liaison of the bureau, its head and a leader of another organ."""
    county.liaison = county.actor("lian", Role.UNIT_LIAISON, "QT", "li")
    county.head = county.actor("ju", Role.PRINCIPAL, "QT", "sun")
    county.other = county.actor("fen", Role.LEADER_IN_CHARGE, "Q", "zhao")
    county.team = county.actor("team", Role.TEAM_MEMBER, "QT", "qian")
    return county


def enter(county: Any, **differs: Any) -> Risk:
    return acts.enter(county.liaison, county.organs["QT"].pk, replace(GIVEN, **differs))


def test_a_risk_names_a_registered_post_or_a_kind_of_post_and_each_measure_its_owner(people: Any) -> None:
    risk = enter(people)
    assert (risk.number, risk.post.code, risk.level, risk.state) == (1, "P2", "high", State.UNSIGNED)  # type: ignore[union-attr]
    assert (risk.review, risk.due, risk.a4) == (date(2027, 3, 16), date(2026, 12, 31), people.organs["QT"].pk)
    rows = list(RiskMeasure.objects.values_list("number", "kind", "owner", "owner_name", "due", "long_term"))
    post = f"post:{people.organs['QT'].posts.get(code='P1').pk}"
    assert rows == [
        (1, "post", post, "局长", date(2026, 12, 31), False),
        (2, "department", "", "建设股", None, True),
    ]
    kind = enter(people, post="招标管理岗", measures=())
    assert (kind.number, kind.post, kind.post_name) == (2, None, "招标管理岗")


@pytest.mark.parametrize(
    ("differs", "fields"),
    [
        ({"post": "", "power": " ", "point": ""}, {"post", "power", "point"}),
        ({"post": "岗" * 101, "power": "权" * 201, "point": "点" * 401}, {"post", "power", "point"}),
        ({"basis": ""}, {"basis"}),
        ({"level": "8"}, {"level"}),
        ({"review": "2026-03-15"}, {"review"}),
        ({"review": "明年"}, {"review"}),
        ({"measures": (replace(KEPT_UP, text=""),)}, {"measures.0.text"}),
        ({"measures": (KEPT_UP, replace(KEPT_UP, kind="person"))}, {"measures.1.kind"}),
        ({"measures": (replace(KEPT_UP, owner=""),)}, {"measures.0.owner"}),
        ({"measures": (replace(KEPT_UP, due=""),)}, {"measures.0.due"}),
        ({"measures": (replace(KEPT_UP, done="2026-03-01"),)}, {"measures.0.done"}),
        ({"measures": (replace(REVIEW_BOARD, done="2026-03-17"),)}, {"measures.0.done"}),
        ({"measures": (KEPT_UP,) * 21}, {"measures"}),
    ],
)
def test_what_is_false_is_refused_at_its_field(
    people: Any, differs: dict[str, Any], fields: set[str]
) -> None:
    assert refused(enter, people, **differs) == fields
    assert not Risk.objects.exists() and not RiskEntry.objects.exists()


def test_at_the_boundary_it_is_taken(people: Any) -> None:
    widest = replace(REVIEW_BOARD, text="措" * 400, done="2026-03-16")
    risk = enter(
        people,
        post="岗" * 100,
        power="权" * 200,
        point="点" * 400,
        review="2026-03-16",
        measures=(widest,) * 20,
    )
    assert (risk.review, risk.due, risk.measures.count()) == (date(2026, 3, 16), None, 20)


def test_a_person_answers_for_a_measure_only_as_a_member_of_the_leading_group(people: Any) -> None:
    head = replace(REVIEW_BOARD, kind="member", owner="孙局长")
    assert enter(people, measures=(head,)).measures.get().owner == people.sun
    # Of the bureau, but not in its leading group; of another organ; nobody.
    for name in ("李科长", "赵承办", "某某"):
        wrong = replace(head, owner=name)
        assert refused(enter, people, measures=(wrong,)) == {"measures.0.owner"}
    charge = {"person": "zhao", "organ": "QT", "start": "2026-01-01", "end": "2026-03-16"}
    assert registers.import_rows(SYSTEM, "charges", [charge]).written
    assert enter(people, measures=(replace(head, owner="赵承办"),)).measures.get().owner_name == "赵承办"


def test_a_name_of_the_register_is_asked_about_and_a_look_settles_it(people: Any) -> None:
    risk = enter(people, point="李科长一人经手，证件 620522197005061234", basis="甲")
    assert risk.asks == "李科长、620522197005061234"
    assert refused(acts.clear, people.liaison, risk.pk, "") == {"reason"}
    acts.clear(people.liaison, risk.pk, "是岗位的称呼")
    again = acts.change(people.liaison, risk.pk, replace(GIVEN, point="李科长经手", basis="乙"))
    assert again.asks == "" and refused(acts.clear, people.liaison, risk.pk, "甲") == {"clear"}


def test_writing_is_no_way_of_asking_who_stands_in_another_countys_register(people: Any) -> None:
    assert enter(people, point="周承办经手").asks == ""


def test_every_version_is_kept_and_a_change_of_what_was_signed_wants_its_reason(people: Any) -> None:
    risk = enter(people)
    acts.sign(people.head, risk.pk, seen=1)
    new = replace(GIVEN, point="指定代理机构不公示")
    assert refused(acts.change, people.liaison, risk.pk, new) == {"reason"}
    acts.change(people.liaison, risk.pk, new, "环节写得更准", seen=2)
    assert refused(acts.change, people.liaison, risk.pk, new, "甲", seen=2) == {"seen"}
    acts.change(people.liaison, risk.pk, new, "没有不同")
    found = queries.versions(people.liaison, risk)
    assert [v.entry.act for v in found] == [Act.ENTERED, Act.SIGNED, Act.CHANGED]
    assert [v.content.point for v in found] == [GIVEN.point, GIVEN.point, new.point]
    risk.refresh_from_db()
    assert (risk.state, risk.signed_by, risk.version) == (State.UNSIGNED, None, 3)


def test_carrying_a_measure_out_leaves_the_signature(people: Any) -> None:
    risk = enter(people)
    acts.sign(people.head, risk.pk)
    numbered = (replace(REVIEW_BOARD, number=1, done="2026-03-10"), replace(KEPT_UP, number=2))
    acts.change(people.liaison, risk.pk, replace(GIVEN, measures=numbered))
    risk.refresh_from_db()
    assert (risk.state, risk.due) == (State.SIGNED, None)
    assert RiskEntry.objects.order_by("-version")[0].act == Act.CARRIED_OUT


def test_a_number_of_a_measure_is_never_given_twice(people: Any) -> None:
    risk = enter(people)
    acts.change(people.liaison, risk.pk, replace(GIVEN, measures=(replace(REVIEW_BOARD, number=1),)))
    acts.change(people.liaison, risk.pk, replace(GIVEN, measures=(replace(REVIEW_BOARD, number=1), KEPT_UP)))
    assert list(risk.measures.values_list("number", flat=True)) == [1, 3]


def test_only_the_member_in_charge_signs(people: Any) -> None:
    risk = enter(people)
    # Holds the role above the bureau and is neither of its leading group nor in charge of it.
    assert refused(acts.sign, people.other, risk.pk) == {"sign"}
    assert refused(acts.sign, people.liaison, risk.pk) == {"actor"}
    charge = {"person": "zhao", "organ": "QT", "start": "2026-01-01"}
    assert registers.import_rows(SYSTEM, "charges", [charge]).written
    assert acts.sign(people.other, risk.pk).signed_by_id == people.people["zhao"].pk
    assert refused(acts.sign, people.head, risk.pk) == {"sign"}


def test_where_nobody_is_registered_as_in_charge_whoever_holds_the_role_signs(people: Any) -> None:
    assert queries.in_charge(people.organs["QJ"]) == set()
    risk = acts.enter(people.zhao, people.organs["QJ"].pk, replace(GIVEN, measures=()))
    assert acts.sign(people.other, risk.pk).signed_on == date(2026, 3, 16)


def test_a_review_moves_the_day_and_leaves_the_signature(people: Any) -> None:
    risk = enter(people)
    acts.sign(people.head, risk.pk)
    assert refused(acts.review, people.liaison, risk.pk, date(2026, 3, 16)) == {"review"}
    acts.review(people.liaison, risk.pk, date(2026, 3, 17))
    risk.refresh_from_db()
    assert (risk.reviewed_on, risk.review, risk.state) == (date(2026, 3, 16), date(2026, 3, 17), State.SIGNED)


def test_a_lifted_risk_is_kept_and_only_restored(people: Any) -> None:
    risk = enter(people)
    assert refused(acts.lift, people.liaison, risk.pk, " ") == {"reason"}
    acts.lift(people.liaison, risk.pk, "岗位撤销")
    assert refused(acts.change, people.liaison, risk.pk, GIVEN, "甲") == {"state"}
    assert refused(acts.sign, people.head, risk.pk) == {"state"}
    acts.restore(people.liaison, risk.pk, "又设")
    risk.refresh_from_db()
    assert (risk.state, risk.version) == (State.UNSIGNED, 3)
    assert refused(acts.restore, people.liaison, risk.pk, "甲") == {"restore"}


def test_the_register_is_the_units_and_of_those_above(people: Any) -> None:
    risk = enter(people)
    # zhao works in the discipline commission of the county's committee.
    sees = (people.liaison, people.head, people.leader, people.viewer, people.team, people.zhao)
    assert all(queries.one(actor, risk.pk) for actor in sees)
    for actor in (people.zhou, people.subject, people.auditor):
        assert queries.one(actor, risk.pk) is None
        with pytest.raises(OutOfSight):
            acts.lift(actor, risk.pk, "甲")
        with pytest.raises(OutOfSight):
            acts.enter(actor, people.organs["QT"].pk, GIVEN)
    for actor in (people.viewer, people.team, people.zhao):
        assert refused(acts.lift, actor, risk.pk, "甲") == {"actor"}
    people.organs["QT"].superior = people.organs["B"]
    people.organs["QT"].save()
    lay_tree()
    assert queries.one(people.leader, risk.pk) is None and queries.one(people.zhao, risk.pk) is None


def test_a_resident_organ_looks_into_the_registers_of_those_it_supervises(people: Any) -> None:
    from zeren.records.organs.models import Organ

    risk = enter(people)
    rows = [{"code": "PZ", "name": "派驻组", "level": "county", "kind": "resident_organ", "superior": "S"}]
    assert registers.import_rows(SYSTEM, "organs", rows).written
    people.organs["PZ"] = Organ.objects.get(code="PZ")
    group = people.actor("zu", Role.SUPERVISION_OFFICER, "PZ")
    assert queries.one(group, risk.pk) is None
    Organ.objects.filter(code="QT").update(discipline_organ=people.organs["PZ"])
    assert queries.one(group, risk.pk) is not None and refused(acts.lift, group, risk.pk, "甲") == {"actor"}


def test_each_act_is_on_the_trail_with_the_end_of_the_log_and_replay_gives_the_same(people: Any) -> None:
    risk = enter(people)
    acts.sign(people.head, risk.pk)
    told = TrailEntry.objects.filter(noun="risks").order_by("seq").values_list("act", "detail", "head_seq")
    assert list(told) == [("risk_entered", "1", 1), ("risk_signed", "1", 2)]
    before = rebuild.contents()
    RiskMeasure.objects.all().delete()
    Risk.objects.update(point="改过", state="lifted")
    rebuild.rebuild()
    assert rebuild.contents() == before
    assert integrity.verify().faults == ()


def test_an_entry_of_the_log_can_be_neither_changed_nor_removed_and_tampering_is_named(people: Any) -> None:
    risk = enter(people)
    acts.review(people.liaison, risk.pk, date(2026, 4, 1))
    for act in (lambda: RiskEntry.objects.update(reason="x"), lambda: RiskEntry.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    without_triggers(connection)
    RiskEntry.objects.filter(version=1).update(body="{}")
    assert ("altered", "risks QT#1") in faults()
    RiskEntry.objects.filter(version=2).delete()
    assert {("altered", "risks QT#1"), ("head_differs", "risks QT")} <= faults()
    assert refused_by_the_seal(people, risk)


def without_triggers(connection: Any) -> None:
    on = " ON records_riskentry" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for what in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER zeren_records_riskentry_{what}{on}")


def faults() -> set[tuple[str, str]]:
    return {(fault.code, fault.where) for fault in integrity.verify().faults}


def refused_by_the_seal(county: Any, risk: Risk) -> bool:
    """Nothing is built on an end that was moved."""
    from zeren.records.risks.models import RiskRegister

    RiskRegister.objects.update(head_seq=1)
    return refused(acts.review, county.liaison, risk.pk, date(2026, 5, 1)) == {"organ"}
