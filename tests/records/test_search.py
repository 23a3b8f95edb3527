from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.records.matters import queries as matters
from zeren.records.search import indexing, queries
from zeren.records.search.models import SearchGram, SearchUnit

WORDS = ("问责", "约谈", "领导", "干部", "组织", "决定", "申诉", "期限")


def every(noun: str, text: str, limit: int = 7) -> list[int]:
    """All hits, page by page."""
    found, after = [], 0
    while True:
        hits = queries.find(noun, text, after=after, limit=limit)
        found += [hit.target for hit in hits.rows]
        if not hits.more:
            return found
        after = hits.after


@pytest.mark.django_db
def test_every_two_character_word_is_found_wherever_it_stands() -> None:
    chance = random.Random(7)
    letters = "".join(WORDS) + "的一在和，。；（）"
    texts = ["".join(chance.choice(letters) for _ in range(chance.randrange(1, 60))) for _ in range(400)]
    indexing.put_many("text", list(enumerate(texts, start=1)))
    for word in WORDS:
        assert every("text", word) == [place for place, text in enumerate(texts, start=1) if word in text]
    assert any(len(every("text", word)) > 7 for word in WORDS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("问责", [1, 2]),
        ("责问", []),
        ("问", [1, 2, 3]),
        ("谈", [2]),
        ("约谈 问责", [2]),
        ("失责必问", [1]),
        ("必问问责", []),
        ("ＡＢ", [3]),
        ("ab", [3]),
        ("〔2026〕17", [3]),
        ("", []),
        ("，。", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_words_are_found_as_written_and_nothing_else(query: str, found: list[int]) -> None:
    indexing.put_many(
        "text", [(1, "失责必问、问责必严"), (2, "问责之后的约谈"), (3, "青纪问〔2026〕17号 AB")]
    )
    assert every("text", query) == found


@pytest.mark.django_db
def test_nouns_are_searched_apart_and_a_new_wording_replaces_the_old() -> None:
    indexing.put("text", 1, "问责条例")
    indexing.put("organ", 1, "问责办公室")
    assert (every("text", "问责"), every("organ", "问责")) == ([1], [1])
    indexing.put("text", 1, "约谈办法")
    assert (every("text", "问责"), every("text", "约谈")) == ([], [1])
    indexing.remove("text", [1])
    assert not SearchUnit.objects.filter(noun="text").exists()
    assert SearchGram.objects.count() == len(indexing.grams("问责办公室"))


@given(st.text(max_size=40))
def test_any_text_is_indexed_and_each_of_its_runs_is_among_its_grams(text: str) -> None:
    grams = indexing.grams(text)
    for run in indexing.runs(text):
        for first, second in zip(run, run[1:], strict=False):
            assert indexing.gram(first, second) in grams
    assert all(0 <= gram < 1 << 42 for gram in grams)


@pytest.mark.django_db
def test_matters_are_found_in_sight_only(county: Any, opened: Any) -> None:
    matter = opened(title="关于饮水安全的提醒")
    opened_later = opened(title="关于道路养护的提醒")
    assert queries.matters(county.zhao, "饮水") == [matter]
    assert len(queries.matters(county.zhao, "提醒")) == 2
    assert queries.matters(county.zhou, "提醒") == []
    assert queries.matters(county.zhao, "2026") != []
    assert matters.saying(county.zhao, "孙局", 9) == [opened_later, matter]
    assert matters.saying(county.zhao, "饮水", 9) == [matter]
    assert matters.saying(county.zhou, "饮水", 9) == []
