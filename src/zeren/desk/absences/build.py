"""Builds the month: the group by day, the absences with reported and actual days, what the packs find."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from django.http import QueryDict

from zeren.desk import days, links, listing, sources
from zeren.desk.absences.page import BothLine, CalendarPage, DayCell, DayHead, FindingLine, PersonRow
from zeren.desk.absences.trips import Trips
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Cell, Empty, Head, Light, Link, Sign
from zeren.desk.listing import Field
from zeren.desk.matters.boxes import Boxes
from zeren.desk.wording import words_of
from zeren.norms.model import State
from zeren.records import clock, packs, refs
from zeren.records.absences import queries
from zeren.records.absences import rules as absence_rules
from zeren.records.absences.model import Absence, Both, Day, Mark, Month
from zeren.records.actor import WRITES, Actor
from zeren.records.matters.reading import read
from zeren.records.organs.models import Organ
from zeren.records.people.models import Person

TITLE = "外出日历"
SIGNS = {
    Day.PLANNED: ("报", "已报告、没有外出记录"),
    Day.AWAY: ("外", "外出"),
    Day.OVER: ("超", "报告的返回日以后"),
}
NONE = Cell("—", dim=True)


class Calendar:
    """One month of one organ, for one actor."""

    def __init__(self, actor: Actor, organ: Organ, first: date, given: QueryDict, wrong: str = "") -> None:
        self.actor, self.organ, self.wrong, self.today = actor, organ, wrong, clock.today()
        self.month: Month = queries.month(actor, organ, first)
        self.trips = Trips(actor, self.month, self.today)
        self.fields = self._fields()
        asked = listing.asked(links.named("absences"), given, self.fields)
        self.question = listing.Asked(
            asked.path,
            {},
            "",
            False,
            asked.columns,
            1,
            (("organ", str(organ.pk)), ("month", f"{first:%Y-%m}")),
        )

    # ------------------------------------------------------------ the days

    @cached_property
    def acting(self) -> dict[int, Person]:
        """By absence, the member of the group whom its report names to act; a name that fits no one or two: nobody."""
        found = {}
        for place, one in enumerate(self.month.absences):
            named = [
                p for p, _ in self.month.people if p.name in one.text("acting") and p.pk != one.person.pk
            ]
            # 李某 is not meant where the report names 李某某.
            named = [p for p in named if not any(p.name != q.name and p.name in q.name for q in named)]
            if len(named) == 1:
                found[place] = named[0]
        return found

    @cached_property
    def marks(self) -> Mapping[tuple[int, date], DayCell]:
        """What a trip abroad puts on a day on which nobody was away otherwise."""
        return self.trips.marks()

    def _heads(self) -> tuple[DayHead, ...]:
        calendar = sources.calendar()
        return tuple(
            DayHead(
                day.day, days.WEEKDAYS[day.weekday()],
                f"{'off' if not _works(calendar.is_working(day), day) else ''} {'now' if day == self.today else ''}".strip(),
            )
            for day in self.month.days
        )  # fmt: skip

    def _people(self) -> tuple[PersonRow, ...]:
        return tuple(
            PersonRow(person.name, post, links.person(person.pk), tuple(self._cells(person)))
            for person, post in self.month.people
        )

    def _cells(self, person: Person) -> list[DayCell]:
        told: set[int] = set()
        return [self._cell(person, day, told) for day in self.month.days]

    def _cell(self, person: Person, day: date, told: set[int]) -> DayCell:
        """``told``: the absences whose link stands on an earlier day of the row."""
        for place, one in enumerate(self.month.absences):
            state = one.on(day, self.today) if one.person.pk == person.pk else None
            if state is None:
                continue
            sign, words = SIGNS[state]
            url = "" if place in told else _url(one)
            told.add(place)
            return DayCell(sign, str(state), f"{day.month}月{day.day}日{words}：{_where(one)}", url)
        abroad, acts_for = self.marks.get((person.pk, day)), self._acts_for(person, day)
        if not acts_for:
            return abroad or DayCell()
        said = f"主持工作，代{acts_for}"
        if abroad is None:
            return DayCell("代", "stands", said)
        return DayCell(f"代{abroad.text}", "stands", f"{said}；{abroad.said}", abroad.url)

    def _acts_for(self, person: Person, day: date) -> str:
        for place, acting in self.acting.items():
            one = self.month.absences[place]
            if acting.pk == person.pk and one.on(day, self.today):
                return one.person.name
        return ""

    # ------------------------------------------------------------ the absences

    def _fields(self) -> tuple[Field[Absence], ...]:
        posts = {person.pk: post for person, post in self.month.people}
        return (
            Field("name", "姓名", lambda a: Cell(a.person.name, url=links.person(a.person.pk), two=posts[a.person.pk]), excel=lambda a: a.person.name, width=12),
            Field("where", "去哪里、为何", lambda a: Cell(a.text("place") or "没有写", two=a.text("reason"), dim=not a.text("place")), excel=_where, width=28),
            Field("reported", "报告的起止", self._reported, excel=lambda a: self._span(a.begins, a.ends, "没有写返回日"), width=18),
            Field("actual", "实际起止", self._actual, width=22),
            Field("approval", "报告、审批", lambda a: Cell(light=self._approval(a)), width=16),
            Field("acting", "主持工作", self._acting, excel=lambda a: a.text("acting"), width=24),
            Field("back", "返回以后", self._after, width=22),
            Field("matter", "事项", lambda a: Cell(a.parts[0].matter.number, url=_url(a), two="、".join(p.matter.number for p in a.parts[1:])), excel=lambda a: "、".join(p.matter.number for p in a.parts), width=24),
        )  # fmt: skip

    def _span(self, first: date | None, last: date | None, open_: str) -> str:
        if first is None:
            return ""
        return f"{days.in_cell(first, self.today)} 至 {days.in_cell(last, self.today) if last else open_}"

    def _reported(self, one: Absence) -> Cell:
        mark = one.mark("reported")
        if mark is None:
            return Cell(light=Light(Sign.OVER, "没有报告的记录"))
        said = [f"{days.in_cell(mark.on, self.today)} 报告"]
        if one.urgent:
            said.append("紧急事项")
        text = self._span(one.begins, one.ends, "没有写返回日") or "没有写日期"
        return Cell(text, url=_record(mark), two="　".join(said))

    def _actual(self, one: Absence) -> Cell:
        went, back = one.mark("went"), one.mark("back")
        if went is None:
            passed = one.begins is not None and one.begins < self.today
            return Cell("没有外出记录" if passed else "还没有外出", dim=True)
        text = self._span(went.on, back.on if back else None, "在外")
        return Cell(text, url=_record(back or went), two=self._difference(one))

    def _difference(self, one: Absence) -> str:
        """How what was differs from what was reported, and whether the change was reported."""
        went, back, said = one.mark("went"), one.mark("back"), []
        if went and one.begins and went.on != one.begins:
            said.append(f"外出{_earlier_later((went.on - one.begins).days)}")
        until = back.on if back else max(self.today, one.ends or self.today)
        if one.ends and until != one.ends:
            said.append(f"{'返回' if back else '应返回，已'}{_earlier_later((until - one.ends).days)}")
        if said:
            said.append("变化已补充报告" if one.changed else "没有补充报告的记录")
        return "，".join(said)

    def _approval(self, one: Absence) -> Light:
        approved, went = one.mark("approved"), one.mark("went")
        if not one.asks_approval:
            return Light(Sign.DONE, "已报告") if one.mark("reported") else Light(Sign.OVER, "没有报告")
        if approved is None:
            return Light(Sign.OVER, "外出而未见审批") if went else Light(Sign.NEAR, "待审批")
        if went and approved.on > went.on:
            return Light(Sign.ORDER, f"审批晚于外出 {(approved.on - went.on).days} 日")
        return Light(Sign.DONE, f"{days.in_cell(approved.on, self.today)} 审批同意")

    def _acting(self, one: Absence) -> Cell:
        who = one.text("acting")
        if not who:
            return NONE
        part = next(part for part in one.parts if part.acting)
        words = words_of(part.matter.pack)
        by = words.value(part.acting_by) if words and part.acting_by else ""
        return Cell(who, two=self._also_away(one) or by)

    def _also_away(self, one: Absence) -> str:
        """That who acts is away on one of these days as well."""
        acting = self.acting.get(self.month.absences.index(one))
        if acting is None:
            return ""
        theirs = self.month.of(acting.pk)
        both = [
            d for d in self.month.days if one.on(d, self.today) and any(o.on(d, self.today) for o in theirs)
        ]
        return f"{days.in_cell(both[0], self.today)} 起本人也外出" if both else ""

    def _after(self, one: Absence) -> Cell:
        back, went = one.mark("back"), one.mark("went")
        if back is None:
            late = (self.today - one.ends).days if one.ends and went else 0
            return Cell(light=Light(Sign.OVER, f"过返回日 {late} 日，未见返回")) if late > 0 else NONE
        owed = [words.act(step) for part, step in one.owed_after if (words := words_of(part.matter.pack))]
        if owed:
            return Cell(
                light=Light(Sign.ELAPSED, f"已历 {(self.today - back.on).days} 日"),
                two=f"未见{'、'.join(owed)}",
            )
        wanted = any(part.after for part in one.parts)
        return Cell(light=Light(Sign.DONE, "汇报、销假已办" if wanted else "已返回"))

    # ------------------------------------------------------------ what the packs find

    @cached_property
    def cites(self) -> Citer:
        """The provisions of the page in one query."""
        wanted = [(held.finding.pack, held.finding.cites) for held in self.month.findings]
        return Citer([*wanted, *((pair.rules.pack, _cites(pair)) for pair in self.month.both)], self.today)

    def _both(self) -> tuple[BothLine, ...]:
        return tuple(self._both_line(pair) for pair in self.month.both)

    def _both_line(self, pair: Both) -> BothLine:
        (one, part), (other, theirs) = pair.one, pair.other
        until = pair.first if pair.first == pair.last else pair.last
        span = self._span(pair.first, until, "")
        states = {finding.status for finding in pair.findings}
        if State.BREACHED in states:
            light, said = Light(Sign.NEAR_INTERNAL, "偏离，待说明"), "报告写明同时外出，没有写说明"
        elif State.MET in states:
            why = part.why or theirs.why
            light, said = Light(Sign.DONE, "已说明"), f"报告里的说明：{why}"
        else:
            light, said = (
                Light(Sign.UNKNOWN, "待补正"),
                "两份报告的日子相交，都没有写明同时外出；由承办人补正报告",
            )
        at = _cites(pair)
        return BothLine(
            light, (Link(one.person.name, _url(one)), Link(other.person.name, links.matter(theirs.matter.pk))),
            span, said, self.cites.chip(pair.rules.pack, at[0]),
        )  # fmt: skip

    def _findings(self) -> tuple[FindingLine, ...]:
        listed = self.month.findings
        pks = {held.part.matter.pk for held in listed}
        logs = read(pks, {step for held in listed for step in held.part.rules.steps}, self.today)
        names = refs.names_of({held.part.ref for held in listed})
        boxes = {
            pk: Boxes({e.id: e for e in logs[pk].whole}, names, self.today, sources.calendar(), self.cites, links.matter(pk))
            for pk in logs
        }  # fmt: skip
        return tuple(
            FindingLine(Link(f"{held.absence.person.name}　{held.part.matter.number}", links.matter(held.part.matter.pk)), boxes[held.part.matter.pk].box(held.finding))
            for held in listed
        )  # fmt: skip

    # ------------------------------------------------------------ the page

    def page(self, organs: Sequence[Organ]) -> CalendarPage:
        """The page."""
        first, month = self.month.first, self.month
        grid = listing.grid(
            self.question, self.fields, list(month.absences), caption="本月外出", row_id=lambda a: str(a.parts[0].matter.pk),
            row_url=_url, empty=Empty("本月没有外出的记录", "外出报告立项以后，按报告的日子列在这里。"),
        )  # fmt: skip
        return CalendarPage(
            self._head(), tuple((o.pk, o.short or o.name) for o in organs), self.organ.pk, f"{first:%Y-%m}",
            self._at(first.year - (first.month == 1), (first.month - 2) % 12 + 1),
            self._at(first.year + first.month // 12, first.month % 12 + 1),
            self.wrong, self._heads(), self._people(), grid, self._both(), self._findings(), self._begins(),
            trips=self.trips.lists(), empty=None if month.people else Empty("没有您看得到的班子成员", "领导班子按职务登记；登记由组织部门补。"),
        )  # fmt: skip

    def _at(self, year: int, month: int) -> str:
        return links.with_query(
            links.named("absences"), ("organ", str(self.organ.pk)), ("month", f"{year:04}-{month:02}")
        )

    def _head(self) -> Head:
        month = self.month
        away = [one for one in month.absences if one.on(self.today, self.today) in (Day.AWAY, Day.OVER)]
        people = len({one.person.pk for one in month.absences})
        sub = [
            Bit(
                f"{self.organ.short or self.organ.name}　{month.first.year}年{month.first.month}月",
                strong=True,
            )
        ]
        sub.append(Bit(f"　{people} 人外出 {len(month.absences)} 次"))
        if month.first <= self.today <= month.last:
            sub.append(Bit(f"；今日在外：{'、'.join(one.person.name for one in away) or '没有'}"))
        export = links.with_query(links.named("absences-export"), *self.question.kept)
        buttons = (Button("导出 Excel", export), Button("打印", does="print"))
        said = (Bit("只按报告和返回的记录，不收集位置、票据和通信；行程是否属实由人认定", tone="dim"),)
        return Head(TITLE, sub=(tuple(sub), said), buttons=buttons)

    def _begins(self) -> tuple[Link, ...]:
        """Where an absence is entered: in a matter of each text that knows one."""
        if not self.actor.has(*WRITES):
            return ()
        found = []
        for rules in absence_rules.every(packs.installed().packs):
            pack = packs.installed().on(rules.pack, self.today)
            if pack is not None:
                found.append(
                    Link(
                        pack.procedures[rules.procedure].title,
                        links.named("matter-begin", pack.id, rules.procedure),
                    )
                )
        return tuple(found)


def month_of(text: str, today: date) -> tuple[date, str]:
    """The first day of the month that the address asks for, and what is wrong with it (then: today's)."""
    span = listing.days_between(text) if text else None
    if text and (span is None or not 2000 <= span[0].year <= 2100):
        return today.replace(day=1), "月份写成 2026-11"
    return (span[0] if span else today).replace(day=1), ""


def _works(known: bool | None, day: date) -> bool:
    return day.weekday() < 5 if known is None else known


def _url(one: Absence) -> str:
    return links.matter(one.parts[0].matter.pk)


def _record(mark: Mark) -> str:
    return links.with_query(links.named("matter-records", mark.matter), ("at", str(mark.seq)))


def _where(one: Absence) -> str:
    return "，".join(text for text in (one.text("place"), one.text("reason")) if text) or "没有写"


def _earlier_later(by: int) -> str:
    return f"晚 {by} 日" if by > 0 else f"早 {-by} 日"


def _cites(pair: Both) -> tuple[str, ...]:
    """The provision of the norm that does not want both away."""
    words, said = words_of(pair.rules.pack), pair.rules.together
    assert words is not None and said is not None
    return next(norm.cite for norm in words.pack.norms if norm.id == said.norm)
