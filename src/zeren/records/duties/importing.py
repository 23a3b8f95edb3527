"""Activities by Excel: a row is one activity; a number names one that is there, and only what differs is corrected.

An empty cell of such a row leaves what stands: a sheet tells nothing by silence. To empty a field is done on the page.
Every list and every change of a list is one entry of its log, however many rows. The words of the sheet are the labels
of the shared lists; what is false is told at its row and column, and then nothing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from zeren.records.actor import SYSTEM, Actor
from zeren.records.duties import activities, acts, laying, naming, norms, queries, states
from zeren.records.duties.activities import Doer, Doing
from zeren.records.duties.log import Act
from zeren.records.duties.models import Activity, DutyHolder, DutyList
from zeren.records.errors import Problem, Refused
from zeren.records.organs.models import Organ
from zeren.records.packs import installed
from zeren.records.people.models import Person
from zeren.records.rows import Cells, Outcome, Reading, cell

GROUP = "领导班子"
REASON = "表格更正"
AT_COLUMN = {"at": "at", "doers": "doers", "topic": "topics", "targets": "targets", "person_times": "times"}
"""The column of a field of the record, where the two differ."""
CELLS = {
    "topics": "topics", "targets": "targets", "form": "form", "to": "to", "person_times": "times", "evidence": "evidence",
}  # fmt: skip
"""What a row may be silent about, by its column; 本人 and 签字 belong to who did it."""


@dataclass
class _Sheet:
    """The rows of one list: new ones, and those that correct one that stands."""

    lst: DutyList
    holders: list[DutyHolder]
    there: dict[int, Activity]
    new: list[tuple[int, Doing]] = field(default_factory=list)
    changed: list[tuple[int, int, Doing]] = field(default_factory=list)


def write_rows(actor: Actor, rows: Sequence[Cells]) -> Outcome:
    """Write the rows, inside the caller's transaction; with a problem in any row the caller rolls back."""
    done, sheets = Outcome(), {}
    organs = {o.code: o for o in Organ.objects.filter(code__in={cell(r, "organ") for r in rows})}
    for number, cells in enumerate(rows, start=1):
        read = Reading(cells, number)
        found = _row(actor, read, organs, sheets)
        done.problems += read.problems
        if found is not None and not read.problems:
            _sort(number, *found, done)
    for sheet in sheets.values():
        _write(actor, sheet, done)
    return done


def outside(actor: Actor, rows: Sequence[Cells]) -> Iterator[tuple[int, Problem]]:
    """Rows of an organ whose list is not this actor's to keep."""
    codes = {cell(cells, "organ") for cells in rows}
    foreign = {o.code for o in Organ.objects.filter(code__in=codes) if not queries.may_keep(actor, o)}
    for number, cells in enumerate(rows, start=1):
        code = cell(cells, "organ")
        if code in foreign:
            yield (
                number,
                Problem(
                    "organ", f"“{code}”的履责记录不由您登记", f"the activities of '{code}' are another's"
                ),
            )


# ---------------------------------------------------------------- reading


def _row(
    actor: Actor, read: Reading, organs: dict[str, Organ], sheets: dict[tuple[int, int], _Sheet]
) -> tuple[_Sheet, int, Doing] | None:
    code, on = read.text("organ", needed=True), read.day("at", needed=True)
    organ = organs.get(code)
    if code and organ is None:
        read.wrong("organ", f"没有代码为“{code}”的机关", f"there is no organ '{code}'")
    if organ is None or on is None:
        return None
    sheet = _sheet(actor, read, organ, on.year, sheets)
    if sheet is None:
        return None
    number = read.number("number") or 0
    if number and number not in sheet.there:
        read.wrong("number", f"没有第 {number} 号履责记录", f"there is no activity {number}")
    return sheet, number, _doing(read, sheet, on, sheet.there.get(number))


def _sheet(
    actor: Actor, read: Reading, organ: Organ, year: int, sheets: dict[tuple[int, int], _Sheet]
) -> _Sheet | None:
    key = (organ.pk, year)
    if key not in sheets:
        try:
            lst = acts.ensure(actor, organ, year)
        except Refused as wrong:
            for problem in wrong.problems:
                read.wrong("at", problem.zh, problem.en)
            return None
        there = {a.number: a for a in lst.activities.prefetch_related("doers", "targets")}
        sheets[key] = _Sheet(lst, list(lst.holders.select_related("person")), there)
    return sheets[key]


def _doing(read: Reading, sheet: _Sheet, on: date, old: Activity | None) -> Doing:
    said = Doing(
        on, _word(read, "kind", norms.KINDS, needed=True), read.text("title", needed=True, longest=200), (),
        tuple(w for t in _parts(read.text("topics", longest=400)) if (w := _labelled(read, "topics", norms.TOPICS, t))),
        tuple(r for t in _parts(read.text("targets", longest=400)) if (r := _target(read, t))),
        _word(read, "form", "forms"), tuple(w for t in _parts(read.text("to")) if (w := _labelled(read, "to", norms.RECIPIENTS, t))),
        read.number("times"), read.text("evidence", longest=400), source="excel",
    )  # fmt: skip
    if old is not None:
        there = _as_doing(old)
        silent = {
            name: getattr(there, name) for name, column in CELLS.items() if not cell(read.cells, column)
        }
        said = replace(
            said,
            doers=there.doers,
            occasion=there.occasion,
            source=there.source,
            made_from=there.made_from,
            **silent,
        )
    return replace(said, doers=_doers(read, sheet, on, said.doers))


