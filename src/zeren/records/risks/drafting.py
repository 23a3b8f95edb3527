"""From what somebody typed, in a form or a row, to a version of a risk: everything that is false is told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from zeren.records import clock
from zeren.records.errors import Problems
from zeren.records.risks.content import Content, Measure
from zeren.records.risks.models import Level, OwnerKind
from zeren.records.risks.owners import Owners

LONG = "long"
"""In place of a measure's day: it is kept up for good (长期)."""

LONGEST = {"post": 100, "power": 200, "point": 400, "basis": 200, "text": 400, "owner": 100}
WORDS = {
    "post": "岗位",
    "power": "行使的权力",
    "point": "风险点",
    "basis": "定级依据",
    "text": "防控措施",
    "owner": "责任",
}
MOST_MEASURES = 20


@dataclass(frozen=True, slots=True)
class GivenMeasure:
    """A measure as it was typed. ``number`` 0: the one with these words, or a new one; ``due`` a day or ``long``."""

    text: str
    kind: str
    owner: str
    due: str
    done: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """A risk as it was typed; days as text. An empty ``review`` is a year from today."""

    post: str
    power: str
    point: str
    level: str = ""
    basis: str = ""
    review: str = ""
    measures: Sequence[GivenMeasure] = field(default=())


def a_year_after(day: date) -> date:
    """The corresponding day a year later, else the month's last."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


@dataclass
class Drafting:
    """Reads one risk. A problem of a measure stands at ``measures.<place>.<field>``, counted from 0."""

    given: Given
    owners: Owners
    before: Content | None
    problems: Problems

    def content(self) -> Content | None:
        """The version, unsigned; None where something is false."""
        given, wrong = self.given, len(self.problems.found)
        for name in ("post", "power", "point"):
            self._text(name, name, getattr(given, name), needed=True)
        self._level()
        review = self._day("review", given.review, "复核日") or a_year_after(clock.today())
        if given.review and not self._same_review(review) and review < clock.today():
            self.problems.add("review", "复核日早于今日", "the day of review lies before today")
        measures, numbers = self._measures()
        if len(self.problems.found) > wrong:
            return None
        post, name = self.owners.post(given.post)
        before = self.before
        return Content(
            post, name, given.power.strip(), given.point.strip(), given.level, given.basis.strip(), review,
            measures=measures, given=numbers, reviewed_on=before.reviewed_on if before else None,
            cleared=before.cleared if before else (),
        )  # fmt: skip

    def _same_review(self, review: date) -> bool:
        return self.before is not None and review == self.before.review

    def _text(self, place: str, name: str, text: str, needed: bool = False) -> None:
        label, longest = WORDS[name], LONGEST[name]
        if needed and not text.strip():
            self.problems.add(place, f"请写{label}", f"'{name}' is missing")
        elif len(text.strip()) > longest:
            self.problems.add(place, f"{label}超过 {longest} 字", f"'{name}' is longer than {longest}")

    def _level(self) -> None:
        level, basis = self.given.level, self.given.basis
        self._text("basis", "basis", basis)
        if level and level not in Level.values:
            self.problems.add("level", "等级为高、中、低之一", f"'{level}' is no level")
        elif level and not basis.strip():
            self.problems.add("basis", "定了等级的，写明依据", "a level needs its basis")

    def _day(self, place: str, text: str, label: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.problems.add(place, f"{label}应为日期，如 2026-10-13", f"'{text}' is no day")
            return None

    # ------------------------------------------------------------ measures

    def _measures(self) -> tuple[tuple[Measure, ...], int]:
        if len(self.given.measures) > MOST_MEASURES:
            self.problems.add("measures", f"一个风险点最多 {MOST_MEASURES} 项措施", "too many measures")
        there = {one.number: one for one in self.before.measures} if self.before else {}
        numbers = self.before.given if self.before else 0
        named = {given.number for given in self.given.measures}
        by_text = {one.text: number for number, one in there.items() if number not in named}
        found: list[Measure] = []
        for place, given in enumerate(self.given.measures):
            number = given.number or by_text.pop(given.text.strip(), 0) or numbers + 1
            numbers = max(numbers, number)
            one = self._measure(place, given, number, there.get(number))
            if one is not None:
                found.append(one)
        return tuple(sorted(found, key=lambda one: one.number)), numbers

    def _measure(self, place: int, given: GivenMeasure, number: int, was: Measure | None) -> Measure | None:
        at, wrong = f"measures.{place}.", len(self.problems.found)
        self._text(f"{at}text", "text", given.text, needed=True)
        owner = self._owner(at, given, was)
        due = None if given.due == LONG else self._day(f"{at}due", given.due, "时限")
        if not given.due:
            self.problems.add(f"{at}due", "写明时限，或者选“长期”", "the due day is missing")
        done = self._done(at, given)
        if len(self.problems.found) > wrong or owner is None:
            return None
        ref, name = owner
        return Measure(number, given.text.strip(), given.kind, ref, name, due, given.due == LONG, done)

    def _owner(self, at: str, given: GivenMeasure, was: Measure | None) -> tuple[str, str] | None:
        self._text(f"{at}owner", "owner", given.owner, needed=True)
        if given.kind not in OwnerKind.values:
            self.problems.add(f"{at}kind", "责任类别为岗位、部门、班子成员之一", f"'{given.kind}' is no kind")
            return None
        kept = was is not None and (was.kind, was.name) == (given.kind, given.owner.strip())
        if was is not None and kept and self.owners.owner(given.kind, given.owner) is None:
            return was.owner, was.name
        found = self.owners.owner(given.kind, given.owner)
        if found is None and given.owner.strip():
            zh = f"“{given.owner}”不是登记在册的本单位班子成员或者分管领导（同名的写 姓名〔人员代码〕）；责任写岗位或者部门"
            self.problems.add(
                f"{at}owner", zh, f"'{given.owner}' is no registered member of the leading group"
            )
        return found

    def _done(self, at: str, given: GivenMeasure) -> date | None:
        done = self._day(f"{at}done", given.done, "落实日")
        if done and given.due == LONG:
            self.problems.add(
                f"{at}done", "长期的措施随复核检查，不登记落实日", "a long-term measure is not closed"
            )
        if done and done > clock.today():
            self.problems.add(f"{at}done", "落实日晚于今日", "the day lies after today")
        return done
