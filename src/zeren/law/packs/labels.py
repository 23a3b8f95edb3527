"""What people read for the names of a pack: its label, else the shared word, else the name itself."""

from __future__ import annotations

from zeren.law.packs.form import Choice, Pack, Step
from zeren.law.packs.names import BUILT_IN_EVENTS


def event_label(pack: Pack, name: str) -> str:
    """The label of an event type; of a child's or the parent's event, that of the event itself."""
    step = event_of(pack, name)
    return step.label if step is not None else BUILT_IN_EVENTS.get(name, name)


def event_of(pack: Pack, name: str) -> Step | None:
    """The event type of that name: a step, or an event of the vocabulary."""
    own = name.rpartition(".")[2]
    for procedure in pack.procedures.values():
        if own in procedure.steps:
            return procedure.steps[own]
    return pack.vocabulary.events.get(own)


def field_label(pack: Pack, event: str, name: str) -> str:
    """The label of an event's field."""
    step = event_of(pack, event)
    own = step.record[name].label if step is not None and name in step.record else None
    return own or pack.vocabulary.fields.get(name, name)


def fact_label(pack: Pack, head: str, name: str) -> str:
    """The label of a fact ``subject.x``, ``matter.x``, ``unit.x``, ``actor.x``."""
    for procedure in pack.procedures.values():
        declared = (procedure.matter if head == "matter" else procedure.subject_facts).get(name)
        if declared is not None and declared.label:
            return declared.label
    return pack.vocabulary.facts.get(head, {}).get(name) or pack.vocabulary.fields.get(name, name)


def role_label(pack: Pack, name: str) -> str:
    """The label of a role."""
    role = pack.vocabulary.roles.get(name)
    return role.label if role is not None else name


def word_label(pack: Pack, list_id: str, word: str) -> str:
    """The label of a word of a list."""
    found = pack.vocabulary.lists.get(list_id)
    return found.labels.get(word, word) if found is not None else word


def norm_label(pack: Pack, norm: str) -> str:
    """The label of the provision that a norm (or an item) cites first; else its id."""
    for found in pack.norms:
        if found.id == norm:
            return provision_label(pack, found.cite[0]) or norm
        if isinstance(found.body, Choice):
            for item in found.body.items:
                if item.id == norm:
                    return item.label or provision_label(pack, item.cite[0]) or norm
    return norm


def item_label(pack: Pack, event: str, name: str, item: str) -> str:
    """The label of an item that a ``choice`` on that field lists."""
    for norm in pack.norms:
        if isinstance(norm.body, Choice) and (norm.body.event, norm.body.field) == (event, name):
            for found in norm.body.items:
                if found.id == item:
                    return found.label or provision_label(pack, found.cite[0]) or item
    return item


def value_label(pack: Pack, event: str, name: str, value: str) -> str:
    """The label of a recorded value: a word of the field's list, an item of its choice, 是/否, or the value."""
    step = event_of(pack, event)
    declared = step.record.get(name) if step is not None else None
    if declared is None:
        return value
    if declared.list is not None:
        return word_label(pack, declared.list, value)
    if declared.type in ("choice", "choices"):
        return item_label(pack, event, name, value)
    if declared.type == "yes_no":
        return {"yes": "是", "no": "否"}.get(value, value)
    return value


def provision_label(pack: Pack, address: str) -> str:
    """The label of a provision, or of the nearest one above it; empty where there is none."""
    while address:
        if address in pack.provisions:
            return pack.provisions[address].label
        address = address.rpartition(".")[0]
    return ""
