"""One regulation: its version, its imported text, its tabs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Notice, Sign, Tab
from zeren.desk.library import page as pages
from zeren.desk.library.norm_words import norm_words
from zeren.desk.library.page import Regulation, Rows
from zeren.desk.library.shelf import text_title
from zeren.desk.wording import LEVELS, PackWords, address_words, force_sentence, in_articles
from zeren.law.addresses import parse
from zeren.law.packs.contradictions import Contradiction, contradictions
from zeren.law.packs.form import Pack
from zeren.records import clock, packs
from zeren.records.actor import Actor
from zeren.records.obligations import worklist as work
from zeren.records.texts import queries as texts

OTHER_TABS = ("steps", "readings", "versions", "cases")
CONFLICT_TITLES = ("结果", "事项", "一", "二", "怎样不一")


@dataclass(frozen=True, slots=True)
class ImportPage:
    """How to import, and what is there."""

    head: Head
    documents: tuple[Any, ...]


@dataclass(frozen=True)
class Book:
    """What was found under a slug: the pack's version, the imported text, or only one of the two."""

    slug: str
    title: str
    pack: Pack | None
    versions: tuple[Pack, ...]
    text: Any
    official: Mapping[str, str]

    @property
    def words(self) -> PackWords:
        """The words; of a text without a pack, of an empty one."""
        pack = self.pack or Pack(self.slug, date.max, self.title, "", "")
        return PackWords(pack, packs.installed().shared)


def find(actor: Actor, slug: str, version: str = "") -> Book | None:
    """The regulation, in the version asked for or the newest that has begun."""
    versions = packs.installed().versions(slug)
    pack = next((p for p in versions if p.version.isoformat() == version), None)
    if pack is None and versions:
        begun = [p for p in versions if p.version <= clock.today()]
        pack = begun[-1] if begun else versions[0]
    document = texts.visible_to(actor).filter(slug=slug).prefetch_related("versions").first()
    if pack is None and document is None:
        return None
    text = _text(document, pack)
    official = _wording(texts.provisions(text)) if text else {}
    title = pack.title if pack else text_title(document)
    return Book(slug, title, pack, versions, text, official)


def _wording(rows: Sequence[Any]) -> dict[str, str]:
    """Each unit's own words: a leaf below the first level keeps its printed mark, what holds others its lead."""
    above = {row.at.rpartition(".")[0] for row in rows}
    return {row.at: row.text if row.at in above or "." not in row.at else row.whole for row in rows}


def _text(document: Any, pack: Pack | None) -> Any:
    """The imported copy of this very version; a document without a pack has its newest."""
    copies = list(document.versions.all()) if document else []
    if pack is None:
        return copies[-1] if copies else None
    return next((copy for copy in copies if copy.version == pack.version.isoformat()), None)


# ---------------------------------------------------------------- the page


def regulation(book: Book, matters: Sequence[Any], cases: Mapping[str, Link], show: str = "") -> Regulation:
    """Text or labels on the left, what each provision sets off on the right."""
    official = {} if show == "labels" else book.official
    parts = pages.sections(book.words, official, cases)
    return Regulation(
        head=head(book),
        tabs=tabs(book, "", matters),
        toc=pages.toc(parts, book.words),
        sections=parts,
        said=_said(book),
        tally=pages.tally(book.pack) if book.pack else "没有法规包，只显示正式文本",
        showing=_showing(book, show),
        text_only=book.pack is None,
    )


def head(book: Book) -> Head:
    """Title in serif; issuer, day, articles, force, other versions."""
    crumbs = [Link("法规库", links.named("library"))]
    buttons = (Button("导入正式文本", url=links.named("library-import")), Button("打印", does="print"))
    if book.pack is None:
        return Head(book.title, tuple(crumbs), sub=((Bit("没有法规包"),),), buttons=buttons, law=True)
    crumbs.append(Link(LEVELS.get(book.pack.level, book.pack.level)))
    sub = [(Bit(book.pack.issuer),)]
    if book.pack.number:
        sub.append((Bit(book.pack.number),))
    sub.append((Bit(f"{days.in_sentence(book.pack.version)}起施行"),))
    if in_articles(book.pack):
        tops = {at.split(".")[0] for at in (book.official or book.pack.provisions)}
        sub.append((Bit(f"{len([top for top in tops if top.isdecimal()])} 条"),))
    sub.append((Bit(force_sentence(book.pack, clock.today()).split(" · ")[0]),))
    for other in book.versions:
        if other is not book.pack:
            sub.append(
                (
                    Bit(
                        f"{other.version.year} 年版",
                        url=links.provision(book.slug, version=other.version.isoformat()),
                    ),
                )
            )
    return Head(book.pack.title, tuple(crumbs), sub=tuple(sub), buttons=buttons, law=True)


