"""In a real browser: a phone bound and given, a passkey made and given (a virtual authenticator), a recovery code."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest

from desk.conftest import PASSWORD, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(
    live_server: Any,
    installed: Any,
    transactional_db: None,
    windows: Any,
) -> Iterator[Any]:
    """A browser at the sign-in, with a virtual authenticator. Any error of a script fails the test."""
    build()
    tab = windows.new_context(viewport={"width": 1366, "height": 768}).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tools = tab.context.new_cdp_session(tab)
    tools.send("WebAuthn.enable")
    key = tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    yield SimpleNamespace(tab=tab, url=live_server.url, tools=tools, key=key)
    tab.context.close()
    assert errors == []


def sign_in(page: Any, name: str, to: str) -> None:
    page.tab.context.clear_cookies()
    page.tab.goto(f"{page.url}{to}")
    page.tab.fill("#u", name)
    page.tab.fill("#p", PASSWORD)
    with page.tab.expect_navigation():
        page.tab.keyboard.press("Enter")


def bind_phone(page: Any) -> pyotp.TOTP:
    """Bind with the keyboard alone, from the field of the code."""
    tab = page.tab
    phone = pyotp.TOTP(re.sub(r"\s", "", tab.inner_text(".secret")))
    assert tab.evaluate("document.querySelector('img.qr').naturalWidth") > 100
    tab.focus("#c")
    tab.keyboard.type(phone.now())
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORD)
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.wait_for_selector("ol.recovery")
    return phone


def later(phone: pyotp.TOTP) -> str:
    """The next code: the one of now may be used up, and one step ahead is accepted."""
    return phone.at(int(time.time()), counter_offset=1)


def test_an_administrator_binds_a_phone_and_signs_in_with_its_code(page: Any) -> None:
    tab = page.tab
    sign_in(page, "guanli", "/organs")
    assert "先绑定，再办理" in tab.content() and "/factors/code" in tab.url
    phone = bind_phone(page)
    codes = tab.locator("ol.recovery li").all_inner_texts()
    assert len(codes) == 10
    tab.click("text=我抄好了")
    tab.wait_for_url(f"{page.url}/organs")
    sign_in(page, "guanli", "/organs")
    assert tab.evaluate("document.activeElement.id") == "c"
    tab.keyboard.type(later(phone))
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.wait_for_url(f"{page.url}/organs")
    sign_in(page, "guanli", "/organs")
    tab.click("text=手机不在身边，用恢复码")
    tab.fill("#recovery", codes[0])
    with tab.expect_navigation():
        tab.click("text=用恢复码继续")
    tab.wait_for_url(f"{page.url}/organs")


def test_a_passkey_is_made_and_signs_in_and_is_nothing_without_its_authenticator(page: Any) -> None:
    tab = page.tab
    sign_in(page, "guanli", "/organs")
    tab.click("text=改用通行密钥")
    tab.fill("#label", "办公室机器")
    tab.fill("#proof", PASSWORD)
    tab.click(".form-end .btn.main")
    tab.wait_for_selector("ol.recovery")
    tab.goto(f"{page.url}/factors")
    assert "办公室机器" in tab.inner_text("main") and "localhost" in tab.inner_text("main")
    sign_in(page, "guanli", "/organs")
    tab.click("text=用通行密钥")
    tab.wait_for_url(f"{page.url}/organs")
    assert len(page.tools.send("WebAuthn.getCredentials", {"authenticatorId": page.key})["credentials"]) == 1
    page.tools.send("WebAuthn.clearCredentials", {"authenticatorId": page.key})
    sign_in(page, "guanli", "/organs")
    tab.click("text=用通行密钥")
    tab.wait_for_selector("#passkey-e:visible")
    assert "没有收到通行密钥的答复" in tab.inner_text("#passkey-e")
    tab.goto(f"{page.url}/organs")
    assert "/factor?" in tab.url


def test_a_copied_passkey_whose_counter_does_not_grow_is_refused(page: Any) -> None:
    from zeren.access.factors.models import Passkey

    tab = page.tab
    sign_in(page, "guanli", "/organs")
    tab.click("text=改用通行密钥")
    tab.fill("#proof", PASSWORD)
    tab.click(".form-end .btn.main")
    tab.wait_for_selector("ol.recovery")
    Passkey.objects.update(count=1_000_000)
    sign_in(page, "guanli", "/organs")
    with tab.expect_navigation():
        tab.click("text=用通行密钥")
    assert "不对，还剩 4 次机会" in tab.content()
    Passkey.objects.update(count=0)
    tab.click("text=用通行密钥")
    tab.wait_for_url(f"{page.url}/organs")


@pytest.mark.parametrize("width", [390, 683, 1366])
def test_no_page_of_the_factors_scrolls_sideways(page: Any, width: int) -> None:
    tab = page.tab
    tab.set_viewport_size({"width": width, "height": 768})
    sign_in(page, "wang", "/factors")
    for path in ("/factors", "/factors/code", "/factors/passkey", "/factors/sessions", "/password"):
        tab.goto(f"{page.url}{path}")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, path
