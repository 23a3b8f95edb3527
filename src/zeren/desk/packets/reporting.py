"""Reporting to a superior: what would leave is looked at, then made; the file goes out with the answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links, listing
from zeren.desk.components import Bit, Head, Link, Pages
from zeren.desk.packets.words import actor_of, download, looks, pack_names, suite_label, told
from zeren.desk.typed import day
from zeren.records.errors import Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.packets import access, acts, queries
from zeren.records.packets.gathering import STAYS, Line, Preview, Scope
from zeren.records.packets.models import Relation

CHOICES = tuple[tuple[str, str], ...]
NAMES = ("to", "organ", "pack", "since", "until")


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The form, and what would leave by it."""

    head: Head
    partners: CHOICES
    organs: CHOICES
    packs: CHOICES
    given: dict[str, str]
    decides: bool
    found: Preview | None = None
    lines: tuple[Line, ...] = ()
    stays: str = ""
    pages: Pages | None = None
    seen: str = ""
    suite: str = ""
    errors: tuple[str, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@looks
def report(request: HttpRequest) -> HttpResponse:
    """What would leave for ``to`` of ``organ`` and those under it, ``pack``, ``since``, ``until``; POST makes it."""
    actor, form = actor_of(request), request.POST if request.method == "POST" else request.GET
    given = {name: form.get(name, "").strip() for name in NAMES}
    if request.method == "POST" and not access.decides(actor):
        raise PermissionDenied("制作数据包由本单位负责人，或者受其委托的人办理。")
    if not given["to"]:
        return _shown(request, given)
    try:
        scope = _scope(given)
        found = acts.preview(actor, given["to"], scope)
        if request.method != "POST":
            return _shown(request, given, found)
        if form.get("seen") != seen(found):
            raise Refused(
                [Problem("seen", "看过以后，范围内的事项有变化，请再看一遍", "the matters changed since")]
            )
        return download(acts.made(actor, given["to"], scope))
    except Refused as wrong:
        return _shown(request, given, errors=told(wrong))


def seen(found: Preview) -> str:
    """What was looked at, so that exactly this is made."""
    rows = "\n".join(f"{line.organ} {line.key} {line.entries}" for line in found.items)
    return hashlib.sha256(f"{found.keys}\n{rows}".encode()).hexdigest()


def _scope(given: dict[str, str]) -> Scope:
    packs_asked = (given["pack"],) if given["pack"] else ()
    return Scope((given["organ"],), packs_asked, _day(given, "since"), _day(given, "until"))


def _day(given: dict[str, str], name: str) -> date | None:
    found = day(given[name])
    if given[name] and found is None:
        raise Refused([Problem(name, f"“{given[name]}”不是日期，写成 2026-01-31", "expected YYYY-MM-DD")])
    return found


def _shown(
    request: HttpRequest, given: dict[str, str], found: Preview | None = None, errors: tuple[str, ...] = ()
) -> HttpResponse:
    actor, seat = actor_of(request), access.seat()
    under = [(o.code, o.name) for o in organs.under(actor, seat)] if seat else []
    lines = found.items if found else ()
    question = listing.plain(request.path, request.GET, *((n, v) for n, v in given.items() if v))
    start, stop = listing.window(question, len(lines))
    names = dict(under)
    shown = tuple(replace(line, organ=names.get(line.organ, line.organ)) for line in lines[start:stop])
    head = Head(
        "报送", (Link("数据包", links.named("packets")),),
        sub=((Bit("事项连同全部记录；附件不带，对方只看，不能改", tone="dim"),),),
    )  # fmt: skip
    page = ReportPage(
        head, partners_of(Relation.SUPERIOR), tuple(under), pack_names(), given, access.decides(actor), found, shown,
        stays_of(found), listing.pages(question, len(lines)), seen(found) if found else "", suite_label(found.suite) if found else "", errors,
    )  # fmt: skip
    return render(request, "desk/packets/report.html", {"page": page}, status=422 if errors else 200)


def partners_of(relation: Relation) -> CHOICES:
    """The partners of a relation, to choose from."""
    return tuple((row["code"], row["name"]) for row in queries.partners() if row["relation"] == relation)


def stays_of(found: Preview | None) -> str:
    """How many of the scope stay and why; empty where none does."""
    if found is None or not found.withheld:
        return ""
    why = "，".join(f"{STAYS[name]} {found.stays[name]} 件" for name in STAYS if name in found.stays)
    return f"另有 {found.withheld} 件不带：{why}。"
