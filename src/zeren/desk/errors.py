"""Error pages in the house style: what did not happen, whether the input is kept, why, the next step, a number."""

from __future__ import annotations

import logging
import re
import secrets
import sqlite3
import sys
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from zeren.desk.components import Link, Notice, Sign
from zeren.desk.marks import outside
from zeren.desk.uploads import LARGEST
from zeren.records import clock

log = logging.getLogger("zeren.desk")

PROGRAMS = "/api/"
AWAY = (
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)  # fmt: skip
"""SQLite: occupied, only to be read, full, or its file can't be used."""
AWAY_THERE = re.compile("08|53|57|58|25006|55P03")
"""PostgreSQL, by the beginning of the code: not connected, no room, called off, its files, only to be read, occupied."""
TOO_MUCH = f"连同附件最多 {LARGEST >> 20} MB，文字最多 {settings.DATA_UPLOAD_MAX_MEMORY_SIZE >> 20} MB"


@dataclass(frozen=True, slots=True)
class Fault:
    """An error page."""

    title: str
    said: Notice
    hints: tuple[Link, ...]
    home: str
    foot: str


def _page(
    request: HttpRequest, status: int, title: str, said: Notice, hints: tuple[Link, ...]
) -> HttpResponse:
    if request.path.startswith(PROGRAMS):
        # A program reads JSON, whatever refused it on the way.
        told = {"where": "", "zh": f"{said.strong}{said.text}", "en": title, "row": None}
        return JsonResponse({"problems": [told], "between": []}, status=status)
    home = reverse("desk:worklist")
    fault = Fault(title, said, (*hints, Link("回待办", home)), home, f"{clock.now():%Y-%m-%d %H:%M}")
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(render_to_string("desk/errors/part.html", {"page": fault}), status=status)
    return HttpResponse(render_to_string("desk/errors/fault.html", {"page": fault}), status=status)


@outside
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or not for this viewer; the two are not told apart."""
    said = Notice("", "没有这一页，或者不在您的查看范围内。", f"地址：{request.path}")
    hints = (Link("核对编号，或者用上方的检索", reverse("desk:search")),)
    return _page(request, 404, "没有找到", said, hints)


@outside
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the viewer's role does not do this."""
    said = Notice("stop", "没有办理。", str(exception or "") or "您的角色没有这一项权限。")
    return _page(request, 403, "没有权限", said, (Link("需要办理的，请找安全保密管理员核对角色"),))


@outside
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be read; 413: it holds more than is taken at once."""
    if isinstance(exception, RequestDataTooBig):
        said = Notice("stop", "没有办理，没有写入任何内容。", f"一次送得太多：{TOO_MUCH}。")
        return _page(
            request, 413, "一次送得太多", said, (Link("退回上一页，减少几份再试；填的内容在上一页"),)
        )
    said = Notice("stop", "没有办理。", "浏览器送来的内容不完整，或者一次送得太多。")
    return _page(request, 400, "没有办理", said, (Link("退回上一页再试；您填的内容在上一页"),))


@outside
def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: too many tries, from this machine or in all; in so many seconds there is room again."""
    minutes = max(1, -(-seconds // 60))
    said = Notice(
        "stop", "没有办理。", f"这段时间试的次数太多，约 {minutes} 分钟后可以再试。", sign=Sign.SEALED
    )
    answer = _page(request, 429, "请稍后再试", said, (Link("急用请找安全保密管理员"),))
    answer.headers["Retry-After"] = str(max(1, seconds))
    return answer


@outside
def failed(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours, with a number that also stands in the log; 503 where it is the database's."""
    number = fault_number()
    reason = sys.exc_info()[1]
    if away(reason):
        log.error("fault %s at %s: the database: %s", number, request.path, str(reason).partition("\n")[0])
        return _no_database(request, number)
    log.error("fault %s at %s", number, request.path)
    said = Notice("stop", "没有办成，没有写入任何内容。", "", f"错误编号 {number}，请转告系统管理员")
    return _page(request, 500, "出错了", said, (Link("退回上一页，内容还在；稍后再试"),))


def away(reason: BaseException | None) -> bool:
    """The database can't be written or reached (full, only to be read, occupied, gone); a wrong statement is ours."""
    if not isinstance(reason, DatabaseError):
        return False
    cause = reason.__cause__
    if there := getattr(cause, "sqlstate", None):
        return AWAY_THERE.match(there) is not None
    if code := getattr(cause, "sqlite_errorcode", None):
        # The lowest byte; what stands above it says more of the same.
        return code & 0xFF in AWAY
    return isinstance(reason, OperationalError)


def _no_database(request: HttpRequest, number: str) -> HttpResponse:
    """503: what is wrong with it stands in the log alone, under the number."""
    said = Notice(
        "stop",
        "没有办成，没有写入任何内容。",
        "数据库现在不能用，或者只能读不能写。",
        f"错误编号 {number}，请转告系统管理员",
    )
    hints = (
        Link("退回上一页，内容还在；稍等一两分钟再试"),
        Link("再试仍不行的，请系统管理员按错误编号查运行日志，看磁盘空间、数据库文件的写权限和连接"),
    )
    return _page(request, 503, "数据库暂时不能用", said, hints)


def fault_number() -> str:
    """The number of a fault of ours, for the page and for the log."""
    return f"E-{clock.now():%Y-%m%d}-{secrets.token_hex(3)}"


@outside
def token_missing(request: HttpRequest, reason: str = "", **_: Any) -> HttpResponse:
    """The form's token is missing or old (a page left open over a sign-in)."""
    said = Notice("stop", "没有办理，没有写入任何内容。", "本页打开得太久，或者期间重新登录过。")
    hints = (Link("退回上一页，刷新后再提交；已存的草稿都在"),)
    return _page(request, 403, "请重新打开本页", said, hints)
