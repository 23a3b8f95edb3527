"""Bars that come from a matter, in words: which act, in which case it is reached."""

from __future__ import annotations

from zeren.desk import wording
from zeren.desk.library.reach import reach_words
from zeren.desk.matters.case import Case
from zeren.norms.model import Barring


def reach_of(case: Case, pack: str, norm: str, source: str) -> str:
    """In which case a bar reaches the act (a leading post, a higher level, one year's rating)."""
    entry = case.boxes.entries.get(source)
    return reach_words(wording.words_of(pack), norm, entry.fields if entry else {})


def act_of(case: Case, bar: Barring) -> str:
    """The act; where the matter is about several, over whom."""
    whom = case.names.get(bar.person, "") if len(case.around.subjects) > 1 else ""
    return "　".join(filter(None, (case.act_label(bar.act), whom)))


def words_of(case: Case, bar: Barring) -> str:
    """The act, over whom and, where it does not reach every one, which."""
    return "　".join(filter(None, (act_of(case, bar), reach_of(case, bar.pack, bar.norm, bar.source))))
