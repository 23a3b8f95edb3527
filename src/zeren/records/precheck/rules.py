"""What is asked before an intended act: ``precheck`` in ``desk.yaml`` beside the pack.

An intent (提拔, 交流, 出境 …) stands for the shared events on which the restrictions of all packs meet, and for the steps
that the packs themselves name. No rule follows from it: what a norm forbids stands in the pack.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack
from zeren.records.beside import RulesError, Section

SECTION = "precheck"
KEYS = {"acts", "expected", "retired", "asks", "spent"}

INTENTS: Mapping[str, str] = {
    "promotion": "提拔",
    "further_use": "进一步使用",
    "appointment": "任用",
    "rank": "晋升职级",
    "reappointment": "连任同一职务",
    "exchange": "调动",
    "abroad": "出国（境）",
    "enterprise": "到企业任职",
    "award": "评优评先",
}
SHARED: Mapping[str, tuple[str, ...]] = {
    "promotion": ("promoted", "post_given"),
    "further_use": ("further_used", "post_given"),
    "appointment": ("post_given",),
    "rank": ("rank_promoted",),
    "award": ("rated_excellent", "awarded"),
}
"""The shared events that an intent is. Who is promoted is also given a post (a reading, docs/precheck.md)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One procedure of one pack: its ``acts`` with the intents that they serve; ``expected``: the intents for which it
    is undetermined where no record of the procedure is there; ``retired``: the intents that are asked of those who retired
    or left as well; ``asks``: fields of the planned act to ask for; ``spent``:
    the steps after which a record has served its act and answers for no other of the same person."""

    pack: str
    procedure: str
    acts: Mapping[str, tuple[str, ...]]
    expected: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    spent: tuple[str, ...] = ()

    def of(self, intent: str) -> tuple[str, ...]:
        """The acts that serve an intent."""
        return tuple(act for act, intents in self.acts.items() if intent in intents)


def every(installed: Iterable[Pack]) -> tuple[Rule, ...]:
    """The rules of all packs. Raises RulesError for a file that can't be used."""
    return tuple(Rule(pack.id, procedure, **given) for pack, procedure, given in RULES.every(installed))


def read(given: Any) -> dict[str, Any]:
    """One procedure's rule from plain data. Raises RulesError naming what is wrong."""
    if not isinstance(given, dict) or not isinstance(given.get("acts"), dict):
        raise RulesError(SECTION, "acts were expected")
    unknown = sorted(set(given) - KEYS)
    if unknown:
        raise RulesError(SECTION, f"unknown key {unknown[0]}")
    acts = {act: tuple(intents) for act, intents in given["acts"].items()}
    expected, retired = tuple(given.get("expected", ())), tuple(given.get("retired", ()))
    foreign = sorted(
        {name for listed in (*acts.values(), expected, retired) for name in listed} - set(INTENTS)
    )
    if foreign:
        raise RulesError(SECTION, f"no intent {foreign[0]}; known are {', '.join(INTENTS)}")
    listed = {name: tuple(given.get(name, ())) for name in ("asks", "spent")}
    return {"acts": acts, "expected": expected, "retired": retired, **listed}


RULES: Section[dict[str, Any]] = Section(SECTION, read)
check = RULES.check


def faults(rule: Rule, pack: Pack) -> list[str]:
    """What a rule names that the pack does not have."""
    procedure = pack.procedures.get(rule.procedure)
    if procedure is None:
        return [f"no procedure {rule.procedure}"]
    known = {*procedure.steps, *(act for acts in SHARED.values() for act in acts)}
    found = [f"no step {act}" for act in (*rule.acts, *rule.spent) if act not in known]
    fields = {name for act in rule.acts if act in procedure.steps for name in procedure.steps[act].record}
    return found + [f"no field {name}" for name in rule.asks if name not in fields]
