"""What is wrong with a pack: every problem with its place, what was found and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from zeren.law.packs.messages import MESSAGES

SHOWN_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``code`` is a key of the message catalogue; ``line`` counts from 1 (0: no line)."""

    code: str
    file: str
    line: int
    norm: str | None
    key: str
    found: str
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None

    @property
    def where(self) -> str:
        """``file:line`` and the norm, where there is one."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} [{self.norm}]" if self.norm else place

    @property
    def zh(self) -> str:
        """The sentence in Chinese."""
        return self._sentence(0, "；可用：{}", "、", "；是否应为“{}”？")

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self._sentence(1, "; allowed: {}", ", ", "; did you mean '{}'?")

    def _sentence(self, tongue: int, allowed: str, comma: str, meant: str) -> str:
        text = MESSAGES[self.code][tongue].format(key=self.key, found=self.found)
        if self.allowed:
            text += allowed.format(comma.join(self.allowed))
        if self.suggestion is not None:
            text += meant.format(self.suggestion)
        return text

    def as_data(self) -> dict[str, object]:
        """The shape that commands print as JSON."""
        return {
            "where": self.where,
            "file": self.file,
            "line": self.line,
            "norm": self.norm,
            "key": self.key,
            "code": self.code,
            "found": self.found,
            "allowed": list(self.allowed),
            "suggestion": self.suggestion,
            "zh": self.zh,
            "en": self.en,
        }


class PackErrors(Exception):
    """A file was refused; ``problems`` holds all that is wrong with it, in the order of its lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda p: (p.file, p.line)))
        super().__init__("\n".join(f"{p.where}: {p.en}" for p in self.problems))


def nearest(found: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that was probably meant, or None."""
    near = difflib.get_close_matches(found, list(allowed), n=1, cutoff=0.7)
    return near[0] if near else None


def shortened(allowed: Sequence[str]) -> tuple[str, ...]:
    """At most a dozen of the allowed words, so that an error stays readable."""
    if len(allowed) <= SHOWN_AT_MOST:
        return tuple(allowed)
    return (*allowed[:SHOWN_AT_MOST], "…")
