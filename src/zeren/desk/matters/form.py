"""The form of an act, made from the pack's step: its fields, their lists, and each field's provision.

Nothing is chosen beforehand. An empty field is not recorded, and 不清楚 is recorded as unknown; only what
would be false is refused, and that is for ``records`` to say.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from django.http import QueryDict

from zeren.desk.components import Citation
from zeren.law.packs.form import Choice, ChoiceItem, Duty, Force, Norm, Pack, RecordField, Require, Step
from zeren.norms.model import UNKNOWN, FieldText

Widget = Literal[
    "text",
    "line",
    "day",
    "moment",
    "number",
    "radios",
    "boxes",
    "select",
    "person",
    "organ",
    "post",
    "document",
]
FEW = 5
"""Up to so many options stand side by side; more go into a list."""

PREFIX = "f-"
FORM, FORMS = "form", "forms"
"""The field that says in which form an act was done, and the shared list of the words for it."""

CiteOf = Callable[[tuple[str, ...]], Citation | None]
Applies = Callable[[Norm], bool]
"""Whether a ``choice`` norm is not ruled out by what is known of the matter."""

_WIDGETS: Mapping[str, Widget] = {
    "text": "text",
    "date": "day",
    "datetime": "moment",
    "integer": "number",
    "decimal": "number",
    "person": "person",
    "organ": "organ",
    "post": "post",
    "document": "document",
    "many_of": "boxes",
    "choices": "boxes",
}
YES_NO = (("yes", "是"), ("no", "否"), (UNKNOWN, "不清楚"))


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that people may choose. ``cite`` is the item's own provision."""

    value: str
    label: str
    on: bool = False
    cite: Citation | None = None
    note: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class FormField:
    """One line of the form: label, widget, the provision that calls for it, what is wrong with what was entered."""

    name: str
    label: str
    widget: Widget
    value: str = ""
    options: tuple[Option, ...] = ()
    cite: Citation | None = None
    required: bool = False
    hint: str = ""
    error: str = ""
    missing: str = ""
    optional: str = "选填"

    @property
    def id(self) -> str:
        """The id of the widget in the page."""
        return PREFIX + self.name

    @property
    def plain(self) -> bool:
        """Whether one input carries the whole field (its label then points at it)."""
        return self.widget not in ("radios", "boxes")


def every(_: Norm) -> bool:
    """Where nothing is known of the matter, every choice may apply."""
    return True


def fields_of(
    pack: Pack, step: Step, values: Mapping[str, FieldText], cite_of: CiteOf, applies: Applies = every
) -> tuple[FormField, ...]:
    """The fields of ``step`` filled with ``values`` (a draft, or what was refused)."""
    always, sometimes = demanded(pack, step.id)
    made = (
        field_of(pack, step.id, field, values.get(name), cite_of, applies)
        for name, field in step.record.items()
    )
    return tuple(
        replace(
            one,
            required=one.required or one.name in always,
            optional="视情形" if one.name in sometimes else "选填",
        )
        for one in made
    )


def demanded(pack: Pack, step: str) -> tuple[frozenset[str], frozenset[str]]:
    """The fields that some must-norm wants filled in whenever this act is done, and those wanted under a condition."""
    musts = [
        n for n in pack.norms if n.force is Force.MUST and isinstance(n.body, Require) and step in n.body.acts
    ]
    found = {
        bound: frozenset(
            name
            for n in musts
            if isinstance(n.body, Require) and (n.if_ is None) is bound
            for name in n.body.has
        )
        for bound in (True, False)
    }
    return found[True], found[False]


def field_of(
    pack: Pack,
    step: str,
    field: RecordField,
    value: FieldText | None,
    cite_of: CiteOf,
    applies: Applies = every,
) -> FormField:
    """One field with its options."""
    chosen = (value,) if isinstance(value, str) else value or ()
    options = tuple(_options(pack, step, field, set(chosen), cite_of, applies))
    return FormField(
        name=field.name,
        label=field.label or field.name,
        widget=_widget(field, options),
        value="" if options else "、".join(chosen),
        options=options,
        cite=cite_of(field.cite),
        required=field.required,
    )


