"""回避: who keeps away from a matter, or from everything about a person; declared, or asked for and decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from zeren.records.matters.models import Matter
from zeren.records.people.models import Person


class Relation(models.TextChoices):
    """Why, as far as it has to be known: nothing more is asked and nothing more is kept."""

    KIN = "kin", "亲属关系"
    INTEREST = "interest", "有利害关系"
    INVOLVED = "involved", "与本事有关"
    OTHER = "other", "其他可能影响公正处理的情形"


class Recusal(models.Model):
    """One person kept from one matter, or (``about``) from all matters of another person.

    Declared it holds at once; asked for by the person concerned it holds once it was granted. The reasons stand
    in the matter's chain (``source``: the entry), sealed like every record.
    """

    class State(models.TextChoices):
        ASKED = "asked", "待决定"
        IN_FORCE = "in_force", "回避"
        REFUSED = "refused", "不予回避"
        ENDED = "ended", "已解除"

    person = models.ForeignKey(Person, models.PROTECT, related_name="recusals")
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="recusals")
    about = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    state = models.CharField(max_length=10, choices=State.choices)
    since = models.DateField()
    until = models.DateField(null=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__isnull=False, about__isnull=True)
                | Q(matter__isnull=True, about__isnull=False),
                name="recusal_from_matter_or_person",
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="recusal_person")]
