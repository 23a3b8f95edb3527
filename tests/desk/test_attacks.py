"""Attacks by their kind (OWASP), each against every route there is: a new page is attacked without a word here."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from desk.support_county import BACKEND, County, browser, county, entered
from desk.table_of_routes import ROWS

pytestmark = pytest.mark.exhaustive

__all__ = ["county", "entered"]
ROOT = Path(__file__).resolve().parents[2]
MARK = "<script>alert(7)</script><img src=x onerror=alert(7)>'\"{{104729*7919}}"
RAW = ("<script>alert(7)", "<img src=x", "onerror=alert(7)>'\"")
FILLED = {"int": "1", "slug": "x", "str": "x", "path": "x", "uuid": "00000000-0000-0000-0000-000000000000"}


def every_address() -> Iterator[str]:
    """Every route, its parts filled with something."""

    def walk(patterns: Any, prefix: str) -> Iterator[str]:
        for pattern in patterns:
            whole = prefix + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield "/" + re.sub(r"<(\w+):\w+>", lambda found: FILLED[found[1]], whole)
            else:
                yield from walk(pattern.url_patterns, whole)

    return walk(get_resolver().url_patterns, "")


ADDRESSES = sorted(set(every_address()))


def quiet(client: Client) -> Client:
    """A browser that shows a fault instead of raising it."""
    client.raise_request_exception = False
    return client


# ---------------------------------------------------------------- requests of another site


PUBLIC = ("/12380", "/12380/back", "/vote/")


@pytest.mark.anywhere
def test_no_route_takes_a_post_without_its_form_token(county: County) -> None:
    from zeren.access.accounts import queries as accounts

    client = quiet(Client(enforce_csrf_checks=True))
    client.force_login(accounts.find("chengban"), backend=BACKEND)  # type: ignore[arg-type]
    # The public channel knows no session that a token could be tied to: it refuses what another site sends.
    foreign = {address: {"origin": "https://else.example"} for address in PUBLIC}
    got = {a: client.post(a, {"x": "1"}, headers=foreign.get(a)).status_code for a in ADDRESSES}
    assert set(PUBLIC) <= set(got)
    # What stands at /api/ itself answers nobody anything.
    taken = {address: status for address, status in got.items() if status != 403}
    assert set(taken.values()) <= {404, 405}, taken
    assert all(address.startswith(("/api/", "/12380/ways", "/vote/done")) for address in taken), taken


@pytest.mark.anywhere
def test_no_method_that_no_page_has_is_taken_anywhere(county: County) -> None:
    client, found = quiet(browser("chengban")), {}
    for address in ADDRESSES:
        for method in ("TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "GET\tX"):
            answer = client.generic(method, address, headers={"X-Probe": "probe-7191"})
            # Some pages read whatever is not a POST as a look; then nothing is written and nothing told.
            if answer.status_code >= 500 or "probe-7191" in answer.content.decode(errors="replace"):
                found[method, address] = answer.status_code
    assert found == {}


@pytest.mark.anywhere
@pytest.mark.parametrize("host", ("evil.example", "testserver.evil.example", "evil.example:80", "a@evil.example", "127.0.0.1@evil.example"))  # fmt: skip
def test_no_name_of_another_host_is_answered(county: County, host: str) -> None:
    for address in ("/", "/signin", "/api/v1/matters", "/nothing"):
        answer = browser("chengban").get(address, headers={"Host": host})
        assert answer.status_code == 400 and "evil.example" not in str(answer.headers), address


@pytest.mark.anywhere
def test_a_forwarded_host_changes_no_address(county: County) -> None:
    answer = Client().get("/ledger", headers={"X-Forwarded-Host": "evil.example", "X-Original-URL": "/x"})
    assert "evil.example" not in answer["Location"]


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "back", ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)")
)
def test_what_the_browser_says_of_its_page_leads_nowhere_else(county: County, back: str) -> None:
    nobody = Client()
    part = nobody.get("/ledger", headers={"HX-Request": "true", "HX-Current-URL": back})
    form = nobody.post("/matters/paste", {}, headers={"Referer": back})
    assert {part["HX-Redirect"], form["Location"]} == {"/signin?next=/"}


# ---------------------------------------------------------------- what a browser may do with an answer


def answers(county: County, name: str) -> Iterator[tuple[str, Any]]:
    """Every row of the table asked as it stands, and some that fail."""
    client = quiet(browser(name))
    for route, row in ROWS.items():
        url = county.url(row)
        yield route, client.get(url) if row.data is None else client.post(url, row.data)
    for url in (
        "/nothing",
        "/api/nothing",
        "/api/v1/matters",
        "/api/v1/matters/999999",
        "/static/../x",
        "/%00",
        "/?x=%00",
    ):
        yield url, client.get(url)


@pytest.mark.anywhere
@pytest.mark.parametrize("name", ("chengban", "benren", ""))
def test_every_answer_of_every_route_forbids_frames_inline_parts_guessing_and_keeping(
    county: County, name: str
) -> None:
    for route, answer in answers(county, name):
        heads = answer.headers
        policy = heads["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, route
        assert "unsafe" not in policy and "*" not in policy and "http" not in policy, route
        assert heads["X-Content-Type-Options"] == "nosniff" and heads["X-Frame-Options"] == "DENY", route
        assert heads["Referrer-Policy"] == "same-origin", route
        assert "no-store" in heads["Cache-Control"], route
        assert "Server" not in heads and "X-Powered-By" not in heads, route


@pytest.mark.anywhere
@pytest.mark.parametrize("name", ("chengban", "benren", ""))
def test_no_page_of_any_route_carries_a_script_a_style_or_anything_from_elsewhere(
    county: County, name: str
) -> None:
    for route, answer in answers(county, name):
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        page = answer.content.decode()
        assert not re.search(
            r"<script(?![^>]*\bsrc=\"/static/)|<style|\sstyle=|\son[a-z]+=\"|javascript:", page
        ), route
        outer = [url for url in re.findall(r"(?:src|href|action)=\"([^\"]*)\"", page) if "//" in url]
        assert outer == [], route


@pytest.mark.anywhere
def test_every_cookie_is_out_of_reach_of_scripts_or_holds_no_session(county: County) -> None:
    client = Client()
    client.get("/signin")
    client.post("/signin", {"username": "chengban", "password": "qinglan-chengban"})
    session, form = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert session["httponly"] and session["samesite"] == "Lax" and session["path"] == "/"
    assert not session["domain"] and form["samesite"] == "Lax"


@pytest.mark.anywhere
def test_over_tls_cookies_and_browsers_stay_there() -> None:
    asked = "from zeren import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.DEBUG)"
    given = {**os.environ, "ZEREN_HTTPS": "yes", "PYTHONPATH": str(ROOT / "src")}
    told = subprocess.run(
        [sys.executable, "-c", asked], env=given, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["True", "True", "True", "False"]


@pytest.mark.anywhere
def test_no_template_and_no_code_lets_a_text_through_unescaped() -> None:
    pages = list((ROOT / "src" / "zeren").rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not re.search(
            r"\|\s*safe\b|autoescape off|safeseq|<style|\sstyle=|\son[a-z]+=|javascript:", text
        ), page.name
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), page.name
        assert "://" not in text.replace("http://www.w3.org/", ""), page.name
    marked = [
        call
        for module in (ROOT / "src" / "zeren").rglob("*.py")
        for call in re.findall(
            r"mark_safe\((?!\"\"\)).*|SafeString\(.*|SafeText.*", module.read_text("utf-8")
        )
    ]
    assert marked == ["mark_safe(conditional_escape(made).strip())"]


# ---------------------------------------------------------------- what is written into forms


def forms_of(page: str) -> Iterator[Any]:
    """The forms of a page, except those that end the session."""
    for form in lxml.html.fromstring(page).forms:
        if not str(form.action or "").startswith(("/lock", "/signout")):
            yield form


def filled(form: Any) -> dict[str, Any]:
    """Every text of a form is the marker; what is chosen or hidden stays as the page has it."""
    given: dict[str, Any] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        kind = field.get("type", "text") if field.tag == "input" else field.tag
        if kind in ("file", "submit", "button"):
            continue
        if kind in ("text", "search", "textarea", "password", "tel", "email"):
            given.setdefault(field.get("name"), MARK)
        elif kind in ("checkbox", "radio"):
            if field.get("checked") is not None:
                given.setdefault(field.get("name"), field.get("value", "on"))
        else:
            given.setdefault(field.get("name"), field.value or "")
    return given


def clean(where: str, answer: Any) -> None:
    assert answer.status_code < 500, where
    if answer.get("Content-Type", "").startswith(("text/html", "application/json")):
        page = answer.content.decode()
        if answer["Content-Type"].startswith("text/html"):
            assert not any(raw in page for raw in RAW), where
        assert "829348951" not in page, where


@pytest.mark.anywhere
def test_a_script_in_any_field_of_any_form_comes_back_as_text(county: County) -> None:
    client, sent, shown = quiet(browser("chengban")), 0, 0
    # A form of the table may end the matter: those pages are read before anything is sent.
    pages = {route: client.get(county.url(row)) for route, row in ROWS.items() if row.data is None}
    seen: set[tuple[str, ...]] = set()
    for route, page in pages.items():
        if not page.get("Content-Type", "").startswith("text/html") or not page.content:
            continue
        for form in forms_of(page.content.decode()):
            url, given = form.action or county.url(ROWS[route]), filled(form)
            key = (url.split("?")[0], form.method, *sorted(given))
            if key in seen or MARK not in given.values():
                continue
            seen.add(key)
            method = client.post if form.method == "POST" else client.get
            answer = method(url, given, follow=True)
            clean(f"{route}: {form.method} {url}", answer)
            sent += 1
            shown += "&lt;script&gt;alert(7)" in answer.content.decode(errors="replace")
    assert sent >= 12 and shown >= 6
    for route, row in ROWS.items():
        if row.data is None:
            clean(route, client.get(county.url(row)))


def recorded(pack: str, procedure: str) -> Any:
    """A matter with every step of its procedure, each text of which is the marker."""
    from zeren.access.accounts import queries as accounts
    from zeren.records import packs
    from zeren.records.actor import SYSTEM
    from zeren.records.errors import Refused
    from zeren.records.matters import acts, opening
    from zeren.records.organs import queries as organs

    version = packs.installed().versions(pack)[-1].version
    words = packs.words(pack, version, procedure)
    commission, person = organs.by_code("Q-JW"), accounts.find("benren").person  # type: ignore[union-attr]
    assert words and commission and person
    ref = f"organ:{commission.pk}" if words.procedure.subject_kind == "organ" else f"person:{person.pk}"
    matter = opening.open_matter(
        SYSTEM, opening.Opening(pack, procedure, commission.pk, MARK, [ref], version, mark="试")
    )
    for step in words.procedure.steps.values():
        fields = {f.name: MARK for f in step.record.values() if f.type == "text"}
        try:
            acts.record_event(SYSTEM, matter.pk, step.id, version, fields, by=step.by[:1])
        except Refused as refused:
            raise AssertionError(f"{procedure} {step.id}: {refused}") from None
    return matter, words


def shows_only_text(client: Client, matter: Any, words: Any, forms: int = 99) -> None:
    """Its pages, ``forms`` of its steps' forms and its papers hold the marker as text alone."""
    from zeren.papers.official.of_matter import specs_of

    base = f"/matters/{matter.pk}/"
    for url in (
        "",
        "records",
        "findings",
        "rights",
        "materials",
        "manage",
        *(f"?act={step}" for step in list(words.procedure.steps)[:forms]),
    ):
        clean(base + url, client.get(base + url))
    assert "&lt;script&gt;alert(7)" in client.get(base + "records").content.decode()
    for spec in specs_of(words.pack):
        paper = client.get(f"{base}papers/{spec.id}.docx")
        if paper.status_code == 200:
            body = "\n".join(p.text for p in docx.Document(BytesIO(paper.content)).paragraphs)
            assert "829348951" not in body, spec.id


