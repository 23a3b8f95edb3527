"""From an organ's share to the page: its own steps, the form of one, what they rest on, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from zeren.desk import days, links, sources
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Citation, Head, Light, Link, Notice, Sign
from zeren.desk.matters.timeline import StepLine
from zeren.desk.own import telling
from zeren.desk.own.page import PaperLine, Told
from zeren.desk.shares.page import OwedLine, ShareForm, SharePage
from zeren.desk.wording import PackWords, file_size, words_of
from zeren.norms.model import State
from zeren.records import clock
from zeren.records.matters import secrecy
from zeren.records.matters.own import OwnEntry, Period
from zeren.records.organs.roles import SUBJECT_UNIT
from zeren.records.shares.queries import Owed, ShareView

ASSUMED = "条文没有写起算和顺延，按惯例计算"
NO_DAY = Light(Sign.ELAPSED, "没有期限")


class ShareBuilder:
    """Builds what is shown of one matter, as of today."""

    def __init__(self, view: ShareView) -> None:
        self.view, self.today = view, clock.today()
        words = words_of(view.pack_ref)
        assert words is not None
        self.words: PackWords = words

    @property
    def url(self) -> str:
        """The page of the share."""
        return links.named("share", self.view.id, self.view.rules.role)

    def at(self, name: str, *more: object) -> str:
        """An address below it."""
        return links.named(name, self.view.id, self.view.rules.role, *more)

    @cached_property
    def cites(self) -> Citer:
        """Chips of every provision that the page may cite, in one query."""
        view = self.view
        wanted = [(view.pack_ref, entry.step.cite) for entry in view.entries]
        wanted += [(view.pack_ref, offer.step.cite) for offer in view.offers]
        wanted += [
            (view.pack_ref, cite) for o in view.offers for f in o.step.record.values() if (cite := f.cite)
        ]
        wanted += [(one.period.pack, one.period.cites) for one in view.owed]
        return Citer(wanted, self.today)

    def cite(self, at: tuple[str, ...]) -> Citation | None:
        """The first of a step's provisions."""
        return self.cites.chip(self.view.pack_ref, at[0], bare=True) if at else None

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names of whom and what any entry names, asked for together."""
        return telling.names_in(self.view.entries)

    # ---------------------------------------------------------------- the clocks

    def light(self, period: Period) -> Light:
        """How a period stands."""
        if period.done is not None:
            return Light(Sign.DONE, "已办")
        if period.state is State.UNDETERMINED:
            return days.UNKNOWN
        if period.due is None:
            return days.elapsed_light(period.starts, self.today) if period.starts else NO_DAY
        return days.due_light(period.due, self.today, sources.calendar(), provisional=period.provisional)

    def open(self) -> tuple[Owed, ...]:
        """What is still to be done."""
        return tuple(one for one in self.view.owed if one.period.done is None)

    def owed(self) -> tuple[OwedLine, ...]:
        """The periods, open ones first."""
        return tuple(self._owed(one) for one in self.view.owed)

    def _owed(self, one: Owed) -> OwedLine:
        period = one.period
        total = None
        if period.due is not None and period.steps:
            total = days.day_sum(period.steps, period.due, ASSUMED if period.assumed else "")
        late = period.done is not None and period.due is not None and period.done > period.due
        note = f"{days.in_sentence(period.done, self.today)}办理" if period.done else ""
        return OwedLine(
            self.words.acts(one.acts), self.light(period), days.in_cell(period.due, self.today) if period.due else "",
            total, self.cites.chip(period.pack, period.cites[0], period.reading, bare=True),
            note + ("，迟于期限" if late else ""), tuple(self._rests(one)),
        )  # fmt: skip

    def _rests(self, one: Owed) -> Iterator[Link]:
        for entry in self.view.entries:
            if entry.seq in one.rests:
                yield Link(f"{entry.step.label} {days.in_cell(entry.day, self.today)}", f"#e{entry.seq}")

    # ---------------------------------------------------------------- the steps, and what they rest on

    def chosen(self, asked: str) -> str:
        """The step whose form stands open: what was asked for, else what is due first."""
        if self.view.offer(asked) is not None:
            return asked
        names = (name for one in self.open() for name in one.acts)
        return next((name for name in names if self.view.offer(name)), "")

    def steps(self, current: str) -> tuple[StepLine, ...]:
        """The organ's own steps in the order of the procedure."""
        return tuple(self._step(offer.step.id, current) for offer in self.view.offers)

    def _step(self, name: str, current: str) -> StepLine:
        offer = self.view.offer(name)
        assert offer is not None
        last = next((e for e in reversed(self.view.entries) if e.mine and e.step.id == name), None)
        runs = offer.owed if offer.owed and offer.owed.period.done is None else None
        light = self.light(runs.period) if runs else None
        law = self.cite(offer.step.cite)
        return StepLine(
            id=name, label=offer.step.label,
            sign=light.sign if light else Sign.DONE if last else Sign.ELAPSED,
            tone=light.tone if light else "green" if last else "dim",
            day=days.in_cell(last.day, self.today) if last and not light else "",
            who=light.words if light else f"已记 {offer.done} 次" if offer.done > 1 else "",
            law=law.label if law else "", current=name == current, later=not last and not light,
            url=f"{self.url}?act={name}#act",
        )  # fmt: skip

    def told(self) -> tuple[Told, ...]:
        """What the duties rest on and what the organ recorded, the newest first."""
        return tuple(self._told(entry) for entry in reversed(self.view.entries))

    def _told(self, entry: OwnEntry) -> Told:
        papers = tuple(
            PaperLine(p.name, self.at("share-paper", p.id), file_size(p.size)) for p in entry.papers
        )
        return Told(
            f"e{entry.seq}", entry.step.label, days.in_sentence(entry.day, self.today),
            "本机关记录" if entry.mine else self.words.role(by[0]) if len(by := entry.step.by) == 1 else "",
            tuple(telling.values_of(entry, self.words, self.names)), papers, self.cite(entry.step.cite),
        )  # fmt: skip

    # ---------------------------------------------------------------- whole

    def page(self, current: str, form: ShareForm | None, notices: tuple[Notice, ...]) -> SharePage:
        """The page of the matter."""
        instead = "" if form else "现在没有由本机关办理的事项；要记录的，从左边选一步。"
        if not self.view.writes:
            instead = "您的角色只查看，不记录。"
        return SharePage(
            self.head(), self.steps(current), form, instead, self.told(), self.owed(), notices, led=self.led
        )

    @property
    def led(self) -> bool:
        """Whether it is the principal's own act, in the unit of whom the matter concerns."""
        return self.view.rules.means == SUBJECT_UNIT

    @property
    def who(self) -> str:
        """As who the viewer acts."""
        return "您" if self.led else "本机关"

    def head(self) -> Head:
        """Whose matter, who handles it, as what the organ has duties in it, what is due first."""
        view = self.view
        crumbs = (
            Link("待办", links.with_query(links.named("worklist"), ("tab", "elsewhere"))),
            Link("别处承办", links.named("shares")),
            Link(view.number),
        )
        after = (f"承办 {view.organ}{('　' + view.handler) if view.handler else ''}",)
        level = () if view.classification in ("", secrecy.USUAL) else (view.classification,)
        role = Bit(f"{self.who}是{self.words.role(view.rules.role)}，只见{self.who}应办的和它所依据的")
        return Head(
            f"{'、'.join(view.about)}　{view.words.procedure.title}", crumbs, (*after, *level),
            ((role,), *self._next()), (Button("打印", does="print"),),
        )  # fmt: skip

    def _next(self) -> Iterator[tuple[Bit, ...]]:
        for one in self.open()[:1]:
            due = one.period.due
            day = f" {days.in_cell(due, self.today)} 到期" if due else ""
            yield (Bit(light=self.light(one.period)), Bit(f"　{self.words.acts(one.acts)}{day}", strong=True))
