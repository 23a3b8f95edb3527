"""Provisions that people name in their own texts: a chip where the provision is there, said so where it is not.

The text stays as it was written; only what is certain becomes a chip (``law.mentions``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from zeren.desk import links
from zeren.desk.citing import Citer, lines_shown
from zeren.desk.components import Citation
from zeren.desk.wording import address_words, in_articles, short_of, short_title
from zeren.law.mentions import Mention, aliases, known, mentions
from zeren.law.packs.form import Pack
from zeren.records import packs
from zeren.records.actor import Actor
from zeren.records.texts import queries as texts
from zeren.records.texts.models import TextVersion


class Standing(StrEnum):
    """Whether a provision is there on the day: in the imported text, or, where none is imported, among the pack's own."""

    THERE = "there"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A provision that a text names: as written, whether it is there, its chip where it is, how its place is usually
    written where that differs (empty: as it is)."""

    written: str
    standing: Standing
    cite: Citation | None
    usual: str = ""


Part = str | Citation


class Quoter:
    """Reads texts for the provisions that they name. ``groups``: the lines of each text (a name given in one counts in it);
    ``day``: as of which the provisions are looked up."""

    def __init__(self, actor: Actor, groups: Iterable[Sequence[str]], day: date) -> None:
        self.day = day
        self._titles = _titles(actor, day)
        self._groups = [self._read(lines) for lines in groups]
        found = [one for lines in self._groups for _, named in lines for one in named]
        self._laws = {slug: _Law(slug, day) for slug in dict.fromkeys(one.document for one in found)}
        wanted = [(self._laws[m.document].ref, (str(m.address),)) for m in found]
        self._citer = Citer(wanted, day, as_of=day)

    def _read(self, lines: Sequence[str]) -> list[tuple[str, tuple[Mention, ...]]]:
        called = aliases("\n".join(lines), self._titles)
        return [(line, mentions(line, self._titles, called)) for line in lines]

    def parts(self, group: int) -> list[tuple[Part, ...]]:
        """The lines of a group, each cut where a chip stands; a provision that is not there stays text."""
        return [tuple(self._cut(line, named)) for line, named in self._groups[group]]

    def _cut(self, line: str, named: Sequence[Mention]) -> Iterable[Part]:
        at = 0
        for one in named:
            chip = self._chip(one, line)
            if chip is not None:
                yield from (part for part in (line[at : one.start], chip) if part)
                at = one.end
        if line[at:]:
            yield line[at:]

    def quoted(self, group: int) -> tuple[Quoted, ...]:
        """Every provision that a group names, each wording of it once; what is not there first."""
        found = {
            line[one.start : one.end]: self._quoted(one, line)
            for line, named in self._groups[group]
            for one in named
        }
        order = (Standing.MISSING, Standing.UNKNOWN, Standing.THERE)
        return tuple(sorted(found.values(), key=lambda one: order.index(one.standing)))

    def _quoted(self, one: Mention, line: str) -> Quoted:
        law = self._laws[one.document]
        usual = address_words(str(one.address), law.articles)
        written = law.title(line[one.start : one.end], one.place)
        return Quoted(written, law.standing(one), self._chip(one, line), "" if one.place in usual else usual)

    def _chip(self, one: Mention, line: str) -> Citation | None:
        law = self._laws[one.document]
        if law.standing(one) is not Standing.THERE:
            return None
        at, label = str(one.address), line[one.start : one.end]
        if law.pack is not None:
            return replace(self._citer.chip(law.ref, at), label=label)
        return law.chip(at, label)


class _Law:
    """One document on a day: its pack, its imported text, and which addresses they have."""

    def __init__(self, slug: str, day: date) -> None:
        self.slug = slug
        self.pack: Pack | None = packs.installed().on(slug, day) or _last(slug)
        self.version: TextVersion | None = texts.version_on(slug, day)
        self.ref = f"{slug}@{self.pack.version}" if self.pack else slug
        self._known = (
            texts.addresses(self.version)
            if self.version
            else frozenset(self.pack.provisions if self.pack else ())
        )

    @property
    def articles(self) -> bool:
        """Whether it counts in articles; a text without a pack as it was cited (第…条)."""
        return self.pack is None or in_articles(self.pack)

    def standing(self, one: Mention) -> Standing:
        """An article of one paragraph has a first paragraph too."""
        at = str(one.address.unit)
        whole = at.removesuffix(".1") if at.count(".") == 1 else at
        there = _holds(self._known, at) or (
            at != whole and whole in self._known and not _under(self._known, whole)
        )
        if there:
            return Standing.THERE
        return Standing.MISSING if self.version else Standing.UNKNOWN

    def title(self, written: str, place: str) -> str:
        """The place with its title, also where it follows another place of the same document."""
        if written != place:
            return written
        name = self.pack.title if self.pack else self.version.document.title if self.version else self.slug
        return f"《{name}》{place}"

    def chip(self, at: str, label: str) -> Citation:
        """The chip of an imported text that no pack stands for."""
        assert self.version is not None
        row = texts.unit(self.version, at)
        return Citation(
            label=label,
            title=self.title(address_words(at, self.articles), address_words(at, self.articles)),
            text=lines_shown(row.whole or row.text) if row else (),
            url=links.provision(self.slug, at, self.version.version),
        )


def _holds(known_: frozenset[str], at: str) -> bool:
    return at in known_ or any(one.startswith(f"{at}.") for one in known_)


def _under(known_: frozenset[str], at: str) -> bool:
    """Whether an article has numbered paragraphs of its own."""
    return any(one.startswith(f"{at}.") and one.split(".")[1].isdecimal() for one in known_)


def _last(slug: str) -> Pack | None:
    versions = packs.installed().versions(slug)
    return versions[-1] if versions else None


def _titles(actor: Actor, day: date) -> Mapping[str, str]:
    """How regulations are called: by full and short title, those of packs and of imported texts."""
    named: list[tuple[str, str]] = []
    for pack in packs.installed().packs:
        named += [(name, pack.id) for name in {pack.title, short_title(pack.title), short_of(pack)}]
    for document in texts.documents(actor):
        named += [
            (name, document.slug)
            for name in {document.title, short_title(document.title)}
            if document.title != document.slug
        ]
    return known(named)
