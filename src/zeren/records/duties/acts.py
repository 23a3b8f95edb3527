"""The only writers of duty lists: generate, change, sign, publish, name an occasion. Each act is one entry of the log.

Raises everywhere: OutOfSight (not this actor's to see or keep), Refused (false, or not to be done so; all at once).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import generating, log, norms, queries, register, states
from zeren.records.duties.log import Act
from zeren.records.duties.models import Duty, DutyEntry, DutyList
from zeren.records.errors import OutOfSight, Problems
from zeren.records.organs import queries as organs
from zeren.records.organs.models import Organ
from zeren.records.scope import columns_of

FIRST_YEAR = 2000
LONGEST = 2000
TITLE = 200


def generate(actor: Actor, organ_id: int, year: int) -> DutyList:
    """Draw up the list of a year, or bring it up to the registers and packs of today (实施办法一第三项).

    What stands keeps its number; nothing new: no entry. Raises OutOfSight, Refused for a year out of range.
    """
    with transaction.atomic():
        organ = _kept(actor, organ_id)
        lst = _list(actor, organ, year)
        body = generating.proposal(register.around(organ), lst, organ, clock.today())
        if body:
            states.write(actor, lst, Act.CHANGED if lst.version else Act.GENERATED, body)
        return lst


def ensure(actor: Actor, organ: Organ, year: int) -> DutyList:
    """The list of a year, drawn up where there is none yet: whoever records an activity need not wait for it."""
    there = DutyList.objects.filter(organ=organ, year=year).first()
    if there is not None:
        return log.locked(there.pk)
    lst = _list(actor, organ, year)
    body = generating.proposal(register.around(organ), lst, organ, clock.today())
    if body:
        states.write(actor, lst, Act.GENERATED, body)
    return lst


def _list(actor: Actor, organ: Organ, year: int) -> DutyList:
    problems = Problems()
    if not FIRST_YEAR <= year <= clock.today().year + 1:
        problems.add(
            "year",
            f"年度应在 {FIRST_YEAR} 至 {clock.today().year + 1} 之间",
            f"the year {year} is out of range",
        )
    problems.refuse()
    made, _ = DutyList.objects.get_or_create(organ=organ, year=year, defaults=columns_of(organ))
    return log.locked(made.pk)


def _kept(actor: Actor, organ_id: int) -> Organ:
    organ = organs.by_id(organ_id)
    if organ is None or not queries.may_keep(actor, organ):
        raise OutOfSight
    return organ


def kept_list(actor: Actor, list_id: int) -> DutyList:
    """A list that the actor draws up, locked. Raises OutOfSight."""
    lst = queries.visible_to(actor).select_related("organ").filter(pk=list_id).first()
    if lst is None or not queries.may_keep(actor, lst.organ):
        raise OutOfSight
    return log.locked(lst.pk)


# ---------------------------------------------------------------- changing


@dataclass(frozen=True, slots=True)
class Change:
    """What is set at one duty of the list; None: as it is. ``drop`` takes it off, ``no_due`` its own due day;
    ``countersign``: an activity counts for it only when somebody else on the list has countersigned."""

    number: int
    task: str | None = None
    measures: str | None = None
    due: date | None = None
    drop: bool = False
    countersign: bool | None = None
    no_due: bool = False


def change(actor: Actor, list_id: int, changes: Sequence[Change], reason: str) -> DutyEntry | None:
    """Break duties down into tasks, measures and days, or take them off: a new version, with its reason.

    A day must lie in the list's year or the next. Nothing that differs: no entry. Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        there = {d.number: d for d in lst.duties.filter(dropped__isnull=True)}
        problems = Problems()
        if not reason.strip():
            problems.add("reason", "写明变更的理由", "a change of the list needs its reason")
        for one in changes:
            _check(lst, there, one, problems)
        problems.refuse()
        rows = [row for one in changes if not one.drop and (row := _row(there[one.number], one))]
        dropped = [one.number for one in changes if one.drop]
        if not rows and not dropped:
            return None
        body = {
            "since": clock.today().isoformat(),
            "duties": rows,
            "dropped": dropped,
            "reason": reason.strip(),
        }
        return states.write(actor, lst, Act.CHANGED, body)


