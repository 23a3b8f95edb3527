"""Each organ's own duty in a matter that another handles: what it sees, what it may do, and what it never learns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import once
from records import conftest as county_of
from records.support_packs import delivered
from zeren.records import calendars, clock, packs, rebuild, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.beside import RulesError
from zeren.records.errors import OutOfSight, RecordsError, Refused
from zeren.records.letters.owing import owing
from zeren.records.matters import access, acts, files, ledger, opening, queries, secrecy
from zeren.records.matters.models import Event, Matter
from zeren.records.matters.secrecy import Secrecy
from zeren.records.obligations import acts as catching
from zeren.records.obligations import worklist
from zeren.records.obligations.models import Obligation, Want
from zeren.records.recusals import acts as recusals
from zeren.records.shares import acts as shares
from zeren.records.shares import queries as seen
from zeren.records.shares import rules
from zeren.records.shares.models import MatterShare
from zeren.records.shares.rules import read

pytestmark = pytest.mark.django_db

DISCIPLINE, ORGANIZATION = "discipline_commission", "organization_department"
MORE_ORGANS = [
    {"code": "CX", "name": "市委巡察办", "level": "city", "kind": "working_organ", "superior": "C", "committee": "C"},
    {"code": "CJ", "name": "某市纪委", "level": "city", "kind": DISCIPLINE, "superior": "C", "committee": "C"},
    {"code": "CZ", "name": "某市委组织部", "level": "city", "kind": ORGANIZATION, "superior": "C", "committee": "C"},
]  # fmt: skip
MORE_PEOPLE = [
    {"code": "ji", "name": "纪监督", "organ": "CJ"},
    {"code": "zu", "name": "组监督", "organ": "CZ"},
]
RECEIVED = "2026-01-05"
"""Three months of rectification end on 5 April, three more for the reports of both organs on 5 July."""

SECRET, THEIRS = "密语", "他单位的监督情况"


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The packs as they are delivered."""
    with delivered() as installed:
        yield installed


def enter() -> int:
    """The county with a city's organs, and a rectification that the inspection office handles."""
    county_of.enter()
    for noun, rows in (("organs", MORE_ORGANS), ("people", MORE_PEOPLE)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    found = county_of.find()
    with delivered():
        asked = opening.Opening(
            "cn-2022-inspection-rectification", "inspection-rectification", found.organs["CX"].pk, SECRET,
            [f"organ:{found.organs['QT'].pk}"], date(2026, 1, 4), mark="市整",
        )  # fmt: skip
        matter = opening.open_matter(SYSTEM, asked).pk
        by(
            matter,
            "feedback_given",
            "2026-01-04",
            "inspection_team",
            main_problems="矛盾",
            suggestions="建议",
        )
        by(matter, "transferred", "2026-01-04", "inspection_team", kind="cadre_clues", to=DISCIPLINE)
        by(matter, "feedback_received", RECEIVED, "inspected_organization")
    return matter


entered = once.fixture(enter, county_of.TODAY)


def by(matter: int, step: str, at: str, role: str, papers: tuple[int, ...] = (), **fields: Any) -> Event:
    """An act as the organ that handles the matter records it."""
    return acts.record_event(SYSTEM, matter, step, at, fields, by=(role,), attachments=papers).event


@pytest.fixture
def case(db: None, home: Path, entered: once.Entered) -> SimpleNamespace:
    """The matter and who acts: for the discipline organ, the organization department, the unit, the neighbour."""
    matter = entered.into(home)
    county = county_of.find()
    return SimpleNamespace(
        **vars(county),
        matter=matter,
        ji=county.actor("ji", Role.SUPERVISION_OFFICER, "CJ", "ji", DISCIPLINE),
        zu=county.actor("zu", Role.ORGANIZATION_OFFICER, "CZ", "zu", ORGANIZATION),
        office=county.actor("xun", Role.CASE_HANDLER, "CX"),
    )


def todo(actor: Actor) -> set[tuple[str, date | None]]:
    """What stands under the tab of what one's organs owe elsewhere."""
    days = worklist.days_of(clock.today(), calendars.calendar())
    return {(row.norm, row.due) for row in worklist.listed(actor, worklist.Tab.ELSEWHERE, days, 0, 50).rows}


def on(settings: Any, day: date) -> None:
    """The clock is set, and what a new day may have changed is evaluated again."""
    settings.ZEREN = replace(settings.ZEREN, today=day)
    while catching.catch_up(SYSTEM, today=day):
        pass


def test_no_share_names_what_its_pack_does_not_have_or_gives_what_the_pack_does_not_give() -> None:
    found = {}
    for pack in packs.installed().packs:
        for procedure in pack.procedures.values():
            for role, share in rules.rules_of(pack, procedure).items():
                found[pack.id, role] = rules.faults(share, procedure)
    assert found and set(map(tuple, found.values())) == {()}
    assert {role for pack, role in found if pack == "cn-2022-inspection-rectification"} == {
        DISCIPLINE,
        ORGANIZATION,
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"r": {"is": "regulator", "opens": [], "sees": {}, "does": []}}, "the register knows no organ"),
        ({"party_committee": {"opens": [], "sees": {}, "does": [], "steps": {}}}, "known are"),
        ({"party_committee": {"opens": [], "sees": {"a": {"does": {}}}, "does": []}}, "known are"),
    ],
)
def test_a_share_that_cannot_be_used_is_told(body: dict[str, Any], said: str) -> None:
    with pytest.raises(RulesError, match=said):
        read(body)


