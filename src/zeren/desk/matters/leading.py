"""What a matter may lead to: other procedures opened from it and linked to it (a clue handed over, 一案双查), as
``leads_to`` in ``desk.yaml`` beside the pack names them. People open them; nothing is opened by itself.
"""

from __future__ import annotations

from zeren.desk import links
from zeren.desk.components import Link
from zeren.law.packs.form import Pack, Procedure
from zeren.records import packs
from zeren.records.beside import Section
from zeren.records.matters.models import Matter

LED = "led"
"""The kind of the link between a matter and one opened from it."""


def led_to(matter: Matter, pack: Pack, procedure: Procedure) -> tuple[Link, ...]:
    """The procedures that may be opened from the matter, of packs that are installed."""
    found = []
    for other, name in RULES.beside(pack).get(procedure.id, ()):
        versions = packs.installed().versions(other)
        target = versions[-1].procedures.get(name) if versions else None
        if target:
            url = f"{links.named('matter-begin', other, name)}?parent={matter.pk}&kind={LED}"
            found.append(Link(target.title, url))
    return tuple(found)


RULES: Section[tuple[tuple[str, str], ...]] = Section(
    "leads_to", lambda led: tuple((one["pack"], one["procedure"]) for one in led)
)
"""For each procedure, the packs and procedures that it leads to."""