def _check(lst: DutyList, there: Mapping[int, Duty], one: Change, problems: Problems) -> None:
    if one.number not in there:
        problems.add(
            f"{one.number}", f"清单上没有第 {one.number} 条", f"there is no duty {one.number} on the list"
        )
    if one.due is not None and one.due.year not in (lst.year, lst.year + 1):
        zh = f"时限应在 {lst.year} 年或者 {lst.year + 1} 年"
        problems.add(f"{one.number}.due", zh, f"the day lies outside {lst.year} and the year after")
    if one.countersign and one.number in there and there[one.number].standing:
        zh = "常态责任不计次数，不设会签"
        problems.add(f"{one.number}.countersign", zh, "a standing duty counts nothing: no countersigning")
    for name, text in (("task", one.task), ("measures", one.measures)):
        if text is not None and len(text) > LONGEST:
            problems.add(f"{one.number}.{name}", f"不超过 {LONGEST} 字", f"longer than {LONGEST} characters")


def _row(duty: Duty, one: Change) -> dict[str, Any]:
    """What differs from what stands; empty where nothing does."""
    found: dict[str, Any] = {}
    for name, value in (("task", one.task), ("measures", one.measures)):
        if value is not None and value.strip() != getattr(duty, name):
            found[name] = value.strip()
    if one.due is not None and one.due != duty.due:
        found["due"] = one.due.isoformat()
    if one.no_due and duty.due is not None:
        found["due"] = None
    if one.countersign is not None and one.countersign != duty.countersign:
        found["countersign"] = one.countersign
    return {"number": duty.number, **found} if found else {}


def restore(actor: Actor, list_id: int, number: int, reason: str) -> DutyEntry:
    """Put back a duty that was taken off: a new version, to be signed anew. Raises OutOfSight, Refused."""
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        problems = Problems()
        if not lst.duties.filter(number=number, dropped__isnull=False).exists():
            zh = f"清单上没有删去的第 {number} 条"
            problems.add("number", zh, f"no duty {number} was taken off the list")
        if not reason.strip():
            problems.add("reason", "写明恢复的理由", "a change of the list needs its reason")
        problems.refuse()
        body = {"since": clock.today().isoformat(), "restored": [number], "reason": reason.strip()}
        return states.write(actor, lst, Act.CHANGED, body)


def add_body(actor: Actor, list_id: int, capacity: str, reason: str) -> DutyEntry:
    """Take up a body that the register cannot tell (人大、政府、法院 … 党组): what it owes comes with it, a new version.

    Raises OutOfSight, Refused: a body that is there already, owes nothing, or is a person's; no reason.
    """
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        problems = Problems()
        if capacity not in generating.bodies(lst):
            zh = "这一责任主体已在清单上，或者现行法规没有写它的责任"
            problems.add("capacity", zh, f"'{capacity}' is there already or owes nothing")
        if not reason.strip():
            problems.add("reason", "写明增列的理由", "a change of the list needs its reason")
        problems.refuse()
        body = generating.with_body(lst, capacity, clock.today(), reason.strip())
        return states.write(actor, lst, Act.CHANGED, body)


# ---------------------------------------------------------------- signing, publishing


def sign(actor: Actor, list_id: int, numbers: Sequence[int]) -> DutyEntry:
    """Sign duties item by item (签字背书, 责任清单一之二): each holder the own, the principal also the group's.

    Raises OutOfSight, Refused: a duty of somebody else, one that is not on the list.
    """
    with transaction.atomic():
        lst = queries.visible_to(actor).filter(pk=list_id).first()
        if lst is None or actor.person is None:
            raise OutOfSight
        lst = log.locked(lst.pk)
        mine = signable(actor, lst)
        problems = Problems()
        for number in numbers:
            if number not in mine:
                problems.add(f"{number}", f"第 {number} 条不由您签字", f"duty {number} is not yours to sign")
        if not numbers:
            problems.add("numbers", "没有选要签的条目", "nothing was chosen")
        problems.refuse()
        body = {"duties": sorted(set(numbers)), "person": actor.person, "on": clock.today().isoformat()}
        return states.write(actor, lst, Act.SIGNED, body)


def signable(actor: Actor, lst: DutyList) -> set[int]:
    """The duties that the actor signs for: the own; a principal or discipline head those of the group as well."""
    today = clock.today()
    mine = [
        h
        for h in lst.holders.filter(person=actor.person)
        if (h.starts or today) <= today <= (h.ends or today)
    ] if actor.person is not None else []  # fmt: skip
    found = lst.duties.filter(dropped__isnull=True)
    numbers = set(found.filter(holder__in=mine).values_list("number", flat=True))
    if any(h.capacity in ("principal", "discipline_head") for h in mine):
        numbers |= set(found.filter(holder__person__isnull=True).values_list("number", flat=True))
    return numbers


