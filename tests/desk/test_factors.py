"""The second factor in the pages: who is asked, what opens before it is given, what ends whose sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import path

from access.test_passwords import ByDirectory
from desk.conftest import PASSWORD
from desk.test_routes_by_role import named_routes
from zeren.access.accounts import acts as accounts
from zeren.access.accounts import queries as names
from zeren.access.accounts import writing
from zeren.access.accounts.models import Account
from zeren.access.factors import acts, codes
from zeren.access.middleware import STRONG
from zeren.desk import gate, proof
from zeren.records import clock
from zeren.records.actor import SYSTEM, Actor, Role


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The phones' clock and the pages'."""
    at = [1_800_000_015.0]
    monkeypatch.setattr(codes.time, "time", lambda: at[0])
    yield at


@pytest.fixture
def phone(desk: SimpleNamespace, now: list[float]) -> Any:
    """Binds a phone to an account; answers the code that it shows now."""

    def bound(name: str = "wang") -> Any:
        secret = acts.begin_code(actor(name))
        acts.confirm_code(actor(name), pyotp.TOTP(secret).at(now[0]))
        now[0] += 60
        return lambda: pyotp.TOTP(secret).at(now[0])

    return bound


def actor(name: str) -> Actor:
    account = names.find(name)
    assert account is not None
    return names.actor_of(account)


def entered(name: str = "wang", **more: str) -> Client:
    """A browser after the password."""
    client = Client()
    client.post("/signin", {"username": name, "password": PASSWORD, **more})
    return client


# ---------------------------------------------------------------- at sign-in


def test_who_has_a_phone_is_asked_and_comes_back_to_the_page_that_was_wanted(
    desk: SimpleNamespace, phone: Any
) -> None:
    code = phone()
    client = entered()
    assert client.get("/ledger?state=open")["Location"] == "/factor?next=/ledger%3Fstate%3Dopen"
    page = client.get("/factor?next=/ledger").content.decode()
    assert "动态口令（6 位）" in page and "王某某" in page
    answer = client.post("/factor", {"code": code(), "next": "/ledger?state=open"})
    assert answer["Location"] == "/ledger?state=open"
    assert client.get("/ledger?state=open").status_code == 200


def test_until_the_code_is_given_no_page_opens(desk: SimpleNamespace, phone: Any) -> None:
    phone()
    client = entered()
    for url in (
        "/",
        "/ledger",
        "/search?q=a",
        "/factors",
        "/factors/code",
        "/password",
        "/ledger/export.xlsx",
    ):
        assert client.get(url)["Location"].startswith("/factor?next="), url
    fragment = client.get("/worklist/peek/1", headers={"HX-Request": "true"})
    assert fragment.status_code == 204 and fragment["HX-Redirect"].startswith("/factor?next=")


def test_a_wrong_a_used_and_a_missing_code_are_told(desk: SimpleNamespace, phone: Any) -> None:
    code = phone()
    client = entered()
    missing = client.post("/factor", {"code": ""})
    wrong = client.post("/factor", {"code": "000000" if code() != "000000" else "000001"})
    assert (missing.status_code, wrong.status_code) == (422, 422)
    assert "请填动态口令" in missing.content.decode() and "不对，还剩 4 次机会" in wrong.content.decode()
    client.post("/factor", {"code": code()})
    used = entered().post("/factor", {"code": code()})
    assert "已经用过" in used.content.decode()


def test_five_wrong_codes_lock_the_account_at_the_password_too(desk: SimpleNamespace, phone: Any) -> None:
    code = phone()
    client = entered()
    for _ in range(5):
        answer = client.post("/factor", {"code": "000000" if code() != "000000" else "000001"})
    assert "账号已锁定" in answer.content.decode()
    assert "账号已锁定" in client.post("/factor", {"code": code()}).content.decode()
    again = Client().post("/signin", {"username": "wang", "password": PASSWORD})
    assert "账号已锁定" in again.content.decode()


def test_a_recovery_code_opens_in_place_of_the_phone(desk: SimpleNamespace, phone: Any) -> None:
    phone()
    made = acts.make_recovery_codes(actor("wang"))
    client = entered()
    assert "手机不在身边" in client.get("/factor").content.decode()
    assert "不对" in client.post("/factor", {"recovery": "abcd abcd abcd abcd"}).content.decode()
    assert client.post("/factor", {"recovery": made[0], "next": "/ledger"})["Location"] == "/ledger"
    assert entered().post("/factor", {"recovery": made[0]}).status_code == 422


def test_the_session_has_another_key_after_the_password_and_after_the_factor(
    desk: SimpleNamespace, phone: Any
) -> None:
    code = phone()
    client = entered()
    half = client.session.session_key
    client.post("/factor", {"code": code()})
    assert client.session.session_key != half
    held = Client()
    held.cookies["sessionid"] = half
    assert held.get("/")["Location"].startswith("/signin")


