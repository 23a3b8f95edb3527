"""A periodical in the search: what was issued to one, by name and by the words of its pieces; no draft, nobody else's."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from records.test_bulletin import PIECE, approved, begun, carried, desk, pack, published
from zeren.records.actor import NOBODY, Role
from zeren.records.bulletin import acts, finding
from zeren.records.bulletin.text import RULES, STUDY, Piece
from zeren.records.documents import acts as documents
from zeren.records.search import queries
from zeren.records.search.models import SearchUnit

pytestmark = pytest.mark.django_db

__all__ = ["desk", "pack"]
ASKED = Piece(STUDY, "乙问", question="能收礼金吗？", answer="不能。", related="丁案")
THREE = (PIECE, ASKED, replace(PIECE, section=RULES, title="丙规定", body="三个月内办结。"))


def found(actor: Any, text: str) -> list[tuple[int, str, int, int]]:
    return [
        (one.issue.serial, one.piece.title if one.piece else "", one.section, one.place)
        for one in finding.saying(actor, text, 10)
    ]


def test_a_reader_finds_the_pieces_by_title_and_words_at_their_place(desk: SimpleNamespace) -> None:
    published(desk, *THREE)
    for words in ("甲要闻", "第二段", "小标题 第一段"):
        assert found(desk.liaison, words) == [(1, "甲要闻", 1, 1)], words
    assert found(desk.liaison, "三个月内") == [(1, "丙规定", 2, 1)]
    for words in ("收礼金", "乙问", "丁案", "不能"):
        assert found(desk.liaison, words) == [(1, "乙问", 3, 1)], words
    assert found(desk.liaison, "三个月 收礼金") == found(desk.liaison, "。") == []


def test_an_issue_is_found_by_its_name_number_and_reading_list_the_latest_first(
    desk: SimpleNamespace,
) -> None:
    published(desk), published(desk)
    assert found(desk.liaison, "警示教育") == [(2, "", 0, 0), (1, "", 0, 0)]
    assert found(desk.liaison, "甲书第一章") == found(desk.liaison, "警示教育")
    assert found(desk.liaison, "警示教育2026年第2期") == [(2, "", 0, 0)]
    assert [row.serial for row in finding.by_number(desk.liaison, "《警示教育》2026年第2期")] == [2]


def test_a_draft_is_found_by_its_makers_alone_and_among_the_documents(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    piece = acts.write(desk.editor, issue.pk, PIECE)
    for actor in (desk.editor, desk.liaison, desk.neighbour):
        assert found(actor, "甲要闻") == found(actor, "警示教育") == []
    assert [one.document.pk for one in queries.documents(desk.editor, "甲要闻")] == [piece.pk]
    assert [one.document.pk for one in queries.documents(desk.editor, "警示教育")] == [issue.pk]
    above = desk.actor("above", Role.PRINCIPAL, "C")
    for actor in (desk.liaison, desk.neighbour, above):
        assert queries.documents(actor, "甲要闻") == queries.documents(actor, "警示教育") == []


def test_what_is_out_is_found_as_a_periodical_and_not_as_a_document(desk: SimpleNamespace) -> None:
    published(desk)
    assert queries.documents(desk.editor, "警示教育") == []
    above = desk.actor("above", Role.PRINCIPAL, "C")
    assert queries.documents(above, "警示教育") == found(above, "警示教育") == [], (
        "it was issued to the county"
    )


def test_what_is_found_is_the_wording_that_was_approved(desk: SimpleNamespace) -> None:
    issue = begun(desk)
    piece = approved(desk, issue)
    acts.send_back_piece(desk.second, piece.pk, piece.head, "再短")
    acts.rewrite(desk.editor, piece.pk, replace(PIECE, body="改后的话。"), 4)
    acts.hand_on(desk.editor, piece.pk, 5)
    acts.approve(desk.second, piece.pk, 6)
    carried(desk, issue)
    assert found(desk.liaison, "第二段") == [] and found(desk.liaison, "改后的话") != []


OUTSIDE = [("n", Role.CASE_HANDLER, "BJ"), ("own", Role.SUBJECT, "QT"), ("x", Role.SYSTEM_ADMIN, "Q"), ("c", Role.PRINCIPAL, "C")]  # fmt: skip


@pytest.mark.parametrize(("account", "role", "organ"), OUTSIDE)
def test_who_does_not_read_it_finds_nothing(
    desk: SimpleNamespace, account: str, role: Role, organ: str
) -> None:
    published(desk, *THREE)
    outside = desk.actor(account, role, organ)
    for words in ("甲要闻", "警示教育", "收礼金", "第二段"):
        assert found(outside, words) == [] and finding.saying(NOBODY, words, 10) == []
    assert finding.by_number(outside, "警示教育2026年第1期") == []


def test_a_withdrawn_one_is_found_still_a_destroyed_one_not(desk: SimpleNamespace) -> None:
    issue = published(desk)
    acts.withdraw(desk.head, issue.pk, "有误")
    assert found(desk.liaison, "甲要闻") != []
    documents.forget(issue.matter)
    assert found(desk.liaison, "甲要闻") == found(desk.liaison, "第二段") == []


def test_no_word_of_a_piece_stands_in_the_index(desk: SimpleNamespace) -> None:
    published(desk, *THREE)
    texts = "\n".join(SearchUnit.objects.values_list("text", flat=True))
    assert not any(word in texts for word in ("第二段", "收礼金", "三个月", "甲书", "丁案"))
