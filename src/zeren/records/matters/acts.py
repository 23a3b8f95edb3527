"""The only writers of matters. Each act is one transaction: check, write, trail, refresh.

Raises everywhere: OutOfSight (not this actor's to see), Refused (false or not this actor's to do; all
problems at once), ConcurrentChange (somebody recorded after the page was read).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.errors import Between, ConcurrentChange, OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, checks, events, limits, naming, order, showing
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Attachment, Draft, Event, Matter
from zeren.records.obligations import refresh
from zeren.records.packs import Words
from zeren.records.trail import acts as trail


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of recording: the event, what its content still lacks, whether it had been recorded before."""

    event: Event
    missing: tuple[Problem, ...] = ()
    repeated: bool = False


def record_event(
    actor: Actor,
    matter_id: int,
    type: str,
    at: date | str,
    fields: Mapping[str, FieldText] | None = None,
    *,
    subjects: Sequence[str] | None = None,
    by: Sequence[str] = (),
    unit: str | None = None,
    re: str | None = None,
    attachments: Sequence[int] = (),
    expected_head: int | None = None,
    idempotency: str | None = None,
) -> Kept:
    """Record one act. ``subjects`` None: all of the matter's.

    ``expected_head`` is the ``head_seq`` of the page that was filled in; None keeps both records when two
    people write at once. The same ``idempotency`` key again answers the event of the first time.
    """
    entry = Entry(type, str(at), clean(fields or {}), tuple(subjects or ()), tuple(by), unit, re)
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        before = recorded_before(matter, idempotency)
        if before:
            return Kept(before, repeated=True)
        _nobody_between(matter, expected_head)
        entry = replace(entry, subjects=_subjects(matter, subjects))
        entry, missing = checked(actor, matter, entry, attachments)
        return Kept(_write(actor, matter, entry, idempotency, "event_recorded"), tuple(missing))


def correct_event(
    actor: Actor,
    matter_id: int,
    seq: int,
    *,
    reason: str,
    at: date | str | None = None,
    fields: Mapping[str, FieldText] | None = None,
    subjects: Sequence[str] | None = None,
    by: Sequence[str] | None = None,
    expected_head: int | None = None,
) -> Kept:
    """Replace an earlier entry by a new one that names it; what is not given stays. Both remain visible."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        _nobody_between(matter, expected_head)
        old = _entry(matter, seq, reason)
        entry = Entry(
            old.type,
            str(at) if at else _at(old.at),
            {**old.fields, **clean(fields or {})},
            old.subjects if subjects is None else tuple(subjects),
            old.by if by is None else tuple(by),
            old.unit,
            old.re,
            corrects=seq,
            attachments=old.attachments,
            reason=reason,
        )
        before = Entry(old.type, _at(old.at), old.fields, old.subjects, old.by, old.unit, old.re)
        entry, missing = checked(actor, matter, entry, (), naming.references_of(before))
        return Kept(_write(actor, matter, entry, None, "event_corrected"), tuple(missing))


def void_event(
    actor: Actor, matter_id: int, seq: int, *, reason: str, expected_head: int | None = None
) -> Event:
    """Take an earlier entry out of force by a new one that names it; both remain visible."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        _nobody_between(matter, expected_head)
        old = _entry(matter, seq, reason)
        entry = Entry(old.type, _at(old.at), subjects=old.subjects, voids=seq, reason=reason)
        return _write(actor, matter, entry, None, "event_voided")


@dataclass(frozen=True, slots=True)
class Row:
    """One of many: the matter and what differs for it."""

    matter: int
    at: date | str
    fields: Mapping[str, FieldText] | None = None
    subjects: Sequence[str] | None = None
    expected_head: int | None = None


def record_many(
    actor: Actor, type: str, rows: Sequence[Row], *, by: Sequence[str] = (), idempotency: str | None = None
) -> list[Kept]:
    """The same act on many matters: all of them or, if one is refused, none (problems carry the row's number)."""
    kept, problems = [], Problems()
    with transaction.atomic():
        for number, row in enumerate(rows, start=1):
            try:
                key = f"{idempotency}/{number}" if idempotency else None
                kept.append(
                    record_event(
                        actor, row.matter, type, row.at, row.fields,
                        subjects=row.subjects, by=by, expected_head=row.expected_head, idempotency=key,
                    )
                )  # fmt: skip
            except Refused as refused:
                problems.found += [replace(problem, row=number) for problem in refused.problems]
            except OutOfSight:
                problems.add("matter", "没有此事项", "no such matter", number)
        problems.refuse()
    return kept


