"""What is out of sight leaks nowhere: no answer, head, file name, error, log record, row count or number of queries.

For every route of the table and every operation of the HTTP interface, and each of the cast who does not see the matter.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from api.test_operations_by_role import ROWS as OPERATIONS
from api.test_operations_by_role import ask
from desk.support_county import County, browser, county, entered
from desk.table_of_routes import CAST, ROWS
from desk.test_routes_by_role import of_both
from zeren.records.actor import SYSTEM

pytestmark = pytest.mark.exhaustive

__all__ = ["county", "entered"]
TITLE, TEXT, PAPER = "丙事由机密七一九一", "陈述机密八二零二", "材料机密九三一三"
NOWHERE = 999_999
OUT = ("jiandu", "xuncha", "shouli", "lianluo", "benren", "linxian", "xitong", "baomi", "shenji", "")


@pytest.fixture
def secret(county: County) -> dict[str, Any]:
    """A matter that was shown to nobody, with words that stand nowhere else."""
    from zeren.access.accounts import queries as accounts
    from zeren.records import packs
    from zeren.records.matters import acts, files, opening
    from zeren.records.obligations.models import Obligation
    from zeren.records.organs import queries as organs

    commission, person = organs.by_code("Q-JW"), accounts.find("benren").person  # type: ignore[union-attr]
    assert commission and person
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening("cn-2019-accountability", "accountability", commission.pk, TITLE, [f"person:{person.pk}"],
                        county_day(), mark="密字"),
    )  # fmt: skip
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words
    step = next(s for s in words.procedure.steps.values() if any(f.type == "text" for f in s.record.values()))
    field = next(f.name for f in step.record.values() if f.type == "text")
    event = acts.record_event(SYSTEM, matter.pk, step.id, county_day(), {field: TEXT}, by=step.by[:1]).event
    paper = files.add_attachment(SYSTEM, matter.pk, f"{PAPER}.txt", PAPER.encode())
    task = Obligation.objects.filter(matter=matter).order_by("pk").first()
    assert task
    return {**county.names, "pk": matter.pk, "seq": event.seq, "paper": paper.pk, "task": task.pk, "step": step.id,
            "number": matter.number}  # fmt: skip


def county_day() -> Any:
    from datetime import date

    return date(2024, 1, 10)


def marks(secret: dict[str, Any]) -> tuple[str, ...]:
    return (TITLE, TEXT, PAPER, secret["number"])


def may_read(name: str, route: str, number: str) -> set[str]:
    """The audit administrator's trail names a matter by its number, so that a look at it can be told; nothing more."""
    return {number} if name == "shenji" and route.startswith("trail") else set()