def tabs(book: Book, now: str, matters: Sequence[Any]) -> tuple[Tab, ...]:
    """What there is about the regulation."""
    version = book.pack.version.isoformat() if book.pack and len(book.versions) > 1 else ""
    here = links.named("regulation", book.slug)

    def at(tab: str) -> str:
        return links.with_query(here, ("version", version), ("tab", tab))

    made = [Tab("条文与要求", at(""), now == "")]
    if book.pack:
        steps = sum(len(p.steps) for p in book.pack.procedures.values())
        readings = sum(1 for norm in book.pack.norms if norm.reading)
        made += [
            Tab("程序", at("steps"), now == "steps", str(steps)),
            Tab(
                "读法",
                at("readings"),
                now == "readings",
                str(readings + len(book.pack.conventions) + len(book.pack.readings)),
            ),
            Tab("版本", at("versions"), now == "versions", str(len(book.versions))),
        ]
    return (*made, Tab("在办事项", at("cases"), now == "cases", str(len(matters))))


def _showing(book: Book, show: str) -> tuple[Tab, ...]:
    if not (book.official and book.pack):
        return ()
    here = links.provision(book.slug, version=book.pack.version.isoformat())
    labels = show == "labels"
    return (
        Tab(
            "提要",
            links.with_query(
                links.named("regulation", book.slug),
                ("version", book.pack.version.isoformat()),
                ("show", "labels"),
            ),
            labels,
        ),
        Tab("正式文本", here, not labels),
    )


def _said(book: Book) -> Notice | None:
    if not book.official:
        text = "左栏是本系统编写的提要，不能作为文书引文。导入后逐条比对：缺、多、项数不符都会列出。"
        return Notice(
            "care",
            "正式文本没有导入。",
            text,
            sign=Sign.PAPER,
            links=(Link("怎样导入", links.named("library-import")),),
        )
    if book.pack is None:
        return Notice("", "", "这部法规只有正式文本，还没有法规包：可以查阅、检索，不据此核对。")
    lacking = [at for at in book.pack.provisions if at not in book.official and not _above(at, book.official)]
    if lacking:
        names = "、".join(address_words(at, in_articles(book.pack)) for at in lacking[:6])
        return Notice(
            "care",
            "正式文本与法规包不一致。",
            f"文本里没有 {len(lacking)} 处：{names}{' 等' if len(lacking) > 6 else ''}。",
        )
    return None


def _above(at: str, official: Mapping[str, str]) -> bool:
    """Whether the text has the address by another: one below, its only paragraph's, a sentence's unit."""
    return (
        str(parse(at).unit) in official
        or any(other.startswith(f"{at}.") for other in official)
        or at.rpartition(".")[0] in official
        and at.endswith(".1")
    )


# ---------------------------------------------------------------- other tabs


def other_tab(book: Book, tab: str, matters: Sequence[Any]) -> Rows:
    """Procedures, readings, versions, open matters."""
    titles, rows, note, empty = _TABS[tab](book, matters)
    return Rows(head(book), tabs(book, tab, matters), titles, rows, note, empty)


Parts = tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...], str, Empty]


def _steps(book: Book, _: Sequence[Any]) -> Parts:
    rows, words = [], book.words
    citer = (
        Citer(
            [(book.pack.ref, step.cite) for p in book.pack.procedures.values() for step in p.steps.values()]
        )
        if book.pack
        else None
    )
    for procedure in book.pack.procedures.values() if book.pack else ():
        for number, step in enumerate(procedure.steps.values(), 1):
            fields = "、".join(f.label or f.name for f in step.record.values())
            cite = (
                citer.chip(book.pack.ref, step.cite[0], bare=True)
                if citer and book.pack and step.cite
                else None
            )
            rows.append(
                (
                    Cell(f"{number}"),
                    Cell(procedure.title, dim=True),
                    Cell(step.label),
                    Cell(words.roles(step.by) or "不限", dim=not step.by),
                    Cell(cite=cite),
                    Cell(fields or "—", dim=True),
                )
            )
    empty = Empty("这部法规没有自己的程序", "它的要求落在其他程序的事项上。")
    return (
        ("序", "程序", "可以记录的事项", "由谁", "依据", "记明什么"),
        tuple(rows),
        "事项按通常次序排列；先后是否必须，见“条文与要求”中的次序。",
        empty,
    )


_CONVENTIONS = {
    "counting": "期限怎样计算",
    "bars": "限制怎样合并",
    "authority": "批准层级",
    "rounding": "进位",
}


def _convention_rows(pack: Pack, citer: Citer) -> Iterator[tuple[Cell, ...]]:
    for convention in pack.conventions.values():
        basis = (
            Cell(cite=citer.chip(pack.ref, convention.cite[0], bare=True))
            if convention.cite
            else Cell("条文未写，按通常做法", dim=True)
        )
        name = _CONVENTIONS.get(convention.name, convention.name)
        yield Cell("通则"), basis, Cell(name), Cell(convention.note or "")


def _option_rows(pack: Pack, citer: Citer) -> Iterator[tuple[Cell, ...]]:
    for named in pack.readings.values():
        for option, sentence in named.options.items():
            used = option == named.use
            yield (
                Cell(light=Light(Sign.DONE, "采用")) if used else Cell("可选", dim=True),
                Cell(cite=citer.chip(pack.ref, named.cite[0], bare=True)),
                Cell(named.label),
                Cell(sentence, dim=not used),
            )


