"""The matter page as plain data: timeline at the left, what is not in order and the next act in the middle,
rights, people, papers and the last records at the right."""

from __future__ import annotations

from dataclasses import dataclass, field

from zeren.desk import days, links
from zeren.desk.components import Bit, Button, Citation, FindingBox, Head, Light, Link, Notice, Tab
from zeren.desk.matters import barred
from zeren.desk.matters.boxes import STANDS_OPEN, STATUS_WORDS, Boxes
from zeren.desk.matters.case import Case
from zeren.desk.matters.filling import Offers
from zeren.desk.matters.form import FormField
from zeren.desk.matters.timeline import PhaseLines
from zeren.law.packs.form import Force, Kind
from zeren.norms.model import Finding, State
from zeren.records import clock
from zeren.records.matters import secrecy
from zeren.records.matters.events import day_of

LAST_RECORDS = 6
OPEN_BOXES = 3
TABS = (
    ("", "办理"),
    ("findings", "核对结果"),
    ("records", "记录"),
    ("lists", "三个清单"),
    ("coverage", "覆盖"),
    ("campaign", "年度"),
    ("veto", "否决"),
    ("materials", "材料"),
    ("rights", "本人权利"),
    ("draw", "抽调"),
    ("ballots", "评议"),
    ("scores", "得分"),
    ("sheets", "评分细则"),
    ("manage", "案件信息"),
    ("guard", "密级、回避"),
)


