"""Situations for talks: facts on record that a provision names, answered by people, never a person chosen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records import support_packs
from zeren.law.packs.form import Force, Kind
from zeren.norms.model import Finding, State
from zeren.records import integrity, packs, rebuild
from zeren.records.actor import Role
from zeren.records.beside import RulesError
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import acts as matters
from zeren.records.matters import queries as matter_queries
from zeren.records.matters import secrecy
from zeren.records.matters.models import Matter, MatterLink
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.obligations.acts import catch_up
from zeren.records.situations import acts, projecting, queries, rules
from zeren.records.situations.models import Situation

pytestmark = pytest.mark.django_db
INTERVIEW = ("zy-2015-interviews", "interview")


@pytest.fixture(autouse=True)
def pack() -> Iterator[packs.Installed]:
    """The packs as they are delivered, without the talks, which name many of the same facts."""
    with support_packs.without("zy-2015-talks") as found:
        yield found


def errand(county: Any, title: str = "落实保障房分配") -> Matter:
    """An item of the commission's for the bureau, whose node was the day before today."""
    asked = Opening(
        "gs-2016-111-oversight", "oversight", county.organs["QJ"].pk, title, [f"organ:{county.organs['QT'].pk}"],
        date(2026, 3, 2), mark="青督", handler=county.people["zhao"].pk,
    )  # fmt: skip
    made = open_matter(county.zhao, asked)
    fields = {"item": "分配", "manner": "书面", "node": "2026-03-15"}
    matters.record_event(
        county.zhao, made.pk, "oversight_assigned", "2026-03-02", fields, by=("general_office",)
    )
    return made


def inspection(county: Any) -> Matter:
    """An inspection of the bureau."""
    asked = Opening(
        "zy-2015-inspection", "inspection", county.organs["QJ"].pk, "巡察", [f"organ:{county.organs['QT'].pk}"],
        date(2026, 1, 5), mark="青巡", handler=county.people["zhao"].pk,
    )  # fmt: skip
    return open_matter(county.zhao, asked)


def asked(county: Any, **differs: Any) -> Opening:
    given = Opening(
        *INTERVIEW, county.organs["QJ"].pk, "约谈", [county.sun], date(2026, 3, 16), mark="青约",
        facts={"kind": "reminder"},
    )  # fmt: skip
    return replace(given, **differs)


def refused(call: Any, *args: Any) -> set[str]:
    with pytest.raises(Refused) as told:
        call(*args)
    return {problem.field for problem in told.value.problems}


def test_what_was_not_kept_is_a_fact_from_its_day_on_and_goes_when_it_is_done(
    county: Any, settings: Any
) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 15))
    made = errand(county)
    assert not Situation.objects.exists()
    settings.ZEREN = replace(settings.ZEREN, today=date(2026, 3, 16))
    catch_up(county.zhao)
    found = queries.register(county.zhao, "").get()
    assert (found.rule, found.cite, found.norm, found.on) == (
        "node-passed", "5.1.1", "object-four-acts.node", date(2026, 3, 15),
    )  # fmt: skip
    assert found.subject == f"organ:{county.organs['QT'].pk}" and found.source.startswith(
        "gs-2016-111-oversight@"
    )
    matters.record_event(
        county.zhao,
        made.pk,
        "oversight_fed_back",
        "2026-03-16",
        {"results": "办结"},
        by=("receiving_organization",),
    )
    assert not Situation.objects.exists()


def test_a_fact_that_two_regulations_name_stands_once_for_each_and_is_answered_for_each(county: Any) -> None:
    with support_packs.delivered():
        errand(county)
        talk = queries.register(county.zhao, "", target="zy-2015-talks/talk").get()
        interview = queries.register(county.zhao, "", target="/".join(INTERVIEW)).get()
        assert (talk.cite, interview.cite) == ("4.1.4", "5.1.1")
        assert (talk.norm, talk.subject, talk.on) == (interview.norm, interview.subject, interview.on)
        acts.decline(county.zhao, talk.pk, "已由纪检机关约谈，方案引用")
        interview.refresh_from_db()
        assert interview.outcome == ""