# ---------------------------------------------------------------- the clocks


@pytest.mark.parametrize(("day", "runs"), [(date(2026, 4, 4), False), (date(2026, 4, 5), True)])
def test_each_organ_sees_its_own_clock_from_the_day_on_which_it_begins_and_not_the_other_s(
    case: Any, settings: Any, day: date, runs: bool
) -> None:
    assert todo(case.ji) == {("ccdi-clues", None), ("ccdi-attend.ledger", None)} and todo(case.zu) == set()
    on(settings, day)
    report = date(2026, 7, 5)
    assert (("ccdi-report-deadline", report) in todo(case.ji)) is runs
    assert todo(case.zu) == ({("org-report-deadline", report)} if runs else set())
    shown = {one.period.norm: one.period.due for one in seen.view(case.zu, case.matter, ORGANIZATION).owed}
    assert shown == ({"org-report-deadline": report} if runs else {})
    # Who handles the matter has them all, and the letters know the same organ by the same register.
    row = Obligation.objects.filter(matter=case.matter, norm="org-report-deadline").first()
    assert row is None or owing(row.matter, row).unit == case.organs["CZ"]


def test_what_an_organ_did_is_off_its_worklist_stays_in_its_view_and_stands_in_the_file(
    case: Any, settings: Any
) -> None:
    on(settings, date(2026, 4, 6))
    done = shares.record(
        case.zu, case.matter, ORGANIZATION, "department_reported", "2026-04-06", {"via": "inspection_office"},
        uploads=[("监督情况.txt", THEIRS.encode())], token="t",
    )  # fmt: skip
    again = shares.record(case.zu, case.matter, ORGANIZATION, "department_reported", "2026-04-06", token="t")
    assert again.pk == done.pk and todo(case.zu) == set()
    view = seen.view(case.zu, case.matter, ORGANIZATION)
    (entry,) = [e for e in view.entries if e.mine]
    (paper,) = entry.papers
    assert seen.paper_of(case.zu, case.matter, ORGANIZATION, paper.id)[2].decode() == THEIRS
    assert [o.done for o in view.offers if o.step.id == "department_reported"] == [1]
    (filed,) = [e for e in queries.entries(case.office, case.matter) if e.type == "department_reported"]
    assert filed.by == (ORGANIZATION,) and filed.account == "zu"


