"""From a matter as the person concerned sees it to the page: first what may be done, then until when, then the sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property

from zeren.desk import days, links, sources
from zeren.desk.citing import Citer
from zeren.desk.components import Citation, DaySum, Light, Link, Notice, Sign, SumLine
from zeren.desk.library.reach import reach_words
from zeren.desk.own import telling
from zeren.desk.own.page import BarLine, ClockSide, OwnForm, OwnLine, OwnMatterPage, PaperLine, RightRow, Told
from zeren.desk.wording import PackWords, file_size, words_of
from zeren.law.packs.form import DueWithin, Duty
from zeren.norms import single
from zeren.norms.counting import CountingError, Deadline
from zeren.norms.counting_steps import period_text
from zeren.norms.model import Barring, State
from zeren.records import clock
from zeren.records.matters.events import event_id
from zeren.records.matters.own import Awaited, Offer, OwnEntry, OwnView, Period

NO_DAY = Light(Sign.ELAPSED, "条文没有写明期限")
NONE = Light(Sign.ELAPSED, "现在没有")
NOT_BEGUN = Light(Sign.ELAPSED, "还没有开始")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
ASSUMED = "条文没有写起算和顺延，按惯例计算"


class OwnPage:
    """Builds what is shown of one matter, as of today."""

    def __init__(self, view: OwnView) -> None:
        self.view, self.today = view, clock.today()
        words = words_of(view.pack_ref)
        assert words is not None
        self.words: PackWords = words

    @property
    def url(self) -> str:
        """The page of the matter on the own desk."""
        return links.named("own-matter", self.view.id)

    @cached_property
    def cites(self) -> Citer:
        """Chips of every provision that the page may cite, in one query."""
        view = self.view
        wanted = [(view.pack_ref, entry.step.cite) for entry in (*view.entries, *view.submitted)]
        wanted += [(view.pack_ref, offer.step.cite) for offer in view.offers]
        wanted += [(period.pack, period.cites) for period in view.periods]
        wanted += [(view.pack_ref, awaited.norm.cite) for awaited in view.awaited]
        wanted += [(bar.pack, bar.cites) for bar in view.bars]
        return Citer(wanted, self.today)

    def cite(self, at: Sequence[str]) -> Citation | None:
        """The first of a step's provisions, without the regulation's name."""
        return self.cites.chip(self.view.pack_ref, at[0], bare=True) if at else None

    # ---------------------------------------------------------------- the sentence

    @cached_property
    def main(self) -> Offer | None:
        """What is to be told first: the right whose day comes first, else the first of the latest stage."""
        open_ = self.view.current
        dated = [offer for offer in open_ if offer.period and offer.period.runs]
        if dated:
            return min(dated, key=lambda offer: str(offer.period and offer.period.due))
        return max(open_, key=self._stage, default=None)

    def _stage(self, offer: Offer) -> tuple[date, int, int]:
        """The day on which what it follows was made known; rights before duties, in the order of the procedure."""
        place = list(self.view.words.procedure.steps).index(offer.step.id)
        return self.view.begun(offer), not (offer.shown.does and offer.shown.does.needs), -place

    @cached_property
    def waiting(self) -> Awaited | None:
        """A period of the organ's that runs now, else the one that would follow from what may be done."""
        running = [a for a in self.view.awaited if a.period and not a.period.done]
        if running:
            return running[0]
        step = self.main.step.id if self.main else ""
        ahead = [a for a in self.view.awaited if a.shown.clock and a.shown.clock.from_ == step]
        return next(iter(ahead), next(iter(reversed(self.view.awaited)), None))

    def sentence(self) -> str:
        """What may be done and until when, in one sentence."""
        main = self.main
        if main is not None and main.shown.does is not None:
            return self._may(main)
        if self.waiting and self.waiting.period and not self.waiting.period.done:
            return self._waits(self.waiting)
        bars = [bar for bar in self.view.bars if bar.ends is None or bar.ends >= self.today]
        if bars:
            return self._barred(bars)
        entries = self.view.entries
        if self.view.rules.begins and entries and all(entry.mine for entry in entries):
            return f"您已经{entries[-1].step.label}，还没有组织办理的记录"
        return "您的各项权利和应办的事项均已办过，现在没有期限在进行"

    def _may(self, offer: Offer) -> str:
        does, period = offer.shown.does, offer.period
        assert does is not None
        begun = f"{does.since}，" if does.since else ""
        whom = "" if does.may.startswith("不服") else "您"
        if period and period.runs and period.due:
            return f"{begun}{days.in_sentence(period.due, self.today)}（含当日）以前{does.may}"
        if period and period.due and period.state is State.LAPSED:
            return f"{does.title}的期限已于{days.in_sentence(period.due, self.today)}届满，您仍可反映"
        return f"{begun}{whom}{does.may}"

    def _waits(self, awaited: Awaited) -> str:
        assert awaited.shown.clock is not None
        due = awaited.period.due if awaited.period else None
        title = awaited.shown.clock.title
        if due is None:
            return f"您已经提交，组织正在办理：{title}"
        until = days.in_sentence(due, self.today)
        if due < self.today:
            return f"您已经提交；组织应当在{until}以前{title}，还没有作出的记录"
        return f"您已经提交，组织应当在{until}以前{title}"

    def _barred(self, bars: Sequence[Barring]) -> str:
        ends = [bar.ends for bar in bars]
        known = [day for day in ends if day is not None]
        if len(known) < len(ends):
            return "限制期在进行，止日待定"
        return f"限制期在进行，最后一项到{days.in_sentence(max(known), self.today)}（含当日）为止"

    def sub(self) -> str:
        """The last two things that happened."""
        last = [f"{days.in_sentence(e.day)} {e.shown.right or e.step.label}" for e in self.view.entries[-2:]]
        return (
            "；".join(last) + "。"
            if last
            else f"{days.in_sentence(self.view.since)}起您可以在这里看到本事项。"
        )

    # ---------------------------------------------------------------- the two clocks

    def theirs(self) -> ClockSide:
        """您的时限."""
        main = self.main
        if main is None or main.shown.does is None:
            done = [p for p in self.view.periods if p.done and p.due]
            return self._met(done[-1]) if done else ClockSide("您的时限", NONE)
        cite = self.cite(main.step.cite)
        notes = self._late(main)
        if main.period is None or main.period.due is None:
            return ClockSide("您的时限", NO_DAY, main.shown.does.title, None, cite, notes)
        return self._side("您的时限", main.period, notes)

    def _late(self, offer: Offer) -> tuple[tuple[str, Citation | None], ...]:
        """What holds after the day: it is still taken, and on which provision it is looked at."""
        late = offer.shown.does.late if offer.shown.does else None
        if late is not None:
            return ((late.text, self.cite([late.cite]) if late.cite else None),)
        return (("过了这一天仍可提交，组织如实登记。", None),) if offer.period and offer.period.due else ()

    def _met(self, period: Period) -> ClockSide:
        assert period.done is not None
        side = self._side("您的时限", period, ())
        return ClockSide(
            side.title, Light(Sign.DONE, "已经办过"), days.in_sentence(period.done), side.sum, side.cite
        )

    def _side(self, title: str, period: Period, notes: tuple[tuple[str, Citation | None], ...]) -> ClockSide:
        assert period.due is not None
        day = f"{days.in_sentence(period.due, self.today)}（{days.weekday(period.due)}）止"
        cite = self.cites.chip(period.pack, period.cites[0], period.reading, bare=True)
        return ClockSide(title, self._light(period), day, self._sum(period), cite, notes)

    def _light(self, period: Period) -> Light:
        assert period.due is not None
        if period.state is State.LAPSED:
            return Light(Sign.LAPSED, "期限已过，仍可反映")
        if period.done is not None:
            return Light(Sign.DONE, f"{days.in_sentence(period.done, self.today)}办理")
        light = days.due_light(period.due, self.today, sources.calendar(), provisional=period.provisional)
        return Light(light.sign, light.words.replace("余 ", "还有 "))

    def _sum(self, period: Period) -> DaySum:
        assert period.due is not None
        lines = tuple(
            SumLine(step.text, days.in_sentence(step.day, self.today) if step.day else "")
            for step in period.steps
        )
        result = SumLine("最后一天（含当日）", days.in_sentence(period.due, self.today))
        return DaySum(lines, result, None, ASSUMED if period.assumed else "")

    def organs(self) -> ClockSide:
        """组织的时限."""
        awaited = self.waiting
        if awaited is None or awaited.shown.clock is None:
            return ClockSide("组织的时限", Light(Sign.ELAPSED, "条文没有另写组织的期限"))
        period = awaited.period
        if period is None:
            return self._ahead(awaited)
        if period.due is None:
            light = (
                Light(Sign.DONE, f"{days.in_sentence(period.done)}办理")
                if period.done
                else self._elapsed(period)
            )
            return ClockSide(
                "组织的时限", light, awaited.shown.clock.title, None, self.cite(awaited.norm.cite)
            )
        return self._side("组织的时限", period, ((awaited.shown.clock.said, None),))

    def _elapsed(self, period: Period) -> Light:
        return days.elapsed_light(period.starts, self.today) if period.starts else NO_DAY

    def _ahead(self, awaited: Awaited) -> ClockSide:
        """What the organ will owe: told before, with an example from today."""
        told, duty = awaited.shown.clock, awaited.norm.body
        assert told is not None and isinstance(duty, Duty)
        cite = self.cite(awaited.norm.cite)
        if not isinstance(duty.due, DueWithin):
            return ClockSide(
                "组织的时限", NOT_BEGUN, "", _plain(told.after, f"即应{told.title}", told.said), cite
            )
        found = self._example(awaited)
        roll = ("遇休息日顺延", "到下一个工作日") if found and found.roll else ("休息日不顺延", "到日即止")
        lines = (SumLine(told.after, f"{period_text(duty.due.period)}内{told.title}"), SumLine(*roll))
        example = (
            f"例：今日提交并收到，组织最迟{days.in_sentence(days.day_of(found.due), self.today)}{told.title}。"
            if found
            else ""
        )
        result = SumLine(told.said, "在此显示")
        return ClockSide("组织的时限", NOT_BEGUN, "", DaySum(lines, result), cite, ((example, None),))

    def _example(self, awaited: Awaited) -> Deadline | None:
        """The organ's last day if it began today; None where it can't be counted from a day."""
        try:
            found = single.single(self.words.pack, awaited.norm, self.today, sources.calendar()).reckoning
        except (single.NoPeriod, CountingError):
            return None
        return found if isinstance(found, Deadline) else None

    # ---------------------------------------------------------------- rights, duties, what was told

    def rights(self) -> tuple[RightRow, ...]:
        """您的权利: in the order of the procedure; met, open, ahead."""
        order = self.view.words.procedure.steps
        listed = [self.view.rules.steps[name] for name in order if name in self.view.rules.steps]
        done = {entry.step.id for entry in self.view.entries}
        return tuple(
            self._right(shown.step, shown.right)
            for shown in listed
            if shown.right and (shown.ahead or shown.step in done or self.view.offer(shown.step))
        )

    def _right(self, step: str, label: str) -> RightRow:
        done = [entry for entry in self.view.entries if entry.step.id == step]
        if done:
            last = done[-1]
            words = Link(self._brief(last), f"{self.url}#e{last.seq}")
            return RightRow(Sign.DONE, "green", label, words, days.in_cell(last.day, self.today))
        offer = self.view.offer(step)
        if offer is None:
            return RightRow(Sign.ELAPSED, "dim", label, Link("—"))
        if offer.step.id not in {current.step.id for current in self.view.current}:
            return RightRow(Sign.ELAPSED, "dim", label, Link("仍可提交", f"{self.url}?act={step}#act"))
        period = offer.period
        until = f"{days.in_cell(period.due, self.today)} 止" if period and period.due else ""
        state = self._light(period).words if period and period.due else "现在可以"
        return RightRow(Sign.NEXT, "", label, Link(state, f"{self.url}?act={step}#act"), until)

    def _brief(self, entry: OwnEntry) -> str:
        """What of it is short enough for the list: chosen words, else how many papers, else that it is there."""
        chosen = [
            f"{label}：{text}" if text in ("是", "否") or DAY.fullmatch(text) else text
            for label, text in self._values(entry)
            if len(text) <= 14
        ]
        if chosen:
            return "；".join(chosen[:2])
        if entry.papers:
            return f"材料 {len(entry.papers)} 份"
        return "看内容" if entry.fields else "已有记录"

    def needs(self) -> tuple[RightRow, ...]:
        """需要您做的: the duties that the decision lays on the person."""
        return tuple(self._needs())

    def _needs(self) -> Iterator[RightRow]:
        for offer in self.view.offers:
            does = offer.shown.does
            if does is None or not does.needs or offer.period is None or offer.done:
                continue
            end = f"{days.in_cell(offer.period.due, self.today)} 止" if offer.period.due else ""
            rest = "" if end else "；条文没有期限"
            link = Link(does.needs + rest, f"{self.url}?act={offer.step.id}#act")
            yield RightRow(Sign.ELAPSED, "dim", does.title, link, end)

    def told(self) -> tuple[Told, ...]:
        """What was put before the person and what they gave in, the newest last."""
        return tuple(self.told_of(entry) for entry in self.view.entries)

    def told_of(self, entry: OwnEntry) -> Told:
        """One entry with what of it is theirs."""
        receipt = links.named("own-receipt", self.view.id, entry.seq) if entry.mine else ""
        return Told(
            f"e{entry.seq}", entry.shown.right or entry.step.label, days.in_sentence(entry.day), "您在这里提交" if entry.mine else "",
            tuple(self._values(entry)), tuple(self.paper(p.id, p.name, p.size) for p in entry.papers),
            self.cite(entry.step.cite), receipt, entry.changed,
        )  # fmt: skip

    def paper(self, pk: int, name: str, size: int) -> PaperLine:
        """A paper with where to read it."""
        return PaperLine(name, links.named("own-attachment", self.view.id, pk), file_size(size))

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of whom and what any entry names, asked for together."""
        return telling.names_in((*self.view.entries, *self.view.submitted))

    def _values(self, entry: OwnEntry) -> Iterator[tuple[str, str]]:
        return telling.values_of(entry, self.words, self.names)

    def bars(self) -> tuple[BarLine, ...]:
        """影响期: the restriction periods from their first to their last day; acts barred alike stand together."""
        alike: dict[tuple[object, ...], list[Barring]] = {}
        for bar in self.view.bars:
            reach = self._reach(bar)
            alike.setdefault((bar.starts, bar.ends, bar.pack, bar.cites, reach), []).append(bar)
        return tuple(self._bar(listed, str(key[-1])) for key, listed in alike.items())

    def _reach(self, bar: Barring) -> str:
        """In which case the bar reaches the act (a leading post, a higher level, one year's rating)."""
        shown = (e.fields for e in self.view.entries if event_id(self.view.id, e.seq) == bar.source)
        words = words_of(bar.pack) or self.words
        return reach_words(words, bar.norm, next(shown, {})).replace("起因中的", "")

    def _bar(self, listed: Sequence[Barring], reach: str) -> BarLine:
        bar = listed[0]
        ends = days.in_sentence(bar.ends) if bar.ends else "止日待定"
        total = None
        if bar.ends and bar.steps:
            total = days.day_sum(bar.steps, bar.ends, last="限制到这一天为止（含当日）")
        words = words_of(bar.pack) or self.words
        over = bar.ends is not None and bar.ends < self.today
        acts = "、".join(dict.fromkeys(words.act(one.act) for one in listed))
        cite = self.cites.chip(bar.pack, bar.cites[0])
        return BarLine(acts, reach, days.in_sentence(bar.starts), ends, over, cite, total)

    # ---------------------------------------------------------------- whole

    def line(self) -> OwnLine:
        """The matter in the list."""
        main, waits = self.main, self.waiting
        light, end = Light(Sign.ELAPSED, "现在没有期限"), ""
        if main is not None:
            light = (
                self._light(main.period) if main.period and main.period.due else Light(Sign.NEXT, "可以办理")
            )
            end = f"{days.in_cell(main.period.due, self.today)} 止" if main.period and main.period.due else ""
        elif waits and waits.period and not waits.period.done:
            light = Light(Sign.IN_TIME_INTERNAL, "组织在办")
        elif any(bar.ends is None or bar.ends >= self.today for bar in self.view.bars):
            light = Light(Sign.ELAPSED, "限制期内")
        meta = "　·　".join((self.view.number, self.view.words.procedure.title, self.view.organ))
        return OwnLine(self.sentence(), self.url, meta, light, end)

    def whole(self, form: OwnForm | None, notices: tuple[Notice, ...] = ()) -> OwnMatterPage:
        """The page of the matter."""
        view, shown = self.view, form.step if form else ""
        who = f"承办人 {view.handler}" if view.handler else ""
        head = (view.number, view.words.procedure.title, f"经办机关 {view.organ}", who)
        others = tuple(
            Link(offer.shown.does.title, f"{self.url}?act={offer.step.id}#act")
            for offer in view.offers
            if offer.shown.does and offer.step.id != shown
        )
        return OwnMatterPage(
            meta=tuple(text for text in head if text), title=self.sentence(), sub=self.sub(),
            theirs=self.theirs(), organs=self.organs(), form=form, others=others, rights=self.rights(),
            needs=self.needs(), told=self.told(), bars=self.bars(), notices=notices,
            lists_url=links.named("own-lists", self.view.id) if self.view.ref.startswith("organ:") else "",
        )  # fmt: skip


def _plain(after: str, then: str, said: str) -> DaySum:
    return DaySum((SumLine(after, then), SumLine("条文没有写明期限", "")), SumLine(said, "在此显示"))
