"""The talent pool: its list, its workbook, entering one person, and one member."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import links, listing, workbook
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice
from zeren.desk.draws import citing
from zeren.desk.gate import only
from zeren.desk.matters import naming, others
from zeren.desk.matters.doing import day_in
from zeren.desk.pool import page
from zeren.records import clock
from zeren.records.errors import Problem, Refused
from zeren.records.organs import queries as organs
from zeren.records.pool import acts, queries
from zeren.records.pool.models import PoolMember

sees = only(
    lambda actor: actor.has(*queries.SEES), "人才库由保管它的机关和上级查看；您的角色没有这一项权限。"
)
keeps = only(lambda actor: actor.has(*queries.KEEPS), "人才库由保管它的机关登记；您的角色没有这一项权限。")


def _asked(request: HttpRequest) -> tuple[listing.Asked, tuple[listing.Field[Any], ...], Any]:
    fields = page.fields()
    question = listing.asked(request.path.removesuffix("/export.xlsx"), request.GET, fields)
    given = question.filters
    rows = queries.register(
        request.actor,  # type: ignore[attr-defined]
        name=given.get("name", ""),
        organ=given.get("organ", ""),
        head=given.get("head", ""),
        state=given.get("state", ""),
    )
    sorts = {f.key: f.sort for f in fields if f.sort}
    order = sorts.get(question.sort, "organ__rank")
    return question, fields, rows.order_by(("-" if question.down else "") + order, "person__code", "id")


@require_safe
@sees
def pool(request: HttpRequest) -> HttpResponse:
    """The members of every pool in sight."""
    actor = request.actor  # type: ignore[attr-defined]
    question, fields, rows = _asked(request)
    total = rows.count()
    start, stop = listing.window(question, total)
    empty = Empty("没有找到", "您看得到本机关和下级机关保管的人才库。")
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="人才库", row_id=lambda m: str(m.pk),
        totals=(f"{total} 人次",), empty=empty,
    )  # fmt: skip
    said = request.session.pop("said", "")
    notices = (*others.said(request), *((Notice("ok", said),) if said else ()))
    head = Head(
        "人才库",
        sub=((Bit(f"{total} 人次"),), (Bit("随机抽调巡察组时从在库的人中公布名单；条文没有要求的内容不登记", tone="dim"),)),
        buttons=_buttons(actor.has(*queries.KEEPS), question),
    )  # fmt: skip
    shown = page.PoolPage(head, grid, listing.pages(question, total), notices)
    return render(request, "desk/pool/list.html", {"page": shown})


def _buttons(keeps: bool, question: listing.Asked) -> tuple[Button, ...]:
    export = Button("导出 Excel", url=question.url().replace("/pool", "/pool/export.xlsx", 1))
    if not keeps:
        return (export, Button("打印", does="print"))
    new = Button("列入一人", url=links.named("pool-new"), main=True)
    return (new, Button("导入 Excel", url=links.named("register-import", "pool")), export)


@require_safe
@sees
def export(request: HttpRequest) -> HttpResponse:
    """The list as a workbook that can be filled in and read in again."""
    question, _, rows = _asked(request)
    fields = page.sheet_fields()
    whole = replace(question, columns=tuple(f.key for f in fields))
    return workbook.whole(request, "人才库", whole, fields, rows)


# ---------------------------------------------------------------- entering


@require_http_methods(["GET", "HEAD", "POST"])
@keeps
def new(request: HttpRequest) -> HttpResponse:
    """The form; POST enters."""
    if request.method != "POST":
        return _new(request)
    try:
        member = acts.enter(request.actor, _entering(request))  # type: ignore[attr-defined]
    except Refused as wrong:
        return _new(request, wrong.by_field())
    words = "，可任组长" if member.may_head else ""
    others.say(
        request,
        Notice("ok", "已列入人才库。", f"{member.person.name}，{member.since.isoformat()} 起{words}。"),
    )
    return HttpResponseRedirect(links.named("pool"))


def _entering(request: HttpRequest) -> acts.Entering:
    """What was filled in. Raises Refused with everything that can't be read."""
    given, problems, values = request.POST, [], {}
    organ = organs.by_code(given.get("organ", ""))
    if organ is None:
        problems.append(Problem("organ", "请选保管机关", "no keeping organ was chosen"))
    for name, read in (("person", _person), ("since", _since)):
        try:
            values[name] = read(request)
        except Refused as wrong:
            problems += wrong.problems
    if problems or organ is None:
        raise Refused(problems)
    return acts.Entering(
        organ.pk, values["person"], values["since"], given.get("may_head") == "yes", given.get("basis", "")
    )


