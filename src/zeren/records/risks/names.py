"""Words of a risk that look like somebody: a name of the register of people, an identity or telephone number.

They are asked about (请核对：此处像人名；风险登记的是岗位), never altered: a word may be a name by chance.
"""

from __future__ import annotations

from collections.abc import Iterable

from zeren.records.actor import Actor
from zeren.records.lists.giveaways import IDENTITY, MOBILE, SHORTEST, WIDE
from zeren.records.people import queries as people

MOST = 400
"""Signs of all that is asked about one risk."""


class Known:
    """The names that an actor may ask about: of those people whom the actor may name, so that writing is no way of
    learning who stands in the register of another county."""

    def __init__(self, actor: Actor) -> None:
        listed = people.nameable(actor).order_by().values_list("name", flat=True).distinct()
        self.names = {name for name in listed if len(name) >= SHORTEST}
        self.lengths = sorted({len(name) for name in self.names}, reverse=True)

    def asked(self, texts: Iterable[str], cleared: Iterable[str] = ()) -> tuple[str, ...]:
        """What is to be looked at in the texts, each once in order; what was looked at before is left out."""
        found: dict[str, None] = {}
        for text in texts:
            found |= dict.fromkeys(self._names(text))
            for pattern in (IDENTITY, MOBILE):
                found |= {text[slice(*hit.span())]: None for hit in pattern.finditer(text.translate(WIDE))}
        known = set(cleared)
        return _within(word for word in found if word not in known)

    def _names(self, text: str) -> list[str]:
        """Names in a text, the longest at each place. By pieces of the lengths that names have: a pattern of eight
        thousand alternatives would be tried at every sign."""
        found, at = [], 0
        while at < len(text):
            name = next((p for n in self.lengths if (p := text[at : at + n]) in self.names), "")
            if name:
                found.append(name)
            at += len(name) or 1
        return found


def _within(words: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for word in words:
        if sum(map(len, kept)) + len(kept) + len(word) <= MOST:
            kept.append(word)
    return tuple(kept)
