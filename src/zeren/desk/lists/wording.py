"""One wording for the public: read with the places that may give somebody away, written, reviewed, given back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from zeren.desk import days
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.lists import one
from zeren.desk.lists.door import Seen
from zeren.desk.lists.page import HistoryLine, MoveForm, StepLine
from zeren.desk.lists.public_page import Piece, Said, WordingPage
from zeren.desk.matters.form import PREFIX, FormField
from zeren.records.errors import Problem
from zeren.records.lists import publishing, report, reviewing
from zeren.records.lists.changes import PUBLISHING
from zeren.records.lists.columns import PART, PUBLIC, ListColumn
from zeren.records.lists.giveaways import Giveaway
from zeren.records.lists.models import ListedPart, ListedProblem
from zeren.records.lists.people import people_of
from zeren.records.lists.publishing import Worded
from zeren.records.organs.models import Organ

LONG_TEXTS = ("public", "opening", "closing", "contact")
HINTS = {
    "public": "第一段写问题，另起一段写整改情况；不写姓名、线索和反映人。最多 2000 字。",
    "title": "如：关于巡察整改情况的公布",
    "period": "如：2026年7月至10月",
    "opening": "说明哪次巡视巡察、何时反馈；最多 2000 字",
    "contact": "供干部群众反映意见的电话、地址、电子邮箱",
}
SECOND_LOOK = "为什么可以公开（有 {} 处请再看一遍）"


def page(
    seen: Seen,
    unit: Organ,
    row: Worded | None,
    number: int,
    given: Mapping[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
    notices: Sequence[Notice] = (),
    tried: tuple[str, str] = ("", ""),
) -> WordingPage:
    """The wording of a problem, or of what stands around them (``number`` 0; None: nothing was written yet).
    ``tried``: the move that was refused, and the reason given with it."""
    stands = publishing.wording(row) if row is not None else dict.fromkeys(PART, "")
    places = reviewing.places(row, people_of(unit).values()) if row is not None else {}
    before, after = _neighbours(seen, unit.pk, number)
    return WordingPage(
        head=_head(seen, unit, number, row),
        action=seen.wording_url(unit.pk, number),
        said=_said(stands, places),
        fields=_fields(given or stands, problems) if seen.writes else (),
        steps=_steps(seen, row),
        moves=_moves(seen, row, sum(map(len, places.values()))),
        history=_history(seen, unit.pk, number),
        asked=tuple(dict.fromkeys(f"“{p.text}”　{p.kind}" for found in places.values() for p in found)),
        problem=row.text if isinstance(row, ListedProblem) else "",
        problem_url=seen.problem_url(row) if isinstance(row, ListedProblem) else "",
        seen=digest(stands),
        tried=tried[0],
        reason=tried[1],
        edits=given is not None or not any(stands.values()) or seen.lists.own,
        hint="" if seen.lists.own else "改写的人不能审核，由别人审核",
        back=Link("公开稿", seen.public_url(unit.pk)),
        notices=tuple(notices),
        errors=tuple((problem.field, problem.zh) for problem in problems),
        before=before,
        after=after,
        turn="要写的" if seen.lists.own else "等待审核的",
    )


def digest(stands: Mapping[str, str]) -> str:
    """Which words a page showed: a review is only of those."""
    return hashlib.sha256("\0".join(f"{name}={text}" for name, text in stands.items()).encode()).hexdigest()


def given_of(post: Mapping[str, str], columns: Mapping[str, ListColumn]) -> dict[str, str]:
    """What was typed, by column, with plain line ends and without the tabs that come with pasted text."""
    typed = {name: str(post.get(PREFIX + name, "")) for name in columns}
    return {name: text.replace("\r\n", "\n").replace("\t", " ").strip() for name, text in typed.items()}


def columns_of(number: int) -> Mapping[str, ListColumn]:
    """The columns of a problem's wording, or of what stands around."""
    return PUBLIC if number else PART


def _head(seen: Seen, unit: Organ, number: int, row: Worded | None) -> Head:
    crumbs = (
        Link(seen.lists.matter.number, seen.matter_url),
        Link("三个清单", seen.url()),
        Link("公开稿", seen.public_url(unit.pk)),
    )
    title = f"第 {number} 号问题的公开表述" if number else "公开稿的标题、开头、结尾"
    state = (
        "已审核"
        if row is not None and row.reviewed_on
        else report.waits(row)
        if row is not None
        else "没有写"
    )
    return Head(title, crumbs, sub=((Bit(unit.name),), (Bit(str(state), strong=True),)))


