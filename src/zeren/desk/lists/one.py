"""One problem or one task: what is said of it, the step on the way to closing that may be done now, what was done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from zeren.desk import days
from zeren.desk.components import Bit, Button, Head, Link, Notice
from zeren.desk.lists import forms, states
from zeren.desk.lists.build import Asked, Builder
from zeren.desk.lists.door import Seen
from zeren.desk.lists.page import HistoryLine, MoveForm, OnePage, StepLine
from zeren.norms.model import FieldText
from zeren.records import refs
from zeren.records.errors import Problem
from zeren.records.lists import queries
from zeren.records.lists.board import ON_THE_WAY
from zeren.records.lists.changes import Change, Move
from zeren.records.lists.columns import columns_of, settable
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.lists.queries import Laid

MOVE_WORDS = {
    Move.APPLY: "申请销号",
    Move.CLOSE: "审核，销号",
    Move.RETURN: "退回",
    Move.REOPEN: "回访后重开",
    Move.VOID: "撤销",
    Move.JUDGE: "核看",
    Move.PUBLISH_REVIEW: "公开表述，审核",
    Move.PUBLISH_RETURN: "公开表述，退回",
}
EVERYTHING = Asked("", {}, "", None, "", 1)


def problem_page(
    seen: Seen,
    problem: ListedProblem | None,
    unit: int,
    given: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
    notices: Sequence[Notice] = (),
) -> OnePage:
    """A problem; None: a new one."""
    names = seen.names(unit)
    values = given if given is not None else forms.values_of(problem, names, queries.Who())
    may = seen.changes(problem)
    units = tuple((str(u.pk), u.short or u.name, u.pk == unit) for u in seen.lists.units)
    return OnePage(
        head=_problem_head(seen, problem),
        action=seen.problem_url(problem) if problem else seen.url("list-problem-new"),
        facts=() if may else _facts(False, values),
        fields=forms.fields_of(False, values, problems, there=problem is not None, own=seen.lists.own)
        if may
        else (),
        history=history(seen, unit, problem.number) if problem else (),
        notices=tuple(notices),
        errors=_errors(problems),
        moves=_problem_moves(seen, problem),
        tasks=_tasks_of(seen, problem) if problem else (),
        units=units if problem is None and len(units) > 1 else (),
        back=Link("三个清单", seen.url()),
        add=_adding(seen, problem),
        save="保存" if problem else "登记",
    )


def _problem_head(seen: Seen, problem: ListedProblem | None) -> Head:
    crumbs = (*_crumbs(seen), Link("三个清单", seen.url()))
    if problem is None and seen.lists.own:
        said = "本单位自查发现的；时限由本单位自定，不按条文的期限核对"
        return Head("登记自查问题", crumbs, sub=((Bit(said),),))
    if problem is None:
        return Head("登记问题", crumbs, sub=((Bit("登记以后由整改单位分解任务、落实到人"),),))
    public = Button("公开表述", seen.wording_url(problem.unit_id, problem.number))
    title = f"第 {problem.number} 号问题　{_short(problem.text)}"
    found = ((Bit("自查", strong=True), Bit("　时限由单位自定")),) if problem.self_found else ()
    return Head(title, crumbs, sub=((Bit(problem.unit.name),), *found), buttons=(public,))


def _crumbs(seen: Seen) -> tuple[Link, ...]:
    return (Link(seen.lists.matter.number, seen.matter_url),)


def _adding(seen: Seen, problem: ListedProblem | None) -> Button | None:
    if problem is None or not seen.writes:
        return None
    return Button("加一项任务", seen.url("list-task-new", problem.unit_id, problem.number), key="N")


def _problem_moves(seen: Seen, problem: ListedProblem | None) -> tuple[MoveForm, ...]:
    if problem is None or not seen.changes(problem):
        return ()
    return (MoveForm("void", "撤销误录的问题", "撤销", "理由", "它的任务一同撤销；撤销前后都留在记录里"),)


def _tasks_of(seen: Seen, problem: ListedProblem) -> tuple[object, ...]:
    rows = list(
        queries.tasks_of(seen.lists).filter(problem=problem).order_by("number").select_related("problem")
    )
    builder = Builder(seen, EVERYTHING)
    who, papers = queries.who_of(rows), queries.papers_of(rows)
    return tuple(
        builder.line(row, who.get(row.pk, queries.Who()), len(papers.get(row.pk, ()))) for row in rows
    )


# ---------------------------------------------------------------- a task


def task_page(
    seen: Seen,
    problem: ListedProblem,
    task: ListedTask | None,
    given: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
    notices: Sequence[Notice] = (),
) -> OnePage:
    """A task; None: a new one of the problem."""
    names = seen.names(problem.unit_id)
    values = given if given is not None else forms.values_of(task, names, forms.who_of(task))
    may = seen.writes and (task is None or task.standing in ON_THE_WAY)
    before, after = _neighbours(seen, task) if task else ("", "")
    return OnePage(
        head=_task_head(seen, problem, task),
        action=seen.task_url(task) if task else seen.url("list-task-new", problem.unit_id, problem.number),
        facts=() if may else _facts(True, values),
        fields=forms.fields_of(True, values, problems, there=task is not None) if may else (),
        history=history(seen, problem.unit_id, problem.number, task.number) if task else (),
        notices=tuple(notices),
        errors=_errors(problems),
        steps=_steps(seen, task) if task else (),
        moves=_moves(seen, task) if task else (),
        papers=_papers(seen, task) if task else (),
        people=tuple(names.offered),
        gives_papers=may and task is not None,
        back=Link(f"第 {problem.number} 号问题", seen.problem_url(problem)),
        before=before,
        after=after,
        save="保存" if task else "登记任务",
        said=(Bit(problem.text),),
    )


def _day_words(task: ListedTask, today: date) -> str:
    """The day it was done, then the day it had to be; of one that is not done the latter alone."""
    due = states.day_word(task, today)
    if task.standing not in states.FINISHED or task.done is None:
        return due
    return f"{days.in_cell(task.done, today)}" + (f"　时限 {due}" if task.due else "")


def _task_head(seen: Seen, problem: ListedProblem, task: ListedTask | None) -> Head:
    crumbs = (
        *_crumbs(seen),
        Link("三个清单", seen.url()),
        Link(f"第 {problem.number} 号问题", seen.problem_url(problem)),
    )
    if task is None:
        return Head("登记任务", crumbs, sub=((Bit(problem.unit.name),), (Bit(problem.text),)))
    word, note = states.closing(task, seen.today)
    sub = [
        (Bit(problem.unit.name),),
        (
            Bit(light=states.light(task, seen.today, seen.calendar)),
            Bit(f"　{_day_words(task, seen.today)}"),
        ),
        (Bit(f"{word}　{note}".strip(), strong=True),),
    ]
    if task.extended:
        sub.append((Bit(f"延期 {task.extended} 次"),))
    if task.reopened:
        sub.append((Bit(f"重开 {task.reopened} 次"),))
    return Head(f"任务 {problem.number}-{task.number}　{_short(task.text)}", crumbs, sub=tuple(sub))


def _neighbours(seen: Seen, task: ListedTask) -> tuple[str, str]:
    """The tasks before and after it that stand as it does: whoever examines goes from one to the next."""
    rows = queries.tasks_of(seen.lists).filter(standing=task.standing)
    rows = rows.select_related("problem")
    before = rows.filter(pk__lt=task.pk).order_by("-pk").first()
    after = rows.filter(pk__gt=task.pk).order_by("pk").first()
    return (seen.task_url(before) if before else "", seen.task_url(after) if after else "")


def _steps(seen: Seen, task: ListedTask) -> tuple[StepLine, ...]:
    """完成 → 单位申请 → 审核 → 销号."""
    if task.standing == Standing.LONG:
        return (
            StepLine("长期坚持", "now", f"阶段 {task.stage}" if task.stage else "", "按阶段记，不申请销号"),
        )
    applied = task.standing in (Standing.APPLIED, Standing.CLOSED)
    closed = task.standing == Standing.CLOSED
    return (
        StepLine("完成", "done" if task.done else "now", _day_or_none(task.done, seen.today)),
        StepLine(
            "单位申请",
            "done" if applied else "now" if task.done else "",
            _day_or_none(task.applied_on, seen.today) if applied else "",
        ),
        StepLine(
            "审核", "done" if closed else "now" if applied else "", "", "派出机关；申请人、责任人不审核自己的"
        ),
        StepLine(
            "销号", "done" if closed else "", _day_or_none(task.closed_on, seen.today) if closed else ""
        ),
    )


def _day_or_none(day: date | None, today: date) -> str:
    return days.in_cell(day, today) if day else ""


def _moves(seen: Seen, task: ListedTask) -> tuple[MoveForm, ...]:
    if not seen.writes:
        return ()
    of_organ = not seen.lists.own
    found = []
    if task.standing in (Standing.OPEN, Standing.RETURNED, Standing.DONE):
        lacks = _lacks(task)
        found.append(
            MoveForm(
                "apply", "申请销号", "申请销号", hint="申请以后由派出机关审核", main=not lacks, cannot=lacks
            )
        )
    if task.standing == Standing.APPLIED and of_organ:
        found.append(MoveForm("close", "审核佐证，销号", "销号", main=True))
        found.append(MoveForm("return", "退回", "退回重做", "缺什么"))
    if task.standing == Standing.CLOSED and of_organ:
        found.append(MoveForm("reopen", "回访发现没有改到位", "重开", "回访时看到什么"))
    if task.standing in ON_THE_WAY:
        found.append(MoveForm("void", "撤销误录的任务", "撤销", "理由", "撤销前后都留在记录里"))
    return tuple(found)


def _lacks(task: ListedTask) -> str:
    has_papers = bool(queries.papers_of([task]))
    missing = [
        word for word, there in (("完成日", task.done), ("佐证", task.evidence or has_papers)) if not there
    ]
    return f"缺{'、'.join(missing)}，补上以后才能申请" if missing else ""


def _papers(seen: Seen, task: ListedTask) -> tuple[Link, ...]:
    return tuple(
        Link(paper.name, seen.url("list-paper", paper.pk))
        for paper in queries.papers_of([task]).get(task.pk, ())
    )


# ---------------------------------------------------------------- words


def _facts(task: bool, values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """What stands in the row, for who only looks."""
    shown = columns_of(task).values()
    yes = {"yes": "是"}
    return tuple((c.label, yes.get(values[c.name], values[c.name])) for c in shown if values.get(c.name))


def _errors(problems: tuple[Problem, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((problem.field, problem.zh) for problem in problems)


def history(
    seen: Seen, unit: int, problem: int, task: int = 0, only: Callable[[Change], bool] = lambda _: True
) -> tuple[HistoryLine, ...]:
    """What was done, the newest first; ``only`` the changes it says."""
    laid = [one for one in queries.history(seen.lists.matter, unit, problem, task) if only(one.change)]
    named = {ref for one in laid for text in one.change.set.values() for ref in _refs(text)}
    named |= {f"person:{one.person}" for one in laid if one.person}
    names = refs.names_of(named)
    return tuple(_history_line(seen, one, names) for one in reversed(laid))


def _refs(text: FieldText) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else ()


def _history_line(seen: Seen, laid: Laid, names: dict[str, str]) -> HistoryLine:
    who = names.get(f"person:{laid.person}", laid.account)
    change = laid.change
    what = MOVE_WORDS[change.move] if change.move else "填写"
    # What was reviewed stands in the entry that wrote it.
    lines = () if change.move else _set_lines(change, names)
    return HistoryLine(laid.seq, days.in_cell(laid.on, seen.today), who, what, lines, laid.reason)


def _set_lines(change: Change, names: dict[str, str]) -> tuple[tuple[str, str], ...]:
    columns = settable(change.problem, change.task)
    lines = []
    for name, text in change.set.items():
        words = "、".join(names.get(ref, ref) for ref in text) if isinstance(text, tuple) else text
        lines.append((columns[name].label, {"yes": "是", "": "（空）"}.get(words, words)))
    return tuple(lines)


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
