"""Whether a unit's report may be published now: what the pack says of the publishing step, asked of the engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zeren.law.packs.form import Step
from zeren.norms.model import Event, Finding, State
from zeren.records import clock, evaluation, packs
from zeren.records.matters import public_rules
from zeren.records.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Publishing:
    """One publishing step for one unit.

    ``done``: it was recorded; ``findings``: of the matter as it stands, on this step (a period and its day, an order
    that was not kept); ``against``: what would speak against doing it today.
    """

    step: Step
    done: bool
    findings: tuple[Finding, ...]
    against: tuple[Finding, ...] = ()


def steps_of(matter: Matter) -> tuple[Step, ...]:
    """The publishing steps of the matter's procedure; none where its regulation is not installed any more."""
    words = packs.words(matter.pack, matter.version, matter.procedure)
    return public_rules.steps_of(words.pack, words.procedure) if words else ()


def of_unit(matter: Matter, ref: str, findings: Sequence[Finding]) -> tuple[Publishing, ...]:
    """The publishing steps for one unit (``organ:7``); ``findings``: the matter's, as of today."""
    log = evaluation.log_of(matter)
    voided = {event.voids for event in log.events if event.voids}
    found = []
    for step in steps_of(matter):
        done = any(
            event.type == step.id and event.id not in voided and ref in (event.subject or (ref,))
            for event in log.events
        )
        about = tuple(f for f in findings if step.id in f.act and f.subject in (None, ref))
        said = tuple(f for f in about if f.status is not State.NOT_TRIGGERED)
        found.append(Publishing(step, done, said, () if done else _against(matter, step, ref)))
    return tuple(found)


def _against(matter: Matter, step: Step, ref: str) -> tuple[Finding, ...]:
    """What the engine has against the step if it were done today by whom the pack names. What is only asked of the
    act's own fields can be said when it is recorded."""
    draft = Event("draft", step.id, clock.today(), by=tuple(step.by), subject=(ref,))
    verdict = evaluation.draft_allowed(matter, draft)
    return tuple(f for f in (*verdict.blocks, *verdict.warns) if not _of_its_fields(f, step.id))


def _of_its_fields(finding: Finding, step: str) -> bool:
    asked = [*(leaf.what for leaf in finding.failed), *(one.what for one in finding.missing)]
    return bool(asked) and all(what.startswith(f"{step}.") for what in asked)
