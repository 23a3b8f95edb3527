"""Citations: a document and an address, written as documents cite them, and the text they mean on a day.

《中国共产党问责条例》第七条第一款第（三）项; short 问责条例第十二条第三款. Several addresses of one document are
joined by 、. :func:`resolve` is a pure function over the imported texts; it never guesses: what is missing it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from zeren.law.addresses import Address, AddressError, chinese, parse
from zeren.law.texts.marks import is_bare, sentences
from zeren.law.texts.model import Kind, ParsedDocument, Provision


@dataclass(frozen=True, slots=True)
class Citation:
    """``document`` is the id of a pack or document, ``address`` the unit cited."""

    document: str
    address: Address

    def __str__(self) -> str:
        return f"{self.document}#{self.address}"


@dataclass(frozen=True, slots=True)
class Name:
    """How a document is named. ``short`` only where one is given; ``articles``: is it written in articles?"""

    title: str
    articles: bool
    short: str = ""


_SLUG = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


def read(text: str, inside: str = "") -> Citation:
    """``slug#7.1.3``, or an address alone for the document ``inside``; else :class:`AddressError`."""
    slug, mark, address = text.partition("#")
    if not mark:
        slug, address = inside, text
    if not _SLUG.fullmatch(slug.strip()):
        raise AddressError(
            text,
            f"“{text}”不是引用，应写成 文件标识#7.1.3",
            f"“{text}” is no citation; expected a form such as document-id#7.1.3",
        )
    return Citation(slug.strip(), parse(address))


# ---------------------------------------------------------------- names


_PREFIX = re.compile(r"^(?:中国共产党|中华人民共和国)(?=.{3,})")
_SUFFIX = re.compile(r"（[^（）]*）$")


def short_name(name: Name) -> str:
    """The given short title, else by one general rule: without 中国共产党 or 中华人民共和国 and without （试行）."""
    if name.short:
        return name.short
    return _SUFFIX.sub("", _PREFIX.sub("", name.title.strip("《》")))


def full(name: Name, addresses: Iterable[Address]) -> str:
    """《中国共产党问责条例》第七条第一款第（三）项、第十二条第三款."""
    return f"《{name.title.strip('《》').replace('《', '〈').replace('》', '〉')}》{places(name, addresses)}"


def short(name: Name, addresses: Iterable[Address]) -> str:
    """问责条例第十二条第三款."""
    return short_name(name) + places(name, addresses)


def places(name: Name, addresses: Iterable[Address]) -> str:
    """The addresses alone, joined by 、, in the order given, each once."""
    return "、".join(chinese(address, name.articles) for address in dict.fromkeys(addresses))


def write(citations: Iterable[Citation], names: Mapping[str, Name], in_full: bool = True) -> str:
    """Citations of one or several documents; those of one document that follow each other share its name.

    A document without a name is written by its id.
    """
    out = []
    for document, group in groupby(citations, key=lambda one: one.document):
        name = names.get(document)
        addresses = [one.address for one in group]
        if name is None:
            out.append("、".join(f"{document}#{address}" for address in addresses))
        else:
            out.append(full(name, addresses) if in_full else short(name, addresses))
    return "，".join(out)


# ---------------------------------------------------------------- the text in force


@dataclass(frozen=True, slots=True)
class ImportedText:
    """One version of a document as imported. ``start``: first day in force, ``end``: last; None where open or unknown."""

    version: str
    document: ParsedDocument
    start: date | None = None
    end: date | None = None

    def in_force(self, day: date) -> bool:
        """Is this the version of that day? Unknown limits do not exclude it."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The text that a citation means: its wording, the version it is from, the provision that holds it."""

    citation: Citation
    version: str
    text: str
    provision: Provision | None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Why there is no text: ``code`` is ``not_imported``, ``no_version`` or ``no_provision``."""

    citation: Citation
    code: str
    zh: str
    en: str


def version_of(versions: Sequence[ImportedText], day: date) -> ImportedText | None:
    """The version in force on a day; of several the one that began last."""
    found = [one for one in versions if one.in_force(day)]
    return max(found, key=lambda one: (one.start is not None, one.start or date.min), default=None)


def resolve(
    citation: Citation, day: date, library: Mapping[str, Sequence[ImportedText]]
) -> Resolved | Unresolved:
    """The imported wording of the version in force on ``day``, or what is missing."""
    versions = library.get(citation.document, ())
    if not versions:
        return Unresolved(citation, "not_imported", "正文尚未导入", "the text is not imported")
    version = version_of(versions, day)
    if version is None:
        when = f"{day.year}年{day.month}月{day.day}日"
        return Unresolved(
            citation,
            "no_version",
            f"没有{when}有效的文本",
            f"no text in force on {day.isoformat()} is imported",
        )
    return _in(citation, version)


def _in(citation: Citation, version: ImportedText) -> Resolved | Unresolved:
    address, document = citation.address, version.document
    if str(address) == "title":
        return Resolved(citation, version.version, document.title, None)
    provision = document.at(str(address.unit))
    missing = Unresolved(
        citation,
        "no_provision",
        f"导入的文本中没有{chinese(address, document.articles)}",
        f"the imported text has no {address}",
    )
    if provision is None:
        return missing
    text = _sentence(provision, address, document.kind)
    return missing if text is None else Resolved(citation, version.version, text, provision)


def _sentence(provision: Provision, address: Address, kind: Kind) -> str | None:
    """The unit's whole wording, or its n-th sentence. A member of a series (e3) is shown by its sentence."""
    wanted = next((part.number for part in address.parts if part.sort == "s"), None)
    if wanted is None:
        return provision.whole
    found = list(sentences(_counted(provision, kind)))
    return found[wanted - 1] if wanted <= len(found) else None


def _counted(provision: Provision, kind: Kind) -> str:
    """The words whose sentences count: without the unit's mark, a bare heading line, and a question."""
    whole = provision.whole
    text = (
        whole[len(provision.mark) :].lstrip()
        if provision.mark and whole.startswith(provision.mark)
        else whole
    )
    head, line, rest = text.partition("\n")
    asked = kind == "questions" and len(parse(provision.address)) == 1 and provision.mark
    return rest if line and (asked or is_bare(head)) else text
