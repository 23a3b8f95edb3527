"""One's own password, second factors and sessions: each change with a proof of oneself."""

from __future__ import annotations

import io
from base64 import b64encode

import segno
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zeren.access import signin as ways
from zeren.access.accounts import acts as accounts
from zeren.access.factors import acts, codes, passkeys, queries
from zeren.access.middleware import STRONG
from zeren.desk import gate, marks, proof
from zeren.desk.components import Head, Link
from zeren.desk.factors import page
from zeren.desk.factors.giving import ASKED, renew, site
from zeren.desk.session.limiting import limited
from zeren.records import clock
from zeren.records.actor import ADMINISTRATORS
from zeren.records.errors import Refused

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_http_methods(["GET", "HEAD"])
def listed(request: HttpRequest) -> HttpResponse:
    """What is bound, and what may be done with it."""
    actor = request.actor  # type: ignore[attr-defined]
    done, must = request.GET.get("done", ""), actor.has(*ADMINISTRATORS)
    own = page.own(queries.of_actor(actor), done, must, ways.way().keeps_passwords)
    return render(request, "desk/factors/own.html", {"page": own})


# ---------------------------------------------------------------- phone


@marks.settles("factor-bind")
@never_cache
@sensitive_post_parameters("code", proof.FIELD)
@GET_POST
@limited
def bind_code(request: HttpRequest) -> HttpResponse:
    """A new secret as a QR code; it is bound when the phone's code is given."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method != "POST":
        return _bind_page(request, acts.begin_code(actor))
    secret = acts.pending_secret(actor)
    if not secret:
        return _bind_page(request, acts.begin_code(actor), page.OPEN_AGAIN)
    if not request.POST.get("code", "").strip():
        return _bind_page(request, secret, "请填手机上的动态口令")
    if why := proof.refused(request):
        return _bind_page(request, secret, proof_error=why)
    try:
        account = acts.confirm_code(actor, request.POST["code"])
    except Refused as refused:
        return _bind_page(request, secret, refused.problems[0].zh)
    return _after_binding(request, account, "code")


def _bind_page(request: HttpRequest, secret: str, error: str = "", proof_error: str = "") -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    bind = page.BindPage(
        head=_head("绑定手机"),
        image=_qr(codes.address(secret, actor.account)),
        text=codes.in_fours(secret),
        signin=actor.account,
        proof=proof.asked(request, proof_error),
        next=_back(request),
        error=error,
        given=request.POST.get("code", ""),
        forced=gate.owed(request) == "factor-bind",
        replaces=queries.gives_codes(actor),
        wanted=_back(request) != _mine(),
    )
    return render(
        request, "desk/factors/bind.html", {"page": bind}, status=422 if error or proof_error else 200
    )


def _qr(text: str) -> str:
    """The QR code as a ``data:`` image, in black on white whatever the page is."""
    kept = io.BytesIO()
    segno.make(text, error="m", micro=False).save(kept, kind="svg", scale=4, border=4, light="white")
    return "data:image/svg+xml;base64," + b64encode(kept.getvalue()).decode("ascii")


def _after_binding(request: HttpRequest, account: accounts.Account, kind: str) -> HttpResponse:
    """This session goes on, strong now; the first binding brings recovery codes along."""
    renew(request, account)
    request.session[STRONG] = True
    back = _back(request)
    if queries.of_signin(account.signin).recovery == 0:
        return _codes_page(request, acts.make_recovery_codes(request.actor), back)  # type: ignore[attr-defined]
    return HttpResponseRedirect(back if back != _mine() else f"{_mine()}?done={kind}")


# ---------------------------------------------------------------- passkey


@marks.settles("factor-bind")
@never_cache
@sensitive_post_parameters("answer", proof.FIELD)
@GET_POST
@limited
def bind_passkey(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a new passkey, and bind what it answers."""
    if request.method != "POST":
        return _key_page(request)
    state, answer = request.session.pop(ASKED, None), request.POST.get("answer", "")
    if state is None or not answer:
        return _key_page(request, error=page.OPEN_AGAIN)
    if why := proof.refused(request):
        return _key_page(request, proof_error=why)
    try:
        account = acts.add_passkey(
            request.actor,  # type: ignore[attr-defined]
            request.POST.get("label", ""),
            site(request),
            state,
            answer,
        )
    except Refused as refused:
        return _key_page(request, error=refused.problems[0].zh)
    return _after_binding(request, account, "passkey")


def _key_page(request: HttpRequest, error: str = "", proof_error: str = "") -> HttpResponse:
    actor, here = request.actor, site(request)  # type: ignore[attr-defined]
    options = ""
    if here.takes_passkeys:
        there = queries.credentials(actor.account, here.host)
        asked = passkeys.ask_for_new(here, request.user.pk, actor.account, actor.name, there)
        request.session[ASKED], options = asked.state, asked.options
    key = page.KeyPage(
        head=_head("添加通行密钥"),
        options=options,
        proof=proof.asked(request, proof_error),
        next=_back(request),
        label=request.POST.get("label", ""),
        error=error,
        why=""
        if options
        else f"本页用的是数字地址 {here.host}，浏览器不在数字地址上建通行密钥。请用主机名打开。",
    )
    return render(
        request, "desk/factors/passkey.html", {"page": key}, status=422 if error or proof_error else 200
    )


# ---------------------------------------------------------------- recovery codes, taking away, sessions


