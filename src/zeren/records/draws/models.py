"""Draws as other matters and lists ask for them: a projection of the logs (``draws.projection``)."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.people.models import Person


class Draw(models.Model):
    """One announcement of a matter: its entry, the list's digest, how it stands; the contents are the log's.

    ``drawn``: the entry of the draw.
    """

    class State(models.TextChoices):
        ANNOUNCED = "announced", "待抽"
        DRAWN = "drawn", "已抽"
        SUPERSEDED = "superseded", "已另行公布"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="draws")
    entry = models.PositiveIntegerField()
    on = models.DateField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices)
    drawn = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matter", "entry"], name="draw_once")]


class TeamSeat(models.Model):
    """Who was drawn into which seat: from one entry on, and until another replaced him (``until``)."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seat = models.CharField(max_length=40)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "person"], name="team_seat_once")]