@pytest.mark.anywhere
def test_a_script_in_every_field_of_every_step_is_text_on_every_page_and_paper(county: County) -> None:
    matter, words = recorded("cn-2019-accountability", "accountability")
    shows_only_text(quiet(browser("chengban")), matter, words)


@pytest.mark.anywhere
@pytest.mark.proof
def test_the_same_in_every_procedure_of_every_regulation(county: County) -> None:
    from zeren.records import packs

    for pack in {p.id: p for p in packs.installed().packs}.values():
        for procedure in pack.procedures:
            matter, words = recorded(pack.id, procedure)
            # One form of each: what is recorded does not depend on the step that is offered.
            shows_only_text(quiet(browser("chengban")), matter, words, forms=1)


# ---------------------------------------------------------------- too much, and faults


@pytest.mark.anywhere
def test_too_much_is_refused_and_never_a_fault(county: County) -> None:
    client, base = quiet(browser("chengban")), "/matters/{pk}/record/{step}".format(**county.names)
    large = client.post(base, {"at": "2024-01-09", "f-x": "字" * 2_000_000})
    many = client.post(base, {f"f-{n}": "1" for n in range(5001)})
    deep = client.post(
        "/api/v1/matters/{pk}/entries".format(**county.names),
        '{"a":' * 100_000,
        content_type="application/json",
    )
    wide = client.post(
        "/api/v1/standing?as_of=2024-01-01", "a: " + "x" * 1_100_000, content_type="application/yaml"
    )
    nested = client.post("/api/v1/standing?as_of=2024-01-01", "[" * 50_000, content_type="application/yaml")
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))  # fmt: skip
    laughs = client.post("/api/v1/standing?as_of=2024-01-01", bomb, content_type="application/yaml")
    assert [a.status_code for a in (large, many, deep, wide, nested, laughs)] == [
        413,
        400,
        400,
        413,
        422,
        422,
    ]


