"""A county with a made-up regulation, accounts that sign in, and matters recorded through the acts.

Nothing here applies by itself: a test that wants the desk asks for ``desk`` (or one of its parts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

import once
from records.support_packs import PACK, load_text
from zeren.law.packs.form import Step, Vocabulary
from zeren.records import packs
from zeren.records.actor import SYSTEM, Actor, Grant, Role

TODAY = date(2026, 10, 13)
PASSWORD = "qinglan-2026"
BACKEND = "zeren.access.accounts.backend.AccountBackend"
SHARED = Vocabulary(events={"promoted": Step("promoted", "提拔职务")})

ORGANS = [
    {"code": "Q", "name": "青县县委", "short": "县委", "level": "county", "kind": "party_committee"},
    {"code": "QJ", "name": "青县纪委监委", "short": "县纪委监委", "level": "county", "kind": "discipline_commission", "superior": "Q"},
    {"code": "QT", "name": "青县交通局", "short": "县交通局", "level": "county", "kind": "unit", "superior": "Q"},
    {"code": "B", "name": "白县县委", "level": "county", "kind": "party_committee"},
    {"code": "BJ", "name": "白县纪委监委", "level": "county", "kind": "discipline_commission", "superior": "B"},
]  # fmt: skip
PEOPLE = [
    {"code": "wang", "name": "王某某", "organ": "QJ"},
    {"code": "li", "name": "李某某", "organ": "QJ"},
    {"code": "zhao", "name": "赵某某", "organ": "QT"},
    {"code": "sun", "name": "孙某某", "organ": "QT"},
    {"code": "bai", "name": "白某某", "organ": "BJ"},
]
POSTS = [
    {
        "code": "P1",
        "organ": "QT",
        "name": "局长",
        "post_class": "principal",
        "managed_by": "县委",
        "managing_organ": "Q",
        "principal": "是",
    },
]
APPOINTMENTS = [{"person": "zhao", "post": "P1", "start": "2020-01-01", "source": "任字〔2020〕1号"}]
ACCOUNTS = (
    ("wang", "wang", "QJ", Role.CASE_HANDLER, ("office",)),
    ("li", "li", "QJ", Role.CASE_HANDLER, ("office",)),
    ("bai", "bai", "BJ", Role.CASE_HANDLER, ("office",)),
    ("shuji", "", "Q", Role.PRINCIPAL, ("secretary",)),
    ("guanli", "", "Q", Role.SYSTEM_ADMIN, ()),
)


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """Keys and papers of this test alone, on a fixed day."""
    settings.PASSWORD_HASHERS = once.FAST
    settings.ZEREN = replace(settings.ZEREN, home=tmp_path, key_file=tmp_path / "keys.json", today=TODAY)
    return tmp_path


@pytest.fixture
def installed(home: Path) -> Iterator[packs.Installed]:
    """A made-up regulation on reminders, and one shared event."""
    with packs.using([load_text(PACK)], SHARED) as found:
        yield found


def enter() -> None:
    """Enter the county and its accounts."""
    from zeren.access.accounts import acts as accounts
    from zeren.records import registers
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    for noun, rows in (
        ("organs", ORGANS),
        ("people", PEOPLE),
        ("posts", POSTS),
        ("appointments", APPOINTMENTS),
    ):
        report = registers.import_rows(SYSTEM, noun, rows)
        assert report.written, report.problems
    organs = {organ.code: organ for organ in Organ.objects.all()}
    people = {person.code: person for person in Person.objects.all()}
    for signin, person, organ, role, functions in ACCOUNTS:
        account = accounts.make_account(
            SYSTEM,
            signin,
            PASSWORD,
            person=people.get(person),
            organ=organs[organ],
            label="" if person else signin,
        )
        accounts.give_role(SYSTEM, account, role, organs[organ], date(2020, 1, 1), functions=functions)


def enter_on_its_pack() -> None:
    """Enter the county where the made-up regulation is installed."""
    with packs.using([load_text(PACK)], SHARED):
        enter()


entered = once.fixture(enter_on_its_pack, TODAY)


@pytest.fixture
def desk(db: None, home: Path, installed: packs.Installed, entered: once.Entered) -> SimpleNamespace:
    """The county, its accounts, and ways to sign in and to open matters."""
    entered.into(home)
    return find()


def build() -> SimpleNamespace:
    """Enter the county and answer it."""
    enter()
    return find()


def find() -> SimpleNamespace:
    """The county that was entered."""
    from zeren.access.accounts import queries as accounts
    from zeren.records.organs.models import Organ
    from zeren.records.people.models import Person

    organs = {organ.code: organ for organ in Organ.objects.all()}
    people = {person.code: person for person in Person.objects.all()}
    made = {row[0]: accounts.find(row[0]) for row in ACCOUNTS}
    return SimpleNamespace(
        organs=organs, people=people, accounts=made, sign_in=sign_in(made), open=opener(organs, people)
    )


def sign_in(accounts: dict[str, Any]) -> Any:
    """A browser in which an account has signed in; an administrator with the second factor."""
    from zeren.access.accounts.queries import actor_of
    from zeren.access.middleware import STRONG
    from zeren.records.actor import ADMINISTRATORS

    def made(name: str = "wang", strong: bool | None = None) -> Client:
        client = Client()
        accounts[name].refresh_from_db()
        client.force_login(accounts[name], backend=BACKEND)
        if actor_of(accounts[name]).has(*ADMINISTRATORS) if strong is None else strong:
            session = client.session
            session[STRONG] = True
            session.save()
        return client

    return made


def opener(organs: dict[str, Any], people: dict[str, Any]) -> Any:
    """Opens a matter and records acts on it: ``open("赵某某 提醒", ("heard", day), …)``."""
    from zeren.records.matters import acts, opening
    from zeren.records.matters.opening import Opening

    def made(
        title: str,
        *events: tuple[str, date],
        organ: str = "QJ",
        handler: str = "wang",
        subject: str = "zhao",
        opened: date | None = None,
    ) -> Any:
        first = opened or (events[0][1] if events else date(2026, 9, 1))
        ref = f"person:{people[subject].pk}"
        asked = Opening(
            "test-reminder", "reminder", organs[organ].pk, title, [ref], first,
            mark="青提", handler=people[handler].pk, facts={"kind": "ordinary"},
        )  # fmt: skip
        matter = opening.open_matter(SYSTEM, asked)
        for type_, day in events:
            by = {"noticed": "office", "heard": "office", "decided": "secretary"}.get(type_, "interviewee")
            acts.record_event(
                SYSTEM, matter.pk, type_, day, {"place": "县城"} if type_ == "noticed" else {}, by=(by,)
            )
        matter.refresh_from_db()
        return matter

    return made


@pytest.fixture
def late(desk: SimpleNamespace) -> Any:
    """A matter heard on 09-28 without notice: its report was due on 10-08, and the order was not kept."""
    return desk.open("赵某某 提醒", ("heard", date(2026, 9, 28)))


def actor(organs: dict[str, Any], role: Role, organ: str) -> Actor:
    """An actor without an account."""
    return Actor(
        "x", "x", None, organs[organ].pk, (Grant(role, organs[organ].pk, organs[organ].depth),), TODAY
    )


@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Any]:
    """A browser for the tests of a file."""
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()


def keys_when_loaded(tab: Any) -> None:
    """A key is pressed when the page has its script: before, a shortcut reaches nobody, and nobody waits for it."""
    press = tab.keyboard.press

    def after_load(key: str, **options: Any) -> None:
        tab.wait_for_load_state("load")
        press(key, **options)

    tab.keyboard.press = after_load


@pytest.fixture
def windows(chromium: Any) -> Iterator[Any]:
    """Opens windows in it, and closes them when the test is over."""
    opened: list[Any] = []

    def new_context(**options: Any) -> Any:
        opened.append(chromium.new_context(**options))
        # A busy machine is no failure.
        opened[-1].set_default_timeout(120_000)
        opened[-1].on("page", keys_when_loaded)
        return opened[-1]

    yield SimpleNamespace(new_context=new_context, contexts=opened)
    for context in opened:
        context.close()
