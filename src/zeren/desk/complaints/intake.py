"""The form of intake, as the page shows it and as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from zeren.desk import typed
from zeren.desk.complaints import build
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.complaints import acts, queries
from zeren.records.complaints.log import Written
from zeren.records.errors import Refused


@dataclass(frozen=True, slots=True)
class Intake:
    """What was typed; ``errors`` by field."""

    organ: str = ""
    channel: str = "phone"
    received: str = ""
    about: str = ""
    named: str = ""
    text: str = ""
    name: str = ""
    contact: str = ""
    refs: tuple[str, ...] = ()
    errors: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def blank(cls, actor: Actor) -> Intake:
        """The empty form."""
        organs = queries.receiving_of(actor)
        return cls(organ=str(organs[0].pk) if organs else "", received=clock.today().isoformat())

    @classmethod
    def read(cls, actor: Actor, given: Mapping[str, str]) -> Intake:
        """The form that was sent, with the names looked up."""
        names = ("organ", "channel", "received", "about", "named", "text", "name", "contact")
        form = cls(**{name: given.get(name, "").replace("\r\n", "\n").strip() for name in names})
        try:
            form = replace(form, refs=tuple(build.refs_of(actor, form.named, needed=False)))
            date.fromisoformat(form.received)
        except Refused as refused:
            return form.refused(refused)
        except ValueError:
            return replace(form, errors={"received": [f"日期“{form.received}”写成 2026-10-13"]})
        return form

    def given(self) -> acts.Intake:
        """What is sent to the records."""
        organ = typed.number(self.organ) or 0
        written = Written(self.about, self.text)
        received = date.fromisoformat(self.received)
        return acts.Intake(organ, self.channel, received, written, self.name, self.contact, self.refs)

    def refused(self, refused: Refused) -> Intake:
        """With what was refused, by field."""
        return replace(self, errors=refused.by_field())

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """Every error with its field."""
        return [(where, text) for where, texts in self.errors.items() for text in texts]
