"""Taking a template into use and out of it. Raises everywhere: OutOfSight, Refused."""

from __future__ import annotations

from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.documents.queries import organs_of
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.templates.models import PaperTemplate
from zeren.records.trail import acts as trail

LARGEST = 2 * 1024 * 1024


def take(actor: Actor, organ_id: int, pack: str, paper: str, name: str, content: bytes) -> PaperTemplate:
    """Use a file (looked through by the caller) for a paper from now on; the one before ends and is kept."""
    with transaction.atomic():
        organ = Organ.objects.select_for_update().filter(pk=organ_id, pk__in=organs_of(actor)).first()
        if organ is None:
            raise OutOfSight(f"organ {organ_id}")
        if len(content) > LARGEST:
            raise Refused([Problem("file", "模板不超过 2 MB", "a template has at most 2 MB")])
        rows = PaperTemplate.objects.filter(organ=organ, pack=pack, paper=paper)
        checksum, now = sha256(content).hexdigest(), clock.now()
        if rows.filter(ended__isnull=True, checksum=checksum).exists():
            raise Refused([Problem("file", "和正在用的一版完全相同", "it is the one in use already")])
        last = rows.aggregate(last=Max("version"))["last"] or 0
        rows.filter(ended__isnull=True).update(ended=now, ended_by=actor.account)
        made = PaperTemplate(
            organ=organ, pack=pack, paper=paper, version=last + 1, name=name[:120], content=content, checksum=checksum,
            account=actor.account, added=now,
        )  # fmt: skip
        made.save(force_insert=True)
        trail.write(
            actor,
            "template_taken",
            "organ",
            organ.pk,
            detail=f"{pack}/{paper} {made.version} {checksum[:12]}",
        )
        return made


def end(actor: Actor, pk: int) -> PaperTemplate:
    """Back to the built-in layout; the version is kept."""
    with transaction.atomic():
        row = PaperTemplate.objects.select_for_update().filter(pk=pk, organ__in=organs_of(actor)).first()
        if row is None:
            raise OutOfSight(f"template {pk}")
        if row.ended is not None:
            raise Refused([Problem("state", "这一版已经停用", "it has ended")])
        row.ended, row.ended_by = clock.now(), actor.account
        row.save(update_fields=["ended", "ended_by"])
        trail.write(
            actor, "template_ended", "organ", row.organ_id, detail=f"{row.pack}/{row.paper} {row.version}"
        )
        return row
