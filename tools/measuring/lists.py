"""The three lists: the ledger of all tasks, and a round's table brought in."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import RequestFactory

from measuring.asking import officer_at
from measuring.figures import Figure, part, spread, timed
from measuring.filling import TODAY, World, day_of, mixed, without_indexes
from zeren.desk.lists import ledger
from zeren.papers.excel.reading import read
from zeren.papers.excel.writing import Heading
from zeren.papers.excel.writing import ledger as workbook
from zeren.papers.list_sheets import LISTS
from zeren.records.actor import SYSTEM, Actor
from zeren.records.lists import importing, queries
from zeren.records.lists.models import ListedTask
from zeren.records.matters.opening import Opening, open_matter
from zeren.records.organs.models import Organ

TURNS = 30
UNITS, PROBLEMS, TASKS = 30, 1_200, 4_000
QUERIES = {
    "first page": "",
    "past their day": "light=over",
    "a word in the problem": "problem=问题7",
    "by a leader": "who=没有的人",
}


def lists(world: World) -> list[Figure]:
    """Both, on half as many tasks as there are obligations."""
    _fill(world)
    return [*_ledgers(world), _import(world)]


def _fill(world: World) -> None:
    """Four tasks a problem, four problems a matter; half of them open, a tenth past their day."""
    tasks = world.rows // 2
    problems = tasks // 4
    nobody = "CAST('[]' AS jsonb)" if connection.vendor == "postgresql" else "'[]'"
    with without_indexes("records_listedproblem"), connection.cursor() as cursor:
        cursor.execute(f"""
            INSERT INTO records_listedproblem (id, matter_id, unit_id, number, text, kind, provision, severity, page, basis,
                found, void, restricted, public, hands, reviewed_by, public_note, a1, a2, a3, a4, a5, a6)
            SELECT n.n + 1, m.id, m.organ_id, n.n % 4 + 1, '问题' || n.n, '', '', '', '', '', {day_of("-100")}, n.n < 0,
                m.restricted, '', {nobody}, '', '', m.a1, m.a2, m.a3, m.a4, m.a5, m.a6
            FROM bench_n n JOIN records_matter m ON m.id = n.n / 4 + 1 WHERE n.n < {problems}""")
    due = f"(({mixed('n.n', 23)}) % 400) - 40"
    with without_indexes("records_listedtask"), connection.cursor() as cursor:
        cursor.execute(f"""
            INSERT INTO records_listedtask (id, matter_id, problem_id, unit_id, number, text, due, turn, long_term, stage,
                office, partners, progress, evidence, done, standing, note, judged, applied_on, applied_by, closed_on, closed_by,
                reopened, extended, restricted, a1, a2, a3, a4, a5, a6)
            SELECT n.n + 1, p.matter_id, p.id, p.unit_id, n.n % 4 + 1, '任务' || n.n, {day_of(due)}, {day_of(due)}, n.n < 0, '',
                '办公室', '', '', '', NULL, CASE WHEN ({mixed("n.n", 29)}) % 2 = 0 THEN 1 ELSE 6 END, '', '', NULL, '', NULL, '',
                0, 0, p.restricted, p.a1, p.a2, p.a3, p.a4, p.a5, p.a6
            FROM bench_n n JOIN records_listedproblem p ON p.id = n.n / 4 + 1 WHERE n.n < {tasks}""")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE records_listedtask")
            cursor.execute("VACUUM ANALYZE records_listedproblem")
            for table in ("records_listedproblem", "records_listedtask"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
                )


def _ledgers(world: World) -> list[Figure]:
    made = []
    for who, actor in (("county", officer_at(world.place(3))), ("province", officer_at(world.place(1)))):
        for what, query in QUERIES.items():
            ask = _page(actor, query)
            timed([None] * 2, lambda _, ask=ask: ask())
            times = timed([None] * TURNS, lambda _, ask=ask: ask())
            made.append(
                Figure(
                    f"lists, ledger of a {who}: {what}",
                    f"ledger of tasks, {who}, {what}, among {ListedTask.objects.count():,}",
                    spread(times),
                    part(times, 0.95),
                    f"the whole page drawn {TURNS} times: eight counts, fifty rows with who leads; no server between",
                    "< 300 ms",
                    part(times, 0.95) < 300,
                )
            )
    return made


def _page(actor: Actor, query: str) -> Callable[[], Any]:
    """Draws the page as a signed-in viewer gets it."""

    def ask() -> Any:
        request = RequestFactory().get(f"/lists?{query}")
        request.actor, request.session, request.user = actor, {}, AnonymousUser()  # type: ignore[attr-defined,assignment]
        return ledger.tasks(request)

    return ask


def _import(world: World) -> Figure:
    """A workbook of thirty units: read, checked, written."""
    content = _workbook(world)
    units = [f"organ:{pk}" for pk in world.units[:UNITS]]
    asked = Opening("zy-2015-inspection", "inspection", world.units[0], "计时", units, TODAY, mark="计时")
    matter = open_matter(SYSTEM, asked)
    begin = perf_counter()
    rows = [row.values for row in read(LISTS, content).rows]
    seen = queries.lists_of(SYSTEM, matter.pk)
    importing.import_rows(SYSTEM, seen, rows, dry_run=True)
    report = importing.import_rows(SYSTEM, seen, rows)
    took = perf_counter() - begin
    if not report.written or report.new != TASKS:
        raise AssertionError(report.problems[:3])
    return Figure(
        "lists, a round's table",
        f"a workbook of {UNITS} units, {PROBLEMS:,} problems, {TASKS:,} tasks",
        f"{took:.1f} s",
        took,
        "read, checked and written as by the page, in one entry of the log",
        "< 30 s",
        took < 30,
    )


def _workbook(world: World) -> bytes:
    names = [Organ.objects.get(pk=pk).name for pk in world.units[:UNITS]]
    columns = {column.key: place for place, column in enumerate(LISTS.columns)}
    rows = []
    for number in range(TASKS):
        problem = number * PROBLEMS // TASKS
        row: list[Any] = [None] * len(columns)
        row[columns["unit"]] = names[problem % UNITS]
        row[columns["problem_text"]], row[columns["problem_found"]] = f"问题{problem}", TODAY
        row[columns["task_text"]], row[columns["task_due"]] = f"任务{number}", TODAY
        rows.append(row)
    return workbook("清单", [Heading(column.title) for column in LISTS.columns], rows, "计时")