def record_in_turn(actor: Actor, matter_id: int, entries: Sequence[Entry]) -> list[Kept]:
    """Several acts on one matter, each after the other, held against the packs once at the end. All of them or, if one is
    refused, none (problems carry its place, from 1)."""
    kept, problems = [], Problems()
    with transaction.atomic(), refresh.once():
        matter = access.locked(actor, matter_id)
        for place, entry in enumerate(entries, start=1):
            whole = replace(entry, fields=clean(entry.fields))
            try:
                whole, missing = checked(actor, matter, whole, ())
                kept.append(Kept(_write(actor, matter, whole, None, "event_recorded"), tuple(missing)))
            except Refused as refused:
                problems.found += [replace(problem, row=place) for problem in refused.problems]
        problems.refuse()
    return kept


def state_facts(
    actor: Actor, matter_id: int, facts: Mapping[str, FieldText], *, of: str | None = None,
    start: date | None = None, reason: str = "",
) -> Event:  # fmt: skip
    """Record facts of the matter (``of`` None) or of one subject, from a day on; an entry of the chain like any other."""
    return state_facts_of(actor, matter_id, facts, (of,) if of else (), start=start, reason=reason)


def state_facts_of(
    actor: Actor, matter_id: int, facts: Mapping[str, FieldText], of: Sequence[str], *,
    start: date | None = None, reason: str = "",
) -> Event:  # fmt: skip
    """The same facts of several subjects in one entry; ``of`` empty: of the matter."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        problems = Problems()
        check_facts(_words(matter), facts, bool(of), problems)
        problems.refuse()
        day = (start or clock.today()).isoformat()
        entry = Entry(events.FACTS, day, clean(facts), tuple(of), reason=reason)
        return _write(actor, matter, entry, None, "facts_stated")


def show_to_subject(actor: Actor, matter_id: int, on: date) -> Event:
    """From this day the persons and units concerned see the matter on their own desk."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        problems = Problems()
        checks.check_at(on.isoformat(), "on", problems)
        problems.refuse()
        matter.shown_on = on
        return _write(actor, matter, Entry(events.SHOWN, on.isoformat()), None, "matter_shown")


def close(actor: Actor, matter_id: int, on: date, *, reason: str = "") -> Event:
    """Put the matter among the finished ones. Later acts can still be recorded."""
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        problems = Problems()
        checks.check_at(on.isoformat(), "on", problems)
        problems.refuse()
        matter.state, matter.closed = Matter.State.CLOSED, on
        return _write(
            actor, matter, Entry(events.CLOSED, on.isoformat(), reason=reason), None, "matter_closed"
        )


# ---------------------------------------------------------------- shared by the acts on matters


def write(
    actor: Actor,
    matter: Matter,
    entry: Entry,
    act: str,
    idempotency: str | None = None,
    *,
    basis: str | None = None,
    judged: bool = True,
) -> Event:
    """Write an entry of another module's act: the matter must be locked, inside its transaction. ``basis``: the
    delegation that it rests on, where that is no grant over the matter; ``judged`` False: the engine reads nothing of it."""
    return _write(actor, matter, entry, idempotency, act, basis, judged)


def _write(
    actor: Actor,
    matter: Matter,
    entry: Entry,
    idempotency: str | None,
    act: str,
    basis: str | None = None,
    judged: bool = True,
) -> Event:
    event = events.append(actor, matter, entry, idempotency)
    if not entry.type.startswith("_"):
        _after_step(actor, matter, event, entry)
    if judged:
        refresh.with_relatives(matter, entry.type)
    else:
        matter.save()
    trail.write(
        actor,
        act,
        "matter",
        matter.pk,
        detail=f"{event.seq} {entry.type}",
        basis=access.basis_of(actor, matter, entry.by) if basis is None else basis,
        head=(event.seq, event.link),
    )
    return event


def _after_step(actor: Actor, matter: Matter, event: Event, entry: Entry) -> None:
    if entry.attachments:
        ids = [item["id"] for item in entry.attachments]
        Attachment.objects.filter(matter=matter, pk__in=ids, event__isnull=True).update(event=event.seq)
    Draft.objects.filter(account=actor.account, matter=matter, step=entry.type).delete()
    if matter.last_on is None or event.on >= matter.last_on:
        matter.last_step, matter.last_on = entry.type, event.on
    step = _step(matter, entry.type)
    if step and step.closes and not entry.voids:
        matter.state, matter.closed = Matter.State.CLOSED, event.on


def checked(
    actor: Actor, matter: Matter, entry: Entry, attachments: Iterable[int], kept: frozenset[str] = frozenset()
) -> tuple[Entry, list[Problem]]:
    """The entry with its papers, and what it still lacks. Raises Refused with everything that is false.

    ``kept``: what the corrected entry named already, whether the actor may name it now or not.
    """
    problems = Problems()
    missing = checks.check(_words(matter), entry, problems)
    _hold_together(matter, entry, problems)
    papers = _papers(matter, attachments, problems)
    told = {problem.zh for problem in problems.found}
    unseen = Problems()
    naming.check_named(actor, matter, entry, unseen, kept)
    problems.found += [problem for problem in unseen.found if problem.zh not in told]
    problems.refuse()
    return replace(entry, attachments=(*entry.attachments, *papers)), missing


