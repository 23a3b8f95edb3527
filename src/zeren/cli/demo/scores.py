"""A year's assessment in the demonstration, handled by the city's discipline organ: the county with every number settled but
one, a department where scorers still differ. Sheets, conversion, ballots, bonuses; everything made up.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

from zeren.cli.demo import county
from zeren.cli.demo import round as rounds
from zeren.cli.demo.loading import Login
from zeren.norms.model import FieldText
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.ballots.counting import in_full
from zeren.records.matters import acts as matters
from zeren.records.matters import opening
from zeren.records.matters.models import Matter
from zeren.records.people import queries as people
from zeren.records.scores import acts, conversion
from zeren.records.scores.log import Key
from zeren.records.scores.sheets import Asked, Row

PACK, ORGAN = "zy-2015-assessment", "C-JW"
PEOPLE = [
    {"code": "X006", "name": "贺明理", "organ": ORGAN},
    {"code": "X007", "name": "史公正", "organ": ORGAN},
    {"code": "X008", "name": "温有据", "organ": ORGAN},
]
LOGINS = tuple(
    Login(
        f"kaohe{n}",
        f"第{word}考核组",
        Role.CASE_HANDLER,
        ORGAN,
        f"X00{n + 5}",
        ("assessment_team", "supervision_office"),
    )
    for n, word in ((1, "一"), (2, "二"), (3, "三"))
)
BEGAN = 40
SOURCE = "岚考办〔2026〕3号"
POINTS = {"points_excellent": "100", "points_good": "90", "points_average": "70", "points_poor": "50"}
SHEET = (
    Row("1", "落实“两个责任”", "100", "responsibility"),
    Row("1.1", "研究部署和督促检查", "25", standard="专题研究不足两次的，每缺一次扣 5 分", at="6"),
    Row("1.2", "选人用人", "15", standard="有违规选任的，一件扣 3 分", at="6"),
    Row("1.3", "作风建设", "20", standard="查实一件扣 1 分"),
    Row("1.4", "支持纪律审查", "20", at="7"),
    Row("1.5", "制约和监督权力", "20"),
    Row("2", "推进重点工作", "100", "key_work"),
    Row("2.1", "作风督查整改", "30", standard="到期没有整改的，一项扣 2 分"),
    Row("2.2", "信访问题处理", "25"),
    Row("2.3", "制度建设", "25"),
    Row("2.4", "宣传教育", "20"),
)
FULL = ("25", "15", "20", "20", "20", "30", "25", "25", "20")
GIVEN = (
    ("23", "14", "17.5", "18", "17", "26", "22.25", "21.5", "18"),
    ("23", "14", "16", "18", "17", "27", "22.25", "21.5", "18"),
    ("23", "14", "17.5", "18", "17", "26", "22.25", "21.5", "18"),
)
HELD = {
    "1.3": ("17.5", "通报两件，按一件 1 分、情节较重加扣 0.5 分"),
    "2.1": ("26", "两项到期未整改，第三组所列材料属实"),
}
WHY = "见考核工作底稿"
PUBLIC = ("public", "performance", "organization")
HONOURS = (("municipal", "city_discipline", "廉政教育基地建设"), ("ministry", "other", "政务公开先进"))
BALLOTS: dict[str | int, tuple[int, ...]] = {
    "group": (78, 42, 54, 6),
    0: (98, 62, 18, 2),
    1: (80, 70, 25, 5),
    2: (40, 60, 60, 20),
    3: (92, 60, 25, 3),
}
FIGURES = {0: ("90", "89.5"), 1: ("90", "88"), 2: ("80", "76"), 3: ("", "89")}
"""Of each cadre what daily supervision and the public give; the last has no figure of daily supervision."""


def enter() -> Matter:
    """Enter the people, the programme with its sheets, the two units; answers the county's matter."""
    report = registers.import_rows(SYSTEM, "people", PEOPLE)
    assert report.written, report.problems
    for login in LOGINS:
        rounds.enter_account(login)
    began = clock.today() - timedelta(days=BEGAN)
    team = [rounds.acting(login.signin, login.seat) for login in LOGINS]
    programme = _programme(team[0], began)
    unit = _county(programme, team, began)
    _department(programme, team, began)
    return unit


def _programme(lead: Actor, began: date) -> Matter:
    refs = [f"organ:{rounds.organ(code).pk}" for code in ("Q", rounds.OFFICE)]
    asked = opening.Opening(
        PACK, "assessment-programme", rounds.organ(ORGAN).pk, f"{began.year} 年度党风廉政建设考核", refs, began,
        mark="岚考统", handler=lead.person, classification="内部",
    )  # fmt: skip
    programme = opening.open_matter(lead, asked)
    conversion.set_for(lead, programme, POINTS, began, SOURCE)
    for kind, title in (("county", "县区评分细则"), ("department", "部门评分细则")):
        acts.fix(
            lead,
            programme.pk,
            Asked(title, str(began.year), kind, "group", "onsite_scored", SHEET, SOURCE, "3"),
        )
    return programme


