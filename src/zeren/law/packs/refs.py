"""References: every name that a pack uses is declared somewhere, or refused with what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from yaml.nodes import Node, ScalarNode

from zeren.law.packs.form import Acts, Path, RecordField
from zeren.law.packs.names import ALWAYS_HEADS, BUILT_IN_EVENTS, ENVELOPE, MATTER_FACTS, Names, is_relative
from zeren.law.packs.problems import nearest
from zeren.law.packs.reading import Reading
from zeren.law.packs.types import ADDRESS, IDENT, Json, Many, OneOrMany, Text, Type, scalar


@dataclass(frozen=True)
class Ref(Type):
    """A declared name. ``known`` lists what may stand here."""

    code: str
    known: Callable[[Names], Iterable[str]]
    pattern: str = IDENT

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text().read(node, r)
        if text is None:
            return None
        known = set(self.known(r.names))
        if text in known:
            return text
        r.refuse(self.code, node, text, known)
        return None

    def schema(self) -> Json:
        return scalar(self.pattern)


@dataclass(frozen=True)
class EventRef(Type):
    """An event type: a step, an event of the vocabulary, a built-in one, a child's or the parent's."""

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text().read(node, r)
        if text is None or r.names.knows_event(text):
            return text
        r.refuse("unknown_event", node, text, {*r.names.events, *BUILT_IN_EVENTS})
        return None

    def schema(self) -> Json:
        return scalar(IDENT)


EVENT = EventRef()
EVENTS = OneOrMany(EVENT)
ROLE = Ref("unknown_role", lambda n: n.roles)
ROLES = OneOrMany(ROLE)
LIST = Ref("unknown_list", lambda n: n.lists)
NORM = Ref("unknown_norm", lambda n: n.norms)
NORM_OR_ITEM = Ref("unknown_norm", lambda n: {*n.norms, *n.items})
TERM = Ref("unknown_term", lambda n: n.terms)
SCORE = Ref("unknown_score", lambda n: n.scores)
GRADE = Ref("unknown_grade", lambda n: n.grades)
DUTY_OR_BAR = Ref("not_expiring", lambda n: [k for k, kind in n.norms.items() if kind in ("duty", "bar")])
PACK = Text(IDENT, "bad_pack_id")
PACK_VERSION = Text(rf"{IDENT}@\d{{4}}-\d{{2}}-\d{{2}}", "bad_pack_version")
OTHER_PROVISION = Text(rf"{IDENT}#{ADDRESS}", "bad_other_provision")


@dataclass(frozen=True)
class OtherNorm(Type):
    """``pack#norm``; a bare norm id means this pack. The library checks those of other packs."""

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text(rf"({IDENT}#)?{IDENT}", "bad_other_norm").read(node, r)
        return NORM.read(node, r) if text is not None and "#" not in text else text

    def schema(self) -> Json:
        return scalar(rf"({IDENT}#)?{IDENT}")


@dataclass(frozen=True)
class ProcedureRef(Type):
    """A procedure of this pack, or ``pack#procedure``."""

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text().read(node, r)
        if text is None or text in r.names.procedures or re.fullmatch(rf"{IDENT}#{IDENT}", text):
            return text
        r.refuse("unknown_procedure", node, text, r.names.procedures)
        return None

    def schema(self) -> Json:
        return scalar(rf"({IDENT}#)?{IDENT}")


@dataclass(frozen=True)
class Address(Type):
    """An address of the text; it, an address above it or one below it is among the provisions."""

    resolve: bool = True

    def read(self, node: Node, r: Reading) -> str | None:
        text = Text(ADDRESS, "bad_address").read(node, r)
        if text is None or not self.resolve or any(related(text, listed) for listed in r.names.provisions):
            return text
        r.refuse("unknown_provision", node, text, r.names.provisions)
        return None

    def schema(self) -> Json:
        return scalar(ADDRESS)


def related(one: str, other: str) -> bool:
    """Whether one address is the other, above it or below it."""
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


CITE = OneOrMany(Address())


@dataclass(frozen=True)
class AnyAddress(Type):
    """An address of this text, or ``pack#address`` of another: shared events, and fields another text calls for."""

    def read(self, node: Node, r: Reading) -> str | None:
        foreign = isinstance(node, ScalarNode) and "#" in node.value
        return (OTHER_PROVISION if foreign else Address()).read(node, r)

    def schema(self) -> Json:
        return scalar(rf"({IDENT}#)?{ADDRESS}")


ANY_CITE = OneOrMany(AnyAddress())


