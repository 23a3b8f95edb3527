"""A matter's log as it stands on a day: corrections and voids applied, later acts left out, order fixed.

Events count by the day they happened; ``known_at`` leaves out what was recorded later, so that what was
known on a day can be replayed. Both the corrected and the correcting record stay in the log itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

from zeren.norms.model import Event, Fact, FieldText, Log

CHINA = timezone(timedelta(hours=8))
END = 1 << 60
"""A place after every event."""


def local(at: date | datetime) -> date | datetime:
    """An instant in China's time, without zone; a day as it is."""
    if isinstance(at, datetime) and at.tzinfo is not None:
        return at.astimezone(CHINA).replace(tzinfo=None)
    return at


def day_of(at: date | datetime) -> date:
    """The day of a day or an instant."""
    return at.date() if isinstance(at, datetime) else at


class Ev:
    """An event in force on the view's day, at its place ``pos`` in the order."""

    __slots__ = ("at", "by", "day", "fields", "id", "pos", "re", "seq", "source", "subject", "type", "unit")

    def __init__(self, event: Event, seq: int) -> None:
        at = event.at
        if isinstance(at, datetime):
            at = local(at)
            self.day: date = at.date() if isinstance(at, datetime) else at
        else:
            self.day = at
        self.at: date | datetime = at
        self.id = event.id
        self.type = event.type
        self.seq = seq
        self.pos = 0
        self.by = event.by
        self.subject = event.subject
        self.unit = event.unit
        self.re = event.re
        self.fields: Mapping[str, FieldText] = event.fields
        self.source = event


def _known(event: Event, known_at: date | datetime) -> bool:
    recorded = local(event.recorded if event.recorded is not None else event.at)
    if isinstance(known_at, datetime) and isinstance(recorded, datetime):
        moment = local(known_at)
        return isinstance(moment, datetime) and recorded <= moment
    return day_of(recorded) <= day_of(known_at)


def effective(events: Iterable[Event], known_at: date | datetime | None) -> tuple[list[Ev], dict[str, str]]:
    """The events that stand, and for each replaced id the id that took its place.

    A correction takes the place (sequence) of what it corrects; a voided correction gives its place back.
    """
    known = [e for e in events if known_at is None or _known(e, known_at)]
    if not any(e.corrects or e.voids for e in known):
        return [Ev(e, e.seq) for e in known], {}
    gone = _voided(known)
    standing = [e for e in known if e.id not in gone and not e.voids]
    replaced = {e.corrects: e for e in standing if e.corrects}
    by_id = {e.id: e for e in known}
    kept = [Ev(e, _root(e, by_id).seq) for e in standing if e.id not in replaced]
    return kept, {old: _last(old, replaced).id for old in replaced if old}


def _voided(known: list[Event]) -> set[str]:
    """Ids removed by a void that itself stands; the last void decides."""
    gone: set[str] = set()
    for event in sorted((e for e in known if e.voids), key=lambda e: e.seq, reverse=True):
        if event.id not in gone and event.voids:
            gone.add(event.voids)
    return gone


def _root(event: Event, by_id: Mapping[str, Event]) -> Event:
    seen = {event.id}
    while event.corrects and event.corrects in by_id and event.corrects not in seen:
        event = by_id[event.corrects]
        seen.add(event.id)
    return event


def _last(old: str, replaced: Mapping[str, Event]) -> Event:
    event, seen = replaced[old], {old}
    while event.id in replaced and event.id not in seen:
        seen.add(event.id)
        event = replaced[event.id]
    return event


def _ordered(events: list[Ev]) -> list[Ev]:
    """By (day, instant, sequence). An event without an instant keeps its sequence among the day's instants."""
    events.sort(key=lambda e: (e.day, e.seq))
    if not any(e.at is not e.day for e in events):
        return events
    moments: dict[int, datetime] = {}
    reached, day = datetime.min, date.min
    for event in events:
        if event.day != day:
            day, reached = event.day, datetime(event.day.year, event.day.month, event.day.day)
        if isinstance(event.at, datetime):
            moments[id(event)] = event.at
            reached = max(reached, event.at)
        else:
            moments[id(event)] = reached
    return sorted(events, key=lambda e: (moments[id(e)], e.seq))


