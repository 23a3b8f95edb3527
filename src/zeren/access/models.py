"""Every model of access, gathered for Django."""

from __future__ import annotations

from zeren.access.accounts.models import Account, RoleGrant
from zeren.access.consulting.models import (
    ConsultDecision,
    ConsultForwarding,
    ConsultLook,
    ConsultLooker,
    ConsultRequest,
    ConsultWithdrawal,
)

__all__ = [
    "Account",
    "ConsultDecision",
    "ConsultForwarding",
    "ConsultLook",
    "ConsultLooker",
    "ConsultRequest",
    "ConsultWithdrawal",
    "RoleGrant",
]
