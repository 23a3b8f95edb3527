"""What the person or unit concerned sees of a procedure and does in it: ``own`` in ``desk.yaml`` beside the pack.

Default closed: a procedure, a step, a field or a paper that is not named there is not shown.
See docs/decisions/0008-what-the-person-sees-stands-beside-the-pack.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from zeren.law.packs.form import Pack, Procedure, Step
from zeren.norms.model import FieldText
from zeren.records.beside import RulesError, Section

SUBJECT = "subject"
"""The vocabulary's role of the person concerned; a pack may name its own (约谈对象)."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence with the provision that it rests on."""

    text: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """What the person does at a step.

    ``may`` ends the sentence that says so, ``since`` begins it; ``text``: the label of what is written (it becomes a
    paper of the record); ``asks``: the fields asked for; ``set``: fields that follow from the way it is given
    (书面; several words for what goes to two organs); ``again``: more than once; ``needs``: how a duty is met, in
    words; ``late``: what a day past its end means.
    """

    title: str
    button: str
    may: str
    since: str = ""
    text: str = ""
    asks: tuple[str, ...] = ()
    set: Mapping[str, FieldText] = field(default_factory=dict)
    again: bool = False
    needs: str = ""
    note: Cited | None = None
    late: Cited | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A period of the organ's towards the person: its act, from which act of theirs it follows, what comes after."""

    title: str
    after: str
    from_: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as the person sees it.

    ``once``: only from the first of these steps on (a decision: once it was announced); ``if_``: only entries whose
    field says so (announced to the person); ``right``: its words in the list of rights; ``papers``: the papers that
    the entry names are the person's to read; ``ahead``: it stands in the list of rights before it was done;
    ``given``: the person gives it in by a form of its own (``reports``), not here; ``past``: once one of these steps
    was made known to the person it can still be done, but does not wait any more (a statement: the decision).
    """

    step: str
    right: str = ""
    fields: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    papers: bool = False
    ahead: bool = False
    given: bool = False
    once: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    if_: Mapping[str, str] = field(default_factory=dict)
    does: Doing | None = None
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class Begins:
    """A matter that the person begins: with which of their steps, the mark of its number, what it is called."""

    step: str
    mark: str
    title: str


@dataclass(frozen=True, slots=True)
class OwnRules:
    """A procedure as the person sees it. ``opens``: from these steps on it stands on their desk; ``begins``: they begin it."""

    role: str = SUBJECT
    opens: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    steps: Mapping[str, Shown] = field(default_factory=dict)
    begins: Begins | None = None

    @property
    def acts(self) -> tuple[Shown, ...]:
        """The steps that are the person's to do."""
        return tuple(shown for shown in self.steps.values() if shown.does)


NOTHING = OwnRules()


def rules_of(pack: Pack, procedure: Procedure) -> OwnRules:
    """The rules for one procedure in one version; steps that the version does not have are left out."""
    return fitted(RULES.beside(pack).get(procedure.id, NOTHING), procedure)


def is_theirs(rules: OwnRules, step: Step) -> bool:
    """Whether the pack itself gives the step to the person concerned (``by``)."""
    return rules.role in step.by


def fitted(rules: OwnRules, procedure: Procedure) -> OwnRules:
    """The rules for one version: without the steps and fields that it does not have."""
    steps = {
        name: _of_version(shown, procedure.steps[name].record)
        for name, shown in rules.steps.items()
        if name in procedure.steps
    }
    begins = rules.begins if rules.begins and rules.begins.step in steps else None
    return OwnRules(rules.role, rules.opens, rules.bars, steps, begins)


def _of_version(shown: Shown, record: Mapping[str, object]) -> Shown:
    """Without the fields that this version's step does not have; a condition on one of them keeps the step closed."""
    if not shown.does:
        return replace(shown, fields=tuple(name for name in shown.fields if name in record))
    does = replace(
        shown.does,
        asks=tuple(name for name in shown.does.asks if name in record),
        set={name: value for name, value in shown.does.set.items() if name in record},
    )
    return replace(shown, does=does, fields=tuple(name for name in shown.fields if name in record))


def read(body: Mapping[str, Any]) -> OwnRules:
    """One procedure's rules from plain data. Raises RulesError for a key that is none."""
    _known("own", body, {"as", "opens", "bars", "steps", "begins"})
    return OwnRules(
        body.get("as", SUBJECT),
        tuple(body.get("opens", ())),
        tuple(body.get("bars", {}).get("once", ())),
        {name: shown(name, dict(given)) for name, given in body.get("steps", {}).items()},
        _begins(body["begins"]) if "begins" in body else None,
    )


def _begins(given: Mapping[str, Any]) -> Begins:
    _known("begins", given, {f.name for f in fields(Begins)})
    return Begins(given["step"], given["mark"], given["title"])


RULES: Section[OwnRules] = Section("own", read)
check = RULES.check


def shown(name: str, given: dict[str, Any]) -> Shown:
    """One step as it is shown, from plain data. Raises RulesError."""
    _known(name, given, {f.name for f in fields(Shown)} - {"step", "if_"} | {"if"})
    does, clock = given.get("does"), given.get("clock")
    return Shown(
        step=name,
        right=given.get("right", ""),
        fields=tuple(given.get("fields", ())),
        labels=given.get("labels", {}),
        papers=given.get("papers") == "yes",
        ahead=given.get("ahead") == "yes",
        given=given.get("given") == "yes",
        once=tuple(given.get("once", ())),
        past=tuple(given.get("past", ())),
        if_=given.get("if", {}),
        does=_doing(name, dict(does)) if does else None,
        clock=_clock(name, dict(clock)) if clock else None,
    )


def _doing(name: str, given: dict[str, Any]) -> Doing:
    _known(name, given, {f.name for f in fields(Doing)})
    for key in ("note", "late"):
        if key in given:
            given[key] = Cited(**given[key])
    asks, again = tuple(given.pop("asks", ())), given.pop("again", "no") == "yes"
    set_ = {key: tuple(v) if isinstance(v, list) else v for key, v in given.pop("set", {}).items()}
    return Doing(**given, asks=asks, again=again, set=set_)


def _clock(name: str, given: dict[str, Any]) -> Clock:
    _known(name, given, {"title", "after", "from", "said"})
    return Clock(given["title"], given["after"], given["from"], given.get("said", ""))


def _known(where: str, given: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        raise RulesError(where, f"{', '.join(unknown)}; known are {', '.join(sorted(known))}")


def faults(rules: OwnRules, procedure: Procedure) -> list[str]:
    """What a procedure's rules name that the procedure does not have, or give to the person against the pack."""
    found = [f"opens: {name}" for name in (*rules.opens, *rules.bars) if name not in procedure.steps]
    if rules.begins and not ((one := rules.steps.get(rules.begins.step)) and one.does):
        found.append(f"begins: nothing is done at {rules.begins.step}")
    if rules.begins and rules.begins.step not in rules.opens:
        found.append(f"begins: {rules.begins.step} does not open it")
    for name, shown in rules.steps.items():
        step = procedure.steps.get(name)
        if step is None:
            found.append(f"no step {name}")
            continue
        found += [
            f"{name}: no step {other}" for other in (*shown.once, *shown.past) if other not in procedure.steps
        ]
        asked = (*shown.does.asks, *shown.does.set) if shown.does else ()
        named = {*shown.fields, *shown.labels, *shown.if_, *asked}
        found += [f"{name}: no field {one}" for one in sorted(named - set(step.record))]
        if (shown.does or shown.given) and not is_theirs(rules, step):
            found.append(f"{name}: the pack gives it to {', '.join(step.by)}")
    return found
