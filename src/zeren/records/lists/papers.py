"""Papers given as evidence: read by who sees the task that they belong to."""

from __future__ import annotations

from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight
from zeren.records.lists import queries
from zeren.records.lists.models import TaskPaper
from zeren.records.lists.queries import Lists
from zeren.records.matters import files, levels
from zeren.records.trail import acts as trail


def read(actor: Actor, lists: Lists, paper: int) -> tuple[str, str, bytes]:
    """Name, media type and content. Raises OutOfSight; Refused where the file is missing or was altered."""
    tasks = queries.tasks_of(lists).values("pk")
    found = (
        TaskPaper.objects.filter(attachment=paper, task__in=tasks)
        .select_related("attachment__matter")
        .first()
    )
    if found is None:
        raise OutOfSight(f"paper {paper}")
    content = files.whole(found.attachment)
    trail.note(actor, "attachment_read", "matter", lists.matter.pk, detail=str(paper))
    return levels.name_of(found.attachment), found.attachment.media_type, content
