"""The provisions on the pool and on the draw, of the first installed regulation that has a draw."""

from __future__ import annotations

from zeren.desk.citing import Citer
from zeren.desk.components import Citation
from zeren.records import clock, packs
from zeren.records.draws.rules import rules_of


def of_pool() -> tuple[Citation | None, Citation | None]:
    """The chip on keeping the pool, and the one on who is drawn and who may head; none where no pack has a draw."""
    today = clock.today()
    for pack in packs.installed().packs:
        if packs.installed().on(pack.id, today) != pack:
            continue
        for procedure in pack.procedures.values():
            rules = rules_of(pack, procedure)
            if rules is not None:
                cites = Citer([(pack.ref, (rules.pool, rules.cite))], today)
                return cites.chip(pack.ref, rules.pool), cites.chip(pack.ref, rules.cite)
    return None, None
