"""The ledger of the trail: filters stand in the address, newest first, on from the last row shown."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links, listing, workbook
from zeren.desk.components import Button, Empty, Head, Link, Notice
from zeren.desk.matters.downloads import as_file
from zeren.desk.trail import findings, heading, rows
from zeren.desk.trail.page import FEW, TITLE, TrailPage, audits
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.rows import few
from zeren.records.trail import acts, looks, queries, verifying
from zeren.records.trail.models import TrailEntry, Verification
from zeren.records.trail.walking import TrailFault

OF_ADMINISTRATORS = "三员的操作"
FIRST_YEAR = 2000
"""Before it no entry was written; the first years of all can't be told in another zone's time."""
AT_ONCE = 2000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Found:
    """What the address asks for, and the entries that fit."""

    question: listing.Asked
    fields: tuple[listing.Field[Any], ...]
    shown: rows.Shown
    entries: QuerySet[TrailEntry]


def _found(request: HttpRequest, path: str, administrators: bool, run: Verification | None) -> Found:
    shown = rows.Shown()
    fields = rows.fields(shown)
    question = listing.asked(path, request.GET, fields)
    given = dict(question.filters)
    if "no" in given and _numbers(given["no"]) is None:
        question.wrong["no"] = "写成 47902，或者 47900..47910"
    given = {name: text for name, text in given.items() if name not in question.wrong}
    wanted = queries.Wanted(
        numbers=_numbers(given.get("no", "")),
        days=listing.days_between(given.get("time", "")),
        accounts=_accounts(given.get("who", ""), administrators),
        act=given.get("act", ""),
        target=given.get("target", ""),
        basis=given.get("basis", ""),
        **_result(given.get("result", ""), run),
    )
    return Found(question, fields, shown, queries.filtered(request.actor, wanted))  # type: ignore[attr-defined]


def _numbers(text: str) -> tuple[int, int] | None:
    first, dots, last = text.replace(",", "").replace("，", "").replace("至", "..").partition("..")
    ends = [part.strip() for part in ((first, last) if dots else (first, first))]
    if not all(part.isdecimal() and len(part) < 16 for part in ends):
        return None
    return int(ends[0]), int(ends[1])


def _accounts(text: str, administrators: bool) -> tuple[str, ...] | None:
    found = None if not text else (("",) if text == rows.NOBODY_SIGNED_IN else (*accounts.called(text), text))
    if not administrators:
        return tuple(dict.fromkeys(found)) if found is not None else None
    three = accounts.administrators()
    return tuple(name for name in three if found is None or name in found)


def _result(text: str, run: Verification | None) -> dict[str, Any]:
    """By the last run: an entry is held against the chain, so that no list could ask it of every row."""
    bad = tuple(f.seq for f in findings.faults_of(run) if f.code in ("altered", "moved"))
    return {"bad": {"only": bad}, "good": {"but": bad}}.get(text, {})


@require_safe
@audits
def trail(request: HttpRequest) -> HttpResponse:
    """日志."""
    looks.look(request.actor, "trail_read", "trail", "-")  # type: ignore[attr-defined]
    return _list(request, TITLE, administrators=False)


@require_safe
@audits
def administrators(request: HttpRequest) -> HttpResponse:
    """三员的操作: what the three administrators did, in the same columns."""
    looks.look(request.actor, "trail_read", "trail", "-")  # type: ignore[attr-defined]
    return _list(request, OF_ADMINISTRATORS, administrators=True)


def _list(request: HttpRequest, title: str, *, administrators: bool) -> HttpResponse:
    run = verifying.last_finished()
    found = _found(request, request.path, administrators, run)
    count, place = queries.counted(found.entries), _place(request.GET.get("before", ""))
    entries = queries.after(found.entries, *place) if place else found.entries
    part = list(entries[: listing.PAGE_SIZE + 1])
    here = part[: listing.PAGE_SIZE]
    found.shown.learn(here)
    grid = listing.grid(
        found.question, found.fields, here, caption=title, row_id=lambda r: str(r.seq), empty=_empty(found.question)
    )  # fmt: skip
    marked = tuple(
        replace(line, on=not found.shown.good(row)) for line, row in zip(grid.rows, here, strict=True)
    )
    faults = findings.faults_of(run)
    older = found.question.url(before=_token(here[-1])) if len(part) > len(here) else ""
    page = TrailPage(
        title=title,
        head=_head(request.actor, title, run, found.question, administrators),
        grid=replace(grid, rows=marked),
        said=_said(found.shown, here, faults),
        boxes=findings.boxes(run, findings.numbers_in(run), FEW) if run and not administrators else (),
        more=0 if administrators else max(0, len(faults) - FEW),
        more_url=links.named("trail-report", run.pk) if run else "",
        csv=_export(found.question, "csv", administrators),
        count=f"{queries.MOST:,} 条以上" if count > queries.MOST else f"{count} 条",
        older=older,
        newest=found.question.url() if place else "",
    )
    return render(request, "desk/trail/list.html", {"page": page})


def _token(row: TrailEntry) -> str:
    return f"{row.at.astimezone(clock.BEIJING):%Y%m%d%H%M%S%f}-{row.seq}"


def _place(text: str) -> tuple[datetime, int] | None:
    """Where the list goes on; a place that can't be read, or where no trail can be, is its beginning."""
    at, _, seq = text.partition("-")
    if not (seq.isdecimal() and len(seq) < 16):
        return None
    try:
        found = datetime.strptime(at, "%Y%m%d%H%M%S%f").replace(tzinfo=clock.BEIJING)
    except ValueError:
        return None
    return (found, int(seq)) if found.year >= FIRST_YEAR else None


