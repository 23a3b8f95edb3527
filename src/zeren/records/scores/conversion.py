"""How the slips of a ballot become points (票数折算). The text gives no conversion: it is a setting of the organ, with the
paper that sets it, from a day on; a matter takes the one that held when it was opened, before its meeting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import transaction

from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.matters import access
from zeren.records.matters.models import Event, Matter
from zeren.records.parameters import acts as parameters
from zeren.records.parameters.models import OrganParameter
from zeren.records.scores import queries
from zeren.records.scores.figures import in_full, points_in
from zeren.records.scores.rules import BallotRule

FULL = Fraction(100)
SOURCE = 200


@dataclass(frozen=True, slots=True)
class Conversion:
    """The points of each option by parameter, the paper that set them, since when; ``words``: 优秀 100、良好 85."""

    values: Mapping[str, str]
    source: str
    since: date
    words: str


def rule_of(matter: Matter) -> BallotRule | None:
    """Which step takes a ballot's figures; None where the pack says nothing of it."""
    found = queries.rules_of(matter)
    return found.ballot if found else None


def asked_of(matter: Matter) -> tuple[tuple[str, str], ...]:
    """The parameters that are asked for, each with the label of its option."""
    rule, words = rule_of(matter), queries.words_of(matter)
    if rule is None or words is None:
        return ()
    record = words.procedure.steps[rule.step].record
    return tuple((parameter, record[name].label) for name, parameter in rule.options)


def of(matter: Matter) -> Conversion | None:
    """The setting that holds for a matter; None where one of its figures is not set."""
    named = asked_of(matter)
    rows = OrganParameter.objects.filter(organ=matter.organ_id, pack=matter.pack, since__lte=matter.opened)
    found = {row.name: row for row in rows.filter(name__in=[name for name, _ in named]).order_by("since")}
    if not named or len(found) < len(named):
        return None
    latest = max(found.values(), key=lambda row: row.since)
    words = "、".join(f"{_short(label)} {found[name].value}" for name, label in named)
    return Conversion({name: row.value for name, row in found.items()}, latest.source, latest.since, words)


def _short(label: str) -> str:
    """优秀 of 优秀（班子：好）."""
    return label.partition("（")[0]


def _held(matter: Matter, since: date) -> bool:
    """Whether the organ has counted ballots of this regulation on or after a day."""
    rule = rule_of(matter)
    rows = Event.objects.filter(matter__organ=matter.organ_id, matter__pack=matter.pack, on__gte=since)
    return rule is not None and rows.filter(type=rule.step, voids__isnull=True).exists()


def set_for(actor: Actor, matter: Matter, values: Mapping[str, str], since: date | None, source: str) -> None:
    """Set every figure at once, for the organ that handles the matter. Raises OutOfSight, Refused."""
    named = dict(asked_of(matter))
    if not named:
        raise Refused([Problem("matter", "本事项没有测评折算", "there is no conversion here")])
    problems = Problems()
    for name, label in named.items():
        points = points_in(values.get(name, ""))
        if points is None or points > FULL:
            zh = (
                f"“{_short(label)}”的分值“{values.get(name, '')[:12]}”应为 0 至 {in_full(FULL)}，至多两位小数"
            )
            problems.add(name, zh, f"{name}: expected 0 to 100")
    if not source.strip() or len(source.strip()) > SOURCE:
        problems.add("source", f"请写明谁定的、文号，不超过 {SOURCE} 字", "the paper that sets it is missing")
    if since is None or since > clock.today():
        problems.add(
            "since", f"自哪一日起用，不晚于今日（{clock.today()}）", "since when is missing, or lies ahead"
        )
    elif _held(matter, since):
        zh = f"{since} 以后已有测评计票，会后不能再定；请写以后的日期，自那一日起立项的适用"
        problems.add("since", zh, "ballots were counted on or after that day: it is fixed before the meeting")
    problems.refuse()
    assert since is not None
    with transaction.atomic():
        access.locked(actor, matter.pk)
        for name in named:
            parameters.set_parameter(
                actor, matter.organ_id, matter.pack, name, values[name].strip(), since, source.strip()
            )
