"""The documents as tests read them: Markdown pages, their code blocks, links and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text without the indentation."""

    language: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The lines of a shell block, comments left out."""
        return [line for line in self.text.splitlines() if line.strip() and not line.startswith("#")]


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    found = FENCE.findall(page.read_text(encoding="utf-8"))
    return [Block(language, re.sub(f"^{indent}", "", text, flags=re.M)) for indent, language, text in found]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def headings(page: Path) -> list[tuple[int, str]]:
    """Level and words of each heading."""
    return [(len(marks), words) for marks, words in re.findall(r"^(#+) (.+)$", prose(page), re.M)]


def links(page: Path) -> Iterator[str]:
    """Every link and image that stays inside the project."""
    yield from (
        link for link in LINK.findall(prose(page)) if "://" not in link and not link.startswith("mailto:")
    )


def anchor(words: str) -> str:
    """The anchor of a heading, as Git hosts make it."""
    kept = "".join(c for c in words.lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")
