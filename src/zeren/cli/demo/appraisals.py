"""一报告两评议 of the county committee in the demonstration: the report, a ballot on the work with its result handed over, one on two
newly appointed cadres that is prepared and waits to be opened. Everything made up."""

from __future__ import annotations

from collections.abc import Sequence

from zeren.cli.demo import county
from zeren.cli.demo import round as rounds
from zeren.records import clock, packs
from zeren.records.actor import SYSTEM, Actor
from zeren.records.ballots import acts, casting, closing, handing
from zeren.records.ballots.handing import Handing
from zeren.records.ballots.setting import Asked
from zeren.records.matters import acts as matters
from zeren.records.matters import opening
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

PACK, PROCEDURE = "cn-2014-selection-supervision", "selection-appraisals"
OFFICE, TELLERS = ("buzhang", "R021"), (("jiandu", "R117"), ("shouli", "R140"))
OPTIONS = ("好", "较好", "一般", "差")
SLIPS = (20, 12, 3, 1)
"""Of each option so many: the last two are too small to be shown alone."""
APPOINTED = ("R220", "R221")


def enter() -> None:
    """The matter and both ballots; nothing where the text is not installed."""
    today, organ, office = clock.today(), organs.by_code("Q"), rounds.acting(*OFFICE)
    department = organs.by_code("Q-ZZ")
    if packs.installed().on(PACK, today) is None or organ is None or department is None:
        return
    work, cadres = f"organ:{organ.pk}", [f"person:{_person(code)}" for code in APPOINTED]
    title = f"县委{today.year}年度一报告两评议"
    asked = opening.Opening(
        PACK,
        PROCEDURE,
        department.pk,
        title,
        [work, *cadres],
        today,
        mark="青组评",
        handler=office.person,
        classification="内部",
    )
    matter = opening.open_matter(SYSTEM, asked).pk
    matters.record_event(
        SYSTEM, matter, "selection_work_told", today, {}, subjects=[work], by=("party_committee",)
    )
    voters = _voters()
    _held(office, _prepare(office, matter, "选人用人工作民主评议", [(work, "")], voters), voters)
    _prepare(office, matter, "新选拔任用干部民主评议", [(ref, "") for ref in cadres], voters)


def _voters() -> list[int]:
    """Heads of units and members of their groups, as many as there are slips; nobody who counts or is voted on."""
    apart = {OFFICE[1], *APPOINTED, *(code for _, code in TELLERS)}
    codes = [
        seat.person for seat in county.seats() if seat.part != "other" and seat.unit.code.startswith("Q")
    ]
    return [_person(code) for code in codes if code not in apart][: sum(SLIPS)]


def _prepare(
    office: Actor, matter: int, title: str, voted: Sequence[tuple[str, str]], voters: Sequence[int]
) -> int:
    asked = Asked(
        title=title, at="5", day=clock.today(), options=[(label, "") for label in OPTIONS], voted=voted,
        voters=[(pk, "县委全委会成员和有关干部") for pk in voters], tellers=[_person(code) for _, code in TELLERS],
    )  # fmt: skip
    return acts.prepare(office, matter, asked).pk


def _held(office: Actor, pk: int, voters: Sequence[int]) -> None:
    """All on the screen, closed, counted, opened by both tellers, handed over as the result shows it."""
    acts.open_ballot(office, pk)
    tellers = [rounds.acting(*teller) for teller in TELLERS]
    words = ["".join(casting.take_half(teller, pk)) for teller in tellers]
    slips = [(option,) for option, number in enumerate(SLIPS, start=1) for _ in range(number)]
    codes = casting.make_codes(tellers[0], pk, len(slips))
    casting.attend(tellers[0], pk, voters)
    for code, slip in zip(codes, slips, strict=True):
        casting.cast(code, slip)
    for teller in tellers:
        closing.close(teller, pk, 0, 0)
    closing.open_result(tellers[0], pk, words)
    more = {"secret": "yes", "valid": handing.VALID, "invalid": handing.VOID, "outcome": handing.SHOWN}
    handing.hand_over(office, pk, Handing("selection_reviewed", "", "party_committee", more))


def _person(code: str) -> int:
    found = people.by_code(code)
    assert found is not None, code
    return found.pk
