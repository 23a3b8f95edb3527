"""Situations: a projection of findings and entries of matters, written in the act's own transaction."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.scope import Scoped, scope_indexes


class Outcome(models.TextChoices):
    """What people answered. The answers themselves are entries of the matter's log."""

    NONE = "", "待考虑"
    OPENED = "opened", "已发起"
    DECLINED = "declined", "已考虑，不谈"


class Situation(Scoped):
    """One fact of a matter that ``pack`` (its ``procedure``) names under ``cite`` as a situation.

    ``source_cites``: the provisions of ``source`` (pack and version) that the fact rests on. ``norm`` is the finding's,
    or ``event`` the number of the entry. ``answered``: the entry of the last answer.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="situations")
    organ_id = models.BigIntegerField()
    restricted = models.BooleanField(default=False)
    pack = models.CharField(max_length=80)
    procedure = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    key = models.CharField(max_length=240)
    cite = models.CharField(max_length=40)
    words = models.CharField(max_length=120)
    source = models.CharField(max_length=120)
    source_cites = models.CharField(max_length=200)
    norm = models.CharField(max_length=120, blank=True)
    event = models.PositiveIntegerField(null=True)
    subject = models.CharField(max_length=40, blank=True)
    on = models.DateField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "pack", "procedure", "key"], name="situation_once")
        ]
        indexes = scope_indexes("situation", "outcome", "-on", "-id", "restricted", "matter")
