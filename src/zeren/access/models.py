"""Every model of access, gathered for Django."""

from __future__ import annotations

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.factors.models import OneTimeCode, Passkey, RecoveryCode

__all__ = ["Account", "OneTimeCode", "Passkey", "RecoveryCode", "RoleGrant"]
