"""任前核查: what stands against an act on a day; one function for one person and for a list; nothing out of sight told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from records import support_packs, support_precheck
from zeren.records import packs
from zeren.records.actor import SYSTEM, Role
from zeren.records.beside import RulesError
from zeren.records.errors import OutOfSight
from zeren.records.matters import acts, opening
from zeren.records.matters.models import Matter, MatterSubject
from zeren.records.precheck import gathering, queries, rules
from zeren.records.precheck.answering import answer
from zeren.records.precheck.model import Asked, Weight
from zeren.records.restrictions.models import Restriction

DAY = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def real(pack: Any) -> Iterator[packs.Installed]:
    """The packs and the shared words as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def desk(county: SimpleNamespace) -> SimpleNamespace:
    """The organization department's officer asks; ``open`` makes a record, ``act`` an entry of it."""
    county.officer = county.actor("wu", Role.ORGANIZATION_OFFICER, "QZ", "", "organization_department")
    # A department sees those whom its committee appoints.
    county.pk = county.people["sun"].pk

    def open_(pack: str, procedure: str, organ: str = "QZ", subject: str = "", **more: Any) -> Matter:
        ref = subject or county.sun
        return opening.open_matter(
            SYSTEM,
            opening.Opening(
                pack, procedure, county.organs[organ].pk, "某事由", [ref], date(2025, 1, 6), mark="青",
                handler=county.people["zhao"].pk, **more,
            ),
        )  # fmt: skip

    def act(matter: Matter, step: str, at: str, subject: str = "", **fields: Any) -> int:
        words = packs.words(matter.pack, matter.version, matter.procedure)
        found = words and words.step(step)
        by = found.by[:1] if found else ()
        ref = subject or county.sun
        return acts.record_event(SYSTEM, matter.pk, step, at, fields, subjects=[ref], by=by).event.seq

    county.open, county.act = open_, act
    return county


def asked(desk: SimpleNamespace, day: date = DAY, intent: str = "promotion", **fields: str) -> Asked:
    return Asked(desk.pk, intent, day, fields=fields)


def norms(lines: Any) -> set[str]:
    return {line.norm for line in lines}


def found(desk: SimpleNamespace, *args: Any, **fields: Any) -> Any:
    return queries.check_one(desk.officer, asked(desk, *args, **fields))


@pytest.fixture
def adjusted(desk: SimpleNamespace) -> SimpleNamespace:
    """调离岗位 on 2025-03-17 under the provincial rules: a year without promotion, the last day 2026-03-16."""
    desk.matter = desk.open("gs-2015-up-and-down", "unsuited-adjustment")
    desk.act(desk.matter, "adjustment_decided", "2025-03-17", ways=["transfer"], collective="yes")
    return desk


# ---------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("day", "bars", "ended", "last"),
    [
        (date(2025, 3, 16), False, False, False),
        (date(2025, 3, 17), True, False, False),
        (date(2026, 3, 15), True, False, False),
        (date(2026, 3, 16), True, False, True),
        (date(2026, 3, 17), False, True, False),
        (date(2026, 3, 18), False, False, False),
    ],
)
def test_what_ends_that_very_day_still_bars_and_the_next_day_it_does_not(
    adjusted: SimpleNamespace, day: date, bars: bool, ended: bool, last: bool
) -> None:
    answer = found(adjusted, day)
    assert ("impact-1y" in norms(answer.bars)) is bars
    assert ("impact-1y" in norms(answer.ended)) is ended
    assert any(line.last_day(day) for line in answer.bars) is last


def test_a_bar_says_provision_record_since_until(adjusted: SimpleNamespace) -> None:
    line = next(line for line in found(adjusted).bars if line.norm == "impact-1y")
    assert line.pack.startswith("gs-2015-up-and-down@") and line.cites == ("20",)
    assert line.source is not None
    assert (line.source.matter, line.source.event) == (adjusted.matter.pk, 2)
    assert (line.since, line.until) == (date(2025, 3, 17), DAY)


def test_another_intent_meets_another_bar(adjusted: SimpleNamespace) -> None:
    assert "impact-1y" not in norms(found(adjusted, DAY, "further_use").bars)
    assert "impact-1y" not in norms(found(adjusted, DAY, "abroad").bars)


