"""A year of assessment in the demonstration: 30 units, 300 cadres, scored and deliberated; notices still to be approved.

Seen in it: a veto with what follows, candidates that an exception sets aside and that nobody decided on yet, a cadre on
secondment and one under investigation, scores at the very lines of the grades. Everything made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db import transaction

from zeren.cli.demo import county
from zeren.cli.demo.campaign_marks import (
    AWAY,
    CLUES,
    CONFIRMED,
    CONVERSION,
    EXCLUDED,
    INVESTIGATED,
    POINTS,
    RULES,
    TALKS,
    TRANSFERRED,
    UNREPORTED,
    VETOED,
    Marks,
    Meeting,
    ballot_of,
    cadre_marks,
    grade_of,
    group_marks,
    meeting_of,
    origin_of,
)  # fmt: skip
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
LAST_YEAR = ("Q", "Q-01", "Q-05", "Q-09", "Q-12")
"""The units that were assessed the year before as well."""


@dataclass(frozen=True, slots=True)
class Term:
    """One year's assessment: when its programme was opened, which year is assessed; ``usual``: nobody stands apart in it but
    who was vetoed."""

    began: date
    year: int
    usual: bool = False


def enter(only: Sequence[str] = ()) -> Matter:
    """Enter the units, the programme and the year's entries, through the acts that people use; before it a year of few units.

    ``only``: the codes of units, for a smaller year with none before it.
    """
    codes = [code for code in _codes() if not only or code in only]
    _registers()
    began = clock.today() - timedelta(days=BEGAN)
    actor, before = _office(), began.replace(year=began.year - 1, day=min(began.day, 28))
    _parameters(actor, began if only else before)
    # Many units with all their entries: held against the packs once, at the end.
    with transaction.atomic(), refresh.once():
        if not only:
            _published(actor, _term(actor, LAST_YEAR, Term(before, before.year - 1, usual=True)), before)
        return _term(actor, codes, Term(began, began.year - 1))


def _term(actor: Actor, codes: Sequence[str], term: Term) -> Matter:
    began, year = term.began, term.year
    programme = _programme(actor, codes, began, year)
    _open(actor, programme, codes, term)
    found = next(one for pack, _, one in rules.every(installed().packs) if pack.id == PACK)
    units = queries.units_of(actor, programme, found)
    for place, unit in enumerate(units):
        assert unit.matter is not None and unit.group is not None
        acts.record_in_turn(actor, unit.matter.pk, list(_entries(unit, unit.group, place, term)))
    _deliberated(actor, programme, units, began, year)
    return programme


def _published(actor: Actor, programme: Matter, began: date) -> None:
    """Both notices approved and gone out."""
    office = ("city_discipline_commission",)
    internal, public = tuple(_words("internal_parts")), ("unit_grades", "main_problems")
    entries = [
        _entry(began, 62, "text_approved", office, {"which": which}) for which in ("circular", "public")
    ]
    entries += [
        _entry(began, 64, "circulated", office, {"parts": internal}),
        _entry(began, 66, "disclosed", office, {"parts": public}),
    ]
    acts.record_in_turn(actor, programme.pk, entries)
    # Everybody was told the own grade.
    found = next(one for pack, _, one in rules.every(installed().packs) if pack.id == PACK)
    for unit in queries.units_of(actor, programme, found):
        assert unit.matter is not None
        everybody = [one.ref for one in unit.subjects]
        acts.record_in_turn(actor, unit.matter.pk, [_entry(began, 68, "result_told", office, {}, everybody)])


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


def _open(actor: Actor, programme: Matter, codes: Sequence[str], term: Term) -> None:
    """As a unit's table brings them in."""
    report = registers.import_rows(actor, "assessed", list(_table(programme, codes, term)))
    assert report.written, report.problems[:3]


def _table(programme: Matter, codes: Sequence[str], term: Term) -> Iterator[dict[str, str]]:
    began, year = term.began, term.year
    whole = {
        "programme": programme.number,
        "year": str(year),
        "mark": "市考",
        "opened": (began + timedelta(days=9)).isoformat(),
    }
    seats = _seats(codes)
    for code in codes:
        unit = {
            **whole,
            "organ": code,
            "unit": "县区" if code == "Q" else "部门（单位）",
            "subordinates": "是" if code == "Q-XF" else "否",
        }
        vetoed = code == VETOED and not term.usual
        yield {
            **unit,
            "last_year_feedback": "否",
            "vetoed_last_year": "是" if vetoed else "否",
            "vetoed_cases": _case_of(year - 1) if vetoed else "无",
        }
        for place, (person, part) in enumerate(seats[code]):
            yield {**unit, "person": person, **_cadre(code, place, part, term)}


