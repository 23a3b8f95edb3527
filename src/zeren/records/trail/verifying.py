"""A run over the trail for the auditor's page: taken a part at a time, so that a long trail meets no time limit."""

from __future__ import annotations

import time

from django.db import connection, transaction

from zeren.records import clock, triggers
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.trail import acts
from zeren.records.trail.models import TrailEntry, TrailHead, Verification
from zeren.records.trail.walking import TrailFault, Walk, in_order

BATCH = 2000
SECONDS = 2.0


def start(actor: Actor) -> Verification:
    """Begin a run. Raises Refused for anyone but the audit administrator."""
    _audits(actor)
    head = TrailHead.objects.filter(pk=1).first()
    return Verification.objects.create(
        started=clock.now(), account=actor.account, total=head.seq if head else 0
    )


def go_on(actor: Actor, run_id: int, seconds: float = SECONDS) -> Verification:
    """Read on for about ``seconds``; the run is finished when its end is reached. Raises OutOfSight, Refused.

    Nobody waits for the reading: only what it found is written in a transaction.
    """
    _audits(actor)
    run = Verification.objects.filter(pk=run_id).first()
    if run is None:
        raise OutOfSight(f"verification {run_id}")
    if run.finished is not None:
        return run
    began = time.monotonic()
    walk = Walk(run.reached, run.link, run.done, [TrailFault(**found) for found in run.report])
    ended = _read_on(walk, began + seconds)
    with transaction.atomic():
        now = Verification.objects.select_for_update().get(pk=run_id)
        # Whoever read the same part at the same time found the same.
        if (now.reached, now.finished) == (run.reached, None):
            if ended:
                _finish(actor, now, walk)
            _keep(now, walk, time.monotonic() - began)
    return now


def _read_on(walk: Walk, until: float) -> bool:
    """Take parts until then; whether the end was reached."""
    while part := _part(walk.seq):
        walk.take(part)
        if time.monotonic() > until:
            return False
    return True


def _keep(run: Verification, walk: Walk, seconds: float) -> None:
    run.reached, run.link, run.done = walk.seq, walk.link, walk.count
    run.total = max(run.total, walk.seq)
    run.report = [fault.as_dict() for fault in walk.faults]
    run.seconds += seconds
    run.save()


def _part(after: int) -> list[TrailEntry]:
    return list(in_order(after)[:BATCH])


def _finish(actor: Actor, run: Verification, walk: Walk) -> None:
    """With the trail's end locked: what came meanwhile, the end itself, the triggers; told on the trail."""
    TrailHead.objects.select_for_update().filter(pk=1).first()
    walk.take(_part(walk.seq))
    walk.end()
    walk.faults += [TrailFault("no_trigger", 0, target=name) for name in triggers.missing(connection)]
    run.finished = clock.now()
    acts.write(actor, "trail_verified", "trail", run.pk, detail=f"{walk.count} {len(walk.faults)}")


def _audits(actor: Actor) -> None:
    if not (actor.system or actor.has(Role.AUDIT_ADMIN)):
        raise Refused([Problem("actor", "校验由安全审计员办理", "verification is the audit administrator's")])


def last_finished() -> Verification | None:
    """The run that was finished last."""
    return Verification.objects.filter(finished__isnull=False).order_by("-finished", "-pk").first()


def unfinished() -> Verification | None:
    """A run that waits to be taken up again: the newest, if none was finished after it."""
    newest = Verification.objects.order_by("-pk").first()
    return newest if newest and newest.finished is None else None


def last_good(fault: TrailFault, before: Verification) -> Verification | None:
    """The last run before this one that read the entry and found it in order: since then it was altered."""
    earlier = Verification.objects.filter(finished__isnull=False, pk__lt=before.pk, reached__gte=fault.seq)
    for run in earlier.order_by("-pk")[:50]:
        if all(found["seq"] != fault.seq for found in run.report):
            return run
    return None
