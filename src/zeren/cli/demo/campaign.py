"""A year of assessment in the demonstration: 30 units, 300 cadres, scored and deliberated; notices still to be approved.

Seen in it: a veto with what follows, candidates that an exception sets aside and that nobody decided on yet, a cadre on
secondment and one under investigation, scores at the very lines of the grades. Everything made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from django.db import transaction

from zeren.cli.demo import county
from zeren.cli.demo.loading import Login
from zeren.cli.demo.round import enter_account
from zeren.norms.model import FieldText
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.ballots.counting import in_full
from zeren.records.campaigns import queries, rules
from zeren.records.campaigns.queries import Subject, Unit
from zeren.records.matters import acts, opening
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Matter
from zeren.records.obligations import refresh
from zeren.records.organs import queries as organs
from zeren.records.packs import installed
from zeren.records.parameters import acts as parameters
from zeren.records.parameters import queries as set_before
from zeren.records.people import queries as people

PACK, OFFICE = "zy-2015-assessment", "C-JW"
CITY_UNITS = (("C-11", "财政局"), ("C-12", "水务局"), ("C-13", "教育局"), ("C-14", "林业局"))
NAMES = ("洪", "石", "邵", "汪", "祁", "毛", "禹", "狄", "米", "贝", "臧", "计")
LOGINS = (Login("kaohe", "市纪委党风政风监督室", Role.CASE_HANDLER, OFFICE, "X020", ("city_discipline_commission", "supervision_office", "assessment_team")),)  # fmt: skip
BEGAN = 75
"""Days before today on which the programme was opened; the year that is assessed is the one before that day."""

POINTS = {"points_excellent": "100", "points_good": "90", "points_average": "70", "points_poor": "50"}
CONVERSION = "岚考办〔2025〕9号"
PUBLIC = "勤廉度评价系统导出，群众评议 {n} 份"
TALKS = "岚考办〔2025〕9号第九项"
RULES = "{year}年度考核评分细则"
Slips = tuple[int, int, int, int]
USUAL: tuple[Slips, ...] = (
    (110, 70, 16, 4),
    (100, 80, 16, 4),
    (120, 60, 16, 4),
    (90, 90, 16, 4),
    (96, 84, 12, 8),
)
EVEN: Slips = (60, 120, 10, 10)
"""Worth exactly 90 points."""
TWO_THIRDS: Slips = (60, 40, 40, 10)
"""Excellent and good together exactly two thirds."""
THIRTY: Slips = (80, 60, 40, 20)
"""Average and poor together exactly thirty per cent."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What a subject got: slips, daily supervision, the public; a group also the two parts on site and the talks."""

    slips: Slips
    daily: str
    public: str
    onsite: tuple[str, str, str] = ("", "", "")

    @property
    def ballot(self) -> Fraction:
        """The slips in points."""
        worth = [int(POINTS[name]) for name in POINTS]
        return Fraction(sum(a * b for a, b in zip(self.slips, worth, strict=True)), sum(self.slips))

    @property
    def score(self) -> Fraction:
        """The composite (第十八、十九条): the engine computes it again, and the entry is held against that."""
        daily, public = Fraction(self.daily), Fraction(self.public)
        if not self.onsite[0]:
            return self.ballot * 7 / 10 + daily / 10 + public / 5
        duty, work, talks = (Fraction(one) for one in self.onsite)
        democratic = self.ballot * 7 / 10 + talks * 3 / 10
        return daily / 5 + public / 10 + (duty * 2 / 5 + work * 2 / 5 + democratic / 5) * 7 / 10


GROUPS = {
    "Q-02": Marks(EVEN, "90", "90", ("90", "90", "90")),
    "Q-03": Marks(EVEN, "90", "89.9", ("90", "90", "90")),
    "Q-05": Marks((100, 60, 40, 0), "65", "65", ("60.9", "60.9", "59")),
    "Q-06": Marks(TWO_THIRDS, "86", "85", ("85", "86", "84")),
    "Q-07": Marks((90, 80, 20, 10), "80", "80", ("79", "78", "80")),
}
"""Groups at a line: 90 exactly, 89.99, 65 exactly, two thirds of the slips exactly."""

