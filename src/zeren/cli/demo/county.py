"""青岚县: a made-up county for demonstrations. Every name is invented; the same call gives the same county.

Rows carry the column keys of the register imports, so that the demonstration enters the system by the way
that a unit's own workbook does.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SEED = 20190901
CADRES = 300
START = date(2021, 7, 1)
OVER_QUOTA, UNNUMBERED = ("Q-02", "Q-03", "Q-05", "Q-06"), "Q-04"
"""Units with one leading post more than approved; a unit whose approved number is not registered."""

SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘范彭鲁韦马苗方任袁柳史唐费薛雷贺罗"
)
GIVEN_ONE = "文建国志明海立德永春晓玉世宏景正长兴克广云成思学敏"
GIVEN_TWO = "平军华林峰杰涛斌宁刚强伟辉勇娟芳丽霞静梅洁琴燕玲慧清源川山河"


@dataclass(frozen=True, slots=True)
class Unit:
    """One organ of the county: its code, name, place in the tree and the posts at its head."""

    code: str
    name: str
    short: str
    level: str
    kind: str
    superior: str = ""
    principal: str = ""
    deputy: str = ""
    rank: str = "section"


UNITS = (
    Unit("P", "中共陇岳省委", "省委", "province", "party_committee"),
    Unit("C", "中共岚川市委", "市委", "city", "party_committee", "P", "市委书记", "市委副书记", "bureau"),
    Unit(
        "C-JW",
        "中共岚川市纪律检查委员会",
        "市纪委监委",
        "city",
        "discipline_commission",
        "C",
        "市纪委书记",
        "市纪委副书记",
        "bureau",
    ),
    Unit(
        "C-ZZ",
        "中共岚川市委组织部",
        "市委组织部",
        "city",
        "organization_department",
        "C",
        "部长",
        "副部长",
        "county",
    ),
    Unit("Q", "中共青岚县委", "县委", "county", "party_committee", "C", "县委书记", "县委副书记", "county"),
    Unit(
        "Q-JW",
        "中共青岚县纪律检查委员会",
        "县纪委监委",
        "county",
        "discipline_commission",
        "Q",
        "县纪委书记",
        "县纪委副书记",
        "county",
    ),
    Unit(
        "Q-ZZ", "中共青岚县委组织部", "县委组织部", "county", "organization_department", "Q", "部长", "副部长"
    ),
    Unit("Q-BG", "中共青岚县委办公室", "县委办", "county", "working_organ", "Q", "主任", "副主任"),
    Unit("Q-XC", "中共青岚县委宣传部", "县委宣传部", "county", "working_organ", "Q", "部长", "副部长"),
    Unit("Q-ZF", "中共青岚县委政法委员会", "县委政法委", "county", "working_organ", "Q", "书记", "副书记"),
    Unit(
        "Q-XF",
        "青岚县人民政府党组",
        "县政府党组",
        "county",
        "party_group",
        "Q",
        "党组书记、县长",
        "党组成员、副县长",
        "county",
    ),
    Unit(
        "Q-RD",
        "青岚县人大常委会党组",
        "县人大党组",
        "county",
        "party_group",
        "Q",
        "党组书记、主任",
        "党组成员、副主任",
        "county",
    ),
    Unit(
        "Q-01",
        "青岚县住房和城乡建设局党组",
        "县住建局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-02",
        "青岚县自然资源局党组",
        "县自然资源局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-03",
        "青岚县交通运输局党组",
        "县交通运输局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-04",
        "青岚县水务局党组",
        "县水务局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-05",
        "青岚县教育局党组",
        "县教育局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-06",
        "青岚县卫生健康局党组",
        "县卫健局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-07",
        "青岚县医疗保障局党组",
        "县医保局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-08",
        "青岚县民政局党组",
        "县民政局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-09",
        "青岚县农业农村局党组",
        "县农业农村局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-10",
        "青岚县财政局党组",
        "县财政局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-11",
        "青岚县审计局党组",
        "县审计局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-12",
        "青岚县应急管理局党组",
        "县应急局",
        "county",
        "party_group",
        "Q-XF",
        "党组书记、局长",
        "党组成员、副局长",
    ),
    Unit(
        "Q-T1",
        "中共青岚县青河镇委员会",
        "青河镇党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
    Unit(
        "Q-T2",
        "中共青岚县柳湾镇委员会",
        "柳湾镇党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
    Unit(
        "Q-T3",
        "中共青岚县云台镇委员会",
        "云台镇党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
    Unit(
        "Q-T4",
        "中共青岚县石门乡委员会",
        "石门乡党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
    Unit(
        "Q-T5",
        "中共青岚县白杨乡委员会",
        "白杨乡党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
    Unit(
        "Q-T6",
        "中共青岚县南坪乡委员会",
        "南坪乡党委",
        "township",
        "party_committee",
        "Q",
        "党委书记",
        "党委副书记",
    ),
)
BY_CODE = {unit.code: unit for unit in UNITS}


def organs() -> list[dict[str, str]]:
    """The organs, superiors first."""
    return [
        {
            "code": unit.code,
            "name": unit.name,
            "short": unit.short,
            "level": unit.level,
            "kind": unit.kind,
            "superior": unit.superior,
            "committee": _committee(unit),
            "discipline_organ": _beside(unit, "JW"),
            "organization_department": _beside(unit, "ZZ"),
        }
        for unit in UNITS
    ]


def _beside(unit: Unit, which: str) -> str:
    """The discipline organ or organization department of the level that the unit belongs to."""
    if unit.code == "P":
        return ""
    code = f"{'C' if unit.code.startswith('C') else 'Q'}-{which}"
    return "" if code == unit.code else code


def _committee(unit: Unit) -> str:
    """The committee of the same level that leads the unit; a committee has none beside it."""
    return "" if unit.kind == "party_committee" else unit.code[0]


@dataclass(frozen=True, slots=True)
class Seat:
    """One post with the person who holds it."""

    post: str
    unit: Unit
    title: str
    rank: str
    part: str
    person: str
    name: str
    birth: date
    since: date


def seats() -> list[Seat]:
    """Posts and their holders: a principal and members for each unit, then further posts until there are 300 cadres."""
    draw = random.Random(SEED)
    drawn = names(draw)
    return [
        _seat(draw, place, unit, title, rank, part, next(drawn))
        for place, (unit, title, rank, part) in enumerate(_titles(), 1)
    ]


def _titles() -> Iterator[tuple[Unit, str, str, str]]:
    units = UNITS[1:]
    listed: list[tuple[Unit, str, str, str]] = []
    for unit in units:
        listed.append((unit, unit.principal, f"{unit.rank}_principal", "principal"))
        listed.extend((unit, unit.deputy, f"{unit.rank}_deputy", "member") for _ in range(3))
    below = [unit for unit in units if unit.rank == "section" or unit.code == "Q-JW"]
    while len(listed) < CADRES:
        unit = below[len(listed) % len(below)]
        listed.append((unit, f"{unit.short}内设机构负责人", "section_deputy", "other"))
    return iter(listed)


def _seat(draw: random.Random, place: int, unit: Unit, title: str, rank: str, part: str, name: str) -> Seat:
    age = 34 + draw.randrange(24)
    since = START + timedelta(days=draw.randrange(0, 1300))
    birth = date(2026 - age, 1 + draw.randrange(12), 1 + draw.randrange(28))
    return Seat(f"Z{place:03}", unit, title, rank, part, f"R{place:03}", name, birth, since)


def names(draw: random.Random, taken: Iterable[str] = ()) -> Iterator[str]:
    """Invented names, none twice and none that is taken."""
    used = set(taken)
    while True:
        name = draw.choice(SURNAMES) + draw.choice(GIVEN_ONE) + draw.choice(GIVEN_TWO)
        if name not in used:
            used.add(name)
            yield name


def people() -> list[dict[str, str]]:
    """The cadres."""
    return [
        {"code": seat.person, "name": seat.name, "birth": seat.birth.isoformat(), "organ": seat.unit.code}
        for seat in seats()
    ]


def posts() -> list[dict[str, str]]:
    """The posts, with who manages them."""
    last = frozenset({seat.unit.code: seat.post for seat in seats() if seat.part == "member"}.values())
    return [
        {
            "code": seat.post,
            "organ": seat.unit.code,
            "name": seat.title,
            "rank": seat.rank,
            "post_class": seat.part,
            "managing_organ": _manager(seat),
            "principal": "yes" if seat.part == "principal" else "no",
            "approved": _approved(seat, last),
        }
        for seat in seats()
    ]


def _approved(seat: Seat, last: frozenset[str]) -> str:
    """Of every leading post one; none of the last post of a unit that has one too many; one unit has no number at all."""
    if seat.part == "other" or seat.unit.code == UNNUMBERED:
        return ""
    return "0" if seat.unit.code in OVER_QUOTA and seat.post in last else "1"


def _manager(seat: Seat) -> str:
    """County leaders are managed by the city committee, the others by the county committee."""
    return "P" if seat.rank.startswith("bureau") else "C" if seat.rank.startswith("county") else "Q"


def appointments() -> list[dict[str, str]]:
    """Who holds which post since when."""
    return [
        {
            "person": seat.person,
            "post": seat.post,
            "start": seat.since.isoformat(),
            "source": f"任字〔{seat.since.year}〕{int(seat.post[1:])}号",
        }
        for seat in seats()
    ]
