"""究责: what is in hand, by procedure and state; every number is a link to its matters."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zeren.desk import links
from zeren.desk.components import Bit, Button, Empty, Head, Link
from zeren.records import packs
from zeren.records.actor import WRITES
from zeren.records.matters import queries as matters


@dataclass(frozen=True, slots=True)
class HallLine:
    """One procedure: how many in hand, past a day, awaiting words, finished; each with its ledger."""

    title: str
    regulation: str
    law_url: str
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HallPage:
    """The hall."""

    head: Head
    lines: tuple[HallLine, ...]
    empty: Empty | None


COLUMNS = ("在办", "待说明", "待查明", "办结")


@require_GET
def hall(request: HttpRequest) -> HttpResponse:
    """The hall of 究责."""
    actor = request.actor  # type: ignore[attr-defined]
    counts = matters.counts_by_procedure(actor)
    library = packs.installed()
    lines = []
    for (pack, procedure), figures in sorted(counts.items()):
        version = library.versions(pack)[-1]
        known = version.procedures.get(procedure)
        lines.append(
            HallLine(
                known.title if known else procedure,
                f"《{version.title}》",
                links.provision(pack),
                tuple((str(number) if number else "—", _ledger(pack, procedure, name) if number else "") for name, number in figures.items()),
            )
        )  # fmt: skip
    writes = actor.has(*WRITES)
    buttons = (
        Button("启动一案", links.named("matter-start"), main=True),
        Button("从 Excel 粘贴在办案件", links.named("matter-paste")),
    ) if writes else ()  # fmt: skip
    head = Head("究责", sub=((Bit("按程序列出在办事项；每个数字都可点开"),),), buttons=buttons)
    empty = (
        None
        if lines
        else Empty(
            "还没有事项。",
            "可以启动一案，或者接管在办的案件。" if writes else "您的查看范围内没有案件。",
            Link("启动一案", links.named("matter-start")) if writes else None,
        )
    )
    return render(
        request, "desk/matters/hall.html", {"page": HallPage(head, tuple(lines), empty), "columns": COLUMNS}
    )


def _ledger(pack: str, procedure: str, name: str) -> str:
    state = "closed" if name == "closed" else "open"
    worst = name if name in ("breached", "undetermined") else ""
    return links.with_query(
        links.named("ledger"), ("pack", pack), ("procedure", procedure), ("state", state), ("worst", worst)
    )
