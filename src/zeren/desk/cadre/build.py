"""Builds a person's page from the queries: what is not registered is said to be so, never left blank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from zeren.desk import links
from zeren.desk.approvals.sealed import SealedLine
from zeren.desk.cadre import axis as axes
from zeren.desk.cadre.axis import Held
from zeren.desk.cadre.page import MatterLine, PersonPage, PostLine, SectionLines
from zeren.desk.cadre.register import managed_words
from zeren.desk.citing import Citer, reading_of
from zeren.desk.components import Bit, Button, Head, Light, Link, Sign, Tab
from zeren.desk.library.norm_words import period
from zeren.desk.library.reach import Said, bar_of, reach_words
from zeren.desk.wording import PackWords, words_of
from zeren.desk.worklist.build import missing_words
from zeren.records.dossiers.queries import Entry, Lack, Section
from zeren.records.restrictions import queries as restrictions

ALL = ""


def held_bars(rows: Sequence[Any], citer: Citer, in_sight: frozenset[int]) -> list[Held]:
    """Bars of the register of restrictions, as the axis draws them."""
    said = restrictions.causes(rows)
    return [_held(row, citer, in_sight, said.get(row.source, {})) for row in rows]


def _held(row: Any, citer: Citer, in_sight: frozenset[int], said: Said) -> Held:
    """A bar tells its effect to whoever sees the person; its matter only to whoever sees the matter."""
    words = citer.words(row.pack)
    matter = row.matter
    source = (
        Link(matter.number, links.matter(matter.pk))
        if matter.pk in in_sight
        else Link(f"{matter.organ.name}的案件")
    )
    first = row.cites.split()[0] if row.cites else ""
    body = bar_of(words, row.norm)
    return Held(
        effect=f"不得{words.act(row.act) if words else row.act}",
        act=row.act,
        cite=citer.chip(row.pack, first, reading_of(words, row.norm)) if first else None,
        source=source,
        starts=row.starts,
        ends=row.ends,
        sure=row.sure,
        missing=f"缺：{missing_words(row.missing, words, {})}" if row.missing else "",
        lasts=period(body.for_) if body is not None and body.for_ is not None else "",
        reach=reach_words(words, row.norm, said),
    )


def person_page(
    person: Any,
    rows: Sequence[Any],
    sections: Sequence[Section],
    charges: Iterable[Any],
    in_sight: frozenset[int],
    *,
    chosen: date,
    today: date,
    act: str = ALL,
    day_wrong: str = "",
    sealed: tuple[SealedLine, ...] = (),
    tabs: tuple[Tab, ...] = (),
    lacks: Sequence[Lack] = (),
    training: str = "",
) -> PersonPage:
    """The whole page for a chosen day (and one act, if one was chosen). ``training``: where leave, hours and credits stand."""
    citer = Citer([(row.pack, row.cites.split()) for row in rows], today)
    bars = held_bars(rows, citer, in_sight)
    asked = [bar for bar in bars if act in (ALL, bar.act)]
    question = f"可否{_act_words(rows, act, citer)}" if act else ""
    return PersonPage(
        head=_head(person, today),
        tabs=tabs,
        answer=axes.answer(asked, chosen, question),
        axis=axes.axis(asked, chosen, today) if asked else None,
        day=chosen.isoformat(),
        day_wrong=day_wrong,
        acts=((ALL, "全部限制"), *_acts(rows, citer)),
        act=act,
        sections=filed(one for one in sections if one.entries),
        lacks=tuple((lack.what, lack.who) for lack in lacks),
        training=training,
        empty_sections="、".join(one.title for one in sections if not one.entries),
        posts=tuple(_post(row, today) for row in person.appointments.all()),
        charges=tuple(PostLine(row.organ.name, _span(row.start, row.end)) for row in charges),
        sealed=sealed,
    )


def _acts(rows: Sequence[Any], citer: Citer) -> tuple[tuple[str, str], ...]:
    found = {row.act: _act_words(rows, row.act, citer) for row in rows}
    return tuple((act, f"可否{label}") for act, label in found.items())


def _act_words(rows: Sequence[Any], act: str, citer: Citer) -> str:
    for row in rows:
        words = citer.words(row.pack) if row.act == act else None
        if words:
            return words.act(act)
    return act


def _head(person: Any, today: date) -> Head:
    main = next((row for row in person.appointments.all() if row.main and _holds(row, today)), None)
    now = [row for row in person.appointments.all() if _holds(row, today)]
    sub: list[tuple[Bit, ...]] = []
    if now:
        sub.append((Bit("、".join(f"{r.post.organ.short or r.post.organ.name}{r.post.name}" for r in now)),))
    else:
        sub.append((Bit("现任职务没有登记", tone="slate"),))
    managed = managed_words(main.post) if main else ""
    sub.append((Bit(managed),) if managed else (Bit("管理权限待查明", tone="slate"),))
    if person.left:
        sub.append((Bit(f"{person.left.isoformat()} 调离"),))
    if person.retired:
        sub.append((Bit(f"{person.retired.isoformat()} 退休"),))
    crumbs = (
        Link("廉政档案", links.named("cadres")),
        Link(person.organ.name if person.organ else "单位没有登记"),
    )
    return Head(person.name, crumbs, sub=tuple(sub), buttons=_buttons(person.pk))


def _buttons(pk: int) -> tuple[Button, ...]:
    return (
        Button("导出 PDF", url=links.named("cadre-file", pk, "pdf")),
        Button("导出 DOCX", url=links.named("cadre-file", pk, "docx")),
        Button("目录 Excel", url=links.named("cadre-inventory", pk)),
        Button("打印", does="print"),
    )


def _holds(row: Any, day: date) -> bool:
    return row.start <= day and (row.end is None or day <= row.end)


def _post(row: Any, today: date) -> PostLine:
    more = "　".join(part for part in (row.source, managed_words(row.post)) if part)
    what = row.post.in_full
    return PostLine(what, _span(row.start, row.end), more, row.main, not _holds(row, today))


def _span(start: date, end: date | None) -> str:
    return f"{start.isoformat()} 起" if end is None else f"{start:%Y-%m} 至 {end:%Y-%m}"


def filed(sections: Iterable[Section]) -> tuple[SectionLines, ...]:
    """The sections in words."""
    return tuple(_section(one) for one in sections)


def bars_of(rows: Sequence[Any], in_sight: frozenset[int]) -> list[Held]:
    """Bars for a page or a paper that cites nothing else."""
    return held_bars(rows, Citer([(row.pack, row.cites.split()) for row in rows]), in_sight)


def _section(found: Section) -> SectionLines:
    return SectionLines(found.id, found.title, tuple(_matter(entry) for entry in found.entries))


def _matter(entry: Entry) -> MatterLine:
    words: PackWords | None = words_of(entry.pack)
    light = (
        Light(Sign.DONE, "办结")
        if entry.closed
        else Light(Sign.NEXT, "已向本人出示" if entry.own else "在办")
    )
    return MatterLine(
        light=light,
        number=entry.number,
        title=entry.title,
        procedure=words.procedure(entry.procedure) if words else entry.procedure,
        organ=entry.organ,
        opened=entry.opened.isoformat(),
        closed=entry.closed.isoformat() if entry.closed else "—",
        url=links.named("own-matter", entry.matter) if entry.own else links.matter(entry.matter),
        level=entry.level,
    )
