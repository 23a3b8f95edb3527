"""The officers' pages: who sees which complaint, what each act does, and what leaks nowhere."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import replace
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.complaints.conftest import PASSWORD, STAFF, TODAY, actor, take_in
from desk.support_workbook import whole
from zeren.records.complaints import acts, conflicts, log, queries, reporting
from zeren.records.complaints.log import Written
from zeren.records.complaints.models import Complaint, ComplaintAbout
from zeren.records.errors import OutOfSight, Refused
from zeren.records.trail.models import TrailEntry

NAME, CONTACT, ABOUT, TEXT = "佟晓禾", "东街三号", "交通局　局长", "甲乙丙丁私下定人"


def refusal(does: Any) -> str:
    with pytest.raises(Refused) as told:
        does()
    return "；".join(problem.zh for problem in told.value.problems)


def sees(name: str) -> bool:
    return queries.visible_to(actor(name)).exists()


# ---------------------------------------------------------------- who sees


def test_the_receiving_organs_officers_and_principal_see_it_and_nobody_else(named: Complaint) -> None:
    assert [name for name in STAFF if sees(name)] == ["buzhang", "shouli", "shouli2"]


@pytest.mark.parametrize(
    ("about", "left"),
    [
        ("shouli2", ["buzhang", "shouli"]),  # the named one alone: nobody serves under them
        ("buzhang", ["cbuzhang", "cshouli"]),  # the whole department serves under its head; it went up
        ("fubuzhang", ["buzhang", "cbuzhang", "cshouli"]),  # a head does not serve under a deputy
        ("qshuji", ["cbuzhang", "cshouli"]),  # the county's secretary leads every organ of the county
        ("juzhang", ["buzhang", "shouli", "shouli2"]),  # another organ's head leads nobody here
    ],
)
def test_who_is_named_and_who_serves_under_them_sees_nothing(
    county: SimpleNamespace, about: str, left: list[str]
) -> None:
    take_in(county, about=about)
    assert [name for name in STAFF if sees(name)] == left


def test_an_organ_that_is_named_sees_nothing_and_one_above_takes_it(county: SimpleNamespace) -> None:
    complaint = take_in(county, about="")
    acts.name_subjects(actor("shouli"), complaint.pk, [f"organ:{county.organs['Q'].pk}"])
    complaint.refresh_from_db()
    assert complaint.holder.code == "CZ"
    assert [name for name in STAFF if sees(name)] == ["cbuzhang", "cshouli"]


def test_where_no_organ_above_can_take_it_the_naming_is_refused_whole(county: SimpleNamespace) -> None:
    from zeren.records.organs.models import Organ

    Organ.objects.filter(code__in=("CZ", "SZ")).update(kind="unit", committee=None)
    complaint = take_in(county, about="")
    who = [f"person:{county.people['qshuji'].pk}"]
    assert "没有上级组织部门" in refusal(lambda: acts.name_subjects(actor("shouli"), complaint.pk, who))
    assert not ComplaintAbout.objects.exists() and sees("shouli")


def test_who_is_out_of_sight_gets_404_everywhere_and_the_same_queries_and_words(
    county: SimpleNamespace,
) -> None:
    complaint = take_in(county, about="buzhang")
    client = county.browser("shouli2")
    client.get("/complaints/999999")  # sessions and packs are read once
    for url in ("/complaints/{}", "/complaints/{}/files/1"):
        answers, counts = [], []
        for pk in (complaint.pk, 999999):
            with CaptureQueriesContext(connection) as asked:
                answers.append(client.get(url.format(pk)))
            counts.append(len(asked))
        assert [a.status_code for a in answers] == [404, 404] and counts[0] == counts[1]
        mine, none = (
            a.content.decode().replace(f"/complaints/{pk}", "")
            for a, pk in zip(answers, (complaint.pk, 999999), strict=True)
        )
        assert mine == none
    for url in ("act", "unsealing"):
        assert client.post(f"/complaints/{complaint.pk}/{url}", {}).status_code == 404
    listed = client.get("/complaints")
    assert complaint.number not in listed.content.decode() and "0 件" in listed.content.decode()


def test_the_same_number_of_queries_for_one_and_for_many(county: SimpleNamespace) -> None:
    client = county.browser("shouli")
    counts = []
    for many in (1, 30):
        for _ in range(many):
            take_in(county)
        client.get("/complaints")
        with CaptureQueriesContext(connection) as asked:
            client.get("/complaints")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_numbers_are_drawn_by_lot_so_that_a_gap_tells_nothing(county: SimpleNamespace) -> None:
    numbers = [int(take_in(county).number.split("〕")[1][:-1]) for _ in range(20)]
    assert len(set(numbers)) == 20 and numbers != sorted(numbers) and min(numbers) >= 101


# ---------------------------------------------------------------- acts


def test_a_principal_only_looks(named: Complaint) -> None:
    assert "只能查看" in refusal(lambda: acts.record(actor("buzhang"), named.pk, "accepted", TODAY))
    with pytest.raises(OutOfSight):
        acts.record(actor("jwshouli"), named.pk, "accepted", TODAY)


def test_after_a_transfer_the_other_organ_deals_with_it_and_the_first_looks(
    county: SimpleNamespace, named: Complaint
) -> None:
    acts.record(actor("shouli"), named.pk, "transferred", TODAY, "属于违纪", organ=county.organs["QJ"].pk)
    assert sees("jwshouli") and sees("shouli")
    assert "只能查看" in refusal(lambda: acts.record(actor("shouli"), named.pk, "accepted", TODAY))
    acts.record(actor("jwshouli"), named.pk, "signed_for", TODAY)
    acts.record(actor("jwshouli"), named.pk, "accepted", TODAY)
    named.refresh_from_db()
    assert named.state == "accepted" and named.holder.code == "QJ"


def test_it_is_not_passed_to_an_organ_that_the_named_one_leads(
    county: SimpleNamespace, named: Complaint
) -> None:
    assert conflicts.touches(named, county.organs["QT"])
    to = county.organs["QT"].pk
    assert "由被反映人领导" in refusal(
        lambda: acts.record(actor("shouli"), named.pk, "transferred", TODAY, "x", organ=to)
    )


@pytest.mark.parametrize(
    ("act", "on", "text", "said"),
    [
        ("", TODAY, "x", "请选一项办理"),
        ("dropped", TODAY, "x", "请选一项办理"),
        ("verified", TODAY, " ", "还没有写"),
        ("closed", TODAY, "", "办结的理由"),
        ("replied", TODAY.replace(day=14), "x", "还没有到"),
        ("replied", TODAY.replace(day=12), "x", "早于收到之日"),
        ("asked", TODAY, "x", "没有查询码"),
        ("transferred", TODAY, "x", "请选转给哪个机关"),
    ],
)
def test_what_is_false_is_refused(named: Complaint, act: str, on: Any, text: str, said: str) -> None:
    assert said in refusal(lambda: acts.record(actor("shouli"), named.pk, act, on, text))
    assert named.entries.count() == 1


def test_after_closing_only_what_the_reporter_says_and_a_reply(named: Complaint) -> None:
    officer = actor("shouli")
    acts.record(officer, named.pk, "closed", TODAY, "没有查实")
    assert "已办结" in refusal(lambda: acts.record(officer, named.pk, "verified", TODAY, "x"))
    acts.record(officer, named.pk, "reprisal", TODAY, "被调离")
    named.refresh_from_db()
    assert named.reprisal == TODAY and named.state == "closed"


def test_reprisal_stands_first_with_both_provisions_and_changes_nothing_else(
    county: SimpleNamespace, named: Complaint
) -> None:
    for _ in range(3):
        take_in(county)
    acts.record(actor("shouli"), named.pk, "reprisal", TODAY, "被调离")
    page = county.browser("shouli").get("/complaints").content.decode()
    first = page.index(named.number)
    assert all(
        first < page.index(n) for n in Complaint.objects.exclude(pk=named.pk).values_list("number", flat=True)
    )
    assert "第（十四）项" in page and "第十三条第二款" in page and "系统不作结论" in page
    for sort in ("number", "-received", "days"):
        listed = county.browser("shouli").get(f"/complaints?sort={sort}").content.decode()
        assert listed.index(named.number) == min(
            listed.index(n) for n in Complaint.objects.values_list("number", flat=True)
        )
    named.refresh_from_db()
    assert named.state == "received"


def test_verifying_cites_the_provision_as_the_pack_has_it_and_leads_into_the_library(
    county: SimpleNamespace, named: Complaint
) -> None:
    from zeren.desk import links

    page = county.browser("shouli").get(f"/complaints/{named.pk}").content.decode()
    assert f'href="{links.provision("cn-2010-personal-matters-report", "13")}"' in page
    assert "《关于领导干部报告个人有关事项的规定》第十三条" in page


def test_only_the_number_of_a_matter_is_noted(county: SimpleNamespace, named: Complaint) -> None:
    client = county.browser("shouli")
    assert client.post(f"/complaints/{named.pk}/act", {"what": "link", "matter": ""}).status_code == 422
    assert (
        client.post(
            f"/complaints/{named.pk}/act", {"what": "link", "matter": "青纪问〔2026〕7号"}
        ).status_code
        == 302
    )
    assert "青纪问〔2026〕7号" in client.get(f"/complaints/{named.pk}").content.decode()


# ---------------------------------------------------------------- pages


def test_intake_by_the_page_seals_the_reporter_and_never_shows_it_again(county: SimpleNamespace) -> None:
    client = county.browser("shouli")
    sent = {
        "organ": county.organs["QZ"].pk, "channel": "visit", "received": "2026-10-12", "about": ABOUT, "text": TEXT,
        "named": "juzhang", "name": NAME, "contact": CONTACT,
    }  # fmt: skip
    wrong = client.post("/complaints/new", {**sent, "text": "", "received": "2026-10-14"})
    assert (
        wrong.status_code == 422 and NAME in wrong.content.decode() and "还没有到" in wrong.content.decode()
    )
    assert not Complaint.objects.exists()
    answer = client.post("/complaints/new", sent)
    page = client.get(answer["Location"]).content.decode()
    assert answer.status_code == 302 and TEXT in page and NAME not in page and CONTACT not in page
    assert "juzhang某（青县交通局）" in page


def test_a_name_that_two_have_is_asked_back_with_codes(county: SimpleNamespace, named: Complaint) -> None:
    from zeren.records import registers
    from zeren.records.actor import SYSTEM

    registers.import_rows(SYSTEM, "people", [{"code": "zwei", "name": "juzhang某", "organ": "QT"}])
    client, url = county.browser("shouli"), f"/complaints/{named.pk}/act"
    page = client.post(url, {"what": "about", "named": "juzhang某"}).content.decode()
    assert "不止一个" in page and "zwei（青县交通局" in page
    assert "登记中没有“无此人”" in client.post(url, {"what": "about", "named": "无此人"}).content.decode()
    assert "还没有写被反映的人" in client.post(url, {"what": "about", "named": ""}).content.decode()
    assert client.post(url, {"what": "about", "named": "zwei"}).status_code == 302


def test_naming_ones_own_head_takes_the_complaint_out_of_sight_at_once(county: SimpleNamespace) -> None:
    complaint = take_in(county, about="")
    client = county.browser("shouli")
    answer = client.post(f"/complaints/{complaint.pk}/act", {"what": "about", "named": "buzhang"})
    assert answer["Location"] == "/complaints"
    page = client.get("/complaints").content.decode()
    assert complaint.number not in page and "已转上级" in page


def test_ten_thousand_fit_into_pages(county: SimpleNamespace) -> None:
    organ = county.organs["QZ"]
    Complaint.objects.bulk_create(
        Complaint(
            number=f"信访〔2026〕{n}号",
            organ=organ,
            holder=organ,
            received=TODAY,
            channel="phone",
            kind="anonymous",
        )
        for n in range(10_000)
    )
    client = county.browser("shouli")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/complaints?page=200").content.decode()
    assert "第 9951—10000 行" in page and len(asked) < 30


@pytest.mark.parametrize(
    "query",
    [
        "number='",
        "received=x",
        "state=none",
        "channel=1;--",
        "kind=%25",
        "sort=text",
        "page=-1",
        "number=%F0%9F%98%80",
    ],
)
def test_what_the_address_asks_for_wrongly_narrows_nothing_and_breaks_nothing(
    county: SimpleNamespace, named: Complaint, query: str
) -> None:
    assert county.browser("shouli").get(f"/complaints?{query}").status_code == 200


def test_a_file_is_downloaded_under_our_name_and_noted(county: SimpleNamespace) -> None:
    from zeren.records.complaints import stripping

    clean = stripping.clean("佟晓禾的手机.txt", "甲材料".encode())
    reporting.submit(reporting.Given(county.organs["QZ"].pk, Written(ABOUT, TEXT, (clean,)), ""))
    complaint = Complaint.objects.get()
    row = complaint.files.get()
    answer = county.browser("shouli").get(f"/complaints/{complaint.pk}/files/{row.pk}")
    assert answer.content == "甲材料".encode() and answer["Content-Disposition"].startswith("attachment")
    assert NAME not in answer["Content-Disposition"] and answer["X-Content-Type-Options"] == "nosniff"
    assert TrailEntry.objects.filter(act="complaint_file_read").count() == 1
    assert county.browser("jwshouli").get(f"/complaints/{complaint.pk}/files/{row.pk}").status_code == 404


def test_the_workbook_holds_numbers_and_no_word_of_any_complaint(
    county: SimpleNamespace, named: Complaint
) -> None:
    acts.record(actor("shouli"), named.pk, "verified", TODAY, "核实的话")
    answer = county.browser("shouli").get("/complaints/export.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    said = " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    assert named.number in said
    assert not any(word in said for word in (NAME, CONTACT, ABOUT, TEXT, "核实的话", "juzhang"))
    assert TrailEntry.objects.get(act="exported").detail == "1 Excel"


def test_the_workbook_counts_the_days_of_what_is_open_and_none_of_what_is_closed(
    county: SimpleNamespace, named: Complaint, settings: Any
) -> None:
    other = take_in(county)
    acts.record(actor("shouli"), other.pk, "closed", TODAY, "没有查实")
    settings.ZEREN = replace(settings.ZEREN, today=TODAY.replace(day=20))
    answer = county.browser("shouli").get("/complaints/export.xlsx")
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).active
    assert sheet is not None
    assert len(whole(county.browser("shouli"), "/complaints/export.xlsx")) == 3
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    column = next(row.index("已历") for row in rows if "已历" in row)
    found = {row[0]: row[column] for row in rows if row[0] in (named.number, other.number)}
    assert found == {named.number: 7, other.number: None}


def test_statistics_leave_small_figures_out(county: SimpleNamespace) -> None:
    client = county.browser("shouli")
    for many in range(4):
        take_in(county)
        assert "不足 5 件，不作统计" in client.get("/complaints/statistics").content.decode(), many
    for _ in range(3):
        take_in(county)
    page = client.get("/complaints/statistics").content.decode()
    assert "不足 5 件" not in page.split("<table")[0] and ">7<" in page and "juzhang" not in page


# ---------------------------------------------------------------- leaks


@pytest.mark.exhaustive
def test_no_page_but_the_complaints_own_holds_a_word_of_it(
    county: SimpleNamespace, named: Complaint, caplog: pytest.LogCaptureFixture
) -> None:
    from django.urls import URLPattern

    from zeren.access.unsealing import acts as unsealing
    from zeren.desk.urls import routes

    row = unsealing.ask(actor("shouli"), named.pk, "protect", "要保护", "shouli")
    for name in ("buzhang", "fubuzhang"):
        unsealing.decide(actor(name), row.pk, "granted", "可以")
    plain = ["/" + str(p.pattern) for p in routes if isinstance(p, URLPattern) and "<" not in str(p.pattern)]
    # To ask for the lock shuts the session: what is asked after it would be the lock's page.
    plain.remove("/lock")
    assert {"/", "/ledger", "/complaints", "/complaints/statistics", "/unsealings", "/approvals"} <= {*plain}
    plain += [
        f"/search?q={NAME}",
        f"/search?q={TEXT}",
        f"/search?q={named.number}",
        f"/unsealings/{row.pk}",
        "/nowhere",
    ]
    with caplog.at_level(logging.INFO):
        for account in ("shouli", "buzhang", "juzhang", "jwshouli", "shenji"):
            client = county.browser(account)
            for url in plain:
                answer = client.get(url)
                assert not answer.get("Location", "").startswith(("/signin", "/lock")), (account, url)
                told = answer.content.decode(errors="ignore") + str(answer.headers)
                wrong = {NAME, CONTACT, TEXT} if not url.startswith("/search") else {CONTACT, ABOUT}
                assert not any(word in told for word in wrong), (account, url)
        own = county.browser("shouli").get(f"/complaints/{named.pk}").content.decode()
    assert TEXT in own and NAME not in own and CONTACT not in own
    assert not any(word in caplog.text for word in (NAME, CONTACT, ABOUT, TEXT))


def test_the_trail_names_numbers_and_accounts_only(county: SimpleNamespace, named: Complaint) -> None:
    from zeren.access.unsealing import acts as unsealing

    acts.look(actor("shouli"), named.pk)
    row = unsealing.ask(actor("shouli"), named.pk, "protect", "事由的话", "shouli")
    for name in ("buzhang", "fubuzhang"):
        unsealing.decide(actor(name), row.pk, "granted", "理由的话")
    unsealing.look(actor("shouli"), row.pk)
    said = " ".join(
        f"{e.account} {e.act} {e.noun} {e.target} {e.detail} {e.basis}" for e in TrailEntry.objects.all()
    )
    assert named.number in said
    assert not any(word in said for word in (NAME, CONTACT, ABOUT, TEXT, "事由的话", "理由的话"))


def test_no_table_and_no_search_index_holds_a_word(county: SimpleNamespace, named: Complaint) -> None:
    from zeren.access.unsealing import acts as unsealing

    receipt = reporting.submit(
        reporting.Given(county.organs["QZ"].pk, Written(ABOUT, TEXT), "x", NAME, CONTACT)
    )
    acts.record(actor("shouli"), named.pk, "verified", TODAY, "核实的话")
    unsealing.ask(actor("shouli"), named.pk, "protect", "事由的话", "shouli")
    words = (
        NAME,
        CONTACT,
        ABOUT,
        TEXT,
        "核实的话",
        "事由的话",
        receipt.code,
        "".join(receipt.words),
        " ".join(receipt.words),
    )
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for line in cursor.fetchall():
                for value in line:
                    raw = bytes(value) if isinstance(value, (bytes, memoryview)) else str(value).encode()
                    assert not any(word.encode() in raw for word in words), table


def test_the_database_file_holds_no_word(county: SimpleNamespace, named: Complaint, tmp_path: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the file of the embedded database")
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(copy) as out:
        connection.connection.backup(out) if not connection.in_atomic_block else out.executescript(
            "\n".join(connection.connection.iterdump())
        )
    raw = copy.read_bytes()
    assert copy.stat().st_size > 10_000 and named.number.encode() in raw
    assert not any(word.encode() in raw for word in (NAME, CONTACT, ABOUT, TEXT))


def test_the_reporter_has_keys_of_its_own(named: Complaint) -> None:
    from zeren.records import keys
    from zeren.records.complaints.models import Reporter
    from zeren.records.keys import Purpose

    row = Reporter.objects.get()
    assert row.key_id == keys.ring().current[Purpose.REPORTER] != named.key_id


def test_a_content_that_was_altered_or_moved_is_not_shown(county: SimpleNamespace, named: Complaint) -> None:
    other = take_in(county)
    Complaint.objects.filter(pk=named.pk).update(sealed=other.sealed, wrapped=other.wrapped)
    named.refresh_from_db()
    assert "已被改动" in refusal(lambda: log.content_of(named))
    assert county.browser("shouli").get(f"/complaints/{named.pk}").status_code == 403


def test_signing_in_is_wanted(county: SimpleNamespace, named: Complaint) -> None:
    from django.test import Client

    client = Client()
    for url in ("/complaints", f"/complaints/{named.pk}", "/unsealings", "/complaints/statistics"):
        assert client.get(url)["Location"].startswith("/signin")
        assert client.post(url, {})["Location"].startswith("/signin")
    client.post("/signin", {"username": "shouli", "password": "x"})
    assert client.get("/complaints").status_code == 302
    client.post("/signin", {"username": "shouli", "password": PASSWORD})
    assert named.number in client.get("/complaints").content.decode()
