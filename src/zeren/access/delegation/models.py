"""Delegations: what a leader entrusts to another for a period. Rows are added, never changed; ending one is a row too."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zeren.access.accounts.models import Account, RoleGrant
from zeren.records.actor import ROLE_LABELS, Role

ENTRUSTING = (Role.PRINCIPAL, Role.LEADER_IN_CHARGE)
"""Whose role may be entrusted."""


class Delegation(models.Model):
    """权委〔2026〕3号: the role of one grant, with some or all of its functions, from a first to a last day."""

    year = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    giver = models.ForeignKey(Account, models.PROTECT, related_name="given")
    to = models.ForeignKey(Account, models.PROTECT, related_name="received")
    grant = models.ForeignKey(RoleGrant, models.PROTECT, related_name="delegations")
    role = models.CharField(max_length=40, choices=[(role.value, ROLE_LABELS[role]) for role in ENTRUSTING])
    functions = models.CharField(max_length=400, blank=True)
    start = models.DateField("起")
    end = models.DateField("止")
    reason = models.CharField("原因", max_length=200)
    made = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-seq"]
        constraints = [
            models.UniqueConstraint(fields=["year", "seq"], name="delegation_number"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="delegation_start_before_end"),
            models.CheckConstraint(condition=~Q(giver=F("to")), name="delegation_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="delegation_has_reason"),
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in ENTRUSTING]),
                name="delegation_of_a_leader",
            ),
        ]

    @property
    def number(self) -> str:
        """权委〔2026〕3号."""
        return f"权委〔{self.year}〕{self.seq}号"


class DelegationEnd(models.Model):
    """Taken back by the giver, or given back by the other, before its last day."""

    delegation = models.OneToOneField(Delegation, models.PROTECT, related_name="ended")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField("原因", max_length=200, blank=True, default="")