def test_what_lies_in_the_future_is_no_record_and_what_is_late_is_one(case: Any, settings: Any) -> None:
    on(settings, date(2026, 7, 6))
    with pytest.raises(Refused) as wrong:
        shares.record(case.zu, case.matter, ORGANIZATION, "department_reported", "2026-07-07")
    assert [problem.field for problem in wrong.value.problems] == ["at"]
    shares.record(
        case.zu, case.matter, ORGANIZATION, "department_reported", "2026-07-06", {"via": "inspection_office"}
    )
    (one,) = [
        o for o in seen.view(case.zu, case.matter, ORGANIZATION).owed if "department_reported" in o.acts
    ]
    assert (one.period.state, one.period.due, one.period.done) == (
        "breached",
        date(2026, 7, 5),
        date(2026, 7, 6),
    )


# ---------------------------------------------------------------- what is seen


def everything(matter: int) -> None:
    """Each step of the procedure with every text a secret of its own, and a paper of its own."""
    words = packs.words(*Matter.objects.values_list("pack", "version", "procedure").get(pk=matter))
    assert words is not None
    for step in words.procedure.steps.values():
        for role in step.by:
            fields: dict[str, Any] = {
                name: f"{SECRET}{step.id}.{name}"
                for name, f in step.record.items()
                if f.type in ("text", "document")
            }
            fields |= {"to": DISCIPLINE} if step.id in ("progress_reported", "transferred") else {}
            name = f"{SECRET}{step.id}.{role}.txt"
            paper = files.add_attachment(SYSTEM, matter, name, b"a").pk
            by(matter, step.id, "2026-03-02", role, (paper,), **fields)


@pytest.mark.exhaustive
def test_of_every_field_and_paper_of_every_step_only_what_is_named_or_its_own_is_shown(case: Any) -> None:
    everything(case.matter)
    for actor, role, other in (
        (case.ji, DISCIPLINE, "department_reported"),
        (case.zu, ORGANIZATION, "discipline_reported"),
    ):
        view = seen.view(actor, case.matter, role)
        rule, steps = view.rules, view.words.procedure.steps
        texts = (text for e in view.entries for text in e.fields.values() if isinstance(text, str))
        said = {text for text in texts if text.startswith(SECRET)}
        own = {f"{SECRET}{name}.{field}" for name in rule.does for field in steps[name].record}
        named = {f"{SECRET}{name}.{field}" for name, one in rule.sees.steps.items() for field in one.fields}
        assert said and said <= own | named
        papers = {paper.name for paper in view.papers.values()}
        theirs = {f"{SECRET}{name}.{role}.txt" for name in rule.does}
        given = {
            f"{SECRET}{name}.{who}.txt"
            for name, one in rule.sees.steps.items()
            if one.papers
            for who in steps[name].by
        }
        assert theirs <= papers <= theirs | given
        # Of a clue nothing but that it was handed over; of the other organ's report on its supervision nothing at all.
        shut = tuple(f"{SECRET}{hidden}." for hidden in ("transferred", other, "round_reported"))
        assert not any(text.startswith(shut) for text in (*said, *papers))
        assert SECRET not in (view.number, *view.about, view.organ)


