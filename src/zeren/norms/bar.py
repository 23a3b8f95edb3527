"""``bar``: an act must not happen; always, or for an interval that an event opens; or a conduct, as found.

The first day counts, the anniversary is the first free day; bars never roll. A bar that is uncertain is kept
as not sure, never dropped.
"""

from __future__ import annotations

from datetime import date

from zeren.law.packs.form import Bar
from zeren.norms.calendar import ONE_DAY
from zeren.norms.conflicts import settled, yielded
from zeren.norms.context import Ctx, Truth
from zeren.norms.counting import Interval, open_restriction, restriction
from zeren.norms.failing import described, stated_limits
from zeren.norms.judged import (
    act_fault,
    act_met,
    act_open,
    fault,
    judge_acts,
    lifted,
    no_version,
    set_aside,
    subjects_of,
    unknown_holder,
)
from zeren.norms.model import UNKNOWN, Failed, Finding, Missing, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import END, Ev

CONDUCT_FOUND = "conduct_found"


def compile_bar(unit: Unit) -> None:
    """Prepare the unit of a ``bar`` norm."""
    body = unit.norm.body
    assert isinstance(body, Bar)
    unit.act = body.acts or body.conduct
    if "bars" in unit.env.pack.conventions and body.from_:
        unit.conventions = ("bars",)
    if body.conduct:
        unit.triggers = frozenset((CONDUCT_FOUND,))
        unit.idle = unit.make(State.STANDING)
        unit.answer = lambda run: _conduct(run, unit, body)
    elif body.from_:
        unit.triggers = frozenset(body.from_)
        unit.answer = lambda run: [b.finding for b in intervals(run, unit, body)] or [unit.idle]
    else:
        unit.triggers = frozenset(body.acts)
        unit.answer = lambda run: judge_acts(run, unit, body.acts, _judge_act)


# ---------------------------------------------------------------- conduct: only as found by a competent organ


def _conduct(run: Run, unit: Unit, body: Bar) -> list[Finding]:
    found = [
        f for f in judge_acts(run, unit, (CONDUCT_FOUND,), _judge_conduct) if f.status is not State.STANDING
    ]
    return found or [unit.idle]


def _judge_conduct(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Bar)
    value = event.fields.get("conduct")
    words = value if isinstance(value, tuple) else (value,)
    hit = [w for w in words if w in body.conduct]
    if hit:
        truth = True if unit.if_ is None else unit.if_(ctx)
        if truth is True:
            return act_fault(run, unit, ctx, event, "认定：" + "、".join(str(w) for w in hit))
        return unit.idle if truth is False else act_open(unit, ctx, event, ctx.take())
    if value is None or UNKNOWN in words:
        return act_open(unit, ctx, event, (unit.env.field_missing(event.type, "conduct"),))
    return unit.idle


# ---------------------------------------------------------------- always: judged on the act