def test_signing_in_anew_forgets_what_the_session_had_proved(desk: SimpleNamespace, phone: Any) -> None:
    code = phone()
    client = entered()
    client.post("/factor", {"code": code()})
    client.post("/signin", {"username": "wang", "password": PASSWORD})
    assert client.get("/ledger")["Location"] == "/factor?next=/ledger"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_no_page_of_the_factors_leads_to_another_site(desk: SimpleNamespace, phone: Any, back: str) -> None:
    code = phone()
    given = entered().post("/factor", {"code": code(), "next": back})
    strong = desk.sign_in("wang", strong=True)
    passed = strong.get("/factor", {"next": back})
    changed = strong.post(
        "/password", {"old": PASSWORD, "new": "another-1", "again": "another-1", "next": back}
    )
    led = desk.sign_in("li").get("/factor", {"next": back})
    assert [given["Location"], passed["Location"], changed["Location"]] == ["/", "/", "/"]
    assert led["Location"] == "/factors/code?next=/"


def test_a_locked_session_is_unlocked_by_the_password_and_stays_strong(
    desk: SimpleNamespace, phone: Any
) -> None:
    code = phone()
    client = entered()
    client.post("/factor", {"code": code()})
    client.post("/lock", {})
    assert client.get("/ledger")["Location"] == "/lock?next=/ledger"
    client.post("/lock", {"password": PASSWORD})
    assert client.get("/ledger").status_code == 200


# ---------------------------------------------------------------- the three administrators


OUTSIDE = {
    "signin",
    "sign-out",
    "lock",
    "complaint-write",
    "complaint-back",
    "complaint-ways",
    "vote",
    "vote-done",
    "calendar-feed",
}
BINDING = {"factor-bind", "factor-passkey"}
ARGUMENTS = {"step": "x", "pack": "x", "procedure": "x", "paper": "x", "kind": "pdf", "slug": "x", "noun": "people", "what": "code"}  # fmt: skip


def addresses() -> Iterator[tuple[str, str]]:
    """An address of every route of the desk."""
    from django.urls import get_resolver, reverse
    from django.urls.converters import IntConverter

    listed = {name: pattern for name, pattern in get_resolver().namespace_dict["desk"][1].reverse_dict.items() if isinstance(name, str)}  # fmt: skip
    for name in named_routes():
        if name not in listed:
            continue  # The HTTP interface leads nobody to a page (tests/api).
        wanted, converters = listed[name][0][0][1], listed[name][3]
        numbers = {each: 1 for each in wanted if isinstance(converters[each], IntConverter)}
        words = {each: ARGUMENTS.get(each, "x") for each in wanted}
        yield name, reverse(f"desk:{name}", kwargs=words | numbers)


@pytest.mark.exhaustive
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_an_administrator_without_a_factor_reaches_the_binding_page_only(
    desk: SimpleNamespace, role: Role
) -> None:
    account = accounts.make_account(SYSTEM, "xin", PASSWORD, organ=desk.organs["Q"])
    accounts.give_role(SYSTEM, account, role, desk.organs["Q"], date(2020, 1, 1))
    client, wrong = entered("xin"), {}
    for name, url in addresses():
        if name in OUTSIDE or name in BINDING or name == "factor":
            continue
        for answer in (client.get(url), client.post(url)):
            if not answer.get("Location", "").startswith("/factors/code?next="):
                wrong[name] = answer.status_code
    assert wrong == {}
    assert client.get("/factor")["Location"].startswith("/factors/code?next=")
    page = client.get("/factors/code").content.decode()
    assert "先绑定，再办理" in page and "data:image/svg+xml" in page
    assert 'href="/ledger"' not in page


def test_after_binding_the_administrator_gets_recovery_codes_and_works_and_is_asked_the_next_time(
    desk: SimpleNamespace, now: list[float]
) -> None:
    client = entered("guanli")
    page = client.get("/factors/code?next=/organs").content.decode()
    secret = shown(page)
    code = pyotp.TOTP(secret).at(now[0])
    without = client.post("/factors/code", {"code": code, "next": "/organs"})
    assert without.status_code == 422 and "请再输一次，确认是本人" in without.content.decode()
    assert shown(without.content.decode()) == secret
    before = client.session.session_key
    bound = client.post("/factors/code", {"code": code, "proof": PASSWORD, "next": "/organs"})
    assert len(re.findall(r"<li>[a-z2-9]{4}( [a-z2-9]{4}){3}</li>", bound.content.decode())) == 10
    assert 'href="/organs"' in bound.content.decode() and client.session.session_key != before
    assert client.get("/organs").status_code == 200
    again = entered("guanli")
    assert again.get("/organs")["Location"] == "/factor?next=/organs"
    now[0] += 30
    again.post("/factor", {"code": pyotp.TOTP(secret).at(now[0])})
    assert again.get("/organs").status_code == 200