class View:
    """What stands in a log on ``as_of``. Built once an evaluation; ``add`` appends one event to it."""

    __slots__ = (
        "_facts", "aliases", "as_of", "by_type", "days", "events", "log", "matter", "moment", "params", "subjects", "taken",
    )  # fmt: skip

    def __init__(self, log: Log, as_of: date | datetime, known_at: date | datetime | None = None) -> None:
        self.log = log
        self.moment = local(as_of)
        self.as_of = day_of(self.moment)
        self.taken = log.taken_over
        self.matter = log.matter
        self.params = log.params
        self._facts: dict[tuple[str, str], list[Fact]] | None = None
        kept, self.aliases = effective(log.events, known_at)
        today = self.as_of
        kept = [e for e in kept if e.day <= today]
        if isinstance(self.moment, datetime):
            kept = [e for e in kept if not (isinstance(e.at, datetime) and e.at > self.moment)]
        self._place(_ordered(kept))

    def _place(self, events: list[Ev]) -> None:
        for place, event in enumerate(events):
            event.pos = place
        self._stand(events)

    def _stand(self, events: list[Ev]) -> None:
        self.events = events
        by_type: dict[str, list[Ev]] = {}
        for event in events:
            found = by_type.get(event.type)
            if found is None:
                by_type[event.type] = [event]
            else:
                found.append(event)
        self.by_type = by_type
        self.subjects = self.log.subjects or self._named(events)
        self.days: list[date] | None = None

    def with_draft(self, event: Event) -> Ev:
        """Put a draft act into its place in the order (after the recorded ones of its day)."""
        draft = Ev(event, END)
        self._place(_ordered([*self.events, draft]))
        return draft

    def until(self, day: date, pos: int) -> View:
        """The view as it was on an earlier day, with nothing after a place in the order."""
        earlier = self._same(day, day)
        earlier._stand([e for e in self.events if e.pos <= pos and e.day <= day])
        return earlier

    def anew(self) -> View:
        """The same view for another draft: the events have places of their own, the facts are put in order once."""
        self._indexed()
        other = self._same(self.moment, self.as_of)
        other._place([Ev(event.source, event.seq) for event in self.events])
        return other

    def _same(self, moment: date | datetime, as_of: date) -> View:
        """A view of the same log that has no events yet."""
        made = View.__new__(View)
        made.log, made.moment, made.as_of = self.log, moment, as_of
        made.taken, made.matter, made.params = self.taken, self.matter, self.params
        made._facts, made.aliases = self._facts, self.aliases
        return made

    @staticmethod
    def _named(events: list[Ev]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s for e in events if e.subject for s in e.subject))

    def place(self, day: date) -> int:
        """The place of the last event on or before ``day``."""
        if self.days is None:
            self.days = [e.day for e in self.events]
        return bisect_right(self.days, day) - 1

    def fact(self, of: str, name: str, day: date) -> FieldText | None:
        """The dated value on ``day``; several values together; None where no register tells."""
        found = self.dated(of, name)
        if not found:
            return None
        values = [
            f.value for f in found if (f.start is None or f.start <= day) and (f.end is None or day <= f.end)
        ]
        if not values:
            return None
        if len(values) == 1 or all(v == values[0] for v in values):
            return values[0]
        return tuple(
            dict.fromkeys(v for value in values for v in (value if isinstance(value, tuple) else (value,)))
        )

    def dated(self, of: str, name: str) -> list[Fact]:
        """Every dated value of one fact, as given."""
        return self._indexed().get((of, name), [])

    def _indexed(self) -> dict[tuple[str, str], list[Fact]]:
        if self._facts is None:
            index: dict[tuple[str, str], list[Fact]] = {}
            for fact in self.log.facts:
                index.setdefault((fact.of, fact.name), []).append(fact)
            self._facts = index
        return self._facts

    def named(self, type_: str, subject: str | None) -> list[Ev]:
        """The events of a type that concern a subject: those naming it, and those naming nobody.

        A child's or parent's event names its own people: where none of a type names the subject, all count.
        """
        found = self.by_type.get(type_)
        if found is None:
            return []
        if subject is None:
            return found
        own = [e for e in found if not e.subject or subject in e.subject]
        if not own and type_.startswith(("child.", "parent.")):
            return found
        return own
