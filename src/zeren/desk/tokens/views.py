"""One's own access tokens: listed, made (with a proof of oneself, told once), revoked."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zeren.access.digest import acts as digest
from zeren.access.tokens import acts, queries
from zeren.access.tokens.models import Token
from zeren.desk import links, proof
from zeren.desk.components import Notice
from zeren.desk.tokens import page
from zeren.records.errors import OutOfSight, Refused

SAID = "said-tokens"


@never_cache
@sensitive_post_parameters("proof")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The list and the form; a POST makes a token and shows its secret in this one answer."""
    if request.method == "POST":
        return _make(request)
    said = request.session.pop(SAID, "")
    notices = (Notice("ok", said),) if said else ()
    return _shown(request, page.TokenForm(), notices=notices)


def _make(request: HttpRequest) -> HttpResponse:
    given = {name: request.POST.get(name, "").strip() for name in ("label", "scope", "days")}
    form = page.TokenForm(**given)
    wrong = proof.refused(request)
    if wrong:
        return _shown(request, form, proof_error=wrong, status=422)
    try:
        days = int(given["days"]) if given["days"].isascii() and given["days"].isdecimal() else 0
        made, secret = acts.make(request.actor, given["label"], given["scope"], min(days, 10_000))  # type: ignore[attr-defined]
    except (Refused, ValueError) as refused:
        problems = getattr(refused, "problems", ())
        errors = {p.field: p.zh for p in problems} or {"days": "填天数"}
        return _shown(request, page.TokenForm(**given, errors=errors), status=422)
    if made.scope == Token.Scope.CALENDAR:
        feed = request.build_absolute_uri(links.named("calendar-feed", secret))
        said = Notice(
            "ok", "日历订阅已建立。", "下面的网址只显示这一次，请现在加到日历里；有它就能看到每天到期几项。"
        )
        return _shown(request, page.TokenForm(), feed=feed, notices=(said,))
    said = Notice("ok", "令牌已建立。", "下面的令牌只显示这一次，请现在抄存到程序的配置里。")
    return _shown(request, page.TokenForm(), secret=secret, notices=(said,))


@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Where one's own daily digest goes; empty ends it."""
    if settings.ZEREN.mail is None:
        raise Http404
    address = request.POST.get("mail", "").strip()
    try:
        digest.set_address(request.actor, address)  # type: ignore[attr-defined]
    except Refused as refused:
        wrong = page.MailForm(address, refused.problems[0].zh)
        return _shown(request, page.TokenForm(), mail=wrong, status=422)
    request.session[SAID] = "提醒邮箱已写明。" if address else "不再发邮件提醒。"
    return HttpResponseRedirect(links.named("tokens"))


def _mail(request: HttpRequest) -> page.MailForm | None:
    return page.MailForm(request.user.mail) if settings.ZEREN.mail else None  # type: ignore[union-attr]


def _shown(
    request: HttpRequest,
    form: page.TokenForm,
    *,
    mail: page.MailForm | None = None,
    secret: str = "",
    feed: str = "",
    proof_error: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> HttpResponse:
    listed = queries.listed(request.actor)  # type: ignore[attr-defined]
    shown = page.build(
        listed, form, proof.asked(request, proof_error), secret, feed, mail or _mail(request), notices
    )
    return render(request, "desk/tokens/list.html", {"page": shown, "p": shown.proof}, status=status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens at once."""
    try:
        token = acts.revoke(request.actor, pk)  # type: ignore[attr-defined]
    except OutOfSight:
        raise Http404 from None
    request.session[SAID] = f"令牌“{token.label}”已停用。"
    return HttpResponseRedirect(links.named("tokens"))
