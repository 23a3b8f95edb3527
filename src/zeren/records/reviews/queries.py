"""Reading a list: every entry of the step in sight, by subject, with the findings about it; the newest matter first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from zeren.law.packs.form import Pack
from zeren.norms.model import FieldText, Finding
from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.matters import together
from zeren.records.matters.events import Recorded, day_of
from zeren.records.matters.models import Matter
from zeren.records.matters.together import Read
from zeren.records.organs.models import Organ
from zeren.records.reviews.rules import ReviewRules

MOST = 200
"""So many matters are read together."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry about one subject. ``findings``: of each check, in their order; ``again``: how many entries in sight, this one
    with them, say the same of the subject."""

    matter: Matter
    entry: Recorded
    subject: str
    findings: tuple[tuple[Finding, ...], ...]
    again: int = 1


def lines(
    actor: Actor, pack: Pack, procedure: str, rules: ReviewRules, today: date, name: str = ""
) -> tuple[list[Line], int]:
    """The list of those whose names hold this, only of matters in sight; those about the same subject stand together.
    And how many older matters were left out, as ``together.Newest`` counts them."""
    seen = together.about(together.in_sight(actor, pack.id, procedure), together.named(name))
    found = together.newest(seen, MOST, today)
    listed = [line for one in found.read for line in _of(one, rules)]
    same = Counter(key for line in listed if (key := _key(line, rules)))
    listed = [_with(line, same.get(_key(line, rules), 1)) for line in listed]
    first: dict[str, int] = {}
    for line in listed:
        first.setdefault(line.subject, len(first))
    ordered = sorted(listed, key=lambda line: (first[line.subject], _words(line, rules), line.entry.recorded))
    return ordered, found.older


def _of(one: Read, rules: ReviewRules) -> Iterator[Line]:
    for entry in one.said.entries.get(rules.step, ()):
        for ref in entry.subjects or one.around.subjects:
            about = [f for f in one.judged.findings if _about(f, entry, ref, rules)]
            checks = tuple(tuple(f for f in about if f.norm in check.norms) for check in rules.checks)
            yield Line(one.matter, entry, ref, checks)


def _about(finding: Finding, entry: Recorded, ref: str, rules: ReviewRules) -> bool:
    """Whether it speaks of this entry, or of another act of the same matter, and of this subject or of nobody."""
    own = finding.event in (None, entry.id) or rules.step not in finding.act
    return own and finding.subject in (None, ref)


def _words(line: Line, rules: ReviewRules) -> tuple[FieldText, ...]:
    return tuple(str(line.entry.fields.get(name, "")).strip() for name in rules.alike)


def _key(line: Line, rules: ReviewRules) -> tuple[str, tuple[FieldText, ...]] | None:
    """By what it is the same as another; None where it is no double by its own words, or nothing is said to be alike."""
    aside = any(line.entry.fields.get(name) == value for name, value in rules.unless.items())
    words = _words(line, rules)
    return (line.subject, words) if rules.alike and all(words) and not aside else None


def _with(line: Line, again: int) -> Line:
    return Line(line.matter, line.entry, line.subject, line.findings, again)


def shorts_of(asked: Iterable[str]) -> dict[str, str]:
    """Organs by reference, as lists call them; one without a short name is left out."""
    found = (refs.parse(ref) for ref in asked)
    wanted = [one[1] for one in found if one and one[0] == "organ"]
    rows = Organ.objects.filter(pk__in=wanted).exclude(short="").values_list("pk", "short")
    return {f"organ:{pk}": short for pk, short in rows}


def on(line: Line) -> date:
    """The day of the entry."""
    return day_of(line.entry.at)
