"""The register of people and the file of each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import links, listing, typed, workbook
from zeren.desk.approvals import sealed
from zeren.desk.cadre import build, register
from zeren.desk.cadre.page import RegisterPage
from zeren.desk.components import Bit, Button, Empty, Head, Tab
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.dossiers import queries as dossiers
from zeren.records.matters import ledger
from zeren.records.people import queries as people
from zeren.records.planning import queries as planning
from zeren.records.precheck import queries as precheck
from zeren.records.trail import looks


def _asked(request: HttpRequest) -> tuple[listing.Asked, tuple[listing.Field[Any], ...], QuerySet[Any]]:
    actor = request.actor  # type: ignore[attr-defined]
    managers = tuple((str(pk), f"{name}管理") for pk, name in people.managing_organs(actor))
    fields = register.fields(managers)
    question = listing.asked(request.path.removesuffix("/export.xlsx"), request.GET, fields)
    given = question.filters
    rows = people.register(
        actor,
        name=given.get("name", ""),
        organ=given.get("organ", ""),
        managing_organ=given.get("managed", ""),
    )
    sorts = {f.key: f.sort for f in fields if f.sort}
    order = sorts.get(question.sort, "organ__rank")
    return question, fields, rows.order_by(("-" if question.down else "") + order, "id")


@require_safe
def cadres(request: HttpRequest) -> HttpResponse:
    """The register: everybody whom the viewer sees."""
    question, fields, rows = _asked(request)
    total = rows.count()
    start, stop = listing.window(question, total)
    grid = listing.grid(
        question,
        fields,
        list(rows[start:stop]),
        caption="人员登记",
        row_id=lambda p: str(p.pk),
        totals=(f"{total} 人",),
        empty=Empty("没有找到", "您的查看范围是您所在机关管理和承办案件涉及的人员。"),
    )
    export = question.url().replace("/cadres", "/cadres/export.xlsx", 1)
    sub = (
        (Bit(f"您能查看的 {total} 人"),),
        (Bit("按姓名、单位查找；打开后选核查日期，列出在效的限制", tone="dim"),),
        (Bit("机关登记", url=links.named("organs")),),
    )
    head = Head("廉政档案", sub=sub, buttons=(Button("导出 Excel", url=export), Button("打印", does="print")))
    page = RegisterPage(head, grid, listing.pages(question, total))
    return render(request, "desk/cadre/list.html", {"page": page})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook."""
    question, fields, rows = _asked(request)
    return workbook.whole(request, "人员登记", question, fields, rows)


@require_safe
def cadre(request: HttpRequest, pk: int) -> HttpResponse:
    """One person on a chosen day."""
    actor = request.actor  # type: ignore[attr-defined]
    person = people.cadre(actor, pk)
    if person is None:
        raise Http404
    looks.look(actor, "cadre_read", "person", pk)
    today = clock.today()
    chosen, wrong = typed.day_or(request.GET.get("day", ""), today)
    # Bars over a person fall on the shared events of appointment and assessment; others bind an organ.
    shared = packs.installed().shared.events
    rows = [row for row in dossiers.bars(actor, pk) if row.act in shared]
    acts = {row.act for row in rows}
    act = request.GET.get("act", "")
    page = build.person_page(
        person,
        rows,
        dossiers.sections(actor, pk),
        people.charges_of(actor, pk),
        ledger.in_sight(actor, (row.matter_id for row in rows)),
        chosen=chosen,
        today=today,
        act=act if act in acts else "",
        day_wrong=wrong,
        sealed=sealed.lines(actor, pk),
        tabs=_tabs(actor, pk),
        lacks=dossiers.lacks(person, today),
        training=links.with_query(links.named("training"), ("name", person.name))
        if actor.has(*planning.SEES)
        else "",
    )
    return render(request, "desk/cadre/person.html", {"page": page})


def _tabs(actor: Actor, pk: int) -> tuple[Tab, ...]:
    """The check stands beside the file, for who checks; nobody checks himself."""
    check = (Tab("任前核查", links.named("precheck-one", pk)),) if precheck.askable(actor, [pk]) else ()
    return (*check, Tab("廉政档案", links.person(pk), True)) if check else ()
