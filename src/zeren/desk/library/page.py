"""A regulation as plain data: its provisions in document order, and beside each what it sets off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zeren.desk.components import Empty, Head, Link, Notice, Pages, Tab
from zeren.desk.library.norm_words import NormWords, norm_words
from zeren.desk.wording import PackWords, address_words, in_articles
from zeren.law.addresses import Address, AddressError, parse
from zeren.law.packs.form import Norm, Pack, Provision, Status

STATUS_WORDS = {
    Status.DEFINITION: ("释义", "目的、范围、解释、施行，不产生要核对的事"),
    Status.PRINCIPLE: ("原则", "由人遵循，系统不作判断"),
    Status.JUDGMENT: ("由人判断", ""),
    Status.NOT_AUTOMATED: ("不核对", ""),
}


@dataclass(frozen=True, slots=True)
class TextUnit:
    """A line of the left column: the enumerator where it has one, and the wording or the pack's label."""

    at: str
    mark: str
    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class NormRow:
    """A row of the right column."""

    kind: str
    says: str
    more: tuple[str, ...] = ()
    soft: bool = False
    cases: Link | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """An article or one of its paragraphs: text on the left, what it sets off on the right."""

    at: str
    name: str
    label: str
    units: tuple[TextUnit, ...]
    norms: tuple[NormRow, ...]
    official: bool


@dataclass(frozen=True, slots=True)
class TocLine:
    """An article in the table of contents, with the number of its norms."""

    name: str
    label: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Regulation:
    """The page of one regulation."""

    head: Head
    tabs: tuple[Tab, ...]
    toc: tuple[TocLine, ...]
    sections: tuple[Section, ...]
    said: Notice | None
    tally: str
    showing: tuple[Tab, ...] = ()
    text_only: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The other tabs of a regulation: a plain table with a sentence above it."""

    head: Head
    tabs: tuple[Tab, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""
    empty: Empty | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A provision found by its words."""

    title: str
    name: str
    url: str
    text: str
    aside: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The list of regulations, or what was found in them."""

    head: Head
    tabs: tuple[Tab, ...]
    query: str
    action: str
    titles: tuple[str, ...] = ()
    groups: tuple[tuple[str, tuple[tuple[object, ...], ...]], ...] = ()
    hits: tuple[Hit, ...] = ()
    pages: Pages | None = None
    empty: Empty | None = None
    said: Notice | None = None


# ---------------------------------------------------------------- provisions into sections


def section_of(at: str) -> str:
    """Where a unit stands: its article's paragraph (``11.1``), or the article where it has no paragraphs."""
    return ".".join(at.split(".")[:2])


def sections(
    words: PackWords,
    official: Mapping[str, str],
    cases: Mapping[str, Link],
    listed: Iterable[str] | None = None,
) -> tuple[Section, ...]:
    """Every section in document order.

    Args:
        official: the imported wording by address; empty where nothing is imported.
        cases: the open matters that rest on a norm, by norm id.
        listed: addresses in the order of the text, where it is imported.
    """
    pack = words.pack
    known = sorted({*pack.provisions, *official, *(listed or ())}, key=_order)
    groups: dict[str, list[str]] = {}
    for at in _without_echo(known, official):
        groups.setdefault(_group(at, pack, official), []).append(at)
    by_section = _norms_by_section(pack, groups)
    return tuple(
        _section(name, ats, by_section.get(name, []), words, official, cases)
        for name, ats in sorted(groups.items(), key=lambda pair: _order(pair[0]))
    )


def _order(at: str) -> tuple[tuple[int, int], ...]:
    return _parsed(at).sort_key


def _parsed(at: str) -> Address:
    try:
        return parse(at)
    except AddressError:
        return parse("closing")


def _without_echo(known: list[str], official: Mapping[str, str]) -> list[str]:
    """Chapters and titles are headings, not provisions; ``7.1`` says the same as ``7`` when it is alone."""
    above = {at.rpartition(".")[0] for at in known}
    kept = [at for at in known if not at.startswith("ch") and at != "title"]
    kept = [at for at in kept if at not in above or official.get(at) or not official]
    return [at for at in kept if not (at in official and official[at] == official.get(at.rpartition(".")[0]))]


def _group(at: str, pack: Pack, official: Mapping[str, str]) -> str:
    """The section of a unit: the listed prefix of at most two steps."""
    pair = section_of(at)
    if pair == at or pair in pack.provisions or pair in official and pair.count("."):
        paragraphs = [p for p in (*pack.provisions, *official) if p.startswith(at.split(".")[0] + ".")]
        several = len({section_of(p) for p in paragraphs}) > 1
        return pair if several else at.split(".")[0]
    return at.split(".")[0]


