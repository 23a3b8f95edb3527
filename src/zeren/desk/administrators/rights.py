"""权限变更: what waits for the viewer, what the viewer proposed, what took effect; one change with its checks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zeren.access.accounts import register
from zeren.access.accounts.models import RoleGrant
from zeren.access.rights import acts, checks, queries
from zeren.access.rights.effects import ONE_TIME
from zeren.access.rights.models import Kind, RightsChange
from zeren.desk import days, links, proof, typed
from zeren.desk.administrators import wording
from zeren.desk.administrators.door import two
from zeren.desk.administrators.page import ChangeRow, ChangesPage, Group, HalfPage, Peek
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import Refused

SHOWN, RECENT = 100, 20
NO, YES = "不可以", "可以"
MAY = (
    ("建、停账号", "提出或确认", "提出或确认", NO, False),
    ("授权、收权", "提出或确认", "提出或确认", NO, False),
    ("密钥轮换、备份", "操作", "在场，确认", NO, False),
    ("看三员自己的日志", NO, NO, YES, False),
    ("看、查、导出日志", NO, NO, YES, False),
    ("看业务材料", NO, NO, NO, True),
    ("以别人身份登录", NO, NO, NO, True),
    ("改、删日志", NO, NO, NO, True),
)


@never_cache
@require_safe
@two
def listed(request: HttpRequest) -> HttpResponse:
    """The list; ``on`` chooses one."""
    said = request.session.pop("said", "")
    notices = (Notice("ok", said),) if said else ()
    return _drawn(request, request.GET.get("on", ""), notices)


@never_cache
@sensitive_post_parameters("proof")
@require_POST
@two
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Confirm, return, or read the proposer's half of a one-time password."""
    if what not in ("confirm", "return", "half"):
        raise Http404
    actor = request.actor  # type: ignore[attr-defined]
    change = queries.get(actor, pk)
    try:
        if what == "return":
            acts.send_back(actor, pk, request.POST.get("reason", ""))
            request.session["said"] = f"{change.number} 已退回，没有生效。"
            return HttpResponseRedirect(links.named("rights-changes"))
        if wrong := proof.refused(request):
            return _drawn(request, str(pk), (), proof_error=wrong, status=422)
        if what == "half":
            return _half(request, change, acts.take_half(actor, pk), first=True)
        _, done = acts.confirm(actor, pk)
    except Refused as refused:
        told = "；".join(problem.zh for problem in refused.problems)
        notice = Notice("stop", "没有办理，没有写入任何内容。", told)
        return _drawn(request, str(pk), (notice,), typed=request.POST.get("reason", ""), status=422)
    if done.half:
        return _half(request, change, done.half, first=False)
    request.session["said"] = f"{change.number} 已确认，{_effect(change)}。两人姓名都已记入日志。"
    return HttpResponseRedirect(links.with_query(links.named("rights-changes"), ("on", str(pk))))


def _effect(change: RightsChange) -> str:
    if change.kind == Kind.ROTATE:
        return "由系统管理员在“密钥和备份”页操作"
    if change.kind == Kind.GRANT and change.start and change.start > clock.today():
        return f"{wording.day(change.start)} 起生效"
    return "今日生效"


def _half(request: HttpRequest, change: RightsChange, half: str, *, first: bool) -> HttpResponse:
    until = change.half.until if first else clock.now() + ONE_TIME
    page = HalfPage(
        head=Head(
            f"一次性口令的{'前' if first else '后'}半",
            (Link("权限变更", links.named("rights-changes")), Link(change.number)),
            sub=((Bit(wording.whose(change)),), (Bit("只显示这一次，离开本页就看不到了", strong=True),)),
        ),
        half=half,
        other="后半在确认的管理员手里" if first else "前半由提出的管理员在“权限变更”页领取",
        until=wording.minute(until),
        back=links.named("rights-changes"),
    )
    return render(request, "desk/administrators/half.html", {"page": page})


# ---------------------------------------------------------------- the page


def _groups(
    actor: Actor, waits: list[RightsChange], mine: list[RightsChange], stopped: dict[int, Any], pk: int
) -> tuple[Group, ...]:
    return (
        Group(
            f"等您确认　{len(waits)}",
            "提出的人不能确认；确认以前不生效",
            tuple(_waiting(change, stopped.get(change.pk), pk) for change in waits),
            "没有等您确认的",
        ),
        Group(
            f"您提出的，等别人确认　{len(mine)}",
            "",
            tuple(_proposed(change, pk) for change in mine),
            "没有在等的",
        ),
        Group("最近生效", "权限随任职起止，到期自动停", _recent(actor, pk), "还没有生效的变更"),
    )


