"""The kinds of sealed material that the installed packs declare, and the ways in which they open."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from zeren.law.packs.consulting import MaterialKind, load_access
from zeren.records import clock, packs


def on(day: date | None = None) -> dict[str, MaterialKind]:
    """Every kind by its id, as the packs in force on the day (default: today) declare it. Raises PackErrors."""
    installed = packs.installed()
    ids = dict.fromkeys(pack.id for pack in installed.packs)
    found = (installed.on(name, day or clock.today()) for name in ids)
    return {kind.id: kind for pack in found if pack for kind in _of(str(Path(pack.file).parent), pack.ref)}


@lru_cache(maxsize=256)
def _of(folder: str, ref: str) -> tuple[MaterialKind, ...]:
    name, _, version = ref.partition("@")
    pack = packs.installed().exactly(name, date.fromisoformat(version))
    return load_access(Path(folder), pack) if pack else ()