CADRES = {
    ("Q-02", 0): Marks(EVEN, "90", "90"),
    ("Q-02", 1): Marks(EVEN, "90", "89.95"),
    ("Q-03", 2): Marks(THIRTY, "80", "75"),
    ("Q-05", 1): Marks((60, 40, 60, 40), "72", "66"),
}
VETOED, TRANSFERRED, UNREPORTED, AWAY, INVESTIGATED = "Q-09", "Q-10", "Q-12", ("Q-08", 2), ("Q-11", 2)


def grade_of(score: Fraction, group: bool) -> str:
    """The grade of a score (第二十条), lower end inclusive."""
    bands = ((90, "好"), (80, "较好"), (65, "一般")) if group else ((90, "优秀"), (75, "良好"), (60, "一般"))
    return next((grade for line, grade in bands if score >= line), "较差")


def enter(only: Sequence[str] = ()) -> Matter:
    """Enter the units, the programme and the year's entries, through the acts that people use.

    ``only``: the codes of units, for a smaller year.
    """
    codes = [code for code in _codes() if not only or code in only]
    _registers()
    began = clock.today() - timedelta(days=BEGAN)
    actor, year = _office(), began.year - 1
    _parameters(actor, began)
    # Thirty units with all their entries: held against the packs once, at the end.
    with transaction.atomic(), refresh.once():
        programme = _programme(actor, codes, began, year)
        _open(actor, programme, codes, began, year)
        found = next(one for pack, _, one in rules.every(installed().packs) if pack.id == PACK)
        units = queries.units_of(actor, programme, found)
        for place, unit in enumerate(units):
            _unit(actor, unit, place, began, year)
        _deliberated(actor, programme, units, began, year)
    return programme


def _registers() -> None:
    shown = [
        {
            "code": code, "name": f"岚川市{name}党组", "short": f"市{name}", "level": "city", "kind": "party_group", "superior": "C",
            "committee": "C", "discipline_organ": OFFICE, "organization_department": "C-ZZ",
        }
        for code, name in CITY_UNITS
    ]  # fmt: skip
    people_rows = [{"code": "X020", "name": "向光明", "organ": OFFICE}]
    posts, held = [], []
    for place, code in enumerate(code for code, _ in CITY_UNITS for _ in range(3)):
        person, post, first = f"Y{place:03}", f"ZY{place:03}", place % 3 == 0
        people_rows.append(
            {"code": person, "name": f"{NAMES[place]}{'守正' if first else '同舟'}", "organ": code}
        )
        posts.append(
            {
                "code": post, "organ": code, "name": "党组书记、局长" if first else "党组成员、副局长", "rank": "county_principal" if first else "county_deputy",
                "post_class": "principal" if first else "member", "managing_organ": "C", "principal": "yes" if first else "no",
            }
        )  # fmt: skip
        held.append(
            {"person": person, "post": post, "start": "2022-03-01", "source": f"岚任字〔2022〕{place + 1}号"}
        )
    for noun, rows in (("organs", shown), ("people", people_rows), ("posts", posts), ("appointments", held)):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems[:3]
    for login in LOGINS:
        enter_account(login)


def _office() -> Actor:
    person = people.by_code(LOGINS[0].seat)
    assert person is not None
    return replace(SYSTEM, account=LOGINS[0].signin, name=person.name, person=person.pk)


def _organ(code: str) -> int:
    found = organs.by_code(code)
    assert found is not None, code
    return found.pk


def _parameters(actor: Actor, began: date) -> None:
    """How slips are converted: no figure of the text, but one of the organ with its paper."""
    if set_before.values_for(_organ(OFFICE), PACK, began):
        return
    for name, value in POINTS.items():
        parameters.set_parameter(
            actor, _organ(OFFICE), PACK, name, value, began - timedelta(days=5), CONVERSION
        )


# ---------------------------------------------------------------- opening


def _codes() -> list[str]:
    """The county and its units, then four of the city's."""
    return [*(u.code for u in county.UNITS if u.code.startswith("Q")), *(code for code, _ in CITY_UNITS)]


