"""Retention: the list of what falls due, the proposal, the answer of another person, the register to print."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zeren.desk import gate, links, listing, proof, typed
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Empty, Head, Light, Link, Notice, Sign, Tab
from zeren.desk.context import viewer_of
from zeren.desk.matters import others
from zeren.desk.retention import page
from zeren.env import SettingError
from zeren.records import clock
from zeren.records.errors import Problem, Refused
from zeren.records.matters import queries as matters
from zeren.records.matters.models import Matter
from zeren.records.retention import acts, queries
from zeren.records.retention.models import DisposalProposal
from zeren.records.retention.periods import Periods, periods
from zeren.records.trail import acts as trail

MOST = 1000

in_charge = gate.only(queries.in_charge, "保管和销毁由党委办公室、组织部门提出，主要负责人确认。")
"""Only for who proposes or confirms."""


def _tab(request: HttpRequest) -> str:
    name = request.GET.get("tab", "")
    if name in dict(page.TABS):
        return name
    proposes = request.actor.has(*queries.KEEPERS)  # type: ignore[attr-defined]
    return "due" if proposes else "waiting"


@sensitive_post_parameters(proof.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
@in_charge
def retention(request: HttpRequest) -> HttpResponse:
    """The list; POST proposes the rows that were picked."""
    try:
        found = periods()
    except SettingError as error:
        return render(request, "desk/retention/list.html", {"page": _unusable(error)}, status=500)
    if request.method != "POST":
        return render(request, "desk/retention/list.html", {"page": _list(request, found, _tab(request))})
    picked = tuple(typed.numbers(request.POST.getlist("pick")))
    note, error = request.POST.get("note", ""), proof.refused(request)
    problems: tuple[str, ...] = ()
    if not error:
        try:
            made = acts.propose(request.actor, picked, note)  # type: ignore[attr-defined]
        except Refused as refused:
            problems = tuple(problem.zh for problem in refused.problems)
        else:
            others.say(
                request, Notice("ok", f"已提出销毁 {len(made)} 件。", "等主要负责人确认；确认以前一切照旧。")
            )
            return HttpResponseRedirect(f"{reverse('desk:retention')}?tab=waiting")
    shown = _list(request, found, "due", picked=picked, note=note, error=error, problems=problems)
    return render(request, "desk/retention/list.html", {"page": shown}, status=422)


def _unusable(error: SettingError) -> page.RetentionPage:
    said = Notice(
        "stop", "保管期限的设定不能使用，没有列出任何案件。", error.zh, "由系统管理员改正 retention.yaml"
    )
    return page.RetentionPage(page.head(None, False), (), (), (), (), None, None, "", False, None, (said,))


def _list(
    request: HttpRequest, found: Periods, tab: str, *, picked: tuple[int, ...] = (), note: str = "", error: str = "", problems: tuple[str, ...] = (),
) -> page.RetentionPage:  # fmt: skip
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    may_propose = actor.has(*queries.KEEPERS)
    rows: dict[str, Any] = {
        "due": queries.falling_due(actor, found, today),
        "waiting": queries.waiting(actor),
        "done": queries.answered(actor),
    }
    question = listing.plain(links.named("retention"), request.GET, ("tab", tab))
    total = rows[tab].count()
    start, stop = listing.window(question, total)
    part = list(rows[tab][start:stop])
    due = (
        [page.due_row(queries.due(m, found, today), today, may_propose) for m in part] if tab == "due" else []
    )
    proposals = page.proposal_rows(part, found) if tab != "due" else ()
    wanted = [
        (ref.partition("#")[0], (ref.partition("#")[2],))
        for p in found.by_kind.values()
        for ref in p.kind.cites
    ]
    said = Notice("stop", "没有提出任何一件。", "；".join(problems)) if problems else None
    return page.RetentionPage(
        head=page.head(found, may_propose),
        tabs=_tabs(tab, {name: total if name == tab else _some(listed) for name, listed in rows.items()}),
        due=tuple(due),
        proposals=proposals,
        periods=page.period_rows(found, Citer(wanted)) if tab == "due" else (),
        empty=None if part else _empty(tab, found),
        pages=listing.pages(question, total) if total > listing.PAGE_SIZE else None,
        action=question.url(page=str(start // listing.PAGE_SIZE + 1)),
        may_propose=may_propose and any(row.pick for row in due),
        proof=proof.asked(request, error) if may_propose else None,
        notices=(*others.said(request), *((said,) if said else ())),
        picked=picked,
        note=note,
    )


def _some(rows: Any) -> int:
    return int(rows.values("pk")[: MOST + 1].count())


def _tabs(now: str, counts: dict[str, int]) -> tuple[Tab, ...]:
    home = links.named("retention")
    return tuple(
        Tab(text, links.with_query(home, ("tab", name)), name == now, listing.up_to(MOST, counts[name]))
        for name, text in page.TABS
    )


def _empty(tab: str, found: Periods) -> Empty:
    if tab == "due" and all(period.years is None for period in found.by_kind.values()):
        return Empty("没有设定保管期限，各类案卷都长期保管", "条文没有写保存多少年，由本单位设定。")
    return {
        "due": Empty("没有到期的案卷", f"期满前 {found.warn_days} 日起在这里列出。"),
        "waiting": Empty("没有等确认的", "提出以后，由主要负责人在这里确认。"),
        "done": Empty("还没有销毁过"),
    }[tab]


# ---------------------------------------------------------------- one proposal


@sensitive_post_parameters(proof.FIELD)
@require_http_methods(["GET", "HEAD", "POST"])
@in_charge
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal with everything it would destroy; POST confirms it or not. Raises OutOfSight."""
    actor = request.actor  # type: ignore[attr-defined]
    found = queries.proposal(actor, pk)
    if hasattr(found, "answer"):
        return HttpResponseRedirect(links.matter(found.matter_id))
    if request.method != "POST":
        return render(request, "desk/retention/proposal.html", {"page": _confirm(request, found)})
    reason = request.POST.get("reason", "")
    try:
        said = _answered(request, found, reason)
    except Refused as refused:
        wrong = refused.by_field()
        unproved = "".join(wrong.pop(proof.FIELD, ()))
        shown = _confirm(request, found, reason, unproved, tuple(chain(*wrong.values())))
        return render(request, "desk/retention/proposal.html", {"page": shown}, status=422)
    others.say(request, said)
    return HttpResponseRedirect(f"{reverse('desk:retention')}?tab=waiting")


