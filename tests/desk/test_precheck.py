"""任前核查: the page of one person, a list typed or from a workbook, wrong rows told, the workbook out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from zeren.desk.precheck import sheet
from zeren.papers.excel.writing import Heading, ledger
from zeren.records.actor import SYSTEM, Role


@pytest.fixture
def barred(desk: SimpleNamespace) -> SimpleNamespace:
    """赵某某 was decided upon on 2026-09-01: for a year no promotion, the last day is 2027-08-31."""
    desk.matter = desk.open(
        "赵某某 提醒",
        ("noticed", date(2026, 8, 1)),
        ("heard", date(2026, 8, 5)),
        ("decided", date(2026, 9, 1)),
    )
    desk.client = desk.sign_in("shuji")
    desk.url = f"/precheck/people/{desk.people['zhao'].pk}"
    return desk


def text(client: Any, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    found: str = answer.content.decode()
    return found


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-08-31", "没有限制在效"),
        ("2026-09-01", "2027-09-01 起不受此限"),
        ("2027-08-30", "次日是末日；09-01 起不受此限"),
        ("2027-08-31", "当日是末日，仍受限；09-01 起不受此限"),
        ("2027-09-01", "前一日已满，当日不受此限"),
        ("2027-09-02", "没有限制在效"),
    ],
)
def test_the_last_day_and_the_next_are_told_apart(barred: SimpleNamespace, day: str, says: str) -> None:
    assert says in text(barred.client, f"{barred.url}?day={day}")


def test_a_bar_opens_its_record_and_says_who_could_lift_it(barred: SimpleNamespace) -> None:
    found = text(barred.client, f"{barred.url}?day=2026-12-01")
    assert f"/matters/{barred.matter.pk}/records?at=4#e4" in found and barred.matter.number in found
    assert "期满自行解除，没有提前解除的条文" in found and "提醒办法" in found
    assert barred.client.get(f"/matters/{barred.matter.pk}/records?at=4").status_code == 200


def test_where_the_file_is_out_of_sight_its_number_is_not_told(barred: SimpleNamespace) -> None:
    barred.matter.restricted = True
    barred.matter.save()
    found = text(barred.client, f"{barred.url}?day=2026-12-01")
    assert "县纪委监委的案件" in found and barred.matter.number not in found
    assert f"/cadres/{barred.people['zhao'].pk}?day=2026-12-01" in found


@pytest.mark.parametrize(("query", "says"), [("day=12月", "不是日期"), ("intent=fly", "可否提拔")])
def test_what_can_not_be_read_is_told_and_the_usual_stands(
    barred: SimpleNamespace, query: str, says: str
) -> None:
    assert says in text(barred.client, f"{barred.url}?{query}")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-W49-2"])
def test_a_day_so_far_off_that_no_day_lies_beside_it_is_told(barred: SimpleNamespace, day: str) -> None:
    for page in (barred.url, "/precheck/everybody", f"/cadres/{barred.url.rpartition('/')[2]}"):
        answer = barred.client.get(f"{page}?day={day}")
        assert answer.status_code == 200 and "按今日核" in answer.content.decode()
    told = barred.client.post("/precheck", {"day": "2026-12-01", "text": f"赵某某，，提拔，{day}"})
    assert told.status_code == 422 and "核查日" in told.content.decode()


def test_out_of_sight_and_oneself_do_not_exist(barred: SimpleNamespace) -> None:
    assert barred.client.get(f"/precheck/people/{barred.people['bai'].pk}").status_code == 404
    assert barred.sign_in("wang").get(f"/precheck/people/{barred.people['wang'].pk}").status_code == 404
    assert barred.sign_in("guanli").get("/precheck").status_code == 403


def test_a_typed_list_is_answered_in_its_order(barred: SimpleNamespace) -> None:
    answer = barred.client.post(
        "/precheck", {"day": "2026-12-01", "text": "孙某某，某职务\nzhao\t县交通局局长"}, follow=True
    )
    found = answer.content.decode()
    assert answer.status_code == 200 and "2 名人选" in found
    assert found.index("孙某某") < found.index("赵某某") and "不得提拔" in found
    assert "没有这一类" not in found
    narrowed = text(barred.client, answer.redirect_chain[0][0] + "&look=bar")
    assert "赵某某" in narrowed and "孙某某" not in narrowed.split("<tbody>")[1]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("白某某", "没有找到，或者不由您核查"),
        ("没有此人", "没有找到，或者不由您核查"),
        ("zhao，某职务，飞", "应为：提拔"),
        ("zhao，某职务，提拔，12月", "应为日期"),
        ("zhao\nzhao", "与第 2 行重复"),
    ],
)
def test_a_row_that_can_not_be_read_is_told_and_the_good_ones_may_be_checked(
    barred: SimpleNamespace, rows: str, says: str
) -> None:
    answer = barred.client.post("/precheck", {"day": "2026-12-01", "text": f"{rows}\n孙某某"})
    found = answer.content.decode()
    assert answer.status_code == 422 and says in found and "只核查这" in found
    token = barred.client.session["precheck"]["token"]
    file = barred.client.get(f"/precheck/annotated.xlsx?list={token}")
    told = CalamineWorkbook.from_filelike(BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert any(says in str(row[0]) for row in told[1:])


def test_what_was_typed_comes_back_to_be_mended(barred: SimpleNamespace) -> None:
    given = {"day": "2026-12-05", "text": "赵某某，，提拔\n不在的人，县交通局局长"}
    told = barred.client.post("/precheck", given).content.decode()
    again = re.search(r'href="(/precheck\?list=[0-9a-f]+)">改好再来', told)
    assert again
    page = text(barred.client, again[1])
    assert "赵某某，，提拔\n不在的人，县交通局局长</textarea>" in page and 'value="2026-12-05"' in page
    assert barred.client.get("/precheck?list=" + "0" * 32).status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_from_which_nobody_can_reckon_is_told_and_today_stands(
    barred: SimpleNamespace, day: str
) -> None:
    assert "不是日期" in text(barred.client, f"{barred.url}?day={day}")


def test_nothing_given_and_a_day_that_is_none_are_told(barred: SimpleNamespace) -> None:
    nothing = barred.client.post("/precheck", {"day": "2026-12-01", "text": " "})
    assert nothing.status_code == 422 and "没有名单" in nothing.content.decode()
    wrong = barred.client.post("/precheck", {"day": "十二月", "text": "孙某某"})
    assert wrong.status_code == 422 and "孙某某" in wrong.content.decode()
    file = SimpleUploadedFile("x.xlsx", b"none")
    assert barred.client.post("/precheck", {"day": "2026-12-01", "file": file}).status_code == 422


def test_a_workbook_goes_in_and_comes_out(barred: SimpleNamespace) -> None:
    columns = [Heading(column.title) for column in sheet.sheet().columns[:4]]
    book = ledger("名单", columns, [["zhao", "P1", "提拔", date(2027, 8, 31)], ["孙某某", "", "", None]], "")
    answer = barred.client.post(
        "/precheck", {"day": "2026-12-01", "file": SimpleUploadedFile("x.xlsx", book)}, follow=True
    )
    assert answer.status_code == 200 and "县交通局局长" in answer.content.decode()
    token = barred.client.session["precheck"]["token"]
    out = barred.client.get(f"/precheck/list.xlsx?list={token}")
    rows = CalamineWorkbook.from_filelike(BytesIO(out.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "赵某某" and rows[1][8] == "不得提拔" and "当日是末日" in rows[1][13]
    assert rows[2][0] == "孙某某" and rows[2][6] == "没有限制"
    template = barred.client.get("/precheck/template.xlsx")
    headings = CalamineWorkbook.from_filelike(BytesIO(template.content)).get_sheet_by_index(0).to_python()[0]
    assert headings[0] == "人选*"


def test_a_list_is_the_session_s_own(barred: SimpleNamespace) -> None:
    barred.client.post("/precheck", {"day": "2026-12-01", "text": "孙某某"})
    token = barred.client.session["precheck"]["token"]
    assert barred.sign_in("wang").get(f"/precheck/list?list={token}").status_code == 404
    assert barred.client.get("/precheck/list?list=0").status_code == 404


VARIES = re.compile(
    rb'(?:data-csrf|name="csrfmiddlewaretoken" value)="[^"]*"|nonce="[^"]*"|nonce-[^\'" ;]*|\d\d:\d\d'
)
"""What differs between any two answers of one page: tokens, and the minute."""


def test_an_open_clue_leaves_every_page_outside_the_discipline_organ_as_it_was(desk: SimpleNamespace) -> None:
    """Byte for byte, of the department and of the person concerned."""
    from zeren.access.accounts import acts as accounts
    from zeren.records.complaints.models import Complaint

    sun = desk.people["sun"]
    for name, role, person in (("bumen", Role.ORGANIZATION_OFFICER, None), ("benren", Role.SUBJECT, sun)):
        made = accounts.make_account(
            SYSTEM, name, "qinglan-2026", person=person, organ=desk.organs["QT"], label="" if person else name
        )
        accounts.give_role(SYSTEM, made, role, desk.organs["QT"], date(2020, 1, 1))
        desk.accounts[name] = made
    clients = {name: desk.sign_in(name) for name in ("bumen", "benren")}
    pages = (("bumen", f"/precheck/people/{sun.pk}?day=2026-12-01"), ("bumen", f"/cadres/{sun.pk}"), ("benren", f"/cadres/{sun.pk}"), ("benren", "/own/"))  # fmt: skip

    def seen() -> list[bytes]:
        answers = [clients[name].get(url) for name, url in pages]
        assert [answer.status_code for answer in answers] == [200] * len(pages)
        return [VARIES.sub(b"", answer.content) for answer in answers]

    before = seen()
    desk.open("孙某某 线索", ("noticed", date(2026, 10, 1)), ("heard", date(2026, 10, 9)), subject="sun")
    Complaint.objects.create(
        number="1", organ=desk.organs["QJ"], holder=desk.organs["QJ"], received=date(2026, 10, 1), channel="web",
        kind="anonymous", code="x", once="x",
    ).about.create(person=sun)  # fmt: skip
    assert seen() == before


# ---------------------------------------------------------------- forty candidates in a browser


@pytest.fixture
def forty(live_server: Any, transactional_db: None, windows: Any, home: Any) -> Iterator[Any]:
    """The demonstration's registers and candidates, the department's officer signed in."""
    from records import support_packs
    from zeren.cli.demo import loading, prechecks

    with support_packs.delivered():
        loading.enter_registers()
        loading.make_accounts()
        prechecks.enter()
        tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
        tab.goto(f"{live_server.url}/")
        tab.fill("#u", "jiandu")
        tab.fill("#p", "qinglan-jiandu")
        tab.keyboard.press("Enter")
        tab.wait_for_selector("h1")
        yield SimpleNamespace(
            tab=tab, url=live_server.url, rows=prechecks.rows(), day=prechecks.day_of_check()
        )
        tab.context.close()


@pytest.mark.browser
@pytest.mark.proof
@pytest.mark.django_db(transaction=True)
def test_forty_candidates_meet_every_bar_and_each_opens_its_record(forty: Any, tmp_path: Any) -> None:
    from zeren.desk.precheck import naming
    from zeren.law.packs.form import Bar
    from zeren.papers.excel.reading import Row, read
    from zeren.records.precheck import queries
    from zeren.records.precheck.book import book

    columns = sheet.sheet().columns
    cells = [[_shown(column, row.get(column.key, "")) for column in columns] for row in forty.rows]
    content = ledger("名单", [Heading(column.title) for column in columns], cells, "")
    (tmp_path / "list.xlsx").write_bytes(content)
    tab = forty.tab
    tab.goto(f"{forty.url}/precheck")
    tab.fill("#day", forty.day.isoformat())
    tab.set_input_files("#file", str(tmp_path / "list.xlsx"))
    tab.click("button.btn.main")
    tab.wait_for_selector("table.of-precheck")
    assert tab.locator("tr.row").count() == len(forty.rows) >= 40
    page = tab.inner_text("main")
    assert "当日是末日，仍受限" in page and "次日是末日" in page and "前一日已满，当日不受此限" in page
    links = tab.evaluate(
        "[...document.querySelectorAll('td:nth-child(5) a.it')].map(a => a.getAttribute('href'))"
    )
    assert len(links) > 40
    # One after the other, as somebody clicks.
    one_by_one = "async links => { const found = []; for (const l of links) found.push((await fetch(l)).status); return found; }"
    statuses = tab.evaluate(one_by_one, sorted(set(links)))
    assert set(statuses) == {200}
    # By the keyboard: down, and open.
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#bars")
    # Every bar of the packs that an intent asks about stands against somebody.
    made, _ = naming.candidates(
        SYSTEM, [Row(r.number, r.values) for r in read(sheet.sheet(), content).rows], forty.day
    )
    told = {
        (line.pack.partition("@")[0], line.norm)
        for a in queries.check(SYSTEM, [c.asked for c in made])
        for line in a.lines
    }
    acts = frozenset().union(*book().acts.values())
    wanted = {
        (pack.id, norm.id) for pack in book().installed.packs for norm in pack.norms
        if isinstance(norm.body, Bar) and set(norm.body.acts) & acts
    }  # fmt: skip
    assert wanted - told == set()


def _shown(column: Any, text: str) -> str:
    words = {kept: shown for shown, kept in column.values} | {"yes": "是", "no": "否"}
    return words.get(text, text)
