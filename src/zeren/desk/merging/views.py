"""One paper of many matters: asked for, made part by part with a bar, fetched as one ZIP."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zeren.desk import links, wording
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.documents.registers import actor_of, sees
from zeren.desk.matters.downloads import as_file, plain
from zeren.desk.merging import runs
from zeren.desk.merging.runs import Asked, Run
from zeren.law.packs.library import newest
from zeren.papers.official.fonts import NoChineseFont
from zeren.papers.official.of_matter import specs_of
from zeren.papers.official.office import NotLaidOut
from zeren.records import clock, packs
from zeren.records.errors import Refused
from zeren.records.trail import acts as trail

SECONDS = 3.0
"""How long one step makes papers before it tells how far it is."""


@dataclass(frozen=True, slots=True)
class MergePage:
    """The form, or a run with its bar."""

    head: Head
    papers: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    years: tuple[int, ...] = ()
    year: str = ""
    run: Run | None = None
    done: int = 0
    total: int = 0
    percent: int = 0
    action: str = ""
    file: str = ""
    notices: tuple[Notice, ...] = ()


def _found(request: HttpRequest, token: str) -> Run:
    run = runs.find(actor_of(request), token)
    if run is None:
        raise Http404
    return run


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def merges(request: HttpRequest) -> HttpResponse:
    """Ask for a paper (``paper``: pack and paper, ``year``); POST begins the run."""
    given = request.POST if request.method == "POST" else request.GET
    if request.method != "POST":
        return render(
            request, "desk/merging/form.html", {"page": _form(given.get("paper", ""), given.get("year", ""))}
        )
    pack, _, paper = given.get("paper", "").partition("/")
    year = given.get("year", "")
    try:
        run = runs.begin(
            actor_of(request), Asked(pack, paper, int(year) if year.isdecimal() and len(year) < 5 else 0)
        )
    except Refused as wrong:
        said = Notice("stop", "没有开始。", wrong.problems[0].zh)
        return render(
            request,
            "desk/merging/form.html",
            {"page": _form(given.get("paper", ""), year, (said,))},
            status=422,
        )
    return HttpResponseRedirect(links.named("merge", run.token))


def _form(chosen: str, year: str, notices: tuple[Notice, ...] = ()) -> MergePage:
    this = clock.today().year
    sub = ((Bit("看得到的案件里记录过那一步的，一案一人一份；DOCX、PDF 各一，装成一个 ZIP", tone="dim"),),)
    return MergePage(
        Head("成批出具文书", (Link("公文", links.named("documents")),), sub=sub), papers_listed(), chosen,
        tuple(range(this, this - 10, -1)), year, notices=notices,
    )  # fmt: skip


def papers_listed() -> tuple[tuple[str, str], ...]:
    """Every paper of the newest version of every pack."""
    found = [
        (f"{pack.id}/{spec.id}", f"{wording.short_of(pack)}　{spec.label}")
        for pack in newest(packs.installed().packs)
        for spec in specs_of(pack)
    ]
    return tuple(sorted(found, key=lambda pair: pair[1]))


@require_safe
@sees
def merge(request: HttpRequest, token: str) -> HttpResponse:
    """How far a run is; a finished one may be fetched."""
    return render(request, "desk/merging/run.html", {"page": _page(_found(request, token))})


def _page(run: Run) -> MergePage:
    done, total = run.done, len(run.items)
    sub = "都已做好，取走以后不再留存" if run.finished else "可以离开本页，一日内回来接着做"
    return MergePage(
        Head(f"成批出具：{run.label}　{total} 份", (Link("公文", links.named("documents")), Link("成批出具文书", links.named("merges"))), sub=((Bit(sub),),)),
        run=run, done=done, total=total, percent=done * 100 // max(total, 1), action=links.named("merge-step", run.token),
        file=links.named("merge-file", run.token) if run.finished else "",
    )  # fmt: skip


@require_POST
@sees
def step(request: HttpRequest, token: str) -> HttpResponse:
    """Make papers for some seconds; the page asks for the next part by itself where there is a script."""
    run = _found(request, token)
    try:
        for _ in runs.go_on(actor_of(request), run, SECONDS):
            pass
    except (NoChineseFont, NotLaidOut) as refused:
        return plain(str(refused), 503)
    back = links.named("merge", token)
    if request.headers.get("HX-Request") != "true":
        return HttpResponseRedirect(back)
    if run.finished:
        return HttpResponse(status=204, headers={"HX-Redirect": back})
    return render(request, "desk/merging/running.html", {"page": _page(run)})


@require_safe
@sees
def papers(request: HttpRequest, token: str) -> HttpResponse:
    """The ZIP of a finished run; what lay there is taken away."""
    run = _found(request, token)
    if not run.finished:
        raise Http404
    out = BytesIO()
    number = runs.pack_up(run, out)
    trail.note(actor_of(request), "exported", "list", run.label, detail=f"{number} DOCX PDF")
    runs.forget(run)
    return as_file(out.getvalue(), "application/zip", f"{run.label}　{number} 份.zip")