def _programme(actor: Actor, codes: Sequence[str], began: date, year: int) -> Matter:
    refs = [f"organ:{_organ(code)}" for code in codes]
    asked = opening.Opening(
        PACK, "assessment-programme", _organ(OFFICE), f"{year}年度党风廉政建设考核", refs, began, mark="市考统",
        handler=actor.person, classification="内部",
    )  # fmt: skip
    programme = opening.open_matter(actor, asked)
    said = {"year": str(year)}
    topics = {
        name: tuple(_words(name)) for name in ("committee_topics", "discipline_topics", "principal_topics", "member_topics", "other_topics")
    }  # fmt: skip
    entries = [
        _entry(
            began, 1, "plan_drafted", ("city_discipline_commission",), {**said, **topics, "last_year": "yes"}
        ),
        _entry(began, 6, "plan_approved", ("city_committee",), said),
        _entry(
            began,
            8,
            "notice_issued",
            ("city_discipline_commission",),
            {**said, "parts": tuple(_words("notice_parts"))},
        ),
    ]
    acts.record_in_turn(actor, programme.pk, entries)
    return programme


def _words(name: str) -> Sequence[str]:
    pack = installed().versions(PACK)[-1]
    return tuple(pack.vocabulary.lists[name].items)


def _entry(
    began: date,
    after: int,
    step: str,
    by: Sequence[str],
    fields: Mapping[str, FieldText],
    subjects: Sequence[str] = (),
) -> Entry:
    return Entry(step, (began + timedelta(days=after)).isoformat(), dict(fields), tuple(subjects), tuple(by))


def _open(actor: Actor, programme: Matter, codes: Sequence[str], began: date, year: int) -> None:
    """As a unit's table brings them in."""
    report = registers.import_rows(actor, "assessed", list(_table(programme, codes, began, year)))
    assert report.written, report.problems[:3]


