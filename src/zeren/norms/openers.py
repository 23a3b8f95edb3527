"""What opens a duty: an event, a period, a condition that holds, another norm's end, a day."""

from __future__ import annotations

from datetime import date

from zeren.law.packs.form import Duty, Norm, OpenEvery, OpenExpired, OpenOn, OpenOnce, OpenWhen, Path, Span
from zeren.norms.calendar import ONE_DAY
from zeren.norms.context import Ctx
from zeren.norms.counting import span_of
from zeren.norms.instances import Instance
from zeren.norms.judged import no_version, subjects_of, unknown_holder
from zeren.norms.model import Finding, State
from zeren.norms.running import Run
from zeren.norms.stretches import change_days, own_days, stretches
from zeren.norms.units import Unit
from zeren.norms.values import as_day
from zeren.norms.view import END, Ev

Found = tuple[list[Instance], list[Finding]]


def open_instances(run: Run, unit: Unit) -> Found:
    """The instances of a duty up to the day asked about, and findings where it is not owed or not decided."""
    body = unit.norm.body
    assert isinstance(body, Duty)
    if run.out(unit):
        return [], []
    match body.opener:
        case OpenOn():
            return _on(run, unit, body.opener)
        case OpenEvery():
            return _every(run, unit, body.opener)
        case OpenWhen():
            return _when(run, unit, body.opener)
        case OpenExpired():
            return _expired(run, unit, body.opener)
        case OpenOnce():
            return _once(run, unit, body.opener)


def openers_of(norm: Norm) -> frozenset[str]:
    """The event types that open a duty; empty for one that opens without an event."""
    body = norm.body
    assert isinstance(body, Duty)
    if isinstance(body.opener, OpenOn):
        return frozenset(body.opener.events)
    if isinstance(body.opener, OpenEvery) and body.opener.from_event:
        return frozenset((body.opener.from_event,))
    return frozenset()


def _ask(run: Run, unit: Unit, instance: Instance, out: Found) -> None:
    """Ask the norm's ``if`` where the instance opens, and file the instance accordingly."""
    if unit.if_ is None:
        out[0].append(instance)
        return
    ctx, opener = run.ctx, instance.opener
    ctx.this = ctx.opener = opener
    ctx.subject, ctx.day = None if named_by_subject(unit) else instance.subject, instance.opened
    ctx.pos = opener.pos if opener is not None else run.view.place(instance.opened)
    ctx.missing.clear()
    truth = unit.if_(ctx)
    if truth is False:
        out[1].append(
            unit.make(
                State.NOT_TRIGGERED,
                instance.subject,
                instance.key,
                because=instance.because,
                event=_id(opener),
            )
        )
        return
    if truth is None:
        instance.unsure = ctx.take()
    out[0].append(instance)


def named_by_subject(unit: Unit) -> bool:
    """Whether ``per: {each: subject.x}`` names those for whom it is owed: then the ``if`` asks of the subject whose fact
    that is (who owes it), not of those named (to whom it is owed).
    """
    per = unit.norm.per
    return isinstance(per, Path) and per.head == "subject"


def _nobody_known(run: Run, unit: Unit, event: Ev | None, day: date) -> Finding:
    """Nobody is known whom ``{each: subject.x}`` names: open, unless the norm does not concern the subject anyway."""
    if unit.if_ is not None and named_by_subject(unit):
        pos = event.pos if event is not None else run.view.place(day)
        if unit.if_(Ctx(run, event, event, None, day, pos)) is False:
            return unit.make(State.NOT_TRIGGERED, key=_id(event), event=_id(event))
    return unknown_holder(unit, event)


def _id(event: Ev | None) -> str | None:
    return event.id if event is not None else None


def _on(run: Run, unit: Unit, opener: OpenOn) -> Found:
    out: Found = ([], [])
    for type_ in opener.events:
        for event in run.view.by_type.get(type_, ()):
            covered = run.covers(unit, event.day)
            if covered is None:
                out[1].append(no_version(unit, event, event.day))
            if not covered:
                continue
            for subject in subjects_of(run, unit, event, event.day):
                if subject == "?":
                    out[1].append(_nobody_known(run, unit, event, event.day))
                else:
                    _ask(run, unit, Instance(event.day, event, subject, event.id), out)
    return out


# ---------------------------------------------------------------- periods


def period_key(span: Span, first: date) -> str:
    """``2024``, ``2024-H1``, ``2024-Q3``, ``2024-05``: how a record names the period that it serves (``re``)."""
    if span == "year":
        return f"{first.year}"
    if span == "month":
        return f"{first.year}-{first.month:02d}"
    letter, length = ("H", 6) if span == "half_year" else ("Q", 3)
    return f"{first.year}-{letter}{(first.month - 1) // length + 1}"


