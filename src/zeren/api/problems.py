"""Every answer that is not the one hoped for, in one shape: ``{"problems": [{"where", "zh", "en"}]}``."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    JsonResponse,
    RawPostDataException,
)
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from zeren.desk.errors import fault_number
from zeren.records.errors import ConcurrentChange, OutOfSight, Refused

log = logging.getLogger("zeren.api")


class ProblemOut(Schema):
    """One thing that is wrong: where, in Chinese and English; ``row`` in lists."""

    where: str
    zh: str
    en: str
    row: int | None = None


class BetweenOut(Schema):
    """One entry that came in between."""

    seq: int
    type: str
    account: str
    recorded: str


class ProblemsOut(Schema):
    """What is wrong; with 409, what came in between."""

    problems: list[ProblemOut]
    between: list[BetweenOut] = []


ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422, 429, 500), ProblemsOut)
"""What any operation may answer besides its result."""


class Denied(Exception):
    """The account may not do this, whatever the object (403)."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


SAID: dict[int, tuple[str, str]] = {
    400: ("请求不完整，或者不是 JSON", "the request is incomplete or no JSON"),
    401: ("没有登录，或者令牌不对、已停用、已过期", "no sign-in, or the token is wrong, revoked or expired"),
    403: ("没有办理：没有这一项权限，或者缺表单令牌", "denied: not this account's to do, or the form token is missing"),
    404: ("没有这一项，或者不在查看范围内", "there is none, or it is out of sight"),
    405: ("此处没有这种请求", "there is no such method here"),
    413: ("内容过大", "too large"),
    429: ("请求过于频繁，请稍后再试", "too many requests"),
}  # fmt: skip

WRONG: dict[str, str] = {
    "missing": "缺“{where}”",
    "extra_forbidden": "没有“{where}”一项",
    "string_too_long": "“{where}”过长",
    "string_type": "“{where}”应为文字",
    "int_parsing": "“{where}”应为整数",
    "int_type": "“{where}”应为整数",
    "date_from_datetime_parsing": "“{where}”应为日期，如 2026-03-16",
    "date_parsing": "“{where}”应为日期，如 2026-03-16",
    "enum": "“{where}”不在可选之列",
    "literal_error": "“{where}”不在可选之列",
}


def install(api: NinjaAPI) -> None:
    """Give every exception its answer."""
    api.add_exception_handler(OutOfSight, lambda request, _: answer(404))
    api.add_exception_handler(Http404, lambda request, _: answer(404))
    api.add_exception_handler(Refused, lambda request, e: told(422, [_of(p) for p in e.problems]))
    api.add_exception_handler(Denied, lambda request, e: told(403, [problem("", e.zh, e.en)]))
    api.add_exception_handler(ConcurrentChange, _concurrent)
    api.add_exception_handler(ValidationError, lambda request, e: told(422, [_invalid(x) for x in e.errors]))
    api.add_exception_handler(AuthenticationError, lambda request, _: answer(401))
    api.add_exception_handler(Throttled, lambda request, _: answer(429))
    api.add_exception_handler(RequestDataTooBig, lambda request, _: answer(413))
    # A form where a body was wanted: it was read as a form already.
    api.add_exception_handler(RawPostDataException, lambda request, _: answer(400))
    api.add_exception_handler(HttpError, lambda request, e: answer(e.status_code))
    api.add_exception_handler(Exception, _fault)


def problem(where: str, zh: str, en: str, row: int | None = None) -> dict[str, Any]:
    """One problem as data."""
    return {"where": where, "zh": zh, "en": en, "row": row}


def told(status: int, problems: list[dict[str, Any]], **more: Any) -> HttpResponse:
    """An answer with its problems."""
    body = {"problems": problems, "between": [], **more}
    answer = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if status == 401:
        answer["WWW-Authenticate"] = 'Bearer realm="zeren"'
    return answer


def answer(status: int) -> HttpResponse:
    """The usual words of a status."""
    return told(status, [problem("", *SAID.get(status, SAID[400]))])


def _of(one: Any) -> dict[str, Any]:
    return problem(one.field, one.zh, one.en, one.row)


def _concurrent(request: HttpRequest, change: ConcurrentChange) -> HttpResponse:
    zh = f"在您读取之后又有 {len(change.between)} 条记录，没有写入；请看过再记"
    en = f"{len(change.between)} entries came in after you read; nothing was written"
    between = [{"seq": b.seq, "type": b.type, "account": b.account, "recorded": b.recorded} for b in change.between]  # fmt: skip
    return told(409, [problem("expected_head", zh, en)], between=between)


def _invalid(error: dict[str, Any]) -> dict[str, Any]:
    """A value of the wrong form: its place and what was wanted, never the value itself."""
    where = ".".join(str(part)[:80] for part in error["loc"][1:] if part not in ("given",)) or "body"
    zh = WRONG.get(error["type"], "“{where}”不合要求").format(where=where)
    return problem(where, zh, f"{where}: {error['msg']}")


def not_allowed(refused: HttpResponseNotAllowed) -> HttpResponse:
    """A method that an address does not have, with those that it has."""
    found = answer(405)
    found["Allow"] = refused["Allow"]
    return found


def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: a number that also stands in the log, nothing of the inside."""
    number = fault_number()
    log.error("fault %s at %s: %s", number, request.path, type(error).__name__, exc_info=error)
    return told(500, [problem("", f"没有办成，没有写入任何内容；错误编号 {number}", f"fault {number}; nothing was written")])  # fmt: skip
