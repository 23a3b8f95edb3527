"""Holding changes against the lists as they stand: only the false is refused, each with its place.

False: a task due before its problem was found, a responsible person of another unit, a closing without evidence, a
closing by one's own hand. An intermediate state is told by the lists themselves.
"""

from __future__ import annotations

from datetime import date

from zeren.norms.model import FieldText
from zeren.records import clock, refs
from zeren.records.errors import Problems
from zeren.records.lists import giveaways, reviewing
from zeren.records.lists.board import ON_THE_WAY
from zeren.records.lists.changes import PUBLISHING, Change, Key, Move
from zeren.records.lists.columns import PART, PUBLIC, ListColumn, columns_of, settable
from zeren.records.lists.held import Held
from zeren.records.lists.models import ListedPart, ListedProblem, ListedTask, Responsible, Standing, TaskPaper

MOST = 20_000
"""Changes that one entry takes."""


def check(held: Held, change: Change, problems: Problems, row: int | None = None) -> None:
    """Note what is false in one change."""
    there = held.board.at(change)
    if held.own and not change.task and not _is_theirs(change, there):
        zh = "问题清单由派出机关登记，单位不改"
        if there is None and change.move is None:
            zh += "；本单位自查发现的，标明“自查”"
        problems.add(
            "problem", zh, "the problems are the sending organ's, but for what a unit found itself", row
        )
        return
    if change.move in PUBLISHING:
        reviewing.check(held, change, there, problems, row)
        return
    if change.move:
        _check_move(held, change, there, problems, row)
        return
    _check_there(held, change, there, problems, row)
    for name, text in change.set.items():
        _check_value(held, change, name, text, problems, row)
    if change.task:
        _check_days(held, change, there, problems, row)


def _is_theirs(change: Change, there: ListedProblem | ListedTask | ListedPart | None) -> bool:
    """What a unit may say of a problem: its words for the public; and all of one that it found itself."""
    if _for_the_public(change):
        return True
    if there is None:
        return bool(change.problem) and change.move is None and change.set.get("self_found") == "yes"
    return isinstance(there, ListedProblem) and there.self_found


def _for_the_public(change: Change) -> bool:
    """Only words for the public: those are the unit's to write too."""
    words = PUBLIC if change.problem else PART
    only_words = bool(change.set) and set(change.set) <= set(words)
    return change.move in PUBLISHING or (change.move is None and only_words)


def _check_there(
    held: Held,
    change: Change,
    there: ListedProblem | ListedTask | ListedPart | None,
    problems: Problems,
    row: int | None,
) -> None:
    """That the problem of a task is there, that a new row has its text, that a closed one is not rewritten."""
    parent = held.board.problems.get((change.unit, change.problem, 0))
    if change.task and (parent is None or parent.void):
        zh = f"没有第 {change.problem} 号问题"
        problems.add("problem", zh, f"there is no problem {change.problem}", row)
    if there is None and change.problem and not change.set.get("text"):
        zh = f"缺“{columns_of(change.task)['text'].label}”"
        problems.add("text", zh, "'text' is missing", row)
    if isinstance(there, ListedTask) and there.standing not in ON_THE_WAY:
        word = Standing(there.standing).label
        problems.add(
            "standing", f"{word}的任务不能再改", f"a task that is {there.standing} stays as it is", row
        )
    if isinstance(there, ListedProblem) and "self_found" in change.set:
        zh = "登记以后不改是不是自查；登记错的，撤销后另行登记"
        problems.add("self_found", zh, "where a problem comes from stays as it was entered", row)
    if isinstance(there, ListedProblem) and there.void:
        problems.add("problem", "已经撤销的问题不能再改", "a problem that was voided stays as it is", row)


