"""Handing the matters of chosen rows to a colleague: shown first, then done as a whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links, typed
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.records import clock
from zeren.records.errors import OutOfSight, Refused
from zeren.records.matters import opening
from zeren.records.obligations import worklist as work
from zeren.records.people import queries as people

MOST_OFFERED = 20


@dataclass(frozen=True, slots=True)
class HandPage:
    """The form: which matters, to whom, from which day, why."""

    head: Head
    action: str
    rows: tuple[tuple[str, str, str, str], ...]
    ids: tuple[str, ...]
    offered: tuple[tuple[str, str], ...]
    who: str
    taker: str
    on: str
    reason: str
    errors: dict[str, str]
    said: Notice | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest) -> HttpResponse:
    """GET shows what would be handed over; POST does it."""
    actor, given = request.actor, request.POST if request.method == "POST" else request.GET  # type: ignore[attr-defined]
    rows = work.chosen(actor, typed.numbers(given.getlist("o")))
    errors: dict[str, str] = {}
    said = None if rows else Notice("care", "没有选中事项。", "回到待办，选中要移交的行。")
    if request.method == "POST" and rows and not given.get("search"):
        done, errors, said = _hand(request, rows)
        if done:
            request.session["said"] = done
            return HttpResponseRedirect(links.named("worklist"))
    page = _page(actor, rows, given, errors, said)
    status = 422 if errors or (said and request.method == "POST" and not given.get("search")) else 200
    return render(request, "desk/worklist/handover.html", {"page": page}, status=status)


def _hand(request: HttpRequest, rows: Sequence[Any]) -> tuple[str, dict[str, str], Notice | None]:
    """What was done in a sentence, or what is wrong by field, or what stopped it."""
    actor, given = request.actor, request.POST  # type: ignore[attr-defined]
    errors: dict[str, str] = {}
    taker = people.visible_to(actor).filter(pk=typed.number(given.get("taker", "")) or 0).first()
    if taker is None:
        errors["taker"] = "请选定接手的同事"
    on = typed.day(given.get("on", ""))
    if on is None:
        errors["on"] = "写成 2026-10-13 这样的日期"
    if taker is None or on is None:
        return "", errors, None
    matters = sorted({row.matter_id for row in rows})
    try:
        number = opening.hand_over(actor, matters, taker.pk, on, reason=given.get("reason", "").strip()[:200])
    except Refused as refused:
        text = "；".join(problem.zh for problem in refused.problems)
        return "", {}, Notice("stop", "没有移交，没有写入任何内容。", text)
    except OutOfSight:
        return "", {}, Notice("stop", "没有移交，没有写入任何内容。", "其中有的案件已不在您的查看范围内。")
    return f"已把 {number} 件案件移交给 {taker.name}，这些案件的待办随之转到其名下。", {}, None


def _page(
    actor: Any, rows: Sequence[Any], given: Any, errors: dict[str, str], said: Notice | None
) -> HandPage:
    who = given.get("who", "").strip()
    offered = people.search(actor, who, MOST_OFFERED) if who else []
    matters = {row.matter_id: row.matter for row in rows}
    counts = {pk: sum(row.matter_id == pk for row in rows) for pk in matters}
    lines = tuple(
        (m.number, m.title, m.handler.name if m.handler else "未定", f"选中 {counts[m.pk]} 项待办")
        for m in matters.values()
    )
    sub = ((Bit("移交的是整个案件：其中所有待办都转到接手人名下，移交记入案件记录"),),)
    return HandPage(
        head=Head(
            f"移交 {len(matters)} 件案件",
            (Link("待办", links.named("worklist")), Link("移交给同事")),
            sub=sub,
        ),
        action=links.named("handover"),
        rows=lines,
        ids=tuple(str(row.pk) for row in rows),
        offered=tuple(
            (str(p.pk), f"{p.name}　{p.organ.name if p.organ else '单位没有登记'}") for p in offered
        ),
        who=who,
        taker=given.get("taker", ""),
        on=given.get("on", "") or clock.today().isoformat(),
        reason=given.get("reason", ""),
        errors=errors | ({"who": "没有找到，按姓名开头的字查找"} if who and not offered else {}),
        said=said,
    )
