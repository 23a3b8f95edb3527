"""Taking official texts in: parsed, held against the packs' addresses, stored with their checksum, searchable."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from django.db import transaction

from zeren.law.addresses import parse as address
from zeren.law.packs.form import Pack
from zeren.law.texts import parse
from zeren.law.texts.model import ParsedDocument, ParsedFile
from zeren.records import clock, packs
from zeren.records.actor import KEEPS_REGISTERS, Actor
from zeren.records.errors import Problem, Refused
from zeren.records.search import indexing
from zeren.records.texts.models import Document, ProvisionText, TextVersion
from zeren.records.trail import acts as trail

BRACKETS = str.maketrans("", "", "《》〈〉 \u3000\n\t")


@dataclass(frozen=True, slots=True)
class Difference:
    """How one document's addresses differ from its pack's; ``pack`` is empty where no pack has this title."""

    slug: str
    title: str
    pack: str
    provisions: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    defects: int


def import_file(actor: Actor, path: Path) -> tuple[Difference, ...]:
    """Import every document of a file. Raises TextError for a file that is no text, Refused for an actor who may not."""
    return import_parsed(actor, parse(path))


def import_parsed(actor: Actor, parsed: ParsedFile) -> tuple[Difference, ...]:
    """Store the documents of a parsed file: all of them or none; an earlier import of the same version is replaced."""
    if not (actor.system or actor.has(*KEEPS_REGISTERS)):
        raise Refused([Problem("actor", "您不导入法规文本", "texts are not this actor's to import")])
    with transaction.atomic():
        found = tuple(_store(actor, parsed, document) for document in parsed.documents)
        trail.write(actor, "texts_imported", "texts", Path(parsed.file).name, detail=parsed.checksum)
    return found


def _store(actor: Actor, parsed: ParsedFile, document: ParsedDocument) -> Difference:
    pack = pack_for(document)
    slug = pack.id if pack else _slug(parsed, document)
    title = document.title or (pack.title if pack else slug)
    version = pack.version.isoformat() if pack else ""
    difference = _difference(document, slug, pack)
    owner, _ = Document.objects.update_or_create(slug=slug, defaults={"title": title})
    old = TextVersion.objects.filter(document=owner, version=version).first()
    if old is not None:
        indexing.remove("text", ProvisionText.objects.filter(version=old).values_list("pk", flat=True))
        old.delete()
    stored = TextVersion.objects.create(
        document=owner,
        version=version,
        file=Path(document.file).name,
        checksum=parsed.checksum,
        imported=clock.now(),
        by=actor.account,
        report=json.dumps(asdict(difference), ensure_ascii=False),
    )
    _store_provisions(stored, document)
    return difference


def _store_provisions(stored: TextVersion, document: ParsedDocument) -> None:
    rows = ProvisionText.objects.bulk_create(
        [
            ProvisionText(
                version=stored,
                at=unit.address,
                place=place,
                lines=unit.lines,
                text=unit.text,
                whole=unit.whole,
            )
            for place, unit in enumerate(document.provisions)
        ],
        batch_size=500,
    )
    # A unit is found by its own wording; what stands in its sub-units is found there.
    indexing.put_many("text", [(row.pk, row.text) for row in rows if row.text])


def pack_for(document: ParsedDocument) -> Pack | None:
    """The pack of this title; of several versions the one whose addresses agree most, then the newest.

    A bulletin may bear no title: then it is the pack's whose addresses are its own, every one of them.
    """
    titles = {plain(document.title), plain(document.full_title)} - {""}
    if not titles and document.kind == "bulletin":
        return _of_all_addresses(document)
    named = [pack for pack in packs.installed().packs if plain(pack.title) in titles]
    there = {unit.address for unit in document.provisions}
    return max(named, key=lambda p: (len(there & set(p.provisions)), p.version), default=None)


def _of_all_addresses(document: ParsedDocument) -> Pack | None:
    there = {unit.address for unit in document.provisions}
    alike = [pack for pack in packs.installed().packs if _with_parents(_units_of(pack)) == there]
    return alike[0] if len(alike) == 1 else None


def _units_of(pack: Pack) -> set[str]:
    """A sentence or a member of a series has no line of its own in a text: its unit stands for it."""
    return {str(address(at).unit) for at in pack.provisions}


def plain(title: str) -> str:
    """A title without brackets and blanks."""
    return title.translate(BRACKETS)


def _slug(parsed: ParsedFile, document: ParsedDocument) -> str:
    return f"{Path(parsed.file).stem[:60]}-{document.first}"


def _difference(document: ParsedDocument, slug: str, pack: Pack | None) -> Difference:
    there = {unit.address for unit in document.provisions}
    known = _units_of(pack) if pack else set()
    missing = _in_order(known - there - {"title"}) if pack else ()
    surplus = _in_order(there - _with_parents(known)) if pack else ()
    return Difference(
        slug, document.title, pack.ref if pack else "", len(there), missing, surplus, len(document.defects)
    )


def _with_parents(known: set[str]) -> set[str]:
    """The pack's addresses and those above them: a unit whose parts all have a status may be left out."""
    return {".".join(at.split(".")[:n]) for at in known for n in range(1, at.count(".") + 2)}


def _in_order(addresses: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(addresses))
