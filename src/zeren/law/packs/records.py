"""Records: mappings with fixed keys. Each key carries its type and a line of documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from yaml.nodes import MappingNode, Node

from zeren.law.packs.nodes import line_of
from zeren.law.packs.reading import Reading, Scope
from zeren.law.packs.types import Json, Type, own_entries


@dataclass(frozen=True)
class Key:
    """One key: its type, whether it must be there, and what it means.

    ``scope`` names a meaning of ``this`` and ``opener`` for the conditions below the key.
    """

    name: str
    type: Type
    doc: str
    required: bool = False
    scope: Callable[[Node, Reading], Scope] | None = None


@dataclass(frozen=True)
class Group:
    """Keys of which at most one may stand (``required``: exactly one; ``several``: one at least)."""

    names: tuple[str, ...]
    required: bool = False
    several: bool = False


Values = dict[str, Any]
Build = Callable[[Values, Node, Reading], Any]


@dataclass(frozen=True)
class Record(Type):
    """A mapping with fixed keys, built into an object of the compiled form."""

    name: str
    keys: tuple[Key, ...]
    build: Build
    groups: tuple[Group, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    doc: str = ""
    by_name: dict[str, Key] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self.by_name.update({key.name: key for key in self.keys})

    def read(self, node: Node, r: Reading) -> Any:
        """The object, or None after problems were noted."""
        if not isinstance(node, MappingNode):
            r.refuse("not_mapping", node, None, self.by_name, offer=False)
            return None
        before = len(r.problems)
        values = self._values(node, r)
        self._check_presence(node, set(values), r)
        if len(r.problems) > before:
            return None
        return self.build(values, node, r)

    def _values(self, node: MappingNode, r: Reading) -> Values:
        values: Values = {}
        for name, key_node, value in own_entries(node, r):
            with r.at(name):
                key = self.by_name.get(name)
                if key is None:
                    r.refuse("unknown_key", key_node, name, self.by_name)
                    continue
                values[name] = self._value(key, value, node, r)
        return values

    def _value(self, key: Key, value: Node, node: Node, r: Reading) -> Any:
        if key.scope is None:
            return key.type.read(value, r)
        with r.within(key.scope(node, r)):
            return key.type.read(value, r)

    def _check_presence(self, node: Node, there: set[str], r: Reading) -> None:
        for key in self.keys:
            if key.required and key.name not in there:
                r.refuse("missing_key", node, key.name)
        for group in self.groups:
            found = [name for name in group.names if name in there]
            if not found and group.required:
                r.refuse("missing_one_of", node, self.name, group.names, offer=False)
            elif len(found) > 1 and not group.several:
                r.refuse("one_only", node, " + ".join(found), group.names, offer=False)
        for name, other in self.needs:
            if name in there and other not in there:
                r.refuse("needs_key", node, name, (other,), offer=False)

    def schema(self) -> Json:
        """A reference; the definition is :meth:`definition`."""
        return {"$ref": f"#/$defs/{self.name}"}

    def definition(self) -> Json:
        """The JSON Schema of the mapping itself."""
        said: Json = {
            "type": "object",
            "properties": {key.name: {"description": key.doc, **key.type.schema()} for key in self.keys},
            "additionalProperties": False,
        }
        if self.doc:
            said["description"] = self.doc
        if required := [key.name for key in self.keys if key.required]:
            said["required"] = required
        if limits := [limit for group in self.groups for limit in _limits(group)]:
            said["allOf"] = limits
        if self.needs:
            said["dependentRequired"] = {name: [other] for name, other in self.needs}
        return said


def _limits(group: Group) -> list[Json]:
    one = [{"required": [name]} for name in group.names]
    if group.several:
        return [{"anyOf": one}] if group.required else []
    if group.required:
        return [{"oneOf": one}]
    return [{"not": {"required": [a, b]}} for i, a in enumerate(group.names) for b in group.names[i + 1 :]]


def place(node: Node) -> int:
    """The line an object came from."""
    return line_of(node)
