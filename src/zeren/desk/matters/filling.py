"""Names in a form: people, organs and papers are typed and read by name, and kept as references to the registers.

A name that the registers do not have, or that several bear, is kept as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zeren.desk.matters import naming
from zeren.desk.matters.case import Case
from zeren.desk.matters.form import FormField
from zeren.law.packs.form import Step
from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.matters import queries as matters

NAMED = {"person": "person", "organ": "organ", "document": "attachment"}
"""Types of fields that take a name, and the noun of the reference that is kept."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What is offered while a name is typed; empty where the form asks for none of the kind."""

    people: tuple[tuple[str, str], ...] = ()
    organs: tuple[tuple[str, str], ...] = ()
    papers: tuple[str, ...] = ()


def kept(case: Case, step: Step, fields: Mapping[str, FieldText]) -> dict[str, FieldText]:
    """The fields with the names that mean one registered thing as references."""
    found = dict(fields)
    for name, value in fields.items():
        declared = step.record.get(name)
        if declared is not None and declared.type in NAMED and isinstance(value, str):
            found[name] = _ref(case, NAMED[declared.type], value) or value
    return found


def _ref(case: Case, noun: str, text: str) -> str:
    if refs.parse(text) is not None:
        return text
    if noun == "attachment":
        same = [paper.pk for paper in matters.attachments(case.actor, case.matter.pk) if paper.name == text]
        return f"attachment:{same[0]}" if len(same) == 1 else ""
    ref = naming.resolve(case.actor, text).ref
    return ref if ref.startswith(f"{noun}:") else ""


def by_name(fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """The fields with references read as names."""
    listed = tuple(fields)
    names = refs.names_of(field.value for field in listed if field.widget in NAMED)
    return tuple(replace(field, value=names.get(field.value, field.value)) for field in listed)


def offers(case: Case, fields: Iterable[FormField]) -> Offers:
    """What the form's fields are offered."""
    widgets = {field.widget for field in fields}
    return Offers(
        people=naming.people_offered(case.actor) if "person" in widgets else (),
        organs=naming.organs_offered(case.actor) if "organ" in widgets else (),
        papers=tuple(p.name for p in matters.attachments(case.actor, case.matter.pk))
        if "document" in widgets
        else (),
    )
