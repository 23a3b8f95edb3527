"""Which version of a regulation governs a day: ``version ≤ day ≤ valid_to``, no fall-through to an older file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from zeren.law.packs.form import Pack
from zeren.norms.context import Truth
from zeren.norms.environment import Env
from zeren.norms.view import View


class Versions:
    """The versions of one regulation among those at hand, oldest first."""

    __slots__ = ("envs",)

    def __init__(self, envs: Iterable[Env]) -> None:
        self.envs = sorted(envs, key=lambda e: e.first)

    def on(self, day: date) -> Env | None:
        """The version in force on a day, or None."""
        found = self.latest(day)
        return found if found is not None and day <= found.last else None

    def latest(self, day: date) -> Env | None:
        """The newest version that had begun by a day, still in force or not."""
        begun = [e for e in self.envs if e.first <= day]
        return begun[-1] if begun else None

    def governs(self, env: Env, day: date) -> Truth:
        """True: this version does. False: another one does, or has to speak. None: none does, and this one says so."""
        found = self.on(day)
        if found is not None:
            return found is env
        speaker = self.latest(day) or self.envs[0]
        return None if speaker is env else False

    def governs_facts(self, env: Env, view: View) -> Truth:
        """As ``governs``, by the day of the facts. Where that is not recorded, one version alone is judged by the
        day asked about; between several nobody can choose, and the newest says so.
        """
        day = facts_day(view)
        if day is None and len(self.envs) > 1:
            return None if env is self.envs[-1] else False
        return self.governs(env, day or view.as_of)


def facts_day(view: View) -> date | None:
    """``matter.facts_day``, if recorded."""
    if view.log.facts_day is not None:
        return view.log.facts_day
    text = view.matter.get("facts_day")
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def in_force(packs: Iterable[Pack], day: date) -> list[Pack]:
    """Of several versions, the one of each regulation that is in force on a day."""
    found = []
    by_id: dict[str, list[Pack]] = {}
    for pack in packs:
        by_id.setdefault(pack.id, []).append(pack)
    for versions in by_id.values():
        begun = [p for p in sorted(versions, key=lambda p: p.version) if p.version <= day]
        if begun and (begun[-1].valid_to is None or day <= begun[-1].valid_to):
            found.append(begun[-1])
    return found
