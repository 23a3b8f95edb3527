"""What a person begins on the own desk: who receives it and who handles it is found, then it is opened and recorded."""

from __future__ import annotations

from collections.abc import Mapping

from zeren.access.accounts.queries import serving
from zeren.norms.model import FieldText
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import own_begin
from zeren.records.matters.models import Event
from zeren.records.matters.own_begin import Beginning
from zeren.records.organs.models import Organ
from zeren.records.people import queries as people
from zeren.records.people.models import Person

RECEIVES = (Role.COMMITTEE_OFFICE, Role.ORGANIZATION_OFFICER)
"""Who takes in what people begin, the office first."""


def receiver_of(person: int) -> Organ | None:
    """The organ that manages the person by the main post; None: not known."""
    _, managing = people.management_of(person)
    return Organ.objects.filter(pk=managing).first() if managing else None


def begin(
    actor: Actor, found: Beginning, fields: Mapping[str, FieldText], receiver: Organ | None, token: str = ""
) -> Event:
    """Begin it. Raises OutOfSight, Refused: everything that is wrong, or nobody who receives or handles it."""
    if not actor.person:
        raise OutOfSight("begun by nobody")
    if receiver is None:
        zh = "由哪个机关受理待查明：您的主要职务没有登记由谁管理；请先书面报告，并请组织部门补登"
        raise Refused([Problem("", zh, "the managing organ is not known")])
    handler = _handler(found, receiver, actor.person)
    if handler is None:
        zh = f"{receiver.name}还没有登记受理的人；请先书面报告，并与其联系"
        raise Refused([Problem("", zh, "nobody receives it there")])
    return own_begin.begin(actor, found, fields, receiver, handler, token)


def _handler(found: Beginning, receiver: Organ, person: int) -> Person | None:
    """Who handled the receiver's last one, else the office, else the organization's officers; never the person."""
    last = own_begin.last_handler(found, receiver, person)
    if last is not None:
        return last
    for role in RECEIVES:
        rows = serving((role,), (receiver.pk,)).exclude(person=None).exclude(person=person)
        account = rows.select_related("person").order_by("pk").first()
        if account is not None:
            return account.person
    return None
