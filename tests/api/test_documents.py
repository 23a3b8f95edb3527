"""Documents and the periodical through the interface: the same stages, guards and readers as on the pages."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

import pytest

from desk.support_county import County, browser, county, entered, written
from desk.support_routes import keeper
from zeren.records.documents.models import OfficialPaper, OfficialPaperEntry
from zeren.records.duties.models import Activity

__all__ = ["county", "entered"]
DAYS = "2024-06-28"


def post(name: str, url: str, **body: Any) -> Any:
    return browser(name).post(f"/api/v1{url}", json.dumps(body), content_type="application/json")


def get(name: str, url: str) -> Any:
    return browser(name).get(f"/api/v1{url}")


def wheres(answer: Any) -> list[str]:
    return [problem["where"] for problem in answer.json()["problems"]]


def step(county: County, name: str, do: str, head: int, pk: int | None = None, **more: Any) -> Any:
    return post(name, f"/documents/{pk or county.names['document']}/{do}", expected_head=head, **more)


def test_a_document_goes_from_draft_to_number_by_three_people(county: County) -> None:
    made = post("chengban", f"/matters/{county.names['pk']}/documents", paper=county.names["form"],
                wording={"title": "关于甲的决定", "body": "经查。\n决定如下。", "addressee": "县水务局"})  # fmt: skip
    assert made.status_code == 201 and made.json()["wording"]["addressee"] == "县水务局"
    pk = made.json()["id"]
    steps = (
        ("chengban", "change", {"wording": {"title": "关于甲的通报"}}), ("chengban", "submit", {}),
        ("fenguan", "review", {"opinion": "同意"}), ("jiwei", "sign", {"opinion": "发"}),
        ("chengban", "issue", {"mark": "甲发"}),
    )  # fmt: skip
    for head, (name, do, more) in enumerate(steps, start=1):
        answer = step(county, name, do, head, pk, **more)
        assert answer.status_code == 201 and answer.json()["head"] == head + 1, answer.content.decode()
    whole = get("shuji", f"/documents/{pk}").json()
    assert (whole["state"], whole["number"], whole["title"]) == ("issued", "甲发〔2024〕2号", "关于甲的通报")
    assert [(one["act"], one["account"]) for one in whole["log"]] == [
        ("drafted", "chengban"), ("drafted", "chengban"), ("submitted", "chengban"), ("reviewed", "fenguan"),
        ("signed", "jiwei"), ("issued", "chengban"),
    ]  # fmt: skip
    assert whole["log"][1]["wording"]["body"] == "经查。\n决定如下。" and whole["log"][3]["note"] == "同意"
    for kind, head in (("docx", b"PK"), ("pdf", b"%PDF")):
        file = get("shuji", f"/documents/{pk}/files/{kind}").content
        assert file.startswith(head) and sha256(file).hexdigest() == whole["kept"][kind]


def test_what_is_left_out_of_a_new_one_is_what_the_records_give(county: County) -> None:
    made = post("chengban", f"/matters/{county.names['pk']}/documents", paper=county.names["form"]).json()
    assert made["wording"]["title"] and made["wording"]["body"] and made["state"] == "draft"


def test_nobody_acts_on_what_was_changed_since_it_was_read(county: County) -> None:
    assert step(county, "chengban", "change", 1, wording={"body": "丙正文"}).status_code == 201
    late = step(county, "chengban", "submit", 1)
    assert late.status_code == 409 and wheres(late) == ["expected_head"]
    assert [(one["seq"], one["type"], one["account"]) for one in late.json()["between"]] == [(2, "drafted", "chengban")]  # fmt: skip
    for do, more in (("drop", {"reason": "不用"}), ("change", {"wording": {"title": "丁"}})):
        assert step(county, "chengban", do, 1, **more).status_code == 409
    for do in ("void", "correct"):
        assert step(county, "jiwei", do, 4, county.names["issued"], reason="误发").status_code == 409
    assert get("chengban", f"/documents/{county.names['document']}").json()["head"] == 2


def test_the_same_wording_enters_nothing(county: County) -> None:
    same = step(county, "chengban", "change", 1, wording={})
    assert same.status_code == 201 and same.json()["head"] == 1


@pytest.mark.parametrize(
    ("name", "do", "more", "where"),
    [
        ("chengban", "change", {"wording": {"title": ""}}, ["title"]),
        ("chengban", "change", {"wording": {"dated": "2024-06-29"}}, ["dated"]),
        ("chengban", "change", {"wording": {"title": "甲" * 201}}, ["wording.title"]),
        ("chengban", "change", {"wording": {"more": "{}"}}, ["wording.more"]),
        ("chengban", "drop", {"reason": " "}, ["reason"]), ("chengban", "issue", {"mark": "甲发"}, ["state"]),
        ("fenguan", "review", {}, ["state"]), ("jiwei", "void", {"reason": "甲"}, ["state"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_written(
    county: County, name: str, do: str, more: dict[str, Any], where: list[str]
) -> None:
    before = OfficialPaperEntry.objects.count()
    answer = step(county, name, do, 1, **more)
    assert (answer.status_code, wheres(answer)) == (422, where)
    assert OfficialPaperEntry.objects.count() == before


def test_a_gap_goes_to_nobody(county: County) -> None:
    step(county, "chengban", "change", 1, wording={"body": "〔待补：甲〕"})
    assert wheres(step(county, "chengban", "submit", 2)) == ["body"]


def test_it_is_returned_with_its_reason_voided_and_put_right(county: County) -> None:
    step(county, "chengban", "submit", 1)
    back = step(county, "fenguan", "return", 2, reason="再短")
    assert back.json()["state"] == "returned" and back.json()["log"][-1]["note"] == "再短"
    issued = county.names["issued"]
    new = step(county, "chengban", "correct", 5, issued, reason="笔误").json()
    assert new["corrects"] == issued and new["state"] == "draft"
    assert get("shuji", f"/documents/{issued}").json()["corrected_by"] == [new["id"]]
    void = step(county, "jiwei", "void", 5, issued, reason="误发").json()
    assert (void["state"], void["number"]) == ("voided", "甲发〔2024〕1号")


def test_the_lists_are_those_of_the_page(county: County) -> None:
    document, issued = county.names["document"], county.names["issued"]

    def rows(name: str, query: str = "") -> list[int]:
        return [row["id"] for row in get(name, f"/documents{query}").json()["rows"]]

    # The secretary works in the organ that wrote the letter asking for a case.
    asking = county.names["asking"]
    assert rows("chengban") == [issued, document] and rows("shuji") == [issued, asking]
    assert rows("chengban", "?tab=mine") == rows("chengban", "?tab=way") == [document]
    assert rows("chengban", "?tab=out") == [issued] and rows("shuji", "?tab=numbers") == [issued, asking]
    for number in ("甲发〔2024〕1号", "甲发[2024]1号", "甲发（2024）1号"):
        assert rows("shuji", f"?number={number}") == [issued] and rows("linxian", f"?number={number}") == []
    assert rows("chengban", "?number=甲发〔2024〕2号") == rows("chengban", "?title=没有") == []
    assert rows("chengban", "?limit=1") == [issued]
    assert get("chengban", "/documents?limit=1").json()["next"] == str(issued)
    assert rows("chengban", f"?limit=1&cursor={issued}") == [document]


def test_what_belongs_to_a_periodical_is_no_document_here(county: County) -> None:
    for pk in (county.names["issue"], county.names["piece"], county.names["out"]):
        assert get("chengban", f"/documents/{pk}").status_code == 404
        assert get("chengban", f"/documents/{pk}/files/pdf").status_code == 404
        assert step(county, "chengban", "change", 1, pk, wording={"body": "甲"}).status_code == 404
    assert OfficialPaper.objects.get(pk=county.names["piece"]).head == 1


def test_out_of_sight_and_not_there_are_the_same(county: County) -> None:
    for name in ("linxian", "shuji", "benren", "xitong"):
        for do, more in (("submit", {}), ("drop", {"reason": "甲"}), ("change", {"wording": {}})):
            hidden = step(county, name, do, 1, **more)
            nowhere = step(county, name, do, 1, 999_999, **more)
            assert (hidden.status_code, hidden.json()) == (nowhere.status_code, nowhere.json())
            assert hidden.status_code == 404
    drafts = get("shuji", f"/documents/{county.names['document']}/files/docx")
    assert drafts.status_code == get("chengban", f"/documents/{county.names['document']}/files/docx").status_code == 404  # fmt: skip


# ---------------------------------------------------------------- the periodical


def test_an_issue_is_read_as_it_was_printed(county: County) -> None:
    out = county.names["out"]
    whole = get("lianluo", f"/bulletin/{out}").json()
    assert (whole["title"], whole["number"], whole["state"]) == ("甲刊", "2024年第1期", "issued")
    (section,) = whole["sections"]
    assert section["title"] == "要闻摘登"
    assert [(p["place"], p["title"], [b["text"] for b in p["blocks"]]) for p in section["pieces"]] == [
        (1, "甲要闻", ["甲段"])
    ]
    assert get("lianluo", "/bulletin").json()["rows"][0]["id"] == out
    assert get("lianluo", f"/bulletin/{out}/files/pdf").content == b"%PDF-1.7"


@pytest.mark.parametrize("name", ("chengban", "lianluo", "linxian", "xitong"))
def test_a_draft_of_an_issue_is_given_to_nobody(county: County, name: str) -> None:
    issue = county.names["issue"]
    assert issue not in [row["id"] for row in get(name, "/bulletin").json()["rows"]]
    for url in (f"/bulletin/{issue}", f"/bulletin/{issue}/files/pdf"):
        assert get(name, url).status_code == 404
    assert post(name, f"/bulletin/{issue}/study", list=county.names["duty_list"], at=DAYS).status_code == 404


def test_study_is_confirmed_once_by_who_stands_on_a_list(county: County) -> None:
    out, before = county.names["out"], Activity.objects.count()
    lists = get("shuji", f"/bulletin/{out}").json()["lists"]
    assert county.names["duty_list"] in [lst["id"] for lst in lists]
    given = {"list": county.names["duty_list"], "at": DAYS, "topics": ["warning_education"]}
    made = post("shuji", f"/bulletin/{out}/study", **given)
    assert made.status_code == 201 and Activity.objects.count() == before + 1
    again = post("shuji", f"/bulletin/{out}/study", **given)
    assert (again.status_code, wheres(again)) == (422, ["at"])
    assert [one["number"] for one in get("shuji", f"/bulletin/{out}").json()["studied"]] == [made.json()["number"]]  # fmt: skip
    early = post("shuji", f"/bulletin/{out}/study", **{**given, "at": "2024-06-27"})
    other = post("chengban", f"/bulletin/{out}/study", **given)
    piece = post("shuji", f"/bulletin/{out}/study", **{**given, "what": 2})
    assert (early.status_code, other.status_code, piece.status_code) == (422, 404, 404)
    assert Activity.objects.count() == before + 1


def test_a_withdrawn_issue_says_why_and_is_studied_no_more(county: County) -> None:
    from zeren.records.bulletin import acts

    out = county.names["out"]
    acts.withdraw(keeper("jiwei"), out, "引用有误")
    whole = get("lianluo", f"/bulletin/{out}").json()
    assert (whole["state"], whole["withdrawn"]) == ("voided", "引用有误")
    before = written()
    refused = post("shuji", f"/bulletin/{out}/study", list=county.names["duty_list"], at=DAYS)
    assert (refused.status_code, wheres(refused)) == (422, ["state"]) and written() == before