def test_an_entry_is_a_fact_while_it_is_in_force_and_its_fields_say_so(county: Any) -> None:
    made = inspection(county)
    given = {"to": ("leading_group",), "parts": ("situation",)}
    matters.record_event(county.zhao, made.pk, "feedback_given", "2026-02-02", given, by=("team",))
    assert not Situation.objects.exists()
    again = matters.correct_event(
        county.zhao, made.pk, 2, reason="补全", fields={**given, "parts": ("situation", "problems")}
    )
    found = Situation.objects.get()
    assert (found.rule, found.event, found.on) == ("tour-problems", again.event.seq, date(2026, 2, 2))
    assert found.source_cites == "5.4.p1"
    matters.void_event(county.zhao, made.pk, again.event.seq, reason="重复")
    assert not Situation.objects.exists()


@pytest.mark.parametrize(
    ("norm", "value", "listed"),
    [
        ("grade-group", "一般", [("group-average", "6.1.6"), ("group-grade", "2.4")]),
        ("grade-cadre", "一般", [("cadre-average", "6.1.6"), ("cadre-grade", "2.4")]),
        # 约谈办法 names 一般 alone, 两个责任办法 both.
        ("grade-cadre", "较差", [("cadre-grade", "2.4")]),
        ("grade-cadre", "良好", []),
        ("grade-cadre", None, []),
        ("cadre-composite", "一般", []),
    ],
)
def test_a_grade_is_a_fact_only_where_it_is_the_one_that_is_named(
    county: Any, pack: packs.Installed, norm: str, value: str | None, listed: list[tuple[str, str]]
) -> None:
    made = errand(county)
    made.pack = "zy-2015-assessment"
    found = Finding(
        "zy-2015-assessment@2015-12-25", norm, Kind.GRADE, Force.MUST, ("20.2",), State.MET, county.sun, value=value,
        because=("m1e2",),
    )  # fmt: skip
    named = rules.of_source("zy-2015-assessment", pack.packs)
    rows = list(projecting.rows_of(made, (), (found,), named))
    assert [(row.rule, row.cite) for row in rows] == listed
    assert all((row.subject, row.source_cites) == (county.sun, "20.2") for row in rows)


def test_it_is_considered_with_its_reason_and_may_be_opened_later(county: Any) -> None:
    made = errand(county)
    found = Situation.objects.get()
    for wrong in (" ", "由" * 401):
        assert refused(acts.decline, county.zhao, found.pk, wrong) == {"reason"}
    acts.decline(county.zhao, found.pk, "由" * 400)
    found.refresh_from_db()
    assert found.outcome == "declined" and refused(acts.decline, county.zhao, found.pk, "甲") == {"outcome"}
    opened = acts.open_from(county.zhao, found.pk, asked(county))
    found.refresh_from_db()
    assert (
        found.outcome == "opened"
        and MatterLink.objects.filter(parent=made, child=opened, kind="led").exists()
    )
    told = [(e.fields["outcome"], e.fields.get("child", "")) for e in queries.answers(county.zhao, found)]
    assert told == [("opened", opened.number), ("declined", "")]
    assert refused(acts.decline, county.zhao, found.pk, "甲") == {"outcome"}


def test_nothing_is_half_written_where_the_opening_is_refused(county: Any) -> None:
    errand(county)
    found = Situation.objects.get()
    assert refused(acts.open_from, county.zhao, found.pk, asked(county, subjects=[])) == {"subjects"}
    other = asked(county, pack="cn-2019-accountability", procedure="accountability", facts=None)
    assert refused(acts.open_from, county.zhao, found.pk, other) == {"pack"}
    found.refresh_from_db()
    assert found.outcome == "" and Matter.objects.count() == 1


def test_who_sees_the_matter_sees_the_fact_and_who_records_on_it_answers(county: Any) -> None:
    made = errand(county)
    found = Situation.objects.get()
    team = county.actor("team", Role.TEAM_MEMBER, "QJ", "qian")
    assert queries.one(county.leader, found.pk) and queries.one(county.viewer, found.pk)
    for actor in (county.zhou, county.subject, county.auditor, team):
        assert queries.one(actor, found.pk) is None
        with pytest.raises(OutOfSight):
            acts.decline(actor, found.pk, "甲")
    assert refused(acts.decline, county.viewer, found.pk, "甲") == {"actor"}
    # Of a restricted matter only its circle knows.
    secrecy.classify(county.zhao, made.pk, secrecy.Secrecy("机密", date(2030, 1, 1), ()), "涉及线索")
    assert queries.one(county.zhao, found.pk) is not None
    assert queries.one(county.leader, found.pk) is None and queries.one(county.qian, found.pk) is None


