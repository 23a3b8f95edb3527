"""Builds the worklist from stored obligations: light, act, matter, citation, who, and the one verb.

A row is what a finding wants of somebody; its words come from the pack, its days from the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from zeren.desk import days, links
from zeren.desk.citing import Citer, reading_of
from zeren.desk.components import Citation, Light, Sign
from zeren.desk.letters.links import new_url
from zeren.desk.wording import PackWords, translated
from zeren.desk.worklist.page import Group, Task
from zeren.law.packs.form import Require
from zeren.norms.calendar import Calendar
from zeren.records import refs
from zeren.records.obligations.models import Want

OVER, EXPLAIN, NEAR, MONTH, LATER, OPEN, SUPPLY, SETTLE = range(8)

TITLES: Mapping[int, tuple[str, str]] = {
    OVER: ("已过期限", "过期不影响继续办理；请如实补录时间并说明情况"),
    EXPLAIN: ("与规定不一致，待说明", "已记录在案，不影响效力判断；由承办人说明原因"),
    NEAR: ("三个工作日内", ""),
    MONTH: ("本月", ""),
    LATER: ("以后", ""),
    OPEN: ("没有期限，只记历时", "条文没有写天数；系统不代为规定"),
    SUPPLY: ("待查明", "缺的补上以后才能核对；在此之前不作推定"),
    SETTLE: ("条文不一，待确定", "由有权机关确定适用哪一条"),
}
VERBS = {Want.DO: "办理", Want.EXPLAIN: "说明", Want.SUPPLY: "补录", Want.SETTLE: "确定"}


def group_of(row: Any, today: date, calendar: Calendar) -> int:
    """Under which heading a row stands."""
    if row.want == Want.EXPLAIN:
        return EXPLAIN
    if row.want == Want.SUPPLY:
        return SUPPLY
    if row.want == Want.SETTLE:
        return SETTLE
    if row.due is None:
        return OPEN
    if row.due < today:
        return OVER
    if days.working_days_left(today, row.due, calendar) <= days.NEAR_WORKING_DAYS:
        return NEAR
    return MONTH if (row.due.year, row.due.month) == (today.year, today.month) else LATER


class Builder:
    """Builds the rows of one page; names by reference are fetched at once. ``writes``: whether the viewer records."""

    def __init__(
        self,
        rows: Sequence[Any],
        today: date,
        calendar: Calendar,
        viewer_person: int | None,
        writes: bool = False,
    ) -> None:
        self.writes = writes
        self.rows, self.today, self.calendar, self.viewer = rows, today, calendar, viewer_person
        self.citer = Citer([(row.pack, row.cites.split()[:1]) for row in rows], today)
        wanted = {row.subject for row in rows} | {
            ref for row in rows for ref in _REF.findall(f"{row.missing} {row.who}")
        }
        self.names = refs.names_of(filter(None, wanted))

    def groups(self, counts: Mapping[int, int], chosen: str = "") -> tuple[Group, ...]:
        """The rows under their headings, in the order in which they came."""
        keyed = sorted(self.rows, key=lambda row: group_of(row, self.today, self.calendar))
        made = []
        for key, rows in groupby(keyed, key=lambda row: group_of(row, self.today, self.calendar)):
            title, note = TITLES[key]
            tasks = tuple(self.task(row, str(row.pk) == chosen) for row in rows)
            made.append(Group(title, counts.get(key, len(tasks)), tasks, note))
        return tuple(made)

    def task(self, row: Any, on: bool = False) -> Task:
        """One row."""
        matter = row.matter
        return Task(
            id=str(row.pk),
            light=self.light(row),
            day=days.in_cell(row.due, self.today),
            what=self.what(row),
            matter=matter.number,
            person=self.person(row),
            cite=self.cite(row),
            who=self.who(row),
            verb=self.verb(row),
            url=self.matter_url(row),
            verb_url=self.act_url(row),
            peek_url=links.named("peek", row.pk),
            on=on,
        )

    # ------------------------------------------------------------ the parts of a row

    def matter_url(self, row: Any) -> str:
        """Where the row leads."""
        return links.matter(row.matter.pk)

    def words(self, row: Any) -> PackWords | None:
        """The words of the row's pack."""
        return self.citer.words(row.pack)

    def act(self, row: Any) -> str:
        """What the row is about, in the pack's words."""
        words = self.words(row)
        names = row.act.split()
        return words.acts(names) if words and names else row.act or row.norm

    def what(self, row: Any) -> str:
        """What is to be done."""
        act = self.act(row)
        if row.want == Want.EXPLAIN:
            return f"{act}{self.fault(row)}"
        if row.want == Want.SUPPLY:
            return f"补录{self.missing(row)}，方可核对{act}" if row.missing else f"待查明：{act}"
        if row.want == Want.SETTLE:
            return f"确定适用的条文：{act}"
        return f"等待：可以{act}" if row.want == Want.MAY else act

    def fault(self, row: Any) -> str:
        """What was not as it should be: the engine's note in the pack's words, or that it was late."""
        words = self.words(row)
        note = translated(row.note, words) if words and row.note else row.note
        if not note and row.due:
            return f"，迟于期限 {days.in_cell(row.due, self.today)}"
        return f"，{note}" if note else ""

    def missing(self, row: Any) -> str:
        """What is missing, in the pack's words where it has them."""
        return "、".join(
            missing_words(part, self.words(row), self.names) for part in row.missing.split("；") if part
        )

    def person(self, row: Any) -> str:
        """Whom it concerns: the row's subject, else the matter's title."""
        return self.names.get(row.subject, "") or row.matter.title

    def cite(self, row: Any) -> Citation | None:
        """The provision."""
        first = row.cites.split()[0] if row.cites else ""
        return self.citer.chip(row.pack, first, reading_of(self.words(row), row.norm)) if first else None

    def who(self, row: Any) -> str:
        """Who owes it: the roles the provision names, else the handler."""
        words, roles = self.words(row), row.who.split()
        # Where a role is named besides the person whom it is about, the role does it.
        named = [name for name in roles if not _REF.fullmatch(name)]
        if row.want == Want.DO and words and named:
            return words.roles(named[:2])
        if row.want == Want.DO and roles:
            return "、".join(self.names.get(name, name) for name in roles[:2])
        handler = row.matter.handler
        return handler.name if handler else "承办人未定"

    def mine(self, row: Any) -> bool:
        """Whether the viewer handles the matter."""
        return self.viewer is not None and row.handler_id == self.viewer

    def verb(self, row: Any) -> str:
        """One verb."""
        if row.want == Want.MAY:
            return "查看"
        if row.want == Want.DO and "subject" in row.who.split():
            return "登记"
        if self.mine(row) or self.viewer is None:
            return VERBS.get(Want(row.want), "办理")
        return "催办" if self.reminds(row) else "查看"

    def reminds(self, row: Any) -> bool:
        """Whether the viewer, who handles another's matters too, may send a reminder letter about the row."""
        return self.writes and not self.mine(row) and row.want == Want.DO and row.due is not None

    def act_url(self, row: Any) -> str:
        """Where the verb leads: the act's form on the matter's page."""
        names = row.act.split()
        if self.viewer is not None and "subject" not in row.who.split() and self.reminds(row):
            return new_url(row)
        if row.want in (Want.DO, Want.MAY) and len(names) == 1:
            return links.matter(row.matter.pk, act=names[0])
        return links.matter(row.matter.pk, norm=row.norm)

    def explained(self, row: Any) -> Light:
        """Out of order, late, without authority, or lacking content: each has its own words."""
        words = self.words(row)
        norm = next((n for n in words.pack.norms if n.id == row.norm), None) if words else None
        body = norm.body if norm else None
        if isinstance(body, Require):
            return days.OUT_OF_ORDER if body.after or body.before else Light(Sign.NEAR_INTERNAL, "缺内容")
        word = {"duty": "迟办", "authority": "权限待说明", "bar": "在禁止期", "choice": "选项待说明"}.get(
            row.kind, "待说明"
        )
        return Light(Sign.OVER, word)

    def light(self, row: Any) -> Light:
        """The light of the row on the day."""
        if row.want == Want.EXPLAIN:
            return self.explained(row)
        if row.want == Want.SUPPLY:
            return days.UNKNOWN
        if row.want == Want.SETTLE:
            return days.CONFLICT
        if row.due is None:
            return (
                days.elapsed_light(row.opened, self.today) if row.opened else Light(Sign.ELAPSED, "没有期限")
            )
        return days.due_light(row.due, self.today, self.calendar, provisional=row.provisional)


_REF = re.compile(r"(?:person|organ):\d+")
HEADS = {"subject": "对象", "unit": "单位", "actor": "办理人"}


def missing_words(what: str, words: PackWords | None, names: Mapping[str, str]) -> str:
    """``subject.managed_by`` as 对象的管理权限; what has no word stays as the engine wrote it."""
    what, _, day = what.partition("@")
    head, dot, name = what.partition(".")
    if words is None:
        return what
    if not dot:
        return words.act(what) if words.step(what) else what
    label = words.label_of_field(name)
    if head.startswith(("person:", "organ:")) and head in names:
        return f"{names[head]}的{label}"
    if head in HEADS:
        return label if label.startswith("对象") else f"{HEADS[head]}的{label}"
    if words.step(head):
        return f"{words.act(head)}的{words.label_of_field(name, (head,))}"
    return label