def _table(programme: Matter, codes: Sequence[str], began: date, year: int) -> Iterator[dict[str, str]]:
    whole = {
        "programme": programme.number,
        "year": str(year),
        "mark": "市考",
        "opened": (began + timedelta(days=9)).isoformat(),
    }
    seats: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
    for seat in county.seats():
        if seat.unit.code in seats:
            seats[seat.unit.code].append((seat.person, seat.part))
    for place in range(3 * len(CITY_UNITS)):
        seats.setdefault(CITY_UNITS[place // 3][0], []).append(
            (f"Y{place:03}", "member" if place % 3 else "principal")
        )
    for code in codes:
        listed = seats[code]
        unit = {
            **whole,
            "organ": code,
            "unit": "县区" if code == "Q" else "部门（单位）",
            "subordinates": "是" if code == "Q-XF" else "否",
        }
        yield {
            **unit,
            "last_year_feedback": "否",
            "vetoed_last_year": "是" if code == VETOED else "否",
            "vetoed_cases": "无",
        }
        for place, (person, part) in enumerate(listed):
            row = {
                **unit,
                "person": person,
                "position": {"other": "other_cadre"}.get(part, part),
                "away_cause": "没有",
                "under_investigation": "否",
            }
            if (code, place) == AWAY:
                row |= {"away_cause": "挂职锻炼", "since": (began - timedelta(days=230)).isoformat()}
            if (code, place) == INVESTIGATED:
                row |= {"under_investigation": "是"}
            yield row


# ---------------------------------------------------------------- one unit


def _unit(actor: Actor, unit: Unit, place: int, began: date, year: int) -> None:
    assert unit.matter is not None and unit.group is not None
    acts.record_in_turn(actor, unit.matter.pk, list(_entries(unit, unit.group, place, began, year)))


def _entries(unit: Unit, group: Subject, place: int, began: date, year: int) -> Iterator[Entry]:
    code = unit.organ.code
    away = {one.ref for number, one in enumerate(unit.cadres) if (code, number) == AWAY}
    cadres = [one for one in unit.cadres if one.ref not in away]
    marks = {group.ref: _group_marks(code, place)} | {
        one.ref: _cadre_marks(code, number, place)
        for number, one in enumerate(unit.cadres)
        if one.ref not in away
    }
    if code in (TRANSFERRED, VETOED):
        yield _case(group, unit, code, year)
    yield from _before(group, cadres, code, began)
    yield from _on_site(group, cadres, marks, code == "Q", began)
    yield from _scored(group, cadres, marks, code, began, year)
    if code == VETOED:
        yield from _veto(group, unit, began, year)
    if code == "Q-06":
        yield _entry(began, 36, "problems_confirmed", ("city_discipline_commission",), {}, [group.ref])


def _group_marks(code: str, place: int) -> Marks:
    if code in GROUPS:
        return GROUPS[code]
    slips, base = USUAL[place % len(USUAL)], 86 + place * 5 % 9
    return Marks(slips, f"{base}.5", f"{base - 1}", (f"{base + 1}", f"{base}", f"{base + 2}"))


def _cadre_marks(code: str, number: int, place: int) -> Marks:
    base = 85 + place * 3 % 8
    return CADRES.get((code, number)) or Marks(USUAL[(place + number) % len(USUAL)], f"{base}", f"{base + 1}")


def _case(group: Subject, unit: Unit, code: str, year: int) -> Entry:
    here = code == VETOED
    said: dict[str, FieldText] = {
        "person": "principal" if here else "member", "filed": "yes", "party": "party_serious_warning", "cause": "other", "from_superior": "no",
        "responsibility": "own", "occurred_in": "here" if here else "former_post", "case": f"岚纪审〔{year}〕{17 if here else 22}号",
    }  # fmt: skip
    return Entry("sanctioned", date(year, 6, 15).isoformat(), said, (group.ref,), ("supervision_office",))


def _before(group: Subject, cadres: Sequence[Subject], code: str, began: date) -> Iterator[Entry]:
    team, own = ("assessment_team",), ("assessed",)
    reports: dict[str, FieldText] = {"mid_year": "no" if code == UNREPORTED else "yes", "end_of_year": "yes"}
    members: dict[str, FieldText] = {"head": "city_leader", "members_from": ("from_city_discipline", "from_city_organization", "from_city_assessment_bureau", "from_city_personnel")}  # fmt: skip
    yield _entry(began, 10, "team_formed", ("city_discipline_commission",), members)
    yield _entry(began, 10, "self_reports_gathered", ("supervision_office",), reports, [group.ref])
    yield _entry(began, 12, "preannounced", team, {"parts": ("time", "targets", "content", "contact")})
    yield _entry(began, 13, "list_supplied", own, {}, [group.ref])
    yield _entry(began, 14, "interviewees_settled", team, {})
    written: dict[str, FieldText] = {
        "form": "written",
        "topics": ("main", "supervisory", "integrity_rules", "conduct"),
    }
    yield _entry(began, 15, "written_report_given", own, written, [one.ref for one in cadres])


def _on_site(
    group: Subject, cadres: Sequence[Subject], marks: Mapping[str, Marks], is_county: bool, began: date
) -> Iterator[Entry]:
    team = ("assessment_team",)
    yield _entry(began, 20, "ballots_issued", team, {"number": "206"})
    yield _entry(began, 20, "meeting", team, _meeting(is_county))
    for ref, mark in marks.items():
        yield _entry(began, 20, "ballot", team, _ballot(mark), [ref])
    yield _entry(began, 20, "appraised", team, {}, [one.ref for one in cadres])
    talks = ("30", {"outside": "6", "from": ("committee_group", "congress_members")}) if is_county else ("20", {"retired": "3", "from": ("department_group", "retired_cadres")})  # fmt: skip
    topics = ("main", "supervisory", "conduct", "integrity_rules")
    yield _entry(began, 20, "talks_held", team, {"total": talks[0], **talks[1], "topics": topics})
    yield _entry(began, 21, "materials_reviewed", team, {})
    yield _entry(began, 22, "onsite_ended", team, {})
    told: dict[str, FieldText] = {
        "parts": ("problems", "suggestions", "requirements"), "problems": "专题研究少；整改台账更新不及时。", "suggestions": "按季研究，逐项销号。",
        "correct_by": (began + timedelta(days=120)).isoformat(),
    }  # fmt: skip
    yield _entry(began, 25, "feedback_given", team, told, [group.ref])


def _meeting(is_county: bool) -> dict[str, FieldText]:
    who = {"county_present": tuple(_words("county_groups"))} if is_county else {"department_present": tuple(_words("department_groups")), "headcount": "120", "staff_present": "100"}  # fmt: skip
    return {
        "attendees": "204", "outside": "24", "chair": "team_head", "reported": ("secretary", "discipline_head"),
        "topics": ("main", "supervisory", "integrity_rules", "conduct"), **who,
    }  # fmt: skip


def _ballot(mark: Marks) -> dict[str, FieldText]:
    valid = sum(mark.slips)
    number = dict(zip(("excellent", "good", "average", "poor"), map(str, mark.slips), strict=True))
    return {
        "secret": "yes", "topics": ("duties", "integrity_rules", "conduct", "results"), "issued": "206", "collected": str(valid + 2),
        "valid": str(valid), **number, "points": in_full(mark.ballot), "conversion": CONVERSION,
    }  # fmt: skip


def _scored(
    group: Subject, cadres: Sequence[Subject], marks: Mapping[str, Marks], code: str, began: date, year: int
) -> Iterator[Entry]:
    team, office = ("assessment_team",), ("supervision_office",)
    own = marks[group.ref]
    for name, step, by in (
        ("daily", "daily_scored", ("city_discipline_commission",)),
        ("public", "public_scored", office),
    ):
        same: dict[str, list[str]] = {}
        for ref, mark in marks.items():
            same.setdefault(getattr(mark, name), []).append(ref)
        for value, refs in same.items():
            yield _entry(began, 26, step, by, {"value": value, **_origin(name)}, refs)
    duty, work, talks = own.onsite
    yield _entry(
        began,
        27,
        "onsite_scored",
        team,
        {"responsibility": duty, "key_work": work, "rules": RULES.format(year=year)},
        [group.ref],
    )
    yield _entry(began, 27, "talks_scored", team, {"points": talks, "conversion": TALKS}, [group.ref])
    yield _entry(began, 28, "team_reported", team, {"to": "市纪委", "papers": ("work_report", "scores")})
    for ref, mark in marks.items():
        grade = grade_of(mark.score, ref == group.ref)
        said: dict[str, FieldText] = {"score": in_full(mark.score)}
        if not (code == INVESTIGATED[0] and ref == cadres[INVESTIGATED[1]].ref):
            said["grade"] = grade
        yield _entry(began, 32, "computed", office, said, [ref])


def _origin(name: str) -> dict[str, FieldText]:
    if name == "daily":
        return {"sources": ("half_year_check", "conduct_inspection")}
    return {"sources": ("public", "performance", "organization"), "origin": PUBLIC.format(n=860)}


def _veto(group: Subject, unit: Unit, began: date, year: int) -> Iterator[Entry]:
    office, principal = ("city_discipline_commission",), unit.cadres[0]
    case = f"岚纪审〔{year}〕17号"
    both = [group.ref, principal.ref]
    shown: dict[str, FieldText] = {
        "candidates": "第二十二条第一款第二项：主要负责人被立案查处，并受党纪处分", "facts": f"{case}，严重警告",
        "reply_by": (began + timedelta(days=45)).isoformat(),
    }  # fmt: skip
    yield _entry(began, 38, "veto_candidate_shown", office, shown, both)
    yield _entry(began, 43, "statement_submitted", ("assessed",), {}, [group.ref])
    yield _entry(
        began,
        46,
        "statement_heard",
        office,
        {"adopted": "no", "reasons": "所说情况不影响处分的认定"},
        [group.ref],
    )
    decided: dict[str, FieldText] = {
        "year": str(year),
        "case": case,
        "case_year": "closed",
        "leadership": "yes",
        "reasons": "主要负责人立案查处并受严重警告处分，发生在现任单位",
    }
    standing = ("city_standing_committee",)
    yield _entry(began, 56, "vetoed", standing, {**decided, "ground": ("veto-group-2",)}, [group.ref])
    also: dict[str, FieldText] = {"ground": ("veto-member-spread",), "with_group": "yes", "leadership": "yes", "year": str(year), "case": case, "reasons": "班子被否决，主要负责人同时否决"}  # fmt: skip
    yield _entry(began, 56, "vetoed", standing, also, [principal.ref])
    yield _entry(began, 58, "veto_notified", office, {}, both)


# ---------------------------------------------------------------- the programme after the units


def _deliberated(actor: Actor, programme: Matter, units: Sequence[Unit], began: date, year: int) -> None:
    said = {"year": str(year)}
    entries = [
        _entry(began, 40, "special_report_made", ("city_discipline_commission",), said),
        _entry(began, 48, "discipline_studied", ("city_discipline_standing",), said),
        _entry(began, 55, "deliberated", ("city_standing_committee",), said),
    ]
    for unit in units:
        texts: dict[str, FieldText] = {
            "problems": "专题研究少；整改台账更新不及时。", "requirements": "按季研究，逐项销号，年底前报告。", "main_problems": "整改台账更新不及时。",
        }  # fmt: skip
        entries.append(
            _entry(
                began,
                60,
                "texts_drawn_up",
                ("city_discipline_commission",),
                texts,
                [f"organ:{unit.organ.pk}"],
            )
        )
    acts.record_in_turn(actor, programme.pk, entries)
