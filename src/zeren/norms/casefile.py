"""Case files: one matter as YAML or JSON, with the keys of the pack tests. Read strictly, pure from text.

Every name is held against the packs that the file names; each problem comes with its line, the key, what was
found and what may stand there. ``docs/case-files.md`` describes the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs.examples import FACT, FACT_VALUES, NAMES, EventExample, Kept
from zeren.law.packs.form import Pack, Path, RecordField
from zeren.law.packs.names import BUILT_IN_EVENTS, MATTER_FACTS, Names, names_of
from zeren.law.packs.nodes import compose, entries, items_of, text_at, value_at
from zeren.law.packs.problems import PackErrors
from zeren.law.packs.reading import Reading
from zeren.law.packs.records import Key, Record
from zeren.law.packs.refs import ProcedureRef
from zeren.law.packs.types import Day, Many, Text, day, instant, number
from zeren.norms import cases
from zeren.norms.conditions import NONE_WORD
from zeren.norms.model import UNKNOWN, Log

KNOWN_FACTS = frozenset({"role", "post", "barred"})
"""Facts that the engine itself asks registers for."""

CASE = Record(
    "case",
    (
        Key("id", Text(), "the matter's number"),
        Key("name", Text(), "a title for people"),
        Key("packs", NAMES, "the regulations: id (every version at hand) or id@version", required=True),
        Key("procedure", ProcedureRef(), "the procedure that is run"),
        Key("opened", Kept(Day()), "the day the matter was opened"),
        Key("facts_day", Kept(Day()), "the day of the facts"),
        Key("taken_over", Kept(Day()), "the day from which the record is complete"),
        Key("subjects", NAMES, "whom the matter is about"),
        Key("matter", FACT_VALUES, "facts of the matter"),
        Key("facts", Many(FACT, least=0), "dated facts of registers"),
        Key("params", FACT_VALUES, "parameters that an organ has set"),
        Key("events", Many(EventExample(), least=0), "the record"),
    ),
    lambda v, node, r: v,
    doc="One matter: the regulations it is held against, its facts and its record.",
)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One matter read from a file, and the packs it asks for."""

    log: Log
    packs: tuple[Pack, ...]
    name: str
    file: str


def read_case(data: bytes, file: str, packs: Sequence[Pack]) -> CaseFile:
    """A case file's matter.

    Parameters: ``data``, the file's bytes (YAML or JSON, UTF-8); ``file``, its name as errors show it; ``packs``,
    all at hand. Raises PackErrors with everything that is wrong, each with its line.
    """
    root = compose(data, file)
    r = Reading(file)
    chosen = _packs(root, packs, r)
    r.names = _names(chosen)
    raw = CASE.read(root, r)
    if not r.problems:
        _check(root, chosen, r)
    if r.problems or raw is None:
        raise PackErrors(r.problems)
    return CaseFile(cases.log(raw), tuple(chosen), str(raw.get("name", "")), file)


# ---------------------------------------------------------------- which packs, which names


def _packs(root: Node, packs: Sequence[Pack], r: Reading) -> list[Pack]:
    """The packs the file names; an unknown one is refused, and nothing else is checked against none."""
    wanted = value_at(root, "packs")
    nodes = items_of(wanted) if isinstance(wanted, SequenceNode) else [wanted] if wanted is not None else []
    chosen: list[Pack] = []
    for node in nodes:
        name = node.value if isinstance(node, ScalarNode) else ""
        found = [p for p in packs if name in (p.id, p.ref)]
        if not found:
            with r.at("packs"):
                r.refuse("unknown_other", node, None, sorted({p.id for p in packs}))
        chosen.extend(p for p in found if p not in chosen)
    if r.problems:
        raise PackErrors(r.problems)
    return chosen


def _names(packs: Iterable[Pack]) -> Names:
    """The names of all packs of the case together."""
    merged = Names()
    for pack in packs:
        own = names_of(pack)
        merged.add_vocabulary(pack.vocabulary)
        for name, shape in own.events.items():
            known = merged.events.setdefault(name, shape)
            known.fields |= shape.fields
            known.addressed = known.addressed or shape.addressed
            known.own = known.own or shape.own
            known.closed = known.closed or shape.closed
        merged.matter_facts |= own.matter_facts
        merged.subject_facts |= own.subject_facts
        merged.params |= own.params
        merged.procedures |= own.procedures
        merged.provisions |= own.provisions
    return merged


