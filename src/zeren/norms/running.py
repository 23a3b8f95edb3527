"""One evaluation under way: the view, the calendar, what has been answered already."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from zeren.norms.calendar import Calendar
from zeren.norms.conflicts import overridden
from zeren.norms.context import Ctx, Truth
from zeren.norms.model import Finding, Missing, State
from zeren.norms.view import END, Ev, View

if TYPE_CHECKING:
    from zeren.norms.compiling import PackSet
    from zeren.norms.environment import Env
    from zeren.norms.instances import Instance
    from zeren.norms.units import Unit


class Run:
    """The state of one evaluation. Answers are kept, so that norms may ask about each other once."""

    __slots__ = (
        "_answers", "_busy", "applied", "calendar", "changes", "ctx", "draft", "instances", "packs", "verdicts", "view",
    )  # fmt: skip

    def __init__(self, packs: PackSet, view: View, calendar: Calendar, draft: Ev | None = None) -> None:
        self.packs = packs
        self.view = view
        self.calendar = calendar
        self.draft = draft
        self.ctx = Ctx(self, None, None, None, view.as_of, END)
        self.applied: dict[int, Truth] = {}
        """Exceptions that were asked: their place, and whether they held."""
        self.changes: set[date] = set()
        """Days on which an answer may differ without a new event."""
        self.instances: dict[int, list[Instance]] = {}
        self.verdicts: dict[object, Any] = {}
        self._answers: dict[int, list[Finding]] = {}
        self._busy: set[int] = set()

    # ------------------------------------------------------------ answers

    def answer(self, unit: Unit) -> list[Finding]:
        """The findings of one norm, asked once. A norm that asks for itself in a circle gets none."""
        found = self._answers.get(unit.place)
        if found is not None:
            return found
        if unit.place in self._busy:
            return []
        self._busy.add(unit.place)
        aside = overridden(self, unit) if self.packs.contrasts.overriders else None
        found = [aside] if aside is not None else unit.answer(self)
        self._busy.discard(unit.place)
        self._answers[unit.place] = found
        return found

    def instances_of(self, unit: Unit) -> list[Instance]:
        """The instances of a duty, with their deadlines."""
        self.answer_apart(unit)
        if unit.place not in self.instances and unit.place not in self._busy:
            self._answers.pop(unit.place, None)
            self.answer_apart(unit)
        return self.instances.get(unit.place, [])

    def keep(self, answers: dict[int, list[Finding]]) -> None:
        """Take over answers that are known to hold still."""
        self._answers.update(answers)

    def answer_apart(self, unit: Unit) -> list[Finding]:
        """As ``answer``, for a norm asked while another is being judged: its place is kept free of this one's."""
        kept = self.ctx
        self.ctx = Ctx(self, None, None, None, self.view.as_of, END)
        try:
            return self.answer(unit)
        finally:
            self.ctx = kept

    def at(self, day: date, pos: int) -> Run:
        """This evaluation as it would have been on an earlier day, up to a place in the order."""
        if pos >= len(self.view.events) - 1 and day >= self.view.as_of:
            return self
        key = ("at", day, pos)
        if key not in self.verdicts:
            self.verdicts[key] = Run(
                self.packs, self.view.until(min(day, self.view.as_of), pos), self.calendar
            )
        earlier: Run = self.verdicts[key]
        return earlier

    def findings_of(self, env: Env, norm: str, ctx: Ctx) -> list[Finding]:
        """Another norm's findings as they stood where this one is asked, for one subject where they name one."""
        unit, subject = self.packs.unit(env, norm), ctx.subject
        if unit is None:
            return []
        found = self.at(ctx.day, ctx.pos).answer_apart(unit)
        return [f for f in found if subject is None or f.subject is None or f.subject == subject]

    def value_of(self, env: Env, norm: str, ctx: Ctx) -> Finding | None:
        """The computed finding of a score or grade for the subject asked about."""
        found = self.findings_of(env, norm, ctx)
        return next((f for f in found if f.status is not State.NOT_TRIGGERED), None)

    def score(self, env: Env, name: str, ctx: Ctx) -> Fraction | None:
        """The value of a score; unknown ones leave what they lack."""
        found = self.value_of(env, env.scores[name], ctx)
        if found is not None and isinstance(found.value, Fraction):
            return found.value
        ctx.missing.extend(
            found.missing if found is not None and found.missing else (Missing(f"score.{name}"),)
        )
        return None

    def grade(self, env: Env, norm: str, ctx: Ctx) -> str | None:
        """The grade that a norm computed."""
        found = self.value_of(env, norm, ctx)
        if found is not None and isinstance(found.value, str):
            return found.value
        ctx.missing.extend(
            found.missing if found is not None and found.missing else (Missing(f"grade.{norm}"),)
        )
        return None

    def barred(self, act: str, ctx: Ctx) -> Truth:
        """Whether the subject may not do or receive an act on this day: bars of this log, and those on record."""
        from zeren.norms.barring import barred_here

        return barred_here(self, act, ctx)

    # ------------------------------------------------------------ versions

    def covers(self, unit: Unit, day: date) -> Truth:
        """Whether this unit's version governs a day (section 5: by the act's day, or by the day of the facts).

        Yes; no, another does; or None: none does, and this one has to say so.
        """
        env = unit.env
        if unit.by_facts:
            truth = self.packs.governs_facts(env, self.view)
        elif unit.alone:
            truth = True if env.first <= day <= env.last else None
        else:
            truth = self.packs.governs(env, day)
        return False if truth is None and self._not_yet(env, day) else truth

    def _not_yet(self, env: Env, day: date) -> bool:
        """Whether the regulation did not exist yet and replaced none, and the matter runs under another one: then
        nothing is unknown, it simply did not apply.
        """
        own = self.view.log.procedure
        if own is None or own in env.pack.procedures:
            return False
        return self.packs.unborn(env, day)

    def out(self, unit: Unit) -> bool:
        """Whether the norm's ``if`` is false for the whole matter, whatever was done; leaves in ``ctx.sure`` if it holds."""
        ctx = self.ctx
        ctx.sure = False
        if unit.settled is None:
            return False
        ctx.this = ctx.opener = ctx.subject = None
        ctx.missing.clear()
        truth = unit.settled(ctx)
        ctx.sure = unit.settled_if and truth is True
        return truth is False
