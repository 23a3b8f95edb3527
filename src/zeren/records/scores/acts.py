"""The only writers of scoring sheets and of what is filled in: fix, keep a draft, deliver, withdraw, settle.

Each is one entry of a matter's log; a draft is none. Raises everywhere: OutOfSight (not this actor's to see), Refused
(false or not this actor's to do; all at once, each at its item).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from django.db import transaction

from zeren.norms.model import FieldText
from zeren.records import clock
from zeren.records.actor import Actor
from zeren.records.errors import OutOfSight, Problem, Problems, Refused
from zeren.records.matters import access, drafts, events
from zeren.records.matters import acts as matters
from zeren.records.matters.events import Entry
from zeren.records.matters.models import Event, Matter
from zeren.records.scores import log, queries, sheets, tree
from zeren.records.scores.figures import in_full, points_in
from zeren.records.scores.log import Key
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Asked, Sheet

NOTE = 300
Typed = Mapping[str, tuple[str, str]]
"""By item: points and note, as typed."""


# ---------------------------------------------------------------- sheets


def fix(actor: Actor, matter_id: int, asked: Asked, number: int = 0) -> Event | None:
    """Fix a sheet in the log of a programme (or of a unit): a new one, or with its ``number`` the next version.

    None: nothing differs. Refused: a sheet in use (a final stands under it), another one for the same.
    """
    with transaction.atomic():
        matter = access.locked(actor, matter_id)
        words = queries.words_of(matter)
        if words is None:
            raise Refused([Problem("matter", "本事项的法规没有计分", "nothing is scored here")])
        problems = Problems()
        made = sheets.made(words.pack, words.procedure, asked, problems)
        there = queries.versions_at([matter.pk])
        old = next((one for one in queries.current(there) if one.number == number), None)
        if number and old is None:
            problems.add("number", f"没有第 {number} 号细则", f"there is no sheet {number}")
        if made is not None:
            _alone(made, number, queries.current(there), problems)
        problems.refuse()
        assert made is not None
        if old is not None and sheets.same(old, made):
            return None
        if old is not None:
            _unused(log.key_of(old), old)
        place = old.number if old else max((one.number for one in there), default=0) + 1
        made = replace(made, matter=matter.pk, number=place, version=old.version + 1 if old else 1)
        entry = Entry(events.SHEET_FIXED, clock.today().isoformat(), sheets.fields_of(made))
        return matters.write(actor, matter, entry, "sheet_fixed", judged=False)


def _alone(made: Sheet, number: int, there: Sequence[Sheet], problems: Problems) -> None:
    """For one year, kind, score and step there is one sheet."""
    for one in there:
        if one.number != number and (one.year, one.kind, one.score, one.step) == (
            made.year,
            made.kind,
            made.score,
            made.step,
        ):
            zh = f"同一年度、同一种单位的这一项已有细则“{one.title}”（第 {one.number} 号），请改它"
            problems.add("step", zh, f"sheet {one.number} is for the same")


def _unused(key: Key, sheet: Sheet) -> None:
    users = queries.users_of(key)
    if users:
        used = f"{len(users)} 个单位，终稿 {sum(users.values())} 份"
        zh = f"“{sheet.name}”已在使用（{used}），不能改；要改，先写明理由撤回终稿"
        raise Refused([Problem("items", zh, f"sheet {sheet.number} is in use in {len(users)} units")])


# ---------------------------------------------------------------- filling in


def save_draft(actor: Actor, matter_id: int, key: Key, subject: str, typed: Typed) -> None:
    """Keep what a scorer typed; it is his alone and counts for nothing. What is false is refused, what lacks is not."""
    with transaction.atomic():
        matter, sheet, filled = _open(actor, matter_id, key, subject)
        problems = Problems()
        _read(sheet, typed, problems, whole=False)
        _not_delivered(actor, filled, problems)
        problems.refuse()
        body = {number: [points.strip(), note.strip()] for number, (points, note) in typed.items()}
        drafts.keep(actor, matter.pk, draft_name(key, subject), body)


def draft_name(key: Key, subject: str) -> str:
    """The name under which a scorer's draft is kept."""
    return f"_sheet {key} {subject}"


def draft_of(actor: Actor, matter_id: int, key: Key, subject: str) -> dict[str, tuple[str, str]]:
    """The scorer's own draft; empty where there is none."""
    found = drafts.draft_of(actor, matter_id, draft_name(key, subject)) or {}
    return {number: (str(points), str(note)) for number, (points, note) in found.items()}