def _check_value(
    held: Held, change: Change, name: str, text: FieldText, problems: Problems, row: int | None
) -> None:
    column = settable(change.problem, change.task).get(name)
    if column is None:
        problems.add(name, "表上没有这一栏", f"there is no column '{name}'", row)
    elif isinstance(text, tuple) and column.kind not in ("people", "papers"):
        problems.add(name, f"“{column.label}”只能是一项文字", f"'{name}' takes one text", row)
    elif column.required and not text:
        problems.add(name, f"“{column.label}”不能为空", f"'{name}' can't be empty", row)
    elif column.kind == "people":
        _check_people(held, change, column, text, problems, row)
    elif column.kind == "papers":
        _check_papers(held, column, text, problems, row)
    elif column.kind == "day":
        _check_day(column, str(text), problems, row)
    elif len(str(text)) > column.longest:
        problems.add(name, f"“{column.label}”超过 {column.longest} 字", f"longer than {column.longest}", row)
    elif (name in PUBLIC or name in PART) and giveaways.unseen(str(text)):
        zh = f"“{column.label}”里有看不见的字符，请去掉再保存"
        problems.add(name, zh, f"'{name}' holds signs that nobody sees", row)


def _check_people(
    held: Held, change: Change, column: ListColumn, text: FieldText, problems: Problems, row: int | None
) -> None:
    of_unit = held.people.get(change.unit, {})
    for ref in _texts(text):
        parsed = refs.parse(ref)
        if parsed is None or parsed[0] != "person" or parsed[1] not in of_unit:
            zh = f"“{column.label}”应为整改单位的人员"
            problems.add(column.name, zh, "somebody of the unit is expected", row)


def _check_papers(
    held: Held, column: ListColumn, text: FieldText, problems: Problems, row: int | None
) -> None:
    for ref in _texts(text):
        parsed = refs.parse(ref)
        if parsed is None or parsed[0] != "attachment" or parsed[1] not in held.papers:
            problems.add(column.name, "没有这份材料", "there is no such paper", row)


def _check_day(column: ListColumn, text: str, problems: Problems, row: int | None) -> None:
    if not text:
        return
    try:
        day = date.fromisoformat(text)
    except ValueError:
        problems.add(
            column.name, f"“{text}”不是日期，应为年-月-日", f"'{text}' is no day, expected YYYY-MM-DD", row
        )
        return
    if column.name != "due" and day > clock.today():
        zh = f"“{column.label}”{day} 晚于今日（{clock.today()}）"
        problems.add(column.name, zh, f"{day} lies after today ({clock.today()})", row)


def _check_days(
    held: Held,
    change: Change,
    there: ListedProblem | ListedTask | ListedPart | None,
    problems: Problems,
    row: int | None,
) -> None:
    """A task is neither due nor done before its problem was found; a later day needs its reason."""
    parent = held.board.problems.get((change.unit, change.problem, 0))
    for name in ("due", "done"):
        day = _day(change.set.get(name, ""))
        if day and parent and parent.found and day < parent.found:
            label = columns_of(1)[name].label
            zh = f"“{label}”{day} 早于问题的发现日 {parent.found}"
            problems.add(name, zh, f"{day} lies before the problem was found ({parent.found})", row)
    due, before = _day(change.set.get("due", "")), getattr(there, "due", None)
    if due and before and due > before and not change.reason.strip():
        zh = f"完成时限由 {before} 延至 {due}，须写明理由"
        problems.add("reason", zh, f"a later day than {before} needs its reason", row)


def _day(text: FieldText) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


def _texts(text: FieldText) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) and text else tuple(text)


# ---------------------------------------------------------------- moves


def _check_move(
    held: Held,
    change: Change,
    there: ListedProblem | ListedTask | ListedPart | None,
    problems: Problems,
    row: int | None,
) -> None:
    assert change.move is not None
    if there is None:
        problems.add("task", "没有这一项", "there is no such entry", row)
        return
    if isinstance(there, ListedPart):
        problems.add("problem", "公开稿的文字不撤销，改写即可", "the report's words are written anew", row)
    elif change.move is Move.VOID:
        _check_void(held, change, there, problems, row)
    elif not isinstance(there, ListedTask):
        problems.add("task", "销号按任务办理", "tasks are closed, not problems", row)
    else:
        _check_standing(change.move, there, problems, row)
        _check_reason(change, problems, row)
        if change.move in (Move.APPLY, Move.CLOSE):
            _check_evidence(held, there, problems, row)
        if change.move is not Move.APPLY:
            _check_examiner(held, there, problems, row)


