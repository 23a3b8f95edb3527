"""A matter's papers: the names that a template knows, filled from the record (``docs/papers.md``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from zeren.law.packs.form import Choice, Pack
from zeren.norms.model import FieldText, Finding
from zeren.papers.official.model import chinese_day
from zeren.papers.official.specs import Composed, PaperSpec, compose, load_specs
from zeren.records.matters.events import Recorded, day_of
from zeren.records.packs import Words


class Shown(str):
    """A recorded value in words; ``law`` are the provisions of what was chosen."""

    law: str

    def __new__(cls, text: str, law: str = "") -> Shown:
        """Text with its provisions."""
        made = super().__new__(cls, text)
        made.law = law
        return made


@dataclass(frozen=True)
class Facts:
    """What the papers of one matter are made from. ``address`` turns 12.3 into 第十二条第三款."""

    words: Words
    short: str
    number: str
    title: str
    opened: date
    organ: Mapping[str, str]
    subject: Mapping[str, str]
    entries: Mapping[str, Recorded]
    findings: Sequence[Finding]
    names: Mapping[str, str]
    address: Callable[[str], str]


def specs_of(pack: Pack) -> tuple[PaperSpec, ...]:
    """The papers that the pack's folder lists."""
    return load_specs(Path(pack.file).parent)


def make(spec: PaperSpec, facts: Facts, *, draft: bool, number: str | None, footer: str) -> Composed:
    """The paper as far as the matter knows it; dated with the day of the event that it records."""
    entry = facts.entries.get(spec.on)
    return compose(
        spec,
        context_of(spec, facts),
        number=number,
        signed_by=facts.organ["name"],
        dated=day_of(entry.at) if entry else None,
        draft=draft,
        footer=footer,
    )


def context_of(spec: PaperSpec, facts: Facts) -> dict[str, Any]:
    """The names of the template; what is not known is left out, so that it prints as a gap."""
    entry = facts.entries.get(spec.on)
    context: dict[str, Any] = {
        "regulation": {
            "name": f"《{facts.words.pack.title}》",
            "short": facts.short,
        },
        "organ": facts.organ,
        "matter": {"number": facts.number, "title": facts.title, "opened": chinese_day(facts.opened)},
        "subject": facts.subject,
        "events": {name: _fields(facts, found) for name, found in facts.entries.items()},
        "cite": lambda at: facts.address(at),
        "due": lambda norm: _due(facts.findings, norm),
        "copies": "",
    }
    if entry is not None:
        context["event"] = _fields(facts, entry)
    return context


def _fields(facts: Facts, entry: Recorded) -> dict[str, Shown]:
    shown = {name: _shown(facts, entry.type, name, value) for name, value in entry.fields.items()}
    declared = facts.words.fields(entry.type)
    # A field that the step has and nobody filled stands as a gap only where the template asks for it.
    blank = {name: Shown("") for name, kind in declared.items() if name not in shown and not kind.required}
    return {
        **{k: v for k, v in blank.items() if k not in _asked_as_text(declared)},
        **shown,
        "day": Shown(chinese_day(day_of(entry.at))),
    }


def _asked_as_text(declared: Mapping[str, Any]) -> set[str]:
    """Fields of free text are gaps when empty; choices that were not made are simply empty."""
    return {name for name, field in declared.items() if field.type == "text"}


def _shown(facts: Facts, event: str, name: str, value: FieldText) -> Shown:
    items = {item.id: item for item in _items(facts.words.pack, event, name)}
    chosen = (value,) if isinstance(value, str) else value
    labels = [_label(facts, items, event, name, text) for text in chosen]
    cites = dict.fromkeys(at for text in chosen if text in items for at in items[text].cite)
    return Shown("、".join(labels), "、".join(facts.address(at) for at in cites))


def _items(pack: Pack, event: str, name: str) -> list[Any]:
    bodies = [norm.body for norm in pack.norms if isinstance(norm.body, Choice)]
    return [item for body in bodies if (body.event, body.field) == (event, name) for item in body.items]


def _label(facts: Facts, items: Mapping[str, Any], event: str, name: str, text: str) -> str:
    if text in items:
        item = items[text]
        provision = next(
            (facts.words.pack.provisions[at] for at in item.cite if at in facts.words.pack.provisions), None
        )
        return str(item.label or (provision.label if provision else text))
    declared = facts.words.fields(event).get(name)
    if declared and declared.type == "date":
        return _day_in_words(text)
    named = declared.list or ("forms" if name == "form" else None) if declared else None
    listed = facts.words.list(named) if named else None
    if listed and text in listed.labels:
        return listed.labels[text]
    return facts.names.get(text, {"yes": "是", "no": "否", "?": "不清楚"}.get(text, text))


def _day_in_words(text: str) -> str:
    """2016年6月13日; a text that is no day as it is."""
    try:
        return chinese_day(date.fromisoformat(text))
    except ValueError:
        return text


def _due(findings: Sequence[Finding], norm: str) -> str:
    for finding in findings:
        if finding.norm == norm and finding.due is not None:
            day = finding.due.date() if isinstance(finding.due, datetime) else finding.due
            return chinese_day(day)
    return ""
