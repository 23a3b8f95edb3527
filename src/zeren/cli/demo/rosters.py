"""Posts and staffing, training and the checks of selection in the demonstration: of each kind one that is as it should be, and one
that is not. Everything made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from zeren.cli.demo import county
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts, opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

OFFICE = "Q-ZZ"
Fields = Mapping[str, FieldText]


@dataclass(frozen=True, slots=True)
class Act:
    """One entry about one unit or cadre, so many days before today; ``by``: other roles than the step's first."""

    who: str
    step: str
    before: int
    fields: Fields = field(default_factory=dict)
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class File:
    """One matter: facts of each whom it is about, what was done; ``opened`` so many days before today (None: at New Year, as a
    matter whose duties come back every year)."""

    pack: str
    procedure: str
    title: str
    mark: str
    acts: tuple[Act, ...]
    facts: Mapping[str, Fields] = field(default_factory=dict)
    opened: int | None = 240
    matter: Fields = field(default_factory=dict)


BOTH = ("superior_organization", "superior_establishment")
TWO = ("superior_organization_department", "superior_establishment_department")
LEVELS: Fields = {"organ_level": "section_principal", "rank_given": "section_deputy"}
SPECIAL: Fields = {"grounds": ("demobilized",), "form": "written", "to": BOTH}
ASPECTS: Fields = {"aspects": ("procedure", "orientation", "atmosphere", "result")}
COURSE: Fields = {
    "organizer": "岚川大学继续教育学院",
    "course": "公共管理非学历课程",
    "duration": "两个周末",
    "fee": "1800",
}

FILES = (
    File(
        "cn-2014-post-quota", "post-staffing", "领导职务配备", "青组职",
        (
            Act("Q-01", "leading_post_filled", 60, {"approved": "4", "filled_after": "4", **LEVELS}),
            Act("Q-02", "over_quota_reported", 90, SPECIAL),
            Act("Q-02", "special_examined", 80, {"agreed": "yes"}, TWO),
            Act("Q-02", "leading_post_filled", 70, {"approved": "4", "filled_after": "5", **LEVELS}),
            Act("Q-05", "over_quota_reported", 50, SPECIAL),
            Act("Q-05", "special_examined", 40, {"agreed": "no"}, TWO),
            Act("Q-05", "leading_post_filled", 30, {"approved": "4", "filled_after": "5", **LEVELS}),
            Act("Q-06", "leading_over_found", 120, {"over": "1"}),
            Act("Q-06", "plan_submitted", 100, {"measures": "退休减员后不再补充", "absorb_by": "{ahead}", "to": BOTH}),
            Act("Q-06", "nonleading_post_filled", 90, {"approved": "3", "filled_after": "3"}),
        ),
    ),
    File(
        "zy-2014-staffing-control", "organ-staffing", "编制和空编", "青编",
        (
            Act("Q-01", "vacancies_reserved", 40, {"vacancies": "12", "reserved": "2"}),
            Act("Q-02", "vacancies_reserved", 40, {"vacancies": "20", "reserved": "1"}),
            Act("Q-01", "real_name_checked", 35, {"matched": "yes"}),
            Act("Q-05", "staffing_changed", 20),
        ),
    ),
    File(
        "zy-2014-staffing-control", "staff-plan", "下年度人员调整补充", "青编",
        (
            Act("Q-01", "staffing_applied", 12), Act("Q-01", "staffing_agreed", 6), Act("Q-01", "plan_declared", 4),
            Act("Q-05", "recruitment_arranged", 10),
        ),
        facts={"Q-01": {"staff_needed": "yes"}, "Q-02": {"staff_needed": "yes"}, "Q-05": {"staff_needed": "no"}}, opened=None,
    ),
    File(
        "zy-2014-staffing-control", "staff-entry", "进人和调动", "青编",
        (
            Act("R241", "staff_entered", 50, {"flow": "new_entry", "way": "public_exam", "vacancies": "3", "announced": "yes"}),
            Act("R242", "staff_entered", 45, {"flow": "enterprise_to_organ", "way": "transfer", "vacancies": "0"}),
            Act("R243", "staff_transferred", 20, {"probation_end": "{past}"}),
        ),
    ),
    File(
        "cn-2013-trainee-management", "trainee", "县委党校中青年干部班学员", "青组训",
        (
            Act("R244", "trainee_leave_approved", 35), Act("R244", "trainee_leave_taken", 34, {"accumulated": "12", "total": "84"}),
            Act("R244", "course_finished", 10), Act("R244", "performance_filed", 5),
            Act("R245", "trainee_leave_taken", 33, {"accumulated": "12.5", "total": "84"}),
            Act("R246", "trainee_leave_approved", 32), Act("R246", "trainee_leave_taken", 31, {"accumulated": "18", "total": "84"}),
            Act("R246", "trainee_dealt", 28, {"breach": "leave_exceeded", "measures": ("dismissal",)}),
            Act("R247", "absence_without_leave_found", 30),
            Act("R247", "trainee_dealt", 26, {"breach": "absent_without_leave", "measures": ("ordered-dismissal",)}),
        ),
    ),
    File(
        "cn-2013-trainee-management", "course", "中青年干部班", "青组训",
        (Act("Q-ZZ", "course_started", 45, {"key": "yes"}), Act("Q-ZZ", "requirements_set", 45)),
    ),
    File(
        "cn-2014-social-training", "social-training", "参加社会化培训", "青组训",
        (
            Act("R248", "training_reported", 60, COURSE), Act("R248", "training_examined", 55, {"finding": "allowed"}),
            Act("R248", "training_approved", 54), Act("R248", "training_joined", 40, {"personal": "yes"}),
            Act("R248", "training_paid", 39, {"payer": "self", "personal": "yes"}),
        ),
    ),
    File(
        "cn-2014-social-training", "social-training", "参加社会化培训", "青组训",
        (Act("R249", "training_joined", 30, {"personal": "yes"}), Act("R249", "training_paid", 30, {"payer": "unit", "personal": "yes"})),
    ),
    File(
        "zy-2013-new-cadre-education", "new-cadre-education", "新任职领导干部廉政教育", "青纪教",
        (
            Act("R250", "took_office", 8, {"kind": "newly_promoted"}),
            Act("R251", "took_office", 22, {"kind": "newly_promoted"}),
            Act("R252", "took_office", 30, {"kind": "nonleading_to_leading"}),
            Act("R252", "integrity_education_held", 20, {"contents": ("responsibility-rules", "integrity-rules"), "methods": ("group-training", "law-exam")}, ("county_discipline_commission",)),
            Act("R253", "took_office", 30, {"kind": "moved_same_level"}),
        ),
        facts=dict.fromkeys(("R250", "R251", "R252", "R253"), {"cadre_level": "section"}),
    ),
    File(
        "zy-2015-two-responsibilities", "pre-appointment-exam", "任前廉政法规知识考试", "青组训",
        (
            Act("R250", "promotion_considered", 40), Act("R250", "integrity_exam_taken", 30), Act("R250", "promotion_decided", 10),
            Act("R254", "promotion_considered", 15),
        ),
    ),
    File(
        "cn-2014-selection-supervision", "selection-checks", "选人用人工作监督检查", "青组督",
        (
            Act("Q-01", "general_checked", 2900, ASPECTS), Act("Q-01", "general_checked", 1700, ASPECTS),
            Act("Q-01", "leaving_checked", 300),
            Act("Q-02", "general_checked", 2890, ASPECTS), Act("Q-02", "key_checked", 200, {"aspects": ("procedure", "result")}),
            Act("Q-03", "general_checked", 600, ASPECTS),
        ), opened=3000,
    ),
    File(
        "cn-2010-personal-matters-report", "personal-matters", "个人有关事项报告", "个报",
        (Act("{member}", "personal_matters_reported", 4, {"occasions": ("new_post",)}),), facts={"{member}": {"report_way": "upper"}},
    ),
    *(
        File(
            "cn-2014-exit-entry", "trip-abroad", "出国（境）", "青组境",
            (
                Act(who, "trip_examined", back + 25, {"barred_by_law": "no", "discipline_reply": "no_objection"}),
                Act(who, "trip_approved", back + 20), Act(who, "trip_registered", back + 20), Act(who, "came_back", back), *after,
            ),
            matter={"trip": trip}, facts={who: {"strict_group": "no"}},
        )
        for who, trip, back, after in (
            ("{third}", "official", 3, ()),
            ("{fourth}", "private", 15, (Act("{fourth}", "documents_handed_in", 5, {"to": "own_department", "result": "kept"}),)),
            ("{second}", "official", 12, ()),
        )
    ),
)  # fmt: skip


