"""A county that reports to its city: two installations, each with a leader's account; no network joins them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from desk.conftest import PASSWORD, sign_in
from records import support_moving as support
from zeren.records.actor import SYSTEM, Role
from zeren.records.organs.models import Organ
from zeren.records.packets import acts, own
from zeren.records.packets.models import Relation
from zeren.records.trail.models import TrailEntry

There = Callable[[], AbstractContextManager[Path]]
CITY = (("shi", Role.PRINCIPAL, "C"), ("shiban", Role.CASE_HANDLER, "C"), ("shijian", Role.SYSTEM_ADMIN, "C"))


def two(desk: SimpleNamespace, empty: str, home: Path, settings: Any) -> SimpleNamespace:
    """The county ``desk`` and, within ``with two.city():``, the city's installation; they know each other's cards."""

    def there() -> Any:
        return support.installation(empty, home / "city", None, settings)

    here = own.make("Q", "青县县委").card()
    accounts: dict[str, Any] = {}
    with there():
        accounts.update(_city())
        above = own.make("C", "某市委").card()
        acts.enter_partner(SYSTEM, here, Relation.SUBORDINATE, ["Q"])
    acts.enter_partner(SYSTEM, above, Relation.SUPERIOR)
    return SimpleNamespace(
        city=there, at_city=sign_in(accounts), here=here, above=above, sign_in=desk.sign_in, open=desk.open
    )


def _city() -> dict[str, Any]:
    from zeren.access.accounts import acts as accounts

    seat = Organ.objects.create(
        code="C", name="某市委", short="市委", level="city", kind="party_committee", a1=None
    )
    _rooted(seat, None)
    for code, name in (("Q", "青县县委"), ("B", "白县县委")):
        county = Organ.objects.create(
            code=code, name=name, short=name, level="county", kind="party_committee", superior=seat, depth=2
        )
        _rooted(county, seat)
    made = {}
    for signin, role, organ in CITY:
        there = Organ.objects.get(code=organ)
        made[signin] = accounts.make_account(SYSTEM, signin, PASSWORD, organ=there, label=signin)
        accounts.give_role(SYSTEM, made[signin], role, there, date(2020, 1, 1))
    return made


def _rooted(organ: Organ, above: Organ | None) -> None:
    """The columns by which a tree is read."""
    organ.a1 = above.pk if above else organ.pk
    if above:
        organ.a2 = organ.pk
    organ.save()


def upload(client: Client, content: bytes, name: str = "a.zp") -> Any:
    """Choose a file on the page that takes packets, and look at what it says."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post("/packets/take", {"file": SimpleUploadedFile(name, content)}, follow=True)


def made(client: Client, organ: str = "Q", to: str = "C", **more: str) -> bytes:
    """A packet as the page makes it: looked at, then made."""
    import re

    asked = {"to": to, "organ": organ, **more}
    page = client.get("/packets/report", asked).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen, page
    answer = client.post("/packets/report", asked | {"seen": seen[1]})
    assert answer["Content-Disposition"].startswith("attachment"), answer.content.decode()
    return answer.content


@pytest.fixture(scope="module", autouse=True)
def empty(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A database with every table and no row, made before anything is entered."""
    with django_db_blocker.unblock():
        name = support.lay_empty(tmp_path_factory.mktemp("empty"), "deskpackets")
        yield name
        support.drop(name)


@pytest.fixture
def pair(desk: SimpleNamespace, empty: str, tmp_path: Path, settings: Any) -> SimpleNamespace:
    """The county and its city."""
    return two(desk, empty, tmp_path, settings)


@pytest.fixture
def matter(desk: SimpleNamespace) -> Any:
    return desk.open("赵某某 提醒", ("noticed", date(2026, 9, 20)))


def text(answer: Any) -> str:
    found: str = answer.content.decode()
    return found


def on_trail() -> list[str]:
    return list(TrailEntry.objects.filter(noun="packet").order_by("pk").values_list("act", flat=True))