def _paths(value: object) -> Iterator[Path]:
    """Every path that occurs in a part of the compiled form."""
    if isinstance(value, Path):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _paths(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _paths(getattr(value, field.name))


# ---------------------------------------------------------------- checks beyond the grammar


def _check(root: Node, packs: Sequence[Pack], r: Reading) -> None:
    used = [p for pack in packs for norm in pack.norms for p in _paths(norm)]
    _check_keys(root, "matter", {*r.names.matter_facts, *MATTER_FACTS, "unit", *_of(used, "matter"), *r.names.ready.get("matter", ())}, "unknown_fact", r)  # fmt: skip
    _check_keys(root, "params", {*r.names.params, *(f"{p.id}#{n}" for p in packs for n in p.parameters)}, "unknown_param", r)  # fmt: skip
    known = {*r.names.subject_facts, *KNOWN_FACTS}
    for head in ("subject", "unit", "actor"):
        known |= {*_of(used, head), *r.names.ready.get(head, ())}
    for node in items_of(value_at(root, "facts")):
        _check_fact(node, known, r)
    _check_values(value_at(root, "matter"), r.names.matter_facts, "matter", r)
    _check_events(root, r)


def _of(paths: Iterable[Path], head: str) -> set[str]:
    return {p.name for p in paths if p.head == head}


def _check_keys(root: Node, key: str, known: set[str], code: str, r: Reading) -> None:
    node = value_at(root, key)
    if not isinstance(node, MappingNode):
        return
    for name, key_node, _ in entries(node)[0]:
        if name not in known:
            with r.at(key), r.at(name):
                r.refuse(code, key_node, name, known)


def _check_fact(node: Node, known: set[str], r: Reading) -> None:
    name = text_at(node, "name") or ""
    with r.at("facts"):
        if name not in known:
            r.refuse("unknown_fact", value_at(node, "name"), name, known)
        declared = r.names.subject_facts.get(name)
        if declared is not None:
            with r.at("value"):
                _check_value(value_at(node, "value"), declared, r)
        start, end = text_at(node, "from"), text_at(node, "to")
        if start and end and end < start:
            r.refuse("ends_before", node, f"{start} – {end}")


def _check_events(root: Node, r: Reading) -> None:
    nodes = items_of(value_at(root, "events"))
    places = {text_at(node, "id") or f"e{place}" for place, node in enumerate(nodes, 1)}
    seen: set[str] = set()
    with r.at("events"):
        for place, node in enumerate(nodes, 1):
            name = text_at(node, "id") or f"e{place}"
            if name in seen:
                r.refuse("duplicate_event_id", node, name)
            seen.add(name)
            _check_links(node, places, r)
            event = text_at(node, "type") or ""
            shape = r.names.events.get(event)
            if shape is not None and event not in BUILT_IN_EVENTS:
                _check_values(node, shape.fields, None, r)


def _check_links(node: Node, places: set[str], r: Reading) -> None:
    for key in ("corrects", "voids"):
        target = text_at(node, key)
        if target is not None and target not in places:
            with r.at(key):
                r.refuse("unknown_other", value_at(node, key), target, places)


def _check_values(
    node: Node | None, declared: Mapping[str, RecordField], key: str | None, r: Reading
) -> None:
    if not isinstance(node, MappingNode):
        return
    for name, _, value in entries(node)[0]:
        field = declared.get(name)
        if field is None:
            continue
        if key is None:
            with r.at(name):
                _check_value(value, field, r)
        else:
            with r.at(key), r.at(name):
                _check_value(value, field, r)


def _check_value(node: Node | None, field: RecordField, r: Reading) -> None:
    """A recorded value has the form of its field's type; which items may be chosen is the engine's to judge."""
    parts = node.value if isinstance(node, SequenceNode) else [node]
    for part in parts:
        if not isinstance(part, ScalarNode) or part.value == UNKNOWN:
            continue
        code, allowed = _wrong(part.value, field, r)
        if code:
            r.refuse(code, part, part.value, allowed)


def _wrong(value: str, field: RecordField, r: Reading) -> tuple[str, Sequence[str]]:
    """The problem with one value, or an empty code."""
    if field.type == "yes_no":
        return ("", ()) if value in ("yes", "no") else ("not_a_value_of", ("yes", "no", UNKNOWN))
    if field.type in ("integer", "decimal"):
        found = number(value)
        whole = field.type == "decimal" or (found is not None and found.denominator == 1)
        return (
            ("", ()) if found is not None and whole else ("not_number" if found is None else "not_whole", ())
        )
    if field.type in ("date", "datetime"):
        read = day(value) if field.type == "date" else instant(value)
        return ("", ()) if read is not None else (f"not_{'day' if field.type == 'date' else 'instant'}", ())
    words = r.names.lists.get(field.list) if field.list else None
    if field.type in ("one_of", "many_of") and words is not None and value not in (*words.items, NONE_WORD):
        return "not_a_value_of", (*words.items, NONE_WORD, UNKNOWN)
    return "", ()
