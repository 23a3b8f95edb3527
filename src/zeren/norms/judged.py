"""What all norms share that judge an act: which acts, for whom, whether the norm applies, how a fault shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from zeren.law.packs.form import Force, Kind, Path
from zeren.norms.context import NO_EVENT, Ctx, Truth
from zeren.norms.model import Finding, Missing, State
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.values import compile_path
from zeren.norms.view import Ev

DEPARTURE = "departure_reasoned"
BEFORE_TAKEOVER = "接管前"

Judge = Callable[[Run, Unit, Ctx, Ev], Finding]


def subjects_of(run: Run, unit: Unit, event: Ev | None, day: date) -> tuple[str | None, ...]:
    """For whom a norm is asked: the matter (None), each subject, or each holder that a dated fact names.

    An event that names nobody concerns every subject of the matter.
    """
    per = unit.norm.per
    if per == "matter":
        return (None,)
    if isinstance(per, Path):
        return holders(run, unit, event, day)
    if event is not None and event.subject:
        return event.subject
    return run.view.subjects or (None,)


def holders(run: Run, unit: Unit, event: Ev | None, day: date) -> tuple[str | None, ...]:
    """Those whom ``{each: path}`` names on the day; ``?`` stands for holders that are not known."""
    path = unit.norm.per
    if not isinstance(path, Path):
        return (None,)
    subject = event.subject[0] if event is not None and len(event.subject) == 1 else None
    ctx = Ctx(run, event, event, subject, day, event.pos if event is not None else run.view.place(day))
    raw = compile_path(path, unit.env)(ctx)
    if raw is None or raw is NO_EVENT:
        return ("?",)
    return raw if isinstance(raw, tuple) else (str(raw),)


def unknown_holder(unit: Unit, event: Ev | None) -> Finding:
    """The finding where ``{each: path}`` names nobody that is known."""
    missing = (Missing(str(unit.norm.per), ("register",)),)
    key = event.id if event is not None else None
    return unit.make(State.UNDETERMINED, None, key, because=(key,) if key else (), missing=missing)


def judge_acts(run: Run, unit: Unit, types: tuple[str, ...], judge: Judge) -> list[Finding]:
    """One finding for each act of the types and each subject; none: the norm's idle finding."""
    if run.out(unit):
        return [unit.idle]
    found: list[Finding] = []
    ctx = run.ctx
    view = run.view
    plain = unit.norm.per == "matter"
    dated = unit.alone and not unit.by_facts
    first, last = unit.env.first, unit.env.last
    for type_ in types:
        for event in view.by_type.get(type_, ()):
            if run.draft is not None and event is not run.draft:
                continue
            covered = True if dated and first <= event.day <= last else run.covers(unit, event.day)
            if covered is not True:
                if covered is None:
                    found.append(no_version(unit, event, event.day))
                continue
            for subject in (None,) if plain else subjects_of(run, unit, event, event.day):
                if subject == "?":
                    found.append(unknown_holder(unit, event))
                    continue
                ctx.this = event
                ctx.opener = None
                ctx.subject = subject
                ctx.day = event.day
                ctx.pos = event.pos
                if ctx.missing:
                    ctx.missing.clear()
                found.append(judge(run, unit, ctx, event))
    return found or [unit.idle]


def no_version(unit: Unit, event: Ev | None, day: date, subject: str | None = None) -> Finding:
    """No version of the regulation was in force on the day that decides."""
    key = event.id if event is not None else None
    missing = (Missing(f"{unit.env.pack.id}@{day.isoformat()} 无有效版本", ("library",)),)
    return unit.make(
        State.UNDETERMINED,
        subject,
        key,
        because=(key,) if key else (),
        missing=missing,
        note="该日无有效版本",
        event=key,
    )


