"""What is read or taken out through the interface is on the trail before the answer leaves."""

from __future__ import annotations

from typing import Any

import pytest

from api.test_operations_by_role import ROWS, ask
from desk.support_county import County, browser, county, entered
from zeren.records.trail.models import TrailEntry

__all__ = ["county", "entered"]
NOTED = {
    "get_worklist": ("exported", "obligation"),
    "list_matters": ("exported", "matter"),
    "get_matter": ("matter_read", "matter"),
    "list_entries": ("matter_read", "matter"),
    "list_obligations": ("exported", "obligation"),
    "list_findings": ("matter_read", "matter"),
    "list_allowed": ("matter_read", "matter"),
    "read_attachment": ("attachment_read", "matter"),
    "list_people": ("exported", "person"),
    "list_all_tasks": ("exported", "task"),
    "list_problems": ("lists_read", "matter"),
    "list_tasks": ("lists_read", "matter"),
    "get_task": ("lists_read", "matter"),
    "read_evidence": ("attachment_read", "matter"),
    "list_draws": ("matter_read", "matter"),
    "list_letters": ("exported", "letter"),
    "list_letters_due": ("exported", "letter"),
    "get_letter": ("reminder_read", "matter"),
    "list_documents": ("exported", "document"),
    "get_document": ("document_read", "document"),
    "read_document": ("paper_made", "document"),
    "list_issues": ("exported", "bulletin"),
    "get_issue": ("document_read", "document"),
    "read_issue": ("paper_made", "document"),
    "list_bars": ("cadre_read", "person"),
}


def last() -> Any:
    return TrailEntry.objects.order_by("-seq").first()


def test_what_is_read_through_the_interface_is_on_the_trail(county: County) -> None:
    client = browser("chengban")
    for operation, (act, noun) in NOTED.items():
        before = TrailEntry.objects.count()
        answer = ask(client, ROWS[operation], county.names)
        assert answer.status_code == 200 and TrailEntry.objects.count() == before + 1, operation
        entry = last()
        told = entry.target if act == "exported" else entry.noun
        assert (entry.act, told, entry.account) == (act, noun, "chengban"), operation
        if act == "exported":
            given = answer.json()
            assert entry.detail == f"{len(given['rows'] if isinstance(given, dict) else given)} JSON"


def test_what_is_out_of_sight_leaves_no_look(county: County) -> None:
    client = browser("linxian")
    before = TrailEntry.objects.count()
    for operation in (
        "get_matter",
        "list_entries",
        "list_findings",
        "list_allowed",
        "read_attachment",
        "list_bars",
        "list_problems",
        "list_tasks",
        "get_task",
        "read_evidence",
        "list_draws",
        "get_letter",
        "get_document",
        "read_document",
        "get_issue",
        "read_issue",
    ):
        assert ask(client, ROWS[operation], county.names).status_code == 404
    assert TrailEntry.objects.count() == before


def test_where_the_look_cannot_be_noted_nothing_is_shown(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.records.trail import acts

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(acts, "note", broken)
    client = browser("chengban")
    client.raise_request_exception = False
    for operation in NOTED:
        answer = ask(client, ROWS[operation], county.names)
        assert answer.status_code == 500 and county.number not in answer.content.decode(), operation