def shown(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    return found[1].replace(" ", "")


# ---------------------------------------------------------------- one's own factors


def test_who_was_led_to_the_binding_by_sealed_material_is_told_why(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    assert "先绑定，再打开" in client.get("/factors/code?next=/consult/1/open").content.decode()
    assert "先绑定，再打开" not in client.get("/factors/code").content.decode()


def test_each_look_at_the_binding_page_makes_another_secret(desk: SimpleNamespace) -> None:
    client = desk.sign_in("wang")
    first, second = (shown(client.get("/factors/code").content.decode()) for _ in range(2))
    assert first != second and len(first) == 32


def test_a_wrong_code_or_a_wrong_proof_binds_nothing(desk: SimpleNamespace, now: list[float]) -> None:
    client = desk.sign_in("wang")
    code = pyotp.TOTP(shown(client.get("/factors/code").content.decode())).at(now[0])
    wrong = "000000" if code != "000000" else "000001"
    for given, said in (({"code": "", "proof": PASSWORD}, "请填"), ({"code": code, "proof": "no"}, "没有办理"), ({"code": wrong, "proof": PASSWORD}, "动态口令不对")):  # fmt: skip
        answer = client.post("/factors/code", given)
        assert answer.status_code == 422 and said in answer.content.decode()
    assert not Account.objects.get(signin="wang").second_factor
    assert client.get("/ledger").status_code == 200


def test_binding_ends_the_other_sessions_and_keeps_this_one(desk: SimpleNamespace, now: list[float]) -> None:
    here, elsewhere = desk.sign_in("wang"), desk.sign_in("wang")
    code = pyotp.TOTP(shown(here.get("/factors/code").content.decode())).at(now[0])
    here.post("/factors/code", {"code": code, "proof": PASSWORD})
    assert here.get("/ledger").status_code == 200
    assert elsewhere.get("/ledger")["Location"].startswith("/signin")


@pytest.mark.parametrize("by", ["phone", "recovery code"])
def test_taking_away_wants_a_code_of_the_phone_or_a_recovery_code_and_ends_other_sessions(
    desk: SimpleNamespace, phone: Any, by: str
) -> None:
    code = phone()
    made = acts.make_recovery_codes(actor("wang"))
    here, elsewhere = desk.sign_in("wang", strong=True), desk.sign_in("wang", strong=True)
    page = here.get("/factors/remove/code").content.decode()
    assert "再输一次动态口令" in page and "最后一种" in page
    by_password = here.post("/factors/remove/code", {"proof": PASSWORD})
    assert by_password.status_code == 422 and Account.objects.get(signin="wang").second_factor
    given = code() if by == "phone" else made[0]
    assert here.post("/factors/remove/code", {"proof": given})["Location"] == "/factors?done=remove"
    assert not Account.objects.get(signin="wang").second_factor
    assert STRONG not in here.session and here.get("/factors").status_code == 200
    assert elsewhere.get("/factors")["Location"].startswith("/signin")
    assert here.get("/factors/remove/code").status_code == 404


@pytest.mark.parametrize("what", ["passkey-1", "passkey-", "recovery", "x"])
def test_what_is_not_ones_own_is_not_there_to_take_away(desk: SimpleNamespace, what: str) -> None:
    client = desk.sign_in("wang")
    assert client.get(f"/factors/remove/{what}").status_code == 404
    assert client.post(f"/factors/remove/{what}", {"proof": PASSWORD}).status_code == 404


def test_recovery_codes_are_made_anew_with_proof_only(desk: SimpleNamespace, phone: Any) -> None:
    assert desk.sign_in("li").get("/factors/recovery").status_code == 404
    code = phone()
    client = desk.sign_in("wang", strong=True)
    assert client.post("/factors/recovery", {"proof": ""}).status_code == 422
    page = client.post("/factors/recovery", {"proof": code()})
    assert page.status_code == 200 and "只显示这一次" in page.content.decode()
    assert "还剩 <b>10</b> 个" in client.get("/factors").content.decode()


def test_one_may_end_ones_other_sessions(desk: SimpleNamespace) -> None:
    here, elsewhere, other = desk.sign_in("wang"), desk.sign_in("wang"), desk.sign_in("li")
    here.post("/factors/sessions", {"proof": "no"})
    assert elsewhere.get("/ledger").status_code == 200
    assert here.post("/factors/sessions", {"proof": PASSWORD})["Location"] == "/factors?done=sessions"
    assert here.get("/ledger").status_code == other.get("/ledger").status_code == 200
    assert elsewhere.get("/ledger")["Location"].startswith("/signin")


# ---------------------------------------------------------------- password


def test_a_new_password_is_set_with_the_old_one_and_ends_other_sessions(desk: SimpleNamespace) -> None:
    here, elsewhere = desk.sign_in("wang"), desk.sign_in("wang")
    good = {"old": PASSWORD, "new": "another-2027", "again": "another-2027"}
    for wrong, said in (
        ({"old": ""}, "要填"), ({"old": "nonsense"}, "原口令不对，还剩 4 次机会"), ({"again": "another-2028"}, "不一样"),
        ({"new": "short-1", "again": "short-1"}, "至少 8 位"), ({"new": PASSWORD, "again": PASSWORD}, "和原来的一样"),
    ):  # fmt: skip
        answer = here.post("/password", good | wrong)
        assert answer.status_code == 422 and said in answer.content.decode(), said
        assert "another-2027" not in answer.content.decode()
    assert here.post("/password", good)["Location"] == "/factors?done=password"
    assert here.get("/ledger").status_code == 200
    assert 'href="/password"' in here.get("/factors").content.decode()
    assert elsewhere.get("/ledger")["Location"].startswith("/signin")
    assert Client().post("/signin", {"username": "wang", "password": "another-2027"}).status_code == 302


def given(account: Account) -> None:
    """A one-time password that two administrators gave."""
    with transaction.atomic():
        writing.set_password(writing.By(SYSTEM), account, "given-2026", clock.now() + timedelta(days=3))


def test_a_password_that_an_administrator_set_is_changed_before_anything_else(desk: SimpleNamespace) -> None:
    given(desk.accounts["wang"])
    client = Client()
    client.post("/signin", {"username": "wang", "password": "given-2026"})
    for url in ("/ledger", "/factors", "/factors/code"):
        assert client.get(url)["Location"].startswith("/password?next="), url
    assert "先改口令，再办理" in client.get("/password").content.decode()
    own = {"old": "given-2026", "new": "my-own-2026", "again": "my-own-2026", "next": "/ledger"}
    assert client.post("/password", own)["Location"] == "/ledger"
    assert client.get("/ledger").status_code == 200


def test_where_passwords_are_kept_elsewhere_none_is_changed_here(
    desk: SimpleNamespace, settings: Any
) -> None:
    given(desk.accounts["wang"])
    way = f"{ByDirectory.__module__}.{ByDirectory.__name__}"
    settings.ZEREN = replace(settings.ZEREN, sign_in=way)
    client = Client()
    client.post("/signin", {"username": "wang", "password": "directory of wang"})
    assert client.get("/ledger").status_code == 200
    assert client.get("/password").status_code == 404
    assert 'href="/password"' not in client.get("/factors").content.decode()


# ---------------------------------------------------------------- proof of oneself, sealed material


def sealed(request: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse("sealed")


def proven(request: Any) -> Any:
    from django.http import HttpResponse

    return HttpResponse(proof.refused(request) or "done")


class Routes:
    """Two pages of this test beside the desk's own."""

    from zeren.desk import urls as desk_urls

    urlpatterns = [path("sealed", gate.strong(sealed)), path("proven", proven), *desk_urls.urlpatterns]
    handler404 = desk_urls.handler404


@override_settings(ROOT_URLCONF=Routes)
def test_sealed_material_wants_a_factor_in_this_session(desk: SimpleNamespace, phone: Any) -> None:
    without = desk.sign_in("li")
    assert without.get("/sealed")["Location"] == "/factor?next=/sealed"
    assert without.get("/factor?next=/sealed")["Location"] == "/factors/code?next=/sealed"
    code = phone()
    client = entered()
    client.post("/factor", {"code": code(), "next": "/sealed"})
    assert client.get("/sealed").content == b"sealed"


@override_settings(ROOT_URLCONF=Routes)
def test_proof_is_the_code_for_who_has_a_phone_and_the_password_for_who_has_none(
    desk: SimpleNamespace, phone: Any, now: list[float]
) -> None:
    code = phone()
    wang, li = desk.sign_in("wang", strong=True), desk.sign_in("li")
    assert "没有办理" in wang.post("/proven", {"proof": PASSWORD}).content.decode()
    assert wang.post("/proven", {"proof": code()}).content == b"done"
    assert wang.post("/proven", {}).content == b"done"
    fresh = desk.sign_in("wang", strong=True)
    assert "已经用过" in fresh.post("/proven", {"proof": code()}).content.decode()
    assert "没有办理" in li.post("/proven", {"proof": "nonsense"}).content.decode()
    assert li.post("/proven", {"proof": PASSWORD}).content == b"done"
    for _ in range(5):
        locked = desk.sign_in("li").post("/proven", {"proof": "nonsense"}).content.decode()
    assert "账号已锁定" in locked
