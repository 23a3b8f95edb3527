"""密钥和备份: which keys there are, never a secret; rotations that wait; what belongs into which backup."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from zeren.access.accounts import register
from zeren.access.rights import rotating
from zeren.access.rights.models import Kind
from zeren.desk import links, proof
from zeren.desk.administrators import wording
from zeren.desk.administrators.door import two
from zeren.desk.administrators.page import KeysPage
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.records.actor import Actor, Role
from zeren.records.errors import Refused
from zeren.records.keys import Purpose
from zeren.records.moving.backup import last_made

WRAPPING = (Purpose.VAULT, Purpose.REPORTER)
NO_DATE = "没有登记"


@require_safe
@two
def listed(request: HttpRequest) -> HttpResponse:
    """The page."""
    said = request.session.pop("said", "")
    return _drawn(request, (Notice("ok", said),) if said else ())


@sensitive_post_parameters("proof")
@require_POST
@two
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Carry out a confirmed rotation."""
    try:
        if wrong := proof.refused(request):
            return _drawn(request, (), 422, tried=pk, wrong=wrong)
        done = rotating.carry_out(request.actor, pk)  # type: ignore[attr-defined]
    except Refused as refused:
        return _drawn(request, (_stopped(refused),), 422)
    request.session["said"] = f"已换成新密钥 {done.key}。新写入的从现在起用新密钥；旧的仍可打开先前的内容。"
    return HttpResponseRedirect(links.named("vault-keys"))


@require_POST
@two
def rewrap(request: HttpRequest) -> HttpResponse:
    """Wrap some older rows with the current key; the page says how many are left."""
    try:
        done, left = rotating.rewrap_some(request.actor, request.POST.get("purpose", ""))  # type: ignore[attr-defined]
    except Refused as refused:
        return _drawn(request, (_stopped(refused),), 422)
    rest = f"还剩 {left} 条，请继续。" if left else "都已换完，旧密钥可以移出密钥文件。"
    request.session["said"] = f"已重新包裹 {done} 条，{rest}"
    return HttpResponseRedirect(links.named("vault-keys"))


def _stopped(refused: Refused) -> Notice:
    return Notice("stop", "没有办理。", "；".join(problem.zh for problem in refused.problems))


def _drawn(
    request: HttpRequest,
    notices: tuple[Notice, ...],
    status: int = 200,
    *,
    tried: int | None = None,
    wrong: str = "",
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows, operates = rotating.ring_of(actor), actor.has(Role.SYSTEM_ADMIN)
    waiting = rotating.to_carry_out(actor)
    asked = proof.asked(request)
    left = {
        purpose: sum(r.rows or 0 for r in rows if r.purpose is purpose and not r.current)
        for purpose in WRAPPING
    }
    page = KeysPage(
        head=_head(len(waiting)),
        keys=tuple(_key(row) for row in rows),
        waiting=tuple(
            (
                wording.what(change),
                f"{change.number}　{change.basis}",
                f"{register.name_of(change.decision.by)} {wording.on(change.decision.at)} 确认",
                links.named("key-rotate", change.pk),
                replace(asked, error=wrong) if change.pk == tried else asked,
            )
            for change in waiting
        ),
        rewraps=tuple((p.value, wording.PURPOSES[p], number) for p, number in left.items() if number),
        rewrap_url=links.named("key-rewrap"),
        operates=operates,
        backups=_backups(),
        notices=notices,
    )
    return render(request, "desk/administrators/keys.html", {"page": page}, status=status)


def _head(waiting: int) -> Head:
    url = links.with_query(links.named("rights-change-new"), ("kind", Kind.ROTATE.value))
    title = f"密钥和备份：{waiting} 次轮换等系统管理员操作" if waiting else "密钥和备份"
    return Head(
        title,
        (Link("三员"), Link("密钥和备份")),
        sub=((Bit("只显示编号，不显示密钥"),), (Bit("系统管理员操作，安全保密管理员在场"),)),
        buttons=(Button("提出轮换", url=url),),
    )


def _key(row: rotating.KeyRow) -> tuple[str, str, str, str, str, Light]:
    light = Light(Sign.DONE, "现用") if row.current else Light(Sign.LAPSED, "只用于打开先前的")
    made = wording.day(row.made) if row.made else "初次设置"
    rows = "不包裹内容" if row.rows is None else f"{row.rows} 条"
    return (
        row.id,
        wording.PURPOSES[row.purpose],
        wording.METHODS.get(row.method, row.method),
        made,
        rows,
        light,
    )


def _backups() -> tuple[tuple[str, str, str, str], ...]:
    """What lies where, who keeps it, when it was backed up last (``zeren backup``; the key file goes its own way)."""
    ring, last = settings.ZEREN.key_file, last_made()
    made = wording.minute(last) if last else "还没有备份过"
    return (
        (
            "数据库、附件",
            "全部登记、案件、日志、随案材料；整份加密（zeren backup）",
            "系统管理员，每日",
            made,
        ),
        (
            "密钥文件",
            f"{ring.name}；没有它，备份的内容打不开",
            "安全保密管理员，轮换后即备，另处存放",
            NO_DATE,
        ),
        ("本单位的设置", "改过的读法、保管期限、导入的年份", "随数据库一起", made),
        ("法规包、程序", "安装包里有", "升级前后各留一份", NO_DATE),
    )
