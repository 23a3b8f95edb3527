"""The page 谈话与约谈事由: facts with their provisions, two verbs, nobody filled in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from records import support_packs
from zeren.records import packs
from zeren.records.actor import SYSTEM
from zeren.records.matters import acts as matters
from zeren.records.matters.models import Matter, MatterLink
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.situations.models import Situation


@pytest.fixture
def installed(home: Path) -> Iterator[packs.Installed]:
    """The packs as they are delivered, without the talks, which name many of the same facts."""
    with support_packs.without("zy-2015-talks") as found:
        yield found


@pytest.fixture
def fact(desk: SimpleNamespace) -> Situation:
    """An item for the bureau whose node has passed."""
    asked = Opening(
        "gs-2016-111-oversight", "oversight", desk.organs["QJ"].pk, "落实保障房分配", [f"organ:{desk.organs['QT'].pk}"],
        date(2026, 9, 1), mark="青督", handler=desk.people["wang"].pk,
    )  # fmt: skip
    made = open_matter(SYSTEM, asked)
    fields = {"item": "分配", "manner": "书面", "node": "2026-10-08"}
    matters.record_event(SYSTEM, made.pk, "oversight_assigned", "2026-09-01", fields, by=("general_office",))
    return Situation.objects.get()


def told(answer: Any) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", answer.content.decode()))


FORM = {
    "subjects": "赵某某〔zhao〕",
    "title": "赵某某 约谈",
    "mark": "青约",
    "opened": "2026-10-13",
    "f-m-kind": "reminder",
}


def test_a_fact_stands_with_both_provisions_and_an_interview_is_opened_from_it(
    desk: SimpleNamespace, fact: Situation
) -> None:
    client = desk.sign_in("wang")
    page = client.get("/situations").content.decode()
    said = html.unescape(page)
    assert "督办事项过了节点没有反馈" in said and "已历 5 日" in said and "青县交通局" in said
    assert "约谈办法第五条" in said and fact.matter.number in said
    begin = f"/matters/new/zy-2015-interviews/interview?situation={fact.pk}"
    assert f'href="{begin}"' in said and f"/situations/{fact.pk}#decline" in said
    form = client.get(begin).content.decode()
    # The fact is shown; nobody is filled in, not even whom the fact is about.
    assert "来源：" in form and re.search(r'name="subjects"[^>]*></textarea>', form)
    assert re.search(r'name="title" value=""', form)
    answer = client.post("/matters/new/zy-2015-interviews/interview", {**FORM, "situation": str(fact.pk)})
    made = Matter.objects.get(title="赵某某 约谈")
    assert (
        answer["Location"] == f"/matters/{made.pk}/" and MatterLink.objects.get().parent_id == fact.matter_id
    )
    assert "没有待考虑的事由" in told(client.get("/situations"))
    one = told(client.get(f"/situations/{fact.pk}"))
    assert "已发起" in one and made.number in one and "记明不谈" not in one
    log = told(client.get(f"/matters/{fact.matter_id}/records"))
    assert "考虑谈话、约谈" in log and "发起" in log and made.number in log


def test_no_talk_wants_its_reason_and_stays_on_record(desk: SimpleNamespace, fact: Situation) -> None:
    client, place = desk.sign_in("wang"), f"/situations/{fact.pk}"
    answer = client.post(place, {"reason": ""})
    assert answer.status_code == 422 and 'href="#f-reason"' in answer.content.decode()
    assert client.post(place, {"reason": "已当面督促"})["Location"] == "/situations"
    assert "已考虑，不谈" in told(client.get("/situations")) and "没有待考虑的事由" in told(
        client.get("/situations")
    )
    said = told(client.get(place))
    assert "已当面督促" in said and "王某某" in said and "发起约谈" in said
    assert "督办事项过了节点" in told(client.get("/situations?look=declined"))


def test_the_list_is_narrowed_by_fact_matter_and_procedure_and_never_by_person(
    desk: SimpleNamespace, fact: Situation
) -> None:
    client = desk.sign_in("wang")
    for query, number in (
        ("words=节点", 1), ("words=没有", 1), ("words=考核", 0), (f"matter={fact.matter.number[:2]}", 1),
        ("target=zy-2015-interviews/interview", 1), ("target=x", 0),
    ):  # fmt: skip
        assert f"{number} 条" in told(client.get(f"/situations?{query}")), query
    page = client.get("/situations").content.decode()
    assert set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page.partition("<table")[2])) == {
        "words",
        "matter",
        "target",
    }
    assert "export" not in page


def test_out_of_sight_is_neither_listed_nor_opened_from(desk: SimpleNamespace, fact: Situation) -> None:
    client = desk.sign_in("bai")
    assert "没有待考虑的事由" in told(client.get("/situations"))
    assert client.get(f"/situations/{fact.pk}").status_code == 404
    begin = "/matters/new/zy-2015-interviews/interview"
    assert client.get(f"{begin}?situation={fact.pk}").status_code == 404
    assert client.post(begin, {**FORM, "situation": str(fact.pk)}).status_code == 404
    # A fact leads to its own procedure alone.
    other = f"/matters/new/cn-2019-accountability/accountability?situation={fact.pk}"
    assert desk.sign_in("wang").get(other).status_code == 404
    assert desk.sign_in("guanli").get("/situations").status_code == 403
