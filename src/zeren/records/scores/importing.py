"""Sheets and points by Excel: what is false is told at its row, then nothing is written; only what differs is.

Points come in as the draft of whoever brings them: one delivers on the page, after a look.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zeren.records import refs
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Refused
from zeren.records.matters import access
from zeren.records.matters.models import Matter
from zeren.records.matters.naming import subject_of
from zeren.records.rows import Cells, Outcome, cell
from zeren.records.scores import acts, naming, queries
from zeren.records.scores.figures import in_full
from zeren.records.scores.log import Key, key_of
from zeren.records.scores.sheets import Asked, Row, Sheet

EMPTY = ("", "")
NUMBER = re.compile(r"^[1-9][0-9]{0,4}$")
KEY = re.compile(r"^m([1-9][0-9]{0,15})s([1-9][0-9]{0,4})$")


def _matters(actor: Actor, rows: Iterable[Cells]) -> dict[str, list[Matter]]:
    """The matters that the rows name, among those in sight."""
    numbers = {cell(cells, "matter") for cells in rows}
    found: dict[str, list[Matter]] = {}
    for matter in (
        access.visible_to(actor)
        .filter(number__in=numbers)
        .select_related("organ")
        .prefetch_related("subjects__person", "subjects__organ")
    ):
        found.setdefault(matter.number, []).append(matter)
    return found


def outside(actor: Actor, rows: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of a matter that is not there for the actor, or on which the actor does not record."""
    found = _matters(actor, rows)
    for number, cells in enumerate(rows, start=1):
        name = cell(cells, "matter")
        here = [matter for matter in found.get(name, []) if access.may_write(actor, matter)]
        if len(here) != 1:
            said = "不止一件事项编号为" if here else "没有您承办的事项"
            yield (
                number,
                Problem("matter", f"{said}“{name}”", f"'{name}' is no matter of this actor, or several are"),
            )


# ---------------------------------------------------------------- points


@dataclass
class _Slot:
    """The rows of one sheet and subject."""

    matter: Matter
    key: Key
    subject: str
    rows: dict[str, int] = field(default_factory=dict)
    typed: dict[str, tuple[str, str]] = field(default_factory=dict)


def write_points(actor: Actor, rows: Sequence[Cells]) -> Outcome:
    """Put the points into the actor's drafts, inside the caller's transaction; with a problem the caller rolls back."""
    done, slots = Outcome(), {}
    found = _matters(actor, rows)
    for number, cells in enumerate(rows, start=1):
        slot = _slot(found, cells, number, slots, done)
        item = cell(cells, "number")
        if slot is None:
            continue
        if item in slot.rows:
            done.problems.append(
                Problem("number", f"与第 {slot.rows[item]} 行的序号重复", "the item stands twice", number)
            )
        slot.rows[item] = number
        slot.typed[item] = (cell(cells, "points"), cell(cells, "note"))
    for slot in slots.values():
        _draft(actor, slot, done)
    return done


def _slot(
    found: Mapping[str, list[Matter]],
    cells: Cells,
    number: int,
    slots: dict[tuple[int, str, str], _Slot],
    done: Outcome,
) -> _Slot | None:
    matter = next(iter(found.get(cell(cells, "matter"), [])), None)
    key = KEY.match(cell(cells, "sheet"))
    subject = subject_of(matter, cell(cells, "subject")) if matter else ""
    if key is None:
        done.problems.append(
            Problem("sheet", "应为导出的评分表里的细则", "expected the sheet as it was given out", number)
        )
    if matter is not None and not subject:
        name = cell(cells, "subject")
        done.problems.append(
            Problem(
                "subject",
                f"本事项没有对象“{name}”，或同名不止一人",
                f"no subject '{name}', or several",
                number,
            )
        )
    if matter is None or key is None or not subject:
        return None
    named = (matter.pk, key[0], subject)
    return slots.setdefault(named, _Slot(matter, Key(int(key[1]), int(key[2])), subject))


def _draft(actor: Actor, slot: _Slot, done: Outcome) -> None:
    before = acts.draft_of(actor, slot.matter.pk, slot.key, slot.subject)
    changed = {item for item, given in slot.typed.items() if before.get(item, EMPTY) != given}
    for item in slot.typed:
        done.count(before.get(item, EMPTY) != EMPTY or item not in changed, item in changed)
    if not changed:
        return
    try:
        acts.save_draft(actor, slot.matter.pk, slot.key, slot.subject, {**before, **slot.typed})
    except Refused as wrong:
        first = min(slot.rows.values())
        for problem in wrong.problems:
            at = slot.rows.get(problem.field)
            done.problems.append(Problem("points" if at else "sheet", problem.zh, problem.en, at or first))
    except OutOfSight:
        at = min(slot.rows.values())
        done.problems.append(
            Problem("sheet", "这一细则不适用于这个对象", "the sheet does not serve this subject", at)
        )