def _open(programme: Matter, lead: Actor, began: date, organ: str, kind: str, cadres: list[int]) -> Matter:
    place = rounds.organ(organ)
    group = f"organ:{place.pk}"
    known: Mapping[str, FieldText] = {"target": "cadre", "away_cause": "none", "under_investigation": "no"}
    return opening.open_matter(
        lead,
        opening.Opening(
            PACK, "annual-assessment", rounds.organ(ORGAN).pk, f"{place.short or place.name} {began.year} 年度考核",
            [group, *(f"person:{pk}" for pk in cadres)], began, mark="岚考", handler=lead.person, classification="内部",
            facts={"unit": kind, "year": str(began.year)}, parents=[(programme.pk, "joined")],
            subject_facts={group: {"target": "group"}, **{f"person:{pk}": known for pk in cadres}},
        ),
    )  # fmt: skip


def _people_of(unit: str, most: int) -> list[int]:
    seats = [seat for seat in county.seats() if seat.unit.code == unit][:most]
    found = [people.by_code(seat.person) for seat in seats]
    return [person.pk for person in found if person is not None]


def _typed(given: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    leaves = [row.number for row in SHEET if "." in row.number]
    return {
        n: (points, "" if points == full else WHY)
        for n, points, full in zip(leaves, given, FULL, strict=True)
    }


def _county(programme: Matter, team: list[Actor], began: date) -> Matter:
    """Every number is there but one; three finals, settled where they differ."""
    lead, cadres = team[0], _people_of("Q", 4)
    matter = _open(programme, lead, began, "Q", "county", cadres)
    group = f"organ:{rounds.organ('Q').pk}"
    _ballots(lead, matter, began, group, cadres)
    _group(lead, matter, began, group)
    for place, pk in enumerate(cadres):
        _cadre(lead, matter, began, f"person:{pk}", *FIGURES[place])
    key = Key(programme.pk, 1)
    for scorer, given in zip(team, GIVEN, strict=True):
        acts.deliver(scorer, matter.pk, key, group, _typed(given))
    acts.settle(lead, matter.pk, key, group, HELD, by="assessment_team")
    return matter


def _record(
    lead: Actor, matter: Matter, began: date, step: str, by: str, subject: str, **fields: FieldText
) -> None:
    day = began + timedelta(days=20)
    matters.record_event(lead, matter.pk, step, day, fields, subjects=[subject], by=(by,))


def _ballots(lead: Actor, matter: Matter, began: date, group: str, cadres: list[int]) -> None:
    setting = conversion.of(matter)
    assert setting is not None
    said = f"{setting.words}；依据 {setting.source}"
    whom = {group: BALLOTS["group"], **{f"person:{pk}": BALLOTS[place] for place, pk in enumerate(cadres)}}
    for subject, counts in whom.items():
        _record(lead, matter, began, "ballot", "assessment_team", subject, **_ballot(counts, said))


def _group(lead: Actor, matter: Matter, began: date, group: str) -> None:
    sources = ("half_year_check", "petitions")
    _record(
        lead,
        matter,
        began,
        "daily_scored",
        "city_discipline_commission",
        group,
        value="91.2",
        sources=sources,
    )
    _record(lead, matter, began, "public_scored", "supervision_office", group, value="88.5", sources=PUBLIC)
    talks: dict[str, FieldText] = {"points": "89.2", "conversion": "年度实施方案第九项"}
    _record(lead, matter, began, "talks_scored", "assessment_team", group, **talks)
    for level, issuer, work in HONOURS:
        said: dict[str, FieldText] = {
            "level": level,
            "issuer": issuer,
            "form": "commended",
            "year": str(began.year),
            "work": work,
        }
        _record(lead, matter, began, "honoured", "supervision_office", group, **said)


def _cadre(lead: Actor, matter: Matter, began: date, who: str, daily: str, public: str) -> None:
    if daily:
        by = "city_discipline_commission"
        _record(lead, matter, began, "daily_scored", by, who, value=daily, sources=("half_year_check",))
    _record(lead, matter, began, "public_scored", "supervision_office", who, value=public, sources=PUBLIC)


def _ballot(counts: tuple[int, ...], said: str) -> dict[str, FieldText]:
    names, valid = ("excellent", "good", "average", "poor"), sum(counts)
    points = sum((Fraction(v) * n for v, n in zip(POINTS.values(), counts, strict=True)), Fraction(0)) / valid
    return {
        "secret": "yes", "topics": ("duties", "integrity_rules", "conduct", "results"), "issued": "184", "collected": "182",
        "valid": str(valid), **dict(zip(names, map(str, counts), strict=True)), "points": in_full(points), "conversion": said,
    }  # fmt: skip


def _department(programme: Matter, team: list[Actor], began: date) -> None:
    """Two finals are in, the third is a draft."""
    organ = rounds.organ(rounds.OFFICE)
    matter = _open(programme, team[0], began, rounds.OFFICE, "department", [])
    key, group = Key(programme.pk, 2), f"organ:{organ.pk}"
    for scorer, given in zip(team[:2], GIVEN, strict=False):
        acts.deliver(scorer, matter.pk, key, group, _typed(given))
    acts.save_draft(team[2], matter.pk, key, group, dict(list(_typed(GIVEN[2]).items())[:4]))
