"""Reading requests to open a reporter: who asked, who looks, who decides or decided. Never the reporter."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from zeren.access.unsealing import deciders
from zeren.access.unsealing.models import Unsealing, UnsealingDecision
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import conflicts
from zeren.records.complaints import queries as complaints

MINUTES = timedelta(minutes=30)
"""How long it stays open after the first look; and how many days a granted one waits for it. Settings: no text says."""
UNUSED = timedelta(days=7)
NEEDED = 2
Verdict = UnsealingDecision.Verdict


class State(StrEnum):
    """How far a request has come."""

    WAITING = "waiting"
    GRANTED = "granted"
    OPEN = "open"
    SHUT = "shut"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS = {
    State.WAITING: "等待批准", State.GRANTED: "已批准，尚未打开", State.OPEN: "打开着", State.SHUT: "已关上",
    State.REFUSED: "不批准", State.WITHDRAWN: "已收回", State.EXPIRED: "过期未用",
}  # fmt: skip


def visible_to(actor: Actor) -> QuerySet[Unsealing]:
    """Requests on complaints in sight, and those that wait for one of the actor's role; never where one is named.

    Whether a waiting one is this very person's to decide, :func:`deciders.seat_of` says.
    """
    rows = Unsealing.objects.select_related("complaint", "complaint__organ", "complaint__holder")
    if actor.system:
        return rows
    above = conflicts.above(actor)
    own = Q(asker=actor.account) | Q(looker=actor.account) | Q(decisions__account=actor.account)
    reads = Q(complaint__in=complaints.visible_to(actor).values("pk"))
    found = own | reads
    if deciders.may_decide(actor):
        found |= Q(pk__in=_offered(actor))
    kept = rows.filter(found).exclude(complaint__in=above.named().values("complaint"))
    return kept.distinct().order_by("-asked", "-pk")


def _alive() -> QuerySet[Unsealing]:
    """The few requests that have not run out and that nobody ended: the history only grows, so the database is asked."""
    over = Q(decisions__verdict__in=(Verdict.REFUSED, Verdict.WITHDRAWN))
    rows = Unsealing.objects.annotate(
        last=Coalesce(Max("decisions__at"), F("asked")),
        granted=Count("decisions", filter=Q(decisions__verdict=Verdict.GRANTED)),
        over=Count("decisions", filter=over),
    )
    return rows.filter(last__gt=clock.now() - UNUSED, over=0)


def _offered(actor: Actor) -> list[int]:
    """Those of them whose seats the actor could take."""
    rows = _alive().select_related("complaint__holder").order_by("pk")
    return [
        row.pk for row in rows if any(seat.taken_by(actor) for seat in deciders.panel_of(row.complaint).seats)
    ]


def waiting_for(actor: Actor) -> list[Unsealing]:
    """The requests that wait for this actor's decision, oldest first (for the page of approvals)."""
    if not deciders.may_decide(actor):
        return []
    rows = (
        visible_to(actor)
        .filter(pk__in=_alive().filter(granted__lt=NEEDED).values("pk"))
        .order_by("asked", "pk")
    )
    return [row for row in rows if deciders.seat_of(actor, row)[0] is not None]


def state_of(row: Unsealing, now: datetime | None = None) -> State:
    """How far a request has come at an instant."""
    now = now or clock.now()
    verdicts = [(one.verdict, one.at) for one in row.decisions.all()]
    words = [word for word, _ in verdicts]
    looks = sorted(one.at for one in row.looks.all())
    if "withdrawn" in words:
        return State.WITHDRAWN
    if "refused" in words:
        return State.REFUSED
    if looks:
        return State.OPEN if now < looks[0] + MINUTES else State.SHUT
    last = max((at for _, at in verdicts), default=row.asked)
    if now >= last + UNUSED:
        return State.EXPIRED
    return State.GRANTED if words.count("granted") >= NEEDED else State.WAITING


def listed(actor: Actor, most: int) -> list[Unsealing]:
    """The newest in sight, each with its decisions and looks."""
    return list(visible_to(actor).prefetch_related("decisions", "looks")[:most])


def of_complaint(actor: Actor, complaint_id: int) -> list[Unsealing]:
    """The requests on one complaint, newest first, each with its decisions and looks."""
    return list(visible_to(actor).filter(complaint=complaint_id).prefetch_related("decisions", "looks"))


def get(actor: Actor, unsealing_id: int) -> Unsealing | None:
    """One request in sight."""
    return visible_to(actor).filter(pk=unsealing_id).first()
