"""What is to be done after the days on site, of units, cadres and the programme: what is owed, what is done, what a grade
gives to consider. Read from what is stored of each matter; nothing is judged anew, and nobody is chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from zeren.records.actor import Actor
from zeren.records.campaigns.queries import Unit
from zeren.records.campaigns.rules import CampaignRules, Follow
from zeren.records.matters import reading
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want
from zeren.records.situations import queries as situations
from zeren.records.situations.models import Situation


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do, or done (``on``, ``seq``: the entry). ``unit`` None: of the programme itself.

    ``owed``: the stored obligation where it is still to be done; ``situation``: a fact that calls for considering a talk, which
    has an answer or not.
    """

    matter: Matter
    unit: Unit | None
    rule: Follow | None = None
    owed: Obligation | None = None
    step: str = ""
    on: date | None = None
    seq: int = 0
    situation: Situation | None = None

    @property
    def kind(self) -> str:
        """Of which kind it is: the rule's id, or the procedure that a situation belongs to."""
        found = self.situation
        return self.rule.id if self.rule else f"{found.pack}/{found.procedure}" if found else ""

    @property
    def open(self) -> bool:
        """Whether it waits for somebody."""
        return self.owed is not None or (self.situation is not None and not self.situation.outcome)


def tasks_of(
    actor: Actor, programme: Matter, units: Sequence[Unit], rules: CampaignRules, today: date
) -> list[Task]:
    """Everything, in the order of the organs and within a unit in that of the rules; the programme's own first."""
    homes: dict[int, tuple[Matter, Unit | None]] = {programme.pk: (programme, None)}
    homes |= {m.pk: (m, unit) for unit in units for m in unit.matters}
    found = [*_owed(homes, rules), *_done(homes, rules, today), *_to_consider(actor, homes)]
    place = {pk: number for number, pk in enumerate(homes)}
    order = {one.id: number for number, one in enumerate(rules.follow)}
    return sorted(found, key=lambda one: (place[one.matter.pk], order.get(one.kind, len(order)), one.kind))


_Homes = dict[int, tuple[Matter, Unit | None]]


def _owed(homes: _Homes, rules: CampaignRules) -> Iterator[Task]:
    by = {name: one for one in rules.follow for name in one.norms}
    rows = Obligation.objects.filter(matter__in=list(homes), norm__in=by, want__in=(Want.DO, Want.MAY))
    seen: set[tuple[int, str, str]] = set()
    for row in rows.order_by("pk"):
        # Two entries, or two norms, may call for the same thing.
        key = (row.matter_id, by[row.norm].id, row.subject)
        if key in seen:
            continue
        seen.add(key)
        row.matter = homes[row.matter_id][0]
        yield Task(row.matter, homes[row.matter_id][1], by[row.norm], owed=row)


def _done(homes: _Homes, rules: CampaignRules, today: date) -> Iterator[Task]:
    by = {name: one for one in rules.follow for name in one.steps}
    for pk, steps in reading.days_of(homes, by, today).items():
        for step, entries in steps.items():
            for on, seq in entries:
                yield Task(*homes[pk], by[step], step=step, on=on, seq=seq)


def _to_consider(actor: Actor, homes: _Homes) -> Iterator[Task]:
    rows = situations.visible_to(actor).filter(matter__in=list(homes)).order_by("pk")
    for row in rows:
        yield Task(*homes[row.matter_id], situation=row)


def subjects_of(tasks: Sequence[Task], today: date) -> dict[tuple[int, int], tuple[str, ...]]:
    """Whom the done entries of these tasks are about, by matter and number; only these are opened."""
    done = {one.matter.pk for one in tasks if one.on is not None}
    steps = {one.step for one in tasks if one.on is not None}
    logs = reading.read(done, steps, today) if done else {}
    return {
        (pk, entry.seq): entry.subjects
        for pk, found in logs.items()
        for entries in found.entries.values()
        for entry in entries
    }
