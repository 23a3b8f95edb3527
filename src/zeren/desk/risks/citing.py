"""The chips of the provisions that the register serves, of the packs in force today."""

from __future__ import annotations

from zeren.desk.citing import Citer
from zeren.desk.components import Citation
from zeren.records import clock, packs
from zeren.records.risks.provisions import addresses


def cites() -> tuple[Citation, ...]:
    """One chip for each, in the order of the packs."""
    library, today = packs.installed(), clock.today()
    wanted = [
        (pack.ref, at)
        for pack in library.packs
        if library.on(pack.id, today) == pack
        for at in addresses(pack)
    ]
    citer = Citer([(ref, (at,)) for ref, at in wanted], today)
    return tuple(citer.chip(ref, at) for ref, at in wanted)
