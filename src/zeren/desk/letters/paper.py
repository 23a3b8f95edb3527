"""A letter as its page pictures it, and as a file: PDF and DOCX in the letter form of GB/T 9704."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse

from zeren.desk.letters import words
from zeren.desk.letters.page import Sheet
from zeren.desk.matters.downloads import document_file
from zeren.papers.official.model import chinese_day
from zeren.papers.official.reminder import Printed, reminder
from zeren.records import clock
from zeren.records.letters.drafting import Draft
from zeren.records.letters.models import Letter, LetterRecipient
from zeren.records.letters.projecting import many
from zeren.records.letters.queries import Said
from zeren.records.matters import secrecy
from zeren.records.matters.models import Matter
from zeren.records.trail import acts as trail

Capacity = LetterRecipient.Capacity
ADDRESSED = (Capacity.UNIT, Capacity.HANDLER)
"""Who is addressed; the others get copies. Where none of them is there, the first one is addressed."""


def split(listed: list[tuple[str, str, bool]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Addressees and copies from (capacity, name, person); a person is written 某某同志."""
    named = [(capacity, f"{name}同志" if person else name) for capacity, name, person in listed]
    to = [name for capacity, name in named if capacity in ADDRESSED] or [name for _, name in named[:1]]
    return tuple(to), tuple(name for _, name in named if name not in to)


def printed(letter: Letter, said: Said) -> Printed:
    """What the paper of an issued letter says: its entry, word for word."""
    people = [(one.capacity, words.name_of(one), bool(one.person_id)) for one in letter.recipients.all()]
    to, copies = split(people)
    fields = said.entry.fields
    return Printed(
        letter.organ.name, letter.number, str(fields.get("title", "")), many(fields.get("text", ())), letter.on,
        to, copies, letter.withdrawn,
    )  # fmt: skip


def drafted(made: Draft, matter: Matter) -> Printed:
    """The same of a letter not yet issued: no number, and 草稿 across it."""
    listed = [(one.capacity.value, one.name, one.ref.startswith("person:")) for one in made.recipients.to]
    to, copies = split(listed)
    mark = f"{made.thresholds.mark}〔{clock.today().year}〕　号"
    return Printed(
        matter.organ.name,
        mark,
        made.content.title,
        made.content.paragraphs,
        clock.today(),
        to,
        copies,
        draft=True,
    )


def sheet(made: Printed, matter: Matter) -> Sheet:
    """The picture on the page."""
    return Sheet(
        organ=made.organ,
        number=made.number,
        title=made.title,
        to="、".join(made.to),
        text=tuple(made.text),
        dated=chinese_day(made.on),
        copies="，".join(made.copies),
        marks="★".join(text for text in secrecy_of(matter).values() if text),
        draft=made.draft,
        withdrawn=f"已于{made.withdrawn}收回" if made.withdrawn else "",
    )


def secrecy_of(matter: Matter) -> dict[str, str]:
    """Level and period at the head of the paper, from 秘密 on."""
    level, until = matter.classification, matter.classified_until
    if secrecy.rank(level) < secrecy.rank(secrecy.SECRET):
        return {}
    return {"classification": level, "period": f"至{chinese_day(until)}" if until else ""}


def file(request: HttpRequest, letter: Letter, said: Said, kind: str) -> HttpResponse:
    """The letter as a file; made is on the trail. A text that says so where there is no Chinese font."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now, level = clock.now(), secrecy.mark_of(letter.matter)
    footer = f"{level}　{actor.name}　{now:%Y-%m-%d %H:%M} 生成"
    mark = f"{actor.name or actor.account}　{now:%Y-%m-%d %H:%M}"
    document = reminder(printed(letter, said), footer, mark, **secrecy_of(letter.matter))
    name = secrecy.marked(letter.matter.classification, f"提醒函　{letter.number}.{kind}")
    detail = f"reminder-{letter.seq}.{kind}"
    noted = partial(trail.note, actor, "paper_made", "matter", letter.matter_id, detail=detail)
    return document_file(document, kind, name, noted)
