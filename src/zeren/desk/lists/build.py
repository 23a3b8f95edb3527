"""Builds the three lists of a matter from its rows: side by side, or each alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import QueryDict

from zeren.desk import days, links, listing
from zeren.desk.citing import Citer
from zeren.desk.components import Bit, Button, Empty, Head, Link, Notice, Pages, Tab
from zeren.desk.lists import choosing, states
from zeren.desk.lists.door import Seen
from zeren.desk.lists.page import Choice, Group, ListsPage, ProblemLines, TaskLine
from zeren.desk.wording import translated
from zeren.records.lists import queries, statistics
from zeren.records.lists.models import ListedProblem, ListedTask, Standing
from zeren.records.lists.queries import Who
from zeren.records.obligations import worklist

VIEWS = (("", "三单对照"), ("problems", "问题清单"), ("tasks", "任务清单"), ("people", "责任清单"))
SIZE = 30
"""Problems on a page; tasks, where they stand alone."""

STANDS = {"closed": "整项销号", "open": "未到期", "over": "过期", "long": "长期"}
TEXTS = ("problem", "task", "office", "evidence", "who")
FIELDS = {
    "problem": "problem",
    "task": "task",
    "who": "leaders",
    "office": "office",
    "until": "due",
    "state": "light",
    "evidence": "evidence",
}
"""Under which column each filter has its field."""

TONES = {Standing.CLOSED: "green", Standing.RETURNED: "red", Standing.APPLIED: "blue"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    view: str
    texts: dict[str, str]
    state: str
    unit: int | None
    until: str
    page: int
    stand: str = ""
    """How the problem as a whole stands (``statistics.STATES``)."""
    columns: tuple[str, ...] = ()
    """The columns that were chosen; nothing: the usual ones."""

    @property
    def filters(self) -> dict[str, str]:
        """Every filter that is set, by its name."""
        found = dict(self.texts)
        if self.state:
            found["state"] = self.state
        if self.unit:
            found["unit"] = str(self.unit)
        if self.until:
            found["until"] = self.until
        if self.stand:
            found["stand"] = self.stand
        return found


def asked(query: QueryDict) -> Asked:
    """Read the address; what is unknown in it is left out."""
    view = query.get("view", "")
    unit, page = query.get("unit", ""), query.get("page", "")
    state = query.get("state", "")
    return Asked(
        view if view in dict(VIEWS) else "",
        {name: text for name in TEXTS if (text := query.get(name, "").strip())},
        state if state in dict(states.MORE) else "",
        int(unit) if unit.isdecimal() and len(unit) < 18 else None,
        query.get("until", "").strip(),
        int(page) if page.isdecimal() and 0 < len(page) < 7 else 1,
        stand if (stand := query.get("stand", "")) in STANDS else "",
        choosing.asked(query.getlist("col")),
    )


class Builder:
    """Builds one page. The rows of a page are read in a fixed number of queries."""

    def __init__(self, seen: Seen, wanted: Asked, notices: Sequence[Notice] = ()) -> None:
        self.seen, self.wanted, self.notices = seen, wanted, tuple(notices)
        self.every = queries.tasks_of(seen.lists)
        self.shown = choosing.shown(wanted.columns)
        self.rows = self._narrowed()

    def _narrowed(self) -> QuerySet[ListedTask]:
        wanted, rows = self.wanted, self.every
        if wanted.unit:
            rows = rows.filter(unit=wanted.unit)
        span = _until(wanted.until)
        rows = queries.narrowed(rows, wanted.texts, {"due": span} if span else {})
        return queries.in_state(rows, wanted.state, self.seen.today, self.seen.near)

    def page(self) -> ListsPage:
        """The page that was asked for."""
        made = {
            "": self._side_by_side,
            "problems": self._problems,
            "tasks": self._tasks,
            "people": self._people,
        }
        return made[self.wanted.view]()

    # ------------------------------------------------------------ the four views

    def _side_by_side(self) -> ListsPage:
        found = self.chosen_problems()
        total = found.count()
        start = self._start(total)
        problems = list(found[start : start + SIZE])
        tasks = list(self.rows.filter(problem__in=problems).order_by("number").select_related("problem"))
        lines = self._lines(tasks)
        by_problem: dict[int, list[TaskLine]] = {}
        for task in tasks:
            by_problem.setdefault(task.problem_id, []).append(lines[task.pk])
        made, unit = [], None
        for problem in problems:
            heads = len(self.seen.lists.units) > 1 and problem.unit_id != unit
            unit = problem.unit_id
            made.append(self._problem(problem, by_problem.get(problem.pk, []), heads))
        return self._whole(problems=tuple(made), pages=self._pages(total, start))

    def _problems(self) -> ListsPage:
        return self._side_by_side()

    def _tasks(self) -> ListsPage:
        rows = self.rows.order_by("standing", "turn", "id").select_related("problem", "unit")
        total = rows.count()
        start = self._start(total)
        tasks = list(rows[start : start + SIZE])
        lines = self._lines(tasks)
        return self._whole(
            groups=(Group("", tuple(lines[task.pk] for task in tasks)),), pages=self._pages(total, start)
        )

    def _people(self) -> ListsPage:
        """By who leads; a task that nobody leads stands under its own heading, first."""
        rows = list(
            self.rows.order_by("standing", "turn", "id").select_related("problem", "unit")[: queries.MOST]
        )
        lines, who = self._lines(rows), queries.who_of(rows)
        groups: dict[tuple[str, int], list[TaskLine]] = {}
        for task in rows:
            for pk, name in who.get(task.pk, Who()).leaders or ((0, ""),):
                groups.setdefault((name, pk), []).append(lines[task.pk])
        units = {task.pk: task.unit_id for task in rows}
        places = {
            pk: {units[t.pk] for t in rows if pk in {p for p, _ in who.get(t.pk, Who()).leaders}}
            for _, pk in groups
        }
        named = tuple(
            Group(name or "没有牵头领导", tuple(found), self._passes(places[pk]) if pk else (), pk)
            for (name, pk), found in sorted(groups.items())
        )
        offered = (
            sorted({n for unit in self.seen.lists.units for n in self.seen.names(unit.pk).offered})
            if self.seen.writes
            else []
        )
        return self._whole(groups=named, people=tuple(offered))

    def _passes(self, units: set[int]) -> tuple[tuple[str, str], ...]:
        """Where somebody's tasks may pass to another."""
        if not self.seen.writes:
            return ()
        shown = [unit for unit in self.seen.lists.units if unit.pk in units]
        return tuple((unit.short or unit.name, self.seen.url("list-take-over", unit.pk)) for unit in shown)

    # ------------------------------------------------------------ rows

    def chosen_problems(self) -> QuerySet[ListedProblem]:
        """All problems; with a filter those that fit it by a task, or by their own words."""
        wanted, found = self.wanted, queries.problems_of(self.seen.lists)
        if wanted.unit:
            found = found.filter(unit=wanted.unit)
        if wanted.stand:
            found = statistics.with_state(found, self.seen.today).filter(state=wanted.stand)
        if set(wanted.filters) - {"unit", "problem", "stand"}:
            return found.filter(pk__in=self.rows.order_by().values("problem"))
        return found.filter(text__contains=wanted.texts["problem"]) if "problem" in wanted.texts else found

    def _lines(self, tasks: Sequence[ListedTask]) -> dict[int, TaskLine]:
        who, papers = queries.who_of(tasks), queries.papers_of(tasks)
        return {
            task.pk: self.line(task, who.get(task.pk, Who()), len(papers.get(task.pk, ()))) for task in tasks
        }

    def line(self, task: ListedTask, who: Who, papers: int) -> TaskLine:
        """One task as a row."""
        today = self.seen.today
        word, note = states.closing(task, today)
        return TaskLine(
            number=f"{task.problem.number}-{task.number}",
            text=task.text,
            url=self.seen.task_url(task),
            leaders="、".join(name for _, name in who.leaders),
            handlers="、".join(name for _, name in who.handlers),
            office=task.office,
            partners=task.partners,
            due=states.day_word(task, today),
            light=states.light(task, today, self.seen.calendar),
            evidence=task.evidence,
            closing=word,
            closing_note=note,
            tone=TONES.get(Standing(task.standing), ""),
            extended=task.extended,
            reopened=task.reopened,
            papers=papers,
            problem=task.problem.text,
            page=task.problem.page,
            progress=task.progress,
            tag="自查" if task.problem.self_found else "",
        )

    def _problem(self, problem: ListedProblem, tasks: list[TaskLine], heads: bool) -> ProblemLines:
        two = "　".join(filter(None, (problem.kind, problem.severity, problem.provision)))
        key = (problem.unit_id, problem.number)
        return ProblemLines(
            number=problem.number,
            text=problem.text,
            two=two,
            url=self.seen.problem_url(problem),
            tasks=tuple(tasks),
            add_url=self.seen.url("list-task-new", *key) if self.seen.writes else "",
            unit=problem.unit.name if heads else "",
            more=self._found_words(problem),
            tag="自查" if problem.self_found else "",
            page=problem.page,
        )

    def _found_words(self, problem: ListedProblem) -> str:
        found = f"{days.in_cell(problem.found, self.seen.today)} 发现" if problem.found else ""
        return "　".join(filter(None, (found, f"原文 {problem.page}" if problem.page else "")))

    # ------------------------------------------------------------ around the rows

    def _whole(self, **parts: object) -> ListsPage:
        seen, wanted = self.seen, self.wanted
        counts = queries.by_standing(self.every)
        problems, tasks = queries.problems_of(seen.lists).count(), sum(counts.values())
        empty = not (parts.get("problems") or any(g.tasks for g in parts.get("groups", ())))  # type: ignore[attr-defined]
        return ListsPage(
            head=self._head(problems, tasks),
            views=tuple(self._view(*pair) for pair in VIEWS),
            view=wanted.view,
            action=seen.url(),
            filters=wanted.filters,
            choices=self._choices(),
            chips=tuple(self.chips()),
            count=f"{problems} 个问题，{tasks} 项任务",
            totals=self._totals(problems, tasks, counts),
            empty=self._empty() if empty else None,
            notices=self.notices,
            many=len(seen.lists.units) > 1,
            kept=(*((("view", wanted.view),) if wanted.view else ()), *self._unshown(), *self._cols()),
            shown=self.shown,
            view_kept=tuple(self._pairs().items()),
            beside=(Link("公开稿", seen.public_url(wanted.unit or seen.lists.units[0].pk)),)
            if seen.lists.units
            else (),
            **parts,  # type: ignore[arg-type]
        )

    def _start(self, total: int) -> int:
        last = max(1, -(-total // SIZE))
        return (min(self.wanted.page, last) - 1) * SIZE

    def _pages(self, total: int, start: int) -> Pages | None:
        if not total:
            return None
        last, number = -(-total // SIZE), start // SIZE + 1

        def at(page: int) -> str:
            return self._url(page=str(page))

        return Pages(
            number=number,
            last=last,
            first_row=start + 1,
            last_row=min(start + SIZE, total),
            total=total,
            previous=at(number - 1) if number > 1 else "",
            next=at(number + 1) if number < last else "",
            first=at(1),
            end=at(last),
            hidden=(*self._pairs().items(), *self._cols()),
        )

    def _pairs(self) -> dict[str, str]:
        """The view and the filters, as an address names them."""
        pairs = {"view": self.wanted.view, **self.wanted.filters}
        return {name: value for name, value in pairs.items() if value}

    def _unshown(self) -> list[tuple[str, str]]:
        """Filters that have no field on the page: sent along, not lost."""
        keys = ("problem",) if self.wanted.view == "problems" else tuple(self.shown.on)
        there = {name for name, key in FIELDS.items() if key in keys}
        there |= {"unit"} if len(self.seen.lists.units) > 1 else set()
        return [pair for pair in self.wanted.filters.items() if pair[0] not in there]

    def _cols(self) -> tuple[tuple[str, str], ...]:
        return tuple(("col", key) for key in self.wanted.columns)

    def _url(self, **changed: str) -> str:
        return links.with_query(self.seen.url(), *{**self._pairs(), **changed}.items(), *self._cols())

    def _export_url(self) -> str:
        """The same filter and the same columns, those of the usual ones too."""
        columns = [("col", key) for key in self.shown.keys]
        return links.with_query(self.seen.url("lists-export"), *self._pairs().items(), *columns)

    def _view(self, name: str, text: str) -> Tab:
        return Tab(text, self._url(view=name), name == self.wanted.view)

    def _choices(self) -> dict[str, Choice]:
        units = tuple((str(unit.pk), unit.short or unit.name) for unit in self.seen.lists.units)
        return {
            "state": Choice("state", "状态", self.wanted.state, (("", "全部"), *states.MORE)),
            "unit": Choice("unit", "单位", str(self.wanted.unit or ""), (("", "全部单位"), *units)),
        }

    def chips(self) -> list[tuple[str, str, str]]:
        """The filters that are set: word, value, the address without it."""
        labels = {
            "problem": "问题",
            "task": "任务",
            "office": "承办股室",
            "evidence": "佐证",
            "who": "责任人",
            "until": "完成日不晚于",
        }
        shown = {choice.name: (choice.label, dict(choice.options)) for choice in self._choices().values()}
        shown["stand"] = ("问题", STANDS)
        found = []
        for name, value in self.wanted.filters.items():
            label, words = shown.get(name, (labels.get(name, name), {}))
            found.append((label, words.get(value, value), self._url(**{name: ""})))
        return found

    def _head(self, problems: int, tasks: int) -> Head:
        seen, matter = self.seen, self.seen.lists.matter
        units = seen.lists.units
        title = f"{units[0].name}　三个清单" if len(units) == 1 else f"{matter.title}　三个清单"
        buttons = [Button("导入表格", seen.url("lists-import"))] if seen.writes else []
        buttons.append(Button("导出 Excel", self._export_url()))
        if seen.writes:
            word = "登记自查问题" if seen.lists.own else "登记问题"
            buttons.insert(0, Button(word, seen.url("list-problem-new"), main=True, key="N"))
        crumbs = (
            (Link("与我有关", links.named("own")),)
            if seen.lists.own
            else (Link("督责", links.named("lists-overview")),)
        )
        sub: list[tuple[Bit, ...]] = [(Bit(f"{len(units)} 个单位"),)] if len(units) > 1 else []
        sub += [*self._clock(), (Bit(f"{problems} 个问题，{tasks} 项任务"),)]
        return Head(
            title, (*crumbs, Link(matter.number, seen.matter_url)), sub=tuple(sub), buttons=tuple(buttons)
        )

    def _clock(self) -> list[tuple[Bit, ...]]:
        """The day of the regulation that comes next in the matter, with its provision."""
        if self.seen.lists.own:
            return []
        row = worklist.next_in(self.seen.actor, self.seen.lists.matter)
        if row is None:
            return []
        citer = Citer([(row.pack, row.cites.split()[:1])], self.seen.today)
        words = citer.words(row.pack)
        act = (
            words.acts(row.act.split())
            if words and row.act
            else translated(row.norm, words)
            if words
            else row.norm
        )
        light = days.due_light(row.due, self.seen.today, self.seen.calendar, provisional=row.provisional)
        chip = citer.chip(row.pack, row.cites.split()[0]) if row.cites else None
        day = days.in_cell(row.due, self.seen.today)
        return [(Bit(light=light), Bit(f"　{act} {day} 到期　", strong=True), Bit(cite=chip))]

    def _totals(self, problems: int, tasks: int, counts: Mapping[int, int]) -> dict[str, str]:
        over = queries.in_state(self.every, "over", self.seen.today, self.seen.near).count()
        near = queries.in_state(self.every, "near", self.seen.today, self.seen.near).count()
        running = counts.get(Standing.OPEN, 0) + counts.get(Standing.RETURNED, 0) - over - near
        finished = sum(counts.get(standing, 0) for standing in states.FINISHED)
        parts = (("已完成", finished, ""), ("过期", over, "over"), ("三个工作日内", near, "near"), ("未到期", running, "running"),
                 ("长期", counts.get(Standing.LONG, 0), "long"))  # fmt: skip
        closing = (("销号", Standing.CLOSED), ("待审", Standing.APPLIED), ("退回", Standing.RETURNED))
        return {
            "problems": f"{problems} 个问题",
            "tasks": f"{tasks} 项任务",
            "days": "　".join(f"{word} {number}" for word, number, _ in parts if number),
            "closing": "，".join(f"{word} {counts.get(st, 0)}" for word, st in closing if counts.get(st)),
        }

    def _empty(self) -> Empty:
        if self.wanted.filters:
            return Empty("没有符合筛选的任务", "", Link("去掉全部筛选", self.seen.url()))
        if self.seen.lists.own:
            return Empty(
                "问题清单还没有登记",
                "派出机关登记反馈的问题以后，在这里列出，由本单位分解任务、落实责任；本单位自查发现的，自己登记。",
            )
        return Empty(
            "还没有登记问题",
            "逐个登记，或者把单位的 Excel、Word 表格导入；列名相符即可。",
            Link("导入表格", self.seen.url("lists-import")) if self.seen.writes else None,
        )


def _until(text: str) -> tuple[date, date] | None:
    return listing.days_between(f"..{text}") if text else None