def applies(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding | None:
    """The finding where the norm's ``if`` is false or unknown; None where it applies.

    Where it is unknown but an exception surely lifts the norm, it does not apply either way.
    """
    if unit.if_ is None or ctx.sure:
        return None
    truth = unit.if_(ctx)
    if truth is True:
        return None
    if truth is False:
        return unit.make(
            State.NOT_TRIGGERED, ctx.subject, event.id, because=(event.id,), act=(event.type,), event=event.id
        )
    missing = ctx.take()
    return lifted_for_sure(run, unit, ctx, event) or act_open(unit, ctx, event, missing)


def lifted_for_sure(run: Run, unit: Unit, ctx: Ctx, event: Ev) -> Finding | None:
    """The finding where an exception holds beyond doubt; else None, and nothing is left in ``ctx.missing``."""
    if not unit.lifts:
        return None
    lift, exception = lifted(run, unit.lifts, ctx)
    ctx.missing.clear()
    if lift is True and exception is not None:
        return set_aside(unit, exception, ctx.subject, event.id, event.id)
    return None


def lifted(run: Run, lifts: list[Unit], ctx: Ctx) -> tuple[Truth, Unit | None]:
    """Whether an exception lifts a norm here; an unknown one leaves what it depends on in ``ctx.missing``.

    Each is asked, also after one that lifts: which of several apply must not hang on which of them is known.
    """
    sure: Unit | None = None
    unsure: Unit | None = None
    for exception in lifts:
        truth = True if exception.if_ is None else exception.if_(ctx)
        if truth is True:
            run.applied[exception.place] = True
            sure = sure or exception
        elif truth is None:
            run.applied.setdefault(exception.place, None)
            unsure = exception
    if sure is not None:
        return True, sure
    return (None, unsure) if unsure is not None else (False, None)


def set_aside(
    unit: Unit, exception: Unit, subject: str | None, key: str | None, event: str | None
) -> Finding:
    """The finding of a norm that an exception lifts: both are cited."""
    return unit.make(
        State.NOT_TRIGGERED,
        subject,
        key,
        because=(exception.id,),
        cites=(*unit.cites, *exception.cites),
        note=f"除外：{exception.id}",
        event=event,
    )


def departed(run: Run, unit: Unit, subject: str | None) -> Ev | None:
    """The recorded reasons for a departure from this norm (一般、原则上), if any."""
    if DEPARTURE not in run.view.by_type:
        return None
    for event in run.view.named(DEPARTURE, subject):
        named = event.fields.get("norm", event.fields.get("norms", ()))
        words = named if isinstance(named, tuple) else (named,)
        if unit.id in words or unit.full in words:
            return event
    return None


def fault(run: Run, unit: Unit, subject: str | None, before_takeover: bool) -> tuple[State, Ev | None, str]:
    """How a norm that was not kept shows: by its force, by reasons recorded, and by a takeover."""
    if unit.force is Force.AIM or (unit.force is Force.MAY and unit.kind is not Kind.AUTHORITY):
        return State.LAPSED, None, ""
    if unit.force is Force.SHOULD:
        reasons = departed(run, unit, subject)
        if reasons is not None:
            return State.MET, reasons, "已说明理由"
    if before_takeover:
        return State.UNDETERMINED, None, BEFORE_TAKEOVER
    return State.BREACHED, None, "偏离" if unit.force is Force.SHOULD else ""


def act_fault(run: Run, unit: Unit, ctx: Ctx, event: Ev, note: str, **rest: object) -> Finding:
    """The finding of an act that is not right."""
    taken = run.view.taken
    status, reasons, mark = fault(run, unit, ctx.subject, taken is not None and event.day < taken)
    because = (event.id,) if reasons is None else (event.id, reasons.id)
    missing = (
        (Missing(f"{event.type}（接管前）", unit.env.who_of(event.type)),)
        if status is State.UNDETERMINED
        else ()
    )
    whole = "；".join(part for part in (mark, note) if part)
    return unit.make(
        status, ctx.subject, event.id, because=because, missing=missing, note=whole, done=event.at, act=(event.type,),
        event=event.id, **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def act_met(unit: Unit, ctx: Ctx, event: Ev, because: tuple[str, ...] = (), **rest: object) -> Finding:
    """The finding of an act that is right."""
    return unit.make(
        State.MET, ctx.subject, event.id, because=(event.id, *because), done=event.at, act=(event.type,),
        event=event.id, **rest,  # type: ignore[arg-type]
    )  # fmt: skip


def act_open(unit: Unit, ctx: Ctx, event: Ev, missing: tuple[Missing, ...], note: str = "") -> Finding:
    """The finding of an act that cannot be judged yet."""
    return unit.make(
        State.UNDETERMINED, ctx.subject, event.id, because=(event.id,), missing=missing, note=note, done=event.at,
        act=(event.type,), event=event.id,
    )  # fmt: skip