def _began(run: Run, unit: Unit, subject: str | None, first: date) -> bool:
    """A period is owed if the matter was opened, or the holder took the post, on or before its first day."""
    opened = run.view.log.opened or (run.view.events[0].day if run.view.events else run.view.as_of)
    if subject is not None:
        posts = run.view.dated(subject, "post")
        if posts:
            return any((f.start or date.min) <= first and (f.end or date.max) >= first for f in posts)
    return opened <= first


def _earliest(run: Run, unit: Unit, subject: str | None) -> date:
    opened = run.view.log.opened or (run.view.events[0].day if run.view.events else run.view.as_of)
    if subject is not None:
        starts = [f.start for f in run.view.dated(subject, "post") if f.start is not None]
        if starts:
            opened = min(starts)
    return max(opened, unit.env.first)


def _every(run: Run, unit: Unit, opener: OpenEvery) -> Found:
    if opener.from_event is not None:
        return _between(run, unit, opener)
    if opener.term_fact is not None:
        return _terms(run, unit, opener.term_fact)
    out: Found = ([], [])
    span = opener.span or "year"
    for subject in subjects_of(run, unit, None, run.view.as_of):
        if subject == "?":
            out[1].append(_nobody_known(run, unit, None, run.view.as_of))
            continue
        first, last = span_of(span, _earliest(run, unit, subject))
        while first <= run.view.as_of:
            if run.covers(unit, first) is True and _began(run, unit, subject, first):
                instance = Instance(first, None, subject, period_key(span, first))
                instance.first, instance.last = first, last
                _ask(run, unit, instance, out)
            first, last = span_of(span, last + ONE_DAY)
        run.changes.add(first)
    return out


def _between(run: Run, unit: Unit, opener: OpenEvery) -> Found:
    """From one event to another: the second ends the period."""
    out = _on(run, unit, OpenOn((opener.from_event or "",)))
    for instance in out[0]:
        instance.first = instance.opened
        start = instance.opener.pos if instance.opener is not None else -1
        for event in run.view.named(opener.until_event or "", instance.subject):
            if event.pos > start:
                instance.last = event.day
                instance.because = (*instance.because, event.id)
                break
    return out


def _terms(run: Run, unit: Unit, fact: str) -> Found:
    """One instance for each term that a dated fact tells."""
    out: Found = ([], [])
    name = fact.rsplit(".", 1)[-1]
    for subject in subjects_of(run, unit, None, run.view.as_of):
        if subject is None or subject == "?":
            continue
        for dated in run.view.dated(subject, name):
            if dated.start is None or dated.start > run.view.as_of or not run.covers(unit, dated.start):
                continue
            instance = Instance(dated.start, None, subject, dated.start.isoformat())
            instance.first, instance.last = dated.start, dated.end
            _ask(run, unit, instance, out)
    return out


# ---------------------------------------------------------------- conditions, ends of other norms, days


def _when(run: Run, unit: Unit, opener: OpenWhen) -> Found:
    out: Found = ([], [])
    for subject in subjects_of(run, unit, None, run.view.as_of):
        if subject != "?":
            _when_for(run, unit, opener, subject, out)
    return out


def _when_for(run: Run, unit: Unit, opener: OpenWhen, subject: str | None, out: Found) -> None:
    days = change_days(run, opener.condition, subject, unit.env)
    ctx = Ctx(run, None, None, subject, run.view.as_of, END)
    asked = own_days(run, opener.condition, subject, unit.env, days)
    found, unsure = stretches(ctx, unit.test(opener.condition), asked)
    for start, end in found:
        if run.covers(unit, start) is True:
            instance = Instance(start, None, subject, start.isoformat())
            instance.ended = end
            _ask(run, unit, instance, out)
    if unsure and not (found and found[-1][1] is None):
        out[1].append(unit.make(State.UNDETERMINED, subject, None, missing=unsure))
    elif not found:
        out[1].append(unit.make(State.NOT_TRIGGERED, subject))
    run.changes.update(day for day in days if day > run.view.as_of)


def _expired(run: Run, unit: Unit, opener: OpenExpired) -> Found:
    """Opens on the nominal last day of each instance of another duty, kept or not."""
    out: Found = ([], [])
    other = run.packs.unit(unit.env, opener.norm)
    if other is None:
        return out
    for before in run.instances_of(other):
        if before.deadline is None or before.unsure is not None:
            continue
        day = as_day(before.deadline.nominal)
        if day is None:
            continue
        if day > run.view.as_of:
            run.changes.add(day)
            continue
        instance = Instance(day, None, before.subject, before.key)
        instance.because = before.because
        _ask(run, unit, instance, out)
    return out


def _once(run: Run, unit: Unit, opener: OpenOnce) -> Found:
    out: Found = ([], [])
    day = opener.day or run.view.log.opened
    if day is None or day > run.view.as_of:
        if day is not None:
            run.changes.add(day)
        return out
    covered = run.covers(unit, day)
    for subject in subjects_of(run, unit, None, day):
        if covered is True and subject != "?":
            _ask(run, unit, Instance(day, None, subject, day.isoformat()), out)
        elif covered is None:
            out[1].append(no_version(unit, None, day, subject))
    return out