def _norm_rows(pack: Pack, book: Book, citer: Citer) -> Iterator[tuple[Cell, ...]]:
    for norm in pack.norms:
        if norm.reading:
            said = norm_words(norm, book.words)
            basis = Cell(cite=citer.chip(pack.ref, norm.cite[0], bare=True))
            yield Cell(said.kind), basis, Cell(said.says), Cell(norm.reading)


def _readings(book: Book, _: Sequence[Any]) -> Parts:
    rows: tuple[tuple[Cell, ...], ...] = ()
    if book.pack:
        pack = book.pack
        cited = [norm.cite for norm in pack.norms if norm.reading]
        cited += [reading.cite for reading in pack.readings.values()]
        citer = Citer([(pack.ref, cite) for cite in cited])
        rows = (*_convention_rows(pack, citer), *_option_rows(pack, citer), *_norm_rows(pack, book, citer))
    return (
        ("类别", "依据", "要求", "读法"),
        rows,
        "条文没有写明、由法规包选定的理解；凡据此得出的结果都印明读法。有权机关另有规定的，改用其规定。",
        Empty("没有需要选定的读法", "条文都写明了。"),
    )


def _versions(book: Book, _: Sequence[Any]) -> Parts:
    today = clock.today()
    rows = []
    for pack in reversed(book.versions):
        url = links.provision(book.slug, version=pack.version.isoformat())
        state = Light(Sign.NEXT, "正在看") if pack is book.pack else None
        rows.append(
            (
                Cell(pack.title, url=url),
                Cell(pack.version.isoformat()),
                Cell(pack.valid_to.isoformat() if pack.valid_to else "—"),
                Cell(force_sentence(pack, today).split(" · ")[0]),
                Cell(f"{len(pack.norms)}"),
                Cell(pack.note or ""),
                Cell(light=state),
            )
        )
    empty = Empty("没有版本", "")
    return (
        ("版本", "施行", "失效前末日", "效力", "规范", "说明", ""),
        tuple(rows),
        "程序按行为当日的版本，实体按事实当日的版本，法规包另有写明的除外；每项结果都印明用的是哪一版。",
        empty,
    )


def _cases(book: Book, matters: Sequence[Any]) -> Parts:
    rows = []
    today = clock.today()
    for matter in matters:
        label = book.words.act(matter.last_step) if matter.last_step else "还没有记录"
        rows.append(
            (
                Cell(matter.number, url=links.matter(matter.pk)),
                Cell(matter.title),
                Cell(matter.organ.short or matter.organ.name),
                Cell(matter.handler.name if matter.handler else "未定"),
                Cell(label),
                Cell(days.in_cell(matter.next_due, today)),
                Cell(f"{matter.version.isoformat()} 版"),
            )
        )
    empty = Empty("没有您能看到的在办案件", "您的查看范围：所在机关及其下级承办的案件。")
    return (
        ("编号", "事由", "承办机关", "承办人", "最近一步", "最近到期", "适用"),
        tuple(rows),
        "只列您能看到的、依据这部法规办理的在办案件。",
        empty,
    )


_TABS = {"steps": _steps, "readings": _readings, "versions": _versions, "cases": _cases}


def cases_by_norm(actor: Actor, book: Book) -> dict[str, Link]:
    """What the viewer's open matters want on the ground of each norm."""
    if book.pack is None:
        return {}
    found = work.by_norm(actor, book.pack.ref)
    url = links.with_query(links.named("regulation", book.slug), ("tab", "cases"))
    return {norm: Link(f"在办 {number} 件待办理", url) for norm, number in found.items()}


@lru_cache(maxsize=4)
def _contradictions(digest: tuple[str, ...]) -> tuple[Contradiction, ...]:
    library = packs.installed()
    return contradictions(library.packs, library.shared)


def conflict_rows() -> tuple[tuple[Cell, ...], ...]:
    """Contradictions between the installed texts."""
    library = packs.installed()
    found = _contradictions(tuple(p.digest or p.ref for p in library.packs))
    return tuple(conflict_row(item) for item in found)


KINDS = {
    "duty_barred": "一部要求办，另一部不许办",
    "authority_apart": "两部规定的有权机关没有交集",
    "choice_apart": "两部所列的选项没有交集",
    "set_aside": "一部明文优先于另一部",
}


def conflict_row(item: Contradiction) -> tuple[Cell, ...]:
    """One contradiction: the act, both provisions, how they differ, whether a text settles it."""
    first, second = (ref.partition("#")[0] for ref in (item.one, item.other))
    citer = Citer([(first, item.cites[:1]), (second, item.other_cites[:1])])
    words = citer.words(first)
    state = Light(Sign.DONE, "条文已定") if item.settled else days.CONFLICT
    return (
        Cell(light=state),
        Cell(words.acts(item.acts, "、") if words and item.acts else "—"),
        Cell(cite=citer.chip(first, item.cites[0])),
        Cell(cite=citer.chip(second, item.other_cites[0])),
        Cell(KINDS.get(item.kind, item.kind)),
    )
