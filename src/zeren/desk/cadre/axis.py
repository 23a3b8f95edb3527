"""Bars over one person as a time axis, and the answer for a chosen day in one sentence.

A bar's last day belongs to it; the next day is the first free one. What is not sure stays 待查明, and is
never counted as free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from zeren.desk.components import Axis, AxisBar, AxisTick, Bit, Citation, Link
from zeren.desk.days import in_sentence

ONE_DAY = timedelta(days=1)
BEHIND = timedelta(days=400)
AHEAD = timedelta(days=60)
Kind = Literal["now", "past", "hit", "dep", "open", "before"]


@dataclass(frozen=True, slots=True)
class Held:
    """One bar: what it forbids, from when, its last day (None: no end day), and whether it is sure.

    ``lasts``: the period as the norm has it (一年); ``reach``: which appointments are meant.
    """

    effect: str
    act: str
    cite: Citation | None
    source: Link
    starts: date
    ends: date | None
    sure: bool = True
    missing: str = ""
    lasts: str = ""
    reach: str = ""

    @property
    def depends(self) -> bool:
        """All facts are known, but whether the bar reaches an appointment depends on which one it is."""
        return not self.sure and not self.missing

    def on(self, day: date) -> bool:
        """Whether the bar holds on the day, both ends included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Answer:
    """The sentence for the chosen day, and from when nothing bars any more."""

    bits: tuple[Bit, ...]
    then: tuple[Bit, ...] = ()


def kind_of(bar: Held, chosen: date, today: date) -> Kind:
    """How a bar is drawn: see the key under the axis."""
    if bar.ends is None or (not bar.sure and not bar.depends and bar.on(chosen)):
        return "open"
    if bar.on(chosen):
        return "dep" if bar.depends else "hit"
    if bar.starts > max(chosen, today):
        return "before"
    return "now" if bar.on(today) else "past"


def answer(bars: Sequence[Held], chosen: date, question: str = "") -> Answer:
    """The answer for the day: bars in force, bars not determined, and the first free day."""
    sure = [bar for bar in bars if bar.sure and bar.on(chosen)]
    depends = [bar for bar in bars if bar.depends and bar.on(chosen)]
    unknown = [bar for bar in bars if not bar.sure and not bar.depends and bar.on(chosen)]
    said = []
    if sure:
        said.append(Bit(f"有 {len(sure)} 项限制在效", tone="red"))
    if depends:
        said.append(Bit(f"{len(depends)} 项视具体任用而定", tone="amber"))
    if unknown:
        said.append(Bit(f"{len(unknown)} 项待查明", tone="slate"))
    head = Bit(f"{in_sentence(chosen)}{question}：")
    if not said:
        return Answer((head, Bit("没有限制在效")))
    body = [head]
    for place, bit in enumerate(said):
        body += [Bit("，"), bit] if place else [bit]
    return Answer(tuple(body), _then(sure, [*depends, *unknown], bars))


def _then(sure: list[Held], unsure: list[Held], bars: Sequence[Held]) -> tuple[Bit, ...]:
    """From when nothing bars, as far as end days are known; chained bars are followed."""
    if any(bar.ends is None for bar in (*sure, *unsure)):
        return (Bit("其中有没有届满日的，何时解除待查明。"),)
    free = max(bar.ends for bar in (*sure, *unsure) if bar.ends) + ONE_DAY
    while later := [bar for bar in bars if bar.on(free)]:
        if any(bar.ends is None for bar in later):
            return (Bit("其后仍有没有届满日的限制。"),)
        free = max(bar.ends for bar in later if bar.ends) + ONE_DAY
    lead = "限制均满后，最早 "
    return (Bit(lead), Bit(in_sentence(free), strong=True), Bit(" 起没有限制。"))


def axis(bars: Sequence[Held], chosen: date, today: date, flag: str = "核查日") -> Axis:
    """The bars over the months around the chosen day."""
    first, last = _range(bars, chosen, today)
    drawn = tuple(_bar(bar, chosen, today, first, last) for bar in bars)
    label = "；".join(f"{bar.effect}，{bar.words}，{bar.end}" for bar in drawn)
    return Axis(
        bars=drawn,
        ticks=_ticks(first, last),
        at=_percent(chosen, first, last),
        at_words=f"{flag} {chosen:%m-%d}" if chosen != today else f"今日 {today:%m-%d}",
        today=_percent(today, first, last),
        today_words=f"今日 {today:%m-%d}",
        label=label,
    )


def _range(bars: Sequence[Held], chosen: date, today: date) -> tuple[date, date]:
    """Whole months: from the earliest bar that still matters to the latest end, within two to four years."""
    near = min(chosen, today) - BEHIND
    starts = [bar.starts for bar in bars if bar.ends is None or bar.ends >= near]
    first = max(min([*starts, min(chosen, today) - timedelta(days=120)]), near)
    ends = [bar.ends for bar in bars if bar.ends]
    last = min(max([*ends, chosen, today]), max(chosen, today) + timedelta(days=800)) + AHEAD
    return first.replace(day=1), last.replace(day=1)


def _percent(day: date, first: date, last: date) -> str:
    share = (day - first).days * 10000 // max(1, (last - first).days)
    share = min(10000, max(0, share))
    return f"{share // 100}.{share % 100:02d}"


def _bar(bar: Held, chosen: date, today: date, first: date, last: date) -> AxisBar:
    kind = kind_of(bar, chosen, today)
    left = _percent(bar.starts, first, last)
    right = _percent(bar.ends + ONE_DAY, first, last) if bar.ends else "100.00"
    width = max(int(right.replace(".", "")) - int(left.replace(".", "")), 60)
    end, note, tone = _end(bar, kind, today)
    return AxisBar(
        effect=bar.effect,
        cite=bar.cite,
        source=bar.source,
        kind=kind,
        left=left,
        width=f"{width // 100}.{width % 100:02d}",
        words=f"自 {bar.starts.isoformat()} {bar.lasts}".rstrip() + ("" if bar.ends else "，没有届满日"),
        end=end,
        end_note=note,
        end_tone=tone,
        effect_note=bar.reach,
    )


def _end(bar: Held, kind: Kind, today: date) -> tuple[str, str, str]:
    """The end column: last day, what follows, tone."""
    if not bar.sure and not bar.depends:
        return "待查明", bar.missing, "slate"
    if bar.ends is None:
        return "没有届满日", "至有权机关作出下一步决定", "slate"
    if bar.ends < today:
        return f"已满 {bar.ends.isoformat()}", "", ""
    free = bar.ends + ONE_DAY
    note = "是否受限，视具体任用而定" if bar.depends else f"{free:%m-%d} 起不受此限"
    return f"{bar.ends.isoformat()} 止", note, "red" if kind == "hit" else ""


def _ticks(first: date, last: date) -> tuple[AxisTick, ...]:
    """A mark every three months, every six where the axis is long; the year stands in the first and in January."""
    months = (last.year - first.year) * 12 + last.month - first.month
    by = 3 if months <= 30 else 6
    ticks, day = [], first
    while day < last:
        text = f"{day:%Y-%m}" if day == first or day.month <= by and (day.month - 1) < by else f"{day:%m}"
        ticks.append(AxisTick(_percent(day, first, last), text))
        month = day.month - 1 + by
        day = date(day.year + month // 12, month % 12 + 1, 1)
    return tuple(ticks)
