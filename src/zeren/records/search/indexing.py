"""Keeping the bigram index: what is put is found at once, in the same transaction."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from django.db import connection

from zeren.records.search.models import SearchUnit

SHIFT = 21
"""Every code point fits into 21 bits, so two of them fit into one integer."""
END = 0
"""Follows the last character of a run, so that every single character begins a gram."""


def normal(text: str) -> str:
    """One form for what looks the same: full-width letters and figures, letter case; other marks part words."""
    flat = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isalnum() else " " for c in flat)


def runs(text: str) -> list[str]:
    """The unbroken stretches of characters of a text."""
    return normal(text).split()


def gram(first: str, second: str | None) -> int:
    """The number of a pair of characters."""
    return ord(first) << SHIFT | (ord(second) if second else END)


NOUNS = {"text": 1, "matter": 2, "person": 3, "organ": 4, "document": 5}
"""Each noun has postings of its own, so that a rare noun is found beside a frequent one."""


def of_noun(noun: str, number: int) -> int:
    """A pair's number among the noun's postings. Raises KeyError for a noun that is not indexed."""
    return NOUNS[noun] << (2 * SHIFT) | number


def grams(text: str) -> set[int]:
    """Every pair of neighbours, and the last character of every run with the end."""
    found: set[int] = set()
    for run in runs(text):
        found.update(gram(a, b) for a, b in pairwise(run))
        found.add(gram(run[-1], None))
    return found


def put(noun: str, target: int, text: str) -> None:
    """Index one unit; an earlier wording of it is replaced."""
    put_many(noun, [(target, text)])


def put_many(noun: str, units: Sequence[tuple[int, str]]) -> None:
    """Index many units of one noun."""
    remove(noun, [target for target, _ in units])
    made = SearchUnit.objects.bulk_create(
        [SearchUnit(noun=noun, target=target, text=text) for target, text in units], batch_size=500
    )
    postings = sorted((of_noun(noun, number), unit.pk) for unit in made for number in grams(unit.text))
    with connection.cursor() as cursor:
        for part in _parts(postings, 5000):
            cursor.executemany("INSERT INTO records_searchgram (gram, unit) VALUES (%s, %s)", part)


def remove(noun: str, targets: Iterable[int]) -> None:
    """Take units out of the index."""
    for part in _parts(list(targets), 500):
        ids = list(SearchUnit.objects.filter(noun=noun, target__in=part).values_list("pk", flat=True))
        if ids:
            marks = ",".join(["%s"] * len(ids))
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM records_searchgram WHERE unit IN ({marks})", ids)
            SearchUnit.objects.filter(pk__in=ids).delete()


def _parts(whole: list[Any], size: int) -> Iterable[list[Any]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))
