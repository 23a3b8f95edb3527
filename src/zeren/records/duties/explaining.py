"""说明情况: the words of whoever owes a duty on why a period of it was missed. It changes no state; it stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from zeren.norms.model import Finding, State
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.duties import acts, judging, log, queries, register, states
from zeren.records.duties.log import Act
from zeren.records.duties.models import Duty, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Problems

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Said:
    """An explanation: of which duty and missed period (``period_of``), in which words, of which day; ``due``: by when it
    is to be made up for, where one says so."""

    duty: int
    period: str
    words: str
    on: date
    due: date | None = None


def period_of(finding: Finding) -> str:
    """What names one missed period of a duty: its key, and towards whom, where it is owed towards several."""
    return f"{finding.key or ''} {finding.subject or ''}".strip()


def missed(lst: DutyList, duty: Duty) -> list[Finding]:
    """The periods of a duty that are missed today."""
    day = judging.day_for(lst.year, clock.today())
    found = judging.stand(register.around(lst.organ), lst, duty.holder, day).of(duty.pack, duty.norm)
    return [f for f in found if f.status is State.BREACHED]


def may_explain(actor: Actor, lst: DutyList) -> set[int]:
    """The duties that the actor explains: the own, left posts as well; a principal those of the group besides."""
    own = lst.duties.filter(dropped__isnull=True, holder__person=actor.person).exclude(holder__person=None)
    return set(own.values_list("number", flat=True)) | acts.signable(actor, lst)


def explain(actor: Actor, list_id: int, said: Said) -> DutyEntry:
    """Record an explanation. One more of the same period stands after the first, which is not lost.

    Raises OutOfSight, Refused: a duty of somebody else's, a period that is not missed, no words, a day ahead.
    """
    with transaction.atomic():
        lst = queries.visible_to(actor).filter(pk=list_id).first()
        if lst is None or actor.person is None:
            raise OutOfSight
        lst = log.locked(lst.pk)
        duty = lst.duties.select_related("holder").filter(number=said.duty, dropped__isnull=True).first()
        if duty is None or said.duty not in may_explain(actor, lst):
            raise OutOfSight
        _check(lst, duty, said)
        body = {
            "duty": said.duty, "period": said.period, "words": said.words.strip(), "on": said.on.isoformat(),
            "due": said.due.isoformat() if said.due else None, "person": actor.person,
        }  # fmt: skip
        return states.write(actor, lst, Act.EXPLAINED, body)


def _check(lst: DutyList, duty: Duty, said: Said) -> None:
    problems = Problems()
    if said.period not in map(period_of, missed(lst, duty)):
        zh = "这一期没有未达到，不用说明" if said.period else "写明说明的是哪一期"
        problems.add("period", zh, f"'{said.period}' of duty {said.duty} is not missed")
    if not said.words.strip():
        problems.add("words", "写明情况", "the words are missing")
    if len(said.words.strip()) > LONGEST:
        problems.add("words", f"不超过 {LONGEST} 字", f"longer than {LONGEST} characters")
    if said.on > clock.today():
        problems.add("on", "日期晚于今日", "the day lies after today")
    if said.on.year < lst.year:
        problems.add("on", f"日期早于 {lst.year} 年", f"the day lies before {lst.year}")
    if said.due is not None and said.due < said.on:
        problems.add("due", "新定的时限早于说明的日期", "the new day lies before the explanation")
    problems.refuse()
