"""The provisions that the register serves: ``risks`` in ``desk.yaml`` beside each pack that has one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from zeren.desk.citing import Citer
from zeren.desk.components import Citation
from zeren.records import clock, packs
from zeren.records.beside import FILE, RulesError, whole

SECTION = "risks"


def provisions() -> Iterator[tuple[str, str]]:
    """Pack and address of each, of the packs in force today. Raises RulesError for a file that can't be used."""
    library, today = packs.installed(), clock.today()
    for pack in library.packs:
        if library.on(pack.id, today) == pack:
            for at in addresses(Path(pack.file).parent):
                yield pack.ref, at


def addresses(folder: Path) -> tuple[str, ...]:
    """The addresses that stand beside a pack. Raises RulesError."""
    found = whole(folder)
    listed = found.get(SECTION, []) if isinstance(found, dict) else []
    if not isinstance(listed, list) or not all(isinstance(at, str) for at in listed):
        raise RulesError(str(folder / FILE), f"{SECTION}: a list of addresses was expected")
    return tuple(listed)


def cites() -> tuple[Citation, ...]:
    """Their chips."""
    wanted = list(provisions())
    citer = Citer([(ref, (at,)) for ref, at in wanted], clock.today())
    return tuple(citer.chip(ref, at) for ref, at in wanted)
