"""The audit administrator's pages: numbers instead of contents, what does not verify, runs, heads, exports."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO, StringIO
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client

from desk.conftest import PASSWORD, TODAY
from zeren.access.accounts import acts as accounts
from zeren.desk import workbook
from zeren.desk.trail import views
from zeren.records import triggers
from zeren.records.actor import SYSTEM, Actor, Role
from zeren.records.trail import acts as trail
from zeren.records.trail import heads, queries, verifying
from zeren.records.trail.models import ExportedHead, TrailEntry, Verification

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(desk: SimpleNamespace) -> Client:
    account = accounts.make_account(SYSTEM, "shenji", PASSWORD, organ=desk.organs["Q"], label="审计员甲")
    accounts.give_role(SYSTEM, account, Role.AUDIT_ADMIN, desk.organs["Q"], date(2020, 1, 1))
    desk.accounts["shenji"] = account
    return desk.sign_in("shenji")


@pytest.fixture
def looked(auditor: Client, desk: SimpleNamespace) -> Any:
    """A matter that was opened in the browser and exported in a list."""
    matter = desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    client = desk.sign_in("wang")
    client.get(f"/matters/{matter.pk}/")
    client.get("/ledger/export.xlsx")
    return matter


def altered(seq: int, column: str = "account", value: str = "nobody") -> None:
    triggers.remove(connection)
    TrailEntry.objects.filter(seq=seq).update(**{column: value})
    triggers.install(connection)


def text(answer: Any) -> str:
    return answer.content.decode()


def rows(answer: Any) -> int:
    return text(answer).count('<tr class="row')


# ---------------------------------------------------------------- what is on it


def acts(**wanted: Any) -> list[tuple[str, str, str]]:
    return list(TrailEntry.objects.filter(**wanted).order_by("seq").values_list("act", "noun", "detail"))


def test_a_matter_that_is_opened_is_on_the_trail_once_in_ten_minutes(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.records import clock

    matter = desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    client, pk = desk.sign_in("wang"), str(matter.pk)
    for page in ("", "findings", "records", "rights", "manage", "materials"):
        assert client.get(f"/matters/{pk}/{page}").status_code == 200
    assert acts(account="wang", target=pk) == [
        ("matter_read", "matter", ""),
        ("materials_read", "matter", ""),
    ]
    desk.sign_in("li").get(f"/matters/{pk}/")
    assert len(acts(act="matter_read", target=pk)) == 2
    before = clock.now()
    monkeypatch.setattr(clock, "now", lambda: before + timedelta(minutes=9))
    client.get(f"/matters/{pk}/")
    assert len(acts(act="matter_read", account="wang")) == 1
    monkeypatch.setattr(clock, "now", lambda: before + timedelta(minutes=11))
    client.get(f"/matters/{pk}/")
    assert len(acts(act="matter_read", account="wang")) == 2


def test_what_is_out_of_sight_leaves_no_look(desk: SimpleNamespace) -> None:
    matter = desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    assert desk.sign_in("bai").get(f"/matters/{matter.pk}/").status_code == 404
    assert acts(account="bai") == []


def test_where_the_look_cannot_be_noted_nothing_is_shown(
    desk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    matter = desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(trail, "note", fails)
    client = desk.sign_in("wang")
    client.raise_request_exception = False
    answer = client.get(f"/matters/{matter.pk}/")
    assert answer.status_code == 500 and "赵某某" not in text(answer)


def test_a_cadres_file_a_receipt_a_paper_and_an_attachment_are_on_it(desk: SimpleNamespace) -> None:
    from zeren.records.matters import files

    matter = desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))
    paper = files.add_attachment(SYSTEM, matter.pk, "赵某某.txt", b"a")
    client = desk.sign_in("wang")
    client.get(f"/cadres/{desk.people['zhao'].pk}")
    client.get(f"/matters/{matter.pk}/receipt")
    client.get(f"/matters/{matter.pk}/materials/{paper.pk}")
    found = acts(account="wang")
    assert ("cadre_read", "person", "") in found
    assert ("receipt_made", "matter", "") in found
    assert ("attachment_read", "matter", str(paper.pk)) in found
    told = "".join(f"{e.target}{e.detail}{e.basis}" for e in TrailEntry.objects.filter(account="wang"))
    assert "赵某某" not in told


@pytest.mark.parametrize(
    "url", ["/ledger/export.xlsx", "/worklist/export.xlsx?tab=organ", "/cadres/export.xlsx"]
)
def test_every_export_is_on_it_with_its_rows_and_made_in_memory(
    desk: SimpleNamespace, late: Any, url: str, home: Any
) -> None:
    before = {path for path in home.rglob("*") if path.is_file()}
    answer = desk.sign_in("wang").get(url)
    cells = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    ((_, noun, detail),) = acts(account="wang", act="exported")
    assert (noun, detail) == ("list", f"{len(cells) - 1} Excel")
    assert {path for path in home.rglob("*") if path.is_file()} == before


def test_no_list_leaves_by_a_way_of_its_own() -> None:
    """``workbook.sent`` by itself is for empty templates; whatever has rows goes through ``exported``."""
    from pathlib import Path

    desk = Path(__file__).resolve().parents[2] / "src" / "zeren" / "desk"
    texts = {str(p.relative_to(desk)): p.read_text(encoding="utf-8") for p in desk.rglob("*.py")}
    sent = {name: text.count("workbook.sent(") for name, text in texts.items() if "workbook.sent(" in text}
    assert sent == {
        "registers/views.py": 1,
        "lists/tables.py": 1,
        "precheck/views.py": 1,
        "packets/assigning.py": 1,
    }
    assert 'workbook.sent("交办事项模板", writing.template(' in texts["packets/assigning.py"]
    assert 'workbook.sent("任前核查名单模板", writing.template(' in texts["precheck/views.py"]
    assert 'workbook.sent("三个清单模板", writing.template(LISTS))' in texts["lists/tables.py"]


def test_signing_in_out_failing_and_locking_are_on_it(desk: SimpleNamespace) -> None:
    client = Client()
    client.post("/signin", {"username": "wang", "password": "wrong"})
    client.post("/signin", {"username": "my secret typed here", "password": "x"})
    client.post("/signin", {"username": "wang", "password": PASSWORD})
    client.post("/lock")
    client.post("/signout")
    found = [(e.account, e.act, e.target) for e in TrailEntry.objects.filter(noun="account").order_by("seq")]
    assert found[-5:] == [
        ("wang", "sign_in_failed", "wang"),
        ("", "sign_in_failed", "-"),
        ("wang", "signed_in", "wang"),
        ("wang", "screen_locked", "wang"),
        ("wang", "signed_out", "wang"),
    ]


def test_an_account_that_is_locked_is_on_it(desk: SimpleNamespace) -> None:
    for _ in range(accounts.ATTEMPTS + 1):
        accounts.sign_in("wang", "wrong")
    assert [act for act, _, _ in acts(account="wang")].count("account_locked") == 1
    assert [act for act, _, _ in acts(account="wang")].count("sign_in_failed") == accounts.ATTEMPTS + 1


# ---------------------------------------------------------------- the ledger


def test_rows_say_numbers_and_no_contents(auditor: Client, looked: Any) -> None:
    found = text(auditor.get("/trail"))
    assert looked.number in found and "打开案件" in found and "王某某　承办人" in found
    # The list of acts to filter by has 发提醒函 among them.
    assert "赵某某" not in found and "提醒" not in found.replace("提醒函", "")
    assert "案件台账　1 行，Excel" in found
    assert "不一致</b>" not in found


@pytest.mark.parametrize(
    ("query", "act"),
    [
        ("act=exported", "导出"),
        ("act=matter_read&who=王某某", "打开案件"),
        ("act=matter_read&who=wang", "打开案件"),
        ("act=matter_read&time=2026-10-13", "打开案件"),
        ("act=matter_read&time=2026-10..2026-10", "打开案件"),
        ("act=matter_read&target={number}", "打开案件"),
    ],
)
def test_a_filter_finds_its_row_and_no_other(auditor: Client, looked: Any, query: str, act: str) -> None:
    answer = auditor.get("/trail?" + query.format(number=looked.number))
    assert rows(answer) == 1 and act in text(answer)


@pytest.mark.parametrize(
    "query",
    [
        "act=matter_read&who=白某某",
        "act=matter_read&time=2026-10-12",
        "target=没有",
        "basis=没有",
        "no=999999",
    ],
)
def test_a_filter_that_finds_nothing_says_so(auditor: Client, looked: Any, query: str) -> None:
    assert "没有符合筛选的条目" in text(auditor.get(f"/trail?{query}"))


@pytest.mark.parametrize(
    "query",
    [
        "no=x", "no=1..", "time=昨天", "act=none", "result=maybe", "before=x-1", "before=1-",
        "before=00010101000000000000-1", "before=19991231235959999999-1", "before=20261013000000000000--1",
        "before=20261014000000000000-99999999999999999999",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_does_not_narrow(auditor: Client, looked: Any, query: str) -> None:
    answer = auditor.get(f"/trail?{query}")
    assert answer.status_code == 200 and rows(answer) > 5
    assert ('aria-invalid="true"' in text(answer)) is (query.split("=")[0] in ("no", "time"))


def test_a_number_and_a_span_of_numbers(auditor: Client, looked: Any) -> None:
    assert rows(auditor.get("/trail?no=3")) == 1
    assert rows(auditor.get("/trail?no=3..6")) == 4
    assert rows(auditor.get("/trail?no=1,000..2,000")) == 0


def test_basis_finds_what_rests_on_an_approval(auditor: Client) -> None:
    trail.note(Actor("wang"), "material_read", "material", 7, basis="青纪查〔2026〕11号")
    assert rows(auditor.get("/trail?basis=青纪查〔2026〕11号")) == 1


def test_pages_go_on_from_the_last_row_and_miss_none(auditor: Client, desk: SimpleNamespace) -> None:
    for number in range(130):
        trail.note(Actor("x"), "attachment_read", "matter", number)
    seen: list[str] = []
    url = "/trail?act=attachment_read"
    for _ in range(3):
        found = text(auditor.get(url))
        seen += [part.split('"')[0] for part in found.split('data-id="')[1:]]
        part = found.split('rel="next"')[0].rpartition('href="')[2] if 'rel="next"' in found else ""
        url = part.split('"')[0].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 130 and url == ""
    assert [int(seq) for seq in seen] == sorted(map(int, seen), reverse=True)


def test_counts_stop_where_nobody_reads_on(
    auditor: Client, monkeypatch: pytest.MonkeyPatch, looked: Any
) -> None:
    monkeypatch.setattr(queries, "MOST", 3)
    assert "3 条以上" in text(auditor.get("/trail"))


def test_the_three_administrators_acts_stand_by_themselves(
    auditor: Client, looked: Any, desk: SimpleNamespace
) -> None:
    trail.note(Actor("guanli"), "account_made", "account", "new")
    found = text(auditor.get("/trail/administrators"))
    assert ">建账号</td>" in found and ">查看日志</td>" in found and ">打开案件</td>" not in found
    assert rows(auditor.get("/trail/administrators?who=wang")) == 0
    assert rows(auditor.get("/trail/administrators?who=guanli")) == 1


# ---------------------------------------------------------------- verification


def test_a_row_altered_shows_on_the_page_before_any_run(auditor: Client, looked: Any) -> None:
    altered(5)
    found = text(auditor.get("/trail"))
    assert "本页有 1 条与链不符" in found and "不一致</b>" in found and "≠" in found


def test_a_run_names_the_row_and_says_what_can_be_known(auditor: Client, looked: Any) -> None:
    seq = TrailEntry.objects.get(act="matter_read").seq
    altered(seq)
    answer = auditor.post("/trail/verify")
    assert (answer.status_code, answer["Location"]) == (302, "/trail/verify")
    for page in ("/trail", "/trail/verify"):
        found = text(auditor.get(page))
        assert f"第 {seq} 条，内容在系统以外被改过" in found, page
        assert "前一条相符，后一条相符" in found and "改前是什么、谁改的，日志本身不能说明" in found
        assert f"现在写的是 {looked.number}；该案的记录另行校验，全部相符" in found
    assert rows(auditor.get("/trail?result=bad")) == 1
    assert rows(auditor.get(f"/trail?result=good&no={seq}")) == 0


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM records_trailentry WHERE seq IN (4, 5)", "第 4 至 5 条，在系统以外被移除"),
        ("DELETE FROM records_trailentry WHERE seq > 20", "末尾被截断"),
        ("UPDATE records_trailhead SET seal = 'x'", "链尾，在系统以外被改过"),
        ("UPDATE records_exportedhead SET seal = 'x'", "不是本系统出具的"),
    ],
)
def test_each_kind_of_fault_has_its_finding(auditor: Client, looked: Any, sql: str, said: str) -> None:
    auditor.post("/trail/heads", {"day": TODAY.isoformat()})
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    triggers.install(connection)
    run = verifying.start(SYSTEM)
    while verifying.go_on(SYSTEM, run.pk).finished is None:
        pass
    assert said in text(auditor.get("/trail/verify"))
    assert said in text(auditor.get(f"/trail/verify/{run.pk}/report"))


def test_many_findings_stand_in_the_report_and_a_matters_chain_is_walked_once(
    auditor: Client, looked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.records import integrity

    for n in range(5):
        trail.note(Actor("x"), "matter_read", "matter", looked.pk, basis=str(n))
    entries = TrailEntry.objects.filter(account="x").values_list("seq", flat=True)
    assert len(entries) == 5
    for seq in list(entries):
        altered(seq)
    auditor.post("/trail/verify")
    real, walked = integrity.matter_faults, []
    monkeypatch.setattr(integrity, "matter_faults", lambda pk: walked.append(pk) or real(pk))
    page = text(auditor.get("/trail/verify"))
    assert page.count('<article class="finding') == 3 and "另有 2 处不一致，见报告" in page
    assert walked == [looked.pk]
    url = page.split("另有 2 处")[0].rpartition('href="')[2].split('"')[0]
    assert text(auditor.get(url)).count('<article class="finding') == 5
    assert walked == [looked.pk] * 2


def test_exchanged_rows_say_their_places(auditor: Client, looked: Any) -> None:
    triggers.remove(connection)
    for new, old in ((999, 4), (4, 7), (7, 999)):
        TrailEntry.objects.filter(seq=old).update(seq=new)
    triggers.install(connection)
    auditor.post("/trail/verify")
    found = text(auditor.get("/trail/verify"))
    assert "第 4 条，次序在系统以外被调换" in found and "这一条写入时是第 7 条" in found


def test_a_long_run_shows_how_far_it_is_and_goes_on(
    auditor: Client, looked: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "BATCH", 4)
    monkeypatch.setattr(verifying, "_read_on", _one_part(verifying._read_on))
    auditor.post("/trail/verify")
    found = text(auditor.get("/trail/verify"))
    run = Verification.objects.get()
    assert run.done == 4 and "正在校验：4 /" in found and "<progress" in found
    part = auditor.post(f"/trail/verify/{run.pk}", headers={"HX-Request": "true"})
    assert "<progress" in text(part) and 'value="8"' in text(part)
    for _ in range(20):
        answer = auditor.post(f"/trail/verify/{run.pk}", headers={"HX-Request": "true"})
        if answer.status_code == 204:
            break
    assert answer["HX-Redirect"] == "/trail/verify"
    assert auditor.post(f"/trail/verify/{run.pk}")["Location"] == "/trail/verify"
    assert "没有改动、缺号、换序" in text(auditor.get("/trail/verify"))


def _one_part(read_on: Any) -> Any:
    return lambda walk, _until: read_on(walk, 0.0)


def test_a_report_is_a_paper_and_an_entry(auditor: Client, looked: Any) -> None:
    auditor.post("/trail/verify")
    run = Verification.objects.get()
    found = text(auditor.get(f"/trail/verify/{run.pk}/report"))
    assert "日志校验情况报告" in found and "日志完整，可以采信" in found and "主要负责人" in found
    assert acts(act="trail_reported") == [("trail_reported", "trail", "")]
    assert auditor.get("/trail/verify/999/report").status_code == 404


# ---------------------------------------------------------------- heads, export


def test_a_head_is_exported_printed_sent_and_comes_as_a_file(auditor: Client, looked: Any) -> None:
    page = auditor.post("/trail/heads", {"day": "2026-10-13"})["Location"]
    assert "没有送出" in text(auditor.get(page))
    assert auditor.post(page, {"to": "市纪委", "on": "2026-10-13"}).status_code == 302
    assert "2026-10-13 送市纪委" in text(auditor.get(page))
    assert "10-13 日首已送市纪委" in text(auditor.get("/trail"))
    made = json.loads(auditor.get(f"{page}.json").content)
    entry = TrailEntry.objects.get(seq=made["seq"])
    assert (made["day"], made["link"]) == ("2026-10-13", entry.link)
    assert TrailEntry.objects.filter(act="head_exported", detail=str(entry.seq)).exists()


def test_of_more_heads_than_a_page_holds_none_is_left_out(auditor: Client) -> None:
    first = heads.export(SYSTEM, TODAY)
    kept = {f.attname: getattr(first, f.attname) for f in ExportedHead._meta.concrete_fields}
    ExportedHead.objects.bulk_create(
        ExportedHead(**{**kept, "id": None, "day": TODAY - timedelta(days=n)}) for n in range(1, 51)
    )
    page, second = text(auditor.get("/trail/heads")), text(auditor.get("/trail/heads?page=2"))
    assert "第 1—50 行，共 51 行" in page and "第 51—51 行" in second
    oldest = (TODAY - timedelta(days=50)).isoformat()
    assert f">{oldest}</a>" in second and oldest not in page


@pytest.mark.parametrize(
    ("day", "why"), [("2026-10-14", "还没有日首"), ("", "日期写成"), ("13.10.2026", "日期写成")]
)
def test_a_day_that_has_no_head_is_told(auditor: Client, day: str, why: str) -> None:
    answer = auditor.post("/trail/heads", {"day": day})
    assert answer.status_code == 422 and why in text(answer)


def test_what_is_wrong_with_a_sending_is_told_and_kept(auditor: Client) -> None:
    page = auditor.post("/trail/heads", {"day": "2026-10-13"})["Location"]
    answer = auditor.post(page, {"to": "", "on": "2026-10-14"})
    assert answer.status_code == 422
    assert "写明送给哪个机关" in text(answer) and "日期不能在今日之后" in text(answer)
    answer = auditor.post(page, {"to": "市纪委", "on": "x"})
    assert 'value="市纪委"' in text(answer) and "日期写成" in text(answer)
    assert auditor.get("/trail/heads/999").status_code == 404


def test_the_export_is_what_the_filter_finds_and_an_entry_itself(auditor: Client, looked: Any) -> None:
    book = auditor.get("/trail/export.xlsx?act=matter_read")
    cells = list(openpyxl.load_workbook(BytesIO(book.content)).active.iter_rows(values_only=True))
    assert len(cells) == 2 and cells[1][3] == "打开案件"
    plain = auditor.get("/trail/export.csv?act=matter_read").content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(plain)))[1][:1] == [str(cells[1][0])]
    assert [detail for _, _, detail in acts(act="exported", account="shenji")] == ["1 Excel", "1 CSV"]
    assert auditor.get("/trail/export.pdf").status_code == 404


def test_an_export_of_any_length_is_whole(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        trail.note(Actor("wang"), "matter_read", "matter", str(number))
    monkeypatch.setattr(workbook, "MOST", 3)
    monkeypatch.setattr(views, "AT_ONCE", 2)
    answer = auditor.get("/trail/export.xlsx?act=matter_read")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    there = [row[0] for row in sheet.iter_rows(values_only=True)][1:]
    plain = auditor.get("/trail/export.csv?act=matter_read").content.decode("utf-8-sig")
    assert [row[0] for row in csv.reader(StringIO(plain))][1:] == [str(number) for number in there]
    assert len(there) == 7 and there == sorted(there, reverse=True)


def test_a_formula_stays_text_in_the_export(auditor: Client) -> None:
    trail.note(Actor("=1+1"), "matter_read", "matter", "@x")
    plain = auditor.get("/trail/export.csv?act=matter_read").content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(plain)))[1][2] == "'=1+1"


def test_who_does_not_audit_sees_none_of_it(desk: SimpleNamespace, looked: Any) -> None:
    for name in ("wang", "shuji", "guanli"):
        for url in ("/trail", "/trail/export.csv", "/trail/verify", "/trail/heads", "/trail/administrators"):
            answer = desk.sign_in(name).get(url)
            assert answer.status_code == 403 and looked.number not in text(answer)
    assert queries.filtered(replace(SYSTEM, system=False), queries.Wanted()).count() == 0
