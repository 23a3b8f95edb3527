"""The other pages of a matter: 核对结果、记录、更正、材料."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime

from zeren.desk import links
from zeren.desk.ballots import words as ballot_words
from zeren.desk.components import Button, Citation, FindingBox, Light, Link, Notice, Pages, Sign
from zeren.desk.documents.words import LIGHTS
from zeren.desk.draws import words as draw_words
from zeren.desk.matters import acting, downloads, kept_apart, periods
from zeren.desk.matters.boxes import STATUS_WORDS
from zeren.desk.matters.case import Case
from zeren.desk.matters.filling import Offers
from zeren.desk.matters.form import YES_NO, FormField, with_errors
from zeren.desk.matters.frame import Frame, frame
from zeren.desk.matters.periods import NotYet
from zeren.desk.scores import words as score_words
from zeren.desk.wording import file_size
from zeren.law.packs.form import RecordField, Step
from zeren.norms.model import FieldText, State
from zeren.papers.official.of_matter import specs_of
from zeren.records import refs
from zeren.records.ballots import log as ballot_log
from zeren.records.documents import queries as documents
from zeren.records.documents.models import OfficialPaper
from zeren.records.documents.models import State as DocumentState
from zeren.records.draws import log as draw_log
from zeren.records.errors import Problem
from zeren.records.lists.changes import read
from zeren.records.matters import acts, events, showing
from zeren.records.matters import queries as matters
from zeren.records.matters.events import LISTS, Recorded, day_of
from zeren.records.recusals.models import Relation
from zeren.records.scores import log as score_log

SAID = "matter-said"
ROWS = 100
"""Entries on one page of the log, findings on one page of theirs."""

SHOWN_STATES = (
    State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.PENDING, State.MET, State.LAPSED, State.STANDING, State.NOT_TRIGGERED,
)  # fmt: skip


OWN_FIELDS = {
    "from": "移交人", "to": "接手人", "child": "关联的案件", "kind": "关系", "person": "人员", "what": "内容",
    "level": "密级", "until": "保密期限至", "circle": "知悉范围",
    "number": "编号", "light": "灯", "due": "到期日", "owes": "应办单位", "handler": "送承办人", "leader": "送分管领导",
    "unit": "送应办单位", "principal": "送主要负责人", "unknown": "待查明", "left": "没有送", "title": "标题", "text": "正文",
    "recipient": "收函", "outcome": "结果",
}  # fmt: skip
"""Fields of the record's own entries."""
OWN_WORDS: Mapping[str, str] = {
    **dict(Relation.choices), "granted": "回避", "refused": "不予回避", "ended": "解除回避", "member": "成员案件",
    "joined": "关联案件", "led": "由本案另立", "opened": "发起", "declined": "已考虑，不谈", "green": "绿灯", "amber": "黄灯", "red": "红灯",
}  # fmt: skip


OF_A_LETTER = (
    "number",
    "light",
    "title",
    "due",
    "owes",
    "handler",
    "leader",
    "unit",
    "principal",
    "unknown",
    "left",
)
"""What the log shows of a reminder letter, in this order; its text stands on its own page."""


def say(request: HttpRequest, notice: Notice) -> None:
    """Keep a notice for the page that comes after the act."""
    request.session[SAID] = [
        notice.kind,
        notice.strong,
        notice.text,
        notice.meta,
        *((link.text, link.url) for link in notice.links),
    ]


def said(request: HttpRequest) -> tuple[Notice, ...]:
    """The notice of the last act, once."""
    kept = request.session.pop(SAID, None)
    if not kept:
        return ()
    links = tuple(Link(text, url) for text, url in kept[4:])
    return (Notice(*kept[:4], links=links),)


def recorded(case: Case, label: str, kept: acts.Kept) -> Notice:
    """What came of recording: what is still missing is told."""
    words = f"{label}　第 {kept.event.seq} 号"
    if kept.repeated:
        return Notice("ok", "这一条先前已经记录。", words)
    if kept.missing:
        return Notice(
            "care",
            "已记录，内容尚缺。",
            f"{words}：" + "、".join(p.zh.removeprefix("缺") for p in kept.missing),
            "内容不全不妨碍记录，以后可以补正。",
            links=(Link("现在补正", f"{case.url}records/{kept.event.seq}/correct"),),
        )
    return Notice("ok", "已记录。", words)


