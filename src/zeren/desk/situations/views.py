"""谈话与约谈事由: the facts to be considered, and one of them with its answer."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing
from zeren.desk.components import Bit, Button, Empty, Head, Notice, Tab
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.situations import build, page
from zeren.records.actor import Actor
from zeren.records.errors import Refused
from zeren.records.situations import acts, queries
from zeren.records.situations.models import Outcome

sees = only(
    lambda actor: actor.has(*queries.SEES),
    "谈话与约谈事由由看得到该案件的领导和部门查看；您的角色没有这一项权限。",
)
NAMES = ("words", "matter", "target")
TABS = {outcome.value: outcome.label for outcome in Outcome}
EMPTY = {
    Outcome.NONE.value: Empty("没有待考虑的事由", "条文列为情形的事实有了记录，自动列在这里；封存的材料和举报不在其中。"),
    Outcome.OPENED.value: Empty("没有由事由发起的", "从待考虑的一条发起，事实作为来源关联。"),
    Outcome.DECLINED.value: Empty("没有考虑后不谈的", "写明理由的列在这里；以后仍可以发起。"),
}  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_safe
@sees
def situations(request: HttpRequest) -> HttpResponse:
    """The facts in sight, by what people answered."""
    actor, look = _actor(request), request.GET.get("look", "")
    look = look if look in TABS else ""
    given = {name: request.GET.get(name, "").strip()[:80] for name in NAMES}
    rows = queries.register(actor, look, words=given["words"], number=given["matter"], target=given["target"])
    question = _question(request, look, given)
    total = rows.count()
    start, stop = listing.window(question, total)
    found = build.rows_of(actor, list(rows[start:stop]))
    targets = [(f"{pack}/{name}", build.target_title(pack, name)) for pack, name in queries.targets(actor)]
    narrowed = any(given.values())
    shown = page.SituationsPage(
        head=_head(),
        tabs=tuple(_tab(look, outcome, count) for outcome, count in queries.counts(actor).items()),
        look=look,
        filters=page.Filters(given["words"], given["matter"], given["target"], tuple(targets)),
        rows=found,
        total=f"{total} 条",
        pages=listing.pages(question, total),
        empty=None if found else Empty("没有找到", "换一个条件，或者去掉筛选。") if narrowed else EMPTY[look],
        notices=others.said(request),
    )
    return render(request, "desk/situations/list.html", {"page": shown})


def _question(request: HttpRequest, look: str, given: dict[str, str]) -> listing.Asked:
    kept = [(name, text) for name, text in (("look", look), *given.items()) if text]
    return listing.plain(request.path, request.GET, *kept)


def _tab(look: str, outcome: str, count: int) -> Tab:
    url = links.with_query(links.named("situations"), ("look", outcome))
    return Tab(TABS[outcome], url, outcome == look, listing.up_to(queries.MOST, count))


def _head() -> Head:
    sub = (
        (Bit("只列有记录、条文列为情形的事实"),),
        (Bit("不按人汇总，不排名；谈不谈、和谁谈由人定", tone="dim"),),
    )
    return Head("谈话与约谈事由", sub=sub, buttons=(Button("打印", does="print"),))


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def situation(request: HttpRequest, pk: int) -> HttpResponse:
    """One fact; POST ``reason``: it was considered, and no talk is held."""
    actor = _actor(request)
    found = queries.one(actor, pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, build.page(actor, found, others.said(request)))
    reason = request.POST.get("reason", "")
    try:
        acts.decline(actor, pk, reason)
    except Refused as wrong:
        errors = {name: "；".join(said) for name, said in wrong.by_field().items()}
        return _shown(request, build.page(actor, found, errors=errors, reason=reason), 422)
    others.say(request, Notice("ok", "已记明：已考虑，不谈。", f"{found.matter.number}　{found.words}"))
    return HttpResponseRedirect(links.named("situations"))


def _shown(request: HttpRequest, shown: Any, status: int = 200) -> HttpResponse:
    return render(request, "desk/situations/one.html", {"page": shown}, status=status)
