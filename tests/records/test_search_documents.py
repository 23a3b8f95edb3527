"""Documents and periodicals in the search: found by who sees them, by nobody else; no sealed word in the index."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.test_documents import TEXT, drafted, issued, office, render, signed
from zeren.records import rebuild, vault
from zeren.records.actor import NOBODY, Role
from zeren.records.documents import acts
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper, OfficialPaperEntry
from zeren.records.search import queries
from zeren.records.search.models import SearchUnit

pytestmark = pytest.mark.django_db

__all__ = ["office"]


def found(actor: Any, text: str) -> list[tuple[int, bool]]:
    return [(one.document.pk, one.addressed) for one in queries.documents(actor, text)]


@pytest.mark.parametrize(
    "number",
    [
        "青纪发〔2026〕1号", "青纪发[2026]1号", "青纪发（2026）1号", "青纪发(2026)1号", "青纪发【2026】1号", "青纪发［2026］1号",
        "青纪发﹝2026﹞1号", "青纪发 2026 1号", "青纪发2026年第1号", "青纪发〔２０２６〕１号", " 青纪发〔2026〕 1 号 ",
    ],
)  # fmt: skip
def test_an_issued_document_is_found_by_its_number_however_the_brackets_are(
    office: SimpleNamespace, number: str
) -> None:
    document = issued(office)
    assert documents.by_number(queries.searched(office.zhao), number) == [document]
    assert documents.by_number(queries.searched(office.zhou), number) == []


@pytest.mark.parametrize(
    "number", ["青纪发〔2026〕11号", "青纪发〔2025〕1号", "纪发〔2026〕1号", "青纪发〔2026〕", "2026", "", "〔2026〕1号", "青纪发〔2026〕99999999999号"]
)  # fmt: skip
def test_another_number_is_another_document(office: SimpleNamespace, number: str) -> None:
    issued(office)
    assert documents.by_number(queries.searched(office.zhao), number) == []


def test_a_document_is_found_by_parts_of_number_and_title_the_latest_first(office: SimpleNamespace) -> None:
    first, second = issued(office), issued(office)
    for words in ("青纪发", "〔2026〕", "提醒的决定", "孙某 青纪发", "提", "关于对孙某提醒的决定"):
        assert found(office.zhao, words) == [(second.pk, False), (first.pk, False)], words
    assert found(office.zhao, "青纪发〔2026〕2号") == [(second.pk, False)]
    assert found(office.zhao, "提醒处分") == [] and found(office.zhao, "，。") == []


def test_it_is_found_by_its_addressee_once_it_is_out(office: SimpleNamespace) -> None:
    document = signed(office)
    assert found(office.zhao, "县交通局党组") == []
    acts.issue(office.zhao, document.pk, document.head, "青纪发", render)
    assert found(office.zhao, "县交通局党组") == [(document.pk, True)]
    assert found(office.zhao, "交通 孙某") == []


def test_what_is_opened_for_an_addressee_ends_with_the_latest(
    office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "OPENED", 1)
    _, second = issued(office), issued(office)
    assert found(office.zhao, "交通局") == [(second.pk, True)]


def test_before_the_issue_the_organ_alone_finds_it_and_afterwards_who_sees_the_matter(
    office: SimpleNamespace,
) -> None:
    above = office.actor("above", Role.PRINCIPAL, "C")
    document = signed(office)
    assert found(office.zhao, "孙某") == [(document.pk, False)] and found(above, "孙某") == []
    acts.issue(office.zhao, document.pk, document.head, "青纪发", render)
    assert found(above, "孙某") == found(above, "青纪发") == [(document.pk, False)]
    assert documents.by_number(queries.searched(above), "青纪发〔2026〕1号") == [document]


OUTSIDE = [
    ("zhou", Role.CASE_HANDLER, "BJ"), ("boss", Role.PRINCIPAL, "B"), ("liaison", Role.UNIT_LIAISON, "QT"),
    ("sysadmin", Role.SYSTEM_ADMIN, "Q"), ("audit", Role.AUDIT_ADMIN, "Q"),
]  # fmt: skip


UNKNOWN = {
    "孙某": "卯某", "青纪发": "卯纪发", "青纪发〔2026〕1号": "卯纪发〔2026〕1号", "县交通局": "卯交通局", "提": "卯",
}  # fmt: skip
"""Words of the document, and words like them that stand nowhere."""


@pytest.mark.parametrize(("account", "role", "organ"), OUTSIDE)
@pytest.mark.parametrize("words", UNKNOWN)
def test_another_organ_finds_nothing_and_is_asked_the_same_as_of_what_is_nowhere(
    office: SimpleNamespace, account: str, role: Role, organ: str, words: str
) -> None:
    issued(office)
    outside = office.actor(account, role, organ)
    asked = []
    for text in (words, UNKNOWN[words]):
        with CaptureQueriesContext(connection) as caught:
            assert found(outside, text) == []
            assert documents.by_number(queries.searched(outside), text) == []
        asked.append(len(caught))
    assert asked[0] == asked[1]
    assert found(NOBODY, words) == []


def test_no_sealed_word_stands_in_the_index_and_a_new_title_replaces_the_old(office: SimpleNamespace) -> None:
    document = drafted(office)
    issued(office)
    texts = "\n".join(SearchUnit.objects.filter(noun="document").values_list("text", flat=True))
    assert "关于对孙某提醒的决定" in texts
    assert not any(word in texts for word in ("落实不力", "决定予以提醒", "交通局"))
    acts.change(office.zhao, document.pk, replace(TEXT, title="关于道路养护的决定"), document.head)
    assert found(office.zhao, "道路养护") == [(document.pk, False)]
    assert document.pk not in [pk for pk, _ in found(office.zhao, "孙某")]


def test_what_was_altered_is_not_opened_and_hides_no_other(
    office: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, other = issued(office), issued(office)
    read = vault.read

    def altered(row: OfficialPaperEntry, place: str) -> bytes:
        if row.document_id == other.pk:
            raise vault.Unreadable("altered")
        return read(row, place)

    monkeypatch.setattr(vault, "read", altered)
    assert found(office.zhao, "交通局") == [(document.pk, True)]


def test_what_was_destroyed_is_found_by_its_number_alone(office: SimpleNamespace) -> None:
    document = issued(office)
    acts.forget(office.matter)
    assert found(office.zhao, "孙某") == found(office.zhao, "交通局") == []
    assert not SearchUnit.objects.filter(noun="document").exists()
    assert documents.by_number(queries.searched(office.zhao), "青纪发〔2026〕1号") == [document]


def test_the_index_written_anew_finds_the_same(office: SimpleNamespace) -> None:
    document = issued(office)
    before = list(SearchUnit.objects.filter(noun="document").values_list("target", "text"))
    SearchUnit.objects.filter(noun="document").delete()
    assert found(office.zhao, "孙某") == []
    rebuild.rebuild()
    assert list(SearchUnit.objects.filter(noun="document").values_list("target", "text")) == before
    assert found(office.zhao, "孙某") == [(document.pk, False)]


def test_every_document_in_sight_is_found_among_many_and_none_besides(office: SimpleNamespace) -> None:
    titles = ["关于甲的决定", "关于乙的通报", "甲乙两事的决定", "决定", "定决", "关于丙", "丙定的事", "决 定"]
    rows = [drafted(office, title=title) for title in titles]
    for word in ("决定", "关于", "甲", "的决定", "关于甲", "丙定", "定"):
        wanted = [row.pk for row in reversed(rows) if word in row.title]
        assert [pk for pk, _ in found(office.zhao, word)] == wanted, word
    assert OfficialPaper.objects.count() == len(titles)
