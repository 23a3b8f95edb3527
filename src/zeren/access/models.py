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
from zeren.access.delegation.models import Delegation, DelegationEnd
from zeren.access.factors.models import OneTimeCode, Passkey, RecoveryCode
from zeren.access.rights.models import HalfPassword, KeyRotation, RightsChange, RightsDecision, Series
from zeren.access.tokens.models import Token
from zeren.access.unsealing.models import Unsealing, UnsealingDecision, UnsealingLook

__all__ = [
    "Account",
    "ConsultDecision",
    "ConsultForwarding",
    "ConsultLook",
    "ConsultLooker",
    "ConsultRequest",
    "ConsultWithdrawal",
    "Delegation",
    "DelegationEnd",
    "HalfPassword",
    "KeyRotation",
    "OneTimeCode",
    "Passkey",
    "RecoveryCode",
    "RightsChange",
    "RightsDecision",
    "RoleGrant",
    "Series",
    "Token",
    "Unsealing",
    "UnsealingDecision",
    "UnsealingLook",
]
