"""Every model of access, gathered for Django."""

from __future__ import annotations

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.tokens.models import Token

__all__ = ["Account", "RoleGrant", "Token"]
