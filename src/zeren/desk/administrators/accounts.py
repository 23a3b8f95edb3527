"""账号: the ledger, one account with its roles and history, and what anybody sees of the own rights."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.access.accounts import register
from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.delegation import queries as delegations
from zeren.access.rights import queries
from zeren.access.rights.models import Kind
from zeren.desk import links, listing, workbook
from zeren.desk.administrators import wording
from zeren.desk.administrators.door import two
from zeren.desk.administrators.page import AccountPage, AccountsPage, ChangeRow, GrantRow
from zeren.desk.administrators.rights import decided_row
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Sign
from zeren.desk.listing import Field
from zeren.records import clock
from zeren.records.actor import ROLE_LABELS, Actor

STATES = dict(register.STATES)
SIGNS = {"active": Sign.DONE, "own": Sign.IN_TIME_INTERNAL, "locked": Sign.NEAR, "stopped": Sign.LAPSED}
TEXTS = ("holder", "organ", "role", "state")
HISTORY = 100
PROPOSES = (Kind.GRANT, Kind.REVOKE, Kind.STOP, Kind.START, Kind.PASSWORD, Kind.FACTOR, Kind.UNLOCK)


def _fields() -> tuple[Field[Any], ...]:
    roles = tuple((role.value, label) for role, label in ROLE_LABELS.items())
    none = Cell("没有登记", dim=True)
    return (
        Field(
            "account", "登录名", lambda a: Cell(a.signin, url=links.named("account", a.signin)), sort="signin"
        ),
        Field(
            "holder",
            "姓名、名称",
            lambda a: Cell(register.name_of(a)),
            "text",
            hint="姓名或登录名",
            sort="label",
        ),
        Field(
            "organ",
            "机关",
            lambda a: Cell(wording.organ(a.organ)) if a.organ else none,
            "text",
            sort="organ__rank",
            width=22,
        ),
        Field("role", "现有角色", _roles, "select", roles, width=40),
        Field("state", "状态", _state, "select", register.STATES, width=12),
        Field("factor", "动态口令", _factor, width=12),
        Field("last_login", "上次登录", _last, sort="last_login", width=18),
    )


def _roles(account: Any) -> Cell:
    words = dict.fromkeys(f"{wording.organ(g.organ)} {wording.role(g.role)}" for g in account.held)
    return Cell("、".join(words)) if words and account.is_active else Cell("没有角色", dim=True)


def _state(account: Account) -> Cell:
    state = register.state_of(account)
    return Cell(light=Light(SIGNS[state], STATES[state]))


def _factor(account: Account) -> Cell:
    return Cell("已绑定") if account.second_factor else Cell("没有绑定", dim=True)


def _last(account: Account) -> Cell:
    if account.last_login is None:
        return Cell("没有登录过", dim=True)
    return Cell(f"{account.last_login.astimezone(clock.BEIJING):%Y-%m-%d %H:%M}")


def _wanted(request: HttpRequest, path: str) -> tuple[listing.Asked, tuple[Field[Any], ...], Any]:
    fields = _fields()
    question = listing.asked(path, request.GET, fields)
    given = {name: question.filters[name] for name in TEXTS if name in question.filters}
    rows = register.register(request.actor, given)  # type: ignore[attr-defined]
    sorts = {field.key: field.sort for field in fields if field.sort}
    order = sorts.get(question.sort, "signin")
    return question, fields, rows.order_by(("-" if question.down else "") + order, "pk")


@require_safe
@two
def listed(request: HttpRequest) -> HttpResponse:
    """The ledger of accounts."""
    question, fields, rows = _wanted(request, request.path)
    total = rows.count()
    start, stop = listing.window(question, total)
    empty = Empty("没有符合筛选的账号", "按姓名、登录名或者机关查找。", Link("去掉全部筛选", question.path))
    grid = listing.grid(
        question, fields, list(rows[start:stop]), caption="账号", row_id=lambda a: str(a.pk),
        row_url=lambda a: links.named("account", a.signin), totals=(f"{total} 个账号",), empty=empty,
    )  # fmt: skip
    export_url = question.url().replace(question.path, links.named("accounts-export"), 1)
    make = links.with_query(links.named("rights-change-new"), ("kind", Kind.MAKE.value))
    head = Head(
        "账号",
        (Link("三员"), Link("账号")),
        sub=((Bit(f"{total} 个"),), (Bit("建、停、授权都要两名管理员：一人提出，另一人确认"),)),
        buttons=(Button("导出 Excel", url=export_url), Button("提出建账号", url=make)),
    )
    page = AccountsPage(head, grid, listing.pages(question, total), f"{total} 个")
    return render(request, "desk/administrators/accounts.html", {"page": page})


@require_safe
@two
def export(request: HttpRequest) -> HttpResponse:
    """The same columns and filters as a workbook; on the trail with its number of rows."""
    question, fields, rows = _wanted(request, request.path.removesuffix("/export.xlsx"))
    return workbook.whole(request, "账号", question, fields, rows)


@require_safe
@two
def one(request: HttpRequest, signin: str) -> HttpResponse:
    """One account."""
    actor = request.actor  # type: ignore[attr-defined]
    account = register.get(actor, signin)
    crumbs = (Link("三员"), Link("账号", links.named("accounts")), Link(account.signin))
    head = Head(wording.holder(account), crumbs, sub=((Bit(STATES[register.state_of(account)]),),))
    return render(
        request, "desk/administrators/account.html", {"page": _page(actor, account, head, own=False)}
    )


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """My rights: roles with their ground, period and who confirmed; changes; what was entrusted."""
    actor = request.actor  # type: ignore[attr-defined]
    account = register.get(actor, actor.account)
    sub = ((Bit("您现有的角色、凭什么、到哪一天、谁确认的"),), (Bit("不对的，请向系统管理员提出"),))
    head = Head("我的权限", (Link("我的权限"),), sub=sub)
    return render(
        request, "desk/administrators/account.html", {"page": _page(actor, account, head, own=True)}
    )


def _page(actor: Actor, account: Account, head: Head, own: bool) -> AccountPage:
    grants = register.grants_of(actor, account)
    changes = queries.of_account(actor, account)[:HISTORY]
    lost = not any(register.held_today(g, account) for g in grants)
    return AccountPage(
        head=head,
        fields=_lines(account),
        grants=tuple(_grant(grant, account) for grant in grants),
        changes=tuple(_change(change) for change in changes),
        lent=tuple(
            f"{row.number}　{register.name_of(row.giver)} 委托　{wording.organ(row.grant.organ)}"
            f" {wording.role(row.role)}　{wording.period(row.start, row.end, False)}"
            for row in delegations.current_for(actor).received
        )
        if own
        else (),
        own=own,
        propose=() if own else _propose(account),
        # The administrators see no matter; whose they are says the organ's principal own page.
        left="承办的未结案件由所在机关主要负责人在“待移交”页移交。"
        if lost and account.person_id and not own
        else "",
    )


def _lines(account: Account) -> tuple[tuple[str, str], ...]:
    factor, last = _factor(account), _last(account)
    state = STATES[register.state_of(account)]
    until = account.one_time_until
    return (
        ("登录名", account.signin),
        ("人员", f"{account.person.name}　{account.person.code}" if account.person else "没有对应登记的人员"),
        ("机关", wording.organ(account.organ) or "没有登记"),
        ("状态", state),
        ("口令", f"一次性口令，{wording.minute(until)} 止有效" if until else "本人设定"),
        ("动态口令", factor.text),
        ("上次登录", last.text),
    )


def _grant(grant: RoleGrant, account: Account) -> GrantRow:
    decision = next(iter(grant.confirmed_in.all()), None)
    light = Light(Sign.DONE, "有效") if register.held_today(grant, account) else _not_held(grant)
    confirmed = "初次设置"
    if decision is not None:
        proposer = register.name_of(decision.change.proposed_by)
        confirmed = f"{proposer} 提出，{register.name_of(decision.by)} {wording.on(decision.at)} 确认"
    return GrantRow(
        light,
        wording.role(grant.role),
        wording.organ(grant.organ),
        wording.functions(grant.functions),
        wording.period_of(grant),
        grant.basis or (grant.appointment.source if grant.appointment else "") or "没有登记",
        confirmed,
    )


def _not_held(grant: RoleGrant) -> Light:
    ahead = grant.start > clock.today() and not grant.withdrawn
    return Light(Sign.IN_TIME_INTERNAL, "未到起日") if ahead else Light(Sign.LAPSED, "已停")


def _change(change: Any) -> ChangeRow:
    if hasattr(change, "decision"):
        return decided_row(change)
    by = f"{register.name_of(change.proposed_by)} {wording.on(change.proposed)}"
    light = Light(Sign.NEAR_INTERNAL, "待确认")
    url = links.with_query(links.named("rights-changes"), ("on", str(change.pk)))
    return ChangeRow(
        change.pk, light, wording.what(change), wording.whose(change), wording.ground(change), by, "", url
    )


def _propose(account: Account) -> tuple[tuple[str, str], ...]:
    at = links.named("rights-change-new")
    return tuple(
        (str(kind.label), links.with_query(at, ("kind", kind.value), ("account", account.signin)))
        for kind in PROPOSES
    )
