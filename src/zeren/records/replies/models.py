"""Replies: where one stands, and the sealed log of how it came about. Only what was issued leaves the organ."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.vault import Sealed


class State(models.TextChoices):
    """How far a reply is."""

    DRAFTED = "drafted", "待审批"
    RETURNED = "returned", "退回修改"
    APPROVED = "approved", "已批，待签发"
    ISSUED = "issued", "已签发"


class IntegrityReply(models.Model):
    """One reply of one discipline organ about one person, for one day.

    ``dossier``: the matter of the asking organ that it is recorded in, ``seq`` its entry there; none: asked on paper.
    ``digest``: SHA-256 of the check's answer as it was when the reply was issued.
    """

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    dossier = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+")
    seq = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFTED)
    intent = models.CharField(max_length=20)
    day = models.DateField("核查日")
    drafted_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80, blank=True)
    number = models.CharField("编号", max_length=80, blank=True)
    issued = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organ", "state", "-id"], name="reply_organ")]
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "number"], name="reply_number_once", condition=~models.Q(number="")
            )
        ]


class ReplyEntry(Sealed):
    """One step of a reply, added and never changed; what it says is sealed."""

    reply = models.ForeignKey(IntegrityReply, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    act = models.CharField(max_length=10)
    account = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "seq"], name="reply_entry_once")]
