"""Drawing by a seed: the same for the same, whatever the order; a subset of the list; what anybody can do again."""

from __future__ import annotations

import subprocess
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.norms import drawing
from zeren.norms.drawing import BadText, Candidate, Roll, Seat

SEATS = (Seat("heads", 1, True), Seat("deputies", 1), Seat("inspectors", 3))
CODES = st.text("ABCDEFGHJK0123456789王李-", min_size=1, max_size=8)
CANDIDATES = st.dictionaries(CODES, st.booleans(), min_size=0, max_size=30).map(
    lambda found: [Candidate(code, qualified) for code, qualified in found.items()]
)
ENOUGH = CANDIDATES.filter(lambda found: not drawing.missing(SEATS, found))
SEEDS = st.text(min_size=1, max_size=40).filter(lambda text: text == text.strip() and text.isprintable())


def a_roll(candidates: list[Candidate]) -> Roll:
    return drawing.roll("青巡〔2026〕1号", "某日公开的数字", SEATS, candidates)


def drawn(roll: Roll, seed: str) -> dict[str, tuple[str, ...]]:
    return dict(drawing.fill(roll.seats, drawing.ranking(roll, seed)))


@given(ENOUGH, SEEDS, st.randoms())
def test_the_same_seed_and_list_give_the_same_whatever_the_order(
    candidates: list[Candidate], seed: str, chance: object
) -> None:
    shuffled = list(candidates)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = a_roll(candidates), a_roll(shuffled)
    assert first.text() == second.text() and first.digest() == second.digest()
    assert drawn(first, seed) == drawn(second, seed)


@given(ENOUGH, SEEDS)
def test_who_is_drawn_stands_on_the_list_once_and_the_numbers_are_right(
    candidates: list[Candidate], seed: str
) -> None:
    found = drawn(a_roll(candidates), seed)
    everybody = [code for codes in found.values() for code in codes]
    assert {name: len(codes) for name, codes in found.items()} == {s.id: s.count for s in SEATS}
    assert len(set(everybody)) == len(everybody) and set(everybody) <= {one.code for one in candidates}
    assert all(one.qualified for one in candidates if one.code in found["heads"])


@given(ENOUGH, SEEDS)
def test_without_somebody_who_was_not_drawn_the_others_keep_their_order_and_their_seats(
    candidates: list[Candidate], seed: str
) -> None:
    whole = a_roll(candidates)
    before, seated = drawing.ranking(whole, seed), drawn(whole, seed)
    rest = [
        one.candidate for one in before if not any(one.candidate.code in codes for codes in seated.values())
    ]
    for gone in rest[:1]:
        fewer = a_roll([one for one in candidates if one != gone])
        assert list(drawing.ranking(fewer, seed)) == [one for one in before if one.candidate != gone]
        assert drawn(fewer, seed) == seated


@given(CANDIDATES)
def test_too_few_are_named_by_seat_and_nobody_is_drawn(candidates: list[Candidate]) -> None:
    lacking = drawing.missing(SEATS, candidates)
    heads = any(one.qualified for one in candidates)
    assert lacking.get("heads", 0) == (0 if heads else 1)
    assert sum(lacking.values()) >= max(0, 5 - len(candidates))
    if lacking:
        with pytest.raises(BadText):
            drawing.fill(SEATS, drawing.ranking(a_roll(candidates), "1"))


def test_who_qualifies_sits_once_where_two_seats_ask_for_it() -> None:
    seats = (Seat("inspectors", 1), Seat("heads", 1, True), Seat("seconds", 2, True))
    people = [Candidate("A", True), Candidate("B", True), Candidate("C")]
    assert drawing.missing(seats, people) == {"seconds": 1}
    people = [*people, Candidate("D", True)]
    assert drawing.missing(seats, people) == {}
    found = drawing.fill(seats, drawing.ranking(drawing.roll("1", "2", seats, people), "3"))
    assert list(found) == ["inspectors", "heads", "seconds"] and found["inspectors"] == ("C",)


@given(CANDIDATES)
def test_the_published_text_reads_back_as_the_list(candidates: list[Candidate]) -> None:
    roll = a_roll(candidates)
    assert drawing.read(roll.text()) == roll
    assert roll.digest() == sha256(roll.text().encode()).hexdigest()


@pytest.mark.parametrize("text", ["", "甲\n", "zeren-draw-1\nmatter 1\nseed 2\nseat heads x\n", "zeren-draw-1\nmatter 1\nseed 2\nperson B\nperson A\n"])  # fmt: skip
def test_what_is_no_list_is_not_read(text: str) -> None:
    with pytest.raises(BadText):
        drawing.read(text)


def test_a_rank_value_is_reckoned_by_hand() -> None:
    """With the tool that every machine has: printf 'seed LF number LF code' | sha256sum."""
    script = "printf '%s\\n%s\\n%s' '12 07 33' '青巡〔2026〕1号' 'R001' | sha256sum | cut -c1-64"
    by_hand = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    (one,) = drawing.ranking(a_roll([Candidate("R001")]), "12 07 33")
    assert one.value == by_hand


def test_two_teams_drawn_with_one_number_are_ranked_apart() -> None:
    people = [Candidate(f"R{n:03}") for n in range(20)]
    first, second = (
        drawing.roll(number, "数", SEATS, people) for number in ("甲〔2026〕1号", "甲〔2026〕2号")
    )
    order = [[one.candidate.code for one in drawing.ranking(roll, "7")] for roll in (first, second)]
    assert order[0] != order[1]


def test_the_next_fits_the_seat_and_was_not_used() -> None:
    roll = a_roll([Candidate(f"R{n}", n % 3 == 0) for n in range(9)])
    ranked = drawing.ranking(roll, "7")
    fit = [one.candidate.code for one in ranked if one.candidate.qualified]
    assert drawing.following(SEATS[0], ranked, {fit[0]}) == fit[1]
    assert drawing.following(SEATS[0], ranked, set(fit)) is None
    assert drawing.following(SEATS[2], ranked, {ranked[0].candidate.code}) == ranked[1].candidate.code


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\tb", "x" * 201, "a\u2028b"])
def test_a_seed_stands_in_one_line(text: str) -> None:
    with pytest.raises(BadText):
        drawing.one_line(text, "种子", "seed")
    assert drawing.one_line(" 12 07 ", "种子", "seed") == "12 07"


@pytest.mark.parametrize("codes", [["A", "A"], ["A B"], ["A\n"], [""]])
def test_a_code_that_can_not_stand_in_a_line_makes_no_list(codes: list[str]) -> None:
    with pytest.raises(BadText):
        a_roll([Candidate(code) for code in codes])
