"""Citation chips for a page: each provision looked up once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.desk import links, wording
from zeren.desk.components import Citation
from zeren.records.actor import Actor
from zeren.records.texts import queries as texts


@dataclass
class Cites:
    """Makes chips for provisions as of a day; imported text is fetched once a provision."""

    actor: Actor
    today: date
    known: dict[tuple[str, str], Citation] = field(default_factory=dict)

    def of(self, pack: str, cites: Sequence[str]) -> tuple[Citation, ...]:
        """The chips of several provisions of one pack (``id@version``)."""
        return tuple(self.one(pack, at) for at in cites)

    def first(self, pack: str, cites: Sequence[str]) -> Citation | None:
        """The chip of the first provision; the others are named in its title."""
        return self.one(pack, cites[0]) if cites else None

    def one(self, pack: str, at: str) -> Citation:
        """One chip."""
        if (pack, at) not in self.known:
            self.known[(pack, at)] = self._made(pack, at)
        return self.known[(pack, at)]

    def _made(self, pack: str, at: str) -> Citation:
        other, _, address = at.rpartition("#")
        words = wording.words_of(other or pack)
        if words is None:
            return Citation(at, at)
        spoken = wording.address_words(address, wording.in_articles(words.pack))
        return Citation(
            label=f"{wording.short_title(words.pack.title)}{spoken}",
            title=f"《{words.pack.title}》{spoken}",
            text=tuple(texts.lines_of(words.pack.id, address, self.today)),
            summary=words.provision(address),
            force=wording.force_sentence(words.pack, self.today),
            url=links.provision(words.pack.id, address, words.pack.version.isoformat()),
        )
