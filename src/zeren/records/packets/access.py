"""Who reads packets, and who decides what leaves and what is taken in: people of the organ that the exchange keys speak for.

The three administrators have none of the roles: they see no record, in a packet or out of one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from zeren.records.actor import WRITES, Actor, Role
from zeren.records.errors import Problem, Refused
from zeren.records.matters.access import scope
from zeren.records.matters.access import visible_to as visible
from zeren.records.matters.models import Matter
from zeren.records.organs.models import Organ
from zeren.records.packets import own
from zeren.records.packets.models import Packet, PacketItem

LOOKS = WRITES - {Role.TEAM_MEMBER}
"""Who may read: an inspection team has one authorisation at a time, and none for what others report."""
DECIDES = frozenset({Role.LEADER_IN_CHARGE, Role.PRINCIPAL})
"""Who enters a card, makes and takes: a leader; an officer by delegation (委托代批)."""
ASSIGNMENT = "assignment"
PART = 500
"""Rows that one query asks for by their keys."""


def seat() -> Organ | None:
    """The organ that this installation's exchange keys speak for; None where no keys were made yet."""
    code = own.speaks_for()
    return Organ.objects.filter(code=code).first() if code else None


def looks(actor: Actor) -> bool:
    """Whether every packet is the actor's to read: by a role in that organ, or in one above it."""
    if actor.system:
        return True
    organ = seat()
    return organ is not None and any(
        getattr(organ, f"a{depth}") == above for above, depth in actor.scopes(LOOKS)
    )


def decides(actor: Actor) -> bool:
    """Whether the actor leads that very organ, or does so by delegation."""
    if actor.system:
        return True
    organ = seat()
    return organ is not None and any(pk == organ.pk for pk, _ in actor.scopes(DECIDES))


def check_decides(actor: Actor) -> None:
    """Raises Refused where the actor does not lead the organ."""
    if not decides(actor):
        zh = "登记交换单位、制作和接收数据包，由本单位负责人或者受其委托的人办理"
        raise Refused(
            [Problem("actor", zh, "cards and packets are for a leader of the organ to enter, make, take")]
        )


def check_looks(actor: Actor) -> None:
    """Raises Refused where packets are not the actor's to read."""
    if not looks(actor):
        raise Refused([Problem("actor", "数据包由本单位的人员查看", "packets are read in the organ alone")])


def basis_of(actor: Actor) -> str:
    """The delegation that an act rests on; empty for what is done in one's own right."""
    organ = seat()
    leading = [g for g in actor.grants if g.role in DECIDES and organ is not None and g.organ == organ.pk]
    return leading[0].basis if leading and all(grant.delegated_by for grant in leading) else ""


def visible_to(actor: Actor) -> QuerySet[Packet]:
    """All packets for who looks; for other organs of the installation those that assign something to them."""
    if looks(actor):
        return Packet.objects.all()
    codes = organs_of(actor)
    mine = Q(way=Packet.Way.IN, kind=ASSIGNMENT, items__organ__in=codes)
    return Packet.objects.filter(mine).distinct()


def has_any(actor: Actor) -> bool:
    """Whether there is anything for the actor: the organ exchanges packets, or something was assigned to the own one."""
    return bool(own.speaks_for()) and (looks(actor) or visible_to(actor).exists())


def items_of(actor: Actor, packet: Packet) -> QuerySet[PacketItem]:
    """What a packet brought, as far as the actor sees it."""
    rows = PacketItem.objects.filter(packet=packet).order_by("place")
    return rows if looks(actor) else rows.filter(organ__in=organs_of(actor))


def organs_of(actor: Actor) -> QuerySet[Organ, str]:
    """Codes of the organs in which, or above which, the actor has a role that reads."""
    return Organ.objects.filter(scope(actor, LOOKS)).values_list("code", flat=True)


def hidden(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Those of the keys that are numbers of own matters out of the actor's sight."""
    found: set[str] = set()
    for start in range(0, len(keys), PART):
        part = keys[start : start + PART]
        there = Matter.objects.filter(number__in=part).values_list("number", flat=True)
        found.update(
            set(there) - set(visible(actor).filter(number__in=part).values_list("number", flat=True))
        )
    return found


def names_actor(actor: Actor, content: Mapping[str, Any]) -> bool:
    """Whether a report names somebody of the actor's name: nobody reads of himself by a role.

    The sender's ids are no ids here, so the name alone can tell; who merely bears the name is kept out with him.
    """
    return actor.person is not None and bool(actor.name) and actor.name in content.get("names", {}).values()