def _judge_act(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding:
    body = unit.norm.body
    assert isinstance(body, Bar)
    hit: Truth = True
    for condition in (unit.norm.if_, body.where):
        if condition is not None and hit is not False:
            truth = unit.test(condition)(ctx)
            hit = False if truth is False else (None if truth is None else hit)
    if hit is False:
        return act_met(unit, ctx, event)
    if unit.lifts:
        missing = ctx.take()
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            return set_aside(unit, exception, ctx.subject, event.id, event.id)
        if lift is None:
            return act_open(unit, ctx, event, (*missing, *ctx.take()))
        ctx.missing.extend(missing)
    if hit is None:
        return act_open(unit, ctx, event, ctx.take())
    why = unit.norm.if_ or body.where
    failed = (Failed(described(why), "no", "yes"),) if why is not None else ()
    return act_fault(run, unit, ctx, event, "在禁止之列", failed=failed)


# ---------------------------------------------------------------- intervals


class Barred:
    """One interval of one bar: whose, from which event, from when to when, and its finding."""

    __slots__ = ("finding", "interval", "missing", "source", "subject", "unit")

    def __init__(self, unit: Unit, source: Ev, subject: str | None, interval: Interval) -> None:
        self.unit = unit
        self.source = source
        self.subject = subject
        self.interval = interval
        self.missing: tuple[Missing, ...] = ()
        self.finding: Finding = unit.idle

    @property
    def live(self) -> bool:
        """Whether the bar exists at all (its ``if`` holds or may hold, no exception lifts it)."""
        return self.finding.status is not State.NOT_TRIGGERED


def intervals(run: Run, unit: Unit, body: Bar) -> list[Barred]:
    """Every interval that the log opens, with its finding; kept for the questions that follow."""
    found = run.verdicts.get(unit.place)
    if isinstance(found, list):
        return found
    bars: list[Barred] = []
    if run.out(unit):
        return bars
    for type_ in body.from_:
        for source in run.view.by_type.get(type_, ()):
            covered = run.covers(unit, source.day)
            if covered is None:
                bars.append(_apart(unit, source, no_version(unit, source, source.day)))
            if not covered:
                continue
            for subject in subjects_of(run, unit, source, source.day):
                if subject == "?":
                    bars.append(_apart(unit, source, unknown_holder(unit, source)))
                else:
                    bars.append(_interval(run, unit, body, source, subject))
    run.verdicts[unit.place] = bars
    return bars


def _apart(unit: Unit, source: Ev, finding: Finding) -> Barred:
    bar = Barred(unit, source, finding.subject, open_restriction(source.day))
    bar.finding, bar.missing = finding, finding.missing
    return bar


def _interval(run: Run, unit: Unit, body: Bar, source: Ev, subject: str | None) -> Barred:
    bar = Barred(unit, source, subject, _extent(run, body, source, subject))
    ruling = settled(run, unit, subject)
    if ruling is not None:
        bar.finding = yielded(unit, _finding(bar, State.PENDING, []), ruling)
        return bar
    ctx = Ctx(run, source, source, subject, source.day, source.pos)
    truth = True if unit.if_ is None else unit.if_(ctx)
    if truth is False:
        bar.finding = unit.make(
            State.NOT_TRIGGERED, subject, source.id, because=(source.id,), event=source.id
        )
        return bar
    bar.missing = ctx.take()
    if unit.lifts:
        ctx.day, ctx.pos = run.view.as_of, END
        lift, exception = lifted(run, unit.lifts, ctx)
        if lift is True and exception is not None:
            bar.finding = set_aside(unit, exception, subject, source.id, source.id)
            return bar
        bar.missing = (*bar.missing, *ctx.take())
    bar.finding = _judge_interval(run, bar, body)
    return bar


def _extent(run: Run, body: Bar, source: Ev, subject: str | None) -> Interval:
    """From the source's day, for the period, or until an act; with both, until the earlier."""
    until: date | None = None
    for type_ in body.until:
        for event in run.view.named(type_, subject):
            if event.pos > source.pos and (until is None or event.day < until):
                until = event.day
    if body.for_ is None:
        return open_restriction(source.day, until)
    whole = restriction(source.day, body.for_, first_day_counts=body.first_day)
    if until is not None and (whole.last is None or until < whole.last):
        return open_restriction(source.day, until)
    return whole


def inside(bar: Barred, day: date, pos: int, run: Run) -> bool:
    """Whether a place in the order lies in the interval: after the source, not after the act that ends it."""
    if pos <= bar.source.pos or not bar.interval.holds(day):
        return False
    body = bar.unit.norm.body
    if bar.interval.last != day or not isinstance(body, Bar) or not body.until:
        return True
    ends = [e for t in body.until for e in run.view.named(t, bar.subject) if e.pos > bar.source.pos]
    return not any(e.day == day and e.pos < pos for e in ends)


def reaches(bar: Barred, act: Ev, body: Bar, run: Run) -> tuple[Truth, tuple[Missing, ...]]:
    """Whether the bar's ``where`` means this act."""
    if body.where is None:
        return True, ()
    ctx = Ctx(run, act, bar.source, bar.subject, act.day, act.pos)
    truth = bar.unit.test(body.where)(ctx)
    return truth, ctx.take()


def _judge_interval(run: Run, bar: Barred, body: Bar) -> Finding:
    hits: list[Ev] = []
    doubts: list[Missing] = []
    for type_ in body.acts:
        if type_ not in run.view.by_type:
            continue
        for act in run.view.named(type_, bar.subject):
            if not inside(bar, act.day, act.pos, run):
                continue
            truth, missing = reaches(bar, act, body, run)
            if truth is True:
                hits.append(act)
            elif truth is None:
                doubts.extend(missing)
    return _found(run, bar, hits, tuple(doubts))


def _found(run: Run, bar: Barred, hits: list[Ev], doubts: tuple[Missing, ...]) -> Finding:
    last = bar.interval.last
    over = last is not None and last < run.view.as_of
    if last is not None and not over:
        run.changes.add(last + ONE_DAY)
    if bar.missing:
        return _finding(bar, State.UNDETERMINED, hits, missing=(*bar.missing, *doubts))
    if hits:
        taken = run.view.taken
        gone = taken is not None and all(act.day < taken for act in hits)
        state, reasons, mark = fault(run, bar.unit, bar.subject, gone)
        return _finding(bar, state, hits, reasons=reasons, note=mark)
    if doubts:
        return _finding(bar, State.UNDETERMINED, hits, missing=doubts)
    return _finding(bar, State.MET if over else State.PENDING, hits)


def _limits(bar: Barred) -> tuple[Failed, ...]:
    """Which acts are meant: the leaves of ``where``, with the values of the source event put in."""
    body = bar.unit.norm.body
    if not isinstance(body, Bar) or body.where is None:
        return ()
    return tuple(stated_limits(body.where, body.acts[0] if len(body.acts) == 1 else "", bar.source))


def _finding(
    bar: Barred,
    state: State,
    hits: list[Ev],
    missing: tuple[Missing, ...] = (),
    reasons: Ev | None = None,
    note: str = "",
) -> Finding:
    because = (bar.source.id, *(a.id for a in hits), *((reasons.id,) if reasons is not None else ()))
    interval = bar.interval
    return bar.unit.make(
        state, bar.subject, bar.source.id, because=because, missing=missing, note=note, nominal=interval.last,
        due=interval.last, starts=interval.first, ends=interval.last, done=hits[0].at if hits else None,
        reckoning=interval, event=bar.source.id, cause=bar.source.type, limits=_limits(bar),
    )  # fmt: skip
