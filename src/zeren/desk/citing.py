"""Citation chips for a page: the wording of every provision it cites is fetched in one query.

Without an imported text the pack's own label is shown, and said to be no official text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from zeren.desk import links
from zeren.desk.components import Citation
from zeren.desk.wording import PackWords, address_words, force_sentence, in_articles, short_of, words_of
from zeren.records import clock
from zeren.records.texts import queries as texts

LONGEST = 600
"""Signs of official text in a pop-over; the library has the rest."""


class Citer:
    """Makes chips. ``wanted``: every ``(pack ref, addresses)`` of the page, so that the texts come at once; ``as_of``: the
    day whose wording is shown, today without."""

    def __init__(
        self,
        wanted: Iterable[tuple[str, Iterable[str]]],
        today: date | None = None,
        as_of: date | None = None,
    ) -> None:
        self.today = today or clock.today()
        pairs = {(ref.partition("@")[0], at) for ref, ats in wanted for at in ats}
        self._texts: Mapping[tuple[str, str], str] = texts.wordings(pairs, as_of)
        self._words: dict[str, PackWords | None] = {}

    def words(self, ref: str) -> PackWords | None:
        """The words of a pack, looked up once."""
        if ref not in self._words:
            self._words[ref] = words_of(ref)
        return self._words[ref]

    def chip(self, ref: str, at: str, reading: str = "", *, bare: bool = False) -> Citation:
        """The chip of one provision; ``bare`` leaves the regulation's name out (第十二条第三款)."""
        if "#" in at:
            other, _, at = at.partition("#")
            ref = other
        words = self.words(ref)
        if words is None:
            return Citation(f"{ref.partition('@')[0]} {at}", summary="本系统没有装入这一法规包")
        name = address_words(at, in_articles(words.pack))
        text = self._texts.get((words.pack.id, at), "")
        return Citation(
            label=name if bare else short_of(words.pack) + name,
            title=f"《{words.pack.title}》{name}",
            text=lines_shown(text),
            summary=words.provision(at),
            force=force_sentence(words.pack, self.today),
            reading=reading,
            url=links.provision(ref, at),
        )

    def chips(self, ref: str, ats: Iterable[str], reading: str = "") -> tuple[Citation, ...]:
        """The chips of several provisions of one pack."""
        return tuple(self.chip(ref, at, reading) for at in ats)


def lines_shown(text: str) -> tuple[str, ...]:
    """The lines of a wording as a pop-over shows them, the end of a long one cut."""
    if len(text) > LONGEST:
        text = text[:LONGEST] + "……"
    return tuple(line for line in text.splitlines() if line.strip())


def reading_of(words: PackWords | None, norm: str) -> str:
    """The reading on which a norm rests, if any."""
    found = next((n for n in words.pack.norms if n.id == norm), None) if words else None
    return found.reading or "" if found else ""
