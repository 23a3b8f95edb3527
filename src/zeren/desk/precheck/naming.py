"""From the rows of a list to questions: who is meant, which post; what can't be read is told at its row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from zeren.desk.precheck import sheet
from zeren.desk.typed import day as read_day
from zeren.papers.excel.columns import Problem
from zeren.papers.excel.reading import Row
from zeren.records.actor import Actor
from zeren.records.precheck import queries
from zeren.records.precheck.model import Asked

MARKS = "\t，,；;"
USUAL = "promotion"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row that can be checked: the question, and the post in the words of the list."""

    row: int
    asked: Asked
    post: str


def candidates(actor: Actor, rows: Sequence[Row], day: date) -> tuple[list[Candidate], list[Problem]]:
    """The questions of the rows, and what is wrong with the others."""
    people = queries.known_as(actor, [row.values.get(sheet.PERSON, "") for row in rows])
    posts = queries.posts_by_code(row.values.get(sheet.POST, "") for row in rows)
    made: list[Candidate] = []
    wrong: list[Problem] = []
    for row in rows:
        word = row.values.get(sheet.PERSON, "")
        found = people.get(word, [])
        if len(found) != 1:
            zh = f"有 {len(found)} 名“{word}”，请写人员代码" if found else "没有找到，或者不由您核查"
            wrong.append(Problem(row.number, "人选", word, zh, "no such person, or several"))
            continue
        own = row.values.get(sheet.DAY, "")
        if own and read_day(own) is None:
            wrong.append(Problem(row.number, "核查日", own, "年份过早或者过晚", "a year too far off"))
            continue
        made.append(_candidate(row, found[0].pk, posts, day))
    if len(rows) > queries.MOST:
        zh = f"一份名单最多 {queries.MOST} 人"
        wrong.append(Problem(rows[queries.MOST].number, "人选", "", zh, "the list is too long"))
    return made[: queries.MOST], wrong


def _candidate(row: Row, person: int, posts: Mapping[str, Any], day: date) -> Candidate:
    given = row.values
    post = posts.get(given.get(sheet.POST, ""))
    own = given.get(sheet.DAY, "")
    asked = Asked(
        person,
        given.get(sheet.INTENT, "") or USUAL,
        date.fromisoformat(own) if own else day,
        post.pk if post else None,
        post.organ_id if post else None,
        of_post(post) | {n: t for n, t in given.items() if n not in sheet.FIXED and t},
    )
    return Candidate(row.number, asked, post_words(post) or given.get(sheet.POST, ""))


def of_post(post: Any) -> dict[str, str]:
    """What the register knows of a post, by the fields of the packs; what it does not know stays open."""
    if post is None:
        return {}
    levels = {item for f in sheet.fields() if f.name == "level" for _, item in f.choices}
    known = {"level": post.rank} if post.rank in levels else {}
    return known | ({"leading": "yes"} if post.principal else {})


def post_words(post: Any) -> str:
    """县交通局局长."""
    return post.in_full if post else ""


def typed(text: str) -> list[list[str]]:
    """A list that was typed: one candidate a line, the columns of the sheet apart by a tab or a comma."""
    table = str.maketrans(dict.fromkeys(MARKS, "\t"))
    lines = (line.strip().translate(table) for line in text.splitlines())
    return [[cell.strip() for cell in line.split("\t")] for line in lines if line.strip()]


def widest(rows: Iterable[Sequence[str]]) -> int:
    """The most cells of a row."""
    return max((len(row) for row in rows), default=0)
