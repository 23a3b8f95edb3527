"""Findings as boxes: 依据、应当、记录、计算、影响, or what is missing and who can supply it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.desk import days
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, FindingBox, Light, Line, Sign
from zeren.desk.wording import PackWords, period_of, words_of
from zeren.law.packs.form import Force, Kind
from zeren.norms.calendar import Calendar
from zeren.norms.explain import explain
from zeren.norms.model import Finding, State
from zeren.records import clock
from zeren.records.matters.events import Recorded, day_of

STANDS_OPEN = (State.BREACHED, State.UNDETERMINED, State.CONFLICT)
"""Findings that want something of somebody; the others are counted."""

STATUS_WORDS = {
    State.MET: "符合",
    State.PENDING: "在办",
    State.BREACHED: "待说明",
    State.LAPSED: "期满未行使",
    State.NOT_TRIGGERED: "未涉及",
    State.UNDETERMINED: "待查明",
    State.CONFLICT: "条文不一",
    State.STANDING: "常态职责",
}
CONTENT = Light(Sign.OVER, "内容待说明")
AS_IT_WAS = "如实保留，不改日期；其后各步照常。"


BEFORE = "（接管前）"
"""How the engine marks an act that may have been done before the case was taken over."""


def out_of_order(finding: Finding) -> bool:
    """Whether an act came before or after another that it should not have; else its content is not as demanded."""
    return any(words in finding.note for words in ("未见在先", "晚于")) or finding.kind is not Kind.REQUIRE


@dataclass(frozen=True)
class Boxes:
    """Builds boxes for one matter: its entries by id, names of people and organs, the day, the calendar."""

    entries: Mapping[str, Recorded]
    names: Mapping[str, str]
    today: date
    calendar: Calendar
    cites: Citer
    url: str
    may_write: bool = False
    subject_facts: frozenset[str] = frozenset()

    def box(self, finding: Finding) -> FindingBox:
        """One finding."""
        words = words_of(finding.pack)
        assert words is not None
        return FindingBox(
            status=finding.status.value,
            light=self.light(finding),
            title=self._title(words, finding),
            lines=tuple(self._lines(words, finding)),
            aside=self._aside(finding),
            acts=self._acts(finding) if self.may_write else (),
        )

    def light(self, finding: Finding) -> Light:
        """The state of a finding: an order that was not kept, days over, days left, unknown."""
        if finding.status is State.BREACHED:
            return self._breached(finding)
        if finding.status is State.PENDING and finding.due is not None and finding.kind is Kind.DUTY:
            return days.due_light(
                day_of(finding.due), self.today, self.calendar, provisional=finding.provisional
            )
        if finding.status is State.PENDING and finding.kind is Kind.DUTY and finding.starts:
            return days.elapsed_light(finding.starts, self.today)
        return {
            State.MET: days.MET,
            State.UNDETERMINED: days.UNKNOWN,
            State.CONFLICT: days.CONFLICT,
            State.LAPSED: days.LAPSED,
        }.get(finding.status, Light(Sign.ELAPSED, STATUS_WORDS[finding.status]))

    def _breached(self, finding: Finding) -> Light:
        if finding.kind is Kind.DUTY and finding.due is not None:
            late = ((day_of(finding.done) if finding.done else self.today) - day_of(finding.due)).days
            return Light(Sign.OVER, f"迟 {late} 日" if finding.done else f"过期 {late} 日")
        if finding.force is Force.SHOULD:
            return Light(Sign.NEAR_INTERNAL, "偏离，待说明")
        words = {Kind.AUTHORITY: "权限待说明", Kind.CHOICE: "选项待说明", Kind.BAR: "期内所为"}
        if finding.kind in words:
            return Light(Sign.OVER, words[finding.kind])
        return days.OUT_OF_ORDER if out_of_order(finding) else CONTENT

    def _title(self, words: PackWords, finding: Finding) -> str:
        # A conduct that a pack forbids has no label there: then the provision says what it is about.
        named = finding.act and all(words.act(name) != name for name in finding.act)
        act = words.acts(finding.act) if named else words.provision(finding.cites[0])
        subject = self.names.get(finding.subject or "", "") if len(self.names) > 1 else ""
        return "　".join(filter(None, (act, period_of(finding), subject)))

    def _aside(self, finding: Finding) -> str:
        if finding.status is State.BREACHED:
            return "待承办人说明"
        if finding.status is State.UNDETERMINED:
            return "待补充"
        return ""

    def _lines(self, words: PackWords, finding: Finding) -> list[Line]:
        lines = [
            Line(
                "依据",
                self._reading(finding),
                self.cites.chips(finding.pack, finding.cites, finding.reading or ""),
            )
        ]
        said = explain(finding, words.pack, self.names, self.today)
        lines.append(Line("结论", (Bit(said.sentence),)))
        if finding.because:
            lines.append(Line("记录", tuple(self._records(words, finding.because))))
        sums = [step for step in said.steps if step not in said.sentence]
        if sums:
            lines.append(Line("计算", (Bit("；".join(sums)),)))
        if finding.missing:
            lines += self._missing(words, finding)
        elif finding.status is State.BREACHED:
            lines.append(Line("影响", (Bit(AS_IT_WAS),)))
        return lines

    def _reading(self, finding: Finding) -> tuple[Bit, ...]:
        return (Bit(f"读法：{finding.reading}", tone="dim"),) if finding.reading else ()

    def _records(self, words: PackWords, because: Sequence[str]) -> list[Bit]:
        bits = []
        for name in because:
            entry = self.entries.get(name)
            if entry is None:
                continue
            text = f"{words.act(entry.type)} {day_of(entry.at).isoformat()}（第 {entry.seq} 号，{days.minute_in_cell(entry.recorded, clock.today())} 录入）　"
            bits.append(Bit(text, url=f"{self.url}records?at={entry.seq}#e{entry.seq}"))
        return bits

    def _missing(self, words: PackWords, finding: Finding) -> list[Line]:
        what = "；".join(self._unknown(words, m.what) for m in finding.missing)
        who = dict.fromkeys(name for m in finding.missing for name in m.who)
        lines = [Line("缺", (Bit(what),))]
        if who:
            lines.append(Line("谁能补", (Bit(words.roles(who)),)))
        return lines

    def _unknown(self, words: PackWords, what: str) -> str:
        """``held.persons`` → 约谈：人数; a subject's fact by its label; an act before the takeover; other words stay."""
        if what.endswith(BEFORE):
            return f"{words.act(what.removesuffix(BEFORE))}{BEFORE}"
        head, _, rest = what.partition(".")
        name, _, day = rest.partition("@")
        label = words.label_of_field(name) if name else what
        tail = f"（{day}）" if day else ""
        if words.step(head):
            declared = words.field(head, name)
            return f"{words.act(head)}的“{declared.label if declared and declared.label else label}”{tail}"
        return f"{self.names.get(head, head)}的“{label}”{tail}" if name else what

    def _acts(self, finding: Finding) -> tuple[Button, ...]:
        if finding.status is State.BREACHED:
            query = f"?act=departure_reasoned&norm={finding.norm}#act"
            buttons = [Button("说明原因", self.url + query, small=True)]
            entry = next((self.entries[b] for b in reversed(finding.because) if b in self.entries), None)
            if entry is not None:
                dated = finding.kind is Kind.DUTY or out_of_order(finding)
                said = "日期录错，作更正" if dated else "录入有误，作更正"
                buttons.append(Button(said, f"{self.url}records/{entry.seq}/correct", small=True))
            return tuple(buttons)
        return tuple(self._supply(finding)) if finding.status is State.UNDETERMINED else ()

    def _supply(self, finding: Finding) -> Iterator[Button]:
        """Where what is missing can be supplied: a fact of the subject or the matter, a field of a recorded act."""
        before = [m.what.removesuffix(BEFORE) for m in finding.missing if m.what.endswith(BEFORE)]
        words = words_of(finding.pack)
        for name in before[:2] if words else ():
            yield Button(
                f"补录{words.act(name) if words else name}", f"{self.url}?act={name}#act", small=True
            )
        heads = [missing.what.partition("@")[0].partition(".") for missing in finding.missing]
        if any(name in self.subject_facts or head == "matter" for head, _, name in heads):
            yield Button("登记事实", f"{self.url}manage#facts", small=True)
        wanted = {head for head, dot, _ in heads if dot}
        found = (self.entries[b] for b in reversed(finding.because) if b in self.entries)
        entry = next((e for e in found if e.type in wanted), None)
        if entry is not None:
            yield Button(f"补正第 {entry.seq} 号", f"{self.url}records/{entry.seq}/correct", small=True)