@pytest.mark.parametrize("pack, procedure", [("gs-2015-up-and-down", "unsuited-adjustment"), ("zy-2015-up-and-down", "city-unsuited-adjustment")])  # fmt: skip
def test_after_the_period_one_is_promoted_only_upon_a_review(desk: SimpleNamespace, pack: str, procedure: str) -> None:  # fmt: skip
    """The period's end gives nothing back by itself: outstanding, needed, suitable upon examination."""
    matter, free = desk.open(pack, procedure), DAY + timedelta(days=1)
    assert "after-impact" not in norms(found(desk, free).lines)
    desk.act(matter, "adjustment_decided", "2025-03-17", ways=["transfer"], collective="yes")
    answer = found(desk, free)
    assert not answer.bars and "impact-1y" in norms(answer.ended)
    (line,) = [line for line in answer.of(Weight.TO_DO) if line.norm == "after-impact"]
    assert [lift.step for lift in line.lifts] == ["suitability_reviewed"]
    assert "after-impact" not in norms(found(desk, free, "abroad").lines)
    desk.act(matter, "suitability_reviewed", DAY.isoformat(), outstanding="yes", needed="yes", suitable="yes")
    assert "after-impact" in norms(found(desk, free).of(Weight.DONE))


# ---------------------------------------------------------------- who could lift


