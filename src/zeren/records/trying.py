"""What another version of a pack would change in each open matter: the same record held against both, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from zeren.law.packs.form import Pack
from zeren.norms.model import Finding, State
from zeren.records import clock, evaluation
from zeren.records.matters.models import Matter

SILENT = (State.NOT_TRIGGERED, State.STANDING)
"""A change between these says nothing about the matter."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One answer that differs: the norm and subject, and what it was and would be (状态 and the day that decides)."""

    norm: str
    subject: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MatterChange:
    """The open matter and every answer in it that differs."""

    number: str
    title: str
    changes: tuple[Changed, ...]


def open_matters(old: Pack, new: Pack, as_of: date | None = None) -> Iterator[MatterChange]:
    """Every open matter under ``old``'s regulation in which an answer differs under ``new`` (as if in force instead)."""
    day = as_of or clock.today()
    instead = replace(new, id=old.id, version=old.version, valid_to=old.valid_to)
    rows = Matter.objects.filter(pack=old.id, version=old.version, state=Matter.State.OPEN).order_by(
        "number", "pk"
    )
    for matter in rows.iterator():
        log = evaluation.log_of(matter)
        before = _answers(evaluation.judge(log, [old], day).findings)
        after = _answers(evaluation.judge(log, [instead], day).findings)
        changes = tuple(_changes(before, after))
        if changes:
            yield MatterChange(matter.number, matter.title, changes)


Key = tuple[str, str, str]


def _answers(findings: tuple[Finding, ...]) -> dict[Key, Finding]:
    return {(f.norm, f.subject or "", f.key or ""): f for f in findings if f.status not in SILENT}


def _changes(before: dict[Key, Finding], after: dict[Key, Finding]) -> Iterator[Changed]:
    for key in sorted(before.keys() | after.keys()):
        was, will = _said(before.get(key)), _said(after.get(key))
        if was != will:
            yield Changed(key[0], key[1], was, will)


def _said(finding: Finding | None) -> str:
    if finding is None:
        return ""
    due = finding.due or finding.ends
    day = due.date().isoformat() if isinstance(due, datetime) else due.isoformat() if due else ""
    return f"{finding.status.value} {day}".strip()
