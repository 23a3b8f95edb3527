"""Bars of other matters, as facts about their subjects."""

from __future__ import annotations

from collections.abc import Iterable

from zeren.norms.model import Fact
from zeren.records.restrictions.models import Restriction


def facts_about(subjects: Iterable[str]) -> list[tuple[int, Fact]]:
    """Sure bars, as the ready fact ``barred`` of their subjects, each with the matter from which it comes."""
    rows = Restriction.objects.filter(subject__in=list(subjects), sure=True)
    return [
        (row.matter_id, Fact(row.subject, "barred", row.act, row.starts, row.ends, row.source))
        for row in rows.order_by("id")
    ]
