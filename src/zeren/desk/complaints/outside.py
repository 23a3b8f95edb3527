"""The frame of the public pages: no cookie, no address, no log; a form from another site is turned away.

``csrf_exempt`` stands here because the usual token needs a cookie, and a cookie in the browser shows that somebody
was here. No session is read, so a foreign page has nothing to ride on; that it sends no form in a visitor's name is
held by ``Sec-Fetch-Site`` and ``Origin``, which every browser since Chromium 76 sends with a form.
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
from zeren.desk.components import Notice
from zeren.desk.uploads import LARGEST
from zeren.records.complaints import reporting

log = logging.getLogger("zeren.desk")
View = Callable[[HttpRequest], HttpResponse]


def page(view: View) -> View:
    """A public page of the channel."""

    @csrf_exempt
    @gate.outside
    @gate.reads_itself
    @wraps(view)
    def shown(request: HttpRequest) -> HttpResponse:
        response = _answer(view, request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        # Django logs what was refused, with its path: not here.
        response._has_been_logged = True  # type: ignore[attr-defined]
        return response

    return shown


def _answer(view: View, request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD", "POST"):
        return refused(405, "没有办理。", "这一页只能打开和填写。")
    try:
        if request.method == "POST":
            problem = _unfit(request)
            if problem:
                return refused(403 if "别的网站" in problem else 413, "没有收到。", problem)
        return view(request)
    except BadRequest:
        return refused(400, "没有收到。", "送来的内容不完整。请退回上一页，您写的还在。")
    except Exception as error:
        # Neither the message nor where it came from: either may hold what somebody wrote.
        number = errors.fault_number()
        log.error("fault %s in the complaint channel: %s", number, type(error).__name__)
        return refused(
            500, "没有收到。", f"这里出了错，什么都没有保存。请退回上一页再试，或者打 12380。编号 {number}"
        )


def _unfit(request: HttpRequest) -> str:
    """Why a form is not read; empty where it is. Afterwards it is read."""
    if not same_site(request):
        return "这张表是从别的网站送来的。请直接打开本页填写。"
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:
        return "照片、文件一次最多 5 份，每份 10 MB。请退回上一页，减少几份。"
    for _, texts in request.POST.lists():
        if any("\0" in text for text in texts):
            raise BadRequest
    return ""


def same_site(request: HttpRequest) -> bool:
    """Whether the form was sent from a page of ours (or by no browser)."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"


def drawn(template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page without a request: no session, no token, no name of a viewer comes into it."""
    organs = reporting.receiving()
    frame = {
        "here": here, "receives": organs[0].name if organs else "", "write": links.named("complaint-write"),
        "back": links.named("complaint-back"), "ways": links.named("complaint-ways"), **context,
    }  # fmt: skip
    return HttpResponse(render_to_string(f"desk/complaints/{template}.html", frame), status=status)


def refused(status: int, strong: str, text: str) -> HttpResponse:
    """Why nothing was done, and the other ways."""
    return drawn("public_said", "", status, said=Notice("stop", strong, text), title="没有收到")