def _person(request: HttpRequest) -> Any:
    return naming.person_of(request.actor, request.POST.get("person", ""))  # type: ignore[attr-defined]


def _since(request: HttpRequest) -> Any:
    return day_in(request.POST, "since") or clock.today()


def _new(request: HttpRequest, errors: Mapping[str, list[str]] | None = None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    shown = page.NewPage(
        head=Head("列入一人", _crumbs("列入一人"), sub=((Bit("谁列入由保管机关定；可任组长的写明依据"),),)),
        organs=tuple((organ.code, organ.name) for organ in queries.kept_by(actor)),
        people=naming.people_offered(actor),
        today=clock.today().isoformat(),
        cites=citing.of_pool(),
        given=request.POST.dict() if errors else {},
        errors={name: "；".join(said) for name, said in (errors or {}).items()},
    )
    return render(request, "desk/pool/new.html", {"page": shown}, status=422 if errors else 200)


def _crumbs(last: str) -> tuple[Link, ...]:
    return Link("人才库", links.named("pool")), Link(last)


# ---------------------------------------------------------------- one member


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member; POST ``do``: ``qualify`` or ``end``."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.one(actor, pk)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _member(request, found)
    do, given = request.POST.get("do", ""), request.POST
    if do not in ("qualify", "end"):
        raise Http404
    try:
        if do == "qualify":
            acts.qualify(actor, pk, given.get("may_head") == "yes", given.get("basis", ""))
        else:
            acts.end(actor, pk, day_in(given, "until") or clock.today(), given.get("reason", ""))
    except Refused as wrong:
        return _member(request, found, do, wrong.by_field())
    said = "已改登。已经公布的名单不变。" if do == "qualify" else "已移出人才库。已经公布的名单不变。"
    others.say(request, Notice("ok", said))
    return HttpResponseRedirect(links.named("pool-member", pk))


def _member(
    request: HttpRequest, found: PoolMember, wrong: str = "", errors: Mapping[str, list[str]] | None = None
) -> HttpResponse:
    person = found.person
    lines = (
        ("人员代码", person.code),
        ("单位", person.organ.name if person.organ else "没有登记"),
        ("现任职务", page.post_words(person) or "没有登记"),
        ("保管机关", found.organ.name),
        ("入库日", found.since.isoformat()),
        ("可任组长", f"是　依据：{found.basis}" if found.may_head else "否"),
        *((("出库日", found.until.isoformat()), ("出库原因", found.reason)) if found.until else ()),
    )
    shown = page.MemberPage(
        head=Head(person.name, _crumbs(person.name), sub=((Bit(light=page.light_of(found)),),), buttons=(Button("廉政档案", url=links.person(person.pk)),)),
        pk=found.pk,
        lines=lines,
        light=page.light_of(found),
        may_head=found.may_head,
        basis=found.basis,
        may_keep=queries.may_keep(request.actor, found.organ),  # type: ignore[attr-defined]
        ended=found.until is not None,
        today=clock.today().isoformat(),
        since=found.since.isoformat(),
        cites=citing.of_pool(),
        notices=others.said(request),
        given=request.POST.dict() if errors else {},
        errors={name: "；".join(said) for name, said in (errors or {}).items()},
        wrong=wrong,
    )  # fmt: skip
    return render(request, "desk/pool/member.html", {"page": shown}, status=422 if errors else 200)
