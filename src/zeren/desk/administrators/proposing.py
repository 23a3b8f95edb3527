"""提出变更: one form for each kind; what was typed is kept when something is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.access.accounts import register
from zeren.access.accounts.models import Account
from zeren.access.rights import acts, proposals
from zeren.access.rights.models import Kind
from zeren.access.rights.proposals import Proposal
from zeren.desk import links
from zeren.desk.administrators import wording
from zeren.desk.administrators.door import two
from zeren.desk.administrators.page import Field, NewPage
from zeren.desk.components import Bit, Head, Link
from zeren.records.actor import ROLE_LABELS, Actor
from zeren.records.errors import Refused
from zeren.records.organs import queries as organs
from zeren.records.people import queries as people

NOTES = {
    Kind.MAKE: "先建账号，再授权；口令分两半，两名管理员各交一半",
    Kind.STOP: "免职、调离的，角色随之停；有权利没有走完的，保留本人页",
    Kind.START: "停用的账号恢复使用",
    Kind.GRANT: "一个机关的一个角色，写明依据和起止",
    Kind.REVOKE: "收回一个角色",
    Kind.PASSWORD: "口令分两半，两名管理员各交一半",
    Kind.FACTOR: "手机、钥匙遗失的，重置后本人重新绑定",
    Kind.UNLOCK: "输错口令锁定的，提前解除",
    Kind.ROTATE: "换新密钥；确认以后由系统管理员操作",
}


@require_http_methods(["GET", "HEAD", "POST"])
@two
def new(request: HttpRequest) -> HttpResponse:
    """GET: the form of a kind (``kind``, ``account``); POST: propose."""
    given = request.POST if request.method == "POST" else request.GET
    kind = _kind(given.get("kind", ""))
    errors: dict[str, str] = {}
    if request.method == "POST":
        asked, errors = _read(kind, given)
        if not errors:
            try:
                change = acts.propose(request.actor, asked)  # type: ignore[attr-defined]
            except Refused as refused:
                for problem in refused.problems:
                    errors.setdefault(problem.field, problem.zh)
            else:
                request.session["said"] = f"{change.number} 已提出，等另一位管理员确认。确认以前不生效。"
                at = links.named("rights-changes")
                return HttpResponseRedirect(links.with_query(at, ("on", str(change.pk))))
    page = _page(request.actor, kind, given, errors)  # type: ignore[attr-defined]
    return render(request, "desk/administrators/new.html", {"page": page}, status=422 if errors else 200)


def _kind(text: str) -> Kind:
    return Kind(text) if text in Kind.values else Kind.GRANT


# ---------------------------------------------------------------- what was typed


def _read(kind: Kind, given: QueryDict) -> tuple[Proposal, dict[str, str]]:
    errors: dict[str, str] = {}
    start, end = _day(given, "start", errors), _day(given, "end", errors)
    return (
        Proposal(
            kind,
            given.get("basis", ""),
            account=given.get("account", ""),
            signin=given.get("signin", ""),
            label=given.get("label", ""),
            person=_code(given.get("person", "")),
            organ=_code(given.get("organ", "")),
            role=given.get("role", ""),
            functions=tuple(given.getlist("functions")),
            start=start,
            end=end,
            appointment=_number(given, "appointment", "任职", errors),
            grant=_number(given, "grant", "角色", errors),
            own_stays=given.get("own_stays") == "yes",
            purpose=given.get("purpose", ""),
        ),
        errors,
    )


def _day(given: QueryDict, name: str, errors: dict[str, str]) -> date | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors[name] = "写成 2026-10-13 这样的日期"
        return None


def _code(text: str) -> str:
    """The code in front of what the list offers (``QJ　县纪委监委``)."""
    return text.strip().replace("　", " ").split(" ")[0]


def _number(given: QueryDict, name: str, word: str, errors: dict[str, str]) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if text.isascii() and text.isdecimal() and len(text) < 18:
        return int(text)
    # Dropped in silence, a role would be given without the appointment that was to end it.
    errors[name] = f"请从列出的{word}中选定"
    return None


# ---------------------------------------------------------------- the page


def _page(actor: Actor, kind: Kind, given: QueryDict, errors: dict[str, str]) -> NewPage:
    signin = given.get("account", "").strip()
    account = (
        register.visible_to(actor).filter(signin=signin).select_related("person").first() if signin else None
    )
    at = links.named("rights-change-new")
    wants_account = kind not in (Kind.MAKE, Kind.ROTATE)
    fields = (
        [*_fields(kind, actor, account, given), _basis(kind, given)] if account or not wants_account else []
    )
    shown = {"account": "账号", **{field.name: field.label for field in fields}}
    return NewPage(
        head=Head(
            f"提出变更：{kind.label}",
            (Link("三员"), Link("权限变更", links.named("rights-changes")), Link("提出变更")),
            sub=((Bit(NOTES[kind]),), (Bit("另一位管理员确认以后生效"),)),
        ),
        action=at,
        kind=kind.value,
        kinds=tuple(
            (str(k.label), links.with_query(at, ("kind", k.value), ("account", signin)), NOTES[k], k is kind)
            for k in Kind
        ),
        account=signin,
        looked_up=wants_account,
        holder=_holder(account) if account else "",
        fields=tuple(_with_error(field, errors) for field in fields),
        errors=tuple((name if name in shown else "account", text) for name, text in errors.items())
        if errors
        else ((("account", f"没有账号“{signin}”"),) if signin and wants_account and account is None else ()),
    )


def _holder(account: Account) -> str:
    return f"{wording.holder(account)}　{dict(register.STATES)[register.state_of(account)]}"


def _with_error(field: Field, errors: dict[str, str]) -> Field:
    return replace(field, error=errors.get(field.name, ""))


def _basis(kind: Kind, given: QueryDict) -> Field:
    hints = {
        Kind.FACTOR: "如 本人当面，工作证",
        Kind.PASSWORD: "如 本人当面，工作证",
        Kind.ROTATE: "如 年度轮换",
    }
    hint = hints.get(kind, "如 任职 青组任〔2026〕41号")
    return Field("basis", "依据文号、事由", "text", given.get("basis", ""), hint=hint)


def _fields(kind: Kind, actor: Actor, account: Account | None, given: QueryDict) -> list[Field]:
    if kind is Kind.MAKE:
        return _make(actor, given)
    if kind is Kind.ROTATE:
        chosen = given.get("purpose", "")
        rows = tuple((p.value, wording.PURPOSES[p], p.value == chosen) for p in proposals.ROTATES)
        return [
            Field(
                "purpose",
                "哪一种密钥",
                "radio",
                choices=rows,
                hint="查找摘要的密钥不轮换：换了就查不到先前的",
            )
        ]
    if account is None:
        return []
    if kind is Kind.STOP and account.person_id:
        stays = given.get("own_stays", "yes" if "basis" not in given else "")
        rows = (("yes", "保留：本人仍可看材料、申辩、申诉", stays == "yes"),)
        return [Field("own_stays", "本人页", "checks", choices=rows)]
    if kind is Kind.GRANT:
        return _grant(actor, account, given)
    return _revoke(actor, account, given) if kind is Kind.REVOKE else []


def _make(actor: Actor, given: QueryDict) -> list[Field]:
    hint = "登记中的人员代码；没有登记的不填，写显示名"
    return [
        Field("signin", "登录名", "text", given.get("signin", ""), hint="小写字母、数字和 . _ -"),
        Field("person", "人员代码", "text", given.get("person", ""), hint=hint, optional=True),
        Field(
            "label", "显示名", "text", given.get("label", ""), hint="如 干部监督科；不填用姓名", optional=True
        ),
        _organ(actor, given),
    ]


def _organ(actor: Actor, given: QueryDict) -> Field:
    offers = tuple((o.code, o.name) for o in organs.register(actor)[:500])
    return Field("organ", "机关", "text", given.get("organ", ""), hint="机关代码，按名称选", offers=offers)


def _grant(actor: Actor, account: Account, given: QueryDict) -> list[Field]:
    role, chosen = given.get("role", ""), given.getlist("functions")
    roles = (("", "请选定", False), *((r.value, label, r.value == role) for r, label in ROLE_LABELS.items()))
    functions = tuple((word, label, word in chosen) for word, label in proposals.functions_known().items())
    posts = people.posts_on(account.person_id) if account.person_id else []
    picked = given.get("appointment", "")
    held = tuple(
        (
            str(row.pk),
            f"{wording.post(row)}　{row.source or '没有文号'}　{wording.day(row.start)} 起",
            str(row.pk) == picked,
        )
        for row in posts
    )
    none = (("", "不随任职（凭依据文号）", picked == ""),)
    return [
        Field(
            "appointment",
            "所凭任职",
            "select",
            choices=(*none, *held),
            hint="选定的，任职终止时自停",
            optional=True,
        ),
        _organ(actor, given),
        Field("role", "角色", "select", choices=roles),
        Field(
            "functions",
            "职责",
            "checks",
            choices=functions,
            hint="各法规中的身份，决定能办哪些步骤",
            optional=True,
        ),
        Field("start", "起", "day", given.get("start", "")),
        Field("end", "止", "day", given.get("end", ""), hint="含当日；巡察组授权必填", optional=True),
    ]


def _revoke(actor: Actor, account: Account, given: QueryDict) -> list[Field]:
    picked = given.get("grant", "")
    rows = tuple(
        (
            str(grant.pk),
            f"{wording.organ(grant.organ)}　{wording.role(grant.role)}　{wording.period_of(grant)}",
            str(grant.pk) == picked,
        )
        for grant in register.grants_of(actor, account)
        if register.held_today(grant, account) or not (grant.withdrawn or grant.end)
    )
    end = Field(
        "end",
        "末日",
        "day",
        given.get("end", ""),
        hint="不填：确认时起即停；填的，只能比现有末日早",
        optional=True,
    )
    return [
        Field("grant", "收回哪一个", "radio", choices=rows, hint="" if rows else "这个账号现在没有角色"),
        end,
    ]
