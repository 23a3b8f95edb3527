"""My requests, and what was approved, opened: exactly that, once more on the trail each time."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_safe

from zeren.access.consulting import acts, queries
from zeren.access.consulting.queries import State
from zeren.desk import days, gate, links
from zeren.desk.approvals import build
from zeren.desk.approvals.page import Document, OpenedPage, OwnLine, OwnPage
from zeren.desk.components import Bit, Empty, Head, Link, Notice, Sign
from zeren.desk.reports.build import told
from zeren.records import clock
from zeren.records.errors import OutOfSight


@require_safe
def consult(request: HttpRequest) -> HttpResponse:
    """What I asked for or am to look at, with where it stands."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = queries.mine(actor)
    text = request.session.pop("said", "")
    page = OwnPage(
        head=Head(
            "我申请的查阅",
            _crumbs(),
            sub=((Bit(f"{len(rows)} 件"),), (Bit("从廉政档案中干部的页面申请"),)),
        ),
        lines=tuple(_line(actor, row) for row in rows),
        empty=Empty(
            "没有申请过查阅", "从廉政档案中干部的页面申请。", Link("廉政档案", links.named("cadres"))
        ),
        said=Notice("ok", text) if text else None,
    )
    return render(request, "desk/approvals/own.html", {"page": page})


def _crumbs(*more: Link) -> tuple[Link, ...]:
    return (Link("待办", links.named("worklist")), *(more or (Link("我申请的查阅"),)))


def _line(actor: Any, row: Any) -> OwnLine:
    state, decision = queries.state_of(row), row.part("decision")
    granted = decision is not None and decision.begins is not None
    begins, ends = (decision.begins, decision.ends) if granted else (row.begins, row.ends)
    opens = state is State.OPEN and queries.is_looker(actor, row)
    again = state in (State.RETURNED, State.EXPIRED) and row.asker.signin == actor.account
    return OwnLine(
        light=build.state_light(row), number=row.number, whose=build.whose(row),
        what=f"{build.years_words(row)}　{build.sections_words(row)}", purpose=queries.purpose_of(row),
        period=build.period_words(begins, ends), approver=build.name_of(decision.by) if decision else f"送 {build.name_of(row.waits_for)}",
        said=decision.reasons if decision else "",
        open_url=links.named("consulted", row.pk) if opens else "",
        again_url=links.with_query(links.named("consult-new"), ("person", str(row.person_id)), ("again", str(row.pk))) if again else "",
    )  # fmt: skip


@require_GET
def consulted(request: HttpRequest, pk: int) -> HttpResponse:
    """The opened material. 404 for everybody but those named to look; after the last day, or withdrawn, a line says so."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(actor, pk)
    if not queries.is_looker(actor, found):
        raise OutOfSight(f"consultation {pk}")
    if queries.state_of(found) is not State.OPEN:
        return _answer(request, _shut(found), 404)
    return _open(request, pk)


@gate.strong
def _open(request: HttpRequest, pk: int) -> HttpResponse:
    opened = acts.look(request.actor, pk)  # type: ignore[attr-defined]
    return _answer(request, _page(opened), 200)


def _answer(request: HttpRequest, page: OpenedPage, status: int) -> HttpResponse:
    answer = render(request, "desk/approvals/opened.html", {"page": page}, status=status)
    # Nothing of it may stay behind, neither in the browser's store nor in a proxy's.
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def _head(found: Any) -> Head:
    kind = build.kind_of(found)
    crumbs = _crumbs(Link("我申请的查阅", links.named("consult")), Link(found.number))
    sub = ((Bit(queries.purpose_of(found)),), (Bit(light=build.state_light(found)),))
    return Head(f"{found.person.name}　{kind.label if kind else ''}", crumbs, sub=sub)


def _page(opened: acts.Opened) -> OpenedPage:
    found, kind = opened.request, build.kind_of(opened.request)
    labels = kind.sections if kind else {}
    times = queries.looked([found])[found.pk].times
    until = days.in_sentence(found.decision.ends, clock.today())
    said = Notice(
        "care", f"只开 {build.years_words(found)} {build.sections_words(found)}，到{until}止（含当日）。",
        f"第 {times} 次打开，已记入日志，批准人看得到。不摘录到案卷以外，不打印，不导出。", sign=Sign.SEALED,
    )  # fmt: skip
    documents = tuple(_document(m, content, found.section_list, labels) for m, content in opened.documents)
    return OpenedPage(
        _head(found), said, documents, cite=build.citer_of([found]).chip(found.pack, found.cite)
    )


def _document(material: Any, content: dict[str, str], wanted: tuple[str, ...], labels: Any) -> Document:
    shown = tuple((labels.get(s, s), told(material.kind, s, content[s])) for s in wanted if s in content)
    lacking = "、".join(labels.get(s, s) for s in wanted if s not in content)
    received = f"{material.on.isoformat()} 收到　{material.receiver.name}　{material.custodian.name} 保管"
    return Document(material.title, received, shown, f"这份报告没有填报：{lacking}" if lacking else "")


def _shut(found: Any) -> OpenedPage:
    decision, withdrawal = found.part("decision"), found.part("withdrawal")
    state = queries.state_of(found)
    if withdrawal is not None:
        why = f"{days.minute_in_cell(withdrawal.at, clock.today())} 已提前收回"
    elif state is State.EXPIRED:
        why = f"{days.in_sentence(decision.ends, clock.today())}已到期"
    elif state is State.AHEAD:
        why = f"{days.in_sentence(decision.begins, clock.today())}起才打开"
    else:
        why = {State.WAITING: "还没有批", State.RETURNED: "已退回"}.get(state, "没有批准")
    kind = build.kind_of(found)
    what = f"{kind.label if kind else found.kind}　{build.years_words(found)}　{build.sections_words(found)}"
    said = Notice(
        "", f"{why}。", "封存的材料没有打开。要再看，须重新申请，再由主要负责人批。", sign=Sign.SEALED
    )
    return OpenedPage(_head(found), said, shut=f"{what}　{why}")
