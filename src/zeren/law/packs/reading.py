"""The state of one reading: the file, the names it may use, where we are, and the problems so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from yaml.nodes import MappingNode, Node, ScalarNode

from zeren.law.packs.names import Names
from zeren.law.packs.nodes import line_of
from zeren.law.packs.problems import Problem, nearest, shortened


@dataclass(frozen=True, slots=True)
class Scope:
    """Which events ``this`` and ``opener`` can be. None: any; empty: there is none here."""

    this: tuple[str, ...] | None = None
    opener: tuple[str, ...] | None = None

    def counted(self, event: str) -> Scope:
        """Inside ``where`` of a counted event: it is ``this``, and the act that asks is ``opener``."""
        return Scope((event,), self.this if self.this else self.opener)


@dataclass(slots=True)
class Reading:
    """Passed down through the grammar."""

    file: str
    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)
    norm: str | None = None
    keys: tuple[str, ...] = ()
    scope: Scope = Scope()
    judged_by: str = "act"

    @property
    def key(self) -> str:
        """The key being read, with those around it: ``duty.within``; inside a norm it begins there."""
        inside = self.norm is not None and self.keys[:1] == ("norms",)
        return ".".join(self.keys[1:] if inside else self.keys)

    @contextmanager
    def at(self, key: str) -> Iterator[None]:
        """Read below ``key``."""
        before, self.keys = self.keys, (*self.keys, key)
        try:
            yield
        finally:
            self.keys = before

    @contextmanager
    def within(self, scope: Scope) -> Iterator[None]:
        """Read with other meanings of ``this`` and ``opener``."""
        before, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = before

    def refuse(
        self,
        code: str,
        node: Node | None,
        found: str | None = None,
        allowed: Iterable[str] = (),
        *,
        offer: bool = True,
        suggestion: str | None = None,
    ) -> None:
        """Note a problem at ``node``; with ``offer`` the nearest allowed word is suggested."""
        said = shown(node) if found is None else found
        words = tuple(allowed)
        near = suggestion or (nearest(said, words) if offer else None)
        line = line_of(node) if node is not None else 0
        listed = shortened(sorted(words) if isinstance(allowed, set | frozenset) else words)
        self.problems.append(Problem(code, self.file, line, self.norm, self.key, said, listed, near))


def shown(node: Node | None) -> str:
    """A node in a few characters: its text, ``{…}`` or ``[…]``."""
    if isinstance(node, ScalarNode):
        return str(node.value) if node.value else '""'
    return "{…}" if isinstance(node, MappingNode) else "[…]"
