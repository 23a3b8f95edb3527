"""Candidates with their answers: as rows of a page, as lines of a workbook; which of them a look shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zeren.desk import links
from zeren.desk.citing import Citer
from zeren.desk.precheck import build
from zeren.desk.precheck.naming import Candidate
from zeren.desk.precheck.page import CandidateRow, LineView
from zeren.papers.excel.writing import Heading
from zeren.records.actor import Actor
from zeren.records.precheck import queries
from zeren.records.precheck.everybody import Standing
from zeren.records.precheck.model import Answer, Weight
from zeren.records.precheck.rules import INTENTS

LOOKS = {"": "全部", "bar": "有限制", "open": "待查明", "to_do": "提交前要办", "free": "没有限制"}
OF_EVERYBODY = {
    "": "全部", "bar": "有限制", "open": "待查明", "to_do": "提交前要办", "lacks": "只缺记录", "free": "没有限制",
}  # fmt: skip
"""Most cadres have no record yet: who is undetermined by that alone stands apart from who is by something recorded."""
HEADINGS = (
    Heading("人选", 10), Heading("人员代码", 12), Heading("单位", 20), Heading("拟任职务", 26), Heading("事项", 10),
    Heading("核查日", 12), Heading("结果", 10), Heading("类别", 10), Heading("内容", 34), Heading("依据", 30),
    Heading("来源记录", 24), Heading("自", 12), Heading("至", 18), Heading("当日怎样", 34), Heading("谁能解除、补、办", 40),
    Heading("缺什么", 30),
)  # fmt: skip


def looks(look: str, answer: Answer) -> bool:
    """Whether somebody belongs to a look: with bars, with what is open, with steps to do, or free of all three."""
    if look == "free":
        return not answer.of(Weight.BAR, Weight.OPEN, Weight.TO_DO)
    return not look or bool(answer.of(Weight(look)))


def looks_of_everybody(look: str, one: Standing) -> bool:
    """The same of everybody: free is alone who lacks no record either."""
    if look in ("lacks", "free"):
        return not one.of(Weight.BAR, Weight.OPEN, Weight.TO_DO) and bool(one.lacks) is (look == "lacks")
    return not look or bool(one.of(Weight(look)))


def rows_of(
    actor: Actor, pairs: Sequence[tuple[Candidate, Answer]], *, folded: bool = False
) -> tuple[CandidateRow, ...]:
    """The rows of a page, in the order given; ``folded``: the records that are lacking in one line."""
    citer = build.citer_of([answer for _, answer in pairs])
    persons = queries.named(actor, [candidate.asked.person for candidate, _ in pairs])
    return tuple(
        _row(candidate, answer, persons[candidate.asked.person], citer, folded) for candidate, answer in pairs
    )


def _row(candidate: Candidate, answer: Answer, person: Any, citer: Citer, folded: bool) -> CandidateRow:
    asked = candidate.asked
    lacks = [line for line in answer.open if folded and not line.norm]
    open_ = [line for line in answer.open if line not in lacks]
    given = [(name, text) for name, text in asked.fields.items()]
    address = links.with_query(
        links.named("precheck-one", person.pk), ("intent", asked.intent), ("day", asked.day.isoformat()),
        ("post", candidate.post if asked.post is None else ""), *given,
    )  # fmt: skip
    return CandidateRow(
        id=str(candidate.row), light=build.light_of(answer), name=person.name, url=address,
        now=build.organ_words(person), post=candidate.post, intent=INTENTS[asked.intent], day=asked.day.isoformat(),
        bars=build.views(answer.bars, asked, citer), open=build.views(open_, asked, citer),
        to_do=len(answer.of(Weight.TO_DO)), hints=build.hints(answer, citer), lacks=build.lacking(lacks, citer),
    )  # fmt: skip


def lines_of(actor: Actor, pairs: Sequence[tuple[Candidate, Answer]]) -> list[list[Any]]:
    """The lines of a workbook: one a norm, one for who has none."""
    citer = build.citer_of([answer for _, answer in pairs])
    persons = queries.named(actor, [candidate.asked.person for candidate, _ in pairs])
    return [cells for pair in pairs for cells in _cells(*pair, persons[pair[0].asked.person], citer)]


def _cells(candidate: Candidate, answer: Answer, person: Any, citer: Citer) -> list[list[Any]]:
    asked = candidate.asked
    head = [
        person.name, person.code, build.organ_words(person), candidate.post, INTENTS[asked.intent], asked.day,
        build.light_of(answer).words,
    ]  # fmt: skip
    lines = [
        *build.views(answer.lines, asked, citer),
        *build.hints(answer, citer)[len(answer.of(Weight.HINT)) :],
    ]
    return [[*head, *_line(line)] for line in lines] or [head]


def _line(line: LineView) -> list[str]:
    cite = line.cite.label if line.cite else ""
    return [
        line.light.words, line.what, cite, line.source.text, line.since, line.until, line.note, line.who, line.missing,
    ]  # fmt: skip
