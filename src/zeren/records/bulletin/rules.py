"""Which cases may become a warning: ``warning`` in ``desk.yaml`` beside the pack. What is not named there never is one.

``public``: steps that make a case public; ``doubts``: steps that put it in doubt, each with the step that settles it
(``no``: nothing does); ``says``: the fields that a draft begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, section

NOTHING_SETTLES = "no"


@dataclass(frozen=True, slots=True)
class WarningRules:
    """What a procedure says of becoming a warning."""

    public: tuple[str, ...]
    doubts: Mapping[str, str]
    says: Mapping[str, tuple[str, ...]]

    @property
    def steps(self) -> frozenset[str]:
        """Every step that is named."""
        return frozenset({*self.public, *self.doubts, *self.doubts.values(), *self.says} - {NOTHING_SETTLES})


def rules_of(pack: Pack, procedure: str) -> WarningRules | None:
    """Of one procedure; None: its cases become no warning."""
    return _listed(Path(pack.file).parent).get(procedure)


def check(packs: Iterable[Pack]) -> None:
    """Read the section of every pack. Raises RulesError."""
    for folder in sorted({Path(pack.file).parent for pack in packs}):
        _listed(folder)


def faults(pack: Pack) -> list[str]:
    """What the section names that no procedure of the pack has."""
    found = []
    for name, rules in _listed(Path(pack.file).parent).items():
        procedure = pack.procedures.get(name)
        if procedure is None:
            found.append(f"no procedure {name}")
        else:
            found += [f"{name}: no step {step}" for step in sorted(rules.steps - set(procedure.steps))]
    return found


@lru_cache(maxsize=256)
def _listed(folder: Path) -> Mapping[str, WarningRules]:
    return section(folder, "warning", _rules)


def _rules(given: Any) -> WarningRules:
    if not isinstance(given, dict) or set(given) - {"public", "doubts", "says"} or not given.get("public"):
        raise RulesError("warning", "expected public, doubts, says")
    says = {step: tuple(names) for step, names in given.get("says", {}).items()}
    return WarningRules(tuple(given["public"]), dict(given.get("doubts", {})), says)
