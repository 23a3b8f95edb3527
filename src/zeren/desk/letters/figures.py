"""灯的界限: an organ's figures, read by everybody who sees its matters, set by its leaders and its committee's office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links, typed
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.gate import only
from zeren.desk.letters.page import FiguresPage
from zeren.desk.matters import others
from zeren.records import clock
from zeren.records.actor import SEES_TREE
from zeren.records.errors import Refused
from zeren.records.letters import acts, queries
from zeren.records.letters.lights import GREEN_FROM, MARK, Thresholds
from zeren.records.obligations.worklist import NEAR
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ

NAMES = ("green", "amber", "mark", "source", "since", "organ")


@only(lambda actor: actor.has(*SEES_TREE), "提醒函的界限由发函机关定；您的角色没有这一项。")
@require_http_methods(["GET", "HEAD", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """The figures in force; POST sets others from a day on. 422 with what is wrong."""
    actor = request.actor  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else request.GET
    name = given.get("organ", "").strip()
    organ = organs.by_name(name) if name else organs.by_id(actor.organ)
    if request.method != "POST":
        return _page(request, organ, _errors_of_organ(name, organ))
    errors = _errors_of_organ(name, organ)
    since = typed.day(given.get("since", ""))
    if since is None:
        errors["since"] = "写成 2026-10-13 这样的日期"
    if errors or organ is None or since is None:
        return _page(request, organ, errors, 422)
    if not acts.may_set(actor, organ):
        return _page(request, organ, {"organ": f"{organ.name}的界限由它的领导或者党委办公室定"}, 422)
    asked = Thresholds(
        typed.number(given.get("green", "").strip()) or 0, typed.number(given.get("amber", "").strip()) or 0,
        given.get("mark", ""), given.get("source", ""),
    )  # fmt: skip
    try:
        acts.set_thresholds(actor, organ.pk, asked, since)
    except Refused as refused:
        return _page(request, organ, {p.field: p.zh for p in refused.problems}, 422)
    others.say(request, Notice("ok", "已定。", f"{organ.name}自 {since} 起按此定灯；已发的函不变。"))
    there = links.with_query(links.named("letter-figures"), ("organ", organ.name))
    return HttpResponseRedirect(there)


def _errors_of_organ(name: str, organ: Organ | None) -> dict[str, str]:
    return {"organ": f"没有登记“{name[:40]}”，或者不止一个"} if name and organ is None else {}


def _page(
    request: HttpRequest, organ: Organ | None, errors: dict[str, str], status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    now = queries.figures_of(organ.pk if organ else None)
    source = now.source or "默认；条文没有写"
    usual = {
        "green": str(now.green), "amber": str(now.amber), "mark": now.mark, "source": "",
        "since": clock.today().isoformat(), "organ": organ.name if organ else "",
    }  # fmt: skip
    said = others.said(request)
    stop = Notice("stop", "没有写入。", "；".join(errors.values())) if errors else None
    page = FiguresPage(
        head=Head(
            "提醒函　灯的界限",
            (Link("提醒函", links.named("letters")), Link("灯的界限")),
            sub=((Bit("条文没有写几日发函，由机关自定；不定的按默认"),),),
        ),
        organ=organ.name if organ else "",
        now=(
            ("绿灯", f"自余 {now.green} 个工作日起，送承办人", f"默认 {GREEN_FROM}"),
            ("黄灯", f"余 {now.amber} 个工作日以内，加送分管领导", f"默认 {NEAR}，与待办相同"),
            ("红灯", "过了到期日，送应办单位和主要负责人", "不另定；暂定的日子不作红灯"),
            ("代字", f"{now.mark}〔{clock.today().year}〕×号", f"默认 {MARK}"),
            ("依据", source, ""),
        ),
        may=organ is not None and acts.may_set(actor, organ),
        typed={name: request.POST.get(name, usual[name]) if errors else usual[name] for name in NAMES},
        errors=errors,
        said=stop or (said[0] if said else None),
    )
    return render(request, "desk/letters/figures.html", {"page": page}, status=status)