@never_cache
@sensitive_post_parameters(proof.FIELD)
@GET_POST
@limited
def recovery(request: HttpRequest) -> HttpResponse:
    """Ten recovery codes, shown once."""
    actor = request.actor  # type: ignore[attr-defined]
    if not queries.of_actor(actor).bound:
        raise Http404
    why = _unproved(request)
    if why == "":
        return _codes_page(request, acts.make_recovery_codes(actor), _mine())
    text = "生成 10 个新的恢复码，只显示一次；原来的恢复码全部失效。手机丢失时，一个恢复码可以登录一次。"
    return _ask(request, "生成恢复码", text, "生成", why or "")


@never_cache
@sensitive_post_parameters(proof.FIELD)
@GET_POST
@limited
def remove(request: HttpRequest, what: str) -> HttpResponse:
    """Unbind the phone (``code``), or take a passkey away (``passkey-7``)."""
    own = queries.of_actor(request.actor)  # type: ignore[attr-defined]
    key = next((key for key in own.passkeys if what == f"passkey-{key.pk}"), None)
    if not (key or (what == "code" and own.code)):
        raise Http404
    why = _unproved(request)
    if why == "":
        return _removed(request, key)
    name = f"通行密钥“{key.label}”" if key else "绑定的手机"
    last = len(own.passkeys) + bool(own.code) == 1
    text = f"解除{name}，以后登录不能再用。本人在别处的登录随即结束。" + (LAST if last else "")
    return _ask(request, "解除", text, "解除", why or "")


LAST = "这是最后一种第二重验证；三员和查看封存材料，要先重新绑定。"


def _removed(request: HttpRequest, key: queries.Key | None) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    account = acts.remove_passkey(actor, key.pk) if key else acts.remove_code(actor)
    renew(request, account)
    return HttpResponseRedirect(f"{_mine()}?done=remove")


@never_cache
@sensitive_post_parameters(proof.FIELD)
@GET_POST
@limited
def sessions(request: HttpRequest) -> HttpResponse:
    """End every other session of one's own account."""
    why = _unproved(request)
    if why == "":
        renew(request, accounts.end_sessions(request.actor))  # type: ignore[attr-defined]
        return HttpResponseRedirect(f"{_mine()}?done=sessions")
    text = "本人在其他机器、其他浏览器上的登录立即结束；那里没有提交的内容不会保存，已存的草稿都在。"
    return _ask(request, "结束别处的登录", text, "结束", why or "")


def _unproved(request: HttpRequest) -> str | None:
    """Why the act may not go on; empty when it may, None when it is only looked at."""
    return proof.refused(request) if request.method == "POST" else None


def _ask(request: HttpRequest, title: str, text: str, button: str, error: str) -> HttpResponse:
    ask = page.AskPage(_head(title), request.path, text, button, proof.asked(request, error))
    return render(request, "desk/factors/ask.html", {"page": ask}, status=422 if error else 200)


def _codes_page(request: HttpRequest, made: list[str], back: str) -> HttpResponse:
    day = clock.now()
    shown = page.CodesPage(_head("恢复码"), tuple(made), back, f"{day.year}年{day.month}月{day.day}日")
    return render(request, "desk/factors/codes.html", {"page": shown})


# ---------------------------------------------------------------- password


@marks.settles("password")
@never_cache
@sensitive_post_parameters("old", "new", "again")
@GET_POST
@limited
def password(request: HttpRequest) -> HttpResponse:
    """Another password for oneself; at the first sign-in after an administrator set one, before anything else."""
    if not ways.way().keeps_passwords:
        raise Http404
    if request.method != "POST":
        return _password_page(request, {})
    errors = _unfilled(request)
    if errors:
        return _password_page(request, errors)
    actor = request.actor  # type: ignore[attr-defined]
    tried = accounts.sign_in(actor.account, request.POST["old"], strong=actor.strong)
    if tried.locked_until:
        said = page.locked(tried.locked_until.astimezone(clock.BEIJING))
        return _password_page(request, {"old": "没有改"}, said)
    if tried.account is None:
        return _password_page(request, {"old": f"原口令不对，还剩 {tried.left} 次机会"})
    try:
        accounts.set_password(actor, tried.account, request.POST["new"])
    except Refused as refused:
        return _password_page(request, {"new": "；".join(problem.zh for problem in refused.problems)})
    renew(request, tried.account)
    back = _back(request)
    return HttpResponseRedirect(back if back != _mine() else f"{_mine()}?done=password")


def _unfilled(request: HttpRequest) -> dict[str, str]:
    given = {name: request.POST.get(name, "") for name in ("old", "new", "again")}
    errors = {name: "要填" for name, text in given.items() if not text}
    if not errors and given["new"] != given["again"]:
        errors["again"] = "两次填的新口令不一样"
    return errors


def _password_page(
    request: HttpRequest, errors: dict[str, str], said: page.Notice | None = None
) -> HttpResponse:
    forced = gate.owed(request) == "password"
    shown = page.PasswordPage(_head("改口令"), errors, forced, said, _back(request))
    return render(request, "desk/factors/password.html", {"page": shown}, status=422 if errors else 200)


# ---------------------------------------------------------------- in common


def _head(title: str) -> Head:
    return Head(title, (Link(page.TITLE, _mine()),))


def _mine() -> str:
    return reverse("desk:factors")


def _back(request: HttpRequest) -> str:
    """Where the page leads afterwards: the page that was asked for, else the list of one's own factors."""
    given = request.POST.get("next") or request.GET.get("next")
    return gate.safe_next(request, given) if given else _mine()
