"""A matter about several: each has papers of their own, made from what speaks of that one and of nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from docx import Document

from zeren.access.accounts import queries as accounts
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.people import queries as people

pytestmark = [pytest.mark.django_db, pytest.mark.database]
BOTH = ("discipline_commission", "organization_department")


@pytest.fixture
def statements(as_: Callable[[str], Client], subject: Any) -> Any:
    """Two who state: of one the letter is in order, of the other nothing was studied before it went out."""
    account = accounts.find("chengban")
    other = people.by_code("R035")
    assert account is not None and account.person is not None and other is not None
    refs = [f"person:{subject.pk}", f"person:{other.pk}"]
    matter = open_matter(
        SYSTEM,
        Opening(
            "zy-2014-three-statements-principals", "three-statements", account.person.organ_id, "第一次三述", refs,
            date(2024, 1, 8), mark="青纪述", handler=account.person_id,
        ),
    )  # fmt: skip

    def record(step: str, day: str, ref: str, by: tuple[str, ...], **fields: Any) -> None:
        acts.record_event(SYSTEM, matter.pk, step, day, fields, subjects=[ref], by=by)

    for ref in refs:
        record("subjects_proposed", "2024-01-10", ref, BOTH, year="2024", persons="2")
        record("subjects_decided", "2024-01-12", ref, ("city_committee",))
        record("notified", "2024-01-15", ref, ("committee_office",), to=("stater", "unit"), requirements="要求", report_by="2024-03-08")  # fmt: skip
    record("matters_studied", "2024-05-06", refs[0], ("city_committee",), needed="yes")
    record("letter_sent", "2024-05-10", refs[0], BOTH, matters="甲事")
    record("letter_sent", "2024-05-11", refs[1], BOTH, matters="乙事")
    return as_("chengban"), f"/matters/{matter.pk}/", (subject.name, other.name)


def words(answer: Any) -> str:
    assert answer.status_code == 200
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs)


def test_each_has_the_papers_about_them_and_what_holds_back_one_holds_back_no_other(statements: Any) -> None:
    handler, url, (first, second) = statements
    page = handler.get(f"{url}materials").content.decode()
    assert f"整改督办专函　{first}" in page and f"整改督办专函　{second}》暂不出具" in page
    assert f"整改督办专函　{first}》暂不出具" not in page
    letter = f"{url}papers/rectification-letter.docx"
    said = words(handler.get(f"{letter}?of=1"))
    assert first in said and "甲事" in said and "乙事" not in said and second not in said
    assert words(handler.get(letter)) == said
    assert handler.get(f"{letter}?of=2").status_code == 409
    for none in ("0", "3", "-1", "x", "", "９"):
        assert handler.get(f"{letter}?of={none}").status_code == 404, none


def test_a_day_stands_in_a_paper_as_it_is_written_there(statements: Any) -> None:
    handler, url, (first, second) = statements
    said = words(handler.get(f"{url}papers/notice.docx?of=1"))
    assert first in said and second not in said and "2024年3月8日" in said and "2024-03-08" not in said
    assert "四（三）" in said and "〔待补" not in said
