"""The three lists, draws and letters through the interface: the same queries and acts as the pages, for a unit too."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desk.support_county import County, browser, county, entered, written
from zeren.records.letters.models import Letter
from zeren.records.lists.models import ListedProblem, ListedTask

__all__ = ["county", "entered"]


def post(name: str, url: str, **body: Any) -> Any:
    return browser(name).post(f"/api/v1{url}", json.dumps(body), content_type="application/json")


def wheres(answer: Any) -> list[tuple[str, int | None]]:
    return [(p["where"], p["row"]) for p in answer.json()["problems"]]


def test_a_unit_fills_in_its_own_part_and_the_organ_closes_it(county: County) -> None:
    pk, unit = county.names["pk"], county.names["unit"]
    lists = f"/matters/{pk}/lists"
    done = {"unit": unit, "problem": 1, "task": 1, "set": {"done": "2024-06-20", "evidence": "会议纪要"}}
    assert post("lianluo", f"{lists}?own=true", changes=[done]).status_code == 201
    apply = {"unit": unit, "problem": 1, "task": 1, "move": "apply"}
    assert post("lianluo", f"{lists}?own=true", changes=[apply]).status_code == 201
    close = {**apply, "move": "close"}
    refused = post("lianluo", f"{lists}?own=true", changes=[close])
    assert (refused.status_code, wheres(refused)) == (422, [("actor", 1)])
    assert post("chengban", lists, changes=[close]).status_code == 201
    whole = browser("chengban").get(f"/api/v1{lists}/tasks/{unit}/1/1").json()
    assert (whole["standing"], whole["closed_on"]) == ("closed", "2024-06-28")
    assert [laid["move"] for laid in whole["history"]][-2:] == ["apply", "close"]
    mine = browser("lianluo").get(f"/api/v1{lists}/tasks?own=true&state=closed").json()["rows"]
    assert [(row["problem"], row["number"]) for row in mine] == [(1, 1)]


def test_what_a_unit_found_itself_is_entered_under_the_next_number(county: County) -> None:
    pk, unit = county.names["pk"], county.names["unit"]
    url = f"/matters/{pk}/lists/enter?own=true"
    refused = post("lianluo", url, unit=unit, set={"text": "反馈的"})
    assert (refused.status_code, wheres(refused)) == (422, [("problem", 1)])
    entered = post("lianluo", url, unit=unit, set={"text": "自查甲", "self_found": "yes"})
    assert entered.json() == {"unit": unit, "problem": 2, "task": 0}
    task = post("lianluo", url, unit=unit, problem=2, set={"text": "补齐", "due": "2024-06-01"})
    assert task.json() == {"unit": unit, "problem": 2, "task": 1}
    found = browser("chengban").get("/api/v1/tasks?source=self").json()["rows"]
    assert [(row["text"], row["self_found"]) for row in found] == [("补齐", True)]
    row = browser("chengban").get(f"/api/v1/matters/{pk}/lists/problems").json()["rows"][1]
    assert (row["self_found"], row["state"]) == (True, "over")


@pytest.mark.parametrize("name", ("benren", "linxian", "jiandu", "xitong"))
def test_as_a_unit_nobody_comes_in_who_is_none(county: County, name: str) -> None:
    client, before = browser(name), written()
    lists = f"/api/v1/matters/{county.names['pk']}/lists"
    for url in (
        "/problems",
        "/tasks",
        f"/tasks/{county.names['unit']}/1/1",
        f"/papers/{county.names['evidence']}",
    ):
        assert client.get(f"{lists}{url}?own=true").status_code == 404, url
    said = {"text": "自查", "self_found": "yes"}
    assert (
        post(
            name, f"{lists.removeprefix('/api/v1')}/enter?own=true", unit=county.names["unit"], set=said
        ).status_code
        == 404
    )
    assert written() == before and not ListedProblem.objects.filter(self_found=True).exists()


def test_changes_are_written_together_or_not_at_all_and_a_text_is_one_text(county: County) -> None:
    pk, unit = county.names["pk"], county.names["unit"]
    good = {"unit": unit, "problem": 1, "task": 1, "set": {"progress": "甲"}}
    bad = {"unit": unit, "problem": 1, "task": 1, "set": {"office": ["甲", "乙"]}}
    refused = post("chengban", f"/matters/{pk}/lists", changes=[good, bad])
    assert (refused.status_code, wheres(refused)) == (422, [("office", 2)])
    assert ListedTask.objects.get(unit=unit).progress == ""
    late = post("chengban", f"/matters/{pk}/lists", changes=[good], on="2024-06-29")
    assert (late.status_code, wheres(late)) == (422, [("on", None)])


def test_a_paper_of_evidence_is_given_and_read_by_the_unit_alone_and_its_organ(county: County) -> None:
    pk, unit = county.names["pk"], county.names["unit"]
    url = f"/api/v1/matters/{pk}/lists/tasks/{unit}/1/1"
    file = SimpleUploadedFile("签到表.txt", "甲".encode())
    assert browser("lianluo").post(f"{url}/papers?own=true", {"file": file}).status_code == 201
    papers = browser("lianluo").get(f"{url}?own=true").json()["evidence_papers"]
    assert [paper["name"] for paper in papers] == ["甲佐证.txt", "签到表.txt"]
    read = f"/api/v1/matters/{pk}/lists/papers/{papers[1]['id']}"
    assert browser("chengban").get(read).content.decode() == "甲"
    assert (
        browser("lianluo").get(read).status_code == 404
        and browser("lianluo").get(f"{read}?own=true").status_code == 200
    )


def test_a_draw_is_announced_drawn_and_replaced_and_tells_what_the_page_tells(county: County) -> None:
    draws = f"/matters/{county.names['inspection']}/draws"
    asked = {"pool": county.names["organ_id"], "seats": {"inspectors": 1}, "kind": "witnessed", "source": "掷骰",
             "known_on": "2024-06-28", "reason": "名单有误"}  # fmt: skip
    assert post("chengban", draws, **{**asked, "reason": ""}).status_code == 422
    assert post("chengban", draws, **asked).status_code == 201
    assert post("chengban", f"{draws}/draw", seed="4 2 6", witnesses=["某某"]).status_code == 201
    first, now = browser("chengban").get(f"/api/v1{draws}").json()
    assert first["superseded"] == now["seq"] and now["superseded"] == 0 and now["agrees"]
    assert now["list"].startswith("zeren-draw-1") and now["result"]["seed"] == "4 2 6"
    (seated,) = now["seated"]
    gone = int(seated["ref"].partition(":")[2])
    assert post("chengban", f"{draws}/replace", person=gone, reason="住院").status_code == 201
    after = browser("chengban").get(f"/api/v1{draws}").json()[1]
    assert after["replaced"][0]["person"] == {"ref": seated["ref"], "name": seated["name"]}
    assert after["seated"][0]["ref"] == after["replaced"][0]["by"]["ref"] != seated["ref"]


def test_a_letter_is_issued_once_read_answered_and_taken_back(county: County) -> None:
    key = json.loads("{" + county.names["key"] + "}")
    preview = post("chengban", "/letters/preview", **key).json()
    assert preview["light"] == "red" and preview["before"] == ["督提〔2024〕1号"]
    address = f"/letters/{county.names['letter']}"
    other = f"/letters/{county.names['other_letter']}"
    assert browser("lianluo").get(f"/api/v1{other}").status_code == 404
    before = browser("chengban").get(f"/api/v1{address}").json()
    assert {who["received"] for who in before["recipients"] if who["capacity"] == "unit"} == {None}
    read = browser("lianluo").get(f"/api/v1{address}").json()
    assert [who["received"] for who in read["recipients"] if who["capacity"] == "unit"] == ["2024-06-28"]
    assert (read["sees_matter"], read["may_withdraw"]) == (False, False)
    assert post("lianluo", f"{address}/answer", text="在办").status_code == 201
    assert [row["number"] for row in browser("lianluo").get("/api/v1/letters").json()["rows"]] == [
        read["number"]
    ]
    assert post("chengban", f"{address}/withdraw", reason="误发").status_code == 201
    told = browser("chengban").get(f"/api/v1{address}").json()
    assert (told["withdrawn_reason"], [a["text"] for a in told["answers"]]) == ("误发", ["在办"])
    assert post("chengban", "/letters", **key, expected="amber").status_code == 422
    issued = post("chengban", "/letters", **key, expected="red", idempotency="k")
    again = post("chengban", "/letters", **key, expected="red", idempotency="k")
    assert issued.status_code == again.status_code == 201 and issued.json()["seq"] == again.json()["seq"]
    assert (
        Letter.objects.filter(norm=key["norm"], withdrawn__isnull=True, subject=key["subject"]).count() == 1
    )
    due = browser("shuji").get("/api/v1/letters/due?light=red").json()["rows"]
    assert due and {row["light"] for row in due} == {"red"}


def test_what_an_organ_owes_elsewhere_is_on_its_worklist_and_the_file_is_not_there(county: County) -> None:
    client = browser("jiandu")
    rows = client.get("/api/v1/worklist?tab=elsewhere").json()["rows"]
    assert rows and {row["matter"] for row in rows} == {county.names["rectification"]}
    assert {tuple(row["who"]) for row in rows} == {("organization_department",)}
    assert client.get(f"/api/v1/matters/{county.names['rectification']}").status_code == 404
