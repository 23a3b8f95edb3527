"""What the interface reads for an answer: no more than the answer holds."""

from __future__ import annotations

from typing import Any

import pytest

from desk.support_county import County, browser, county, entered
from zeren.access.accounts import queries as accounts
from zeren.records import clock, evaluation
from zeren.records.matters import events, queries

__all__ = ["county", "entered"]


def test_a_log_comes_in_parts_and_no_more_of_it_is_opened(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = browser("chengban"), f"/api/v1/matters/{county.names['pk']}/entries"
    whole = [row["seq"] for row in client.get(url).json()["rows"]]
    assert len(whole) >= 3
    opened: list[int] = []
    read = events.read
    monkeypatch.setattr(events, "read", lambda row: opened.append(row.seq) or read(row))
    first = client.get(f"{url}?limit=1").json()
    assert opened == whole[:2], "its own, and one more that tells whether there are more"
    assert [row["seq"] for row in first["rows"]] == whole[:1] and first["next"] == str(whole[0])
    rest = client.get(f"{url}?limit=200&cursor={first['next']}").json()
    assert [row["seq"] for row in rest["rows"]] == whole[1:] and rest["next"] is None
    assert client.get(f"{url}?cursor={'9' * 18}").json()["rows"] == []


def test_each_act_is_told_with_its_own_findings_and_names_are_asked_for_once(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.api import matters

    asked: list[Any] = []
    names_of = matters.refs.names_of
    monkeypatch.setattr(matters.refs, "names_of", lambda refs: asked.append(1) or names_of(refs))
    pk = county.names["pk"]
    told = browser("chengban").get(f"/api/v1/matters/{pk}/allowed").json()
    assert len(asked) == 1
    account = accounts.find("chengban")
    assert account is not None
    actor = accounts.actor_of(account)
    answers = evaluation.allowed_of(queries.get_matter(actor, pk), actor, clock.today())
    assert any(row["warns"] or row["blocks"] for row in told)
    for row in told:
        one = answers[row["act"]]
        assert [f["norm"] for f in row["warns"]] == [f.norm for f in one.warns], row["act"]
        assert [f["norm"] for f in row["blocks"]] == [f.norm for f in one.blocks], row["act"]
