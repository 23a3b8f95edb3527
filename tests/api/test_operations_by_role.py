"""Who gets what of every operation of the HTTP interface: the table of the pages, for programs.

``page`` is answered (200, 201); ``out`` 404, out of sight and not there alike; ``told`` 422, refused with its reasons;
``none`` answered with an empty list; ``door`` 401.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.support_county import County, browser, county, entered, written
from desk.table_of_routes import CAST, Row
from zeren.access.accounts import queries as accounts
from zeren.access.tokens import acts as tokens
from zeren.records.actor import SYSTEM

pytestmark = pytest.mark.exhaustive

__all__ = ["county", "entered"]

EVERYBODY = "page page page page page page page page page page page page page page door"
IN_SIGHT = "page page page page out page out out out out out out out out door"
WRITERS = "page page page page out told out out out out out out out out door"
LETTER = "page page page page out page out out page out out out out out door"
LISTED = "page page page page none page none none none none none none none none door"
PEOPLE = "page page page page page page page out page page out out out out door"
OF_THE_ORGAN_ALONE = "page out out out out out out out out out out out out out door"
TOLD_IN_THE_ORGAN = OF_THE_ORGAN_ALONE.replace("page", "told")
OUT_ISSUE = "page page out page page page page page page out out out out out door"
STUDY = "out page out told out told out out out out out out out out door"
"""The secretary stands on the list; who sees it and does not stand on it is told so."""
CASE = "packs: [cn-2019-accountability]\nprocedure: accountability\nopened: 2024-01-08\nsubjects: [p]\n"

ROWS = {
    "get_worklist": Row("/worklist?tab=organ", LISTED),
    "list_matters": Row("/matters", LISTED),
    "get_matter": Row("/matters/{pk}", IN_SIGHT),
    "list_entries": Row("/matters/{pk}/entries", IN_SIGHT),
    "list_obligations": Row("/matters/{pk}/obligations", IN_SIGHT),
    "list_findings": Row("/matters/{pk}/findings", IN_SIGHT),
    "list_allowed": Row("/matters/{pk}/allowed", IN_SIGHT),
    "record_event": Row("/matters/{pk}/entries", WRITERS, {"type": "{step}", "at": "2024-01-09"}),
    "correct_event": Row("/matters/{pk}/entries/{seq}/correct", WRITERS, {"reason": "写错", "at": "2024-01-07"}),
    # The entry that the row of record_event wrote; the one before it is corrected already.
    "void_event": Row("/matters/{pk}/entries/4/void", WRITERS, {"reason": "重复"}),
    "list_attachments": Row("/matters/{pk}/attachments", IN_SIGHT),
    "add_attachment": Row("/matters/{pk}/attachments", WRITERS, {"file": "upload"}),
    "read_attachment": Row("/matters/{pk}/attachments/{paper}", IN_SIGHT),
    "list_organs": Row("/organs", EVERYBODY),
    "get_organ": Row("/organs/{organ_id}", EVERYBODY),
    "list_people": Row("/people?name=%E6%B2%A1%E6%9C%89%E6%AD%A4%E4%BA%BA", "none none none none none none none none none none none none none none door"),
    "list_bars": Row("/people/{person}/bars", PEOPLE),
    "list_regulations": Row("/regulations", EVERYBODY),
    "get_regulation": Row("/regulations/cn-2019-accountability", EVERYBODY),
    "search_provisions": Row("/provisions?q=", "none none none none none none none none none none none none none none door"),
    # The three lists of the matter that concerns the person and the unit; one problem, one task, one paper.
    "list_all_tasks": Row("/tasks", LISTED),
    "list_problems": Row("/matters/{pk}/lists/problems", IN_SIGHT),
    "list_tasks": Row("/matters/{pk}/lists/tasks?state=over", IN_SIGHT.replace("page", "none")),
    "get_task": Row("/matters/{pk}/lists/tasks/{unit}/1/1", IN_SIGHT),
    "read_evidence": Row("/matters/{pk}/lists/papers/{evidence}", IN_SIGHT),
    "change_lists": Row("/matters/{pk}/lists", WRITERS, {"json": '{{"changes": [{{"unit": {unit}, "problem": 1, "task": 1, "set": {{"progress": "甲"}}}}]}}'}),
    "enter_listed": Row("/matters/{pk}/lists/enter", WRITERS, {"json": '{{"unit": {unit}, "problem": 0, "set": {{"text": "乙问题"}}}}'}),
    # Nothing is in that person's hands.
    "pass_tasks": Row("/matters/{pk}/lists/take-over", WRITERS.replace("page", "told"), {"json": '{{"unit": {unit}, "giver": 1, "taker": 2, "reason": "调整"}}'}),
    "give_evidence": Row("/matters/{pk}/lists/tasks/{unit}/1/1/papers", WRITERS, {"file": "upload"}),
    "list_draws": Row("/matters/{inspection}/draws", IN_SIGHT),
    "announce_draw": Row("/matters/{inspection}/draws", WRITERS, {"json": '{{"pool": {organ_id}, "seats": {{"inspectors": 1}}, "kind": "witnessed", "source": "掷骰", "known_on": "2024-06-28", "reason": "甲"}}'}),
    "draw_team": Row("/matters/{inspection}/draws/draw", WRITERS, {"json": '{{"seed": "426", "witnesses": ["某某"]}}'}),
    # Who was drawn is another.
    "replace_drawn": Row("/matters/{inspection}/draws/replace", WRITERS.replace("page", "told"), {"json": '{{"person": {person}, "reason": "住院"}}'}),
    "list_letters": Row("/letters", LISTED.replace("none none none none none none none none", "none none page none none none none none")),
    # The commission's own is reminded of already; the rectification of the committee's office it does not see.
    "list_letters_due": Row("/letters/due", LISTED.replace("page", "none", 1)),
    "get_figures": Row("/letters/figures?organ={organ_id}", "page page page page page page page out out out page out out out door"),
    "get_letter": Row("/letters/{letter}", LETTER),
    "preview_letter": Row("/letters/preview", IN_SIGHT, {"json": "{{{key}}}"}),
    # The red one was issued already.
    "issue_letter": Row("/letters", WRITERS.replace("page", "told"), {"json": "{{{key}}}"}),
    "answer_letter": Row("/letters/{letter}/answer", "out out out out out out out out page out out out out out door", {"text": "在办"}),
    "withdraw_letter": Row("/letters/{letter}/withdraw", WRITERS, {"reason": "误发"}),
    "set_figures": Row("/letters/figures", "out page page out out out out out out out out out out out door", {"json": '{{"organ": {organ_id}, "green": 9, "amber": 4, "mark": "督", "source": "文", "since": "2024-06-28"}}'}),
    "list_documents": Row("/documents", LISTED),
    "get_document": Row("/documents/{document}", OF_THE_ORGAN_ALONE),
    # One that is out, for who sees the matter; its number is looked up in any brackets.
    "read_document": Row("/documents/{issued}/files/docx", IN_SIGHT),
    "draft_document": Row("/matters/{pk}/documents", OF_THE_ORGAN_ALONE, {"json": '{{"paper": "{form}"}}'}),
    "change_document": Row("/documents/{document}/change", OF_THE_ORGAN_ALONE, {"json": '{{"expected_head": 1, "wording": {{"title": "乙标题"}}}}'}),
    "submit_document": Row("/documents/{document}/submit", OF_THE_ORGAN_ALONE, {"json": '{{"expected_head": 2}}'}),
    # Who drafted neither examines, signs nor returns; it is not signed, so nothing numbers it.
    "review_document": Row("/documents/{document}/review", TOLD_IN_THE_ORGAN, {"json": '{{"expected_head": 3}}'}),
    "sign_document": Row("/documents/{document}/sign", TOLD_IN_THE_ORGAN, {"json": '{{"expected_head": 3}}'}),
    "return_document": Row("/documents/{document}/return", TOLD_IN_THE_ORGAN, {"json": '{{"expected_head": 3, "reason": "再短"}}'}),
    "issue_document": Row("/documents/{document}/issue", TOLD_IN_THE_ORGAN, {"json": '{{"expected_head": 3, "mark": "甲发"}}'}),
    "drop_document": Row("/documents/{document}/drop", OF_THE_ORGAN_ALONE, {"json": '{{"expected_head": 3, "reason": "不用"}}'}),
    "correct_document": Row("/documents/{issued}/correct", OF_THE_ORGAN_ALONE, {"json": '{{"expected_head": 5, "reason": "笔误"}}'}),
    # A leader alone declares one void.
    "void_document": Row("/documents/{issued}/void", TOLD_IN_THE_ORGAN, {"json": '{{"expected_head": 5, "reason": "误发"}}'}),
    "list_issues": Row("/bulletin", OUT_ISSUE.replace("out", "none")),
    "get_issue": Row("/bulletin/{out}", OUT_ISSUE),
    "read_issue": Row("/bulletin/{out}/files/pdf", OUT_ISSUE),
    "study_issue": Row("/bulletin/{out}/study", STUDY, {"json": '{{"list": {duty_list}, "at": "2024-06-28"}}'}),
    "post_standing": Row("/standing?as_of=2024-03-01", EVERYBODY, {"case": CASE}),
}  # fmt: skip


def operations() -> Iterator[str]:
    """The name of every operation, by walking the interface itself."""
    from zeren.api.urls import api

    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from (operation.view_func.__name__ for operation in view.operations)


def test_every_operation_has_its_row_and_every_row_one_answer_for_each_of_the_cast() -> None:
    assert sorted(operations()) == sorted(ROWS)
    assert {name: len(row.answers.split()) for name, row in ROWS.items()} == dict.fromkeys(ROWS, len(CAST))


def test_every_address_of_the_interface_is_an_operation_or_its_description() -> None:
    from zeren.api.urls import urlpatterns

    assert {pattern.name for pattern in urlpatterns} - set(ROWS) == {"openapi-json", "api-root"}


# ---------------------------------------------------------------- asking


def ask(client: Client, row: Row, names: dict[str, Any], **headers: Any) -> Any:
    """One operation as the row says it."""
    url = "/api/v1" + row.url.format(**names)
    if row.data is None:
        return client.get(url, **headers)
    if "file" in row.data:
        return client.post(url, {"file": SimpleUploadedFile("a.txt", "甲".encode())}, **headers)
    if "case" in row.data:
        return client.post(url, row.data["case"], content_type="application/yaml", **headers)
    if "json" in row.data:
        return client.post(url, row.data["json"].format(**names), content_type="application/json", **headers)
    body = json.dumps({key: text.format(**names) for key, text in row.data.items()})
    return client.post(url, body, content_type="application/json", **headers)


def word(answer: Any) -> str:
    """The answer in the words of the table."""
    if answer.status_code == 200 and answer["Content-Type"].startswith("application/json"):
        found = answer.json()
        rows = found.get("rows", "one") if isinstance(found, dict) else "one"
        return "page" if rows else "none"
    return {200: "page", 201: "page", 401: "door", 403: "role", 404: "out", 422: "told"}[answer.status_code]


def bearer(name: str, scope: str = "write") -> dict[str, str]:
    """The head of a request with a token of an account."""
    account = accounts.find(name)
    assert account is not None
    _, secret = tokens.make(SYSTEM, "试验", scope, 30, account=account)
    return {"HTTP_AUTHORIZATION": f"Bearer {secret}"}


@pytest.mark.parametrize("name", CAST, ids=[name or "nobody" for name in CAST])
def test_each_of_the_cast_gets_of_every_operation_what_the_table_says(county: County, name: str) -> None:
    place, client = CAST.index(name), browser(name)
    got = {operation: word(ask(client, row, county.names)) for operation, row in ROWS.items()}
    assert got == {operation: row.answers.split()[place] for operation, row in ROWS.items()}


@pytest.mark.parametrize("name", CAST[:-1])
def test_a_token_gets_what_its_account_gets(county: County, name: str) -> None:
    place, client, head = CAST.index(name), Client(enforce_csrf_checks=True), bearer(name)
    got = {operation: word(ask(client, row, county.names, **head)) for operation, row in ROWS.items()}
    assert got == {operation: row.answers.split()[place] for operation, row in ROWS.items()}


OF_THE_ORGAN = (
    "record_event", "correct_event", "void_event", "add_attachment", "change_lists", "enter_listed", "pass_tasks",
    "give_evidence", "announce_draw", "draw_team", "replace_drawn", "issue_letter", "withdraw_letter", "set_figures",
    "draft_document", "change_document", "submit_document", "review_document", "sign_document", "return_document",
    "issue_document", "drop_document", "void_document", "correct_document",
)  # fmt: skip
WRITING = (*OF_THE_ORGAN, "answer_letter", "study_issue")


@pytest.mark.parametrize("name", ("chengban", "shuji", "chayue", "benren", "linxian", "xitong"))
def test_a_token_that_only_reads_writes_nothing(county: County, name: str) -> None:
    client, head = Client(), bearer(name, "read")
    before = written()
    for operation in WRITING:
        assert ask(client, ROWS[operation], county.names, **head).status_code == 403, operation
    assert written() == before


@pytest.mark.parametrize("name", ("chayue", "lianluo", "benren", "linxian", "xitong", "baomi", "shenji", ""))
def test_who_does_not_record_there_writes_nothing(county: County, name: str) -> None:
    client, before = browser(name), written()
    for operation in OF_THE_ORGAN:
        assert ask(client, ROWS[operation], county.names).status_code in (401, 404, 422), operation
    assert written() == before
