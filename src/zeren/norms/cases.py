"""A case as people write it (pack tests, case files): mappings of strings become events, facts and a log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zeren.norms.model import Event, Fact, FieldText, Log

OWN = frozenset({"id", "type", "at", "recorded", "by", "subject", "unit", "re", "corrects", "voids"})
"""Keys of an event that are not fields of its step."""


def day(text: object) -> date:
    """A day. Raises ValueError for anything else."""
    if isinstance(text, datetime):
        return text.date()
    return text if isinstance(text, date) else date.fromisoformat(str(text))


def at(text: object) -> date | datetime:
    """A day or an instant. Raises ValueError for anything else."""
    if isinstance(text, date):
        return text
    words = str(text)
    return date.fromisoformat(words) if len(words) == 10 else datetime.fromisoformat(words)


def field_text(value: object) -> FieldText:
    """A field's value: text, or several."""
    if isinstance(value, list | tuple):
        return tuple(str(v) for v in value)
    return str(value)


def names(value: object) -> tuple[str, ...]:
    """One name or several."""
    if value is None:
        return ()
    found = field_text(value)
    return found if isinstance(found, tuple) else (found,)


def event(raw: Mapping[str, Any], place: int) -> Event:
    """An event; without an id it is ``e1``, ``e2``, … by its place."""
    recorded = raw.get("recorded")
    moment = at(recorded) if recorded is not None else None
    if moment is not None and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    fields = {k: field_text(v) for k, v in raw.items() if k not in OWN}
    return Event(
        id=str(raw.get("id") or f"e{place}"), type=str(raw["type"]), at=at(raw["at"]), seq=place, recorded=moment,
        by=names(raw.get("by")), subject=names(raw.get("subject")), unit=_text(raw, "unit"), re=_text(raw, "re"),
        corrects=_text(raw, "corrects"), voids=_text(raw, "voids"), fields=fields,
    )  # fmt: skip


def _text(raw: Mapping[str, Any], key: str) -> str | None:
    value = raw.get(key)
    return None if value is None else str(value)


def fact(raw: Mapping[str, Any]) -> Fact:
    """A dated fact; without ``from``/``to`` it holds always."""
    start, end = raw.get("from"), raw.get("to")
    return Fact(
        str(raw["of"]), str(raw["name"]), field_text(raw["value"]), day(start) if start else None,
        day(end) if end else None, str(raw.get("source", "")),
    )  # fmt: skip


def subjects(events: Iterable[Event], facts: Iterable[Fact]) -> tuple[str, ...]:
    """Whom a case is about, where it does not say: those its events name, else those its facts are about."""
    named = tuple(dict.fromkeys(s for e in events for s in e.subject))
    return named or tuple(dict.fromkeys(f.of for f in facts))


def log(raw: Mapping[str, Any]) -> Log:
    """The log of a case. Raises ValueError or KeyError where the case is not in form."""
    events = tuple(event(e, place) for place, e in enumerate(raw.get("events") or (), 1))
    facts = tuple(fact(f) for f in raw.get("facts") or ())
    own: Sequence[str] = names(raw.get("subjects"))
    opened, taken, facts_day = raw.get("opened"), raw.get("taken_over"), raw.get("facts_day")
    return Log(
        id=str(raw.get("id", "matter")), procedure=_text(raw, "procedure"), opened=day(opened) if opened else None,
        facts_day=day(facts_day) if facts_day else None, taken_over=day(taken) if taken else None,
        subjects=tuple(own) or subjects(events, facts),
        matter={k: field_text(v) for k, v in (raw.get("matter") or {}).items()}, events=events, facts=facts,
        params={k: field_text(v) for k, v in (raw.get("params") or {}).items()},
    )  # fmt: skip
