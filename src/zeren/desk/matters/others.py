"""The other pages of a matter: 核对结果、记录、更正、材料、本人权利."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from zeren.desk import days
from zeren.desk.components import Button, Citation, Due, FindingBox, Head, Light, Notice, Sign, Tab
from zeren.desk.matters import acting, downloads
from zeren.desk.matters.boxes import STATUS_WORDS
from zeren.desk.matters.case import Case
from zeren.desk.matters.form import YES_NO, FormField, with_errors
from zeren.desk.matters.page import head_of, next_words, tabs_of
from zeren.law.packs.form import Kind, RecordField, Step
from zeren.norms.model import FieldText, Finding, State
from zeren.papers.official.of_matter import specs_of
from zeren.records.errors import Problem
from zeren.records.matters import acts
from zeren.records.matters import queries as matters
from zeren.records.matters.events import Recorded, day_of

SAID = "matter-said"
SHOWN_STATES = (
    State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.PENDING, State.MET, State.LAPSED, State.STANDING, State.NOT_TRIGGERED,
)  # fmt: skip


def say(request: HttpRequest, notice: Notice) -> None:
    """Keep a notice for the page that comes after the act."""
    request.session[SAID] = [notice.kind, notice.strong, notice.text, notice.meta]


def said(request: HttpRequest) -> tuple[Notice, ...]:
    """The notice of the last act, once."""
    kept = request.session.pop(SAID, None)
    return (Notice(*kept),) if kept else ()


def recorded(label: str, kept: acts.Kept) -> Notice:
    """What came of recording: what is still missing is told."""
    words = f"{label}　第 {kept.event.seq} 号"
    if kept.repeated:
        return Notice("ok", "这一条先前已经记录。", words)
    if kept.missing:
        return Notice(
            "care",
            "已记录，内容尚缺。",
            f"{words}：" + "、".join(p.zh.removeprefix("缺") for p in kept.missing),
            "可在“记录”页作更正补齐。",
        )
    return Notice("ok", "已记录。", words)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every page of a matter has at its top."""

    head: Head
    tabs: tuple[Tab, ...]
    as_of: str


def _frame(case: Case, tab: str) -> dict[str, Any]:
    return {
        "head": head_of(case, next_words(case, case.next_step())),
        "tabs": tabs_of(case, tab),
        "as_of": case.today.isoformat(),
    }


# ---------------------------------------------------------------- 核对结果


@dataclass(frozen=True, slots=True)
class FindingsPage(Frame):
    """The findings of one status, with the other statuses as links."""

    states: tuple[tuple[str, str, int, bool], ...]
    boxes: tuple[FindingBox, ...]
    receipt_url: str


def findings_page(case: Case, show: str) -> FindingsPage:
    """All findings, by status; the gravest first."""
    present = [state for state in SHOWN_STATES if any(f.status is state for f in case.findings)]
    chosen = next((state for state in present if state.value == show), present[0] if present else State.MET)
    found = [f for f in case.findings if f.status is chosen]
    return FindingsPage(
        **_frame(case, "findings"),
        states=tuple(
            (s.value, STATUS_WORDS[s], sum(1 for f in case.findings if f.status is s), s is chosen)
            for s in present
        ),
        boxes=tuple(case.boxes.box(f) for f in found),
        receipt_url=f"{case.url}receipt",
    )