def test_of_a_person_who_was_not_put_before_the_organ_it_learns_nothing(case: Any) -> None:
    asked = opening.Opening(
        "cn-2019-accountability", "accountability", case.organs["CX"].pk, SECRET, [case.sun, case.li],
        date(2026, 2, 2), mark="市问", subject_facts={ref: {"subject_kind": "cadre"} for ref in (case.sun, case.li)},
    )  # fmt: skip
    matter = opening.open_matter(SYSTEM, asked)
    for ref, measure in ((case.sun, "m-cadre-admonish"), (case.li, "m-cadre-circular")):
        acts.record_event(
            SYSTEM, matter.pk, "decided", "2026-02-20", {"outcome": "accountable", "measure": (measure,)},
            subjects=[ref], by=("work_organ",),
        )  # fmt: skip
    assert not seen.visible_to(case.zu).filter(matter=matter).exists()
    told = acts.record_event(
        SYSTEM, matter.pk, "organs_notified", "2026-02-25", {"to": (ORGANIZATION,)}, subjects=[case.sun],
        by=("deciding_organ",),
    ).event  # fmt: skip
    view = seen.view(case.zu, matter.pk, ORGANIZATION)
    assert view.about == ("孙局长",) and [e.fields.get("measure") for e in view.entries] == [
        ("m-cadre-admonish",),
        None,
    ]
    assert not seen.visible_to(case.ji).filter(matter=matter).exists()
    owed = worklist.owed_elsewhere(case.zu).filter(matter=matter)
    assert owed and set(owed.values_list("subject", flat=True)) == {case.sun}
    with pytest.raises(Refused):
        shares.record(case.zu, matter.pk, ORGANIZATION, "personnel_filed", "2026-03-02", about=[case.li])
    # Told by mistake: with the entry the sight ends.
    acts.void_event(SYSTEM, matter.pk, told.seq, reason="通报错")
    assert not seen.visible_to(case.zu).filter(matter=matter).exists()


# ---------------------------------------------------------------- who sees nothing


def asked(actor: Actor, matter: int, role: str) -> bool:
    """Whether the gate lets the actor in, and with it the view; shut, the worklist holds nothing of it either."""
    found = seen.visible_to(actor).filter(matter=matter, role=role).exists()
    assert found or not worklist.owed_elsewhere(actor).filter(matter=matter).exists()
    with nullcontext() if found else pytest.raises(OutOfSight):
        seen.view(actor, matter, role)
    with pytest.raises(OutOfSight):
        seen.view(actor, 10**25, role)
    return found


def test_nobody_else_sees_it_by_any_role_anywhere(case: Any) -> None:
    assert asked(case.ji, case.matter, DISCIPLINE)
    for role in Role:
        organs = ["QT", "QJ", "QZ", "BJ", "CZ"] + ([] if role in seen.LOOKS else ["CJ"])
        for organ in organs:
            assert not asked(case.actor("x", role, organ, "zu"), case.matter, DISCIPLINE), (role, organ)


def test_the_file_and_its_lists_do_not_know_the_share(case: Any) -> None:
    before = Event.objects.count()
    for actor in (case.ji, case.zu):
        assert not access.visible_to(actor).exists() and not worklist.visible_to(actor).exists()
        assert worklist.one(actor, Obligation.objects.filter(matter=case.matter)[0].pk) is None
        assert list(ledger.filtered(actor, {}, {}, clock.today(), clock.today())) == []
        assert queries.by_number(actor, Matter.objects.get(pk=case.matter).number) == []
        for way in (
            lambda actor=actor: queries.get_matter(actor, case.matter),
            lambda actor=actor: queries.entries(actor, case.matter),
            lambda actor=actor: queries.attachments(actor, case.matter),
            lambda actor=actor: acts.record_event(actor, case.matter, "report_reviewed", "2026-03-02"),
            lambda actor=actor: acts.void_event(actor, case.matter, 2, reason="甲"),
            lambda actor=actor: acts.state_facts(actor, case.matter, {}),
            lambda actor=actor: files.add_attachment(actor, case.matter, "a.txt", b"a"),
        ):
            with pytest.raises(OutOfSight):
                way()
    assert Event.objects.count() == before


