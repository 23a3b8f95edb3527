"""Who gets what on every route: a table over a fixed cast, held against the routes themselves.

``page`` it is shown; ``out`` 404, out of sight and not there are the same; ``role`` 403, the role does not do
this; ``to`` leads on; ``door`` to the sign-in; ``no`` the method is not taken; ``told`` refused with its reasons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver

from zeren.records.actor import SYSTEM, Role

TODAY = date(2024, 6, 28)
BACKEND = "zeren.access.accounts.backend.AccountBackend"
TITLE = "甲事由 问责"
NEIGHBOUR = [
    {"code": "N", "name": "邻县县委", "level": "county", "kind": "party_committee", "superior": "C"},
    {"code": "N-JW", "name": "邻县纪委", "level": "county", "kind": "discipline_commission", "superior": "N", "committee": "N"},
]  # fmt: skip
CAST = (
    "chengban", "shuji", "shiwei", "zuzhi", "jiandu", "chayue", "xuncha", "shouli", "lianluo", "benren", "linxian",
    "xitong", "baomi", "shenji", "",
)  # fmt: skip
"""Case handler of the organ, committee secretary above, the superior committee's, organization officer, supervision
officer, viewer, member of an inspection team at the unit, who receives complaints, liaison of the unit, person
concerned, case handler of the neighbouring county, the three administrators, nobody."""

EVERYBODY = "page page page page page page page page page page page page page page door"
WRITERS = "page page page page page role page role role role page role role role door"
IN_SIGHT = "page page page page out page out out out out out out out out door"
OF_THE_SHOWN = "page page page page out page out out page page out out out out door"
LED = "page page page page out page out out to to out out out out door"
POSTED = "to to to to out told out out out out out out out out door"
KEEPERS = "role role role page role role role role role role role page role role door"


COMPLAINTS = "role page page role role role role page role role role role role role door"
COMPLAINT = "role out out role role role role page role role role role role role door"
FACTOR = (
    "to" if "factor" in {pattern.name for pattern in get_resolver().url_patterns[0].url_patterns} else "role"
)
"""Without a second factor: to the page that asks for it, where there is one."""


@dataclass(frozen=True)
class Row:
    """A route: an address of it, the answers in the order of the cast; how it is asked."""

    url: str
    answers: str
    data: dict[str, Any] | None = None


ROWS = {
    # Who receives complaints begins the day with them.
    "worklist": Row("/", "page page page page page page page to page page page page page page door"),
    "peek": Row("/worklist/peek/{task}", OF_THE_SHOWN),
    "worklist-export": Row("/worklist/export.xlsx?tab=organ", EVERYBODY),
    "handover": Row("/worklist/handover?o={task}", WRITERS),
    "matters": Row("/matters/", EVERYBODY),
    "matter-start": Row("/matters/new", WRITERS),
    "matter-begin": Row("/matters/new/cn-2019-accountability/accountability", WRITERS),
    "matter-paste": Row("/matters/paste", WRITERS),
    # The neighbour chooses rows out of sight: nothing is chosen.
    "matter-batch": Row("/matters/batch?o={task}", "page page page page told role told role role role told role role role door"),
    "matter": Row("/matters/{pk}/", LED),
    "matter-record": Row("/matters/{pk}/record/{step}", POSTED, {"at": "2024-01-09", "by": "discipline_commission"}),
    "matter-draft": Row("/matters/{pk}/draft/{step}", "page page page page out role out out out out out out out out door", {"at": "2024-01-09"}),
    "matter-findings": Row("/matters/{pk}/findings", IN_SIGHT),
    "matter-records": Row("/matters/{pk}/records", IN_SIGHT),
    "matter-correct": Row("/matters/{pk}/records/{seq}/correct", IN_SIGHT),
    "matter-void": Row("/matters/{pk}/records/{seq}/void", "to to to to out to out out out out out out out out door", {"reason": "重复"}),
    "matter-materials": Row("/matters/{pk}/materials", IN_SIGHT),
    "matter-attachment": Row("/matters/{pk}/materials/{paper}", IN_SIGHT),
    "matter-paper": Row("/matters/{pk}/papers/{form}.docx", IN_SIGHT),
    "matter-rights": Row("/matters/{pk}/rights", OF_THE_SHOWN),
    "matter-manage": Row("/matters/{pk}/manage", IN_SIGHT),
    "matter-manage-act": Row("/matters/{pk}/manage/close", POSTED, {"on": "2024-06-01", "reason": "办结"}),
    "matter-receipt": Row("/matters/{pk}/receipt", IN_SIGHT),
    "ledger": Row("/ledger", EVERYBODY),
    "ledger-export": Row("/ledger/export.xlsx", EVERYBODY),
    "library": Row("/library", EVERYBODY),
    "library-conflicts": Row("/library/conflicts", EVERYBODY),
    "library-import": Row("/library/import", EVERYBODY),
    "regulation": Row("/library/cn-2019-accountability", EVERYBODY),
    "cadres": Row("/cadres", EVERYBODY),
    "cadres-export": Row("/cadres/export.xlsx", EVERYBODY),
    "cadre": Row("/cadres/{person}", "page page page page out page page out page page out out out out door"),
    "organs": Row("/organs", EVERYBODY),
    "register-template": Row("/registers/people/template.xlsx", EVERYBODY),
    "register-import": Row("/registers/people/import", KEEPERS),
    "register-annotated": Row("/registers/people/annotated.xlsx?token=0", "role role role out role role role role role role role out role role door"),
    "search": Row("/search?q=甲事由", EVERYBODY),
    "signin": Row("/signin", "to to to to to to to to to to to to to to page"),
    "sign-out": Row("/signout", "no no no no no no no no no no no no no no no"),
    "lock": Row("/lock", "to to to to to to to to to to to to to to to"),
    # Complaints: the public channel knows nobody; the ledger is its officers' and principals'.
    "complaint-write": Row("/12380", "page " * 15),
    "complaint-back": Row("/12380/back", "page " * 15),
    "complaint-ways": Row("/12380/ways", "page " * 15),
    "complaints": Row("/complaints", COMPLAINTS),
    "complaints-export": Row("/complaints/export.xlsx", COMPLAINTS),
    "complaints-statistics": Row("/complaints/statistics", COMPLAINTS),
    "complaint-new": Row("/complaints/new", "role role role role role role role page role role role role role role door"),
    "complaint": Row("/complaints/{complaint}", COMPLAINT),
    "complaint-file": Row("/complaints/{complaint}/files/{proof}", COMPLAINT),
    "complaint-act": Row("/complaints/{complaint}/act", COMPLAINT.replace("page", "to"), {"act": "accepted", "on": "2024-06-28"}),
    # One is under way already.
    "unsealing-ask": Row("/complaints/{complaint}/unsealing", COMPLAINT.replace("page", "told"), {"purpose": "protect", "ground": "x", "looker": "shouli"}),
    "unsealings": Row("/unsealings", "role page page role page role role page role role role role role role door"),
    "unsealing": Row("/unsealings/{unsealing}", "role out out role page role role page role role role role role role door"),
    # No second factor in these sessions.
    "unsealing-look": Row("/unsealings/{unsealing}/look", f"role out out role {FACTOR} role role {FACTOR} role role role role role role door", {}),
}  # fmt: skip


def named_routes() -> Iterator[str]:
    """The name of every route, by walking the patterns."""

    def walk(patterns: Any) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name or str(pattern.pattern)
            else:
                yield from walk(pattern.url_patterns)

    return walk(get_resolver().url_patterns)


def test_every_route_has_its_row_and_every_row_one_answer_for_each_of_the_cast() -> None:
    assert set(named_routes()) == set(ROWS)
    assert {name: len(row.answers.split()) for name, row in ROWS.items()} == dict.fromkeys(ROWS, len(CAST))


# ---------------------------------------------------------------- the county


@dataclass
class County:
    """What the addresses name."""

    names: dict[str, Any]
    number: str

    def url(self, row: Row) -> str:
        return row.url.format(**self.names)


@pytest.fixture
def county(db: None, settings: Any, tmp_path: Path) -> County:
    """The demonstration's registers and accounts, a neighbour's handler, one matter with a paper, shown to the person."""
    from zeren.cli.demo import loading

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    loading.enter_registers()
    loading.make_accounts()
    _neighbour()
    found = _matter()
    found.names.update(_complaint())
    return found


def _neighbour() -> None:
    from zeren.access.accounts import acts as accounts
    from zeren.records import registers
    from zeren.records.organs import queries as organs

    report = registers.import_rows(SYSTEM, "organs", NEIGHBOUR)
    organ = organs.by_code("N-JW")
    assert report.written and organ is not None
    account = accounts.make_account(SYSTEM, "linxian", "qinglan-linxian", organ=organ, label="邻县")
    accounts.give_role(SYSTEM, account, Role.CASE_HANDLER, organ, date(2024, 1, 1))


def _matter() -> County:
    from zeren.access.accounts import queries as accounts
    from zeren.papers.official.of_matter import specs_of
    from zeren.records import packs
    from zeren.records.matters import acts, files, opening
    from zeren.records.obligations.models import Obligation
    from zeren.records.organs import queries as organs

    commission, unit, person = organs.by_code("Q-JW"), organs.by_code("Q-01"), accounts.find("benren").person  # type: ignore[union-attr]
    assert commission and unit and person
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "cn-2019-accountability", "accountability", commission.pk, TITLE, [f"person:{person.pk}"],
            date(2024, 1, 8), mark="青纪问", handler=accounts.find("chengban").person_id,  # type: ignore[union-attr]
        ),
    )  # fmt: skip
    of_unit = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "cn-2019-accountability", "accountability", commission.pk, "乙事由 问责", [f"person:{person.pk}"],
            date(2024, 1, 9), mark="青纪问",
        ),
    )  # fmt: skip
    words = packs.words(matter.pack, matter.version, matter.procedure)
    assert words is not None
    first = next(iter(words.procedure.steps.values()))
    event = acts.record_event(SYSTEM, matter.pk, first.id, "2024-01-08", {}, by=first.by[:1]).event
    paper = files.add_attachment(SYSTEM, matter.pk, "材料.txt", "甲材料".encode())
    acts.show_to_subject(SYSTEM, matter.pk, date(2024, 2, 1))
    _concern(matter, unit)
    task = Obligation.objects.filter(matter=matter).order_by("pk").first()
    assert task is not None
    names = {
        "pk": matter.pk, "task": task.pk, "seq": event.seq, "paper": paper.pk, "person": person.pk,
        "form": _form(matter, specs_of(words.pack)), "hidden": of_unit.pk, "step": first.id,
    }  # fmt: skip
    return County(names, matter.number)


def _complaint() -> dict[str, Any]:
    """A complaint with a paper and a sealed reporter whom somebody asks to open."""
    from zeren.access.accounts import queries as accounts
    from zeren.access.unsealing import acts as unsealing
    from zeren.records.complaints import reporting, stripping
    from zeren.records.complaints.log import Written
    from zeren.records.complaints.models import Complaint
    from zeren.records.organs import queries as organs

    organ = organs.by_code("Q-ZZ")
    assert organ is not None
    paper = stripping.clean("a.txt", b"a")
    reporting.submit(reporting.Given(organ.pk, Written("某某", "某事", (paper,)), "", "佟某某"))
    complaint = Complaint.objects.get()
    officer = accounts.actor_of(accounts.find("shouli"), TODAY)  # type: ignore[arg-type]
    asked = unsealing.ask(officer, complaint.pk, "protect", "遇报复", "shouli")
    return {"complaint": complaint.pk, "proof": complaint.files.get().pk, "unsealing": asked.pk}


def _concern(matter: Any, unit: Any) -> None:
    """The unit is concerned as well, so that its liaison is one to whom the matter was shown."""
    from zeren.records.matters.models import MatterSubject

    MatterSubject.objects.create(matter=matter, organ=unit)


def _form(matter: Any, specs: Any) -> str:
    """A paper that nothing holds back."""
    from zeren.records import evaluation

    return next(spec.id for spec in specs if not evaluation.withheld(matter, spec.on))


def browser(name: str) -> Client:
    from zeren.access.accounts import queries as accounts

    client = Client()
    if name:
        account = accounts.find(name)
        assert account is not None
        client.force_login(account, backend=BACKEND)
    return client


def word(answer: Any) -> str:
    """The answer in the words of the table."""
    if answer.status_code == 302:
        return "door" if answer["Location"].startswith("/signin?next=") else "to"
    return {200: "page", 404: "out", 403: "role", 405: "no", 422: "told"}[answer.status_code]


def written() -> tuple[int, ...]:
    """How much is on record: what a refused act may not change."""
    from zeren.records.matters.models import Attachment, Draft, Event, HandOver, Matter
    from zeren.records.people.models import Person
    from zeren.records.trail.models import TrailEntry

    models = (Attachment, Draft, Event, HandOver, Matter, Person, TrailEntry)
    return tuple(model.objects.count() for model in models)


# ---------------------------------------------------------------- the table


@pytest.mark.parametrize("name", CAST, ids=[name or "nobody" for name in CAST])
def test_each_of_the_cast_gets_on_every_route_what_the_table_says(county: County, name: str) -> None:
    place, got, wanted = CAST.index(name), {}, {}
    for route, row in ROWS.items():
        client, url = browser(name), county.url(row)
        answer = client.get(url) if row.data is None else client.post(url, row.data)
        got[route], wanted[route] = word(answer), row.answers.split()[place]
    assert got == wanted


POSTS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("/worklist/handover", {"o": "{task}", "taker": "{person}", "on": "2024-06-01", "reason": "移交"}),
    ("/matters/new/cn-2019-accountability/accountability", {"subjects": "R034", "title": "丙", "mark": "丙", "opened": "2024-01-08"}),
    ("/matters/paste", {"text": "丙〔2024〕1号\tR034\t丙\t2024-01-08", "procedure": "cn-2019-accountability/accountability", "write": "1"}),
    ("/matters/batch", {"o": "{task}", "act": "{step}", "at": "2024-01-09"}),
    ("/matters/{pk}/record/{step}", {"at": "2024-01-09"}),
    ("/matters/{pk}/draft/{step}", {"at": "2024-01-09"}),
    ("/matters/{pk}/records/{seq}/correct", {"at": "2024-01-09", "reason": "写错"}),
    ("/matters/{pk}/records/{seq}/void", {"reason": "写错"}),
    ("/matters/{pk}/materials", {"file": "upload"}),
    ("/matters/{pk}/manage/facts", {"of": "", "f-matter-organ": "discipline_commission"}),
    ("/matters/{pk}/manage/link", {"number": "1", "kind": "joined"}),
    ("/matters/{pk}/manage/handover", {"taker": "R034"}),
    ("/matters/{pk}/manage/show", {"on": "2024-03-01"}),
    ("/matters/{pk}/manage/close", {"on": "2024-06-01"}),
)  # fmt: skip


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
        found = client.get(url.format(**county.names), follow=True).content.decode()
        said = re.sub(r'value="[^"]*"', "", found).replace("“甲事由”", "").replace("“乙事由”", "")
        assert "甲事由" not in said and "乙事由" not in said and county.number not in said, url
    assert "0 件" in client.get("/ledger").content.decode()


@pytest.mark.parametrize("name", ("linxian", "xitong"))
def test_a_number_out_of_sight_leads_nowhere(county: County, name: str) -> None:
    answer = browser(name).get("/search", {"q": county.number})
    assert answer.status_code == 200
    assert "没有检索到" in answer.content.decode()


def cells(answer: Any) -> str:
    book = openpyxl.load_workbook(BytesIO(answer.content))
    return "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)


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
    assert "甲事由" in pages[0].content.decode()
    assert {client.get(f"/matters/{hidden}/{page}").status_code for page in ("", "rights", "records")} == {
        404
    }


def test_the_person_concerned_reads_the_rights_and_no_way_into_the_file(county: County) -> None:
    page = browser("benren").get("/matters/{pk}/rights".format(**county.names)).content.decode()
    assert "本人的权利和应办" in page
    assert not re.search(r'href="[^"]*/(records|materials|findings|manage|receipt)["?#]', page)


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


@pytest.mark.parametrize("name", ("benren", "lianluo", "xitong", "baomi", "shenji"))
def test_who_handles_nothing_reads_one_sentence_instead_of_empty_tabs(county: County, name: str) -> None:
    page = browser(name).get("/").content.decode()
    assert 'class="tabs"' not in page and "tab=approve" not in page
    assert ("向您出示的案件" in page) is (name in ("benren", "lianluo"))
    assert ("您的角色不办理案件" in page) is (name not in ("benren", "lianluo"))


# ---------------------------------------------------------------- registers


def rows(*lines: tuple[str, ...], head: tuple[str, ...]) -> list[dict[str, str]]:
    return [dict(zip(head, line, strict=True)) for line in lines]


def keeper(name: str) -> Any:
    from zeren.access.accounts import queries as accounts

    return accounts.actor_of(accounts.find(name), TODAY)  # type: ignore[arg-type]


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
