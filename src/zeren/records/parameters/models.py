"""Figures that a text leaves to an organ. Unset is unknown, never a default."""

from __future__ import annotations

from django.db import models

from zeren.records.organs.models import Organ


class OrganParameter(models.Model):
    """One figure of one organ, from a day on, with the paper that set it."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="parameters")
    pack = models.CharField(max_length=80)
    name = models.CharField(max_length=80)
    value = models.CharField(max_length=200)
    since = models.DateField()
    source = models.CharField("依据文号", max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organ", "pack", "name", "since"], name="parameter_once")
        ]
