"""The register of integrity risks: its list, its workbook, the form, one risk with its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Light, Notice, Sign, Tab
from zeren.desk.gate import only
from zeren.desk.matters import others
from zeren.desk.matters.doing import day_in
from zeren.desk.risks import citing, form, one, page
from zeren.records import calendars, clock
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.risks import acts, queries
from zeren.records.risks.models import Risk, State
from zeren.records.risks.owners import Owners

sees = only(
    lambda actor: actor.has(*queries.SEES), "廉政风险由本单位和上级机关查看；您的角色没有这一项权限。"
)
keeps = only(
    lambda actor: actor.has(*queries.KEEPS), "廉政风险由本单位和上级机关登记；您的角色没有这一项权限。"
)
TABS = {
    queries.STANDING: "在册", queries.UNSIGNED: "待签字", queries.REVIEW_DUE: "已过复核日", queries.ASKS: "请核对",
    queries.LIFTED: "已解除",
}  # fmt: skip
EMPTY = {
    queries.STANDING: Empty("没有登记的风险点", "您看得到本单位和下级单位的；登记一个，或者用模板一次导入。"),
    queries.UNSIGNED: Empty("没有待签字的", "改过内容的重新签字。"),
    queries.REVIEW_DUE: Empty("没有过了复核日的", "复核日由本单位定，不写的按一年。"),
    queries.ASKS: Empty("没有要核对的字样", "登记里像人名、证件号、手机号的字样列在这里。"),
    queries.LIFTED: Empty("没有解除的", "岗位撤销、权力移出的，解除以后列在这里。"),
}  # fmt: skip


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def _asked(request: HttpRequest) -> tuple[listing.Asked, tuple[listing.Field[Any], ...], str, Any]:
    fields = page.fields(clock.today(), calendars.calendar())
    path = request.path.removesuffix("/export.xlsx")
    question = listing.asked(path, request.GET, fields, more=("look",))
    look = question.filters.get("look", "")
    look = look if look in TABS else queries.STANDING
    wanted = {name: text for name, text in question.filters.items() if name not in question.wrong}
    rows = queries.register(_actor(request), **{**wanted, "look": look})
    sorts = {f.key: f.sort for f in fields if f.sort}
    order = sorts.get(question.sort, "organ_id")
    return question, fields, look, rows.order_by(("-" if question.down else "") + order, "organ_id", "number")


@require_safe
@sees
def risks(request: HttpRequest) -> HttpResponse:
    """The register of every unit in sight."""
    question, fields, look, rows = _asked(request)
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="廉政风险", row_id=lambda r: str(r.pk),
        row_url=lambda r: links.named("risk", r.pk), totals=(f"{total} 个风险点",),
        empty=Empty("没有找到", "换一个条件，或者去掉筛选。") if question.filters.keys() - {"look"} else EMPTY[look],
    )  # fmt: skip
    counts = queries.counts(_actor(request))
    shown = page.RisksPage(
        _head(request, question, counts), tuple(_tabs(question, look, counts)), grid, listing.pages(question, total),
        (*others.said(request), *_said(request)),
    )  # fmt: skip
    return render(request, "desk/risks/list.html", {"page": shown})


def _said(request: HttpRequest) -> Iterator[Notice]:
    """What the import of a workbook said."""
    said = request.session.pop("said", "")
    if said:
        yield Notice("ok", said)


def _tabs(question: listing.Asked, look: str, counts: dict[str, int]) -> Iterator[Tab]:
    for name, title in TABS.items():
        url = question.url(look=name) if name != queries.STANDING else question.without("look")
        yield Tab(title, url, name == look, str(counts[name]))


def _head(request: HttpRequest, question: listing.Asked, counts: dict[str, int]) -> Head:
    path = links.named("risks")
    late = counts[queries.REVIEW_DUE]
    light = Light(Sign.NEAR_INTERNAL, f"已过复核日 {late}") if late else Light(Sign.DONE, "都在复核日内")
    waits = links.with_query(path, ("look", queries.UNSIGNED))
    sub = [
        (Bit(f"在册 {counts[queries.STANDING]}", strong=True),),
        (Bit(f"待签字 {counts[queries.UNSIGNED]}", url=waits),),
        (Bit(light=light),) if counts[queries.STANDING] else (),
        (page.said_of_posts(),),
        *((Bit(cite=cite),) for cite in citing.cites()),
    ]
    export = Button("导出 Excel", url=question.url().replace(path, f"{path}/export.xlsx", 1))
    buttons = (export,)
    if _actor(request).has(*queries.KEEPS):
        new = Button("登记风险点", url=links.named("risk-new"), main=True)
        buttons = (new, Button("导入 Excel", url=links.named("register-import", "risks")), export)
    return Head("廉政风险", sub=tuple(group for group in sub if group), buttons=buttons)


@require_safe
@sees
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook, one measure a row, that can be changed and read in again."""
    question, _, _, rows = _asked(request)
    fields = page.sheet_fields()
    whole = replace(question, columns=tuple(f.key for f in fields))
    # A risk without a measure has a row as well.
    count = rows.order_by().values("pk", "measures__pk").count()
    named = rows.select_related("organ", "post")
    return workbook.whole(request, "廉政风险", whole, fields, named, lambda some: list(_pairs(some)), count)


