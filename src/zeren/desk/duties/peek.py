"""The duty that is looked at: what counts for it, what does not and why, what else its records serve, who signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from zeren.desk import days, links
from zeren.desk.citing import Citer
from zeren.desk.components import Button, Citation, Light, Link
from zeren.desk.duties.build import Sheet, capacity, link_of_records, owed_of, signature
from zeren.desk.duties.cells import acts_of, numbered, records_of, state_of, term_words
from zeren.norms.model import Failed, Finding, State
from zeren.records import refs
from zeren.records.duties import explaining, judging, log, naming, norms, queries
from zeren.records.duties.models import Activity, Duty, DutyList

ROLES_WORDS = {"kind": "方式", "topic": "事项", "form": "形式", "to": "报送对象"}
LISTS = {"kind": norms.KINDS, "topic": norms.TOPICS, "form": "forms", "to": "report_recipients"}


@dataclass(frozen=True, slots=True)
class CountedLine:
    """A period with what counts for it: its records, or that there is none."""

    period: str
    records: tuple[Link, ...]
    words: str
    red: bool = False
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A record that does not count, and why."""

    day: str
    record: Link
    why: str


@dataclass(frozen=True, slots=True)
class Peek:
    """One duty beside the table."""

    meta: str
    title: str
    light: Light | None
    says: str
    counted: tuple[CountedLine, ...] = ()
    result: str = ""
    demands: tuple[tuple[str, Citation | None], ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    twice: tuple[tuple[Link, str], ...] = ()
    cite: Citation | None = None
    reading: str = ""
    task: tuple[tuple[str, str], ...] = ()
    signed: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = field(default=())


def peek(sheet: Sheet, duty: Duty, *, may_record: bool, may_change: bool, may_explain: bool) -> Peek:
    """What stands beside the table for one duty."""
    standing = sheet.standings[duty.holder_id]
    findings = [f for f in standing.of(duty.pack, duty.norm) if f.status is not State.NOT_TRIGGERED]
    titles = _titles(sheet, duty)
    owed = owed_of(duty)
    person = duty.holder.person
    who = f"{capacity(duty.holder.capacity)}{f'　{person.name}' if person else ''}"
    light, says = _state(findings, duty, sheet.day)
    cite = chip_of(duty)
    return Peek(
        meta=f"第 {duty.number} 条　{who}", title=duty.title, light=light, says=says,
        counted=tuple(_lines(sheet, duty, findings, titles)), result=naming.amount(owed) if owed else "",
        demands=demands(duty, cite),
        not_counted=tuple(_not_counted(sheet, duty, standing, titles)), twice=tuple(_twice(sheet, duty, findings, titles)),
        cite=cite, reading=(owed.norm.reading or "") if owed else "", task=tuple(_task(duty, sheet.day)),
        signed=tuple(_signed(sheet, duty)), buttons=(*_buttons(sheet, duty, may_record, may_change), *_explain(sheet, duty, findings, may_explain)),
    )  # fmt: skip


def chip_of(duty: Duty) -> Citation | None:
    """The provision that a duty rests on."""
    owed = owed_of(duty)
    if owed is None or not owed.norm.cite:
        return None
    return Citer([(owed.pack.ref, owed.norm.cite)]).chip(owed.pack.ref, owed.norm.cite[0])


def demands(duty: Duty, cite: Citation | None = None) -> tuple[tuple[str, Citation | None], ...]:
    """What signature an activity needs to count for a duty: the text's own (签字背书), the list's (会签)."""
    owed = owed_of(duty)
    found: list[tuple[str, Citation | None]] = []
    if owed and "yes" in naming.asked(owed, "signed"):
        found.append(("须本人签名，签了才计入", cite))
    if duty.countersign or (owed and "yes" in naming.asked(owed, "countersigned")):
        found.append(("须会签：由清单上的别人会签，会签以后才计入", None if duty.countersign else cite))
    return tuple(found)


def _titles(sheet: Sheet, duty: Duty) -> Mapping[int, Activity]:
    rows = sheet.lst.activities.filter(doers__holder=duty.holder).only("list", "number", "at", "title")
    return {activity.number: activity for activity in rows}


def _state(findings: list[Finding], duty: Duty, day: date) -> tuple[Light | None, str]:
    holder = duty.holder
    if duty.standing:
        return None, "常态职责，条文没有次数：只列记录，不作达标判断。"
    over = [f for f in findings if f.status is State.BREACHED]
    if over:
        words = "、".join(period_words(f, term=is_term(duty)) for f in over[:4])
        kind, light, _ = state_of(over[0], holder, day)
        return Light(light.sign, f"{words}未达到"), "其余按进度" if len(findings) > len(over) else ""
    if not findings:
        return None, "本年没有触发。"
    kind, light, more = state_of(findings[-1], holder, day)
    return light, more


def period_words(finding: Finding, *, term: bool = False) -> str:
    """二季度, 上半年, 本年, a term; towards somebody: the name; an occasion: its day."""
    if term:
        return f"任期 {term_words(finding)}"
    key = finding.key or ""
    name = refs.names_of([finding.subject]).get(finding.subject, "") if finding.subject else ""
    text = key.partition("-")[2]
    if text[:1] == "Q":
        said = f"{'一二三四'[int(text[1:]) - 1]}季度"
    elif text[:1] == "H":
        said = "上半年" if text == "H1" else "下半年"
    elif key.isdecimal():
        said = "本年"
    else:
        said = f"{finding.starts:%m-%d}" if finding.starts else ""
    return f"{name}　{said}" if name else said


def _lines(
    sheet: Sheet, duty: Duty, findings: list[Finding], titles: Mapping[int, Activity]
) -> Iterator[CountedLine]:
    said = sheet.said.get(duty.pk, ())
    for finding in findings:
        numbers = [n for n in acts_of(finding) if n in titles]
        found = tuple(
            link_of_records(sheet.lst, n, f"{titles[n].at:%m-%d} {titles[n].title}") for n in numbers[:12]
        )
        if is_term(duty):
            found = tuple(_of_term(sheet.lst, finding))
        if finding.status is State.STANDING:
            yield CountedLine("本年", found, f"{len(numbers)} 条")
            continue
        kind, light, more = state_of(finding, duty.holder, sheet.day)
        words = f"{light.words}　{more}" if more and kind != "met" else light.words
        heard = tuple(text for period, text in said if period == explaining.period_of(finding))
        yield CountedLine(period_words(finding, term=is_term(duty)), found, words, kind == "over", heard)


def is_term(duty: Duty) -> bool:
    """Whether a duty is owed once in each term."""
    owed = owed_of(duty)
    return owed is not None and norms.of_term(owed.norm)


def _of_term(lst: DutyList, finding: Finding) -> Iterator[Link]:
    """What was done in a term, from the lists of all its years."""
    for activity in queries.of_years(lst, records_of(finding)):
        yield link_of_records(activity.list, activity.number, f"{activity.at} {activity.title}")


def _not_counted(
    sheet: Sheet, duty: Duty, standing: judging.Standing, titles: Mapping[int, Activity]
) -> Iterator[NotCounted]:
    for one in judging.not_counted(standing, duty.pack, duty.norm):
        year, number = numbered(one.activity) or (0, 0)
        found = queries.of_years(sheet.lst, [(year, number)]) if year else [titles.get(number)]
        for activity in found:
            if activity is None:
                continue
            link = link_of_records(activity.list if year else sheet.lst, number, activity.title)
            # That a duty takes an event of another kind as well says nothing of what this record lacks.
            leaves = [leaf for leaf in one.why if not leaf.what.endswith(".type")]
            day = one.day.isoformat() if year else f"{one.day:%m-%d}"
            yield NotCounted(day, link, "；".join(dict.fromkeys(map(why, leaves))))


def why(leaf: Failed) -> str:
    """What keeps a record from counting, in words: what it is, what it should be."""
    name = leaf.what.rpartition(".")[2]
    wanted, found = leaf.wanted.partition(" ")[2] or leaf.wanted, leaf.found
    if name == "in_person":
        return "没有记明本人" if found == "-" else "由别人代为，须本人"
    if name == "signed":
        return "没有本人签字；补上即计入"
    if name == "countersigned":
        return "没有会签；由清单上的别人会签即计入"
    if name == "evidence":
        return "没有佐证材料；补上即计入"
    lst, called = LISTS.get(name, ""), ROLES_WORDS.get(name, name)
    if leaf.wanted == "filled yes":
        return f"没有写{called}；补上即计入"
    said = "、".join(naming.label(lst, w) if lst else w for w in wanted.split("/"))
    if found == "-":
        return f"没有写{called}，应为{said}"
    is_ = "、".join(naming.label(lst, w) if lst else w for w in found.split("、"))
    return f"{called}是{is_}，不是{said}"


def _twice(
    sheet: Sheet, duty: Duty, findings: list[Finding], titles: Mapping[int, Activity]
) -> Iterator[tuple[Link, str]]:
    """Records of this duty that count for others of the same holder too: recorded once, counted for each."""
    mine = {n for f in findings for n in acts_of(f)}
    others = sheet.lst.duties.filter(holder=duty.holder, dropped__isnull=True).exclude(pk=duty.pk)
    also: dict[int, list[str]] = {}
    standing = sheet.standings[duty.holder_id]
    for other in others:
        for finding in standing.of(other.pack, other.norm):
            for number in mine.intersection(acts_of(finding)):
                also.setdefault(number, []).append(f"第 {other.number} 条")
    for number, said in sorted(also.items()):
        if number in titles:
            link = link_of_records(sheet.lst, number, f"{titles[number].at:%m-%d} {titles[number].title}")
            yield link, f"也计入{'、'.join(dict.fromkeys(said))}"


def _task(duty: Duty, day: date) -> Iterator[tuple[str, str]]:
    if duty.task:
        yield "具体任务", duty.task
    if duty.measures:
        yield "措施", duty.measures
    if duty.due:
        yield "本机关定的时限", days.in_sentence(duty.due, day)


def _signed(sheet: Sheet, duty: Duty) -> Iterator[tuple[str, str]]:
    """Who signed which version, and the changes of this duty since, the latest first."""
    yield "现在", signature(duty, sheet.day).words
    for entry in queries.changes(sheet.lst):
        if entry.act == log.Act.GENERATED:
            continue
        body = log.body_of(entry)
        on = days.in_cell(days.local(entry.recorded), sheet.day)
        if entry.act == log.Act.SIGNED and duty.number in body["duties"]:
            name = refs.names_of([f"person:{body['person']}"]).get(f"person:{body['person']}", "")
            yield f"{name} 签", on
        elif any(
            row["number"] == duty.number and "norm" not in row
            for row in body.get("duties", ())
            if isinstance(row, dict)
        ):
            yield f"变更：{body.get('reason', '')}", on


def _buttons(sheet: Sheet, duty: Duty, may_record: bool, may_change: bool) -> Iterator[Button]:
    lst = sheet.lst
    new = links.named("activity-new", lst.organ_id, lst.year)
    if may_record and new:
        yield Button("登记履责", links.with_query(new, ("duty", str(duty.number))), main=True)
    if may_change:
        yield Button("分解任务", links.named("duties-change", lst.organ_id, lst.year, duty.number))


def _explain(sheet: Sheet, duty: Duty, findings: list[Finding], may: bool) -> Iterator[Button]:
    """说明情况, where a period was missed."""
    if may and any(f.status is State.BREACHED for f in findings):
        at = (sheet.lst.organ_id, sheet.lst.year, duty.number)
        yield Button("说明情况", links.named("duties-explain", *at))
