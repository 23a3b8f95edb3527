"""The only writers of activities (履责记录): enter, correct, void, countersign; many at once as one entry of the log.

What is false is refused (a day ahead, nobody on the list, an unknown way); what is merely odd is recorded and comes
back as a question (``questions``). Raises OutOfSight, Refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import bringing, log, norms, queries, states
from zeren.records.duties.log import Act
from zeren.records.duties.models import Activity, DutyEntry, DutyHolder, DutyList
from zeren.records.errors import OutOfSight, Problems
from zeren.records.packs import installed

LONGEST = {"title": 200, "evidence": 400, "to": 200}
FORMS = "forms"


@dataclass(frozen=True, slots=True)
class Doer:
    """By whom: the number of a holder on the list; in person and signed where it is recorded (None: not recorded)."""

    holder: int
    in_person: bool | None = None
    signed: bool | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """One activity as it is entered. ``targets``: ``person:7``, ``organ:3``; ``occasion``: its number on the list;
    ``made_from``: the entry of a matter that it is made from, which then counts here once."""

    at: date
    kind: str
    title: str
    doers: tuple[Doer, ...]
    topics: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    form: str = ""
    to: tuple[str, ...] = ()
    person_times: int | None = None
    evidence: str = ""
    occasion: int | None = None
    source: str = "form"
    made_from: str | None = None


def record(
    actor: Actor, list_id: int, doings: Sequence[Doing], given: frozenset[str] = frozenset()
) -> list[int]:
    """Enter activities; their numbers. Keepers of the list for everybody, whoever stands on it what is the own doing.

    ``given``: what an act of another noun makes an activity from (an issue that was studied), which it has checked."""
    with transaction.atomic():
        lst = sighted(actor, list_id)
        problems = check(actor, lst, doings)
        for one in doings:
            if one.made_from not in (None, *given) and bringing.one(actor, lst, str(one.made_from)) is None:
                problems.add(
                    "made_from",
                    "这条办案记录已经转入过，或者不在您看得到的范围",
                    f"{one.made_from} is not waiting",
                )
        problems.refuse()
        if not doings:
            return []
        numbers = list(range(lst.numbered + 1, lst.numbered + 1 + len(doings)))
        rows = [row_of(number, one) for number, one in zip(numbers, doings, strict=True)]
        states.write(actor, lst, Act.RECORDED, {"rows": rows})
        return numbers


def correct(actor: Actor, list_id: int, number: int, doing: Doing, reason: str) -> DutyEntry:
    """Enter an activity anew under its number; what stood before stays in the log. Needs the reason."""
    with transaction.atomic():
        lst = sighted(actor, list_id)
        old = changeable(actor, lst, number)
        problems = check(actor, lst, [doing])
        _reasoned(reason, problems)
        problems.refuse()
        row = row_of(number, doing) | {"source": old.source, "made_from": old.made_from}
        return states.write(actor, lst, Act.CORRECTED, {"rows": [row], "reason": reason.strip()})


def void(actor: Actor, list_id: int, number: int, reason: str) -> DutyEntry:
    """Take an activity off: it was entered by mistake. It stays in the log. Needs the reason."""
    with transaction.atomic():
        lst = sighted(actor, list_id)
        changeable(actor, lst, number)
        problems = Problems()
        _reasoned(reason, problems)
        problems.refuse()
        return states.write(actor, lst, Act.VOIDED, {"numbers": [number], "reason": reason.strip()})


def countersign(actor: Actor, list_id: int, numbers: Sequence[int]) -> DutyEntry:
    """Sign that it was so, as somebody on the list other than who did it: whoever sees the activity, not its keepers alone.

    A correction asks for it again. Raises OutOfSight, Refused.
    """
    with transaction.atomic():
        lst = sighted(actor, list_id)
        problems = Problems()
        if actor.person is None or not lst.holders.filter(person=actor.person).exists():
            problems.add("numbers", "会签的人应在清单上", "who countersigns stands on the list")
        for number in numbers:
            activity = queries.activity(actor, lst, number)
            if activity is None:
                raise OutOfSight
            if _own(actor, activity):
                problems.add(f"{number}", "本人做的由别人会签", "nobody countersigns the own doing")
        problems.refuse()
        return states.write(
            actor, lst, Act.COUNTERSIGNED, {"numbers": list(numbers), "person": f"person:{actor.person}"}
        )


def sighted(actor: Actor, list_id: int) -> DutyList:
    """A list in sight, locked. Raises OutOfSight."""
    lst = queries.visible_to(actor).filter(pk=list_id).first()
    if lst is None:
        raise OutOfSight
    return log.locked(lst.pk)


def changeable(actor: Actor, lst: DutyList, number: int) -> Activity:
    """An activity that the actor may change: a keeper every one, others the own. Raises OutOfSight."""
    found = queries.activity(actor, lst, number)
    if found is None or not (queries.may_keep(actor, lst.organ) or _own(actor, found)):
        raise OutOfSight
    return found


def _own(actor: Actor, activity: Activity) -> bool:
    return actor.person is not None and activity.doers.filter(holder__person=actor.person).exists()


def row_of(number: int, one: Doing) -> dict[str, Any]:
    """An activity as it stands in an entry."""
    return {
        "number": number, "at": one.at.isoformat(), "kind": one.kind, "title": one.title.strip(),
        "topics": sorted(set(one.topics)), "targets": list(dict.fromkeys(one.targets)), "form": one.form,
        "to": "|".join(one.to), "person_times": one.person_times, "evidence": one.evidence.strip(),
        "occasion": one.occasion, "source": one.source, "made_from": one.made_from,
        "doers": [{"holder": d.holder, "in_person": d.in_person, "signed": d.signed} for d in one.doers],
    }  # fmt: skip


# ---------------------------------------------------------------- what is false


def check(actor: Actor, lst: DutyList, doings: Sequence[Doing]) -> Problems:
    """Everything that is false in some activities, each at its field and row (from 1)."""
    problems = Problems()
    holders = {h.number: h for h in lst.holders.all()}
    own = None if queries.may_keep(actor, lst.organ) else {n for n, h in holders.items() if _is(actor, h)}
    targets = refs.names_of(t for one in doings for t in one.targets)
    occasions = set(lst.occasions.values_list("number", flat=True))
    for row, one in enumerate(doings, start=1):
        for name, zh, en in (
            *_false(lst, one),
            *_words(one),
            *_nobody(one, holders, own),
            *_unknown(one, targets, occasions),
        ):
            problems.add(name, zh, en, row if len(doings) > 1 else None)
    return problems


def _is(actor: Actor, holder: DutyHolder) -> bool:
    return actor.person is not None and holder.person_id == actor.person


Wrong = tuple[str, str, str]


def _false(lst: DutyList, one: Doing) -> Iterator[Wrong]:
    if one.at > clock.today():
        yield "at", f"日期 {one.at.isoformat()} 晚于今日", "the day lies after today"
    elif one.at.year != lst.year:
        yield "at", f"日期 {one.at.isoformat()} 不在 {lst.year} 年", f"the day lies outside {lst.year}"
    if not one.title.strip():
        yield "title", "写明做了什么", "say what was done"
    if one.person_times is not None and not 0 < one.person_times < 100_000:
        yield "person_times", "人次应为正整数", "person-times is a positive integer"
    for name, text in (("title", one.title), ("evidence", one.evidence), ("to", "|".join(one.to))):
        if len(text.strip()) > LONGEST[name]:
            yield name, f"不超过 {LONGEST[name]} 字", f"longer than {LONGEST[name]} characters"


def _words(one: Doing) -> Iterator[Wrong]:
    """A word that is in none of the lists."""
    for name, lst_name, words in (
        ("kind", norms.KINDS, (one.kind,)),
        ("topic", norms.TOPICS, one.topics),
        ("to", norms.RECIPIENTS, one.to),
    ):
        for word in words:
            if not _listed(lst_name, word):
                yield name, f"没有“{word}”这一项", f"{word!r} is not in the list {lst_name}"
    if one.form and not _listed(FORMS, one.form):
        yield "form", f"没有“{one.form}”这一形式", f"{one.form!r} is no form"


def _listed(name: str, word: str) -> bool:
    found = installed().shared.lists.get(name)
    if found is not None and word in found.items:
        return True
    # The topics of the packs' own standing duties belong to the list as well.
    return name == norms.TOPICS and word in norms.own_topics()


def _nobody(one: Doing, holders: Mapping[int, DutyHolder], own: set[int] | None) -> Iterator[Wrong]:
    if not one.doers:
        yield "doers", "写明由谁做", "say who did it"
    for doer in one.doers:
        if doer.holder not in holders:
            yield "doers", "责任清单上没有这个责任主体", f"there is no holder {doer.holder} on the list"
    if own is not None and not own & {d.holder for d in one.doers}:
        yield "doers", "您只能登记本人做的事", "you record your own doing only"


def _unknown(one: Doing, targets: Mapping[str, str], occasions: set[int]) -> Iterator[Wrong]:
    for ref in one.targets:
        if ref not in targets:
            yield "targets", f"登记中没有 {ref}", f"there is no {ref} in the registers"
    if one.occasion is not None and one.occasion not in occasions:
        yield "occasion", "清单上没有这一事由", f"there is no occasion {one.occasion} on the list"


def _reasoned(reason: str, problems: Problems) -> None:
    if not reason.strip():
        problems.add("reason", "写明理由", "the reason is missing")


# ---------------------------------------------------------------- what is odd


@dataclass(frozen=True, slots=True)
class Question:
    """What is odd in an activity and was recorded all the same: people look at it."""

    number: int
    code: str
    text: str


def questions(activities: Iterable[Activity]) -> Iterator[Question]:
    """Somebody not in that post that day; a person named twice for one thing on one day."""
    seen: dict[tuple[object, ...], int] = {}
    for activity in activities:
        doers = list(activity.doers.all())
        for doer in doers:
            holder = doer.holder
            if (holder.starts and activity.at < holder.starts) or (holder.ends and activity.at > holder.ends):
                name = holder.person.name if holder.person else "领导班子"
                yield Question(
                    activity.number, "not_in_post", f"{activity.at.isoformat()} {name}不在这一职务"
                )
        key = (activity.at, activity.kind, activity.title, tuple(sorted(d.holder_id for d in doers)))
        if key in seen:
            yield Question(activity.number, "twice", f"与第 {seen[key]} 条日期、方式、内容、责任人都相同")
        seen.setdefault(key, activity.number)
