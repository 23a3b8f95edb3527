"""提醒函: the ledger of reminder letters, a projection of the matters' logs. What a letter says lies sealed in its entry."""

from __future__ import annotations

from django.db import models

from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person
from zeren.records.scope import Scoped, scope_indexes


class Colour(models.TextChoices):
    """The light under which a letter was issued."""

    GREEN = "green", "绿"
    AMBER = "amber", "黄"
    RED = "red", "红"


class Letter(Scoped):
    """One letter: number, light, for which obligation of which day, and what became of that obligation.

    ``seq``: its entry in the matter's log. ``unit``: which unit owes it, where that is known. ``standing``: whether
    the obligation is still open, was met (on which day, by which event), or is not demanded any more.
    ``restricted`` and the ancestor columns are the matter's, copied.
    """

    class Standing(models.TextChoices):
        OPEN = "open", "待办"
        MET = "met", "已办"
        GONE = "gone", "不再要求"

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="letters")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="发函机关")
    seq = models.PositiveIntegerField()
    number = models.CharField("编号", max_length=80)
    light = models.CharField(max_length=10, choices=Colour.choices)
    on = models.DateField("发函日")
    account = models.CharField(max_length=80)
    pack = models.CharField(max_length=120)
    norm = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=200)
    cites = models.CharField(max_length=200)
    due = models.DateField("到期日")
    unit = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name="应办单位")
    withdrawn = models.DateField("收回日", null=True)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.OPEN)
    met_on = models.DateField("办结日", null=True)
    met_by = models.CharField(max_length=40, blank=True)
    restricted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "seq"], name="letter_entry_once"),
            models.UniqueConstraint(fields=["organ", "number"], name="letter_number_once"),
        ]
        indexes = [
            models.Index(fields=["matter", "norm", "key", "light"], name="letter_of_obligation"),
            *scope_indexes("letter", "-on", "-id"),
        ]

    def __str__(self) -> str:
        return self.number


class LetterRecipient(models.Model):
    """Whom a letter goes to: exactly one person or one unit; when it was read here, when it was answered last."""

    class Capacity(models.TextChoices):
        HANDLER = "handler", "承办人"
        LEADER = "leader", "分管领导"
        UNIT = "unit", "应办单位"
        PRINCIPAL = "principal", "主要负责人"

    letter = models.ForeignKey(Letter, models.CASCADE, related_name="recipients")
    place = models.PositiveSmallIntegerField()
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    received = models.DateField("收到日", null=True)
    answered = models.DateField("回复日", null=True)

    class Meta:
        ordering = ["letter", "place"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "place"], name="letter_recipient_once"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, organ__isnull=True)
                | models.Q(person__isnull=True, organ__isnull=False),
                name="letter_recipient_person_or_organ",
            ),
        ]

    @property
    def ref(self) -> str:
        """``person:7`` or ``organ:3``."""
        return f"person:{self.person_id}" if self.person_id else f"organ:{self.organ_id}"