def _hold_together(matter: Matter, entry: Entry, problems: Problems) -> None:
    """Counts beyond their whole, points above the full mark, a day before the one that it follows are false, whatever a
    norm says of them."""
    words = _words(matter)
    pack, procedure = words.pack, words.procedure
    asked = {one.elsewhere for one in limits.limits_of(pack, procedure, entry.type)} - {""}
    asked.update(step for one in order.orders_of(pack, procedure, entry.type) for step in one.steps)
    rows = Event.objects.filter(matter=matter, type__in=asked).select_related("payload").order_by("on", "seq")
    standing = showing.in_force([events.read(row) for row in rows]) if asked else []
    others = [one for one in standing if one.seq != entry.corrects]
    limits.hold(pack, procedure, entry.type, entry.fields, others, problems)
    order.hold(pack, procedure, entry, others, problems)


def check_facts(words: Words, facts: Mapping[str, FieldText], of_subject: bool, problems: Problems) -> None:
    """Facts against the procedure's declaration."""
    declared = words.procedure.subject_facts if of_subject else words.procedure.matter
    for name, value in facts.items():
        if name not in declared:
            known = "、".join(declared) or "（无）"
            problems.add(name, f"没有“{name}”一项，可为：{known}", f"no fact '{name}' here, allowed: {known}")
        elif value not in ("?", "", ()):
            checks.check_value(words, "", declared[name], value, problems)


def _papers(matter: Matter, ids: Iterable[int], problems: Problems) -> tuple[Mapping[str, object], ...]:
    wanted = list(ids)
    found = (
        {paper.pk: paper for paper in Attachment.objects.filter(matter=matter, pk__in=wanted)}
        if wanted
        else {}
    )
    for pk in wanted:
        if pk not in found:
            problems.add("attachments", f"没有附件 {pk}", f"there is no attachment {pk}")
    return tuple(
        {"id": pk, "name": found[pk].name, "size": found[pk].size, "checksum": found[pk].checksum}
        for pk in wanted
        if pk in found
    )


def _nobody_between(matter: Matter, expected: int | None) -> None:
    if expected is None or expected == matter.head_seq:
        return
    came = Event.objects.filter(matter=matter, seq__gt=expected).order_by("seq")
    raise ConcurrentChange(Between(e.seq, e.type, e.account, e.recorded.isoformat()) for e in came)


def recorded_before(matter: Matter, idempotency: str | None) -> Event | None:
    """The event that was recorded under this key before."""
    if not idempotency:
        return None
    return Event.objects.filter(matter=matter, idempotency=idempotency).first()


def _entry(matter: Matter, seq: int, reason: str) -> events.Recorded:
    """The entry to be corrected or voided. Raises Refused without a reason or where it is not in force any more."""
    problems = Problems()
    if not reason.strip():
        problems.add("reason", "更正、撤销须写明理由", "a correction or a void needs its reason")
    row = Event.objects.select_related("payload").filter(matter=matter, seq=seq).first()
    if row is None or row.type.startswith("_") or row.voids:
        problems.add("seq", f"第 {seq} 条不能更正或撤销", f"entry {seq} can't be corrected or voided")
    elif Event.objects.filter(matter=matter, corrects=seq).exclude(pk__in=_voided_ids(matter)).exists():
        problems.add("seq", f"第 {seq} 条已被更正", f"entry {seq} was corrected already")
    elif Event.objects.filter(matter=matter, voids=seq).exists():
        problems.add("seq", f"第 {seq} 条已被撤销", f"entry {seq} was voided already")
    problems.refuse()
    assert row is not None
    return events.read(row)


def _voided_ids(matter: Matter) -> list[int]:
    gone = Event.objects.filter(matter=matter, voids__isnull=False).values_list("voids", flat=True)
    return list(Event.objects.filter(matter=matter, seq__in=list(gone)).values_list("pk", flat=True))


def _subjects(matter: Matter, given: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(given) if given is not None else tuple(row.ref for row in matter.subjects.all())


def _words(matter: Matter) -> Words:
    found = packs.words(matter.pack, matter.version, matter.procedure)
    if found is None:
        zh = f"未装入法规包 {matter.pack}@{matter.version}"
        raise Refused([Problem("pack", zh, f"pack {matter.pack}@{matter.version} is not installed")])
    return found


def _step(matter: Matter, name: str) -> Step | None:
    return _words(matter).step(name)


def _at(at: object) -> str:
    return at.isoformat() if isinstance(at, date) else str(at)


def clean(fields: Mapping[str, FieldText]) -> dict[str, FieldText]:
    """Texts without outer blanks; what is empty is left out (absent is unknown)."""
    found: dict[str, FieldText] = {}
    for name, value in fields.items():
        clean = (
            tuple(text.strip() for text in value if text.strip())
            if isinstance(value, tuple | list)
            else value.strip()
        )
        if clean:
            found[name] = clean
    return found
