"""``standing``: a duty without cause or figure. This year's records are shown; nothing is judged."""

from __future__ import annotations

from fractions import Fraction

from zeren.law.packs.form import Standing
from zeren.norms.model import Finding, State
from zeren.norms.running import Run
from zeren.norms.units import Unit


def compile_standing(unit: Unit) -> None:
    """Prepare the unit of a ``standing`` norm."""
    body = unit.norm.body
    assert isinstance(body, Standing)
    unit.act = body.act
    unit.triggers = frozenset(body.act)
    unit.idle = unit.make(State.STANDING, value=Fraction(0))
    unit.answer = lambda run: _answer(run, unit, body)


def _answer(run: Run, unit: Unit, body: Standing) -> list[Finding]:
    covered = run.covers(unit, run.view.as_of)
    if covered is False:
        return []
    year = run.view.as_of.year
    records = [
        event.id
        for type_ in body.act
        for event in run.view.by_type.get(type_, ())
        if event.day.year == year and _on_topic(event.fields.get("topic"), body.topic)
    ]
    if not records:
        return [unit.idle]
    return [unit.make(State.STANDING, because=tuple(records), value=Fraction(len(records)))]


def _on_topic(topic: object, wanted: str | None) -> bool:
    return wanted is None or topic == wanted or (isinstance(topic, tuple) and wanted in topic)
