"""The public pages: a complaint from its writing to its withdrawal by code alone, and what they keep of nobody."""

from __future__ import annotations

import logging
import re
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from desk.complaints.conftest import TODAY, actor
from zeren.access import limits
from zeren.records.complaints import acts, log
from zeren.records.complaints.models import Complaint, ComplaintEntry, ComplaintFile, Reporter
from zeren.records.trail.models import TrailEntry

ABOUT, TEXT, NAME, CONTACT = "戊镇己镇长", "庚站定人没有开会", "佟晓禾", "东街三号辛"
SECRETS = (ABOUT, TEXT, NAME, CONTACT)


def picture() -> SimpleUploadedFile:
    exif = Image.Exif()
    exif[271] = "PhoneMaker"
    out = BytesIO()
    Image.new("RGB", (40, 30), "gray").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("壬的照片.jpg", out.getvalue(), "image/jpeg")


def form(county: SimpleNamespace, **differs: Any) -> dict[str, Any]:
    return {
        "organ": county.organs["QZ"].pk,
        "about": ABOUT,
        "text": TEXT,
        "named": "no",
        "reply": "yes",
        "once": "n1",
        "do": "submit",
        **differs,
    }


def sent(county: SimpleNamespace, **differs: Any) -> tuple[str, str, str]:
    """Submit; the code in two fours and the passphrase."""
    page = Client().post("/12380", form(county, **differs)).content.decode()
    parts = re.findall(r"<dd>(.*?)</dd>", page)
    code, words = (re.findall(r"<span>(.*?)</span>", part) for part in parts[:2])
    assert len(code) == 2 and len(words) == 4, page
    return code[0], code[1], " ".join(words)


def opened(code: tuple[str, str, str]) -> tuple[Any, str]:
    answer = Client().post(
        "/12380/back", {"code1": code[0], "code2": code[1], "words": code[2], "do": "open"}
    )
    token = re.search(r'name="token" value="([^"]+)"', answer.content.decode())
    return answer, token[1] if token else ""


def do(token: str, what: str, **more: Any) -> Any:
    return Client().post("/12380/back", {"token": token, "do": what, **more})


def test_an_anonymous_complaint_lives_by_its_code(county: SimpleNamespace) -> None:
    code = sent(county, files=picture())
    complaint = Complaint.objects.get()
    assert complaint.kind == "anonymous" and complaint.received == TODAY and not Reporter.objects.exists()
    assert log.content_of(complaint).text == TEXT
    officer = actor("shouli")
    acts.look(officer, complaint.pk)
    acts.record(officer, complaint.pk, "accepted", TODAY, "内部的话甲")
    acts.record(officer, complaint.pk, "asked", TODAY, "是哪一个站？")
    answer, token = opened(code)
    page = answer.content.decode()
    assert "是哪一个站？" in page and "组织问您一件事" in page
    # What officers write for themselves, who they are, and what was complained of stay away from this page.
    assert "内部的话甲" not in page and "shouli" not in page and TEXT not in page and ABOUT not in page
    assert do(token, "add", text="农技站", files=picture()).status_code == 200
    complaint.refresh_from_db()
    assert complaint.news and not complaint.asked
    acts.record(officer, complaint.pk, "replied", TODAY, "已经纠正")
    assert "已经纠正" in opened(code)[0].content.decode()
    assert do(token, "reprisal", text="").status_code == 422
    assert do(token, "reprisal", text="被调离").status_code == 200
    assert "要撤回举报吗" in do(token, "withdraw", text="不想再说").content.decode()
    complaint.refresh_from_db()
    assert complaint.reprisal == TODAY and complaint.withdrawn is None
    do(token, "withdraw-yes", text="不想再说")
    complaint.refresh_from_db()
    assert complaint.withdrawn == TODAY and complaint.state == "replied"
    assert "已经撤回过" in do(token, "withdraw-yes", text="再撤").content.decode()
    words = [log.text_of(entry) for entry in complaint.entries.order_by("seq")]
    assert words == ["", "内部的话甲", "是哪一个站？", "农技站", "已经纠正", "被调离", "不想再说"]
    assert [f.name for f in ComplaintFile.objects.order_by("pk")] == ["附件1.jpg", "附件2.jpg"]


