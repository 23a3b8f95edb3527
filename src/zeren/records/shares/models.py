"""Which organ has duties of its own in a matter that another handles: a projection of the log and the register."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation
from zeren.records.organs.models import Organ


class MatterShare(models.Model):
    """An organ's share in a matter, from the day on which a step put it before the organ.

    ``role`` is the pack's, ``means`` the role of the register by which ``organ`` was found (None: the register does not
    tell). ``restricted`` is the matter's, copied. ``wants``: what is still to be done of it.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="shares")
    role = models.CharField(max_length=80)
    means = models.CharField(max_length=80)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    since = models.DateField("开始应办日")
    restricted = models.BooleanField(default=False)
    wants = models.ManyToManyField(Obligation, related_name="shares")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "role"], name="share_role_once")]