@dataclass(frozen=True, slots=True)
class SideLine:
    """One line of the right column."""

    text: str
    end: str = ""
    url: str = ""
    law: str = ""
    light: Light | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """A part of the right column."""

    title: str
    lines: tuple[SideLine, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActForm:
    """The form of the act to be recorded next; ``others`` are the acts it can be changed for."""

    step: str
    label: str
    title: str
    meta: tuple[str, ...]
    cite: Citation | None
    fields: tuple[FormField, ...]
    action: str
    draft_url: str
    day: str
    today: str
    head_seq: int
    roles: tuple[tuple[str, str, bool], ...]
    subjects: tuple[tuple[str, str, bool], ...]
    others: tuple[tuple[str, str], ...]
    warnings: tuple[FindingBox, ...] = ()
    draft_saved: str = ""
    errors: tuple[tuple[str, str], ...] = ()
    token: str = ""
    attachments: tuple[tuple[str, str, bool], ...] = ()
    offers: Offers = field(default_factory=Offers)


@dataclass(frozen=True, slots=True)
class WorkPage:
    """办理."""

    head: Head
    tabs: tuple[Tab, ...]
    phases: tuple[PhaseLines, ...]
    boxes: tuple[FindingBox, ...]
    more: tuple[str, str]
    form: ActForm | None
    sides: tuple[Side, ...]
    as_of: str
    notices: tuple[Notice, ...] = ()
    instead: str = ""
    others: tuple[tuple[str, str], ...] = ()
    previous: str = ""
    next: str = ""


def head_of(case: Case, next_words: str) -> Head:
    """Crumb, title, one sentence of state, at most three buttons."""
    matter = case.matter
    handler = matter.handler.name if matter.handler_id else "未定"
    crumbs = (Link("究责", links.named("matters")), Link(case.words.procedure.title), Link(matter.number))
    after = [f"承办 {handler}", f"适用 {matter.version.isoformat()} 版"]
    if matter.taken_over:
        after.append(f"{matter.taken_over.isoformat()} 接管")
    if matter.restricted or matter.classification not in ("", secrecy.USUAL):
        after.append(secrecy.mark_of(matter) + ("，限定知悉范围" if matter.restricted else ""))
    if matter.disposed:
        after.append(f"{matter.disposed.isoformat()} 销毁")
    if matter.shown_on:
        after.append(f"{matter.shown_on.isoformat()} 起本人可见")
    file = [Button("卷宗目录", f"{case.url}records")] if case.whole else []
    buttons = [*file, Button("打印", does="print")]
    if case.may_write:
        buttons.insert(0, Button("补录一项", f"{case.url}?act=choose#act"))
    return Head(
        title=matter.title,
        crumbs=crumbs,
        after_crumbs=tuple(after),
        sub=(*((Bit(text),) for text in case.subject_lines), (Bit(next_words, strong=True),)),
        buttons=tuple(buttons),
    )


def tabs_of(case: Case, current: str) -> tuple[Tab, ...]:
    """The tabs with their counts in words."""
    counts = {
        "findings": _count_words(case.findings),
        "records": str(case.matter.head_seq),
        "materials": str(case.papers),
    }
    sometimes = (
        ("lists", case.of_units), ("coverage", case.coverage), ("campaign", case.campaign), ("veto", case.campaign_unit),
        ("draw", case.draw_rules), ("ballots", case.balloting), ("scores", case.scored), ("sheets", case.sheeted),
    )  # fmt: skip
    absent = {name for name, there in sometimes if not there}
    return tuple(
        Tab(text, f"{case.url}{name}" if name else case.url, name == current, counts.get(name, ""))
        for name, text in TABS
        if (case.whole or name == "rights") and name not in absent
    )


def _count_words(findings: tuple[Finding, ...]) -> str:
    """``9 符合 · 1 待说明 · 1 待查明``."""
    parts = []
    for state in (State.MET, State.BREACHED, State.UNDETERMINED, State.CONFLICT):
        number = sum(1 for f in findings if f.status is state)
        if number:
            parts.append(f"{number} {STATUS_WORDS[state]}")
    return " · ".join(parts)


def open_boxes(case: Case, boxes: Boxes) -> tuple[tuple[FindingBox, ...], tuple[str, str]]:
    """The findings that want something: must and should, without what was explained, the gravest first.

    Only the first stand open above the form; the second of the pair says how many more there are, and where.
    """
    wanted = [f for f in case.findings if stands_open(case, f)]
    order = {State.BREACHED: 0, State.CONFLICT: 1, State.UNDETERMINED: 2}
    wanted.sort(key=lambda f: (order[f.status], f.kind is Kind.DUTY, str(f.due or "")))
    rest = wanted[OPEN_BOXES:]
    said = f"另有 {len(rest)} 项待说明、待查明" if rest else ""
    where = f"{case.url}findings?show={rest[0].status.value}" if rest else ""
    return tuple(boxes.box(f) for f in wanted[:OPEN_BOXES]), (said, where)


def stands_open(case: Case, finding: Finding) -> bool:
    """Whether a finding wants something that nobody has recorded a reason for."""
    hard = finding.force in (Force.MUST, Force.SHOULD)
    return finding.status in STANDS_OPEN and hard and finding.norm not in case.reasoned


def next_words(case: Case, step: str) -> str:
    """``下一步：形成调查报告，由调查组``."""
    if case.matter.state == "closed":
        return f"已于 {case.matter.closed} 办结"
    found = case.words.step(step)
    if found is None:
        return "没有待办的下一步"
    who = case.who(found.by)
    return f"下一步：{found.label}" + (f"，由{who}" if who else "")


def instead_words(case: Case, step: str) -> str:
    """What stands in the form's place where there is none: the day is past, or the reader only looks."""
    if case.today < clock.today():
        return f"这是 {case.today.isoformat()} 的情况，只供查看；要记录，请回到今日。"
    found = case.words.step(step)
    if found is None:
        return "没有待办的下一步。" + ("要补录，请选一项。" if case.may_write else "")
    handler = case.matter.handler.name if case.matter.handler_id else "承办机关"
    return f"下一步“{found.label}”由{handler}记录；您可以查看。"


def sides_of(case: Case, boxes: Boxes) -> tuple[Side, ...]:
    """The right column."""
    return tuple(
        side
        for side in (
            _rights(case, boxes),
            _clocks(case, boxes),
            _bars(case),
            _people(case),
            _related(case),
            _last(case),
        )
        if side.lines or side.note
    )


def _rights(case: Case, boxes: Boxes) -> Side:
    """What the person concerned may do and until when: the duties and powers that the pack gives to the subject."""
    lines = []
    for finding in case.findings:
        if (
            finding.kind is Kind.DUTY
            and finding.force is Force.MAY
            and finding.status is not State.NOT_TRIGGERED
        ):
            act = case.words_of_act(finding.act)
            end = days.in_cell(day_of(finding.due), case.today) if finding.due else ""
            light = days.LAPSED if finding.status is State.LAPSED else boxes.light(finding)
            lines.append(SideLine(act, end, law=case.law(finding.cites), light=light))
    return Side("本人的权利与时限", tuple(lines))


def _clocks(case: Case, boxes: Boxes) -> Side:
    """What the organ owes and has not done, the earliest day first."""
    owed = sorted(case.owed, key=lambda f: (f.due is None, str(f.due or "")))
    lines = tuple(
        SideLine(case.owed_words(f), "", law=case.law(f.cites), light=boxes.light(f),
                 url=f"{case.url}?act={f.act[0]}#act" if f.act else "")
        for f in owed[:8]
    )  # fmt: skip
    more = f"另有 {len(owed) - 8} 项，见核对结果。" if len(owed) > 8 else ""
    return Side("应办事项", lines, more)


def _bars(case: Case) -> Side:
    """Restriction periods over the subjects that come from this matter (not bars on the procedure's own steps)."""
    lines = tuple(
        SideLine(barred.words_of(case, bar), f"至 {bar.ends.isoformat()}" if bar.ends else "没有止日", law=case.law(bar.cites),
                 light=days.UNKNOWN if bar.missing else None)
        for bar in case.restrictions
    )  # fmt: skip
    return Side("影响期与限制", lines)


def _people(case: Case) -> Side:
    lines = [SideLine(f"对象　{name}", place, url) for name, place, url in case.subjects_shown]
    if case.matter.handler_id:
        lines.append(
            SideLine(f"承办　{case.matter.handler.name}", case.matter.organ.short or case.matter.organ.name)
        )
    return Side("人员", tuple(lines))


def _related(case: Case) -> Side:
    lines = tuple(
        SideLine(f"{word}　{matter.title}", "" if matter.state == "open" else "办结", links.matter(matter.pk))
        for word, matter in case.related
    )
    return Side("关联事项", lines)


def _last(case: Case) -> Side:
    last = list(reversed(case.entries))[:LAST_RECORDS]
    lines = tuple(
        SideLine(
            f"第 {e.seq} 号　{case.entry_label(e)}",
            days.in_cell(day_of(e.at), case.today),
            case.record_url(e.seq),
        )
        for e in last
    )
    tail = case.matter.head_link[:8]
    return Side("最近记录", lines, f"链尾 {tail[:4]} {tail[4:]}")
