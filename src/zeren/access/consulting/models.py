"""Consulting sealed material: asked, passed on, decided, withdrawn, looked at. Every table is append-only."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from zeren.access.accounts.models import Account
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person


class ConsultRequest(models.Model):
    """Who asks for what, for which purpose, about whom, for which days. ``pack`` (``id@version``) and ``cite``: the
    provision that gives the purpose to such an organ; ``years`` and ``sections`` are parted by blanks."""

    number = models.CharField("编号", max_length=80)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="consultations", verbose_name="申请机关")
    asker = models.ForeignKey(Account, models.PROTECT, related_name="asked_consultations")
    sent_to = models.ForeignKey(Account, models.PROTECT, related_name="sent_consultations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="consultations")
    kind = models.CharField(max_length=60)
    way = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    years = models.CharField(max_length=200)
    sections = models.TextField()
    reason = models.TextField("理由")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="consultations")
    matter_number = models.CharField("事由编号", max_length=80, blank=True)
    begins = models.DateField("起")
    ends = models.DateField("止")
    pack = models.CharField(max_length=100)
    cite = models.CharField(max_length=40)
    on = models.DateField("送批日")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "number"], name="consultation_number_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="consultation_begins_before_end"),
        ]
        indexes = [models.Index(fields=["person", "purpose", "on"], name="consultation_of")]

    @property
    def year_list(self) -> tuple[int, ...]:
        """The years asked for, in order."""
        return tuple(int(year) for year in self.years.split())

    @property
    def section_list(self) -> tuple[str, ...]:
        """The sections asked for, in the order of the report."""
        return tuple(self.sections.split())

    def part(self, name: str) -> Any:
        """``decision`` or ``withdrawal``; None where there is none."""
        return getattr(self, name, None)


class ConsultLooker(models.Model):
    """Who is to look; nobody else may."""

    request = models.ForeignKey(ConsultRequest, models.PROTECT, related_name="lookers")
    account = models.ForeignKey(Account, models.PROTECT, related_name="consultations")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "account"], name="consultation_looker_once")
        ]


class ConsultForwarding(models.Model):
    """转送: it was sent to somebody who may not approve it."""

    request = models.ForeignKey(ConsultRequest, models.PROTECT, related_name="forwardings")
    sender = models.ForeignKey(Account, models.PROTECT, related_name="+")
    to = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()


class ConsultDecision(models.Model):
    """Granted (for the same days or fewer), returned or refused (with reasons): by whom, on which provision. One for ever."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", "批准"
        RETURNED = "returned", "退回"
        REFUSED = "refused", "不批准"

    request = models.OneToOneField(ConsultRequest, models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reasons = models.TextField(blank=True)
    begins = models.DateField(null=True)
    ends = models.DateField(null=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="consult_decisions")
    pack = models.CharField(max_length=100)
    cite = models.CharField(max_length=40)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="granted", begins__isnull=False, ends__gte=F("begins"))
                | (~Q(outcome="granted") & ~Q(reasons="")),
                name="consult_decision_has_days_or_reasons",
            )
        ]


class ConsultWithdrawal(models.Model):
    """提前收回: from this instant nothing opens any more."""

    request = models.OneToOneField(ConsultRequest, models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reasons = models.TextField(blank=True)
    at = models.DateTimeField()


class ConsultLook(models.Model):
    """One look: who, when, at which documents and sections (parted by blanks)."""

    request = models.ForeignKey(ConsultRequest, models.PROTECT, related_name="looks")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    materials = models.TextField()
    sections = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
