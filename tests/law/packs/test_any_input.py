"""Whatever a file holds, it is a pack or a list of problems with their places; never another error."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from law.packs.small import FILE, SMALL, spoiled
from zeren.law.packs import PackErrors, load_pack_text
from zeren.law.packs.form import Vocabulary
from zeren.law.packs.refs import related
from zeren.law.packs.types import number

LINES = SMALL.count("\n") + 2
WORDS = [
    "held",
    "this.persons",
    "subject.x",
    "high",
    "2",
    "yes",
    "2/3",
    "opener.grade",
    "total",
    "?",
    "",
    "param.talk_window",
]
KEYS = ["field", "count", "sum", "share", "of", "elapsed", "lasting", "score", "grade", "value", "all", "any", "not",
        "happened", "term", "norm", "status", "barred", "where", "span", "is", "in", "includes", "at_least", "filled",
        "before", "event", "from", "to", "days", "since"]  # fmt: skip
TREES = st.recursive(
    st.sampled_from(WORDS),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from(KEYS), below, max_size=3),
    max_leaves=8,
)


def outcome(data: bytes) -> list[Any]:
    try:
        load_pack_text(data, FILE, Vocabulary())
    except PackErrors as error:
        assert error.problems
        for problem in error.problems:
            assert problem.zh and problem.en
        return list(error.problems)
    return []


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    assert outcome(data)


@settings(max_examples=150)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 12), st.text("abc:{}[]-,\"'&*#? \n一", max_size=4))
def test_a_pack_with_a_piece_cut_out_or_put_in(place: int, length: int, put: str) -> None:
    for problem in outcome((SMALL[:place] + put + SMALL[place + length :]).encode()):
        assert 0 <= problem.line <= LINES + put.count("\n")


@settings(max_examples=200)
@given(TREES)
def test_any_tree_as_a_condition_is_a_condition_or_refused_where_it_stands(tree: Any) -> None:
    written = yaml.safe_dump(tree, default_flow_style=True, width=10**6).replace("\n...", "").strip()
    for problem in outcome(spoiled("{happened: decided}", written).encode()):
        assert problem.norm in ("early", None)


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_a_fraction_is_read_exactly(over: int, under: int) -> None:
    found = number(f"{over}/{under}")
    assert found is not None and found * under == over
    percent = number(f"{over}%")
    assert percent is not None and percent * 100 == over


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=4), st.lists(st.integers(1, 30), min_size=1, max_size=4)
)
def test_addresses_are_related_if_one_is_above_the_other(one: list[int], other: list[int]) -> None:
    a, b = (".".join(map(str, parts)) for parts in (one, other))
    shorter = min(len(one), len(other))
    assert related(a, b) == related(b, a) == (one[:shorter] == other[:shorter])
