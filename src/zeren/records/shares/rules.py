"""What an organ sees of a matter that another handles and does in it: ``shares`` in ``desk.yaml`` beside the pack.

Default closed: a role, a step, a field or a paper that is not named there is not shown. See
docs/decisions/0011-each-organ-sees-its-own-duty.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack, Procedure, Step
from zeren.records.beside import RulesError, Section
from zeren.records.matters import own_rules
from zeren.records.matters.own_rules import OwnRules, Shown
from zeren.records.organs.roles import ROLES, SUBJECT_UNIT

MEANT = (*ROLES, SUBJECT_UNIT)

KEYS = {"is", "opens", "sees", "does"}
SEEN = {"if", "once", "fields", "papers"}


@dataclass(frozen=True, slots=True)
class ShareRules:
    """The share of one role: ``means`` is the role of the register that finds its organ, ``sees`` what it is shown of
    others' steps and from which of them on (``opens``), ``does`` its own steps."""

    role: str
    means: str
    sees: OwnRules
    does: tuple[str, ...]

    def shown(self, step: str) -> Shown:
        """A step as the organ sees it; of its own steps everything that it recorded itself."""
        return self.sees.steps.get(step, Shown(step))


def rules_of(pack: Pack, procedure: Procedure) -> Mapping[str, ShareRules]:
    """The shares of one procedure in one version, by role; what the version does not have is left out."""
    listed = RULES.beside(pack).get(procedure.id, {})
    return {role: _fitted(rules, procedure) for role, rules in listed.items()}


def read(body: Mapping[str, Any]) -> Mapping[str, ShareRules]:
    """One procedure's shares from plain data. Raises RulesError."""
    return {role: _role(role, dict(given)) for role, given in body.items()}


RULES: Section[Mapping[str, ShareRules]] = Section("shares", read)
check = RULES.check


def _role(role: str, given: Mapping[str, Any]) -> ShareRules:
    _known(role, given, KEYS)
    means = given.get("is", role)
    if means not in MEANT:
        raise RulesError(role, f"the register knows no organ '{means}'; known are {', '.join(sorted(MEANT))}")
    steps = {}
    for name, seen in given["sees"].items():
        _known(name, seen, SEEN)
        steps[name] = own_rules.shown(name, dict(seen))
    sees = OwnRules(role, tuple(given["opens"]), (), steps)
    return ShareRules(role, means, sees, tuple(given["does"]))


def _known(where: str, given: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise RulesError(where, f"{', '.join(unknown)}; known are {', '.join(sorted(known))}")


def _fitted(rules: ShareRules, procedure: Procedure) -> ShareRules:
    sees = own_rules.fitted(rules.sees, procedure)
    does = tuple(name for name in procedure.steps if name in rules.does)
    return ShareRules(rules.role, rules.means, sees, does)


def is_theirs(rules: ShareRules, step: Step) -> bool:
    """Whether the pack itself gives the step to the role."""
    return rules.role in step.by


def faults(rules: ShareRules, procedure: Procedure) -> list[str]:
    """What a share names that the procedure does not have, or gives to the role against the pack."""
    found = own_rules.faults(rules.sees, procedure)
    found += [f"opens: {name} is not seen" for name in rules.sees.opens if name not in rules.sees.steps]
    for name in rules.does:
        step = procedure.steps.get(name)
        if step is None:
            found.append(f"no step {name}")
        elif not is_theirs(rules, step):
            found.append(f"{name}: the pack gives it to {', '.join(step.by)}")
    return found
