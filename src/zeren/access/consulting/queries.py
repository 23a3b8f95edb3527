"""Reading consultations: one's own, those to look by, those that wait for one, those one decided; nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.db.models import BigIntegerField, Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from zeren.access.accounts.models import Account
from zeren.access.accounts.queries import serving
from zeren.access.consulting import approving
from zeren.access.consulting.models import ConsultDecision, ConsultForwarding, ConsultLook, ConsultRequest
from zeren.law.packs.consulting import MaterialKind
from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight
from zeren.records.materials import kinds
from zeren.records.materials.permits import Permit
from zeren.records.matters.models import NumberSeries
from zeren.records.organs.models import Organ

ASKS = (Role.CASE_HANDLER, Role.SUPERVISION_OFFICER, Role.ORGANIZATION_OFFICER, Role.LEADER_IN_CHARGE)
"""Roles that ask and look; the principal approves and so does neither."""

MOST = 200


class State(StrEnum):
    """Where a request stands."""

    WAITING = "waiting"
    RETURNED = "returned"
    REFUSED = "refused"
    AHEAD = "ahead"
    OPEN = "open"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


def state_of(request: ConsultRequest, today: date | None = None) -> State:
    """The state on a day (default: today). Both days of the period belong to it."""
    day, decision = today or clock.today(), request.part("decision")
    if decision is None:
        return State.WAITING
    if decision.outcome != ConsultDecision.Outcome.GRANTED:
        return State(decision.outcome)
    if request.part("withdrawal") is not None:
        return State.WITHDRAWN
    if day < decision.begins:
        return State.AHEAD
    return State.OPEN if day <= decision.ends else State.EXPIRED


# ---------------------------------------------------------------- who sees what


def _rows() -> QuerySet[ConsultRequest]:
    last = ConsultForwarding.objects.filter(request=OuterRef("pk")).order_by("-id").values("to")[:1]
    rows = ConsultRequest.objects.annotate(
        addressee=Coalesce(Subquery(last), F("sent_to_id"), output_field=BigIntegerField())
    )
    beside = ("organ", "asker__person", "person__organ", "matter", "decision__by__person", "withdrawal")
    return rows.select_related(*beside).prefetch_related("lookers__account__person")


def visible_to(actor: Actor) -> QuerySet[ConsultRequest]:
    """One's own requests, those that name one to look, those sent to one, those of the organ whose principal one is."""
    if not actor.account:
        return ConsultRequest.objects.none()
    led = [g.organ for g in actor.grants if g.role is Role.PRINCIPAL and not g.delegated_by]
    sent = Account.objects.filter(signin=actor.account).values("pk")
    mine = (
        Q(asker__signin=actor.account) | Q(pk__in=_looked_by(actor)) | Q(decision__by__signin=actor.account)
    )
    rows = _rows().filter(mine | Q(organ__in=led) | Q(addressee__in=sent))
    # The text lets the person concerned know nothing of it.
    return rows.exclude(person=actor.person) if actor.person else rows


def _looked_by(actor: Actor) -> QuerySet[ConsultRequest]:
    return ConsultRequest.objects.filter(lookers__account__signin=actor.account).values("pk")


def get(actor: Actor, pk: int) -> ConsultRequest:
    """One request in sight. Raises OutOfSight."""
    found = visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise OutOfSight(f"consultation {pk}")
    return found


def mine(actor: Actor) -> list[ConsultRequest]:
    """What the actor asked for or is to look at, newest first; ``waits_for``: the account to whom it was sent last."""
    own = Q(asker__signin=actor.account) | Q(pk__in=_looked_by(actor))
    rows = list(visible_to(actor).filter(own).order_by("-id")[:MOST])
    sent = Account.objects.select_related("person").in_bulk({row.addressee for row in rows})
    for row in rows:
        row.waits_for = sent[row.addressee]
    return rows


def count_open(actor: Actor) -> int:
    """How many approvals are open to the actor today."""
    day = clock.today()
    inside = Q(decision__begins__lte=day, decision__ends__gte=day, withdrawal__isnull=True)
    return visible_to(actor).filter(inside, pk__in=_looked_by(actor)).count()


def waiting_for(actor: Actor) -> list[ConsultRequest]:
    """What was sent to the actor and is not decided, in the order in which it came (the actor's to decide or not)."""
    return list(_waiting(actor).order_by("id")[:MOST])


def count_waiting(actor: Actor) -> int:
    """How many wait for the actor."""
    return _waiting(actor).count()


def waits_for(actor: Actor, request: ConsultRequest) -> bool:
    """Whether it was sent to the actor and is not decided, however many else wait."""
    return _waiting(actor).filter(pk=request.pk).exists()


def _waiting(actor: Actor) -> QuerySet[ConsultRequest]:
    sent = Account.objects.filter(signin=actor.account).values("pk")
    return visible_to(actor).filter(decision__isnull=True, addressee__in=sent)