# ---------------------------------------------------------------- 记录


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One entry as it stands: nothing is hidden, what is out of force is struck through."""

    seq: int
    label: str
    day: str
    entered: str
    who: str
    account: str
    lines: tuple[tuple[str, str], ...]
    cite: Citation | None
    out: str = ""
    reason: str = ""
    correct_url: str = ""
    void_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordsPage(Frame):
    """The whole log."""

    rows: tuple[RecordRow, ...]
    tail: str


def records_page(case: Case) -> RecordsPage:
    """Every entry, the newest first."""
    out = {e.corrects: f"已由第 {e.seq} 号更正" for e in case.entries if e.corrects}
    out |= {e.voids: f"已由第 {e.seq} 号撤销" for e in case.entries if e.voids}
    rows = tuple(_row(case, entry, out.get(entry.seq, "")) for entry in reversed(case.entries))
    return RecordsPage(**_frame(case, "records"), rows=rows, tail=case.matter.head_link)


def _row(case: Case, entry: Recorded, out: str) -> RecordRow:
    step = case.step_of(entry.type)
    own = entry.type.startswith("_")
    changeable = case.may_write and not own and not out and not entry.voids
    return RecordRow(
        seq=entry.seq,
        label=case.entry_label(entry),
        day=entry.at.isoformat() if not hasattr(entry.at, "hour") else f"{entry.at:%Y-%m-%d %H:%M}",
        entered=f"{entry.recorded:%Y-%m-%d %H:%M}",
        who="、".join(case.role(name) for name in entry.by),
        account=entry.account,
        lines=tuple(_content(case, entry, step)),
        cite=case.cite(step.cite) if step and step.cite else None,
        out=out,
        reason=entry.reason,
        correct_url=f"{case.url}records/{entry.seq}/correct" if changeable else "",
        void_url=f"{case.url}records/{entry.seq}/void" if changeable else "",
    )


def _content(case: Case, entry: Recorded, step: Step | None) -> list[tuple[str, str]]:
    if entry.disposed:
        return [("内容", "保管期满，已按规定销毁")]
    declared = _declared(case, entry, step)
    lines = [
        (
            declared[name].label or name if name in declared else name,
            shown(case, entry.type, declared.get(name), value),
        )
        for name, value in entry.fields.items()
    ]
    if len(case.around.subjects) > 1 and entry.subjects:
        lines.append(("对象", "、".join(case.names.get(ref, ref) for ref in entry.subjects)))
    if entry.attachments:
        lines.append(("附件", "、".join(str(paper["name"]) for paper in entry.attachments)))
    return lines


def _declared(case: Case, entry: Recorded, step: Step | None) -> dict[str, RecordField]:
    if entry.type.startswith("_"):
        return {**case.words.procedure.matter, **case.words.procedure.subject_facts}
    return dict(step.record) if step else {}


def shown(case: Case, event: str, declared: RecordField | None, value: FieldText) -> str:
    """A recorded value in words."""
    texts = (value,) if isinstance(value, str) else value
    options: dict[str, str] = dict(YES_NO) if declared and declared.type == "yes_no" else {}
    if declared is not None and not options:
        from zeren.desk.matters.form import field_of

        made = field_of(case.words.pack, event, declared, None, lambda _: None)
        options = {option.value: option.label for option in made.options}
    return "、".join(
        options.get(text) or case.names.get(text, "不清楚" if text == "?" else text) for text in texts
    )


# ---------------------------------------------------------------- 更正


@dataclass(frozen=True, slots=True)
class CorrectPage(Frame):
    """The form of a correction: the entry's own content, and the reason."""

    seq: int
    label: str
    action: str
    back: str
    day: str
    today: str
    fields: tuple[FormField, ...]
    roles: tuple[tuple[str, str, bool], ...]
    reason: str
    errors: tuple[str, ...]


def correct_page(
    case: Case, entry: Recorded, step: Step, given: acting.Given | None = None, problems: Sequence[Problem] = (), reason: str = ""
) -> CorrectPage:  # fmt: skip
    """The entry as it stands, to be put right."""
    held = given or acting.Given(day_of(entry.at).isoformat(), entry.by, entry.subjects, entry.fields)
    form = acting.form_of(case, step, held)
    return CorrectPage(
        **_frame(case, "records"),
        seq=entry.seq,
        label=step.label,
        action=f"{case.url}records/{entry.seq}/correct",
        back=f"{case.url}records#e{entry.seq}",
        day=held.at,
        today=case.today.isoformat(),
        fields=with_errors(form.fields, {p.field: p.zh for p in problems}),
        roles=form.roles,
        reason=reason,
        errors=tuple(p.zh for p in problems),
    )


