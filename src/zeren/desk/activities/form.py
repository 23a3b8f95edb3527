"""The form of one activity: what it offers, and what was filled in. One form for the desk and the phone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.http import HttpRequest, QueryDict

from zeren.desk import typed
from zeren.desk.components import Citation
from zeren.desk.duties import build
from zeren.desk.duties.peek import chip_of, demands
from zeren.desk.matters import naming as names
from zeren.desk.matters.doing import day_in
from zeren.records import clock, refs
from zeren.records.actor import Actor
from zeren.records.duties import activities, naming, norms, queries
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.bringing import Waiting
from zeren.records.duties.laying import topics_of
from zeren.records.duties.models import Activity, Duty, DutyHolder, DutyList
from zeren.records.errors import Problem, Refused
from zeren.records.packs import installed

WHERE = {"topic": "topics", "doers": "holder", "person_times": "times"}
"""The field of the form for a field of the record, where the two differ."""


@dataclass(frozen=True, slots=True)
class HolderBox:
    """One body that may have done it: chosen, in person, signed."""

    number: int
    name: str
    note: str
    on: bool
    person: bool
    in_person: bool
    signed: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A word with its label, and whether it is chosen."""

    word: str
    label: str
    on: bool


@dataclass(frozen=True)
class Form:
    """What the page draws."""

    day: str
    earliest: str
    latest: str
    kinds: tuple[Offer, ...]
    topics: tuple[Offer, ...]
    holders: tuple[HolderBox, ...]
    forms: tuple[Offer, ...]
    occasions: tuple[Offer, ...]
    to: tuple[Offer, ...]
    title: str = ""
    targets: str = ""
    times: str = ""
    evidence: str = ""
    reason: str = ""
    made_from: str = ""
    people: tuple[tuple[str, str], ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    demands: tuple[tuple[str, Citation | None], ...] = ()


@dataclass
class Filled:
    """What stands in the fields: of a duty that is to be met, of a record that is corrected, or as it was sent."""

    day: str = ""
    kind: str = ""
    title: str = ""
    topics: tuple[str, ...] = ()
    holders: Mapping[int, tuple[bool, bool]] = field(default_factory=dict)
    targets: str = ""
    form: str = ""
    to: tuple[str, ...] = ()
    times: str = ""
    evidence: str = ""
    occasion: str = ""
    reason: str = ""
    made_from: str = ""


def for_duty(duty: Duty | None, own: set[int]) -> Filled:
    """What a duty asks for, filled in ahead; who records the own doing is chosen, and in person: of others people say so."""
    found = Filled(day=clock.today().isoformat(), holders=dict.fromkeys(own, (True, False)))
    owed = build.owed_of(duty) if duty else None
    if duty is None or owed is None:
        return found
    kinds, topics = naming.asked(owed, "kind"), naming.asked(owed, "topic")
    found.kind, found.topics = next(iter(kinds), ""), topics
    found.holders = {duty.holder.number: (duty.holder.number in own, False)}
    found.form, found.to = getattr(owed.norm.body, "form", None) or "", naming.asked(owed, "to")
    return found


def of_entry(lst: DutyList, entry: Waiting) -> Filled:
    """What a matter's entry tells, filled in ahead; who did it only where the entry names a person on the list."""
    there = {f"person:{h.person_id}": h.number for h in lst.holders.all() if _in_post(h, entry.day)}
    called = refs.names_of(entry.targets)
    return Filled(
        entry.day.isoformat(), entry.kind, entry.title, entry.topics,
        {there[ref]: (True, False) for ref in entry.people if ref in there}, "、".join(called.values()),
        times=str(len(entry.targets) or ""), made_from=entry.entry,
    )  # fmt: skip


def _in_post(holder: DutyHolder, day: date) -> bool:
    return (holder.starts or day) <= day <= (holder.ends or day)


def of_activity(activity: Activity) -> Filled:
    """A record as it stands, to be corrected."""
    called = refs.names_of(t.ref for t in activity.targets.all())
    return Filled(
        activity.at.isoformat(), activity.kind, activity.title, topics_of(activity.topics),
        {d.holder.number: (bool(d.in_person), bool(d.signed)) for d in activity.doers.all()},
        "、".join(called.values()), activity.form, tuple(w for w in activity.to.split("|") if w),
        str(activity.person_times or ""), activity.evidence, str(activity.occasion.number) if activity.occasion else "",
    )  # fmt: skip


def sent(given: QueryDict) -> Filled:
    """What was sent."""
    chosen = typed.numbers(given.getlist("holder"))
    own, signed = set(given.getlist("in_person")), set(given.getlist("signed"))
    return Filled(
        given.get("day", ""), given.get("kind", ""), given.get("title", ""), tuple(given.getlist("topics")),
        {n: (str(n) in own, str(n) in signed) for n in chosen}, given.get("targets", ""), given.get("form", ""),
        tuple(given.getlist("to")), given.get("times", ""), given.get("evidence", ""), given.get("occasion", ""),
        given.get("reason", ""), given.get("made_from", ""),
    )  # fmt: skip


def drawn(
    actor: Actor,
    lst: DutyList,
    filled: Filled,
    errors: Mapping[str, str] | None = None,
    duty: Duty | None = None,
) -> Form:
    """The form with what is filled in, and which signatures the duty asks for that is to be met."""
    first, last = date(lst.year, 1, 1), min(clock.today(), date(lst.year, 12, 31))
    return Form(
        filled.day, first.isoformat(), last.isoformat(), _offers(norms.KINDS, (filled.kind,)),
        _offers(norms.TOPICS, filled.topics), tuple(_holders(actor, lst, filled)), _offers("forms", (filled.form,)),
        tuple(
            Offer(str(o.number), f"{o.at:%m-%d} {o.title}", str(o.number) == filled.occasion)
            for o in lst.occasions.order_by("-at")[:100]
        ),
        _offers(norms.RECIPIENTS, filled.to),
        filled.title, filled.targets, filled.times, filled.evidence, filled.reason, filled.made_from,
        names.offered(actor), errors or {}, demands(duty, chip_of(duty)) if duty else (),
    )  # fmt: skip


def _offers(name: str, chosen: tuple[str, ...]) -> tuple[Offer, ...]:
    found = installed().shared.lists.get(name)
    words = [*(found.items if found else ()), *(w for w in chosen if w and found and w not in found.items)]
    return tuple(Offer(w, naming.label(name, w), w in chosen) for w in words)


def _holders(actor: Actor, lst: DutyList, filled: Filled) -> list[HolderBox]:
    boxes = []
    for holder in queries.holders_of(actor, lst):
        own, signed = filled.holders.get(holder.number, (False, False))
        name = holder.person.name if holder.person else build.capacity(holder.capacity)
        note = holder.post if holder.person else ""
        on = holder.number in filled.holders
        boxes.append(HolderBox(holder.number, name, note, on, holder.person is not None, own, signed))
    return boxes


def doing_of(request: HttpRequest, lst: DutyList, filled: Filled, source: str) -> Doing:
    """The doing that was filled in. Raises Refused with every field that can't be read, and with what else is false."""
    actor, problems = request.actor, []  # type: ignore[attr-defined]
    day = None
    try:
        day = day_in(request.POST, "day")
        if day is None:
            problems.append(Problem("day", "写明日期", "the day is missing"))
    except Refused as wrong:
        problems += wrong.problems
    targets = []
    for name in names.parts(filled.targets):
        found = names.resolve(actor, name)
        if found.ref:
            targets.append(found.ref)
        else:
            problems.append(Problem("targets", _nobody(found), f"no such person or organ: {name}"))
    times = typed.figure(filled.times) if filled.times else None
    if times == -1:
        problems.append(Problem("times", "人次应为正整数", "person-times is a positive integer"))
    doers = tuple(Doer(number, *pair) for number, pair in sorted(filled.holders.items()))
    doing = Doing(
        day or min(clock.today(), date(lst.year, 12, 31)), filled.kind, filled.title, doers, filled.topics, tuple(targets),
        filled.form, filled.to, None if times == -1 else times, filled.evidence, typed.number(filled.occasion),
        "record" if filled.made_from else source, filled.made_from or None,
    )  # fmt: skip
    if problems:
        raise Refused([*problems, *activities.check(actor, lst, [doing]).found])
    return doing


def _nobody(found: names.Named) -> str:
    if not found.same:
        return f"登记中没有“{found.text}”"
    which = "、".join(f"{found.text}〔{code}〕{place}" for code, place in found.same)
    return f"“{found.text}”不止一人，请写明是哪一位：{which}"


def at_fields(problems: Mapping[str, list[str]]) -> dict[str, str]:
    """What is wrong, at the fields of the form."""
    return {
        WHERE.get(name, "day" if name == "at" else name): "；".join(said) for name, said in problems.items()
    }


def still_unsaid(activity: Activity, doing: Doing) -> Doing:
    """A correction in which a box that was never answered stays unticked: not recorded is not turned into no."""
    there = {d.holder.number: d for d in activity.doers.all()}
    doers = []
    for doer in doing.doers:
        old = there.get(doer.holder)
        own = None if old and old.in_person is None and not doer.in_person else doer.in_person
        signed = None if old and old.signed is None and not doer.signed else doer.signed
        doers.append(Doer(doer.holder, own, signed))
    return replace(doing, doers=tuple(doers))