def rows_of(actor: Actor, matter: Matter, sheet: Sheet, subject: str, name: str) -> Iterator[dict[str, str]]:
    """The rows of one sheet and subject, with the actor's own draft."""
    key = key_of(sheet)
    draft = acts.draft_of(actor, matter.pk, key, subject)
    for item in sheet.leaves:
        points, note = draft.get(item.number, ("", ""))
        yield {
            "matter": matter.number, "sheet": str(key), "subject": _named(subject, name), "number": item.number, "label": item.label,
            "full": in_full(item.full), "points": points, "note": note,
        }  # fmt: skip


def _named(subject: str, name: str) -> str:
    from zeren.records.people.models import Person

    parsed = refs.parse(subject)
    if parsed is None or parsed[0] != "person":
        return name
    code = Person.objects.filter(pk=parsed[1]).values_list("code", flat=True).first()
    return f"{name}〔{code}〕" if code else name


# ---------------------------------------------------------------- sheets


def write_sheets(actor: Actor, rows: Sequence[Cells]) -> Outcome:
    """Fix the sheets that the rows hold, or their next versions, inside the caller's transaction."""
    done = Outcome()
    found = _matters(actor, rows)
    groups: dict[tuple[str, str, str], list[tuple[int, Cells]]] = {}
    for number, cells in enumerate(rows, start=1):
        groups.setdefault((cell(cells, "matter"), cell(cells, "sheet"), cell(cells, "title")), []).append(
            (number, cells)
        )
    for (name, _, _), listed in groups.items():
        matter = next(iter(found.get(name, [])), None)
        if matter is not None:
            _sheet(actor, matter, listed, done)
    return done


def _sheet(actor: Actor, matter: Matter, listed: Sequence[tuple[int, Cells]], done: Outcome) -> None:
    first, cells = listed[0]
    named = cell(cells, "sheet")
    if named and not NUMBER.match(named):
        zh = f"细则号“{named[:12]}”应为导出时的号；新定一份的不填"
        done.problems.append(Problem("sheet", zh, f"'{named[:12]}' is no number of a sheet", first))
        return
    number = int(named or 0)
    words = queries.words_of(matter)
    if words is None:
        done.problems.append(Problem("matter", "本事项的法规没有计分", "nothing is scored here", first))
        return
    uses = {label: use for use, label in naming.uses_of(words).items()}
    kinds = {label: kind for kind, label in naming.kinds_of(words).items()}
    score, _, step = uses.get(cell(cells, "use"), cell(cells, "use")).partition(".")
    labels = {label: name for name, label in naming.fields_of(words, score, step).items()}
    asked = Asked(
        cell(cells, "title"), cell(cells, "year"), kinds.get(cell(cells, "kind"), cell(cells, "kind")), score, step,
        [_row(one, labels) for _, one in listed], cell(cells, "basis"), cell(cells, "scorers"), cell(cells, "mean"),
    )  # fmt: skip
    try:
        event = acts.fix(actor, matter.pk, asked, number)
    except Refused as wrong:
        for problem in wrong.problems:
            at = listed[problem.row - 1][0] if problem.row and problem.row <= len(listed) else first
            column = {"items": "number", "step": "use", "score": "use"}.get(problem.field, problem.field)
            done.problems.append(Problem(column, problem.zh, problem.en, at))
        return
    for _ in listed:
        done.count(bool(number), event is not None)


def _row(cells: Cells, labels: Mapping[str, str]) -> Row:
    given = cell(cells, "field")
    return Row(
        cell(cells, "number"), cell(cells, "label"), cell(cells, "full"), labels.get(given, given), cell(cells, "standard"),
        cell(cells, "at"),
    )  # fmt: skip


def rows_of_sheet(matter: Matter, sheet: Sheet) -> Iterator[dict[str, str]]:
    """A sheet as rows."""
    words = queries.words_of(matter)
    assert words is not None
    labels = naming.fields_of(words, sheet.score, sheet.step)
    whole = {
        "matter": matter.number, "sheet": str(sheet.number), "title": sheet.title, "year": str(sheet.year or ""),
        "kind": naming.kinds_of(words).get(sheet.kind, ""), "use": naming.uses_of(words)[f"{sheet.score}.{sheet.step}"],
        "scorers": str(sheet.scorers), "mean": sheet.mean, "basis": sheet.basis,
    }  # fmt: skip
    for item in sheet.items:
        own = {
            "number": item.number, "label": item.label, "full": in_full(item.full), "field": labels.get(item.field, ""),
            "standard": item.standard, "at": item.at,
        }  # fmt: skip
        yield {**whole, **own}
