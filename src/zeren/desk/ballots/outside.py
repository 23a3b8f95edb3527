"""The frame of the voting page: no sign-in, no cookie, no log; a form from another site is turned away.

It stands without the usual form token for the reason that the complaint channel does (``complaints.outside``): the
token needs a cookie. No session is read, so a foreign page has nothing to ride on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt

from zeren.desk import errors, gate, links
from zeren.desk.complaints.outside import same_site
from zeren.desk.components import Notice

log = logging.getLogger("zeren.desk")
View = Callable[[HttpRequest], HttpResponse]
LARGEST = 64 * 1024


def page(view: View) -> View:
    """A page of the voting machine."""

    @csrf_exempt
    @gate.outside
    @gate.reads_itself
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        response = _answer(view, request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        # Django logs what was refused, with its minute: not here.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return shown


def _answer(view: View, request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return refused(405, "没有投出。", "这一页只能打开和投票。")
    try:
        if request.method == "POST":
            problem = _unfit(request)
            if problem:
                return refused(403, "没有投出。", problem)
        return view(request)
    except BadRequest:
        return refused(400, "没有投出。", "送来的内容不完整，请从头再来；码还可以用。")
    except Exception as error:
        # Neither the message nor where it came from: either may hold what somebody chose.
        number = errors.fault_number()
        log.error("fault %s on the voting page: %s", number, type(error).__name__)
        return refused(
            500, "没有投出。", f"这里出了错，没有计票，码还可以用。请再试，或者领纸票。编号 {number}"
        )


def _unfit(request: HttpRequest) -> str:
    """Why a form is not read; empty where it is. Raises BadRequest for what is none."""
    if not same_site(request):
        return "这张票是从别的网站送来的。请直接打开本页。"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        raise BadRequest
    if any("\0" in text for _, texts in request.POST.lists() for text in texts):
        raise BadRequest
    return ""


def drawn(template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page without a request: no session, no token, no name of a viewer comes into it."""
    frame = {"here": links.named("vote"), "done": links.named("vote-done"), **context}
    return HttpResponse(render_to_string(f"desk/ballots/{template}.html", frame), status=status)


def refused(status: int, strong: str, text: str) -> HttpResponse:
    """Why nothing was done, and the way on."""
    return drawn("vote_said", status, said=Notice("stop", strong, text), title="没有投出")
