"""Who may come onto the administrators' pages."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from zeren.access.accounts.register import keeps_accounts
from zeren.desk.gate import ViewT


def two(view: ViewT) -> ViewT:
    """Only for the system and the security administrator."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_accounts(request.actor):  # type: ignore[attr-defined]
            raise PermissionDenied(
                "账号、权限和密钥由系统管理员、安全保密管理员办理；您的角色没有这一项权限。"
            )
        return view(request, *args, **kwargs)

    return guarded  # type: ignore[return-value]