def _answered(request: HttpRequest, found: DisposalProposal, reason: str) -> Notice:
    """Do what was answered, in exactly one of the two words: what can't be undone is never done by default."""
    actor, answer, number = request.actor, request.POST.get("do"), found.matter.number  # type: ignore[attr-defined]
    if answer == "refuse":
        acts.refuse(actor, found.pk, reason)
        return Notice("ok", f"{number} 没有销毁。", "理由已记入；案卷照旧保管。")
    if answer != "confirm":
        raise Refused([Problem("do", "没有选“确认销毁”或者“不同意”", "do must be confirm or refuse")])
    if reason.strip():
        said = "写了不同意的理由，没有销毁；确认销毁的，不填理由"
        raise Refused([Problem("reason", said, "a reason goes with a refusal only")])
    if unproved := proof.refused(request):
        raise Refused([Problem(proof.FIELD, unproved, "proof of oneself is wanted")])
    acts.confirm(actor, found.pk)
    return Notice("ok", f"{number} 已销毁。", "编号、日期、链和两人的姓名保留；已列入销毁清册。")


def _confirm(
    request: HttpRequest,
    found: DisposalProposal,
    reason: str = "",
    error: str = "",
    problems: tuple[str, ...] = (),
) -> page.ConfirmPage:
    actor, today = request.actor, clock.today()  # type: ignore[attr-defined]
    matter = found.matter
    try:
        against = tuple(queries.against(matter, periods(), today))
    except SettingError as broken:
        against = (broken.zh,)
    row = page.proposal_rows([found], None)[0]
    entries, papers = matter.head_seq, matters.attachment_count(actor, matter.pk)
    why_not = _why_not(actor, found)
    stop = Notice("stop", "没有办理。", "；".join(problems)) if problems else None
    return page.ConfirmPage(
        head=_confirm_head(matter),
        lines=_lines(found, row),
        goes=(
            f"记录 {entries} 条的内容及其密钥",
            f"附件 {papers} 件：名称、密钥、文件",
            "草稿、检索、核对结果、期满的影响期",
        ),
        stays=(
            "编号、事由、对象、机关、日期",
            "每条记录的时间、录入人和链，照常校验",
            "提出人、确认人、依据；日志；销毁清册",
        ),
        checks=_checks(against, row),
        may=not why_not and not against,
        why_not=why_not,
        proof=proof.asked(request, error),
        reason=reason,
        notices=(stop,) if stop else (),
    )


