"""The findings of a case file as plain data, for programs: the command line and the HTTP interface say the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from zeren.law.packs.form import Pack
from zeren.norms.calendar import Calendar
from zeren.norms.casefile import CaseFile
from zeren.norms.explain import explain
from zeren.norms.failing import figure
from zeren.norms.findings import Findings
from zeren.norms.model import Finding, State
from zeren.norms.receipt import receipt

ORDER = (
    State.BREACHED, State.CONFLICT, State.UNDETERMINED, State.PENDING, State.LAPSED, State.MET, State.STANDING,
    State.NOT_TRIGGERED,
)  # fmt: skip
"""What wants attention first."""


def told_of(
    case: CaseFile,
    findings: Findings,
    as_of: date | datetime,
    known_at: date | datetime | None,
    calendar: Calendar,
) -> dict[str, Any]:
    """The whole answer, in the shape that ``docs/case-files.md`` describes."""
    packs = {pack.ref: pack for pack in case.packs}
    return {
        "id": case.log.id,
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat() if known_at else None,
        "next_change": findings.next_change,
        "counts": {state.value: len(findings.with_status(state)) for state in ORDER},
        "findings": [finding_told(f, packs[f.pack], as_of, case.packs) for f in findings],
        "receipt": receipt(case.packs, case.log, as_of, calendar, known_at),
    }


def finding_told(
    finding: Finding,
    pack: Pack,
    as_of: date | datetime | None = None,
    packs: Iterable[Pack] = (),
    names: dict[str, str] | None = None,
) -> dict[str, Any]:
    """One finding with its sentence, citations and arithmetic. ``names``: people and organs by reference."""
    told = explain(finding, pack, names, as_of, packs)
    return {
        "pack": finding.pack,
        "norm": finding.norm,
        "kind": finding.kind.value,
        "force": finding.force.value,
        "status": finding.status.value,
        "subject": finding.subject,
        "key": finding.key,
        "act": list(finding.act),
        "who": list(finding.who),
        "nominal": _iso(finding.nominal),
        "due": _iso(finding.due),
        "provisional": finding.provisional,
        "starts": _iso(finding.starts),
        "ends": _iso(finding.ends),
        "done": _iso(finding.done),
        "value": _value(finding.value),
        "because": list(finding.because),
        "missing": [{"what": m.what, "who": list(m.who), "zh": zh} for m, (zh, _) in zip(finding.missing, told.missing, strict=True)],
        "note": finding.note,
        "cites": [{"at": a, "zh": zh, "label": label} for a, (zh, label) in zip(finding.cites, told.citations, strict=True)],
        "sentence": told.sentence,
        "steps": list(told.steps),
        "reading": told.reading,
        "assumed": list(told.assumed),
    }  # fmt: skip


def _iso(moment: date | datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def _value(value: Fraction | str | None) -> str | None:
    return figure(value) if isinstance(value, Fraction) else value
