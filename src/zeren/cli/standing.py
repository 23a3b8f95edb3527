"""``zeren standing FILE --as-of DATE``: how a matter stands, from a case file, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from zeren import env
from zeren.cli.calendar import load as load_calendar
from zeren.cli.output import FINDINGS, Json, emit, refuse
from zeren.cli.packs.shared import ReadingOption, switches
from zeren.law.packs import PackErrors
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary
from zeren.law.packs.readings import choices
from zeren.law.packs.readings import sentence as said
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile, read_case
from zeren.norms.cases import at
from zeren.norms.counting import CountingError
from zeren.norms.evaluating import evaluate
from zeren.norms.explain import Explanation, explain
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State
from zeren.norms.telling import ORDER, told_of

WORDS = {
    State.BREACHED: "不合",
    State.CONFLICT: "条文不一",
    State.UNDETERMINED: "待查明",
    State.PENDING: "在办",
    State.LAPSED: "期满未行使",
    State.MET: "符合",
    State.STANDING: "常态职责",
    State.NOT_TRIGGERED: "未涉及",
}
TOLD = frozenset(ORDER[:5])
"""What is told sentence by sentence; the others are counted, unless all are asked for."""


def add(app: typer.Typer) -> None:
    """Register the command."""
    app.command("standing", help="一案（案件文件）到某日的情况：各条结论、依据、算法")(standing)


def standing(
    file: Annotated[Path, typer.Argument(help="案件文件（YAML 或 JSON），写法见 docs/case-files.md")],
    as_of: Annotated[str, typer.Option("--as-of", help="截至哪一日，如 2024-03-20")],
    known_at: Annotated[str, typer.Option("--known-at", help="只计该日以前录入的")] = "",
    everything: Annotated[bool, typer.Option("--all", help="符合、未涉及的也逐条列出")] = False,
    reading: Annotated[list[str] | None, ReadingOption] = None,
    as_json: bool = Json,
) -> None:
    """一案（案件文件）到某日的情况：各条结论、依据、算法。有不合的，退出状态为 1。"""
    day = _moment(as_of, "--as-of", as_json)
    known = _moment(known_at, "--known-at", as_json) if known_at else None
    calendar = load_calendar(as_json)
    library = _library(reading or (), as_json)
    case = _case(file, library, as_json)
    try:
        findings = evaluate(case.packs, case.log, day, calendar, known)
    except CountingError as error:
        _refuse(as_json, str(file), "期限超出公元 1 至 9999 年", str(error))
    told = Told(case, findings, day, known, calendar)
    emit(as_json, told.data(), told.lines(everything))
    if findings.breached:
        raise typer.Exit(FINDINGS)


def _refuse(as_json: bool, where: str, zh: str, en: str) -> NoReturn:
    refuse(as_json, [{"where": where, "zh": zh, "en": en}])


def _moment(text: str, option: str, as_json: bool) -> date | datetime:
    try:
        return at(text)
    except ValueError:
        zh = f"“{text}”不是日期或时刻，应如 2024-03-20 或 2024-03-20T09:00，且确有其日"
        _refuse(
            as_json, option, zh, f"'{text}' is no day or instant; expected YYYY-MM-DD or YYYY-MM-DDTHH:MM"
        )


def _library(given: Iterable[str], as_json: bool) -> PackLibrary:
    try:
        return PackLibrary.load(env.read().packs, switches(given, as_json))
    except PackErrors as error:
        refuse(as_json, [p.as_data() for p in error.problems])


def _case(file: Path, library: PackLibrary, as_json: bool) -> CaseFile:
    try:
        return read_case(file.read_bytes(), str(file), library.packs)
    except OSError as error:
        reason = error.strerror or str(error)
        _refuse(as_json, str(file), f"文件无法读取：{reason}", f"the file cannot be read: {reason}")
    except PackErrors as error:
        refuse(as_json, [p.as_data() for p in error.problems])


@dataclass(frozen=True, slots=True)
class Told:
    """The findings of a case file, for people and for programs."""

    case: CaseFile
    findings: Findings
    as_of: date | datetime
    known_at: date | datetime | None
    calendar: Calendar

    def _pack(self, finding: Finding) -> Pack:
        return next(p for p in self.case.packs if p.ref == finding.pack)

    def _explained(self, finding: Finding) -> Explanation:
        return explain(finding, self._pack(finding), None, self.as_of, self.case.packs)

    def data(self) -> dict[str, Any]:
        """The shape that ``docs/case-files.md`` describes."""
        return told_of(self.case, self.findings, self.as_of, self.known_at, self.calendar)

    # ------------------------------------------------------------ people

    def lines(self, everything: bool) -> Iterator[str]:
        """The case, what wants somebody's attention sentence by sentence, the rest counted."""
        title = "　".join(t for t in (self.case.log.id, self.case.name) if t)
        yield f"{title}　截至 {self.as_of.isoformat()}" + (
            f"，以 {self.known_at} 所知" if self.known_at else ""
        )
        yield "法规：" + "、".join(f"《{p.title}》（{p.ref}）" for p in self.case.packs)
        for pack in self.case.packs:
            for name in choices(pack):
                yield f"改用的读法：{pack.ref}#{name}　{said(pack.readings[name])}"
        for state in ORDER:
            found = self.findings.with_status(state)
            if found and (everything or state in TOLD):
                yield ""
                yield f"{WORDS[state]}（{len(found)}）"
                for finding in found:
                    yield from self._told(finding)
        yield ""
        yield "；".join(
            f"{WORDS[s]} {n}" for s in ORDER if (n := len(self.findings.with_status(s))) and s not in TOLD
        )
        change = self.findings.next_change
        if change:
            yield f"不再录入的，结论至 {change.isoformat()} 才可能变化。"

    def _told(self, finding: Finding) -> Iterator[str]:
        told = self._explained(finding)
        yield f"  {told.sentence}"
        for step in told.steps:
            if step not in told.sentence:
                yield f"      {step}"
        if told.reading:
            yield f"      读法：{told.reading}"
        for remark in told.assumed:
            yield f"      {remark}"