def decided_by(actor: Actor) -> list[ConsultRequest]:
    """What the actor decided, newest first."""
    rows = visible_to(actor).filter(decision__by__signin=actor.account)
    return list(rows.order_by("-decision__id")[:MOST])


def is_looker(actor: Actor, request: ConsultRequest) -> bool:
    """Whether the actor is one of those who may look, and still works in the organ that asked."""
    here = any(grant.organ == request.organ_id and grant.role in ASKS for grant in actor.grants)
    return here and any(row.account.signin == actor.account for row in request.lookers.all())


def permit_of(actor: Actor, request: ConsultRequest) -> Permit | None:
    """What the request opens to the actor today; None where it opens nothing."""
    if state_of(request) is not State.OPEN or not is_looker(actor, request):
        return None
    decision = request.part("decision")
    return Permit(
        request.number, actor.account, request.person_id, request.kind, frozenset(request.year_list),
        frozenset(request.section_list), decision.begins, decision.ends,
    )  # fmt: skip


# ---------------------------------------------------------------- looks


@dataclass(frozen=True, slots=True)
class Looked:
    """How often a granted request was used, and when last."""

    times: int
    last: object = None


def looked(requests: list[ConsultRequest]) -> dict[int, Looked]:
    """The looks of each request that the caller has in sight."""
    rows = ConsultLook.objects.filter(request__in=[r.pk for r in requests]).order_by().values_list("request")
    return {pk: Looked(n, last) for pk, n, last in rows.annotate(n=Count("pk"), last=Max("at"))}


def looks(actor: Actor, pk: int) -> list[ConsultLook]:
    """Every look of a request, newest first: for its approver, its asker and the organ's principal. Raises OutOfSight."""
    request = get(actor, pk)
    return list(request.looks.select_related("account__person").order_by("-id")[:MOST])


@dataclass(frozen=True, slots=True)
class Consulted:
    """That one's report was consulted: when, by which organ, for which purpose."""

    on: date
    organ: str
    purpose: str


def consultations_of(actor: Actor) -> tuple[Consulted, ...]:
    """Who consulted the actor's own report, newest first.

    The text does not give the person concerned this knowledge: it is a setting (``ZEREN_SHOW_CONSULTATIONS``).
    """
    if actor.person is None or not settings.ZEREN.show_consultations:
        return ()
    rows = ConsultLook.objects.filter(request__person=actor.person).select_related("request__organ")
    return tuple(
        Consulted(row.at.astimezone(clock.BEIJING).date(), row.request.organ.name, purpose_of(row.request))
        for row in rows.order_by("-id")[:MOST]
    )


# ---------------------------------------------------------------- asking


def purpose_of(request: ConsultRequest) -> str:
    """The purpose in words, as the packs say it today."""
    kind = kinds.on().get(request.kind)
    labels = {p: label for way in kind.ways for p, label in way.purposes.items()} if kind else {}
    return labels.get(request.purpose, request.purpose)


def asking_organ(actor: Actor, kind: MaterialKind) -> Organ | None:
    """The organ for which the actor may ask; None where the text gives none of the actor's organs a way."""
    held = [grant.organ for grant in actor.grants if grant.role in ASKS]
    organs = {organ.pk: organ for organ in Organ.objects.filter(pk__in=held)}
    return next((organs[pk] for pk in held if pk in organs and kind.ways_of(organs[pk].kind)), None)


def offered_lookers(organ: Organ, person: int) -> list[Account]:
    """Who may be named to look: who works on matters in the organ today, but not the person concerned."""
    rows = serving(ASKS, (organ.pk,)).exclude(person=person)
    return list(rows.select_related("person", "organ").order_by("id"))


def offered_approvers(organ: Organ, person: int) -> list[Account]:
    """Leaders of the organ to whom a request can be sent: those the provision names first."""
    right = [one for one in approving.principals_of(organ.pk) if one.person_id != person]
    rows = serving((Role.PRINCIPAL, Role.LEADER_IN_CHARGE), (organ.pk,))
    others = rows.exclude(pk__in=[one.pk for one in right]).exclude(person=person)
    return right + list(others.select_related("person", "organ").order_by("id"))


def usual_mark(organ: Organ) -> str:
    """The mark of the organ's last request, else what its matters begin with, as 青纪查; empty where there is neither."""
    last = ConsultRequest.objects.filter(organ=organ).order_by("-id").values_list("number", flat=True).first()
    if last and "〔" in last:
        return last.partition("〔")[0]
    mark = (
        NumberSeries.objects.filter(organ=organ)
        .order_by("-last", "id")
        .values_list("mark", flat=True)
        .first()
    )
    return f"{mark[:-1]}查" if mark and len(mark) > 1 else ""
