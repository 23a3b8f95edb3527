"""Builds the page of one sheet for one subject: the viewer's own points, the scorers side by side, what is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.timezone import localtime

from zeren.desk.components import Bit, Notice
from zeren.desk.matters.frame import frame
from zeren.desk.scores import tree
from zeren.desk.scores.figures import text_of
from zeren.desk.scores.page import FillPage, ItemRow, MoreField
from zeren.desk.scores.unit import Unit, person_names
from zeren.records.errors import Problem
from zeren.records.scores import acts, queries
from zeren.records.scores.figures import in_full
from zeren.records.scores.log import key_of
from zeren.records.scores.queries import Filled
from zeren.records.scores.sheets import Item, Sheet

POINTS, NOTE, MORE = "p-", "n-", "m-"


def sheet_of(unit: Unit, key: str, subject: str) -> tuple[Sheet, str] | None:
    """The sheet and the reference that an address names; None where it serves no such subject."""
    ref = subject.replace("-", ":")
    standing = unit.standings.get(ref)
    listed = unit.sheets_of(standing) if standing else []
    found = next((sheet for sheet in listed if str(key_of(sheet)) == key), None)
    return (found, ref) if found else None


def page_of(
    unit: Unit, sheet: Sheet, subject: str, notices: tuple[Notice, ...] = (), given: QueryDict | None = None,
    wrong: str = "", problems: Sequence[Problem] = (),
) -> FillPage:  # fmt: skip
    """The page; after a refusal with what was given (``wrong`` names the form) and what is wrong with it."""
    case, filled = unit.case, unit.filled_of(sheet, subject)
    actor = case.actor
    scores = queries.may_score(actor, case.matter)
    mine, open_ = filled.of(actor.person), filled.settled is None
    sees = queries.sees_points(actor, case.matter, sheet, filled)
    names = person_names(filled)
    form = scores and open_ and mine is None
    settles = scores and open_ and len(filled.finals) >= sheet.scorers
    again = given is not None and wrong in ("save", "deliver", "settle")
    typed = typed_in(given, sheet) if again else acts.draft_of(actor, case.matter.pk, key_of(sheet), subject)
    name, post = unit.subjects[subject]
    return FillPage(
        **frame(case, "scores"),
        title=f"{sheet.title}：{name}",
        said=_said(unit, sheet, filled, post),
        action=unit.sheet_url(sheet, subject),
        form=form,
        rows=tuple(_row(unit, sheet, item, filled if sees else queries.NOTHING, typed, problems) for item in sheet.items),
        scorers=tuple(names.get(one.person or 0, one.account) for one in filled.finals) if sees else (),
        hidden="" if sees or not filled.finals else f"已有 {len(filled.finals)} 人交了终稿；您交了终稿，或者 {sheet.scorers} 份交齐以后，才能看别人的分。",
        settles=settles,
        mean=sheet.mean,
        more=_more(unit, sheet, given if wrong == "settle" else None) if settles else (),
        by=_by(unit, sheet, given) if settles else (),
        mine=f"第 {mine.seq} 号　{localtime(mine.recorded):%Y-%m-%d %H:%M}" if mine else "",
        withdrawn=tuple((names.get(one.person or 0, one.account), f"第 {one.seq} 号") for one in filled.withdrawn),
        settled=(f"第 {filled.settled.marks.seq} 号", f"{case.record_url(filled.settled.marks.seq)}") if filled.settled else None,
        back=unit.url(subject),
        wrong=wrong,
        given=given.dict() if given is not None else {},
        notices=notices,
        errors=tuple(dict.fromkeys((_where(problem, wrong), problem.zh) for problem in problems)),
    )  # fmt: skip


def _where(problem: Problem, wrong: str) -> str:
    prefix = "s" if wrong == "settle" else "f"
    return f"{prefix}-{problem.field.replace('.', '-')}"


def typed_in(given: QueryDict, sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Points and notes by item, as they were typed."""
    return {
        item.number: (given.get(POINTS + item.number, ""), given.get(NOTE + item.number, ""))
        for item in sheet.leaves
    }


def _said(unit: Unit, sheet: Sheet, filled: Filled, post: str) -> tuple[tuple[Bit, ...], ...]:
    way = f"取各人平均：{sheet.mean}" if sheet.mean else "有差异的逐项由人定，写明理由"
    return (
        (Bit(light=tree.light_of(sheet, filled)),),
        (Bit(post),) if post else (Bit(f"第 {sheet.version} 版"),),
        (Bit(f"依据 {sheet.basis}"),),
        (Bit(way, tone="dim"),),
    )


def _row(
    unit: Unit,
    sheet: Sheet,
    item: Item,
    filled: Filled,
    typed: Mapping[str, tuple[str, str]],
    problems: Sequence[Problem],
) -> ItemRow:
    leaf = item in sheet.leaves
    sums = [sheet.sum_of(item.number, one.points) for one in filled.finals]
    known = [value for value in sums if value is not None]
    settled = filled.settled
    held = sheet.sum_of(item.number, settled.marks.points) if settled else None
    return ItemRow(
        number=item.number,
        label=item.label,
        depth=item.depth,
        full=in_full(item.full),
        leaf=leaf,
        standard=item.standard,
        cite=unit.cites.chip(unit.pack.ref, item.at, bare=True) if item.at else None,
        given=typed.get(item.number, ("", "")),
        each=tuple(text_of(value) for value in sums),
        apart=len(set(known)) > 1,
        notes=tuple(
            dict.fromkeys(
                (text_of(one.points.get(item.number)), one.notes[item.number])
                for one in filled.finals
                if item.number in one.notes
            )
        ),
        spread=text_of(max(known) - min(known)) if len(set(known)) > 1 else "",
        held=text_of(held) if settled else "",
        why=settled.marks.notes.get(item.number, "") if settled else "",
        wrong="；".join(problem.zh for problem in problems if problem.field == item.number),
    )


def _more(unit: Unit, sheet: Sheet, given: QueryDict | None) -> tuple[MoreField, ...]:
    """The other fields of the step, to be filled in with it."""
    step = unit.case.words.procedure.steps[sheet.step]
    taken = set(sheet.sums({})) | {"subject"}
    named = unit.rules.named.get(sheet.step, "")
    made = []
    for name, declared in step.record.items():
        if name in taken or declared.type not in ("text", "many_of"):
            continue
        words = unit.case.words.list(declared.list or "") if declared.type == "many_of" else None
        chosen = given.getlist(MORE + name) if given is not None else []
        value = given.get(MORE + name, "") if given is not None else sheet.name if name == named else ""
        choices = (
            tuple((item, words.labels.get(item, item), item in chosen) for item in words.items)
            if words
            else ()
        )
        made.append(MoreField(MORE + name, declared.label or name, value, choices))
    return tuple(made)


def more_in(unit: Unit, sheet: Sheet, given: QueryDict) -> dict[str, str | tuple[str, ...]]:
    """The other fields as they were filled in."""
    step = unit.case.words.procedure.steps[sheet.step]
    found: dict[str, str | tuple[str, ...]] = {}
    for name, declared in step.record.items():
        if MORE + name in given:
            many = declared.type == "many_of"
            found[name] = tuple(given.getlist(MORE + name)) if many else given.get(MORE + name, "")
    return found


def _by(unit: Unit, sheet: Sheet, given: QueryDict | None) -> tuple[tuple[str, str, bool], ...]:
    step = unit.case.words.procedure.steps[sheet.step]
    chosen = given.get("by", "") if given is not None else ""
    return tuple((name, unit.case.role(name), name == chosen) for name in step.by) if len(step.by) > 1 else ()
