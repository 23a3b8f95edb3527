"""The rows of units that have no matter yet, as the registers and the year before give them: to be looked through by people, who
fill in what neither knows, and brought in as a table (importing.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from zeren.records.actor import Actor
from zeren.records.campaigns import comparing, queries
from zeren.records.campaigns.queries import Unit
from zeren.records.campaigns.rules import Before, CampaignRules
from zeren.records.campaigns.vetoes import NO_CASE
from zeren.records.matters import reading
from zeren.records.matters.models import Matter
from zeren.records.matters.reading import Logged
from zeren.records.packs import words as words_of
from zeren.records.people import queries as people
from zeren.records.people.models import Person

PRINCIPAL = "principal"
"""The word for a principal, in the register of posts and in the shared words of the packs."""

YES, NO = "是", "否"


def rows(
    actor: Actor, programme: Matter, rules: CampaignRules, mark: str, year: int, today: date
) -> Iterator[dict[str, str]]:
    """A unit's row with what the year before tells of it, then its people, the principal first."""
    units = [unit for unit in queries.units_of(actor, programme, rules) if unit.matter is None]
    head, seats = _head(programme, rules), _seats(units, today)
    before = _before(actor, programme, rules, year, today)
    for unit in units:
        whole = {
            "programme": programme.number, "organ": unit.organ.code, "unit_name": unit.organ.name,
            "mark": mark, rules.year: str(year),
        }  # fmt: skip
        yield {**whole, **before.get(unit.organ.pk, {})}
        for person, principal in seats.get(unit.organ.pk, ()):
            place = {rules.position: head} if principal else {}
            yield {**whole, "person": person.code, "person_name": person.name, **place}


def _head(programme: Matter, rules: CampaignRules) -> str:
    """What the position of a principal is called."""
    words = words_of(programme.pack, programme.version, rules.units)
    declared = words.procedure.subject_facts.get(rules.position) if words else None
    listed = words.list(declared.list) if words and declared and declared.list else None
    return listed.labels.get(PRINCIPAL, PRINCIPAL) if listed and PRINCIPAL in listed.items else ""


def _seats(units: Sequence[Unit], today: date) -> dict[int, list[tuple[Person, bool]]]:
    """By organ, who holds a main post there, and whether as principal."""
    held = people.main_posts_on(today).filter(post__organ__in=[unit.organ.pk for unit in units])
    seats: dict[int, list[tuple[Person, bool]]] = {}
    for row in held.select_related("person", "post").order_by("-post__principal", "post__pk"):
        if row.person.left is None:
            seats.setdefault(row.post.organ_id, []).append((row.person, row.post.principal))
    return seats


def _before(
    actor: Actor, programme: Matter, rules: CampaignRules, year: int, today: date
) -> dict[int, dict[str, str]]:
    """By organ, the facts that the records of the year before tell of its group; only what is in sight."""
    last = comparing.year_before(actor, programme, rules, year, today)
    units = queries.units_of(actor, last, rules) if last else ()
    steps = {one.step for one in rules.before}
    logs = reading.read((m.pk for unit in units for m in unit.matters), steps, today)
    return {
        unit.organ.pk: {
            one.fact: _told(one, logs.get(group.matter.pk, Logged()), group.ref) for one in rules.before
        }
        for unit in units
        if (group := unit.group) is not None
    }


def _told(rule: Before, log: Logged, ref: str) -> str:
    """Whether the act was recorded; of one whose field is named, what stands there and stood there before."""
    entries = [entry for entry in log.entries.get(rule.step, ()) if ref in entry.subjects]
    if not rule.field:
        return YES if entries else NO
    earlier = log.fact(ref, rule.fact)
    values = [
        *((earlier,) if earlier not in ("", *NO_CASE) else ()),
        *(str(e.fields.get(rule.field, "")) for e in entries),
    ]
    return "、".join(dict.fromkeys(filter(None, values))) or NO_CASE[0]