def asked(client: Client, names: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every route and every operation, with these names."""
    for route, row in ROWS.items():
        url = row.url.format(**names)
        yield route, client.get(url) if row.data is None else client.post(url, row.data)
    for operation, row in OPERATIONS.items():
        yield operation, ask(client, row, names)


def said(answer: Any) -> str:
    """All of an answer: its heads, its body, the cells of a workbook."""
    body = answer.content
    text = body.decode(errors="replace") + str(answer.headers) + str(answer.cookies)
    if "spreadsheetml" in answer.get("Content-Type", ""):
        from desk.support_county import cells

        text += cells(answer)
    return text


@pytest.mark.parametrize("name", of_both(OUT))
def test_no_answer_and_no_log_record_says_a_word_of_it(
    county: County, secret: dict[str, Any], name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = browser(name)
    client.raise_request_exception = False
    for route, answer in asked(client, secret):
        assert answer.status_code < 500, route
        allowed = may_read(name, route, secret["number"])
        found = [mark for mark in marks(secret) if mark not in allowed and mark in said(answer)]
        assert found == [], route
    # What the tests' own database is asked is no log of the product's.
    logged = "\n".join(r.getMessage() for r in caplog.records if r.name != "django.db.backends")
    assert not any(mark in logged for mark in marks(secret))


NONSENSE = "查无此词一二三四"
"""Words that stand nowhere: what a list answers to the secret's words it must answer to them as well."""


def plain(answer: Any, *words: str) -> str:
    """The text of an answer without the words asked for, tokens and the minute."""
    page = unquote(answer.content.decode(errors="replace"))
    for word in words:
        page = page.replace(word, "X")
    return re.sub(r"csrf[^ ]* value=\"[^\"]*\"|data-csrf=\"[^\"]*\"|\d\d:\d\d", "", page)


@pytest.mark.parametrize("name", ("linxian", "benren", "jiandu", "xitong"))
def test_no_list_counts_it(county: County, secret: dict[str, Any], name: str) -> None:
    """Lists and counts are the same whether it is there or not: its own words find what words find that are nowhere."""
    client = browser(name)
    for words in (TITLE, secret["number"], TEXT, PAPER):
        for url in ("/ledger?title=", "/ledger?number=", "/search?q=", "/library?q=", "/cadres?name="):
            found, nothing = client.get(url + quote(words)), client.get(url + quote(NONSENSE))
            assert plain(found, words) == plain(nothing, NONSENSE), (url, words)
        for path in ("/api/v1/matters?title=", "/api/v1/matters?number=", "/api/v1/people?name="):
            assert client.get(path + words).json()["rows"] == []


def queries_of(client: Client, ask_it: Any) -> tuple[int, int]:
    """Status and number of all queries, those of the session with them."""
    with CaptureQueriesContext(connection) as caught:
        answer = ask_it(client)
    return answer.status_code, len(caught)


def one_by_one(names: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every route and operation that names a matter, a row of it, or something in it."""
    for route, row in ROWS.items():
        if any(f"{{{key}}}" in row.url for key in ("pk", "task")):
            url, data = row.url.format(**names), row.data
            yield route, lambda c, url=url, data=data: c.get(url) if data is None else c.post(url, data)
    for operation, row in OPERATIONS.items():
        if "{pk}" in row.url:
            yield operation, lambda c, row=row: ask(c, row, names)


@pytest.mark.parametrize("name", ("linxian", "benren", "lianluo", "jiandu", "shouli", "xitong", "shenji"))
def test_out_of_sight_and_not_there_take_the_same_answer_and_the_same_queries(
    county: County, secret: dict[str, Any], name: str
) -> None:
    client, differing = browser(name), {}
    client.raise_request_exception = False
    client.get("/organs")
    gone = {**secret, "pk": NOWHERE, "task": NOWHERE, "paper": NOWHERE}
    pairs = zip(one_by_one(secret), one_by_one(gone), strict=True)
    for (route, hidden), (_, nowhere) in pairs:
        first, second = queries_of(client, hidden), queries_of(client, nowhere)
        if first != second:
            differing[route] = (first, second)
    assert differing == {}


@pytest.mark.parametrize("name", ("linxian", "benren", "jiandu"))
def test_out_of_sight_and_not_there_read_the_same(county: County, secret: dict[str, Any], name: str) -> None:
    client = browser(name)
    gone = {**secret, "pk": NOWHERE, "task": NOWHERE, "paper": NOWHERE}
    ids = rf"\b({secret['pk']}|{secret['task']}|{secret['paper']}|{NOWHERE})\b"
    for (route, hidden), (_, nowhere) in zip(one_by_one(secret), one_by_one(gone), strict=True):
        first, second = hidden(client), nowhere(client)
        assert first.status_code == second.status_code, route
        texts = [re.sub(ids, "N", plain(answer)) for answer in (first, second)]
        assert texts[0] == texts[1], route


# ---------------------------------------------------------------- what a record may not ask


def kept_or_told(client: Client, county: County, **more: Any) -> Any:
    import json

    body = {"type": county.names["step"], "at": "2024-01-10", **more}
    url = "/api/v1/matters/{pk}/entries".format(**county.names)
    return client.post(url, json.dumps(body), content_type="application/json")


def test_recording_tells_nothing_of_people_papers_and_entries_out_of_sight(
    county: County, secret: dict[str, Any]
) -> None:
    """A record that names them is refused in the words for what does not exist; so no number can be tried out."""
    from zeren.records import registers
    from zeren.records.matters import opening
    from zeren.records.organs import queries as organs
    from zeren.records.people import queries as people

    registers.import_rows(SYSTEM, "people", [{"code": "far", "name": "远某某机密", "organ": "N-JW"}])
    far, organ = people.by_code("far"), organs.by_code("N-JW")
    assert far and organ
    theirs = opening.open_matter(
        SYSTEM, opening.Opening("cn-2019-accountability", "accountability", organ.pk, "邻", [f"person:{far.pk}"], county_day(), mark="邻")
    )  # fmt: skip
    client = browser("chengban")
    for hidden, nowhere in (
        ({"by": [f"person:{far.pk}"]}, {"by": [f"person:{NOWHERE}"]}),
        ({"subjects": [f"person:{far.pk}"]}, {"subjects": [f"person:{NOWHERE}"]}),
        ({"re": f"m{theirs.pk}e1"}, {"re": f"m{NOWHERE}e1"}),
        ({"attachments": [secret["paper"]]}, {"attachments": [NOWHERE]}),
    ):
        first, second = kept_or_told(client, county, **hidden), kept_or_told(client, county, **nowhere)
        assert (first.status_code, second.status_code) == (422, 422), hidden
        assert "机密" not in first.content.decode()
        told = [
            re.sub(
                rf"\b{far.pk}\b|m{theirs.pk}e1|\b{secret['paper']}\b|m?{NOWHERE}(e1)?",
                "N",
                str(answer.json()),
            )
            for answer in (first, second)
        ]
        assert told[0] == told[1] and len(first.json()["problems"]) == 1
    # Whom the commission may name it still names.
    assert kept_or_told(client, county, by=[f"person:{county.names['person']}"]).status_code == 201
    assert kept_or_told(client, county, re="m{pk}e1".format(**county.names)).status_code == 201


@pytest.mark.parametrize(
    "re", ("m²e1", "m1e²", "m" + "9" * 5000 + "e1", "m1e" + "9" * 30, "m-1e1", "mXe1", "m1")
)
def test_what_is_no_entry_is_told(county: County, re: str) -> None:
    answer = kept_or_told(browser("chengban"), county, re=re)
    assert answer.status_code == 422


def test_everyone_of_the_cast_who_does_not_see_it_is_asked() -> None:
    sees = {"chengban", "shuji", "shiwei", "zuzhi", "chayue"}
    assert set(CAST) - set(OUT) == sees
