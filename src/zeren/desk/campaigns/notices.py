"""Builds the circular and the public notice: what each may hold, how it was checked, who approved it; and its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from zeren.desk import days
from zeren.desk.campaigns.page import Figure, NoticeLine, NoticePage, NoticeSection
from zeren.desk.campaigns.year import Year, joined, record_url, short
from zeren.desk.components import Button, Light, Link, Notice, Sign
from zeren.desk.matters.page import head_of
from zeren.papers.official.model import OfficialDocument, paragraphs
from zeren.records import clock
from zeren.records.campaigns import notices
from zeren.records.campaigns.notices import Draft, Line, Section
from zeren.records.campaigns.rules import NoticeRules
from zeren.records.matters.events import day_of

NUMBERS = "一二三四五六七八九"


def draft_of(year: Year, notice: NoticeRules) -> Draft:
    """The notice as the records fill it today."""
    return notices.draft(year.case.matter, year.units, year.rules, notice, year.case.today)


def title_of(year: Year) -> str:
    """What both notices are called: after the programme."""
    return f"关于{year.case.matter.title}结果的通报"


def page_of(year: Year, notice: NoticeRules) -> NoticePage:
    """The page of one notice."""
    found = draft_of(year, notice)
    allowed = "、".join(part.title for part in notice.parts)
    return NoticePage(
        replace(head_of(year.case, ""), sub=(), buttons=tuple(_buttons(year, notice))),
        year.tabs(), year.views(notice.id), title_of(year), year.cite(notice.cite),
        f"条文写明的内容：{allowed}。其他内容不取。", tuple(_section(one) for one in found.sections), tuple(_checks(year, found)),
        tuple(_said(year, found)), tuple(_acts(year, found)),
    )  # fmt: skip


def _buttons(year: Year, notice: NoticeRules) -> Iterator[Button]:
    url = f"{year.view_url(notice.id)}.docx"
    yield Button("Word 文稿", url)
    yield Button("打印", does="print")


def _section(one: Section) -> NoticeSection:
    if one.part.of == "cadre":
        return NoticeSection(one.part.title, len(one.lines), tuple(_cadres(one)))
    lines = tuple(NoticeLine(line.name, line.value, _record(line)) for line in one.lines)
    return NoticeSection(one.part.title, len(lines), lines)


def _cadres(section: Section) -> Iterator[NoticeLine]:
    """A line a unit, as the document has a paragraph: its cadres, each leading to the record."""
    for unit, lines in groupby(section.lines, key=lambda line: line.unit):
        told = tuple(Link(f"{line.name}，{line.value}", _record(line).url) for line in lines)
        yield NoticeLine(short(unit), each=told)


def _record(line: Line) -> Link:
    return Link(f"{line.matter.number} 第 {line.entry.seq} 号", record_url(line.matter.pk, line.entry.seq))


def _without(section: Section) -> str:
    """Of which units the content is not recorded, of cadres with their names."""
    return joined(
        "　".join(filter(None, (short(one.unit), joined((cadre.name for cadre in one.cadres), 3))))
        for one in section.lacking
    )


def _checks(year: Year, found: Draft) -> Iterator[Figure]:
    yes, no = Light(Sign.DONE, "符合"), Light(Sign.ORDER, "不符合")
    here = [one for one in year.rules.here if one.step not in {n.step for n in year.rules.notices}]
    last = here[-1] if here else None
    done = last is not None and bool(year.case.in_force.get(last.step))
    if last is not None:
        yield Figure(yes if done else Light(Sign.UNKNOWN, "待办"), f"{last.title}以后才有结果")
    for section in found.sections:
        if section.lacking:
            yield Figure(Light(Sign.UNKNOWN, "待补"), f"没有“{section.part.title}”：{_without(section)}")
    if found.rules.bare:
        names = "、".join(dict.fromkeys(name for _, name in found.named))
        words = f"内容里写到干部姓名：{names}" if names else "没有写到任何一名干部，也没有个人等次"
        yield Figure(no if names else yes, words)


def _said(year: Year, found: Draft) -> Iterator[Notice]:
    if found.issued is not None:
        day = days.in_sentence(day_of(found.issued.at), year.case.today)
        yield Notice(
            "ok",
            f"{day}已经发出。",
            links=(Link(f"第 {found.issued.seq} 号记录", year.case.record_url(found.issued.seq)),),
        )
    if found.approved is not None:
        day = days.in_sentence(day_of(found.approved.at), year.case.today)
        text = "审定以后内容有变动，要重新审定。" if found.changed else "以下内容就是审定的内容。"
        links_ = (Link(f"第 {found.approved.seq} 号记录", year.case.record_url(found.approved.seq)),)
        yield Notice("care" if found.changed else "ok", f"{day}审定。", text, links=links_)
    else:
        yield Notice("", "草稿，还没有审定。", "由人拟定、审定以后发出；审定一步条文没有写，是另行安排。")


def _acts(year: Year, found: Draft) -> Iterator[Button]:
    """What people do next; the system sends nothing out."""
    if not year.case.may_write:
        return
    drawn, approved = year.rules.named
    yield Button("拟定内容", f"{year.case.url}?act={drawn}#act")
    if not found.released and found.ready:
        yield Button("审定", f"{year.case.url}?act={approved}#act", main=True)
    if found.released and found.issued is None:
        yield Button(f"记录{found.rules.title}", f"{year.case.url}?act={found.rules.step}#act", main=True)


def _paragraphs(section: Section) -> list[str]:
    """A paragraph a unit: its own content, or its cadres one after another."""
    if section.part.of != "cadre":
        return [f"{line.name}：{line.value}" for line in section.lines]
    return [
        f"{short(unit)}：{'；'.join(f'{line.name}，{line.value}' for line in lines)}"
        for unit, lines in groupby(section.lines, key=lambda line: line.unit)
    ]


def document(year: Year, found: Draft) -> OfficialDocument:
    """The notice as an official document: a draft until it stands as approved."""
    organ = year.case.matter.organ
    lines = []
    for place, section in enumerate(found.sections):
        lines.append(f"{NUMBERS[place]}、{section.part.title}")
        lines += _paragraphs(section)
    now, released = clock.now(), found.released
    return OfficialDocument(
        title=title_of(year) if released else f"（草稿）{title_of(year)}", body=paragraphs("\n".join(lines)), issuer_mark=f"{organ.name}文件",
        addressee=found.rules.to if not found.rules.bare else None, signed_by=organ.name if released else None,
        dated=clock.today() if released else None, draft=not released,
        footer=None if found.rules.bare and released else f"{year.case.actor.name}　{now:%Y-%m-%d %H:%M} 生成",
    )  # fmt: skip
