"""What is wanted of somebody: a projection of the findings, written in the act's own transaction."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.people.models import Person
from zeren.records.scope import Scoped, scope_indexes

IN_ORDER = ("want", "due", "id", "restricted", "matter")


class Want(models.IntegerChoices):
    """What a row wants: a thing done, an explanation of an act out of order or form, a fact, a ruling;
    or nothing, but somebody may act until the day (a right with its period)."""

    DO = 1, "办理"
    EXPLAIN = 2, "说明"
    SUPPLY = 3, "补充"
    SETTLE = 4, "确定"
    MAY = 5, "可以行使"


class Obligation(Scoped):
    """One finding that wants something. ``due`` is the day that decides; ``nominal`` the day before rolling.

    ``handler``, ``restricted`` and the ancestor columns are the matter's, copied, so that a worklist is one index range.
    """

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="obligations")
    organ_id = models.BigIntegerField()
    handler = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False)
    want = models.PositiveSmallIntegerField(choices=Want.choices)
    pack = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    force = models.CharField(max_length=10)
    status = models.CharField(max_length=20)
    act = models.CharField(max_length=200)
    subject = models.CharField(max_length=40, blank=True)
    cites = models.CharField(max_length=200)
    who = models.CharField(max_length=200, blank=True)
    missing = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=400, blank=True)
    opened = models.DateField(null=True)
    nominal = models.DateField(null=True)
    due = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    restricted = models.BooleanField(default=False)
    provisional = models.BooleanField(default=False)

    class Meta:
        # The last two say what is kept from a viewer: counts read the index alone.
        indexes = [
            models.Index(fields=["handler", *IN_ORDER], name="obligation_handler"),
            *scope_indexes("obligation", *IN_ORDER),
        ]
