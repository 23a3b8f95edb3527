"""The columns of the two ledgers: what calls for a letter today, and the letters."""

from __future__ import annotations

from datetime import date
from typing import Any

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Cell
from zeren.desk.letters import words
from zeren.desk.letters.links import new_url
from zeren.desk.listing import Field
from zeren.desk.worklist.build import Builder
from zeren.norms.calendar import Calendar
from zeren.records.letters.models import Letter
from zeren.records.letters.queries import Waiting


def waiting_fields(found: Waiting, made: Builder, writes: bool) -> tuple[Field[Any], ...]:
    """待发: today's light, day, what, in which matter, on which provision, by whom, the verb."""

    def light(row: Any) -> Cell:
        colour = found.light(row)
        return Cell(light=words.today_light(colour, row.due, found.today, found.calendar, row.provisional))

    def what(row: Any) -> Cell:
        return Cell(made.what(row), url=new_url(row) if writes else links.matter(row.matter_id))

    return (
        Field("light", "今日的灯", light, "select", words.LIGHTS, width=16),
        Field("due", "到期日", lambda r: Cell(days.in_cell(r.due, found.today)), excel=lambda r: r.due, width=12),
        Field("what", "应办事项", what, width=34),
        Field("matter", "事项", lambda r: Cell(f"{r.matter.number}　{r.matter.title}", url=links.matter(r.matter_id)), "text", width=34),
        Field("person", "对象", lambda r: Cell(made.person(r)), width=20),
        Field("cite", "依据", lambda r: Cell(cite=made.cite(r)), excel=lambda r: c.label if (c := made.cite(r)) else "", width=26),
        Field("who", "由谁", lambda r: Cell(made.who(r)), width=18),
        Field("do", "函", lambda r: Cell("催办", url=new_url(r)) if writes else Cell("—", dim=True), excel=lambda r: "", width=8),
    )  # fmt: skip


class Letters:
    """What the cells of one page of letters need: the day, citations, which matters the viewer may open."""

    def __init__(self, rows: list[Letter], today: date, calendar: Calendar, seen: set[int]) -> None:
        self.today, self.calendar = today, calendar
        self.learn(rows, seen)

    def learn(self, rows: list[Letter], seen: set[int]) -> None:
        """What the cells of these rows need; of a long list, of some rows at a time."""
        self.seen = seen
        self.citer = Citer([(row.pack, row.cites.split()[:1]) for row in rows], self.today)

    def act(self, row: Letter) -> str:
        """What it reminds of, in the pack's words."""
        found = self.citer.words(row.pack)
        return found.acts(row.act.split()) if found and row.act else row.norm

    def cite(self, row: Letter) -> Cell:
        """The provision."""
        first = row.cites.split()[0] if row.cites else ""
        return Cell(cite=self.citer.chip(row.pack, first)) if first else Cell("—", dim=True)

    def matter(self, row: Letter) -> Cell:
        """The matter; a link only for who sees it."""
        text = f"{row.matter.number}　{row.matter.title}"
        return Cell(text, url=links.matter(row.matter_id) if row.matter_id in self.seen else "")


def letter_fields(shown: Letters) -> tuple[Field[Any], ...]:
    """The letters: number, light at issue, days, what, in which matter, to whom, what became of it."""
    today = shown.today

    def number(row: Letter) -> Cell:
        return Cell(row.number, url=links.named("letter", row.matter_id, row.seq))

    def received(row: Letter) -> Cell:
        listed = list(row.recipients.all())
        read = sum(one.received is not None or one.answered is not None for one in listed)
        answered = sum(one.answered is not None for one in listed)
        return Cell(f"{read} / {len(listed)} 已看" + (f"，{answered} 回复" if answered else ""))

    def cited(row: Letter) -> str:
        cell = shown.cite(row)
        return cell.cite.label if cell.cite else ""

    return (
        Field("number", "编号", number, "text", sort="number", excel=lambda r: r.number, width=20),
        Field("light", "灯", lambda r: Cell(light=words.issued_light(r)), "select", words.LIGHTS, width=8),
        Field("on", "发函日", lambda r: Cell(days.in_cell(r.on, today)), "day", sort="on", excel=lambda r: r.on, width=12),
        Field("what", "提醒什么", lambda r: Cell(shown.act(r)), width=28),
        Field("matter", "事项", shown.matter, "text", width=32),
        Field("due", "到期日", lambda r: Cell(days.in_cell(r.due, today)), "day", sort="due", excel=lambda r: r.due, width=12),
        Field("to", "收函", lambda r: Cell(words.names_of(r)), "text", width=24),
        Field("read", "系统内", received, width=16),
        Field("state", "现状", lambda r: Cell(light=words.standing_light(r, today)), "select", words.STATES, width=16),
        Field("cite", "依据", shown.cite, excel=cited, width=26),
        Field("organ", "发函机关", lambda r: Cell(r.organ.short or r.organ.name), "text", usual=False, excel=lambda r: r.organ.name, width=22),
    )  # fmt: skip
