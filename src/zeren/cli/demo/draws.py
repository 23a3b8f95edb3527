"""A talent pool of the commission, and a round of two inspections: one team drawn, one list that waits for its seed."""

from __future__ import annotations

from datetime import timedelta

from zeren.access.accounts import queries as accounts
from zeren.cli.demo import county
from zeren.records import clock, registers
from zeren.records.actor import Actor
from zeren.records.draws import acts
from zeren.records.draws.acts import Asked
from zeren.records.matters import opening
from zeren.records.matters.models import Matter
from zeren.records.matters.opening import Opening
from zeren.records.organs import queries as organs

KEEPER, PACK, MARK = "Q-JW", "zy-2015-inspection", "青巡"
HEADS, MEMBERS = 5, 24
UNITS = (("Q-01", "第一巡察组　巡察县住建局"), ("Q-02", "第二巡察组　巡察县自然资源局"))
SEATS = {"heads": 1, "deputies": 1, "inspectors": 3}
DICE, THROWN = "当众掷三枚骰子三次，九个点数依次写下，以空格分开", "4 2 6 1 1 5 3 6 2"
PUBLIC, LATER = "当日上证指数收盘点数，写到小数点后两位", 7


def enter() -> None:
    """Enter the pool and the round, through the acts that people use."""
    account = accounts.find("chengban")
    assert account is not None
    actor = accounts.actor_of(account)
    _pool(actor)
    parent = _open(actor, "inspection-programme", KEEPER, f"{clock.today().year} 年第一轮巡察")
    first, second = (_open(actor, "inspection", unit, title, parent) for unit, title in UNITS)
    keeping = organs.by_code(KEEPER)
    assert keeping is not None
    acts.announce(actor, first.pk, Asked(keeping.pk, SEATS, "witnessed", DICE, clock.today()))
    acts.draw(actor, first.pk, THROWN, ["县委办公室值班员", "县纪委监委案管室干部"])
    day = clock.today() + timedelta(days=LATER)
    acts.announce(actor, second.pk, Asked(keeping.pk, SEATS, "public", PUBLIC, day))


def _pool(actor: Actor) -> None:
    """Members of the county's leading groups, of every unit one; the county's leaders among them may head."""
    leaders = [seat for seat in county.seats() if seat.part == "member" and seat.unit.code.startswith("Q-")]
    leaders.sort(key=lambda seat: (not seat.rank.startswith("county"), seat.person))
    rows = [
        {
            "organ": KEEPER, "person": seat.person, "since": f"{clock.today().year - 1}-12-01",
            "may_head": "是" if place < HEADS else "否", "basis": "青委任〔2021〕3号" if place < HEADS else "",
        }
        for place, seat in enumerate(leaders[:MEMBERS])
    ]  # fmt: skip
    report = registers.import_rows(actor, "pool", rows)
    assert report.written, report.problems[:3]


def _open(actor: Actor, procedure: str, unit: str, title: str, parent: Matter | None = None) -> Matter:
    handling, inspected = organs.by_code(KEEPER), organs.by_code(unit)
    assert handling is not None and inspected is not None
    asked = Opening(
        PACK, procedure, handling.pk, title, [f"organ:{inspected.pk}"], clock.today() - timedelta(days=3), mark=MARK,
        handler=actor.person, parents=((parent.pk, "round"),) if parent else (),
    )  # fmt: skip
    return opening.open_matter(actor, asked)