@pytest.mark.anywhere
def test_a_fault_tells_its_number_and_nothing_of_the_inside(
    county: County, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    from zeren.records.matters import ledger

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("geheim-7191 SELECT * FROM records_matter")

    monkeypatch.setattr(ledger, "filtered", broken)
    client = quiet(browser("chengban"))
    for url in ("/ledger", "/ledger/export.xlsx", "/api/v1/matters"):
        answer = client.get(url)
        said = answer.content.decode()
        assert answer.status_code == 500, url
        assert (
            "geheim" not in said
            and "Traceback" not in said
            and "RuntimeError" not in said
            and ".py" not in said
        ), url
        number = re.findall(r"E-\d{4}-\d{4}-[0-9a-f]{6}", said)
        assert number and number[0] in caplog.text, url


SQL = (
    "' OR 1=1 --",
    "'; DROP TABLE records_matter; --",
    "%' UNION SELECT 1",
    "\\",
    "%",
    "_",
    '"',
    "1) OR (1=1",
    "\u02bc OR 1=1",
)


def test_no_filter_of_any_list_of_the_interface_widens_what_is_seen(county: County) -> None:
    from zeren.api.urls import api

    client, stranger, found = quiet(browser("chengban")), browser("linxian"), {}
    for path, operations in api.get_openapi_schema(path_prefix="/api/")["paths"].items():
        names = [p["name"] for p in operations.get("get", {}).get("parameters", ()) if p["in"] == "query"]
        for name in names if "{" not in path else ():
            for text in SQL:
                answer = client.get(path, {name: text})
                if answer.status_code not in (200, 422):
                    found[path, name, text] = answer.status_code
                seen = stranger.get(path, {name: text}).content.decode()
                assert county.number not in seen and "甲事由" not in seen
    assert found == {}
