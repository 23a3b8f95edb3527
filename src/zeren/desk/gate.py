"""The door of the desk: every page wants a signed-in, unlocked session that owes nothing, unless it says that it
stands outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.contrib.auth import logout
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from zeren.access import signin as ways
from zeren.desk import errors
from zeren.desk.marks import ViewT
from zeren.records.actor import ADMINISTRATORS, WRITES, Actor
from zeren.records.errors import OutOfSight, Refused

IDLE_MINUTES = 15
LIFE_HOURS = 8
LOCKED, SEEN, BEGAN = "locked", "seen", "began"


def only(may: Callable[[Actor], bool], why_not: str) -> Callable[[ViewT], ViewT]:
    """Mark a view as one for certain roles: to any other the page says who does this."""

    def marked(view: ViewT) -> ViewT:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may(request.actor):  # type: ignore[attr-defined]
                raise PermissionDenied(why_not)
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return marked


records = only(lambda actor: actor.has(*WRITES), "立项、移交和记录由承办机关办理；您的角色没有这一项权限。")
"""Only for roles that record."""


def strong(view: ViewT) -> ViewT:
    """Only with a second factor in this session (sealed material, the three administrators); else it is asked for."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.strong:  # type: ignore[attr-defined]
            return turned_away(request, "desk:factor")
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]


class Door:
    """Default closed: without a sign-in a request goes to it, a locked or idle session to the lock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control") and getattr(request, "actor", None) is not None:
            # A page of one viewer must not come back to the next from the browser's store.
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Let in, or say where to go first. Raises BadRequest for what no database can hold."""
        if not getattr(view, "reads_itself", False) and _holds_zero(request):
            raise BadRequest("a zero character")
        if getattr(view, "stands_outside", False):
            return None
        if not request.actor.account:  # type: ignore[attr-defined]
            return turned_away(request, "desk:signin")
        if over(request):
            logout(request)
            return turned_away(request, "desk:signin")
        if request.session.get(LOCKED) or idle(request):
            request.session[LOCKED] = True
            return turned_away(request, "desk:lock")
        first = owed(request)
        if first and getattr(view, "settles", "") != first:
            return turned_away(request, f"desk:{first}")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What an act refused and no view explained: out of sight is not there, the rest is told; never a fault."""
        if isinstance(exception, OutOfSight):
            return errors.not_found(request)
        if isinstance(exception, Refused):
            return errors.forbidden(request, PermissionDenied("；".join(p.zh for p in exception.problems)))
        return None


def settled(request: HttpRequest) -> bool:
    """Whether the session may be used as it stands: the HTTP interface asks, which leads nobody to another page."""
    if not request.actor.account or request.session.get(LOCKED):  # type: ignore[attr-defined]
        return False
    if idle(request):
        request.session[LOCKED] = True
        return False
    return not over(request) and not owed(request)


def _holds_zero(request: HttpRequest) -> bool:
    """A zero character is in no text that a person types; PostgreSQL takes none, and would fail at it."""
    given = [request.GET] + ([request.POST] if request.method == "POST" else [])
    return any("\0" in f"{name}{text}" for data in given for name, texts in data.lists() for text in texts)


def idle(request: HttpRequest) -> bool:
    """Whether nothing was asked for longer than the limit; else note that something was (once a minute)."""
    now, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and now - seen > IDLE_MINUTES * 60:
        return True
    if seen is None or now - seen >= 60:
        request.session[SEEN] = now
    return False


def over(request: HttpRequest) -> bool:
    """Whether the session is older than it may be, used or not."""
    now = int(time.time())
    began = request.session.get(BEGAN)
    if began is None:
        request.session[BEGAN] = began = now
    return bool(now - began >= LIFE_HOURS * 3600)


def owed(request: HttpRequest) -> str:
    """What comes before any other page: the second factor of who has one; another password in place of one that
    an administrator set; a second factor for the three administrators, who do nothing without. A route's name."""
    account, actor = request.user, request.actor  # type: ignore[attr-defined]
    if getattr(account, "second_factor", False) and not actor.strong:
        return "factor"
    if getattr(account, "must_change", False) and ways.way().keeps_passwords:
        return "password"
    if not actor.strong and actor.has(*ADMINISTRATORS):
        return "factor-bind"
    return ""


def turned_away(request: HttpRequest, name: str) -> HttpResponse:
    """To the sign-in or the lock, and back afterwards; a fragment sends the whole page there."""
    fragment = request.headers.get("HX-Request") == "true"
    if fragment:
        back = request.headers.get("HX-Current-URL", "")
    else:
        back = request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "")
    place = f"{reverse(name)}?next={quote(safe_next(request, back))}"
    if fragment:
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


def safe_next(request: HttpRequest, url: str | None) -> str:
    """The page to go back to, if it is one of ours; else the worklist."""
    if url and url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return url
    return reverse("desk:worklist")