def deliver(actor: Actor, matter_id: int, key: Key, subject: str, typed: Typed) -> Event:
    """Deliver the final (终稿): every item has its points, none above its maximum, and where some were taken off, why.

    One final a scorer; a second is refused. Once settled none is taken any more.
    """
    with transaction.atomic():
        matter, sheet, filled = _open(actor, matter_id, key, subject)
        problems = Problems()
        points, notes = _read(sheet, typed, problems, whole=True)
        _not_delivered(actor, filled, problems)
        problems.refuse()
        entry = Entry(
            events.SHEET_FILLED, clock.today().isoformat(), log.filled(sheet, points, notes), (subject,)
        )
        event = matters.write(actor, matter, entry, "sheet_filled", judged=False)
        drafts.discard_draft(actor, matter.pk, draft_name(key, subject))
        return event


def withdraw(actor: Actor, matter_id: int, key: Key, subject: str, reason: str) -> Event:
    """Take the own final back, with the reason, before it was settled; both stay in the log."""
    with transaction.atomic():
        matter, _, filled = _open(actor, matter_id, key, subject)
        mine = filled.of(actor.person)
        problems = Problems()
        if not reason.strip() or len(reason.strip()) > NOTE:
            problems.add("reason", f"请写明撤回的理由，不超过 {NOTE} 字", "the reason is missing or too long")
        if mine is None:
            problems.add("person", "您没有交过这张评分表的终稿", "there is no final of yours")
        if filled.settled:
            problems.add("settled", _settled_words(filled), "it is settled")
        problems.refuse()
        assert mine is not None
        entry = Entry(
            events.SHEET_WITHDRAWN, clock.today().isoformat(), {"sheet": str(key)}, (subject,), voids=mine.seq,
            reason=reason.strip(),
        )  # fmt: skip
        return matters.write(actor, matter, entry, "sheet_withdrawn", judged=False)


def _open(actor: Actor, matter_id: int, key: Key, subject: str) -> tuple[Matter, Sheet, Filled]:
    """The unit's matter, locked; the sheet that serves it; what stands there. Raises OutOfSight, Refused."""
    matter = access.locked(actor, matter_id)
    if actor.person is None:
        raise Refused([Problem("actor", "账号没有对应的人员，不能评分", "the account stands for no person")])
    if subject not in {row.ref for row in matter.subjects.all()}:
        raise OutOfSight(f"subject {subject}")
    sheet = next((one for one in queries.serving(matter) if log.key_of(one) == key), None)
    standing = tree.standings(matter).get(subject)
    if sheet is None or standing is None or standing.body.name != sheet.score:
        raise OutOfSight(f"sheet {key} for {subject}")
    return matter, sheet, queries.filled_in(matter).get((key, subject), queries.NOTHING)


def _not_delivered(actor: Actor, filled: Filled, problems: Problems) -> None:
    mine = filled.of(actor.person)
    if mine is not None:
        zh = f"您已于 {mine.recorded:%Y-%m-%d} 交了这张评分表的终稿（本案第 {mine.seq} 号），一人一份；要改，先写明理由撤回"
        problems.add("person", zh, f"a final of this scorer stands already (entry {mine.seq})")
    elif filled.settled:
        problems.add("settled", _settled_words(filled), "it is settled")


def _settled_words(filled: Filled) -> str:
    assert filled.settled is not None
    return f"这张评分表已经定分（本案第 {filled.settled.marks.seq} 号），不再收、不再撤终稿"


