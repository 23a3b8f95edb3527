"""What every page shows around its work: the viewer, the main navigation, the foot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from zeren.access.accounts import queries as accounts
from zeren.desk import links, navigation
from zeren.desk.components import Notice, Sign
from zeren.desk.gate import IDLE_MINUTES, owed
from zeren.records import calendars, clock, packs
from zeren.records.actor import ADMINISTRATORS, ROLE_LABELS, Actor

LEVEL = "内部"
"""The classification under which the whole installation runs; a matter's own stands on its page."""

OWN_LEVEL = "仅本人可见"
"""What stands there on the desk of the person concerned."""


AT_HOME = ("/worklist", "/approvals", "/consult", "/shares")
"""Pages that belong to the worklist."""

LEDGERS = "/activities/"
"""Pages that belong to 尽责 besides the gauge."""

OVERSIGHT = re.compile(r"^(/lists|/ballots|/scores|/matters/\d+/(lists|ballots|scores|sheets))(/|$)")
"""Pages that belong to 督责: its own, ballots and scores, and of a matter those of its lists, ballots and scores."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, as the bar, the watermark and every print say it."""

    name: str
    organ: str
    place: str
    roles: str
    level: str = LEVEL


@dataclass(frozen=True, slots=True)
class NavItem:
    """An entry of the main navigation, or the divider."""

    text: str = ""
    url: str = ""
    current: bool = False
    divider: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """The frame of a page."""

    viewer: Viewer
    now: datetime
    nav: tuple[NavItem, ...]
    aside: tuple[NavItem, ...]
    foot: tuple[str, ...]
    notices: tuple[Notice, ...]
    matter_url: str
    own: bool = False
    """Whether the viewer has the own desk alone."""
    finds: bool = True
    """Whether the bar has the search of the house."""
    own_url: str = ""
    idle_minutes: int = IDLE_MINUTES


def viewer_of(actor: Actor) -> Viewer:
    """The viewer of an actor."""
    account = accounts.find(actor.account)
    organ = account.organ if account else None
    short = (organ.short or organ.name) if organ else ""
    roles = "、".join(dict.fromkeys(ROLE_LABELS[grant.role] for grant in actor.grants))
    label = account.label if account and account.label != actor.name else ""
    level = OWN_LEVEL if navigation.own_only(actor) else LEVEL
    name = actor.name or actor.account
    return Viewer(name, organ.name if organ else "", f"{short} {label}".strip(), roles, level)


def nav(actor: Actor, path: str) -> tuple[NavItem, ...]:
    """The main navigation; the entry with the longest address that the path begins with is the current one."""
    listed = [(entry, links.named(entry.route)) for entry in navigation.entries_of(actor)]
    home = reverse("desk:worklist")
    urls = [url for _, url in listed if url != home]
    fits = [url for url in urls if path == url or path.startswith(url.rstrip("/") + "/")]
    here = max(fits, key=len, default=home if path == home or path.startswith(AT_HOME) else "")
    if path.startswith(LEDGERS) and links.named("gauge") in urls:
        here = links.named("gauge")
    if OVERSIGHT.match(path) and links.named("lists-overview") in urls:
        here = links.named("lists-overview")
    items = [NavItem(entry.text, url, url == here) for entry, url in listed]
    first_book = next((i for i, (entry, _) in enumerate(listed) if entry.book), len(items))
    divider = [NavItem(divider=True)] if 0 < first_book < len(items) else []
    return (*items[:first_book], *divider, *items[first_book:])


def foot(now: datetime) -> tuple[str, ...]:
    """What the page rests on."""
    year = now.year
    known = "已载入" if year in calendars.calendar().years else "没有载入，到期日为暂定"
    return (
        f"法规包 {len(packs.installed().packs)}",
        f"日历 {year}（{known}）",
        f"依据截至 {now.year}年{now.month}月{now.day}日 {now:%H:%M}",
    )


def notices(now: datetime) -> tuple[Notice, ...]:
    """What every viewer must know: a calendar year that is not there."""
    if now.year in calendars.calendar().years:
        return ()
    said = Notice("care", f"{now.year} 年日历没有载入。", "遇休息日顺延的到期日为“暂定”。", sign=Sign.NEAR)
    return (said,)


def desk(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Nothing is asked of the database unless a template draws it."""
    return {"desk": SimpleLazyObject(lambda: frame(request))}


def frame(request: HttpRequest) -> Desk:
    """The frame for one request."""
    now = clock.now()
    actor: Actor = request.actor  # type: ignore[attr-defined]
    last = request.session.get("matter", "") if hasattr(request, "session") else ""
    return Desk(
        viewer=viewer_of(actor),
        now=now,
        # Before what the session owes is settled no other page opens.
        nav=() if owed(request) else nav(actor, request.path),
        aside=tuple(NavItem(e.text, links.named(e.route)) for e in navigation.aside_of(actor)),
        foot=foot(now),
        notices=notices(now),
        matter_url=links.matter(last) if last else "",
        own=navigation.own_only(actor),
        # The three administrators have no business record to find.
        finds=not navigation.own_only(actor) and not actor.has(*ADMINISTRATORS),
        own_url=links.named("own") if actor.person else "",
    )
