"""Sign-in, sign-out, lock: whoever has signed in is told when that was last, and may lock at any time."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zeren.access.accounts import acts
from zeren.access.accounts.models import Account
from zeren.access.accounts.queries import actor_of
from zeren.access.middleware import STRONG
from zeren.desk import errors
from zeren.desk.gate import BEGAN, LOCKED, SEEN, safe_next
from zeren.desk.marks import outside
from zeren.desk.navigation import home_of
from zeren.desk.proof import FRESH
from zeren.desk.session import page
from zeren.desk.session.limiting import exceeded, limited
from zeren.records import clock
from zeren.records.trail import acts as trail

BACKEND = "zeren.access.accounts.backend.AccountBackend"


@outside
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@limited
def signin(request: HttpRequest) -> HttpResponse:
    """The sign-in page. A signed-in viewer goes on to where the page was to lead."""
    back = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.actor.account and request.method != "POST":  # type: ignore[attr-defined]
        return HttpResponseRedirect(back)
    if request.method != "POST":
        return _door(request, back)
    name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
    if not name or not password:
        return _door(request, back, name, error="账号、口令都要填")
    tried = acts.sign_in(name, password)
    if tried.account is None:
        said = (
            page.locked(tried.locked_until.astimezone(clock.BEIJING))
            if tried.locked_until
            else page.wrong_password(tried.left)
        )
        return _door(request, back, name, error="" if tried.locked_until else page.WRONG, said=said)
    return _enter(request, tried.account, back)


def _enter(request: HttpRequest, account: Account, back: str) -> HttpResponse:
    """A session of its own: under a new key, and with nothing of what an earlier one had proved."""
    login(request, account, BACKEND)
    for kept in (LOCKED, SEEN, BEGAN, STRONG, FRESH):
        request.session.pop(kept, None)
    if back == reverse("desk:worklist"):
        back = home_of(actor_of(account))
    return HttpResponseRedirect(back)


def _door(
    request: HttpRequest, back: str, username: str = "", error: str = "", said: page.Notice | None = None
) -> HttpResponse:
    door = page.DoorPage(
        "登录", reverse("desk:signin"), back, username, error=error, said=said, foot=page.foot(clock.now())
    )
    return render(request, "desk/session/sign_in.html", {"page": door}, status=422 if error or said else 200)


@outside
@require_POST
def signout(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return HttpResponseRedirect(reverse("desk:signin"))


@outside
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def lock(request: HttpRequest) -> HttpResponse:
    """Lock at once; unlock with the password. The session, its drafts and its place stay."""
    back = safe_next(request, request.POST.get("next") or request.GET.get("next"))
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.account:
        return HttpResponseRedirect(reverse("desk:signin"))
    if request.POST.get("leave"):
        return signout(request)
    if request.method == "POST" and "password" in request.POST:
        seconds = exceeded(request)
        if seconds:
            return errors.too_many(request, seconds)
        return _unlock(request, back)
    if request.method == "POST":
        request.session[LOCKED] = True
        trail.note(actor, "screen_locked", "account", actor.account)
    if not request.session.get(LOCKED):
        return HttpResponseRedirect(back)
    return _locked(request, back)


def _unlock(request: HttpRequest, back: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    tried = acts.sign_in(actor.account, request.POST["password"], strong=actor.strong)
    if tried.account is None:
        if tried.locked_until:
            return _locked(request, back, said=page.locked(tried.locked_until.astimezone(clock.BEIJING)))
        return _locked(request, back, error="口令不对")
    request.session.pop(LOCKED, None)
    request.session.pop(SEEN, None)
    return HttpResponseRedirect(back)


def _locked(
    request: HttpRequest, back: str, error: str = "", said: page.Notice | None = None
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    door = page.DoorPage(
        "已锁定",
        reverse("desk:lock"),
        back,
        name=actor.name or actor.account,
        why="离开座位，或者闲置已久。输入口令接着办。",
        error=error,
        said=said,
        foot=page.foot(clock.now()),
        one=True,
    )
    return render(request, "desk/session/lock.html", {"page": door}, status=422 if error or said else 200)
