"""Opening a sealed reporter: asked, decided by two, looked at. Rows are added and never changed."""

from __future__ import annotations

from django.db import models

from zeren.records.complaints.models import Complaint
from zeren.records.vault import Sealed


class Unsealing(Sealed):
    """A request. ``sealed`` is the ground in words; ``looker`` the one account that will look."""

    class Use(models.TextChoices):
        PROTECT = "protect", "遇报复，要保护本人"
        VERIFY = "verify", "核实须当面问本人"
        ANSWER = "answer", "须当面答复本人"

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="unsealings")
    use = models.CharField("用途", max_length=10, choices=Use.choices)
    asker = models.CharField("提出人", max_length=80)
    looker = models.CharField("查看人", max_length=80)
    asked = models.DateTimeField()


class UnsealingDecision(Sealed):
    """What one person decided, with the reason (sealed). ``withdrawn``: taken back before it was used."""

    class Verdict(models.TextChoices):
        GRANTED = "granted", "批准"
        REFUSED = "refused", "不批准"
        WITHDRAWN = "withdrawn", "收回"

    unsealing = models.ForeignKey(Unsealing, models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    account = models.CharField(max_length=80)
    person = models.BigIntegerField(null=True)
    seat = models.CharField("以什么身份", max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unsealing", "account", "verdict"], name="unsealing_verdict_once")
        ]


class UnsealingLook(models.Model):
    """One look at the opened reporter."""

    unsealing = models.ForeignKey(Unsealing, models.PROTECT, related_name="looks")
    account = models.CharField(max_length=80)
    at = models.DateTimeField()
