"""学习确认: who studied an issue says so himself, or a group's meeting is entered; an activity of the duty list, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.bulletin import queries
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.duties import activities
from zeren.records.duties import queries as duties
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.models import Activity, DutyHolder, DutyList
from zeren.records.errors import OutOfSight, Problem, Refused

WHOLE = 0
"""The whole issue; else a piece by its place, from 1."""
MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Studied:
    """One confirmation of an issue: which list and number, on which day, what, whether at a meeting."""

    list: DutyList
    number: int
    at: date
    title: str
    meeting: bool


def name_of(issue: OfficialPaper) -> str:
    """《警示教育》2026年第4期."""
    return f"《{issue.title}》{issue.year}年第{issue.serial}期"


def lists_of(actor: Actor, year: int) -> list[tuple[DutyList, list[DutyHolder]]]:
    """The duty lists of the year on which the actor stands, with the own places that hold today."""
    if actor.person is None:
        return []
    today = clock.today()
    rows = DutyHolder.objects.filter(person=actor.person, list__year=year).select_related("list__organ")
    found: dict[int, tuple[DutyList, list[DutyHolder]]] = {}
    for row in rows.order_by("list", "number"):
        if (row.starts or today) <= today <= (row.ends or today):
            found.setdefault(row.list_id, (row.list, []))[1].append(row)
    return list(found.values())


def meets(actor: Actor, year: int) -> list[DutyList]:
    """The lists for which the actor enters a meeting of the group: those that the actor keeps."""
    organs = {organ for organ, _ in actor.scopes(duties.KEEPS)}
    rows = (
        DutyList.objects.filter(organ__in=organs, year=year).select_related("organ").order_by("organ__rank")
    )
    return [row for row in rows if row.holders.exists()]


def of_actor(actor: Actor, issue: OfficialPaper) -> list[Studied]:
    """What the actor confirmed of an issue, alone or at a meeting."""
    if actor.person is None:
        return []
    rows = _about(issue).filter(doers__holder__person=actor.person).distinct()
    return [
        Studied(row.list, row.number, row.at, row.title, MEETING in (row.made_from or ""))
        for row in rows.select_related("list__organ").order_by("at", "number")
    ]


def confirm(
    actor: Actor, issue_pk: int, list_id: int, at: date, what: int = WHOLE, topics: tuple[str, ...] = ()
) -> int:
    """The actor studied an issue or one piece of it; the number of the activity. Once. ``topics``: words of the ledger that
    the person says it was about; nothing is inferred."""
    with transaction.atomic():
        issue = _out(actor, issue_pk)
        lst = activities.sighted(actor, list_id)
        mine = list(lst.holders.filter(person=actor.person).exclude(person=None))
        if not mine:
            raise Refused([Problem("list", "您不在这份责任清单上", "you do not stand on this list")])
        doers = tuple(Doer(holder.number, in_person=True) for holder in mine)
        doing = Doing(at, "study", _title(issue, what), doers, topics)
        return _enter(actor, issue, lst, doing, what, f"p{actor.person}")


def meeting(
    actor: Actor,
    issue_pk: int,
    list_id: int,
    at: date,
    present: Sequence[int],
    what: int = WHOLE,
    times: int | None = None,
    topics: tuple[str, ...] = (),
) -> int:
    """A group studied an issue together: who was there, by their numbers on the list; once for each of them."""
    with transaction.atomic():
        issue = _out(actor, issue_pk)
        lst = activities.sighted(actor, list_id)
        if not duties.may_keep(actor, lst.organ):
            raise OutOfSight
        doers = tuple(Doer(number, in_person=True) for number in dict.fromkeys(present))
        doing = Doing(at, "study", f"集体{_title(issue, what)}", doers, topics, person_times=times)
        return _enter(actor, issue, lst, doing, what, f"{MEETING} {at:%m%d}")


def _out(actor: Actor, pk: int) -> OfficialPaper:
    issue = queries.published(actor).filter(pk=pk).first()
    if issue is None:
        raise OutOfSight(f"issue {pk}")
    if issue.state != State.ISSUED:
        raise Refused([Problem("state", "本期已经收回，不再确认学习", "the issue was withdrawn")])
    return issue


def _title(issue: OfficialPaper, what: int) -> str:
    pieces = queries.placed(issue)
    if not 0 <= what <= len(pieces):
        raise OutOfSight(f"piece {what}")
    return f"学习{name_of(issue)}" + (f"：{pieces[what - 1].piece.title}" if what else "")


def _enter(actor: Actor, issue: OfficialPaper, lst: DutyList, doing: Doing, what: int, by: str) -> int:
    """Enter it, unless one of those who did it has confirmed the same already, or the whole issue."""
    if issue.issued_on is not None and doing.at < issue.issued_on:
        raise Refused(
            [Problem("at", f"本期 {issue.issued_on} 印发，学习不能早于这一天", "before it was issued")]
        )
    numbers = [d.holder for d in doing.doers]
    before = _about(issue, lst).filter(doers__holder__number__in=numbers, doers__holder__list=lst)
    same = [_mark(issue, WHOLE), _mark(issue, what)]
    row = next((a for a in before.order_by("number") if (a.made_from or "").startswith(tuple(same))), None)
    if row is not None:
        zh = f"已经记过：第 {row.number} 号，{row.at.isoformat()}；有错请更正那一号"
        raise Refused([Problem("at", zh, f"activity {row.number} says so already")])
    made_from = f"{_mark(issue, what)}{by}"
    (number,) = activities.record(actor, lst.pk, [_from(doing, made_from)], given=frozenset({made_from}))
    return number


def _from(doing: Doing, made_from: str) -> Doing:
    return replace(doing, made_from=made_from, source="issue")


def _mark(issue: OfficialPaper, what: int) -> str:
    return f"issue {issue.pk}.{what} "


def _about(issue: OfficialPaper, lst: DutyList | None = None) -> QuerySet[Activity]:
    rows = Activity.objects.filter(made_from__startswith=f"issue {issue.pk}.")
    return rows.filter(list=lst) if lst else rows
