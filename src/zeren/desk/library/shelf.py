"""The shelf: every regulation with its versions, and what was found in the wording."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zeren.desk import links
from zeren.desk.components import Cell, Light, Sign
from zeren.desk.library.page import Hit
from zeren.desk.wording import LEVELS, address_words, in_articles, short_title, words_of
from zeren.law.addresses import AddressError, parse
from zeren.law.packs.form import Pack, Status
from zeren.records import packs
from zeren.records.texts import queries as texts

TITLES = ("法规", "制定机关", "施行", "版本", "条款", "规范", "读法", "正式文本", "在办")
ORDER = tuple(LEVELS)
AROUND = 90


def latest(all_packs: Iterable[Pack]) -> list[tuple[Pack, list[Pack]]]:
    """Each regulation's newest version, with all its versions."""
    ordered = sorted(all_packs, key=lambda p: (p.id, p.version))
    grouped = [(list(found)) for _, found in groupby(ordered, key=lambda p: p.id)]
    made = [(found[-1], found) for found in grouped]
    return sorted(
        made,
        key=lambda pair: (
            ORDER.index(pair[0].level) if pair[0].level in ORDER else 9,
            pair[0].version,
            pair[0].id,
        ),
    )


def groups(
    all_packs: Iterable[Pack], documents: Sequence[Any], cases: Mapping[str, int], today: date
) -> tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]:
    """The rows of the shelf by level; last the imported texts that no pack stands for."""
    imported = {document.slug: document for document in documents}
    shelves: dict[str, list[tuple[Cell, ...]]] = {}
    known = set()
    for pack, versions in latest(all_packs):
        known.add(pack.id)
        shelf = LEVELS.get(pack.level, pack.level)
        shelves.setdefault(shelf, []).append(_row(pack, versions, imported.get(pack.id), cases, today))
    rest = [document for document in documents if document.slug not in known]
    made = [(name, tuple(rows)) for name, rows in shelves.items()]
    if rest:
        made.append(("只有正式文本，还没有法规包", tuple(_text_row(document) for document in rest)))
    return tuple(made)


def _row(
    pack: Pack, versions: list[Pack], document: Any, cases: Mapping[str, int], today: date
) -> tuple[Cell, ...]:
    readings = sum(1 for norm in pack.norms if norm.reading)
    older = "、".join(f"{p.version.year} 年版" for p in versions[:-1])
    number = cases.get(pack.id, 0)
    return (
        Cell(pack.title, url=links.provision(pack.id), two=pack.number or ""),
        Cell(pack.issuer),
        Cell(pack.version.isoformat(), two="" if pack.version <= today else "尚未施行"),
        Cell(f"{len(versions)} 个" if older else "1 个", two=f"另有 {older}" if older else ""),
        Cell(str(len(pack.provisions))),
        Cell(str(len(pack.norms))),
        Cell(str(readings), dim=not readings),
        _imported(document),
        Cell(f"{number} 件", url=links.with_query(links.provision(pack.id), ("tab", "cases")))
        if number
        else Cell("0", dim=True),
    )


def _imported(document: Any) -> Cell:
    versions = list(document.versions.all()) if document else []
    if not versions:
        return Cell(light=Light(Sign.UNKNOWN, "没有导入"))
    return Cell(light=Light(Sign.DONE, "已导入"))


def _text_row(document: Any) -> tuple[Cell, ...]:
    none = Cell("—", dim=True)
    title = document.title if document.title != document.slug else "原件没有标题的文本"
    first = Cell(title, url=links.named("regulation", document.slug))
    return (first, none, none, none, none, none, none, _imported(document), none)


# ---------------------------------------------------------------- search


def hit(row: Any, query: str) -> Hit:
    """A provision of the imported texts, its words in their surroundings."""
    slug = row.version.document.slug
    words = words_of(f"{slug}@{row.version.version}") if row.version.version else words_of(slug)
    name = address_words(
        row.at, in_articles(words.pack) if words else texts.counts_in_articles(row.version_id)
    )
    document = row.version.document
    title = short_title(words.pack.title) if words else text_title(document)
    label = words.provision(row.at) if words else ""
    url = (
        links.with_query(links.named("regulation", slug), ("version", row.version.version), ("q", query))
        + f"#p{row.at}"
    )
    return Hit(title, name, url, around(row.text, query), "　".join(part for part in (label, row.at) if part))


def text_title(document: Any) -> str:
    """A text without a heading is told apart by its file."""
    return (
        short_title(document.title) if document.title != document.slug else f"无标题文本（{document.slug}）"
    )


def label_hits(query: str, all_packs: Iterable[Pack]) -> list[Hit]:
    """Found in the packs' own labels and reasons: all there is where no text is imported."""
    found = []
    for pack, _ in latest(all_packs):
        for at, provision in pack.provisions.items():
            if all(word in provision.label for word in query.split()):
                name = address_words(at, in_articles(pack))
                url = links.provision(pack.id, at)
                status = "" if provision.status is Status.ENCODED else "不核对或由人判断"
                found.append(
                    Hit(
                        short_title(pack.title),
                        name,
                        url,
                        provision.label,
                        "　".join(filter(None, (status, at))),
                    )
                )
    return found


def around(text: str, query: str) -> str:
    """The words with what stands before and after them."""
    places = [text.find(word) for word in query.split() if word in text]
    if not places or len(text) <= 2 * AROUND:
        return text
    start = max(0, min(places) - AROUND // 2)
    end = min(len(text), start + 2 * AROUND)
    return ("……" if start else "") + text[start:end] + ("……" if end < len(text) else "")


_ADDRESS = re.compile(r"^(?P<title>\D*?)\s*(?P<at>第.+|[\d.]+[a-z\d.]*)$")


def address_in(query: str, all_packs: Iterable[Pack]) -> str:
    """``问责条例 12.3`` or ``问责条例第十二条第三款``: the provision's page; empty where it is no address."""
    found = _ADDRESS.match(query.strip())
    if not found or not found["title"].strip():
        return ""
    try:
        at = str(parse(found["at"]))
    except AddressError:
        return ""
    title = found["title"].strip("《》 ")
    named = [pack for pack, _ in latest(all_packs) if title in pack.title or title == pack.id]
    fits = [
        pack
        for pack in named
        if at in pack.provisions or any(a.startswith(f"{at}.") for a in pack.provisions)
    ]
    return links.provision(fits[0].id, at) if fits else ""


def installed() -> tuple[Pack, ...]:
    """The packs in use."""
    return packs.installed().packs