@dataclass(frozen=True)
class ActsType(Type):
    """``x``, ``[x, y]``, ``{any: […]}`` or ``{all: […]}``; ``bare_list`` says what a plain list means."""

    bare_list: str = "any"

    def read(self, node: Node, r: Reading) -> Acts | None:
        mode, inner = self.bare_list, node
        if not isinstance(node, ScalarNode) and (said := _mode(node)) is not None:
            mode, inner = said
        names = EVENTS.read(inner, r)
        return None if names is None else Acts(names, "all" if mode == "all" and len(names) > 1 else "any")

    def schema(self) -> Json:
        many = Many(EVENT).schema()
        modes = [
            {"type": "object", "properties": {m: many}, "required": [m], "additionalProperties": False}
            for m in ("any", "all")
        ]
        return {"anyOf": [EVENTS.schema(), *modes]}


def _mode(node: Node) -> tuple[str, Node] | None:
    if isinstance(node.value, list) and len(node.value) == 1 and isinstance(node.value[0], tuple):
        key, value = node.value[0]
        if key.value in ("any", "all"):
            return key.value, value
    return None


@dataclass(frozen=True)
class PathType(Type):
    """``head.name``: a field of an event or of the act, or a fact, that is declared."""

    def read(self, node: Node, r: Reading) -> Path | None:
        text = Text().read(node, r)
        if text is None:
            return None
        path = parse_path(text)
        if path is None:
            r.refuse("bad_path", node, text)
            return None
        return path if check_path(path, node, r) else None

    def schema(self) -> Json:
        return scalar(rf"{IDENT}\.{IDENT}")


PATH = PathType()


def parse_path(text: str) -> Path | None:
    """``held.time`` as a path; the name is what follows the last point."""
    head, _, name = text.rpartition(".")
    return Path(head, name) if re.fullmatch(IDENT, head) and re.fullmatch(r"[A-Za-z_]\w*", name) else None


def is_path(text: str, r: Reading) -> bool:
    """Whether a right side is a path: its head is an event or one of the fixed heads."""
    path = parse_path(text)
    return path is not None and (
        path.head in ALWAYS_HEADS or path.head in r.names.events or is_relative(path.head)
    )


def check_path(path: Path, node: Node, r: Reading) -> bool:
    """Note what is wrong with a path; True when nothing is."""
    if path.head in ("this", "opener"):
        return _check_scoped(path, node, r)
    if path.head in ("subject", "matter", "unit", "actor"):
        return _check_fact(path, node, r)
    if path.head == "param":
        return _known(path.name in r.names.params, "unknown_param", path.name, r.names.params, node, r)
    if path.head in r.names.events:
        known = fields_of((path.head,), r.names)
        return _known(r.names.may_have(path.head, path.name), "unknown_field", str(path), known, node, r)
    if is_relative(path.head) or path.head in BUILT_IN_EVENTS:
        return True
    return _known(False, "unknown_head", path.head, {*r.names.events, *ALWAYS_HEADS}, node, r)


def _known(ok: bool, code: str, found: str, allowed: Iterable[str], node: Node, r: Reading) -> bool:
    if not ok:
        words = set(allowed)
        near = nearest(found.rpartition(".")[2], words)
        r.refuse(code, node, found, words, suggestion=near)
    return ok


def _check_scoped(path: Path, node: Node, r: Reading) -> bool:
    events = r.scope.this if path.head == "this" else r.scope.opener
    if events is not None and not events:
        r.refuse("no_such_event_here", node, str(path))
        return False
    if path.name in ENVELOPE:
        return True
    candidates = tuple(r.names.events) if events is None else events
    if any(r.names.may_have(event, path.name) for event in candidates):
        return True
    return _known(False, "unknown_field", str(path), fields_of(candidates, r.names), node, r)


def fields_of(events: Iterable[str], names: Names) -> set[str]:
    """All fields of the events, envelope keys included."""
    found = set(ENVELOPE)
    for event in events:
        if event in names.events:
            found |= set(names.events[event].fields)
    return found


def _check_fact(path: Path, node: Node, r: Reading) -> bool:
    """A fact is declared by a procedure or ready in the record; a pack that declares none may use any."""
    declared = {"matter": r.names.matter_facts, "subject": r.names.subject_facts}.get(path.head, {})
    ready = r.names.ready.get(path.head, set())
    if path.head == "matter":
        ready = ready | set(MATTER_FACTS)
    if not declared or path.name in declared or path.name in ready or path.name == "id":
        return True
    return _known(False, "unknown_fact", str(path), {*declared, *ready}, node, r)


def declared_field(path: Path, r: Reading) -> RecordField | None:
    """The declaration behind a path, where there is one."""
    if path.head == "matter":
        return r.names.matter_facts.get(path.name)
    if path.head == "subject":
        return r.names.subject_facts.get(path.name)
    events: Iterable[str] = (path.head,)
    if path.head in ("this", "opener"):
        scoped = r.scope.this if path.head == "this" else r.scope.opener
        events = tuple(r.names.events) if scoped is None else scoped
    fields = [f for event in events if (f := r.names.field_of(event, path.name))]
    alike = {(f.type, f.list) for f in fields}
    return fields[0] if len(alike) == 1 else None
