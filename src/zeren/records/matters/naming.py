"""What an entry may name: people whom the actor may name, papers of the matter, entries in sight.

Otherwise recording would tell whom or what the registers hold out of sight: by taking a number, or by showing its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.errors import Problems
from zeren.records.matters import access
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Attachment, Event, Matter
from zeren.records.people import queries as people

ANSWERED = re.compile(r"^m([1-9][0-9]{0,17})e([1-9][0-9]{0,8})$")


def check_named(
    actor: Actor, matter: Matter, entry: Entry, problems: Problems, kept: frozenset[str] = frozenset()
) -> None:
    """Note every reference that the actor may not name, in the words used for one that leads nowhere.

    ``kept``: references that the corrected entry named already.
    """
    if entry.re and entry.re not in kept and not answers(actor, entry.re):
        problems.add("re", f"没有所答复的记录“{entry.re}”", f"there is no event '{entry.re}' to answer")
    named = {ref: where for where, ref in _references(entry) if ref not in kept}
    allowed = _allowed(actor, matter, named)
    for ref, where in named.items():
        noun, number = refs.parse(ref) or ("", 0)
        if noun in ("person", "attachment") and ref not in allowed:
            problems.add(where, f"没有编号为 {number} 的{refs.NOUNS[noun]}", f"there is no {noun} {number}")


def subject_of(matter: Matter, name: str) -> str:
    """The one subject of a matter that a table names; with the code behind it where several bear the name: 姓名〔代码〕."""
    plain, _, rest = name.partition("〔")
    code = rest.rstrip("〕")
    found = [
        row.ref
        for row in matter.subjects.all()
        if (row.person and row.person.name == plain and code in ("", row.person.code))
        or (row.organ and name in (row.organ.name, row.organ.short))
    ]
    return found[0] if name and len(found) == 1 else ""


def answers(actor: Actor, event: str) -> bool:
    """Whether an entry of that name exists in a matter in sight."""
    found = ANSWERED.match(event)
    if found is None:
        return False
    rows = Event.objects.filter(matter=int(found[1]), seq=int(found[2]))
    return rows.filter(matter__in=access.visible_to(actor).values("pk")).exists()


def references_of(entry: Entry) -> frozenset[str]:
    """Everything that an entry names."""
    return frozenset(ref for _, ref in _references(entry)) | ({entry.re} if entry.re else frozenset())


def _references(entry: Entry) -> Iterator[tuple[str, str]]:
    """Where and what, in the order of the form."""
    yield from (("subjects", ref) for ref in entry.subjects)
    yield from (("by", ref) for ref in entry.by)
    if entry.unit:
        yield "unit", entry.unit
    for name, value in entry.fields.items():
        yield from ((name, text) for text in (value if isinstance(value, tuple) else (value,)))


def _allowed(actor: Actor, matter: Matter, named: dict[str, str]) -> set[str]:
    if actor.system:
        return set(named)
    subjects = {row.ref for row in matter.subjects.all()}
    asked = [parsed for ref in named if ref not in subjects and (parsed := refs.parse(ref))]
    ids = {noun: [pk for n, pk in asked if n == noun] for noun in ("person", "attachment")}
    found = set(subjects)
    if ids["person"]:
        rows = people.nameable(actor).filter(pk__in=ids["person"]).values_list("pk", flat=True)
        found |= {f"person:{pk}" for pk in rows}
    if ids["attachment"]:
        papers = Attachment.objects.filter(matter=matter, pk__in=ids["attachment"])
        found |= {f"attachment:{pk}" for pk in papers.values_list("pk", flat=True)}
    return found
