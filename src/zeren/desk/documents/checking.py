"""A DOCX from outside held against GB/T 9704-2012: looked at in memory, nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zeren.desk import links
from zeren.desk.components import Bit, Head, Link, Notice
from zeren.desk.documents.registers import actor_of, sees
from zeren.papers.official.checking import Check, Report, check
from zeren.papers.official.checking.model import FORMS
from zeren.papers.official.checking.opening import LARGEST
from zeren.records.containers import Unsafe
from zeren.records.matters import files
from zeren.records.trail import acts as trail


@dataclass(frozen=True, slots=True)
class CheckPage:
    """The form, and what was found."""

    head: Head
    notice: Notice | None = None
    report: Report | None = None
    departures: tuple[Check, ...] = ()
    unknown: tuple[Check, ...] = ()
    met: tuple[Check, ...] = ()
    name: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def page(request: HttpRequest) -> HttpResponse:
    """The form; POST ``file``: what departs from the standard, with place, measure, demand and clause."""
    if request.method != "POST":
        return render(request, "desk/documents/check.html", {"page": CheckPage(_head(""))})
    upload = request.FILES.get("file")
    if upload is None:
        return _refused(request, "", "没有选择文件")
    name = files.clean_name(upload.name or "")
    try:
        report = check(upload.read(LARGEST + 1))
    except Unsafe as unsafe:
        return _refused(request, name, unsafe.zh)
    trail.note(actor_of(request), "format_checked", "list", "公文格式", detail=str(len(report.departures)))
    shown = CheckPage(
        _head(name, report), None, report, report.departures, report.of("unknown"), report.of("met"), name
    )
    return render(request, "desk/documents/check.html", {"page": shown})


def _refused(request: HttpRequest, name: str, why: str) -> HttpResponse:
    notice = Notice(
        "stop", "没有检查。", f"“{name}”{why}。" if name else f"{why}。", "只收 20 MB 以内、没有宏的 DOCX"
    )
    return render(request, "desk/documents/check.html", {"page": CheckPage(_head(""), notice)}, status=422)


def _head(name: str, report: Report | None = None) -> Head:
    crumbs = (Link("公文", links.named("documents")),)
    if report is None:
        return Head(
            "检查公文格式", crumbs, sub=((Bit("对照 GB/T 9704-2012；文件只在内存里看，不留存", tone="dim"),),)
        )
    many = len(report.departures)
    verdict = f"{many} 处不符" if many else "没有不符"
    unknown = len(report.of("unknown"))
    sub = [(Bit(FORMS[report.form]),), (Bit(verdict, strong=True, tone="red" if many else ""),)]
    sub += [(Bit(f"{unknown} 处未认出"),)] if unknown else []
    sub.append((Bit(f"{len(report.of('met'))} 项符合"),))
    return Head(name, (*crumbs, Link("检查公文格式", links.named("document-check"))), sub=tuple(sub))
