"""Every model of access, gathered for Django."""

from __future__ import annotations

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.unsealing.models import Unsealing, UnsealingDecision, UnsealingLook

__all__ = ["Account", "RoleGrant", "Unsealing", "UnsealingDecision", "UnsealingLook"]
