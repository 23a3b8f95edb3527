"""Bars over persons (影响期等): a projection of the matters' findings, rebuilt by ``zeren rebuild``."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.people.models import Person


class Restriction(models.Model):
    """One bar over one subject and one act: first and last day (none: no end day), sure or not."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="restrictions")
    subject = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="restrictions")
    act = models.CharField(max_length=80)
    pack = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    cites = models.CharField(max_length=200)
    source = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField(null=True)
    sure = models.BooleanField(default=True)
    missing = models.CharField(max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "act", "starts"], name="restriction_subject"),
            models.Index(fields=["ends", "id"], name="restriction_ends"),
        ]