@pytest.mark.exhaustive
def test_no_step_but_its_own_is_recorded_by_any_organ(case: Any) -> None:
    for actor, role in ((case.ji, DISCIPLINE), (case.zu, ORGANIZATION)):
        view = seen.view(actor, case.matter, role)
        for step in (*view.words.procedure.steps, "departure_reasoned", "_facts", "no_such"):
            before = Event.objects.count()
            with suppress(RecordsError):
                shares.record(actor, case.matter, role, step, "2026-03-02")
            theirs = step in view.rules.does and role in view.words.procedure.steps[step].by
            assert (Event.objects.count() == before + 1) is theirs, step


def test_who_only_looks_records_nothing_for_the_organ(case: Any) -> None:
    viewer = case.actor("v", Role.VIEWER, "CJ")
    assert asked(viewer, case.matter, DISCIPLINE)
    for way in (shares.record, shares.save_draft):
        with pytest.raises(Refused):
            way(
                viewer,
                case.matter,
                DISCIPLINE,
                "ledger_kept",
                {} if way is shares.save_draft else "2026-03-02",
            )


def test_what_is_kept_from_somebody_is_kept_here_too(case: Any) -> None:
    secrecy.classify(
        replace(SYSTEM, person=case.people["zhao"].pk),
        case.matter,
        Secrecy("机密", circle=(case.people["ji"].pk,)),
        "涉密",
    )
    other = case.actor("j2", Role.CASE_HANDLER, "CJ", "zhou")
    assert asked(case.ji, case.matter, DISCIPLINE) and not asked(other, case.matter, DISCIPLINE)
    recusals.declare(SYSTEM, case.matter, case.people["ji"].pk, "kin", "亲属")
    assert not asked(case.ji, case.matter, DISCIPLINE)


def test_the_sight_follows_the_register_at_once(case: Any) -> None:
    rows = [
        {**MORE_ORGANS[1], "committee": ""},
        {
            "code": "CJ2",
            "name": "新市纪委",
            "level": "city",
            "kind": DISCIPLINE,
            "superior": "C",
            "committee": "C",
        },
    ]
    assert registers.import_rows(SYSTEM, "organs", rows).written
    case.organs = county_of.find().organs
    new = county_of.find().actor("new", Role.CASE_HANDLER, "CJ2")
    assert not asked(case.ji, case.matter, DISCIPLINE) and asked(new, case.matter, DISCIPLINE)
    written = rebuild.contents()["MatterShare"]
    rebuild.rebuild()
    assert rebuild.contents()["MatterShare"] == written


def test_an_organ_has_no_share_in_what_it_handles_or_in_what_is_about_itself(case: Any) -> None:
    def made(handling: str, about: str) -> int:
        asked = opening.Opening(
            "cn-2022-inspection-rectification", "inspection-rectification", case.organs[handling].pk, "甲",
            [f"organ:{case.organs[about].pk}"], date(2026, 1, 4), mark="再整",
        )  # fmt: skip
        matter = opening.open_matter(SYSTEM, asked).pk
        by(matter, "feedback_received", RECEIVED, "inspected_organization")
        return matter

    handled, concerned = made("CJ", "QT"), made("CX", "CZ")
    organs = dict(MatterShare.objects.filter(matter__in=(handled, concerned)).values_list("matter", "organ"))
    roles = {
        (s.matter_id, s.role): s.organ_id for s in MatterShare.objects.filter(matter__in=(handled, concerned))
    }
    assert organs and roles == {
        (handled, DISCIPLINE): None,
        (handled, ORGANIZATION): case.organs["CZ"].pk,
        (concerned, DISCIPLINE): case.organs["CJ"].pk,
        (concerned, ORGANIZATION): None,
    }
    assert not asked(case.zu, concerned, ORGANIZATION)


def test_replay_arrives_at_the_same_shares(case: Any) -> None:
    shares.record(case.ji, case.matter, DISCIPLINE, "ledger_kept", "2026-03-02")
    written = rebuild.contents()["MatterShare"]
    assert written and Obligation.objects.filter(shares__isnull=False, want=Want.DO).exists()
    rebuild.rebuild()
    assert rebuild.contents()["MatterShare"] == written