FROM = {
    Move.APPLY: (Standing.OPEN, Standing.RETURNED, Standing.DONE),
    Move.CLOSE: (Standing.APPLIED,),
    Move.RETURN: (Standing.APPLIED,),
    Move.REOPEN: (Standing.CLOSED,),
    Move.JUDGE: tuple(set(Standing) - {Standing.VOID}),
}
WORDS = {
    Move.APPLY: "申请销号",
    Move.CLOSE: "销号",
    Move.RETURN: "退回",
    Move.REOPEN: "重开",
    Move.VOID: "撤销",
}


def _check_standing(move: Move, task: ListedTask, problems: Problems, row: int | None) -> None:
    if task.standing not in FROM[move]:
        zh = f"{WORDS[move]}不适用于“{Standing(task.standing).label}”的任务"
        problems.add("standing", zh, f"can't {move} a task that is {task.standing}", row)


ASKED = {Move.RETURN: "缺什么", Move.REOPEN: "回访时看到什么", Move.JUDGE: "核看的情况"}
"""What has to be written with a move."""


def _check_reason(change: Change, problems: Problems, row: int | None) -> None:
    asked = ASKED.get(change.move) if change.move else None
    if asked and not change.reason.strip():
        problems.add("reason", f"请写明{asked}", "write what is asked for", row)
    if len(change.reason) > 400:
        problems.add("reason", "说明超过 400 字", "longer than 400", row)


def _check_evidence(held: Held, task: ListedTask, problems: Problems, row: int | None) -> None:
    """对账销号: what is closed has a day on which it was done and evidence of it."""
    if not task.done:
        problems.add("done", "没有完成日，不能销号", "without the day it was done it can't be closed", row)
    if not task.evidence and not TaskPaper.objects.filter(task=task).exists():
        problems.add("evidence", "没有佐证，不能销号", "without evidence it can't be closed", row)


def _check_examiner(held: Held, task: ListedTask, problems: Problems, row: int | None) -> None:
    """Who examines is of the organ that handles the matter, did not apply, and does not answer for the task."""
    if held.own:
        problems.add("actor", "审核由派出机关办理", "examining is the sending organ's", row)
        return
    person = held.actor.person
    answers = person is not None and Responsible.objects.filter(task=task, person=person).exists()
    # Two accounts of one person are one applicant.
    applied = task.applied_by == held.actor.account or (person is not None and task.applicant == person)
    if answers or applied:
        zh = "责任人、申请人不能审核自己的任务"
        problems.add("actor", zh, "who applied or answers for a task can't examine it", row)


def _check_void(
    held: Held, change: Change, there: ListedProblem | ListedTask, problems: Problems, row: int | None
) -> None:
    if not change.reason.strip() or len(change.reason) > 400:
        problems.add("reason", "撤销须写明理由，不超过 400 字", "a void needs its reason", row)
    if isinstance(there, ListedTask) and there.standing not in ON_THE_WAY:
        word = Standing(there.standing).label
        problems.add(
            "standing", f"{word}的任务不能撤销", f"a task that is {there.standing} can't be voided", row
        )
    if isinstance(there, ListedProblem) and (there.void or _any_closed(held, change.key)):
        problems.add(
            "standing", "有任务申请了销号或者已销号，不能撤销问题", "some of its tasks were closed", row
        )


def _any_closed(held: Held, key: Key) -> bool:
    of_it = (task for found, task in held.board.tasks.items() if found[:2] == key[:2])
    return any(task.standing in (Standing.APPLIED, Standing.CLOSED) for task in of_it)