def _confirm_head(matter: Matter) -> Head:
    return Head(
        f"{matter.number}　销毁",
        (
            Link("保管和销毁", links.named("retention")),
            Link("等确认的", f"{links.named('retention')}?tab=waiting"),
        ),
        sub=((Bit("确认以后不能恢复；没有另存密钥的备份也不能再打开", strong=True),),),
        buttons=(Button("打开案卷", url=links.matter(matter.pk)),),
    )


def _lines(found: DisposalProposal, row: page.ProposalRow) -> tuple[tuple[str, str], ...]:
    matter = found.matter
    return (
        ("案卷", f"{matter.number}　{matter.title}"),
        ("承办机关", matter.organ.name),
        ("办结", matter.closed.isoformat() if matter.closed else "—"),
        ("保管", f"{row.basis}，至 {row.kept_to} 止"),
        ("提出", f"{row.proposed}{'，' + found.note if found.note else ''}"),
    )


def _checks(against: tuple[str, ...], row: page.ProposalRow) -> tuple[tuple[Light, str], ...]:
    if against:
        return tuple((Light(Sign.OVER, "不能销毁"), text) for text in against)
    fits = Light(Sign.DONE, "相符")
    return (
        (fits, f"保管期限 {row.kept_to} 届满"),
        (fits, "没有权利期限、待办、影响期和在办的关联案件"),
    )


def _why_not(actor: Any, found: DisposalProposal) -> str:
    if not actor.has(*queries.CONFIRMERS):
        return "由主要负责人确认。"
    if actor.account == found.account or (actor.person and actor.person == found.person):
        return "您提出的，由另一位有权的人确认。"
    return ""


# ---------------------------------------------------------------- 销毁清册


@require_safe
@in_charge
def register(request: HttpRequest) -> HttpResponse:
    """销毁清册, of a year or all: to print and to be kept for ever; that it was taken is on the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else None
    rows = queries.answered(actor, year)
    question = listing.plain(links.named("retention-register"), request.GET, ("year", text if year else ""))
    total = rows.count()
    start, stop = listing.window(question, total, MOST)
    shown = page.proposal_rows(rows[start:stop], None)
    trail.note(actor, "register_printed", "list", "销毁清册", detail=f"{len(shown)} 打印")
    head = Head(
        "销毁清册",
        (Link("保管和销毁", links.named("retention")), Link("销毁清册")),
        sub=((Bit(f"{year} 年" if year else "全部"),), (Bit(f"{total} 件"),)),
        buttons=(Button("打印", does="print", main=True),),
    )
    made = page.RegisterPage(
        head, shown, text if year else "", queries.years(actor), viewer_of(actor).organ, start,
        listing.pages(question, total, MOST) if total > MOST else None,
    )  # fmt: skip
    return render(request, "desk/retention/register.html", {"page": made})
