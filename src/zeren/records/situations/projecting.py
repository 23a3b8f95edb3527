"""The situations of a matter from its findings and its log: written in the act's own transaction, equal to replay."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.law.packs.form import Kind
from zeren.norms.model import FieldText, Finding, State
from zeren.records import packs
from zeren.records.matters import events, showing
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter
from zeren.records.scope import columns_of
from zeren.records.situations import rules
from zeren.records.situations.models import Outcome, Situation
from zeren.records.situations.rules import Rule

NAME = ("pack", "procedure", "key")
COLUMNS = tuple(f.attname for f in Situation._meta.concrete_fields if f.attname not in ("id", "matter_id"))


@dataclass(frozen=True, slots=True)
class Fact:
    """What a rule found."""

    rule: Rule
    key: str
    subject: str
    on: date | None
    source: str
    cites: tuple[str, ...]
    norm: str = ""
    event: int | None = None


def project(matter: Matter, entries: Sequence[Recorded], findings: Iterable[Finding]) -> None:
    """Write the situations of a matter; one that no rule names and that has none costs no query but that."""
    found = rules.of_source(matter.pack, packs.installed().packs) if not matter.disposed else ()
    rows = {_name(row): row for row in rows_of(matter, entries, tuple(findings), found)}
    there = {_name(row): row for row in Situation.objects.filter(matter=matter)}
    gone = [row.pk for name, row in there.items() if name not in rows]
    if gone:
        Situation.objects.filter(pk__in=gone).delete()
    for name, row in rows.items():
        _write(there.get(name), row)


def _name(row: Situation) -> tuple[str, ...]:
    return tuple(getattr(row, name) for name in NAME)


def _write(there: Situation | None, row: Situation) -> None:
    """Only what differs, so that a row keeps its place in every list."""
    if there is None:
        row.save(force_insert=True)
    elif any(getattr(there, name) != getattr(row, name) for name in COLUMNS):
        row.pk = there.pk
        row.save(force_update=True)


def rows_of(
    matter: Matter, entries: Sequence[Recorded], findings: Sequence[Finding], found: Iterable[Rule]
) -> Iterator[Situation]:
    """The rows: each fact of each rule with the last answer to it."""
    answers = answers_in(entries)
    for rule in found:
        facts = _of_norm(rule, entries, findings) if rule.norm else _of_step(rule, matter, entries)
        for fact in facts:
            yield _row(matter, fact, answers.get((_procedure(rule), fact.key)))


def answers_in(entries: Sequence[Recorded]) -> dict[tuple[str, str], Recorded]:
    """By procedure and key, the last answer."""
    return {
        (str(entry.fields["procedure"]), str(entry.fields["situation"])): entry
        for entry in entries
        if entry.type == events.CONSIDERED and not entry.disposed
    }


def _procedure(rule: Rule) -> str:
    return f"{rule.pack}/{rule.procedure}"


def _row(matter: Matter, fact: Fact, answer: Recorded | None) -> Situation:
    outcome = str(answer.fields.get("outcome", "")) if answer else Outcome.NONE
    return Situation(
        matter=matter, organ_id=matter.organ_id, restricted=matter.restricted, pack=fact.rule.pack,
        procedure=fact.rule.procedure, rule=fact.rule.id, key=fact.key, cite=fact.rule.cite, words=fact.rule.words,
        source=fact.source, source_cites=" ".join(fact.cites)[:200], norm=fact.norm, event=fact.event,
        subject=fact.subject, on=fact.on, outcome=outcome, answered=answer.seq if answer else None, **columns_of(matter),
    )  # fmt: skip


# ---------------------------------------------------------------- facts


def _of_norm(rule: Rule, entries: Sequence[Recorded], findings: Sequence[Finding]) -> Iterator[Fact]:
    days = {entry.id: day_of(entry.at) for entry in entries}
    for found in findings:
        if found.norm != rule.norm or found.pack.partition("@")[0] != rule.source or not _fits(rule, found):
            continue
        rests = list(_rests(found, findings, days))
        due = day_of(found.due) if found.due else None
        value = str(found.value) if rule.value else ""
        subject = found.subject or ""
        # ``queries.grade`` reads the value back.
        yield Fact(
            rule, "/".join((rule.id, found.key or "", value, subject)), subject, due or max(rests, default=None),
            found.pack, found.cites, norm=found.norm,
        )  # fmt: skip


def _rests(found: Finding, findings: Sequence[Finding], days: Mapping[str, date]) -> Iterator[date]:
    """The days of the entries that a finding rests on; a grade rests on its score, which rests on them."""
    scores = {f.norm: f for f in findings if f.subject == found.subject and f.kind is Kind.SCORE}
    for name in found.because:
        if name in days:
            yield days[name]
        elif name in scores and name != found.norm:
            yield from _rests(scores[name], findings, days)


def _fits(rule: Rule, found: Finding) -> bool:
    if rule.value:
        return str(found.value) in rule.value
    return found.status is State.BREACHED and (rule.done or found.done is None)


def _of_step(rule: Rule, matter: Matter, entries: Sequence[Recorded]) -> Iterator[Fact]:
    cites = _cites(matter, rule.step)
    for entry in showing.in_force(entries):
        if entry.type != rule.step or entry.disposed or not _holds(rule, entry):
            continue
        for subject in entry.subjects or ("",):
            yield Fact(
                rule, f"{rule.id}/e{entry.seq}/{subject}", subject, day_of(entry.at),
                f"{matter.pack}@{matter.version.isoformat()}", cites, event=entry.seq,
            )  # fmt: skip


def _holds(rule: Rule, entry: Recorded) -> bool:
    return all(_stands(entry.fields.get(name, ()), wanted) for name, wanted in rule.where.items())


def _stands(value: FieldText, wanted: tuple[str, ...]) -> bool:
    said = {value} if isinstance(value, str) else set(value)
    said -= {"", "?"}
    return bool(said & set(wanted)) if wanted else bool(said)


def _cites(matter: Matter, step: str) -> tuple[str, ...]:
    words = packs.words(matter.pack, matter.version, matter.procedure)
    found = words.procedure.steps.get(step) if words else None
    return tuple(found.cite) if found else ()