def test_answers_are_in_the_matters_log_and_replay_gives_the_same(county: Any) -> None:
    made = errand(county)
    acts.decline(county.zhao, Situation.objects.get().pk, "已当面督促")
    entry = matter_queries.entries(county.zhao, made.pk)[-1]
    assert (entry.type, entry.reason, entry.fields["what"]) == (
        "_considered",
        "已当面督促",
        "督办事项过了节点没有反馈",
    )
    before = rebuild.contents()
    Situation.objects.all().delete()
    rebuild.rebuild()
    assert rebuild.contents() == before and before["Situation"]
    assert integrity.verify().faults == ()


def test_a_complaint_is_no_fact_here(county: Any) -> None:
    from zeren.records.complaints import reporting
    from zeren.records.complaints.log import Written

    for _ in range(3):
        reporting.submit(reporting.Given(county.organs["QZ"].pk, Written("孙局长", "某事"), ""))
    assert not Situation.objects.exists()


# ---------------------------------------------------------------- the file beside the pack


def test_what_the_delivered_files_name_is_there(pack: packs.Installed) -> None:
    for rule in rules.every(pack.packs):
        target, source = pack.versions(rule.pack), pack.versions(rule.source)
        assert target and rule.cite in target[-1].provisions and rule.procedure in target[-1].procedures, rule
        if source and rule.norm:
            assert any(norm.id == rule.norm for found in source for norm in found.norms), rule
        if source and rule.step:
            steps = [
                p.steps[rule.step]
                for found in source
                for p in found.procedures.values()
                if rule.step in p.steps
            ]
            assert steps and set(rule.where) <= set(steps[-1].record), rule


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{id: a, cite: '1', from: b, words: c}", "either norm or step"),
        ("{id: a, cite: '1', from: b, words: c, norm: d, step: e}", "either norm or step"),
        ("{id: a, from: b, words: c, norm: d}", "cite was expected"),
        ("{id: a, cite: '1', from: b, words: c, norm: d, person: e}", "unknown key person"),
        ("{id: a, cite: '1', from: b, words: c, norm: d, count: '3'}", "unknown key count"),
        ("a", "a rule was expected"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_with_what_is_wrong(
    pack: packs.Installed, tmp_path: Path, line: str, said: str
) -> None:
    (tmp_path / "desk.yaml").write_text(f"situations:\n  talk:\n    - {line}\n", encoding="utf-8")
    with pytest.raises(RulesError, match=said):
        rules.check([replace(pack.packs[0], file=str(tmp_path / "2019-09-01.yaml"))])


@pytest.mark.parametrize(
    ("grounds", "told"),
    [(("ground-late",), 0), (("ground-untrue",), 1), (("ground-late", "ground-concealed"), 1)],
)
def test_an_untrue_declaration_is_a_fact_for_a_talk_a_late_one_is_none(
    county: Any, grounds: tuple[str, ...], told: int
) -> None:
    """谈话办法四（一）10: 不如实填报个人有关事项, as it was found; being late is not named there."""
    with support_packs.without("zy-2015-interviews"):
        asked = Opening(
            "cn-2010-personal-matters-report", "personal-matters", county.organs["QJ"].pk, "个人有关事项报告", [county.sun],
            date(2026, 3, 2), mark="青报", handler=county.people["zhao"].pk,
        )  # fmt: skip
        made = open_matter(county.zhao, asked)
        fields = {
            "grounds": grounds, "proper_reason": "no", "circumstances": "经核实", "measures": ("report-criticism",),
            "violation": "no", "other_violation": "no",
        }  # fmt: skip
        matters.record_event(
            county.zhao, made.pk, "report_breach_decided", "2026-03-10", fields, by=("discipline_commission",)
        )
        found = list(Situation.objects.values_list("rule", "cite", "subject"))
    assert found == [("report-untrue", "4.1.10", county.sun)] * told