def publish(actor: Actor, list_id: int, on: date, where: str) -> DutyEntry:
    """Record that the duty chart was published, and where (实施办法一第三项: only the chart). Raises OutOfSight, Refused."""
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        problems = Problems()
        if on > clock.today():
            problems.add("on", "公布日晚于今日", "the day lies after today")
        if not where.strip():
            problems.add("where", "写明在何处公布", "say where it was published")
        if len(where.strip()) > TITLE:
            problems.add("where", f"不超过 {TITLE} 字", f"longer than {TITLE} characters")
        problems.refuse()
        return states.write(actor, lst, Act.PUBLISHED, {"on": on.isoformat(), "where": where.strip()})


# ---------------------------------------------------------------- occasions


@dataclass(frozen=True, slots=True)
class Called:
    """What forces a duty: the pack's event, the day, in words, and the unit or person it is about."""

    pack: str
    event: str
    at: date
    title: str
    unit: int | None = None
    about: int | None = None


def occasion(actor: Actor, list_id: int, asked: Called) -> DutyEntry:
    """Enter an occasion (三到会、五必谈、五必问 …). Raises OutOfSight, Refused: an event that forces no duty here."""
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        problems = Problems()
        called = (asked.pack, asked.event)
        opens = [one for one, e in norms.forced(_capacities(lst), lst.year) if (one.pack.id, e) == called]
        if not opens:
            problems.add("event", "这一事由不引起本清单的责任", f"{asked.event} forces no duty of this list")
        if asked.unit is None and any(map(norms.by_unit, opens)):
            zh = "写明哪个单位：由当日分管这个单位的人负责"
            problems.add("unit", zh, "who owes it is in charge of the unit: name it")
        _check_called(lst, asked, problems)
        problems.refuse()
        number = (lst.entries.filter(act=Act.OCCASION).count()) + 1
        body = {
            "number": number, "pack": asked.pack, "event": asked.event, "at": asked.at.isoformat(),
            "title": asked.title.strip(), "unit": asked.unit, "about": asked.about,
        }  # fmt: skip
        return states.write(actor, lst, Act.OCCASION, body)


def _check_called(lst: DutyList, asked: Called, problems: Problems) -> None:
    """What is false in an occasion, besides its kind."""
    if asked.at > clock.today():
        problems.add("at", f"日期 {asked.at.isoformat()} 晚于今日", "the day lies after today")
    elif asked.at.year != lst.year:
        problems.add("at", f"日期应在 {lst.year} 年", f"the day lies outside {lst.year}")
    if not asked.title.strip():
        problems.add("title", "写明事由", "say what it is")
    if len(asked.title.strip()) > TITLE:
        problems.add("title", f"不超过 {TITLE} 字", f"longer than {TITLE} characters")
    named = {"unit": (f"organ:{asked.unit}", asked.unit), "about": (f"person:{asked.about}", asked.about)}
    known = refs.names_of(ref for ref, pk in named.values() if pk is not None)
    for name, (ref, pk) in named.items():
        if pk is not None and ref not in known:
            problems.add(name, f"登记中没有 {ref}", f"there is no {ref} in the registers")


def withdraw_occasion(actor: Actor, list_id: int, number: int, reason: str) -> DutyEntry:
    """Take an occasion off that was entered by mistake: it forces nothing any more, and stays in the log with the reason.

    What was recorded for it stays, without it. Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        lst = kept_list(actor, list_id)
        if not lst.occasions.filter(number=number).exists():
            raise OutOfSight
        problems = Problems()
        if not reason.strip():
            problems.add("reason", "写明撤销的理由", "the reason is missing")
        if len(reason.strip()) > TITLE:
            problems.add("reason", f"不超过 {TITLE} 字", f"longer than {TITLE} characters")
        problems.refuse()
        body = {"number": number, "void": True, "reason": reason.strip()}
        return states.write(actor, lst, Act.OCCASION, body)


def _capacities(lst: DutyList) -> set[str]:
    return set(lst.holders.values_list("capacity", flat=True))