def _widget(field: RecordField, options: tuple[Option, ...]) -> Widget:
    if field.type in _WIDGETS and not (field.type == "text" and options):
        return _WIDGETS[field.type]
    return "radios" if len(options) <= FEW else "select"


def _options(
    pack: Pack, step: str, field: RecordField, chosen: set[str], cite_of: CiteOf, applies: Applies
) -> Iterator[Option]:
    if asks_form(pack, step, field):
        words = pack.vocabulary.lists[FORMS]
        yield from (Option(item, words.labels.get(item, item), item in chosen) for item in words.items)
    elif field.type == "yes_no":
        yield from (Option(value, label, value in chosen) for value, label in YES_NO)
    elif field.type in ("one_of", "many_of") and field.list in pack.vocabulary.lists:
        words = pack.vocabulary.lists[field.list or ""]
        yield from (Option(item, words.labels.get(item, item), item in chosen) for item in words.items)
    elif field.type in ("choice", "choices"):
        for item, group in items_of(pack, step, field.name, applies, chosen):
            label = item.label or _label_of(pack, item)
            note = "写明理由" if item.open else ""
            yield Option(item.id, label, item.id in chosen, cite_of(item.cite), note, group)


def asks_form(pack: Pack, step: str, field: RecordField) -> bool:
    """Whether a duty demands a form (书面) of this act, so that the field takes the word and not free text."""
    if field.name != FORM or field.type != "text" or FORMS not in pack.vocabulary.lists:
        return False
    duties = (norm.body for norm in pack.norms if isinstance(norm.body, Duty))
    return any(duty.form is not None and step in duty.act.names for duty in duties)


def items_of(
    pack: Pack, step: str, field: str, applies: Applies = every, chosen: Collection[str] = ()
) -> Iterator[tuple[ChoiceItem, str]]:
    """What the applicable ``choice`` norms list for a field, each item once, with the provision it is listed under.

    What was chosen before stays on offer. Where no norm applies, or all do, nothing is left out; the second of the
    pair is empty where all items stand under one norm.
    """
    lists = [
        (n, n.body)
        for n in pack.norms
        if isinstance(n.body, Choice) and (n.body.event, n.body.field) == (step, field)
    ]
    spoken = [pair for pair in lists if applies(pair[0])] or lists
    seen: set[str] = set()
    for norm, body in [*spoken, *(pair for pair in lists if pair not in spoken)]:
        for item in body.items:
            if item.id not in seen and ((norm, body) in spoken or item.id in chosen):
                seen.add(item.id)
                yield item, _heading(pack, norm) if len(spoken) > 1 else ""


def _heading(pack: Pack, norm: Norm) -> str:
    """The label of the provision under which a norm lists its items."""
    provision = next((pack.provisions[at] for at in norm.cite if at in pack.provisions), None)
    return provision.label if provision else ""


def _label_of(pack: Pack, item: ChoiceItem) -> str:
    """An item without a label of its own goes by its provision's."""
    provision = next((pack.provisions[at] for at in item.cite if at in pack.provisions), None)
    return provision.label if provision else item.id


def values_of(step: Step, posted: QueryDict) -> dict[str, FieldText]:
    """What was entered, as ``records`` takes it: text, or several texts; empty fields are left out."""
    taken: dict[str, FieldText] = {}
    for name, field in step.record.items():
        given = [text.strip() for text in posted.getlist(PREFIX + name) if text.strip()]
        if given:
            taken[name] = tuple(given) if field.type in ("many_of", "choices") else given[0]
    return taken


def with_missing(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    """The same fields; a required one without content says so. It does not stop recording."""
    return tuple(
        replace(field, missing="还没有填；照样可以记录，以后用更正补齐")
        if field.required and not field.value and not any(option.on for option in field.options)
        else field
        for field in fields
    )


def with_errors(fields: tuple[FormField, ...], errors: Mapping[str, str]) -> tuple[FormField, ...]:
    """The same fields, each with what is wrong about it."""
    return tuple(replace(field, error=errors.get(field.name, "")) for field in fields)