def enter() -> None:
    """Every matter whose text is installed."""
    for file in FILES:
        if packs.installed().on(file.pack, clock.today()):
            _open(file)


def _open(file: File) -> None:
    office, today = organs.by_code(OFFICE), clock.today()
    assert office is not None
    whom = dict.fromkeys((*(act.who for act in file.acts), *file.facts))
    refs = {code: _ref(code) for code in whom}
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            file.pack, file.procedure, office.pk, file.title, list(refs.values()), _opened(file),
            mark=file.mark, facts=file.matter, classification="内部", subject_facts={refs[code]: facts for code, facts in file.facts.items()},
        ),
    )  # fmt: skip
    words = packs.words(matter.pack, matter.version, matter.procedure)
    for act in sorted(file.acts, key=lambda one: -one.before):
        by = act.by or (words.step(act.step).by[:1] if words else ())
        day = today - timedelta(days=act.before)
        acts.record_event(
            SYSTEM, matter.pk, act.step, day, _filled(act.fields), subjects=[refs[act.who]], by=by
        )


def _opened(file: File) -> date:
    if file.opened is not None:
        return clock.today() - timedelta(days=file.opened)
    return (clock.today() - timedelta(days=20)).replace(month=1, day=1)


SEATS = {"{second}": ("Q", 1), "{third}": ("Q", 2), "{fourth}": ("Q", 3), "{member}": ("Q-01", 2)}
"""Members of leading groups, by unit and place."""


def _ref(code: str) -> str:
    if code in SEATS:
        unit, place = SEATS[code]
        code = [seat.person for seat in county.seats() if seat.unit.code == unit][place]
    found = organs.by_code(code) if code.startswith("Q") else people.by_code(code)
    assert found is not None, code
    return f"{'organ' if code.startswith('Q') else 'person'}:{found.pk}"


def _filled(fields: Fields) -> dict[str, FieldText]:
    today = clock.today()
    days: Mapping[str, str] = {
        "{ahead}": (today + timedelta(days=200)).isoformat(),
        "{past}": (today - timedelta(days=25)).isoformat(),
    }
    return {
        name: days.get(value, value) if isinstance(value, str) else value for name, value in fields.items()
    }