def _pairs(rows: Any) -> Iterator[page.Pair]:
    for row in rows:
        measures = list(row.measures.all())
        yield from ((row, measure) for measure in measures or [None])


# ---------------------------------------------------------------- the form


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def new(request: HttpRequest) -> HttpResponse:
    """The form; POST enters."""
    actor = _actor(request)
    code = request.POST.get("organ", "") or request.GET.get("organ", "")
    organ = organs.by_code(code) or next(iter(queries.kept_by(actor)), None)
    if request.method != "POST":
        return _form(request, form.page(actor, None, organ, {}, ()))
    sent = form.read(request.POST)
    if request.POST.get("more"):
        return _form(request, form.page(actor, None, organ, sent.texts, sent.rows))
    try:
        if organ is None:
            raise Refused([Problem("organ", "请选单位", "no organ was chosen")])
        made = acts.enter(actor, organ.pk, sent.given)
    except Refused as wrong:
        shown = form.page(actor, None, organ, sent.texts, sent.rows, wrong.problems, sent.places)
        return _form(request, shown, 422)
    others.say(request, Notice("ok", "已登记，待签字背书。", f"{made.number} 号　{made.post_name}"))
    return HttpResponseRedirect(links.named("risk", made.pk))


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The form filled with what stands; POST writes a new version."""
    actor, found = _actor(request), _found(request, pk)
    if not queries.may_keep(actor, found.organ) or found.state == State.LIFTED:
        raise Http404
    if request.method != "POST":
        texts, rows = form.stands(queries.content_of(found), Owners(found.organ))
        return _form(request, form.page(actor, found, found.organ, texts, rows))
    sent = form.read(request.POST)
    if request.POST.get("more"):
        return _form(request, form.page(actor, found, found.organ, sent.texts, sent.rows))
    try:
        acts.change(actor, pk, sent.given, sent.texts["reason"], seen=_version(request))
    except Refused as wrong:
        shown = form.page(actor, found, found.organ, sent.texts, sent.rows, wrong.problems, sent.places)
        return _form(request, shown, 422)
    same = _found(request, pk).version == found.version
    said = Notice("", "没有不同，没有写入。") if same else Notice("ok", "已修改。", "以前的一版保留在下面。")
    others.say(request, said)
    return HttpResponseRedirect(links.named("risk", pk))


def _form(request: HttpRequest, shown: page.FormPage, status: int = 200) -> HttpResponse:
    return render(request, "desk/risks/form.html", {"page": shown}, status=status)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _found(request: HttpRequest, pk: int) -> Risk:
    found = queries.one(_actor(request), pk)
    if found is None:
        raise Http404
    return found


# ---------------------------------------------------------------- one risk


SAID = {
    "review": "已复核。", "sign": "已签字背书。", "lift": "已解除，登记保留。", "restore": "已恢复在册，待签字背书。",
    "clear": "已记明，不再提示。",
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """One risk; POST ``do``: ``review`` ``sign`` ``lift`` ``restore`` ``clear``."""
    actor, found = _actor(request), _found(request, pk)
    if request.method != "POST":
        return render(request, "desk/risks/one.html", {"page": one.page(actor, found, others.said(request))})
    do = request.POST.get("do", "")
    if do not in SAID:
        raise Http404
    try:
        _do(request, do, pk)
    except Refused as wrong:
        shown = one.page(actor, _found(request, pk), (), wrong.problems, do, request.POST.dict())
        return render(request, "desk/risks/one.html", {"page": shown}, status=422)
    others.say(request, Notice("ok", SAID[do]))
    return HttpResponseRedirect(links.named("risk", pk))


def _do(request: HttpRequest, do: str, pk: int) -> None:
    actor, reason = _actor(request), request.POST.get("reason", "")
    if do == "sign":
        acts.sign(actor, pk, seen=_version(request))
    elif do == "review":
        day = day_in(request.POST, "review")
        if day is None:
            raise Refused([Problem("review", "请写下次复核日", "the next day of review is missing")])
        acts.review(actor, pk, day, reason)
    else:
        {"lift": acts.lift, "restore": acts.restore, "clear": acts.clear}[do](actor, pk, reason)
