"""委托代批: a leader entrusts functions for a period and takes them back; matters whose handler lost the role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.access.accounts import register
from zeren.access.accounts.models import RoleGrant
from zeren.access.delegation import acts, queries
from zeren.access.delegation.acts import Wish
from zeren.access.delegation.models import Delegation
from zeren.access.rights.proposals import functions_known
from zeren.desk import links, proof, typed
from zeren.desk.administrators import wording
from zeren.desk.administrators.page import DelegationsPage, LentRow
from zeren.desk.components import Bit, Head, Light, Link, Notice, Sign
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS, Actor, Role
from zeren.records.errors import Refused

LIGHTS = {
    "live": Light(Sign.DONE, "有效"),
    "ahead": Light(Sign.IN_TIME_INTERNAL, "未到起日"),
    "ended": Light(Sign.LAPSED, "已收回"),
    "over": Light(Sign.LAPSED, "已到期"),
    "void": Light(Sign.LAPSED, "随任职终止"),
}
NAMES = ("grant", "to", "start", "end", "reason")
LISTED = 100


@sensitive_post_parameters("proof")
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """GET: both sides; POST: entrust."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(*(set(Role) - ADMINISTRATORS - {Role.SUBJECT})):
        raise PermissionDenied("委托代批由主要负责人、分管领导办理；您的角色没有这一项权限。")
    if request.method != "POST":
        said = request.session.pop("said", "")
        return _drawn(request, QueryDict(), {}, (Notice("ok", said),) if said else ())
    if not queries.entrustable(actor):
        raise PermissionDenied("主要负责人、分管领导才能委托本人现有的职权。")
    wish, errors = _read(request.POST)
    if not errors and (wrong := proof.refused(request)):
        errors["proof"] = wrong
    if not errors:
        try:
            made = acts.entrust(actor, wish)
        except Refused as refused:
            errors = {where: texts[0] for where, texts in refused.by_field().items()}
        else:
            request.session["said"] = f"{made.number} 已委托。对方办的每一件都注明受您委托，您可以随时收回。"
            return HttpResponseRedirect(links.named("delegations"))
    return _drawn(request, request.POST, errors, (), 422)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back, or give it back."""
    try:
        done = acts.end(request.actor, pk)  # type: ignore[attr-defined]
    except Refused as refused:
        told = Notice("care", "没有办理。", "；".join(problem.zh for problem in refused.problems))
        return _drawn(request, QueryDict(), {}, (told,), 422)
    request.session["said"] = f"{done.delegation.number} 已终止，即刻停用。"
    return HttpResponseRedirect(links.named("delegations"))


@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """待移交: open matters whose handler no longer records."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(Role.PRINCIPAL, Role.LEADER_IN_CHARGE):
        raise PermissionDenied("移交由主要负责人、分管领导安排；您的角色没有这一项权限。")
    found = register.left_behind(actor)
    total, rows = found.count(), found[:LISTED]
    head = Head(
        f"待移交：{total} 件" if total else "待移交：没有",
        (Link("待移交"),),
        sub=((Bit("承办人的任职或者角色已经终止，案件还没有办结"),),),
    )
    shown = [
        (
            row.number,
            row.title,
            row.handler.name if row.handler else "",
            links.matter(row.pk),
            _manage(row.pk),
        )
        for row in rows
    ]
    return render(
        request, "desk/administrators/left.html", {"head": head, "rows": shown, "more": total - len(shown)}
    )


def _manage(pk: int) -> str:
    return f"{links.named('matter-manage', pk)}#handover"


def _read(given: QueryDict) -> tuple[Wish, dict[str, str]]:
    errors: dict[str, str] = {}
    number = typed.number(given.get("grant", ""))
    start, last = _day(given, "start", errors), _day(given, "end", errors)
    functions = tuple(given.getlist(f"functions-{number}")) if number else ()
    wish = Wish(number, given.get("to", ""), functions, start, last, given.get("reason", ""))
    return wish, errors


def _day(given: QueryDict, name: str, errors: dict[str, str]) -> date | None:
    text = given.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        errors[name] = "写成 2026-10-13 这样的日期"
        return None


def _drawn(
    request: HttpRequest,
    given: QueryDict,
    errors: dict[str, str],
    notices: tuple[Notice, ...],
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = queries.visible_to(actor)[:LISTED]
    grants = queries.entrustable(actor)
    page = DelegationsPage(
        head=_head(actor),
        given=tuple(_row(row, True) for row in rows if row.giver.signin == actor.account),
        received=tuple(_row(row, False) for row in rows if row.to.signin == actor.account),
        entrusts=bool(grants),
        grants=_grants(grants, given),
        offered=tuple(
            (a.signin, f"{wording.holder(a)}　{wording.organ(a.organ)}") for a in queries.offered(actor)
        ),
        typed={name: given.get(name, "") for name in NAMES}
        | ({} if given else {"start": clock.today().isoformat()}),
        errors=errors,
        most=settings.ZEREN.delegation_days,
        proof=proof.asked(request, errors.get("proof", "")) if grants else None,
        notices=notices,
    )
    return render(request, "desk/administrators/delegations.html", {"page": page}, status=status)


def _grants(grants: Sequence[RoleGrant], given: QueryDict) -> tuple[tuple[Any, ...], ...]:
    """The powers that may be entrusted, each with its functions and what was picked; the only one is picked already."""
    known = functions_known()
    picked = given.get("grant", "") or (str(grants[0].pk) if len(grants) == 1 else "")
    return tuple(
        (
            str(grant.pk),
            f"{wording.organ(grant.organ)}　{wording.role(grant.role)}",
            str(grant.pk) == picked,
            tuple(
                (word, known.get(word, word), word in given.getlist(f"functions-{grant.pk}"))
                for word in grant.functions.split()
            ),
        )
        for grant in grants
    )


def _head(actor: Actor) -> Head:
    now = queries.current_for(actor)
    parts = [f"委托给他人 {len(now.given)} 项"] if now.given else []
    parts += [f"受他人委托 {len(now.received)} 项"] if now.received else []
    title = "委托代批：" + ("，".join(parts) if parts else "没有")
    sub = ((Bit("不得转委托；随任一方任职终止；可以随时收回"),), (Bit("条文指明由本人批准的，不能代批"),))
    return Head(title, (Link("委托代批"),), sub=sub)


def _row(row: Delegation, given: bool) -> LentRow:
    state = queries.state_of(row)
    open_ = state in ("live", "ahead")
    other = row.to if given else row.giver
    return LentRow(
        row.number,
        LIGHTS[state],
        f"{register.name_of(other)}　{wording.organ(other.organ)}",
        f"{wording.organ(row.grant.organ)}　{wording.role(row.role)}",
        wording.functions(row.functions) or "—",
        wording.period(row.start, row.end, False),
        row.reason,
        links.named("delegation-end", row.pk) if open_ else "",
        "收回" if given else "交回",
    )
