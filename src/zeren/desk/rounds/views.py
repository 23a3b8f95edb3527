"""Views of the coverage: the page, and the same rows as a workbook."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zeren.desk import workbook
from zeren.desk.matters.views import case_of
from zeren.desk.rounds.build import Builder


def _builder(request: HttpRequest, pk: int, path: str) -> Builder:
    case = case_of(request, pk)
    if case.coverage is None or not case.whole:
        raise Http404
    return Builder(case, case.coverage, path, request.GET)


@require_safe
def coverage(request: HttpRequest, pk: int) -> HttpResponse:
    """覆盖."""
    return render(request, "desk/rounds/coverage.html", {"page": _builder(request, pk, request.path).page()})


@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The same columns and filters as a workbook."""
    found = _builder(request, pk, request.path.removesuffix("/export.xlsx"))
    return workbook.response(request, found.title, found.question, found.fields, found.fitting)
