"""Two ballots of the three statements: one of sixty slips with its result, one open, whose tellers take their words next."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from zeren.cli.demo import county
from zeren.cli.demo import round as rounds
from zeren.cli.demo.courses import courses, ref_of
from zeren.records import clock, registers
from zeren.records.actor import SYSTEM, Actor
from zeren.records.ballots import acts, casting, closing
from zeren.records.ballots.setting import Asked
from zeren.records.matters.models import Matter
from zeren.records.people import queries as people

GROUPS = (
    ("市委委员", "C", 28),
    ("市委候补委员", "C", 6),
    ("市纪委委员", "C-JW", 16),
    ("市直部门党政主要负责人", "C", 10),
)
"""Who votes, where they are registered, how many; with the two heads who state and vote they are sixty-two."""
COMMISSION = "与会的市纪委委员"
"""How the second regulation calls them."""
TELLERS = (("shijiwei", "X004"), ("shizuzhi", "X005"))
OPTIONS = (("好", "100"), ("较好", "80"), ("一般", "60"), ("较差", "40"))
SLIPS = ((30, 30, 0, 0), (10, 30, 15, 5), (21, 30, 7, 2))
"""Of each who stated, the slips of each option: exactly 90, exactly 75, and one with a cell too small to be shown alone."""
BASIS = {"second-meeting": "三述工作领导小组会议纪要第2号", "discipline-meeting": "市纪委常委会会议纪要第7号"}
ON_PAPER = 20
SEED = 2014


def enter(matters: dict[str, Matter]) -> None:
    """Enter the voters, hold the first ballot to its result, open the second."""
    listed = list(_voters())
    report = registers.import_rows(SYSTEM, "people", [row for row, _ in listed])
    assert report.written, report.problems[:3]
    voters = [(_person(row["code"]), group) for row, group in listed]
    office = rounds.acting("sanshu", "X030")
    _held(office, matters["second-meeting"], voters)
    commission = [(pk, COMMISSION) for pk, group in voters if group == "市纪委委员"]
    opened = _prepare(office, matters["discipline-meeting"], "discipline-meeting", "4.5", commission)
    acts.open_ballot(office, opened)


def _voters() -> Iterator[tuple[dict[str, str], str]]:
    names = county.names(random.Random(SEED), {seat.name for seat in county.seats()})
    place = 0
    for group, organ, number in GROUPS:
        for _ in range(number):
            place += 1
            yield {"code": f"W{place:03}", "name": next(names), "organ": organ}, group


def _prepare(
    office: Actor, matter: Matter, name: str, at: str, voters: Sequence[tuple[int, str]], exact: bool = False
) -> int:
    voted = [ref_of(key) for key in courses()[name]["subjects"]]
    asked = Asked(
        title=f"{matter.title}民主测评", at=at, day=clock.today(), options=OPTIONS, voted=[(ref, _post(ref)) for ref in voted],
        basis=BASIS[name], abstain="left_out", exact=exact, voters=voters, self_out=True,
        tellers=[_person(code) for _, code in TELLERS],
    )  # fmt: skip
    return acts.prepare(office, matter.pk, asked).pk


def _post(ref: str) -> str:
    """The post as the slip shows it: the unit and what the person is there."""
    return people.posts_on(int(ref.partition(":")[2]))[0].post.in_full


def _held(office: Actor, matter: Matter, voters: Sequence[tuple[int, str]]) -> None:
    """The ballot of the second meeting: two thirds on the screen, the rest on paper, closed, counted, opened by both tellers."""
    heads = [
        (int(ref_of(key).partition(":")[2]), group)
        for key, group in (("Q:principal", "市委委员"), ("Y006", "市直部门党政主要负责人"))
    ]
    pk = _prepare(office, matter, "second-meeting", "5.5", [*voters, *heads], exact=True)
    acts.open_ballot(office, pk)
    tellers = [rounds.acting(*teller) for teller in TELLERS]
    words = ["".join(casting.take_half(teller, pk)) for teller in tellers]
    slips = _slips()
    codes = casting.make_codes(tellers[0], pk, len(slips) - ON_PAPER + 3)
    casting.attend(tellers[0], pk, [person for person, _ in voters])
    for code, slip in zip(codes, slips[ON_PAPER:], strict=False):
        casting.cast(code, slip)
    for teller in tellers:
        closing.close(teller, pk, 3, ON_PAPER)
    rows = [[slip[at] for slip in slips[:ON_PAPER]] for at in range(len(SLIPS))]
    for teller in tellers:
        closing.enter_paper(
            teller, pk, ON_PAPER, 0, [[row.count(n) for n in (1, 2, 3, 4, 0)] for row in rows]
        )
    closing.open_result(tellers[0], pk, words)


def _slips() -> list[tuple[int, ...]]:
    """The slips, each with a choice for everybody who stated, mixed."""
    draw = random.Random(SEED)
    columns = []
    for counts in SLIPS:
        column = [option for option, number in enumerate(counts, start=1) for _ in range(number)]
        draw.shuffle(column)
        columns.append(column)
    return list(zip(*columns, strict=True))


def _person(code: str) -> int:
    person = people.by_code(code)
    assert person is not None, code
    return person.pk