def _read(
    sheet: Sheet, typed: Typed, problems: Problems, *, whole: bool
) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Points and notes by item; everything that is wrong is noted at its item."""
    leaves = {item.number: item for item in sheet.leaves}
    points: dict[str, Fraction] = {}
    notes: dict[str, str] = {}
    for number in typed.keys() - leaves.keys():
        problems.add(number, f"细则没有要打分的 {number} 项", f"there is no item {number} to be scored")
    for number, item in leaves.items():
        text, note = (part.strip() for part in typed.get(number, ("", "")))
        value = points_in(text)
        if len(note) > NOTE:
            problems.add(
                number, f"{number} {item.label}：说明超过 {NOTE} 字", f"the note exceeds {NOTE} characters"
            )
        if not text and not whole:
            continue
        if value is None:
            zh = (
                f"{number} {item.label}：得分“{text[:12]}”应为 0 至 {in_full(item.full)}，至多两位小数"
                if text
                else f"{number} {item.label}：没有打分"
            )
            problems.add(number, zh, f"item {number}: '{text[:12]}' is no figure")
        elif value > item.full:
            zh = f"{number} {item.label}：得分 {text} 超过满分 {in_full(item.full)}"
            problems.add(number, zh, f"item {number}: {text} is above its maximum {in_full(item.full)}")
        elif value < item.full and not note and whole:
            zh = f"{number} {item.label}：扣了 {in_full(item.full - value)} 分，请写明扣分的依据"
            problems.add(number, zh, f"item {number}: why points were taken off is missing")
        else:
            points[number], notes[number] = value, note
    return points, {number: note for number, note in notes.items() if note}


# ---------------------------------------------------------------- settling


def settle(
    actor: Actor, matter_id: int, key: Key, subject: str, typed: Typed,
    more: Mapping[str, FieldText] | None = None, by: str = "",
) -> Event:  # fmt: skip
    """Settle the points from the finals and record the step that takes them. Where all agree that stands; where they
    differ people say what holds, and why (``typed``), unless the sheet says that the mean is taken.

    ``more``: other fields of the step; ``by``: in which capacity. Answers the entry of the step.
    """
    with transaction.atomic():
        matter, sheet, filled = _open(actor, matter_id, key, subject)
        problems = Problems()
        _ripe(sheet, filled, problems)
        problems.refuse()
        points, notes = means(sheet, filled) if sheet.mean else _decided(sheet, filled, typed, problems)
        problems.refuse()
        step = matters.write(
            actor, matter, _step(actor, matter, sheet, subject, points, more or {}, by), "event_recorded"
        )
        fields = log.settled(sheet, points, notes, tuple(one.seq for one in filled.finals), bool(sheet.mean))
        named = events.event_id(matter.pk, step.seq)
        entry = Entry(events.SHEET_SETTLED, clock.today().isoformat(), fields, (subject,), re=named)
        matters.write(actor, matter, entry, "sheet_settled", judged=False)
        return step


def _ripe(sheet: Sheet, filled: Filled, problems: Problems) -> None:
    if filled.settled:
        problems.add("settled", _settled_words(filled), "it is settled")
    if len(filled.finals) < sheet.scorers:
        zh = f"终稿 {len(filled.finals)} 份，细则要求 {sheet.scorers} 份"
        problems.add("finals", zh, f"{len(filled.finals)} finals, {sheet.scorers} are wanted")
    other = {one.version for one in filled.finals} - {sheet.version}
    if other:
        problems.add(
            "finals", "有终稿是按旧版细则打的，请撤回重交", "a final was made under an earlier version"
        )


def means(sheet: Sheet, filled: Filled) -> tuple[dict[str, Fraction], dict[str, str]]:
    """The exact mean of the finals for each item, with its arithmetic where they differ."""
    points: dict[str, Fraction] = {}
    notes: dict[str, str] = {}
    for item in sheet.leaves:
        given = [one.points[item.number] for one in filled.finals]
        points[item.number] = sum(given, Fraction(0)) / len(given)
        if len(set(given)) > 1:
            notes[item.number] = f"({' + '.join(in_full(one) for one in given)}) ÷ {len(given)}，不进位"
    return points, notes


def _decided(
    sheet: Sheet, filled: Filled, typed: Typed, problems: Problems
) -> tuple[dict[str, Fraction], dict[str, str]]:
    """What all agree on, and for the others what people say, each with its reason."""
    points, notes = filled.agreed(sheet), {}
    for item in filled.differing(sheet):
        text, reason = (part.strip() for part in typed.get(item.number, ("", "")))
        value = points_in(text)
        given = "、".join(in_full(one.points[item.number]) for one in filled.finals)
        if value is None:
            zh = f"{item.number} {item.label}：各评分人不同（{given}），请写定为多少，0 至 {in_full(item.full)}"
            problems.add(item.number, zh, f"item {item.number}: scorers differ, what holds is missing")
        elif value > item.full:
            zh = f"{item.number} {item.label}：{text} 超过满分 {in_full(item.full)}"
            problems.add(
                item.number, zh, f"item {item.number}: {text} is above its maximum {in_full(item.full)}"
            )
        elif not reason or len(reason) > NOTE:
            zh = f"{item.number} {item.label}：各评分人不同（{given}），定为 {text} 的理由请写明，不超过 {NOTE} 字"
            problems.add(item.number, zh, f"item {item.number}: why this holds is missing")
        else:
            points[item.number], notes[item.number] = value, reason
    return points, notes


def _step(
    actor: Actor, matter: Matter, sheet: Sheet, subject: str, points: Mapping[str, Fraction], more: Mapping[str, FieldText], by: str
) -> Entry:  # fmt: skip
    """The entry of the step, held against its words like any other."""
    words, found = queries.words_of(matter), queries.rules_of(matter)
    assert words is not None and found is not None
    fields: dict[str, FieldText] = {**more}
    if sheet.step in found.named:
        fields.setdefault(found.named[sheet.step], sheet.name)
    fields |= {name: in_full(value) for name, value in sheet.sums(points).items() if value is not None}
    capacity = by or next(iter(words.procedure.steps[sheet.step].by), "")
    entry = Entry(
        sheet.step,
        clock.today().isoformat(),
        matters.clean(fields),
        (subject,),
        (capacity,) if capacity else (),
    )
    return matters.checked(actor, matter, entry, ())[0]
