"""The own desk of the person concerned, on the packs as they are: what is shown, what may be done, until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from records import support_packs
from zeren.law.packs.form import Duty
from zeren.records import packs
from zeren.records.actor import SYSTEM, Actor, Grant, Role
from zeren.records.beside import RulesError
from zeren.records.errors import OutOfSight, RecordsError, Refused
from zeren.records.matters import acts, drafts, files, opening, own, own_acts, own_rules, queries, showing
from zeren.records.matters.models import Draft, Event, MatterSubject
from zeren.records.matters.own_rules import read

PROCEDURES = (
    ("cn-2019-accountability", "accountability"),
    ("cn-2009-strict-cadre-management", "admonition"),
    ("cn-2021-organizational-handling", "organizational-handling"),
    ("zy-2014-three-statements-principals", "three-statements"),
    ("zy-2015-interviews", "interview"),
    ("zy-2015-responsibility-pursuit", "responsibility-pursuit"),
    ("zy-2015-talks", "talk"),
)
FIRST, *REST = PROCEDURES
each_procedure = pytest.mark.parametrize(
    ("pack", "procedure"), [FIRST, *(pytest.param(*other, marks=pytest.mark.exhaustive) for other in REST)]
)
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def real(pack: Any) -> Iterator[packs.Installed]:
    """The packs and the shared words as they are delivered."""
    with support_packs.delivered() as found:
        yield found


@pytest.fixture
def case(county: Any) -> Any:
    """Opens a matter about 孙局长 and 李科长; ``about`` records an act about one of them."""

    class Case:
        sun, li, subject = county.sun, county.li, county.subject

        def open(
            self,
            pack: str = "cn-2019-accountability",
            procedure: str = "accountability",
            *,
            both: bool = True,
        ) -> Any:
            facts = {"kind": "case"} if pack.startswith("zy-2015-resp") else {}
            self.matter = opening.open_matter(
                SYSTEM,
                opening.Opening(
                    pack, procedure, county.organs["QJ"].pk, "某事由", [county.sun, county.li] if both else [county.sun],
                    DAY, mark="青", handler=county.people["zhao"].pk, facts=facts,
                    subject_facts={county.sun: {"subject_kind": "cadre"}} if pack.startswith("cn-2019") else None,
                ),
            )  # fmt: skip
            return self.matter

        def about(
            self, ref: str, type: str, at: str = "2026-03-03", papers: tuple[int, ...] = (), **fields: Any
        ) -> Event:
            words = packs.words(self.matter.pack, self.matter.version, self.matter.procedure)
            step = words and words.step(type)
            assert step is not None
            return acts.record_event(
                SYSTEM, self.matter.pk, type, at, fields, subjects=[ref], by=step.by[:1], attachments=papers
            ).event

        def paper(self, name: str = "事实材料.txt") -> int:
            return files.add_attachment(SYSTEM, self.matter.pk, name, name.encode()).pk

        def view(self) -> own.OwnView:
            return own.own_view(county.subject, self.matter.pk)

        def give(self, step: str, **more: Any) -> Event:
            return own_acts.record_own(county.subject, self.matter.pk, step, **more)

    return Case()


# The text of 2016 has neither the field nor the step: what depends on them stays shut there.
OF_2016 = ["announced: no field to", "appeal_ruled: no step appeal_notified"]


def test_no_rule_names_what_its_pack_does_not_have_or_gives_what_the_pack_does_not_give(real: Any) -> None:
    for pack in real.packs:
        for procedure in pack.procedures.values():
            known = OF_2016 if (pack.id, pack.version.year) == ("cn-2019-accountability", 2016) else []
            assert own_rules.faults(own_rules.rules_of(pack, procedure), procedure) == known, pack.ref


def test_what_is_offered_as_a_duty_is_one_in_the_pack(real: Any) -> None:
    """``needs`` tells how a duty is met: of a step that no duty wants, the page would never offer it."""
    for pack in real.packs:
        owed = {name for norm in pack.norms if isinstance(norm.body, Duty) for name in norm.body.act.names}
        for procedure in pack.procedures.values():
            acts_ = own_rules.rules_of(pack, procedure).acts
            assert [one.step for one in acts_ if one.does and one.does.needs and one.step not in owed] == []


@pytest.mark.parametrize(
    "body", [{"step": {}}, {"steps": {"a": {"field": ["x"]}}}, {"steps": {"a": {"does": {"titel": "x"}}}}]
)
def test_a_key_that_is_none_is_told(body: dict[str, Any]) -> None:
    with pytest.raises(RulesError, match="known are"):
        read(body)


@pytest.mark.parametrize(
    "text",
    [
        "own: [",
        "[]",
        "own: {p: x}",
        "own: {p: {steps: {a: {does: {title: x}}}}}",
        "own: {p: {steps: {a: {field: x}}}}",
        # The second would silently take the place of the first.
        "own: {p: {}}\nown: {q: {}}",
    ],
)
def test_rules_that_cannot_be_used_are_told_with_their_file_before_anybody_records(
    home: Path, real: Any, text: str
) -> None:
    (home / "desk.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RulesError, match="desk.yaml can't be used: "):
        own_rules.check([replace(real.packs[0], file=str(home / "2019-09-01.yaml"))])


def test_it_stands_on_the_desk_from_the_act_that_puts_it_there_and_for_that_one_alone(
    case: Any, county: Any
) -> None:
    case.open()
    case.about(case.sun, "facts_written", material="事实材料")
    assert own.own_matters(case.subject) == []
    case.about(case.li, "facts_shown", in_person="yes")
    with pytest.raises(OutOfSight):
        case.view()
    shown = case.about(case.sun, "facts_shown", in_person="yes")
    assert case.view().since == date(2026, 3, 3)
    acts.void_event(SYSTEM, case.matter.pk, shown.seq, reason="记错对象")
    with pytest.raises(OutOfSight):
        case.view()


def test_announced_to_the_unit_only_is_not_announced_to_the_person(case: Any) -> None:
    case.open()
    case.about(case.sun, "decided", outcome="accountable", reasons="甲")
    case.about(case.sun, "announced", to=("subject_organization",))
    assert own.own_matters(case.subject) == []
    case.about(case.sun, "announced", to=("subject",))
    assert [e.step.id for e in case.view().entries] == ["decided", "announced"]


def test_the_decision_and_its_bars_are_not_seen_before_they_are_made_known(case: Any) -> None:
    case.open("cn-2021-organizational-handling", "organizational-handling", both=False)
    case.about(case.sun, "talked", opinion="意见")
    case.about(
        case.sun,
        "handling_decided",
        at="2026-03-04",
        handling=("m-adjust",),
        level="county_deputy",
        year="2026",
    )
    view = case.view()
    assert [e.step.id for e in view.entries] == ["talked"] and view.bars == ()
    assert view.offer("appeal_filed") is None and view.awaited == ()
    case.about(case.sun, "handling_announced", at="2026-03-05", to=("subject",), form="written")
    view = case.view()
    assert "handling_decided" in [e.step.id for e in view.entries]
    assert "promoted" in {bar.act for bar in view.bars} and view.offer("appeal_filed") is not None


MARK = "密语"


def _filled(words: Any, step: Any, mark: str) -> dict[str, Any]:
    """Every text field of a step with a text of its own; the rest left out."""
    return {
        name: f"{mark}{step.id}.{name}。" for name, f in step.record.items() if f.type in ("text", "document")
    }


@each_procedure
def test_of_every_field_of_every_step_only_what_is_named_is_shown(
    case: Any, pack: str, procedure: str
) -> None:
    matter = case.open(pack, procedure)
    words = packs.words(matter.pack, matter.version, procedure)
    assert words is not None
    rules = own_rules.rules_of(words.pack, words.procedure)
    for mark, ref in ((MARK, case.sun), ("他人", case.li)):
        for step in words.procedure.steps.values():
            said_to = rules.steps[step.id].if_ if step.id in rules.steps else {}
            told = {name: (wanted,) for name, wanted in said_to.items()}
            case.about(
                ref,
                step.id,
                papers=(case.paper(f"{mark}{step.id}.txt"),),
                **{**_filled(words, step, mark), **told},
            )
    view = case.view()
    said = {text for entry in view.entries for text in entry.fields.values() if isinstance(text, str)}
    allowed = {f"{MARK}{s}.{name}。" for s, shown in rules.steps.items() for name in shown.fields}
    assert said and said <= allowed
    assert {p.name for p in view.papers} <= {
        f"{MARK}{s}.txt" for s, shown in rules.steps.items() if shown.papers
    }
    assert all("他人" not in repr(entry) for entry in view.entries)


@each_procedure
def test_no_step_but_one_s_own_is_recorded_by_the_person_by_any_way(
    case: Any, pack: str, procedure: str
) -> None:
    matter = case.open(pack, procedure, both=False)
    words = packs.words(matter.pack, matter.version, procedure)
    assert words is not None
    rules = own_rules.rules_of(words.pack, words.procedure)
    acts.show_to_subject(SYSTEM, matter.pk, DAY)
    for step in (*words.procedure.steps, "departure_reasoned", "promoted", "_facts", "no_such"):
        before = Event.objects.count()
        offered = case.view().offer(step)
        with suppress(RecordsError):
            case.give(step, text="甲", fields={})
        theirs = (
            step in rules.steps and rules.steps[step].does and rules.role in words.procedure.steps[step].by
        )
        assert Event.objects.count() == before or (theirs and offered), step
        for way in (
            lambda step=step: acts.record_event(case.subject, matter.pk, step, DAY),
            lambda: acts.state_facts(case.subject, matter.pk, {}),
            lambda: acts.void_event(case.subject, matter.pk, 1, reason="甲"),
            lambda: acts.close(case.subject, matter.pk, DAY),
            lambda: files.add_attachment(case.subject, matter.pk, "a.txt", b"a"),
            lambda step=step: drafts.save_draft(case.subject, matter.pk, step, {}),
        ):
            with pytest.raises(OutOfSight):
                way()


def test_what_the_person_gives_in_stands_in_the_file_and_wakes_the_worklist(case: Any) -> None:
    from zeren.records.obligations.models import Obligation

    case.open(both=False)
    case.about(case.sun, "facts_shown", papers=(case.paper(),), in_person="yes")
    event = case.give("statement_submitted", text="本人当日在外", uploads=[("签到表.txt", b"a")])
    entry = next(e for e in queries.entries(SYSTEM, case.matter.pk) if e.seq == event.seq)
    assert (entry.subjects, entry.by, entry.account) == ((case.sun,), ("subject",), "sun")
    assert [p["name"] for p in entry.attachments] == ["陈述、申辩2026-03-16.txt", "签到表.txt"]
    assert showing.own_made(entry) and event.on == date(2026, 3, 16)
    assert Obligation.objects.filter(matter=case.matter, norm="meet-subject.submitted").exists()
    paper = next(p for p in case.view().papers if p.name.startswith("陈述"))
    assert own.own_paper(case.subject, case.matter.pk, paper.id)[2].decode() == "本人当日在外"
    receipt = own.receipt_of(case.subject, case.matter.pk, event.seq)
    assert (receipt.digest, receipt.number) == (event.digest, f"{case.matter.number}-{event.seq}")


def test_a_paper_that_no_showing_act_names_is_not_theirs(case: Any) -> None:
    case.open(both=False)
    shown, hidden = case.paper(), case.paper("调查报告.txt")
    case.about(case.sun, "report_adopted", papers=(hidden,))
    case.about(case.sun, "facts_shown", papers=(shown,), in_person="yes")
    assert own.own_paper(case.subject, case.matter.pk, shown)[2] == "事实材料.txt".encode()
    for pk in (hidden, hidden + 100):
        with pytest.raises(OutOfSight):
            own.own_paper(case.subject, case.matter.pk, pk)
    with pytest.raises(OutOfSight):
        files.read_attachment(case.subject, shown)


def test_the_same_twice_is_one_and_what_is_done_once_is_told(case: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "announced", to=("subject",))
    first = case.give("decision_received", token="k")
    assert case.give("decision_received", token="k").pk == first.pk
    with pytest.raises(Refused, match="already"):
        case.give("decision_received", token="other")


def test_nothing_written_a_wrong_file_and_a_foreign_field_are_refused_together_and_nothing_is_kept(
    case: Any,
) -> None:
    case.open(both=False)
    case.about(case.sun, "facts_shown", in_person="yes")
    before = Event.objects.count()
    with pytest.raises(Refused) as wrong:
        case.give("statement_submitted", text="甲", fields={"transcript": "乙"}, uploads=[("a.exe", b"MZ")])
    assert {p.field for p in wrong.value.problems} == {"transcript", "files"}
    with pytest.raises(Refused) as empty:
        case.give("statement_submitted", text="  ")
    assert [p.field for p in empty.value.problems] == ["text"]
    with pytest.raises(Refused) as unchosen:
        case.give("opinion_signed", fields={"opinion": "不同意第三项"})
    assert [p.field for p in unchosen.value.problems] == ["result"]
    assert Event.objects.count() == before and queries.attachments(SYSTEM, case.matter.pk) == []


def _today(settings: Any, day: date) -> None:
    settings.ZEREN = replace(settings.ZEREN, today=day)


@pytest.mark.parametrize(("day", "state"), [(date(2026, 4, 7), "met"), (date(2026, 4, 8), "lapsed")])
def test_the_month_of_appeal_rolls_over_the_holiday_and_a_later_one_is_recorded(
    case: Any, settings: Any, day: date, state: str
) -> None:
    # 2026-04-04 to 04-06 are days off (清明); a month from 03-04 ends on 04-04 and rolls to 04-07.
    case.open(both=False)
    case.about(case.sun, "announced", to=("subject",), at="2026-03-04")
    _today(settings, date(2026, 3, 4))
    case.give("decision_received")
    period = case.view().offer("appeal_filed").period
    assert period.due == date(2026, 4, 7) and any(step.day == date(2026, 4, 4) for step in period.steps)
    _today(settings, day)
    late = case.view().offer("appeal_filed")
    assert late is not None and (late.period.state == "lapsed") is (state == "lapsed")
    event = case.give("appeal_filed", text="不服")
    assert event.on == day
    assert next(p.state for p in case.view().periods if p.shown.step == "appeal_filed") == state


def test_the_organ_s_month_does_not_roll_and_is_told_beforehand(case: Any, settings: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "announced", to=("subject",), at="2026-03-03")
    case.give("decision_received")
    (ahead,) = [a for a in case.view().awaited if a.shown.step == "appeal_ruled"]
    assert ahead.period is None
    _today(settings, date(2026, 4, 4))
    case.give("appeal_filed", text="不服")
    case.about(case.sun, "appeal_received", at="2026-04-04")
    (runs,) = [a for a in case.view().awaited if a.shown.step == "appeal_ruled"]
    # 2026-05-04 lies in the May holiday: the organ's period stays there.
    assert runs.period is not None and runs.period.due == date(2026, 5, 4)


def test_who_was_removed_still_sees_and_appeals_and_the_role_is_not_asked(case: Any, county: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "announced", to=("subject",))
    bare = Actor("sun", "孙局长", county.people["sun"].pk)
    own_acts.record_own(bare, case.matter.pk, "decision_received")
    own_acts.record_own(bare, case.matter.pk, "appeal_filed", text="不服")
    assert {e.step.id for e in own.own_view(bare, case.matter.pk).submitted} == {
        "decision_received",
        "appeal_filed",
    }
    admin = replace(county.auditor, person=county.people["sun"].pk)
    for stranger in (admin, county.zhao, SYSTEM, Actor("li", "李科长", county.people["li"].pk)):
        with pytest.raises(OutOfSight):
            own.own_view(stranger, case.matter.pk)


def test_the_liaison_gives_in_for_the_unit_and_sees_no_person_s_part(case: Any, county: Any) -> None:
    unit = county.organs["QT"]
    case.open(both=False)
    MatterSubject.objects.create(matter=case.matter, organ=unit, place=1)
    liaison = Actor(
        "lian", "联络员", county.people["li"].pk, unit.pk, (Grant(Role.UNIT_LIAISON, unit.pk, unit.depth),)
    )
    case.about(case.sun, "facts_shown", in_person="yes")
    with pytest.raises(OutOfSight):
        own.own_view(liaison, case.matter.pk)
    case.about(f"organ:{unit.pk}", "facts_shown", at="2026-03-05", in_person="no")
    view = own.own_view(liaison, case.matter.pk)
    assert [(e.step.id, e.fields) for e in view.entries] == [("facts_shown", {"in_person": "no"})]
    event = own_acts.record_own(liaison, case.matter.pk, "statement_submitted", text="单位说明")
    entry = queries.entries(SYSTEM, case.matter.pk)[-1]
    assert entry.subjects == (f"organ:{unit.pk}",) and f"person:{liaison.person}" in entry.by
    assert [e.seq for e in own.own_view(liaison, case.matter.pk).submitted] == [event.seq]
    assert case.view().submitted == ()


def test_a_draft_is_sealed_opens_to_the_account_alone_and_goes_when_given_in(case: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "facts_shown", in_person="yes")
    own_acts.save_own_draft(case.subject, case.matter.pk, "statement_submitted", {"text": "草稿里的话"})
    row = Draft.objects.get()
    assert "草稿里的话".encode() not in bytes(row.sealed)
    assert drafts.draft_of(SYSTEM, case.matter.pk, "statement_submitted") is None
    with pytest.raises(OutOfSight):
        own_acts.save_own_draft(case.subject, case.matter.pk, "report_adopted", {})
    case.give("statement_submitted", text="定稿")
    assert not Draft.objects.exists()


def test_what_the_organ_voids_stays_with_its_receipt_among_what_was_submitted(case: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "facts_shown", in_person="yes")
    event = case.give("statement_submitted", text="甲")
    acts.void_event(SYSTEM, case.matter.pk, event.seq, reason="登记有误")
    view = case.view()
    assert [(e.seq, e.changed) for e in view.submitted] == [(event.seq, "经办机关已撤销登记")]
    assert own.receipt_of(case.subject, case.matter.pk, event.seq).papers


def test_of_a_correction_that_was_itself_voided_nothing_is_said_beside_what_was_submitted(case: Any) -> None:
    case.open(both=False)
    case.about(case.sun, "facts_shown", in_person="yes")
    event = case.give("statement_submitted", text="甲")
    acts.correct_event(SYSTEM, case.matter.pk, event.seq, reason="日期有误")
    assert [e.changed for e in case.view().submitted] == ["经办机关另作更正"]
    acts.void_event(SYSTEM, case.matter.pk, event.seq + 1, reason="日期不误")
    assert [e.changed for e in case.view().submitted] == [""]


def test_of_the_three_statements_the_grade_waits_until_it_is_told_and_the_report_goes_to_both_organs(
    case: Any, settings: Any
) -> None:
    case.open("zy-2014-three-statements-principals", "three-statements", both=False)
    case.about(case.sun, "notified", to=("unit",), requirements="要求")
    with pytest.raises(OutOfSight):
        case.view()
    case.about(case.sun, "notified", to=("stater", "unit"), requirements="要求", report_by="2026-03-20")
    assert case.view().offer("report_submitted") is None
    case.about(case.sun, "views_fed_back", to=("stater", "unit"), papers=(case.paper("意见.txt"),))
    offer = case.view().offer("report_submitted")
    assert offer.period.due == date(2026, 3, 20) and [p.name for p in case.view().papers] == ["意见.txt"]
    case.give("report_submitted", text="报告", fields={"covers": ("law", "thrift")})
    assert case.view().offer("report_submitted") is None
    assert next(p for p in case.view().periods if p.shown.step == "report_submitted").state == "met"
    assert case.view().offer("report_revised") is None
    case.about(case.sun, "report_reviewed", at="2026-03-16", revise="yes", comments="再写问题")
    assert case.view().offer("report_revised") is not None
    case.about(case.sun, "opinion_reported", at="2026-03-16", grade="average")
    assert "opinion_reported" not in [entry.step.id for entry in case.view().entries]
    case.about(case.sun, "letter_sent", at="2026-03-16", matters="甲事")
    told = {entry.step.id: entry.fields for entry in case.view().entries}
    assert told["opinion_reported"] == {"grade": "average"} and told["letter_sent"] == {"matters": "甲事"}
    assert case.view().offer("rectification_reported") is None
    case.give("letter_received")
    # Thirty days from 16 March: 15 April, a Wednesday.
    assert case.view().offer("rectification_reported").period.due == date(2026, 4, 15)
    _today(settings, date(2026, 4, 15))
    event = case.give("rectification_reported", text="已改")
    assert event.on == date(2026, 4, 15)
    period = next(p for p in case.view().periods if p.shown.step == "rectification_reported")
    assert (period.state, period.done) == ("met", date(2026, 4, 15))


def test_when_nothing_runs_it_stays_readable(case: Any, settings: Any) -> None:
    case.open("zy-2015-interviews", "interview", both=False)
    case.about(case.sun, "noticed", time="2026-03-10", place="县城")
    assert not case.view().running(date(2026, 3, 16))
    case.about(case.sun, "held", at="2026-03-10")
    assert case.view().running(date(2026, 3, 16))
    assert case.view().entries[0].fields == {"time": "2026-03-10", "place": "县城"}


def test_a_rebuild_finds_the_same_desks(case: Any) -> None:
    from zeren.records import rebuild

    case.open()
    case.about(case.sun, "facts_shown", in_person="yes")
    before = rebuild.contents()
    MatterSubject.objects.update(shown_on=None)
    rebuild.rebuild()
    assert rebuild.contents() == before
    assert MatterSubject.objects.filter(shown_on__isnull=False).count() == 1
