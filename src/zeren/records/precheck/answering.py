"""The answer to one question from the ground: the one place where it is decided, for one person and for a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from zeren.law.packs.form import Bar, Force, Kind
from zeren.norms.model import Event, Finding, Missing, State
from zeren.records.matters.events import day_of
from zeren.records.matters.models import Matter
from zeren.records.precheck.book import book
from zeren.records.precheck.gathering import Ground, refs_of
from zeren.records.precheck.model import Answer, Asked, Lift, Line, Source, Weight, ordered
from zeren.records.precheck.rules import SHARED, Rule
from zeren.records.restrictions.models import Restriction

ONE_DAY = timedelta(days=1)
BINDS = (Force.MUST,)
Record = tuple[str, Matter, Rule]
"""Whom it is about, the matter, the rule by which the check asks it."""


def answer(ground: Ground, asked: Asked) -> Answer:
    """Everything that stands against the act, is not known, or is to be done before it.

    A restriction holds on its first and on its last day; on the next it does not. Where its matter is out of sight only
    its effect on a shared event is told; what a norm says of a step of the check is told only where the record is in sight.
    """
    refs = refs_of(asked)
    rows = [row for ref in refs for row in ground.restrictions.get(ref, ()) if _told(ground, row, asked)]
    if not rows and not any(ref in ground.matters for ref in refs):
        return Answer(asked, book().unrecorded(asked.intent, asked.day))
    records = list(_records(ground, asked))
    lines = [
        *_of_restrictions(ground, asked, rows),
        *_of_records(ground, asked, records),
        *_not_recorded(asked, records),
    ]
    ended = [_line(ground, row, Weight.BAR) for row in rows if row.ends == asked.day - ONE_DAY and row.sure]
    return Answer(asked, ordered(lines), ordered(ended))


def _told(ground: Ground, row: Restriction, asked: Asked) -> bool:
    if row.act not in book().acts[asked.intent]:
        return False
    return row.matter_id in ground.told or row.act in book().installed.shared.events


# ---------------------------------------------------------------- restrictions that run


def _of_restrictions(ground: Ground, asked: Asked, rows: Sequence[Restriction]) -> Iterator[Line]:
    for row in rows:
        if not (row.starts <= asked.day and (row.ends is None or asked.day <= row.ends)):
            continue
        if row.sure:
            yield _line(ground, row, _weight(row.pack, row.norm))
            continue
        found = _reaching(ground, asked, row)
        if found is not None:
            open_ = found.status is State.UNDETERMINED
            yield _line(ground, row, Weight.OPEN if open_ else _weight(row.pack, row.norm), found.missing)


def _reaching(ground: Ground, asked: Asked, row: Restriction) -> Finding | None:
    """What the norm says of the planned act; None where the bar does not mean it."""
    said = ground.asking(row.matter, asked.day).said(
        _draft(asked, row.act, row.subject), (row.pack, row.norm)
    )
    mine = (f for f in said if row.source in f.because)
    return next((f for f in mine if f.status in (State.BREACHED, State.UNDETERMINED)), None)


def _line(ground: Ground, row: Restriction, weight: Weight, missing: tuple[Missing, ...] = ()) -> Line:
    source = _source(ground, row.matter, row.source)
    return Line(
        weight, (row.act,), row.pack, row.norm, tuple(row.cites.split()), source, row.starts, row.ends,
        book().lifts(row.pack, row.norm), missing,
    )  # fmt: skip


def _source(ground: Ground, matter: Matter, event: str = "") -> Source:
    """The record: where the file is out of sight, only whose it is."""
    organ = matter.organ.short or matter.organ.name
    if matter.pk not in ground.seen:
        return Source(0, "", organ)
    _, _, seq = event.rpartition("e")
    return Source(matter.pk, matter.number, organ, int(seq) if seq.isdecimal() else None)


def _weight(pack: str, norm: str) -> Weight:
    found = book().norm(pack, norm)[1]
    return Weight.BAR if found is None or found.force in BINDS else Weight.HINT


# ---------------------------------------------------------------- what the records of the check say of the act


def _of_records(ground: Ground, asked: Asked, records: Sequence[Record]) -> Iterator[Line]:
    for ref, matter, rule in records:
        own, asking = rule.of(asked.intent), ground.asking(matter, asked.day)
        for act in dict.fromkeys((*own, *SHARED.get(asked.intent, ()))):
            for finding in asking.said(_draft(asked, act, ref)):
                line = _judged(ground, matter, ref, asked, act, finding)
                if line is not None and (act in own or line.weight in (Weight.BAR, Weight.OPEN)):
                    yield line


def _records(ground: Ground, asked: Asked) -> Iterator[Record]:
    """The records in sight that the intent asks, but for those that served an earlier act of its kind."""
    for ref in refs_of(asked):
        for matter in ground.matters.get(ref, ()):
            rule = book().by_procedure.get((matter.pack, matter.procedure))
            if rule is None or not rule.of(asked.intent) or matter.pk not in ground.told:
                continue
            if rule.spent and ground.asking(matter, asked.day).standing(rule.spent, ref):
                continue
            yield ref, matter, rule


def _judged(
    ground: Ground, matter: Matter, ref: str, asked: Asked, act: str, finding: Finding
) -> Line | None:
    """A condition of the act, or a bar that the act itself meets; a bar that runs stands in the restrictions."""
    norm = book().norm(finding.pack, finding.norm)[1]
    if norm is None or finding.kind not in (Kind.BAR, Kind.REQUIRE):
        return None
    if isinstance(norm.body, Bar) and norm.body.from_:
        return None
    weight = _of_finding(finding)
    if weight is None:
        return None
    since, event = _resting_on(ground, matter, ref, asked, finding)
    return Line(
        weight, (act,), finding.pack, finding.norm, finding.cites, _source(ground, matter, event), since, None,
        _who(finding), finding.missing,
    )  # fmt: skip


def _of_finding(finding: Finding) -> Weight | None:
    binds = finding.force in BINDS
    if finding.status is State.UNDETERMINED:
        return Weight.OPEN
    if finding.status is State.BREACHED:
        return Weight.HINT if not binds else Weight.BAR if finding.kind is Kind.BAR else Weight.TO_DO
    return Weight.DONE if finding.status is State.MET and finding.kind is Kind.REQUIRE else None


def _who(finding: Finding) -> tuple[Lift, ...]:
    named = book().lifts if finding.kind is Kind.BAR else book().required
    return named(finding.pack, finding.norm)


def _resting_on(ground: Ground, matter: Matter, ref: str, asked: Asked, finding: Finding) -> tuple[date, str]:
    """Since when, and by which entry: the last act about this subject that the norm reads, as the log stood; else the
    opening of the record."""
    named = book().read_by(matter.pack, matter.version, finding.pack, finding.norm)
    rests = ground.asking(matter, asked.day).standing(named, ref)
    return (day_of(rests[-1].at), rests[-1].id) if rests else (matter.opened, "")


def _draft(asked: Asked, act: str, ref: str) -> Event:
    return Event("draft", act, asked.day, subject=(ref,), fields=_fields(asked))


def _fields(asked: Asked) -> dict[str, str]:
    given = dict(asked.fields)
    if asked.post:
        given["post"] = f"post:{asked.post}"
    if asked.intent == "promotion":
        given.setdefault("promotion", "yes")
    return given


# ---------------------------------------------------------------- what nobody recorded


def _not_recorded(asked: Asked, records: Sequence[Record]) -> Iterator[Line]:
    """A procedure without whose record it can't be told: undetermined, with who keeps such a record."""
    there = {(matter.pack, matter.procedure) for _, matter, _ in records}
    for rule, line in book().expected(asked.intent, asked.day):
        if (rule.pack, rule.procedure) not in there:
            yield line