def _fields(values: Mapping[str, str], problems: tuple[Problem, ...]) -> tuple[FormField, ...]:
    wrong = {problem.field: problem.zh for problem in problems}
    columns = PUBLIC if "public" in values else PART
    return tuple(
        FormField(
            name, column.label, "text" if name in LONG_TEXTS else "line", values.get(name, ""),
            required=name in ("public", *publishing.NEEDED), hint=HINTS.get(name, ""), error=wrong.get(name, ""),
        )
        for name, column in columns.items()
    )  # fmt: skip


def _said(stands: Mapping[str, str], places: Mapping[str, tuple[Giveaway, ...]]) -> tuple[Said, ...]:
    several = len(stands) > 1
    return tuple(
        Said(PART[name].label if several else "", _paragraphs(text, places.get(name, ())))
        for name, text in stands.items()
        if text
    )


def _paragraphs(text: str, places: Sequence[Giveaway]) -> tuple[tuple[Piece, ...], ...]:
    """The text in paragraphs, each in pieces; a place never spans two paragraphs."""
    found: list[list[Piece]] = [[]]
    at = 0
    for place in (*places, None):
        plain = text[at : place.start if place else len(text)]
        for turn, line in enumerate(plain.split("\n")):
            if turn:
                found.append([])
            if line:
                found[-1].append(Piece(line))
        if place:
            found[-1].append(Piece(place.text, place.kind))
            at = place.end
    return tuple(tuple(pieces) for pieces in found if pieces)


# ---------------------------------------------------------------- writing, reviewing


def _steps(seen: Seen, row: Worded | None) -> tuple[StepLine, ...]:
    worded = publishing.worded(row)
    returned = worded and row is not None and bool(row.public_note)
    reviewed = row is not None and row.reviewed_on is not None
    day = days.in_cell(row.reviewed_on, seen.today) if row is not None and row.reviewed_on else ""
    return (
        StepLine(
            "写表述", "done" if worded and not returned else "now", "",
            f"退回：{row.public_note}" if returned and row is not None else "整改单位或者派出机关写",
        ),
        StepLine(
            "审核", "done" if reviewed else "now" if worded and not returned else "", day,
            "派出机关；写过的人不审核；改一个字就重新审核",
        ),
        StepLine("进入公开稿", "done" if reviewed else ""),
    )  # fmt: skip


def _moves(seen: Seen, row: Worded | None, places: int) -> tuple[MoveForm, ...]:
    """Reviewing and giving back, for the sending organ."""
    if seen.lists.own or not seen.writes or row is None or not publishing.worded(row):
        return ()
    back = MoveForm("publish_return", "退回修改", "退回", "要改什么", "已经审核的，退回以后不在公开稿里")
    if row.reviewed_on:
        return (back,)
    mine = publishing.had_a_hand(row, seen.actor.account, seen.actor.person)
    cannot = "您写过这段文字，由别人审核" if mine else _lacks(row)
    review = MoveForm(
        "publish_review", "审核，可以公开", "审核，可以公开",
        SECOND_LOOK.format(places) if places else "", "" if places else "审核以后进入公开稿",
        main=True, cannot=cannot,
    )  # fmt: skip
    return review, back


def _lacks(row: Worded) -> str:
    if not isinstance(row, ListedPart):
        return ""
    missing = "、".join(PART[name].label for name in publishing.NEEDED if not getattr(row, name))
    return f"缺{missing}" if missing else ""


def _history(seen: Seen, unit: int, number: int) -> tuple[HistoryLine, ...]:
    return one.history(
        seen,
        unit,
        number,
        only=lambda change: change.move in PUBLISHING or bool({"public", *PART} & set(change.set)),
    )


def turns(seen: Seen, unit: int) -> list[int]:
    """The problems whose wording waits for the viewer: to be reviewed by the organ, to be written by the unit."""
    mine = (report.Waits.RETURNED, report.Waits.WORDS) if seen.lists.own else (report.Waits.REVIEW,)
    return sorted(row.number for row, why in report.left_out(seen.lists, unit) if why in mine)


def _neighbours(seen: Seen, unit: int, number: int) -> tuple[str, str]:
    """Those before and after it, so that one goes from one to the next."""
    waiting = turns(seen, unit)
    before = [n for n in waiting if n < number]
    after = [n for n in waiting if n > number]
    return (
        seen.wording_url(unit, before[-1]) if before else "",
        seen.wording_url(unit, after[0]) if after else "",
    )