def _empty(question: listing.Asked) -> Empty:
    if question.filters:
        return Empty("没有符合筛选的条目", "", Link("去掉全部筛选", question.path))
    return Empty("还没有条目")


# ---------------------------------------------------------------- head


def _head(
    actor: Actor, title: str, run: Verification | None, question: listing.Asked, administrators: bool
) -> Head:
    faults = findings.faults_of(run)
    export = _export(question, "xlsx", administrators)
    buttons = [
        Button("重新校验" if run else "校验", url=links.named("trail-verify")),
        Button("导出", url=export),
    ]
    if run:
        buttons.append(Button("报主要负责人", url=links.named("trail-report", run.pk), main=bool(faults)))
    return Head(
        heading.verdict(title, run),
        (Link("三员"), Link(title)),
        sub=heading.sub(actor, run),
        buttons=tuple(buttons),
    )


def _export(question: listing.Asked, kind: str, administrators: bool) -> str:
    pairs = [("only", "administrators")] if administrators else []
    return links.with_query(links.named("trail-export", kind), *question.kept, *pairs)


def _said(shown: rows.Shown, here: list[TrailEntry], faults: Sequence[TrailFault]) -> Notice | None:
    """A row on the page that does not verify and that no run has told yet."""
    known = {fault.seq for fault in faults}
    bad = [row for row in here if not shown.good(row) and row.seq not in known]
    if not bad:
        return None
    run = Link("校验", links.named("trail-verify"))
    return Notice(
        "stop", f"本页有 {len(bad)} 条与链不符。", "校验以后说明能肯定什么、影响什么。", links=(run,)
    )


# ---------------------------------------------------------------- export


@require_safe
@audits
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The filtered list as a workbook or as CSV, however many rows; the export is an entry itself, with its row count."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    administrators = request.GET.get("only") == "administrators"
    found = _found(request, request.path, administrators, verifying.last_finished())
    # The export itself is an entry, and others are written meanwhile.
    found.entries = found.entries.filter(seq__lte=queries.last_seq())
    count, title = found.entries.count(), OF_ADMINISTRATORS if administrators else TITLE
    if kind == "csv":
        acts.note(request.actor, "exported", "list", title, detail=f"{count} CSV")  # type: ignore[attr-defined]
        return _csv(title, found)
    return workbook.whole(request, title, found.question, found.fields, found.entries, _learnt(found), count)


def _learnt(found: Found) -> Callable[[list[TrailEntry]], list[TrailEntry]]:
    """What is known for the cells is that of a few entries: they are made before the next are read."""

    def learnt(some: list[TrailEntry]) -> list[TrailEntry]:
        found.shown.learn(some)
        return some

    return learnt


def _csv(title: str, found: Found) -> HttpResponse:
    out = StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([f.title for f in found.fields])
    learnt = _learnt(found)
    for entry in (one for some in few(found.entries.iterator(AT_ONCE), AT_ONCE) for one in learnt(some)):
        writer.writerow([_plain(str(f.value(entry))) for f in found.fields])
    name = f"{title} {clock.today().isoformat()}.csv"
    return as_file(out.getvalue().encode(), "text/csv; charset=utf-8", name)


def _plain(text: str) -> str:
    """A cell that a spreadsheet would take for a formula stays text."""
    return f"'{text}" if text.startswith(FORMULA) else text
