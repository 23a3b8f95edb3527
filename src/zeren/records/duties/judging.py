"""How the duties of one holder stand: the engine is asked with a small log of its own, made from the list's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import QuerySet

from zeren.law.packs.form import Duty
from zeren.norms import evaluating
from zeren.norms.compiling import PackSet
from zeren.norms.context import Ctx
from zeren.norms.failing import failing
from zeren.norms.model import Event, Failed, FieldText, Finding, Log
from zeren.norms.running import Run
from zeren.norms.view import Ev, View
from zeren.records import calendars
from zeren.records.duties import norms
from zeren.records.duties.facing import Facing, charged, facts_of
from zeren.records.duties.laying import topics_of
from zeren.records.duties.models import Activity, ActivityDoer, DutyHolder, DutyList, Occasion
from zeren.records.duties.models import Duty as DutyRow
from zeren.records.duties.register import Register
from zeren.records.parameters import queries as parameters


@dataclass(frozen=True)
class Asked:
    """What the engine was asked with: packs and a small log."""

    packs: PackSet = field(repr=False)
    log: Log = field(repr=False)


@dataclass(frozen=True)
class Standing:
    """The duties of one holder on a day: findings by (pack, norm), and what the engine was asked with, for the year and for
    the term."""

    holder: DutyHolder
    as_of: date
    findings: Mapping[tuple[str, str], tuple[Finding, ...]]
    asked: tuple[Asked, ...]

    def of(self, pack: str, norm: str) -> tuple[Finding, ...]:
        """The findings of one duty, in the order of their periods."""
        return self.findings.get((pack, norm), ())


def facing(lst: DutyList, holder: DutyHolder) -> Facing:
    """A holder as the engine is told."""
    return Facing(lst.organ_id, holder.capacity, holder.person_id, holder.starts, holder.ends)


def until(lst: DutyList, holder: DutyHolder, day: date) -> date:
    """The day on which a holder is looked at: not after the day on which the post was left, nor long after the year."""
    after = holder.ends + timedelta(days=1) if holder.ends else day
    return min(day_for(lst.year, day), after)


def day_for(year: int, today: date) -> date:
    """The day on which the list of a year is looked at: today, and not long after the year."""
    return min(today, date(year + 1, 12, 31))


def log_of(
    register: Register,
    lst: DutyList,
    holder: DutyHolder,
    events: Iterable[Event],
    params: Mapping[str, FieldText],
) -> Log:
    """The small log: one subject, its dated facts, what happened."""
    one = facing(lst, holder)
    opened = max(holder.starts or date.min, date(lst.year, 1, 1))
    happened = tuple(events)
    units = (event.unit for event in happened if event.unit is not None)
    facts = (*facts_of(register, one), *charged(register, one, units))
    return Log(
        id=f"duty_list {lst.pk}/{holder.number}", opened=opened, subjects=(one.ref,), events=happened,
        matter={"holder": one.capacity, "unit": f"organ:{one.organ}"}, facts=facts, params=params,
    )  # fmt: skip


def params_of(lst: DutyList, day: date) -> dict[str, FieldText]:
    """The figures that the organ has set, of every pack in force in the year."""
    packs = dict.fromkeys(pack.id for pack in norms.in_force(lst.year))
    return parameters.values_of_packs(lst.organ_id, packs, day)


def stand(
    register: Register, lst: DutyList, holder: DutyHolder, day: date, demanded: norms.Refs | None = None
) -> Standing:
    """Hold one holder's activities against the packs, as of a day: those of the year, and for each term all of it.

    ``demanded``: for which norms the list demands countersigning, where the caller has read it already.
    """
    as_of = until(lst, holder, day)
    if demanded is None:
        demanded = countersigned([lst]).get(holder.pk, norms.NONE)
    params = params_of(lst, day)
    year = Asked(
        norms.packset(holder.capacity, lst.year, demanded),
        log_of(register, lst, holder, events_of(lst, holder), params),
    )
    found = defaultdict(list, _found(year, as_of, lambda f: f.starts is None or f.starts.year == lst.year))
    asked = [year]
    packs = norms.packset(holder.capacity, lst.year, demanded, term=True)
    if holder.person_id is not None and any(norms.of_term(u.norm) for u in packs.units):
        term = Asked(packs, log_of(register, lst, holder, term_events(lst, holder), params))
        last = date(lst.year, 12, 31)
        found |= _found(term, as_of, lambda f: f.starts is None or f.starts <= last)
        asked.append(term)
    return Standing(holder, as_of, {key: tuple(rows) for key, rows in found.items()}, tuple(asked))


def _found(
    asked: Asked, as_of: date, wanted: Callable[[Finding], bool]
) -> dict[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in evaluating.evaluate(asked.packs, asked.log, as_of, calendars.calendar()):
        if wanted(finding):
            found[finding.pack.split("@", 1)[0], finding.norm].append(finding)
    return found


def countersigned(lists: Iterable[DutyList]) -> dict[int, norms.Refs]:
    """By holder, the norms for which some lists demand countersigning."""
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = DutyRow.objects.filter(list__in=list(lists), countersign=True, dropped__isnull=True)
    for holder, pack, norm in rows.values_list("holder_id", "pack", "norm"):
        found[holder].add((pack, norm))
    return {holder: frozenset(refs) for holder, refs in found.items()}


# ---------------------------------------------------------------- events


def events_of(lst: DutyList, holder: DutyHolder) -> list[Event]:
    """What a holder did, and the occasions that concern it."""
    one = facing(lst, holder)
    done = [event_of(doer, one) for doer in _doers(holder=holder)]
    return [*(occasion_event(o) for o in lst.occasions.order_by("at", "number")), *done]


def _doers(**of: object) -> QuerySet[ActivityDoer]:
    found = ActivityDoer.objects.filter(**of).select_related("activity__occasion")
    return found.prefetch_related("activity__targets").order_by("at", "activity")


def term_events(lst: DutyList, holder: DutyHolder) -> list[Event]:
    """What a holder did in the whole term until this year's end: of every list of the organ on which the same appointment
    stands. One of another year is named ``2025a12``."""
    done = _doers(
        holder__list__organ=lst.organ_id, holder__list__year__lte=lst.year, holder__person=holder.person_id,
        holder__capacity=holder.capacity, holder__starts=holder.starts,
    )  # fmt: skip
    one = facing(lst, holder)
    return [_of_year(event_of(doer, one), year, lst.year) for doer, year in _with_years(done)]


def _with_years(doers: QuerySet[ActivityDoer]) -> Iterator[tuple[ActivityDoer, int]]:
    years = dict(doers.order_by().values_list("holder", "holder__list__year").distinct())
    yield from ((doer, years[doer.holder_id]) for doer in doers)


def _of_year(event: Event, year: int, own: int) -> Event:
    return event if year == own else replace(event, id=f"{year}{event.id}")


def event_of(doer: ActivityDoer, one: Facing) -> Event:
    """One activity as the engine reads it."""
    activity = doer.activity
    targets = tuple(sorted(t.ref for t in activity.targets.all()))
    units = [ref for ref in targets if ref.startswith("organ:")]
    return Event(
        id=f"a{activity.number}", type=norms.ACTIVITY, at=activity.at, seq=activity.first + 1, by=(one.capacity, one.ref),
        subject=targets, unit=units[0] if len(units) == 1 else None,
        re=f"o{activity.occasion.number}" if activity.occasion else None, fields=fields_of(doer, activity),
    )  # fmt: skip


def fields_of(doer: ActivityDoer, activity: Activity | None = None) -> dict[str, FieldText]:
    """The fields that a norm may ask for; what is not recorded is absent. Without the activity: its shape alone."""
    signed = "yes" if doer.countersigned else "no"
    found: dict[str, FieldText] = {
        "kind": doer.kind,
        "topic": topics_of(doer.topics),
        "countersigned": signed,
    }
    for name in ("in_person", "signed"):
        value = getattr(doer, name)
        if value is not None:
            found[name] = "yes" if value else "no"
    if doer.form:
        found["form"] = doer.form
    if doer.to:
        found["to"] = tuple(doer.to.split("|"))
    if doer.evidenced:
        found["evidence"] = (activity.evidence or "附件") if activity else "yes"
    if activity is not None:
        found["title"] = activity.title
        if (times := person_times(activity)) is not None:
            found["person_times"] = str(times)
    return found


def person_times(activity: Activity) -> int | None:
    """人次 as recorded; where it is not, each person named is one (866, 谈话人次)."""
    named = sum(target.ref.startswith("person:") for target in activity.targets.all())
    return activity.person_times if activity.person_times is not None else named or None


def occasion_event(occasion: Occasion) -> Event:
    """An occasion as the engine reads it."""
    about = (f"person:{occasion.about_id}",) if occasion.about_id else ()
    unit = f"organ:{occasion.unit_id}" if occasion.unit_id else None
    return Event(
        id=f"o{occasion.number}", type=occasion.event, at=occasion.at, seq=1, subject=about, unit=unit
    )


# ---------------------------------------------------------------- what does not count, and why


@dataclass(frozen=True, slots=True)
class NotCounted:
    """An activity that a duty might have meant and does not count, with the parts that keep it from counting."""

    activity: str
    day: date
    why: tuple[Failed, ...]


def not_counted(standing: Standing, pack: str, norm: str, most: int = 12) -> list[NotCounted]:
    """The holder's activities of the kind that a duty asks for which do not count for it, the latest first.

    Only those that fail in some parts and meet others: what has nothing to do with the duty is not listed.
    """
    counted = {name for finding in standing.of(pack, norm) for name in finding.because}
    found = []
    for act, why in _failing(standing, pack, norm):
        if act.id not in counted and why and _near(why):
            found.append(NotCounted(act.id, act.day, why))
    return found[:most]


def lacks(standing: Standing, pack: str, norm: str, activity: str) -> tuple[Failed, ...]:
    """What keeps one activity from counting for a duty; nothing where it meets all that is asked."""
    return next((why for act, why in _failing(standing, pack, norm) if act.id == activity), ())


def _failing(standing: Standing, pack: str, norm: str) -> Iterator[tuple[Ev, tuple[Failed, ...]]]:
    """Each activity with what it fails of a duty, the latest first."""
    for asked in standing.asked:
        unit = next((u for u in asked.packs.units if u.env.pack.id == pack and u.id == norm), None)
        if unit is None or not isinstance(unit.norm.body, Duty) or unit.norm.body.with_ is None:
            continue
        view = View(asked.log, standing.as_of)
        run = Run(asked.packs, view, calendars.calendar())
        for act in reversed(view.by_type.get(norms.ACTIVITY, ())):
            yield act, failing(unit.norm.body.with_, Ctx(run, act, None, None, act.day, act.pos), unit.env)


def _near(why: Sequence[Failed]) -> bool:
    """Whether the way it was done is the one asked for: it fails for something else."""
    return not any(leaf.what.endswith(".kind") for leaf in why)
