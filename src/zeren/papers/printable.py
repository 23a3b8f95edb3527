"""What goes onto a paper, with every text in it such as a paper can hold."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

from zeren.records.signs import printable

T = TypeVar("T")


def cleaned(content: T) -> T:
    """The same lists and descriptions, each text without signs that nobody sees (``records.signs``).

    A record may hold them: it keeps what was typed. A DOCX or PDF with one of them could not be made.
    """
    found: object = content
    if isinstance(content, str):
        found = printable(content)
    elif isinstance(content, list | tuple):
        found = type(content)(cleaned(one) for one in content)
    elif isinstance(content, dict):
        found = {name: cleaned(one) for name, one in content.items()}
    elif is_dataclass(content) and not isinstance(content, type):
        found = replace(content, **{f.name: cleaned(getattr(content, f.name)) for f in fields(content)})
    return found  # type: ignore[return-value]
