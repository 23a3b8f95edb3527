"""Signs that no text of an official needs: they come along with what is pasted, nobody sees them, no paper can hold them."""

from __future__ import annotations

import re

BREAKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
"""Breaks of line and page as word processors write them."""
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
"""Control signs, halves of pairs, and what is no sign at all."""


def printable(text: str) -> str:
    """The text without them; other breaks are ends of lines."""
    return UNSEEN.sub("", BREAKS.sub("\n", text))
