"""One's own access tokens: listed, made (with a proof of oneself, told once), revoked."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zeren.access.tokens import acts, queries
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
        _, secret = acts.make(request.actor, given["label"], given["scope"], min(days, 10_000))  # type: ignore[attr-defined]
    except (Refused, ValueError) as refused:
        problems = getattr(refused, "problems", ())
        errors = {p.field: p.zh for p in problems} or {"days": "填天数"}
        return _shown(request, page.TokenForm(**given, errors=errors), status=422)
    said = Notice("ok", "令牌已建立。", "下面的令牌只显示这一次，请现在抄存到程序的配置里。")
    return _shown(request, page.TokenForm(), secret=secret, notices=(said,))


def _shown(
    request: HttpRequest,
    form: page.TokenForm,
    *,
    secret: str = "",
    proof_error: str = "",
    notices: tuple[Notice, ...] = (),
    status: int = 200,
) -> HttpResponse:
    listed = queries.listed(request.actor)  # type: ignore[attr-defined]
    shown = page.build(listed, form, proof.asked(request, proof_error), secret, notices)
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
