"""How a programme of assessments is read: ``campaign`` in ``desk.yaml`` beside the pack.

It names steps, fields and norms of the pack; no rule follows from it. See docs/campaign.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zeren.law.packs.form import Pack, Procedure
from zeren.records.beside import RulesError, Section

SECTION = "campaign"
KEYS = {
    "units", "year", "kind", "target", "position", "stations", "checks", "here", "follow", "result", "public", "exempt", "veto",
    "named", "notices", "before",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Station:
    """A step that every unit goes through; ``each``: it is recorded for every subject by itself."""

    title: str
    step: str
    each: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """What is checked of a step of every unit: by which norms; ``figures``: the fields of the step on which it turns,
    ``of``: the field that they are a part of."""

    title: str
    step: str
    norms: tuple[str, ...]
    figures: tuple[str, ...] = ()
    of: str = ""


@dataclass(frozen=True, slots=True)
class Follow:
    """What is to be done after the days on site: the duties that say so, the steps by which it is done. Of units and
    cadres, or of the programme itself, whichever has the steps."""

    id: str
    title: str
    steps: tuple[str, ...]
    norms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exempt:
    """An exception of the pack that keeps a cadre out of the assessment or without a grade, in two words; ``reads``: the
    step that it rests on besides facts."""

    norm: str
    text: str
    reads: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """Records of other matters that may speak for a ground: of which pack, which step of it; in a few words."""

    pack: str
    step: str
    words: str


@dataclass(frozen=True, slots=True)
class Before:
    """A fact of a group that the year before tells: by whether a step was recorded of it, or by what a ``field`` of it says."""

    fact: str
    step: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class VetoRules:
    """The veto: its step and the field of the ground; the steps around it (what the text does not write is said by
    ``unwritten``); the item by which it reaches members with their group; where records elsewhere are looked for; ``instead``: of an act
    that a ground waits for, the act by which it was found otherwise."""

    step: str
    field: str
    case: str
    steps: Mapping[str, str]
    unwritten: str
    spread: str
    with_group: str
    earlier: str
    sanction: str
    below: str
    effects: tuple[str, ...]
    reports: tuple[str, ...]
    traces: tuple[Trace, ...]
    instead: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoticePart:
    """One content of a notice: the word by which the pack's step names it, its heading, and the field it is filled from.

    ``of``: of the group, of the cadres, or what was drawn up for the unit.
    """

    id: str
    title: str
    of: str
    step: str
    field: str


@dataclass(frozen=True, slots=True)
class NoticeRules:
    """A notice: what it is called, the step by which it goes out, the contents that the text allows and no others."""

    id: str
    title: str
    cite: str
    step: str
    field: str
    to: str
    parts: tuple[NoticePart, ...]
    bare: bool


@dataclass(frozen=True, slots=True)
class CampaignRules:
    """A programme of assessments. ``units``: the procedure of its units; ``year``, ``kind``, ``target``, ``position``: where
    year, kind of unit, kind of subject and position stand; ``named``: the step that draws up a unit's texts."""

    units: str
    year: str
    kind: str
    target: str
    group: str
    cadre: str
    position: str
    stations: tuple[Station, ...]
    checks: tuple[Check, ...]
    here: tuple[Station, ...]
    follow: tuple[Follow, ...]
    result: tuple[str, str, str]
    public: tuple[str, str, str]
    exempt: tuple[Exempt, ...]
    veto: VetoRules
    named: tuple[str, str]
    notices: tuple[NoticeRules, ...]
    before: tuple[Before, ...]

    @property
    def counted(self) -> frozenset[str]:
        """Every step of a unit whose days or numbers the year's page shows."""
        return frozenset((*(one.step for one in self.stations), self.veto.step, *self.veto.steps.values()))


def rules_of(pack: Pack, procedure: Procedure) -> CampaignRules | None:
    """The rules of a programme; None for a procedure that is none. Raises RulesError."""
    return RULES.beside(pack).get(procedure.id)


def of_unit(pack: Pack, procedure: Procedure) -> CampaignRules | None:
    """The rules of the programme whose units run under this procedure."""
    found = RULES.beside(pack).values()
    return next((rules for rules in found if rules.units == procedure.id), None)


def every(packs: Iterable[Pack]) -> Iterator[tuple[Pack, str, CampaignRules]]:
    """The rules of all packs, with the pack and the programme's procedure."""
    for pack in packs:
        for procedure, rules in RULES.beside(pack).items():
            yield pack, procedure, rules