def _drawn(
    request: HttpRequest,
    chosen: str,
    notices: tuple[Notice, ...],
    *,
    proof_error: str = "",
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    me, _ = acts.administrator(actor)
    waits = list(queries.waiting(actor, mine=False)[:SHOWN])
    mine = list(queries.waiting(actor, mine=True)[:SHOWN])
    stopped = {change.pk: found[0] for change in waits if (found := checks.stops(change, me))}
    one = _chosen(actor, chosen, waits)
    pk = one.pk if one else 0
    halves = queries.half_waits(actor)
    names = register.three(actor)
    page = ChangesPage(
        head=_head(len(waits), len(stopped)),
        groups=_groups(actor, waits, mine, stopped, pk),
        peek=peek_of(request, one, proof_error, typed, halves) if one else None,
        three=tuple("、".join(names[role]) or "没有" for role in names),  # type: ignore[arg-type]
        may=MAY,
        notices=notices + _halves(actor, halves),
    )
    return render(request, "desk/administrators/rights.html", {"page": page}, status=status)


def _halves(actor: Actor, pks: set[int]) -> tuple[Notice, ...]:
    if not pks:
        return ()
    at = links.named("rights-changes")
    rows = queries.visible_to(actor).filter(pk__in=pks).order_by("year", "seq")
    urls = tuple(
        Link(f"{wording.what(row)}　{wording.whose(row)}", links.with_query(at, ("on", str(row.pk))))
        for row in rows
    )
    return (Notice("ask", f"{len(pks)} 件一次性口令的前半等您领取，当面交给本人：", links=urls),)


def _head(number: int, stopped: int) -> Head:
    title = f"权限变更：{number} 件等您确认" if number else "权限变更：没有等您确认的"
    if stopped:
        title += f"，其中 {stopped} 件不能确认"
    return Head(
        title,
        (Link("三员"), Link("权限变更")),
        sub=((Bit("一人提出，另一人确认，两人都留名"),), (Bit("您看不到任何业务材料"),)),
        buttons=(Button("提出变更", url=links.named("rights-change-new")),),
    )


def _chosen(actor: Actor, text: str, waits: list[RightsChange]) -> RightsChange | None:
    found = queries.visible_to(actor).filter(pk=typed.number(text) or 0).first()
    return found or (waits[0] if waits else None)


def _row(
    change: RightsChange, light: Light, decided: str, chosen: int, act: str = "", by: str = ""
) -> ChangeRow:
    return ChangeRow(
        change.pk,
        light,
        wording.what(change),
        wording.whose(change),
        wording.ground(change),
        f"{by or register.name_of(change.proposed_by)} {wording.on(change.proposed)}",
        decided,
        links.with_query(links.named("rights-changes"), ("on", str(change.pk))),
        act,
        change.pk == chosen,
    )


def _waiting(change: RightsChange, stopped: checks.Check | None, chosen: int) -> ChangeRow:
    if stopped is None:
        return _row(change, Light(Sign.NEAR_INTERNAL, "待确认"), "", chosen, "确认")
    row = _row(change, Light(Sign.SEALED, "不能确认"), "", chosen, "退回")
    return replace(row, ground=stopped.zh + (f"；{stopped.two}" if stopped.two else ""))


def _proposed(change: RightsChange, chosen: int) -> ChangeRow:
    day, today = days.local(change.proposed), clock.today()
    light = days.elapsed_light(day, today) if day < today else Light(Sign.ELAPSED, "今日提出")
    other = "安全保密管理员" if change.proposed_as == Role.SYSTEM_ADMIN.value else "系统管理员"
    return _row(change, light, other, chosen, by="您")


def decided_row(change: RightsChange, chosen: int = 0) -> ChangeRow:
    """A change that was confirmed or returned."""
    decision = change.decision
    light = Light(Sign.DONE, "已生效") if decision.confirmed else Light(Sign.LAPSED, "已退回")
    if decision.confirmed and change.kind == Kind.ROTATE and not hasattr(change, "rotation"):
        light = Light(Sign.NEAR_INTERNAL, "待操作")
    return _row(change, light, f"{register.name_of(decision.by)} {wording.on(decision.at)}", chosen)


def _recent(actor: Actor, chosen: int) -> tuple[ChangeRow, ...]:
    """What was decided and what ended by itself, newest first."""
    decided = [
        (days.local(change.decision.at), decided_row(change, chosen))
        for change in queries.decided(actor)[:RECENT]
    ]
    ended = [(grant.last, _lapsed(grant)) for grant in register.lapsed(actor)[:RECENT]]  # type: ignore[attr-defined]
    rows = sorted([*decided, *ended], key=lambda pair: pair[0], reverse=True)
    return tuple(row for _, row in rows)


def _lapsed(grant: RoleGrant) -> ChangeRow:
    last = grant.last  # type: ignore[attr-defined]
    by_post = grant.appointment is not None and grant.appointment.end == last
    ground = "任职终止" if by_post else "期满"
    return ChangeRow(
        0,
        Light(Sign.LAPSED, "到期自停"),
        f"{wording.organ(grant.organ)} {wording.role(grant.role)}",
        wording.holder(grant.account),
        f"{grant.basis}　{ground}".strip(),
        f"系统 {wording.day(last)}",
        "—",
        links.named("account", grant.account.signin),
    )


# ---------------------------------------------------------------- one change


def peek_of(
    request: HttpRequest, change: RightsChange, proof_error: str, typed: str, halves: set[int]
) -> Peek:
    """The chosen change as the viewer sees it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    me, office = acts.administrator(actor)
    decided = hasattr(change, "decision")
    decides = not decided and change.proposed_by_id != me.pk and change.proposed_as != office
    found = () if decided else checks.checks_of(change, me)
    added, removed, kept = _before_and_after(change)
    return Peek(
        number=change.number,
        by=f"{register.name_of(change.proposed_by)} {wording.minute(change.proposed)} 提出",
        title=f"{wording.whose(change)}　{change.get_kind_display()}",
        fields=_fields(change),
        added=added,
        removed=removed,
        kept=kept,
        checks=found,
        decides=decides,
        may_confirm=decides and not any(check.state == "stop" for check in found),
        confirm_words=f"确认，{_effect(change)}" if change.kind != Kind.ROTATE else "确认",
        confirm_url=links.named("rights-change", change.pk, "confirm"),
        return_url=links.named("rights-change", change.pk, "return"),
        decided=_decided(change) if decided else "",
        reason=change.decision.reason if decided else "",
        half_url=links.named("rights-change", change.pk, "half") if change.pk in halves else "",
        proof=proof.asked(request, proof_error) if decides or change.pk in halves else None,
        typed=typed,
    )


def _decided(change: RightsChange) -> str:
    word = "确认" if change.decision.confirmed else "退回"
    return f"{register.name_of(change.decision.by)} {wording.minute(change.decision.at)} {word}"


def _fields(change: RightsChange) -> tuple[tuple[str, str, str], ...]:
    """What the change says: term, a note beside it, value."""
    post = change.appointment
    given = (
        ("登录名", "", change.signin),
        ("人员", "登记", f"{change.person.name}　{change.person.code}" if change.person else ""),
        ("机关", "", wording.organ(change.organ)),
        ("职务", "任职登记", wording.post(post) if post else ""),
        ("职责", "", wording.functions(change.functions)),
        ("起止", "", wording.period(change.start, change.end, post is not None) if change.start else ""),
        ("末日", "", (wording.day(change.end) if change.end else "确认时起即停") if change.grant else ""),
        ("依据", "", wording.ground(change)),
    )
    return tuple(line for line in given if line[2])


def _before_and_after(change: RightsChange) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Roles that come, that go, that stay; once it is decided, nothing (the account's page shows what is)."""
    if hasattr(change, "decision"):
        return (), (), ()
    now = {
        grant.pk: f"{wording.organ(grant.organ)}　{wording.role(grant.role)}"
        for grant in queries.roles_before(change)
    }
    added: tuple[str, ...] = ()
    gone: set[int] = set()
    if change.kind == Kind.GRANT:
        added = (f"{wording.organ(change.organ)}　{wording.role(change.role)}",)
    elif change.kind == Kind.REVOKE:
        gone = {change.grant_id} & set(now)
    elif change.kind == Kind.STOP:
        gone = set(now)
        added = ("本人页",) if change.own_stays else ()
    elif change.kind == Kind.MAKE:
        added = (f"账号 {change.signin}",)
    return added, tuple(now[pk] for pk in now if pk in gone), tuple(now[pk] for pk in now if pk not in gone)
