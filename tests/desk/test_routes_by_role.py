"""Who gets what on every route: the table over a fixed cast, held against the routes themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, get_resolver

from desk.support_county import County, browser, cells, county, entered, word, written
from desk.support_routes import keeper
from desk.table_of_forms import AUDITOR_POSTS, POSTS
from desk.table_of_routes import CAST, ROWS

pytestmark = pytest.mark.exhaustive

__all__ = ["county", "entered"]


def named_routes() -> Iterator[str]:
    """The name of every route, by walking the patterns."""

    def walk(patterns: Any) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                # An operation of the HTTP interface is named by its function; tests/api has its row.
                if not str(pattern.pattern).startswith("v1/"):
                    yield pattern.name or str(pattern.pattern)
            else:
                yield from walk(pattern.url_patterns)

    return walk(get_resolver().url_patterns)


def test_every_route_has_its_row_and_every_row_one_answer_for_each_of_the_cast() -> None:
    assert set(named_routes()) == set(ROWS)
    assert {name: len(row.answers.split()) for name, row in ROWS.items()} == dict.fromkeys(ROWS, len(CAST))


# ---------------------------------------------------------------- the table


BOTH = ("chengban", "shuji", "lianluo", "benren", "linxian", "xitong", "")
"""Who is asked on both databases; the others, who differ from these in their roles alone, on SQLite."""


def of_both(names: Iterable[str]) -> list[Any]:
    """A row for each name."""
    marks = [() if name in BOTH else pytest.mark.anywhere for name in names]
    return [
        pytest.param(name, id=name or "nobody", marks=mark) for name, mark in zip(names, marks, strict=True)
    ]


@pytest.mark.parametrize("name", of_both(CAST))
def test_each_of_the_cast_gets_on_every_route_what_the_table_says(county: County, name: str) -> None:
    place, got, wanted = CAST.index(name), {}, {}
    for route, row in ROWS.items():
        client, url = browser(name), county.url(row)
        answer = client.get(url) if row.data is None else client.post(url, row.data)
        got[route], wanted[route] = word(answer), row.answers.split()[place]
    assert got == wanted


@pytest.mark.parametrize("name", ("chayue", "lianluo", "benren", "linxian", "xitong", "baomi", "shenji", ""))
def test_who_does_not_record_there_writes_nothing_by_any_form(county: County, name: str) -> None:
    client, before = browser(name), written()
    for url, data in POSTS:
        if name == "linxian" and url.startswith(("/matters/new", "/matters/paste")):
            continue  # It opens matters of its own county; whom it may name is asked below.
        filled = {key: text.format(**county.names) for key, text in data.items()}
        if "file" in filled:
            filled["file"] = SimpleUploadedFile("a.txt", b"a")
        answer = client.post(url.format(**county.names), filled)
        assert answer.status_code in (302, 403, 404, 422), (url, answer.status_code)
        assert written() == before, url


@pytest.mark.parametrize("name", ("chengban", "shuji", "zuzhi", "xitong", "baomi", ""))
def test_who_does_not_audit_runs_and_exports_nothing(county: County, name: str) -> None:
    client, before = browser(name), written()
    for url, data in AUDITOR_POSTS:
        assert client.post(url.format(**county.names), data).status_code in (302, 403), url
        assert written() == before, url


def test_the_neighbour_opens_nothing_about_people_of_this_county_by_their_code(county: County) -> None:
    before = written()
    opening = {"subjects": "R034", "title": "丙", "mark": "丙", "opened": "2024-01-08"}
    answer = browser("linxian").post("/matters/new/cn-2019-accountability/accountability", opening)
    assert answer.status_code == 422
    assert "登记中没有“R034”" in answer.content.decode()
    assert written() == before


# ---------------------------------------------------------------- lists, counts, exports


LISTS = (
    "/", "/?tab=organ", "/?tab=approve", "/?tab=others", "/?tab=mine", "/?tab=done", "/matters/", "/ledger",
    "/ledger?state=open", "/search?q=甲事由", "/search?q=乙事由", "/cadres", "/library/cn-2019-accountability",
    "/library/cn-2019-accountability?tab=cases", "/worklist/handover?o={task}&o=1&o=2&o=3",
    "/matters/batch?o={task}&o=1&o=2&o=3",
)  # fmt: skip


@pytest.mark.parametrize("name", ("linxian", "xitong", "baomi", "shenji"))
def test_out_of_sight_is_in_no_list_count_or_result(county: County, name: str) -> None:
    client = browser(name)
    for url in LISTS:
        answer = client.get(url.format(**county.names), follow=True)
        said = (
            re.sub(r'value="[^"]*"', "", answer.content.decode())
            .replace("“甲事由”", "")
            .replace("“乙事由”", "")
        )
        assert "甲事由" not in said and "乙事由" not in said, url
        # The audit administrator is led to the trail, which names matters by their number and nothing more.
        on_trail = name == "shenji" and answer.wsgi_request.path == "/trail"
        assert on_trail is (name == "shenji" and url.partition("?")[0] == "/"), url
        assert on_trail or county.number not in said, url
    assert "0 件" in client.get("/ledger").content.decode()


@pytest.mark.parametrize("name", ("jiandu", "chengban"))
def test_who_has_a_share_in_a_matter_reaches_nothing_of_its_file_by_any_route(
    county: County, name: str
) -> None:
    """The organization department and the discipline organ see their own duties; every page of the file is not there."""
    client, shared = browser(name), {**county.names, "pk": county.names["rectification"]}
    asked = [row for row in ROWS.values() if "{pk}" in row.url and not row.url.startswith("/own/")]
    assert len(asked) >= 30
    for row in asked:
        url = row.url.format(**shared)
        answer = client.get(url) if row.data is None else client.post(url, row.data)
        assert answer.status_code == 404, url
    for url in LISTS:
        said = client.get(url.format(**county.names), follow=True).content.decode()
        assert "戊事由" not in said, url
    number = next(
        iter(re.findall("青整〔2024〕[0-9]+号", client.get("/?tab=elsewhere").content.decode())), ""
    )
    assert number and number in client.get("/shares/").content.decode()
    assert number not in client.get("/ledger").content.decode()
    assert "没有检索到" in client.get("/search", {"q": number}).content.decode()


@pytest.mark.parametrize("name", ("linxian", "xitong"))
def test_a_number_out_of_sight_leads_nowhere(county: County, name: str) -> None:
    answer = browser(name).get("/search", {"q": county.number})
    assert answer.status_code == 200
    assert "没有检索到" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "sees"), [("chengban", True), ("chayue", True), ("linxian", False), ("shenji", False)]
)
def test_workbooks_hold_what_the_page_shows_and_no_more(county: County, name: str, sees: bool) -> None:
    client = browser(name)
    for url in ("/ledger/export.xlsx", "/worklist/export.xlsx?tab=organ"):
        assert (county.number in cells(client.get(url))) is sees, url


def test_of_a_matter_that_was_not_shown_the_person_concerned_learns_nothing(county: County) -> None:
    client, hidden = browser("benren"), county.names["hidden"]
    pages = [client.get(url, follow=True) for url in ("/ledger", "/matters/", "/search?q=事由", "/cadres/{person}".format(**county.names))]  # fmt: skip
    assert not any("乙事由" in page.content.decode() for page in pages)
    assert county.number in client.get("/own/").content.decode()
    assert {client.get(f"/matters/{hidden}/{page}").status_code for page in ("", "rights", "records")} == {
        404
    }


def test_the_person_concerned_reads_the_rights_and_no_way_into_the_file(county: County) -> None:
    page = browser("benren").get("/matters/{pk}/rights".format(**county.names), follow=True).content.decode()
    assert "您的权利，已经做到的" in page and "甲事由" not in page
    assert "/matters/" not in page


# ---------------------------------------------------------------- what is offered


RECORDING = ("chengban", "shuji", "shiwei", "zuzhi", "jiandu", "xuncha", "linxian")
OFFERS = {
    "新立一案": "/",
    "启动一案": "/matters/",
    "移交给同事": "/?tab=organ",
    "成批办理一项": "/?tab=organ",
}


@pytest.mark.parametrize("name", CAST[:-1])
def test_only_who_records_is_offered_to_record(county: County, name: str) -> None:
    client, writes = browser(name), name in RECORDING
    for words, url in OFFERS.items():
        assert (words in client.get(url).content.decode()) is writes, words
    imports = "导入 Excel" in client.get("/organs").content.decode()
    assert imports is (name in ("zuzhi", "xitong"))


def test_the_viewer_is_offered_no_form_on_the_matter(county: County) -> None:
    client = browser("chayue")
    pages = ("", "records", "materials", "manage", "rights", "findings")
    for page in pages:
        found = client.get("/matters/{pk}/".format(**county.names) + page).content.decode()
        posts = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', found))
        assert posts <= {"/lock", "/signout"}, (page, posts)
    peek = client.get("/worklist/peek/{task}".format(**county.names)).content.decode()
    assert "录入：" not in peek and "打开案件" in peek


@pytest.mark.parametrize(
    ("name", "home"),
    [("xitong", "/rights"), ("baomi", "/rights"), ("shenji", "/trail"), ("shouli", "/complaints")],
)
def test_who_handles_no_matter_begins_with_the_page_of_the_own_work(
    county: County, name: str, home: str
) -> None:
    for url in ("/", "/?tab=organ", "/?tab=done"):
        answer = browser(name).get(url)
        assert (answer.status_code, answer["Location"]) == (302, home), url


@pytest.mark.parametrize("name", ("benren", "lianluo"))
def test_who_handles_nothing_reads_one_sentence_instead_of_empty_tabs(county: County, name: str) -> None:
    page = browser(name).get("/", follow=True).content.decode()
    assert 'class="tabs"' not in page and "tab=approve" not in page
    assert ("向您出示的案件" in page) is (name == "lianluo")
    assert ("事实材料已经向您出示" in page) is (name == "benren")


# ---------------------------------------------------------------- registers


def rows(*lines: tuple[str, ...], head: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize(
    ("noun", "row"),
    [
        ("organs", {"code": "N-JW", "name": "改名", "level": "county", "kind": "discipline_commission", "superior": "Q"}),
        ("organs", {"code": "Q", "name": "青岚县委", "level": "county", "kind": "party_committee", "superior": "N"}),
        ("organs", {"code": "X", "name": "新机关", "level": "county", "kind": "unit", "superior": "N"}),
        ("organs", {"code": "X", "name": "新机关", "level": "county", "kind": "unit"}),
        ("people", {"code": "x", "name": "新某某", "organ": "N-JW"}),
        ("posts", {"code": "x", "organ": "N-JW", "name": "书记", "post_class": "principal"}),
    ],
)  # fmt: skip
def test_a_county_keeps_no_register_of_another(county: County, noun: str, row: dict[str, str]) -> None:
    from zeren.records import registers

    before = written()
    report = registers.import_rows(keeper("zuzhi"), noun, [row])
    assert not report.written and any("不在您登记的范围内" in problem.zh for problem in report.problems)
    assert written() == before


def test_a_county_keeps_its_own_register(county: County) -> None:
    from zeren.records import registers
    from zeren.records.people.models import Person

    report = registers.import_rows(
        keeper("zuzhi"), "people", [{"code": "x", "name": "新某某", "organ": "Q-01"}]
    )
    assert report.written, report.problems
    assert Person.objects.get(code="x").organ.code == "Q-01"  # type: ignore[union-attr]
