"""Who may open a reporter: two persons. No text gives this power; the roles here are a setting of the installation.

Usually the principal of the organ that holds the complaint, and its leader in charge or supervision. Where a seat is
empty, or one who sits there is named in the complaint or serves under one who is, the organ above decides with two
principals: of its organization department and of its committee. Asker and looker decide nothing, under whichever
account; what was delegated decides nothing either, so that one person is not two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zeren.access.accounts import queries as accounts
from zeren.access.accounts.models import Account
from zeren.access.unsealing.models import Unsealing
from zeren.records.actor import ROLE_LABELS, Actor, Role
from zeren.records.complaints import conflicts
from zeren.records.complaints.models import Complaint
from zeren.records.organs.models import Organ

FIRST = (Role.PRINCIPAL,)
SECOND = (Role.LEADER_IN_CHARGE, Role.SUPERVISION_OFFICER)


@dataclass(frozen=True, slots=True)
class Seat:
    """One of the two who decide: any of the roles in any of the organs."""

    roles: tuple[Role, ...]
    organs: tuple[int, ...]
    words: str

    def taken_by(self, actor: Actor) -> bool:
        """Whether the actor sits here in person."""
        return any(
            g.role in self.roles and g.organ in self.organs and not g.delegated_by for g in actor.grants
        )


@dataclass(frozen=True, slots=True)
class Panel:
    """The two seats, and how it came to them (in Chinese, a line each); no seats: nobody registered may decide."""

    seats: tuple[Seat, ...]
    why: tuple[str, ...]


def panel_of(complaint: Complaint) -> Panel:
    """Who decides on this complaint's reporter."""
    organ: Organ | None = complaint.holder
    why = ["两人批准是本系统的设置，条文没有写"]
    seats = (
        Seat(
            FIRST,
            (complaint.holder_id,),
            f"{complaint.holder.short or complaint.holder.name}{ROLE_LABELS[FIRST[0]]}",
        ),
        Seat(
            SECOND,
            (complaint.holder_id,),
            f"{complaint.holder.short or complaint.holder.name}分管领导或者监督干部",
        ),
    )
    seen: set[int] = set()
    while organ is not None and organ.pk not in seen:
        seen.add(organ.pk)
        problem = _problem(complaint, seats)
        if not problem:
            return Panel(seats, tuple(why))
        why.append(problem)
        organ = conflicts.higher(organ)
        if organ is not None:
            seats = _above(organ)
    return Panel((), (*why, "登记中没有可以批准的上级；请先登记上级组织部门和它的主要负责人"))


def _above(organ: Organ) -> tuple[Seat, ...]:
    """A seat in the organization department, one in its committee; without a committee the second stays empty."""
    committee = organ.committee or organ.superior
    name = committee.short or committee.name if committee else "所属党委"
    label = ROLE_LABELS[FIRST[0]]
    return (
        Seat(FIRST, (organ.pk,), f"{organ.short or organ.name}{label}"),
        Seat(FIRST, (committee.pk,) if committee else (), f"{name}{label}"),
    )


def _problem(complaint: Complaint, seats: tuple[Seat, ...]) -> str:
    """Why these seats can't decide; empty where they can."""
    sitting = [_holders(seat) for seat in seats]
    for seat, holders in zip(seats, sitting, strict=True):
        if not holders:
            return f"{seat.words}：没有人担任，改由上级"
        if any(conflicts.above(actor).barred_from(complaint) for actor in holders):
            return f"{seat.words}：有人被反映，或者是被反映人的下属，改由上级"
    if len({actor.person or actor.account for holders in sitting for actor in holders}) < 2:
        return f"{seats[0].words}：只有一人，不足两人，改由上级"
    return ""


def _holders(seat: Seat) -> list[Actor]:
    """The actors who sit there today."""
    rows = accounts.serving(seat.roles, seat.organs).select_related("person").order_by("id")
    return [accounts.actor_of(account) for account in rows]


def seat_of(actor: Actor, unsealing: Unsealing) -> tuple[Seat | None, str]:
    """The seat from which the actor may decide, or why not."""
    if _holds_one(actor, (unsealing.asker, unsealing.looker)):
        return None, "提出的人、要看的人不能批"
    above = conflicts.above(actor)
    if above.barred_from(unsealing.complaint):
        return None, "被反映人和他的下属不能批"
    panel = panel_of(unsealing.complaint)
    granted = list(unsealing.decisions.filter(verdict="granted"))
    if _holds_one(actor, [row.account for row in granted]):
        return None, "您已经批过，另一人批准后才能打开"
    open_seats = list(panel.seats)
    for row in granted:
        taken = next((seat for seat in open_seats if seat.words == row.seat), None)
        if taken is not None:
            open_seats.remove(taken)
    # Who could sit on either takes the one that fewer others could fill, so that the other does not stay empty.
    open_seats.sort(key=lambda seat: len(_holders(seat)))
    found = next((seat for seat in open_seats if seat.taken_by(actor)), None)
    return found, "" if found else "不归您批"


def _holds_one(actor: Actor, signins: Iterable[str]) -> bool:
    """Whether one of the accounts is the actor's, or the actor's person's."""
    me = accounts.find(actor.account)
    return me is not None and any(map(me.same_holder, Account.objects.filter(signin__in=signins)))


def may_decide(actor: Actor) -> bool:
    """Whether the actor's role can decide at all."""
    return actor.has(*FIRST, *SECOND)