def _seats(codes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Who sits in each unit, and in which part: as the county has them, and three in each city unit."""
    seats: dict[str, list[tuple[str, str]]] = {code: [] for code in codes}
    for seat in county.seats():
        if seat.unit.code in seats:
            seats[seat.unit.code].append((seat.person, seat.part))
    for place in range(3 * len(CITY_UNITS)):
        part = "member" if place % 3 else "principal"
        seats.setdefault(CITY_UNITS[place // 3][0], []).append((f"Y{place:03}", part))
    return seats


def _cadre(code: str, place: int, part: str, term: Term) -> dict[str, str]:
    """What the table says of one cadre of a unit."""
    position = {"other": "other_cadre"}.get(part, part)
    row = {"position": position, "away_cause": "没有", "under_investigation": "否"}
    if (code, place) == AWAY and not term.usual:
        row |= {"away_cause": "挂职锻炼", "since": (term.began - timedelta(days=230)).isoformat()}
    if (code, place) == INVESTIGATED and not term.usual:
        row |= {"under_investigation": "是"}
    return row


# ---------------------------------------------------------------- one unit


def _entries(unit: Unit, group: Subject, place: int, term: Term) -> Iterator[Entry]:
    code, began, year = unit.organ.code, term.began, term.year
    away = {one.ref for number, one in enumerate(unit.cadres) if (code, number) == AWAY}
    cadres = [one for one in unit.cadres if one.ref not in away]
    marks = {group.ref: group_marks(code, place, term.usual)} | {
        one.ref: cadre_marks(code, number, place, term.usual)
        for number, one in enumerate(unit.cadres)
        if one.ref not in away
    }
    if code == VETOED or (code == TRANSFERRED and not term.usual):
        yield _case(group, unit, code, year)
    yield from _before(group, cadres, code, term)
    yield from _on_site(group, cadres, marks, code, began)
    yield from _scored(group, cadres, marks, code, began, year)
    if code == VETOED:
        yield from _veto(group, unit, began, year)
    if not term.usual:
        yield from _afterwards(unit, group, code, began)


def _afterwards(unit: Unit, group: Subject, code: str, began: date) -> Iterator[Entry]:
    """What was looked into after the days on site, and what came of it."""
    office = ("city_discipline_commission",)
    if code == "Q-06":
        yield _entry(began, 36, "problems_confirmed", office, {}, [group.ref])
    for step, (where, number), said in (
        ("problems_confirmed", CONFIRMED, {}),
        ("problems_excluded", EXCLUDED, {"reasons": "逐项核对，所反映的事项已经办结"}),
    ):
        if code == where:
            yield _entry(began, 36, step, office, said, [unit.cadres[number].ref])
    if code == CONFIRMED[0]:
        yield _entry(began, 50, "warned", ("committee_principal",), {}, [unit.cadres[CONFIRMED[1]].ref])
    if code in CLUES:
        yield _entry(began, 21, "clue_found", ("assessment_team",), {}, [group.ref])
    if CLUES.get(code):
        yield _entry(
            began, 33, "clue_transferred", office, {"department": f"organ:{_organ(OFFICE)}"}, [group.ref]
        )


def _case_of(year: int) -> str:
    """The case on which the veto of a year rests."""
    return f"岚纪审〔{year}〕17号"


def _case(group: Subject, unit: Unit, code: str, year: int) -> Entry:
    here = code == VETOED
    said: dict[str, FieldText] = {
        "person": "principal" if here else "member", "filed": "yes", "party": "party_serious_warning", "cause": "other", "from_superior": "no",
        "responsibility": "own", "occurred_in": "here" if here else "former_post", "case": _case_of(year) if here else f"岚纪审〔{year}〕22号",
        "used_before": "no",
    }  # fmt: skip
    return Entry("sanctioned", date(year, 6, 15).isoformat(), said, (group.ref,), ("supervision_office",))


def _before(group: Subject, cadres: Sequence[Subject], code: str, term: Term) -> Iterator[Entry]:
    began, missed = term.began, code == UNREPORTED and not term.usual
    team, own = ("assessment_team",), ("assessed",)
    reports: dict[str, FieldText] = {"mid_year": "no" if missed else "yes", "end_of_year": "yes"}
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
    group: Subject, cadres: Sequence[Subject], marks: Mapping[str, Marks], code: str, began: date
) -> Iterator[Entry]:
    team, held, is_county = ("assessment_team",), meeting_of(code), code == "Q"
    if held.agreed:
        yield _entry(
            began, 11, "attendance_agreed", team, {"with_unit": "yes", "range": "各科室和下属单位按比例"}
        )
    yield _entry(began, 20, "ballots_issued", team, {"number": "206"})
    yield _entry(began, 20, "meeting", team, _meeting(is_county, held))
    for ref, mark in marks.items():
        yield _entry(began, 20, "ballot", team, ballot_of(mark), [ref])
    yield _entry(began, 20, "appraised", team, {}, [one.ref for one in cadres])
    talks = ("30", {"outside": "6", "from": ("committee_group", "congress_members")}) if is_county else (str(held.talks), {"retired": str(held.retired), "from": ("department_group", "retired_cadres")})  # fmt: skip
    topics = ("main", "supervisory", "conduct", "integrity_rules")
    yield _entry(began, 20, "talks_held", team, {"total": talks[0], **talks[1], "topics": topics})
    yield _entry(began, 21, "materials_reviewed", team, {})
    yield _entry(began, 22, "onsite_ended", team, {})
    told: dict[str, FieldText] = {
        "parts": ("problems", "suggestions", "requirements"), "problems": "专题研究少；整改台账更新不及时。", "suggestions": "按季研究，逐项销号。",
        "correct_by": (began + timedelta(days=120)).isoformat(),
    }  # fmt: skip
    yield _entry(began, 25, "feedback_given", team, told, [group.ref])


def _meeting(is_county: bool, held: Meeting) -> dict[str, FieldText]:
    who = {"county_present": tuple(_words("county_groups"))} if is_county else {"department_present": tuple(_words("department_groups")), "headcount": str(held.staff), "staff_present": str(held.present)}  # fmt: skip
    return {
        "attendees": str(held.came), "outside": str(held.outside), "chair": "team_head", "reported": ("secretary", "discipline_head"),
        "topics": ("main", "supervisory", "integrity_rules", "conduct"), **who,
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
            yield _entry(began, 26, step, by, {"value": value, **origin_of(name)}, refs)
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


def _veto(group: Subject, unit: Unit, began: date, year: int) -> Iterator[Entry]:
    office, principal = ("city_discipline_commission",), unit.cadres[0]
    case = _case_of(year)
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
        "used_before": "no",
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
