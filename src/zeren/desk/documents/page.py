"""One document as plain data: its wording, what changed, its steps, what the viewer may do, its format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from zeren.access.accounts import queries as accounts
from zeren.desk import links
from zeren.desk.components import Bit, Button, Head, Light, Link, Notice, Sign
from zeren.desk.documents import differences, paper, words
from zeren.desk.documents.differences import Difference
from zeren.papers.official import office
from zeren.papers.official.checking import Check, Report, check
from zeren.papers.official.fonts import NoChineseFont
from zeren.papers.official.issuing import OFFICE
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.containers import Unsafe
from zeren.records.documents import queries, rules
from zeren.records.documents.models import OfficialPaper, State
from zeren.records.documents.queries import Said
from zeren.records.documents.text import LABELS, Text
from zeren.records.errors import Problem, Refused

DAYS = "{:%m-%d %H:%M}"
SAME = {
    True: "与印发时逐字节相同",
    False: "与印发时不同：排版程序或者字体换过；以封存的为准",
    None: "由 LibreOffice 排版，每次排出的字节都不同，不重做；以封存的为准",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: done, now or later."""

    state: str
    sign: Sign
    tone: str
    what: str
    who: str = ""
    at: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one wording changed of the wording before."""

    who: str
    at: str
    what: str
    fields: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document; ``new``: not yet begun (then it has no steps, no picture)."""

    head: Head
    url: str
    light: Light | None
    text: Mapping[str, str]
    labels: Mapping[str, str]
    edits: bool
    may: frozenset[str]
    why_not: str
    important: bool
    weighs: bool
    seen: int
    mark: str
    number: str
    steps: tuple[Step, ...] = ()
    changes: tuple[Changed, ...] = ()
    report: Report | None = None
    asks: tuple[Check, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    again: str = ""
    layout: str = ""
    related: tuple[tuple[str, Link], ...] = ()
    notices: tuple[Notice, ...] = ()
    errors: tuple[tuple[str, str], ...] = ()
    by_field: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""
    new: bool = False
    hidden: tuple[tuple[str, str], ...] = ()
    gone: str = ""


def page_of(
    actor: Actor,
    document: OfficialPaper,
    notices: tuple[Notice, ...] = (),
    problems: Sequence[Problem] = (),
    given: Mapping[str, str] | None = None,
    wrong: str = "",
    again: bool = False,
) -> DocumentPage:
    """The page; after a refusal with what was given (``wrong`` names the act) and what is wrong with it. ``again``: the
    issued files are made anew and held against those that were kept."""
    log = queries.log_of(document)
    versions, receipt = queries.versions(log), queries.issue_of(log)
    text = versions[-1][1] if versions else None
    names = accounts.shown({said.account for said in log})
    may = rules.offered(actor, document) if text else frozenset()
    docx, unmade = _docx(document, text, receipt) if text else (None, ())
    report, unchecked = _checked(docx) if docx else (None, ())
    shown = dict(text.as_dict()) if text else {}
    if wrong == "change" and given:
        shown |= {name: given.get(name, "") for name in LABELS}
    return DocumentPage(
        head=_head(document, may, report),
        url=links.named("document", document.pk),
        light=words.LIGHTS[State(document.state)],
        text=shown,
        labels=LABELS,
        **_turn(actor, document, may),
        steps=tuple(_steps(document, log, names)),
        changes=tuple(_changes(versions, names)),
        report=report,
        asks=_asks(report),
        kept=tuple(_kept(document, text, receipt, again)),
        again="" if again or not receipt else f"{links.named('document', document.pk)}?again=1",
        layout=_layout(document, docx, receipt),
        related=tuple(_related(document)),
        notices=(*notices, *unmade, *unchecked),
        **_refusal(problems, given, wrong),
        gone="" if text else "案卷已经销毁，文字不能再读；字号和日期保留。",
    )


def _turn(actor: Actor, document: OfficialPaper, may: frozenset[str]) -> dict[str, Any]:
    """Where it stands, and what the viewer may do about it."""
    return {
        "edits": "change" in may, "may": may, "why_not": _why_not(actor, document), "important": document.important,
        "weighs": document.state in (State.DRAFT, State.RETURNED), "seen": document.head, "mark": queries.last_mark(document),
        "number": document.number,
    }  # fmt: skip


def _refusal(problems: Sequence[Problem], given: Mapping[str, str] | None, wrong: str) -> dict[str, Any]:
    """What was refused, at its field, with what was typed."""
    errors = tuple((problem.field, problem.zh) for problem in problems)
    return {"errors": errors, "by_field": dict(errors), "given": given or {}, "wrong": wrong}


def new_page(
    matter_link: Link, label: str, text: Text, hidden: tuple[tuple[str, str], ...], important: bool,
    problems: Sequence[Problem] = (),
) -> DocumentPage:  # fmt: skip
    """The form of a document that is not yet begun, filled with what the records give."""
    head = Head(
        f"起草{label}", (Link("公文", links.named("documents")), matter_link),
        sub=((Bit("文字取自案件的记录；改了以案件的记录为准", tone="dim"),),),
    )  # fmt: skip
    return DocumentPage(
        head=head, url=links.named("document-new"), light=None, text=text.as_dict(), labels=LABELS, edits=True,
        may=frozenset(), why_not="", important=important, weighs=True, seen=0, mark="", number="", new=True, hidden=hidden,
        **_refusal(problems, None, "change" if problems else ""),
    )  # fmt: skip


def _head(document: OfficialPaper, may: frozenset[str], report: Report | None) -> Head:
    sub = [(Bit(light=words.LIGHTS[State(document.state)]),)]
    if document.number:
        sub.append((Bit(document.number, strong=True),))
    if following := words.NEXT[State(document.state)]:
        sub.append((Bit(following, strong=True),))
    if report is not None and report.departures:
        sub.append((Bit(f"格式 {len(report.departures)} 处不符", url="#format", tone="red"),))
    url = links.named("document", document.pk)
    files = ("DOCX", "docx"), ("PDF", "pdf")
    buttons = tuple(
        Button(name, url=links.named("document-paper", document.pk, kind)) for name, kind in files
    )
    return Head(
        document.title or document.label,
        (Link("公文", links.named("documents")), Link(document.label, url), Link(document.matter.number, links.matter(document.matter_id))),
        sub=tuple(sub),
        buttons=buttons if document.title else (),
    )  # fmt: skip


def _why_not(actor: Actor, document: OfficialPaper) -> str:
    """Why somebody of the organ has no act here: it is another's turn."""
    if document.state not in (State.REVIEW, State.SIGN) or not rules.of_organ(actor, document):
        return ""
    return "；".join(problem.zh for problem in rules.against_turn(actor, document))


def _steps(document: OfficialPaper, log: Sequence[Said], names: Mapping[str, tuple[str, str]]) -> list[Step]:
    found = [_step(said, names) for said in log]
    state = State(document.state)
    if state in words.NOW:
        found.append(Step("now", Sign.NEXT, "", words.NOW[state]))
    return found + [Step("later", Sign.ELAPSED, "dim", what) for what in words.LATER.get(state, ())]


def _step(said: Said, names: Mapping[str, tuple[str, str]]) -> Step:
    back = said.act in ("returned", "voided", "dropped", "declined", "recalled")
    name, role = names.get(said.account, (said.account, ""))
    note = str(said.says.get("reason") or said.says.get("opinion") or said.says.get("number") or "")
    sign, tone = (Sign.LAPSED, "dim") if back else (Sign.DONE, "green")
    who = f"{name}，{role}" if role else name
    return Step(
        "", sign, tone, words.SAID[said.act], who, DAYS.format(said.at.astimezone(clock.BEIJING)), note
    )


def _changes(versions: Sequence[tuple[Said, Text]], names: Mapping[str, tuple[str, str]]) -> list[Changed]:
    """Each wording against the one before, the latest first."""
    found = []
    for (_, before), (said, after) in zip(versions, versions[1:], strict=False):
        who = names.get(said.account, (said.account, ""))[0]
        at = DAYS.format(said.at.astimezone(clock.BEIJING))
        found.append(Changed(who, at, words.SAID[said.act], differences.between(before, after)))
    return [change for change in reversed(found) if change.fields]


def _docx(
    document: OfficialPaper, text: Text, receipt: Mapping[str, Any]
) -> tuple[bytes | None, tuple[Notice, ...]]:
    """What goes out: the issued file itself; of a draft without the number and day it is to have. None, and why, where it
    can't be made: the wording can be read and changed all the same."""
    try:
        content = queries.sealed_file(document, "docx")
        return content or paper.docx_of(document, paper.on_paper(document, text, {})), ()
    except Refused as refused:
        return None, (Notice("stop", "DOCX 现在出不来。", f"{refused.problems[0].zh}。"),)


def _checked(docx: bytes) -> tuple[Report | None, tuple[Notice, ...]]:
    """What the format check says; None, and why, where it does not look through so long a paper."""
    try:
        return check(docx), ()
    except Unsafe as unsafe:
        return None, (Notice("care", "没有核对格式。", f"{unsafe.zh}。"),)


def _layout(document: OfficialPaper, docx: bytes | None, receipt: Mapping[str, Any]) -> str:
    """By which layout DOCX and PDF go out, or went out, where the organ has a template; else empty."""
    template = paper.template_of(document, receipt)
    if template is None or docx is None:
        return ""
    named = f"{template.name}，第 {template.version} 版"
    if receipt:
        own = OFFICE in receipt["by"]["engines"]
        return f"印发的 DOCX{'、PDF' if own else ''} 用的是版式模板（{named}）；下图是系统的版面"
    program = paper.program()
    if program is None:
        return f"DOCX 用版式模板（{named}）；PDF 用系统的版面，即下图：{NO_OFFICE}"
    return f"DOCX、PDF 都用版式模板（{named}），PDF 由 {by_office(program, docx)}；下图是系统的版面"


NO_OFFICE = "本机没有 LibreOffice，或者设置停用了它"


def by_office(program: str, docx: bytes) -> str:
    """Which LibreOffice lays a DOCX out, and which typefaces stand in for those that it names."""
    try:
        instead = office.faces_of(docx).substitutes
    except NoChineseFont as none:
        return str(none)
    return (
        f"LibreOffice {office.version(program)} 排版{'，字体代用：' + '；'.join(instead) if instead else ''}"
    )


def _asks(report: Report | None) -> tuple[Check, ...]:
    """What somebody should look at: departures first, then what was not found (a draft has no number and day yet)."""
    if report is None:
        return ()
    return (*report.departures, *report.of("unknown"))


def _kept(
    document: OfficialPaper, text: Text | None, receipt: Mapping[str, Any], again: bool
) -> list[tuple[str, str]]:
    if not receipt or text is None:
        return []
    engines = "，".join(f"{name} {number}" for name, number in receipt["by"]["engines"].items())
    rows = [
        ("成文日期", receipt["dated"]), ("印发日期", receipt["issued_on"]), ("DOCX", f"SHA-256 {receipt['docx']}"),
        ("PDF", f"SHA-256 {receipt['pdf']}"), ("排版", engines),
    ]  # fmt: skip
    if receipt["by"]["substitutes"]:
        rows.append(("字体代用", "；".join(receipt["by"]["substitutes"])))
    if named := receipt["by"].get("template"):
        rows.append(("版式模板", f"{named['name']}，第 {named['version']} 版，SHA-256 {named['checksum']}"))
    if again:
        same = paper.reproduced(document, text, receipt)
        rows.append(("今天重做", f"DOCX {SAME[same['docx']]}；PDF {SAME[same['pdf']]}"))
    return rows


def _related(document: OfficialPaper) -> list[tuple[str, Link]]:
    before = document.corrects
    found = [("更正的是", _link(before))] if before is not None else []
    return found + [("更正它的", _link(one)) for one in document.corrected_by.order_by("id")]


def _link(document: OfficialPaper) -> Link:
    return Link(document.number or str(State(document.state).label), links.named("document", document.pk))