def _norms_by_section(pack: Pack, groups: Mapping[str, list[str]]) -> dict[str, list[Norm]]:
    found: dict[str, list[Norm]] = {}
    for norm in pack.norms:
        for name in dict.fromkeys(_nearest(at, groups) for at in norm.cite):
            if name:
                found.setdefault(name, []).append(norm)
    return found


def _nearest(at: str, groups: Mapping[str, list[str]]) -> str:
    at = at.rpartition("#")[2]
    while at and at not in groups:
        at = at.rpartition(".")[0]
    if at:
        return at
    return ""


def _section(
    name: str,
    ats: list[str],
    norms: list[Norm],
    words: PackWords,
    official: Mapping[str, str],
    cases: Mapping[str, Link],
) -> Section:
    units = tuple(unit for at in ats if (unit := _unit(at, name, words, official)) is not None)
    rows = [row for norm in norms for row in norm_rows(norm, words, cases)]
    rows += _status_rows([words.pack.provisions[at] for at in ats if at in words.pack.provisions])
    has_text = any(at in official for at in ats)
    return Section(
        at=name,
        name=address_words(name, in_articles(words.pack)),
        label=words.provision(name) or next((label for at in ats if (label := words.provision(at))), ""),
        units=units,
        norms=tuple(rows),
        official=has_text,
    )


def _unit(at: str, name: str, words: PackWords, official: Mapping[str, str]) -> TextUnit | None:
    """A line of text; without the official text, the pack's label."""
    text = (
        official.get(at)
        if official
        else words.pack.provisions[at].label
        if at in words.pack.provisions
        else None
    )
    if (
        text is None
        and official
        and at in words.pack.provisions
        and not any(o.startswith(at) for o in official)
    ):
        text = words.pack.provisions[at].label
    if not text:
        return None
    deeper = at.count(".") > max(name.count("."), 1)
    mark = "" if official else _mark(at) if deeper else ""
    return TextUnit(at, mark, text, item=deeper)


def _mark(at: str) -> str:
    last = at.rpartition(".")[2]
    return f"（{last}）" if last.isdecimal() else ""


def norm_rows(norm: Norm, words: PackWords, cases: Mapping[str, Link]) -> list[NormRow]:
    """A norm, and beside it the reading it rests on."""
    said: NormWords = norm_words(norm, words)
    more = said.more + ((norm.note,) if norm.note else ())
    rows = [NormRow(said.kind, said.says, more, said.soft, cases.get(norm.id))]
    if norm.reading:
        rows.append(NormRow("读法", norm.reading, (), True))
    return rows


def _status_rows(provisions: list[Provision]) -> list[NormRow]:
    """Provisions that are not computed say so, and why; those of one reason in one row."""
    groups: dict[tuple[str, str], list[str]] = {}
    for provision in provisions:
        if provision.status is Status.ENCODED:
            if provision.note:
                groups.setdefault(("说明", provision.note), []).append("")
            continue
        kind, usual = STATUS_WORDS[provision.status]
        groups.setdefault((kind, provision.reason or provision.note or usual), []).append(provision.label)
    return [
        NormRow(kind, "、".join(filter(None, labels)) or why, (why,) if any(labels) else (), True)
        for (kind, why), labels in groups.items()
    ]


def toc(parts: Iterable[Section], words: PackWords) -> tuple[TocLine, ...]:
    """Articles with the number of what they set off."""
    lines: dict[str, list[Section]] = {}
    for part in parts:
        lines.setdefault(part.at.split(".")[0], []).append(part)
    return tuple(
        TocLine(
            name=address_words(at, in_articles(words.pack)),
            label=words.provision(at)
            or next((part.label for part in found if part.label), "")
            or _opening(found),
            url=f"#p{found[0].at}",
            count=sum(1 for part in found for row in part.norms if not row.soft),
        )
        for at, found in lines.items()
    )


def _opening(found: list[Section]) -> str:
    """A heading of a text without a pack: its first words."""
    text = next((unit.text for part in found for unit in part.units), "")
    return text.split("。")[0].lstrip("一二三四五六七八九十、（） ")[:16]


def tally(pack: Pack) -> str:
    """规范 109　其中 定义 4　原则 7　须由人判断 12."""
    counts = {status: sum(p.status is status for p in pack.provisions.values()) for status in Status}
    parts = [f"规范 {len(pack.norms)}", f"条款 {len(pack.provisions)}"]
    names = {Status.DEFINITION: "释义", Status.PRINCIPLE: "原则", Status.JUDGMENT: "由人判断"}
    parts += [f"{name} {counts[status]}" for status, name in names.items() if counts[status]]
    if counts[Status.NOT_AUTOMATED]:
        parts.append(f"不核对 {counts[Status.NOT_AUTOMATED]}")
    return "　".join(parts)