# ---------------------------------------------------------------- 材料


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper that the regulation calls for: its state, what it lacks, where it is had."""

    label: str
    cite: Citation | None
    state: Light
    missing: tuple[str, ...]
    held: tuple[FindingBox, ...]
    pdf: str
    docx: str
    release: Button | None


@dataclass(frozen=True, slots=True)
class MaterialsPage(Frame):
    """Attachments and papers."""

    papers: tuple[PaperLine, ...]
    files: tuple[tuple[str, str, str, str, str], ...]
    may_write: bool
    action: str
    fonts: tuple[str, ...]
    notices: tuple[Notice, ...]


def materials_page(case: Case, notices: tuple[Notice, ...]) -> MaterialsPage:
    """材料."""
    return MaterialsPage(
        **_frame(case, "materials"),
        papers=tuple(_paper(case, spec) for spec in specs_of(case.words.pack)),
        files=tuple(
            (
                a.name,
                f"{a.size // 1024 + 1} KB",
                f"{a.added:%Y-%m-%d %H:%M}",
                a.checksum[:12],
                f"{case.url}materials/{a.pk}",
            )
            for a in matters.attachments(case.actor, case.matter.pk)
        ),
        may_write=case.may_write,
        action=f"{case.url}materials",
        fonts=_fonts(),
        notices=notices,
    )


def _fonts() -> tuple[str, ...]:
    from zeren.papers.official.fonts import NoChineseFont, choose

    try:
        return choose().substitutes
    except NoChineseFont as refused:
        return (str(refused),)


def _paper(case: Case, spec: Any) -> PaperLine:
    held = downloads.held_back(case, spec)
    made = downloads.composed(case, spec) if not held else None
    url = f"{case.url}papers/{spec.id}"
    done = spec.on in case.in_force
    light = (
        Light(Sign.SEALED, "暂不出具")
        if held
        else Light(Sign.DONE, "可以出具")
        if done
        else Light(Sign.ELAPSED, "草稿")
    )
    query = f"?act={acting.DEPARTURE}&norm={held[0].norm}#act" if held else ""
    return PaperLine(
        label=spec.label,
        cite=case.cite(spec.cite),
        state=light,
        missing=made.missing if made else (),
        held=tuple(case.boxes.box(f) for f in held),
        pdf="" if held else f"{url}.pdf",
        docx="" if held else f"{url}.docx",
        release=Button("记明理由", case.url + query, small=True) if held and case.may_write else None,
    )


# ---------------------------------------------------------------- 本人权利


@dataclass(frozen=True, slots=True)
class RightLine:
    """A right of the person, or the organ's answering duty: act, day, state, sum."""

    label: str
    whose: str
    due: Due | None
    light: Light
    cite: Citation | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class RightsPage(Frame):
    """Both clocks side by side."""

    theirs: tuple[RightLine, ...]
    organs: tuple[RightLine, ...]
    bars: tuple[tuple[str, str, str, Citation | None], ...]


def rights_page(case: Case) -> RightsPage:
    """What the person may do and what they must, and what the organ owes them."""
    duties = [f for f in case.findings if f.kind is Kind.DUTY and f.status is not State.NOT_TRIGGERED]
    mine = [f for f in duties if f.force.value == "may" or "subject" in f.who]
    rest = [f for f in duties if f not in mine]
    return RightsPage(
        **_frame(case, "rights"),
        theirs=tuple(_right(case, f, "本人") for f in mine),
        organs=tuple(_right(case, f, "组织") for f in rest),
        bars=tuple(
            (case.act_label(bar.act), bar.starts.isoformat(), bar.ends.isoformat() if bar.ends else "没有止日", case.cites.chip(bar.pack, bar.cites[0]))
            for bar in case.restrictions
        ),
    )  # fmt: skip


def _right(case: Case, finding: Finding, whose: str) -> RightLine:
    light = case.boxes.light(finding)
    due = None
    if finding.due is not None:
        day = day_of(finding.due)
        assumed = "计数规则为推定：条文未写起算与顺延，按惯例处理。" if finding.conventions else ""
        due = Due(
            light,
            days.in_sentence(day, case.today),
            "",
            days.day_sum(finding.steps, day, assumed) if finding.steps else None,
        )
    done = f"已于 {day_of(finding.done)} 办理" if finding.done else ""
    return RightLine(
        case.words_of_act(finding.act), whose, due, light, case.cites.chip(finding.pack, finding.cites[0], finding.reading or ""), done,
    )  # fmt: skip