# ---------------------------------------------------------------- 核对结果


@dataclass(frozen=True, slots=True)
class FindingsPage(Frame):
    """The findings of one status, with the other statuses as links. ``opened``: the day, for what is ``not_yet`` demanded."""

    states: tuple[tuple[str, str, int, bool], ...]
    boxes: tuple[FindingBox, ...]
    receipt_url: str
    pages: Pages | None
    not_yet: tuple[NotYet, ...]
    opened: str


def findings_page(case: Case, show: str, asked: Mapping[str, str]) -> FindingsPage:
    """All findings, by status; the gravest first. ``asked``: ``page``."""
    present = [state for state in SHOWN_STATES if any(f.status is state for f in case.findings)]
    chosen = next((state for state in present if state.value == show), present[0] if present else State.MET)
    found = [f for f in case.findings if f.status is chosen]
    number = _page_number({"page": asked.get("page", "")}, len(found))
    shown_now = found[(number - 1) * ROWS : number * ROWS]
    return FindingsPage(
        **frame(case, "findings"),
        states=tuple(
            (s.value, STATUS_WORDS[s], sum(1 for f in case.findings if f.status is s), s is chosen)
            for s in present
        ),
        boxes=(*kept_apart.boxes_of(case), *(case.boxes.box(f) for f in shown_now)),
        pages=_pages(
            f"{case.url}findings?show={chosen.value}&page=", number, len(found), (("show", chosen.value),)
        ),
        receipt_url=f"{case.url}receipt",
        not_yet=periods.not_yet(case),
        opened=case.matter.opened.isoformat(),
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
    own: bool
    """Given in by the person or unit concerned on their own desk."""
    cite: Citation | None
    out: str = ""
    reason: str = ""
    correct_url: str = ""
    letter_url: str = ""


@dataclass(frozen=True, slots=True)
class RecordsPage(Frame):
    """The log, a page of it."""

    rows: tuple[RecordRow, ...]
    tail: str
    pages: Pages | None
    notices: tuple[Notice, ...] = ()


def records_page(case: Case, asked: Mapping[str, str], notices: tuple[Notice, ...] = ()) -> RecordsPage:
    """The entries, the newest first. ``asked``: ``page``, or ``at`` for the page that holds an entry."""
    out = {
        seq: f"已由第 {by.seq} 号{'撤销' if by.voids else '更正'}"
        for seq, by in showing.replaced(case.entries).items()
    }
    total = case.matter.head_seq
    number = _page_number(asked, total)
    last = total - (number - 1) * ROWS
    first = max(0, last - ROWS)
    shown_now = list(reversed(matters.entries(case.actor, case.matter.pk, first, last - first)))
    people = refs.names_of({f"person:{entry.person}" for entry in shown_now if entry.person})
    rows = tuple(_row(case, entry, out.get(entry.seq, ""), people) for entry in shown_now)
    return RecordsPage(
        **frame(case, "records"),
        rows=rows,
        tail=case.matter.head_link,
        pages=_pages(f"{case.url}records?page=", number, total),
        notices=notices,
    )


def _page_number(asked: Mapping[str, str], total: int) -> int:
    """The page asked for, within what there is."""
    last = max(1, -(-total // ROWS))
    at, page = asked.get("at", ""), asked.get("page", "")
    if at.isdecimal() and 0 < int(at[:9]) <= total:
        return (total - int(at[:9])) // ROWS + 1
    return min(max(1, int(page[:9])), last) if page.isdecimal() else 1


def _pages(url: str, number: int, total: int, hidden: tuple[tuple[str, str], ...] = ()) -> Pages | None:
    last = max(1, -(-total // ROWS))
    if last == 1:
        return None

    def at(page: int) -> str:
        return f"{url}{page}"

    first_row = (number - 1) * ROWS + 1
    return Pages(
        number, last, first_row, min(number * ROWS, total), total,
        previous=at(number - 1) if number > 1 else "", next=at(number + 1) if number < last else "",
        first=at(1), end=at(last), hidden=hidden,
    )  # fmt: skip


def _row(case: Case, entry: Recorded, out: str, people: Mapping[str, str]) -> RecordRow:
    step = case.step_of(entry.type)
    own = entry.type.startswith("_")
    changeable = case.may_write and not own and not out and not entry.voids
    return RecordRow(
        seq=entry.seq,
        label=case.entry_label(entry),
        day=entry.at.isoformat() if not hasattr(entry.at, "hour") else f"{entry.at:%Y-%m-%d %H:%M}",
        entered=f"{localtime(entry.recorded):%Y-%m-%d %H:%M}",
        who="、".join(case.role(name) for name in entry.by),
        account=people.get(f"person:{entry.person}", entry.account),
        lines=tuple(_content(case, entry, step)),
        own=showing.own_made(entry),
        cite=case.cite(step.cite) if step and step.cite else None,
        out=out,
        reason=entry.reason,
        correct_url=f"{case.url}records/{entry.seq}/correct" if changeable else "",
        letter_url=_letter_url(case, entry),
    )


def _letter_url(case: Case, entry: Recorded) -> str:
    """Where the letter of an entry is read."""
    issued = entry.type == events.REMINDED and not entry.disposed
    return links.named("letter", case.matter.pk, entry.seq) if issued else ""


def _content(case: Case, entry: Recorded, step: Step | None) -> list[tuple[str, str]]:
    if entry.disposed:
        return [("内容", case.disposed_words or "已销毁")]
    if entry.type == LISTS:
        return [("改动", _changes(entry))]
    if entry.type in draw_log.TYPES and case.draw_rules:
        return draw_words.lines_of(case.draw_rules, case.names, entry)
    if entry.type in ballot_log.TYPES:
        return ballot_words.lines_of(case.names, entry)
    if entry.type in score_log.TYPES:
        return score_words.lines_of(case.names, entry)
    declared = _declared(case, entry, step)
    lines = [
        (
            declared[name].label or name if name in declared else OWN_FIELDS.get(name, name),
            shown(case, entry.type, declared.get(name), OWN_WORDS.get(str(value), value)),
        )
        for name, value in _fields_of(entry)
    ]
    if len(case.around.subjects) > 1 and entry.subjects:
        lines.append(("对象", "、".join(case.names.get(ref, ref) for ref in entry.subjects)))
    if entry.attachments:
        lines.append(("附件", "、".join(str(paper["name"]) for paper in entry.attachments)))
    return lines


def _changes(entry: Recorded) -> str:
    """Of the three lists only how much was changed: each problem and task tells its own course."""
    keys = {change.key for change in read(entry.fields.get("changes", ()))}
    tasks = sum(1 for key in keys if key[2])
    said = ((len(keys) - tasks, "个问题"), (tasks, "项任务"))
    return "，".join(f"{number} {word}" for number, word in said if number)


def _fields_of(entry: Recorded) -> list[tuple[str, FieldText]]:
    if entry.type == events.CONSIDERED:
        return [(name, entry.fields[name]) for name in ("what", "outcome", "child") if name in entry.fields]
    if entry.type != events.REMINDED:
        return list(entry.fields.items())
    return [(name, entry.fields[name]) for name in OF_A_LETTER if name in entry.fields]


def _declared(case: Case, entry: Recorded, step: Step | None) -> dict[str, RecordField]:
    if entry.type.startswith("_"):
        return {**case.words.procedure.matter, **case.words.procedure.subject_facts}
    return dict(step.record) if step else {}


def shown(case: Case, event: str, declared: RecordField | None, value: FieldText) -> str:
    """A recorded value in words."""
    texts = (value,) if isinstance(value, str) else value
    if event == acting.DEPARTURE and declared is not None and declared.name == "norm":
        return "；".join(case.demand(text) for text in texts)
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
    offers: Offers
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
        **frame(case, "records"),
        seq=entry.seq,
        label=step.label,
        action=f"{case.url}records/{entry.seq}/correct",
        back=f"{case.url}records#e{entry.seq}",
        day=held.at,
        today=case.today.isoformat(),
        fields=with_errors(form.fields, {p.field: p.zh for p in problems}),
        offers=form.offers,
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
    begin: str = ""
    documents: tuple[tuple[Light, Link], ...] = ()


@dataclass(frozen=True, slots=True)
class MaterialsPage(Frame):
    """Attachments and papers."""

    papers: tuple[PaperLine, ...]
    files: tuple[tuple[str, str, str, str, str], ...]
    may_write: bool
    action: str
    fonts: str
    notices: tuple[Notice, ...]
    disposed: str = ""


def materials_page(case: Case, notices: tuple[Notice, ...]) -> MaterialsPage:
    """材料."""
    return MaterialsPage(
        **frame(case, "materials"),
        disposed=case.disposed_words,
        papers=() if case.disposed_words else _papers(case),
        files=tuple(
            (
                a.name or "已销毁",
                file_size(a.size),
                f"{localtime(a.added):%Y-%m-%d %H:%M}",
                a.checksum[:12],
                f"{case.url}materials/{a.pk}" if a.name else "",
            )
            for a in matters.attachments(case.actor, case.matter.pk)
        ),
        may_write=case.may_write,
        action=f"{case.url}materials",
        fonts=_fonts(),
        notices=notices,
    )


def _fonts() -> str:
    """One sentence on the typefaces that stand in for those the standard names; empty where none is missing."""
    from zeren.papers.official.fonts import STANDARD, NoChineseFont, choose

    try:
        chosen = choose()
    except NoChineseFont as refused:
        return str(refused)
    missing = {use: name for use, (name, exact) in STANDARD.items() if chosen.families[use] not in exact}
    if not missing:
        return ""
    instead = dict.fromkeys(chosen.families[use] for use in missing)
    return f"本机未装{'、'.join(missing.values())}，PDF 以 {'、'.join(instead)} 代替；DOCX 仍写原字体名。"


def _papers(case: Case) -> tuple[PaperLine, ...]:
    """Every paper, about each of those whom the matter concerns."""
    places = range(max(1, len(case.around.subjects)))
    begun = list(documents.of_matter(case.actor, case.matter.pk))
    return tuple(_paper(case, spec, place, begun) for spec in specs_of(case.words.pack) for place in places)


def _paper(case: Case, spec: Any, place: int, begun: Sequence[OfficialPaper]) -> PaperLine:
    held = downloads.held_back(case, spec, place)
    made = downloads.composed(case, spec, place) if not held else None
    url, several = f"{case.url}papers/{spec.id}", len(case.around.subjects) > 1
    whose = f"　{case.subject_facts(place).get('name', '')}" if several else ""
    of = f"?of={place + 1}" if several else ""
    done = made is not None and not made.document.draft
    light = (
        Light(Sign.SEALED, "暂不出具")
        if held
        else Light(Sign.DONE, "可以出具")
        if done
        else Light(Sign.ELAPSED, "草稿")
    )
    query = f"?act={acting.DEPARTURE}&norm={held[0].norm}#act" if held else ""
    return PaperLine(
        label=f"{spec.label}{whose}",
        cite=case.cite(spec.cite),
        state=light,
        missing=made.missing if made else (),
        held=tuple(case.boxes.box(f) for f in held),
        pdf="" if held else f"{url}.pdf{of}",
        docx="" if held else f"{url}.docx{of}",
        release=Button("记明理由", case.url + query, small=True) if held and case.may_write else None,
        begin="" if held else _begin(case, spec, place),
        documents=tuple(
            (LIGHTS[DocumentState(one.state)], Link(one.number or one.title, links.named("document", one.pk)))
            for one in begun
            if one.paper == spec.id and one.subject == (downloads.subject_at(case, place) or "")
        ),
    )


def _begin(case: Case, spec: Any, place: int) -> str:
    """Where the paper is begun as a document: in the organ of the matter alone."""
    if not case.may_write or case.matter.organ_id not in documents.organs_of(case.actor):
        return ""
    pairs = (("matter", str(case.matter.pk)), ("paper", spec.id), ("of", str(place + 1)))
    return links.with_query(links.named("document-new"), *pairs)
