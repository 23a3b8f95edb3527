"""What the registers say about who is whose principal, member, subordinate: read once for many lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from zeren.norms.model import Fact
from zeren.records.organs.models import Organ
from zeren.records.people.models import Appointment, Charge

DISCIPLINE = "discipline_commission"
PRINCIPAL = "principal"
MEMBER = "member"
"""职务类别 of the posts that make the leading group."""
INSTITUTION = "institution_head"
"""职务类别 of heads of internal institutions (内设机构主要负责人); where no post is so registered, nobody knows them."""
SOURCE = "人员登记"


@dataclass(frozen=True, slots=True)
class Seat:
    """One person in one post of one organ, from day to day (inclusive; None: open)."""

    person: int
    organ: int
    post: str
    principal: bool
    starts: date
    ends: date | None


@dataclass
class Register:
    """Seats of leading groups, charges and the tree, by organ and by person."""

    organs: dict[int, Organ] = field(default_factory=dict)
    children: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    seats: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    posts: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))
    charges: dict[int, list[Charge]] = field(default_factory=lambda: defaultdict(list))
    institutions: dict[int, list[Seat]] = field(default_factory=lambda: defaultdict(list))

    def principals(self, organ: int) -> Iterable[Seat]:
        """Who is or was the organ's principal."""
        return (seat for seat in self.seats.get(organ, ()) if seat.principal)

    def charged(self, person: int, organ: int | None, day: date) -> bool:
        """Whether a person was in charge of an organ on a day."""
        return any(
            c.organ_id == organ and c.start <= day and (c.end is None or c.end >= day)
            for c in self.charges.get(person, ())
        )

    def is_discipline(self, organ: int) -> bool:
        """Whether an organ is a discipline organ."""
        found = self.organs.get(organ)
        return found is not None and found.kind == DISCIPLINE

    def lower(self, organ: int) -> list[int]:
        """The organs next below; of a discipline organ, those next below its committee."""
        found = self.organs.get(organ)
        above = found.superior_id if found is not None and self.is_discipline(organ) else organ
        return [o for o in self.children.get(above or 0, ()) if o != organ and not self.is_discipline(o)]

    def lower_discipline(self, organ: int) -> list[int]:
        """The discipline organs of the organs next below."""
        return [d for o in self.lower(organ) for d in self.children.get(o, ()) if self.is_discipline(d)]


def read() -> Register:
    """The whole register of leading groups: three queries, whatever its size. For many lists at once."""
    return _filled(Organ.objects.all(), _leading(), Charge.objects.all())


def around(organ: Organ) -> Register:
    """What one list rests on: the organ, those next below it and beside it, their discipline organs, what its people
    are in charge of."""
    people = _leading().filter(post__organ=organ).values("person")
    charges = Charge.objects.filter(person__in=people)
    near = Q(pk=organ.pk) | Q(superior=organ.pk) | Q(superior__superior=organ.pk, kind=DISCIPLINE)
    if organ.superior_id:
        near |= Q(superior=organ.superior_id) | Q(superior__superior=organ.superior_id, kind=DISCIPLINE)
    organs = Organ.objects.filter(near | Q(pk__in=charges.values("organ")))
    return _filled(organs, _leading().filter(post__organ__in=[o.pk for o in organs]), charges)


def _leading() -> QuerySet[Appointment]:
    """Appointments to the posts that make leading groups, and heads of internal institutions."""
    classes = Q(post__post_class__in=(PRINCIPAL, MEMBER, INSTITUTION)) | Q(post__principal=True)
    return Appointment.objects.filter(classes)


def _filled(organs: QuerySet[Organ], leading: QuerySet[Appointment], charges: QuerySet[Charge]) -> Register:
    found = Register()
    for organ in organs.order_by("rank", "pk"):
        found.organs[organ.pk] = organ
        if organ.superior_id:
            found.children[organ.superior_id].append(organ.pk)
    for row in leading.select_related("post").order_by("start", "pk"):
        seat = Seat(row.person_id, row.post.organ_id, row.post.name, row.post.principal, row.start, row.end)
        if row.post.post_class == INSTITUTION:
            found.institutions[seat.organ].append(seat)
            continue
        found.seats[seat.organ].append(seat)
        found.posts[seat.person].append(seat)
    for charge in charges.order_by("start", "pk"):
        found.charges[charge.person_id].append(charge)
    return found


def fact(of: str, name: str, value: str, starts: date | None, ends: date | None) -> Fact:
    """One dated fact of the register."""
    return Fact(of, name, value, starts, ends, SOURCE)
