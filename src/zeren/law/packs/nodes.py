"""YAML as nodes with lines: every scalar a string, duplicate keys refused, merge keys and anchors followed.

Nothing is constructed: the grammar types each scalar, so ``yes``, ``20.10`` and ``2015-12-23`` keep their text.
"""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from zeren.law.packs.problems import PackErrors, Problem

STRING = "tag:yaml.org,2002:str"


class Plain(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Looks for no type in a scalar: nothing here reads a tag, and to look for one takes a fifth of the reading."""

    def resolve(self, kind: type[Node], value: str, implicit: object) -> str:
        """The tag of a string, whatever it looks like."""
        return STRING


NODES_AT_MOST = 400_000
MERGE = "<<"


def line_of(node: Node) -> int:
    """The line a node stands on, counted from 1."""
    return int(node.start_mark.line) + 1


def compose(data: bytes, file: str) -> Node:
    """The root node of a file.

    Raises:
        PackErrors: not UTF-8, not YAML, empty, or too many nodes (aliases of aliases).

    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused("not_utf8", file, line, data[error.start : error.start + 4].hex()) from error
    try:
        root = yaml.compose(text, Loader=Plain)
    except yaml.YAMLError as error:
        raise _yaml_refused(error, file) from error
    if root is None:
        raise _refused("empty_file", file, 0, "")
    _within_bounds(root, file)
    return root


def _refused(code: str, file: str, line: int, found: str) -> PackErrors:
    return PackErrors([Problem(code, file, line, None, "", found)])


def _yaml_refused(error: yaml.YAMLError, file: str) -> PackErrors:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 1 if mark is not None else 0
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return _refused("not_yaml", file, line, said)


def _within_bounds(root: Node, file: str) -> None:
    """Refuse aliases that contain themselves, and files that aliases blow up."""
    seen = 0
    path: set[int] = set()

    def walk(node: Node) -> None:
        nonlocal seen
        seen += 1
        if seen > NODES_AT_MOST or id(node) in path:
            raise _refused("endless_alias", file, line_of(node), "")
        if isinstance(node, ScalarNode):
            return
        path.add(id(node))
        for child in _children(node):
            walk(child)
        path.discard(id(node))

    try:
        walk(root)
    except RecursionError as error:
        raise _refused("endless_alias", file, 0, "") from error


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, SequenceNode):
        yield from node.value
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            yield key
            yield value


def entries(node: MappingNode) -> tuple[list[tuple[str, Node, Node]], list[tuple[str, Node]]]:
    """The entries of a mapping as (key, key node, value node), and its duplicate keys.

    A merge key (``<<: *name``) gives the entries that the mapping does not write itself.
    """
    own: dict[str, tuple[str, Node, Node]] = {}
    merged: list[MappingNode] = []
    twice: list[tuple[str, Node]] = []
    for key, value in node.value:
        name = key.value if isinstance(key, ScalarNode) else "?"
        if name == MERGE and not key.style:
            merged += _merged(value)
        elif name in own:
            twice.append((name, key))
        else:
            own[name] = (name, key, value)
    for source in merged:
        for name, key, value in entries(source)[0]:
            own.setdefault(name, (name, key, value))
    return list(own.values()), twice


def _merged(node: Node) -> list[MappingNode]:
    nodes = node.value if isinstance(node, SequenceNode) else [node]
    return [n for n in nodes if isinstance(n, MappingNode)]


def value_at(node: Node | None, *keys: str) -> Node | None:
    """The node below ``keys``, or None; for looking ahead without judging."""
    for key in keys:
        if not isinstance(node, MappingNode):
            return None
        node = next((v for name, _, v in entries(node)[0] if name == key), None)
    return node


def text_at(node: Node | None, *keys: str) -> str | None:
    """The text below ``keys``, or None."""
    found = value_at(node, *keys)
    return found.value if isinstance(found, ScalarNode) else None


def texts_of(node: Node | None) -> tuple[str, ...]:
    """All texts of a scalar, a list, or ``{any: […]}``; for looking ahead without judging."""
    if isinstance(node, ScalarNode):
        return (node.value,)
    if isinstance(node, SequenceNode):
        return tuple(n.value for n in node.value if isinstance(n, ScalarNode))
    if isinstance(node, MappingNode):
        return tuple(text for _, _, value in entries(node)[0] for text in texts_of(value))
    return ()


def items_of(node: Node | None) -> list[Node]:
    """The nodes of a list, or none."""
    return list(node.value) if isinstance(node, SequenceNode) else []
