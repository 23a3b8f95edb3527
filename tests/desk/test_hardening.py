"""What a hostile visitor or a careless paste may send: tokens, scripts, paths, formulas, odd questions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.conftest import BACKEND, PASSWORD
from zeren.records.actor import SYSTEM, Role

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"{{1709*941}}"
PRODUCT = "1608169"
"""What a template that were run would show: no clock and no count shows it by chance."""
FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(1)", "=cmd|' /C calc'!A0", "\t=1+1")
ODD = (
    "' OR 1=1 --", "'; DROP TABLE records_matter; --", "%' UNION SELECT 1", "\\", "%", "_", "%_%", "\"", "((", "*",
    "{{1709*941}}", "{% now %}", "../../etc/passwd", "\u202e", "😀", "٣", "²", "NaN", "-1", "0", "9" * 30, "9" * 5000, "字" * 3000,
    "\x00", "a\x00b", "0001-01-01", "9999-12-31", "0000-00-00", "9999-13", "..", "2026..", "..2026", "9999..0001",
)  # fmt: skip
WORST = ("9" * 30, "\\", "9999-12-31")
GETS = {
    "/": ("tab", "part", "on", "page"),
    "/worklist/export.xlsx": ("tab", "page"),
    "/worklist/handover": ("o", "who", "taker", "on"),
    "/matters/batch": ("o", "act"),
    "/matters/new": ("words",),
    "/matters/new/test-reminder/reminder": ("parent", "kind", "subjects", "take_over", "opened"),
    "/ledger": ("light", "due", "number", "subject", "title", "procedure", "organ", "handler", "opened", "closed", "state", "facts", "sort", "col", "page"),
    "/ledger/export.xlsx": ("number", "opened", "procedure", "col", "sort"),
    "/library": ("q", "after"),
    "/library/test-reminder": ("version", "tab", "show", "q"),
    "/cadres": ("name", "organ", "managed", "sort", "page"),
    "/cadres/export.xlsx": ("name", "managed"),
    "/organs": ("organ_name", "sort", "page"),
    "/search": ("q",),
    "/registers/people/annotated.xlsx": ("token",),
    "{matter}": ("act", "norm", "as_of"),
    "{matter}findings": ("show", "as_of"),
    "{matter}records": ("at", "page", "as_of"),
    "{matter}rights": ("as_of",),
    "{matter}manage": ("as_of",),
    "{person}": ("day", "act"),
}  # fmt: skip


def places(desk: SimpleNamespace, matter: Any) -> dict[str, str]:
    return {"matter": f"/matters/{matter.pk}/", "person": f"/cadres/{desk.people['zhao'].pk}"}


def asked(names: tuple[str, ...], worst: tuple[str, ...] = WORST) -> Iterator[dict[str, str]]:
    """Every odd text in all fields at once, and the worst ones in each field alone."""
    yield from (dict.fromkeys(names, text) for text in ODD)
    yield from ({name: text} for name in names for text in worst)


# ---------------------------------------------------------------- questions


@pytest.mark.exhaustive
@pytest.mark.anywhere
@pytest.mark.parametrize("url", GETS)
def test_no_question_however_odd_is_a_fault(desk: SimpleNamespace, late: Any, url: str) -> None:
    client = desk.sign_in("wang")
    client.raise_request_exception = False
    address, found = url.format(**places(desk, late)), {}
    for given in asked(GETS[url]):
        status = client.get(address, given).status_code
        if status not in (200, 302, 400, 403, 404, 422):
            found[str(given)[:60]] = status
    assert found == {}


def test_no_filter_widens_what_is_seen(desk: SimpleNamespace, late: Any) -> None:
    client = desk.sign_in("bai")
    for name in GETS["/ledger"]:
        for text in ("' OR 1=1 --", "%", "_", "\\"):
            assert late.number not in client.get("/ledger", {name: text}).content.decode()


@pytest.mark.parametrize("number", ("9" * 19, "9" * 30, "9" * 5000, "0"))
@pytest.mark.parametrize(
    "url", ("/matters/{}/", "/cadres/{}", "/worklist/peek/{}", "/matters/{}/records/1/void")
)
def test_a_number_that_no_row_can_have_is_not_there(desk: SimpleNamespace, url: str, number: str) -> None:
    client = desk.sign_in("wang")
    answer = client.post(url.format(number)) if url.endswith("void") else client.get(url.format(number))
    assert answer.status_code == 404


@pytest.mark.proof
def test_what_is_typed_into_a_form_however_odd_is_told_and_never_a_fault(
    desk: SimpleNamespace, late: Any
) -> None:
    client = desk.sign_in("wang")
    client.raise_request_exception = False
    base, found = f"/matters/{late.pk}/", {}
    forms = {
        f"{base}record/noticed": ("at", "by", "subject", "f-place", "attachment", "head", "token"),
        f"{base}records/2/correct": ("at", "by", "reason"),
        f"{base}manage/close": ("on", "reason"),
        f"{base}manage/handover": ("taker", "on"),
        f"{base}manage/link": ("number", "side"),
        f"{base}manage/facts": ("of", "start"),
        "/worklist/handover": ("o", "taker", "on"),
        "/matters/paste": ("text", "procedure"),
        "/matters/new/test-reminder/reminder": ("subjects", "opened", "title", "number", "parent", "facts_day"),
        "/signin": ("username", "password", "next"),
        "/factors/code": ("code", "proof", "next"),
        "/factors/passkey": ("label", "answer", "proof"),
        "/factors/sessions": ("proof",),
        "/password": ("old", "new", "again", "next"),
    }  # fmt: skip
    for url, names in forms.items():
        for given in asked(names, WORST[:1]):
            status = client.post(url, {"at": "2026-09-29", "o": "1"} | given).status_code
            if status >= 500:
                found[url, str(given)[:60]] = status
    assert found == {}


# ---------------------------------------------------------------- the door


POSTED = (
    "/signin", "/signout", "/lock", "/worklist/handover", "/matters/paste", "/matters/batch",
    "/matters/new/test-reminder/reminder", "/matters/{pk}/record/noticed", "/matters/{pk}/draft/noticed",
    "/matters/{pk}/records/2/correct", "/matters/{pk}/records/2/void", "/matters/{pk}/materials",
    "/matters/{pk}/manage/close", "/registers/people/import", "/factor", "/factors/code", "/factors/passkey",
    "/factors/recovery", "/factors/remove/code", "/factors/sessions", "/password",
)  # fmt: skip


@pytest.mark.parametrize("url", POSTED)
def test_no_form_is_taken_without_its_token(desk: SimpleNamespace, late: Any, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.accounts["wang"], backend=BACKEND)
    answer = client.post(url.format(pk=late.pk), {"reason": "无"})
    assert answer.status_code == 403
    assert "没有写入任何内容" in answer.content.decode()


@pytest.mark.parametrize(
    "back",
    (
        "https://evil.example/", "//evil.example/", "///evil.example", "\\\\evil.example", "/\\evil.example", "javascript:alert(1)",
        "http:evil.example", "https:///evil.example", "http://testserver@evil.example/", " //evil.example", "data:text/html,x",
    ),
)  # fmt: skip
def test_no_address_leads_to_another_site(desk: SimpleNamespace, back: str) -> None:
    signed = Client().post("/signin", {"username": "wang", "password": PASSWORD, "next": back})
    inside = desk.sign_in("wang").get("/signin", {"next": back})
    unlocked = desk.sign_in("wang").get("/lock", {"next": back})
    assert {answer["Location"] for answer in (signed, inside, unlocked)} == {"/"}


def test_the_session_of_before_the_sign_in_is_not_the_one_after(desk: SimpleNamespace) -> None:
    client = Client()
    session = client.session
    session["planted"] = "x"
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    client.post("/signin", {"username": "wang", "password": PASSWORD})
    assert client.session.session_key != planted
    held = Client()
    held.cookies["sessionid"] = planted
    assert held.get("/")["Location"].startswith("/signin")


def test_after_signing_out_the_old_session_opens_nothing(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    old = client.session.session_key
    client.post("/signout")
    client.cookies["sessionid"] = old
    assert client.get("/")["Location"].startswith("/signin")


def test_a_new_password_ends_every_session_of_before(desk: SimpleNamespace) -> None:
    from zeren.access.accounts import acts

    client = desk.sign_in("wang")
    acts.set_password(SYSTEM, desk.accounts["wang"], "another-qinglan-2026")
    assert client.get("/")["Location"].startswith("/signin")


def test_every_answer_says_what_a_browser_may_do_with_it(desk: SimpleNamespace, late: Any) -> None:
    client = desk.sign_in("wang")
    urls = (
        "/", "/ledger", "/library", "/cadres", "/organs", "/search?q=x", f"/matters/{late.pk}/", "/nothing",
        "/ledger/export.xlsx", f"/matters/{late.pk}/receipt", "/registers/people/template.xlsx", "/matters/new",
    )  # fmt: skip
    for answer in (*(client.get(url) for url in urls), Client().get("/signin"), Client().get("/")):
        heads = answer.headers
        policy = heads["Content-Security-Policy"]
        assert (
            "default-src 'none'" in policy
            and "script-src 'self';" in policy
            and "style-src 'self';" in policy
        )
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "base-uri 'none'" in policy
        assert heads["X-Content-Type-Options"] == "nosniff"
        assert heads["X-Frame-Options"] == "DENY"
        assert "no-store" in heads["Cache-Control"]
        assert heads["Referrer-Policy"] == "same-origin"


def test_no_page_carries_a_script_or_style_of_its_own(desk: SimpleNamespace, late: Any) -> None:
    client = desk.sign_in("wang")
    for url in (
        "/",
        "/ledger",
        "/library",
        "/cadres",
        "/organs",
        f"/matters/{late.pk}/",
        f"/matters/{late.pk}/manage",
    ):
        page = client.get(url).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page), url


def test_looking_writes_nothing(desk: SimpleNamespace, late: Any) -> None:
    from zeren.records.matters.models import Draft, Event, Matter
    from zeren.records.obligations.models import Obligation
    from zeren.records.trail.models import TrailEntry

    looks = (
        "matter_read",
        "materials_read",
        "attachment_read",
        "cadre_read",
        "receipt_made",
        "paper_made",
        "exported",
    )

    def state() -> list[Any]:
        return [list(m.objects.order_by("pk").values()) for m in (Matter, Event, Draft, Obligation)]

    def told() -> list[Any]:
        return list(TrailEntry.objects.order_by("seq").values())

    client, before, trail = desk.sign_in("wang"), state(), told()
    for url in GETS:
        client.get(url.format(**places(desk, late)))
    for url in POSTED:
        client.get(url.format(pk=late.pk), {"reason": "无", "write": "1", "taker": "1"})
    assert state() == before
    # The trail alone grows, by who looked at what and by nothing else.
    after = told()
    assert after[: len(trail)] == trail
    assert {(entry["account"], entry["act"] in looks) for entry in after[len(trail) :]} == {("wang", True)}


# ---------------------------------------------------------------- what was stored


@pytest.fixture
def hostile(desk: SimpleNamespace) -> Any:
    """A matter every text of which is a script: title, field, reason, file name, organ, person, account, draft."""
    from zeren.records.matters import acts, drafts, files
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    Organ.objects.filter(code="QT").update(name=SCRIPT, short=SCRIPT[:60])
    Person.objects.filter(code="zhao").update(name=SCRIPT[:60])
    Person.objects.filter(code="wang").update(name=SCRIPT[:60])
    matter = desk.open(SCRIPT, ("heard", date(2026, 9, 28)))
    first = acts.record_event(
        SYSTEM, matter.pk, "noticed", date(2026, 9, 29), {"place": SCRIPT}, by=("office",)
    )
    acts.correct_event(SYSTEM, matter.pk, first.event.seq, reason=SCRIPT, fields={"place": SCRIPT + "2"})
    acts.state_facts(SYSTEM, matter.pk, {"kind": "ordinary"}, reason=SCRIPT)
    acts.show_to_subject(SYSTEM, matter.pk, date(2026, 9, 30))
    files.add_attachment(SYSTEM, matter.pk, f"{SCRIPT.replace('/', '')}.txt", b"x")
    from zeren.access.accounts import queries as accounts

    drafts.save_draft(
        accounts.actor_of(desk.accounts["wang"]), matter.pk, "noticed", {"fields": {"place": SCRIPT}}
    )
    return matter


def test_what_was_stored_is_shown_as_text_on_every_page(desk: SimpleNamespace, hostile: Any) -> None:
    client, person, shown = desk.sign_in("wang"), desk.people["zhao"].pk, 0
    base = f"/matters/{hostile.pk}/"
    pages = (
        "/", "/?tab=organ", "/?tab=others", "/?tab=done", "/matters/", "/ledger", "/ledger?title=script", "/cadres", f"/cadres/{person}",
        "/organs", "/search?q=script", "/library/test-reminder?tab=cases", base, f"{base}?act=noticed", f"{base}findings", f"{base}records",
        f"{base}records/2/correct", f"{base}materials", f"{base}rights", f"{base}manage", "/worklist/handover?o=1&o=2&who=%3Cscript",
        "/matters/batch?o=1&o=2", f"/matters/new/test-reminder/reminder?parent={hostile.pk}",
    )  # fmt: skip
    for url in pages:
        page = client.get(url, follow=True).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and "onerror=alert(1)>" not in page, (
            url
        )
        assert PRODUCT not in page, url
        shown += "&lt;script&gt;alert" in page
    assert shown >= 12


@pytest.mark.parametrize(
    "url",
    ("/search", "/library", "/ledger", "/cadres", "/organs", "/signin", "/matters/paste", "/no/<script>"),
)
def test_what_is_asked_comes_back_as_text(desk: SimpleNamespace, late: Any, url: str) -> None:
    client = desk.sign_in("wang") if url != "/signin" else Client()
    names = {
        "q": SCRIPT,
        "name": SCRIPT,
        "title": SCRIPT,
        "organ_name": SCRIPT,
        "username": SCRIPT,
        "password": "x",
        "text": SCRIPT,
    }
    answer = client.post(url, names) if url in ("/signin", "/matters/paste") else client.get(url, names)
    page = answer.content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;" in page


def test_names_of_files_that_leave_break_no_header(desk: SimpleNamespace, hostile: Any) -> None:
    client, base = desk.sign_in("wang"), f"/matters/{hostile.pk}/"
    paper = hostile.attachments.get().pk
    for url in (
        f"{base}materials/{paper}",
        f"{base}receipt",
        "/ledger/export.xlsx?title=script",
        "/cadres/export.xlsx",
    ):
        head = client.get(url)["Content-Disposition"]
        assert head.startswith("attachment; filename*=UTF-8''")
        assert not set("\r\n\"<>;' ") & set(head.partition("UTF-8''")[2]), head
        assert unquote(head)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(desk: SimpleNamespace, text: str) -> None:
    from zeren.records.people.models import Person

    Person.objects.filter(code="zhao").update(name=text)
    desk.open(text, ("heard", date(2026, 9, 28)))
    client, said = desk.sign_in("wang"), set()
    for url in (
        "/ledger/export.xlsx",
        f"/ledger/export.xlsx?title={text[:1] if text[0] == '@' else ''}",
        "/worklist/export.xlsx?tab=mine",
        "/cadres/export.xlsx",
    ):
        book = openpyxl.load_workbook(BytesIO(client.get(url).content))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}, url
        said |= {str(cell.value).strip() for cell in cells}
    assert text.strip() in said


# ---------------------------------------------------------------- files that come in


def give(client: Client, matter: Any, name: str, content: bytes) -> str:
    file = SimpleUploadedFile(name, content)
    file.name = name
    return html.unescape(
        client.post(f"/matters/{matter.pk}/materials", {"file": file}, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    "name",
    (
        "../../evil.txt",
        "..\\..\\evil.txt",
        "/etc/evil.txt",
        "C:\\evil.txt",
        "..%2f..%2fevil.txt",
        ".\u202eevil.txt",
    ),
)
def test_a_path_in_a_file_name_is_left_behind(desk: SimpleNamespace, late: Any, home: Any, name: str) -> None:
    give(desk.sign_in("wang"), late, name, b"x")
    paper = late.attachments.get()
    assert (
        not set("/\\") & set(paper.name)
        and paper.name.endswith("evil.txt")
        and not paper.name.startswith((".\u202e", "/"))
    )
    written = [path for path in home.parent.rglob("*") if path.is_file() and "evil" in path.name]
    assert written == []


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.exe", b"MZ", "不在可收之列"),
        ("a.html", b"<script>", "不在可收之列"),
        ("a.svg", b"<svg onload=alert(1)>", "不在可收之列"),
        ("a", b"x", "不在可收之列"),
        ("a.pdf", b"MZ", "与类型不符"),
        ("a.png", b"<html>", "与类型不符"),
        ("a.docx", b"PK\x03\x04", "与类型不符"),
        ("a.txt", b"\x00\x01", "与类型不符"),
        ("a.pdf.exe", b"%PDF-", "不在可收之列"),
    ],
)
def test_a_file_that_is_not_what_may_come_is_refused(
    desk: SimpleNamespace, late: Any, name: str, content: bytes, why: str
) -> None:
    page = give(desk.sign_in("wang"), late, name, content)
    assert why in page and not late.attachments.exists()


@pytest.mark.parametrize(("more", "kept"), [(0, True), (1, False)])
def test_the_largest_file_is_taken_and_one_byte_more_is_not(
    desk: SimpleNamespace, late: Any, monkeypatch: pytest.MonkeyPatch, more: int, kept: bool
) -> None:
    from zeren.records.matters import files

    monkeypatch.setattr(files, "LARGEST", 1000)
    page = give(desk.sign_in("wang"), late, "a.txt", b"x" * (1000 + more))
    assert late.attachments.exists() is kept
    assert ("“a.txt”超过 20 MB" in page) is not kept


def test_a_workbook_that_is_none_or_too_large_is_told(desk: SimpleNamespace) -> None:
    client = desk.sign_in("guanli")
    for content in (b"", b"x" * 1000, b"PK\x03\x04" + b"x" * 100):
        answer = client.post("/registers/people/import", {"file": SimpleUploadedFile("a.xlsx", content)})
        assert answer.status_code == 422, content[:8]


def test_a_paper_of_another_matter_is_not_found_under_this_one(desk: SimpleNamespace, late: Any) -> None:
    from zeren.records.matters import files

    other = desk.open("孙某某 提醒", ("heard", date(2026, 9, 28)), subject="sun")
    paper = files.add_attachment(SYSTEM, other.pk, "a.txt", b"x")
    client = desk.sign_in("wang")
    assert client.get(f"/matters/{other.pk}/materials/{paper.pk}").status_code == 200
    assert client.get(f"/matters/{late.pk}/materials/{paper.pk}").status_code == 404


def test_a_role_that_ended_opens_nothing_from_the_next_day(desk: SimpleNamespace, late: Any) -> None:
    from zeren.access.accounts import acts
    from zeren.access.accounts.models import RoleGrant

    client = desk.sign_in("wang")
    assert client.get(f"/matters/{late.pk}/").status_code == 200
    grant = RoleGrant.objects.get(account=desk.accounts["wang"], role=Role.CASE_HANDLER.value)
    acts.end_role(SYSTEM, grant, date(2026, 10, 12))
    assert client.get(f"/matters/{late.pk}/").status_code == 404
