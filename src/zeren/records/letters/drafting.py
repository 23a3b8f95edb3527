"""A letter before it is issued: for which obligation, under which light, to whom, saying what. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zeren.norms.model import Finding
from zeren.records import clock, evaluation
from zeren.records.calendars import calendar
from zeren.records.errors import Problem, Problems, Refused
from zeren.records.letters.composing import Content, compose
from zeren.records.letters.lights import Thresholds, light_of, thresholds_of
from zeren.records.letters.models import Colour, Letter
from zeren.records.letters.owing import Owing, candidates, owing
from zeren.records.letters.recipients import Recipients, recipients_of
from zeren.records.matters.models import Matter
from zeren.records.obligations.models import Obligation, Want
from zeren.records.organs.models import Organ

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Key:
    """Which obligation: never by the id of its row, which a new evaluation may change. ``due`` tells two of one key
    apart; None: the earliest."""

    matter: int
    pack: str
    norm: str
    key: str = ""
    subject: str = ""
    due: date | None = None

    @classmethod
    def of(cls, row: Obligation) -> Key:
        """The key of a row."""
        return cls(row.matter_id, row.pack, row.norm, row.key, row.subject, row.due)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it would be issued today. ``before``: the letters of this obligation so far, the newest first."""

    key: Key
    row: Obligation
    finding: Finding | None
    light: Colour
    thresholds: Thresholds
    owes: Owing
    offered: tuple[Organ, ...]
    recipients: Recipients
    content: Content
    before: tuple[Letter, ...]


def draft(matter: Matter, key: Key, *, owes: int | None = None, note: str = "") -> Draft:
    """The letter about an obligation of the matter; ``owes`` names the unit where the register does not tell it.

    Raises Refused (all problems at once) where there is no such obligation or none can be issued about it.
    """
    row, today = find(matter, key), clock.today()
    problems = Problems()
    _check(row, note, problems)
    offered = tuple(candidates(matter))
    chosen = next((organ for organ in offered if organ.pk == owes), None)
    if owes is not None and chosen is None:
        zh = "应办单位应当从本事项的对象、承办机关及其同级机关中选"
        problems.add("owes", zh, "the unit must be one of the organs around the matter")
    problems.refuse()
    assert row.due is not None
    thresholds = thresholds_of(matter.organ_id, today)
    light = light_of(row.due, today, calendar(), thresholds, provisional=row.provisional)
    who = Owing(chosen) if chosen else owing(matter, row)
    to = recipients_of(matter, who, light, today)
    finding = _finding(matter, row)
    content = compose(matter, row, finding, light, today, to.unknown, note)
    return Draft(
        Key.of(row), row, finding, light, thresholds, who, offered, to, content, tuple(letters_of(row))
    )


def find(matter: Matter, key: Key) -> Obligation:
    """The row of a key. Raises Refused: met meanwhile, or never there."""
    rows = Obligation.objects.filter(
        matter=matter, pack=key.pack, norm=key.norm, key=key.key, subject=key.subject
    )
    listed = list((rows.filter(due=key.due) if key.due else rows).order_by("due", "pk"))
    if not listed:
        zh = "这一事项现在不在待办：已经办理、期限已改或者不再要求"
        raise Refused([Problem("obligation", zh, "there is no such obligation now")])
    return listed[0]


def letters_of(row: Obligation) -> list[Letter]:
    """The letters about an obligation and its day, withdrawn ones too, the newest first."""
    found = Letter.objects.filter(
        matter=row.matter_id, pack=row.pack, norm=row.norm, key=row.key, subject=row.subject, due=row.due
    )
    return list(found.order_by("-seq"))


def check_again(made: Draft) -> None:
    """Raises Refused where a letter under this light was issued already, or nobody would receive it."""
    problems = Problems()
    same = next((one for one in made.before if one.light == made.light and one.withdrawn is None), None)
    if same is not None:
        zh = f"这一事项的{made.light.label}灯提醒函已经发过：{same.number}（{same.on}）"
        problems.add("light", zh, f"a letter under this light was issued: {same.number}")
    if not made.recipients.to:
        lacks = "；".join(
            (
                *(one.why for one in made.recipients.unknown),
                *(f"{one.name}{one.why}" for one in made.recipients.left),
            )
        )
        problems.add("to", f"没有可以收函的人：{lacks}", "nobody can receive it")
    problems.refuse()


def _check(row: Obligation, note: str, problems: Problems) -> None:
    if row.want == Want.MAY:
        zh = "这是对方可以行使的权利，行使与否由本人决定，不发提醒函"
        problems.add("obligation", zh, "a right is not reminded of")
    elif row.want != Want.DO:
        zh = "只有待办的事项可以发提醒函；待说明、待查明、待确定的，由承办人在事项里办理"
        problems.add("obligation", zh, "only what is to be done is reminded of")
    elif row.due is None:
        zh = "条文没有期限，系统不代为规定，不定灯；可以在事项里记录督促"
        problems.add("obligation", zh, "it has no day, so no light")
    if len(note) > LONGEST_NOTE:
        problems.add("note", f"附言超过 {LONGEST_NOTE} 字", f"the note is longer than {LONGEST_NOTE} signs")


def _finding(matter: Matter, row: Obligation) -> Finding | None:
    """The finding that the row was written from, for the arithmetic of its day."""
    asked = (row.pack, row.norm, row.key, row.subject)
    same = [
        f
        for f in evaluation.findings_of(matter)
        if (f.pack, f.norm, f.key or "", f.subject or "") == asked and f.done is None
    ]
    same.sort(key=lambda f: str(f.due or f.nominal)[:10] != str(row.due))
    return same[0] if same else None


def changed(zh: str) -> Refused:
    """The day or the light moved on between preview and issue."""
    return Refused([Problem("light", zh, "the light has changed since the preview")])
