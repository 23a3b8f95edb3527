"""Giving a report in by the own desk: who receives it and who keeps it is found, then it is sealed and recorded."""

from __future__ import annotations

from zeren.access.accounts.queries import serving
from zeren.records.actor import Actor, Role
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.materials import reporting
from zeren.records.materials.models import Material
from zeren.records.materials.reporting import Report
from zeren.records.matters.models import Event
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person


def submit(actor: Actor, report: Report) -> tuple[Material, Event]:
    """Give it in. Raises OutOfSight, Refused: everything that is wrong, or nobody who receives or keeps it."""
    if not actor.person:
        raise OutOfSight("report of nobody")
    _strong(actor)
    receiver = reporting.receiver_of(actor.person)
    if receiver is None:
        zh = "由哪个部门受理待查明：职务没有登记任免机关，或者该机关没有登记组织部门；由组织部门补登"
        raise Refused([Problem("", zh, "the receiving department is not known")])
    kept_by = keeper_of(receiver, actor.person)
    if kept_by is None:
        raise Refused(
            [Problem("", f"{receiver.name}还没有保管报告的专人，请先与其联系", "nobody keeps reports")]
        )
    return reporting.submit(actor, report, receiver, kept_by)


def keeper_of(receiver: Organ, person: int) -> Person | None:
    """Who keeps it (第十四条): who kept the department's last report, else its supervision officer; never the reporter."""
    rows = Material.objects.filter(receiver=receiver).exclude(custodian=person).order_by("-id")
    last = rows.select_related("custodian").first()
    if last is not None and last.custodian.left is None:
        return last.custodian
    officers = (
        serving((Role.SUPERVISION_OFFICER,), (receiver.pk,)).exclude(person=None).exclude(person=person)
    )
    found = officers.select_related("person").order_by("pk").first()
    return found.person if found else None


def _strong(actor: Actor) -> None:
    if not actor.strong:
        zh = "报告封存保管，须先以第二种方式确认本人"
        raise Refused([Problem("actor", zh, "a report is given in only with a second factor")])