def read(body: Mapping[str, Any]) -> CampaignRules:
    """One programme's rules from plain data. Raises RulesError for a key that is none, or that is not there."""
    if set(body) != KEYS:
        wrong = ", ".join(sorted(set(body) ^ KEYS))
        raise RulesError(SECTION, f"{wrong}; needed are exactly {', '.join(sorted(KEYS))}")
    target, result = body["target"], body["result"]
    return CampaignRules(
        body["units"], body["year"], body["kind"], target["fact"], target["group"], target["cadre"], body["position"],
        tuple(_station(one) for one in body["stations"]), tuple(_check(one) for one in body["checks"]),
        tuple(_station(one) for one in body["here"]), tuple(_follow(name, one) for name, one in body["follow"].items()),
        (result["step"], result["score"], result["grade"]),
        (body["public"]["step"], body["public"]["value"], body["public"]["origin"]),
        tuple(Exempt(**one) for one in body["exempt"]), _veto(body["veto"]),
        (body["named"]["step"], body["named"]["approved"]), tuple(_notice(name, one) for name, one in body["notices"].items()),
        tuple(Before(fact, **one) for fact, one in body["before"].items()),
    )  # fmt: skip


RULES: Section[CampaignRules] = Section(SECTION, read)
check = RULES.check


def _station(given: Mapping[str, str]) -> Station:
    return Station(given["title"], given["step"], given.get("each") == "yes")


def _check(given: Mapping[str, Any]) -> Check:
    figures = tuple(given.get("figures", ()))
    return Check(given["title"], given["step"], tuple(given["norms"]), figures, given.get("of", ""))


def _follow(name: str, given: Mapping[str, Any]) -> Follow:
    return Follow(name, given["title"], tuple(given["steps"]), tuple(given["norms"]))


def _veto(given: Mapping[str, Any]) -> VetoRules:
    spread = given["spread"]
    return VetoRules(
        given["step"], given["field"], given["case"], dict(given["steps"]), given["unwritten"], spread["item"], spread["with"],
        given["earlier"], given["sanction"], given["below"], tuple(given["effects"]), tuple(given["reports"]),
        tuple(Trace(**one) for one in given["traces"]), dict(given.get("instead", {})),
    )  # fmt: skip


def _notice(name: str, given: Mapping[str, Any]) -> NoticeRules:
    parts = tuple(NoticePart(part, **one) for part, one in given["parts"].items())
    if given["persons"] == "no" and any(part.of == "cadre" for part in parts):
        raise RulesError(SECTION, f"{name}: a notice that names nobody has no content of cadres")
    return NoticeRules(
        name,
        given["title"],
        given["cite"],
        given["step"],
        given["field"],
        given["to"],
        parts,
        given["persons"] == "no",
    )


def faults(rules: CampaignRules, pack: Pack, procedure: Procedure) -> list[str]:
    """What the rules name that the pack does not have."""
    unit = pack.procedures.get(rules.units)
    if unit is None:
        return [f"units: no procedure {rules.units}"]
    norms = {norm.id for norm in pack.norms}
    steps = [(unit, name) for name in sorted(rules.counted | {rules.result[0], rules.public[0]})]
    steps += [(unit, name) for pair in rules.veto.instead.items() for name in pair]
    steps += [(procedure, one.step) for one in (*rules.here, *rules.notices)]
    steps += [(procedure, name) for name in rules.named]
    steps += [(unit, one.step) for one in rules.checks]
    steps += [(unit if name in unit.steps else procedure, name) for one in rules.follow for name in one.steps]
    steps += [(unit, one.step) for one in rules.before]
    found = [f"no step {name} in {where.id}" for where, name in steps if name not in where.steps]
    found += [f"no field {name}" for name in (rules.year, rules.kind) if name not in unit.matter]
    found += [
        f"no field {name} in {one.step}"
        for one in rules.checks if one.step in unit.steps
        for name in (*one.figures, one.of) if name and name not in unit.steps[one.step].record
    ]  # fmt: skip
    found += [
        f"no field {one.field} in {one.step}"
        for one in rules.before if one.field and one.step in unit.steps and one.field not in unit.steps[one.step].record
    ]  # fmt: skip
    facts = (rules.target, rules.position, rules.veto.earlier, *(one.fact for one in rules.before))
    found += [f"no fact {name}" for name in facts if name not in unit.subject_facts]
    named = (*(one.norm for one in rules.exempt), *rules.veto.effects, *rules.veto.reports)
    named += tuple(name for one in (*rules.checks, *rules.follow) for name in one.norms)
    found += [f"no norm {name}" for name in named if name not in norms]
    found += [f"no provision {one.cite}" for one in rules.notices if one.cite not in pack.provisions]
    return found
