"""``duty``: something is to be done, once a cause opens it, by a day.

Acts discharge the oldest open instance with the same key, one act one instance; ``re`` names the instance.
An act in a calendar period serves that period.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from zeren.law.packs.form import Duty, OpenEvery
from zeren.norms.calendar import ONE_DAY
from zeren.norms.context import Ctx, Truth
from zeren.norms.counting import Deadline
from zeren.norms.dues import set_deadline
from zeren.norms.instances import Instance, owner
from zeren.norms.judged import fault, lifted, set_aside
from zeren.norms.model import UNKNOWN, Finding, Missing, State
from zeren.norms.openers import open_instances, openers_of
from zeren.norms.running import Run
from zeren.norms.units import Unit
from zeren.norms.view import END, Ev, day_of


def compile_duty(unit: Unit) -> None:
    """Prepare the unit of a ``duty`` norm."""
    body = unit.norm.body
    assert isinstance(body, Duty)
    unit.act = body.act.names
    unit.triggers = openers_of(unit.norm)
    if body.due is not None and "counting" in unit.env.pack.conventions:
        unit.conventions = ("counting",)
    unit.answer = lambda run: _answer(run, unit, body)


def _answer(run: Run, unit: Unit, body: Duty) -> list[Finding]:
    instances, apart = open_instances(run, unit)
    run.instances[unit.place] = instances
    if not instances:
        return apart or [unit.idle]
    if len(instances) > 1:
        instances.sort(key=lambda i: (i.opened, i.opener.pos if i.opener is not None else -1))
    for instance in instances:
        set_deadline(run, unit, body, instance)
        if unit.lifts:
            lift(run, unit, instance)
    if len(instances) == 1:
        _assign(run, unit, body, instances[0].subject, instances)
        finding = settle(run, unit, body, instances[0])
        return [*apart, finding] if finding is not None else apart or [unit.idle]
    found = _share_out(run, unit, body, instances)
    return [*apart, *(f for i in instances if (f := found[id(i)]) is not None)] or [unit.idle]


def _share_out(run: Run, unit: Unit, body: Duty, instances: list[Instance]) -> dict[int, Finding | None]:
    """Subject by subject, the acts go to the instances, the oldest first."""
    by_subject: dict[str | None, list[Instance]] = {}
    for instance in instances:
        by_subject.setdefault(instance.subject, []).append(instance)
    found: dict[int, Finding | None] = {}
    for subject, group in by_subject.items():
        live = [i for i in group if i.lifted is None]
        _assign(run, unit, body, subject, live)
        found.update((id(i), settle(run, unit, body, i)) for i in group)
        sure = [i for i in live if i.unsure is None and not i.spared]
        if len(sure) < len(live):
            _without_the_unsure(run, unit, body, subject, live, sure, found)
    return found


def _without_the_unsure(
    run: Run,
    unit: Unit,
    body: Duty,
    subject: str | None,
    live: list[Instance],
    sure: list[Instance],
    found: dict[int, Finding | None],
) -> None:
    """An instance that may not be owed at all may have taken an act that would serve another: then that one is open."""
    missing = tuple(dict.fromkeys(m for i in live for m in (*(i.unsure or ()), *i.spared)))
    for instance in sure:
        instance.forget()
    _assign(run, unit, body, subject, sure)
    for instance in sure:
        alone, together = settle(run, unit, body, instance), found[id(instance)]
        said = together if together is not None else alone
        if said is not None and (alone is None or together is None or alone.status is not together.status):
            whole = tuple(dict.fromkeys((*said.missing, *missing)))
            found[id(instance)] = replace(said, status=State.UNDETERMINED, missing=whole)


# ---------------------------------------------------------------- which act serves which instance


def _acts(run: Run, unit: Unit, body: Duty, subject: str | None) -> list[Ev]:
    names = body.act.names
    view = run.view
    held = unit.norm.per not in ("matter", "subject") and subject is not None
    if len(names) == 1 and not held:
        return view.named(names[0], subject) if names[0] in view.by_type else []
    if held and subject is not None:
        found = [e for n in names for e in view.by_type.get(n, ()) if _by_holder(e, subject)]
    else:
        found = [e for n in names for e in view.named(n, subject)]
    return sorted(found, key=lambda e: e.pos)


def _by_holder(event: Ev, holder: str) -> bool:
    return holder in event.by or holder in event.subject or not (event.by or event.subject)


def _assign(run: Run, unit: Unit, body: Duty, subject: str | None, group: list[Instance]) -> None:
    acts = _acts(run, unit, body, subject)
    if not acts:
        return
    for act in acts:
        for instance in _candidates(run, body, act, group):
            truth = serves(run, unit, body, act, instance)
            if truth is True:
                instance.acts.append(act)
                if not body.joint:
                    break
            elif truth is False:
                instance.failed.append(act)


def _candidates(run: Run, body: Duty, act: Ev, group: list[Instance]) -> list[Instance]:
    """The open instances an act may serve, the oldest first; ``re`` narrows to the one it names."""
    answers = run.view.aliases.get(act.re, act.re) if act.re else None
    if answers:
        named = [i for i in group if i.key == answers or (i.opener is not None and i.opener.id == answers)]
        if named:
            return [i for i in named if not _full(body, i, act)]
    calendar = isinstance(body.opener, OpenEvery) and body.opener.span is not None
    found = [i for i in group if _reaches(body, act, i, calendar) and not _full(body, i, act)]
    if calendar and len(found) > 1:
        found.sort(key=lambda i: not _inside(act, i))
    return found


def _full(body: Duty, instance: Instance, act: Ev) -> bool:
    """Whether an instance needs no more acts (of this one's kind)."""
    if not instance.acts:
        return False
    if body.act.mode == "all":
        return sum(a.type == act.type for a in instance.acts) >= body.count
    return len(instance.acts) >= body.count


def _inside(act: Ev, instance: Instance) -> bool:
    return instance.first is not None and instance.first <= act.day <= (instance.last or date.max)


def _reaches(body: Duty, act: Ev, instance: Instance, calendar: bool) -> bool:
    """Whether an act lies where it can serve: after the opening (``early``: also before), in its period."""
    if calendar:
        return _inside(act, instance) or (
            body.early and instance.first is not None and act.day < instance.first
        )
    if body.early:
        return True
    if instance.opener is not None:
        return act.pos > instance.opener.pos
    return act.day >= instance.opened


def serves(run: Run, unit: Unit, body: Duty, act: Ev, instance: Instance) -> Truth:
    """Whether an act has the form, the addressee and the content; what is not known is kept with the instance."""
    result: Truth = True
    missing: list[Missing] = []
    if body.form is not None:
        form = act.fields.get("form")
        if form is None or form == UNKNOWN:
            missing.append(unit.env.field_missing(act.type, "form"))
            result = None
        elif body.form not in (form if isinstance(form, tuple) else (form,)):
            return False
    if body.to and _elsewhere(unit, body, act):
        return False
    if body.with_ is not None:
        ctx = Ctx(run, act, instance.opener, instance.subject, act.day, act.pos)
        truth = unit.test(body.with_)(ctx)
        if truth is False:
            return False
        if truth is None:
            missing.extend(ctx.take())
            result = None
    if result is None:
        instance.doubts.append((act, tuple(missing)))
    return result


def _elsewhere(unit: Unit, body: Duty, act: Ev) -> bool:
    """Whether an act names, as its addressee, a role that is not among those it is owed to."""
    named = act.fields.get("to")
    words = named if isinstance(named, tuple) else (named,)
    roles = [w for w in words if w is not None and w in unit.env.roles]
    return bool(roles) and not any(r in body.to for r in roles)


# ---------------------------------------------------------------- how an instance stands


def late(at: date | datetime, deadline: Deadline) -> Truth:
    """Whether a moment lies after the due day; None where an unpublished year or an unknown hour decides."""
    due = deadline.due
    if isinstance(due, datetime):
        if isinstance(at, datetime):
            return at.replace(tzinfo=None) > due.replace(tzinfo=None)
        return None if at == due.date() else at > due.date()
    day = day_of(at)
    if deadline.provisional:
        return None if day > day_of(deadline.safe) else False
    return day > due


def _calendar_missing(deadline: Deadline) -> tuple[Missing, ...]:
    if isinstance(deadline.due, datetime):
        return (Missing("时刻", ()),)
    return (Missing(f"{deadline.nominal.year}年工作日历", ("calendar",)),)


def settle(run: Run, unit: Unit, body: Duty, instance: Instance) -> Finding | None:
    """How an instance stands with the acts that it holds; None where nothing is owed any more."""
    if instance.lifted is not None:
        return instance.lifted
    done = instance.done(body.act.names, body.act.mode == "all", body.count)
    if instance.unsure is not None:
        return _finding(unit, instance, State.UNDETERMINED, done, (*instance.unsure, *instance.spared))
    settle_one = _settle_open if done is None else _settle_done
    found = settle_one(run, unit, body, instance, done)
    if instance.spared and found is not None and found.status is not State.MET:
        return replace(found, status=State.UNDETERMINED, missing=(*instance.spared, *found.missing))
    return found


def lift(run: Run, unit: Unit, instance: Instance) -> None:
    """Exceptions to a duty count whenever they come: only an exception cures a breach."""
    day = run.view.as_of
    if instance.deadline is not None and day_of(instance.deadline.due) < day:
        day = day_of(instance.deadline.due)
    ctx = Ctx(run, instance.opener, instance.opener, instance.subject, day, END)
    holds, exception = lifted(run, unit.lifts, ctx)
    if holds is True and exception is not None:
        event = instance.opener.id if instance.opener is not None else None
        instance.lifted = set_aside(unit, exception, instance.subject, instance.key, event)
    elif holds is None:
        instance.spared = ctx.take()


def _settle_done(run: Run, unit: Unit, body: Duty, instance: Instance, done: Ev | None) -> Finding:
    assert done is not None
    deadline = instance.deadline
    if deadline is None:
        state = State.UNDETERMINED if instance.missing else State.MET
        return _finding(unit, instance, state, done, instance.missing)
    truth = late(done.at, deadline)
    if truth is False:
        return _finding(unit, instance, State.MET, done)
    if truth is None:
        return _finding(unit, instance, State.UNDETERMINED, done, _calendar_missing(deadline))
    if instance.longer is not None and late(done.at, instance.longer[0]) is not True:
        return _finding(unit, instance, State.UNDETERMINED, done, instance.longer[1])
    return _broken(run, unit, body, instance, done)


def _settle_open(run: Run, unit: Unit, body: Duty, instance: Instance, done: Ev | None) -> Finding | None:
    deadline = instance.deadline
    doubts = tuple(dict.fromkeys(m for _, ms in instance.doubts for m in ms))
    if instance.ended is not None and (deadline is None or instance.ended < day_of(deadline.due)):
        return None
    if deadline is None:
        state = State.UNDETERMINED if doubts and body.due is None else State.PENDING
        return _finding(unit, instance, state, None, (*instance.missing, *doubts))
    passed = late(run.view.moment, deadline)
    run.changes.add(day_of(deadline.due) + ONE_DAY)
    if passed is False or (passed is None and isinstance(deadline.due, datetime)):
        return _finding(unit, instance, State.PENDING, None, (*instance.missing, *doubts))
    if passed is None:
        return _finding(unit, instance, State.UNDETERMINED, None, _calendar_missing(deadline))
    longer = instance.longer
    if longer is not None and late(run.view.moment, longer[0]) is not True:
        run.changes.add(day_of(longer[0].due) + ONE_DAY)
        return _finding(unit, instance, State.UNDETERMINED, None, longer[1])
    return _broken(run, unit, body, instance, None)


def _broken(run: Run, unit: Unit, body: Duty, instance: Instance, done: Ev | None) -> Finding:
    """Late, or not done after the day; an act of unknown form in time may still have been the one."""
    deadline = instance.deadline
    in_time = [
        ms for act, ms in instance.doubts if deadline is not None and late(act.at, deadline) is not True
    ]
    if in_time:
        missing = tuple(dict.fromkeys(m for ms in in_time for m in ms))
        return _finding(unit, instance, State.UNDETERMINED, done, missing)
    taken = run.view.taken
    due = day_of(deadline.due) if deadline is not None else instance.opened
    gone = taken is not None and (due < taken or (done is None and instance.opened < taken))
    state, reasons, mark = fault(run, unit, instance.subject, gone)
    names = [f"{act.id}不合要求" for act in instance.failed if done is None or act.pos < done.pos]
    note = "；".join([mark, *names] if mark else names)
    missing = tuple(Missing(f"{n}（接管前）", unit.env.who_of(n)) for n in body.act.names)
    return _finding(
        unit,
        instance,
        state,
        done,
        missing if state is State.UNDETERMINED else (),
        note,
        reasons.id if reasons else "",
    )


def _finding(
    unit: Unit,
    instance: Instance,
    state: State,
    done: Ev | None,
    missing: tuple[Missing, ...] = (),
    note: str = "",
    reasons: str = "",
) -> Finding:
    deadline = instance.deadline
    because = instance.because
    if instance.acts:
        because = (*because, *(a.id for a in instance.acts))
    if reasons:
        because = (*because, reasons)
    return unit.make(
        state,
        instance.subject,
        instance.key,
        because=because,
        missing=missing,
        note=note,
        cites=(*unit.cites, *instance.cites) if instance.cites else None,
        nominal=deadline.nominal if deadline is not None else None,
        due=deadline.due if deadline is not None else None,
        provisional=deadline.provisional if deadline is not None else False,
        starts=instance.opened,
        ends=instance.last,
        done=done.at if done is not None else None,
        who=owner(unit, instance),
        reckoning=deadline,
        event=instance.opener.id if instance.opener is not None else None,
        cause=instance.opener.type if instance.opener is not None else None,
    )
