"""What falls due for disposal, why it may not be disposed of yet, what was proposed and destroyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.matters import access
from zeren.records.matters.models import Matter, MatterLink
from zeren.records.obligations.models import Obligation, Want
from zeren.records.restrictions.models import Restriction
from zeren.records.retention.models import DisposalAnswer, DisposalProposal
from zeren.records.retention.periods import Period, Periods, closed_by, kept_to

KEEPERS = frozenset({Role.COMMITTEE_OFFICE, Role.ORGANIZATION_OFFICER})
"""Who keeps the files and proposes."""
CONFIRMERS = frozenset({Role.PRINCIPAL})
"""Who confirms: the principal, another person than the one who proposed."""
CLEARED = DisposalAnswer.Answer.CONFIRMED


@dataclass(frozen=True, slots=True)
class Due:
    """A closed matter of which the period ends: the last day of keeping, and what stands against disposal."""

    matter: Matter
    period: Period
    kept_to: date
    against: tuple[str, ...]


def in_charge(actor: Actor) -> bool:
    """Whether the actor has to do with retention at all."""
    return actor.system or actor.has(*KEEPERS, *CONFIRMERS)


def falling_due(actor: Actor, found: Periods, today: date) -> QuerySet[Matter]:
    """Closed matters in sight of which the period has ended or ends within the days of warning, oldest first."""
    if not in_charge(actor):
        return Matter.objects.none()
    limit = today + timedelta(days=found.warn_days)
    named = [pack for period in found.by_kind.values() for pack in period.kind.packs]
    fits = Q(pk__in=())
    for period in found.by_kind.values():
        if period.years is not None:
            of_kind = Q(pack__in=period.kind.packs) if period.kind.packs else ~Q(pack__in=named)
            fits |= of_kind & Q(closed__lte=closed_by(limit, period.years))
    rows = access.visible_to(actor).filter(fits, state=Matter.State.CLOSED, disposed__isnull=True)
    return rows.exclude(disposal_proposals__in=_waiting()).select_related("organ").order_by("closed", "pk")


def _waiting() -> QuerySet[DisposalProposal]:
    return DisposalProposal.objects.filter(answer__isnull=True)


def due(matter: Matter, found: Periods, today: date) -> Due:
    """How a matter stands."""
    period = found.of(matter.pack)
    last = kept_to(matter.closed, period.years) if matter.closed and period.years is not None else date.max
    return Due(matter, period, last, tuple(against(matter, found, today)))


def against(matter: Matter, found: Periods, today: date) -> Iterator[str]:
    """Why a matter may not be disposed of today; nothing: it may."""
    if matter.disposed:
        yield "已经销毁"
        return
    runs = [*_period_runs(matter, found, today)]
    yield from runs
    # While it is kept anyway, what else would stand against it is not asked.
    if not runs:
        yield from _something_open(matter, today)
        yield from _relatives(matter, found, today)


def _period_runs(matter: Matter, found: Periods, today: date) -> Iterator[str]:
    period = found.of(matter.pack)
    if matter.state != Matter.State.CLOSED or matter.closed is None:
        yield "没有办结"
    elif period.years is None:
        yield "没有设定保管期限，长期保管"
    elif kept_to(matter.closed, period.years) >= today:
        yield f"保管期限没有届满，至 {kept_to(matter.closed, period.years).isoformat()} 止"


def _something_open(matter: Matter, today: date) -> Iterator[str]:
    wants = Obligation.objects.filter(matter=matter).values_list("want", flat=True)
    listed = list(wants)
    rights = sum(1 for want in listed if want == Want.MAY)
    if rights:
        yield f"有 {rights} 项权利期限（申诉、复核等）没有届满"
    if len(listed) > rights:
        yield f"有 {len(listed) - rights} 项待办、待说明或者待查明"
    runs = Q(ends__isnull=True) | Q(ends__gte=today)
    bars = Restriction.objects.filter(runs, matter=matter).count()
    if bars:
        yield f"有 {bars} 项影响期或者限制没有届满"


def _relatives(matter: Matter, found: Periods, today: date) -> Iterator[str]:
    """An appeal, a member's case, a dual review rest on this one: they go together or not at all."""
    links = MatterLink.objects.filter(Q(parent=matter) | Q(child=matter)).select_related("parent", "child")
    for link in links.order_by("pk"):
        other = link.child if link.parent_id == matter.pk else link.parent
        if other.disposed is None and (
            any(_period_runs(other, found, today)) or any(_something_open(other, today))
        ):
            yield f"关联案件 {other.number} 没有办结，或者还在保管"


def waiting(actor: Actor) -> QuerySet[DisposalProposal]:
    """Proposals in sight that wait for an answer, oldest first."""
    return _in_sight(actor).filter(answer__isnull=True).order_by("pk")


def answered(actor: Actor, year: int | None = None) -> QuerySet[DisposalProposal]:
    """What was destroyed, in sight, newest first; of one year where one is asked for."""
    rows = _in_sight(actor).filter(answer__answer=CLEARED)
    rows = rows.filter(matter__disposed__year=year) if year else rows
    return rows.order_by("-answer__at", "-pk")


def years(actor: Actor) -> tuple[int, ...]:
    """The years in which something in sight was destroyed, newest first."""
    days = answered(actor).order_by().dates("matter__disposed", "year", order="DESC")
    return tuple(day.year for day in days)


def proposal(actor: Actor, pk: int) -> DisposalProposal:
    """One proposal. Raises OutOfSight."""
    found = _in_sight(actor).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"disposal {pk}")
    return found


def _in_sight(actor: Actor) -> QuerySet[DisposalProposal]:
    rows = DisposalProposal.objects.filter(matter__in=access.visible_to(actor))
    rows = rows if in_charge(actor) else rows.none()
    return rows.select_related("matter", "matter__organ", "answer")


def disposed_as(matter: Matter) -> DisposalProposal | None:
    """How a matter that the caller sees was destroyed."""
    rows = DisposalProposal.objects.filter(matter=matter, answer__answer=CLEARED)
    return rows.select_related("answer").first()
