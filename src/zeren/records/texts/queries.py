"""Reading official texts: open to whoever is signed in; the version in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.db.models import QuerySet

from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.texts.models import Document, ProvisionText, TextVersion


def visible_to(actor: Actor) -> QuerySet[Document]:
    """Every document for an account, none for a visitor."""
    return Document.objects.all() if actor.system or actor.account else Document.objects.none()


def documents(actor: Actor) -> list[Document]:
    """The imported documents with their versions."""
    return list(visible_to(actor).prefetch_related("versions").order_by("slug"))


def version_on(slug: str, day: date | None = None) -> TextVersion | None:
    """The imported version in force on a day: the newest that had begun; one without a day serves where none has."""
    day = day or clock.today()
    rows = TextVersion.objects.filter(document__slug=slug).order_by("-version").select_related("document")
    in_force = packs.installed().on(slug, day)
    wanted = in_force.version.isoformat() if in_force else day.isoformat()
    return next((row for row in rows if row.version <= wanted), None)


def provisions(version: TextVersion) -> list[ProvisionText]:
    """Every unit in document order."""
    return list(version.provisions.order_by("place"))


def provision(slug: str, at: str, day: date | None = None) -> ProvisionText | None:
    """One unit in the version in force on a day."""
    version = version_on(slug, day)
    return version.provisions.filter(at=at).first() if version else None


def unit(version: TextVersion, at: str) -> ProvisionText | None:
    """One unit of a version."""
    return version.provisions.filter(at=at).first()


def addresses(version: TextVersion) -> frozenset[str]:
    """Every address of a version."""
    return frozenset(version.provisions.values_list("at", flat=True))


def lines_of(slug: str, at: str, day: date | None = None) -> list[str]:
    """The wording of one provision with its sub-units, by lines; empty where no text is imported."""
    found = provision(slug, at, day)
    return [line for line in (found.whole or found.text).splitlines() if line.strip()] if found else []


def wordings(pairs: Iterable[tuple[str, str]], day: date | None = None) -> dict[tuple[str, str], str]:
    """The wording of many provisions ``(pack, address)``: two queries a document."""
    asked: dict[str, set[str]] = {}
    for slug, at in pairs:
        asked.setdefault(slug, set()).add(at)
    found: dict[tuple[str, str], str] = {}
    for slug, addresses in asked.items():
        version = version_on(slug, day)
        if version is not None:
            for row in version.provisions.filter(at__in=addresses):
                found[(slug, row.at)] = row.whole or row.text
    return found


@lru_cache(maxsize=512)
def counts_in_articles(version_id: int) -> bool:
    """Whether a text counts in articles (第X条): its printed numbers of the first level run past ten.

    Headings of the first level are few; the catalogue of a pack says it better where there is a pack.
    """
    rows = ProvisionText.objects.filter(version=version_id).values_list("at", flat=True)
    return len({at for at in rows if at.isdecimal()}) > 10


def any_imported() -> bool:
    """Whether any official text was imported."""
    return TextVersion.objects.exists()


def is_imported(checksum: str) -> bool:
    """Whether a file with this checksum was imported as it is."""
    return TextVersion.objects.filter(checksum=checksum).exists()
