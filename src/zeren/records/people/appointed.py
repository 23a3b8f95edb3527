"""Who holds a post: asked by acts, whatever the actor may see."""

from __future__ import annotations

from django.db.models import Q

from zeren.records import clock
from zeren.records.people.models import Appointment


def principals_of(organ_id: int) -> set[int]:
    """The principals of an organ today."""
    day = clock.today()
    held = Appointment.objects.filter(post__organ=organ_id, post__principal=True, start__lte=day)
    return set(held.filter(Q(end__isnull=True) | Q(end__gte=day)).values_list("person", flat=True))
