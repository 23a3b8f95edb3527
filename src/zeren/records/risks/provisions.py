"""The provisions that the register serves: ``risks`` in ``desk.yaml`` beside each pack that has one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from zeren.law.packs.form import Pack
from zeren.records.beside import FILE, RulesError, whole

SECTION = "risks"


def addresses(pack: Pack) -> tuple[str, ...]:
    """The addresses of one pack, in the order of the file."""
    return _listed(Path(pack.file).parent)


def check(packs: Iterable[Pack]) -> None:
    """Read the section of every pack. Raises RulesError."""
    for folder in sorted({Path(pack.file).parent for pack in packs}):
        _listed(folder)


@lru_cache(maxsize=256)
def _listed(folder: Path) -> tuple[str, ...]:
    found = whole(folder)
    listed = found.get(SECTION, []) if isinstance(found, dict) else []
    if not isinstance(listed, list) or not all(isinstance(at, str) for at in listed):
        raise RulesError(str(folder / FILE), f"{SECTION}: a list of addresses was expected")
    return tuple(listed)
