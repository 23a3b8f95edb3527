"""Records of the check before an appointment: candidates against whom every kind of bar stands once, matters of which
several people are the subject. One restriction ends on the very day of the check, one the day after, one the day before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from zeren.cli.demo import county
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

AHEAD = timedelta(days=30)
OPENED = timedelta(days=690)
FIRST = 180
"""The first candidate's place among the county's cadres; nobody with an account or a case of the other stories."""

OVER_QUOTA = "Q-03"
"""The unit whose posts are over the approved number."""

Fields = Mapping[str, FieldText]


@dataclass(frozen=True, slots=True)
class Act:
    """One entry about one candidate, so many days before the day of the check."""

    who: int | tuple[int, ...]
    step: str
    before: int
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class File:
    """One matter: about whom, facts of each, entries. ``unit``: about this organ instead."""

    pack: str
    procedure: str
    organ: str
    title: str
    acts: tuple[Act, ...] = ()
    facts: Mapping[int, Fields] = field(default_factory=dict)
    matter: Fields = field(default_factory=dict)
    unit: str = ""

    @property
    def who(self) -> tuple[int, ...]:
        """The candidates, each once."""
        acting = (who for act in self.acts for who in several(act.who))
        return tuple(dict.fromkeys((*acting, *self.facts)))


def several(who: int | tuple[int, ...]) -> tuple[int, ...]:
    """One candidate or several."""
    return who if isinstance(who, tuple) else (who,)


def _cleared(*who: int) -> tuple[Act, ...]:
    """A dossier in which everything before submission was done, of several people at once."""
    return (
        Act(who, "integrity_examined", 60),
        Act(who, "discipline_opinion_given", 50, {"result": "clear"}),
        Act(who, "personal_reports_consulted", 48, {"verification_needed": "no", "result": "truthful"}),
        Act(who, "file_checked", 45, {"items": ["identity", "age", "service", "party_standing", "education", "experience"], "doubts": "0"}),
    )  # fmt: skip


CLEAR = tuple(range(34, 38))
FILES = (
    File(
        "gs-2015-up-and-down", "unsuited-adjustment", "Q-ZZ", "不适宜担任现职的调整",
        (
            Act(0, "adjustment_decided", 364, {"ways": ["transfer"], "collective": "yes"}),
            Act(1, "adjustment_decided", 363, {"ways": ["transfer"], "collective": "yes"}),
            Act(2, "adjustment_decided", 365, {"ways": ["non-leading"], "collective": "yes"}),
            Act(3, "adjustment_decided", 200, {"ways": ["demotion"], "collective": "yes"}),
        ),
    ),
    File(
        "zy-2015-up-and-down", "city-unsuited-adjustment", "Q-ZZ", "不适宜担任现职的调整（市办法）",
        (
            Act(4, "adjustment_decided", 120, {"ways": ["removal"], "collective": "yes"}),
            Act(5, "adjustment_decided", 420, {"ways": ["demotion"], "collective": "yes"}),
        ),
    ),
    File(
        "cn-2021-organizational-handling", "organizational-handling", "Q-ZZ", "组织处理",
        (
            Act(6, "handling_decided", 100, {"handling": ["m-adjust"], "level": "section_deputy", "year": "{year}"}),
            Act(7, "handling_decided", 100, {"handling": ["m-remove"], "level": "section_deputy", "year": "{year}"}),
            Act(8, "handling_decided", 100, {"handling": ["m-demote"], "level": "section_deputy", "year": "{year}", "sanctions": ["party_sanction"], "sanction_effect": "not_excellent"}),
        ),
    ),
    File(
        "zy-2015-responsibility-pursuit", "responsibility-pursuit", "Q-ZZ", "责任追究",
        (
            Act(9, "decided", 90, {"measures": ["p-handling"], "handling": ["m-adjust"], "level": "section_deputy", "year": "{year}"}),
            Act(10, "decided", 90, {"measures": ["p-handling"], "handling": ["m-remove"], "level": "section_deputy", "year": "{year}"}),
            Act(11, "decided", 90, {"measures": ["p-handling", "p-punishment"], "handling": ["m-demote"], "level": "section_deputy", "year": "{year}", "sanctions": ["party_sanction"]}),
            Act(38, "decided", 90, {"measures": ["p-handling"], "handling": ["m-demote"], "level": "section_deputy", "year": "{year}"}),
        ),
        matter={"kind": "case"},
    ),
    File(
        "zy-2015-assessment", "annual-assessment", "Q-ZZ", "党风廉政建设年度考核",
        (Act(12, "vetoed", 90, {"year": "{year}"}), Act(13, "vetoed", 90)),
        facts={12: {"target": "cadre"}, 13: {"target": "group"}},
    ),
    File(
        "zy-2012-strict-management", "training-credits", "Q-ZZ", "干部学分",
        (Act(14, "credits_reviewed", 80, {"period": "上一年", "completed": "no"}),),
    ),
    File(
        "zy-2014-staffing-control", "staff-entry", "Q-ZZ", "档案核查",
        (Act(15, "file_fraud_found", 150),),
        facts={16: {}},
    ),
    File("cn-2014-selection-supervision", "selection-breach", "Q-ZZ", "查实跑官要官", (Act(17, "chasing_office_found", 240),)),
    File(
        "cn-2014-selection-supervision", "selection-dossier", "Q-ZZ", "干部选拔任用纪实",
        (
            Act(18, "discipline_opinion_given", 40, {"result": "check_open"}),
            Act(19, "personal_reports_consulted", 40, {"verification_needed": "no", "result": "untruthful"}),
            *_cleared(*CLEAR),
        ),
    ),
    File(
        "cn-2014-spouse-abroad-posts", "abroad-posts", "Q-ZZ", "移居人员岗位管理",
        facts={
            **{who: {"abroad_finding": "spouse"} for who in range(20, 25)},
            25: {"abroad_finding": "neither", "recruited_talent": "yes", "self_migrated": "yes"},
            **{who: {"abroad_finding": "neither", "recruited_talent": "no", "self_migrated": "no"} for who in CLEAR},
        },
    ),
    File(
        "gs-2014-cadre-supervision", "appointment-preconditions", "Q-ZZ", "任用的前置条件",
        (Act(26, "integrity_exam_failed", 60),),
    ),
    File(
        "gs-2014-main-responsibility", "nominee-check", "Q-ZZ", "拟任人选审查",
        (Act(27, "problem_verified", 60, {"affects": "yes"}),),
    ),
    File(
        "cn-2009-strict-cadre-management", "pre-appointment", "Q-ZZ", "征求廉政意见",
        (Act(28, "opinion_given", 60, {"affects": "no", "cleared": "no"}),),
    ),
    File(
        "cn-2014-post-quota", "post-staffing", "Q-ZZ", "职数和配备",
        (Act(29, "leading_over_found", 200, {"over": "1"}),), unit=OVER_QUOTA,
    ),
    File(
        "cn-2014-exit-entry", "trip-abroad", "Q-ZZ", "出国（境）",
        (Act(30, "trip_examined", 40, {"barred_by_law": "no", "discipline_reply": "not_to_approve"}),),
        matter={"trip": "official"},
    ),
    File(
        "cn-2013-enterprise-posts", "enterprise-post", "Q-ZZ", "企业兼职（任职）",
        (Act(31, "office_left", 400, {"way": "resigned"}),),
        facts={31: {"office_state": "resigned"}, 32: {"office_state": "in_post"}},
    ),
    File("gs-2015-up-and-down", "terms", "Q-ZZ", "任期", facts={33: {}}),
    File(
        "zy-2013-personnel-discipline", "personnel-breach", "Q-ZZ", "档案审核",
        (Act(39, "file_unsettled_found", 120),),
    ),
)  # fmt: skip

ASKED: Mapping[int, Sequence[Fields]] = {
    6: ({}, {"intent": "award", "year": "{year}"}),
    7: ({"leading": "yes", "level": "section_principal"}, {"intent": "rank"}),
    8: ({}, {"intent": "award", "year": "{year}"}),
    9: ({}, {"intent": "award", "year": "{year}"}),
    10: ({"leading": "yes", "level": "section_deputy", "intent": "appointment"}, {"leading": "yes", "level": "section_principal"}),
    12: ({}, {"intent": "award", "year": "{year}"}),
    13: ({}, {"intent": "award"}),  # A veto of no stated year.
    14: ({}, {"intent": "award"}),
    16: ({"intent": "exchange", "probation_end": "{later}"},),
    20: ({"category": "leading_member"},),
    21: ({"category": "institution_head"},),
    22: ({"category": "sensitive_important"},),
    23: ({"category": "security_economy"},),
    24: ({"category": "otherwise_unsuited"},),
    25: ({"category": "organ_head"},),
    29: ({"post": "{quota}", "approved": "5", "filled_after": "6", "organ_level": "section_deputy", "rank_given": "section_principal"},),
    30: ({"intent": "abroad"},),
    31: ({"intent": "enterprise", "scope": "in_both"},),
    32: ({"intent": "enterprise", "scope": "outside_both", "work_needed": "yes"},),
    33: ({"intent": "reappointment", "terms": "2"},),
    **{who: ({"category": "outside", "work_needed": "yes", "reportable": "no", "leading": "no", "level": "section_principal"},) for who in CLEAR},
}  # fmt: skip
"""What the list says of a candidate beyond the name; several rows where the same one is asked about twice."""


def day_of_check() -> date:
    """The day for which the list asks."""
    return clock.today() + AHEAD


def candidate(who: int) -> str:
    """The person code of a candidate."""
    return f"R{FIRST + who:03}"


def enter() -> None:
    """Open the files and record in them, each by the organization department."""
    for file in FILES:
        _open(file)


def _open(file: File) -> None:
    organ, opened = organs.by_code(file.organ), clock.today() - OPENED
    assert organ is not None
    refs = {who: _ref(who, file) for who in file.who}
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            file.pack, file.procedure, organ.pk, file.title, list(dict.fromkeys(refs.values())), opened, mark="青组核",
            facts=_filled(file.matter), classification="内部",
            subject_facts={refs[who]: _filled(facts) for who, facts in file.facts.items() if facts},
        ),
    )  # fmt: skip
    words = packs.words(matter.pack, matter.version, matter.procedure)
    for act in sorted(file.acts, key=lambda one: -one.before):
        step = words.step(act.step) if words else None
        at = day_of_check() - timedelta(days=act.before)
        by = step.by[:1] if step else ()
        subjects = [refs[who] for who in several(act.who)]
        acts.record_event(SYSTEM, matter.pk, act.step, at, _filled(act.fields), subjects=subjects, by=by)


def _ref(who: int, file: File) -> str:
    if file.unit:
        unit = organs.by_code(file.unit)
        assert unit is not None
        return f"organ:{unit.pk}"
    person = people.by_code(candidate(who))
    assert person is not None
    return f"person:{person.pk}"


def _filled(fields: Fields) -> dict[str, FieldText]:
    return {name: _value(value) if isinstance(value, str) else value for name, value in fields.items()}


def _value(text: str) -> str:
    if "{" not in text:
        return text
    later = (day_of_check() + timedelta(days=5)).isoformat()
    year = str((day_of_check() - timedelta(days=95)).year)
    return text.replace("{year}", year).replace("{later}", later).replace("{quota}", _post_over_quota())


def _post_over_quota() -> str:
    return next(seat.post for seat in county.seats() if seat.unit.code == OVER_QUOTA)


def rows() -> list[dict[str, str]]:
    """The list of candidates as the sheet of the check takes it: column key to text."""
    made = []
    for who in range(40):
        for given in ASKED.get(who, ({},)):
            filled = {name: str(text) for name, text in _filled(given).items()}
            made.append({"person": candidate(who), "post": "拟任职务", "intent": "promotion", **filled})
    return made
