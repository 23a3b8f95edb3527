"""What a pack may refer to: events with their fields, roles, lists, parameters, norms, items, terms, scores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from zeren.law.packs.form import Choice, Duty, Pack, RecordField, Step, Vocabulary, WordList

ENVELOPE: Mapping[str, str] = {
    "id": "text",
    "type": "text",
    "at": "date",
    "recorded": "date",
    "by": "many",
    "subject": "many",
    "unit": "organ",
    "re": "text",
}
"""Keys that every event has, with the way they compare."""

BUILT_IN_EVENTS: Mapping[str, str] = {
    "conduct_found": "认定行为",
    "departure_reasoned": "说明偏离理由",
    "conflict_settled": "确定冲突规定的适用",
}
"""Events that the engine knows by itself (pack format, sections 3 and 5)."""

MATTER_FACTS = ("opened", "facts_day", "taken_over", "procedure", "id")
"""Facts that every matter has."""

ALWAYS_HEADS = ("this", "opener", "subject", "matter", "unit", "actor", "param")


@dataclass(slots=True)
class EventShape:
    """The fields of an event type.

    ``closed``: no other field can be recorded. ``own``: a step of the pack; an event of the vocabulary may also
    carry a field that some event of the pack declares, because another text may declare it there. ``addressed``: a duty says to whom it goes, so it may carry ``to``.
    """

    fields: dict[str, RecordField] = field(default_factory=dict)
    closed: bool = False
    own: bool = False
    addressed: bool = False


@dataclass(slots=True)
class Names:
    """The names one pack can use: its own and those of the shared vocabulary."""

    roles: set[str] = field(default_factory=set)
    lists: dict[str, WordList] = field(default_factory=dict)
    documents: set[str] = field(default_factory=set)
    events: dict[str, EventShape] = field(default_factory=dict)
    ready: dict[str, set[str]] = field(default_factory=dict)
    matter_facts: dict[str, RecordField] = field(default_factory=dict)
    subject_facts: dict[str, RecordField] = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)
    procedures: set[str] = field(default_factory=set)
    provisions: set[str] = field(default_factory=set)
    readings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    norms: dict[str, str] = field(default_factory=dict)
    items: set[str] = field(default_factory=set)
    terms: set[str] = field(default_factory=set)
    scores: set[str] = field(default_factory=set)
    grades: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: dict[tuple[str, str], set[str]] = field(default_factory=dict)

    def add_vocabulary(self, vocabulary: Vocabulary) -> None:
        """Take in the roles, lists, documents and events of a vocabulary."""
        self.roles |= set(vocabulary.roles)
        self.lists |= dict(vocabulary.lists)
        self.documents |= set(vocabulary.documents)
        for head, facts in vocabulary.facts.items():
            self.ready.setdefault(head, set()).update(facts)
        for step in vocabulary.events.values():
            self.add_event(step)

    def add_event(self, step: Step, *, own: bool = False) -> None:
        """Declare an event type; the same type in two procedures has the fields of both."""
        shape = self.events.setdefault(step.id, EventShape())
        shape.fields |= dict(step.record)
        shape.own = shape.own or own
        shape.closed = own or bool(step.record)

    def knows_event(self, name: str) -> bool:
        """Whether ``name`` is an event here, a built-in one, or one of a child or parent."""
        return name in self.events or name in BUILT_IN_EVENTS or is_relative(name)

    def field_of(self, event: str, name: str) -> RecordField | None:
        """The declared field of an event, if it is declared."""
        shape = self.events.get(event)
        return shape.fields.get(name) if shape else None

    def may_have(self, event: str, name: str) -> bool:
        """Whether the event can carry the field (envelope keys included)."""
        shape = self.events.get(event)
        if shape is None or not shape.closed or (shape.addressed and name == "to"):
            return True
        if name in shape.fields or name in ENVELOPE:
            return True
        return not shape.own and any(name in other.fields for other in self.events.values())

    def address(self, acts: Iterable[str]) -> None:
        """Let acts that a duty addresses to somebody carry ``to``."""
        for act in acts:
            if act in self.events:
                self.events[act].addressed = True


def is_relative(name: str) -> bool:
    """``child.<procedure>.<event>`` or ``parent.<event>``."""
    parts = name.split(".")
    return all(parts) and (
        (parts[0] == "child" and len(parts) == 3) or (parts[0] == "parent" and len(parts) == 2)
    )


def names_of(pack: Pack) -> Names:
    """The names that a loaded pack declares."""
    names = Names()
    names.add_vocabulary(pack.vocabulary)
    for procedure in pack.procedures.values():
        names.procedures.add(procedure.id)
        names.matter_facts |= dict(procedure.matter)
        names.subject_facts |= dict(procedure.subject_facts)
        for step in procedure.steps.values():
            names.add_event(step, own=True)
    names.params = {name: parameter.type for name, parameter in pack.parameters.items()}
    names.provisions = set(pack.provisions)
    names.readings = {name: tuple(one.options) for name, one in pack.readings.items()}
    for norm in (*pack.norms, *pack.alternatives):
        names.norms[norm.id] = norm.kind.value
        if isinstance(norm.body, Choice):
            names.items |= {item.id for item in norm.body.items}
        if isinstance(norm.body, Duty) and norm.body.to:
            names.address(norm.body.act.names)
    return names