def test_the_code_is_found_however_it_is_typed(county: SimpleNamespace) -> None:
    first, second, words = sent(county)
    assert opened((first.lower(), second.lower(), words.replace(" ", "、")))[1]
    assert opened((f"{first} {second}", "", words.replace(" ", "")))[1]


def test_a_wrong_code_and_a_wrong_passphrase_look_the_same(county: SimpleNamespace) -> None:
    code = sent(county)
    wrong_words = opened((code[0], code[1], "春山 春水 春风 春桥"))[0]
    wrong_code = opened(("XXXX", "XXXX", code[2]))[0]
    assert wrong_words.status_code == wrong_code.status_code == 422
    assert wrong_words.content == wrong_code.content


def test_after_five_wrong_tries_the_right_one_waits_too(county: SimpleNamespace) -> None:
    from zeren.desk.complaints import tries

    code = sent(county)
    for _ in range(tries.OF_ONE):
        assert opened((code[0], code[1], "春山 春水 春风 春桥"))[0].status_code == 422
    assert opened(code)[0].status_code == 429
    limits.forget()
    for _ in range(tries.OF_ONE - 1):
        opened((code[0], code[1], "x"))
    assert opened(code)[1]


def test_tries_are_limited_in_all(county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    from zeren.desk.complaints import tries

    monkeypatch.setattr(tries, "IN_ALL", 3)
    assert [opened((f"A{n}AA", "AAAA", "x"))[0].status_code for n in range(4)] == [422, 422, 422, 429]


def test_too_many_at_once_wait_and_nothing_typed_is_lost(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.desk.complaints import tries

    monkeypatch.setattr(tries, "SENT", 2)
    answers = [Client().post("/12380", form(county, once=f"n{n}")) for n in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429] and Complaint.objects.count() == 2
    assert TEXT in answers[2].content.decode() and "请过十分钟" in answers[2].content.decode()


@pytest.mark.parametrize("token", ["", "x", "1:1:1"])
def test_a_forged_word_opens_nothing_and_keeps_what_was_typed(county: SimpleNamespace, token: str) -> None:
    sent(county)
    answer = do(token, "add", text="写了很久的话")
    assert answer.status_code == 422 and "写了很久的话" in answer.content.decode()
    assert ComplaintEntry.objects.count() == 1


def test_the_word_in_the_page_ends_after_half_an_hour(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core import signing

    token, now = opened(sent(county))[1], signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + 29 * 60)
    assert do(token, "look").status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: now + 31 * 60)
    assert do(token, "add", text="x").status_code == 422


def test_a_page_sent_twice_is_one_complaint(county: SimpleNamespace) -> None:
    sent(county)
    again = Client().post("/12380", form(county)).content.decode()
    assert "已经收到过这一份" in again and Complaint.objects.count() == 1
    token = opened(sent(county, once="n2"))[1]
    for _ in range(2):
        do(token, "add", text="补一句")
    assert ComplaintEntry.objects.filter(act="wrote").count() == 1


@pytest.mark.parametrize(
    ("differs", "said"),
    [
        ({"about": "  "}, "“反映谁”还没有写"),
        ({"text": ""}, "“什么事”还没有写"),
        ({"text": "字" * 20001}, "最多写 20000 字，现在是 20001 字"),
        ({"about": "字" * 201}, "最多写 200 字"),
        ({"named": "yes", "name": ""}, "选了写姓名，还没有写"),
        ({"named": "yes", "name": "字" * 61}, "姓名最多 60 字"),
        ({"organ": "0"}, "请选由哪个机关受理"),
        ({"organ": "x'--"}, "请选由哪个机关受理"),
        ({"files": SimpleUploadedFile("a.exe", b"MZ")}, "不在可收之列"),
        ({"files": SimpleUploadedFile("a.jpg", b"\xff\xd8\xffrest")}, "不是完整的图片"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    county: SimpleNamespace, differs: dict[str, Any], said: str
) -> None:
    answer = Client().post("/12380", form(county, **differs))
    page = answer.content.decode()
    assert answer.status_code == 422 and said in page and not Complaint.objects.exists()
    assert str(differs.get("text", TEXT)) in page and str(differs.get("about", ABOUT)).strip() in page


def test_texts_at_their_limits_are_taken(county: SimpleNamespace) -> None:
    sent(county, text="字" * 20000, about="字" * 200, named="yes", name="字" * 60, contact="字" * 200)
    assert Complaint.objects.get().kind == "named"


def test_files_travel_through_the_look_before_sending_and_nothing_is_kept_meanwhile(
    county: SimpleNamespace, home: Any
) -> None:
    page = Client().post("/12380", form(county, do="preview", files=picture())).content.decode()
    assert "先看一遍" in page and "手机型号" in page and not Complaint.objects.exists()
    assert not (home / "attachments").exists()
    carried = re.search(r'name="carried" value="([^"]+)"', page)
    assert carried is not None
    back = Client().post("/12380", form(county, do="again", carried=carried[1])).content.decode()
    assert TEXT in back and "壬的照片.jpg" in back
    sent(county, carried=carried[1])
    assert ComplaintFile.objects.get().name == "附件1.jpg"


def test_a_refused_file_leaves_the_others(county: SimpleNamespace) -> None:
    answer = Client().post("/12380", form(county, files=[picture(), SimpleUploadedFile("a.exe", b"MZ")]))
    page = answer.content.decode()
    assert answer.status_code == 422 and 'name="carried"' in page and "“a.exe”没有收" in page


def test_six_files_are_one_too_many(county: SimpleNamespace) -> None:
    answer = Client().post("/12380", form(county, files=[picture() for _ in range(6)]))
    assert "一次最多 5 份" in answer.content.decode() and not Complaint.objects.exists()


# ---------------------------------------------------------------- what is kept of nobody


def test_no_cookie_no_store_no_index_no_address(
    county: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(REMOTE_ADDR="203.0.113.77", HTTP_USER_AGENT="Tell-Tale/1")
    answers = [client.get(url) for url in ("/12380", "/12380/back", "/12380/ways")]
    with caplog.at_level(logging.DEBUG):
        answers.append(client.post("/12380", form(county)))
        answers.append(client.post("/12380", form(county, text="")))
        answers.append(
            client.post("/12380/back", {"code1": "AAAA", "code2": "AAAA", "words": "x", "do": "open"})
        )
        answers.append(client.put("/12380"))
    for answer in answers:
        assert (
            not answer.cookies
            and answer["Cache-Control"] == "no-store"
            and answer["X-Robots-Tag"] == "noindex"
        )
        assert "Set-Cookie" not in answer.headers and 'class="wm"' not in answer.content.decode()
        assert (
            "/search" not in answer.content.decode() and "csrfmiddlewaretoken" not in answer.content.decode()
        )
    told = " ".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "12380" not in told and "203.0.113.77" not in told and "Tell-Tale" not in told
    assert not client.session.items()


def test_a_signed_in_officer_is_not_known_here(county: SimpleNamespace) -> None:
    page = county.browser("shouli").get("/12380").content.decode()
    assert "shouli" not in page


def test_nothing_is_on_the_trail_until_an_officer_opens_it(county: SimpleNamespace) -> None:
    before = TrailEntry.objects.count()
    token = opened(sent(county, named="yes", name=NAME, contact=CONTACT))[1]
    do(token, "add", text="补")
    assert TrailEntry.objects.count() == before
    complaint = Complaint.objects.get()
    acts.look(actor("shouli"), complaint.pk)
    told = [entry.act for entry in TrailEntry.objects.order_by("seq")[before:]]
    assert told[-1] == "complaint_read"
    assert not any(
        secret in f"{e.target}{e.detail}{e.account}" for e in TrailEntry.objects.all() for secret in SECRETS
    )


def test_the_receipt_of_a_complaint_is_noted_by_the_first_officer(county: SimpleNamespace) -> None:
    sent(county)
    complaint = Complaint.objects.get()
    acts.look(actor("buzhang"), complaint.pk)
    assert not TrailEntry.objects.filter(act="complaint_received").exists()
    for _ in range(2):
        acts.look(actor("shouli"), complaint.pk)
    entry = TrailEntry.objects.get(act="complaint_received")
    assert (entry.account, entry.target, entry.detail) == ("shouli", complaint.number, "web")


def test_no_table_holds_a_time_of_day_for_it(county: SimpleNamespace, home: Any) -> None:
    from datetime import datetime

    from zeren.records import clock

    sent(county, files=picture())
    for model in (Complaint, ComplaintEntry, ComplaintFile, Reporter):
        assert not [
            f.name for f in model._meta.fields if f.get_internal_type() in ("DateTimeField", "TimeField")
        ]
    files = [path for path in (home / "attachments").rglob("*") if path.is_file()]
    assert files and all(datetime.fromtimestamp(p.stat().st_mtime, clock.BEIJING).hour == 12 for p in files)


@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_ORIGIN": "http://testserver"}, True),
        ({"HTTP_ORIGIN": "http://evil.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
    ],
)
def test_a_form_from_another_site_is_turned_away(
    county: SimpleNamespace, headers: dict[str, str], taken: bool
) -> None:
    answer = Client(enforce_csrf_checks=True).post("/12380", form(county), **headers)
    assert (answer.status_code == 200) is taken and Complaint.objects.exists() is taken
    if not taken:
        assert answer.status_code == 403 and "别的网站" in answer.content.decode()


def test_too_much_at_once_is_refused_unread(county: SimpleNamespace) -> None:
    answer = Client().post("/12380", form(county), CONTENT_LENGTH=str(57 * 1024 * 1024))
    assert answer.status_code == 413 and not Complaint.objects.exists()


def test_a_zero_character_is_refused(county: SimpleNamespace) -> None:
    assert Client().post("/12380", form(county, text="a\0b")).status_code == 400


def test_a_fault_tells_neither_page_nor_log_what_was_written(
    county: SimpleNamespace, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zeren.records.complaints import reporting

    def broken(given: Any) -> None:
        raise RuntimeError(given.written.text)

    monkeypatch.setattr(reporting, "submit", broken)
    answer = Client().post("/12380", form(county))
    assert answer.status_code == 500 and TEXT not in answer.content.decode()
    assert TEXT not in caplog.text and "fault E-" in caplog.text


def test_files_never_lie_in_clear_in_a_temporary_file(
    county: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.files import uploadhandler

    def refused(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr(uploadhandler, "TemporaryUploadedFile", refused)
    large = SimpleUploadedFile("a.txt", b"word " * 800_000)
    sent(county, files=large)
    assert ComplaintFile.objects.get().size == 4_000_000


SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=1>{{7*7}}"


def test_script_in_every_field_is_shown_as_words(county: SimpleNamespace) -> None:
    fields = dict.fromkeys(("about", "text", "name", "contact", "once"), SCRIPT)
    shown = SimpleUploadedFile("<b>x<.txt", b"hello")
    pages = [
        Client().post("/12380", form(county, **fields, named="yes", do=do_, files=shown)).content.decode()
        for do_ in ("preview", "again")
    ]
    token = opened(sent(county, **{**fields, "named": "yes"}))[1]
    pages.append(do(token, "withdraw", text=SCRIPT).content.decode())
    pages.append(do("bad", "add", text=SCRIPT).content.decode())
    do(token, "reprisal", text=SCRIPT)
    complaint = Complaint.objects.get()
    officer = county.browser("shouli")
    officer.post(f"/complaints/{complaint.pk}/act", {"act": "asked", "on": TODAY.isoformat(), "text": SCRIPT})
    pages += [
        officer.get(f"/complaints/{complaint.pk}").content.decode(),
        officer.get("/complaints").content.decode(),
    ]
    pages.append(opened_again(complaint).content.decode())
    new = {
        "channel": "phone",
        "received": "x<",
        "about": SCRIPT,
        "text": SCRIPT,
        "named": SCRIPT,
        "name": SCRIPT,
        "contact": SCRIPT,
    }
    pages.append(officer.post("/complaints/new", new).content.decode())
    bad = {"act": SCRIPT, "on": SCRIPT, "text": SCRIPT, "organ": SCRIPT, "named": SCRIPT, "matter": SCRIPT}
    for what in ("act", "about", "link"):
        answer = officer.post(f"/complaints/{complaint.pk}/act", {**bad, "what": what})
        pages.append(answer.content.decode())
    for page in pages:
        assert (
            "<script>alert" not in page
            and "<img src=x" not in page
            and "<b>x<" not in page
            and "49" not in re.findall(r"onerror=1&gt;(\d+)", page)
        )


def opened_again(complaint: Complaint) -> Any:
    from zeren.desk.complaints import public

    return do(public._token(complaint.pk), "look")