def _doers(read: Reading, sheet: _Sheet, on: date, before: tuple[Doer, ...]) -> tuple[Doer, ...]:
    """Who did it, of persons whether in person and signed; where the row is silent, as it stood before."""
    own, signed = _answer(read, "in_person"), _answer(read, "signed")
    there = {doer.holder: doer for doer in before}
    persons = {h.number for h in sheet.holders if h.person_id}
    found = []
    for number in (h.number for h in _named(read, sheet, on)):
        old = there.get(number, Doer(number))
        if number in persons:
            old = Doer(
                number, old.in_person if own is None else own, old.signed if signed is None else signed
            )
        found.append(old)
    return tuple(found)


def _answer(read: Reading, name: str) -> bool | None:
    return None if not read.text(name) else read.yes_no(name)


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[、，,；;]", text) if part.strip()]


def _named(read: Reading, sheet: _Sheet, on: date) -> list[DutyHolder]:
    """The holders by name: the group, or a person in the post of the day (else any of that name: told as odd later)."""
    found = []
    for name in _parts(read.text("doers", needed=True)):
        group = [
            h
            for h in sheet.holders
            if h.person is None and name in (GROUP, naming.label(norms.HOLDERS, h.capacity))
        ]
        named = [h for h in sheet.holders if h.person and name in (h.person.name, h.person.code)]
        there = [h for h in named if (h.starts or on) <= on <= (h.ends or on)] or named
        if len({h.person_id for h in there}) > 1:
            read.wrong("doers", f"“{name}”不止一人，请写人员代码", f"'{name}' is several people")
        elif not (group or there):
            read.wrong("doers", f"责任清单上没有“{name}”", f"'{name}' is not on the duty list")
        else:
            found.append((group or there)[0])
    return found


def _word(read: Reading, name: str, lst: str, *, needed: bool = False) -> str:
    text = read.text(name, needed=needed)
    return _labelled(read, name, lst, text) if text else ""


def _labelled(read: Reading, name: str, lst: str, text: str) -> str:
    """The word of a label; the word itself is taken as well."""
    found = installed().shared.lists.get(lst)
    words = {label: word for word, label in found.labels.items()} if found else {}
    word = words.get(text, text if found and text in found.items else "")
    if not word:
        read.wrong(name, f"没有“{text}”这一项", f"'{text}' is not in the list {lst}")
    return word


def _target(read: Reading, text: str) -> str:
    code = text.rpartition("〔")[2].rstrip("〕") if "〔" in text else text
    people = list(Person.objects.filter(code=code)[:1]) or list(Person.objects.filter(name=text)[:2])
    if len(people) == 1:
        return f"person:{people[0].pk}"
    organ = Organ.objects.filter(code=text).first() or Organ.objects.filter(name=text).first()
    organ = organ or Organ.objects.filter(short=text).first()
    if organ is not None:
        return f"organ:{organ.pk}"
    said = f"“{text}”不止一人，请写 姓名〔人员代码〕" if people else f"登记中没有“{text}”"
    read.wrong("targets", said, f"'{text}' is in no register, or several")
    return ""


# ---------------------------------------------------------------- writing


def _sort(row: int, sheet: _Sheet, number: int, doing: Doing, done: Outcome) -> None:
    if not number:
        sheet.new.append((row, doing))
    elif activities.row_of(number, doing) != activities.row_of(number, _as_doing(sheet.there[number])):
        sheet.changed.append((row, number, doing))
    else:
        done.count(True, False)


def _as_doing(old: Activity) -> Doing:
    """An activity that stands, in the form in which it would be entered."""
    doers = tuple(Doer(d.holder.number, d.in_person, d.signed) for d in old.doers.all())
    return Doing(
        old.at, old.kind, old.title, doers, laying.topics_of(old.topics), tuple(t.ref for t in old.targets.all()),
        old.form, tuple(w for w in old.to.split("|") if w), old.person_times, old.evidence,
        old.occasion.number if old.occasion else None, old.source, old.made_from,
    )  # fmt: skip


def _write(actor: Actor, sheet: _Sheet, done: Outcome) -> None:
    """What is false by the rules of the record comes back at its row; else one entry for the new, one for the changed."""
    rows = [row for row, _ in sheet.new] + [row for row, _, _ in sheet.changed]
    doings = [d for _, d in sheet.new] + [d for _, _, d in sheet.changed]
    # Whose rows they are is held by ``outside``.
    problems = activities.check(SYSTEM, sheet.lst, doings).found
    wrong = {rows[(problem.row or 1) - 1] for problem in problems}
    done.new += sum(row not in wrong for row, _ in sheet.new)
    done.changed += sum(row not in wrong for row, _, _ in sheet.changed)
    for problem in problems:
        at = rows[(problem.row or 1) - 1]
        done.problems.append(Problem(AT_COLUMN.get(problem.field, problem.field), problem.zh, problem.en, at))
    if problems or done.problems:
        return
    first = sheet.lst.numbered + 1
    new = [activities.row_of(first + place, d) for place, (_, d) in enumerate(sheet.new)]
    changed = [activities.row_of(number, d) for _, number, d in sheet.changed]
    for act, body in ((Act.RECORDED, {"rows": new}), (Act.CORRECTED, {"rows": changed, "reason": REASON})):
        if body["rows"]:
            states.write(actor, sheet.lst, act, body)
