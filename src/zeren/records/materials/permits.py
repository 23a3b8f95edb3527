"""What an approval opens: exactly that material, to exactly that account, for exactly that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zeren.records.actor import Actor
from zeren.records.materials.models import Material


@dataclass(frozen=True, slots=True)
class Permit:
    """An approval in force, as the floor above found it. ``number`` goes onto the trail; both days are inclusive."""

    number: str
    account: str
    person: int
    kind: str
    years: frozenset[int]
    sections: frozenset[str]
    begins: date
    ends: date

    def covers(self, actor: Actor, material: Material, section: str, day: date) -> bool:
        """Whether it opens this section to this actor on the day."""
        return (
            self.account == actor.account
            and self.opens(material)
            and section in self.sections
            and self.begins <= day <= self.ends
        )

    def opens(self, material: Material) -> bool:
        """Whether this document is meant, whatever the section."""
        return (material.person_id, material.kind) == (self.person, self.kind) and material.year in self.years
