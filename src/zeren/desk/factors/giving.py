"""The second factor after the password, and wherever a page wants one in this session."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zeren.access.accounts.models import Account
from zeren.access.factors import acts, passkeys, queries
from zeren.access.factors.passkeys import Site
from zeren.access.middleware import STRONG
from zeren.desk.factors import page
from zeren.desk.gate import safe_next
from zeren.desk.marks import settles
from zeren.desk.session.limiting import limited
from zeren.records import clock

ASKED = "passkey"
"""In the session: what the browser was asked and has not answered yet."""


@settles("factor")
@never_cache
@sensitive_post_parameters("code", "recovery", "passkey")
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def factor(request: HttpRequest) -> HttpResponse:
    """Give a one-time code, a passkey or a recovery code. Who has none bound is led to binding one."""
    back = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    actor = request.actor  # type: ignore[attr-defined]
    if actor.strong:
        return HttpResponseRedirect(back)
    own = queries.of_actor(actor)
    if not own.bound:
        return HttpResponseRedirect(f"{reverse('desk:factor-bind')}?next={quote(back)}")
    if request.method != "POST":
        return _page(request, own, back)
    tried = _tried(request)
    if isinstance(tried, str):
        return _page(request, own, back, error=tried)
    if tried.account is None:
        said = page.locked(tried.locked_until.astimezone(clock.BEIJING)) if tried.locked_until else None
        return _page(
            request, own, back, error="" if said else page.why_not(tried.used, tried.left), said=said
        )
    # Another key for the session that may now do more (fixation).
    request.session.cycle_key()
    request.session[STRONG] = True
    return HttpResponseRedirect(back)


def _tried(request: HttpRequest) -> acts.Given | str:
    """What came of it, or a word about what is missing."""
    actor = request.actor  # type: ignore[attr-defined]
    if answer := request.POST.get("passkey", ""):
        state = request.session.pop(ASKED, None)
        if state is None:
            return page.OPEN_AGAIN
        return acts.give_passkey(actor, site(request), state, answer)
    if recovery := request.POST.get("recovery", "").strip():
        return acts.give_recovery_code(actor, recovery)
    code = request.POST.get("code", "").strip()
    return acts.give_code(actor, code) if code else "请填动态口令"


def _page(
    request: HttpRequest, own: queries.Factors, back: str, error: str = "", said: page.Notice | None = None
) -> HttpResponse:
    there = queries.credentials(request.actor.account, site(request).host)  # type: ignore[attr-defined]
    options = ""
    if there:
        asked = passkeys.ask(site(request), there)
        request.session[ASKED], options = asked.state, asked.options
    door = page.FactorPage(
        action=reverse("desk:factor"),
        next=back,
        name=request.actor.name or request.actor.account,  # type: ignore[attr-defined]
        code=own.code is not None,
        recovery=own.recovery > 0,
        options=options,
        elsewhere=", ".join(sorted({key.host for key in own.passkeys})) if not there else "",
        error=error,
        wrong="recovery" if request.POST.get("recovery") else "code",
        said=said,
        foot=page.foot(clock.now()),
    )
    return render(request, "desk/factors/give.html", {"page": door}, status=422 if error or said else 200)


def site(request: HttpRequest) -> Site:
    """Where the page is open. Behind a proxy that speaks TLS the browser's own address begins with https."""
    scheme = "https" if settings.ZEREN.https else request.scheme
    host = request.get_host()
    return Site(urlsplit(f"//{host}").hostname or "", f"{scheme}://{host}")


def renew(request: HttpRequest, account: Account) -> None:
    """After a change that ends every session of the account, this one goes on, under another key."""
    update_session_auth_hash(request, account)
    if not account.second_factor:
        request.session.pop(STRONG, None)