def test_who_could_lift_it_is_read_from_the_text(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2014-selection-supervision", "selection-breach")
    desk.act(matter, "chasing_office_found", "2025-02-03")
    line = next(line for line in found(desk).bars if line.norm == "chasing-office")
    assert line.until is None
    assert [(lift.step, lift.roles) for lift in line.lifts] == [("chasing_bar_lifted", ("party_committee",))]
    desk.act(matter, "chasing_bar_lifted", "2026-03-16", reasons="认识改正")
    assert "chasing-office" in norms(found(desk).bars)
    assert "chasing-office" not in norms(found(desk, DAY + timedelta(days=1)).bars)


# ---------------------------------------------------------------- what depends on the post


@pytest.mark.parametrize(
    ("fields", "weight"),
    [
        ({}, Weight.OPEN),
        ({"category": "leading_member"}, Weight.BAR),
        ({"category": "outside"}, None),
        ({"category": "enterprise_member"}, Weight.OPEN),
        ({"category": "enterprise_member", "major_secrets": "no"}, None),
    ],
)
def test_a_bar_on_a_kind_of_post_turns_with_the_post(
    desk: SimpleNamespace, fields: dict[str, str], weight: Weight | None
) -> None:
    desk.open(
        "cn-2014-spouse-abroad-posts", "abroad-posts", subject_facts={desk.sun: {"abroad_finding": "spouse"}}
    )
    lines = [line for line in found(desk, **fields).lines if line.norm.startswith("bar-")]
    assert {line.weight for line in lines} == ({weight} if weight else set())
    if weight is Weight.OPEN:
        assert all(line.missing for line in lines)


def test_a_restriction_on_leading_posts_asks_which_post(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2021-organizational-handling", "organizational-handling", "QJ")
    desk.act(
        matter, "handling_decided", "2026-01-05", handling=["m-remove"], level="county_deputy", year="2026"
    )
    unknown, leading, other = (found(desk, **f) for f in ({}, {"leading": "yes"}, {"leading": "no"}))
    assert "resign-remove-1y" in norms(unknown.open)
    assert "resign-remove-1y" in norms(leading.bars)
    assert "resign-remove-1y" not in norms(other.lines)


# ---------------------------------------------------------------- before the act


def test_without_a_dossier_it_is_undetermined_and_says_who_keeps_one(desk: SimpleNamespace) -> None:
    lines = [line for line in found(desk).open if not line.norm]
    assert {line.pack.partition("@")[0] for line in lines} == {
        "cn-2014-selection-supervision", "cn-2014-spouse-abroad-posts",
    }  # fmt: skip
    assert all(missing.who for line in lines for missing in line.missing)


def test_the_steps_before_submission_are_to_do_and_then_done(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2014-selection-supervision", "selection-dossier")
    assert "hear-discipline-organ" in norms(found(desk).of(Weight.TO_DO))
    desk.act(matter, "integrity_examined", "2026-03-02")
    desk.act(matter, "discipline_opinion_given", "2026-03-03", result="clear")
    answer = found(desk)
    assert "hear-discipline-organ" in norms(answer.of(Weight.DONE))
    assert "unverified-gate" not in norms(answer.bars)
    desk.act(matter, "discipline_opinion_given", "2026-03-04", result="check_open")
    line = next(line for line in found(desk).bars if line.norm == "unverified-gate")
    assert line.since == date(2026, 3, 4) and line.until is None
    assert line.lifts[0].roles == ("discipline_commission",)


@pytest.mark.parametrize(("result", "bars"), [("truthful", False), ("late", False), ("untruthful", True), ("concealed", True)])  # fmt: skip
def test_only_an_untruthful_or_concealed_report_bars(desk: SimpleNamespace, result: str, bars: bool) -> None:
    matter = desk.open("cn-2014-selection-supervision", "selection-dossier")
    desk.act(matter, "personal_reports_consulted", "2026-03-02", verification_needed="no", result=result)
    assert ("untruthful-gate" in norms(found(desk).bars)) is bars


def test_an_exam_failed_bars_until_one_is_passed(desk: SimpleNamespace) -> None:
    matter = desk.open("gs-2014-cadre-supervision", "appointment-preconditions")
    desk.act(matter, "integrity_exam_failed", "2026-02-02")
    assert "exam-failed" in norms(found(desk).bars)
    desk.act(matter, "integrity_exam_passed", "2026-02-20")
    answer = found(desk)
    assert "exam-failed" not in norms(answer.bars) and "pre-appointment-exam" in norms(answer.of(Weight.DONE))


def test_abroad_rests_on_the_written_reply_alone(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2014-exit-entry", "trip-abroad", facts={"trip": "official"})
    desk.act(matter, "trip_examined", "2026-03-02", barred_by_law="no", discipline_reply="not_to_approve")
    assert "no-approval" in norms(found(desk, DAY, "abroad").bars)
    assert "no-approval" not in norms(found(desk).lines)


@pytest.mark.parametrize(("day", "there"), [(date(2026, 3, 8), True), (date(2026, 3, 9), False)])
def test_a_dossier_serves_one_appointment(desk: SimpleNamespace, day: date, there: bool) -> None:
    """With the decision it has served: neither what was done nor what barred then is said of the next appointment."""
    matter = desk.open("cn-2014-selection-supervision", "selection-dossier")
    desk.act(matter, "integrity_examined", "2026-03-02")
    desk.act(matter, "discipline_opinion_given", "2026-03-03", result="clear")
    desk.act(matter, "personal_reports_consulted", "2026-03-04", verification_needed="no", result="concealed")
    decided = desk.act(matter, "appointment_decided", "2026-03-09", reportable="no")
    answer = found(desk, day)
    assert ("hear-discipline-organ" in norms(answer.of(Weight.DONE))) is there
    assert ("untruthful-gate" in norms(answer.bars)) is there
    lacking = {line.pack.partition("@")[0] for line in answer.open if not line.norm}
    assert ("cn-2014-selection-supervision" in lacking) is not there
    acts.void_event(SYSTEM, matter.pk, decided, reason="误录")
    assert "hear-discipline-organ" in norms(found(desk, day).of(Weight.DONE))


def test_a_trip_from_which_one_came_back_is_no_examination_of_the_next(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2014-exit-entry", "trip-abroad", facts={"trip": "official"})
    desk.act(matter, "trip_examined", "2026-03-02", barred_by_law="no", discipline_reply="no_objection")
    desk.act(matter, "trip_approved", "2026-03-03")
    assert "examination" in norms(found(desk, DAY, "abroad").of(Weight.DONE))
    desk.act(matter, "came_back", DAY.isoformat())
    assert "examination" in norms(found(desk, DAY - timedelta(days=1), "abroad").of(Weight.DONE))
    answer = found(desk, DAY, "abroad")
    assert not answer.of(Weight.DONE) and [line.norm for line in answer.open] == [""]


def test_a_line_rests_on_the_entry_about_this_person_that_stands(desk: SimpleNamespace) -> None:
    matter = desk.open("cn-2014-selection-supervision", "selection-dossier")
    MatterSubject.objects.create(matter=matter, person=desk.people["li"], place=1)
    mine = desk.act(matter, "discipline_opinion_given", "2026-03-03", result="check_open")
    desk.act(matter, "discipline_opinion_given", "2026-03-04", desk.li, result="clear")
    wrong = desk.act(matter, "discipline_opinion_given", "2026-03-05", result="check_open")
    acts.void_event(SYSTEM, matter.pk, wrong, reason="误录")
    line = next(line for line in found(desk).bars if line.norm == "unverified-gate")
    assert line.source is not None and line.source.event == mine and line.since == date(2026, 3, 3)


# ---------------------------------------------------------------- who is told what


def test_nobody_checks_himself_or_somebody_out_of_sight(desk: SimpleNamespace) -> None:
    own = desk.actor("sun", Role.ORGANIZATION_OFFICER, "QT", "sun")
    for actor in (own, desk.zhou, desk.subject, desk.actor("team", Role.TEAM_MEMBER, "Q")):
        with pytest.raises(OutOfSight):
            queries.check_one(actor, asked(desk))


def test_an_effect_is_told_where_the_file_is_out_of_sight_and_its_number_is_not(
    desk: SimpleNamespace,
) -> None:
    matter = desk.open("cn-2021-organizational-handling", "organizational-handling", "QJ")
    desk.act(
        matter, "handling_decided", "2026-01-05", handling=["m-demote"], level="county_deputy", year="2026"
    )
    line = next(line for line in found(desk).bars if line.norm == "demote-period")
    assert line.source is not None
    assert (line.source.matter, line.source.number) == (0, "")
    whole = queries.check_one(desk.leader, asked(desk))
    assert any(line.source and line.source.number == matter.number for line in whole.bars)


@pytest.mark.parametrize("above", [False, True])
def test_an_open_clue_changes_nothing_outside_the_discipline_organ(
    adjusted: SimpleNamespace, above: bool
) -> None:
    """Byte for byte: the same answer with and without a case, a nominee's reported problem and a publicity report. Also
    for who works for the committee above the discipline organ and sees its files."""
    desk = adjusted
    if above:
        desk.officer = desk.actor("wu", Role.ORGANIZATION_OFFICER, "Q", "", "organization_department")
    before = [found(desk, DAY, intent).as_dict() for intent in rules.INTENTS]
    digests = [found(desk, DAY, intent).digest for intent in rules.INTENTS]
    desk.open(
        "cn-2019-accountability", "accountability", "QJ", subject_facts={desk.sun: {"subject_kind": "cadre"}}
    )
    case = desk.open("gs-2014-main-responsibility", "nominee-check", "QJ")
    desk.act(case, "problem_reported", "2026-03-02")
    dossier = desk.open("cn-2014-selection-supervision", "selection-dossier", "QJ")
    desk.act(dossier, "publicity_report_received", "2026-03-02")
    assert Restriction.objects.filter(matter=dossier).exists()
    assert [found(desk, DAY, intent).as_dict() for intent in rules.INTENTS] == before
    assert [found(desk, DAY, intent).digest for intent in rules.INTENTS] == digests


def test_a_discipline_organ_is_told_of_its_own_records(desk: SimpleNamespace) -> None:
    case = desk.open("gs-2014-main-responsibility", "nominee-check", "QJ")
    desk.act(case, "problem_reported", "2026-03-02")
    mine = queries.check_one(desk.zhao, asked(desk))
    assert any(line.source and line.source.matter == case.pk for line in mine.lines)
    assert not any(line.source and line.source.matter == case.pk for line in found(desk).lines)


# ---------------------------------------------------------------- one and many


PEOPLE = 2000


@pytest.fixture
def population(desk: SimpleNamespace) -> list[Asked]:
    return support_precheck.population(desk, PEOPLE)


def test_the_list_and_the_single_check_answer_alike_for_everyone(
    desk: SimpleNamespace, population: list[Asked]
) -> None:
    listed = queries.check(desk.officer, population)
    assert [answer.asked for answer in listed] == population
    assert sum(bool(answer.bars) for answer in listed) > PEOPLE // 10
    assert sum(bool(answer.ended) for answer in listed) > PEOPLE // 100
    # Each alone: over a ground of his own, and over another order of the list.
    alone = [answer(_alone(desk, one), one) for one in population[:100]]
    assert alone == listed[:100]
    turned = queries.check(desk.officer, population[::-1])[::-1]
    assert [answer.digest for answer in turned] == [answer.digest for answer in listed]
    for one, whole in zip(population, listed, strict=True):
        assert whole.bars == tuple(line for line in whole.lines if line.weight is Weight.BAR)
        assert all(_holds(line, one.day) for line in whole.bars)


def _alone(desk: SimpleNamespace, one: Asked) -> gathering.Ground:
    return gathering.now(desk.officer, [one])


def _holds(line: Any, day: date) -> bool:
    return line.since <= day and (line.until is None or day <= line.until)


def test_a_list_costs_a_fixed_number_of_queries(
    desk: SimpleNamespace, population: list[Asked], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        queries.check(desk.officer, population)


# ---------------------------------------------------------------- what stands beside the packs


def test_every_rule_names_what_its_pack_has(real: packs.Installed) -> None:
    listed = rules.every(real.packs)
    assert len(listed) >= 9
    for rule in listed:
        for pack in real.versions(rule.pack):
            assert rules.faults(rule, pack) == []


@pytest.mark.parametrize(
    ("given", "says"),
    [([], "acts were expected"), ({"acts": {}, "x": 1}, "unknown key x"), ({"acts": {"a": ["fly"]}}, "no intent fly"), ({"acts": {}, "retired": ["fly"]}, "no intent fly")],
)  # fmt: skip
def test_a_rule_that_is_none_is_told(given: Any, says: str) -> None:
    with pytest.raises(RulesError, match=says):
        rules.read(given)
