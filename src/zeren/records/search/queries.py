"""Finding words: postings of character pairs, clustered by noun and pair; every match is found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from zeren.records.actor import Actor
from zeren.records.documents import queries as papers
from zeren.records.documents.models import ISSUE, OfficialPaper
from zeren.records.matters import access
from zeren.records.matters.models import Matter
from zeren.records.search import indexing
from zeren.records.search.indexing import SHIFT, gram, normal, runs
from zeren.records.search.models import SearchUnit
from zeren.records.texts.models import ProvisionText

PAGE = 20
BATCH = 200
LONGEST = 60
OPENED = 300
"""Documents whose sealed wording is opened to look for an addressee: the latest that were issued, in sight."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One unit that says it: the noun's own id and its text."""

    unit: int
    target: int
    text: str


@dataclass(frozen=True, slots=True)
class Hits:
    """One page in the order of the index; ``after`` continues behind the last hit."""

    rows: tuple[Hit, ...]
    more: bool

    @property
    def after(self) -> int:
        """The mark of the last hit."""
        return self.rows[-1].unit if self.rows else 0


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A document; ``addressed``: it is the addressee that says it, not number or title."""

    document: OfficialPaper
    addressed: bool = False


def find(noun: str, text: str, *, after: int = 0, limit: int = PAGE) -> Hits:
    """Units of a noun in which every word of ``text`` stands, as written (width and letter case apart)."""
    words = runs(text[:LONGEST])
    if not words:
        return Hits((), False)
    found: list[Hit] = []
    for hit in _checked(noun, words, after, limit + 1):
        found.append(hit)
        if len(found) > limit:
            break
    return Hits(tuple(found[:limit]), len(found) > limit)


def provisions(
    actor: Actor, text: str, *, after: int = 0, limit: int = PAGE
) -> tuple[list[ProvisionText], Hits]:
    """Provisions of the imported texts that say it, with their documents."""
    if not (actor.system or actor.account):
        return [], Hits((), False)
    hits = find("text", text, after=after, limit=limit)
    rows = ProvisionText.objects.select_related("version", "version__document")
    by_pk = rows.in_bulk([hit.target for hit in hits.rows])
    return [by_pk[hit.target] for hit in hits.rows if hit.target in by_pk], hits


def matters(actor: Actor, text: str, limit: int = PAGE) -> list[Matter]:
    """Matters in sight whose number or title says it. Sealed material is not in the index."""
    words = runs(text[:LONGEST])
    seen = access.visible_to(actor).select_related("organ", "handler")
    found: list[Matter] = []
    targets = (hit.target for hit in _checked("matter", words, 0, BATCH)) if words else iter(())
    while len(found) < limit and (part := list(islice(targets, BATCH))):
        found += seen.filter(pk__in=part).order_by("pk")
    return found[:limit]


def documents(actor: Actor, text: str, limit: int = PAGE) -> list[FoundPaper]:
    """Documents in sight (:func:`documents.queries.visible_to`) whose number or title says it, the latest first; then those
    of the latest :data:`OPENED` issued ones whose addressee does. Issued periodicals have a way of their own
    (``bulletin.finding``). What is out of sight is not even fetched: the sight stands in the statement."""
    words = runs(text[:LONGEST])
    if not words:
        return []
    seen = searched(actor).order_by("-pk")
    named = seen.filter(pk__in=RawSQL(*_targets("document", words)))
    said = (row for row in named.iterator(BATCH) if says(papers.named(row), words))
    found = [FoundPaper(row) for row in islice(said, limit)]
    return (found + _addressed(seen, words, {one.document.pk for one in found}))[:limit]


def searched(actor: Actor) -> QuerySet[OfficialPaper]:
    """The documents in sight that are searched as documents."""
    return papers.visible_to(actor).filter(~Q(paper=ISSUE, state__in=papers.OUT))


def _addressed(seen: QuerySet[OfficialPaper], words: list[str], found: set[int]) -> list[FoundPaper]:
    """Of the latest issued: the wording is sealed, so it is opened and never indexed."""
    latest = list(seen.filter(state__in=papers.OUT)[:OPENED])
    texts = papers.texts_of({row.pk: 0 for row in latest})
    rows = (row for row in latest if row.pk in texts and row.pk not in found)
    return [FoundPaper(row, True) for row in rows if says(texts[row.pk].addressee, words)]


def _checked(noun: str, words: list[str], after: int, wanted: int) -> Iterator[Hit]:
    """Hits in order, batch by batch; words of three characters and more are looked up in the text itself."""
    exact = all(len(word) <= 2 for word in words)
    size = wanted if exact else BATCH
    while True:
        units = _units(noun, words, after, size)
        texts = SearchUnit.objects.in_bulk(units)
        for pk in units:
            unit = texts.get(pk)
            if unit and (exact or says(unit.text, words)):
                yield Hit(pk, unit.target, unit.text)
        if len(units) < size:
            return
        after = units[-1]


def says(text: str, words: list[str]) -> bool:
    """Whether every word stands in the text, width and letter case apart (``words``: of :func:`indexing.runs`)."""
    flat = normal(text)
    return all(word in flat for word in words)


def _units(noun: str, words: list[str], after: int, size: int) -> list[int]:
    """The next units that have every pair of every word."""
    source, given = _postings(noun, words)
    distinct = "DISTINCT " if _singles(words) else ""
    sql = f"SELECT {distinct}g0.unit {source} AND g0.unit > %s ORDER BY g0.unit LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, after, size])
        return [row[0] for row in cursor.fetchall()]


def _targets(noun: str, words: list[str]) -> tuple[str, list[int]]:
    """The statement for the targets of all such units, to stand within another."""
    source, given = _postings(noun, words)
    unit = SearchUnit._meta.db_table
    return f"SELECT target FROM {unit} WHERE id IN (SELECT g0.unit {source})", given


def _postings(noun: str, words: list[str]) -> tuple[str, list[int]]:
    """From which tables, under which conditions: every pair of every word stands in one unit."""
    numbers = [number for word in words for number in _grams(noun, word)]
    singles = _singles(words)
    tables = [f"records_searchgram g{place}" for place in range(len(numbers) + len(singles))]
    where = [f"g{place}.gram = %s" for place in range(len(numbers))]
    given: list[int] = list(numbers)
    for place, single in enumerate(singles, start=len(numbers)):
        # A single character begins a pair wherever it stands, also at the end of a run.
        low = indexing.of_noun(noun, ord(single) << SHIFT)
        where.append(f"g{place}.gram >= %s AND g{place}.gram < %s")
        given += [low, low + (1 << SHIFT)]
    where += [f"g{place}.unit = g0.unit" for place in range(1, len(tables))]
    return f"FROM {', '.join(tables)} WHERE {' AND '.join(where)}", given


def _singles(words: list[str]) -> list[str]:
    return [word for word in words if len(word) == 1]


def _grams(noun: str, word: str) -> list[int]:
    return list(dict.fromkeys(indexing.of_noun(noun, gram(a, b)) for a, b in pairwise(word)))
