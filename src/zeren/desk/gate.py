"""The door of the desk: every page wants a signed-in, unlocked session, unless it says that it stands outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

IDLE_MINUTES = 15
LOCKED, SEEN = "locked", "seen"

View = Callable[..., HttpResponse]
ViewT = TypeVar("ViewT", bound=View)


def outside(view: ViewT) -> ViewT:
    """Mark a view that stands outside the door (sign-in, lock, assets of the sign-in page)."""
    view.stands_outside = True  # type: ignore[attr-defined]
    return view


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
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let in, or say where to go first."""
        if getattr(view, "stands_outside", False):
            return None
        if not request.actor.account:  # type: ignore[attr-defined]
            return turned_away(request, "desk:signin")
        if request.session.get(LOCKED) or idle(request):
            request.session[LOCKED] = True
            return turned_away(request, "desk:lock")
        return None


def idle(request: HttpRequest) -> bool:
    """Whether nothing was asked for longer than the limit; else note that something was (once a minute)."""
    now, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and now - seen > IDLE_MINUTES * 60:
        return True
    if seen is None or now - seen >= 60:
        request.session[SEEN] = now
    return False


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
