"""人才库: who may be drawn into a team. Only what the draw needs is kept: from when to when, and whether as head."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import COLUMNS, Scoped


class PoolMember(Scoped):
    """One person in the pool of one organ: in from ``since`` on, out from ``until`` on (none: still in). The scope
    columns are those of the keeping organ.

    ``may_head``: 副县级以上党员领导干部, entered by the keeper with its basis; the register's ranks do not decide it.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="pool", verbose_name="保管机关")
    person = models.ForeignKey(Person, models.PROTECT, related_name="pools", verbose_name="人员")
    since = models.DateField("入库日")
    until = models.DateField("出库日", null=True)
    reason = models.CharField("出库原因", max_length=200, blank=True)
    may_head = models.BooleanField("可任组长", default=False)
    basis = models.CharField("可任组长的依据", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "person", "since"], name="pool_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pool_since_before_until"
            ),
            models.CheckConstraint(
                condition=Q(may_head=False) | ~Q(basis=""), name="pool_head_with_its_basis"
            ),
        ]
        indexes = [models.Index(fields=[name, "id"], name=f"pool_{name}") for name in COLUMNS]
