"""In a real browser: a meeting with 60 voters, from the setting to the sheet that both tellers sign; voting by the
keyboard alone, on a telephone, and nothing of it left in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.sync_api import Error

from desk.conftest import build
from desk.support_ballot import enter_people, proved, setting, signed_in
from zeren.records import clock
from zeren.records.actor import SYSTEM
from zeren.records.ballots import queries
from zeren.records.ballots.models import Ballot
from zeren.records.matters import opening
from zeren.records.matters.queries import entries

pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VOTERS, SCREEN, PAPER = 60, 48, 12
CHOICES = [("1", "1") if n < 30 else ("2", "1") if n < 40 else ("1", "") for n in range(SCREEN)]


@pytest.fixture
def meeting(live_server: Any, installed: Any, transactional_db: None, windows: Any) -> Iterator[Any]:
    """The organiser, two tellers and a voting machine, each at a screen of their own. Any error fails the test, but a
    refusal's 422."""
    desk = build()
    enter_people(VOTERS)
    people = [f"person:{desk.people[name].pk}" for name in ("zhao", "sun")]
    matter = opening.open_matter(
        SYSTEM,
        opening.Opening(
            "test-statements", "statements", desk.organs["QJ"].pk, "第二次述职评议", people, clock.today(), mark="青述",
            handler=desk.people["wang"].pk,
        ),
    )  # fmt: skip
    errors: list[str] = []

    def screen(client: Any = None, **size: Any) -> Any:
        context = windows.new_context(viewport={"width": 1366, "height": 768}, **size)
        if client is not None:
            key = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": key, "url": live_server.url}])
        tab = context.new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        return tab

    tellers = [screen(proved(desk.sign_in("li"))), screen(signed_in("piao"))]
    yield SimpleNamespace(
        url=live_server.url,
        matter=matter,
        organiser=screen(desk.sign_in("wang")),
        tellers=tellers,
        screen=screen,
    )
    for context in windows.contexts:
        context.close()
    assert [error for error in errors if "422" not in error and "ERR_CACHE_MISS" not in error] == []


def press(tab: Any, button: str, then: str) -> None:
    """Press a button and wait for what comes of it."""
    tab.get_by_role("button", name=button, exact=True).click()
    tab.locator(then).first.wait_for()


def set_up(meeting: Any) -> str:
    """The organiser fills in the setting and opens; answers where the ballot is."""
    tab = meeting.organiser
    tab.goto(f"{meeting.url}/matters/{meeting.matter.pk}/ballots")
    given = setting(VOTERS)
    for name in ("title", "basis", "teller1", "teller2", "voted", "options", "voters"):
        tab.fill(f"[name={name}]", given[name])
    tab.fill("#f-day", given["day"])
    tab.select_option("#f-at", given["at"])
    tab.check("input[name=abstain][value=left_out]")
    press(tab, "保存设定", "text=已设定")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    press(tab, "开始评议", "text=评议开始")
    return str(tab.url)


def take_words(tab: Any, url: str) -> str:
    tab.goto(url)
    press(tab, "领我的开票口令", ".receipt")
    return "".join(tab.locator(".words4 span").all_inner_texts())


def make_codes(tab: Any, url: str) -> list[str]:
    """The slips are printed: on paper there is nothing but the slips, 24 on a sheet."""
    tab.goto(url)
    tab.fill("#f-number", str(VOTERS))
    press(tab, "发码，打印小条", ".slips")
    tab.emulate_media(media="print")
    assert not tab.is_visible("h1") and tab.locator(".slip:visible").count() == VOTERS
    tab.emulate_media(media="screen")
    return [text.replace(" ", "") for text in tab.locator(".slip b").all_inner_texts()]


# ---------------------------------------------------------------- voting


def by_keyboard(tab: Any, url: str, code: str, choices: tuple[str, ...]) -> None:
    """The code runs on into its second half; each group is one stop of the Tab key."""
    tab.goto(f"{url}/vote/")
    assert tab.evaluate("document.activeElement.id") == "c1"
    tab.keyboard.type(code)
    tab.keyboard.press("Enter")
    tab.locator(".vote").wait_for()
    for place, choice in enumerate(choices, start=1):
        for _ in range(40):
            if tab.evaluate("n => document.activeElement.name === n", f"v{place}"):
                break
            tab.keyboard.press("Tab")
        if choice:
            tab.keyboard.press("Space")
            for _ in range(int(choice) - 1):
                tab.keyboard.press("ArrowRight")
            assert tab.is_checked(f"input[name=v{place}][value='{choice}']")
    for _ in range(20):
        if tab.evaluate("document.activeElement.value === 'cast'"):
            break
        tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")


def by_hand(tab: Any, url: str, code: str, choices: tuple[str, ...]) -> None:
    tab.goto(f"{url}/vote/")
    tab.fill("#c1", code[:4])
    tab.fill("[name=code2]", code[4:])
    tab.keyboard.press("Enter")
    tab.locator(".vote").wait_for()
    for place, choice in enumerate(choices, start=1):
        if choice:
            tab.check(f"input[name=v{place}][value='{choice}']")
    tab.click("button[value=cast]")


