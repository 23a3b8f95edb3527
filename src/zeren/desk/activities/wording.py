"""The words of an activity: by whom, about what, to whom, whence."""

from __future__ import annotations

from zeren.desk.components import Cell
from zeren.desk.duties import build
from zeren.records import refs
from zeren.records.duties import naming, norms
from zeren.records.duties.laying import topics_of
from zeren.records.duties.models import Activity

SOURCES = {"form": "填表", "phone": "手机", "excel": "表格", "record": "办案记录", "issue": "刊物学习"}
"""Whence a record comes."""


def doers(activity: Activity) -> Cell:
    """By whom; who had it done by another says so."""
    said = []
    for doer in activity.doers.all():
        holder = doer.holder
        name = holder.person.name if holder.person else build.capacity(holder.capacity)
        said.append(f"{name}{'（代为）' if doer.in_person is False and holder.person else ''}")
    return Cell("、".join(said), wrap=True)


def recipients(activity: Activity) -> str:
    """To whom it was reported."""
    return "、".join(naming.label(norms.RECIPIENTS, word) for word in activity.to.split("|") if word)


def topics(activity: Activity) -> str:
    """What it is about."""
    return "、".join(naming.label(norms.TOPICS, t) for t in topics_of(activity.topics))


def named(rows: list[Activity]) -> dict[str, str]:
    """The names of all whom some activities concern."""
    return refs.names_of(t.ref for a in rows for t in a.targets.all())
