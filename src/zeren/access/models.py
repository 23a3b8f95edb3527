"""Every model of access, gathered for Django."""

from __future__ import annotations

from zeren.access.accounts.models import Account, RoleGrant

__all__ = ["Account", "RoleGrant"]
