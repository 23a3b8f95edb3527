"""A cadre reports by the own desk: sealed in the vault, on the log without its content; late ones with their reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import once
from access.support_consulting import KIND, actor, add, enter, people_of, report_pack
from records.conftest import TODAY
from records.support_packs import PACK, load_text
from zeren.access import reporting as giving
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as account_queries
from zeren.desk.reports import build
from zeren.norms.model import State
from zeren.records import evaluation, packs, registers
from zeren.records.actor import SYSTEM, Role
from zeren.records.errors import OutOfSight, Refused
from zeren.records.materials import kinds, queries, report_content, report_rules, reporting
from zeren.records.materials.models import Material, MaterialSection
from zeren.records.materials.report_content import Answer
from zeren.records.materials.reporting import Report
from zeren.records.matters import events, opening, own
from zeren.records.matters.models import Draft, Event, EventPayload, Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.shares import acts as share_acts
from zeren.records.shares import queries as shares
from zeren.records.trail.models import TrailEntry

pytestmark = pytest.mark.django_db


def enter_reporter() -> list[int]:
    """The county of the consultations, and a cadre whose last report, on paper, is of 2024."""
    reports = enter()
    with packs.using([load_text(PACK), report_pack()]):
        organs = {organ.code: organ for organ in Organ.objects.all()}
        for noun, row in (
            ("people", {"code": "wu", "name": "吴局长", "organ": "QT"}),
            (
                "posts",
                {
                    "code": "P9",
                    "organ": "QT",
                    "name": "副局长",
                    "post_class": "member",
                    "managing_organ": "Q",
                },
            ),
            (
                "appointments",
                {"person": "wu", "post": "P9", "start": "2020-01-01", "source": "任字〔2020〕9号"},
            ),
        ):
            assert registers.import_rows(SYSTEM, noun, [row]).written
        people = {person.code: person for person in Person.objects.all()}
        made = accounts.make_account(
            SYSTEM, "wu", "qinglan-wu", person=people["wu"], organ=organs["QT"], label="wu"
        )
        accounts.give_role(SYSTEM, made, Role.SUBJECT, organs["QT"], date(2020, 1, 1))
        add(people["wu"], 2024, organs, people)
    return reports


entered = once.fixture(enter_reporter, TODAY)
SECRET = "甲小区甲栋甲室"
HOUSE = {"owner": "本人", "where": SECRET, "area": "118"}
FORMS = ("annual", "new_post", "resignation", "change")


@pytest.fixture
def pack() -> Iterator[packs.Installed]:
    with packs.using([load_text(PACK), report_pack()]) as installed:
        yield installed


@pytest.fixture
def world(county: Any, settings: Any, entered: once.Entered) -> Any:
    settings.PASSWORD_HASHERS = once.FAST
    return people_of(entered.answer)


def answers(**differs: Answer) -> dict[str, Answer]:
    """Every section answered with 没有, but for what is given."""
    found, _ = reporting.form_of("personal-matters", "annual")
    return (
        {name: Answer("no") for name in found.sections} | {"real_estate": Answer("yes", (HOUSE,))} | differs
    )


def annual(**differs: Any) -> Report:
    return replace(Report("personal-matters", "annual", answers()), **differs)


def change(**differs: Any) -> Report:
    given = {"marriage": Answer("yes", ({"change": "结婚", "on": "2026-03-01"},))}
    return replace(Report("personal-matters", "change", given, arisen="2026-03-01", cause="no"), **differs)


def wu() -> Any:
    return actor("wu", strong=True)


def logged(matter: Matter) -> list[Any]:
    rows = Event.objects.filter(matter=matter).select_related("payload").order_by("seq")
    return [events.read(row) for row in rows]


def refused(report: Report, who: Any = None) -> set[str]:
    before = Material.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as error:
        giving.submit(who or wu(), report)
    assert (Material.objects.count(), Event.objects.count()) == before
    return {problem.field for problem in error.value.problems}


def test_the_forms_ask_what_the_two_articles_list_and_nothing_else(world: Any) -> None:
    (found,) = report_rules.every([report_pack()])
    pack = report_pack()
    assert report_rules.faults(found, pack, pack.procedures[found.procedure], kinds.on()[KIND]) == []
    listed = {at for at in pack.provisions if at.startswith(("3.1.", "4.1."))}
    assert {section.cite for section in found.sections.values()} == listed and len(found.sections) == 14
    items = {i.id for n in pack.norms if n.id == "items" for i in n.body.items}  # type: ignore[union-attr]
    assert {section.item for section in found.sections.values()} == items
    assert {s.cite[:3] for s in found.forms["change"].sections} == {"3.1"}
    assert tuple(found.forms) == FORMS


def test_it_is_sealed_recorded_and_received(world: Any) -> None:
    material, event = giving.submit(wu(), annual())
    assert (material.year, material.on, material.receiver.code) == (TODAY.year - 1, TODAY, "QZ")
    entry = events.read(Event.objects.select_related("payload").get(pk=event.pk))
    assert (entry.type, entry.account, entry.person) == (
        "personal_matters_reported",
        "wu",
        world.people["wu"].pk,
    )
    assert entry.fields["occasions"] == ("annual",) and len(entry.fields["answered"]) == 14
    told = queries.own_sections(wu(), material.pk)
    assert report_content.opened(told["real_estate"]) == Answer("yes", (HOUSE,))
    assert len(told) == 14 and report_content.opened(told["pay"]) == Answer("no")


def test_it_stands_on_the_own_desk_with_its_receipt_and_nothing_of_its_content(world: Any) -> None:
    _, event = giving.submit(wu(), annual())
    receipt = own.receipt_of(wu(), event.matter_id, event.seq)
    assert receipt.digest == event.digest and receipt.number.endswith(f"-{event.seq}")
    (view,) = [one for one in own.own_matters(wu()) if one.id == event.matter_id]
    assert [entry.fields for entry in view.submitted] == [{"occasions": ("annual",)}]


def test_nothing_of_what_was_answered_is_in_the_log_the_trail_or_in_clear(world: Any) -> None:
    reporting.save_draft(wu(), annual())
    _, event = giving.submit(wu(), annual())
    matter = Matter.objects.get(pk=event.matter_id)
    said = repr(logged(matter)) + matter.title
    said += repr(list(TrailEntry.objects.values_list("detail", "target", "basis")))
    assert SECRET not in said and "118" not in repr([e.fields for e in logged(matter)])
    assert Draft.objects.exists() is False
    for model in (EventPayload, MaterialSection):
        assert all(SECRET.encode() not in bytes(row.sealed) for row in model.objects.all())


def test_whether_there_is_anything_shows_in_no_entry(world: Any) -> None:
    """The log of one who has nothing and of one who has reads alike."""
    _, first = giving.submit(wu(), annual(form="new_post"))
    _, second = giving.submit(wu(), annual(form="new_post", answers=answers(real_estate=Answer("no"))))
    one, other = (events.read(Event.objects.select_related("payload").get(pk=e.pk)) for e in (first, second))
    assert one.fields == other.fields and first.matter_id == second.matter_id


@pytest.mark.parametrize(
    ("section", "answer", "where"),
    [
        ("marriage", Answer(), "marriage"),
        ("marriage", Answer("yes"), "marriage"),
        ("marriage", Answer("yes", ({"change": "", "on": " "},)), "marriage"),
        ("marriage", Answer("no", ({"change": "结婚", "on": ""},)), "marriage"),
        ("marriage", Answer("yes", ({"change": "搬家", "on": "2025-03-01"},)), "marriage.0.change"),
        ("marriage", Answer("yes", ({"change": "结婚", "on": "2025-02-30"},)), "marriage.0.on"),
        ("marriage", Answer("yes", ({"change": "结婚", "on": "20250201"},)), "marriage.0.on"),
        (
            "private_travel",
            Answer("yes", ({"where": "甲国", "from": "2025-03-02", "until": "2025-03-01"},)),
            "private_travel.0.until",
        ),
        (
            "private_travel",
            Answer("yes", ({"where": "甲国", "from": "2025-03-02", "until": ""},)),
            "private_travel.0.until",
        ),
        ("real_estate", Answer("yes", (HOUSE, {**HOUSE, "area": "约 90"})), "real_estate.1.area"),
        ("real_estate", Answer("yes", ({**HOUSE, "where": "甲" * 201},)), "real_estate.0.where"),
        ("real_estate", Answer("yes", (HOUSE,) * 41), "real_estate"),
        ("secrets", Answer("no"), "secrets"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    world: Any, section: str, answer: Answer, where: str
) -> None:
    assert refused(annual(answers=answers(**{section: answer}))) == {where}


def test_back_on_the_very_day_is_no_contradiction(world: Any) -> None:
    day = {"where": "甲国", "from": "2025-03-02", "until": "2025-03-02"}
    giving.submit(wu(), annual(answers=answers(private_travel=Answer("yes", (day,)))))


@pytest.mark.parametrize(
    ("facts", "opened", "said", "shown"),
    [
        ({"report_class": "organ", "report_level": "county_deputy"}, date(2025, 12, 1), State.BREACHED, "过期"),
        ({"report_class": "organ", "report_level": "section_principal"}, date(2025, 12, 1), State.NOT_TRIGGERED, "不在报告人之列"),
        ({}, date(2025, 12, 1), State.UNDETERMINED, "待查明"),
    ],
)  # fmt: skip
def test_the_yearly_report_is_overdue_of_those_alone_whom_the_text_means(
    world: Any, facts: dict[str, str], opened: date, said: State, shown: str
) -> None:
    ref = f"person:{world.people['wu'].pk}"
    asked = opening.Opening(
        "cn-2010-personal-matters-report", "personal-matters", world.organs["QZ"].pk, "个人有关事项报告", [ref], opened,
        mark="个报", subject_facts={ref: facts} if facts else {},
    )  # fmt: skip
    opening.open_matter(SYSTEM, asked)
    found, form = reporting.form_of("personal-matters", "annual")
    assert reporting.owed(world.people["wu"].pk, found, form) is said
    light = build.due_light(wu(), found, form)
    assert light is not None and shown in light.words


def test_of_whom_nothing_is_stated_it_is_not_known_whether_he_reports(world: Any) -> None:
    (page,) = build.index(wu())
    annual_, new_post = page.forms[0], page.forms[1]
    assert annual_.light.words == "待查明" and "认定；是的，2026-01-31 止" in annual_.said and annual_.url
    assert new_post.light.words == "有了才报"


def test_a_second_report_of_the_same_year_is_refused(world: Any) -> None:
    giving.submit(wu(), annual())
    assert refused(annual()) == {""}


def test_without_a_second_factor_nothing_is_given_in(world: Any) -> None:
    assert refused(annual(), actor("wu")) == {"actor"}


def test_who_is_nobody_of_the_register_has_no_form(world: Any) -> None:
    with pytest.raises(OutOfSight):
        giving.submit(actor("shuji", strong=True), annual())


def test_where_the_management_is_not_registered_the_receiver_is_to_be_found_out(world: Any) -> None:
    from zeren.records.people.models import Post

    Post.objects.update(managing_organ=None)
    with pytest.raises(Refused, match="receiving department"):
        giving.submit(wu(), annual())


def test_the_keeper_is_never_who_reports(world: Any) -> None:
    qian, wu_ = world.people["qian"], world.people["wu"]
    assert giving.keeper_of(world.organs["QZ"], wu_.pk) == qian
    assert giving.keeper_of(world.organs["QZ"], qian.pk) is None


def test_a_draft_is_the_accounts_own_and_gone_when_it_is_given_in(world: Any) -> None:
    found, form = reporting.form_of("personal-matters", "annual")
    reporting.save_draft(wu(), annual(reasons="出差"))
    kept = reporting.draft_of(wu(), found, form)
    assert kept and kept.answers["real_estate"].rows == (HOUSE,) and kept.reasons == "出差"
    other = replace(wu(), account="zhao", person=world.people["zhao"].pk)
    assert reporting.draft_of(other, found, form) is None
    giving.submit(wu(), annual())
    assert reporting.draft_of(wu(), found, form) is None


def test_the_year_before_is_the_last_yearly_report_of_an_earlier_year(world: Any) -> None:
    from zeren.desk.reports import build

    found, form = reporting.form_of("personal-matters", "annual")
    earlier = build.earlier_of(wu(), found, form)
    assert earlier is not None and (earlier.year, earlier.form) == (2024, "")
    material, _ = giving.submit(wu(), annual())
    _, new = reporting.form_of("personal-matters", "change")
    assert build.earlier_of(wu(), found, new) == material


def test_a_late_report_keeps_its_reason_with_the_entry(world: Any) -> None:
    _, event = giving.submit(wu(), annual(reasons="援藏期间通信不便"))
    assert (
        events.read(Event.objects.select_related("payload").get(pk=event.pk)).fields["reasons"]
        == "援藏期间通信不便"
    )


def judged(event: Event, norm: str) -> list[State]:
    """What the pack finds by a norm in the matter of the report."""
    matter = Matter.objects.get(pk=event.matter_id)
    return [finding.status for finding in evaluation.findings_of(matter) if finding.norm == norm]


def test_a_change_within_thirty_days_is_in_time_and_holds_only_what_happened(world: Any) -> None:
    material, event = giving.submit(wu(), change(arisen="2026-02-14"))
    assert [row.section for row in material.sections.all()] == ["marriage"]
    assert judged(event, "event-report") == [State.MET]


def test_a_change_after_thirty_days_is_late_and_a_weekend_at_the_end_is_not(world: Any) -> None:
    """3 月 14 日是星期六：顺延到今日；3 月 13 日到期的，今日已迟。"""
    _, event = giving.submit(wu(), change(arisen="2026-02-12"))
    assert judged(event, "event-report") == [State.MET]
    _, event = giving.submit(wu(), change(arisen="2026-02-11"))
    assert set(judged(event, "event-report")) == {State.MET, State.BREACHED}


def test_a_special_cause_takes_the_thirty_days_away_and_wants_its_reason(world: Any) -> None:
    late = change(arisen="2025-12-01", cause="yes", ended="2026-03-10", reasons="住院")
    _, event = giving.submit(wu(), late)
    assert State.BREACHED not in judged(event, "event-report")
    assert judged(event, "event-report-late-cause") == [State.MET]


@pytest.mark.parametrize(
    ("differs", "where"),
    [
        ({"arisen": ""}, {"arisen"}),
        ({"arisen": "2026-03-17"}, {"arisen"}),
        ({"arisen": "三月"}, {"arisen"}),
        ({"cause": ""}, {"cause"}),
        ({"cause": "yes"}, {"ended", "reasons"}),
        ({"cause": "yes", "reasons": "住院", "ended": "2026-02-28"}, {"ended"}),
        ({"answers": {}}, {""}),
        ({"answers": {"pay": Answer("no")}}, {"pay", ""}),
        ({"reasons": "甲" * 501}, {"reasons"}),
    ],
)
def test_a_change_that_is_not_whole_is_told(world: Any, differs: Any, where: set[str]) -> None:
    assert refused(change(**differs)) == where


def test_the_department_sees_that_it_came_and_not_what_it_holds(world: Any) -> None:
    giving.submit(wu(), annual())
    rows = list(queries.received(actor("ganbu"), name="吴"))
    assert [(row.year, row.form) for row in rows][0] == (2025, "annual")
    with pytest.raises(OutOfSight):
        queries.own_sections(actor("ganbu", strong=True), rows[0].pk)
    assert not queries.received(actor("zhao")).exists() and not queries.received(actor("shuji")).exists()


def test_a_section_that_came_on_paper_is_told_as_it_stands(world: Any) -> None:
    found, _ = reporting.form_of("personal-matters", "annual")
    section = found.sections["real_estate"]
    assert report_content.lines(section, "两处\n都在县城") == ("两处", "都在县城")
    assert report_content.lines(section, "12") == ("12",) and report_content.lines(section, '{"a": 1}') == (
        '{"a": 1}',
    )
    sealed = report_content.sealed(Answer("yes", (HOUSE, {})))
    assert report_content.lines(section, sealed) == (
        f"所有权人或者共有人：本人；坐落：{SECRET}；建筑面积（平方米）：118",
    )


def test_the_january_day_is_read_from_the_norm(world: Any) -> None:
    found, form = reporting.form_of("personal-matters", "annual")
    assert reporting.due_of(found, form) == date(2026, 1, 31)
    assert reporting.due_of(found, found.forms["change"]) is None


# ---------------------------------------------------------------- the countersignature of the unit's principal


def led(code: str, unit: str, role: Role = Role.PRINCIPAL, signin: str = "") -> Any:
    """Somebody of a unit, with an account in that role."""
    organ = Organ.objects.get(code=unit)
    if not Person.objects.filter(code=code).exists():
        assert registers.import_rows(
            SYSTEM, "people", [{"code": code, "name": f"{code}某", "organ": unit}]
        ).written
    made = accounts.make_account(
        SYSTEM,
        signin or code,
        f"qinglan-{code}",
        person=Person.objects.get(code=code),
        organ=organ,
        label=code,
    )
    accounts.give_role(SYSTEM, made, role, organ, date(2020, 1, 1))
    return actor(signin or code, strong=True)


def listed(who: Any) -> list[int]:
    return [share.matter_id for share in shares.visible_to(who)]


def test_the_unit_s_principal_learns_that_there_is_a_report_and_countersigns_it(world: Any) -> None:
    head = led("heng", "QT")
    material, event = giving.submit(wu(), annual(reasons="原因只写给受理机关"))
    assert listed(head) == [event.matter_id]
    view = shares.view(head, event.matter_id, "unit_principal")
    (entry,) = view.entries
    assert entry.fields == {"occasions": ("annual",)} and not entry.papers
    said = repr((view.entries, view.owed, view.about))
    assert SECRET not in said and "原因只写" not in said
    with pytest.raises(OutOfSight):
        queries.own_sections(head, material.pk)
    assert [offer.step.id for offer in view.offers] == ["report_signed"]
    matter = Matter.objects.get(pk=event.matter_id)
    owed = evaluation.findings_of(matter)
    assert [f.status for f in owed if f.norm == "receive-upper.sign-owed"] == [State.PENDING]
    share_acts.record(head, event.matter_id, "unit_principal", "report_signed", TODAY, {"own": "no"})
    after = evaluation.findings_of(matter)
    assert [f.status for f in after if f.norm == "receive-upper.sign-owed"] == [State.MET]
    assert [f.status for f in after if f.norm == "receive-upper.signer"] == [State.MET]


@pytest.mark.parametrize(
    ("unit", "role"),
    [("QT", Role.CASE_HANDLER), ("QT", Role.VIEWER), ("QT", Role.LEADER_IN_CHARGE), ("QJ", Role.PRINCIPAL)],
)
def test_nobody_else_of_the_unit_and_no_other_principal_learns_of_it(
    world: Any, unit: str, role: Role
) -> None:
    other = led("bie", unit, role)
    _, event = giving.submit(wu(), annual())
    assert listed(other) == []
    with pytest.raises(OutOfSight):
        shares.view(other, event.matter_id, "unit_principal")


def test_who_leads_the_unit_does_not_countersign_the_own_report_here(world: Any) -> None:
    found = account_queries.find("wu")
    assert found is not None
    accounts.give_role(SYSTEM, found, Role.PRINCIPAL, Organ.objects.get(code="QT"), date(2020, 1, 1))
    giving.submit(wu(), annual())
    assert listed(wu()) == []


def test_whom_the_own_unit_manages_nobody_countersigns(world: Any) -> None:
    """第八条（二）前段：属于本单位管理的，向本单位的组织（人事）部门报告，没有写审签。"""
    head = led("heng", "Q", signin="zhuyao")
    Person.objects.filter(pk=world.people["wu"].pk).update(organ=Organ.objects.get(code="Q"))
    _, event = giving.submit(wu(), annual())
    assert listed(head) == []
    found = evaluation.findings_of(Matter.objects.get(pk=event.matter_id))
    assert {f.status for f in found if f.norm in ("receive-upper.sign-owed", "receive-upper.signed")} == {
        State.NOT_TRIGGERED
    }


def test_the_former_unit_s_principal_sees_nothing_once_the_person_has_moved(world: Any) -> None:
    head, new = led("heng", "QT"), led("xin", "QJ")
    _, event = giving.submit(wu(), annual())
    moved = [{"code": "wu", "name": "吴局长", "organ": "QJ"}]
    assert registers.import_rows(SYSTEM, "people", moved).written
    assert listed(head) == [] and listed(new) == [event.matter_id]
