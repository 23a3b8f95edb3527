"""Sign-in behind one interface, so that a directory or a certificate can follow."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from zeren.access.accounts import acts
from zeren.access.accounts.models import Account


class AccountBackend(BaseBackend):
    """Name and password, with lock-out."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        """The account, or None (a wrong name and a wrong password look the same)."""
        if not username or password is None:
            return None
        return acts.sign_in(username, password).account

    def get_user(self, user_id: int) -> Account | None:
        """The signed-in account, unless it was switched off meanwhile."""
        return Account.objects.filter(pk=user_id, is_active=True).select_related("person").first()
