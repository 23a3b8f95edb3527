"""The duty list signed item by item, and what was done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import queries as accounts
from zeren.desk import links, typed
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Citation, Head, Notice
from zeren.desk.duties import build
from zeren.desk.duties.views import ListPage, crumbs, day_of, found_list, head_of, sees, tabs_of
from zeren.desk.matters import others
from zeren.records import clock
from zeren.records.duties import acts, generating, log, queries
from zeren.records.duties.models import Duty, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Refused


@dataclass(frozen=True)
class SignPage:
    """The duties that the viewer signs for, those not signed yet first."""

    head: Head
    rows: tuple[tuple[Duty, str, Citation | None, bool], ...]
    notices: tuple[Notice, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def sign(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """签字背书, item by item."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    if request.method == "POST":
        numbers = typed.numbers(request.POST.getlist("number"))
        try:
            acts.sign(actor, lst.pk, numbers)
        except Refused as wrong:
            others.say(request, Notice("stop", "没有签字。", "；".join(p.zh for p in wrong.problems)))
            return HttpResponseRedirect(links.named("duties-sign", organ, year))
        except OutOfSight as gone:
            raise Http404 from gone
        others.say(request, Notice("ok", "已签字背书。", f"{len(numbers)} 条，第 {lst.version} 版清单。"))
        return HttpResponseRedirect(links.named("duties-list", organ, year))
    mine = acts.signable(actor, lst)
    if not mine:
        raise Http404
    rows = _to_sign(lst, mine)
    head = Head(
        "签字背书", crumbs(organ, year, "签字背书"),
        sub=((Bit("逐条签字：签过的条目改动以后须重新签。领导班子的条目由主要负责人签"),),),
    )  # fmt: skip
    return render(
        request, "desk/duties/sign.html", {"page": SignPage(head, tuple(rows), others.said(request))}
    )


def _to_sign(lst: DutyList, mine: set[int]) -> list[tuple[Duty, str, Citation | None, bool]]:
    """The duties with quota, provision and whether they are signed; those that wait first."""
    duties_ = list(lst.duties.select_related("holder__person").filter(number__in=mine, dropped__isnull=True))
    owed = {duty.number: build.owed_of(duty) for duty in duties_}
    citer = Citer((o.pack.ref, [o.norm.cite[0]]) for o in owed.values() if o and o.norm.cite)
    rows = []
    for duty in sorted(duties_, key=lambda one: (one.signed is not None, one.number)):
        found = owed[duty.number]
        amount = build.naming.amount(found) if found else ""
        cite = citer.chip(found.pack.ref, found.norm.cite[0]) if found and found.norm.cite else None
        rows.append((duty, amount, cite, duty.signed is not None))
    return rows


# ---------------------------------------------------------------- changes


@dataclass(frozen=True)
class Changed:
    """One act on the list as the tab of changes shows it."""

    on: str
    what: str
    who: str
    text: str


WORDS = {
    "generated": "生成",
    "changed": "变更",
    "signed": "签字背书",
    "published": "公布",
    "explained": "说明情况",
}


@require_safe
@sees
def changes(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """What was done to the list, the latest first; to whom sees the own duties alone what touches those."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    found = queries.changes_for(actor, lst)
    names = accounts.shown(entry.account for entry, _ in found)
    rows = tuple(
        _changed(entry, body, names.get(entry.account, (entry.account, ""))[0]) for entry, body in found
    )
    keeps = queries.may_keep(actor, lst.organ)
    sheet = build.sheet(actor, lst, day_of(request, year))
    bodies = generating.bodies(lst) if keeps else []
    page = ListPage(
        head_of(actor, lst, sheet, keeps), tabs_of(actor, lst, "", changes=True), organ, year, "", (), None, None,
        others.said(request), None, keeps, rows, bodies=tuple((word, build.capacity(word)) for word in bodies),
        dropped=_dropped(lst) if keeps else (),
    )  # fmt: skip
    return render(request, "desk/duties/list.html", {"page": page})


def _dropped(lst: DutyList) -> tuple[tuple[int, str], ...]:
    """The duties that were taken off, by number."""
    rows = lst.duties.filter(dropped__isnull=False).select_related("holder__person").order_by("number")
    return tuple(
        (d.number, f"第 {d.number} 条　{d.holder.person.name if d.holder.person else build.capacity(d.holder.capacity)}　{d.title}")
        for d in rows
    )  # fmt: skip


@require_POST
@sees
def add_body(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Take up a body that the register cannot tell, with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    capacity, reason = request.POST.get("capacity", ""), request.POST.get("reason", "")
    try:
        acts.add_body(actor, lst.pk, capacity, reason)
        others.say(request, Notice("ok", "已增列。", f"{build.capacity(capacity)}的责任已列入清单。"))
    except OutOfSight as gone:
        raise Http404 from gone
    except Refused as wrong:
        others.say(request, Notice("stop", "没有增列。", "；".join(p.zh for p in wrong.problems)))
    return HttpResponseRedirect(links.named("duties-changes", organ, year))


@require_POST
@sees
def restore(request: HttpRequest, organ: int, year: int) -> HttpResponse:
    """Put back a duty that was taken off, with its reason."""
    actor = request.actor  # type: ignore[attr-defined]
    lst = found_list(actor, organ, year)
    number = typed.number(request.POST.get("number", "")) or 0
    try:
        acts.restore(actor, lst.pk, number, request.POST.get("reason", ""))
        others.say(request, Notice("ok", "已恢复。", f"第 {number} 条，须重新签字。"))
    except OutOfSight as gone:
        raise Http404 from gone
    except Refused as wrong:
        others.say(request, Notice("stop", "没有恢复。", "；".join(p.zh for p in wrong.problems)))
    return HttpResponseRedirect(links.named("duties-changes", organ, year))


def _changed(entry: DutyEntry, body: Mapping[str, Any], who: str) -> Changed:
    parts = []
    if body.get("holders"):
        parts.append(f"责任主体 {len(body['holders'])} 个")
    if body.get("duties"):
        numbers = [row if isinstance(row, int) else row["number"] for row in body["duties"]]
        shown = "、".join(map(str, numbers[:12]))
        parts.append(f"第 {shown} {f'等 {len(numbers)} 条' if len(numbers) > 12 else '条'}")
    if entry.act == log.Act.EXPLAINED:
        parts.append(f"第 {body['duty']} 条")
    if body.get("dropped"):
        parts.append(f"删去第 {'、'.join(map(str, body['dropped']))} 条")
    if body.get("restored"):
        parts.append(f"恢复第 {'、'.join(map(str, body['restored']))} 条")
    if entry.act == log.Act.PUBLISHED:
        parts.append(f"{body['on']} 公布于{body['where']}")
    if body.get("reason"):
        parts.append(f"理由：{body['reason']}")
    local = entry.recorded.astimezone(clock.BEIJING)
    return Changed(f"{local:%Y-%m-%d %H:%M}", WORDS[entry.act], who, "；".join(parts))
