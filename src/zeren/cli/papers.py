"""``zeren papers``: a DOCX held against GB/T 9704-2012; one paper of many matters."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zeren.cli.output import FINDINGS, Json, emit, errors, refuse, refused
from zeren.cli.records import start
from zeren.papers.official.checking import check as hold
from zeren.papers.official.checking.model import FORMS, Report
from zeren.records.containers import Unsafe
from zeren.records.errors import Refused

FILE = typer.Argument(help="DOCX 文件")
SIGNS = {"met": "符合", "departure": "不符", "unknown": "未认出"}


def add(app: typer.Typer) -> None:
    """Register the group."""
    papers = typer.Typer(no_args_is_help=True, help="公文：检查 DOCX 的格式")
    papers.callback()(_group)
    papers.command("check", help="对照 GB/T 9704-2012 检查 DOCX：哪里、量得多少、应当多少、哪一条")(check)
    papers.command("merge", help="一种文书成批出具：看得到的案件一案一人一份，DOCX、PDF 装成一个 ZIP")(merge)
    app.add_typer(papers, name="papers")


def _group() -> None:
    """公文。"""


def check(
    file: Path = FILE,
    everything: bool = typer.Option(False, "--all", help="符合的也列出"),
    as_json: bool = Json,
) -> None:
    """Exit status: 0 nothing departs, 1 something does, 2 no DOCX or one that is not opened."""
    try:
        report = hold(file.read_bytes())
    except OSError as wrong:
        refuse(
            as_json, [{"where": str(file), "zh": "读不到这个文件", "en": f"can't read it: {wrong.strerror}"}]
        )
    except Unsafe as unsafe:
        refuse(as_json, [{"where": str(file), "zh": unsafe.zh, "en": unsafe.en}])
    emit(as_json, {"file": str(file), **report.as_dict()}, _lines(report, everything))
    if report.departures:
        raise typer.Exit(FINDINGS)


def merge(
    paper: Annotated[str, typer.Argument(help="法规包和文书，如 zy-2015-interviews/notice")],
    file: Annotated[Path, typer.Argument(help="写到哪里（ZIP）")],
    account: Annotated[str, typer.Option("--account", help="登录名：只做这个账号看得到的")],
    year: Annotated[int, typer.Option("--year", help="只做这一年立项的")] = 0,
    workers: Annotated[int, typer.Option("--workers", help="同时排版的进程数；不写为处理器数")] = -1,
    as_json: bool = Json,
) -> None:
    """Broken off, the same command goes on where it was left. Exit status: 0 made, 2 nothing to make."""
    start(as_json)
    from zeren.desk.merging import runs
    from zeren.papers.official.fonts import NoChineseFont
    from zeren.papers.official.many import cores
    from zeren.papers.official.office import NotLaidOut

    actor = _actor(account, as_json)
    pack, _, name = paper.partition("/")
    begun = time.monotonic()
    try:
        run = runs.begin(actor, runs.Asked(pack, name, year), again=True)
        _made(actor, run, cores() if workers < 0 else workers, as_json)
        papers = _packed(actor, run, file)
    except Refused as wrong:
        refused(as_json, wrong)
    except NoChineseFont as none:
        refuse(as_json, [{"where": "fonts", "zh": str(none), "en": "no Chinese font on this machine"}])
    except NotLaidOut as none:
        refuse(as_json, [{"where": "ZEREN_OFFICE", "zh": none.zh, "en": none.en}])
    except OSError as reason:
        zh, en = f"不能写入：{reason.strerror}", f"can't be written: {reason.strerror}"
        refuse(as_json, [{"where": str(file), "zh": zh, "en": en}])
    seconds = round(time.monotonic() - begun, 1)
    left = len(run.items) - papers
    data = {"file": str(file), "papers": papers, "left_out": left, "seconds": seconds}
    emit(as_json, data, [f"{papers} 份，没有出具 {left} 份（见清单），用时 {seconds} 秒。写到 {file}。"])


def _actor(signin: str, as_json: bool) -> Any:
    from zeren.access.accounts import queries as accounts
    from zeren.records.actor import SEES_TREE

    owner = accounts.find(signin)
    if owner is None:
        refuse(as_json, [{"where": "--account", "zh": f"没有账号“{signin}”", "en": f"no account '{signin}'"}])
    actor = accounts.actor_of(owner)
    if not actor.has(*SEES_TREE):
        zh, en = f"账号“{signin}”看不到案件", f"account '{signin}' sees no matters"
        refuse(as_json, [{"where": "--account", "zh": zh, "en": en}])
    return actor


def _made(actor: Any, run: Any, workers: int, as_json: bool) -> None:
    from zeren.desk.merging import runs

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True, disable=as_json) as bar:
        task = bar.add_task(run.label, total=len(run.items), completed=run.done)
        for done in runs.go_on(actor, run, workers=workers):
            bar.update(task, completed=done)


def _packed(actor: Any, run: Any, file: Path) -> int:
    """The ZIP, readable by its owner alone, whole or not at all."""
    from zeren.desk.merging import runs
    from zeren.records.trail import acts as trail

    beside = file.with_name(f".{file.name}.part")
    try:
        beside.touch(mode=0o600)
        with beside.open("wb") as out:
            papers = runs.pack_up(run, out)
        trail.note(actor, "exported", "list", run.label, detail=f"{papers} DOCX PDF")
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    runs.forget(run)
    return papers


def _lines(report: Report, everything: bool) -> Iterator[str]:
    for one in report.checks:
        if everything or one.verdict != "met":
            yield f"{SIGNS[one.verdict]}　{one.what}　{one.where}　现为 {one.found}，应为 {one.expected}（{one.clause}）"
    met, departs, unknown = (len(report.of(v)) for v in ("met", "departure", "unknown"))
    yield f"GB/T 9704-2012，{FORMS[report.form]}：{departs} 处不符，{unknown} 处未认出，{met} 项符合"
