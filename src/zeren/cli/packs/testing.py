"""``zeren packs test``: the examples of the packs; with ``--prove``, whether they would notice a change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from zeren.cli.calendar import load as load_calendar
from zeren.cli.output import FINDINGS, Json, emit
from zeren.cli.packs.proving import Bench, Proof, Survivor, hollow, prove, untested
from zeren.cli.packs.shared import bar, chosen, library, refuse_errors
from zeren.law.packs.form import Pack
from zeren.law.packs.library import PackLibrary, examples_of
from zeren.law.packs.problems import PackErrors
from zeren.norms.calendar import Calendar
from zeren.norms.examples import ExampleResult, run_test


def test(
    ids: Annotated[list[str] | None, typer.Argument(help="法规包，或 法规包@版本；缺省为全部")] = None,
    prove_too: Annotated[bool, typer.Option("--prove", help="逐项改动规范，看例子是否察觉")] = False,
    as_json: bool = Json,
) -> None:
    """运行法规包的例子。"""
    found = library(as_json)
    calendar = load_calendar(as_json)
    reports = [
        _report(found, pack, calendar, prove_too, as_json) for pack in chosen(found, ids or (), as_json)
    ]
    emit(as_json, {"packs": reports}, (line for report in reports for line in _lines(report)))
    if any(not report["passed"] for report in reports):
        raise typer.Exit(FINDINGS)


def bench_of(found: PackLibrary, pack: Pack, calendar: Calendar, as_json: bool) -> Bench:
    """A pack with its examples; a malformed file of examples ends the command with exit status 2."""
    try:
        return Bench(found.packs, pack, examples_of(pack), calendar)
    except PackErrors as error:
        refuse_errors(as_json, error)


def _report(
    found: PackLibrary, pack: Pack, calendar: Calendar, prove_too: bool, as_json: bool
) -> dict[str, Any]:
    bench = bench_of(found, pack, calendar, as_json)
    results = [result for example in bench.tests for result in run_test(found.packs, pack, example, calendar)]
    failed = [_failure(result) for result in results if not result.passed]
    silent = untested(pack, bench.tests)
    report = {
        "pack": pack.ref,
        "tests": len(bench.tests),
        "expectations": len(results),
        "failed": failed,
        "untested": silent,
        "passed": not failed and not silent,
    }
    return report | _proved(bench) if prove_too else report


def _failure(result: ExampleResult) -> dict[str, str]:
    return {"test": result.name, "place": result.place, "expected": result.wanted, "found": result.found}


def _proved(bench: Bench) -> dict[str, Any]:
    made = proof_with_bar(bench)
    empty = [{"test": name, "place": place} for name, place in hollow(bench)]
    survived = [
        {"norm": s.norm, "item": s.item, "category": s.category, "what": s.what} for s in made.survivors
    ]
    proved = {"tried": made.tried, "survived": survived, "hollow": empty}
    return proved if not survived and not empty else proved | {"passed": False}


def proof_with_bar(bench: Bench) -> Proof:
    """Try every change of every norm, with a progress bar."""
    red = bench.red()
    sound = bench.without(red)
    tried = 0
    survivors: list[Survivor] = []
    with bar() as progress:
        task = progress.add_task(bench.pack.ref, total=len(bench.norms))
        for count, some in prove(sound):
            tried, survivors = tried + count, survivors + some
            progress.advance(task)
    return Proof(bench.pack.ref, tried, tuple(survivors), red)


def _lines(report: dict[str, Any]) -> Iterator[str]:
    state = "全部合格" if report["passed"] else "未通过"
    yield f"{report['pack']}：例子 {report['tests']} 个，期望 {report['expectations']} 项，{state}"
    for one in report["failed"]:
        yield f"  {one['test']}（{one['place']}）"
        yield f"    应为：{one['expected']}"
        yield f"    实为：{one['found']}"
    if report["untested"]:
        yield f"  没有例子的规范：{'、'.join(report['untested'])}"
    if "tried" in report:
        yield f"  逐项改动 {report['tried']} 处，未被察觉 {len(report['survived'])} 处"
    for one in report.get("survived", ()):
        yield f"    {one['norm']}：{one['what']}"
    for one in report.get("hollow", ()):
        yield f"  改成假的仍成立：{one['test']}（{one['place']}）"
