"""Who must have nothing to do with a complaint: whoever is named in it, and whoever serves under one who is.

The texts say that complaints are received and verified (干部选任监督意见 三), not how conflicts are kept out of it;
that the named never see who wrote is a setting of ours. Somebody serves under the leaders (principal or member) of
the organs above, and of the own organ: a member under its principal, everyone else under principal and members.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from zeren.records import clock
from zeren.records.actor import Actor, Role
from zeren.records.complaints.models import Complaint, ComplaintAbout
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge
from zeren.records.scope import COLUMNS

PRINCIPAL, MEMBER = "principal", "member"


@dataclass(frozen=True, slots=True)
class Above:
    """Who stands over somebody: the person's own id, the organs above and their own, the leaders there."""

    person: int | None
    organs: frozenset[int]
    leaders: frozenset[int]

    def named(self) -> QuerySet[ComplaintAbout]:
        """The namings that keep this one out."""
        people = self.leaders | ({self.person} if self.person else set())
        return ComplaintAbout.objects.filter(Q(person__in=people) | Q(organ__in=self.organs))

    def barred_from(self, complaint: Complaint) -> bool:
        """Whether this complaint names them or one they serve under."""
        return self.named().filter(complaint=complaint).exists()


def above(actor: Actor, day: date | None = None) -> Above:
    """Who stands over an actor on a day, by the organs of the account, its roles and its posts."""
    day = day or clock.today()
    held = list(_held(day).filter(person=actor.person).select_related("post")) if actor.person else []
    own = {grant.organ for grant in actor.grants} | {row.post.organ_id for row in held}
    own |= {actor.organ} if actor.organ else set()
    organs = frozenset(over(own))
    principals = {row.post.organ_id for row in held if _class(row) == PRINCIPAL}
    principals |= {grant.organ for grant in actor.grants if grant.role is Role.PRINCIPAL}
    members = {row.post.organ_id for row in held if _class(row) == MEMBER}
    members |= {grant.organ for grant in actor.grants if grant.role is Role.LEADER_IN_CHARGE}
    leaders = Q(post__organ__in=organs - own) | Q(post__organ__in=own - principals - members)
    chiefs = Q(post__organ__in=own & members - principals) & _principal()
    found = _held(day).filter((leaders & _leading()) | chiefs).exclude(person=actor.person)
    in_charge = Charge.objects.filter(organ__in=organs - principals, start__lte=day).filter(
        Q(end__isnull=True) | Q(end__gte=day)
    )
    people = {*found.values_list("person", flat=True), *in_charge.values_list("person", flat=True)}
    return Above(actor.person, organs, frozenset(people - {actor.person}))  # type: ignore[arg-type]


def over(organs: Iterable[int]) -> set[int]:
    """The organs with all above them."""
    rows = Organ.objects.filter(pk__in=set(organs)).values_list("pk", *COLUMNS)
    return {pk for row in rows for pk in row if pk}


def touches(complaint: Complaint, organ: Organ, day: date | None = None) -> bool:
    """Whether the complaint names the organ, one above it, or somebody who leads one of these."""
    chain = over({organ.pk})
    led = _held(day or clock.today()).filter(post__organ__in=chain).filter(_leading()).values("person")
    return complaint.about.filter(Q(organ__in=chain) | Q(person__in=led)).exists()


def higher(organ: Organ) -> Organ | None:
    """The organization department of the committee above the one that the organ belongs to."""
    committee = organ.committee or organ.superior
    upper = committee.superior if committee else None
    if upper is None:
        return None
    beside = (
        Organ.objects.filter(committee=upper, kind="organization_department").order_by("rank", "id").first()
    )
    return upper.organization_department or beside


def free_of(complaint: Complaint, organ: Organ) -> Organ | None:
    """The first organ, from this one upwards, that nobody named stands in or over; None where there is none."""
    seen: set[int] = set()
    found: Organ | None = organ
    while found is not None and found.pk not in seen:
        if not touches(complaint, found):
            return found
        seen.add(found.pk)
        found = higher(found)
    return None


def _held(day: date) -> QuerySet[Appointment]:
    return Appointment.objects.filter(start__lte=day).filter(Q(end__isnull=True) | Q(end__gte=day))


def _principal() -> Q:
    return Q(post__principal=True) | Q(post__post_class=PRINCIPAL)


def _leading() -> Q:
    return _principal() | Q(post__post_class=MEMBER)


def _class(row: Appointment) -> str:
    return PRINCIPAL if row.post.principal else row.post.post_class