def settled(tab: Any, choices: tuple[str, ...]) -> None:
    """What is not chosen is told once; then it is cast, and nothing of it is there."""
    if not all(choices):
        tab.locator("[data-blank]:not([hidden])").wait_for()
        assert "孙某某 还没有选。就这样投出，按弃权计" in tab.inner_text("[data-blank]")
        assert tab.evaluate("document.activeElement.matches('[data-blank]')")
        tab.click("button[value=cast]")
    tab.get_by_role("heading", name="已投出").wait_for()
    assert "赵某某" not in tab.content() and tab.context.cookies() == []
    assert tab.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def vote(meeting: Any, codes: list[str]) -> None:
    machine, phone = meeting.screen(), meeting.screen(is_mobile=True, has_touch=True)
    phone.set_viewport_size({"width": 390, "height": 800})
    machine.goto(f"{meeting.url}/vote/")
    machine.fill("#c1", "AAAA2222")
    machine.keyboard.press("Enter")
    machine.locator("#code-error").wait_for()
    for number, (code, choices) in enumerate(zip(codes, CHOICES, strict=True)):
        tab = phone if number == SCREEN - 1 else machine
        (by_keyboard if number in (0, 35, 45) else by_hand)(tab, meeting.url, code, choices)
        settled(tab, choices)
    by_hand_again(machine, meeting.url, codes[0])
    on_the_phone(phone, meeting.url, codes)


def by_hand_again(tab: Any, url: str, code: str) -> None:
    """A used code opens nothing, nor does the way back through the browser's pages."""
    # The slip was the answer to a form and is kept in no store: the browser has nothing to show.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        tab.go_back()
    tab.wait_for_url("chrome-error://**")
    tab.goto(f"{url}/vote/")
    tab.fill("#c1", code)
    tab.keyboard.press("Enter")
    tab.locator("#code-error").wait_for()
    assert "这个码已经投过" in tab.inner_text("#code-error")


def on_the_phone(tab: Any, url: str, codes: list[str]) -> None:
    """Wide enough to touch, and nothing runs out of the side; the code that is left opens a slip and is not cast."""
    tab.goto(f"{url}/vote/")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


# ---------------------------------------------------------------- closing, paper, result


def close(tab: Any, url: str, then: str) -> None:
    tab.goto(url)
    tab.fill("#f-left", str(VOTERS - SCREEN))
    tab.fill("#f-given", str(PAPER))
    press(tab, "闭票", then)


def enter_paper(tab: Any, url: str, first: tuple[str, ...]) -> None:
    """Twelve of paper: all for the best but as ``first`` says of the first row."""
    tab.goto(url)
    tab.fill("#f-back", str(PAPER))
    tab.fill("#f-void", "0")
    for place, row in ((1, first), (2, ("12", "0", "0", "0", "0"))):
        for at, text in enumerate(row):
            tab.fill(f"[name='c{place}-{at}']", text)
    press(tab, "录入", ".say.ok")


def test_a_meeting_of_sixty_from_the_setting_to_the_signed_sheet(meeting: Any) -> None:
    url = set_up(meeting)
    first, second = meeting.tellers
    words = [take_words(tab, url) for tab in (first, second)]
    codes = make_codes(first, url)
    assert len(set(codes)) == VOTERS
    second.goto(url)
    second.check("[data-pick-all]")
    press(second, "保存签到", f"text=已登记签到 {VOTERS} 人")
    vote(meeting, codes[:SCREEN])

    close(first, url, "text=您已闭票，等另一位监票人")
    close(second, url, "text=已闭票。")
    enter_paper(first, url, ("10", "2", "0", "0", "0"))
    enter_paper(second, url, ("9", "3", "0", "0", "0"))
    assert "两人录入不一致" in second.inner_text("main") and second.locator("td.differs").count() == 2
    enter_paper(second, url, ("10", "2", "0", "0", "0"))
    assert "逐格一致，10 格，收回 12 张" in second.inner_text("main")

    first.goto(url)
    first.fill("#f-words-1", words[0])
    first.fill("#f-words-2", words[0])
    press(first, "开票", ".say.stop")
    assert "票001的开票口令不对" in first.inner_text(".say.stop") and first.input_value("#f-words-1") == ""
    first.fill("#f-words-1", words[0])
    first.fill("#f-words-2", words[1])
    press(first, "开票", ".results")
    shown = first.inner_text("main")
    assert "有效票 60" in first.inner_text("h1") and "合计 60" in shown and "选票 60 张" in shown
    cells = first.locator(".results tbody tr").nth(0).locator("td").all_inner_texts()
    assert cells[1:6] == ["48", "12", "0", "0", "0"] and cells[6] == "96"
    assert first.locator(".results tbody tr").nth(1).locator("td").all_inner_texts()[1:7] == [
        "52",
        "0",
        "0",
        "0",
        "8",
        "100",
    ]
    assert first.evaluate("document.documentElement.scrollWidth <= innerWidth")

    result = queries.result_of(queries.get(SYSTEM, Ballot.objects.get().pk))
    assert result is not None and [row.cells for row in result.rows] == [(48, 12, 0, 0, 0), (52, 0, 0, 0, 8)]
    tab = meeting.organiser
    tab.goto(url)
    tab.select_option("#f-step", "balloted.points")
    press(tab, "送交", "text=已送交。")
    points = [
        entry.fields["points"] for entry in entries(SYSTEM, meeting.matter.pk) if entry.type == "balloted"
    ]
    assert points == ["96", "100"]

    tab.goto(f"{url}/sheet")
    tab.emulate_media(media="print")
    assert all(tab.is_visible(part) for part in (".results", ".counts", ".signs"))
    assert not any(tab.is_visible(part) for part in (".bar", ".btn"))
    assert "监票人 李某某" in tab.inner_text(".signs") and "监票人 票001" in tab.inner_text(".signs")
