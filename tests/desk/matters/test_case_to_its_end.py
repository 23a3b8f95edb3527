"""An accountability case carried from the clue to the end in a real browser, by its forms alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk.matters.conftest import SUBJECT, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLUE = date(2024, 1, 2)


@pytest.fixture
def page(home: Path, transactional_db: None, live_server: Any, windows: Any) -> Iterator[Any]:
    """A signed-in window of 1366×768."""
    enter()
    window = windows.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url).new_page()
    sign_in(window, "chengban")
    yield window


def sign_in(window: Any, name: str) -> None:
    window.goto("/signin")
    window.fill("input[name=username]", name)
    window.fill("input[type=password]", f"qinglan-{name}")
    window.press("input[type=password]", "Enter")
    window.wait_for_selector("h1:has-text('待办')")


def begin(window: Any) -> None:
    window.goto("/matters/new/cn-2019-accountability/accountability")
    window.fill("#f-subjects", SUBJECT)
    window.fill("#f-title", "住建局副局长 问责")
    window.fill("#f-mark", "青纪问")
    window.fill("#f-opened", CLUE.isoformat())
    for field, value in (
        ("m-organ", "discipline_commission"),
        ("s-subject_kind", "cadre"),
        ("s-managed_by", "same_level_committee"),
        ("s-led_by", "same_level_committee"),
        ("s-part", "in_charge"),
        ("s-post_change", "in_post"),
        ("s-under_review", "no"),
    ):
        window.check(f"input[name='f-{field}'][value='{value}']")
    window.keyboard.press("Control+s")
    window.wait_for_selector("text=已立项。")


def record(window: Any, home: str, step: str, at: date, by: tuple[str, ...], fields: dict[str, Any]) -> None:
    """Fill in the form of one act as a person does, and send it with Ctrl+S."""
    window.goto(f"{home}?act={step}")
    window.fill("#f-at", at.isoformat())
    for box in window.query_selector_all("input[name=by]:checked"):
        box.uncheck()
    for role in by:
        box = window.query_selector(f"input[name=by][value='{role}']")
        if box:
            box.check()
    for name, value in fields.items():
        fill(window, name, value)
    window.keyboard.press("Control+s")
    window.wait_for_selector("text=已记录")


def fill(window: Any, name: str, value: Any) -> None:
    field = window.query_selector(f"#f-{name}")
    assert field is not None, name
    kind = field.evaluate("e => e.tagName")
    if kind == "SELECT":
        field.select_option(value)
    elif kind in ("INPUT", "TEXTAREA"):
        field.fill(value)
    else:
        for one in value if isinstance(value, tuple) else (value,):
            window.check(f"input[name='f-{name}'][value='{one}']")


def story() -> list[Any]:
    """The demonstration's whole case, with the report before the hearing and the appeal a day after its last day."""
    from dataclasses import replace

    from zeren.cli.demo.plans import stories

    acts = []
    for act in stories()["person"].acts:
        if act.type == "facts_shown":
            act = replace(act, day=52)
        if act.type in ("decision_received", "announced"):
            act = replace(act, day=62)
        if act.type == "appeal_filed":
            act = replace(act, day=97)
        if act.type == "appeal_received":
            act = replace(act, day=98)
        if act.day < 150:
            acts.append(act)
    return sorted(acts, key=lambda act: act.day)


@pytest.mark.proof
def test_a_case_is_carried_to_its_end_by_its_forms(page: Any) -> None:
    begin(page)
    home = page.url.split("?")[0]
    for act in story():
        fields = {
            name: tuple(value)
            if isinstance(value, list)
            else value.format(name="甲", post="副局长", organ="县住建局", project="来信")
            for name, value in act.fields.items()
        }
        record(page, home, act.type, CLUE + timedelta(days=act.day), act.by, fields)

    page.goto(home)
    assert page.locator("article.finding.breached", has_text="第十一条第一款").count() >= 1
    assert "次序不一致" in page.inner_text("main")

    page.goto(f"{home}findings?show=lapsed")
    late = page.locator("article.finding.lapsed", has_text="提出书面申诉").inner_text()
    assert "2024年4月7日" in late
    assert "顺延" in late

    page.goto(f"{home}records")
    assert page.locator("table.log tbody tr").count() >= len(story())
    with page.expect_download() as download:
        page.goto(f"{home}materials")
        page.click("a:has-text('PDF') >> nth=-1")
    assert download.value.suggested_filename.endswith(".pdf")


def test_the_next_act_can_be_recorded_with_the_keyboard_alone(page: Any) -> None:
    begin(page)
    home = page.url.split("?")[0]
    page.goto(home)
    page.focus("#f-at")
    page.keyboard.type("01022024")
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.name || ''")
        if name == "f-outline":
            page.keyboard.type("来信七件逾期")
            break
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=已记录")
    page.goto(f"{home}records")
    assert "来信七件逾期" in page.inner_text("table.log")


def test_a_form_typed_into_keeps_its_draft(page: Any) -> None:
    begin(page)
    home = page.url.split("?")[0]
    page.goto(f"{home}?act=discovered")
    page.fill("#f-outline", "写到一半")
    page.wait_for_selector("text=草稿已存")
    page.goto("/")
    page.goto(f"{home}?act=discovered")
    assert page.input_value("#f-outline") == "写到一半"


def test_the_small_helps_of_the_pages_work_in_a_browser(page: Any, tmp_path: Any) -> None:
    """The title follows the subject; names of chosen files are shown; brackets go to the neighbouring matter."""
    from zeren.records.people import queries as people

    begin(page)
    first = page.url.split("?")[0]
    person = people.by_code(SUBJECT)
    assert person is not None
    page.goto("/matters/new/cn-2019-accountability/accountability")
    page.fill("#f-subjects", person.name)
    page.press("#f-subjects", "Tab")
    assert page.input_value("#f-title") == f"{person.name} 问责"
    page.fill("#f-mark", "青纪问")
    page.keyboard.press("Control+s")
    page.wait_for_selector("text=已立项。")
    second = page.url.split("?")[0]

    page.keyboard.press("]")
    page.wait_for_url(first)
    page.keyboard.press("[")
    page.wait_for_url(second)

    paper = tmp_path / "谈话笔录.txt"
    paper.write_text("内容", encoding="utf-8")
    page.goto(f"{second.rstrip('/')}/materials")
    page.set_input_files("#file", str(paper))
    assert page.inner_text("#file-names") == "谈话笔录.txt"
    page.click("button:has-text('收入')")
    page.wait_for_selector("text=已收 1 件。")


def test_a_phone_shows_every_page_of_a_matter_without_scrolling_sideways(page: Any) -> None:
    begin(page)
    home = page.url.split("?")[0].rstrip("/") + "/"
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("", "findings", "records", "materials", "rights", "manage", "?act=decided"):
        page.goto(home + name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name


def test_the_current_step_is_in_the_window_though_it_be_the_last(page: Any) -> None:
    begin(page)
    page.set_viewport_size({"width": 1366, "height": 600})
    page.evaluate("""() => {
        const steps = document.querySelectorAll("[data-keep-current] .steps > li");
        document.querySelectorAll("[aria-current=step]").forEach(x => x.removeAttribute("aria-current"));
        steps[steps.length - 1].setAttribute("aria-current", "step");
    }""")
    bottom = "document.querySelector('[aria-current=step]').getBoundingClientRect().bottom"
    assert page.evaluate(bottom) > 600
    page.add_script_tag(url="/static/desk/matter.js")
    assert 173 < page.evaluate(bottom) <= 600
